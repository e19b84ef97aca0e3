"""The command `progress`, also against published figures."""

from decimal import Decimal

import pytest

from tests.program import Tracker
from tests.published import PIIE_2020, kept, purchases, two_years

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
        *("--amount", "USD 502.4bn", "--baseline", "USD 151.2bn a year"),
    )
    empty.done("milestone", "buy", "2024", "--due", "2024", "--amount", "USD 227.9bn")
    empty.done("deliver", "buy", "USD 288.8bn", "--on", "2025-12-31")
    shown = empty.done("progress", "buy", COLUMNS="200").output
    assert "delivered  not said     USD 288.8bn          57.5%        57.5%  ███████│█░░░░░░░\n" in shown
    assert "schedule         USD 227.9bn          45.4%\n" in shown
    assert "-13.6bn delivered of USD 200bn promised beyond the baseline of USD 151.2bn/yr: -6.8%.\n" in shown
    row, _ = empty.done("progress", "buy", "--format", "csv").rows
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
        (("jp-us-first", "--by", "weeks"), 2, "“weeks” is not a pace; choose from days, months"),
        (("jp-us-first", "--from", "soon"), 2, "“soon” is not a date"),
    ],
)
def test_progress_is_refused(small: Tracker, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    refused, said = small("progress", *arguments).refusal
    assert (refused, said.startswith(sentence)) == (code, True)


# ---- increases ---------------------------------------------------------------------------------

SPEND = ("add", "Spend more", "--by", "JP", "--to", "US", "--ref", "spend", "--made-on", "2026-01-01", "--due", "2027")


def test_a_level_reaches_an_increase_at_the_baseline_and_the_amount(empty: Tracker) -> None:
    empty.done(*SPEND, "--amount", "0.5 %GDP", "--baseline", "1.5 %GDP", "--increment")
    shown = empty.done("show", "spend").output
    assert "0.5 %GDP (increase)\n" in shown
    assert "1.5 %GDP\n" in shown
    assert "to reach    2 %GDP\n" in shown
    empty.done("deliver", "spend", "1.8 %GDP", "--on", "2026-03-31")
    row = empty.done("progress", "spend", "--csv").row
    assert (row["reached"], row["share"], row["beyond_baseline"]) == ("0.3", "0.600000", "")
    assert "above 1.5 %GDP: the level to reach is 2 %GDP" in empty.done("progress", "spend").output
    assert empty.done("check", "--only", "baseline-above-amount").output.startswith("Nothing found")
    empty.done("deliver", "spend", "2.0 %GDP", "--on", "2026-05-31")
    assert empty.done("list", "--csv").row["timeliness"] == "completed"
    empty.done("amend", "spend", "--amount", "1 %GDP", "--on", "2026-06-01")
    assert empty.done("list", "--csv").row["timeliness"] == "upcoming"
    empty.done("undo")
    empty.done("edit", "spend", "--no-increment", "--baseline", "")
    assert "to reach" not in empty.done("show", "spend").output


def test_a_flow_counts_towards_an_increase(empty: Tracker) -> None:
    empty.done(*SPEND, "--amount", "USD 4bn", "--baseline", "USD 10bn", "--increment")
    empty.done("deliver", "spend", "USD 1bn", "--on", "2026-03-31")
    assert empty.done("progress", "spend", "--csv").row["share"] == "0.250000"
    empty.done("rate", "USD/JPY", "150", "--on", "2026-01-01")
    empty.done("rate", "USD/JPY", "100", "--on", "2026-04-30")
    empty.done("deliver", "spend", "USD 12bn", "--level", "--stage", "contracted", "--on", "2026-04-30")
    rows = empty.done("progress", "spend", "--csv").rows
    assert [(row["stage"], row["reached"], row["share"]) for row in rows] == [
        ("contracted", "2000000000", "0.500000"),
        ("delivered", "1000000000", "0.250000"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--amount", "USD 4bn", "--increment"], "needs the level that it is counted from: give --baseline AMOUNT"),
        (
            ["--amount", "USD 4bn", "--increment", "--baseline", "10 Mt"],
            "are in different units; give both in one unit",
        ),
        (["--amount", "USD 4bn", "--baseline", "USD 10bn"], "give --increment, or write the amount as USD 14bn"),
    ],
)
def test_an_increase_needs_a_baseline_in_its_unit(empty: Tracker, words: list[str], said: str) -> None:
    code, sentence = empty(*SPEND, *words).refusal
    assert code == 5
    assert said in sentence


def test_an_increase_keeps_its_baseline(empty: Tracker) -> None:
    empty.done(*SPEND, "--amount", "USD 4bn", "--baseline", "USD 10bn", "--increment")
    assert empty("edit", "spend", "--baseline", "").refusal[0] == 5
    assert empty("amend", "spend", "--amount", "5 Mt").refusal[0] == 5
