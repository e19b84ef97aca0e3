"""Events give the same states in any order of recording, for every day and every known day."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from msgspec.structs import replace

from tests.building import (
    NEWS,
    RECORDED,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    position,
    retraction,
    review,
    status,
)
from tracker.model.commitment import AmountEvent, AnyEvent, Commitment, DeadlineEvent, RetractionEvent
from tracker.model.dates import Moment, span
from tracker.model.dates import day as span_of
from tracker.state.deadlines import moves
from tracker.state.portfolio import Portfolio, Standing

FIRST = date(2026, 1, 1)
days = st.integers(0, 120).map(lambda number: FIRST + timedelta(days=number))
# An event, and the place of the event that it corrects or takes back, if it does.
Step = tuple[AnyEvent, int | None]


@st.composite
def histories(draw: DrawFn) -> list[Step]:
    """Facts of different days, some of them corrected or retracted later."""
    kinds: list[Callable[[], AnyEvent]] = [
        lambda: status(draw(st.sampled_from(["agreed", "in_progress", "suspended", "met"])), source=NEWS),
        lambda: deadline(draw(days).isoformat(), draw(st.sampled_from(["set", "amendment", "extension"]))),
        lambda: amount(f"USD {draw(st.integers(1, 9))}bn"),
        lambda: delivery(f"USD {draw(st.integers(1, 9))}bn", kind=draw(st.sampled_from(["flow", "so_far", "level"]))),
        lambda: assessment(draw(st.sampled_from(["on_track", "stalled"]))),
        lambda: review("news"),
        lambda: position("US", draw(st.sampled_from(["accepts", "disputes"]))),
        lambda: citation(
            draw(st.sampled_from(["amount", "delivery"])), draw(st.sampled_from(["supports", "contradicts"]))
        ),
    ]
    found: list[Step] = []
    for on in draw(st.lists(days, min_size=1, max_size=8, unique=True)):
        known_on = on + timedelta(days=draw(st.sampled_from((0, 121))))  # a day of its own for each
        day = draw(st.sampled_from([None, span(f"{on:%Y-%m}"), *[span_of(on)] * 3]))
        fact: AnyEvent = replace(draw(st.sampled_from(kinds))(), on=day, known_on=span_of(known_on))
        found.append((fact, None))
    for number, known_on in enumerate(draw(st.lists(days, max_size=4, unique=True))):
        place = draw(st.integers(0, len(found) - 1))
        found.append((_later(found[place][0], date(2026, 6, 1) + (known_on - FIRST), number), place))
    return found


def _later(event: AnyEvent, known_on: date, number: int) -> AnyEvent:
    """A correction of an event if it can be corrected, else its retraction; each has its own known day."""
    when = known_on.isoformat()
    if number % 2 and isinstance(event, DeadlineEvent):
        return deadline((known_on + timedelta(days=7)).isoformat(), "correction", on=when, known_on=when)
    if number % 2 and isinstance(event, AmountEvent):
        return amount(f"USD {number}tn", "correction", on=when, known_on=when)
    return retraction(0, on=when, known_on=when)


def recorded(steps: list[Step], order: list[int]) -> Commitment:
    """The commitment after recording the steps in that order, each after the event that it refers to."""
    ids: dict[int, int] = {}
    history: list[AnyEvent] = []
    waiting = list(order)
    while waiting:
        place = next(place for place in waiting if steps[place][1] is None or steps[place][1] in ids)
        waiting.remove(place)
        event, target = steps[place]
        ids[place] = len(history) + 1
        stamped = replace(event, id=ids[place], recorded_at=RECORDED + timedelta(seconds=ids[place]))
        history.append(stamped if target is None else _pointed(stamped, ids[target]))
    return replace(commitment(status=None), history=tuple(history))


def _pointed(event: AnyEvent, target: int) -> AnyEvent:
    if isinstance(event, RetractionEvent):
        return replace(event, retracts=target)
    assert isinstance(event, DeadlineEvent | AmountEvent)
    return replace(event, corrects=target)


def replayed(promise: Commitment, moment: Moment) -> object:
    """The state of a commitment at a moment, without ids and times of recording."""
    return [_all_values(standing) for standing in Portfolio([promise], moment)]


def _all_values(standing: Standing) -> object:
    state = standing.state
    events, pending = (
        [replace(event, id=0, recorded_at=RECORDED) for event in found] for found in (state.events, state.pending)
    )
    moved = [(move.before, move.after, move.late) for move in moves(state)]
    late = standing.late_report and replace(standing.late_report, id=0, recorded_at=RECORDED)
    stood = standing.timeliness, standing.overdue_days, standing.lateness, late, standing.completion, standing.last_news
    said = standing.contradicted, standing.is_disputed, standing.since
    return state.terms, state.status, events, sorted(map(repr, pending)), moved, stood, said


@given(histories(), st.data(), days, st.none() | st.integers(0, 320))
def test_the_order_of_recording_changes_nothing(
    steps: list[Step], data: st.DataObject, as_of: date, known: int | None
) -> None:
    moment = Moment(as_of, None if known is None else FIRST + timedelta(days=known))
    order = data.draw(st.permutations(range(len(steps))))
    one, other = recorded(steps, list(range(len(steps)))), recorded(steps, list(order))
    assert replayed(other, moment) == replayed(one, moment)
