"""The rules of the register: which facts may be added to a commitment, and what they become."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from tests.building import NEWS, RECORDED, TODAY, amount, commitment, deadline, delivery, retraction, state
from tests.building import edit as edit_event
from tests.building import status as status_event
from tracker.errors import BrokenRule, IllegalTransition, NeedsMore, NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import (
    AmountChange,
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    DeadlineChange,
    DeadlineEvent,
    DeliveryEvent,
    PositionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
    TermsEvent,
)
from tracker.model.dates import latest_day, span
from tracker.model.due_dates import Deadline, read_deadline
from tracker.model.status import Status
from tracker.record import events
from tracker.record.events import (
    Counting,
    Limits,
    Provenance,
    ReviewResult,
    assess,
    cite,
    deliver,
    edit,
    mark,
    move_deadline,
    over_period,
    reopen,
    require_party_code,
    review,
    set_amount,
    take_position,
)
from tracker.state.deadlines import moves

OPEN: Final[tuple[Status, ...]] = ("proposed", "agreed", "in_progress", "suspended")
CLOSED: Final[tuple[Status, ...]] = ("met", "partially_met", "not_met", "withdrawn", "superseded")
# What may follow each status, beside itself while it is open; out of a closed one only `reopen` leads.
LEGAL: Final[dict[Status, tuple[Status, ...]]] = {
    "proposed": ("proposed", "agreed", "withdrawn", "superseded"),
    "agreed": ("agreed", "in_progress", "suspended", *CLOSED),
    "in_progress": ("in_progress", "suspended", *CLOSED),
    "suspended": ("suspended", "agreed", "in_progress", *CLOSED),
    **dict.fromkeys(CLOSED, ()),
}


def provenance(on: str = TODAY, known_on: str = "", source: Source | None = NEWS, note: str = "why") -> Provenance:
    """What an event carries, sourced and with a note unless told otherwise."""
    return Provenance(RECORDED, "analyst", span(on) if on else None, span(known_on) if known_on else None, source, note)


def marked(promise: Commitment, now: Status, on: str = TODAY) -> Commitment:
    """The commitment with a status and all that it needs."""
    return mark(promise, now, provenance(on), "UTC", successor="jp-us-other")


def last(promise: Commitment) -> AnyEvent:
    """The event that was added."""
    return promise.history[-1]


def due(text: str) -> Deadline:
    """A deadline as typed."""
    return read_deadline(text, date.fromisoformat(TODAY))


# ---- every event -------------------------------------------------------------------------------


def test_an_event_takes_the_next_number_and_carries_its_facts() -> None:
    promise = commitment(events=[status_event("proposed")])
    added = last(mark(promise, "agreed", provenance("2026-02", "2026-03-01"), "UTC"))
    assert added.id == promise.next_id == 3
    assert (added.recorded_at, added.recorded_by) == (RECORDED, "analyst")
    assert (str(added.on), str(added.known_on)) == ("2026-02", "2026-03-01")
    assert (added.source, added.note) == (NEWS, "why")


# ---- statuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("after", OPEN + CLOSED)
@pytest.mark.parametrize("before", OPEN + CLOSED)
def test_a_status_follows_another_or_is_refused(before: Status, after: Status) -> None:
    promise = commitment(status=before)
    if after in LEGAL[before]:
        assert state(marked(promise, after)).status == after
    else:
        with pytest.raises(IllegalTransition) as refused:
            marked(promise, after)
        assert refused.value.exit_code == 5


@pytest.mark.parametrize("first", OPEN + CLOSED)
def test_any_status_may_be_the_first(first: Status) -> None:
    assert state(marked(commitment(status=None), first)).status == first


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("met", "suspended", "is met and cannot become suspended; reopen it before marking it suspended"),
        ("not_met", "in_progress", "is not met and cannot become in progress; reopen it before marking it in progress"),
        ("proposed", "met", "is proposed and cannot become met; it may become agreed, withdrawn, superseded"),
        ("in_progress", "agreed", "is in progress and cannot become agreed; it may become suspended, met, partially"),
    ],
)
def test_an_illegal_status_is_refused_with_a_remedy(before: Status, after: Status, sentence: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        marked(commitment(status=before), after)
    assert str(refused.value).startswith(f"jp-us-promise {sentence}")


HISTORY: Final = (("proposed", "2026-01-01"), ("agreed", "2026-02-01"), ("in_progress", "2026-04-01"))


@pytest.mark.parametrize(
    ("history", "now", "on", "remedy"),
    [
        (HISTORY, "proposed", "2025-12-01", ""),
        (HISTORY, "agreed", "2025-12-01", "it is recorded as proposed since 2026-01-01: give a later --on"),
        (HISTORY, "met", "2025-12-01", "it is recorded as proposed since 2026-01-01"),
        (HISTORY, "proposed", "2026-01-15", ""),
        (HISTORY, "agreed", "2026-01-15", ""),
        (HISTORY, "suspended", "2026-01-15", "it may become agreed, withdrawn, superseded"),
        (HISTORY, "withdrawn", "2026-01-15", "it is recorded as agreed since 2026-02-01: give a later --on"),
        (HISTORY, "suspended", "2026-03-01", ""),
        (HISTORY, "in_progress", "2026-03-01", ""),
        (HISTORY, "met", "2026-03-01", "it is recorded as in progress since 2026-04-01: give a later --on"),
        (HISTORY, "proposed", "2026-03-01", "it may become in progress, suspended"),
        (HISTORY, "agreed", "2026-04-01", "it may become suspended, met"),
        (HISTORY, "met", "2026-04-01", ""),
        (HISTORY, "met", "2026", ""),
        ((*HISTORY, ("met", "2026-06-01")), "suspended", "2026-05-01", ""),
        ((*HISTORY, ("met", "2026-06-01")), "agreed", "2026-05-01", "it may become suspended"),
        ((*HISTORY, ("met", "2026-06-01")), "not_met", "2026-05-01", "it is recorded as met since 2026-06-01"),
        ((*HISTORY, ("met", "2026-06")), "suspended", "2026-06-29", ""),
        ((*HISTORY, ("met", "")), "withdrawn", "2026-05-01", "it is recorded as met later: give a later --on"),
    ],
)
def test_a_back_dated_status_must_fit_between_its_neighbours(
    history: tuple[tuple[Status, str], ...], now: Status, on: str, remedy: str
) -> None:
    promise = commitment(
        status=None, events=[status_event(was, on=day, known_on="" if day else "2026-06-15") for was, day in history]
    )
    if not remedy:
        assert StatusEvent in map(type, marked(promise, now, on).history[len(history) :])
    else:
        with pytest.raises(IllegalTransition) as refused:
            marked(promise, now, on)
        assert remedy in str(refused.value)


def test_a_retracted_status_is_ignored_by_the_rules() -> None:
    promise = commitment(events=[status_event("met", on="2026-05-01"), retraction(1)])
    assert state(marked(promise, "in_progress")).status == "in_progress"


@pytest.mark.parametrize(
    ("now", "told", "needs"),
    [
        ("met", provenance(on=""), "needs the day it was met: give --on DATE"),
        ("met", provenance(on="", known_on="2026-06-01"), "needs the day it was met: give --on DATE"),
        ("met", provenance(source=None), "needs a source: give --source URL or --publisher NAME"),
        ("superseded", provenance(), "needs its successor: give --successor REF"),
    ],
)
def test_some_statuses_need_a_day_or_a_source(now: Status, told: Provenance, needs: str) -> None:
    with pytest.raises(NeedsMore) as refused:
        mark(commitment(), now, told, "UTC")
    assert str(refused.value) == f"marking jp-us-promise {now} {needs}"
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("now", sorted({*OPEN, *CLOSED} - {"met", "superseded"}))
def test_the_others_need_neither_day_nor_source(now: Status) -> None:
    assert last(mark(commitment(status=None), now, provenance(on="", source=None), "UTC")).source is None


def test_nothing_supersedes_itself() -> None:
    with pytest.raises(NotPossible, match="it cannot supersede itself; give another --successor"):
        mark(commitment(), "superseded", provenance(), "UTC", successor="jp-us-promise")


def test_a_superseded_commitment_names_its_successor() -> None:
    added = last(mark(commitment(), "superseded", provenance(), "UTC", successor="jp-us-other"))
    assert isinstance(added, StatusEvent)
    assert added.successor == "jp-us-other"


# ---- reopening ---------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("before", ["agreed", "in_progress", "suspended"])
def test_a_reopened_commitment_has_its_status_from_before_the_closing(before: Status, closed: Status) -> None:
    promise = commitment(status=before, events=[status_event(closed, on="2026-05-01")])
    opened = reopen(promise, provenance(), "UTC")
    assert state(opened).status == before
    assert state(opened, "2026-06-29").status == closed


def test_what_was_recorded_as_closed_from_the_start_is_reopened_as_agreed() -> None:
    assert state(reopen(commitment(status="met"), provenance(), "UTC")).status == "agreed"


def test_what_was_reopened_may_be_closed_and_reopened_again() -> None:
    promise = reopen(
        commitment(status="in_progress", events=[status_event("met", on="2026-05-01")]), provenance("2026-05-10"), "UTC"
    )
    closed = marked(promise, "not_met", "2026-05-20")
    assert state(reopen(closed, provenance("2026-05-30"), "UTC")).status == "in_progress"
    with pytest.raises(IllegalTransition):
        marked(closed, "agreed", "2026-05-30")


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        (commitment(), "jp-us-promise is agreed and cannot become open again; it is not closed"),
        (
            commitment(status=None, due="2026"),
            "jp-us-promise is unknown and cannot become open again; it is not closed",
        ),
    ],
)
def test_only_what_is_closed_is_reopened(promise: Commitment, sentence: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        reopen(promise, provenance(), "UTC")
    assert str(refused.value) == sentence


def test_reopening_needs_a_reason() -> None:
    with pytest.raises(NeedsMore) as refused:
        reopen(commitment(status="met"), provenance(note=""), "UTC")
    assert str(refused.value) == "reopening jp-us-promise needs a reason: give --note TEXT"


def test_nothing_is_reopened_before_it_was_closed() -> None:
    promise = commitment(events=[status_event("met", on="2026-05-01")])
    with pytest.raises(IllegalTransition) as refused:
        reopen(promise, provenance("2026-04-01"), "UTC")
    assert "cannot become open again; it was not closed yet; give a later --on" in str(refused.value)


@given(
    st.lists(
        st.tuples(
            st.sampled_from((*OPEN, *CLOSED, "reopen")),
            st.integers(0, 9).map(lambda days: str(date(2026, 6, 1) + timedelta(days=days))),
        ),
        max_size=12,
    )
)
def test_no_order_of_recording_makes_an_illegal_history(attempts: list[tuple[str, str]]) -> None:
    promise = commitment()
    for wanted, on in attempts:
        with suppress(BrokenRule):
            promise = (
                reopen(promise, provenance(on), "UTC") if wanted == "reopen" else marked(promise, _status(wanted), on)
            )
    for before, after in pairwise(state(promise).statuses):
        assert before.status in CLOSED if after.reopens else after.status in LEGAL[before.status]


def _status(name: str) -> Status:
    return next(status for status in (*OPEN, *CLOSED) if status == name)


# ---- deadlines ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "change", "kind", "corrects"),
    [
        ("", None, "set", None),
        ("2026-03-31", None, "amendment", None),
        ("2026-03-31", "extension", "extension", None),
        ("2026-03-31", "set", "set", None),
        ("2026-03-31", "correction", "correction", 2),
        ("", "extension", "extension", None),
    ],
)
def test_a_deadline_is_set_the_first_time_and_amended_later(
    before: str, change: DeadlineChange | None, kind: str, corrects: int | None
) -> None:
    added = last(move_deadline(commitment(due=before), due("2026-Q3"), provenance(), "UTC", change=change))
    assert isinstance(added, DeadlineEvent)
    assert (added.change, str(added.due), added.corrects) == (kind, "2026-Q3", corrects)


OFFICES: Final = "business days of offices and banks: US federal, JP closed 29 December to 3 January"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-Q3", ("2026-Q3", "", "")),
        ("45bd after 2026-02-17 (US+JP)", ("2026-04-23", f"45bd after 2026-02-17 (US+JP); {OFFICES}", "")),
        ("45bd after notice (US+JP)", ("None", f"45bd after notice (US+JP); {OFFICES}", "notice")),
        ("undated: as soon as possible", ("None", "as soon as possible", "")),
    ],
)
def test_a_deadline_keeps_its_words_and_its_trigger(typed: str, kept: tuple[str, str, str]) -> None:
    added = last(move_deadline(commitment(), due(typed), provenance(), "UTC"))
    assert isinstance(added, DeadlineEvent)
    assert (str(added.due), added.words, added.awaits) == kept


@pytest.mark.parametrize("change", [None, "waiver", "amendment"])
def test_without_a_date_the_deadline_stays_as_it_is(change: DeadlineChange | None) -> None:
    promise = commitment(events=[deadline("2026-03-31", words="the end of March")])
    moved = move_deadline(promise, None, provenance(), "UTC", change=change, limits=Limits(grace_days=90))
    added = last(moved)
    assert isinstance(added, DeadlineEvent)
    assert (str(added.due), added.words, added.grace_days) == ("2026-03-31", "the end of March", 90)
    assert moves(state(moved)) == ()


def test_limits_may_come_before_any_date() -> None:
    added = last(move_deadline(commitment(), None, provenance(), "UTC", limits=Limits(not_before=span("2026-03"))))
    assert isinstance(added, DeadlineEvent)
    assert (added.change, added.due, str(added.not_before)) == ("set", None, "2026-03")


@pytest.mark.parametrize("change", ["waiver", "correction"])
@pytest.mark.parametrize("promise", [commitment(), commitment(status=None)], ids=["undated", "without a history"])
def test_a_missing_deadline_cannot_be_waived_or_corrected(promise: Commitment, change: DeadlineChange) -> None:
    with pytest.raises(NotPossible) as refused:
        move_deadline(promise, due("2026"), provenance(), "UTC", change=change)
    assert str(refused.value) == f"a {change} of the deadline of jp-us-promise: it has none yet; set one with --due"
    assert refused.value.exit_code == 5


def test_a_waiver_cannot_name_another_date() -> None:
    with pytest.raises(NotPossible, match="a waiver does not change the date; leave out --due"):
        move_deadline(commitment(due="2026-03-31"), due("2026-09-30"), provenance(), "UTC", change="waiver")


@pytest.mark.parametrize(
    ("before", "typed", "not_before", "refused"),
    [
        (deadline("2026-03-31"), "2026-06-30", "2026-07-01", True),
        (deadline("2026-03-31"), "2026-06-30", "2026-06-30", False),
        (deadline("2026-03-31"), "2026-06", "2026-06-15", False),
        (deadline("2026-03-31"), "2026-06-30", "2026", False),
        (deadline("2026-03-31"), "", "2026-04", True),
        (deadline("2026-03-31"), "", "2026-03", False),
        (deadline("2026-03-31"), "undated", "2026-04", False),
        (deadline(words="soon"), "", "2026-04", False),
        (deadline("2026-03-31", not_before="2026-03-01"), "2026-02-28", "", True),
        (deadline("2026-03-31", not_before="2026-03-01"), "2026-02-28", "2026-02-01", False),
        (deadline("2026-03-31", not_before="2026-06-01"), "", "", False),
    ],
)
def test_nothing_falls_due_before_the_day_on_which_it_may_be_done(
    before: DeadlineEvent, typed: str, not_before: str, *, refused: bool
) -> None:
    limits = Limits(span(not_before) if not_before else None)
    wanted = due(typed) if typed else None
    if refused:
        with pytest.raises(NotPossible, match=r"it would be due on .* but not before .*; change one of the two dates"):
            move_deadline(commitment(events=[before]), wanted, provenance(), "UTC", limits=limits)
    else:
        assert move_deadline(commitment(events=[before]), wanted, provenance(), "UTC", limits=limits).next_id == 4


# ---- amounts and the rest ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "correction", "kind", "corrects"),
    [("", False, "set", None), ("USD 1bn", False, "revision", None), ("USD 1bn", True, "correction", 2)],
)
def test_an_amount_is_set_the_first_time_and_revised_or_corrected_later(
    before: str, kind: AmountChange, corrects: int | None, *, correction: bool
) -> None:
    added = last(
        set_amount(commitment(amount=before), read_amount("USD 2bn"), provenance(), "UTC", correction=correction)
    )
    assert isinstance(added, AmountEvent)
    assert (added.change, str(added.amount), added.corrects) == (kind, "USD 2bn", corrects)


def test_nothing_is_folded_for_a_first_deadline_or_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(events, "fold")
    promise = move_deadline(commitment(), due("2026"), provenance(), "UTC")
    assert set_amount(promise, read_amount("USD 2bn"), provenance(), "UTC").next_id == promise.next_id + 1


def test_a_correction_of_a_correction_corrects_the_version() -> None:
    promise = commitment(events=[amount("USD 1bn"), amount("USD 2bn", "correction", corrects=1)])
    added = last(set_amount(promise, read_amount("USD 3bn"), provenance(), "UTC", correction=True))
    assert isinstance(added, AmountEvent)
    assert added.corrects == 1


@pytest.mark.parametrize("promise", [commitment(), commitment(status=None)], ids=["no amount", "without a history"])
def test_a_missing_amount_cannot_be_corrected(promise: Commitment) -> None:
    with pytest.raises(NotPossible) as refused:
        set_amount(promise, read_amount("USD 2bn"), provenance(), "UTC", correction=True)
    assert str(refused.value) == "a correction of the amount of jp-us-promise: it has none yet; leave out --kind"


# ---- deliveries --------------------------------------------------------------------------------


def delivered(promise: Commitment, figure: str, *counting: Any, **counted: Any) -> DeliveryEvent:  # noqa: ANN401 - of Counting
    """The recorded delivery with that measure and kind."""
    added = last(deliver(promise, read_amount(figure), Counting(*counting, **counted), provenance()))
    assert isinstance(added, DeliveryEvent)
    return added


def refused(promise: Commitment, figure: str, *counting: Any, **counted: Any) -> str:  # noqa: ANN401 - of Counting
    """The sentence by which a delivery that is counted so is refused."""
    with pytest.raises(BrokenRule) as refusal:
        delivered(promise, figure, *counting, **counted)
    assert refusal.value.exit_code == 5
    return str(refusal.value)


def test_a_delivery_has_its_stage_and_its_measure() -> None:
    added = delivered(commitment(), "JPY -340bn", "contracted", "signed loans")
    assert (str(added.amount), added.stage, added.measure) == ("JPY -340bn", "contracted", "signed loans")
    assert delivered(commitment(), "JPY 340bn") == replace(
        added, amount=read_amount("JPY 340bn"), stage="delivered", measure=""
    )


@pytest.mark.parametrize(
    ("figure", "said", "kind"),
    [
        ("USD 1bn", "flow", "flow"),
        ("USD 1bn", "so_far", "so_far"),
        ("9 troops", "level", "level"),
        ("2 %GDP", "flow", "level"),
        ("2 %GDP", "so_far", "level"),
        ("15%", "flow", "level"),
    ],
)
def test_a_delivery_has_the_given_kind_and_a_percentage_is_a_level(figure: str, said: Any, kind: str) -> None:  # noqa: ANN401 - a kind
    assert delivered(commitment(), figure, kind=said).kind == kind


ONE: Final = commitment(amount="USD 9bn", events=[delivery("USD 1bn", measure="customs")])
TWO: Final = commitment(amount="USD 9bn", events=[*ONE.history[:1], delivery("USD 2bn")])


@pytest.mark.parametrize(
    ("promise", "counting", "measure"),
    [
        (commitment(), Counting(), ""),
        (ONE, Counting(), "customs"),
        (ONE, Counting(measure=""), ""),
        (ONE, Counting(measure="announced"), "announced"),
        (ONE, Counting("contracted"), ""),
        (TWO, Counting(measure="customs"), "customs"),
        (commitment(events=[*TWO.history[:2], retraction(1)]), Counting(), ""),
    ],
    ids=["the first", "the only one", "none", "another", "of another stage", "named", "the other taken back"],
)
def test_a_delivery_without_a_measure_has_the_only_one_of_its_stage(
    promise: Commitment, counting: Counting, measure: str
) -> None:
    added = last(deliver(promise, read_amount("USD 1bn"), counting, provenance()))
    assert isinstance(added, DeliveryEvent)
    assert added.measure == measure


def test_where_there_are_two_measures_one_must_be_named() -> None:
    assert refused(TWO, "USD 1bn") == (
        "a delivery to jp-us-promise needs its measure: give --measure, one of “customs”, no name or another"
    )


@pytest.mark.parametrize(
    ("promise", "figure", "counting"),
    [
        (commitment(amount="USD 9bn"), "JPY 1bn", Counting()),
        (commitment(amount="9 kt"), "5 t", Counting()),
        (commitment(amount="9 aircraft"), "5 aircraft", Counting()),
        (commitment(), "4 people", Counting()),
        (commitment(amount="USD 9bn"), "4 people", Counting(measure="people")),
        (ONE, "4 people", Counting(measure="people")),
        (TWO, "4 people", Counting(measure="")),
        (commitment(events=[amount("USD 9bn"), retraction(1)]), "4 people", Counting()),
    ],
    ids=[
        *("another currency", "another unit of mass", "the same", "nothing promised", "another measure, the first"),
        *("another measure", "a measure that does not count", "an amount that was taken back"),
    ],
)
def test_a_delivery_is_in_a_unit_of_the_kind_that_was_promised_or_by_another_measure(
    promise: Commitment, figure: str, counting: Counting
) -> None:
    assert str(delivered(promise, figure, *astuple(counting)).amount) == str(read_amount(figure))


@pytest.mark.parametrize(
    ("promise", "figure", "counting"),
    [
        (commitment(amount="USD 9bn"), "4 people", Counting()),
        (ONE, "4 people", Counting()),
        (ONE, "4 people", Counting(measure="customs")),
        (TWO, "4 people", Counting(measure="customs")),
        (commitment(events=[*TWO.history[:2], amount("USD 9bn")], counts=""), "4 t", Counting(measure="customs")),
    ],
)
def test_another_kind_of_unit_by_the_measure_that_counts_is_refused(
    promise: Commitment, figure: str, counting: Counting
) -> None:
    assert refused(promise, figure, *astuple(counting)) == (
        f"{read_amount(figure)} delivered: jp-us-promise is promised in USD; "
        "give it in that unit, or name another measure with --measure"
    )


def test_the_measure_that_the_terms_name_is_the_one_that_counts() -> None:
    named = commitment(amount="USD 9bn", events=TWO.history[:2], counts="customs")
    assert delivered(named, "4 people", measure="").measure == ""
    assert "is promised in USD" in refused(named, "4 people", measure="customs")


def test_a_figure_a_year_is_no_delivery() -> None:
    assert refused(commitment(), "USD 3bn a year") == (
        "USD 3bn/yr delivered: a yearly figure needs the period of its delivery; "
        "give --over 2025-04..2026-03, or the total"
    )


@pytest.mark.parametrize(
    ("before", "kind", "sentence"),
    [
        (delivery("5 troops"), "level", "figures that add up"),
        (delivery("5 troops", kind="so_far"), "level", "figures that add up"),
        (delivery("5 troops", kind="level"), "flow", "levels"),
        (delivery("5 troops", kind="level"), "so_far", "levels"),
    ],
)
def test_a_series_has_levels_or_flows_but_not_both(before: DeliveryEvent, kind: Any, sentence: str) -> None:  # noqa: ANN401 - a kind
    told = refused(commitment(events=[before]), "6 troops", kind=kind)
    why = f"{sentence} were recorded before by that measure"
    assert told == f"a delivery to jp-us-promise: {why}; name another measure with --measure"
    assert delivered(commitment(events=[before]), "6 troops", measure="counted", kind=kind).kind == kind
    assert delivered(commitment(events=[before]), "6 ships", kind=kind).kind == kind
    assert delivered(commitment(events=[before]), "6 troops", "contracted", kind=kind).kind == kind
    assert delivered(commitment(events=[before, retraction(1)]), "6 troops", kind=kind).kind == kind


def test_a_share_goes_on_as_a_level_whatever_it_was_recorded_as() -> None:
    assert delivered(commitment(events=[delivery("1.9 %GDP")]), "2 %GDP").kind == "level"


@pytest.mark.parametrize(
    ("figure", "period", "total"),
    [
        ("USD 3bn a year", "2025-04..2026-03", "USD 3bn"),
        ("USD 3bn a year", "2025-04..2026-09", "USD 4.5bn"),
        ("USD 3bn a year", "2025", "USD 3bn"),
        ("about USD 3bn a year", "2025-H1", "~ USD 1.5bn"),
        ("at least USD 3bn a year", "2025-H1", "≥ USD 1.5bn"),
        ("USD 1 a year", "2025-01", "~ USD 0.08"),
        ("about USD 1 a year", "2025-01", "~ USD 0.08"),
        ("up to USD 1 a year", "2025-01", "≤ USD 0.08"),
        ("12 Mt a year", "2025-Q1", "3 Mt"),
    ],
)
def test_a_figure_a_year_comes_to_its_part_over_a_period(figure: str, period: str, total: str) -> None:
    assert str(over_period(read_amount(figure), span(period))) == total


def test_only_a_figure_a_year_has_a_period() -> None:
    with pytest.raises(NotPossible) as refusal:
        over_period(read_amount("USD 3bn"), span("2025"))
    assert str(refusal.value) == "USD 3bn over 2025: only a yearly figure has a period; leave out --over"


# ---- what has happened, and looks --------------------------------------------------------------

TOMORROW: Final = "2026-12-03"


@pytest.mark.parametrize("on", [TOMORROW, "2027", "2027-01..2027-03", "2026-12-03..2026-12-09"])
@pytest.mark.parametrize(
    ("record", "what"),
    [
        (lambda told: mark(commitment(), "met", told, "UTC"), "marking jp-us-promise met"),
        (lambda told: mark(commitment(), "partially_met", told, "UTC"), "marking jp-us-promise partially met"),
        (lambda told: mark(commitment(), "not_met", told, "UTC"), "marking jp-us-promise not met"),
        (lambda told: deliver(commitment(), read_amount("USD 1"), Counting(), told), "a delivery to jp-us-promise"),
        (lambda told: take_position(commitment(), "US", "accepts", "public", told), "a position on jp-us-promise"),
        (lambda told: review(commitment(), ReviewResult("nothing"), told), "a review of jp-us-promise"),
    ],
)
def test_a_performed_event_cannot_be_in_the_future(
    record: Callable[[Provenance], Commitment], what: str, on: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        record(provenance(on))
    why = f"{on} is after today; record it once it has happened, or correct --on"
    assert (str(refusal.value), refusal.value.exit_code) == (f"{what}: {why}", 5)


@pytest.mark.parametrize("on", ["2026-12-01", "2026-12", "2026", "2026-H2", ""])
def test_a_span_that_includes_today_is_recorded(on: str) -> None:
    assert last(take_position(commitment(), "US", "accepts", "public", provenance(on))).id == 2
    assert last(deliver(commitment(), read_amount("USD 1"), Counting(), provenance(on))).id == 2


@pytest.mark.parametrize("now", ["withdrawn", "superseded", "suspended"])
def test_an_announced_event_may_be_in_the_future(now: Status) -> None:
    assert last(marked(commitment(), now, "2027-01-01")).id == 2


@pytest.mark.parametrize(
    ("at", "on", "latest"),
    [
        ("2026-12-01T09:59+00:00", "2026-12-01", "2026-12-01"),
        ("2026-12-01T10:00+00:00", "2026-12-02", "2026-12-02"),
        ("2026-12-01T00:00+14:00", "2026-12-01", "2026-12-01"),
        ("9999-12-31T23:00+00:00", "9999-12-31", "9999-12-31"),
    ],
)
def test_today_has_come_where_the_day_begins_first(at: str, on: str, latest: str) -> None:
    told = replace(provenance(on), recorded_at=datetime.fromisoformat(at))
    assert latest_day(told.recorded_at) == date.fromisoformat(latest)
    told.require_happened("anything")


@pytest.mark.parametrize(
    ("look", "kept"),
    [
        (ReviewResult("nothing"), ("nothing", "", "None", "")),
        (
            ReviewResult("news", "embassy pages", span("2027-02-01"), "mika"),
            ("news", "embassy pages", "2027-02-01", "mika"),
        ),
        (ReviewResult("", again=span("2027-02")), ("", "", "2027-02", "")),
    ],
)
def test_a_review_keeps_what_was_found_and_when_to_look_again(
    look: ReviewResult, kept: tuple[str, str, str, str]
) -> None:
    added = last(review(commitment(), look, provenance()))
    assert isinstance(added, ReviewEvent)
    assert (added.found, added.where, str(added.next), added.who) == kept


# ---- a level to be counted from ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "figure", "is_refused"),
    [
        ("USD 6bn", "USD 5bn", True),
        ("USD 5bn", "USD 5bn", False),
        ("USD 4bn", "USD 5bn", False),
        ("JPY 6tn", "USD 5bn", False),
        ("USD 6bn a year", "USD 5bn", False),
    ],
)
def test_an_amount_is_the_level_to_be_reached_and_lies_above_the_baseline(
    baseline: str, figure: str, *, is_refused: bool
) -> None:
    promise, level = commitment(baseline=read_amount(baseline)), read_amount(figure)
    edited = commitment(amount=figure)
    if not is_refused:
        assert set_amount(promise, level, provenance(), "UTC").next_id == promise.next_id + 1
        assert edit(edited, {"baseline": read_amount(baseline)}, provenance(), "UTC").next_id == edited.next_id + 1
        return
    sentence = (
        "the baseline of jp-us-promise: the amount, USD 5bn, is the level to reach, and is below the baseline, "
        "USD 6bn; for an increase by USD 5bn give --increment, or write the amount as USD 11bn"
    )
    with pytest.raises(NotPossible) as refusal:
        set_amount(promise, level, provenance(), "UTC")
    assert str(refusal.value) == sentence
    with pytest.raises(NotPossible) as refusal:
        edit(edited, {"baseline": read_amount(baseline)}, provenance(), "UTC")
    assert str(refusal.value) == sentence


def test_the_baseline_that_the_amount_is_measured_by_is_the_one_in_force() -> None:
    raised = commitment(amount="USD 9bn", events=[edit_event(baseline=read_amount("USD 6bn"))])
    with pytest.raises(NotPossible, match="is below the baseline, USD 6bn"):
        set_amount(raised, read_amount("USD 5bn"), provenance(), "UTC")


# ---- positions, citations and assessments --------------------------------------------------------


def test_a_position_has_its_party_and_its_channel() -> None:
    added = last(take_position(commitment(), "US", "dissatisfied", "private", provenance()))
    assert isinstance(added, PositionEvent)
    assert (added.party, added.position, added.channel) == ("US", "dissatisfied", "private")


def test_a_citation_has_its_field_and_its_side() -> None:
    added = last(cite(commitment(), "due", "contradicts", "15 January 2029", provenance()))
    assert isinstance(added, CitationEvent)
    assert (added.field, added.side, added.value, added.source) == ("due", "contradicts", "15 January 2029", NEWS)


def test_a_citation_without_a_source_is_none() -> None:
    with pytest.raises(NeedsMore) as refused:
        cite(commitment(), "due", "supports", "", provenance(source=None))
    assert str(refused.value) == "a citation of jp-us-promise needs a source: give --source URL or --publisher NAME"


def test_a_judgement_is_recorded_as_it_is() -> None:
    promise = assess(commitment(), "off_track", provenance())
    added = last(promise)
    assert isinstance(added, AssessmentEvent)
    assert (added.assessment, added.note, state(promise).assessment) == ("off_track", "why", "off_track")


def test_nothing_is_recorded_on_a_retracted_commitment() -> None:
    with pytest.raises(NotPossible) as refused:
        assess(commitment(events=[retraction()]), "on_track", provenance())
    assert str(refused.value) == (
        "recording on jp-us-promise: it was taken back; `tracker log jp-us-promise` shows when"
    )


# ---- terms -------------------------------------------------------------------------------------


def test_an_edit_records_the_terms_that_differ_and_keeps_the_others() -> None:
    promise = commitment(tags=("old",), notes="kept")
    edited = edit(promise, {"title": "Anew", "tags": ("new",), "notes": "kept"}, provenance(), "UTC")
    added = last(edited)
    assert isinstance(added, TermsEvent)
    assert (added.changed, added.terms.title, added.terms.notes) == (("title", "tags"), "Anew", "kept")
    assert edited.terms == promise.terms
    assert state(edited).terms == added.terms


@pytest.mark.parametrize("values", [{}, {"title": "Anew"}, {"title": "Anew", "tags": ()}])
def test_an_edit_that_would_change_nothing_of_the_terms_in_force_is_refused(values: dict[str, str]) -> None:
    promise = commitment(events=[edit_event(title="Anew")])
    with pytest.raises(NotPossible) as refused:
        edit(promise, values, provenance(), "UTC")
    assert str(refused.value) == ("an edit of jp-us-promise: nothing would change; give a term another value")


def test_what_has_not_begun_is_edited_as_it_was_first_recorded() -> None:
    promise = commitment(met_on="2027-01-01", title="Later")
    with pytest.raises(NotPossible):
        edit(promise, {"title": "Later"}, provenance(), "UTC")
    assert last(edit(promise, {"title": "Much later"}, provenance(), "UTC")).id == 2


@pytest.mark.parametrize("code", ["JP", "JBIC", "A-1", "X" * 20])
def test_a_code_of_capitals_digits_and_dashes_names_a_party(code: str) -> None:
    assert require_party_code(code) == code


@pytest.mark.parametrize("code", ["", "J", "jp", "1A", "-A", "J P", "日本", "JP\n", "X" * 21])
def test_any_other_code_names_none(code: str) -> None:
    with pytest.raises(NotPossible, match="a code is 2 to 20 capitals, digits and dashes; write one as JBIC"):
        require_party_code(code)
