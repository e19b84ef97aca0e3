"""What needs a person: the kinds of needs, what answers each, and how long a review does."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tests.building import NEWS, TODAY, assessment, citation, commitment, delivery, portfolio, review, status
from tracker.checks.inbox import needs
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import span
from tracker.model.recurrence import Recurrence
from tracker.reports.inbox import inbox_table
from tracker.reports.witness_text import says_who

SHORT = delivery("USD 1bn", on="2026-02-05", known_on="2026-03-01", source=NEWS)
WHOLE = delivery("USD 7bn", on="2026-06-01", source=NEWS)
OVER = delivery("16 %", kind="level", on="2026-06-01", source=NEWS)
AGAINST = citation("amount", "contradicts", "USD 9bn", on="2026-05-01", known_on="2026-06-20")
LATER = [citation(field, "contradicts", on="2026-06-01") for field in ("site", "price")]
DENIAL = citation("delivery", "contradicts", on="2026-02-01", known_on="2026-06-20")


def kinds(*events: AnyEvent, as_of: str = TODAY, **facts: Any) -> list[str]:  # noqa: ANN401 - the facts of any commitment
    """The kinds of needs of a commitment with these events."""
    (standing,) = portfolio(commitment("promise", events=events, **facts), as_of=as_of)
    return [need.kind for need in needs(standing)]


@pytest.mark.parametrize(
    ("events", "facts", "found"),
    [
        ([], {"due": "2026-01-31"}, ["late"]),
        ([WHOLE], {"due": "2026-12", "amount": "USD 7bn"}, ["completed"]),
        ([OVER], {"nature": "keep", "amount": "up to 15 %", "status": "in_progress"}, ["exceeded"]),
        ([], {"nature": "refrain", "due": "2026-05-31"}, ["lapsed", "no_news"]),
        ([AGAINST], {"due": "2026-12"}, ["contradicted"]),
        ([AGAINST], {"status": "withdrawn"}, ["contradicted"]),
        ([SHORT], {}, ["no_news"]),
        ([review(on="2026-05-01", again="2026-06-30")], {}, ["no_news"]),
        ([AGAINST, review(on="2026-05-01", again="2026-06-30")], {}, ["contradicted", "review"]),
        ([DENIAL], {"due": "2026-01-31"}, []),
        ([WHOLE, DENIAL], {"due": "2026-12", "amount": "USD 7bn"}, ["completed", "contradicted"]),
        ([SHORT, assessment("stalled", on="2026-02-02")], {"due": "2026-01-31"}, ["no_news"]),
    ],
)
def test_a_commitment_needs_a_person(events: list[AnyEvent], facts: dict[str, str], found: list[str]) -> None:
    assert kinds(*events, **facts) == found


@pytest.mark.parametrize(
    ("events", "facts"),
    [
        ([], {"due": "2026-01-31"}),
        ([WHOLE], {"due": "2026-12", "amount": "USD 7bn"}),
        ([OVER], {"nature": "keep", "amount": "up to 15 %", "status": "in_progress"}),
        ([], {"nature": "refrain", "due": "2026-05-31"}),
        ([SHORT], {}),
    ],
)
def test_whoever_looked_and_found_nothing_is_asked_again_after_90_days_or_on_the_day_planned(
    events: list[AnyEvent], facts: dict[str, str]
) -> None:
    looked, planned = review(on="2026-06-30"), review(on="2026-06-30", again="2027-06-30")
    assert kinds(*events, looked, **facts, as_of="2026-09-28") == []
    assert kinds(*events, looked, **facts, as_of="2026-09-29") != []
    assert kinds(*events, planned, **facts, as_of="2027-06-29") == []
    assert kinds(*events, planned, **facts, as_of="2027-06-30") != []


def test_a_plan_alone_holds_for_90_days() -> None:
    planned = review(found="", on="2026-06-30", again="2027-06-30")
    assert kinds(planned, due="2026-01-31", as_of="2026-09-28") == []
    assert kinds(planned, due="2026-01-31", as_of="2026-09-29") == ["late"]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([], ["news"]),
        ([review(on="2026-06-29")], ["news"]),
        ([status("agreed", on="2026-06-20", source=NEWS)], []),
        ([status("agreed", on="2026-06-20")], ["news"]),
    ],
)
def test_news_that_was_found_are_asked_for_until_a_source_is_recorded(after: list[AnyEvent], found: list[str]) -> None:
    assert kinds(review("news", on="2026-06-28"), *after) == found
    assert kinds(status("agreed", on="2026-06-28", source=NEWS), review("news", on="2026-06-28")) == []


def test_a_review_before_the_due_day_does_not_answer_for_what_was_late_afterwards() -> None:
    planned = review(on="2026-06-01", again="2027-06-30")
    assert kinds(planned, due="2026-06-15", as_of="2026-06-15") == []
    assert kinds(planned, due="2026-06-15", as_of="2026-06-16") == ["late"]


def test_a_contradiction_is_answered_by_a_settlement_alone() -> None:
    assert kinds(AGAINST, review(on="2026-06-30")) == ["contradicted"]
    assert kinds(AGAINST, replace(citation("amount", note="a misprint", on="2026-06-30"), settles=1)) == []


def test_one_obligor_without_a_report_is_asked_about_where_another_is_reported_late() -> None:
    stalled = replace(assessment("stalled", on="2026-06-02", source=NEWS), of="JP")
    (standing,) = portfolio(commitment("soy", obligor=("JP", "KR"), due="2026-01-31", events=[stalled]))
    assert standing.lateness == "reported"
    assert [need.finding.message[:14] for need in needs(standing)] == ["JP: 150 days l", "KR: 150 days p"]


def test_a_closed_promise_needs_nobody_to_look() -> None:
    assert kinds(review(on="2025-05-01", again="2026-01-01"), status="met", due="2025-06") == []


def duty(*events: AnyEvent) -> Commitment:
    """A ceiling for each year since 2022, which nobody reports on."""
    rule = Recurrence(period="year", first=span("2022"), amount=Amount(Decimal(9), "t"))
    return commitment("steel", nature="keep", every=rule, events=events)


def test_the_periods_of_a_duty_are_one_line_with_it_and_its_review_is_theirs() -> None:
    (line,) = inbox_table(portfolio(duty(), as_of="2026-06-30")).rows
    assert line[:2] == ("lapsed", "steel")
    assert line[3] == "2022: its last day was 2022-12-31, and no source says whether it was kept or broken; and 3 more"
    assert line[4] == "tracker mark steel/2022 STATUS --on 2022-12-31 --source URL"
    assert inbox_table(portfolio(duty(review(on="2026-06-30")))).rows == ()


def test_a_late_period_asks_for_a_look_at_its_duty() -> None:
    rule = Recurrence(period="year", first=span("2024"), amount=Amount(Decimal(9), "t"))
    wheat = commitment("wheat", every=rule)
    (line,) = inbox_table(portfolio(wheat)).rows
    assert line[3] == "2024: 546 days past due, no news, never reviewed; and 1 more"
    assert line[6] == ()
    assert line[4] == "tracker review wheat --found nothing --where PLACES"
    looked = portfolio(wheat.with_events(review(on="2026-03-01", id=9)), as_of="2026-05-31")
    assert inbox_table(looked).rows[0][3] == "2024: 516 days past due, no news, last reviewed on 2026-03-01; and 1 more"
    assert says_who(looked.standings["wheat/2024"]) == "no report, last reviewed on 2026-03-01"


def test_the_worst_comes_first_then_what_is_open_then_what_waits_longest() -> None:
    closed = commitment("closed", status="withdrawn", events=[AGAINST, citation("due", "contradicts", on="2026-06-01")])
    older = citation("title", "contradicts", on="2026-02-01", known_on="2026-04-20")
    found = portfolio(
        closed,
        commitment("newer", events=[AGAINST]),
        commitment("older", events=[older, *LATER]),
        commitment("late", due="2026-01-31", events=[AGAINST]),
        commitment("fine", due="2026-07-15", events=[status("agreed", on="2026-06-20", source=NEWS)]),
    )
    table = inbox_table(found)
    assert [row[:2] for row in table.rows] == [
        ("late", "late"),
        ("contradicted", "older"),
        ("contradicted", "newer"),
        ("contradicted", "closed"),
    ]
    assert [row[3] for row in table.rows[1:]] == [
        "3 contradictions: title, site, price",
        "1 contradiction: amount",
        "2 contradictions: amount, deadline",
    ]
    assert table.panels[0].notes == ("4 need a person: 1 past due and unreported; 3 contradicted.",)
    assert "150 days past due, no news since 2026-06-20, never reviewed; also contradicted" in str(table.panels[0].rows)
