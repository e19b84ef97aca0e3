"""What holds for a document in every back end; it knows neither its fields nor where it is kept."""

from typing import Any

import msgspec

from tracker.errors import NotPossible
from tracker.model.codec import Document
from tracker.model.text_limits import MAX_ITEMS, MAX_TITLE, SHORTER, UNSTORABLE, first_excess, is_storable, texts_of


def require_storable(what: str, document: Document, before: Document | None = None) -> Document:
    """The document itself, if every text in it can be kept by every back end and is short enough; else NotPossible.

    What was too long `before`, as an earlier tracker let it in, may stay as it is.
    """
    raw = _written(document)
    if raw is None or (b"\\u0000" in raw and not all(is_storable(text) for _, text in texts_of(document))):
        why = f"its text holds {UNSTORABLE}"
        raise NotPossible(what, why, "take that character out of it")
    if _may_be_large(raw) and (found := first_excess(document, before)):
        raise NotPossible(f"{what}, {found.field}", found.why, SHORTER)
    return document


def keep_unknown_fields(stored: Any, read: Any, new: Any) -> Any:  # noqa: ANN401 - any part of a document
    """`new`, with all that `stored` holds beyond what was `read` of it: the fields of later trackers.

    >>> carried_over({"a": 1, "later": 2, "c": [{"x": 1}]}, {"a": 1, "c": [{}]}, {"a": 5, "c": [{}, {}]})
    {'a': 5, 'later': 2, 'c': [{'x': 1}, {}]}
    """
    if new == read:
        return stored
    if isinstance(new, dict) and isinstance(read, dict):
        kept = {field: value for field, value in stored.items() if field in new or field not in read}
        return kept | {field: keep_unknown_fields(stored.get(field), read.get(field), new[field]) for field in new}
    if isinstance(new, list | tuple) and isinstance(read, list | tuple):
        return [*(keep_unknown_fields(*parts) for parts in zip(stored, read, new, strict=False)), *new[len(read) :]]
    return new


def _written(document: Document) -> bytes | None:
    """The document as JSON, in which all that is forbidden can be seen at once; None if it holds half a pair."""
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:
        return None


def _may_be_large(raw: bytes) -> bool:
    """Whether a text or a list in this JSON may be too long: what is between two quotes, or the number of commas."""
    texts = raw.replace(b'\\"', b"__").split(b'"')
    return len(max(texts, key=len)) > MAX_TITLE or raw.count(b",") >= MAX_ITEMS
