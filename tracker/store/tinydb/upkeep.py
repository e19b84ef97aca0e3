"""When the index of a register file is trusted, built and kept up."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tracker.errors import TrackerError
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA
from tracker.store.index import IndexRow, index_row, index_rows
from tracker.store.tinydb import index_file
from tracker.store.tinydb.contents import Contents, Whole
from tracker.store.tinydb.file import OpenFile
from tracker.store.tinydb.index_file import VERSION, Facts, Identity, Index, open_index, written_facts
from tracker.store.tinydb.index_location import BrokenIndex
from tracker.store.tinydb.indexed import Indexed
from tracker.store.tinydb.layout import layout_of, slices_of

# Rows are computed in the context of at most this many commitments after a change.
MAX_CONTEXT: Final = 2_000


@contextmanager
def opened_by_index(path: Path, location: str, file: OpenFile) -> Iterator[Indexed | None]:
    """The contents of an open file by the index at a path, if that is certainly of this version; else None.

    It is if the system tells this version from any later one. Otherwise the checksum of the file decides, which costs
    reading it once.
    """
    with _closing(open_index(path)) as index:
        yield _indexed(index, location, file) if index and _is_of(index, file) else None


def _is_of(index: Index, file: OpenFile) -> bool:
    facts, identity, now = index.facts, Identity.of(file.state()), time.time_ns()
    if facts.identity == identity and facts.is_final:
        return True
    if facts.identity.size != identity.size or facts.checksum != checksum(file.read_all()):
        return False
    if identity.is_final(now) and Identity.of(file.state()) == identity:
        index_file.confirm(index.path, replace(facts, identity=identity, is_final=True))
    return True


def _indexed(index: Index, location: str, file: OpenFile) -> Indexed | None:
    with suppress(BrokenIndex):
        return Indexed(location, index, file.read)
    return None


@contextmanager
def read_by_index(path: Path, location: str, raw: bytes) -> Iterator[Indexed | None]:
    """The contents of a file with these bytes by the index at a path, if that has their checksum; else None."""
    with _closing(open_index(path)) as index:
        found = None
        if index and index.facts.identity.size == len(raw) and index.facts.checksum == checksum(raw):
            with suppress(BrokenIndex):
                index.require_complete()
                found = Indexed(location, index, slices_of(raw))
        yield found


@contextmanager
def _closing(index: Index | None) -> Iterator[Index | None]:
    try:
        yield index
    finally:
        if index:
            index.close()


def build_index(path: Path, contents: Whole, file: OpenFile) -> None:
    """Build the index of a large file that was read as a whole; a failure costs only time."""
    with suppress(TrackerError, OSError):
        identity = Identity.of(file.state())
        if identity.size == contents.size and Identity.of(file.path.stat()) == identity:
            _build(path, contents, Facts(VERSION, identity, identity.is_final(time.time_ns())))


def keep_up_index(path: Path, contents: Contents, new: bytes, register: Path) -> None:
    """Bring the index at a path up to date with the new bytes of the register file, or build it.

    The change is recorded already, so a failure must not end it; the index is then of no use until the next one.
    """
    with suppress(BrokenIndex, TrackerError, OSError):
        facts = written_facts(register, len(new))
        if isinstance(contents, Indexed) and contents.zone == contents.index.facts.zone:
            _update(contents, replace(facts, checksum=checksum(new)))
        else:
            _build(path, Whole(str(register), new, is_trusted=True), facts)


def _build(path: Path, contents: Whole, facts: Facts) -> None:
    """Build the index of a file; one that this tracker did not format, or of another schema, has none."""
    if not contents.is_formatted or contents.stored_schema != SCHEMA:
        return
    layout, facts = layout_of(contents.raw), replace(facts, checksum=checksum(contents.raw))
    if layout is None or index_file.is_of(path, facts.checksum):
        return
    every = tuple(contents.every())
    if len(layout) == len(every):
        facts = replace(facts, zone=contents.zone, events=sum(len(one.history) for one in every))
        rows = index_rows(every, contents.zone)
        entries = ((int(contents.commitments.number(one.ref)), one, row) for one, row in rows)
        index_file.build(path, facts, layout, entries)


def _update(contents: Indexed, facts: Facts) -> None:
    """Write new rows for the commitments that were changed, and for all whose state depends on them."""
    facts = replace(facts, zone=contents.zone, events=contents.events())
    affected = contents.affected(contents.commitments.changed)
    rows = _rows_in_context(contents, affected) or _rows_alone(contents, affected)
    positions = contents.positions(affected)
    entries = [(*positions[one.ref], one, row) for one, row in rows]
    index_file.update(contents.index.path, facts, contents.layout, entries)


def _rows_in_context(contents: Indexed, refs: set[str]) -> list[tuple[Commitment, IndexRow]]:
    """The new rows of these commitments with all that they depend on; empty if that is too much to be read."""
    context = contents.closure(refs)
    if len(context) > MAX_CONTEXT:
        return []
    return [pair for pair in index_rows(contents.fetched(context), contents.zone) if pair[0].ref in refs]


def _rows_alone(contents: Indexed, refs: set[str]) -> list[tuple[Commitment, IndexRow]]:
    """The new rows of these commitments, which leave open what depends on others."""
    return [(one, index_row(one, contents.zone)) for one in contents.fetched(refs)]


def checksum(raw: bytes) -> str:
    """The SHA-256 of the bytes of a register."""
    return hashlib.sha256(raw).hexdigest()
