"""A register carried to another place, step by step, and proven to have arrived by what is read back from there."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from tracker.errors import CopyMismatch, CorruptRegister, NewerSchema, StoreFault, WouldOverwrite
from tracker.model.dates import in_utc
from tracker.store import Store
from tracker.store.tinydb.store import TinyReader
from tracker.store.tinydb.table import META_ID, TABLES


class CopyJob:
    """All of one register put in another place, in one transaction there; the first one is only read.

    The steps are to be taken in their order. Where one is cut short, the other place is as it was or has all of it, and
    a new transfer tells which.
    """

    def __init__(self, source: Store, target: Store, *, force: bool) -> None:
        self.steps = (self._read, self._look, self._write, self._check)
        self.is_there_already = False
        self.aside: Path | None = None
        self._source, self._target, self._force = source, target, force

    def _read(self) -> None:
        """Read all of it."""
        self._raw: bytes = self._source.copy()
        self._held = fingerprint(self._source.location, self._raw)

    def _look(self) -> None:
        """Look whether the same is there already; anything else but an empty register is only replaced by force."""
        self._found = self._target.read_raw()
        there: Fingerprint | None = None
        with suppress(CorruptRegister, NewerSchema):
            there = fingerprint(self._target.location, self._target.copy()) if self._found else None
        self.is_there_already = there == self._held
        if self._found is None or self.is_there_already or self._force or (there and there.is_empty):
            return
        remedy = "choose another place, or give --force, which puts aside what is there"
        raise WouldOverwrite(self._target.location, "there already with something else in it", remedy)

    def _write(self) -> None:
        """Put it there, whole or not at all."""
        if not self.is_there_already:
            if self._found is None:
                self._target.create_from(self._raw)
            else:
                self.aside = self._target.restore(self._raw, self._found)
        del self._raw, self._found  # to read it back takes as much memory again

    def _check(self) -> None:
        """Read it back and compare."""
        try:
            self.arrived = fingerprint(self._target.location, self._target.copy())
        except StoreFault as refusal:
            raise self._not_arrived(f"cannot be read back: {refusal}") from None
        if self.arrived != self._held:
            raise self._not_arrived("holds something else, for others changed it meanwhile")

    def _not_arrived(self, why: str) -> CopyMismatch:
        return CopyMismatch(self._target.location, self._source.location, why, str(self.aside or ""))


class Fingerprint(Struct, frozen=True, kw_only=True):
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


def fingerprint(location: str, raw: bytes) -> Fingerprint:
    """What is in the bytes of a register file, which a store has copied and so has proven whole.

    The sum is over every document in its order, what later trackers wrote too, but not over the numbers that documents
    have in a file, the order of fields, or how the text is spelled: those are no content. Nor is it content whether the
    id of a register that was made without one has been written down.
    """
    reader = TinyReader(location, raw, is_sound=True)
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
    return Fingerprint(**counts, events=events, sha256=total.hexdigest())


def _parts(tables: dict[str, Any]) -> Iterator[Any]:
    """Each table by its name, then its documents in their order; of a table that is not ours the whole."""
    for name in sorted(tables):
        yield name
        documents = tables[name].values() if name in TABLES else [msgspec.json.encode(tables[name])]
        for document in documents:
            yield msgspec.json.decode(document) if isinstance(document, bytes | Raw) else document
