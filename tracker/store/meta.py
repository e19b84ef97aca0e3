"""The metadata of a register, and the rules for documents that every back end keeps."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, NamedTuple, Protocol
from uuid import UUID, uuid4

import msgspec

from tracker.errors import CorruptRegister, NotPossible
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA, Document
from tracker.model.register import id_of_earlier
from tracker.model.text_limits import MAX_ITEMS, MAX_TITLE, SHORTER, UNSTORABLE, first_excess, is_storable, texts_of

LAST_YEAR: Final = 9998  # the last year for a change, so that a later change is always possible


def require_storable(what: str, document: Document, before: Document | None = None) -> Document:
    """The document itself; NotPossible if a text in it is too long, or has a character that a back end cannot store.

    A text that is as long in `before`, the document that it replaces, is allowed: earlier trackers had no limit.
    """
    raw = _encoded(document)
    if raw is None or (b"\\u0000" in raw and not all(is_storable(text) for _, text in texts_of(document))):
        why = f"its text holds {UNSTORABLE}"
        raise NotPossible(what, why, "take that character out of it")
    if _may_be_large(raw) and (found := first_excess(document, before)):
        raise NotPossible(f"{what}, {found.field}", found.why, SHORTER)
    return document


def keep_unknown_fields(stored: Any, read: Any, new: Any) -> Any:  # noqa: ANN401 - any part of a document
    """`new` with the fields of `stored` that this tracker does not know: later trackers wrote them.

    `read` is what this tracker understands of `stored`.

    >>> keep_unknown_fields({"a": 1, "later": 2, "c": [{"x": 1}]}, {"a": 1, "c": [{}]}, {"a": 5, "c": [{}, {}]})
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


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """The metadata of a register: schema of its documents, time zone, unique id, time and user of the last change.

    `id` is None if an earlier tracker made the register; `changed_at` is None before the first change.
    """

    schema: int
    zone: str = "UTC"
    id: UUID | None = None
    changed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    changed_by: str = ""

    def next_stamp(self, now: datetime, path: str) -> datetime:
        """The time of a change: `now`, or a microsecond after the last change if the clock is not later.

        NotPossible if the clock is later than LAST_YEAR; CorruptRegister if the last change is at the end of time.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 2, 17, 12, tzinfo=UTC)
        >>> Meta(schema=1, changed_at=noon).next_stamp(noon, "a.json").isoformat()
        '2026-02-17T12:00:00.000001+00:00'
        """
        if now.year > LAST_YEAR:
            why = f"nothing is recorded after the year {LAST_YEAR}"
            raise NotPossible(f"a change at {now.isoformat()}", why, "set the clock right, or TRACKER_NOW")
        try:
            return max(now, self.changed_at + timedelta(microseconds=1)) if self.changed_at else now
        except OverflowError:
            raise CorruptRegister(path, "meta: nothing can follow its last change, at the end of time") from None


def new_meta(zone: str) -> Document:
    """The metadata document of a new register: schema, time zone and a random id."""
    return require_storable("the time zone", {"schema": SCHEMA, "zone": zone, "id": str(uuid4())})


class _Register(Protocol):
    @property
    def meta(self) -> Meta: ...

    def commitments(self) -> Iterator[Commitment]: ...


def register_id(register: _Register) -> UUID | None:
    """The unique id of a register; None for one without commitments that an earlier tracker made."""
    return register.meta.id or id_of_earlier(next(register.commitments(), None))


class Stats(NamedTuple):
    """The numbers of commitments, of their events, and of the sources of these; the size of the register in bytes."""

    commitments: int = 0
    events: int = 0
    sources: int = 0
    size: int = 0


def stats_of(commitments: Iterable[Commitment], size: int = 0) -> Stats:
    """The stats of these commitments; sources with the same URL, or without one the same publisher, count once."""
    number = events = 0
    sources: set[str] = set()
    for commitment in commitments:
        number += 1
        events += len(commitment.history)
        sources.update(event.source.url or event.source.publisher for event in commitment.history if event.source)
    return Stats(number, events, len(sources), size)


def _encoded(document: Document) -> bytes | None:
    """The document as JSON, with forbidden characters escaped; None if a text has an unpaired surrogate."""
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:
        return None


def _may_be_large(raw: bytes) -> bool:
    """True if a text or list in this JSON may be too long, by the distance of quotes and the number of commas."""
    texts = raw.replace(b'\\"', b"__").split(b'"')
    return len(max(texts, key=len)) > MAX_TITLE or raw.count(b",") >= MAX_ITEMS
