"""The standing against a deadline, the version it is measured against, and how the deadline moved."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadUsage
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, DeadlineEvent, Target
from tracker.model.dates import DateSpan
from tracker.model.due_dates import started
from tracker.model.status import UNKNOWN, is_closed
from tracker.state.delivery import Deliveries, in_unit
from tracker.state.fold import Days, State
from tracker.state.sources import citations_of

Basis = Literal["current", "original"]
Timeliness = Literal[
    "undated",
    "awaiting_trigger",
    "proposed",
    "unknown",
    "upcoming",
    "due_soon",
    "in_grace",
    "overdue",
    "completed",
    "met_on_time",
    "met_late",
    "met_about_then",
    "met_undated",
    "kept",
    "lapsed",
    "closed",
    "suspended",
]
BASES: Final[tuple[str, ...]] = get_args(Basis)
TIMELINESS: Final[tuple[str, ...]] = get_args(Timeliness)
SOON: Final = 30


class Move(Struct, frozen=True):
    """A deadline that moved; `days` is None where one of the two has no date.

    `late`: made after the old day had passed; None where it is not known when the move was made.
    `silent`: nobody is cited for it, with the event or later for that very date.
    """

    event: DeadlineEvent
    before: DateSpan | None
    after: DateSpan | None
    days: int | None
    late: bool | None
    silent: bool


class DaysApart(NamedTuple):
    """Days from the due day to the day it was met, negative when early; `fewest` is None where nobody knows."""

    fewest: int | None
    most: int

    @property
    def exact(self) -> int | None:
        """The days, where the day it was met is known."""
        return self.most if self.fewest == self.most else None


def version_in_force(state: State, basis: Basis = "current") -> DeadlineEvent | None:
    """The version to measure against: the latest, or on the original basis the first that had a date, if any had."""
    if basis == "original" and (dated := [event for event in state.versions if event.due and not event.awaits]):
        return dated[0]
    return state.versions[-1] if state.versions else None


def due(state: State, basis: Basis = "current") -> DateSpan | None:
    """The due date on a basis; None where there is no date or not yet one."""
    version = version_in_force(state, basis)
    return version.due if version else None


def moves(state: State) -> tuple[Move, ...]:
    """Every change of the day, once there was a day to change; a more precise way to write one day is none."""
    cited = {citation.value for citation in citations_of(state, "deadline") if citation.side == "supports"}
    found: list[Move] = []
    before: DeadlineEvent | None = None
    dated = False
    for event in state.versions:
        if before and dated and _last(before) != _last(event):
            found.append(_move(before, event, state, cited))
        before, dated = event, dated or event.due is not None
    return tuple(found)


def slip_days(state: State) -> int | None:
    """The due day in force less the original one, in days; negative when brought forward."""
    original, current = due(state, "original"), due(state)
    return (current.last - original.last).days if original and current else None


def is_dropped(state: State) -> bool:
    """True if it had a due date and has none now; the move then has no length in days."""
    return due(state, "original") is not None and due(state) is None


def is_slipped(state: State) -> bool:
    """True if its deadline was put off or dropped."""
    return (slip_days(state) or 0) > 0 or is_dropped(state)


def grace_days(state: State) -> int:
    """The days after the due day in which it is not yet overdue."""
    return next((event.grace_days for event in reversed(state.deadlines) if event.grace_days is not None), 0)


def not_before(state: State) -> DateSpan | None:
    """The earliest day on which it may be done, if the terms name one."""
    return next((event.not_before for event in reversed(state.deadlines) if event.not_before), None)


def timeliness(
    state: State, basis: Basis = "current", target: DateSpan | None = None, completion: Days | None = None
) -> Timeliness:
    """How it stands against its deadline, or against the partial target that is open before it.

    `full`: the days on one of which it was delivered in full. Passing a deadline never changes the status itself.
    """
    if is_closed(state.status):
        return _closed_timeliness(state, basis, completion)
    if completion:
        return "completed"
    if state.status == "suspended":
        return "suspended"
    if target:
        return _open_timeliness(state, target)
    version = version_in_force(state, basis)
    if version and version.awaits:
        return "awaiting_trigger"
    return _open_timeliness(state, version.due) if version and version.due else "undated"


def _open_timeliness(state: State, day: DateSpan) -> Timeliness:
    left = (day.last - state.day).days
    if left >= 0:
        return "due_soon" if left <= SOON else "upcoming"
    if state.terms.nature == "refrain":
        return "lapsed"
    if state.status in _UNAGREED:
        return _UNAGREED[state.status]
    return "in_grace" if -left <= grace_days(state) else "overdue"


# No clock runs while nobody has agreed, or as far as anybody knows.
_UNAGREED: Final[dict[str, Timeliness]] = {"proposed": "proposed", UNKNOWN: "unknown"}


def made_on(state: State) -> date:
    """The day the promise was made: as its terms say, else the day of its first event."""
    made = state.terms.made_on
    return made.first if made else state.took_effect(state.events[0])


def met(state: State, completion: Days | None = None) -> Days | None:
    """The days on one of which it was met; None if it was not.

    Where it was delivered in full before it was marked, the earlier days decide.
    """
    if state.status != "met":
        return None
    marked = state.event_days.days(state.status_run[0])
    return completion if completion and completion.last < marked.last else marked


def days_apart_when_met(state: State, basis: Basis = "current", completion: Days | None = None) -> DaysApart | None:
    """From the due day to the day it was met; None for what is not met, has no date, or is to be refrained from."""
    days = met(state, completion)
    return days_apart(state, basis, days) if days and state.terms.nature != "refrain" else None


def days_apart(state: State, basis: Basis, days: Days) -> DaysApart | None:
    """From the due day to one of some days; None without a due day."""
    deadline = due(state, basis)
    if deadline is None:
        return None
    fewest = (days.first - deadline.last).days if days.first else None
    return DaysApart(fewest, (days.last - deadline.last).days)


def _closed_timeliness(state: State, basis: Basis, completion: Days | None) -> Timeliness:
    if state.status != "met":
        return "closed"
    if state.terms.nature == "refrain":
        return "kept"
    found, grace = days_apart_when_met(state, basis, completion), grace_days(state)
    if found is None:
        return "met_undated"
    if found.most <= grace:
        return "met_on_time"
    return "met_late" if found.fewest is not None and found.fewest > grace else "met_about_then"


def _last(event: DeadlineEvent) -> date | None:
    return event.due.last if event.due else None


def _move(before: DeadlineEvent, after: DeadlineEvent, state: State, cited: Container[str]) -> Move:
    old, new = _last(before), _last(after)
    days = (new - old).days if old and new else None
    return Move(after, before.due, after.due, days, _is_late(after, old, state), _is_silent(after, state, cited))


def _is_late(event: DeadlineEvent, old: date | None, state: State) -> bool | None:
    """True if a move was made after the old day; None if that is not known."""
    if old is None or event.on is None:
        return None
    made = state.event_days.days(event)
    if made.last <= old:
        return False
    return True if made.first and made.first > old else None


def _is_silent(event: DeadlineEvent, state: State, cited: Container[str]) -> bool:
    """True if nobody is cited with the move, nor for what it says; `cited` are the dates that sources support."""
    written = str(event.due or event.words)
    corrected = state.corrected.get(event.id)
    named = event.source or (corrected and corrected.correction.source)
    return named is None and written not in cited


def with_triggered_dates(state: State, states: Mapping[str, State]) -> State:
    """The state with a date for every deadline that awaits one of the other states, and whose trigger has come."""
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
    except BadUsage:  # a year whose holidays nobody has listed: it goes on waiting
        return event
    return replace(event, due=due, awaits="") if due else event


TARGET_FIELD = "target"


class Step(Struct, frozen=True):
    """A target, all that was to be delivered by its day, and whether it is reached."""

    target: Target
    total: Amount | None
    reached: bool


def steps(state: State, done: Deliveries) -> tuple[Step, ...]:
    """The targets in the order of their days; `done` is what was delivered to the commitment and to its parts."""
    units = {target.amount.unit for target in state.terms.schedule if target.amount}
    certain = done.certain
    came = {unit: arrived.value if (arrived := certain.arrived(unit)) else Decimal(0) for unit in units}
    told = {event.value for event in state.citations if event.field == TARGET_FIELD and event.side == "supports"}
    before = dict.fromkeys(units, Decimal(0))
    found = []
    for target in sorted(state.terms.schedule, key=lambda target: target.due.last):
        if amount := target.amount:
            before = {unit: value + _figure(amount, unit) for unit, value in before.items()}
            total = replace(amount, value=before[amount.unit])
            found.append(Step(target, total, came[amount.unit] >= total.value))
        else:
            found.append(Step(target, None, target.due.text in told))
    return tuple(found)


def _figure(amount: Amount, unit: str) -> Decimal:
    """A figure in a unit; nothing where it does not convert into it."""
    found = amount if amount.unit == unit else in_unit(amount, unit)
    return found.value if found else Decimal(0)


def open_step(found: Iterable[Step]) -> Step | None:
    """The first target that is not reached: the missed one, or else the next."""
    return next((step for step in found if not step.reached), None)
