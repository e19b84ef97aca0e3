"""The index row of a commitment: the columns by which a back end finds it without decoding its history.

The row is computed again whenever the commitment is written. A filter on rows rules commitments out; what it lets
through is folded, and only the fold says what a commitment is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, TypeVar

from msgspec import Struct

from tracker.errors import NotPossible
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    Commitment,
    DeadlineEvent,
    Event,
    ReviewEvent,
    StatusEvent,
    Terms,
    TermsEvent,
    searched,
    terms_of,
)
from tracker.model.dates import DateSpan
from tracker.model.iso import casefolded
from tracker.model.refs import parent_of, with_parents
from tracker.model.status import CLOSED_STATUSES, LASTING, UNKNOWN, of_nature
from tracker.query.filter import MILESTONE_KEY, REVIEW_KEY
from tracker.state import deadlines, keeping
from tracker.state.event_days import Days, EventDays, event_days
from tracker.state.final import (
    END_OF_TIME,
    FinalStanding,
    FinalStandings,
    effective_from,
    in_every_zone,
    is_ever_joint,
    umbrellas_of,
)
from tracker.state.fold import State, fold
from tracker.state.renaming import renaming_of

KindOfEvent = TypeVar("KindOfEvent", bound=Event)


class IndexRow(Struct, frozen=True, kw_only=True):
    """The values a commitment had at any moment, and its final state once every recorded event has taken effect.

    At any moment:
    `keys`: its parties, category, force, tags, statuses and judgements, as `by:JP` and `status:met`, sorted. Those of a
    milestone have MILESTONE_KEY, because its parent may add any; so do those of a recurring duty, whose periods may
    have any; so do those that its texts lack. REVIEW_KEY if a review was ever planned.
    `search_text`: the case-folded texts of its terms and of what its sources say. A text without a line break that
    they contain is in here.
    `due_first`, `due_last`: every due day lies between these; any day does if the deadline awaits a trigger, or if the
    duty is recurring.
    `terms_edited`: its terms were changed, so some keys and texts may be of earlier terms only.
    `independent`: the final timeliness below is right, whatever happens to other commitments without a change of this
    row. It awaits no trigger, has no reading and was always a promise to act. It was never renamed, because rows are
    sorted by the ref that is recorded. If it ever had an amount, the row was computed with its deliveries.

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
    parent = parent_of(commitment.ref)
    triggers = (event.awaits for event in commitment.history if isinstance(event, DeadlineEvent))
    awaited = {one for ref in (parent, *triggers) for one in with_parents(ref)}
    return Dependencies(awaited, umbrellas_of(commitment.ref, terms_of(commitment)))


def links_of(commitment: Commitment) -> set[tuple[str, str]]:
    """Its dependencies as pairs of refs: the state of the first depends on the second."""
    ref, (awaited, umbrellas) = commitment.ref, dependencies(commitment)
    return {(ref, other) for other in awaited} | {(umbrella, ref) for umbrella in umbrellas}


def index_rows(commitments: Iterable[Commitment], register_zone: str) -> Iterator[tuple[Commitment, IndexRow]]:
    """Each commitment with its index row, computed with its deliveries.

    The commitments are all of a register, or some with everything under them at any depth, in the order of the
    register. When some commitments change, the rows to compute again are those of
    `reachable(changed, umbrellas)`, by the umbrellas before and after the change: the deliveries of a commitment count
    for its umbrellas alone, and no row depends on anything else but its own commitment.
    """
    everything = tuple(commitments)
    final = FinalStandings(everything, register_zone)
    for commitment in everything:
        yield commitment, index_row(commitment, register_zone, final.of(commitment.ref))


def index_row(commitment: Commitment, register_zone: str, delivered: FinalStanding | None = None) -> IndexRow:
    """The index row of a commitment in a register with this default time zone.

    `delivered`: its final standing, by all deliveries to it and to its parts. Without one, a row with an amount is not
    independent.
    """
    versions, by_kind = list(terms_of(commitment)), _by_kind(commitment.history)
    moves, amounts = _of_kind(by_kind, DeadlineEvent), _of_kind(by_kind, AmountEvent)
    is_joint = is_ever_joint(commitment, versions)
    is_waiting = any(event.awaits for event in moves)
    is_milestone = bool(parent_of(commitment.ref))
    is_recurring = any(terms.every for terms in versions)  # its periods may have no row of their own
    renaming = renaming_of(commitment) if any(edit.ref for edit in _of_kind(by_kind, TermsEvent)) else None
    is_alone = not (
        (is_waiting or is_joint or is_milestone or renaming or is_recurring)
        or any(terms.nature in LASTING for terms in versions)
        or any(event.reading for event in moves)
        or any(event.reading for event in amounts)
    )
    performance = _performance(delivered) if is_alone and amounts else _NOT_PERFORMED
    final = delivered.standing.state if is_alone and delivered and delivered.standing else None
    final = final or fold(commitment, END_OF_TIME, register_zone)
    stable_from = _stable_from(final.event_days if final else event_days(commitment, register_zone), versions)
    due = deadlines.due(final) if final else None
    final_timeliness, final_from = _final_timeliness(final, due, performance or _NOT_PERFORMED)
    refs = renaming.refs if renaming else (commitment.ref,)
    due_first, due_last = (date.min, date.max) if is_waiting or is_recurring else _due_days(moves)
    return IndexRow(
        keys=tuple(sorted(_keys(versions, commitment, by_kind, is_joint=is_joint))),
        search_text=_search_text(refs, versions, commitment.history),
        due_first=due_first,
        due_last=due_last,
        terms_edited=len(versions) > 1,
        independent=is_alone and performance is not None,
        stable_from=(
            date.max
            if is_joint or is_milestone or is_recurring
            else max(stable_from, performance.stable_from if performance else date.min)
        ),
        zone=final.zone if final else register_zone,
        status=final.status if final else "",
        due=due.last if due else None,
        final_timeliness=final_timeliness,
        final_from=final_from,
    )


class _Performance(NamedTuple):
    """The days on which it was delivered in full, if anything of an upper bound arrived, and from when both hold."""

    completion: Days | None
    is_begun: bool
    stable_from: date


_NOT_PERFORMED: Final = _Performance(None, is_begun=False, stable_from=date.min)


def _performance(delivered: FinalStanding | None) -> _Performance | None:
    """The final performance; None without a final standing, or if a sum is too long for an amount."""
    if delivered is None:
        return None
    if (standing := delivered.standing) is None:
        return _NOT_PERFORMED
    try:
        return _Performance(standing.completion, standing.is_begun, delivered.stable_from)
    except NotPossible:  # a sum with more digits than an amount can have is refused by whoever asks for it
        return None


def _by_kind(history: Iterable[AnyEvent]) -> dict[type[Event], list[AnyEvent]]:
    found: dict[type[Event], list[AnyEvent]] = {}
    for event in history:
        found.setdefault(type(event), []).append(event)
    return found


def _of_kind(by_kind: dict[type[Event], list[AnyEvent]], kind: type[KindOfEvent]) -> list[KindOfEvent]:
    return by_kind.get(kind, [])  # type: ignore[return-value] # the key is the kind of the events


def _search_text(refs: Iterable[str], versions: Sequence[Terms], history: Iterable[AnyEvent]) -> str:
    """The case-folded texts of all versions of the terms, and of what the sources say, each once."""
    texts = [text for ref in refs for terms in versions for text in searched(ref, terms)]
    for event in history:
        if event.source:
            texts += (event.source.quote, event.source.summary)
    return casefolded("\n".join(dict.fromkeys(texts)))


def _keys(
    versions: Sequence[Terms], commitment: Commitment, by_kind: dict[type[Event], list[AnyEvent]], *, is_joint: bool
) -> set[str]:
    """The keys of every version of its terms, and of every status and judgement in its history."""
    found = {f"status:{UNKNOWN}"}
    if parent_of(commitment.ref):
        found.add(MILESTONE_KEY)
    if any(terms.every for terms in versions):
        found |= {MILESTONE_KEY, "status:agreed", "status:proposed"}
    if is_joint:  # the status of the whole may be one that none of its obligors has
        found.update(f"status:{status}" for status in CLOSED_STATUSES)
    for terms in versions:
        found.update(f"by:{code}" for code in terms.obligor)
        found.update(f"to:{code}" for code in terms.obligee)
        found.update(f"tag:{casefolded(tag)}" for tag in terms.tags)
        found.update((f"category:{terms.category}", f"force:{terms.force}"))
        found.update(f"status:{of_nature(event.status, terms.nature)}" for event in _of_kind(by_kind, StatusEvent))
    found.update(f"assessment:{event.assessment}" for event in _of_kind(by_kind, AssessmentEvent))
    found.update(REVIEW_KEY for event in _of_kind(by_kind, ReviewEvent) if event.next)
    return found


def _due_days(moves: Iterable[DeadlineEvent]) -> tuple[date | None, date | None]:
    """The first and the last day in any of its deadlines."""
    days = [event.due.last for event in moves if event.due]
    return min(days, default=None), max(days, default=None)


def _stable_from(days: EventDays, versions: Iterable[Terms]) -> date:
    """The day on which its last event takes effect; later by the spread of zones if its time zone was changed."""
    effective = effective_from(days)
    if all(terms.time_zone == days.terms.time_zone for terms in versions):
        return effective
    return in_every_zone(effective)


def _final_timeliness(
    final: State | None, due: DateSpan | None, performance: _Performance
) -> tuple[deadlines.Timeliness | Literal[""], date]:
    """Its timeliness at the end of time, and the first day on which it has that timeliness."""
    if final is None:
        return "", date.min
    completion, is_begun, _ = performance
    last = deadlines.timeliness(final, completion=completion, is_begun=is_begun)
    is_dated = last in _DATED or (last in _UNAGREED and not keeping.is_lasting(final))
    if due is None or not is_dated:
        return last, date.min
    if last == "due_soon":  # only if the end of time is near the due day
        return last, due.last - timedelta(days=deadlines.SOON)
    is_after_grace = last == "overdue" or (last == "lapsed" and is_begun)
    grace = max(deadlines.grace_days(final), 0) if is_after_grace else 0
    return last, due.last + timedelta(days=1 + grace)


# The timeliness that a commitment with a due day has for some days only; before the due day it is another one.
_DATED: Final = frozenset({"due_soon", "in_grace", "overdue", "lapsed"})
_UNAGREED: Final = frozenset({"proposed", "unknown"})  # so is this of a promise to act
