"""The rows about one obligor each: find the promise that they share, where no row has the promise itself."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from tracker.exchange.plan import Problem
from tracker.exchange.row_parser import ParsedRow
from tracker.model.status import MAKING, Status
from tracker.record.deadlines import NO_LIMITS

Parsed: TypeAlias = tuple[ParsedRow, list[Problem]]
_NEEDED = ("title", "obligor", "obligee")


def with_promises(parsed: Sequence[Parsed], recorded: Collection[str]) -> Iterator[Parsed]:
    """The rows of a file; before those about one obligor each, the row of a promise that nothing else has.

    It says what all of them say, as `list --obligors` writes it; they are left with what is each one's own.
    """
    whole = {row.ref for row, _ in parsed if not row.of}
    about: dict[str, list[ParsedRow]] = {}
    for row, _ in parsed:
        if row.of and row.ref not in whole and row.ref not in recorded and all(name in row.terms for name in _NEEDED):
            about.setdefault(row.ref, []).append(row)
    promises = {ref: _promise(rows) for ref, rows in about.items()}
    for row, problems in parsed:
        promise = promises.get(row.ref)
        if promise and row is about[row.ref][0]:
            yield promise, []
        yield (_own(row, promise) if promise else row), problems


def _promise(rows: Sequence[ParsedRow]) -> ParsedRow:
    """The row of a promise, from those about its obligors."""
    first = rows[0]
    has_one_status = len({(row.status, str(row.met_on), row.successor) for row in rows}) == 1
    return replace(
        first,
        of="",
        facts=replace(first.facts, obligor="", blocs=frozenset()),
        status=first.status if has_one_status else _first_status(rows),
        deadline=first.deadline if all(row.deadline == first.deadline for row in rows) else None,
        limits=first.limits if all(row.limits == first.limits for row in rows) else NO_LIMITS,
        judgement=first.judgement if all(row.judgement == first.judgement for row in rows) else None,
    )


def _first_status(rows: Sequence[ParsedRow]) -> Status | None:
    """The status before those of the obligors: that of the row that is only proposed or agreed, if there is one."""
    found = sorted(row.status for row in rows if row.status in MAKING)
    return found[-1] if found else None


def _own(row: ParsedRow, promise: ParsedRow) -> ParsedRow:
    """The row of one obligor without what the promise says."""
    return replace(
        row,
        status=None if row.status == promise.status else row.status,
        deadline=None if row.deadline == promise.deadline else row.deadline,
        limits=NO_LIMITS if row.limits == promise.limits else row.limits,
        judgement=None if row.judgement == promise.judgement else row.judgement,
    )
