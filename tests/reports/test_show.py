"""The dossier: one commitment whole, what is said of it in words, and every section of it."""

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import hostile, strategies
from tests.building import (
    NEWS,
    amount,
    citation,
    commitment,
    deadline,
    delivery,
    milestone,
    portfolio,
    position,
    status,
)
from tests.program import Tracker
from tests.render.listings import TEXTUAL, written_in
from tracker.model.commitment import AnyEvent, Commitment, Side, Source
from tracker.model.dates import Moment, span
from tracker.render.escape import Terminal
from tracker.reports.list import Selection, list_table
from tracker.reports.show import SECTION_NAMES, show_table
from tracker.reports.table import Table
from tracker.reports.text import support_spoken
from tracker.state.deadlines import Basis
from tracker.state.portfolio import Portfolio

_METI = Source(publisher="METI", kind="official", party="obligor")


def summary_text(tracker: Tracker, ref: str, fact: str) -> str:
    """The text of the summary under a name."""
    lines = tracker.done("show", ref, "--only", "summary").output.splitlines()
    return next((line.removeprefix(fact).strip() for line in lines if line.startswith(f"{fact} ")), "")


def summary_of(*events: AnyEvent, **terms: str) -> dict[str, str]:
    """The summary of a promise: its texts by their names."""
    held = portfolio(commitment(status=None, events=events, **terms))
    summary = show_table(held.standings["jp-us-promise"]).panels[0]
    return {name.text: value.text for name, value in summary.rows}


def written_due(section: str, *promises: Commitment) -> list[str]:
    """The due days in a section of the first promise, as they are written."""
    table = show_table(portfolio(*promises).standings[promises[0].ref], [section])
    found = table.rows[0][[column.name for column in table.columns].index(section)]
    assert isinstance(found, Table)
    place = [column.name for column in found.columns].index("due_written")
    return [str(row[place]) for row in found.rows]


# ---- dates as a party reads them ---------------------------------------------------------------


def test_an_extension_that_the_other_side_accepted_is_nobodys_reading_any_more() -> None:
    extended = deadline("2026-12-31", "extension", on="2026-05-01", reading="JP")
    events: list[AnyEvent] = [deadline("2026-08-31"), extended]
    accepted: list[AnyEvent] = [*events, position("US", "accepts", on="2026-05-02")]
    assert written_due("deadlines", commitment(events=events)) == ["2026-08-31", "2026-12-31, as JP reads it"]
    assert written_due("deadlines", commitment(events=accepted)) == ["2026-08-31", "2026-12-31"]


def test_a_note_of_the_desk_is_not_printed_as_the_words_of_the_deadline() -> None:
    first, second = deadline("2026-08-31", note="doubtful"), deadline("2026-10", words="by autumn")
    for events, words in (([first], None), ([first, second], ["", "“by autumn”"])):
        promise = commitment(events=events)
        [panel] = show_table(portfolio(promise).standings[promise.ref], ["deadlines"]).panels
        columns = dict(zip([heading.text for heading in panel.headings], zip(*panel.rows, strict=True), strict=True))
        assert columns["Note"][0].text == "doubtful"
        assert ([cell.text for cell in columns["Words"]] if words else columns.get("Words")) == words


def test_the_table_of_milestones_has_every_day_that_a_party_reads() -> None:
    read = [deadline("2026-08-31"), deadline("2026-12-31", "extension", on="2026-05-01", reading="JP")]
    found = written_due("milestones", commitment(), milestone("jp-us-promise/first", events=read))
    assert found == ["2026-08-31 or 2026-12-31"]


# ---- the summary -------------------------------------------------------------------------------


def test_the_summary_says_everything_that_there_is_to_say(small: Tracker) -> None:
    small.done("position", "jp-us-invest", "US", "disputes")
    assert small("show", "jp-us-invest", "--only", "summary").output == (
        "jp-us-invest · Invest in US strategic sectors\n"
        "ja           対米投資\n"
        "owes         JP → US, Japan to United States\n"
        "status       agreed since 2025-07-22\n"
        "standing     in 949 d, due 2029-01-19\n"
        "last news    2026-02-17, of jp-us-first\n"
        "amount       ≤ USD 550bn\n"
        "binding      pledge: MOU of 4 September 2025\n"
        "confidence   probable\n"
        "of status    probable: an official source of the obligor alone\n"
        "of deadline  probable: an official source of the obligor alone\n"
        "of amount    probable: an official source of the obligor alone\n"
        "disputed     US disputes it in public on 2026-06-15\n"
        "category     investment\n"
        "made on      2025-07-22\n"
        "tags         550bn\n"
        "day ends     Asia/Tokyo\n"
    )


def test_in_another_language_the_main_title_is_told_too(small: Tracker) -> None:
    shown = small("show", "jp-us-invest", "--lang", "ja", "--only", "summary").output
    first, second, _ = shown.split("\n", 2)
    assert first == "jp-us-invest · 対米投資"
    assert second.endswith("  Invest in US strategic sectors")


@pytest.mark.parametrize(
    ("due", "command", "in_force", "first", "slip"),
    [
        ("2026-08-01", "", "in 47 d against 2026-08-01", "46 d past due", ", +93 days"),
        ("2026-03", "", "76 d late against end 2026-03", "46 d past due", ", -30 days"),
        ("undated", "", "undated now", "46 d past due", ""),
        ("2026-08-01", "met --on 2026-04-02 --source u", "met on time against 2026-08-01", "met on time", ", +93 days"),
        (
            "2026-05-01",
            "met --on 2026-06-02 --source u",
            "met 32 d late against 2026-05-01",
            "met 33 d late",
            ", +1 days",
        ),
    ],
)
def test_it_is_measured_against_the_date_in_force_and_the_first_one(  # noqa: PLR0913, PLR0917 - the columns of the table
    small: Tracker, due: str, command: str, in_force: str, first: str, slip: str
) -> None:
    assert summary_text(small, "jp-us-lng", "standing") == "46 d past due, due end 2026-04"
    small.done("amend", "jp-us-lng", "--due", due)
    if command:
        small.done("mark", "jp-us-lng", *command.split())
    against = f"{in_force}; {first} against the first date, end 2026-04; moved 1 ×{slip}"
    assert summary_text(small, "jp-us-lng", "standing") == against


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-08-01", "suspended, due 2026-08-01; first due end 2026-04; moved 1 ×, +93 days"),
        ("undated", "suspended; first due end 2026-04; moved 1 ×"),
    ],
)
def test_what_is_suspended_is_measured_against_no_date(small: Tracker, due: str, told: str) -> None:
    small.done("amend", "jp-us-lng", "--due", due)
    small.done("mark", "jp-us-lng", "suspended")
    assert summary_text(small, "jp-us-lng", "standing") == told


def test_a_mutual_promise_is_owed_to_each_other(empty: Tracker) -> None:
    empty.done("add", "Cut tariffs", "--by", "US", "--by", "JP", "--to", "US", "--to", "JP", "--ref", "cut", "--each")
    assert summary_text(empty, "cut", "owes") == "US ⇄ JP, United States and Japan to each other"
    empty.done("mark", "cut", "suspended", "--of", "JP", "--on", "2026-02-28")
    empty.done("mark", "cut", "suspended", "--of", "US", "--on", "2026-02-28")
    assert summary_text(empty, "cut", "status").startswith("suspended since 2026-02-28")


def test_it_says_who_calls_it_late_or_since_when_nobody_has_told(small: Tracker) -> None:
    assert summary_text(small, "jp-us-lng", "who says so") == "no report since 2026-03-31, never reviewed"
    small.done("review", "jp-us-lng", "--found", "nothing", "--where", "customs", "--next", "30d", "--who", "mika")
    assert summary_text(small, "jp-us-lng", "who says so") == "no report since 2026-03-31, last reviewed on 2026-06-15"
    assert summary_text(small, "jp-us-lng", "last news") == "2026-03-31, last reviewed on 2026-06-15"
    assert summary_text(small, "jp-us-lng", "to look at") == "on 2026-07-15, by mika"
    small.done("cite", "jp-us-lng", "--against", "delivery", "--publisher", "Asahi")
    assert summary_text(small, "jp-us-lng", "who says so") == "Asahi, 2026-06-15"
    assert summary_text(small, "jp-us-lng", "contradicted") == "delivery"
    small.done("amend", "jp-us-lng", "--due", "2026-05", "--publisher", "METI")
    against = "15 d late against end 2026-05; 46 d late against the first date, end 2026-04; moved 1 ×, +31 days"
    assert summary_text(small, "jp-us-lng", "standing") == against


def test_where_no_source_has_told_it_says_so_and_a_plan_may_name_nobody(small: Tracker) -> None:
    small.done("review", "us-jp-tariff", "--next", "2026-09-01")
    assert summary_text(small, "us-jp-tariff", "last news") == "no source has reported it"
    assert summary_text(small, "us-jp-tariff", "to look at") == "on 2026-09-01"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "unknown"),
        ([status("agreed", on="2025-03-04"), status("agreed", on="2025-05-06")], "agreed since 2025-03-04"),
        (
            [status("in_progress"), status("suspended", on="2025-03"), status("in_progress", on="2025-05")],
            "in progress since 2025-05",
        ),
        ([status("agreed", on="", known_on="2025-03-04")], "agreed, known since 2025-03-04"),
    ],
)
def test_since_is_the_first_day_of_the_unbroken_run(events: list[AnyEvent], words: str) -> None:
    assert summary_of(*events or [position("US", "accepts")])["status"] == words


def test_a_party_that_says_one_thing_in_public_and_another_in_private_is_told_with_both_days() -> None:
    private = position("US", "dissatisfied", "private", on="2026-06-04")
    told = summary_of(status("agreed"), position("US", "satisfied", on="2026-06-05"), private)
    assert told["divergent"] == (
        "US was dissatisfied in private on 2026-06-04 and was satisfied in public on 2026-06-05"
    )
    assert "disputed" not in told


def test_who_disputes_it_is_named_with_the_day_if_that_is_known() -> None:
    told = summary_of(
        position("US", "denies", on="2026-06-04"), position("JP", "disputes", "private", on="", known_on="2026-06-01")
    )
    assert told["disputed"] == "JP disputes it in private, US denies it in public on 2026-06-04"


def test_what_may_have_changed_by_then_is_told() -> None:
    told = summary_of(status("agreed"), status("withdrawn", on="2026-06..2026-08"))
    assert (told["standing"], told["unsure"]) == ("undated ?", "withdrawn some time in 2026-06..2026-08")


def test_each_date_is_called_late_only_by_what_was_told_after_it() -> None:
    short = delivery("USD 1bn", on="2026-02-28", source=NEWS)
    moved = [deadline("2026-04-30"), deadline("2026-02-28", "amendment", on="2026-01-05")]
    assert summary_of(status("agreed"), amount("USD 7bn"), *moved, short)["standing"] == (
        "122 d late against 2026-02-28; 61 d past due against the first date, 2026-04-30; moved 1 ×, -61 days"
    )


def test_an_undated_one_is_undated(small: Tracker) -> None:
    assert summary_text(small, "us-jp-tariff", "standing") == "undated"


def test_parties_of_the_register_are_named_in_the_language_asked_for(small: Tracker) -> None:
    tables = small.tables()
    tables["parties"]["1"] = {"code": "SOFTBANK", "name": "SoftBank Group", "names": {"ja": "ソフトバンクグループ"}}
    small.put(json.dumps(tables).encode())
    small.done("add", "Build", "--by", "SOFTBANK", "--by", "JP", "--to", "US", "--ref", "plant")
    assert summary_text(small, "plant", "owes") == "SOFTBANK+JP → US, SoftBank Group and Japan to United States"
    assert "ソフトバンクグループと日本" in small("show", "plant", "--lang", "ja").output


# ---- the sections ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SECTION_NAMES)
def test_every_section_can_be_shown_alone(small: Tracker, name: str) -> None:
    done = small.done("show", "jp-us-lng", "--only", name, "--format", "json")
    assert {key for key, value in done.row.items() if isinstance(value, list)} >= {name} - {"summary"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("deadline", "deadlines"),
        ("Amount", "amounts"),
        ("Delivered", "deliveries"),
        ("delivery", "deliveries"),
        ("milestone", "milestones"),
        ("in force and breached", "phases"),
        ("Sources", "sources"),
    ],
)
def test_a_section_is_named_by_its_title_or_in_the_singular_too(small: Tracker, text: str, name: str) -> None:
    shown = [small.done("show", "jp-us-lng", "--only", each, "--format", "json").row for each in (text, name)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("name", SECTION_NAMES)
def test_the_help_names_every_section(tracker: Tracker, name: str) -> None:
    assert name in tracker("show", "--help").output


def test_a_version_of_the_deadline_says_how_it_moved_and_on_whose_word(small: Tracker) -> None:
    small.done("amend", "jp-us-lng", "--due", "2026-08-01", "--on", "2026-05-05")
    small.done("amend", "jp-us-lng", "--due", "undated: soon", "--source", "https://a.example")
    small.done("amend", "jp-us-lng", "--due", "30d after notice", "--publisher", "Asahi")
    versions = small("show", "jp-us-lng", "--format", "json").row["deadlines"]
    assert [(version["due_written"], version["moved"], version["publisher"]) for version in versions] == [
        ("end 2026-04", None, None),
        ("2026-08-01", "+93 d after it passed, silent", None),
        ("undated", "date dropped", "https://a.example"),
        ("awaiting notice", None, "Asahi"),
    ]


def test_deliveries_are_summed_by_stage_with_their_share_and_parts_count_for_the_umbrella(small: Tracker) -> None:
    small.done("add", "Tranche", "--by", "JP", "--to", "US", "--ref", "tranche", "--parent", "jp-us-invest")
    small.done("deliver", "tranche", "USD 11bn", "--stage", "contracted")
    small.done("deliver", "tranche", "JPY 1tn")
    stages = small("show", "jp-us-invest", "--format", "json").row["deliveries"]
    assert [(stage["stage"], stage["figure"], stage["share_shown"]) for stage in stages] == [
        ("contracted", "USD 11bn", "2.0%"),
        ("delivered", "JPY 1tn", "n/a"),
    ]
    parts = small("show", "jp-us-invest", "--format", "json").row["parts"]
    assert [(part["ref"], part["when"], part["figure"]) for part in parts] == [
        ("jp-us-first", "met on time", None),
        ("tranche", "undated", None),
    ]


def test_both_sides_of_a_contradiction_stand_together_and_nothing_else_does(small: Tracker) -> None:
    small.done("cite", "jp-us-lng", "--against", "due", "--says", "May", "--publisher", "Asahi")
    small.done("cite", "jp-us-lng", "--for", "due", "--publisher", "Kyodo", "--quote", "the end of April")
    small.done("cite", "jp-us-lng", "--for", "due", "--publisher", "NHK")
    small.done("cite", "jp-us-lng", "--for", "amount", "--publisher", "Nikkei")
    small.done("cite", "jp-us-lng", "--mentions", "--publisher", "Sankei")
    sides = small("show", "jp-us-lng", "--format", "json").row["contradictions"]
    assert [(side["side"], side["value"], side["publisher"]) for side in sides] == [
        ("record", "end 2026-04", None),
        ("supports", "the end of April", "Kyodo"),
        ("supports", "", "NHK"),
        ("contradicts", "May", "Asahi"),
    ]


def test_the_history_says_what_happened_who_says_so_and_who_recorded_it(small: Tracker) -> None:
    history = small("show", "jp-us-lng", "--format", "json").row["history"]
    assert [event["what"] for event in history] == [
        "agreed",
        "set: due end 2026-04, 10 days of grace",
        "set: USD 7bn",
        "USD 1.5bn delivered, measured by customs",
    ]
    assert history[-1]["publisher"] == "Reuters"
    assert history[-1]["recorded_at"].startswith("2026-06-15T12:00:00")


METI = Source(publisher="METI")


def section(name: str, *events: AnyEvent, **terms: Any) -> list[dict[str, object]]:  # noqa: ANN401 - of any field
    """The rows of a section of a promise."""
    held = portfolio(commitment(status=None, events=[status("agreed"), *events], **terms), as_of="2026-12-31")
    listing = show_table(held.standings["jp-us-promise"])
    (found,) = [value for column, value in zip(listing.columns, listing.rows[0], strict=True) if column.name == name]
    assert isinstance(found, Table)
    return [dict(zip((column.name for column in found.columns), row, strict=True)) for row in found.rows]


def test_a_version_that_was_corrected_is_told_in_the_words_of_who_corrected_it() -> None:
    wrong = [deadline("2026-09", source=NEWS), deadline("2026-10", "correction", corrects=2, source=METI)]
    (version,) = section("deadlines", *wrong)
    assert (version["due"], version["corrected"]) == (
        date(2026, 10, 31),
        "corrected by the desk on 2026-12-01, citing METI, from end 2026-09 (News)",
    )
    (figure,) = section("amounts", amount("USD 8bn"), amount("USD 9bn", "correction", corrects=2))
    assert (figure["figure"], figure["corrected"]) == ("USD 9bn", "corrected by the desk on 2026-12-01, from USD 8bn")


@pytest.mark.parametrize(
    ("wrong", "was"),
    [(deadline(), "undated"), (deadline(awaits="notice"), "awaiting notice"), (deadline("2026-03-04"), "2026-03-04")],
)
def test_a_version_that_was_wrong_is_named_by_what_it_said(wrong: AnyEvent, was: str) -> None:
    (version,) = section("deadlines", wrong, deadline("2026-10", "correction", corrects=2))
    assert version["corrected"] == f"corrected by the desk on 2026-12-01, from {was}"


def test_people_read_who_corrected_it_as_who_says_so() -> None:
    wrong = [deadline("2026-09", source=NEWS), deadline("2026-10", "correction", corrects=1, source=METI)]
    held = portfolio(commitment(status=None, events=wrong), as_of="2026-12-31")
    shown = {panel.title: panel for panel in show_table(held.standings["jp-us-promise"]).panels}
    assert [row[-1].text for row in shown["Deadline"].rows] == ["METI"]
    assert [row[-1].text for row in shown["History"].rows] == ["METI"]
    history = " ".join(cell.text for cell in shown["History"].rows[0])
    assert "corrected by the desk on 2026-12-01, citing METI, from end 2026-09 (News)" in history


@pytest.mark.parametrize(
    ("event", "known"),
    [
        (delivery("USD 1bn", source=METI, known_on="2026-12-01"), "2026-12-01 (assumed)"),
        (delivery("USD 1bn", source=METI, on="", known_on="2026-11-30"), "2026-11-30"),
        (delivery("USD 1bn", source=replace(METI, published=span("2026-12-01")), known_on="2026-12-01"), "2026-12-01"),
        (delivery("USD 1bn", source=METI, on="2026-03-04"), "2026-03-04"),
        (delivery("USD 1bn", known_on="2026-12"), "2026-12"),
        (delivery("USD 1bn"), "unknown"),
    ],
)
def test_a_day_of_knowledge_that_is_only_assumed_is_marked(event: AnyEvent, known: str) -> None:
    held = portfolio(commitment(status=None, events=[event]), as_of="2026-12-31")
    (history,) = [panel for panel in show_table(held.standings["jp-us-promise"]).panels if panel.title == "History"]
    place = [heading.text for heading in history.headings].index("Known")
    assert [row[place].text for row in history.rows] == [known]


@pytest.mark.parametrize(
    ("name", "event"), [("Deadline", deadline("2027", source=METI)), ("Amount", amount("USD 1bn", source=METI))]
)
def test_also_versions_of_a_deadline_or_an_amount_mark_an_assumed_day(name: str, event: AnyEvent) -> None:
    told = replace(event, known_on=span("2026-12-01"))
    held = portfolio(commitment(status=None, events=[told]), as_of="2026-12-31")
    (found,) = [panel for panel in show_table(held.standings["jp-us-promise"]).panels if panel.title == name]
    assert "2026-12-01 (assumed)" in [cell.text for cell in found.rows[0]]


def test_deliveries_are_told_by_measure_and_only_one_of_them_counts() -> None:
    events = [delivery("USD 2bn", measure="customs"), delivery("USD 3bn", measure="sales"), delivery("USD 1bn")]
    stages = section("deliveries", *events, amount="USD 8bn")
    assert [(stage["measure"], stage["measure_shown"], stage["counts"], stage["figure"]) for stage in stages] == [
        ("customs", "customs", True, "USD 2bn"),
        ("sales", "sales (not counted)", False, "USD 3bn"),
        (None, "not said (not counted)", False, "USD 1bn"),
    ]


# ---- random registers ----------------------------------------------------------------------------


@given(
    commitments=st.lists(strategies.commitments, max_size=3, unique_by=lambda commitment: commitment.ref),
    days=st.tuples(st.dates(), st.none() | st.dates()),
    basis=st.sampled_from(("current", "original")),
    name=st.sampled_from(TEXTUAL),
    surface=st.sampled_from((Terminal(), Terminal(80))),
)
def test_whatever_a_register_holds_can_be_listed_and_shown_at_any_time(
    commitments: list[Commitment], days: tuple[date, date | None], basis: Basis, name: str, surface: Terminal
) -> None:
    portfolio = Portfolio(commitments, Moment(*days), basis=basis)
    shown = [list_table(portfolio, Selection()), *(show_table(standing) for standing in portfolio)]
    for listing in shown:
        output = written_in(name, listing, surface)
        assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()


def test_who_says_so_and_each_source_lead_to_its_address() -> None:
    told = commitment(events=[deadline("2026", source=NEWS), deadline("2027", "extension")])
    found = show_table(portfolio(told).standings[told.ref], ["deadlines", "sources"])
    linked = [(cell.text, cell.link) for panel in found.panels for row in panel.rows for cell in row if cell.link]
    assert linked == [("News", NEWS.url), ("News", NEWS.url), (NEWS.url, NEWS.url)]


def test_every_quote_and_summary_is_shown_once_with_its_source_and_quotes_come_first(small: Tracker) -> None:
    nikkei = ("--source", "https://nikkei.example/1", "--publisher", "日本経済新聞", "--source-lang", "ja")
    small.done(
        "cite", "jp-us-lng", "--for", "due", "--publisher", "NHK", "--summary", "due in April", "--relays", "Kyodo"
    )
    small.done("cite", "jp-us-lng", "--for", "due", *nikkei, "--quote", "四月末まで", "--published", "2026-03-02")
    small.done(
        "cite", "jp-us-lng", "--for", "due", *nikkei, "--quote", "四月末まで", "--summary", "by the end of April"
    )
    texts = small("show", "jp-us-lng", "--format", "json").row["quotes"]
    assert [(text["publisher"], text["language"], text["kind"], text["text"]) for text in texts] == [
        ("日本経済新聞", "ja", "quote", "四月末まで"),
        ("日本経済新聞", "ja", "summary", "by the end of April"),
        ("NHK", None, "summary", "due in April"),
    ]
    shown = small.done("show", "jp-us-lng", "--only", "quotes").output
    assert "日本経済新聞" in shown
    assert "“四月末まで”" in shown
    assert "summary: by the end of April" in shown
    assert "NHK, after Kyodo" in shown


def test_a_step_names_where_its_level_was_recorded(empty: Tracker) -> None:
    empty.done("add", "Spend", "--by", "JP", "--to", "US", "--ref", "a", "--due", "2035", "--amount", "3.5 %GDP")
    for name, due in (("first", "2030"), ("second", "2032")):
        empty.done("milestone", "a", name, "--due", due, "--amount", "2.5 %GDP")
    empty.done("deliver", "a/first", "2.6 %GDP", "--on", "2026-01", "--publisher", "NATO", "--published", "2026-02-01")
    row = empty.done("show", "a/second", "--format", "json").row
    assert [one["shared_from"] for one in row["history"] if one["event"] == "delivery"] == ["a/first"]


def test_a_settled_contradiction_is_shown_with_its_reason_and_asked_about_no_more(small: Tracker) -> None:
    small.done("cite", "jp-us-lng", "--against", "due", "--says", "May", "--publisher", "Asahi")
    small.done("cite", "jp-us-lng", "--against", "delivery", "--publisher", "NHK", "--published", "2026-05-02")
    told = small("show", "jp-us-lng", "--format", "json").row["contradictions"]
    [due, kept] = [one["id"] for one in told if one["id"]]
    assert small.done("list", "contradicted", "--format", "json").refs == ["jp-us-lng"]
    assert small.done("list", "late", "--format", "json").refs == ["jp-us-lng"]
    small.done("cite", "jp-us-lng", "--settles", str(due), "--note", "a misprint")
    assert small.done("show", "jp-us-lng", "--format", "json").row["contradicted"] == ["delivery"]
    small.done("cite", "jp-us-lng", "--settles", str(kept), "--note", "another tanker")
    row = small.done("show", "jp-us-lng", "--format", "json").row
    assert [(one["id"], one["settled"], one["settled_on"]) for one in row["contradictions"]] == [
        *((kept, "another tanker", "2026-06-15"), (due, "a misprint", "2026-06-15")),
    ]
    assert (row["contradicted"], row["lateness"]) == ([], "unreported")
    shown = small.done("show", "jp-us-lng", "--only", "contradictions").output
    assert "settled 2026-06-15 by " in shown
    assert ": a misprint" in shown
    assert f"settles contradiction {kept} of delivery" in small.done("log", "--limit", "1").output
    assert small.done("list", "contradicted", "--known-at", "2026-05-01", "--format", "json").rows == []
    assert small.done("list", "contradicted", "--known-at", "2026-06-14").output.endswith("1 listed.\n")
    small.done("undo")
    assert small.done("list", "late", "--format", "json").refs == ["jp-us-lng"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (
            ("--settles", "1", "--note", "x"),
            5,
            "a settlement of 1 at jp-us-lng: event 1 contradicts nothing;",
        ),
        (("--settles", "99", "--note", "x"), 5, "a settlement of 99 at jp-us-lng: it has no event 99;"),
        (
            ("--settles", "6", "--note", "x"),
            5,
            "settled it on 2026-06-15; if the source still contradicts it, cite it once more",
        ),
        (("--settles", "5", "--note", "x", "--on", "2026-06-01"), 5, "2026-06-01 is before 2026-06-15, when the cont"),
        (("--settles", "5"), 5, "a settlement at jp-us-lng needs a reason: give --note WHY"),
        (("--settles", "5", "--for", "due"), 2, "leave out --for, --against, --mentions and --says"),
        (("--mentions", "--says", "May"), 2, "leave out --for, --against and --says, or --mentions"),
    ],
)
def test_what_settles_nothing_is_refused(small: Tracker, options: tuple[str, ...], code: int, said: str) -> None:
    for value in ("May", "June"):
        small.done("cite", "jp-us-lng", "--against", "due", "--says", value, "--publisher", "Asahi")
    small.done("cite", "jp-us-lng", "--settles", "6", "--note", "a misprint")
    refused = small("cite", "jp-us-lng", *options)
    assert (refused.exit_code, said in refused.errors) == (code, True)


def test_a_full_delivery_is_measured_against_the_first_date_too() -> None:
    moved = [deadline("2025-12-31"), deadline("2026-09-30", "extension", on="2025-12-01")]
    full = delivery("USD 7bn", on="2026-02", source=NEWS)
    assert summary_of(status("agreed"), amount("USD 7bn"), *moved, full)["standing"] == (
        "delivered in full 2026-02-01..2026-02-28, on time against 2026-09-30;"
        " delivered in full, 32 to 59 d late against the first date, 2025-12-31; moved 1 ×, +273 days"
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "unsourced"),
        ([NEWS], "reported by News alone"),
        (
            [NEWS, Source(publisher="Kyodo", relays="News"), Source(publisher="AP")],
            "reported by News and 1 other witness",
        ),
        ([_METI, NEWS], "probable: an official source of the obligor alone"),
        ([_METI, Source(publisher="GAO", kind="audit")], "confirmed by an official source of the obligor and by GAO"),
        ([_METI, replace(_METI, party="obligee")], "confirmed by official sources of both sides"),
        ([NEWS, Source(publisher="90 FR 1", kind="treaty")], "confirmed by the treaty, 90 FR 1"),
    ],
)
def test_it_says_by_whom_a_fact_is_confirmed(found: list[Source], words: str) -> None:
    assert support_spoken(found) == words


@pytest.mark.parametrize(
    ("field", "side", "value", "compared"),
    [
        ("deadline", "contradicts", "15 January 2029", "4 d earlier"),
        ("due", "contradicts", "2029-01-29", "10 d later"),
        ("due", "contradicts", "19 January 2029", "same"),
        ("due", "supports", "19 January 2029", "same"),
        ("due", "supports", "by 2030", None),
        ("due", "contradicts", "January 2029", None),
        ("due", "contradicts", "2029", None),
        ("due", "contradicts", "summer of 2028", None),
        ("due", "contradicts", "前の夏", None),
        ("due", "contradicts", "before the visit", None),
        ("made_on", "contradicts", "23 July 2025", "1 d later"),
        ("amount", "contradicts", "USD 55 billion", "USD 495bn less"),
        ("amount", "contradicts", "USD 600bn in all", "USD 50bn more"),
        ("amount", "contradicts", "about USD 550bn", "same"),
        ("amount", "contradicts", "JPY 80tn", None),
        ("amount", "contradicts", "USD 30bn of USD 550bn", None),
        ("amount", "contradicts", "at least USD 30bn", None),
        ("amount", "contradicts", "up to USD 600bn", None),
        ("amount", "contradicts", "at most USD 30bn", "USD 520bn less"),
        ("amount", "contradicts", "at least USD 550bn", None),
        ("title", "contradicts", "2027-01-01", None),
    ],
)
def test_a_date_or_a_figure_is_compared_with_that_of_the_record(
    field: str, side: Side, value: str, compared: str | None
) -> None:
    events = [citation(field, "contradicts", "otherwise"), citation(field, side, value)]
    told: list[AnyEvent] = [deadline("2029-01-19"), amount("USD 550bn"), *events]
    rows = section("contradictions", *told, made_on=span("2025-07-22"))
    assert [(one["side"], one["compared"]) for one in rows if one["value"] == value] == [(side, compared)]


def test_the_record_has_its_value_and_its_source_side_by_side_with_those_of_others() -> None:
    fields = ("due", "status", "delivery", "position", "obligor", "site", "")
    told: list[AnyEvent] = [deadline("2029-01-19", source=METI), position("US", "denies"), amount("USD 1bn")]
    told.append(delivery("USD 250m"))
    rows = section("contradictions", *told, *(citation(field, "contradicts", "no") for field in fields))
    found = {one["field"]: (one["value"], one["publisher"]) for one in rows if one["side"] == "record"}
    assert found == {
        "deadline": ("2029-01-19", "METI"),
        "status": ("agreed", None),
        "delivery": ("USD 250m of USD 1bn", None),
        "position": ("US denies in public", None),
        "obligor": ("JP", None),
        "site": ("", None),
        "record": ("", None),
    }
    assert section("contradictions", citation("delivery", "contradicts"))[0]["value"] == ""
    assert section("contradictions", citation("deadline", "contradicts"))[0]["value"] == ""
    waiting = deadline(awaits="the notice", words="45 days after it")
    found_words = section("contradictions", waiting, citation("deadline", "contradicts", "60 days"))[0]["value"]
    assert found_words == "awaiting the notice, 45 days after it"


def test_a_source_is_for_the_record_only_if_it_supports_the_version_in_force(small: Tracker) -> None:
    small.done("cite", "jp-us-lng", "--against", "due", "--says", "May", "--publisher", "Asahi")
    small.done("cite", "jp-us-lng", "--for", "due", "--publisher", "NHK", "--published", "2024")
    said = small("cite", "jp-us-lng", "--for", "due", "--says", "2027-02", "--publisher", "AP").errors
    assert "“2027-02” is not the deadline of the record, and does not support it; `--against deadline` says" in said
    small.done("cite", "jp-us-lng", "--for", "deadline", "--says", "2026-04", "--publisher", "AFP")
    said = small("cite", "jp-us-lng", "--against", "amount", "--says", "USD 7bn", "--publisher", "AP").errors
    assert "“USD 7bn” is the amount of the record, and contradicts nothing; `--for amount` says" in said
    small.done("cite", "jp-us-lng", "--for", "amount", "--says", "90 t", "--publisher", "AP")
    small.done("cite", "jp-us-lng", "--against", "site", "--says", "Ohio", "--publisher", "AP")
    told = small.done("show", "jp-us-lng", "--only", "contradictions").output
    assert re.findall("the record|names another \\w+|for an earlier version|(?:for|against) it", told) == [
        *("the record", "names another figure", "against it"),
        *("the record", "for an earlier version", "names another date", "for it", "against it"),
        *("the record", "against it"),
    ]
    assert small("show", "jp-us-lng", "--format", "json").row["contradicted"] == ["deadline", "site"]
