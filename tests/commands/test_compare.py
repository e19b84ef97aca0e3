"""Comparing: scorecards, the two sides, progress, and the figures that others published read off with them."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from tests.program import Tracker
from tests.published import G20, PIIE_2020, actions, purchases, scored, two_years
from tracker.model.commitment import Commitment
from tracker.state import scores
from tracker.store import open_store


def kept(tracker: Tracker, promises: Iterable[Commitment]) -> Tracker:
    """The program on a register of these."""
    tracker.done("init")
    with open_store(tracker.place).writing() as register:
        for promise in promises:
            register.add(promise)
    return tracker


# ---- score -------------------------------------------------------------------------------------


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
        {"currency": "USD", "promised": "557000000000", "delivered": "1500000000", "share": "0.002693"}
    ]


def test_a_scorecard_reads_well(small: Tracker) -> None:
    shown = small.done("score").output
    assert "Obligor           By the first date  By the date in force  Overdue now  Unreported\n" in shown
    assert "JP Japan               0 of 1, 0.0%        1 of 1, 100.0%            1           1\n" in shown
    assert "~ USD 557bn  USD 1.5bn   0.3%\n" in shown


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
        "“party” is no grouping; choose from obligor, obligee, category, force, status, assessment, year, tag, all",
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
    assert (over_members["scored"], over_members["not_applicable"]) == (28, 0)
    shown = program.done(*asked, "--mean-of", "obligor").output
    assert "All  Percent  Scored  Not applicable\n" in shown
    assert "all    63.7%      28               0\n" in shown
    assert "The score is the mean of the means of the groups by obligor, each of the same weight.\n" in shown


def test_a_scale_is_shown_only_when_it_is_asked_for(small: Tracker) -> None:
    assert "scale_mean" not in small.done("score", "--format", "json").rows[0]
    assert "On the scale" not in small.done("score").output
    japan, america = small.done("score", "--scale", "mean", "--format", "json").rows
    assert (japan["scale_mean"], japan["scored"], japan["not_applicable"]) == ("1.000000", 1, 2)
    assert (america["scale_mean"], america["scored"]) == (None, 0)
    shown = small.done("score", "--scale", "mean").output
    assert "JP Japan          +1.00       1               2\n" in shown
    assert "US United States    n/a       0               1\n" in shown
    assert "the mean of the means" not in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--scale", "stars"), "“stars” is no scale; choose from mean, percent"),
        (("--scale", ""), "“” is no scale; choose from mean, percent"),
        (("--scale", "mean", "--mean-of", "party"), "“party” is no grouping; choose from obligor"),
        (("--mean-of", "obligor"), "a mean of groups without a scale: give --scale mean or --scale percent with it"),
    ],
)
def test_a_scale_is_refused(small: Tracker, arguments: tuple[str, ...], sentence: str) -> None:
    code, said = small("score", *arguments).refusal
    assert (code, said.startswith(sentence)) == (2, True)


def test_what_was_replaced_is_never_called_given_up(small: Tracker) -> None:
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


def test_what_was_delivered_in_full_is_said_to_be_kept(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "is_completed", lambda standing: standing.ref == "jp-us-lng")
    shown = small.done("score", "by:JP").output
    assert "Kept: 1 of them delivered in full and not yet marked.\n" in shown
    assert small.done("score", "by:JP", "--format", "json").row["completed"] == 1


# ---- balance -----------------------------------------------------------------------------------


def test_the_balance_puts_both_sides_beside_each_other(small: Tracker) -> None:
    shown = small.done("balance", "JP", "US").output.splitlines()
    assert shown[0].split() == ["JP", "owes", "US", "US", "owes", "JP"]
    assert shown[2].split() == ["commitments", "3", "1"]
    assert shown[4].split() == ["overdue", "1", "0"]
    assert "overdue" in shown[4]
    assert "They owe each other" not in "\n".join(shown)


def test_the_balance_has_a_line_for_each_side_category_and_unit(small: Tracker) -> None:
    rows = small.done("balance", "us", "JP", "--format", "csv").rows
    assert small.done("balance", "america", "日本", "--format", "csv").rows == rows
    assert [
        (r["obligor"], r["category"], r["currency"], r["promised"], r["delivered"], r["overdue"]) for r in rows
    ] == [
        ("US", "tariff", "", "", "", ""),
        ("JP", "energy", "USD", "7000000000", "1500000000", "5500000000"),
        ("JP", "investment", "USD", "550000000000", "", ""),
    ]


def test_what_both_owe_each_other_is_a_side_of_its_own(sample: Tracker) -> None:
    rows = sample.done("balance", "JP", "US", "category:trade", "--format", "json").rows
    assert [(row["obligor"], row["commitments"]) for row in rows if row["obligor"] == ["JP", "US"]] == [
        (["JP", "US"], 1)
    ]
    assert "They owe each other" in sample.done("balance", "JP", "US").output


def test_what_was_traded_names_whose_turn_it_is(sample: Tracker) -> None:
    rows = sample.done("balance", "JP", "US", "--traded", "--format", "json").rows
    assert [(row["ref"], row["in_return_for"], row["outstanding"]) for row in rows] == [
        ("jp-us-550bn-investment", "us-jp-auto-tariff-15", ["JP"]),
        ("jp-us-550bn-investment", "us-jp-reciprocal-15-no-stacking", []),
    ]
    assert sample.done("balance", "JP", "US", "--traded").output.endswith("2 pairs traded.\n")
    assert sample.done("balance", "JP", "CN", "--traded").output == "0 pairs traded.\n"


def test_the_side_that_was_named_second_may_have_delivered_first(small: Tracker) -> None:
    small.done("edit", "jp-us-first", "--in-return-for", "us-jp-tariff", "--in-return-for", "jp-us-first")
    (row,) = [
        r for r in small.done("balance", "JP", "US", "--traded", "--format", "json").rows if r["ref"] == "jp-us-first"
    ]
    assert (row["in_return_for"], row["outstanding"]) == ("us-jp-tariff", ["US"])


def test_between_parties_that_owe_nothing_there_is_nothing(small: Tracker) -> None:
    assert small.done("balance", "JP", "CN", "--format", "json").rows == []
    assert "commitments  0" in small.done("balance", "JP", "CN").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("JP", "jp"), "a balance of JP with itself: name two parties, as in tracker balance JP US"),
        (("JP", "XQ"), "“XQ” is no party; write a country"),
    ],
)
def test_a_balance_needs_two_parties(small: Tracker, arguments: tuple[str, ...], sentence: str) -> None:
    code, said = small("balance", *arguments).refusal
    assert (code, said.startswith(sentence)) == (2, True)


# ---- progress ----------------------------------------------------------------------------------


def test_progress_is_told_with_the_line_and_the_parts(sample: Tracker) -> None:
    shown = sample.done("progress", "jp-us-550bn", "--from", "2025-09-04", "--as-of", "2026-09-04").output
    assert "straight line    USD 162.8bn          29.6%\n" in shown
    assert "~ USD 36bn           6.5%        22.1%  █░░░░│░░░░░░░░░░\n" in shown
    assert "\nParts\n" in shown
    assert "29.6% of the time from 2025-09-04 to 2029-01-19 has passed, counted by days.\n" in shown
    assert "Illustrative: nobody promised a straight line" in shown


def test_progress_by_a_schedule_and_a_baseline_is_told(empty: Tracker) -> None:
    empty.done(
        *("add", "Buy", "--by", "CN", "--to", "US", "--ref", "buy", "--made-on", "2024-01-01", "--due", "2025"),
        *("--amount", "USD 502.4bn", "--baseline", "USD 151.2bn a year", "--target", "2024=USD 227.9bn"),
    )
    empty.done("deliver", "buy", "USD 288.8bn", "--on", "2025-12-31")
    shown = empty.done("progress", "buy", COLUMNS="200").output
    assert "delivered  not said     USD 288.8bn          57.5%        57.5%  ███████│█░░░░░░░\n" in shown
    assert "schedule         USD 227.9bn          45.4%\n" in shown
    assert "-13.6bn delivered of USD 200bn promised beyond the baseline of USD 151.2bn/yr: -6.8%.\n" in shown
    row = empty.done("progress", "buy", "--format", "csv").row
    assert (row["share"], row["beyond_baseline"], row["share_beyond"]) == ("0.574841", "-13600000000.00", "-0.068000")


def test_without_a_deadline_nothing_can_be_expected(small: Tracker) -> None:
    shown = small.done("progress", "us-jp-tariff").output
    assert [line.split() for line in shown.splitlines() if "straight line" in line] == [
        ["straight", "line", "n/a", "n/a"]
    ]
    assert shown.endswith("there is no deadline in force after it was made.\n")


def test_progress_of_what_has_no_amount_is_told_in_units_alone(small: Tracker) -> None:
    shown = small.done("progress", "jp-us-first").output
    assert "straight line  " not in shown
    assert "100.0% of the time from 2025-10-27 to 2026-02-28 has passed" in shown


@pytest.mark.parametrize(("day", "series", "delivered", "target", "expected", "published"), PIIE_2020)
def test_progress_reads_what_piie_published(  # noqa: PLR0913, PLR0917 - a row of the table
    tracker: Tracker, day: str, series: str, delivered: str, target: str, expected: str, published: str
) -> None:
    kept(tracker, [purchases(delivered, day, target)])
    row = tracker.done("progress", "cn-us", "--by", "months", "--as-of", day, "--format", "json").row
    assert (f"{Decimal(row['line']) / 10**9:.1f}", f"{Decimal(row['of_line']):.0%}") == (expected, f"{published}%"), (
        series
    )


def test_progress_reads_two_years_of_purchases(tracker: Tracker) -> None:
    shown = kept(tracker, [two_years()]).done("progress", "cn-us", "--as-of", "2021-12-31", COLUMNS="200").output
    assert "delivered  not said     USD 288.8bn          57.5%" in shown
    assert "USD -13.6bn delivered of USD 200bn promised beyond the baseline of USD 151.2bn/yr: -6.8%.\n" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("nope",), 3, "no commitment is called “nope”"),
        (("jp-us-first", "--as-of", "2020-01-01"), 3, "nothing was known of jp-us-first"),
        (("jp-us-first", "--by", "weeks"), 2, "“weeks” is no pace; choose from days, months"),
        (("jp-us-first", "--from", "soon"), 2, "“soon” is not a date"),
    ],
)
def test_progress_is_refused(small: Tracker, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    refused, said = small("progress", *arguments).refusal
    assert (refused, said.startswith(sentence)) == (code, True)
