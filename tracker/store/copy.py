"""A copy of a register to another location, step by step, verified by reading it back."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Raw, Struct

from tracker.errors import CopyMismatch, CorruptRegister, NewerSchema, StoreFault, WouldOverwrite
from tracker.model.dates import in_utc
from tracker.model.saved_copies import MAX_COPY, copies_of
from tracker.store import Store, copy_of, register_id
from tracker.store.saved_copies import read_sound
from tracker.store.tinydb.contents import Whole
from tracker.store.tinydb.store import TinyReader
from tracker.store.tinydb.table import META_ID, TABLES


class CopyJob:
    """A copy of a whole register to another location, in one transaction there; the source is only read.

    Call the steps in order. If one is interrupted, the target has all of the copy or nothing;
    a new job finds out which.
    """

    def __init__(self, source: Store, target: Store, *, force: bool) -> None:
        self.steps = (self._read, self._compare, self._write, self._check, self._carry)
        self.is_copied_already = False
        self.carried = CarriedCopies(0, ())
        self.replaced: Path | None = None
        self._source, self._target, self._force = source, target, force

    def _read(self) -> None:
        """Read the source."""
        self._raw: bytes = copy_of(self._source)
        self._fingerprint = fingerprint(self._source.location, self._raw)
        reader = TinyReader(Whole(self._source.location, self._raw, is_trusted=True))
        self._names_copies = bool(copies_of(reader.commitments()))

    def _compare(self) -> None:
        """Compare the target with the source; a different register that is not empty is only replaced by force."""
        self._found = self._target.read_raw()
        existing: Fingerprint | None = None
        with suppress(CorruptRegister, NewerSchema):
            existing = fingerprint(self._target.location, copy_of(self._target)) if self._found else None
        self.is_copied_already = existing == self._fingerprint
        if self._found is None or self.is_copied_already or self._force or (existing and existing.is_empty):
            return
        remedy = "choose another location, or give --force, which keeps the old content in a file"
        raise WouldOverwrite(self._target.location, "there already with something else in it", remedy)

    def _write(self) -> None:
        """Write the target, in one transaction."""
        if not self.is_copied_already:
            self.replaced = self._target.write_raw(self._raw, self._found)
        del self._raw, self._found  # reading it back needs as much memory again

    def _check(self) -> None:
        """Read the target back, and compare fingerprints."""
        try:
            self.copied = fingerprint(self._target.location, copy_of(self._target))
        except StoreFault as refusal:
            raise self._mismatch(f"cannot be read back: {refusal}") from None
        if self.copied != self._fingerprint:
            raise self._mismatch("holds something else, for others changed it meanwhile")

    def _carry(self) -> None:
        """Take the saved copies of sources along; the register names them already, if this is interrupted."""
        if self._names_copies:  # else nothing may fail after the target was written and verified
            self.carried = carry_copies(self._source, self._target)

    def _mismatch(self, why: str) -> CopyMismatch:
        return CopyMismatch(self._target.location, self._source.location, why, str(self.replaced or ""))


class CarriedCopies(NamedTuple):
    """The number of saved copies that a register has, and the names of those that cannot be had."""

    present: int
    missing: tuple[str, ...]


def carry_copies(source: Store, target: Store) -> CarriedCopies:
    """Save the copies that a target names and only the source has; several in one transaction, but few at a time."""
    with target.reading() as reader:
        named, there = copies_of(reader.commitments()), reader.copy_names()
    wanted = [name for name in named if name not in there]
    missing, batch = list[str](), dict[str, bytes]()
    with source.reading() as reader:
        for name in wanted:
            if (raw := read_sound(reader.read_copy, name)) is None:
                missing.append(name)
            else:
                batch[name] = raw
            if batch and (name == wanted[-1] or sum(map(len, batch.values())) > MAX_COPY):
                _save(target, batch)
                batch = {}
    return CarriedCopies(len(named) - len(missing), tuple(missing))


def _save(target: Store, copies: dict[str, bytes]) -> None:
    for attempt in target.attempts():
        with attempt as writer:
            for name, raw in copies.items():
                writer.save_copy(name, raw)


class Fingerprint(Struct, frozen=True, kw_only=True):
    """The numbers of values of each kind, and a checksum of everything."""

    commitments: int
    events: int
    parties: int
    categories: int
    rates: int
    views: int
    sha256: str

    @property
    def is_empty(self) -> bool:
        """True if there is nothing in the register."""
        return not (self.commitments or self.parties or self.categories or self.rates or self.views)


class _Counted(Struct):
    history: list[Raw] = []


_COUNTER: Final = msgspec.json.Decoder(_Counted)


def fingerprint(location: str, raw: bytes) -> Fingerprint:
    """The fingerprint of a register file that a store has copied and validated.

    The checksum covers every document in order, with fields of later trackers; not the numbers of documents in a file,
    the order of fields, escapes and spaces, or whether the id of an old register is written down.
    """
    reader = TinyReader(contents := Whole(location, raw, is_trusted=True))
    tables, changed_at = contents.tables, reader.meta.changed_at
    meta = msgspec.json.decode(tables["meta"][META_ID]) | {"changed_at": None, "changed_by": reader.meta.changed_by}
    meta["id"] = register_id(reader)
    if changed_at:  # the same instant may be written in any time zone
        meta["changed_at"] = in_utc(changed_at)
    tables |= {"meta": {META_ID: meta}}
    checksum = hashlib.sha256()
    for part in _parts(tables):
        checksum.update(msgspec.json.encode(part, order="sorted") + b"\n")
    events = sum(len(_COUNTER.decode(document).history) for document in tables["commitments"].values())
    counts = {name: len(tables[name]) for name in TABLES if name != "meta"}
    return Fingerprint(**counts, events=events, sha256=checksum.hexdigest())


def _parts(tables: dict[str, Any]) -> Iterator[Any]:
    """The name of each table, then its documents in order; a table of another program is one document."""
    for name in sorted(tables):
        yield name
        documents = tables[name].values() if name in TABLES else [msgspec.json.encode(tables[name])]
        for document in documents:
            yield msgspec.json.decode(document) if isinstance(document, bytes | Raw) else document
