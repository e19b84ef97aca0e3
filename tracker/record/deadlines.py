"""Move the deadline of a commitment: set, amend, waive, correct or forecast it, or meet its condition."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NeedsMore, NotPossible
from tracker.model.commitment import Commitment, DeadlineChange, DeadlineEvent
from tracker.model.dates import DateSpan
from tracker.model.due_dates import Deadline
from tracker.record.provenance import Provenance, current_state
from tracker.record.readings import FOR_ALL, Scope, extended_by, require_party, require_scope, scope_words
from tracker.state.deadlines import not_before, version_in_force
from tracker.state.fold import State
from tracker.state.obligors import own_state
from tracker.state.periods import period_ref


class Limits(Struct, frozen=True):
    """The limits of a deadline besides its date: the earliest day and the days of grace; None keeps the current one."""

    not_before: DateSpan | None = None
    grace_days: int | None = None


NO_LIMITS: Final = Limits()


def move_deadline(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    deadline: Deadline | None,
    facts: Provenance,
    zone: str,
    *,
    change: DeadlineChange | None = None,
    limits: Limits = NO_LIMITS,
    scope: Scope = FOR_ALL,
) -> Commitment:
    """The commitment with a new version of its deadline; None keeps the date and changes only the limits."""
    fields, state = facts.of_obligor(commitment), current_state(commitment, DeadlineEvent, facts, zone)
    state = own_state(state, facts.obligor)
    if (rule := state.terms.every) and deadline and change != "forecast":
        one = period_ref(commitment.ref, rule.periods(rule.first.last)[0])
        remedy = f"`tracker amend {one} --due DATE` moves that of one {rule.period}"
        raise NotPossible(f"a due date of {commitment.ref} as a whole", f"each {rule.period} has its own", remedy)
    if change == "forecast":
        _require_forecast(commitment.ref, deadline, limits, scope, facts)
    if change == "extension" and scope == FOR_ALL:
        scope = Scope(reading=extended_by(commitment.ref, state.terms, facts.source))
    _require_reading(state, change, deadline, limits, scope)
    latest = _latest_version(state, scope, change)
    kind: DeadlineChange = change or ("amendment" if latest else "set")
    _require_version(commitment.ref, kind, latest, deadline, words=scope_words(scope), obligor=facts.obligor)
    unchanged = latest or version_in_force(state)
    version = deadline or (Deadline(unchanged.due, unchanged.words, unchanged.awaits) if unchanged else Deadline(None))
    if deadline or limits.not_before:
        earliest = limits.not_before or not_before(state)
        _require_order(commitment.ref, earliest, version.due)
    event = DeadlineEvent(
        **fields,
        change=kind,
        due=version.due,
        words=version.words,
        awaits=version.awaits,
        not_before=limits.not_before,
        grace_days=limits.grace_days,
        corrects=latest.id if latest and kind == "correction" else None,
        reading=scope.reading,
        condition=scope.condition,
    )
    return commitment.with_events(event)


def _require_reading(
    state: State, change: DeadlineChange | None, deadline: Deadline | None, limits: Limits, scope: Scope
) -> None:
    """Refuse a scope that does not fit, a party that the promise does not name, and days of grace of one party."""
    require_scope(state.ref, change, deadline, scope)
    require_party(state.ref, state.terms, scope.reading)
    if scope.reading and limits.grace_days is not None:
        why = f"days of grace are common, and this is as {scope.reading} reads it"
        raise NotPossible(f"days of grace for {state.ref}", why, "give the last of these days as --due")


def _require_version(  # noqa: PLR0913 - one fact each
    ref: str, kind: DeadlineChange, latest: DeadlineEvent | None, deadline: Deadline | None, *, words: str, obligor: str
) -> None:
    """Refuse a waiver or a correction of no version, a correction for one of all, and a waiver with a date."""
    if kind in {"waiver", "correction"} and latest is None:
        raise NotPossible(f"a {kind} of the deadline of {ref}{words}", "it has none yet", "set one with --due")
    if kind == "correction" and latest and latest.of != obligor:
        what = f"a correction of the deadline of {ref} for {obligor} alone"
        raise NotPossible(what, "that date is the date of all", "leave out --of, or give another --kind")
    if kind == "waiver" and deadline:
        raise NotPossible(f"a waiver of the deadline of {ref}", "a waiver does not change the date", "leave out --due")


def _latest_version(state: State, scope: Scope, change: DeadlineChange | None) -> DeadlineEvent | None:
    """The version that a new one follows or corrects: that of the same party or condition, else the common one."""
    found = state.deadline_versions
    if scope.reading:
        return found.readings.get(scope.reading)
    if scope.condition and change == "correction":
        same = [event for event in found.conditional if event.condition == scope.condition]
        return next(iter(same or (found.conditional if len(found.conditional) == 1 else ())), None)
    return found.common[-1] if found.common else None


def _require_forecast(ref: str, deadline: Deadline | None, limits: Limits, scope: Scope, facts: Provenance) -> None:
    """Refuse a forecast without a date or a source, and one that would bind somebody."""
    if not (deadline and deadline.due):
        raise NeedsMore(f"a forecast for {ref}", "the day when it is expected", "give --due DATE")
    if facts.source is None:
        raise NeedsMore(f"a forecast for {ref}", "a source", "give --source URL or --publisher NAME")
    if scope != FOR_ALL or limits != NO_LIMITS:
        remedy = "leave out --if, --reading, --not-before and --grace"
        raise NotPossible(f"a forecast for {ref}", "a forecast binds nobody", remedy)


def meet_condition(commitment: Commitment, number: int, facts: Provenance, zone: str) -> Commitment:
    """The commitment with a conditional version in force, by its number, from the day when its condition was met."""
    what = f"version {number} of the deadline of {commitment.ref}"
    facts.require_happened(f"the condition of {what}")
    fields, state = facts.of(commitment), current_state(commitment, DeadlineEvent, facts, zone)
    pending = {event.id: event for event in state.deadline_versions.conditional}
    if number not in pending:
        met = next((event for event in state.versions if event.fulfils == number), None)
        why = (
            f"its condition was met{f' on {met.on}' if met.on else ''} already" if met else "it waits for no condition"
        )
        named = ", ".join(f"{event.id} ({event.condition})" for event in pending.values())
        remedy = (
            f"versions that wait for one: {named}" if named else f"`tracker log {commitment.ref}` shows the versions"
        )
        raise NotPossible(what, why, remedy)
    version = pending[number]
    kind: DeadlineChange = "amendment" if state.versions and version.change == "set" else version.change
    return commitment.with_events(replace(version, **fields, change=kind, condition="", fulfils=number))


def _require_order(ref: str, earliest: DateSpan | None, latest: DateSpan | None) -> None:
    if earliest and latest and latest.last < earliest.first:
        why = f"it would be due on {latest.last}, but not before {earliest.first}"
        raise NotPossible(f"the deadline of {ref}", why, "change one of the two dates")
