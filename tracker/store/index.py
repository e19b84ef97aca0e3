"""The index row of a commitment: the columns by which a back end finds it without decoding its history.

The row is computed again whenever the commitment is written. A filter on rows rules commitments out; what it lets
through is folded, and only the fold says what a commitment is.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import (
    AmountEvent,
    AssessmentEvent,
    Commitment,
    DeadlineEvent,
    StatusEvent,
    Terms,
    obligor_of,
    searched,
    terms_of,
)
from tracker.model.dates import Moment
from tracker.model.iso import casefolded
from tracker.model.refs import parent_of, with_parents
from tracker.model.status import CLOSED_STATUSES, LASTING, UNKNOWN, of_nature
from tracker.query.filter import MILESTONE_KEY
from tracker.state import deadlines
from tracker.state.event_days import event_days
from tracker.state.fold import State, fold
from tracker.state.renaming import renaming_of

# At one instant the local dates of two time zones are at most this far apart.
ZONE_SPREAD: Final = timedelta(days=2)
END_OF_TIME: Final = Moment(date.max)


class IndexRow(Struct, frozen=True, kw_only=True):
    """The values a commitment had at any moment, and its final state once every recorded event has taken effect.

    At any moment:
    `keys`: its parties, category, force, tags, statuses and judgements, as `by:JP` and `status:met`, sorted. Those of a
    milestone have MILESTONE_KEY, because its parent may add any; so do those of a recurring duty, whose periods may
    have any; so do those that its texts lack.
    `search_text`: the case-folded texts of its terms and of what its sources say. A text without a line break that
    they contain is in here.
    `due_first`, `due_last`: every due day lies between these; any day does if the deadline awaits a trigger, or if the
    duty is recurring.
    `terms_edited`: its terms were changed, so some keys and texts may be of earlier terms only.
    `independent`: its timeliness depends on no other commitment, no delivery and no reading, and it was always a
    promise to act. It was never renamed, because rows are sorted by the ref that is recorded.

    A commitment whose obligors are judged apart is never stable: only its fold says how it fares. Nor is a milestone,
    whose parent decides its zone and some of its terms.

    The final state, which holds from the local date `stable_from` in `zone` on:
    `status`: empty if the commitment is retracted. `due`: the last day of the deadline in force.
    `final_timeliness` applies from `final_from` on and never before; before that day the commitment is not overdue.
    """

    keys: tuple[str, ...]
    search_text: str
    due_first: date | None
    due_last: date | None
    terms_edited: bool
    independent: bool
    stable_from: date
    zone: str
    status: str
    due: date | None
    final_timeliness: deadlines.Timeliness | Literal[""]
    final_from: date


class Dependencies(NamedTuple):
    """The refs on which a commitment depends, and those that depend on it, at any moment.

    `awaited`: the triggers that it ever awaited, and the parent of a milestone, on which its state depends.
    `umbrellas`: its umbrellas, whose state depends on it. Both name what is around a milestone too, because a period
    may be computed from its duty alone.
    """

    awaited: set[str]
    umbrellas: set[str]


def dependencies(commitment: Commitment) -> Dependencies:
    """The dependencies of a commitment, in both directions."""
    history, parent = commitment.history, parent_of(commitment.ref)
    awaited = (parent, *(event.awaits for event in history if isinstance(event, DeadlineEvent)))
    umbrellas = (parent, *(terms.parent for terms in terms_of(commitment)))
    return Dependencies(*({one for ref in refs for one in with_parents(ref)} for refs in (awaited, umbrellas)))


def index_row(commitment: Commitment, register_zone: str) -> IndexRow:
    """The index row of a commitment in a register with this default time zone."""
    history = commitment.history
    versions = list(terms_of(commitment))
    renaming = renaming_of(commitment)
    refs = renaming.refs if renaming else (commitment.ref,)
    is_joint = any(map(obligor_of, history)) or any(terms.each for terms in versions)
    moves = [event for event in history if isinstance(event, DeadlineEvent)]
    is_waiting = any(event.awaits for event in moves)
    amounts = [event for event in history if isinstance(event, AmountEvent)]
    is_apart = any(terms.nature in LASTING for terms in versions)
    is_milestone = bool(parent_of(commitment.ref))
    is_recurring = any(terms.every for terms in versions)  # its periods may have no row of their own
    due_first, due_last = (date.min, date.max) if is_waiting or is_recurring else _due_days(moves)
    final = fold(commitment, END_OF_TIME, register_zone)
    due = deadlines.due(final) if final else None
    final_timeliness, final_from = _final_timeliness(final)
    return IndexRow(
        keys=tuple(sorted(_keys(versions, commitment))),
        search_text="\n".join(
            dict.fromkeys(
                casefolded(text)
                for text in (
                    *(text for ref in refs for terms in versions for text in searched(ref, terms)),
                    *(text for event in history if event.source for text in (event.source.quote, event.source.summary)),
                )
            )
        ),
        due_first=due_first,
        due_last=due_last,
        terms_edited=len(versions) > 1,
        independent=not (
            (is_waiting or is_joint or amounts or is_apart or is_milestone or renaming or is_recurring)
            or any(event.reading for event in moves)
        ),
        stable_from=(
            date.max if is_joint or is_milestone or is_recurring else _stable_from(commitment, versions, register_zone)
        ),
        zone=final.zone if final else register_zone,
        status=final.status if final else "",
        due=due.last if due else None,
        final_timeliness=final_timeliness,
        final_from=final_from,
    )


def _keys(versions: Sequence[Terms], commitment: Commitment) -> set[str]:
    """The keys of every version of its terms, and of every status and judgement in its history."""
    found = {f"status:{UNKNOWN}"}
    if parent_of(commitment.ref):
        found.add(MILESTONE_KEY)
    if any(terms.every for terms in versions):
        found |= {MILESTONE_KEY, "status:agreed", "status:proposed"}
    for terms in versions:
        found.update(f"by:{code}" for code in terms.obligor)
        found.update(f"to:{code}" for code in terms.obligee)
        found.update(f"tag:{casefolded(tag)}" for tag in terms.tags)
        found.update((f"category:{terms.category}", f"force:{terms.force}"))
    if any(map(obligor_of, commitment.history)):  # the status of the whole may be one that none of them has
        found.update(f"status:{status}" for status in CLOSED_STATUSES)
    for event in commitment.history:
        if isinstance(event, StatusEvent):
            found.update(f"status:{of_nature(event.status, terms.nature)}" for terms in versions)
        elif isinstance(event, AssessmentEvent):
            found.add(f"assessment:{event.assessment}")
    return found


def _due_days(moves: Iterable[DeadlineEvent]) -> tuple[date | None, date | None]:
    """The first and the last day in any of its deadlines."""
    days = [event.due.last for event in moves if event.due]
    return min(days, default=None), max(days, default=None)


def _stable_from(commitment: Commitment, versions: Iterable[Terms], register_zone: str) -> date:
    """The day on which its last event takes effect; later by the spread of zones if its time zone was changed."""
    days = event_days(commitment, register_zone)
    effective = max(map(days.took_effect, commitment.history), default=date.min)
    if all(terms.time_zone == commitment.terms.time_zone for terms in versions):
        return effective
    return min(effective, date.max - ZONE_SPREAD) + ZONE_SPREAD


def _final_timeliness(final: State | None) -> tuple[deadlines.Timeliness | Literal[""], date]:
    """Its timeliness at the end of time, and the first day on which it has that timeliness."""
    if final is None:
        return "", date.min
    last = deadlines.timeliness(final)
    due = deadlines.due(final)
    if due is None or last == deadlines.timeliness(replace(final, day=date.min)):
        return last, date.min
    return last, due.last + timedelta(days=_days_after(final, last))


def _days_after(final: State, last: deadlines.Timeliness) -> int:
    """The number of days from the due day to the first day with that timeliness."""
    if last in {"due_soon", "in_force"}:  # only if the end of time is near the due day
        return -deadlines.SOON
    return 1 + max(deadlines.grace_days(final), 0) if last == "overdue" else 1
