"""A promise that is to be kept up, from its announcement to its end, by commands."""

from pathlib import Path
from typing import Final

import pytest

from tests.program import Tracker

SOURCE: Final = ("--publisher", "Reuters")
ADD: Final = ("add", "Cap the tariff at 15 percent", "--by", "US", "--to", "JP", "--ref", "cap", "--nature", "keep")


@pytest.fixture
def ceiling(empty: Tracker) -> Tracker:
    """The program on a tariff ceiling that came into force, was breached and was restored."""
    empty.done(*ADD, "--amount", "up to 15 %", "--made-on", "2025-07-22")
    empty.done("mark", "cap", "in_progress", "--on", "2025-08-07", *SOURCE, "--published", "2025-08-07")
    empty.done("mark", "cap", "breached", "--on", "2026-02-20", *SOURCE, "--published", "2026-02-24")
    empty.done("mark", "cap", "in_progress", "--on", "2026-03-06", *SOURCE, "--published", "2026-03-06")
    return empty


def keeping(tracker: Tracker, *moment: str) -> str:
    """The timeliness in a list."""
    return str(tracker.done("list", "cap", "--format", "json", *moment).row["timeliness"])


def test_a_ceiling_is_told_in_force_breached_and_in_force_again(ceiling: Tracker) -> None:
    days = ("2025-08-07", "2026-02-20", "2026-03-06")
    assert [keeping(ceiling, "--as-of", day) for day in days] == ["in_force", "breached", "in_force"]
    assert keeping(ceiling, "--as-of", "2026-02-23", "--known-at", "2026-02-23") == "in_force", "nobody knew it yet"
    listed = ceiling.done("list", "breached", "--as-of", "2026-02-25").output
    assert "breached since" in listed
    assert "Reuters, 2026-02-24" in listed
    for day in days:
        assert ceiling.done("list", "--overdue", "--as-of", day, "--format", "csv").rows == []
    assert ceiling.done("list", "--overdue", "--as-of", "2026-02-25").output == (
        "0 overdue; not measured: 1 breached.\n"
    )


def test_the_days_in_breach_are_told_everywhere(ceiling: Tracker) -> None:
    row = ceiling.done("show", "cap", "--format", "json").row
    assert (row["breaches"], row["cures"], row["days_in_breach"]) == (1, 1, 14)
    assert (row["in_force_since"], row["exceeded_by"], row["due"]) == ("2026-03-06", None, None)
    phases = [(one["phase"], one["since"], one["until"], one["days"], one["publisher"]) for one in row["phases"]]
    assert phases == [
        ("in_force", "2025-08-07", "2026-02-20", 197, "Reuters"),
        ("breached", "2026-02-20", "2026-03-06", 14, "Reuters"),
        ("in_force", "2026-03-06", None, 101, "Reuters"),
    ]
    assert "breaches    1 breach of 14 d, 1 cured" in ceiling.done("show", "cap").output
    score = ceiling.done("score", "--by", "all", "--format", "json").row
    names = ("to_keep", "breached", "breaches", "cures", "days_in_breach", "overdue", "kept")
    assert [score[name] for name in names] == [1, 0, 1, 1, 14, 0, 0]
    assert "To be kept" in ceiling.done("score").output
    timeline = ceiling.done("timeline", "cap", "--format", "json").row
    assert timeline["breached_on"] == ["2026-02-20"]
    assert "✗" in ceiling.done("timeline", "cap").output
    changes = ceiling.done("changes", "--since", "2026-02-01").output
    assert "Breached\ncap: breached on 2026-02-20, before that in progress, reported by Reuters." in changes
    assert "Restored\ncap: in force again on 2026-03-06, after 14 days in breach, reported by Reuters." in changes
    assert "breached" in ceiling.done("log", "cap").output


def test_a_cured_breach_of_an_obligor_that_does_not_lead_is_restored(empty: Tracker) -> None:
    empty.done(
        "add", "Keep a corridor", "--by", "US", "--by", "JP", "--each", "--to", "KR", "--ref", "way", "--nature", "keep"
    )
    empty.done("mark", "way", "in_progress", "--on", "2025-08-07")
    empty.done("mark", "way", "breached", "--of", "JP", "--on", "2026-02-20", *SOURCE)
    empty.done("mark", "way", "in_progress", "--of", "JP", "--on", "2026-03-06")
    changes = empty.done("changes", "--since", "2026-01-01").output
    assert "Restored\nway, JP: in force again on 2026-03-06, after 14 days in breach." in changes
    assert "in progress since 2026-03-06" not in changes


def test_a_figure_above_the_bound_is_computed_and_a_breach_is_what_a_source_says(ceiling: Tracker) -> None:
    ceiling.done("deliver", "cap", "16 %", "--on", "2026-04-01", *SOURCE)
    row = ceiling.done("show", "cap", "--format", "json").row
    assert (row["exceeded_by"], row["timeliness"], row["breaches"]) == ("1", "in_force", 1)
    assert "exceeded    by 1%: 16% against ≤ 15%" in ceiling.done("show", "cap").output
    assert ceiling.done("list", "exceeded", "--format", "json").refs == ["cap"]


def test_a_period_above_its_ceiling_or_breached_is_listed(empty: Tracker) -> None:
    empty.done(*ADD, "--every", "year", "--from", "2024", "--until", "2027", "--amount", "up to 6 Mt")
    assert empty.done("list", "--format", "json").refs == ["cap"]
    empty.done("deliver", "cap", "9 Mt", "--on", "2025", *SOURCE, "--published", "2026-02-01")
    empty.done("mark", "cap/2026", "breached", "--on", "2026-05-01", *SOURCE)
    assert empty.done("list", "exceeded", "--format", "json").refs == ["cap/2025"]
    assert empty.done("list", "breached", "--format", "json").refs == ["cap/2026"]
    assert empty.done("list", "--format", "json").refs == ["cap/2025", "cap/2026", "cap"]


def test_its_end_is_told_and_it_lapses_without_a_report(ceiling: Tracker) -> None:
    ceiling.done("amend", "cap", "--due", "2026-05-31")
    assert "lapsed after 1 breach of 14 d, until 2026-05-31" in ceiling.done("show", "cap").output
    assert ceiling("mark", "cap", "kept", "--on", "2026-05-30", *SOURCE).refusal == (
        *(5, "marking cap kept on 2026-05-30: its last day is 2026-05-31; mark it then, or amend its last day first"),
    )
    ceiling.done("mark", "cap", "kept", "--on", "2026-05-31", *SOURCE)
    row = ceiling.done("list", "kept", "--format", "json").row
    assert (row["timeliness"], row["outcome"], row["met_on"], row["met_source"]) == (
        *("kept", "kept", "2026-05-31", "Reuters"),
    )


def test_a_breach_is_undone_and_survives_an_export(ceiling: Tracker, tmp_path: Path) -> None:
    before = ceiling.done("show", "cap", "--format", "json").row
    ceiling.done("mark", "cap", "breached", "--on", "2026-06-01", *SOURCE)
    assert keeping(ceiling) == "breached"
    ceiling.done("undo")
    assert keeping(ceiling) == "in_force"
    ceiling.done("export", str(tmp_path / "all.json"))
    other = Tracker(tmp_path / "other.json")
    other.done("init", "--zone", "Asia/Tokyo")
    other.done("import", str(tmp_path / "all.json"))
    after = other.done("show", "cap", "--format", "json").row
    other.leave()
    assert after["phases"] == before["phases"]


def test_a_list_of_what_is_to_be_kept_is_imported(ceiling: Tracker, tmp_path: Path) -> None:
    listed = ceiling.done("list", "--as-of", "2026-02-25", "--format", "csv").output
    (tmp_path / "list.csv").write_text(listed, encoding="utf-8")
    other = Tracker(tmp_path / "other.json")
    other.done("init", "--zone", "Asia/Tokyo")
    other.done("import", str(tmp_path / "list.csv"))
    row = other.done("list", "--format", "json").row
    other.leave()
    assert (row["status"], row["nature"], row["met_on"], row["met_source"]) == (
        *("breached", "keep", "2026-02-20", "Reuters"),
    )


def test_a_promise_to_act_is_never_breached(small: Tracker) -> None:
    refused = small("mark", "jp-us-lng", "breached", "--on", "2026-06-01", *SOURCE).refusal
    assert refused == (
        5,
        (
            "marking jp-us-lng breached: it is a promise to act; write tracker mark jp-us-lng not_met, "
            "or tracker edit jp-us-lng --nature keep first"
        ),
    )


def test_a_balance_tells_kept_from_met_and_progress_expects_nothing(ceiling: Tracker) -> None:
    assert "breached" not in ceiling.done("balance", "US", "JP").output
    assert "breached     1" in ceiling.done("balance", "US", "JP", "--as-of", "2026-02-25").output
    ceiling.done("deliver", "cap", "12 %", "--on", "2026-04-01", *SOURCE)
    ceiling.done("amend", "cap", "--due", "2026-12-31")
    row = ceiling.done("progress", "cap", "--format", "json").rows[0]
    assert (row["share"], row["line"], row["of_line"]) == ("0.800000", None, None)
    ceiling.done("mark", "cap", "broken", "--on", "2026-06-01", *SOURCE)
    line = ceiling.done("balance", "US", "JP", "--format", "json").rows[0]
    assert (line["met"], line["kept"], line["breached"]) == (0, 0, 0)
    ceiling.done("undo")
    ceiling.done("amend", "cap", "--due", "2026-05-31")
    ceiling.done("mark", "cap", "kept", "--on", "2026-06-01", *SOURCE)
    assert "kept         1" in ceiling.done("balance", "US", "JP").output


def test_show_has_an_excess_that_is_over_with_its_day(ceiling: Tracker) -> None:
    ceiling.done("deliver", "cap", "16 %", "--on", "2026-02-01", *SOURCE)
    assert (
        "exceeded before  by 1%: 16% against ≤ 15% on 2026-02-01, reported by Reuters"
        in ceiling.done("show", "cap").output
    )


def test_two_readings_of_the_last_day_are_told_apart(empty: Tracker) -> None:
    made = ("--made-on", "2022-07-22", *SOURCE, "--published", "2022-07-22")
    empty.done(*ADD, "--not-before", "2022-08-01", "--due", "2022-11-19", *made)
    for party, due in (("US", "2023-05-18"), ("JP", "2023-07-16")):
        extended = ("--due", due, "--reading", party, "--kind", "extension", "--on", "2022-11-18")
        empty.done("amend", "cap", *extended, *SOURCE, "--published", "2022-11-18")
    listed = empty.done("list", "--as-of", "2023-06-01", COLUMNS="200").output
    assert "in force since 2022-08-01; lapsed after 2023-05-18 as US reads it  2023-05-18 or 2023-07-16" in listed
    agenda = empty.done("agenda", "--as-of", "2023-05-10", "--within", "90d", "--format", "json").rows
    assert [(row["due"], row["words"]) for row in agenda] == [
        ("2023-05-18", "lapses, read so by US"),
        ("2023-07-16", "lapses, read so by JP"),
    ]
    assert [
        row["due"] for row in empty.done("agenda", "--as-of", "2023-06-01", "--within", "90d", "--format", "json").rows
    ] == ["2023-07-16"]
    changes = empty.done("changes", "--since", "2023-05-10", "--as-of", "2023-06-01").output
    told = "cap: lapsed after 2023-05-18 as US reads it; in force until 2023-07-16 as JP does."
    assert f"Lapsed by some readings\n{told}\n" in changes
    assert "lapsed" not in empty.done("changes", "--since", "2023-06-01", "--as-of", "2023-06-10").output


def test_show_has_the_breaches_of_the_periods_and_check_asks_of_none_that_is_told(empty: Tracker) -> None:
    empty.done(*ADD, "--every", "month", "--from", "2026-01", "--until", "2026-05", "--made-on", "2025-12-01", *SOURCE)
    empty.done("mark", "cap", "in_progress", "--on", "2026-01-01", *SOURCE)
    empty.done("mark", "cap/2026-03", "breached", "--on", "2026-03-10", *SOURCE)
    empty.done("mark", "cap", "breached", "--on", "2026-04-21", *SOURCE)
    card = empty.done("score", "--as-of", "2026-04-25", "--format", "json").row
    assert (card["breached"], card["breaches"]) == (1, 2), "none is counted twice"
    empty.done("mark", "cap", "in_progress", "--on", "2026-05-03", *SOURCE)
    shown = empty.done("show", "cap", COLUMNS="120").output
    assert "breaches     1 breach of 12 d, 1 cured; 2026-03: 1 breach of 22 d, 0 cured" in shown
    assert "2026-03: breached  2026-03-10  2026-04-01    22  Reuters" in shown
    assert "breaches     1 breach of 10 d, 0 cured" in empty.done("show", "cap/2026-04").output
    found = empty("check", "--only", "lapsed-unreported", "--format", "json").rows
    assert [row["ref"] for row in found] == ["cap", "cap/2026-01", "cap/2026-02", "cap/2026-05"]


# ---- kept longer -------------------------------------------------------------------------------


@pytest.mark.parametrize("nature", ["keep", "refrain"])
def test_to_keep_a_standstill_longer_is_no_delay(empty: Tracker, nature: str) -> None:
    promise = ("--by", "US", "--to", "CN", "--nature", nature, "--made-on", "2025-08-11", "--publisher", "Reuters")
    empty.done("add", "No new tariffs", "--ref", "truce", "--due", "2025-11-10", *promise)
    empty.done("amend", "truce", "--due", "2026-11-10", "--kind", "extension", "--on", "2025-11-04", "--publisher", "X")
    [row] = empty.done("list", "--format", "json").rows
    assert (row["slip_days"], row["moves"]) == (None, 1)
    assert empty.done("list", "slipped", "--format", "json").rows == []
    score = empty.done("score", "--format", "json").row
    assert [score[name] for name in ("moved", "slipped", "put_off", "dropped")] == [0, 0, 0, 0]
    assert (score["prolonged"], score["prolonged_longest"], score["endless"]) == (1, 365, 0)
    assert "Prolonged" in empty.done("score").output
    assert "prolonged 365 d" in empty.done("moves").output
    assert "prolonged 365 d" in empty.done("show", "truce").output
    assert "; prolonged by 365 days from the first end, 2025-11-10" in " ".join(
        empty.done("show", "truce").output.split()
    )
    changes = " ".join(empty.done("changes", "--since", "2025-01-01").output.split())
    assert "truce: prolonged on 2025-11-04, before the old day had passed, from 2025-11-10 to 2026-11-10" in changes
    report = empty.done("report", "--format", "markdown").output
    assert "put off" not in report
    assert "first until 2025-11-10" in " ".join(
        empty.done("report", "--format", "json").row["due_days"][0]["says"].split()
    )


def test_the_end_of_a_standstill_may_come_earlier_fall_away_and_come_back(empty: Tracker) -> None:
    promise = ("--by", "US", "--to", "CN", "--nature", "keep", "--made-on", "2025-08-11", "--publisher", "Reuters")
    empty.done("add", "No new tariffs", "--ref", "truce", "--due", "2025-11-10", *promise)

    def amend(due: str, on: str) -> str:
        empty.done("amend", "truce", "--due", due, "--on", on, "--publisher", "Reuters")
        return " ".join(empty.done("show", "truce").output.split())

    assert "; shortened by 10 days from the first end, 2025-11-10" in amend("2025-10-31", "2025-09-01")
    score = empty.done("score", "--format", "json").row
    assert (score["prolonged"], score["shortened"], score["brought_forward"]) == (0, 1, 0)
    assert "; it had the first end, 2025-11-10" in amend("undated: until one side ends it", "2025-09-02")
    assert "now without end" in empty.done("moves").output
    assert "truce: end changed on 2025-09-02" in empty.done("changes", "--since", "2025-01-01").output
    score = empty.done("score", "--format", "json").row
    assert (score["endless"], score["dropped"], score["slipped"]) == (1, 0, 0)
    assert "end set" in amend("2025-12-31", "2025-09-03")


# ---- changes and report ------------------------------------------------------------------------


def test_changes_tell_the_newest_figure_above_a_ceiling_once(empty: Tracker) -> None:
    empty.done(
        *ADD,
        "--every",
        "year",
        "--from",
        "2024",
        "--until",
        "2027",
        "--amount",
        "up to 6 Mt",
        "--made-on",
        "2023-12-01",
    )
    empty.done("deliver", "cap", "9 Mt", "--on", "2025", *SOURCE, "--published", "2026-02-01")
    lines = empty.done("changes", "--since", "2026-01-01", "--as-of", "2026-03-01").output.splitlines()
    told = "cap/2025: exceeded by 3 Mt: 9 Mt against ≤ 6 Mt in 2025, reported by Reuters."
    assert lines[lines.index("Above a ceiling") + 1] == told
    assert "Above" not in empty.done("changes", "--since", "2026-02-02", "--as-of", "2026-03-01").output


def test_what_happened_before_and_became_known_after_a_time_is_no_change_in_it(empty: Tracker) -> None:
    made = ("--made-on", "2024-01-10", "--due", "2026-03-31", *SOURCE)
    empty.done("add", "Pay", "--by", "US", "--to", "JP", "--ref", "pay", "--on", "2024-01-10", *made)
    empty.done("deliver", "pay", "USD 1bn", "--on", "2025-03-01", *SOURCE, "--published", "2025-03-02")
    lines = empty.done("changes", "--since", "2025-01-01", "--as-of", "2025-06-01").output.splitlines()
    assert lines[:2] == ["Delivered", "pay: USD 1bn delivered on 2025-03-01, reported by Reuters."]
    assert lines[2:] == ["1 change since 2025-01-01, as of 2025-06-01."]
    assert "New\npay: “Pay”" in empty.done("changes", "--since", "2025-01-01").output, "it became known since"
    known = ("--as-of", "2025-06-01", "--known-at", "2025-06-01")
    assert "New\npay" in empty.done("changes", "--since", "2025-01-01", *known).output, "with the first that was known"


def test_a_breach_of_what_was_in_force_by_its_plan_says_so(empty: Tracker) -> None:
    made = ("--made-on", "2025-01-01", "--not-before", "2025-06-01", *SOURCE, "--published", "2025-01-01")
    empty.done(*ADD, *made)
    empty.done("mark", "cap", "breached", "--on", "2026-03-31", *SOURCE, "--published", "2026-04-01")
    said = "breached on 2026-03-31, before that in force, reported by Reuters."
    assert said in empty.done("changes", "--since", "2026-01-01").output


def test_what_is_open_inside_a_promise_that_is_over_says_how_the_whole_ended(empty: Tracker) -> None:
    empty.done("add", "Pay", "--by", "US", "--to", "JP", "--ref", "pay", "--due", "2026-03-31", *SOURCE)
    empty.done("milestone", "pay", "first", "--due", "2026-02-28")
    empty.done("mark", "pay", "partially_met", "--on", "2026-03-31", *SOURCE)
    assert "over: the whole is partially met" in empty.done("list", "--milestones").output
    assert empty.done("list", "open", "--milestones", "--format", "json").refs == []
    assert empty.done("list", "status:closed", "--milestones", "--format", "json").refs == ["pay/first", "pay"]
    first, _ = empty.done("list", "--milestones", "--format", "json").rows
    assert (first["status"], first["outcome"]) == ("agreed", "void")
    scored = empty.done("score", "--by", "all").output
    assert "Void or replaced: 1 milestone open when the whole was closed, and not judged." in scored


# ---- notes on what changes nothing -------------------------------------------------------------


def test_a_breach_within_a_breach_and_a_cure_before_it_are_pointed_out(empty: Tracker) -> None:
    known = (*SOURCE, "--published", "2026-01-01")
    empty.done(*ADD, "--made-on", "2024-01-01", "--not-before", "2024-02-01")
    assert empty.done("mark", "cap", "breached", "--on", "2025-03-31", *known).errors == "cap: breached\n"
    within = empty.done("mark", "cap", "breached", "--on", "2025-05-31", *known).errors
    assert within.endswith("cap: it was breached before, since 2025-03-31; this is no new breach\n")
    before = empty.done("mark", "cap", "in_progress", "--on", "2024-05-31", *known).errors
    assert before.endswith("cap: it stays breached, since 2025-03-31; 2024-05-31 is before that\n")
    assert empty.done("mark", "cap", "in_progress", "--on", "2025-10-31", *known).errors == "cap: in progress\n"
    assert empty.done("mark", "cap", "in_progress", "--on", "2025-11-30", *known).errors == "cap: in progress\n"


def test_a_source_against_a_recurring_duty_names_the_period_that_it_could_be_about(empty: Tracker) -> None:
    rule = ("--every", "year", "--from", "2024", "--until", "2025", "--made-on", "2023-12-01")
    empty.done("add", "Buy soy", "--by", "CN", "--to", "US", "--ref", "soy", *rule)
    told = empty.done("cite", "soy", "--against", "delivery", *SOURCE).errors
    remedy = "`tracker cite soy/2024 --against delivery` says so of one"
    assert told.endswith(f"soy: it says of no one period that it was not done; {remedy}\n")
    assert "no one period" not in empty.done("cite", "soy/2024", "--against", "delivery", *SOURCE).errors
    empty.done("mark", "soy", "withdrawn", "--on", "2026-01-10", *SOURCE)
    assert "`tracker cite soy/2025" in empty.done("cite", "soy", "--against", "delivery", *SOURCE).errors


def test_a_list_names_who_tells_of_a_figure_above_a_ceiling(ceiling: Tracker) -> None:
    ceiling.done("deliver", "cap", "16 %", "--on", "2026-04-01", *SOURCE, "--published", "2026-04-02")
    assert "level of 16% (Reuters), 2026-04-02" in ceiling.done("list", COLUMNS="200").output


def test_a_period_that_begins_while_the_whole_is_breached_is_not_told_as_in_force(empty: Tracker) -> None:
    rule = ("--every", "month", "--from", "2024-01", "--until", "2024-12", "--amount", "up to 4 Mt")
    empty.done("add", "Cap", "--by", "IQ", "--to", "SA", "--nature", "keep", *rule, "--ref", "iq")
    empty.done("mark", "iq", "breached", "--on", "2024-01-31", "--publisher", "X", "--published", "2024-02-01")
    told = ("changes", "ref:iq", "--since", "2024-05-15", "--as-of", "2024-06-15")
    assert "iq/2024-06: in force" not in empty.done(*told).output
    empty.done("mark", "iq", "in_progress", "--on", "2024-05-31", "--publisher", "X", "--published", "2024-06-01")
    assert "iq/2024-06: in force since 2024-06-01, as planned" in empty.done(*told).output


def test_what_ended_in_breach_is_not_found_as_breached_now(empty: Tracker) -> None:
    terms = ("--by", "RU", "--by", "SA", "--to", "US", "--nature", "refrain", "--made-on", "2020-01-01")
    empty.done("add", "Quiet", *terms, "--due", "2025-12-31", "--ref", "q")
    empty.done("mark", "q", "breached", "--of", "SA", "--on", "2022-11-18", *SOURCE)
    assert "breached since 2022-11-18" in empty.done("list", "breached", "--as-of", "2025-12-31").output
    assert empty.done("list", "breached").output == "0 listed.\n"
    assert "ended in breach on 2025-12-31 (1140 d)" in empty.done("list", "status:breached", COLUMNS="200").output
    empty.done("amend", "q", "--due", "2026-02-28", "--source-party", "obligee", "--on", "2025-12-01", *SOURCE)
    assert "ended in breach on" in empty.done("list", "status:breached", COLUMNS="200").output
