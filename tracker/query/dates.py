"""Query words about deadlines: when it falls due, how late it is, how far it slipped."""

from collections.abc import Callable
from datetime import date
from typing import Final

from tracker.errors import BadDate
from tracker.model.dates import DateSpan, day, local_day
from tracker.model.due_dates import read_deadline, read_future_day
from tracker.query.filter import ONE_DAY, Condition, DueBetween, Overdue, StatusIn, possible_days
from tracker.query.registry import Narrowing, Test, choice, word
from tracker.state.deadlines import TIMELINESS, is_slipped
from tracker.state.lateness import LATENESS
from tracker.state.portfolio import Portfolio, Standing

NO_DAYS: Final = (date.max, date.min)
# What a standing that is so has come to, which can be looked for; of the others the outline tells too little.
TOLD: Final[dict[str, Condition]] = {
    "overdue": Overdue(),
    "met_on_time": StatusIn(("met",)),
    "met_late": StatusIn(("met",)),
    "suspended": StatusIn(("suspended",)),
}


def falling(bounds: Callable[[DateSpan], tuple[date, date]]) -> Narrowing:
    """What to look for where a due day lies within bounds that the value gives."""
    return lambda value, portfolio: DueBetween(*bounds(_span(value, portfolio)))


@word("due:2026-Q1..2026-Q3", narrow=falling(lambda asked: (asked.first, asked.last)), is_exact=True)
def due(value: str, portfolio: Portfolio) -> Test:
    """It falls due within that date, both its first and its last day included."""
    asked = _span(value, portfolio)
    return lambda standing: standing.due is not None and asked.first <= standing.due.last <= asked.last


@word("due.before:2026-06", narrow=falling(lambda asked: _before(asked.first)), is_exact=True)
def due_before(value: str, portfolio: Portfolio) -> Test:
    """It falls due before the first day of that date."""
    first = _span(value, portfolio).first
    return lambda standing: standing.due is not None and standing.due.last < first


@word("due.after:2026-06", narrow=falling(lambda asked: _after(asked.last)), is_exact=True)
def due_after(value: str, portfolio: Portfolio) -> Test:
    """It falls due after the last day of that date."""
    last = _span(value, portfolio).last
    return lambda standing: standing.due is not None and standing.due.last > last


@word(
    "due.within:30d",
    ("30d", "2w", "3m"),
    narrow=lambda value, portfolio: DueBetween(possible_days(portfolio.moment.as_of)[0], _horizon(value, portfolio)),
)
def due_within(value: str, portfolio: Portfolio) -> Test:
    """It is open and falls due between today and so many days (`d`), weeks (`w`) or months (`m`) from today."""
    horizon = _horizon(value, portfolio)
    return lambda standing: (
        standing.is_open and standing.due is not None and standing.state.day <= standing.due.last <= horizon
    )


@word("overdue", narrow=lambda _value, _portfolio: Overdue(), is_exact=True)
def overdue(value: str, portfolio: Portfolio) -> Test:
    """Its due day has passed and it is not known to be done, on the basis asked for."""
    del value, portfolio
    return lambda standing: standing.timeliness == "overdue"


@word("past-due", narrow=lambda _value, _portfolio: Overdue(), is_exact=True)
def past_due(value: str, portfolio: Portfolio) -> Test:
    """The same as `overdue`."""
    return overdue(value, portfolio)


@word("undated")
def undated(value: str, portfolio: Portfolio) -> Test:
    """It is open and has no deadline: the same as `timeliness:undated`; `missing:due` finds all without a due date."""
    del value, portfolio
    return lambda standing: standing.timeliness == "undated"


@word("awaiting")
def awaiting(value: str, portfolio: Portfolio) -> Test:
    """Its deadline is counted from something that has not happened yet: the same as `timeliness:awaiting_trigger`."""
    del value, portfolio
    return lambda standing: standing.timeliness == "awaiting_trigger"


@word("completed")
def completed(value: str, portfolio: Portfolio) -> Test:
    """It is open and was delivered in full: the same as `timeliness:completed`."""
    del value, portfolio
    return lambda standing: standing.timeliness == "completed"


@word("kept", narrow=lambda _value, _portfolio: StatusIn(("met",)))
def kept(value: str, portfolio: Portfolio) -> Test:
    """It was promised not to do something, and that was kept: the same as `timeliness:kept`."""
    del value, portfolio
    return lambda standing: standing.timeliness == "kept"


@word("lapsed")
def lapsed(value: str, portfolio: Portfolio) -> Test:
    """It was promised not to do something until a day that has passed: the same as `timeliness:lapsed`."""
    del value, portfolio
    return lambda standing: standing.timeliness == "lapsed"


@word("slipped")
def slipped(value: str, portfolio: Portfolio) -> Test:
    """Its deadline was put off or dropped: it is due later than first promised, or has no date any more."""
    del value, portfolio
    return lambda standing: is_slipped(standing.state)


@word("silent")
def silent(value: str, portfolio: Portfolio) -> Test:
    """Its deadline moved without a source."""
    del value, portfolio
    return lambda standing: any(move.silent for move in standing.moves)


@word("stale:90d", ("30d", "90d", "1y"))
def stale(value: str, portfolio: Portfolio) -> Test:
    """No source told of it for longer than so many days (`d`), weeks (`w`), months (`m`) or years (`y`)."""
    oldest = _span(f"-{value.removeprefix('-')}", portfolio).last
    return lambda standing: standing.last_news is None or standing.last_news < oldest


@word("late:unreported", LATENESS, narrow=lambda _value, _portfolio: Overdue(), bare="reported")
def late(value: str, portfolio: Portfolio) -> Test:
    """It is overdue, and somebody says that it was not done (`reported`, as `late` alone), or nobody (`unreported`)."""
    del portfolio
    wanted = choice("lateness", value, LATENESS)
    return lambda standing: standing.lateness == wanted


@word("unreported", narrow=lambda _value, _portfolio: Overdue())
def unreported(value: str, portfolio: Portfolio) -> Test:
    """It is overdue, and nobody says that it was not done: the same as `late:unreported`."""
    del value, portfolio
    return lambda standing: standing.lateness == "unreported"


@word("review.within:7d", ("7d", "2w", "1m"))
def review_within(value: str, portfolio: Portfolio) -> Test:
    """It is open and to be looked at again by then, or should have been."""
    horizon = _horizon(value, portfolio)
    return lambda standing: standing.is_open and standing.next_look is not None and standing.next_look <= horizon


@word("made.before:2025", ("2025", "2025-Q4", "-1y"))
def made_before(value: str, portfolio: Portfolio) -> Test:
    """It was promised before the first day of that date; what may be later is not found."""
    first = _span(value, portfolio).first
    return lambda standing: _made(standing).last < first


@word("made.after:2025", ("2025", "2025-Q4", "-1y"))
def made_after(value: str, portfolio: Portfolio) -> Test:
    """It was promised after the last day of that date; what may be earlier is not found."""
    last = _span(value, portfolio).last
    return lambda standing: _made(standing).first > last


@word("timeliness:due_soon", TIMELINESS, narrow=lambda value, _: TOLD.get(value))
def timeliness(value: str, portfolio: Portfolio) -> Test:
    """It is that when measured against its deadline, on the basis asked for."""
    del portfolio
    wanted = choice("timeliness", value, TIMELINESS)
    return lambda standing: standing.timeliness == wanted


def _made(standing: Standing) -> DateSpan:
    """The date of the promise: as its terms say, else the day of its first event."""
    return standing.terms.made_on or day(standing.made_on)


def _before(first: date) -> tuple[date, date]:
    return (date.min, first - ONE_DAY) if first > date.min else NO_DAYS


def _after(last: date) -> tuple[date, date]:
    return (last + ONE_DAY, date.max) if last < date.max else NO_DAYS


def _horizon(value: str, portfolio: Portfolio) -> date:
    return read_future_day(value, _today(portfolio))


def _today(portfolio: Portfolio) -> date:
    return local_day(portfolio.moment.as_of, portfolio.zone)


def _span(value: str, portfolio: Portfolio) -> DateSpan:
    if found := read_deadline(value, _today(portfolio)).due:
        return found
    raise BadDate(value)
