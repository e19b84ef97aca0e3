"""When the index of a register file is trusted, built and kept up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA
from tracker.store.index import IndexRow, index_row, index_rows
from tracker.store.tinydb.contents import Contents, Indexed, Whole
from tracker.store.tinydb.file import OpenFile
from tracker.store.tinydb.index_file import VERSION, Facts, Identity, Index, IndexFile, written_facts
from tracker.store.tinydb.layout import layout_of

# Rows are computed in the context of at most this many commitments after a change.
MAX_CONTEXT: Final = 2_000


_NEW: Final = Facts(VERSION, Identity(0, 0, 0, 0, 0), is_final=False, checksum="", zone="", events=0)


@contextmanager
def opened_index(index_file: IndexFile | None, file: OpenFile) -> Iterator[Index | None]:
    """The index of an open file if it is certainly of this version, else None.

    It is if the system tells this version from any later one. Otherwise the checksum of the file decides, which costs
    reading it once.
    """
    identity = Identity.of(file.state())
    index = index_file.open() if index_file and identity.size >= index_file.least else None
    try:
        yield index if index and index_file and _is_of(index, index_file, identity, file) else None
    finally:
        if index:
            index.close()


def _is_of(index: Index, index_file: IndexFile, identity: Identity, file: OpenFile) -> bool:
    facts = index.facts
    if facts.identity == identity and facts.is_final:
        return True
    now = time.time_ns()
    if facts.identity.size != identity.size or facts.checksum != checksum(file.read_all()):
        return False
    if identity.is_final(now) and Identity.of(file.state()) == identity:
        index_file.confirm(replace(facts, identity=identity, is_final=True))
    return True


@contextmanager
def checked_index(index_file: IndexFile | None, raw: bytes) -> Iterator[Index | None]:
    """The index of a file with these bytes by its checksum, else None."""
    index = index_file.open() if index_file and len(raw) >= index_file.least else None
    try:
        is_of = index and index.facts.identity.size == len(raw) and index.facts.checksum == checksum(raw)
        yield index if is_of else None
    finally:
        if index:
            index.close()


def build_index(index_file: IndexFile, contents: Whole, file: OpenFile) -> None:
    """Build the index of a large file that was read as a whole."""
    identity = Identity.of(file.state())
    if identity.size == contents.size and Identity.of(file.path.stat()) == identity:
        _build(index_file, contents, replace(_NEW, identity=identity, is_final=identity.is_final(time.time_ns())))


def keep_up_index(index_file: IndexFile, contents: Contents, new: bytes, path: Path) -> None:
    """Bring the index up to date with the new bytes of the file at a path, or build it."""
    if len(new) < index_file.least:
        return
    facts = written_facts(path, len(new))
    if isinstance(contents, Indexed) and contents.zone == contents.index.facts.zone:
        _update(index_file, contents, replace(facts, checksum=checksum(new)))
    else:
        _build(index_file, Whole(str(path), new, is_trusted=True), facts)


def _build(index_file: IndexFile, contents: Whole, facts: Facts) -> None:
    """Build the index of a file; one that this tracker did not format, or of another schema, has none."""
    if contents.size < index_file.least or not contents.is_formatted or contents.stored_schema != SCHEMA:
        return
    layout, facts = layout_of(contents.raw), replace(facts, checksum=checksum(contents.raw))
    if layout is None or index_file.is_of(facts.checksum):
        return
    every = tuple(contents.every())
    if len(layout) == len(every):
        facts = replace(facts, zone=contents.zone, events=sum(len(one.history) for one in every))
        rows = index_rows(every, contents.zone)
        index_file.build(facts, layout, ((int(contents.commitments.number(one.ref)), one, row) for one, row in rows))


def _update(index_file: IndexFile, contents: Indexed, facts: Facts) -> None:
    """Write new rows for the commitments that were changed, and for all whose state depends on them."""
    changed = contents.fetched(set(contents.commitments.changed))
    facts = replace(facts, zone=contents.zone, events=contents.events())
    affected = contents.affected(one.ref for one in changed)
    rows = _rows_in_context(contents, affected) or _rows_alone(contents, affected)
    positions = contents.positions(affected)
    entries = [(*positions[one.ref], one, row) for one, row in rows]
    index_file.update(facts, contents.layout, entries)


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
    import hashlib  # noqa: PLC0415 - loads OpenSSL; most looks compare no checksum

    return hashlib.sha256(raw).hexdigest()
