"""Facts about one obligor of several: what --of and --each record, and what they refuse."""

from pathlib import Path

import pytest

from tests.program import Tracker

NATO = (
    "add",
    "Spend 2 % of GDP",
    "--by",
    "DE",
    "--by",
    "FR",
    "--to",
    "US",
    "--ref",
    "two",
    "--made-on",
    "2014-09-05",
    "--known",
    "2014-09-05",
)
OF_ALL = "that date is the date of all; leave out --of, or give another --kind"
SOURCE = ("--publisher", "NATO", "--published", "2025-01-10")


@pytest.fixture
def two(tracker: Tracker) -> Tracker:
    """A register with a promise of Germany and France, of 2 % of GDP each by the end of 2024."""
    tracker.done("init", "--zone", "UTC")
    tracker.done(*NATO, "--amount", "2 %GDP", "--due", "2024", "--each")
    return tracker


def standings(tracker: Tracker, *options: str) -> list[tuple[str, str, str, str | None]]:
    """Each obligor with its status, its timeliness and what it delivered."""
    rows = tracker.done("show", "two", "--format", "json", *options).row["obligors"]
    return [(row["obligor"], row["status"], row["timeliness"], row["figure"]) for row in rows]


def test_each_obligor_has_a_standing_of_its_own(two: Tracker) -> None:
    assert two.done("deliver", "two", "2.1 %GDP", "--of", "Germany", "--on", "2024-12", *SOURCE).errors.endswith(
        "two: DE: level of 2.1 %GDP\n"
    )
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10", *SOURCE)
    two.done("assess", "two", "on_track", "--of", "DE")
    assert standings(two) == [
        ("DE", "agreed", "completed", "2.1 %GDP"),
        ("FR", "not_met", "closed", None),
    ]
    row = two.done("list", "--format", "json").row
    assert (row["status"], row["timeliness"], row["each"], row["of"]) == ("agreed", "completed", True, ["DE", "FR"])
    assert [one["assessment"] for one in row["obligors"]] == ["on_track", None]
    assert "agreed, 1 of 2 kept" in two.done("list").output
    assert "2 %GDP each" in two.done("list").output


def test_the_whole_is_closed_once_it_is_closed_for_all(two: Tracker) -> None:
    two.done("mark", "two", "met", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    two.done("mark", "two", "not_met", "--on", "2025-01-10", "--publisher", "NATO", "--published", "2025-02-01")
    assert [row[1] for row in standings(two)] == ["met", "not_met"]
    shown = two.done("show", "two").output
    assert "partially met since 2025-01-10, 1 of 2 kept" in shown
    assert [row[1] for row in standings(two, "--as-of", "2025-01-01")] == ["met", "agreed"]
    assert [row[1] for row in standings(two, "--known-at", "2025-01-20")] == ["met", "agreed"]


def test_a_milestone_of_one_ends_with_what_that_one_owes(two: Tracker) -> None:
    two.done("milestone", "two", "early", "--by", "DE", "--due", "2024-03-31")
    two.done("milestone", "two", "later", "--by", "DE", "--due", "2024-11-30")
    two.done("mark", "two", "withdrawn", "--of", "DE", "--on", "2024-09-01")
    ended = "over: the whole is withdrawn for DE"
    listed = two.done("list", "--milestones").output
    assert ended in listed
    assert "agreed, 0 of 1 kept" in listed, "it is open for France"
    assert two.done("list", "--overdue", "by:DE", "--format", "json").refs == ["two/early"]
    two.done("mark", "two", "met", "--of", "FR", "--on", "2023-12-31", *SOURCE)
    listed = two.done("list", "--milestones").output
    assert ended in listed, "France met it before those of Germany fell due"
    assert "met, 1 of 1 kept" in listed
    assert two.done("list", "--overdue", "--format", "json").refs == ["two/early"]


def test_undo_takes_a_fact_about_one_back(two: Tracker) -> None:
    two.done("mark", "two", "not_applicable", "--of", "FR", "--on", "2015-01-01")
    assert [row[1] for row in standings(two)] == ["agreed", "not_applicable"]
    assert "agreed, 0 of 1 kept" in two.done("list").output
    two.done("undo")
    assert [row[1] for row in standings(two)] == ["agreed", "agreed"]
    assert "taken back: status 4: FR: not applicable" in two.done("log").output


def test_one_obligor_is_reopened_alone(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--on", "2025-01-10")
    two.done("mark", "two", "reopen", "--of", "DE", "--note", "it was counted again")
    assert [row[1] for row in standings(two)] == ["agreed", "not_met"]


def test_one_obligor_has_its_own_deadline(two: Tracker) -> None:
    two.done(
        "amend",
        "two",
        "--due",
        "2027",
        "--of",
        "FR",
        "--kind",
        "extension",
        "--on",
        "2024-06-01",
        "--known",
        "2024-06-01",
    )
    assert [row[2] for row in standings(two)] == ["overdue", "upcoming"]
    two.done("amend", "two", "--due", "2026", "--of", "FR", "--kind", "correction")
    assert [row["due"] for row in two.done("show", "two", "--format", "json").row["obligors"]] == [
        "2024-12-31",
        "2026-12-31",
    ]


def test_an_exported_register_has_the_facts_about_one_when_it_is_imported(two: Tracker) -> None:
    two.done("deliver", "two", "1.9 %GDP", "--of", "FR", "--on", "2024-12", *SOURCE)
    two.done("mark", "two", "suspended", "--of", "DE")
    before = standings(two)
    for name in ("register.json", "register.zip"):
        two.done("export", str(two.register.parent / name))
        copy = Tracker(two.register.parent / f"copy-of-{name}.json")
        copy.done("init", "--zone", "UTC")
        copy.done("import", str(two.register.parent / name))
        assert standings(copy) == before
        copy.leave()


def test_a_term_may_be_owed_together_again(two: Tracker) -> None:
    two.done("edit", "two", "--no-each")
    assert two.done("list", "--format", "json").row["each"] is None
    two.done("deliver", "two", "2.4 %GDP", "--on", "2024-12-31")
    assert two.done("list", "--format", "json").row["timeliness"] == "completed"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "mark two met --on 2024-12-31 --publisher p --of IT",
            "a fact about IT alone in two: it is owed by DE, FR; name one of them, or leave out --of",
        ),
        (
            "assess two/half at_risk --of IT",
            "a fact about IT alone in two/half: it is owed by DE, FR; name one of them, or leave out --of",
        ),
        ("assess alone at_risk --of IT", "a fact about IT alone in alone: it is owed by JP; leave out --of"),
        ("assess alone at_risk --of JP", "a fact about JP alone in alone: it has no other obligor; leave out --of"),
        (
            "mark two not_applicable",
            "marking two not applicable needs the obligor to whom it does not apply: give --of PARTY",
        ),
        (
            "deliver two 2%GDP",
            "a delivery to two needs the obligor that delivered, for each of them owes the amount: give --of PARTY",
        ),
        (
            "amend two --due 2025 --of DE --kind correction",
            f"a correction of the deadline of two for DE alone: {OF_ALL}",
        ),
    ],
)
def test_what_is_no_fact_about_one_of_several_is_refused(two: Tracker, arguments: str, sentence: str) -> None:
    two.done("add", "Alone", "--by", "JP", "--to", "US", "--ref", "alone")
    two.done("milestone", "two", "half", "--due", "2020")
    assert two(*arguments.split()).refusal == (5, sentence)


def test_a_status_of_all_is_refused_once_each_is_closed_alone(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--of", "DE", "--on", "2025-01-10")
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10")
    why = "each of its obligors was closed alone before; name one with --of and reopen it"
    assert two("mark", "two", "in_progress").refusal == (5, f"marking two in progress: {why}")
    assert two("mark", "two", "in_progress", "--of", "DE").refusal[1].startswith("two of DE is not met")


def test_a_total_so_far_of_all_and_a_delivery_of_one_are_not_mixed(two: Tracker) -> None:
    two.done("add", "Pay", "--by", "DE", "--by", "FR", "--to", "US", "--amount", "USD 10bn", "--ref", "pay")
    two.done("deliver", "pay", "USD 1bn", "--of", "DE")
    two.done("deliver", "pay", "USD 1bn")
    why = "a total so far of all obligors and a delivery of one of them may count the same twice"
    remedy = "name another measure with --measure"
    assert two("deliver", "pay", "USD 3bn", "--so-far").refusal == (5, f"a delivery to pay: {why}; {remedy}")
    two.done("deliver", "pay", "USD 3bn", "--so-far", "--measure", "treasury")


def test_what_is_recorded_of_an_obligor_that_left_stays_in_the_log(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10")
    two.done("edit", "two", "--by", "DE", "--by", "IT")
    assert [row[1] for row in standings(two)] == ["agreed", "agreed"]
    two.done("mark", "two", "suspended", "--of", "FR", "--on", "2024-02-01")
    assert "FR: not met" in two.done("log").output


# ---- milestones --------------------------------------------------------------------------------


def test_a_milestone_is_owed_by_the_obligors_of_its_parent(two: Tracker) -> None:
    two.done("milestone", "two", "half", "--due", "2020")
    two.done("mark", "two/half", "met", "--of", "DE", "--on", "2020-03-01", *SOURCE)
    two.done("assess", "two/half", "at_risk", "--of", "FR")
    two.done("amend", "two/half", "--due", "2021", "--of", "FR", "--kind", "amendment")
    two.done("deliver", "two/half", "1 visit", "--of", "DE", "--on", "2020-02-01", *SOURCE)
    rows = two.done("show", "two/half", "--format", "json").row["obligors"]
    found = [(one["obligor"], one["status"], one["due"], one["assessment"]) for one in rows]
    assert found == [("DE", "met", "2020-12-31", None), ("FR", "agreed", "2021-12-31", "at_risk")]
    assert two.done("list", "by:DE", "--overdue", "--format", "csv").refs == ["two"]
    assert two.done("list", "by:FR", "--overdue", "--format", "csv").refs == ["two/half", "two"]
    two.done("mark", "two/half", "not_met", "--on", "2022-01-01")
    assert two.done("show", "two/half", "--format", "json").row["status"] == "partially_met"
    why = "each of its obligors was closed alone before; name one with --of and reopen it"
    two.done("mark", "two/half", "not_met", "--of", "FR", "--on", "2021-12-31")
    assert two("mark", "two/half", "agreed").refusal == (5, f"marking two/half agreed: {why}")


def test_a_milestone_whose_parent_has_other_obligors_now_keeps_what_was_recorded_of_one(two: Tracker) -> None:
    two.done("milestone", "two", "half", "--due", "2020")
    two.done("mark", "two/half", "met", "--of", "FR", "--on", "2020-03-01", *SOURCE)
    two.done("edit", "two", "--by", "DE", "--no-each")
    row = two.done("show", "two/half", "--format", "json").row
    assert (row["obligor"], row["status"], row["timeliness"]) == (["DE"], "agreed", "overdue")
    two.done("edit", "two/half", "--by", "IT")
    why = "it has no other obligor; leave out --of"
    assert two("assess", "two/half", "at_risk", "--of", "IT").refusal[1].endswith(why)


def test_a_milestone_does_not_apply_to_whom_its_parent_does_not(two: Tracker) -> None:
    two.done("milestone", "two", "half", "--due", "2020")
    two.done("milestone", "two/half", "talks", "--due", "2019")
    two.done("milestone", "two", "own", "--due", "2019")
    two.done("mark", "two/own", "met", "--of", "FR", "--on", "2019-01-01", *SOURCE)
    two.done("mark", "two", "not_applicable", "--of", "FR", "--on", "2015-01-01", "--known", "2015-01-01")
    columns = ("--obligors", "--milestones", "--columns", "ref,of,status,timeliness", "--format", "csv")
    listed = two.done("list", *columns).output.split()
    assert {line for line in listed if "two/" in line} == {
        "two/half,DE,agreed,overdue",
        "two/half,FR,not_applicable,closed",
        "two/half/talks,DE,agreed,overdue",
        "two/half/talks,FR,not_applicable,closed",
        "two/own,DE,agreed,overdue",
        "two/own,FR,met,met_on_time",
    }
    assert two.done("list", "by:FR", "--overdue", "--format", "csv").refs == []
    assert "two/half,FR,agreed,upcoming" in two.done("list", *columns, "--as-of", "2014-12-31").output
    two.done("undo", "two")
    assert two.done("list", "by:FR", "--overdue", "--format", "csv").refs == ["two/half/talks", "two/half", "two"]


def test_a_milestone_that_each_owes_takes_deliveries_of_one(two: Tracker) -> None:
    two.done("edit", "two", "--no-each")
    two.done("milestone", "two", "half", "--due", "2020", "--amount", "EUR 5m", "--each")
    assert "needs the obligor that delivered" in two("deliver", "two/half", "EUR 5m").refusal[1]
    two.done("deliver", "two/half", "EUR 5m", "--of", "DE", "--on", "2020-02-01", *SOURCE)
    rows = two.done("show", "two/half", "--format", "json").row["obligors"]
    assert [one["timeliness"] for one in rows] == ["completed", "overdue"]


# ---- questions ---------------------------------------------------------------------------------


def refs(tracker: Tracker, *query: str) -> list[str]:
    """The refs that a query finds."""
    return tracker.done("list", *query, "--format", "json").refs


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by:DE status:met", ["two"]),
        ("by:Germany met", ["two"]),
        ("by:DE not:overdue", ["two"]),
        ("by:DE overdue", []),
        ("by:FR overdue", ["two"]),
        ("overdue", ["two"]),
        ("status:met", []),
        ("by:DE by:FR status:met", []),
        ("by:DE,FR status:met", []),
        ("not:by:US status:agreed", ["two"]),
        ("party:DE status:met", []),
        ("by:DE timeliness:met_on_time to:US", ["two"]),
    ],
)
def test_a_query_for_one_obligor_asks_for_its_own_standing(two: Tracker, query: str, found: list[str]) -> None:
    two.done("mark", "two", "met", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    assert refs(two, *query.split()) == found


def test_the_list_of_one_obligor_says_whose_standing_it_is(two: Tracker) -> None:
    two.done("mark", "two", "met", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    listed = two.done("list", "by:DE").output
    assert "DE → US" in listed
    assert "Of 1 promise of several obligors the standing of DE alone is shown." in listed
    row = two.done("list", "by:DE", "--format", "csv").row
    assert (row["obligor"], row["of"], row["status"], row["timeliness"]) == ("DE;FR", "DE", "met", "met_on_time")
    assert two.done("list", "by:DE", "--overdue").output.startswith("0 overdue")
    agenda = two.done("agenda", "by:FR").output
    assert "FR → US" in agenda
    assert two.done("agenda", "by:DE", "--format", "csv").rows == []
    since = ("--since", "2024-12-01", "--as-of", "2025-02-01", "by:DE")
    assert [row["group"] for row in two.done("changes", *since, "--format", "csv").rows] == ["closed"]


@pytest.fixture
def rows(two: Tracker) -> Tracker:
    """That register with a milestone, a promise whose obligors are not judged apart, and one of a single obligor."""
    two.done("deliver", "two", "2.1 %GDP", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    two.done("milestone", "two", "half", "--due", "2027-06")
    two.done(
        "add", "Pay", "--by", "DE", "--by", "FR", "--to", "US", "--amount", "USD 5bn", "--due", "2025", "--ref", "pay"
    )
    two.done("deliver", "pay", "USD 1bn", "--on", "2024-12-31", *SOURCE)
    two.done("add", "Solo", "--by", "DE", "--to", "US", "--due", "2030", "--ref", "solo")
    return two


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", ["two,FR,,overdue", "pay,DE,,overdue", "pay,FR,,overdue", "two,DE,2.1,completed", "solo,,,upcoming"]),
        ("--overdue", ["two,FR,,overdue", "pay,DE,,overdue", "pay,FR,,overdue"]),
        ("by:DE", ["pay,DE,,overdue", "two,DE,2.1,completed", "solo,,,upcoming"]),
        ("by:FR,IT", ["two,FR,,overdue", "pay,FR,,overdue"]),
        ("by:DE by:FR completed", ["two,DE,2.1,completed"]),
        ("ref:two/half --milestones", ["two/half,DE,,upcoming", "two/half,FR,,upcoming"]),
        ("status:met", []),
        ("--in EUR ref:pay", ["pay,DE,,overdue", "pay,FR,,overdue"]),
    ],
)
def test_each_of_several_obligors_has_a_row(rows: Tracker, arguments: str, found: list[str]) -> None:
    columns = ("--columns", "ref,of,delivered,timeliness", "--as-of", "2026-06-15", "--format", "csv")
    assert rows.done("list", "--obligors", *arguments.split(), *columns).output.split()[1:] == found


def test_a_list_of_obligors_says_that_each_has_a_row(rows: Tracker) -> None:
    for form in ("table", "markdown"):
        said = rows.done("list", "--obligors", "--format", form).output
        assert "Left out: 1 milestone;" in " ".join(said.split())
        assert "Each of several obligors has a row of its own." in said
        assert "the standing of DE alone is shown." in rows.done("list", "by:DE", "--format", form).output
    known = rows.done("list", "--obligors", "ref:two", "--known-at", "2014-10-01", "--format", "json").rows
    assert [(row["of"], row["timeliness"]) for row in known] == [("DE", "upcoming"), ("FR", "upcoming")]


# ---- scores ------------------------------------------------------------------------------------

MEMBERS = ("CA", "DE", "FR", "GB", "IT", "JP", "US", "EU", "AU")
# What each member did of seven promises: + met, 0 in part, - not met, space: it does not apply.
COMPLIANCE = {
    "CA": "+++++++",
    "DE": "++++++0",
    "FR": "+++00--",
    "GB": "+++++++",
    "IT": "-------",
    "JP": "+0-    ",
    "US": "++++---",
    "EU": "++     ",
    "AU": "       ",
}
WORD = {"+": "met", "0": "partially_met", "-": "not_met", " ": "not_applicable"}


def test_a_compliance_table_of_nine_members_over_seven_promises_gives_each_members_mean(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "UTC")
    tracker.done("party", "UN", "United Nations")
    by = [option for member in MEMBERS for option in ("--by", member)]
    for promise in range(7):
        tracker.done("add", f"Promise {promise}", *by, "--to", "UN", "--due", "2025", "--ref", f"p{promise}")
        for member, marks in COMPLIANCE.items():
            facts = ("--of", member, "--on", "2025-12-31", "--publisher", "G20 Research Group")
            tracker.done("mark", f"p{promise}", WORD[marks[promise]], *facts)
    scored = tracker.done("score", "--by", "obligor", "--scale", "mean", "--format", "json").rows
    found = {row["obligor"]: (row["scale_mean"], row["scored"], row["not_applicable"]) for row in scored}
    assert found == {
        "AU": (None, 0, 7),
        "CA": ("1.000000", 7, 0),
        "DE": ("0.857143", 7, 0),
        "EU": ("1.000000", 2, 5),
        "FR": ("0.142857", 7, 0),
        "GB": ("1.000000", 7, 0),
        "IT": ("-1.000000", 7, 0),
        "JP": ("0.000000", 3, 4),
        "US": ("0.142857", 7, 0),
    }
    shown = tracker.done("score", "--scale", "mean").output
    assert "In no share: 16 not applicable to the obligor." in shown
    assert len(tracker.done("list", "--format", "json").rows) == 7
    whole = tracker.done("score", "--by", "all", "--scale", "mean", "--mean-of", "obligor", "--format", "json").row
    assert (whole["partly"], whole["scale_mean"]) == (7, "0.392857")
    own = tracker.done("score", "by:DE", "--format", "json").row
    assert (own["obligor"], own["kept"], own["partly"]) == ("DE", 6, 1)
    rows = tracker.done("list", "--obligors", "--sort", "ref", "--format", "csv").rows
    statuses = {(row["ref"], row["of"]): row["status"] for row in rows}
    assert len(rows) == len(statuses) == 63
    assert statuses == {(f"p{n}", of): WORD[mark] for of, marks in COMPLIANCE.items() for n, mark in enumerate(marks)}


def test_what_each_owes_is_added_up_for_all_of_them(two: Tracker) -> None:
    two.done(
        "add",
        "Pay",
        "--by",
        "DE",
        "--by",
        "FR",
        "--to",
        "US",
        "--amount",
        "USD 10bn",
        "--due",
        "2025",
        "--each",
        "--ref",
        "pay",
    )
    two.done("deliver", "pay", "USD 4bn", "--of", "DE", *SOURCE)
    two.done("deliver", "pay", "USD 10bn", "--of", "FR", *SOURCE)
    row = two.done("score", "--by", "all", "--format", "json").row
    assert [(one["promised"], one["delivered"]) for one in row["amounts"]] == [("20000000000", "14000000000")]
    owed = {row["obligor"]: row["amounts"][0] for row in two.done("score", "--format", "json").rows}
    assert {code: (one["promised"], one["delivered"]) for code, one in owed.items()} == {
        "DE": ("10000000000", "4000000000"),
        "FR": ("10000000000", "10000000000"),
    }
    (line,) = [row for row in two.done("balance", "DE", "US", "--format", "json").rows if row["currency"] == "USD"]
    assert (line["promised"], line["arrived"], line["overdue"]) == ("10000000000", "4000000000", "6000000000")
    (line,) = [row for row in two.done("balance", "FR", "US", "--format", "json").rows if row["currency"] == "USD"]
    assert (line["promised"], line["arrived"], line["overdue"]) == ("10000000000", "10000000000", None)
    assert two.done("score", "--by", "category", "--format", "json").row["commitments"] == 2
    (level,) = two.done("progress", "pay", "--format", "json").rows
    assert (level["amount"], level["share"]) == ("20000000000", "0.700000")
    assert "DE" in two.done("progress", "pay").output
    (stage,) = two.done("show", "pay", "--format", "json").row["deliveries"]
    assert (stage["share"], stage["share_of_original"]) == ("0.700000", "0.700000")


def test_what_all_owe_together_is_counted_whole_for_each(two: Tracker) -> None:
    two.done(
        "add", "Pay", "--by", "DE", "--by", "FR", "--to", "US", "--amount", "USD 10bn", "--due", "2025", "--ref", "pay"
    )
    two.done("deliver", "pay", "USD 4bn", "--of", "DE", *SOURCE)
    owed = {row["obligor"]: row["amounts"][0] for row in two.done("score", "--format", "json").rows}
    assert {code: (one["promised"], one["delivered"]) for code, one in owed.items()} == {
        "DE": ("10000000000", "4000000000"),
        "FR": ("10000000000", "4000000000"),
    }


# ---- breaches ----------------------------------------------------------------------------------


def test_the_breaches_of_each_obligor_are_told_and_added_up(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "UTC")
    tracker.done(*NATO, "--nature", "keep")
    tracker.done("mark", "two", "in_progress", "--on", "2015-01-01", *SOURCE)
    for status, of, on in (
        ("breached", "DE", "2025-03-01"),
        ("in_progress", "DE", "2025-04-01"),
        ("breached", "FR", "2025-06-01"),
    ):
        tracker.done("mark", "two", status, "--of", of, "--on", on, "--publisher", "NATO", "--published", on)
    shown = tracker.done("show", "two", "--as-of", "2025-06-11")
    assert "DE: 1 breach of 31 d, 1 cured; FR: 1 breach of 10 d, 0 cured" in " ".join(shown.output.split())
    phases = tracker.done("show", "two", "--only", "phases", "--format", "json", "--as-of", "2025-06-11").row["phases"]
    assert [(one["of"], one["phase"], one["since"], one["days"]) for one in phases] == [
        ("DE", "in_force", "2015-01-01", 3712),
        ("DE", "breached", "2025-03-01", 31),
        ("DE", "in_force", "2025-04-01", 71),
        ("FR", "in_force", "2015-01-01", 3804),
        ("FR", "breached", "2025-06-01", 10),
    ]
    assert "DE: breached" in tracker.done("show", "two", "--only", "phases").output
    names = ("breaches", "cures", "days_in_breach")
    row = tracker.done("list", "--format", "json", "--as-of", "2025-06-11").row
    assert [row[name] for name in names] == [2, 1, 41]
    assert [[one[name] for name in names] for one in row["obligors"]] == [[1, 1, 31], [1, 0, 10]]
    own = tracker.done("list", "by:DE", "--format", "csv", "--as-of", "2025-06-11").row
    assert [own[name] for name in names] == ["1", "1", "31"]
    for by, found in (("obligor", [[1, 1, 31], [1, 0, 10]]), ("all", [[2, 1, 41]])):
        rows = tracker.done("score", "--by", by, "--format", "json", "--as-of", "2025-06-11").rows
        assert [[one[name] for name in names] for one in rows] == found


# ---- changes, moves and the log ----------------------------------------------------------------


def changes(tracker: Tracker, *options: str) -> list[tuple[str, str | None]]:
    """The group and the obligor of each change."""
    rows = tracker.done("changes", *options, "--format", "json").rows
    return [(row["group"], row["of"]) for row in rows]


def test_changes_name_the_obligor(two: Tracker) -> None:
    two.done("amend", "two", "--due", "2025", "--of", "FR", "--kind", "extension", "--on", "2024-06-01", *SOURCE)
    two.done("deliver", "two", "2.1 %GDP", "--of", "DE", "--on", "2024-12-01", *SOURCE)
    two.done("mark", "two", "in_progress", "--on", "2024-03-01")
    two.done("mark", "two", "met", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    two.done("assess", "two", "at_risk", "--of", "FR", "--on", "2024-12-01")
    two.done("assess", "two", "on_track", "--on", "2024-02-01")
    since = ("--since", "2024-01-01", "--as-of", "2025-02-01")
    assert changes(two, *since) == [
        ("moved", "FR"),
        ("delivered", "DE"),
        ("assessment", None),
        ("assessment", "FR"),
        ("closed", "DE"),
        ("status", None),
    ]
    said = " ".join(two.done("changes", *since).output.split())
    assert (
        "two, FR: moved on 2024-06-01, before the old day had passed, from the end of 2024 to the end of 2025" in said
    )
    assert "two, DE: met on 2024-12-31, 30 days before the deadline, the end of 2024, reported by NATO." in said
    assert "two, FR: the desk judged it at risk on 2024-12-01, before that on track." in said
    assert "status 7: DE: met" in two.done("log", "two").output
    assert "two, FR" in two.done("moves").output
    assert [row["obligor_named"] for row in two.done("moves", "--format", "json").rows] == ["FR"]
    shown = two.done("show", "two", "--only", "deadlines")
    assert "FR: end 2025" in shown.output


def test_what_newly_holds_of_the_whole_is_told_once_and_else_of_each(two: Tracker) -> None:
    two.done(
        "amend",
        "two",
        "--due",
        "2025",
        "--of",
        "FR",
        "--kind",
        "extension",
        "--on",
        "2024-06-01",
        "--known",
        "2024-06-01",
    )
    assert changes(two, "--since", "2024-12-15", "--as-of", "2025-01-15") == [("overdue", None)]
    said = " ".join(two.done("changes", "--since", "2024-12-15", "--as-of", "2025-01-15").output.split())
    assert "two: was due by the end of 2024, 15 days ago; no report" in said
    assert "overdue of 2 obligors: DE." in said
    later = ("--since", "2025-12-15", "--as-of", "2026-01-15")
    assert changes(two, *later) == [("overdue", "FR")]
    assert "two, FR: was due by the end of 2025" in " ".join(two.done("changes", *later).output.split())


def test_a_whole_that_each_delivered_in_full_tells_the_amount_of_each(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "UTC")
    tracker.done(*NATO, "--amount", "EUR 5m", "--due", "2024", "--each")
    for one in ("DE", "FR"):
        said = tracker.done("deliver", "two", "EUR 5m", "--of", one, "--on", "2024-06-01", *SOURCE).errors
    assert "two: that is all of it, EUR 5m each; `tracker mark two met" in said
    changed = " ".join(tracker.done("changes", "--since", "2024-01-01").output.split())
    assert "two: delivered in full by 2024-06-01, on time, EUR 5m each; nobody has marked it met." in changed


def test_changes_of_a_promise_that_is_new_or_was_taken_back(two: Tracker) -> None:
    two.done("mark", "two", "in_progress", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    assert changes(two, "--since", "2014-01-01", "--as-of", "2015-01-01") == [("new", None)]
    assert ("status", "DE") in changes(two, "--since", "2014-01-01")
    two.done("remove", "two")
    assert changes(two, "--since", "2026-06-14") == []


# ---- import ------------------------------------------------------------------------------------


def imported(tracker: Tracker, rows: str, *options: str) -> Tracker:
    """The register after an import of these rows."""
    file = tracker.register.parent / "rows.csv"
    file.write_text(rows, encoding="utf-8")
    tracker.done("import", str(file), *options)
    return tracker


HEADER = "ref,title,obligor,obligee,due,each,of,status,met_on,assessment,on,publisher\n"
PROMISE = "aid,Give aid,DE;FR,US,2024,yes,,,,,,\n"


def test_rows_of_one_obligor_are_imported_with_their_promise(two: Tracker) -> None:
    german = "aid,,,,,,Germany,met,2024-12-31,on_track,,NATO\n"
    french = "aid,,,,2026,,FR,,,,,NATO\n"
    imported(two, HEADER + german + PROMISE + french)
    row = two.done("show", "aid", "--format", "json").row
    found = [(one["obligor"], one["status"], one["due"], one["assessment"]) for one in row["obligors"]]
    assert found == [("DE", "met", "2024-12-31", "on_track"), ("FR", "agreed", "2026-12-31", None)]


def test_a_list_of_one_obligor_changes_only_what_differs(two: Tracker) -> None:
    listed = two.done("list", "by:DE", "--format", "csv").output
    two.done("assess", "two", "at_risk", "--of", "DE")
    two.done("mark", "two", "suspended", "--of", "FR")
    listed = two.done("list", "by:DE", "--format", "csv").output.replace("\r\n", "\n")
    imported(two, listed.replace(",agreed,", ",in_progress,"), "--update")
    assert [row[1] for row in standings(two)] == ["in_progress", "suspended"]
    imported(two, listed.replace(",agreed,", ",in_progress,"), "--update")
    assert len(two.done("show", "two", "--format", "json").row["history"]) == 6


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("ref,each\npay,yes\n", "line 2, each “yes”: an amount of pay/half"),
        ("ref,each,title\npay/half,,Half\npay,yes,Pay\n", "line 3, each “yes”: an amount of pay/half"),
        ("ref,obligor\nalone,DE;FR\n", "line 2, obligor “DE;FR”: an amount of alone/half"),
        ("ref,each\nwheat,yes\n", "line 2, each “yes”: the recurring duty wheat"),
        ("ref,amount\ntwo/half,USD 1bn\n", "line 2, amount “USD 1bn”: an amount of two/half"),
        ("ref,due\ntwo/half,2021\n", ""),
        ("ref,due\nold/half,2021\n", ""),
    ],
)
def test_an_import_refuses_an_amount_that_cannot_be_judged_where_each_owes_it(
    two: Tracker, row: str, field: str
) -> None:
    joint = ("--by", "DE", "--by", "FR", "--to", "US", "--ref")
    two.done("add", "Pay", *joint, "pay")
    two.done("add", "Alone", "--by", "DE", "--to", "US", "--each", "--ref", "alone")
    two.done("add", "Wheat", *joint, "wheat", "--every", "year", "--from", "2024", "--amount", "6 Mt")
    two.done("add", "Old", *joint, "old", "--each")
    two.done("edit", "old", "--no-each")
    for parent in ("pay", "alone", "old"):
        two.done("milestone", parent, "half", "--due", "2020", "--amount", "USD 1bn")
    two.done("milestone", "two", "half", "--due", "2020")
    two.done("undo", "old")
    file = two.register.parent / "rows.csv"
    file.write_text(row, encoding="utf-8")
    found = two("import", str(file), "--update")
    assert (found.exit_code, found.errors.partition(": each of DE and FR")[0]) == (
        (5, field) if field else (0, "0 new, 1 changed\n")
    )
    if "pay,yes" in row:
        why = "each of DE and FR owes it, and a milestone does not tell who delivered what"
        assert two("edit", "pay", "--each").refusal[1].startswith(f"an amount of pay/half: {why}; ")


def test_rows_of_one_obligor_of_a_milestone_are_imported(two: Tracker) -> None:
    half = "aid/half,,,,2023,,,,,,,\n"
    german = "aid/half,,,,,,Germany,met,2023-12-31,,,NATO\n"
    imported(two, HEADER + german + half + PROMISE)
    imported(two, HEADER + "aid/half,,,,2025,,FR,,,,,NATO\n", "--update")
    rows = two.done("show", "aid/half", "--format", "json").row["obligors"]
    assert [(one["status"], one["due"]) for one in rows] == [("met", "2023-12-31"), ("agreed", "2025-12-31")]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("aid,,,,,,DE,suspended,,,,\n", "it is about one obligor of a commitment that is neither in the register"),
        (
            f"{PROMISE}aid,,,,,,DE,suspended,,,,\naid,,,,,,DE,agreed,,,,\n",
            "line 3 is about it too; one row for each obligor",
        ),
        (f"{PROMISE}aid,,,,,,JP,suspended,,,,\n", "a fact about JP alone in aid: it is owed by DE, FR"),
        ("aid,,DE;FR,US,2024,,,,,,,\naid,,,,,,DE,suspended,,,,\n", "it is empty; say in a few words what is promised"),
    ],
)
def test_a_row_of_one_obligor_that_fits_no_promise_is_refused(two: Tracker, rows: str, why: str) -> None:
    file = two.register.parent / "rows.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    found = two("import", str(file))
    assert found.exit_code == 5
    assert why in " ".join(found.errors.split())


# ---- amounts owed jointly, and by each ---------------------------------------------------------


@pytest.fixture
def shared(empty: Tracker) -> Tracker:
    """A fund that two owe together, one that one of them owes alone, and one that each of them owes."""
    empty.now = "2026-11-28T12:00:00Z"
    both = ("--by", "DE", "--by", "FR", "--to", "BR", "--made-on", "2025-08-11", "--category", "investment")
    empty.done("add", "Fund it together", "--ref", "fund", "--due", "2027", "--amount", "EUR 10m", *both)
    empty.done("add", "Fund alone", "--ref", "alone", "--due", "2027", "--amount", "EUR 5m", *both[:2], *both[4:])
    empty.done("add", "Each", "--ref", "each", "--each", "--due", "2026-06-30", "--amount", "up to EUR 3m", *both)
    empty.done("deliver", "each", "EUR 1m", "--on", "2026-05-01", "--of", "DE", "--publisher", "Reuters")
    empty.done("deliver", "each", "EUR 2m", "--on", "2026-05-01", "--of", "FR", "--publisher", "Reuters")
    return empty


def test_a_joint_amount_is_told_as_joint_at_each_obligor(shared: Tracker) -> None:
    shared.done("remove", "each")
    score = {row["obligor"]: row["amounts"] for row in shared.done("score", "--format", "json").rows}
    told = {of: [(one["promised"], one["promised_jointly"]) for one in each] for of, each in score.items()}
    assert told == {"DE": [("15000000", "10000000")], "FR": [("10000000", "10000000")]}
    assert [row["amounts"][0]["promised"] for row in shared.done("score", "--by", "all", "--format", "json").rows] == [
        "15000000"
    ]
    note = "Jointly: owed together with others, so the full amount stands at each of them; add it once."
    for command, words in (
        ("score", ("EUR 15m, EUR 10m of it jointly", "EUR 10m jointly")),
        ("balance DE BR", ("EUR 15m, EUR 10m of it jointly", "of it jointly EUR 10m")),
        ("balance FR BR", ("EUR 10m jointly",)),
    ):
        shown = " ".join(shared.done(*command.split()).output.split())
        assert all(each in shown for each in (*words, note)), command
    [row] = shared.done("balance", "DE", "BR", "--format", "json").rows
    assert (row["promised"], row["promised_jointly"]) == ("15000000", "10000000")
    shared.done("remove", "fund")
    assert "ointly" not in shared.done("balance", "DE", "BR").output + shared.done("score").output


def test_what_lapsed_of_an_amount_that_each_owes_is_told_of_each(shared: Tracker) -> None:
    assert "lapsed, DE EUR 1m, FR EUR 2m of ≤ EUR 3m each" in " ".join(shared.done("show", "each").output.split())
    changes = shared.done("changes", "--since", "2026-06-01", "--known-at", "2026-11-28").output
    assert "each: lapsed, with DE EUR 1m, FR EUR 2m of ≤ EUR 3m each, for it was due by 2026-06-30." in changes
    assert "lapsed, EUR 1m of ≤ EUR 3m" in shared.done("list", "by:DE").output


def test_a_bound_that_one_of_several_exceeds_is_found_told_and_checked(empty: Tracker) -> None:
    terms = (
        "--to",
        "EU",
        "--nature",
        "keep",
        "--each",
        "--amount",
        "up to 1550 warheads",
        "--not-before",
        "2018-02-05",
    )
    empty.done("add", "New START", "--by", "RU", "--by", "US", "--ref", "nst", *terms, "--made-on", "2010-04-08")
    figure = ("--level", "--on", "2026-01-01", *SOURCE, "--published", "2026-01-02")
    empty.done("deliver", "nst", "1600 warheads", "--of", "RU", *figure)
    (row,) = empty.done("list", "exceeded", "--format", "json").rows
    assert (row["ref"], row["exceeded_by"], row["of"]) == ("nst", "50", None)
    assert "in force since 2018-02-05, exceeded by 50 warheads (RU)" in empty.done("list").output
    assert empty.done("list", "exceeded", "by:US", "--format", "json").refs == []
    checked = empty("check", "--only", "exceeded-unreported").output
    assert "RU: 1,600 warheads against ≤ 1,550 warheads, and nobody is cited for a breach" in checked
    assert "tracker mark nst breached --on DATE --source URL --of RU" in checked
    assert "Exceeded, each against its own ceiling: nst (RU) by 50 warheads." in empty.done("score").output
    empty.done("edit", "nst", "--by", "CN", "--by", "FR", "--by", "GB", "--by", "RU", "--by", "US")
    for party in ("CN", "FR", "GB", "US"):
        empty.done("deliver", "nst", "1551 warheads", "--of", party, *figure)
    shown = " ".join(empty.done("show", "nst").output.split())
    assert "exceeded by 1 warheads (CN), by 1 warheads (FR), by 1 warheads (GB) and 2 more" in shown


def test_the_moves_of_an_obligor_that_does_not_lead_are_moves_of_the_whole(empty: Tracker) -> None:
    by = [word for code in ("DE", "FR", "IT") for word in ("--by", code)]
    empty.done("add", "Pay", *by, "--to", "US", "--ref", "pay", "--due", "2027-12-31", "--made-on", "2024-01-01")
    empty.done("amend", "pay", "--of", "DE", "--due", "2028-01-31", "--on", "2025-01-01")
    empty.done("amend", "pay", "--of", "FR", "--due", "2028-02-28", "--on", "2025-01-01")
    (row,) = empty.done("list", "silent", "--format", "json").rows
    assert (row["moves"], row["due"], row["slip_days"]) == (2, "2027-12-31", 0)
    assert "was 2027-12-31" not in empty.done("list").output
    card = empty.done("score", "--by", "all", "--format", "json").row
    assert (card["moved"], card["silent_moves"]) == (1, 2)
    assert "2 moves of 1 deadline, 2 of them silent." in empty.done("moves").output


# ---- lists imported again ----------------------------------------------------------------------


@pytest.fixture
def apart(empty: Tracker) -> Tracker:
    """A promise of two, met by one and put off by the other."""
    promise = ("add", "Aid", "--by", "JP", "--by", "KR", "--to", "US", "--ref", "aid")
    empty.done(*promise, "--due", "2026-06-01", "--made-on", "2025-01-01")
    empty.done("mark", "aid", "met", "--of", "JP", "--on", "2026-05-01", *SOURCE)
    empty.done("amend", "aid", "--due", "2027-01-01", "--of", "KR", "--on", "2026-05-01", *SOURCE)
    return empty


def own(tracker: Tracker) -> dict[str, tuple[str, str, str | None]]:
    """The status, the due day and the day of the end of each obligor."""
    rows = tracker.done("list", "--obligors", "--format", "json").rows
    return {row["of"]: (row["status"], row["due"], row["met_on"]) for row in rows}


def test_the_rows_of_the_obligors_are_imported_without_one_of_the_promise(
    apart: Tracker, other: Tracker, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(apart.done("list", "--obligors", "--format", "csv").output, newline="")
    assert apart.done("import", str(file), "--update").errors.endswith("0 new, 1 unchanged\n")
    assert other.done("import", str(file)).errors.endswith("1 new\n")
    assert own(other) == own(apart) == {"JP": ("met", "2026-06-01", "2026-05-01"), "KR": ("agreed", "2027-01-01", None)}
    events = other.done("log", "aid", "--format", "json").rows
    assert [row["says"] for row in reversed(events)] == [
        *("agreed", "KR: set: due 2027-01-01", "JP: met", "JP: set: due 2026-06-01"),
    ]


def test_what_all_rows_of_the_obligors_say_is_said_of_the_promise(other: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(
        "ref,title,obligor,obligee,of,status,due,assessment,grace_days\n"
        "aid,Aid,JP;KR,US,JP,proposed,2027,on_track,5\n"
        "aid,Aid,JP;KR,US,KR,agreed,2027,on_track,5\n"
    )
    other.done("import", str(file))
    assert own(other) == {"JP": ("proposed", "2027-12-31", None), "KR": ("agreed", "2027-12-31", None)}
    assert [row["says"] for row in other.done("log", "aid", "--format", "json").rows].count("KR: agreed") == 1
    assert len(other.done("log", "aid", "--format", "json").rows) == 4


def test_the_row_of_a_promise_judged_apart_says_nothing_of_one_obligor(
    apart: Tracker, other: Tracker, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(apart.done("list", "--format", "csv").output, newline="")
    assert apart.done("list", "--format", "csv").row["of"] == "JP;KR"
    assert apart.done("import", str(file), "--update").errors.endswith("0 new, 1 unchanged\n")
    refused = other("import", str(file))
    assert refused.exit_code == 5
    assert (
        "status “agreed”: the status of aid: JP, KR are judged apart, and the row has the status of one of them; "
        "`tracker list --obligors --csv` writes a row for each of them"
    ) in refused.errors


def test_what_came_late_of_the_most_that_was_promised_says_so(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "UTC")
    made = ("--made-on", "2024-06-28", "--due", "2025-07-31", "--amount", "up to EUR 4.5bn")
    tracker.done("add", "Tranche", "--by", "EU", "--to", "UA", "--ref", "cap", *made)
    tracker.done("deliver", "cap", "EUR 3bn", "--on", "2025-08-22", *SOURCE)
    assert "lapsed, EUR 3bn of ≤ EUR 4.5bn, the first 22 d late" in tracker.done("list").output
    tracker.done("deliver", "cap", "EUR 1bn", "--on", "2025-07-31", *SOURCE)
    assert "the first" not in tracker.done("list").output


def test_what_is_to_be_kept_is_in_force_while_it_is_for_one_of_several(empty: Tracker) -> None:
    empty.now = "2025-12-01T12:00:00Z"
    term = ("--due", "2025-09-30", "--not-before", "2024-01-01", "--made-on", "2023-11-30")
    empty.done("add", "Cut", "--by", "SA", "--by", "KZ", "--to", "US", "--nature", "keep", "--ref", "cut", *term)
    empty.done("amend", "cut", "--due", "2026-03-31", "--of", "KZ", "--on", "2025-09-01", "--publisher", "OPEC")
    row = empty.done("show", "cut", "--format", "json").row
    assert (row["timeliness"], row["due"]) == ("in_force", "2026-03-31")
    assert [one["timeliness"] for one in row["obligors"]] == ["lapsed", "in_force"]
    assert empty.done("list", "in_force", "--format", "json").refs == ["cut"]
    agenda = empty.done("agenda", "--as-of", "2026-03-20", "--format", "json").rows
    assert [(one["ref"], one["due"]) for one in agenda] == [("cut", "2026-03-31")]
    assert empty.done("show", "cut", "--as-of", "2026-04-01", "--format", "json").row["timeliness"] == "lapsed"
