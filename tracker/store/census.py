"""What is in a register, counted and summed up, to tell whether two of them hold the same wherever each is kept."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from tracker.moment import in_utc
from tracker.store.layout import META_ID, TABLES
from tracker.store.opened import TinyReader


class Census(Struct, frozen=True, kw_only=True):
    """How many there are of each, and one sum over all of it."""

    commitments: int
    events: int
    parties: int
    rates: int
    views: int
    sha256: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever put into it."""
        return not (self.commitments or self.parties or self.rates or self.views)


class _Counted(Struct):
    history: list[Raw] = []


_COUNTER: Final = msgspec.json.Decoder(_Counted)


def census(place: str, raw: bytes) -> Census:
    """What is in the bytes of a register file, which a store has copied and so has proven whole.

    The sum is over every document in its order, what later trackers wrote too, but not over the numbers that documents
    have in a file, the order of fields, or how the text is spelled: those are no content. Nor is it content whether the
    id of a register that was made without one has been written down.
    """
    reader = TinyReader(place, raw, is_sound=True)
    tables, changed_at = reader.tables, reader.meta.changed_at
    told = msgspec.json.decode(tables["meta"][META_ID]) | {"changed_at": None, "changed_by": reader.changed_by()}
    told["id"] = reader.register_id()
    if changed_at:  # one instant can be written in every zone
        told["changed_at"] = in_utc(changed_at)
    tables |= {"meta": {META_ID: told}}
    total = hashlib.sha256()
    for part in _parts(tables):
        total.update(msgspec.json.encode(part, order="sorted") + b"\n")
    events = sum(len(_COUNTER.decode(document).history) for document in tables["commitments"].values())
    counts = {name: len(tables[name]) for name in TABLES if name != "meta"}
    return Census(**counts, events=events, sha256=total.hexdigest())


def _parts(tables: dict[str, Any]) -> Iterator[Any]:
    """Each table by its name, then its documents in their order; of a table that is not ours the whole."""
    for name in sorted(tables):
        yield name
        documents = tables[name].values() if name in TABLES else [msgspec.json.encode(tables[name])]
        for document in documents:
            yield msgspec.json.decode(document) if isinstance(document, bytes | Raw) else document
