"""Readings: deadlines and amounts as one party understands them, measured side by side."""

import pytest

from tests.building import NEWS, amount, commitment, deadline, delivery, portfolio, position, rates, state, status
from tracker.model.commitment import AnyEvent, Commitment, Stance
from tracker.model.register import Register
from tracker.reports.standing_text import due_words, readings_words, when
from tracker.state.conversion import TargetUnit
from tracker.state.deadlines import Basis
from tracker.state.portfolio import Standing
from tracker.state.readings import readings
from tracker.state.scores import was_on_time

US = deadline("2026-03-31", reading="US", on="2026-02-01")
JP = deadline("2026-09-30", reading="JP", on="2026-02-01")
BOTH = commitment(events=[US, JP])


def standing(promise: Commitment, as_of: str = "2026-06-30", basis: Basis = "current") -> Standing:
    """The standing of a promise on a day."""
    return portfolio(promise, as_of=as_of, basis=basis).standings[promise.ref]


def told(promise: Commitment, as_of: str = "2026-06-30") -> tuple[str, str]:
    """The timeliness of a promise, and each side's reading in one line."""
    found = standing(promise, as_of)
    return found.timeliness, readings_words(found)


# ---- the deadline ------------------------------------------------------------------------------


def test_one_deadline_read_in_two_ways_is_contested_between_the_days_and_overdue_after_the_later() -> None:
    assert told(BOTH, "2026-03-31") == ("upcoming", "today as US reads it; in 183 d as JP does")
    assert told(BOTH, "2026-04-01") == ("contested", "1 d past due as US reads it; not yet as JP does")
    assert told(BOTH, "2026-09-30") == ("contested", "183 d past due as US reads it; not yet as JP does")
    assert told(BOTH, "2026-10-01") == ("overdue", "184 d past due as US reads it; 1 d past due as JP does")


def test_what_is_contested_is_listed_as_overdue_and_never_counted_as_late() -> None:
    found = standing(BOTH)
    assert (found.timeliness, found.lateness, found.overdue_days) == ("contested", "contested", None)
    assert (found.late_report, was_on_time(found, "current"), when(found)) == (None, None, ("contested", "doubt"))


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([US, JP], "2026-09-30"),
        ([deadline("2025-12-31"), JP], "2025-12-31"),
        ([deadline(words="in time"), US, JP], "2026-09-30"),
        ([deadline("2025-12-31"), US, JP], "2026-09-30"),
        ([US, deadline(words="soon", reading="JP")], "2026-03-31"),
        ([US, deadline("2026-12-31", "amendment", on="2026-03-01")], "2026-12-31"),
    ],
)
def test_the_due_day_is_the_common_one_if_a_party_holds_it_else_the_latest(events: list[AnyEvent], due: str) -> None:
    assert str(standing(commitment(events=events), "2026-03-05").due) == due


@pytest.mark.parametrize(
    ("events", "timeliness", "words"),
    [
        ([deadline("2026-03-31"), JP], "contested", "91 d past due by the common version; not yet as JP reads it"),
        ([deadline(words="soon"), US], "contested", "91 d past due as US reads it; undated by the common version"),
        ([US], "overdue", "91 d past due as US reads it"),
        ([deadline("2026-12-31"), US], "contested", "91 d past due as US reads it; not yet by the common version"),
    ],
)
def test_who_says_nothing_holds_the_common_version(events: list[AnyEvent], timeliness: str, words: str) -> None:
    assert told(commitment(events=events)) == (timeliness, words)


def test_a_common_version_ends_the_readings_before_it() -> None:
    agreed = deadline("2026-08-31", "amendment", on="2026-05-01")
    assert readings(state(commitment(events=[US, JP, agreed]))) == ()
    assert [
        one.party
        for one in readings(state(commitment(events=[US, agreed, deadline("2027", reading="JP", on="2026-06-01")])))
    ] == ["", "JP"]


def test_a_reading_of_the_first_text_stands_beside_it_in_any_order_of_recording() -> None:
    first, own = deadline("2026-12-31", on="2026-02-01"), deadline("2026-03-31", reading="US", on="2026-02-01")
    later = [deadline("2026-12-31", on="2026-02-01", known_on="2026-04-01"), own]
    for events in ([first, own], [own, first], later):
        assert told(commitment(events=events))[0] == "contested"


def test_parties_that_read_it_alike_are_told_together() -> None:
    promise = commitment(
        obligor=("JP", "KR"),
        events=[*(deadline("2026-09-30", reading=code) for code in ("KR", "JP")), US],
    )
    assert told(promise)[1] == "91 d past due as US reads it; not yet as JP and KR do"
    alone = commitment(obligor=("JP", "KR"), events=[deadline("2026-03-31"), deadline("2026-03-31", reading="KR")])
    assert told(alone) == ("overdue", "91 d past due by the common version and as KR reads it")


@pytest.mark.parametrize(
    ("promise", "timeliness"),
    [
        (commitment(status="suspended", events=[US, JP]), "suspended"),
        (commitment(status="proposed", events=[US, JP]), "upcoming"),
        (commitment(nature="refrain", events=[US, JP]), "in_force"),
        (commitment(status="withdrawn", events=[US, JP]), "closed"),
    ],
)
def test_only_what_can_be_overdue_is_contested(promise: Commitment, timeliness: str) -> None:
    assert standing(promise).timeliness == timeliness


@pytest.mark.parametrize(
    ("met_on", "timeliness", "words"),
    [
        ("2026-03-31", "met_on_time", "met on time"),
        ("2026-05-01", "met_about_then", "met, on time or up to 31 d late"),
        ("2026-10-01", "met_late", "met 1 to 184 d late"),
    ],
)
def test_what_is_met_between_the_days_counts_in_no_rate(met_on: str, timeliness: str, words: str) -> None:
    found = standing(commitment(status="met", met_on=met_on, events=[US, JP]), "2026-12-01")
    assert (found.timeliness, when(found)[0]) == (timeliness, words)
    assert (was_on_time(found, "current") is None) is (timeliness == "met_about_then")


def test_on_the_original_basis_the_first_readings_count() -> None:
    agreed = deadline("2026-12-31", "amendment", on="2026-05-01")
    promise = commitment(events=[US, JP, agreed, deadline("2027", reading="JP", on="2026-06-01")])
    assert standing(promise).timeliness == "upcoming"
    found = standing(promise, basis="original")
    assert (found.timeliness, str(found.due_original)) == ("contested", "2026-09-30")
    assert found.slip_days == 92


def test_a_first_reading_of_a_later_version_is_none_of_the_original_one() -> None:
    events = [deadline("2026-03-31"), deadline("2026-08-31", "amendment", on="2026-01-01"), JP]
    assert [one.party for one in readings(state(commitment(events=events)))] == ["", "JP"]
    assert readings(state(commitment(events=events)), original=True) == ()


# ---- extensions --------------------------------------------------------------------------------

EXTENDED = deadline("2026-09-30", "extension", reading="JP", on="2026-02-01", source=NEWS)


def extended(*events: AnyEvent) -> Commitment:
    """A promise that was due in March, and that Japan extended for itself."""
    return commitment(events=[deadline("2026-03-31"), EXTENDED, *events])


def test_an_extension_by_one_party_is_its_reading_until_the_other_accepts_it() -> None:
    assert told(extended())[0] == "contested"
    assert (standing(extended()).moves, [move.days for move in standing(extended()).reading_moves]) == ((), [183])
    accepted = extended(position("US", "accepts", on="2026-05-01"))
    assert told(accepted, "2026-04-30")[0] == "contested"
    found = standing(accepted)
    assert (found.timeliness, found.readings, str(found.due)) == ("upcoming", (), "2026-09-30")
    assert ([move.days for move in found.moves], found.reading_moves) == ([183], ())


@pytest.mark.parametrize(
    "event",
    [
        position("US", "accepts", on="2026-01-01"),
        position("US", "satisfied", on="2026-05-01"),
        position("JP", "accepts", on="2026-05-01"),
        position("EU", "accepts", on="2026-05-01"),
    ],
)
def test_only_a_later_acceptance_by_the_other_side_counts(event: AnyEvent) -> None:
    assert told(extended(event))[0] == "contested"


def test_every_party_of_the_other_side_must_accept() -> None:
    us, eu = (position(code, "accepts", on="2026-05-01") for code in ("US", "EU"))
    events = [deadline("2026-03-31"), EXTENDED]
    assert standing(commitment(obligee=("US", "EU"), events=[*events, us])).timeliness == "contested"
    assert standing(commitment(obligee=("US", "EU"), events=[*events, us, eu])).timeliness == "upcoming"


@pytest.mark.parametrize(
    ("stance", "timeliness"),
    [("disputes", "contested"), ("denies", "contested"), ("dissatisfied", "contested"), ("satisfied", "upcoming")],
)
def test_an_acceptance_that_was_taken_back_does_not_count(stance: Stance, timeliness: str) -> None:
    us, eu = position("US", "accepts", on="2026-05-01"), position("EU", "accepts", on="2026-05-20")
    events: list[AnyEvent] = [deadline("2026-03-31"), EXTENDED, us, position("US", stance, on="2026-05-10"), eu]
    assert standing(commitment(obligee=("US", "EU"), events=events)).timeliness == timeliness
    again = [*events, position("US", "accepts", on="2026-05-30")]
    assert standing(commitment(obligee=("US", "EU"), events=again)).timeliness == "upcoming"


def test_an_accepted_extension_is_common_and_leaves_the_reading_of_another_party() -> None:
    bank = deadline("2026-08-31", "extension", reading="SOFTBANK", on="2026-01-20", source=NEWS)
    accepted = position("US", "accepts", on="2026-05-01")
    events: list[AnyEvent] = [deadline("2026-03-31"), bank, EXTENDED, accepted]
    found = standing(commitment(obligor=("JP", "SOFTBANK"), events=events))
    assert [event.reading for event in found.state.versions] == ["", ""]
    assert [one.reading.party for one in found.readings] == ["", "SOFTBANK"]
    assert told(extended(accepted))[0] == "upcoming"


def test_a_reading_that_is_no_extension_is_not_accepted_by_a_position() -> None:
    assert told(commitment(events=[US, JP, position("US", "accepts", on="2026-05-01")]))[0] == "contested"


def test_an_extension_by_one_party_after_the_day_says_that_it_was_not_done() -> None:
    late = deadline("2026-05-31", "extension", reading="JP", on="2026-04-15", source=NEWS)
    found = standing(commitment(events=[deadline("2026-03-31"), late]))
    assert (found.timeliness, found.lateness) == ("overdue", "reported")
    assert readings_words(found) == "91 d late by the common version; 30 d past due as JP reads it"


def test_what_is_read_as_late_is_called_late_once_somebody_says_so() -> None:
    said = position("US", "dissatisfied", on="2026-05-01")
    assert told(BOTH.with_events(said)) == ("contested", "91 d late as US reads it; not yet as JP does")
    assert told(BOTH.with_events(said), "2026-10-01")[1] == "184 d late as US reads it; 1 d past due as JP does"


def test_an_extension_of_nothing_is_a_first_reading() -> None:
    promise = commitment(events=[EXTENDED, position("US", "accepts", on="2026-05-01")])
    assert (standing(promise).readings, str(standing(promise).due)) == ((), "2026-09-30")


# ---- the amount --------------------------------------------------------------------------------


def test_an_amount_read_in_two_ways_is_measured_by_each() -> None:
    events: list[AnyEvent] = [amount("USD 3bn", reading="US"), amount("USD 1bn", reading="JP"), delivery("USD 1bn")]
    promise = commitment(due="2026-03-31", events=events)
    assert told(promise) == (
        "contested",
        "91 d past due for USD 3bn as US reads it; delivered in full for USD 1bn as JP does",
    )
    assert told(promise, "2026-03-01") == (
        "due_soon",
        "delivered in full for USD 1bn as JP reads it; in 30 d for USD 3bn as US does",
    )


def test_what_is_delivered_in_full_by_every_reading_is_completed() -> None:
    events: list[AnyEvent] = [amount("USD 3bn", reading="US"), amount("USD 1bn", reading="JP"), delivery("USD 3bn")]
    assert standing(commitment(due="2026-03-31", events=events)).timeliness == "completed"


def test_a_reading_of_the_amount_is_none_of_the_deadline() -> None:
    figure = amount("USD 3bn", reading="JP", on="2026-02-01")
    found = standing(commitment(amount="USD 1bn", events=[deadline("2025-12-31"), US, figure]))
    assert [one.reading.party for one in found.readings] == ["JP", "US"]
    assert (found.timeliness, str(found.due)) == ("overdue", "2025-12-31")


def test_the_amount_is_the_common_one_else_the_latest_reading() -> None:
    own = [amount("USD 1bn", reading="JP"), amount("USD 3bn", reading="US", on="2025-02-01")]
    assert str(standing(commitment(events=own)).amount) == "USD 3bn"
    assert str(standing(commitment(amount="USD 2bn", events=own)).amount) == "USD 2bn"
    revised = amount("USD 4bn", "revision", on="2026-01-01")
    assert standing(commitment(amount="USD 2bn", events=[*own, revised])).readings == ()


def test_readings_are_measured_in_the_units_of_the_record_and_shown_in_those_of_the_report() -> None:
    events: list[AnyEvent] = [amount("USD 3bn", reading="US"), amount("USD 1bn", reading="JP"), delivery("USD 1bn")]
    register = Register(rates=(rates("USD", "2025-01-01", JPY="150"),))
    asked = portfolio(
        commitment("x", due="2026-03-31", events=events), register=register, money=TargetUnit("JPY")
    ).standings["x"]
    assert asked.timeliness == "contested"
    assert readings_words(asked).startswith(
        "91 d past due for ~ JPY 450bn as US reads it; delivered in full for ~ JPY 150bn"
    )
    assert asked.rate is not None


# ---- what is to be kept ------------------------------------------------------------------------

CORRIDOR = commitment(
    nature="keep",
    events=[
        deadline("2026-03-31", not_before="2025-01-01"),
        deadline("2026-05-31", "extension", reading="JP", on="2026-03-15", source=NEWS),
        deadline("2026-09-30", "extension", reading="US", on="2026-03-15", source=NEWS),
    ],
)


def test_what_is_to_be_kept_is_in_force_by_one_reading_and_lapsed_by_the_other() -> None:
    assert told(CORRIDOR, "2026-04-15") == (
        "in_force",
        "in force until 2026-05-31 as JP reads it; in force until 2026-09-30 as US does",
    )
    found = standing(CORRIDOR)
    assert when(found)[0] == "in force since 2025-01-01; lapsed after 2026-05-31 as JP reads it"
    assert (found.timeliness, due_words(found)) == ("in_force", "2026-05-31 or 2026-09-30")
    over = "lapsed after 2026-05-31 as JP reads it; lapsed after 2026-09-30 as US does"
    assert told(CORRIDOR, "2026-10-01") == ("lapsed", over)
    assert when(standing(CORRIDOR, "2026-10-01"))[0] == "lapsed"


def test_the_readings_of_what_is_closed_or_has_no_end_are_told_without_a_day() -> None:
    kept = CORRIDOR.with_events(status("kept", on="2026-10-02", source=NEWS, id=30))
    assert standing(kept, "2026-10-05").readings == ()
    endless = commitment(nature="refrain", events=[deadline(words="for good", reading="JP"), deadline("2026-05-31")])
    assert told(endless)[1] == "lapsed after 2026-05-31 by the common version; in force as JP reads it"
    assert due_words(standing(endless)) == "2026-05-31 or undated"


@pytest.mark.parametrize(
    ("on", "late"),
    [("2026-04-15", False), ("2026-05-31", False), ("2026-06-15", None), ("2026-10-15", True), ("", None)],
)
def test_a_common_date_moved_late_if_it_had_passed_as_every_party_read_it(on: str, *, late: bool | None) -> None:
    agreed = deadline("2026-12-31", "amendment", on=on, known_on="2026-10-16", source=NEWS)
    move = standing(CORRIDOR.with_events(agreed), "2026-10-20").moves[-1]
    assert (move.days, move.late) == (275, late)


def test_a_party_without_a_reading_holds_the_common_date() -> None:
    events = [
        deadline("2026-03-31"),
        deadline("2026-09-30", reading="JP"),
        deadline("2027", "amendment", on="2026-05-01"),
    ]
    assert standing(commitment(events=events)).moves[-1].late is None
    undated = [
        deadline("2026-03-31"),
        deadline(words="soon", reading="JP"),
        deadline("2027", "amendment", on="2026-05-01"),
    ]
    assert standing(commitment(events=undated)).moves[-1].late is None
