"""What of a commitment can be looked for without its history: what a back end keeps in columns beside the document.

An outline is made anew whenever the commitment is written, and is trusted with no fact: it only rules out. Whatever it
does not rule out goes through the one fold.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.as_of import Moment
from tracker.model.commitment import (
    AmountEvent,
    AssessmentEvent,
    Commitment,
    DeadlineEvent,
    StatusEvent,
    Terms,
    TermsEvent,
    searched,
)
from tracker.model.iso import casefolded
from tracker.model.status import UNKNOWN
from tracker.state import deadlines
from tracker.state.fold import State, event_days, fold

# The day that it is in one zone lies at most so far from the day that it is in another.
ANYWHERE: Final = timedelta(days=2)
_END: Final = Moment(date.max)


class IndexRow(Struct, frozen=True, kw_only=True):
    """What a commitment ever was, whatever moment is asked about; and what becomes of it, with everything known.

    `traits`: its parties, category, force, tags, statuses and judgements, as `by:JP` and `status:met`, sorted.
    `text`: the folded words of its terms; a text on one line that is found in them at some moment is found in here.
    `due_first`, `due_last`: no due day lies outside of these; of what waits nobody knows, so all of time is between.
    `edited`: its terms were changed since, so that not all of its traits and texts need be those it has.
    `alone`: how it stands against its deadline depends on no other commitment, no partial target and no delivery.

    `settled_on`: from this day on, where its days end, all that is recorded has taken effect, so that it is as follows.
    `status`: nothing if it is taken back. `due`: the last day of the deadline in force. `zone`: where its days end.
    `rest`, `rests_from`: how it stands against that from some day on; on no day before is it late or stands so.
    """

    traits: tuple[str, ...]
    text: str
    due_first: date | None
    due_last: date | None
    edited: bool
    alone: bool
    settled_on: date
    zone: str
    status: str
    due: date | None
    rest: deadlines.Timeliness | Literal[""]
    rests_from: date


class Dependencies(NamedTuple):
    """The refs of what a commitment ever awaited, and of the umbrellas it ever was under."""

    awaited: set[str]
    umbrellas: set[str]


def dependencies(commitment: Commitment) -> Dependencies:
    """The others whose state takes it into account, or that its own state does, whatever moment is asked about."""
    history = commitment.history
    return Dependencies(
        {event.awaits for event in history if isinstance(event, DeadlineEvent)} - {""},
        {terms.parent for terms in _versions(commitment)} - {""},
    )


def index_row(commitment: Commitment, register_zone: str) -> IndexRow:
    """The outline of a commitment, in a register where days end in that zone."""
    history = commitment.history
    versions = _versions(commitment)
    moves = [event for event in history if isinstance(event, DeadlineEvent)]
    is_waiting = any(event.awaits for event in moves)
    amounts = [event for event in history if isinstance(event, AmountEvent)]
    due_first, due_last = (date.min, date.max) if is_waiting else _due_days(versions, moves)
    final = fold(commitment, _END, register_zone)
    due = deadlines.due(final) if final else None
    rest, rests_from = _rest(final)
    return IndexRow(
        traits=tuple(sorted(_traits(versions, commitment))),
        text="\n".join(
            dict.fromkeys(casefolded(word) for terms in versions for word in searched(commitment.ref, terms))
        ),
        due_first=due_first,
        due_last=due_last,
        edited=len(versions) > 1,
        alone=not (is_waiting or amounts or any(terms.schedule for terms in versions)),
        settled_on=_settled_on(commitment, versions, register_zone),
        zone=final.zone if final else register_zone,
        status=final.status if final else "",
        due=due.last if due else None,
        rest=rest,
        rests_from=rests_from,
    )


def _versions(commitment: Commitment) -> list[Terms]:
    """The terms it ever had."""
    return [commitment.terms, *(event.terms for event in commitment.history if isinstance(event, TermsEvent))]


def _traits(versions: Iterable[Terms], commitment: Commitment) -> set[str]:
    found = {f"status:{UNKNOWN}"}
    for terms in versions:
        found.update(f"by:{code}" for code in terms.obligor)
        found.update(f"to:{code}" for code in terms.obligee)
        found.update(f"tag:{casefolded(tag)}" for tag in terms.tags)
        found.update((f"category:{terms.category}", f"force:{terms.force}"))
    for event in commitment.history:
        if isinstance(event, StatusEvent):
            found.add(f"status:{event.status}")
        elif isinstance(event, AssessmentEvent):
            found.add(f"assessment:{event.assessment}")
    return found


def _due_days(versions: Iterable[Terms], moves: Iterable[DeadlineEvent]) -> tuple[date | None, date | None]:
    """The first and the last day that anything of it ever fell due."""
    days = [event.due.last for event in moves if event.due]
    days += [target.due.last for terms in versions for target in terms.schedule]
    return min(days, default=None), max(days, default=None)


def _settled_on(commitment: Commitment, versions: Iterable[Terms], register_zone: str) -> date:
    days = event_days(commitment.terms, commitment.history, register_zone)
    effective = max(map(days.took_effect, commitment.history), default=date.min)
    if all(terms.time_zone == commitment.terms.time_zone for terms in versions):
        return effective
    return min(effective, date.max - ANYWHERE) + ANYWHERE


def _rest(final: State | None) -> tuple[deadlines.Timeliness | Literal[""], date]:
    """How it stands against its deadline on the last day there is, and from which day on it does."""
    if final is None:
        return "", date.min
    rest = deadlines.timeliness(final)
    due = deadlines.due(final)
    if due is None or rest == deadlines.timeliness(replace(final, day=date.min)):
        return rest, date.min
    return rest, due.last + timedelta(days=_days_after(final, rest))


def _days_after(final: State, rest: deadlines.Timeliness) -> int:
    """The days from the due day to the first on which it stands so."""
    if rest == "due_soon":  # the last day there is
        return -deadlines.SOON
    return 1 + max(deadlines.grace_days(final), 0) if rest == "overdue" else 1
