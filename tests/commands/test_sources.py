"""The command `sources`, and `--without` of `list` and `show`."""

import pytest

from tests.program import Tracker

NIKKEI = ("--publisher", "Nikkei", "--published", "2026-02-09", "--source", "https://nikkei.example/1")
RELAY = ("--publisher", "ETtoday", "--relays", "Nikkei, 9 February 2026", "--published", "2026-02-10")
JIJI = ("--publisher", "Jiji Press", "--published", "2026-02-11")


@pytest.fixture
def told(empty: Tracker) -> Tracker:
    """Two promises: of one only Nikkei knows that it slipped, of the other Jiji confirms it."""
    empty.now = "2026-06-15T12:00:00Z"
    for ref in ("gas", "chips"):
        empty.done(
            "add", ref, "--by", "JP", "--to", "US", "--ref", ref, "--due", "2026-01-31", "--on", "2026-01-05", *JIJI
        )
        empty.done("amend", ref, "--due", "2026-09-30", "--on", "2026-02-09", *NIKKEI)
    empty.done("cite", "chips", "--for", "deadline", "--on", "2026-02-10", *RELAY)
    empty.done("cite", "chips", "--for", "deadline", "--on", "2026-02-11", *JIJI)
    return empty


def test_each_source_is_listed_with_what_rests_on_it_and_relays_below_what_they_repeat(told: Tracker) -> None:
    rows = told.done("sources", "--format", "json").rows
    names = ("witness", "publisher", "facts", "alone", "citations", "refs")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("Jiji Press", "Jiji Press", 4, 4, 1, ["gas", "chips"]),
        ("Nikkei", "Nikkei", 2, 1, 0, ["gas", "chips"]),
        ("Nikkei", "ETtoday", 0, 0, 1, ["chips"]),
    ]
    shown = told.done("sources").output
    assert [line.split()[-4:] for line in shown.splitlines() if "Nikkei × 2" in line] == [["2", "2", "1", "1"]]
    assert "ETtoday, after Nikkei, 9 February 2026" in shown
    assert shown.endswith("2 independent witnesses in 3 sources.\n")
    assert told.done("sources", "nothing").output == "0 independent witnesses in 0 sources.\n"


@pytest.mark.parametrize(
    ("query", "publishers"),
    [
        ("source:Nikkei", ["Nikkei", "ETtoday"]),
        ("source:Nikkei published.after:2026-02-09", ["ETtoday"]),
        ("source:ETtoday,jiji", ["Jiji Press", "ETtoday"]),
        ("ref:chips not:source:zzz", ["Jiji Press", "Nikkei", "ETtoday"]),
        ("ref:chips,source:zzz", ["Jiji Press", "Nikkei", "ETtoday"]),
        ("ref:gas not:by:US", ["Jiji Press", "Nikkei"]),
        ("kind:official", []),
    ],
)
def test_words_about_sources_choose_the_sources_too(told: Tracker, query: str, publishers: list[str]) -> None:
    assert [row["publisher"] for row in told.done("sources", query, "--format", "json").rows] == publishers


def test_a_negated_view_chooses_the_sources_that_its_negated_words_choose(told: Tracker) -> None:
    for view in ("both source:Nikkei by:US", "no-nikkei not:source:Nikkei", "not-by not:by:US"):
        told.done("view", "save", *view.split())
    for negated in ("not:@both", "@no-nikkei,@not-by"):
        rows = told.done("sources", "ref:gas", negated, "--format", "json").rows
        assert [row["publisher"] for row in rows] == ["Jiji Press", "Nikkei"]


def test_a_source_is_found_by_every_quote_that_was_recorded_of_it(told: Tracker) -> None:
    for quote in ("alpha", "beta"):
        told.done("cite", "gas", "--source", "https://example.org/1", "--quote", quote)
    for query, count in (("quote:alpha", 1), ("quote:beta", 1), ("gas not:quote:alpha", 0), ("gas not:quote:no", 3)):
        assert len(told.done("sources", query, "--format", "json").rows) == count


def test_a_part_of_an_article_may_repeat_a_report_and_the_rest_be_its_own(told: Tracker) -> None:
    article = ("--source", "https://world.example/1", "--publisher", "World Journal", "--published", "2026-02-10")
    told.done("cite", "gas", "--for", "due", *article, "--relays", "Nikkei, 9 February 2026")
    told.done("position", "gas", "US", "dissatisfied", *article)
    rows = told.done("sources", "source:world.example", "--format", "json").rows
    assert [(row["witness"], row["facts"], row["alone"]) for row in rows] == [("Nikkei", 0, 0), ("World Journal", 1, 1)]
    assert told.done("sources", "source:world.example").output.endswith("2 independent witnesses in 2 sources.\n")


def test_without_a_witness_it_is_told_what_falls_what_stands_and_what_changes(told: Tracker) -> None:
    rows = told.done("sources", "--without", "nikkei", "--format", "json").rows
    names = ("ref", "outcome", "what", "before", "after", "stands_on")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("gas", "falls", "deadline: amendment: due 2026-09-30", None, None, None),
        ("gas", "changes", "due", "2026-09-30", "2026-01-31", None),
        ("gas", "changes", "timeliness", "upcoming", "overdue", None),
        ("gas", "changes", "lateness", None, "unreported", None),
        ("chips", "stands", "deadline: amendment: due 2026-09-30", None, None, "Jiji Press"),
        ("chips", "falls", "citation: supports deadline", None, None, None),
    ]
    shown = told.done("sources", "--without", "Nikkei").output
    assert all(
        title in shown
        for title in ("What falls (1, 1 citation)", "What stands on other sources (1)", "What changes (3)")
    )
    assert shown.startswith("Without what only “Nikkei” reports.\n")
    assert "Nothing rests on it." in told.done("sources", "chips", "nothing", "--without", "Nikkei").output


def test_what_the_witness_reported_later_or_what_nobody_reported_does_not_fall(told: Tracker) -> None:
    told.done("assess", "gas", "at_risk", "--on", "2026-01-20")
    assert told.done("sources", "gas", "--format", "json").rows[0]["facts"] == 2
    found = told.done("sources", "gas", "--without", "Nikkei", "--as-of", "2026-02-01", "--format", "json").rows
    assert found == []


def test_what_another_source_reports_only_later_falls_until_then(told: Tracker) -> None:
    told.done("amend", "gas", "--due", "2026-12", "--on", "unknown", *NIKKEI)
    told.done("cite", "gas", "--for", "due", "--says", "In December", "--on", "unknown", *JIJI)
    for day, outcome, on in (("2026-02-10", "falls", None), ("2026-02-11", "stands", "In December")):
        rows = told.done("sources", "gas", "--without", "Nikkei", "--as-of", day, "--format", "json").rows
        found = [(row["outcome"], row["says"]) for row in rows if row["what"].endswith("due end 2026-12")]
        assert found == [(outcome, on)]
    shown = told.done("sources", "gas", "--without", "Nikkei").output
    assert "Jiji Press: In December" in shown


def test_a_figure_that_falls_is_written_as_an_amount(told: Tracker) -> None:
    told.done("amend", "gas", "--amount", "USD 5bn", "--on", "2026-02-09", *NIKKEI)
    rows = told.done("sources", "gas", "--without", "Nikkei", "--format", "json").rows
    assert [(row["before"], row["after"]) for row in rows if row["what"] == "amount"] == [("USD 5bn", None)]


def test_a_bound_that_falls_is_told(told: Tracker) -> None:
    told.done("amend", "gas", "--amount", "USD 5bn", "--on", "2026-02-01", "--publisher", "Reuters")
    told.done("amend", "gas", "--amount", "up to USD 5bn", "--on", "2026-02-09", *NIKKEI)
    rows = told.done("sources", "gas", "--without", "Nikkei", "--format", "json").rows
    assert [(row["before"], row["after"]) for row in rows if row["what"] == "amount"] == [("≤ USD 5bn", "USD 5bn")]


def test_what_was_delivered_stays_where_the_amount_falls(empty: Tracker) -> None:
    promised = ("--amount", "10 ships", "--publisher", "Yonhap")
    empty.done("add", "Frigates", "--by", "KR", "--to", "US", "--ref", "frig", *promised)
    for reporter, outcome in (("Gazeta", []), ("Yonhap", ["delivered"])):
        empty.done("deliver", "frig", "10 ships", "--publisher", reporter)
        empty.done("cite", "frig", "--for", "status", "--publisher", "Gazeta")
        rows = empty.done("sources", "frig", "--without", "Yonhap", "--format", "json").rows
        changed = [row["what"] for row in rows if row["outcome"] == "changes"]
        assert "amount" in changed
        assert [what for what in changed if what == "delivered"] == outcome


def test_a_commitment_of_which_only_the_witness_knows_is_unknown_without_it(told: Tracker) -> None:
    told.done("add", "Rice", "--by", "JP", "--to", "US", "--ref", "rice", *NIKKEI)
    rows = told.done("sources", "rice", "--without", "Nikkei", "--format", "json").rows
    assert [(row["outcome"], row["what"], row["after"]) for row in rows] == [
        ("falls", "status: agreed", None),
        ("changes", "all of it", "unknown"),
    ]
    refused = told("show", "rice", "--without", "Nikkei")
    assert (refused.exit_code, "all that is known of it rests on “Nikkei”" in refused.errors) == (5, True)


def test_a_list_without_a_witness_says_so_and_follows_what_is_left(told: Tracker) -> None:
    assert told.done("list", "--overdue", "--json").rows == []
    found = told.done("list", "--overdue", "--without", "Nikkei")
    assert "gas" in found.output
    assert "chips" not in found.output
    assert "Without what only “Nikkei” reports." in found.output
    rows = {form: told.done("list", "ref:gas", "--without", "nikkei", "--format", form).row for form in ("csv", "json")}
    assert (rows["csv"]["without"], rows["json"]["without"]) == ("nikkei", ["nikkei"])


def test_several_witnesses_are_left_out_together(told: Tracker) -> None:
    assert told.done("list", "--without", "Nikkei", "--without", "jiji press", "--format", "json").rows == []
    found = told.done("sources", "--without", "Nikkei", "--without", "Jiji Press", "--format", "json").rows
    assert {row["outcome"] for row in found} == {"falls", "changes"}
    assert {tuple(row["without"]) for row in found} == {("Nikkei", "Jiji Press")}


@pytest.mark.parametrize("command", ["list", "sources", "show gas"])
def test_a_name_that_no_source_has_is_refused(told: Tracker, command: str) -> None:
    refused = told(*command.split(), "--without", "Nikei").refusal
    assert refused == (2, "“Nikei” names no source (nearest: Nikkei); `tracker sources` lists them")
    code, sentence = told(*command.split(), "--without", " ").refusal
    assert (code, sentence.startswith("--without is empty: give a publisher")) == (2, True)


def test_show_leaves_out_a_witness_of_other_records(told: Tracker) -> None:
    assert told.done("show", "gas", "--without", "ETtoday", "--format", "json").row["due"] == "2026-09-30"


def test_show_without_a_witness_has_the_deadline_that_is_left(told: Tracker) -> None:
    row = told.done("show", "gas", "--without", "nikkei.example", "--format", "json").row
    assert row["due"] == "2026-01-31"
    assert "2026-09-30" not in told.done("show", "gas", "--without", "Nikkei").output
