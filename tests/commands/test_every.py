"""Recurring duties: the options `--every`, `--from`, `--until`, and records of one period alone."""

from pathlib import Path

import pytest

from tests.commands.test_completion import offered
from tests.program import Tracker

NOW = "2028-06-01T12:00:00Z"
RULE = ("--every", "year", "--from", "2026", "--until", "2029", "--amount", "6 Mt")


@pytest.fixture
def wheat(empty: Tracker) -> Tracker:
    """A yearly purchase with the figures of two years."""
    empty.now = NOW
    empty.done("add", "Buy wheat", "--by", "JP", "--to", "US", "--ref", "wheat", "--made-on", "2025-09-04", *RULE)
    for year, figure in (("2026", "9 Mt"), ("2027", "2 Mt")):
        published = str(int(year) + 1) + "-02-01"
        empty.done("deliver", "wheat", figure, "--on", year, "--publisher", "Customs", "--published", published)
    return empty


def refs(tracker: Tracker, *arguments: str) -> list[str]:
    """The refs of a list."""
    return [row["ref"] for row in tracker.done("list", *arguments, "--format", "json").rows]


# ---- looking -----------------------------------------------------------------------------------


def test_a_list_tells_the_whole_and_the_late_periods(wheat: Tracker) -> None:
    assert refs(wheat) == ["wheat/2027", "wheat"]
    assert refs(wheat, "--milestones") == ["wheat/2026", "wheat/2027", "wheat", "wheat/2028"]
    assert refs(wheat, "--overdue") == []
    assert refs(wheat, "short", "--milestones") == ["wheat/2027"]
    assert "write short" in wheat("list", "short by").errors
    assert refs(wheat, "wheat/", "--milestones") == ["wheat/2026", "wheat/2027", "wheat/2028"]
    assert refs(wheat, "2028", "--milestones") == ["wheat/2028"]
    assert refs(wheat, "due.after:2028-11", "--milestones") == ["wheat", "wheat/2028"]
    assert refs(wheat, "status:agreed", "by:JP", "due.before:2027", "--milestones") == ["wheat/2026"]
    assert refs(wheat, "ref:wheat/2026", "--milestones") == ["wheat/2026"]


def test_every_surface_counts_the_same_late_periods(wheat: Tracker) -> None:
    for command in (["list", "--overdue"], ["agenda"]):
        assert "1 short by the figure for a period" in wheat.done(*command).output
    for command in (["list"], ["show", "wheat"], ["timeline"], ["report"], ["changes", "--since", "2028-01-15"]):
        assert "short by 4 Mt" in wheat.done(*command).output, command
        assert "d late" not in wheat.done(*command).output, command
    assert "overdue-without-news" not in wheat("check").output
    row = wheat.done("show", "wheat", "--format", "json").row
    assert [(one["ref"], one["delivered"]) for one in row["milestones"]] == [
        *(("wheat/2026", "9 Mt"), ("wheat/2027", "2 Mt"), ("wheat/2028", None)),
    ]
    assert (row["every"], row["due"]) == ("year, from 2026 until 2029, 6 Mt each", "2028-12-31")
    assert "6 Mt each year" in wheat.done("list").output
    wheat.done("undo")
    assert refs(wheat, "--overdue") == ["wheat/2027"]
    assert all("1 overdue" in wheat.done(*command).output for command in (["list", "--overdue"], ["agenda"]))


def test_a_query_for_a_ref_finds_its_periods_on_every_surface(wheat: Tracker) -> None:
    assert refs(wheat, "ref:wheat", "--milestones") == refs(wheat, "--milestones")
    assert refs(wheat, "ref:wheat", "not:parent:wheat", "--milestones") == ["wheat"]
    everything, found = (wheat.done("agenda", *words).output.splitlines()[0] for words in ((), ("ref:wheat",)))
    assert found == everything != wheat.done("agenda", "ref:wheat/2026").output.splitlines()[0]
    assert wheat.done("score", "ref:wheat", "--format", "json").rows[0]["commitments"] == 4
    listed = wheat.done("list", "ref:wheat").output
    assert "ref:wheat finds the milestones inside it too; not:parent:wheat leaves them out." in " ".join(listed.split())
    assert "milestones inside" not in wheat.done("list", "ref:wheat/2026", "--milestones").output
    wheat.done("edit", "wheat", "--ref", "grain")
    former = " ".join(wheat.done("list", "ref:wheat").output.split())
    assert "on 2028-06-01. ref:grain finds the milestones inside it too" in former
    assert "of 4 commitments" in wheat("check", "ref:grain").output


def test_a_period_names_the_source_of_its_figure(wheat: Tracker) -> None:
    shown = wheat.done("show", "wheat/2027")
    assert "2 Mt delivered; recorded at wheat" in " ".join(shown.output.split())
    row = wheat.done("show", "wheat/2027", "--format", "json").row
    assert [(one["id"], one["shared_from"]) for one in row["history"]][-1] == (None, "wheat")
    assert [one["witness"] for one in row["sources"]] == ["Customs"]
    assert " 2028-02-01, of wheat\n" in shown.output
    wheat.done("deliver", "wheat/2027", "3 Mt", "--on", "2027-05", "--publisher", "FT", "--published", "2028-03-01")
    assert " 2028-03-01\n" in wheat.done("show", "wheat/2027", "--only", "summary").output
    assert "2028-03-01, of wheat/2027" in wheat.done("show", "wheat").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("deliver", "whe/2030", "6 Mt"),
            "wheat has no period 2030: it runs from 2026 until 2029; `tracker edit wheat --until 2030` ends with it",
        ),
        (
            ("mark", "wheat/2019", "met"),
            "wheat has no period 2019: it runs from 2026 until 2029; `tracker edit wheat --from 2019` begins with it",
        ),
        (
            ("show", "wheat/2029"),
            "wheat has no period 2029: it begins on 2029-01-01, after 2028-06-01; give --as-of 2029-01-01 or later",
        ),
        (
            ("log", "open/jp-fy2019"),
            "open has no period JP-FY2019: it runs from JP-FY2026; `tracker edit open --from JP-FY2019` begins with it",
        ),
        (
            ("deliver", "over/2028-q4", "6 Mt"),
            (
                "over has no period 2028-Q4: the whole is withdrawn since 2028-05-01; "
                "`tracker show over` has those until then"
            ),
        ),
        (("show", "wheat/2020-q1"), "no commitment is called “wheat/2020-q1”; `tracker list` shows them all"),
        (("show", "wheat/harvest"), "no commitment is called “wheat/harvest”; `tracker list` shows them all"),
        (("show", "many/2060-01"), "no commitment is called “many/2060-01”; `tracker list` shows them all"),
        (("show", "rye/2030"), "no commitment is called “rye/2030”; `tracker list` shows them all"),
    ],
)
def test_a_period_that_does_not_exist_is_refused_with_the_reason(
    wheat: Tracker, arguments: tuple[str, ...], sentence: str
) -> None:
    for ref, rule in (("open", ("JP-FY", "2026")), ("over", ("quarter", "2028-Q1")), ("many", ("month", "1990-01"))):
        wheat.done("add", ref, "--by", "JP", "--to", "US", "--ref", ref, "--every", rule[0], "--from", rule[1])
    wheat.done("mark", "over", "withdrawn", "--on", "2028-05-01")
    asked = (*arguments, "--as-of", "2070-01-01") if "many/2060-01" in arguments else arguments
    assert wheat(*asked).refusal == (3, sentence)


def test_a_period_is_found_by_the_beginning_of_its_ref(wheat: Tracker) -> None:
    assert wheat.done("show", "whe/2026", "--format", "json").row["ref"] == "wheat/2026"
    assert wheat("show", "wheat/2029").exit_code == 3
    assert wheat("show", "wheat/20").exit_code == 3
    assert wheat("show", "corn/2026").exit_code == 3
    assert wheat.done("show", "wheat/2029", "--as-of", "2029-01-01", "--format", "json").row["timeliness"] == "upcoming"


def test_what_changed_tells_a_late_period_and_no_new_one(wheat: Tracker) -> None:
    rows = wheat.done("changes", "--since", "2027-12-01", "--format", "json").rows
    assert ("wheat/2027", "short") in [(row["ref"], row["group"]) for row in rows]
    assert "new" not in [row["group"] for row in rows if row["ref"] != "wheat"]
    first = wheat.done("changes", "--since", "2025-01-01").output
    assert "every year, from 2026 until 2029, 6 Mt each" in first


def test_a_whole_tells_the_amount_of_each_period_and_no_sum(wheat: Tracker) -> None:
    wheat.done("edit", "wheat", "--until", "2027")
    changed = " ".join(wheat.done("changes", "--since", "2027-06-01").output.split())
    assert "wheat: its last period is over, since the end of 2027, short in 1 of 2 periods." in changed
    delivered = wheat.done("deliver", "wheat", "4 Mt", "--on", "2027", "--publisher", "Customs")
    assert "wheat: that is all of it, 6 Mt each year; `tracker mark wheat met" in delivered.errors
    assert "6 Mt each year; nobody has marked it met." in " ".join(
        wheat.done("changes", "--since", "2027-06-01").output.split()
    )
    for one in ("wheat/2026", "wheat/2027"):
        wheat.done("mark", one, "met", "--on", "2028-03-01", "--publisher", "USDA")
    wheat.done("edit", "wheat", "--amount", "")
    bare = " ".join(wheat.done("changes", "--since", "2027-06-01").output.split())
    assert "wheat: delivered in full by 2028-03-01; nobody has marked it met." in bare


def test_a_rule_that_has_not_ended_has_not_lapsed(wheat: Tracker) -> None:
    for until, timeliness in (("", "in_force"), ("2028", "in_force"), ("2027", "lapsed")):
        wheat.done("edit", "wheat", "--until", until)
        assert wheat.done("show", "wheat", "--format", "json").row["timeliness"] == timeliness


def test_a_period_that_was_withdrawn_does_not_keep_the_duty_from_being_completed(wheat: Tracker) -> None:
    wheat.done("edit", "wheat", "--until", "2027")
    wheat.done("mark", "wheat/2027", "withdrawn", "--on", "2028-03-01", "--publisher", "MAFF")
    assert wheat.done("show", "wheat", "--format", "json").row["timeliness"] == "completed"


def test_a_period_has_what_was_delivered_to_a_part_of_it(wheat: Tracker) -> None:
    wheat.done("add", "Harbour", "--by", "JP", "--to", "US", "--ref", "harbour", "--parent", "wheat/2028")
    wheat.done("deliver", "harbour", "1 Mt", "--on", "2028-05-01", "--publisher", "Customs")
    assert wheat.done("show", "wheat/2028", "--format", "json").row["delivered"] == "1"


# ---- recording ---------------------------------------------------------------------------------


def test_a_period_is_recorded_alone_and_taken_back(wheat: Tracker) -> None:
    marked = wheat.done("mark", "wheat/2027", "partially_met", "--on", "2028-03-01", "--publisher", "USDA")
    assert marked.errors.startswith("wheat/2027: partially met\n")
    assert refs(wheat) == ["wheat"]
    assert [row["ref"] for row in wheat.done("log", "wheat/2027", "--format", "json").rows] == ["wheat/2027"]
    wheat.done("assess", "wheat/2027", "stalled")
    assert wheat.done("undo").errors == "took back wheat/2027: stalled\n"
    assert wheat.done("undo", "wheat/2027").errors == "took back wheat/2027: partially met\n"
    assert refs(wheat) == ["wheat/2027", "wheat"]
    wheat.done("mark", "wheat/2027", "not_met", "--on", "2028-03-01", "--publisher", "USDA")
    assert wheat.done("show", "wheat/2027", "--format", "json").row["status"] == "not_met"


def test_undo_takes_back_the_last_change_of_a_period_after_its_first_was_undone(wheat: Tracker) -> None:
    wheat.done("deliver", "wheat/2027", "1 Mt", "--on", "2028-03-15", "--publisher", "Customs")
    wheat.done("undo")
    assert "the commitment taken back" not in wheat.done("log", "wheat/2027").output
    wheat.done("mark", "wheat/2027", "not_met", "--on", "2028-04-01", "--publisher", "USDA")
    wheat.done("mark", "wheat/2026", "not_met", "--on", "2028-04-02", "--publisher", "USDA")
    wheat.done("remove", "wheat/2027")
    assert wheat.done("undo").errors == "took back wheat/2027: the commitment taken back\n"
    assert wheat.done("show", "wheat/2027", "--format", "json").row["status"] == "not_met"


def test_what_is_recorded_of_a_period_may_be_removed_but_not_the_period(wheat: Tracker) -> None:
    wheat.done("amend", "wheat/2029", "--amount", "5 Mt")
    assert refs(wheat, "wheat/2029", "--milestones") == ["wheat/2029"]
    wheat.done("remove", "wheat/2029")
    assert refs(wheat, "wheat/2029", "--milestones") == []
    assert wheat("remove", "wheat/2026").refusal == (
        *(
            5,
            "removing wheat/2026: nothing was recorded of it alone; its rule makes it; edit --from or --until of wheat",
        ),
    )
    assert wheat("undo", "wheat/2026").refusal == (
        *(5, "undoing: nothing was recorded of wheat/2026 alone; it follows from the rule of wheat"),
    )


def test_a_dry_run_previews_a_record_of_a_period(wheat: Tracker) -> None:
    shown = wheat.done("mark", "wheat/2026", "met", "--on", "2026-12-01", "--publisher", "USDA", "--dry-run").output
    assert "met_on_time" in shown
    assert wheat.done("show", "wheat/2026", "--format", "json").row["status"] == "agreed"


def test_a_milestone_is_made_inside_a_period_also_one_that_has_not_begun(wheat: Tracker) -> None:
    assert wheat.done("milestone", "wheat/2028", "half", "--due", "2028-05").output == "wheat/2028/half\n"
    wheat.done("milestone", "wheat/2029", "half", "--due", "2029-06", "--amount", "3 Mt")
    assert refs(wheat, "--overdue", "--milestones") == ["wheat/2028/half"]
    assert refs(wheat, "wheat/2029", "--milestones") == ["wheat/2029/half", "wheat/2029"]
    row = wheat.done("show", "wheat/2029", "--format", "json").row
    assert (row["amount"], [one["ref"] for one in row["milestones"]]) == ("6", ["wheat/2029/half"])
    assert wheat.done("show", "wheat/2029/half", "--format", "json").row["obligor"] == ["JP"]
    assert "wheat/2029" not in refs(wheat, "--milestones", "--known-at", "2028-05-31")
    wheat.done("undo", "wheat/2029/half")
    assert refs(wheat, "wheat/2029", "--milestones") == []
    wheat.done("remove", "wheat")
    refused = wheat("amend", "wheat/2028/half", "--due", "2028-07")
    assert (refused.exit_code, refused.errors) == (
        *(5, "tracker: recording on wheat/2028/half: wheat was taken back; `tracker log wheat` shows when\n"),
    )


def test_a_part_of_a_period_that_has_not_begun_has_that_umbrella(wheat: Tracker) -> None:
    wheat.done("add", "Port", "--by", "JP", "--to", "US", "--ref", "port", "--parent", "wheat/2029")
    assert [one["ref"] for one in wheat.done("show", "wheat/2029", "--format", "json").row["parts"]] == ["port"]
    wheat.done("edit", "port", "--parent", "", "--in-return-for", "wheat/2029")
    assert refs(wheat, "wheat/2029", "--milestones") == []
    assert "does not exist" not in wheat("check").output


def test_a_milestone_is_not_made_where_the_rule_makes_a_period(wheat: Tracker) -> None:
    assert wheat("milestone", "wheat", "2027", "--due", "2027").refusal == (
        *(5, "adding wheat/2027: it is a period of wheat already; amend, mark or deliver to it"),
    )
    wheat.done("milestone", "wheat", "terminal", "--due", "2030", "--title", "A terminal")
    assert refs(wheat, "wheat/", "--milestones")[-1] == "wheat/terminal"


# ---- the rule ----------------------------------------------------------------------------------


def test_the_rule_is_edited_part_by_part(wheat: Tracker) -> None:
    wheat.done("edit", "wheat", "--until", "2027")
    wheat.done("edit", "wheat", "--amount", "2 Mt")
    row = wheat.done("show", "wheat", "--format", "json").row
    assert (row["every"], row["timeliness"]) == ("year, from 2026 until 2027, 2 Mt each", "completed")
    wheat.done("edit", "wheat", "--every", "")
    assert refs(wheat, "--milestones") == ["wheat"]
    assert wheat("edit", "wheat", "--amount", "7 Mt").refusal == (
        *(
            5,
            "editing the amount: only that of a period is a term; use `tracker amend wheat --amount`, or give --every",
        ),
    )


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("--every", "year"), 5, "it does not say from which period on; say --from"),
        (("--from", "2026"), 5, "do not say how often it is owed; give --every too"),
        (("--every", "year", "--from", "2026-03"), 2, "it is no year; write one such as 2026"),
        (("--every", "year", "--from", "2027", "--until", "2026"), 5, "mend --from or --until"),
        ((*RULE, "--due", "2029"), 5, "each period falls due on its last day, as the rule says; leave out --due"),
        (("--every", "fortnight", "--from", "2026"), 2, "“fortnight” is not a period"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(empty: Tracker, typed: tuple[str, ...], code: int, said: str) -> None:
    result = empty("add", "x", "--by", "JP", "--to", "US", *typed)
    assert (result.exit_code, said in result.errors) == (code, True), result.errors


def test_a_period_has_no_periods_itself(wheat: Tracker) -> None:
    assert wheat("edit", "wheat/2026", "--every", "month", "--from", "2026-01").refusal == (
        *(5, "--every of wheat/2026: it is one period of a recurring duty; edit wheat"),
    )
    assert wheat("edit", "wheat/2026", "--ref", "x").refusal == (
        *(5, "--ref of wheat/2026: it is one period of a recurring duty; edit wheat"),
    )
    assert wheat.done("log", "wheat/2026", "--format", "json").rows == []


def test_a_renamed_duty_keeps_what_was_recorded_of_its_periods(wheat: Tracker) -> None:
    wheat.done("mark", "wheat/2026", "met", "--on", "2026-12-01", "--publisher", "USDA")
    wheat.done("edit", "wheat", "--ref", "grain")
    assert wheat.done("show", "grain/2026", "--format", "json").row["status"] == "met"
    assert sorted(refs(wheat, "--milestones")) == ["grain", "grain/2026", "grain/2027", "grain/2028"]
    wheat.done("mark", "grain/2027", "not_met", "--on", "2028-03-01", "--publisher", "USDA")
    assert wheat.done("show", "grain/2027", "--format", "json").row["status"] == "not_met"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ("amend", "wheat", "--due", "2027"),
            (
                "a due date of wheat as a whole: each year has its own; "
                "`tracker amend wheat/2026 --due DATE` moves that of one year"
            ),
        ),
        (
            ("deliver", "wheat", "3 Mt", "--so-far"),
            (
                "a total so far of wheat: it does not say since when it counts; record that of one year: "
                "`tracker deliver wheat/2026 AMOUNT --so-far`"
            ),
        ),
    ],
)
def test_what_would_count_beside_the_periods_is_refused(wheat: Tracker, typed: tuple[str, ...], said: str) -> None:
    assert wheat(*typed).refusal == (5, said)


def test_what_counts_in_one_period_alone_is_recorded(wheat: Tracker) -> None:
    wheat.done("amend", "wheat", "--due", "2030", "--kind", "forecast", "--publisher", "USDA")
    wheat.done("amend", "wheat/2028", "--amount", "7 Mt", "--due", "2029-01")
    wheat.done("deliver", "wheat/2028", "3 Mt", "--so-far")
    row = wheat.done("show", "wheat/2028", "--format", "json").row
    assert (row["amount"], row["due"], row["delivered"]) == ("7", "2029-01-31", "3")


# ---- the amount of each ------------------------------------------------------------------------


def amounts(tracker: Tracker, *arguments: str) -> dict[str, str]:
    """The amount of each period."""
    rows = tracker.done("list", "wheat/", "--milestones", "--format", "json", *arguments).rows
    return {row["ref"].partition("/")[2]: row["amount"] for row in rows}


NEWS = ("--publisher", "USDA", "--published")


def test_an_amount_of_each_counts_from_the_period_in_which_it_took_effect(wheat: Tracker) -> None:
    amended = wheat.done("amend", "wheat", "--amount", "7 Mt", "--on", "2027-05-01", *NEWS, "2027-05-02")
    assert amended.errors.startswith("wheat: revision: 7 Mt a year from 2027 on\n")
    assert amounts(wheat) == {"2026": "6", "2027": "7", "2028": "7"}
    assert amounts(wheat, "--as-of", "2027-04-30") == {"2026": "6", "2027": "6"}
    assert amounts(wheat, "--known-at", "2027-05-01") == {"2026": "6", "2027": "6"}
    assert amounts(wheat, "--known-at", "2027-05-02") == {"2026": "6", "2027": "7"}
    assert "short by 5 Mt" in wheat.done("show", "wheat/2027").output
    assert "7 Mt each year" in wheat.done("list").output
    assert "6 Mt each year" in wheat.done("list", "--as-of", "2027-04-30").output
    wheat.done("undo")
    assert amounts(wheat) == {"2026": "6", "2027": "6", "2028": "6"}


def test_an_amount_of_each_counts_from_a_named_period_on(wheat: Tracker) -> None:
    wheat.done("amend", "wheat", "--amount", "7 Mt a year", "--from", "2028", "--on", "2026-05-01")
    wheat.done("amend", "wheat", "--amount", "8 Mt", "--from", "2029")
    wheat.done("amend", "wheat", "--amount", "5 Mt", "--from", "2029", "--reading", "JP")
    assert amounts(wheat, "--as-of", "2029-01-01") == {"2026": "6", "2027": "6", "2028": "7", "2029": "8"}
    assert "7 Mt each year" in wheat.done("list").output
    shown = wheat.done("show", "wheat", "--only", "amounts", "--format", "json").row["amounts"]
    assert [(one["figure"], one["first_period"], one["change"]) for one in shown] == [
        *(("7 Mt", "2028", "revision"), ("8 Mt", "2029", "revision")),
    ]
    assert "revision from 2029 on" in wheat.done("show", "wheat", "--only", "amounts").output
    assert "revision, as JP reads it: 5 Mt a year from 2029 on" in wheat.done("log", "wheat").output


def test_a_correction_of_the_amount_of_each_counts_for_the_periods_of_the_version(wheat: Tracker) -> None:
    refused = (
        "a correction of the amount of wheat: no version of it was recorded; "
        "`tracker edit wheat --amount AMOUNT` corrects that of the rule"
    )
    assert wheat("amend", "wheat", "--amount", "5 Mt", "--kind", "correction").refusal == (5, refused)
    wheat.done("amend", "wheat", "--amount", "7 Mt", "--from", "2028")
    wheat.done("amend", "wheat", "--amount", "7.5 Mt", "--kind", "correction")
    assert amounts(wheat) == {"2026": "6", "2027": "6", "2028": "7.5"}
    wheat.done("amend", "wheat", "--amount", "7.5 Mt", "--kind", "correction", "--from", "2027")
    assert amounts(wheat) == {"2026": "6", "2027": "7.5", "2028": "7.5"}


def test_the_first_amount_of_each_of_a_rule_without_one_is_set(wheat: Tracker) -> None:
    wheat.done("edit", "wheat", "--amount", "")
    first = wheat.done("amend", "wheat", "--amount", "6 Mt a year").errors
    assert first == "wheat: set: 6 Mt a year from 2028 on\nwheat: 2028: no amount; now 6 Mt\n"
    assert amounts(wheat) == {"2026": None, "2027": None, "2028": "6"}


def test_what_changed_tells_the_amount_of_each_once(wheat: Tracker) -> None:
    wheat.done("amend", "wheat", "--amount", "7 Mt", "--on", "2027-05-01", *NEWS, "2027-05-02")
    rows = wheat.done("changes", "--since", "2027-05-01", "--as-of", "2027-06-01", "--format", "json").rows
    assert [(row["ref"], row["what"]) for row in rows if "amount" in row["what"]] == [
        ("wheat", "amount revised on 2027-05-01 from 6 Mt to 7 Mt a year from 2027 on, reported by USDA"),
    ]
    wheat.done("amend", "wheat", "--amount", "8 Mt", "--from", "2029")
    again = wheat.done("changes", "--since", "2028-05-31").output
    assert "amount revised on 2028-06-01 from 7 Mt to 8 Mt a year from 2029 on" in again
    wheat.done("undo")
    wheat.done("undo")
    wheat.done("edit", "wheat", "--amount", "")
    wheat.done("amend", "wheat", "--amount", "8 Mt", "--from", "2029")
    assert "amount set on 2028-06-01: 8 Mt a year from 2029 on" in wheat.done("changes", "--since", "2028-05-31").output


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (
            ("wheat", "--amount", "7 Mt", "--from", "2025"),
            5,
            "an amount of wheat from 2025 on: it is owed from 2026 until 2029; name one of these periods with --from",
        ),
        (("wheat", "--amount", "7 Mt", "--on", "2031-05-01"), 5, "an amount of wheat from 2031 on"),
        (("wheat", "--due", "2027", "--from", "2027"), 2, "--from is the first period of an amount"),
        (
            ("wheat/2027", "--amount", "7 Mt", "--from", "2027"),
            5,
            "--from of wheat/2027: it is no recurring duty; amend wheat, or leave it out",
        ),
    ],
)
def test_an_amount_from_no_period_is_refused(wheat: Tracker, typed: tuple[str, ...], code: int, said: str) -> None:
    result = wheat("amend", *typed)
    assert (result.exit_code, said in result.errors) == (code, True), result.errors
    wheat.done("edit", "wheat", "--until", "")
    assert "it is owed from 2026 on" in wheat("amend", "wheat", "--amount", "7 Mt", "--from", "2025").errors
    wheat.done("edit", "wheat", "--every", "")
    assert "give a rule by `tracker edit" in wheat("amend", "wheat", "--amount", "7 Mt", "--from", "2025").errors


def test_an_amendment_and_an_edit_tell_the_periods_that_change(wheat: Tracker) -> None:
    amended = wheat.done("amend", "wheat", "--amount", "7 Mt", "--from", "2027", "--on", "2026-09-01")
    assert amended.errors.splitlines() == [
        "wheat: revision: 7 Mt a year from 2027 on",
        "wheat: 2027, which is over: 6 Mt, short by 4 Mt; now 7 Mt, short by 5 Mt",
        "wheat: 2028: 6 Mt; now 7 Mt",
    ]
    preview = wheat.done("edit", "wheat", "--amount", "10 Mt", "--dry-run")
    assert preview.errors.splitlines() == [
        "wheat: what was amended stays: 7 Mt a year from 2027 on",
        "wheat: 2026, which is over: 6 Mt, delivered in full; now 10 Mt, short by 1 Mt",
    ]
    wheat.done("undo")
    edited = wheat.done("edit", "wheat", "--every", "year", "--from", "2024", "--until", "2027", "--amount", "")
    assert edited.errors.splitlines() == [
        "wheat: edited every: year, from 2024 until 2027",
        "wheat: 2024 to 2025, which are over: no period; now no amount, past due",
        "wheat: 2026, which is over: 6 Mt, delivered in full; now no amount, past due",
        "wheat: 2027, which is over: 6 Mt, short by 4 Mt; now no amount, past due",
        "wheat: 2028: 6 Mt; now no period",
    ]
    closed = wheat.done("edit", "wheat", "--every", "").errors
    assert "wheat: edited every: no longer recurring\n" in closed


def test_no_more_than_a_few_changed_periods_are_told_one_by_one(wheat: Tracker) -> None:
    errors = wheat.done("edit", "wheat", "--every", "month", "--from", "2026-01", "--until", "").errors
    assert errors.count("\n") < 12
    for month in range(1, 11):
        wheat.done("deliver", "wheat", f"{month} Mt", "--on", f"2026-{month:02}", "--publisher", "Customs")
    shown = wheat.done("edit", "wheat", "--amount", "20 Mt").errors
    assert (shown.count("; now "), shown.count("wheat: 22 more periods changed\n")) == (8, 1)


def test_what_changed_tells_the_rule_before_and_after(wheat: Tracker) -> None:
    for typed in (("--until", "2030"), ("--every", ""), ("--every", "year", "--from", "2027"), ("--title", "Buy corn")):
        wheat.done("edit", "wheat", *typed)
    told = " ".join(wheat.done("changes", "--since", "2028-05-01").output.split())
    first = "every year, from 2026 until 2029, 6 Mt each"
    assert f"every edited on 2028-06-01: every year, from 2026 until 2030, 6 Mt each, before that {first}." in told
    assert "no longer recurring, before that every year, from 2026 until 2030, 6 Mt each." in told
    assert "every edited on 2028-06-01: every year, from 2027, before that not recurring." in told
    assert "title edited on 2028-06-01." in told


def test_a_plain_amount_becomes_that_of_each_only_where_that_is_said(empty: Tracker, tmp_path: Path) -> None:
    empty.now = NOW
    empty.done("add", "Oil", "--by", "JP", "--to", "US", "--ref", "oil", "--amount", "24 Mt")
    rule = ("edit", "oil", "--every", "year", "--from", "2026")
    why = "a recurring duty oil without an amount: 24 Mt is the amount of the whole; "
    remedy = "give --amount too: the amount of each year, or “” to keep 24 Mt as that of the whole"
    assert empty(*rule).refusal == (5, why + remedy)
    (tmp_path / "x.csv").write_text("ref,every,from\noil,year,2026\n")
    assert why in empty("import", str(tmp_path / "x.csv"), "--update").errors
    each = empty.done(*rule, "--amount", "6 Mt")
    assert "oil: 24 Mt counts no longer as the amount of the whole\n" in each.errors
    assert "6 Mt each year" in empty.done("list").output
    empty.done("undo")
    assert "24 Mt" in empty.done("list").output
    empty.done(*rule, "--amount", "")
    assert "24 Mt" in empty.done("list").output
    assert empty.done("show", "oil/2026", "--format", "json").row["amount"] is None


@pytest.mark.parametrize(
    ("period", "begin", "first", "words"),
    [
        ("month", "2026-01", "2026-07", "7 Mt a month from 2026-07 on"),
        ("half", "2026-H1", "2026-H2", "7 Mt a half-year from 2026-H2 on"),
        ("US-FY", "2026", "2027", "7 Mt a fiscal year from US-FY2027 on"),
        ("year from July", "2026", "2027", "7 Mt a year from 2027-28 on"),
    ],
)
def test_an_amount_of_each_names_its_period(empty: Tracker, period: str, begin: str, first: str, words: str) -> None:
    rule = ("--every", period, "--from", begin, "--amount", "6 Mt")
    empty.done("add", "Rice", "--by", "JP", "--to", "US", "--ref", "rice", *rule)
    assert f"rice: revision: {words}\n" in empty.done("amend", "rice", "--amount", "7 Mt", "--from", first).errors


def test_an_import_gives_no_amount_or_due_date_to_a_whole_with_a_rule(wheat: Tracker, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("ref,amount,due\nwheat,24 Mt,\n")
    assert "an amount of wheat as a whole" in wheat("import", str(tmp_path / "x.csv"), "--update").errors
    (tmp_path / "x.csv").write_text("ref,amount,due\nwheat,,2031\n")
    assert "a due date of wheat as a whole" in wheat("import", str(tmp_path / "x.csv"), "--update").errors


# ---- several obligors --------------------------------------------------------------------------

FUND = ("add", "Fund", "--by", "NO", "--by", "DE", "--to", "BR", "--ref", "amz", "--made-on", "2018-01-01")
RECURRING = (
    "the recurring duty amz: each of NO and DE owes it, and a period does not tell who delivered what; "
    "record a commitment for each obligor"
)
PART = (
    "an amount of amz/first: each of NO and DE owes it, and a milestone does not tell who delivered what; "
    "record a milestone for each obligor, with --by PARTY"
)


def test_a_recurring_duty_of_each_of_several_is_refused(empty: Tracker) -> None:
    assert empty(*FUND, "--each", *RULE).refusal == (5, RECURRING)
    empty.done(*FUND, *RULE)
    assert empty("edit", "amz", "--each").refusal == (5, RECURRING)
    empty.done("edit", "amz", "--by", "NO")
    empty.done("edit", "amz", "--each")
    assert empty("edit", "amz", "--by", "NO", "--by", "DE").refusal == (5, RECURRING)


def test_a_milestone_with_an_amount_that_each_of_several_owes_is_refused(empty: Tracker) -> None:
    empty.done(*FUND, "--each", "--amount", "USD 100m")
    assert empty("milestone", "amz", "first", "--due", "2020", "--amount", "USD 10m").refusal == (5, PART)
    empty.done("milestone", "amz", "first", "--due", "2020")
    assert empty("amend", "amz/first", "--amount", "USD 10m").refusal == (5, PART)
    inner = empty("milestone", "amz/first", "half", "--amount", "USD 5m")
    assert (inner.exit_code, "an amount of amz/first/half" in inner.errors) == (5, True)
    assert empty("edit", "amz/first", "--every", "year", "--from", "2020").exit_code == 5
    empty.done("milestone", "amz", "of-germany", "--by", "DE", "--amount", "USD 10m", "--due", "2020")
    empty.done("edit", "amz", "--no-each")
    empty.done("amend", "amz/first", "--amount", "USD 10m")
    assert empty("edit", "amz", "--each").refusal == (5, PART)


def test_an_import_of_what_each_of_several_owes_is_refused(empty: Tracker, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "ref,title,obligor,obligee,each,every,from,amount\n"
        "amz,Fund,NO;DE,BR,true,year,2019,USD 100m\n"
        "two,Two,NO;DE,BR,true,,,USD 100m\n"
        "two/first,First,,,,,,USD 10m\n"
        "one,One,NO,BR,true,year,2019,USD 100m\n"
    )
    empty.done("add", "Other", "--by", "NO", "--by", "DE", "--to", "BR", "--each")
    refused = empty("import", str(tmp_path / "x.csv"))
    assert refused.exit_code == 5
    assert RECURRING in refused.errors
    assert "an amount of two/first: each of NO and DE owes it" in refused.errors
    assert "2 problems" in refused.errors


# ---- exchange ----------------------------------------------------------------------------------

TABLE = """title,obligor,obligee,ref,every,from,until,amount,currency,due
Corn,JP,US,corn,year,2026,2028,6,Mt,
Rice,JP,US,rice,year from July,2026,,up to 6 Mt,,2028-06-30
Oil,JP,US,oil,"quarter, from 2026-Q1, 3 Mt each",,,,,
Gas,JP,US,gas,"{""period"": ""year"", ""first"": ""2026""}",,,,,
"""


def test_a_table_of_recurring_duties_is_imported(empty: Tracker, tmp_path: Path) -> None:
    empty.now = NOW
    (tmp_path / "x.csv").write_text(TABLE)
    empty.done("import", str(tmp_path / "x.csv"))
    assert {
        row["ref"]: row["every"] for row in empty.done("list", "not:late", "--format", "json").rows if row["every"]
    } == {
        "corn": "year, from 2026 until 2028, 6 Mt each",
        "rice": "year from July, from 2026-27, ≤ 6 Mt each",
        "oil": "quarter, from 2026-Q1, 3 Mt each",
        "gas": "year, from 2026",
    }
    assert "rice/2027-28" in refs(empty, "--milestones")


def test_the_amount_beside_a_whole_rule_is_that_of_the_whole(empty: Tracker, tmp_path: Path) -> None:
    empty.done("add", "Farm", "--by", "JP", "--to", "US", "--ref", "farm", "--amount", "USD 8bn a year")
    empty.done("edit", "farm", "--every", "year", "--from", "2026")
    listed = empty.done("list", "--format", "csv").output
    (tmp_path / "x.csv").write_text(listed, newline="")
    assert empty.done("import", str(tmp_path / "x.csv"), "--update").errors.endswith("0 new, 1 unchanged\n")
    assert empty.done("show", "farm/2026", "--format", "json").row["amount"] == "8000000000"


def test_a_list_carries_the_amounts_of_each_period(wheat: Tracker, tmp_path: Path) -> None:
    wheat.done("amend", "wheat", "--amount", "9 Mt", "--from", "2029", "--on", "2027-05-01")
    wheat.done("amend", "wheat", "--amount", "7 Mt", "--from", "2027", "--on", "2027-06-01")
    wheat.done("amend", "wheat", "--amount", "8 Mt", "--from", "2028")
    every = "year, from 2026 until 2029, 6 Mt each; 7 Mt each from 2027; 8 Mt each from 2028"
    assert wheat.done("show", "wheat", "--format", "json").row["every"] == every
    assert every in wheat.done("show", "wheat").output
    (tmp_path / "x.csv").write_text(wheat.done("list", "--milestones", "--format", "csv").output, newline="")
    assert wheat.done("import", str(tmp_path / "x.csv"), "--update").errors.endswith("0 new, 4 unchanged\n")
    assert "it is in the register already" in wheat("import", str(tmp_path / "x.csv")).errors
    for figure, said in (("5", "1 new"), ("4", "1 changed")):
        (tmp_path / "x.csv").write_text(f"ref,amount,currency\nwheat/2026,{figure},Mt\n")
        assert said in wheat.done("import", str(tmp_path / "x.csv"), "--update").errors
        assert amounts(wheat)["2026"] == figure
    assert "2 events." in wheat.done("log", "wheat/2026").output
    (tmp_path / "y.csv").write_text(f'title,obligor,obligee,ref,every\nCorn,JP,US,corn,"{every}"\n')
    wheat.done("import", str(tmp_path / "y.csv"))
    assert wheat.done("show", "corn", "--format", "json").row["every"] == every
    (tmp_path / "y.csv").write_text(f'ref,every\ncorn,"{every}; 5 Mt each from 2029"\n')
    wheat.done("import", str(tmp_path / "y.csv"), "--update")
    assert wheat.done("show", "corn", "--format", "json").row["every"] == f"{every}; 5 Mt each from 2029"
    for wrong in ("5 Mt each from 2031", "5 each from 2029", "what"):
        (tmp_path / "y.csv").write_text(f'ref,every\ncorn,"{every}; {wrong}"\n')
        assert "every" in wheat("import", str(tmp_path / "y.csv"), "--update").errors


def test_a_list_with_periods_is_imported_where_nothing_is_recorded_and_freezes_none(
    wheat: Tracker, other: Tracker, tmp_path: Path
) -> None:
    other.now = NOW
    wheat.done("mark", "wheat/2026", "met", "--on", "2026-12-20", "--publisher", "Customs", "--published", "2026-12-21")
    wheat.done("milestone", "wheat/2029", "half", "--due", "2029-06", "--amount", "3 Mt")
    wheat.done("add", "Port", "--by", "JP", "--to", "US", "--ref", "port", "--parent", "wheat/2028")
    file = tmp_path / "x.csv"
    file.write_text(wheat.done("list", "--milestones", "--format", "csv").output, newline="")
    assert other.done("import", str(file)).errors.endswith("4 new, 3 unchanged\n")
    recorded = [row["ref"] for row in other.done("log", "--format", "json").rows]
    assert sorted(set(recorded)) == ["port", "wheat", "wheat/2026", "wheat/2029/half"]
    assert recorded.count("wheat/2026") == 1
    assert other.done("import", str(file), "--update").errors.endswith("0 new, 7 unchanged\n")
    other.done("edit", "wheat", "--amount", "8 Mt")
    assert amounts(other) == {"2026": "8", "2027": "8", "2028": "8", "2029": "8", "2029/half": "3"}
    assert other.done("import", str(file), "--update").errors.endswith("0 new, 1 changed, 6 unchanged\n")
    assert amounts(other)["2026"] == "6"


def test_a_row_changes_a_period_that_has_not_begun(wheat: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("ref,amount,currency\nwheat/2029,5,Mt\n")
    assert "it is in the register already; --update changes it" in wheat("import", str(file)).errors
    assert wheat.done("import", str(file), "--update").errors == "1 new\n"
    assert [row["says"] for row in wheat.done("log", "wheat/2029", "--format", "json").rows] == ["revision: 5 Mt"]
    wheat.done("import", str(file), "--update")
    assert amounts(wheat)["2029"] == "5"
    wheat.done("mark", "wheat", "withdrawn", "--on", "2028-02-01", "--publisher", "MAFF")
    file.write_text("ref,amount,currency\nwheat/2028,5,Mt\n")
    refused = wheat("import", str(file), "--update")
    assert (refused.exit_code, refused.errors.splitlines()[0]) == (
        5,
        "line 2, ref “wheat/2028”: recording wheat/2028: wheat ended before it; `tracker show wheat` has its periods",
    )


def test_a_row_with_a_rule_and_another_due_date_is_refused(empty: Tracker, tmp_path: Path) -> None:
    rows = "title,obligor,obligee,every,from,due\nCorn,JP,US,year,2026,2026-03-01\nRice,JP,US,year,,\n"
    (tmp_path / "x.csv").write_text(rows)
    refused = empty("import", str(tmp_path / "x.csv")).errors
    assert (
        "line 2, due “2026-03-01”: a due date together with `every`: each period falls due on its last day" in refused
    )
    assert "line 3, every “year”: the recurring duty “year”: it does not say from which period on" in refused


@pytest.mark.parametrize("form", ["x.json", "x.jsonl", "x.zip"])
def test_an_export_keeps_the_rule_and_the_records_of_periods(wheat: Tracker, tmp_path: Path, form: str) -> None:
    wheat.done("mark", "wheat/2026", "met", "--on", "2026-12-01", "--publisher", "USDA")
    wheat.done("amend", "wheat", "--amount", "7 Mt", "--from", "2027")
    before = wheat.done("list", "--milestones", "--format", "csv").output
    wheat.done("export", str(tmp_path / form))
    other = Tracker(tmp_path / "other.json")
    other.now = NOW
    other.done("init", "--zone", "UTC")
    other.done("import", str(tmp_path / form))
    assert other.done("list", "--milestones", "--format", "csv").output == before
    other.leave()


# ---- completion --------------------------------------------------------------------------------


def test_the_shell_completes_the_periods_after_the_slash(wheat: Tracker) -> None:
    assert "wheat/2026" in offered(wheat, "tracker show wheat/")
    assert offered(wheat, "tracker show whea") == ["wheat"]
    assert offered(wheat, "tracker show corn/") == []
    wheat.register.write_text("{")
    assert offered(wheat, "tracker show wheat/") == [] or wheat.place != str(wheat.register)


# ---- the worked case ---------------------------------------------------------------------------


@pytest.fixture
def four_years(wheat: Tracker) -> Tracker:
    """Six each year with nine, two, six and five delivered, once all is known."""
    wheat.now = "2030-06-01T12:00:00Z"
    for year, figure in (("2028", "6 Mt"), ("2029", "5 Mt")):
        wheat.done("deliver", "wheat", figure, "--on", year, "--publisher", "Customs")
    return wheat


def test_nine_two_six_and_five_of_six_a_year_are_told_alike_everywhere(four_years: Tracker) -> None:
    rows = four_years.done("list", "--milestones", "--format", "json").rows
    assert {row["ref"]: (row["timeliness"], row["overdue_days"]) for row in rows} == {
        "wheat": ("lapsed", None),
        **{f"wheat/{year}": ("completed", None) for year in (2026, 2028)},
        **{f"wheat/{year}": ("short", None) for year in (2027, 2029)},
    }
    for command in ("show wheat", "list", "timeline", "report --format markdown", "changes --since 2026-01-01"):
        shown = " ".join(four_years.done(*command.split()).output.split())
        assert "short by 4 Mt" in shown, command
        assert "short by 1 Mt" in shown, command
        assert "short in 2 of 4 periods" in shown, command
    score = four_years.done("score", "--format", "json").row
    assert [score[name] for name in ("open", "kept", "partly", "failed", "overdue", "delayed")] == [0, 2, 3, 0, 0, 0]
    assert (score["on_time_current"], score["decided_current"]) == (2, 4)
    assert score["delivered_share"] == ["Mt=0.791667"]
    notes = four_years.done("score").output
    assert "Partly or failed: 2 periods short by the figure for the whole, and not yet marked." in notes
    balance = four_years.done("balance", "JP", "US").output
    assert "2 delivered in full, 2 short" in " ".join(balance.split())
    assert "5 Mt short" in balance
    row = four_years.done("balance", "JP", "US", "--format", "json").row
    assert (row["open"], row["overdue"], row["short"]) == (0, None, "5")
    assert (row["arrived"], row["delivered_share"]) == ("22", "0.791667")
    assert "22 Mt, 79.2%" in balance
    progress = four_years.done("progress", "wheat")
    assert "19 Mt delivered of 24 Mt due by now, in each period at most its amount: 79.2%." in progress.output
    assert four_years.done("progress", "wheat", "--format", "json").rows[0]["of_plan"] == "0.791667"
    assert four_years.done("agenda").output == "0 to come until 2030-07-01, 2 short by the figure for a period.\n"
    assert four_years.done("moves").output == "0 moves of 0 deadlines, 0 of them silent.\n"
    assert "short" not in four_years("check").output


def test_a_ceiling_of_six_a_year_is_exceeded_in_the_year_of_nine_alone(four_years: Tracker) -> None:
    four_years.done("edit", "wheat", "--nature", "keep", "--amount", "up to 6 Mt")
    for command in ("show wheat", "list", "timeline", "report --format markdown"):
        assert "exceeded in 2026 by 3 Mt" in " ".join(four_years.done(*command.split()).output.split()), command
    for command in ("score", "balance JP US", "progress wheat"):
        shown = " ".join(four_years.done(*command.split()).output.split())
        assert "Exceeded, each against its own ceiling: wheat/2026 by 3 Mt." in shown, command
    score = four_years.done("score", "--format", "json").row
    assert (score["exceeded"], score["delivered_share"], score["amounts"]) == (1, [], [])
    row = four_years.done("balance", "JP", "US", "--format", "json").row
    assert (row["promised"], row["arrived"], row["delivered_share"]) == (None, None, None)
    assert "9 Mt delivered of wheat (against a ceiling)" in " ".join(
        four_years.done("balance", "JP", "US").output.split()
    )
    assert four_years.done("progress", "wheat", "--format", "json").rows[0]["plan"] is None
    for year in ("2027", "2028", "2029"):
        four_years.done("deliver", f"wheat/{year}", "9 Mt", "--on", year, "--publisher", "Customs")
    shown = four_years.done("show", "wheat").output
    assert "exceeded in 2026 by 3 Mt, in 2027 by 5 Mt, in 2028 by 9 Mt and in 1 more period" in " ".join(shown.split())


def test_of_a_recurring_duty_of_a_mixed_amount_no_share_is_computed(empty: Tracker) -> None:
    mixed = ("--amount", "USD 1bn", "--amount-kind", "mixed", "--every", "year", "--from", "2020", "--until", "2021")
    empty.done("add", "Fund", "--by", "JP", "--to", "US", *mixed, "--made-on", "2019-06-01", "--ref", "fund")
    empty.done("deliver", "fund", "USD 500m", "--on", "2020-05-01")
    shown = empty.done("progress", "fund").output
    assert "USD 500m delivered of USD 2bn due by now, in each period at most its amount.\n" in shown
    assert "The amount is of mixed kinds, so no share of it is computed." in shown
    row = empty.done("progress", "fund", "--format", "json").rows[0]
    assert (row["plan"], row["of_plan"]) == ("2000000000", None)
