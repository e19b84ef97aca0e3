"""When the index of a register file is trusted, built and kept up."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from tracker.errors import TrackerError
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA
from tracker.store.index import IndexRow, index_row, index_rows
from tracker.store.sql import Sql
from tracker.store.tinydb import index_file
from tracker.store.tinydb.contents import Contents, Whole
from tracker.store.tinydb.file import OpenFile
from tracker.store.tinydb.index_file import VERSION, Entry, Facts, Identity, Index, digest_of, open_index, written_facts
from tracker.store.tinydb.index_location import BrokenIndex
from tracker.store.tinydb.indexed import Indexed
from tracker.store.tinydb.layout import Read, layout_of, slices_of

# Rows are computed in the context of at most this many commitments after a change.
MAX_CONTEXT: Final = 2_000
# If another program changed more of the commitments, a new index is built.
MOST_CHANGED: Final = 0.1


@contextmanager
def opened_by_index(path: Path, location: str, file: OpenFile) -> Iterator[Contents]:
    """The contents of an open file: by the index at a path, if that is certainly of this version; else as a whole.

    It is if the system tells this version from any later one. Otherwise the checksum of the file decides, which costs
    reading it once. An index of another version is brought up to date if little was changed.
    """
    with _closing(open_index(path)) as index:
        if index and _is_of(index, file) and (found := _indexed(index, location, file.read)):
            yield found
            return
        whole, facts = Whole(location, file.read_all()), _facts_of(file)
        is_caught_up = index is not None and facts.identity.size == whole.size and _catch_up(index, whole, facts)
    with ExitStack() as stack:
        yield _reopened(stack, path, whole) if is_caught_up else whole


def indexed_now(stack: ExitStack, path: Path, file: OpenFile, contents: Whole) -> Contents:
    """Build the index of a file that was read as a whole: the contents by it until the stack is closed, if possible."""
    build_index(path, contents, file)
    return _reopened(stack, path, contents)


def _reopened(stack: ExitStack, path: Path, contents: Whole) -> Contents:
    """The contents by an index that was just written; as a whole if it could not be."""
    index = stack.enter_context(_closing(open_index(path)))
    if index is None or index.facts.checksum != checksum(contents.raw):
        return contents
    return _indexed(index, contents.path, slices_of(contents.raw)) or contents


def _is_of(index: Index, file: OpenFile) -> bool:
    facts, now = index.facts, _facts_of(file)
    if facts.identity == now.identity and facts.is_final:
        return True
    if facts.identity.size != now.identity.size or facts.checksum != checksum(file.read_all()):
        return False
    if now.is_final:
        index_file.confirm(index, replace(facts, identity=now.identity, is_final=True))
    return True


def _facts_of(file: OpenFile) -> Facts:
    """The version of an open file."""
    now, identity = time.time_ns(), Identity.of(file.state())
    return Facts(VERSION, identity, identity.is_final(now))


def _indexed(index: Index, location: str, read: Read) -> Indexed | None:
    with suppress(BrokenIndex):
        return Indexed(location, index, read, index.facts.identity.size)
    return None


@contextmanager
def read_by_index(path: Path, location: str, raw: bytes) -> Iterator[Indexed | None]:
    """The contents of a file with these bytes by the index at a path, if that has their checksum; else None."""
    with _closing(open_index(path)) as index:
        found = None
        if index and index.facts.identity.size == len(raw) and index.facts.checksum == checksum(raw):
            with suppress(BrokenIndex):
                index.require_complete()
                found = Indexed(location, index, slices_of(raw), len(raw))
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
        facts = _facts_of(file)
        if facts.identity.size == contents.size and facts.identity == Identity.of(file.path.stat()):
            _build(path, contents, facts)


def keep_up_index(path: Path, contents: Contents, new: bytes, register: Path) -> None:
    """Bring the index at a path up to date with the new bytes of the register file, or build it.

    The change is recorded already, so a failure must not end it; the index is then of no use until the next one.
    """
    with suppress(BrokenIndex, TrackerError, OSError):
        facts = written_facts(register, len(new))
        if isinstance(contents, Indexed) and contents.zone == contents.index.facts.zone:
            _update(contents, replace(facts, checksum=checksum(new)), slices_of(new))
        else:
            _build(path, Whole(str(register), new, is_trusted=True), facts)


def _build(path: Path, contents: Whole, facts: Facts) -> None:
    """Build the index of a file; one that this tracker did not format, or of another schema, has none."""
    if not contents.is_formatted or contents.stored_schema != SCHEMA:
        return
    layout, facts = layout_of(contents.raw), replace(facts, checksum=checksum(contents.raw))
    if layout is None or index_file.is_of(path, facts.checksum):
        return
    with _closing(open_index(path)) as index:
        if index and _catch_up(index, contents, facts):
            return
    every = tuple(contents.every())
    facts = replace(facts, zone=contents.zone, events=sum(len(one.history) for one in every))
    documents = zip(contents.documents(), index_rows(every, contents.zone), strict=True)
    entries = (
        Entry(place, int(number), digest_of(document), one, row)
        for place, ((number, document), (one, row)) in enumerate(documents)
    )
    index_file.build(path, facts, layout, entries)


def _catch_up(index: Index, contents: Whole, facts: Facts) -> bool:
    """Bring an index of another version up to date; False if another program changed too much for that."""
    layout = layout_of(contents.raw)
    if layout is None or not contents.is_formatted or contents.stored_schema != SCHEMA:
        return False
    with suppress(BrokenIndex, TrackerError):
        before = index.rows(Sql("SELECT ref, number, digest FROM commitments ORDER BY place"))
        now = [
            (ref, int(number), digest_of(document), document)
            for ref, (number, document) in zip(contents.commitments.names(), contents.documents(), strict=True)
        ]
        is_grown = [row[:2] for row in before] == [row[:2] for row in now[: len(before)]]
        formers = chain(before, repeat((None, None, None)))
        changed = [row for row, former in zip(now, formers, strict=False) if row[2] != former[2]]
        if not is_grown or len(changed) > len(now) * MOST_CHANGED or contents.zone != index.facts.zone:
            return False
        found = Indexed(contents.path, index, slices_of(contents.raw), contents.size, layout)
        for ref, number, _, document in changed:
            found.commitments.note(ref, str(number), msgspec.json.decode(document))
        _update(found, replace(facts, checksum=checksum(contents.raw)), slices_of(contents.raw))
        return True
    return False


def _update(contents: Indexed, facts: Facts, read: Read) -> None:
    """Write new rows for the commitments that were changed, and for all whose state depends on them.

    `read` returns the bytes of the changed file.
    """
    facts = replace(facts, zone=contents.zone, events=contents.events())
    affected = contents.affected(contents.commitments.changed)
    rows = _rows_in_context(contents, affected) or _rows_alone(contents, affected)
    positions, layout = contents.positions(affected), contents.layout
    entries = [
        Entry(place, number, digest_of(layout.document(place, read)), one, row)
        for one, row in rows
        for place, number in [positions[one.ref]]
    ]
    index_file.update(contents.index, facts, layout, entries)


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
