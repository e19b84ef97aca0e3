"""The command `score`, also against published scores."""

from decimal import Decimal

import pytest

from tests.program import Tracker
from tests.published import G20, actions, kept, scored
from tracker.state import scores


def test_a_scorecard_for_each_party(small: Tracker) -> None:
    japan, america = small.done("score", "--format", "json").rows
    assert (japan["obligor"], america["obligor"]) == ("JP", "US")
    counts = ("commitments", "open", "kept", "decided", "overdue", "overdue_unreported", "decided_original")
    assert {name: japan[name] for name in counts} == {
        "commitments": 3,
        "open": 2,
        "kept": 1,
        "decided": 1,
        "overdue": 1,
        "overdue_unreported": 1,
        "decided_original": 1,
    }
    assert (japan["on_time_rate_original"], japan["on_time_rate_current"]) == ("0.000000", "1.000000")
    assert (japan["kept_share"], japan["kept_share_all"], japan["failed_share"]) == ("1.000000", "0.333333", "0.000000")
    assert (japan["put_off_median"], japan["put_off_longest"], japan["silent_moves"]) == ("59", 59, 0)
    assert (japan["brought_forward"], japan["brought_forward_longest"], japan["dropped"]) == (0, None, 0)
    assert japan["delivered_share"] == ["USD=0.002693"]
    assert japan["amounts"] == [
        {
            "currency": "USD",
            "promised": "557000000000",
            "delivered": "1500000000",
            "share": "0.002693",
            "amount_kind": None,
            "promised_jointly": None,
        }
    ]


def test_a_scorecard_reads_well(small: Tracker) -> None:
    shown = small.done("score").output
    assert "Obligor           By the first date  By the date in force  Overdue now  Unreported\n" in shown
    assert "JP Japan               0 of 1, 0.0%        1 of 1, 100.0%            1           1\n" in shown
    assert "≤ USD 557bn  USD 1.5bn   0.3%\n" in shown


def test_what_is_breached_late_or_unreported_among_what_is_open_is_said(sample: Tracker) -> None:
    note = "Of what is open, breached now: "
    assert f"{note}United States (1).\n" in sample.done("score").output
    assert f"{note}1 promise.\n" in sample.done("score", "--by", "all").output
    assert f"{note}2019 (1).\n" in sample.done("score", "--by", "year").output


def test_parties_and_amounts_are_in_the_language_asked_for(sample: Tracker) -> None:
    assert "US 美国" in sample.done("score", "--lang", "zh").output
    assert "年間約150億ドル" in sample.done("balance", "JP", "US", "--lang", "ja", COLUMNS="200").output
    assert "约360亿美元" in sample.done("progress", "jp-us-550bn", "--lang", "zh-CN").output


def test_figures_in_another_currency_name_their_rates(small: Tracker) -> None:
    small.done("rate", "USD/JPY", "150", "--on", "2025-07-21", "--publisher", "Bank of Japan")
    small.done("rate", "USD/JPY", "150", "--on", "2026-03-31", "--publisher", "Bank of Japan")
    small.done("rate", "USD/JPY", "150", "--on", "2025-09-04", "--publisher", "Bank of Japan")
    for command in (("score",), ("balance", "JP", "US"), ("progress", "jp-us-lng")):
        assert "In JPY at the rate of the day each figure was set: " in small.done(*command, "--in", "JPY").output
    row = small.done("score", "by:JP", "--in", "JPY", "--format", "json").row
    assert row["amounts"][0]["promised"] == "83550000000000"


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("obligee", ["JP", "US"]),
        ("category", ["energy", "investment", "other", "tariff"]),
        ("force", ["pledge"]),
        ("status", ["agreed", "in_progress", "met"]),
        ("assessment", ["unassessed"]),
        ("year", ["2025"]),
        ("tag", ["550bn", "untagged"]),
        ("all", ["all"]),
    ],
)
def test_what_is_scored_can_be_grouped(small: Tracker, by: str, groups: list[str]) -> None:
    rows = small.done("score", "--by", by, "--format", "csv").rows
    assert [row[by] for row in rows] == groups
    assert sum(int(row["commitments"]) for row in rows) == 4


def test_only_what_the_query_finds_is_scored(small: Tracker) -> None:
    assert small.done("score", "by:US", "--format", "csv").row["commitments"] == "1"
    assert small.done("score", "nothing").output == "Nothing to score.\n"


def test_an_unknown_grouping_is_refused(small: Tracker) -> None:
    code, sentence = small("score", "--by", "party").refusal
    assert (code, sentence) == (
        2,
        "“party” is not a grouping; choose from obligor, obligee, category, force, status, assessment, year, tag, all",
    )


def test_the_score_of_gao_actions_is_what_gao_published(tracker: Tracker) -> None:
    row = kept(tracker, actions()).done("score", "--by", "all", "--format", "csv").row
    assert (row["commitments"], row["kept"], row["partly"], row["void"], row["open"]) == (
        *("1200", "666", "207"),
        *("93", "234"),
    )
    assert (f"{Decimal(row['kept_share_all']):.0%}", f"{Decimal(row['partly_share_all']):.0%}") == ("56%", "17%")


def test_the_scores_of_a_summit_are_what_was_published(tracker: Tracker) -> None:
    bali = [(member, total, count, published) for member, total, count, published in G20 if count == 15]
    promises = [promise for member, total, count, _ in bali for promise in scored(member, total, count)]
    rows = kept(tracker, promises).done("score", "--scale", "percent", "--format", "json").rows
    assert {row["obligor"]: round(Decimal(row["scale_percent"])) for row in rows} == {
        member: published for member, _, _, published in bali
    }


def test_the_scores_of_a_summit_are_averaged_over_all_or_over_its_members(tracker: Tracker) -> None:
    promises = [*scored("EU", 14, 15), *scored("US", -5, 13)]
    program = kept(tracker, promises)
    asked = ("score", "--by", "all", "--scale", "percent")
    over_all = program.done(*asked, "--format", "json").row
    over_members = program.done(*asked, "--mean-of", "obligor", "--format", "json").row
    assert (over_all["scale_percent"], over_members["scale_percent"]) == ("66.071429", "63.717949")
    assert (over_members["scored"], over_members["not_scored"], over_members["not_applicable"]) == (28, 0, 0)
    shown = program.done(*asked, "--mean-of", "obligor").output
    assert "All  Percent  Scored  Not scored  Not applicable\n" in shown
    assert "all    63.7%      28           0               0\n" in shown
    assert "The score is the mean of the means of the groups by obligor, each of the same weight.\n" in shown


def test_a_scale_is_shown_only_when_it_is_asked_for(small: Tracker) -> None:
    assert "scale_mean" not in small.done("score", "--format", "json").rows[0]
    assert "On the scale" not in small.done("score").output
    japan, america = small.done("score", "--scale", "mean", "--format", "json").rows
    assert (japan["scale_mean"], japan["scored"], japan["not_scored"]) == ("1.000000", 1, 2)
    assert (america["scale_mean"], america["scored"]) == (None, 0)
    shown = small.done("score", "--scale", "mean").output
    assert "JP Japan          +1.00       1           2               0\n" in shown
    assert "US United States    n/a       0           1               0\n" in shown
    assert "the mean of the means" not in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--scale", "stars"), "“stars” is not a scale; choose from mean, percent"),
        (("--scale", ""), "“” is not a scale; choose from mean, percent"),
        (("--scale", "mean", "--mean-of", "party"), "“party” is not a grouping; choose from obligor"),
        (("--mean-of", "obligor"), "a mean of groups without a scale: give --scale mean or --scale percent with it"),
    ],
)
def test_a_scale_is_refused(small: Tracker, arguments: tuple[str, ...], sentence: str) -> None:
    code, said = small("score", *arguments).refusal
    assert (code, said.startswith(sentence)) == (2, True)


def test_a_superseded_promise_is_not_counted_as_void(small: Tracker) -> None:
    small.done("mark", "us-jp-tariff", "superseded", "--successor", "jp-us-lng")
    small.done("mark", "jp-us-lng", "in-progress")
    america = small.done("score", "by:US", "--format", "json").row
    assert (america["void"], america["replaced"], america["decided"], america["failed_share"]) == (0, 1, 0, None)
    shown = small.done("score", "--by", "status").output
    assert "in progress" in shown
    assert "void (withdrawn) or replaced (superseded) is not judged" in shown
    assert "unassessed" in small.done("score", "--by", "assessment").output


def test_days_put_off_and_brought_forward_late_and_early_stand_apart(empty: Tracker) -> None:
    add = ("--by", "JP", "--to", "US", "--made-on", "2024-01-01")
    empty.done("add", "Sooner", *add, "--ref", "sooner", "--due", "2026-12-31")
    empty.done("amend", "sooner", "--due", "2025-12-31", "--on", "2024-06-01")
    empty.done("mark", "sooner", "met", "--on", "2025-12-21", "--publisher", "NHK")
    row = empty.done("score", "--format", "json").row
    assert (row["put_off"], row["put_off_longest"], row["delayed"], row["delay_longest"]) == (0, None, 0, None)
    assert (row["brought_forward"], row["brought_forward_longest"]) == (1, 365)
    assert (row["early"], row["early_median"], row["early_longest"]) == (1, "375", 375)
    shown = empty.done("score").output
    assert "Obligor   Brought forward  Median  Longest\n" in shown
    assert "JP Japan        0     n/a      n/a      1   375 d     375 d\n" in shown


def test_a_full_delivery_counts_as_kept(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "is_completed", lambda standing: standing.ref == "jp-us-lng")
    shown = small.done("score", "by:JP").output
    assert "Kept: 1 of them delivered in full and not yet marked.\n" in shown
    assert small.done("score", "by:JP", "--format", "json").row["completed"] == 1
