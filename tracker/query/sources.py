"""Query words about what is said of it: its status and judgement, disputes, and how well it is known."""

from collections.abc import Callable
from typing import Final

from tracker.model.commitment import JUDGEMENTS
from tracker.model.status import CLOSED_STATUSES, STATUSES, UNKNOWN, with_outcome
from tracker.query.filter import StatusIn
from tracker.query.registry import Test, choice, having, word
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import CONFIDENCES, sources

# What can be asked of a status.
ASKED: Final = (*STATUSES, UNKNOWN, "open", "closed")
# What can be missing of a commitment, and how that shows.
MISSING: Final[dict[str, Callable[[Standing], bool]]] = {
    "amount": lambda standing: standing.amount is None,
    "due": lambda standing: standing.due is None,
    "delivery": lambda standing: not standing.deliveries,
    "source": lambda standing: not sources(standing.state),
    "instrument": lambda standing: not standing.terms.instrument,
    "assessment": lambda standing: not standing.state.assessment,
}


def statuses(value: str) -> tuple[str, ...]:
    """The status of that name, or all of those that are `open` or `closed`."""
    groups = {"open": with_outcome("open"), "closed": CLOSED_STATUSES}
    return groups.get(value) or (choice("status", value, ASKED),)


@word("status:open", ASKED, narrow=lambda value, _: StatusIn(statuses(value)), is_exact=True)
def status(value: str, portfolio: Portfolio) -> Test:
    """It has that status, or `unknown` where none was recorded; `open` and `closed` stand for all of either kind."""
    del portfolio
    wanted = statuses(value)
    return lambda standing: standing.status in wanted


@word("open", narrow=lambda _value, _portfolio: StatusIn(statuses("open")), is_exact=True)
def open_(value: str, portfolio: Portfolio) -> Test:
    """It can still be performed: the same as `status:open`."""
    del value, portfolio
    return lambda standing: standing.is_open


@word("closed", narrow=lambda _value, _portfolio: StatusIn(statuses("closed")), is_exact=True)
def closed(value: str, portfolio: Portfolio) -> Test:
    """It is met, given up, replaced or failed: the same as `status:closed`."""
    del value, portfolio
    return lambda standing: not standing.is_open


def _enter(status: str, meaning: str) -> None:
    """Make the name of a status a word of its own."""

    def read(value: str, portfolio: Portfolio) -> Test:
        del value, portfolio
        return lambda standing: standing.status == status

    read.__doc__ = f"{meaning}: the same as `status:{status}`."
    word(status, narrow=lambda _value, _portfolio: StatusIn((status,)), is_exact=True)(read)


for _status, _meaning in {
    "met": "It was met, in time or late",
    "proposed": "It is proposed, and nobody has agreed to it yet",
    "agreed": "It is agreed, and not known to be under way",
    "in_progress": "It is under way",
    "suspended": "It was put on hold, and its deadline does not count",
    "partially_met": "It is over, and a part of it was done",
    "not_met": "It is over, and was not done",
    "withdrawn": "It was given up",
    "superseded": "Another commitment took its place",
}.items():
    _enter(_status, _meaning)


@word("assessment:at_risk", JUDGEMENTS, narrow=having("assessment"))
def assessment(value: str, portfolio: Portfolio) -> Test:
    """An analyst last judged it so."""
    del portfolio
    wanted = choice("judgement", value, JUDGEMENTS)
    return lambda standing: standing.state.assessment == wanted


@word("disputed")
def disputed(value: str, portfolio: Portfolio) -> Test:
    """The latest position of a party disputes or denies it."""
    del value, portfolio
    return lambda standing: standing.is_disputed


@word("contradicted")
def contradicted(value: str, portfolio: Portfolio) -> Test:
    """A source speaks against a field of it."""
    del value, portfolio
    return lambda standing: bool(standing.contradicted)


@word("divergent")
def divergent(value: str, portfolio: Portfolio) -> Test:
    """A party is content in public and not in private, or the other way round, and neither is long ago."""
    del value, portfolio
    return lambda standing: bool(standing.divergent)


@word("two-faced")
def two_faced(value: str, portfolio: Portfolio) -> Test:
    """The same as `divergent`."""
    return divergent(value, portfolio)


@word("confidence:reported", CONFIDENCES)
def confidence(value: str, portfolio: Portfolio) -> Test:
    """Its sources make it that certain."""
    del portfolio
    wanted = choice("confidence", value, CONFIDENCES)
    return lambda standing: standing.confidence == wanted


@word("missing:amount", tuple(MISSING))
def missing(value: str, portfolio: Portfolio) -> Test:
    """The record lacks that."""
    del portfolio
    return MISSING[choice("thing that can be missing", value, tuple(MISSING))]
