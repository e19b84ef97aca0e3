"""Linear cost: twice as many events or umbrellas twice as deep take at most twice as many lines."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace

from tests.building import (
    NEWS,
    RECORDED,
    amount,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    milestone,
    moment,
    numbered,
    portfolio,
    position,
    retraction,
    status,
)
from tests.growth import deep_umbrellas, is_linear, long_history
from tracker import checks
from tracker.model.commitment import Commitment
from tracker.model.dates import day
from tracker.record.provenance import Provenance
from tracker.record.undo import last_change, undo
from tracker.reports.agenda import agenda_table
from tracker.reports.balance import balance_table
from tracker.reports.changes import changes_table
from tracker.reports.list import Selection, list_table
from tracker.reports.log import log_table
from tracker.reports.moves import moves_table
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.show import show_table
from tracker.reports.trades import trades_table
from tracker.state.conversion import TargetUnit
from tracker.state.portfolio import Portfolio
from tracker.state.progress import progress_of

pytestmark = pytest.mark.slow  # it counts lines by a trace function

BEGUN: Final = status("agreed", on="2025-01-01")
JUNE: Final = date(2026, 6, 1)


def on(number: int) -> str:
    """A day for each number, a day after the one before."""
    return str(date(2025, 1, 2) + timedelta(days=number))


def year(number: int) -> str:
    """A year for each number, some of them again."""
    return str(2025 + number % 97)


# The histories of one commitment, by what makes them long.
HISTORIES: Final[dict[str, Callable[[int], list[Commitment]]]] = {
    "moves, each with its citation": long_history(
        lambda n: citation("deadline", value=on(n), on=on(n)) if n % 2 else deadline(on(n), "extension", on=on(n)),
        BEGUN,
    ),
    "moves to a year": long_history(lambda n: deadline(year(n), "amendment", on=on(n)), BEGUN),
    "citations of fiscal years": long_history(lambda n: citation("due", value=f"JP-FY{year(n)}", on=on(n)), BEGUN),
    "amounts": long_history(lambda n: amount(f"USD {n + 1}m", "revision", on=on(n)), BEGUN),
    "figures that are cited": long_history(
        lambda n: citation("amount", "contradicts", f"USD {n + 1}bn, or JPY {n + 1}bn a year", on=on(n)), BEGUN
    ),
    "deliveries": long_history(lambda n: delivery(f"USD {n + 1}m", on=on(n), source=NEWS), BEGUN),
    "reversals": long_history(lambda n: delivery(f"USD {'-' if n % 2 else ''}{n + 1}m", on=on(n)), BEGUN),
    "statuses of days and of years": long_history(
        lambda n: status("in_progress", on=on(n)) if n % 2 else status("agreed", on="2025"), BEGUN
    ),
    "positions": long_history(lambda n: position(f"P{n // 2}", "accepts", "private" if n % 2 else "public", on=on(n))),
    "edits": long_history(lambda n: edit({"on": on(n)}, notes=str(n)), BEGUN),
    "corrections of corrections": long_history(
        lambda n: deadline(on(n), "correction", corrects=n + 1, on=on(n)), BEGUN, deadline("2026-01-01")
    ),
    "retractions of retractions": long_history(lambda n: retraction(n + 1, on=on(n)), citation("amount")),
}


def several(count: int, parent: str = "fund", in_return_for: tuple[str, ...] = ()) -> list[Commitment]:
    """So many commitments besides the fund, each with a delivery of its own."""
    figures = (delivery(f"USD {n + 1}m", on=on(n)) for n in range(count))
    return [
        commitment("fund", amount="USD 9bn", due="2026-01-31"),
        *(
            commitment(
                f"p{n}", parent=parent, amount="USD 9m", due="2026-01-31", events=[figure], in_return_for=in_return_for
            )
            for n, figure in enumerate(figures)
        ),
    ]


# Registers of many commitments, by what they have to do with each other.
REGISTERS: Final[dict[str, Callable[[int], list[Commitment]]]] = {
    "deep umbrellas": deep_umbrellas(),
    "deep umbrellas, moved": deep_umbrellas(deadline("2025-09-30"), citation("deadline")),
    "many parts": several,
    "all in return for one": lambda count: several(count, parent="", in_return_for=("fund",)),
    "all under what is not there": lambda count: several(count, parent="ghost", in_return_for=("ghost",)),
    "a part of a firm, under deep umbrellas": lambda count: [
        *deep_umbrellas()(count),
        *(commitment(f"firm{n}", parent=f"u{count - 1}", obligor=("JBIC",)) for n in range(count)),
    ],
    "each waits for the one before": lambda count: [
        commitment(f"w{n}", events=[deadline(words=f"30 days after w{n - 1}", awaits=f"w{n - 1}")], status="met")
        for n in range(count)
    ],
}

REPORTS: Final[dict[str, Callable[[Portfolio], object]]] = {
    "list": lambda held: list_table(held, Selection()),
    "show": lambda held: show_table(next(iter(held))),
    "check": lambda held: checks.run(list(held), checks.CHECKS),
    "changes": lambda held: changes_table(held.at(moment("2025-01-20", "2025-01-20")), held),
    "all changes": lambda held: changes_table(held.at(moment("2025-01-20"), ()), held),
    "log": lambda held: log_table(held.commitments),
    "moves": moves_table,
    "agenda": lambda held: agenda_table(held, JUNE),
    "score": score_table,
    "balance": lambda held: balance_table(held, "JP", "US"),
    "traded": lambda held: trades_table(held, "US", "JP"),
    "progress": lambda held: progress_table(progress_of(next(iter(held)))),
    "figures in another currency": lambda held: list_table(
        Portfolio(held.commitments, held.moment, target=TargetUnit("EUR")), Selection()
    ),
}


# Those that differ in what they look at: the whole history, or what lies above and below.
OF_HISTORIES: Final = ("list", "show", "check", "changes", "log", "moves", "score", "figures in another currency")
OF_REGISTERS: Final = ("list", "check", "all changes", "agenda", "score", "balance", "traded", "progress")


@pytest.mark.parametrize("report", OF_HISTORIES)
@pytest.mark.parametrize("history", HISTORIES)
def test_a_report_of_a_history_twice_as_long_is_twice_the_work(history: str, report: str) -> None:
    assert is_linear(HISTORIES[history], lambda promises: REPORTS[report](portfolio(*promises)))


@pytest.mark.parametrize("report", [*OF_REGISTERS, "figures in another currency"])
@pytest.mark.parametrize("register", REGISTERS)
def test_a_report_of_twice_as_many_commitments_is_twice_the_work(register: str, report: str) -> None:
    assert is_linear(REGISTERS[register], lambda promises: REPORTS[report](portfolio(*promises)), (12, 24, 48))


@pytest.mark.parametrize("history", HISTORIES)
def test_the_last_change_of_a_history_twice_as_long_is_undone_with_twice_the_work(history: str) -> None:
    def undone(promises: list[Commitment]) -> list[Commitment]:
        later = RECORDED + timedelta(days=1)
        facts = Provenance(later, "analyst", day(later.date()), day(later.date()))
        return [undo(promise, events, facts) for promise, events in last_change(promises)]

    def made(count: int) -> list[Commitment]:
        (promise,) = HISTORIES[history](count)
        events = (
            replace(event, recorded_at=RECORDED + timedelta(seconds=2 * event.id // count)) for event in promise.history
        )
        return [replace(promise, history=numbered(events))]

    assert is_linear(made, undone)


def test_twice_as_many_milestones_are_twice_the_work() -> None:
    def made(count: int) -> list[Commitment]:
        days = (str(JUNE + timedelta(days=n)) for n in range(count))
        (promise,) = HISTORIES["deliveries"](count)
        return [promise, *(milestone(f"{promise.ref}/{due}", due=due, amount="USD 1m") for due in days)]

    assert is_linear(made, lambda promises: REPORTS["list"](portfolio(*promises)))
