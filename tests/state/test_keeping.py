"""Promises that are to be kept up: in force, breached, restored, and what exceeds their bound."""

from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from tests.building import NEWS, amount, commitment, deadline, delivery, edit, milestone, portfolio, state, status
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.recurrence import read_recurrence
from tracker.reports.keeping_text import breaches_spoken
from tracker.reports.standing_text import when
from tracker.reports.witness_text import says_who
from tracker.state.portfolio import Standing

CEILING: Final = commitment(
    "ceiling",
    amount="up to 15 %",
    nature="keep",
    events=[
        status("in_progress", on="2025-08-07"),
        status("breached", on="2026-02-20", known_on="2026-02-24", source=NEWS),
        status("in_progress", on="2026-03-06"),
    ],
)


REOPENED: Final = commitment(
    "ceasefire",
    nature="keep",
    events=[
        status("in_progress", on="2025-12-01"),
        status("breached", on="2025-12-08", source=NEWS),
        status("broken", on="2025-12-20", source=NEWS),
        replace(status("breached", on="2025-12-27"), reopens=True, note="not over yet"),
    ],
)


def standing(promise: Commitment, as_of: str = "2026-06-30", known_at: str = "") -> Standing:
    """The standing of a commitment on a day."""
    return portfolio(promise, as_of=as_of, known_at=known_at).standings[promise.ref]


def phases(promise: Commitment, as_of: str = "2026-06-30") -> list[tuple[str, str, int, bool]]:
    """Each phase with its beginning, its days, and if it lasts."""
    return [(one.kind, str(one.since), one.days, one.lasts) for one in standing(promise, as_of).phases]


def words(promise: Commitment, as_of: str = "2026-06-30") -> str:
    """The words of the tables."""
    return when(standing(promise, as_of))[0]


def test_a_breach_that_was_closed_and_reopened_is_one_breach() -> None:
    assert phases(REOPENED) == [
        ("in_force", "2025-12-01", 7, False),
        ("breached", "2025-12-08", 12, False),
        ("breached", "2025-12-27", 185, True),
    ]
    breaches = standing(REOPENED).breaches
    assert (breaches.number, breaches.cured, breaches.days) == (1, 0, 197)


def test_a_reopening_without_a_source_is_no_source_of_a_breach() -> None:
    assert says_who(standing(REOPENED)) == says_who(standing(REOPENED, "2025-12-10"))
    unsourced = commitment(nature="refrain", events=[status("breached", on="2026-02-20")])
    assert says_who(standing(unsourced)) == ""


def test_a_ceiling_that_came_into_force_was_breached_and_restored_is_told_with_its_days() -> None:
    assert phases(CEILING) == [
        ("in_force", "2025-08-07", 197, False),
        ("breached", "2026-02-20", 14, False),
        ("in_force", "2026-03-06", 116, True),
    ]
    told = ("2025-08-06", "2025-08-07", "2026-02-20", "2026-03-05", "2026-03-06")
    assert [words(CEILING, day) for day in told] == [
        "start not known",
        "in force since 2025-08-07",
        "breached since 2026-02-20 (0 d)",
        "breached since 2026-02-20 (13 d)",
        "in force since 2026-03-06",
    ]
    for day in told:
        found = standing(CEILING, day)
        assert (found.lateness, found.overdue_days, found.met, found.due) == ("", None, None, None)
    breaches = standing(CEILING).breaches
    assert (breaches.number, breaches.cured, breaches.days) == (1, 1, 14)
    assert standing(CEILING, "2026-02-25", "2026-02-23").timeliness == "in_force", "nobody knew of the breach yet"


@pytest.mark.parametrize(
    ("figures", "exceeded"),
    [(("9 Mt",), "3 Mt"), (("2 Mt", "4 Mt"), "None"), (("≤ 9 Mt",), "None"), (("5 Mt", "2 Mt", "-1 Mt"), "None")],
)
def test_a_yearly_purchase_told_as_a_ceiling_is_exceeded_in_a_year(figures: tuple[str, ...], exceeded: str) -> None:
    ceiling = commitment(
        amount="up to 6 Mt",
        nature="keep",
        events=[deadline("2026", not_before="2026"), *(delivery(figure, on="2026-05-01") for figure in figures)],
    )
    found = standing(ceiling)
    assert (str(found.exceeded), found.timeliness, found.completion) == (exceeded, "in_force", None)
    more = f", exceeded by {exceeded}" if found.exceeded else ""
    assert words(ceiling) == f"in force since 2026-01-01{more}"
    assert words(ceiling, "2027-01-01") == f"lapsed{more}"


def test_the_newest_level_decides_what_exceeds_a_ceiling() -> None:
    levels = [delivery("25 %", kind="level", on="2026-01-01"), delivery("16 %", kind="level", on="2026-02-01")]
    ceiling = commitment(amount="up to 15 %", nature="keep", status="in_progress", events=levels)
    assert words(ceiling) == "in force since 2025-01-01, exceeded by 1%"
    kept = [*levels, delivery("15 %", kind="level", on="2026-03-01")]
    assert standing(commitment(amount="up to 15 %", nature="keep", events=kept)).exceeded is None
    assert standing(commitment(amount="15 %", nature="keep", events=levels)).exceeded is None
    assert standing(commitment(amount="up to 15 %", nature="refrain", events=levels)).exceeded is None
    assert standing(commitment(nature="keep", events=levels)).exceeded is None


BREACHED: Final = (status("breached", on="2025-03-31", source=NEWS), status("in_progress", on="2025-10-31"))


def cap(figure: str, *more: AnyEvent) -> Commitment:
    """A ceiling in force since 2025, with a level of March 2025."""
    level = delivery(figure, kind="level", on="2025-03-31", source=NEWS)
    return commitment(
        "cap", amount="up to 1468 t", nature="keep", events=[deadline(not_before="2025-01-01"), level, *more]
    )


def test_a_level_exceeds_the_bound_of_its_day_until_the_promise_is_kept_again() -> None:
    assert words(cap("1850 t")) == "in force since 2025-01-01, exceeded by 382 t"
    assert words(cap("1850 t", BREACHED[0])) == "breached since 2025-03-31 (456 d), exceeded by 382 t"
    cured = cap("1850 t", *BREACHED)
    assert words(cured, "2025-10-30") == "breached since 2025-03-31 (213 d), exceeded by 382 t"
    assert words(cured) == "in force since 2025-10-31"
    assert [str(one.by) for one in standing(cured).excesses] == ["382 t"]
    later = delivery("1500 t", kind="level", on="2026-01-31", id=30)
    assert words(cured.with_events(later)) == "in force since 2025-10-31, exceeded by 32 t"


@pytest.mark.parametrize(
    ("bound", "now", "before"),
    [
        ("up to 1900 t", "None", ["382 t"]),
        ("up to 1600 t", "250 t", ["382 t"]),
        ("up to 1000 t", "382 t", ["382 t"]),
        ("up to 1.6 kt", "0.25 kt", ["0.382 kt"]),
        ("up to USD 1", "None", []),
        ("1000 t", "None", ["382 t"]),
    ],
)
def test_a_level_exceeds_the_bound_in_force_no_more_than_that_of_its_day(
    bound: str, now: str, before: list[str]
) -> None:
    found = standing(cap("1850 t", amount(bound, change="revision", on="2026-01-01")))
    assert [str(one.by) for one in found.excesses] == before
    assert str(found.exceeded) == now


def test_a_bound_that_was_lowered_after_a_level_or_raised_after_a_total_is_not_exceeded() -> None:
    lowered = cap("1400 t", amount("up to 1300 t", change="revision", on="2026-01-01"))
    assert (standing(lowered).exceeded, standing(lowered).excesses) == (None, ())
    events = (deadline(not_before="2025-01-01"), delivery("9 t", on="2025-03-31"))
    bounds = {"up to 9 t": "None", "up to 2 t": "7 t"}
    for bound, exceeded in bounds.items():
        revised = amount(bound, change="revision", on="2026-01-01")
        found = standing(commitment(amount="up to 5 t", nature="keep", events=(*events, revised)))
        assert (str(found.exceeded), [str(one.by) for one in found.excesses]) == (exceeded, ["4 t"])


def test_a_figure_from_before_it_came_into_force_exceeds_nothing() -> None:
    assert words(cap("1850 t", deadline(not_before="2025-06-01", change="amendment"))) == "in force since 2025-06-01"
    proposed = commitment(amount="up to 5 t", nature="keep", status="proposed", events=[delivery("9 t")])
    assert words(proposed) == "proposed"


def test_a_planned_start_brings_it_into_force() -> None:
    planned = commitment(nature="keep", events=[deadline("2026-12-31", not_before="2026-07-12")])
    assert words(planned) == "in force in 12 d"
    assert phases(planned) == []
    assert words(planned, "2026-07-12") == "in force since 2026-07-12"
    assert words(commitment(nature="refrain", events=[deadline(not_before="2026-07-01")])) == "in force in 1 d"
    unsaid = commitment(status=None, nature="keep", events=[status("agreed", on=""), deadline(not_before="2026-02")])
    assert words(unsaid, "2026-12-31") == "in force since 2026-02-01"
    assert words(unsaid, "2026-11-30") == "status unknown ?"
    begun = commitment(
        status=None, nature="keep", events=[status("agreed", on="2026-06-01"), deadline(not_before="2025")]
    )
    assert words(begun) == "in force since 2026-06-01"


def test_who_says_on_the_planned_day_that_it_is_in_force_is_its_source() -> None:
    begun = status("in_progress", on="2026-02-01", source=NEWS)
    later = status("in_progress", on="2026-03-01", source=NEWS)
    for event, source in ((begun, begun.source), (later, None)):
        planned = commitment(nature="keep", events=[deadline(not_before="2026-02-01", words="on"), event])
        [phase] = standing(planned).phases
        assert (str(phase.since), phase.event.source if phase.event else None) == ("2026-02-01", source)


def test_what_was_agreed_and_has_no_start_is_not_told_as_in_force() -> None:
    assert words(commitment(nature="keep")) == "start not known"
    assert words(commitment(nature="refrain")) == "in force since 2025-01-01"
    assert words(commitment(nature="keep", status="proposed", due="2026-06-01")) == "proposed"
    assert words(commitment(nature="keep", status=None, due="2027")) == "status unknown"
    assert words(commitment(nature="refrain", events=[deadline(awaits="notice")])) == "awaiting"


def test_what_was_suspended_and_is_only_agreed_again_is_not_told_as_in_force() -> None:
    events = [status("in_progress", on="2026-01-01"), status("suspended", on="2026-02-01")]
    again = commitment(nature="keep", events=[*events, status("agreed", on="2026-03-01")], status=None)
    assert words(again, "2026-02-15") == "suspended since 2026-02-01"
    assert (words(again), phases(again)[-1][0]) == ("start not known", "suspended")
    inside = milestone("cap/first", status="in_progress", nature="keep")
    held = portfolio(commitment("cap", status="suspended", nature="keep"), inside)
    assert when(held.standings["cap/first"])[0] == "suspended"


def test_a_breach_ends_with_the_promise() -> None:
    breached = commitment(
        due="2026-05-31",
        nature="keep",
        events=[status("breached", on="2026-05-22", source=NEWS), status("breached", on="2026-06-10", source=NEWS)],
    )
    assert phases(breached) == [("breached", "2026-05-22", 10, False)]
    assert words(breached) == "ended in breach on 2026-05-31 (10 d)"
    assert words(breached, "2026-05-31") == "breached since 2026-05-22 (9 d)"
    cured = commitment(
        due="2026-05-31",
        nature="keep",
        events=[status("breached", on="2026-05-22", source=NEWS), status("in_progress", on="2026-05-25")],
    )
    assert words(cured) == "lapsed after 1 breach of 3 d"


def test_a_breach_whose_day_is_half_known_counts_from_its_last_possible_day() -> None:
    vague = commitment(nature="keep", events=[status("breached", on="2026-05", known_on="2026-06-01", source=NEWS)])
    assert words(vague) == "breached since 2026-05 (30 to 60 d)"
    cured = replace(vague, history=(*vague.history, status("in_progress", on="2026-06", known_on="2026-06-10")))
    found = standing(cured).phases
    assert [(phase.over_from, phase.until, phase.days) for phase in found][:1] == [
        (date(2026, 6, 1), date(2026, 6, 10), 10)
    ]
    assert breaches_spoken(standing(cured).breaches) == "1 breach of 1 to 40 d"
    unknown = commitment(nature="keep", events=[status("in_progress", on="", known_on="2026-06-01")])
    assert words(unknown) == "in force, known since 2026-06-01"


def test_a_breach_followed_by_a_suspension_is_not_cured() -> None:
    held = commitment(
        nature="keep",
        events=[
            status("breached", on="2026-01-01", source=NEWS),
            status("suspended", on="2026-02-01"),
            status("agreed", on="2026-03-01"),
            status("in_progress", on="2026-04-01"),
        ],
    )
    assert [kind for kind, *_ in phases(held)] == ["breached", "suspended", "in_force"]
    assert standing(held).breaches.cured == 0
    assert words(held, "2026-02-11") == "suspended since 2026-02-01"


@pytest.mark.parametrize(("recorded", "told"), [("met", "kept"), ("not_met", "broken")])
def test_an_earlier_word_reads_as_that_of_its_nature(recorded: str, told: str) -> None:
    promise = commitment(events=[status(recorded, on="2026-01-01")], nature="refrain")  # type: ignore[arg-type] # a name
    assert (state(promise).status, words(promise)) == (told, told)


def test_the_nature_of_the_day_decides_how_a_status_reads() -> None:
    met = status("met", on="2026-01-01")
    promise = commitment(status=None, events=[met, edit({"on": "2026-03-01"}, nature="keep")])
    assert [state(promise, day).status for day in ("2026-02-28", "2026-03-01")] == ["met", "kept"]
    back = commitment(status=None, nature="keep", events=[status("broken"), edit({"on": "2026-03-01"}, nature="act")])
    assert [state(back, day).status for day in ("2026-02-28", "2026-03-01")] == ["broken", "not_met"]


def test_what_was_promised_at_the_most_has_lapsed_with_what_arrived() -> None:
    most = commitment(amount="up to USD 7bn", due="2026-05-31", events=[delivery("USD 3bn", on="2026-05-01")])
    assert words(most) == "lapsed, USD 3bn of ≤ USD 7bn"
    assert words(most, "2026-05-31") == "today"
    assert words(commitment(amount="up to USD 7bn", due="2026-05-31")) == "30 d past due"
    vague = commitment(amount="up to USD 7bn", due="2026-05-31", events=[delivery("≤ USD 3bn", on="2026-05-01")])
    assert words(vague) == "30 d past due"


# ---- the periods of what is to be kept each year -----------------------------------------------

MONTHLY: Final = commitment(
    "cap",
    nature="keep",
    every=read_recurrence("month, from 2026-01 until 2026-12, up to 6 Mt each"),
    events=[
        status("in_progress", on="2026-01-01"),
        status("breached", on="2026-05-02", source=NEWS),
        status("in_progress", on="2026-07-10", source=NEWS),
    ],
)
MARCH: Final = milestone("cap/2026-03", events=[status("breached", on="2026-03-10", source=NEWS, id=9)], status=None)


def times(ref: str, *promises: Commitment, as_of: str = "2026-09-30") -> list[tuple[str, str, int, bool]]:
    """Each time in which a period was in force or breached."""
    found = portfolio(*promises, as_of=as_of).standings[ref]
    return [(one.kind, str(one.since), one.days, one.lasts) for one in found.times]


def test_a_breach_of_the_whole_is_one_of_each_period_that_it_touches() -> None:
    assert times("cap/2026-04", MONTHLY) == [("in_force", "2026-04-01", 30, False)]
    assert times("cap/2026-05", MONTHLY) == [
        ("in_force", "2026-05-01", 1, False),
        ("breached", "2026-05-02", 30, False),
    ]
    assert times("cap/2026-06", MONTHLY) == [("breached", "2026-06-01", 30, False)]
    assert times("cap/2026-07", MONTHLY) == [
        ("breached", "2026-07-01", 9, False),
        ("in_force", "2026-07-10", 22, False),
    ]
    found = portfolio(MONTHLY, as_of="2026-09-30").standings
    assert when(found["cap/2026-06"])[0] == "lapsed after 1 breach of 30 d"
    assert [found[ref].breaches.number for ref in ("cap", "cap/2026-05", "cap/2026-06")] == [1, 0, 0], "counted once"


def test_a_period_is_breached_while_the_whole_is() -> None:
    then = portfolio(MONTHLY, as_of="2026-05-02").standings
    assert [when(then[ref])[0] for ref in ("cap", "cap/2026-05")] == ["breached since 2026-05-02 (0 d)"] * 2
    assert [then[ref].is_breached for ref in ("cap", "cap/2026-05")] == [True, False]
    june = portfolio(MONTHLY, as_of="2026-06-20").standings["cap/2026-06"]
    assert (when(june)[0], says_who(june)) == ("breached since 2026-06-01 (19 d)", "News, 2026-05-02")
    july = portfolio(MONTHLY, as_of="2026-07-20").standings["cap/2026-07"]
    assert (when(july)[0], july.phase is None) == ("in force since 2026-07-10", False)


def test_the_breach_of_one_period_ends_with_it() -> None:
    found = portfolio(MONTHLY, MARCH, as_of="2026-09-30").standings
    assert when(found["cap/2026-03"])[0] == "ended in breach on 2026-03-31 (22 d)"
    assert (found["cap/2026-03"].is_breached, found["cap"].breaches.number) == (False, 1)
    assert times("cap/2026-03", MONTHLY, MARCH)[1:] == [("breached", "2026-03-10", 22, False)]


def test_a_period_is_breached_while_its_obligor_is() -> None:
    events = [status("breached", on="2026-05-02", of="US", source=NEWS)]
    rule = read_recurrence("month, from 2026-01 until 2026-12, up to 6 Mt each")
    joint = commitment(
        "cap", nature="keep", every=rule, obligor=("JP", "US"), obligee=("KR",), each=True, events=events
    )
    assert when(portfolio(joint, as_of="2026-05-20").standings["cap/2026-05"])[0] == "breached since 2026-05-02 (18 d)"
    told = milestone("cap/2026-05", events=[delivery("5 Mt", of="JP", on="2026-05-10", id=9)], status=None)
    may = portfolio(joint, told, as_of="2026-05-20").standings["cap/2026-05"]
    assert [(one.of, one.timeliness) for one in may.obligors] == [("JP", "in_force"), ("US", "breached")]


def test_a_time_when_the_whole_was_suspended_is_none_in_force() -> None:
    events = [
        status("suspended", on="2026-03-11"),
        status("in_progress", on="2026-03-21"),
        status("suspended", on="2026-06-01"),
    ]
    rule = read_recurrence("month, from 2026-01 until 2026-12, up to 6 Mt each")
    promise = commitment("cap", nature="keep", every=rule, events=[status("in_progress", on="2026-01-01"), *events])
    assert [(kind, days) for kind, _, days, _ in times("cap/2026-03", promise)] == [
        ("in_force", 10),
        ("suspended", 10),
        ("in_force", 11),
    ]
