"""The dossier: one commitment whole, what is said of it in words, and every section of it."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile, strategies
from tests.building import NEWS, commitment, deadline, portfolio
from tests.program import Tracker
from tests.render.listings import TEXTUAL, written_in
from tracker.commitment import Commitment
from tracker.moment import Moment
from tracker.render.surface import Surface
from tracker.reports.commitments import Selection, list_commitments
from tracker.reports.dossier import SECTION_NAMES, dossier
from tracker.state.portfolio import Portfolio
from tracker.state.timing import Basis


def said(tracker: Tracker, ref: str, fact: str) -> str:
    """What the summary says under a name."""
    lines = tracker.done("show", ref, "--only", "summary").output.splitlines()
    return next((line.removeprefix(fact).strip() for line in lines if line.startswith(f"{fact} ")), "")


# ---- the summary -------------------------------------------------------------------------------


def test_the_summary_says_everything_that_there_is_to_say(small: Tracker) -> None:
    small.done("position", "jp-us-invest", "US", "disputes")
    assert small("show", "jp-us-invest", "--only", "summary").output == (
        "jp-us-invest · Invest in US strategic sectors\n"
        "ja          対米投資\n"
        "owes        JP → US, Japan to United States\n"
        "status      agreed since 2025-07-22\n"
        "standing    in 949 d, due 2029-01-19\n"
        "amount      ≤ USD 550bn\n"
        "binding     pledge: MOU of 4 September 2025\n"
        "made on     2025-07-22\n"
        "category    investment\n"
        "confidence  probable, disputed by a party\n"
        "tags        550bn\n"
        "day ends    Asia/Tokyo\n"
    )


def test_in_another_language_the_main_title_is_told_too(small: Tracker) -> None:
    shown = small("show", "jp-us-invest", "--lang", "ja", "--only", "summary").output
    assert shown.startswith("jp-us-invest · 対米投資\ntitle       Invest in US strategic sectors\nowes ")


@pytest.mark.parametrize(
    ("due", "command", "in_force", "first", "slip"),
    [
        ("2026-08-01", "", "in 47 d against 2026-08-01", "46 d late", ", +93 days"),
        ("2026-03", "", "76 d late against end 2026-03", "46 d late", ", -30 days"),
        ("undated", "", "undated now", "46 d late", ""),
        ("2026-08-01", "met --on 2026-04-02 --source u", "met on time against 2026-08-01", "met on time", ", +93 days"),
        ("2026-05-01", "met --on 2026-06-02 --source u", "met late against 2026-05-01", "met 33 d late", ", +1 days"),
        ("2026-08-01", "suspended", "suspended against 2026-08-01", "suspended", ", +93 days"),
    ],
)
def test_it_is_measured_against_the_date_in_force_and_the_first_one(  # noqa: PLR0913, PLR0917 - the columns of the table
    small: Tracker, due: str, command: str, in_force: str, first: str, slip: str
) -> None:
    assert said(small, "jp-us-lng", "standing") == "46 d late, due end 2026-04"
    small.done("amend", "jp-us-lng", "--due", due)
    if command:
        small.done("mark", "jp-us-lng", *command.split())
    against = f"{in_force}; {first} against the first date, end 2026-04; moved 1 ×{slip}"
    assert said(small, "jp-us-lng", "standing") == against


def test_an_undated_one_is_undated(small: Tracker) -> None:
    assert said(small, "us-jp-tariff", "standing") == "undated"


def test_parties_of_the_register_are_named_in_the_language_asked_for(small: Tracker) -> None:
    tables = small.tables()
    tables["parties"]["1"] = {"code": "SOFTBANK", "name": "SoftBank Group", "names": {"ja": "ソフトバンクグループ"}}
    small.put(json.dumps(tables).encode())
    small.done("add", "Build", "--by", "SOFTBANK", "--by", "JP", "--to", "US", "--ref", "plant")
    assert said(small, "plant", "owes") == "SOFTBANK+JP → US, SoftBank Group and Japan to United States"
    assert "ソフトバンクグループ and Japan" in small("show", "plant", "--lang", "ja").output


# ---- the sections ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SECTION_NAMES)
def test_every_section_can_be_shown_alone(small: Tracker, name: str) -> None:
    done = small.done("show", "jp-us-lng", "--only", name, "--format", "json")
    assert {key for key, value in done.row.items() if isinstance(value, list)} >= {name} - {"summary"}


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
    sides = small("show", "jp-us-lng", "--format", "json").row["contradictions"]
    assert [(side["side"], side["value"], side["publisher"]) for side in sides] == [
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


# ---- anything at all ---------------------------------------------------------------------------


@given(
    commitments=st.lists(strategies.commitments, max_size=3, unique_by=lambda commitment: commitment.ref),
    days=st.tuples(st.dates(), st.none() | st.dates()),
    basis=st.sampled_from(("current", "original")),
    name=st.sampled_from(TEXTUAL),
    surface=st.sampled_from((Surface(), Surface(80))),
)
def test_whatever_a_register_holds_can_be_listed_and_shown_at_any_time(
    commitments: list[Commitment], days: tuple[date, date | None], basis: Basis, name: str, surface: Surface
) -> None:
    portfolio = Portfolio(commitments, Moment(*days), basis=basis)
    shown = [list_commitments(portfolio, Selection()), *(dossier(standing) for standing in portfolio)]
    for listing in shown:
        output = written_in(name, listing, surface)
        assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()


def test_who_says_so_and_each_source_lead_to_its_address() -> None:
    told = commitment(events=[deadline("2026", source=NEWS), deadline("2027", "extension")])
    found = dossier(portfolio(told).standings[told.ref], ["deadlines", "sources"])
    linked = [(cell.text, cell.link) for panel in found.panels for row in panel.rows for cell in row if cell.link]
    assert linked == [("News", NEWS.url), ("News", NEWS.url), (NEWS.url, NEWS.url)]
