"""Deadlines: the version in force, timeliness, lateness, and how the deadline moved.

The basis `current` measures against the version in force, `original` against the first version with a date.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from functools import wraps
from typing import Final, Literal, NamedTuple, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadUsage
from tracker.model.commitment import (
    AnyEvent,
    DeadlineEvent,
)
from tracker.model.dates import DateSpan
from tracker.model.due_dates import started
from tracker.model.status import UNKNOWN, is_closed, outcome_of
from tracker.state import keeping
from tracker.state.event_days import Days
from tracker.state.fold import State
from tracker.state.readings import due_days, version_to_measure
from tracker.state.sources import citations_of

Basis = Literal["current", "original"]
Timeliness = Literal[
    "undated",
    "awaiting_trigger",
    "proposed",
    "unknown",
    "upcoming",
    "due_soon",
    "in_force",
    "breached",
    "in_grace",
    "overdue",
    "contested",
    "completed",
    "short",
    "met_on_time",
    "met_late",
    "met_about_then",
    "met_undated",
    "kept",
    "broken",
    "lapsed",
    "closed",
    "suspended",
]
BASES: Final[tuple[str, ...]] = get_args(Basis)
TIMELINESS: Final[tuple[str, ...]] = get_args(Timeliness)
# Of several obligors, the one whose timeliness comes first here is the worst off.
WORST_FIRST: Final[tuple[Timeliness, ...]] = (
    *(
        "overdue",
        "contested",
        "breached",
        "in_grace",
        "due_soon",
        "upcoming",
        "in_force",
        "awaiting_trigger",
        "undated",
        "unknown",
        "proposed",
    ),
    *(
        "suspended",
        "lapsed",
        "short",
        "completed",
        "broken",
        "closed",
        "met_late",
        "met_about_then",
        "met_on_time",
        "met_undated",
        "kept",
    ),
)
SOON: Final = 30
One = TypeVar("One", bound=Struct)
Value = TypeVar("Value")


def cached_by_basis(function: Callable[[One, Basis], Value]) -> Callable[[One, Basis], Value]:
    """Cache what a function of a state or a standing returns on each basis, as `cached_property` does: within it."""
    names: dict[Basis, str] = {basis: f"{function.__name__}({basis})" for basis in get_args(Basis)}

    @wraps(function)
    def cached(one: One, basis: Basis) -> Value:
        found: dict[str, Value] = one.__dict__
        name = names[basis]
        if name not in found:
            found[name] = function(one, basis)
        return found[name]

    return cached


class Move(Struct, frozen=True):
    """A move of a deadline; `days` is None if the old or the new version has no date.

    `late`: the move was made after the old day had passed; None if the day of the move is not known.
    `silent`: no source is cited for the move, neither with the event nor later for the new date.
    """

    event: DeadlineEvent
    before: DateSpan | None
    after: DateSpan | None
    days: int | None
    late: bool | None
    silent: bool


class DaysApart(NamedTuple):
    """Days from the due day to the day of performance, negative if early; `fewest` is None if it is unknown."""

    fewest: int | None
    most: int

    @property
    def exact(self) -> int | None:
        """The number of days if the day of performance is known exactly."""
        return self.most if self.fewest == self.most else None

    def is_on_time(self, grace: int) -> bool | None:
        """True if it was performed within the days of grace, False if after them, None if either is possible.

        >>> [DaysApart(*days).is_on_time(10) for days in ((-3, 10), (11, 27), (None, 27))]
        [True, False, None]
        """
        if self.most <= grace:
            return True
        return False if self.fewest is not None and self.fewest > grace else None


def version_in_force(state: State, basis: Basis = "current") -> DeadlineEvent | None:
    """The version to measure against: the latest, or on the original basis the first with a date if there is one."""
    return _version_in_force(state, basis)


@cached_by_basis
def _version_in_force(state: State, basis: Basis) -> DeadlineEvent | None:
    return version_to_measure(state, original=basis == "original")


def due(state: State, basis: Basis = "current") -> DateSpan | None:
    """The due date on a basis; None if the version has no date, or none yet."""
    version = version_in_force(state, basis)
    return version.due if version else None


def forecast(state: State) -> DeadlineEvent | None:
    """The latest forecast of the day on which it will be performed."""
    return state.deadline_versions.forecasts[-1] if state.deadline_versions.forecasts else None


def moves(state: State) -> tuple[Move, ...]:
    """Every change of the due day after the first; the same day in a more precise notation is not a move."""
    return _moves(state, state.versions)


def forecast_moves(state: State) -> tuple[Move, ...]:
    """Every change of the expected day after the first forecast."""
    return _moves(state, state.deadline_versions.forecasts)


def reading_moves(state: State) -> tuple[Move, ...]:
    """Every change of the due day that one party made for itself alone."""
    cited = _supported_values(state, "deadline")
    return tuple(_move(before, after, state, cited) for before, after in state.deadline_versions.moved)


def _moves(state: State, versions: Iterable[DeadlineEvent]) -> tuple[Move, ...]:
    cited = _supported_values(state, "deadline")
    found: list[Move] = []
    before: DeadlineEvent | None = None
    dated = False
    for event in versions:
        if before and dated and _last(before) != _last(event):
            found.append(_move(before, event, state, cited))
        before, dated = event, dated or event.due is not None
    return tuple(found)


def slip_days(state: State) -> int | None:
    """The days from the original due day to the current one; negative if brought forward.

    None for a lasting promise: to keep it longer is no delay.
    """
    return None if keeping.is_lasting(state) else _days_moved(state)


def prolonged_days(state: State) -> int | None:
    """The days by which a lasting promise ends later than first said; None without an end, and for a promise to act."""
    return _days_moved(state) if keeping.is_lasting(state) else None


def _days_moved(state: State) -> int | None:
    original, current = due(state, "original"), due(state)
    return (current.last - original.last).days if original and current else None


def is_dropped(state: State) -> bool:
    """True if the deadline had a date and has none now; such a move has no length in days."""
    return not keeping.is_lasting(state) and _has_lost_date(state)


def is_endless(state: State) -> bool:
    """True if a lasting promise had an end and has none now."""
    return keeping.is_lasting(state) and _has_lost_date(state)


def _has_lost_date(state: State) -> bool:
    return due(state, "original") is not None and due(state) is None


def is_slipped(state: State) -> bool:
    """True if the deadline was put off or dropped."""
    return (slip_days(state) or 0) > 0 or is_dropped(state)


def grace_days(state: State) -> int:
    """The days of grace after the due day."""
    return state.grace_days


def not_before(state: State) -> DateSpan | None:
    """The earliest allowed day of performance, if there is one."""
    return next((event.not_before for event in state.binding if event.not_before), None)


def _is_awaiting(state: State, version: DeadlineEvent | None) -> bool:
    """True if the deadline counts from a trigger, or all of its versions wait for a condition."""
    return bool(version.awaits if version else state.deadline_versions.conditional)


def term(state: State, basis: Basis = "current") -> keeping.Term:
    """The time for which a lasting promise is to be kept; if it recurs, from its first period to its last one."""
    return _term_by(state, version_in_force(state, basis))


def _term_by(state: State, version: DeadlineEvent | None) -> keeping.Term:
    """The time for which a lasting promise is to be kept by a version of its deadline."""
    start, rule = not_before(state), state.terms.every
    if rule and not state.versions:
        return keeping.Term(rule.first.first, rule.last.last if rule.last else None)
    is_awaited = _is_awaiting(state, version)
    last = version.due.last if version and version.due and not is_awaited else None
    return keeping.Term(start.first if start else None, last, is_awaited)


def timeliness(
    state: State, basis: Basis = "current", completion: Days | None = None, *, is_begun: bool = False
) -> Timeliness:
    """The timeliness against the deadline.

    `completion`: the days on one of which it was delivered in full. `is_begun`: something arrived of an amount that is
    only the most that was promised. Passing a deadline never changes the status itself.
    """
    version = version_in_force(state, basis)
    if is_closed(state.status) and not keeping.is_lasting(state):
        return _closed_timeliness(state, basis, completion)
    return timeliness_by(state, version, completion, is_begun)


def timeliness_by(
    state: State,
    version: DeadlineEvent | None,
    completion: Days | None,
    is_begun: bool,  # noqa: FBT001 - what was done
) -> Timeliness:
    """The timeliness against a version of the deadline; of a promise to act while it is open."""
    if completion:
        return "completed"
    bound = _bound_by_parent(state)
    if keeping.is_lasting(state) and not bound:
        return keeping.timeliness(state, _term_by(state, version))
    if bound or state.status == "suspended":
        return bound or "suspended"
    return _open_timeliness(state, version, is_begun=is_begun)


def _bound_by_parent(state: State) -> Timeliness | None:
    """The timeliness of what is open inside a promise that is over or suspended; None if it is measured by itself.

    A lasting promise is not in force either while it is only proposed.
    """
    above = state.standing_status
    if above == state.status:
        return None
    if is_closed(above):
        return "closed"
    if keeping.is_lasting(state) and above in _UNAGREED:
        return _UNAGREED[above]
    return "suspended" if above == "suspended" else None


def _open_timeliness(state: State, version: DeadlineEvent | None, *, is_begun: bool) -> Timeliness:
    if _is_awaiting(state, version):
        return "awaiting_trigger"
    if version is None or version.due is None:
        return "undated"
    return _dated_timeliness(state, version.due, is_begun=is_begun)


def _dated_timeliness(state: State, day: DateSpan, *, is_begun: bool) -> Timeliness:
    days_past = state.days_past(day)
    if days_past <= 0:
        return "due_soon" if -days_past <= SOON else "upcoming"
    if state.standing_status in _UNAGREED:
        return _UNAGREED[state.standing_status]
    if days_past <= grace_days(state):
        return "in_grace"
    return "lapsed" if is_begun else "overdue"


# The timeliness of what nobody has agreed to, or may not have agreed to: it cannot be overdue.
_UNAGREED: Final[dict[str, Timeliness]] = {"proposed": "proposed", UNKNOWN: "unknown"}


def made_on(state: State) -> date:
    """The day the promise was made, by its terms or else by its first event."""
    made = state.terms.made_on
    return made.first if made else state.took_effect(state.events[0])


def met(state: State, completion: Days | None = None) -> Days | None:
    """The possible days on which it was met or kept to its end; None if it was not.

    If it was delivered in full before it was marked as met, the earlier days count.
    """
    if outcome_of(state.status) != "kept":
        return None
    marked = state.event_days.days(state.status_run[0])
    return completion if completion and completion.last < marked.last else marked


def days_apart_when_met(state: State, basis: Basis = "current", completion: Days | None = None) -> DaysApart | None:
    """The days from due to met; None if it was not met, has no due day, or is a lasting promise."""
    days = met(state, completion)
    return days_apart(state, basis, days) if days and not keeping.is_lasting(state) else None


def days_apart(state: State, basis: Basis, days: Days) -> DaysApart | None:
    """The days from the due day to the given days, by the widest of the readings; None without a due day."""
    dues = due_days(state, original=basis == "original")
    if not dues:
        return None
    fewest = (days.first - max(dues)).days if days.first else None
    return DaysApart(fewest, (days.last - min(dues)).days)


def _closed_timeliness(state: State, basis: Basis, completion: Days | None) -> Timeliness:
    if state.status != "met":
        return "closed"
    apart = days_apart_when_met(state, basis, completion)
    return _MET[apart.is_on_time(grace_days(state))] if apart else "met_undated"


_MET: Final[dict[bool | None, Timeliness]] = {True: "met_on_time", False: "met_late", None: "met_about_then"}


def _last(event: DeadlineEvent) -> date | None:
    return event.due.last if event.due else None


def _move(before: DeadlineEvent, after: DeadlineEvent, state: State, cited: Container[str]) -> Move:
    old, new = _last(before), _last(after)
    days = (new - old).days if old and new else None
    late = _is_late(after, before, state) if old else None
    return Move(after, before.due, after.due, days, late, _is_silent(after, state, cited))


def _is_late(event: DeadlineEvent, before: DeadlineEvent, state: State) -> bool | None:
    """True if a move was made after the old day as every party read it, False if before any such day; else None."""
    if event.on is None:
        return None
    made = state.event_days.days(event)
    held = state.deadline_versions.replaced.get(event.id, (before,))
    old = [day for one in held if (day := _last(one))]
    if not old or made.last <= min(old):
        return False if old else None
    return True if made.first and made.first > max(old) and len(old) == len(held) else None


def _is_silent(event: DeadlineEvent, state: State, cited: Container[str]) -> bool:
    """True if neither the move nor a citation has a source for it; `cited` are the dates that sources support."""
    written = str(event.due or event.words)
    corrected = state.corrected.get(event.id)
    source = event.source or (corrected and corrected.correction.source)
    return source is None and written not in cited


def with_triggered_dates(state: State, states: Mapping[str, State]) -> State:
    """The state with a date for each deadline whose trigger, another commitment among `states`, was met."""
    if not any(event.awaits for event in state.deadlines):
        return state
    return replace(state, events=tuple(_dated(event, states) for event in state.events))


def _dated(event: AnyEvent, states: Mapping[str, State]) -> AnyEvent:
    if not isinstance(event, DeadlineEvent) or not event.awaits:
        return event
    awaited = states.get(event.awaits)
    days = met(awaited) if awaited else None
    if days is None:
        return event
    try:
        due = started(event.words, days.last)
    except BadUsage:  # the holidays of that year are not known: the deadline still awaits its trigger
        return event
    return replace(event, due=due, awaits="") if due else event


def _supported_values(state: State, field: str) -> set[str]:
    """The values of a field that citations support."""
    return {citation.value for citation in citations_of(state, field) if citation.side == "supports"}
