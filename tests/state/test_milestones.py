"""Milestones: the terms of their parent, their share in what it received, and what its status means for them."""

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.building import citation, commitment, deadline, delivery, edit, milestone, portfolio, retraction, status
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, Commitment, DeliveryEvent
from tracker.model.refs import parent_of
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.progress import Progress
from tracker.state.rollup import Branch, arrived, branches, reached, sums

YEARS = {"2025": "2025", "2026": "2026", "2027": "2027"}


def yearly(*events: AnyEvent, figure: str = "USD 8bn", **own: list[AnyEvent]) -> Portfolio:
    """A fund with an instalment a year, and the deliveries to it or, by name, to an instalment."""
    whole = commitment("fund", due="2028", amount="USD 24bn", events=events)
    inside = [
        milestone(f"fund/{name}", due=due, amount=figure, events=own.get(f"of_{name}", ()))
        for name, due in YEARS.items()
    ]
    return portfolio(whole, *inside)


def standings(found: Portfolio) -> str:
    """The timeliness of each instalment."""
    return " ".join(one.timeliness for one in found.standings["fund"].milestones)


def received(found: Portfolio) -> list[str]:
    """The amount that each instalment received, its share included."""
    return [str(one.arrived or "none") for one in found.standings["fund"].milestones]


# ---- terms -------------------------------------------------------------------------------------


def test_what_a_milestone_does_not_say_is_its_parents() -> None:
    whole = commitment("fund", category="energy", force="treaty", instrument="MOU", tags=("a",), time_zone="Asia/Tokyo")
    found = portfolio(whole, milestone("fund/a"), milestone("fund/a/b", obligor=("EU",), category="trade"))
    inner = found.standings["fund/a/b"]
    assert (inner.terms.obligor, inner.terms.obligee, inner.terms.category) == (("EU",), ("US",), "trade")
    assert (inner.terms.force, inner.terms.instrument, inner.terms.tags) == ("treaty", "MOU", ("a",))
    assert (inner.state.zone, inner.terms.parent, found.zone_of("fund/a/b")) == ("Asia/Tokyo", "fund/a", "Asia/Tokyo")
    assert [one.ref for one in found.standings["fund"].milestones] == ["fund/a"]


def test_an_edit_of_the_parent_is_one_of_its_milestones_too() -> None:
    whole = commitment("fund", events=[edit({"on": "2026-02-01"}, obligor=("EU",))])
    promises = (milestone("fund/a"), whole)
    assert portfolio(*promises).standings["fund/a"].terms.obligor == ("EU",)
    assert portfolio(*promises, as_of="2026-01-31").standings["fund/a"].terms.obligor == ("JP",)


def test_a_milestone_is_not_shown_without_its_parent() -> None:
    assert list(portfolio(milestone("fund/a/b"), commitment("other")).standings) == ["other"]
    gone = commitment("fund", events=[retraction()])
    assert list(portfolio(gone, milestone("fund/a"), milestone("fund/a/b")).standings) == []


def test_the_day_of_a_milestone_ends_where_that_of_its_parent_does() -> None:
    at_midnight = "2026-07-01T00:30+09:00"  # still 30 June in UTC
    promises = commitment("fund", time_zone="Asia/Tokyo"), milestone("fund/a", due="2026-06-30")
    assert portfolio(*promises, as_of=at_midnight).standings["fund/a"].timeliness == "overdue"
    promises = commitment("fund"), milestone("fund/a", due="2026-06-30")
    assert portfolio(*promises, as_of=at_midnight).standings["fund/a"].timeliness == "due_soon"


def test_the_days_of_the_events_of_a_milestone_stay_when_the_zone_of_its_parent_is_edited() -> None:
    night = datetime(2026, 2, 28, 0, 30, tzinfo=UTC)  # the day before in New York
    said = milestone("fund/a", status=None, events=[status("agreed", on="", recorded_at=night)])
    moved = commitment("fund", events=[edit({"on": "2026-03-10"}, time_zone="America/New_York")])
    found = portfolio(moved, said)
    state = found.standings["fund/a"].state
    assert (state.zone, state.event_days.zone) == ("America/New_York", "UTC")
    assert str(state.took_effect(state.events[0])) == "2026-02-28"


@pytest.mark.parametrize(
    ("parent", "own", "timeliness"),
    [
        ("agreed", "agreed", "overdue"),
        ("in_progress", "agreed", "overdue"),
        ("suspended", "agreed", "suspended"),
        ("proposed", "agreed", "proposed"),
        ("withdrawn", "agreed", "closed"),
        ("met", "in_progress", "closed"),
        ("met", "proposed", "closed"),
        ("suspended", "met", "met_on_time"),
        ("withdrawn", "not_met", "closed"),
        (None, "agreed", "unknown"),
    ],
)
def test_nothing_in_a_promise_is_due_while_the_promise_is_not_running(parent: Any, own: Any, timeliness: str) -> None:  # noqa: ANN401 - statuses
    whole = commitment("fund", status=parent, due="2028")
    inner = milestone("fund/a/b", due="2026-05", status=own)
    found = portfolio(whole, milestone("fund/a"), inner).standings["fund/a/b"]
    assert (found.timeliness, found.status) == (timeliness, own)


@pytest.mark.parametrize(
    ("closing", "first", "outcome"),
    [
        ("withdrawn", "overdue open", "void"),
        ("superseded", "overdue open", "replaced"),
        ("met", "closed void", "void"),
        ("not_met", "closed void", "void"),
    ],
)
def test_what_fell_due_before_its_parent_was_withdrawn_or_superseded_keeps_its_outcome(
    closing: Any,  # noqa: ANN401 - a status
    first: str,
    outcome: str,
) -> None:
    whole = commitment("fund", due="2028", events=[status(closing, on="2026-03-01")])
    due = {"first": "2026-02-28", "graced": "2026-02-20", "later": "2026-04-30", "done": "2026-04-30"}
    parts = [milestone(f"fund/{name}", due=day) for name, day in due.items()]
    inside = milestone("fund/later/part", due="2026-02-10")
    graced = replace(parts[1], history=(*parts[1].history, deadline("2026-02-20", grace_days=30, on="2026-01-20")))
    paid = delivery("USD 1bn", on="2026-02-01")
    done = milestone("fund/done", due="2026-04-30", amount="USD 1bn", events=[paid])
    found = portfolio(whole, parts[0], graced, parts[2], done, inside).standings
    told = {ref.removeprefix("fund/"): f"{one.timeliness} {one.outcome}" for ref, one in found.items() if "/" in ref}
    bound = f"closed {outcome}"
    assert told == {
        "first": first,
        "graced": bound,
        "later": bound,
        "done": "completed kept",
        "later/part": first,
    }
    assert [ref for ref, one in found.items() if one.is_open] == [
        *(["fund/first", "fund/later/part"] if "open" in first else []),
    ]


# ---- shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "timeliness", "amounts"),
    [
        ([], "overdue upcoming upcoming", ["none"] * 3),
        ([delivery("USD 7bn")], "overdue upcoming upcoming", ["USD 7bn", "none", "none"]),
        ([delivery("USD 8bn")], "completed upcoming upcoming", ["USD 8bn", "none", "none"]),
        ([delivery("USD 8bn", "contracted")], "overdue upcoming upcoming", ["none"] * 3),
        ([delivery("USD 8bn", "disbursed"), delivery("USD 8bn")], "completed upcoming upcoming", None),
        ([delivery("JPY 8bn")], "overdue upcoming upcoming", ["none"] * 3),
        ([delivery("USD 20bn")], "completed completed upcoming", ["USD 8bn", "USD 8bn", "USD 4bn"]),
        ([delivery("USD 30bn")], "completed completed completed", ["USD 8bn"] * 3),
        (
            [delivery("USD 20bn"), delivery("USD -13bn", on="2026-02-01")],
            "overdue upcoming upcoming",
            ["USD 7bn", "USD 0", "USD 0"],
        ),
        ([delivery("USD 9bn", kind="so_far"), delivery("USD 17bn", kind="so_far", on="2026-02-01")], None, None),
        ([delivery("up to USD 24bn")], "overdue upcoming upcoming", ["none"] * 3),
    ],
)
def test_instalments_are_filled_in_the_order_of_their_days(
    events: list[AnyEvent], timeliness: str | None, amounts: list[str] | None
) -> None:
    found = yearly(*events)
    if timeliness:
        assert standings(found) == timeliness
    if amounts:
        assert received(found) == amounts


def test_a_running_total_of_the_parent_fills_what_it_added() -> None:
    found = yearly(delivery("USD 9bn", kind="so_far"), delivery("USD 17bn", kind="so_far", on="2026-02-01"))
    assert received(found) == ["USD 8bn", "USD 8bn", "USD 1bn"]
    assert str(found.standings["fund/2026"].completion) == "2026-02-01"
    assert found.standings["fund/2026"].last_news is None


def test_what_an_instalment_received_itself_leaves_the_rest_to_the_others() -> None:
    own: list[AnyEvent] = [delivery("USD 5bn", on="2026-03-01")]
    found = yearly(delivery("USD 8bn", on="2026-02-01"), of_2025=own)
    assert received(found) == ["USD 8bn", "USD 5bn", "none"]
    assert str(found.standings["fund"].arrived) == "USD 13bn"
    taken_back = [*own, delivery("USD -5bn", on="2026-04-01")]
    assert received(yearly(delivery("USD 8bn", on="2026-02-01"), of_2025=taken_back)) == ["USD 8bn", "USD 0", "none"]
    later: list[AnyEvent] = [delivery("USD 8bn", on="2026-01-15")]
    found = yearly(delivery("USD 17bn", on="2026-02-01"), of_2026=later)
    assert received(found) == ["USD 8bn", "USD 8bn", "USD 8bn"]


def test_the_order_is_that_of_the_deadlines_in_force() -> None:
    moved = milestone("fund/2025", amount="USD 8bn", events=[deadline("2025"), deadline("2029", "amendment")])
    whole = commitment("fund", amount="USD 24bn", events=[delivery("USD 8bn")])
    found = portfolio(whole, moved, milestone("fund/2026", due="2026", amount="USD 8bn"))
    assert [(one.ref, one.timeliness) for one in found.standings["fund"].milestones] == [
        *(("fund/2026", "completed"), ("fund/2025", "upcoming")),
    ]


def test_a_milestone_that_is_void_or_has_no_amount_takes_no_share() -> None:
    gone = milestone("fund/2025", due="2025", amount="USD 8bn", status="withdrawn")
    plain, half = milestone("fund/plain", due="2025"), milestone("fund/half", due="2027", amount="USD 4bn a year")
    whole = commitment("fund", amount="USD 24bn", events=[delivery("USD 8bn")])
    found = portfolio(whole, gone, plain, half, milestone("fund/2026", due="2026", amount="USD 8bn"))
    assert found.standings["fund/2026"].timeliness == "completed"
    assert {ref: str(one.arrived) for ref, one in found.standings.items()} == {
        "fund": "USD 8bn",
        "fund/2025": "None",
        "fund/plain": "None",
        "fund/half": "None",
        "fund/2026": "USD 8bn",
    }


def test_a_share_is_divided_again_inside_a_milestone() -> None:
    inside = [milestone("fund/2026/a", due="2026-06", amount="USD 3bn"), milestone("fund/2026/b", amount="USD 5bn")]
    whole = commitment("fund", events=[delivery("USD 4bn")])
    found = portfolio(whole, milestone("fund/2026", due="2026", amount="USD 8bn"), *inside)
    assert [str(found.standings[f"fund/2026{name}"].arrived) for name in ("", "/a", "/b")] == [
        *("USD 4bn", "USD 3bn", "USD 1bn"),
    ]


def test_units_of_one_kind_are_filled_together_and_others_apart() -> None:
    dues = (("a", "2026-03", "1 kt"), ("b", "2026-06", "1 t"), ("c", "2026-04", "USD 1bn"))
    inside = [milestone(f"fund/{name}", due=due, amount=figure) for name, due, figure in dues]
    found = portfolio(commitment("fund", amount="1001 t", events=[delivery("1000 t"), delivery("USD 1bn")]), *inside)
    assert [found.standings[f"fund/{name}"].timeliness for name in "abc"] == ["completed", "due_soon", "completed"]


def parallel(*events: AnyEvent, last: str = "2025", **own: list[AnyEvent]) -> list[str]:
    """The amounts that each part of a fund received: two are due on one day and one on its `last` day."""
    whole = commitment("fund", due="2028", amount="USD 24bn", events=events)
    dues = {"a": ("2025", "USD 12bn"), "b": ("2025", "USD 8bn"), "c": (last, "USD 4bn")}
    inside = [
        milestone(f"fund/{name}", due=due, amount=figure, events=own.get(name, ()))
        for name, (due, figure) in dues.items()
    ]
    return received(portfolio(whole, *inside))


@pytest.mark.parametrize(
    ("events", "own", "amounts"),
    [
        ([delivery("USD 19bn")], {}, ["none", "none", "none"]),
        ([delivery("USD 20bn")], {}, ["USD 12bn", "USD 8bn", "none"]),
        ([delivery("USD 21bn")], {}, ["USD 12bn", "USD 8bn", "USD 1bn"]),
        ([delivery("USD 16bn")], {"a": [delivery("USD 3bn")]}, ["USD 3bn", "none", "none"]),
        ([delivery("USD 17bn")], {"a": [delivery("USD 3bn")]}, ["USD 12bn", "USD 8bn", "none"]),
        (
            [delivery("USD 17bn", on="2026-02-01")],
            {"a": [delivery("USD 3bn", on="2026-03-01")]},
            ["USD 12bn", "USD 8bn", "none"],
        ),
        ([delivery("USD 20bn"), delivery("USD -1bn", on="2026-02-01")], {}, ["USD 0", "USD 0", "none"]),
        ([delivery("USD 90bn", kind="level")], {}, ["none", "none", "none"]),
    ],
)
def test_parts_due_on_one_day_take_nothing_until_all_of_them_are_filled(
    events: list[AnyEvent], own: dict[str, list[AnyEvent]], amounts: list[str]
) -> None:
    assert parallel(*events, last="2027", **own) == amounts


def test_a_part_whose_order_nobody_knows_takes_nothing() -> None:
    assert parallel(delivery("USD 23bn")) == ["none", "none", "none"]
    assert parallel(delivery("USD 23bn"), last="") == ["USD 12bn", "USD 8bn", "USD 3bn"]


def test_a_level_of_the_whole_has_what_its_parts_received_in_it() -> None:
    whole = commitment("fund", amount="USD 76bn", events=[delivery("USD 100bn", kind="level")])
    part = milestone("fund/a", due="2025", amount="USD 12bn", events=[delivery("USD 3bn")])
    found = portfolio(whole, part)
    assert [str(one.arrived) for one in found] == ["USD 100bn", "USD 3bn"]
    assert totals(branches(found)) == ["USD 100bn"]


def test_what_one_obligor_delivered_is_the_share_of_its_own_milestones() -> None:
    events = [delivery("USD 9bn", of="DE"), delivery("USD 2bn", of="FR"), delivery("USD 5bn")]
    whole = commitment("fund", amount="USD 30bn", obligor=("DE", "FR", "IT"), events=events)
    owners = {"a": (), "de": ("DE",), "it": ("IT",), "both": ("DE", "FR"), "br": ("BR",)}
    inside = [milestone(f"fund/{name}", due="2025", amount="USD 7bn", obligor=of) for name, of in owners.items()]
    found = portfolio(whole, *inside)
    assert {name: str(found.standings[f"fund/{name}"].arrived) for name in owners} == {
        "a": "USD 7bn",
        "de": "USD 7bn",
        **dict.fromkeys(("it", "both", "br"), "None"),
    }


@pytest.mark.parametrize(
    ("dues", "own", "amounts"),
    [
        (("2026", "2027"), [], ["2.4 %GDP", "2.4 %GDP", "2.4 %GDP"]),
        (("2026", "2026"), [], ["2.4 %GDP", "none", "none"]),
        (("2026", "2030"), [], ["2.4 %GDP", "2.4 %GDP", "none"]),
        (("2026", "2027"), [delivery("2.6 %GDP", on="2026-03-01")], ["2.6 %GDP", "2.6 %GDP", "2.6 %GDP"]),
        (("2026", "2027"), [delivery("2.6 %GDP", on="2026-01-01")], ["2.4 %GDP", "2.4 %GDP", "2.4 %GDP"]),
        (("2026", "2026"), [delivery("2.6 %GDP", on="2026-03-01")], ["2.4 %GDP", "2.6 %GDP", "none"]),
        (
            ("2026", "2027"),
            [delivery("2.6 %GDP", on="2026-03-01", measure="budget")],
            ["2.4 %GDP", "2.6 %GDP", "2.4 %GDP"],
        ),
    ],
)
def test_a_step_and_the_whole_have_one_level(dues: tuple[str, str], own: list[AnyEvent], amounts: list[str]) -> None:
    told = [delivery("2.4 %GDP", on="2026-02-01")]
    whole = commitment("a", due="2030", amount="3.5 %GDP", events=told)
    first, second = (milestone(f"a/{n}", due=due, amount="2.5 %GDP") for n, due in enumerate(dues))
    found = portfolio(whole, first.with_events(*(replace(event, id=9) for event in own)), second)
    assert [str(one.arrived or "none") for one in found] == amounts


def test_a_level_of_one_obligor_is_that_of_its_own_step() -> None:
    told = [delivery("2.4 %GDP", of="DE", on="2026-02-01"), delivery("2.6 %GDP", of="IT", on="2026-02-01")]
    whole = commitment("a", due="2035", amount="3.5 %GDP", obligor=("DE", "IT"), each=True, events=told)
    newer = [delivery("2.7 %GDP", on="2026-03-01")]
    inside = [
        milestone(f"a/{of}", due="2026", amount="2.5 %GDP", obligor=(of.upper(),), events=newer if of == "de" else ())
        for of in ("de", "it")
    ]
    found = portfolio(whole, *inside).standings
    assert [str(found[ref].arrived) for ref in ("a/de", "a/it")] == ["2.7 %GDP", "2.6 %GDP"]
    assert [str(one.arrived) for one in found["a"].obligors] == ["2.7 %GDP", "2.6 %GDP"]
    assert [found[ref].timeliness for ref in ("a/de", "a/it")] == ["completed", "completed"]
    assert Progress(found["a"], found["a"].made_on).expected_by_schedule("%GDP") is None


def test_the_measure_of_a_level_may_be_that_of_a_step() -> None:
    levels: list[AnyEvent] = [delivery("2.6 %GDP", measure="budget")]
    found = portfolio(
        commitment("a", due="2030", amount="3.5 %GDP"), milestone("a/b", due="2026", amount="2.5 %GDP", events=levels)
    )
    assert [str(one.arrived) for one in found] == ["2.6 %GDP", "2.6 %GDP"]


@pytest.mark.parametrize(
    ("own", "figure", "events", "reached", "timeliness"),
    [
        ({}, "0.5 %GDP", [], "0.6 %GDP", "completed"),
        ({}, "0.5 %GDP", [delivery("2.4 %GDP", on="2026-03-01")], "0.4 %GDP", "overdue"),
        ({"baseline": read_amount("2.2 %GDP"), "increment": True}, "0.5 %GDP", [], "0.4 %GDP", "overdue"),
        ({"baseline": read_amount("2 %GDP")}, "2.5 %GDP", [], "2.6 %GDP", "completed"),
        ({}, "5 ships", [delivery("7 ships", kind="level", on="2026-03-01")], "7 ships", "completed"),
    ],
)
def test_a_milestone_of_an_increase_is_an_increase_above_the_same_baseline(
    own: dict[str, Any], figure: str, events: list[AnyEvent], reached: str, timeliness: str
) -> None:
    facts: dict[str, Any] = {"baseline": read_amount("2 %GDP"), "increment": True, "due": "2027"}
    whole = commitment("a", amount="1 %GDP", events=[delivery("2.6 %GDP", on="2026-02-01")], **facts)
    half = milestone("a/half", due="2026-05", amount=figure, events=events, **own)
    found = portfolio(whole, half).standings["a/half"]
    assert (str(found.arrived), found.timeliness) == (reached, timeliness)


def test_a_report_of_an_increase_has_the_level_that_the_source_gave() -> None:
    facts: dict[str, Any] = {
        "baseline": read_amount("100 ships"),
        "increment": True,
        "obligor": ("DE", "FR"),
        "each": True,
    }
    told = [delivery("110 ships", kind="level", of="FR", on="2026-02-01", source=citation("x").source)]
    promise = commitment("a", amount="20 ships", due="2026-01", events=told, **facts)
    one = portfolio(promise).standings["a"]
    report = one.late_report
    assert isinstance(report, DeliveryEvent)
    assert (str(one.own("FR").arrived), str(report.amount)) == ("10 ships", "110 ships")


def test_a_report_has_the_unit_that_the_source_gave() -> None:
    told = [delivery("7 kt", on="2026-02-01", source=citation("x").source)]
    whole = commitment("a", amount="9000 t", due="2026-01")
    for promises in (
        [whole, milestone("a/b", events=told)],
        [commitment("a", amount="9000 t", due="2026-01", events=told)],
    ):
        report = portfolio(*promises).standings["a"].late_report
        assert isinstance(report, DeliveryEvent)
        assert str(report.amount) == "7 kt"


def test_a_level_of_the_parent_reaches_each_milestone_by_itself() -> None:
    dues = (("a", "2026-03", "2 %GDP"), ("b", "2027", "2.5 %GDP"), ("c", "2030", "3.5 %GDP"))
    inside = [milestone(f"fund/{name}", due=due, amount=figure) for name, due, figure in dues]
    told: list[AnyEvent] = [delivery("1.9 %GDP"), delivery("2.6 %GDP", on="2026-02-01")]
    found = portfolio(commitment("fund", amount="3.5 %GDP", events=told), *inside)
    assert [found.standings[f"fund/{name}"].timeliness for name in "abc"] == ["completed", "completed", "upcoming"]
    lower = [*told, delivery("2.1 %GDP", on="2026-03-01")]
    found = portfolio(commitment("fund", amount="3.5 %GDP", events=lower), *inside)
    assert [found.standings[f"fund/{name}"].timeliness for name in "abc"] == ["completed", "upcoming", "upcoming"]


def test_the_measure_that_counts_for_the_parent_fills_its_milestones() -> None:
    told: list[AnyEvent] = [delivery("USD 8bn", measure="customs"), delivery("USD 16bn", measure="sales")]
    found = yearly(*told)
    assert standings(found) == "completed upcoming upcoming"
    assert [series.measure for series in found.standings["fund/2025"].all_deliveries.series] == ["customs"]


def test_a_delivery_that_is_shared_in_is_news_of_the_milestone() -> None:
    found = yearly(delivery("USD 7bn", on="2026-02-01", source=citation("x").source))
    assert str(found.standings["fund/2025"].last_news) == "2026-02-01"
    assert found.standings["fund/2026"].last_news is None
    assert found.standings["fund/2025"].lateness == "reported"  # it came after the day, and was short


def test_the_news_of_a_share_are_of_the_day_that_its_parent_has() -> None:
    night = datetime(2026, 2, 10, 0, 30, tzinfo=UTC)  # the day before in New York
    paid = delivery("USD 3bn", on="", recorded_at=night, source=citation("x").source)
    whole = commitment("fund", events=[paid], time_zone="America/New_York")
    found = portfolio(whole, milestone("fund/a", amount="USD 8bn", time_zone="UTC"))
    assert [str(found.standings[ref].last_news) for ref in ("fund", "fund/a")] == ["2026-02-09", "2026-02-09"]


def test_a_milestone_without_an_amount_is_met_when_somebody_says_so() -> None:
    found = portfolio(commitment("fund"), milestone("fund/talks", due="2026-04-26", status="met", met_on="2026-04-20"))
    assert found.standings["fund/talks"].timeliness == "met_on_time"


# ---- nothing is counted twice ------------------------------------------------------------------

REFS = ("fund", "fund/a", "fund/b", "fund/a/c", "fund/a/d", "fund/a/c/e", "part", "other")
FIGURES = st.tuples(
    st.sampled_from(REFS), st.sampled_from(("USD", "JPY")), st.integers(-3, 9), st.integers(1, 5), st.booleans()
)
AMOUNTS = st.dictionaries(st.sampled_from(REFS), st.tuples(st.sampled_from(("USD", "JPY")), st.integers(1, 9)))
MONTHS = st.tuples(*(st.integers(1, 3) for _ in REFS))


def register(figures: list[Any], amounts: dict[str, tuple[str, int]], months: tuple[int, ...]) -> list[Commitment]:
    """Milestones four levels deep, a part, and a commitment of its own, with these deliveries, amounts and months."""
    events: dict[str, list[AnyEvent]] = {ref: [] for ref in REFS}
    for ref, unit, value, month, is_disbursed in figures:
        stage: Any = "disbursed" if is_disbursed else "delivered"
        events[ref].append(delivery(f"{unit} {value or 1}bn", stage, on=f"2026-0{month}-01"))
    made = []
    for due, ref in zip(months, REFS, strict=True):
        build = milestone if parent_of(ref) else commitment
        figure = "{} {}bn".format(*amounts[ref]) if ref in amounts else ""
        parent = "fund" if ref == "part" else ""
        made.append(build(ref, due=f"2026-{due:02}", amount=figure, events=events[ref], parent=parent))
    return made


@given(st.lists(FIGURES, max_size=8), AMOUNTS, MONTHS, st.randoms(use_true_random=False))
def test_nothing_is_counted_twice(
    figures: list[Any], amounts: dict[str, tuple[str, int]], months: tuple[int, ...], chance: random.Random
) -> None:
    """A total of the whole has each delivery once; the milestones of one parent share no more than it received."""
    found = portfolio(*register(figures, amounts, months))
    for ref, unit in ((ref, unit) for ref in REFS for unit in ("USD", "JPY")):
        below = [one for one in REFS if one == ref or one.startswith(f"{ref}/") or (ref, one) == ("fund", "part")]
        for stage in ("disbursed", "delivered"):
            told = sum(
                (value or 1) * 10**9
                for one, in_unit, value, _, is_disbursed in figures
                if one in below and in_unit == unit and is_disbursed == (stage == "disbursed")
            )
            series = delivered_to(found.standings[ref], stage, unit)
            assert series == told + share_of(found.standings[ref], stage, unit)
        for stage in ("disbursed", "delivered"):
            shares = sum(share_of(one, stage, unit) for one in found.standings[ref].milestones)
            own = sum(value_of(found.standings[ref], stage, unit))
            assert 0 <= shares <= max(own, 0)
    whole = branches(found)
    assert {branch.head.ref for branch in whole} == {"fund", "other"}
    shuffled = list(found)
    chance.shuffle(shuffled)
    again = branches(shuffled)
    assert (reached(whole), arrived(whole)) == (reached(again), arrived(again))
    promised = sums((entry.amount.unit, entry.amount) for branch in whole for entry in branch.promised)
    assert promised == sums((entry.amount.unit, entry.amount) for branch in again for entry in branch.promised)


def delivered_to(standing: Standing, stage: str, unit: str) -> Decimal:
    """The total of a stage in a unit, parts included."""
    found = standing.all_deliveries.series
    return sum((one.total.value for one in found if (one.stage, one.total.unit) == (stage, unit)), Decimal(0))


def share_of(standing: Standing, stage: str, unit: str) -> Decimal:
    """The share of a milestone in what its parent received at a stage."""
    return sum(
        (event.amount.value for event in standing.share if (event.stage, event.amount.unit) == (stage, unit)),
        Decimal(0),
    )


def value_of(standing: Standing, stage: str, unit: str) -> list[Decimal]:
    """The deliveries to the milestone itself, and its share, at a stage."""
    own = (*standing.state.deliveries, *standing.share)
    return [event.amount.value for event in own if (event.stage, event.amount.unit) == (stage, unit)]


def totals(group: list[Branch]) -> list[str]:
    """The totals at each stage."""
    return [str(amount) for stages in reached(group).values() for amount in stages.values()]


def test_a_branch_of_a_milestone_alone_has_its_share_and_one_of_the_whole_does_not() -> None:
    found = yearly(delivery("USD 20bn"))
    (alone,) = branches([found.standings["fund/2025"]])
    assert totals([alone]) == ["USD 8bn"]
    assert totals(branches(found)) == ["USD 20bn"]
    (late,) = branches([found.standings["fund"], found.standings["fund/2025"]])
    assert totals([late]) == ["USD 20bn"]


def test_what_is_outstanding_is_that_of_the_instalments_that_are_late() -> None:
    found = yearly(delivery("USD 7bn"), delivery("USD 0"))
    assert [str(entry.amount) for branch in branches(found) for entry in branch.overdue] == ["USD 1bn"]


def test_a_milestone_is_scored_as_any_commitment_by_its_last_status() -> None:
    events = [status("agreed"), status("met", on="2026-02-01")]
    found = portfolio(commitment("fund"), milestone("fund/a", due="2026-01", status=None, events=events))
    assert found.standings["fund/a"].timeliness == "met_late"


def test_what_is_to_be_kept_inside_a_promise_that_is_only_proposed_is_proposed_too() -> None:
    parent = commitment("cap", status="proposed", nature="keep")
    found = portfolio(parent, milestone("cap/first", status="agreed", nature="keep"))
    assert found.standings["cap/first"].timeliness == "proposed"


def test_a_level_in_another_unit_is_counted_from_no_baseline() -> None:
    facts: dict[str, Any] = {"baseline": read_amount("USD 10bn"), "increment": True}
    spend = commitment("a", amount="USD 4bn", events=[delivery("5 t", kind="level", measure="tonnes")], **facts)
    assert [str(event.amount) for event in portfolio(spend).standings["a"].deliveries] == ["5 t"]
