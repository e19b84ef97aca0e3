"""What a register says of itself, and the clock rule of its changes; it knows no place where it is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID, uuid4

import msgspec

from tracker.errors import CorruptRegister, NotPossible
from tracker.model.codec import SCHEMA, Document
from tracker.model.commitment import Commitment
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


LAST_YEAR: Final = 9998  # in which anything is recorded, so that a change can follow for as long as there are changes


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """The version of the stored form, the zone in which days end, and the last change's time; None before the first.

    `id` tells the register from every other one, wherever it is kept; None of one that an earlier tracker made.
    """

    schema: int
    zone: str = "UTC"
    id: UUID | None = None
    changed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None

    def next_stamp(self, now: datetime, path: str) -> datetime:
        """When a change counts as made: at `now`, or a microsecond after the last one if the clock is not past it.

        A clock beyond LAST_YEAR is refused; Damaged, at that place, if the last change leaves no time for another.

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


class Signed(Meta, frozen=True, kw_only=True):
    """The same as a file holds it, with who made the last change; nothing before the first."""

    changed_by: str = ""


def new_meta(zone: str) -> Document:
    """The meta document of a new register: its schema, the zone in which its days end, and a random id."""
    return require_storable("the time zone", {"schema": SCHEMA, "zone": zone, "id": str(uuid4())})


class Stats(NamedTuple):
    """How many commitments there are, with how many events, and from how many sources these are."""

    commitments: int = 0
    events: int = 0
    sources: int = 0


def stats_of(commitments: Iterable[Commitment]) -> Stats:
    """What they come to; a source counts once by its address, or else its publisher."""
    number = events = 0
    addresses: set[str] = set()
    for commitment in commitments:
        number += 1
        events += len(commitment.history)
        addresses.update(event.source.url or event.source.publisher for event in commitment.history if event.source)
    return Stats(number, events, len(addresses))
