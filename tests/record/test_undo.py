"""Undo: retract the last change, then the one before it; every value is restored, and no event is erased."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, ParamSpec, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import Struct
from msgspec.structs import replace

from tests.building import NEWS, RECORDED, commitment, moment, portfolio, retraction, status
from tests.nearby import USERS, recorded
from tests.program import Tracker
from tests.strategies import few
from tracker.errors import NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.model.dates import span
from tracker.model.due_dates import Deadline
from tracker.model.register import Register
from tracker.record import undo as undo_module
from tracker.record.amounts import set_amount
from tracker.record.deadlines import move_deadline
from tracker.record.deliveries import Counting, deliver
from tracker.record.provenance import Provenance
from tracker.record.statements import ReviewResult, assess, cite, review, take_position
from tracker.record.statuses import mark
from tracker.record.terms import edit
from tracker.record.undo import FIRST, last_change, last_in, last_of, remove, require_last, undo
from tracker.reports.show import values
from tracker.reports.table import Value
from tracker.state.fold import State
from tracker.state.portfolio import Portfolio
from tracker.store import open_store

Asked = ParamSpec("Asked")
Record = Callable[[Commitment, Provenance], Commitment]

# One command of every kind; the removal comes last, because no event can follow it.
RECORDS: Final[dict[str, Record]] = {
    "status": lambda old, facts: mark(old, "in_progress", facts, "UTC"),
    "deadline": lambda old, facts: move_deadline(old, Deadline(span("2026-09")), facts, "UTC"),
    "corrected deadline": lambda old, facts: move_deadline(
        old, Deadline(span("2026-02")), facts, "UTC", change="correction"
    ),
    "amount": lambda old, facts: set_amount(old, read_amount("USD 8bn"), facts, "UTC"),
    "corrected amount": lambda old, facts: set_amount(old, read_amount("USD 6bn"), facts, "UTC", correction=True),
    "delivery": lambda old, facts: deliver(old, read_amount("USD 1bn"), Counting(measure="customs"), facts),
    "assessment": lambda old, facts: assess(old, "at_risk", facts),
    "position": lambda old, facts: take_position(old, "US", "disputes", "public", facts),
    "review": lambda old, facts: review(old, ReviewResult("nothing", "embassy", span("2026-09"), "mika"), facts),
    "citation": lambda old, facts: cite(old, "due", "contradicts", "May", facts),
    "terms": lambda old, facts: edit(old, {"title": "Buy more", "tags": ("lng",)}, facts, "UTC"),
    "both": lambda old, facts: set_amount(
        move_deadline(old, Deadline(span("2027")), facts, "UTC"), read_amount("USD 9bn"), facts, "UTC"
    ),
    "removal": remove,
}
ADDED: Final = commitment(due="2026-03-31", amount="USD 7bn")


def provenance(minutes: int) -> Provenance:
    """The provenance of an event recorded some minutes after the commitment."""
    return Provenance(RECORDED + timedelta(minutes=minutes), "analyst", span("2026-06-01"), None, NEWS, "why")


def undone(promise: Commitment, minutes: int = 1000) -> Commitment:
    """The commitment without its last change."""
    ((found, events),) = last_change([promise])
    return undo(found, events, provenance(minutes))


def derived_values(promise: Commitment) -> dict[str, Value] | None:
    """Every derived value of a commitment; None if the commitment is not known."""
    found = portfolio(promise).standings.get(promise.ref)
    return values(found) if found else None


# ---- one change --------------------------------------------------------------------------------


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_undoing_takes_back_exactly_the_last_change(record: Record) -> None:
    before = assess(ADDED, "on_track", provenance(1))
    changed = record(before, provenance(2))
    ((_, events),) = last_change([changed])
    assert tuple(events) == changed.history[len(before.history) :]
    after = undone(changed)
    assert derived_values(changed) != derived_values(before) == derived_values(after)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_undoing_adds_a_retraction_an_event_and_erases_nothing(record: Record) -> None:
    changed = record(ADDED, provenance(1))
    after = undone(changed)
    kept, added = after.history[: len(changed.history)], after.history[len(changed.history) :]
    assert kept == changed.history
    assert [event.retracts for event in added if isinstance(event, RetractionEvent) and event.undo] == [
        event.id for event in changed.history[len(ADDED.history) :]
    ]
    assert [event.id for event in added] == list(range(changed.next_id, after.next_id))


def test_every_kind_of_event_is_undone_here() -> None:
    kinds = {type(record(ADDED, provenance(1)).history[-1]) for record in RECORDS.values()}
    assert kinds == set(get_args(AnyEvent))


def test_what_one_command_recorded_is_one_change() -> None:
    changed = RECORDS["both"](ADDED, provenance(1))
    after = undone(changed)
    assert len(changed.history) - len(ADDED.history) == 2 == len(after.history) - len(changed.history)
    assert derived_values(after) == derived_values(ADDED)


def test_undoing_an_addition_retracts_the_whole_commitment() -> None:
    after = undone(ADDED)
    assert derived_values(after) is None
    (added,) = after.history[len(ADDED.history) :]
    assert isinstance(added, RetractionEvent)
    assert (added.retracts, added.undo) == (None, True)


def test_undoing_a_removal_restores_the_commitment() -> None:
    removed = remove(ADDED, provenance(1))
    assert derived_values(removed) is None
    assert derived_values(undone(removed)) == derived_values(ADDED)


def test_an_event_that_was_taken_back_by_itself_is_brought_back() -> None:
    promise = commitment(status=None, events=[status("agreed"), status("met", on="2026-05-01")])
    without = promise.with_events(retraction(2, id=3, recorded_at=RECORDED + timedelta(minutes=1)))
    assert derived_values(without) != derived_values(promise) == derived_values(undone(without))


def test_a_change_of_several_commitments_is_undone_in_all_of_them() -> None:
    one, other, third = (commitment(ref) for ref in ("jp-us-one", "jp-us-other", "jp-us-third"))
    changed = [assess(one, "at_risk", provenance(1)), other, assess(third, "stalled", provenance(1))]
    assert [(found.ref, [event.id for event in events]) for found, events in last_change(changed)] == [
        ("jp-us-one", [2]),
        ("jp-us-third", [2]),
    ]


# ---- one change after another ------------------------------------------------------------------


def test_undoing_goes_back_change_by_change_to_nothing() -> None:
    stages = [ADDED]
    for number, record in enumerate(RECORDS.values(), 1):
        stages.append(record(stages[-1], provenance(number)))
    promise = stages[-1]
    for number, stage in enumerate(reversed(stages[:-1])):
        promise = undone(promise, 100 + number)
        assert derived_values(promise) == derived_values(stage)
    promise = undone(promise, 200)
    assert derived_values(promise) is None
    with pytest.raises(NotPossible) as refused:
        last_change([promise])
    assert str(refused.value) == ("undoing: there is no change to undo; `tracker log` shows what was recorded")
    assert refused.value.exit_code == 5


def test_what_is_recorded_after_an_undoing_is_undone_first() -> None:
    once = undone(assess(ADDED, "at_risk", provenance(1)), 2)
    again = assess(once, "stalled", provenance(3))
    assert derived_values(undone(again, 4)) == derived_values(ADDED)
    assert derived_values(undone(undone(again, 4), 5)) is None


def test_what_follows_an_undo_of_all_that_was_recorded_of_a_period_can_be_undone() -> None:
    whole = replace(retraction(id=2), undo=True)
    period = Commitment(
        ref="wheat/2026", terms=commitment().terms, history=(status("met", id=1), whole, status("not_met", id=3))
    )
    assert [event.id for _, events in last_change([period]) for event in events] == [3]


def test_in_an_empty_register_there_is_nothing_to_undo() -> None:
    with pytest.raises(NotPossible, match="there is no change to undo"):
        last_change([])


# ---- several users -----------------------------------------------------------------------------


def test_the_last_change_of_one_user_is_found_whatever_others_did_since() -> None:
    theirs = assess(ADDED, "stalled", replace(provenance(2), recorded_by="rei"))
    ours = assess(theirs, "at_risk", replace(provenance(1), recorded_by="mika"))
    ((_, events),) = last_change([ours], by="mika")
    assert [event.recorded_by for event in events] == ["mika"]
    with pytest.raises(NotPossible, match="there is no change by kenji to undo"):
        last_change([ours], by="kenji")


def test_what_was_added_is_not_taken_from_others_who_have_worked_on_it() -> None:
    ((_, events),) = last_change([ADDED], by="analyst")
    for ours in (ADDED, assess(ADDED, "stalled", provenance(1))):
        assert undo(ours, events, provenance(2), by="analyst")
    theirs = assess(ADDED, "stalled", replace(provenance(1), recorded_by="rei"))
    with pytest.raises(NotPossible, match="others have recorded on it since it was added; `tracker remove jp-us-pr"):
        undo(theirs, events, provenance(2), by="analyst")
    assert undo(theirs, events, provenance(2), by="analyst", is_period=True)


def test_undo_does_not_skip_a_change_without_events() -> None:
    theirs = assess(ADDED, "stalled", replace(provenance(5), recorded_by="rei"))
    require_last([theirs], RECORDED, "analyst")
    require_last([theirs], None, "kenji")
    with pytest.raises(NotPossible, match="not an event"):
        require_last([theirs], RECORDED + timedelta(minutes=1), "analyst")
    require_last([theirs], RECORDED + timedelta(minutes=1))


# ---- partial reads of a register -----------------------------------------------------------------


class MinimalRegister(Struct, frozen=True):
    """Fake register that returns the minimum allowed and counts the requested events."""

    promises: list[Commitment]
    requested: list[int]

    def get(self, ref: str) -> Commitment:
        """The commitment with a ref."""
        (found,) = (promise for promise in self.promises if promise.ref == ref)
        return found

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> list[Commitment]:
        """The commitments with an event of the user and the time; with `last`, only the last events count."""
        if last:
            self.requested.append(last)
        events = [(event, promise.ref) for promise in self.promises for event in promise.history]
        times = [(e.recorded_at, r) for e, r in events if by in {"", e.recorded_by} and at in {None, e.recorded_at}]
        refs = {ref for _, ref in sorted(times, reverse=True)[:last]}
        return [promise for promise in self.promises if promise.ref in refs]


def outcome(find: Callable[Asked, object], *requested: Asked.args, **named: Asked.kwargs) -> object:
    """The result of a search, or the sentence of its refusal."""
    try:
        return find(*requested, **named)
    except NotPossible as refusal:
        return str(refusal)


@given(recorded, st.sampled_from(("", *USERS, "kenji")))
def test_the_change_to_undo_is_found_without_reading_the_whole_register(promises: list[Commitment], by: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undo_module, "FIRST", 2)
        assert outcome(last_in, MinimalRegister(promises, []), by) == outcome(last_change, promises, "", by)
    for promise in promises:
        assert outcome(last_of, MinimalRegister(promises, []), promise.ref) == outcome(
            last_change, promises, promise.ref
        )


def test_more_events_are_read_only_after_an_undone_change() -> None:
    promises = [commitment("jp-us-one")]
    for number in range(0, 2 * FIRST, 2):
        one = MinimalRegister(promises, [])
        assert last_in(one, "")
        promises = [undone(assess(promises[0], "at_risk", provenance(number + 1)), number + 2)]
        assert one.requested == [FIRST] if number < FIRST else [FIRST, FIRST**2]


# ---- removing ----------------------------------------------------------------------------------


def test_what_is_removed_is_not_removed_again() -> None:
    with pytest.raises(NotPossible) as refused:
        remove(remove(ADDED, provenance(1)), provenance(2))
    assert str(refused.value) == "removing jp-us-promise: it is removed already; `tracker log` shows when"


@pytest.mark.parametrize("record", [record for name, record in RECORDS.items() if name != "removal"])
@pytest.mark.parametrize("gone", [remove(ADDED, provenance(1)), undone(ADDED)], ids=["removed", "undone"])
def test_nothing_is_recorded_on_a_retracted_commitment(gone: Commitment, record: Record) -> None:
    with pytest.raises(NotPossible) as refused:
        record(gone, provenance(2))
    assert str(refused.value).startswith("recording on jp-us-promise: it was taken back; `tracker log jp-us-promise`")


# ---- random commands ---------------------------------------------------------------------------

COMMANDS: Final = (
    "mark {ref} in_progress",
    "mark {ref} suspended",
    "mark {ref} met --source u",
    "mark {ref} superseded --successor us-jp-tariff",
    "mark {ref} reopen --note early",
    "amend {ref} --due 2026-09 --amount USD9bn",
    "amend {ref} --due 2026-03 --kind correction",
    "amend {ref} --amount USD1bn --kind correction",
    "amend {ref} --kind waiver",
    "amend {ref} --grace 30 --not-before 2026-01",
    "amend {ref} --due undated",
    "deliver {ref} USD1bn",
    "deliver {ref} USD9bn --so-far --measure sales",
    "review {ref} --found nothing --where embassy --next 90d",
    "deliver {ref} USD2bn --stage contracted --measure loans",
    "position {ref} US disputes",
    "position {ref} US accepts --in private",
    "cite {ref} --source u --source-kind official --source-party obligee",
    "cite {ref} --against due --says May --source v",
    "assess {ref} at_risk",
    "edit {ref} --title Anew --tag new --titled ja=新",
    "edit {ref} --parent jp-us-invest --zone America/New_York",
    "edit {ref} --nature refrain --made-on 2026-01-01 --baseline USD2bn --target 2026=USD1bn",
    "remove {ref}",
    "add Another --by JP --to US --parent {ref} --due 2026-05 --amount USD3bn",
)
CIRCUMSTANCES: Final = ("", "--on 2026-03-01", "--on 2026-07", "--on unknown --known 2026-02-09", "--known unknown")
UNDO: Final = "undo"
commands: SearchStrategy[str] = st.builds(
    lambda command, ref, circumstances: f"{command.format(ref=ref)} {circumstances}",
    st.sampled_from(COMMANDS),
    st.sampled_from(("jp-us-invest", "jp-us-first", "jp-us-lng", "us-jp-tariff")),
    st.sampled_from(CIRCUMSTANCES),
)
Derived = dict[str, tuple[object, ...]]


def register(tracker: Tracker) -> list[Commitment]:
    """The stored commitments."""
    with open_store(tracker.place).reading() as reader:
        return list(reader.commitments())


def derived(promises: Iterable[Commitment]) -> Derived:
    """Every state, and every value computed from it and its parts."""
    found = Portfolio(promises, moment("2026-06-15"), Register(zone="Asia/Tokyo"))
    return {standing.ref: (*_all_fields(standing.state), values(standing)) for standing in found}


def _all_fields(state: State) -> tuple[object, ...]:
    """All fields of a state except the history."""
    return state.ref, state.terms, state.day, state.zone, state.events, state.pending, state.corrected


@few
@given(st.lists(commands | st.just(UNDO), min_size=2, max_size=7))
def test_undoing_restores_every_value_and_the_log_has_both(
    small: Tracker, small_register: bytes, typed: list[str]
) -> None:
    small.put(small_register)
    histories, stages = [register(small)], [derived(register(small))]
    for command in [*typed, *([UNDO] * len(typed))]:
        if command == UNDO and len(stages) == 1:
            continue  # older events belong to the fixture
        if small(*command.split()).exit_code:
            assert command != UNDO
            continue
        histories.append(register(small))
        if command == UNDO:
            stages.pop()
            assert derived(histories[-1]) == stages[-1]
        else:
            stages.append(derived(histories[-1]))
    for before, after in pairwise(histories):
        assert all(new.history[: len(old.history)] == old.history for old, new in zip(before, after, strict=False))
        assert [old.ref for old in before] == [new.ref for new in after][: len(before)]
    logged = {(row["ref"], row["id"]) for row in small("log", "--format", "json").rows}
    assert logged == {(promise.ref, event.id) for promise in histories[-1] for event in promise.history}


def test_times_of_recording_tell_changes_apart_even_where_the_clock_stands_still(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("assess", "jp-us-lng", "stalled")
    times: list[datetime] = [event.recorded_at for promise in register(small) for event in promise.history]
    first, second = sorted(times)[-2:]
    assert first < second < datetime(2026, 6, 15, 12, 0, 1, tzinfo=UTC)
    assert small.done("undo").errors == "took back jp-us-lng: stalled\n"
    assert small.done("undo").errors == "took back jp-us-lng: at risk\n"
