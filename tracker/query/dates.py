"""Query words about deadlines: when it falls due, how late it is, how far it slipped."""

from datetime import date
from typing import Final

from tracker.errors import BadDate
from tracker.model.dates import DateSpan, day
from tracker.model.due_dates import read_deadline, read_future_day
from tracker.query.filter import ONE_DAY, Condition, DueBetween, HasKey, Overdue, Scope, StatusIn, Term, possible_days
from tracker.query.registry import choice, flag, word
from tracker.state.deadlines import TIMELINESS, is_slipped
from tracker.state.lateness import LATENESS
from tracker.state.portfolio import Standing

# The timeliness values that the index can rule out; the others need the fold.
TIMELINESS_INDEX: Final[dict[str, Condition]] = {
    "overdue": Overdue(),
    "contested": Overdue(),
    "met_on_time": StatusIn(("met",)),
    "met_late": StatusIn(("met",)),
    "suspended": HasKey(("status:suspended",)),  # its parent may be suspended
    "breached": StatusIn(("breached",)),
    "kept": StatusIn(("kept",)),
    "broken": StatusIn(("broken",)),
}


@word("due:2026-Q1..2026-Q3")
def due(value: str, scope: Scope) -> Term:
    """It falls due within that date, both its first and its last day included."""
    span = read_span(value, scope)
    return _due_between(span.first, span.last)


@word("due.before:2026-06")
def due_before(value: str, scope: Scope) -> Term:
    """It falls due before the first day of that date."""
    first = read_span(value, scope).first
    return _due_between(date.min, first - ONE_DAY) if first > date.min else NEVER


@word("due.after:2026-06")
def due_after(value: str, scope: Scope) -> Term:
    """It falls due after the last day of that date."""
    last = read_span(value, scope).last
    return _due_between(last + ONE_DAY, date.max) if last < date.max else NEVER


def _due_between(first: date, last: date) -> Term:
    return Term(
        lambda standing: standing.due is not None and first <= standing.due.last <= last,
        DueBetween(first, last),
        index_is_exact=True,
    )


NEVER: Final = _due_between(date.max, date.min)


@word("due.within:30d", ("30d", "2w", "3m"))
def due_within(value: str, scope: Scope) -> Term:
    """It is open and falls due from today to so many days (`d`), weeks (`w`), months (`m`) or years (`y`) later."""
    horizon = _horizon(value, scope)
    return Term(
        lambda standing: (
            standing.is_open and standing.due is not None and standing.state.day <= standing.due.last <= horizon
        ),
        DueBetween(possible_days(scope.moment.as_of)[0], horizon),
    )


@flag("coming-due")
def coming_due(standing: Standing) -> bool:
    """It falls due within 30 days or is no longer to be kept after them, or it is in its days of grace."""
    return standing.is_coming_due


@flag("overdue", Overdue(), index_is_exact=True)
def overdue(standing: Standing) -> bool:
    """Its due day has passed, by some reading of it, and it is not known to be done, on the basis asked for."""
    return bool(standing.lateness)


@flag("past-due", Overdue())
def past_due(standing: Standing) -> bool:
    """It is overdue, and nothing is known either way: the same as `late:unreported`."""
    return standing.lateness == "unreported"


@flag("contested", Overdue())
def contested(standing: Standing) -> bool:
    """It is overdue as some parties read it, and not as others do: the same as `timeliness:contested`."""
    return standing.timeliness == "contested"


@flag("undated")
def undated(standing: Standing) -> bool:
    """It is open and has no deadline: the same as `timeliness:undated`; `missing:due` finds all without a due date."""
    return standing.timeliness == "undated"


@flag("awaiting")
def awaiting(standing: Standing) -> bool:
    """Its deadline is counted from something that has not happened yet: the same as `timeliness:awaiting_trigger`."""
    return standing.timeliness == "awaiting_trigger"


@flag("completed")
def completed(standing: Standing) -> bool:
    """It is open and was delivered in full: the same as `timeliness:completed`."""
    return standing.timeliness == "completed"


@flag("short")
def short(standing: Standing) -> bool:
    """A figure for its whole period is less than its amount, so it is over: the same as `timeliness:short`."""
    return standing.timeliness == "short"


@flag("in_force")
def in_force(standing: Standing) -> bool:
    """It is to be kept or refrained from, or recurs, and is in force: the same as `timeliness:in_force`."""
    return standing.timeliness == "in_force"


@flag("exceeded")
def exceeded(standing: Standing) -> bool:
    """It is to be kept, and a figure is above its upper bound; a breach is what a source says."""
    return bool(standing.exceeding)


@flag("lapsed")
def lapsed(standing: Standing) -> bool:
    """Its last day has passed: nobody reported a breach, or something arrived of the most that was promised."""
    return standing.timeliness == "lapsed"


@flag("slipped")
def slipped(standing: Standing) -> bool:
    """Its deadline was put off or dropped: it is due later than first promised, or has no date any more."""
    return is_slipped(standing.state)


@flag("silent")
def silent(standing: Standing) -> bool:
    """Its deadline moved without a source."""
    return any(move.silent for move in standing.moves)


@word("stale:90d", ("30d", "90d", "1y"))
def stale(value: str, scope: Scope) -> Term:
    """Its latest source is older than so many days (`d`), weeks (`w`), months (`m`) or years (`y`), or it has none."""
    oldest = read_span(f"-{value.removeprefix('-')}", scope).last
    return Term(lambda standing: standing.last_news is None or standing.last_news < oldest)


@word("late:unreported", LATENESS, bare="reported")
def late(value: str, _scope: Scope) -> Term:
    """It is overdue, and somebody says that it was not done (`reported`, as `late` alone), or nobody (`unreported`).

    `contested`: it is overdue as some parties read it, and not as others do.
    """
    wanted = choice("value of lateness", value, LATENESS)
    return Term(lambda standing: standing.lateness == wanted, Overdue())


@flag("unreported", Overdue())
def unreported(standing: Standing) -> bool:
    """It is overdue, and nobody says that it was not done: the same as `late:unreported`."""
    return standing.lateness == "unreported"


@word("review.within:7d", ("7d", "2w", "1m"))
def review_within(value: str, scope: Scope) -> Term:
    """It is open; its review was missed or is due in so many days (`d`), weeks (`w`), months (`m`) or years (`y`)."""
    horizon = _horizon(value, scope)
    return Term(lambda standing: standing.is_open and standing.next_look is not None and standing.next_look <= horizon)


@word("made.before:2025", ("2025", "2025-Q4", "-1y"))
def made_before(value: str, scope: Scope) -> Term:
    """It was promised before the first day of that date; a promise that may be later is not found."""
    first = read_span(value, scope).first
    return Term(lambda standing: _made(standing).last < first)


@word("made.after:2025", ("2025", "2025-Q4", "-1y"))
def made_after(value: str, scope: Scope) -> Term:
    """It was promised after the last day of that date; a promise that may be earlier is not found."""
    last = read_span(value, scope).last
    return Term(lambda standing: _made(standing).first > last)


@word("timeliness:due_soon", TIMELINESS)
def timeliness(value: str, _scope: Scope) -> Term:
    """It has this timeliness, measured against its deadline on the basis asked for."""
    wanted = choice("value of timeliness", value, TIMELINESS)
    return Term(lambda standing: standing.timeliness == wanted, TIMELINESS_INDEX.get(wanted))


def _made(standing: Standing) -> DateSpan:
    """The date of the promise: from its terms, else the day of its first event."""
    return standing.terms.made_on or day(standing.made_on)


def _horizon(value: str, scope: Scope) -> date:
    return read_future_day(value, scope.today)


def read_span(value: str, scope: Scope) -> DateSpan:
    """The date that a value of a query word names, counted from the day asked about."""
    if found := read_deadline(value, scope.today).due:
        return found
    raise BadDate(value)
