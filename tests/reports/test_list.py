"""The list: one row a commitment, and how it stands in words that need no colour."""

import re
from typing import Final

import pytest

from tests.building import (
    NEWS,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    portfolio,
    position,
    review,
    status,
)
from tests.program import Tracker
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.recurrence import read_recurrence
from tracker.model.status import Status
from tracker.render.escape import Terminal
from tracker.render.table import as_table
from tracker.reports.list import COLUMN_NAMES, FIELDS, LAYOUTS, ORDER, Selection, list_table
from tracker.reports.standing_text import owes, when
from tracker.reports.table import Cell, Table
from tracker.reports.uncertain_text import unsure_words
from tracker.state.portfolio import Standing

DESIGN = (
    "ref,title,obligor,obligee,category,force,status,assessment,amount,amount_qualifier,currency,delivered,due,"
    "due_precision,due_original,slip_days,moves,overdue_days,timeliness,disputed,confidence,parent,as_of,known_at,"
    "lateness,last_news,contradicted,outcome,"
    "titles,instrument,made_on,in_return_for,time_zone,nature,baseline,counts,conditions,tags,notes,"
    "due_words,awaits,not_before,grace_days,met_on,met_source,successor,amount_kind,each,increment,every,conditional,"
    "expected,of,in_force_since,breaches,cures,days_in_breach,exceeded_by,readings,"
    "status_confidence,deadline_confidence,amount_confidence,analyst,assessments,obligors"
)


def first_words(tracker: Tracker, *arguments: str) -> str:
    """The when, the due and the first due of the first row."""
    row = tracker.done("list", *arguments).output.splitlines()[2]
    return "  ".join(re.split(r"\s{2,}", row.partition("JP → US")[0].rstrip()))


def test_the_columns_are_those_of_the_design_in_its_order(empty: Tracker) -> None:
    new = [name for name in COLUMN_NAMES if name not in DESIGN.split(",")]
    assert not new, f"add {', '.join(new)} to DESIGN in this file, at the place of FIELDS in reports/list.py"
    assert ",".join(COLUMN_NAMES) == DESIGN, "DESIGN in this file and FIELDS in reports/list.py differ in their order"
    assert (
        empty("list", "--format", "csv").output == f"{DESIGN.removesuffix(',obligors')}\r\n"
    )  # which is a table in JSON


def test_every_heading_has_a_place_on_a_terminal() -> None:
    for layout in LAYOUTS:
        placed = {name for column in layout.lines for line in column for name in line}
        missing = {field.shown_heading.text for field in FIELDS if field.heading is not None} - placed
        assert not missing, f"add {missing} to the layout of {layout.least} columns in LAYOUTS of reports/list.py"
    unordered = [field.name for field in FIELDS if field.heading is not None and field.name not in ORDER]
    assert not unordered, f"add {unordered} to ORDER in reports/list.py"


def test_a_row_is_plain_values(small: Tracker) -> None:
    def filled(ref: str) -> str:
        names, row = small("list", ref, "--format", "csv").output.splitlines()
        return " ".join(
            f"{name}={value}" for name, value in zip(names.split(","), row.split(","), strict=True) if value
        )

    assert filled("jp-us-lng") == (
        "ref=jp-us-lng title=Buy more US energy obligor=JP obligee=US category=energy force=pledge status=agreed "
        "amount=7000000000 amount_qualifier=exact currency=USD delivered=1500000000 due=2026-04-30 due_precision=month "
        "due_original=2026-04-30 slip_days=0 moves=0 overdue_days=46 timeliness=overdue disputed=false "
        "confidence=unsourced as_of=2026-06-15 lateness=unreported last_news=2026-03-31 outcome=open "
        "made_on=2025-09-05 in_return_for=jp-us-invest nature=act grace_days=10 status_confidence=unsourced "
        "deadline_confidence=unsourced amount_confidence=unsourced"
    )
    assert filled("jp-us-first") == (
        "ref=jp-us-first title=Settle the first project obligor=JP obligee=US category=other force=pledge status=met "
        "due=2026-02-28 due_precision=month due_original=2025-12-31 slip_days=59 moves=1 timeliness=met_on_time "
        "disputed=false confidence=reported parent=jp-us-invest as_of=2026-06-15 last_news=2026-02-17 outcome=kept "
        "made_on=2025-10-27 nature=act grace_days=0 met_on=2026-02-17 met_source=https://reuters.example/1 "
        "status_confidence=reported deadline_confidence=reported"
    )


def test_amounts_are_text_in_json_and_counts_are_numbers(small: Tracker) -> None:
    row = small("list", "jp-us-lng", "--format", "json").row
    assert (row["amount"], row["delivered"], row["overdue_days"]) == ("7000000000", "1500000000", 46)


def test_a_yearly_amount_says_so(empty: Tracker) -> None:
    empty.done("add", "x", "--by", "JP", "--to", "US", "--amount", "about USD 8bn a year")
    assert empty("list", "--format", "json").row["amount_qualifier"] == "about per_year"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--due", "2026-06-14"], "1 d past due  no report, never reviewed  2026-06-14"),
        (["--due", "2026-06-15"], "today  2026-06-15"),
        (["--due", "2026-06-16"], "in 1 d  2026-06-16"),
        (["--due", "2026-Q4"], "in 199 d  end 2026-Q4"),
        (["--due", "2026-03..2026-06-20"], "in 5 d  2026-06-20"),
        (["--due", "2026-06-14", "--grace", "5"], "in grace  2026-06-14"),
        (["--due", "2026-06-09", "--grace", "5"], "6 d past due  no report, never reviewed  2026-06-09"),
        ([], "undated"),
        (["--due", "undated: soon"], "undated"),
        (["--due", "45bd after notice (US+JP)"], "awaiting"),
        (["--due", "2026-06-14", "--status", "suspended"], "suspended  2026-06-14"),
        (["--due", "2026-06-14", "--status", "proposed"], "proposed  2026-06-14"),
        (["--due", "2026-06-14", "--nature", "refrain"], "lapsed  2026-06-14"),
        (["--due", "2026-06-14", "--status", "not_met"], "not met  2026-06-14"),
        (["--status", "withdrawn"], "withdrawn"),
        (["--due", "2026-06-14", "--status", "met", "--on", "2026-06-14", "--source", "u"], "met on time  2026-06-14"),
        (["--due", "2026-06-14", "--status", "met", "--on", "2026-06-15", "--source", "u"], "met 1 d late  2026-06-14"),
        (["--status", "met", "--on", "2026-06-15", "--source", "u"], "met"),
    ],
)
def test_how_it_stands_is_said_in_words(empty: Tracker, given: list[str], said: str) -> None:
    empty.done("add", "x", "--by", "JP", "--to", "US", *given)
    assert first_words(empty).split() == said.split()


def test_a_deadline_that_moved_shows_the_first_one_too(small: Tracker) -> None:
    assert first_words(small, "jp-us-first").split("  ") == ["met on time", "end 2026-02", "was 2025-12-31"]


def headings(tracker: Tracker, *arguments: str) -> list[str]:
    return re.split(r" {2,}", tracker.done("list", *arguments).output.splitlines()[0])


def test_a_column_that_is_empty_in_all_rows_is_left_out(small: Tracker) -> None:
    shown = ["When", "Who says so", "Due", "First due", "Owes", "Amount", "Status", "Ref", "Commitment"]
    assert headings(small) == shown
    assert headings(small, "jp-us-lng") == [name for name in shown if name != "First due"]
    assert headings(small, "jp-us-first") == [name for name in shown if name not in {"Who says so", "Amount"}]


def test_what_is_only_proposed_says_so(empty: Tracker) -> None:
    empty.done("add", "Buy rice", "--by", "JP", "--to", "US", "--status", "proposed", "--ref", "rice")
    assert empty("list").output.splitlines()[2] == "undated  JP → US  proposed  rice  Buy rice"


@pytest.mark.parametrize(
    ("by", "to", "said"),
    [
        (["JP"], ["US"], "JP → US"),
        (["JP", "KR"], ["US"], "JP+KR → US"),
        (["US", "JP"], ["JP", "US"], "US ⇄ JP"),
        (["JP", "KR"], ["JP", "US"], "JP+KR → JP+US"),
    ],
)
def test_what_all_owe_each_other_is_mutual(empty: Tracker, by: list[str], to: list[str], said: str) -> None:
    parties = [word for code in by for word in ("--by", code)] + [word for code in to for word in ("--to", code)]
    empty.done("add", "x", *parties)
    assert f"  {said}  " in empty("list").output


def on_terminal(width: int, *promises: Commitment) -> list[str]:
    """The lines of a list on a terminal of so many columns."""
    listing = list_table(portfolio(*promises), Selection())
    return "".join(as_table(listing, Terminal(width))).splitlines()


LATE: Final = commitment("jp-us-lng", title="Buy US energy", due="2026-05-31", amount="USD 7bn")
MOVED: Final = commitment(
    "jp-us-gas", title="Build gas plants", events=[deadline("2026"), deadline("2027", "extension")]
)


NARROW: Final = [
    "When · Due     Commitment · Owes · Amount · Status · Ref · Who says so",
    "First due",
    "─────────────  ───────────────────────────────────────────────────────",
    "30 d past due  Buy US energy",
    "2026-05-31     JP → US · USD 7bn · agreed · jp-us-lng",
    "               no report, never reviewed",
    "",
    "in 549 d       Build gas plants",
    "end 2027       JP → US · agreed · jp-us-gas",
    "was 2026",
    "",
    "2 listed.",
]
MIDDLE: Final = [
    "When · Due     Owes     Commitment · Status · Ref · Who says so",
    "First due      Amount",
    "─────────────  ───────  ───────────────────────────────────────",
    "30 d past due  JP → US  Buy US energy",
    "2026-05-31     USD 7bn  agreed · jp-us-lng",
    "                        no report, never reviewed",
    "",
    "in 549 d       JP → US  Build gas plants",
    "end 2027                agreed · jp-us-gas",
    "was 2026",
    "",
    "2 listed.",
]
WIDE: Final = [
    "When           Due         First due  Owes      Amount  Status  Commitment · Who says so                   Ref",
    (
        "─────────────  ──────────  ─────────  ───────  ───────  ──────  "
        "─────────────────────────────────────────  ─────────"
    ),
    (
        "30 d past due  2026-05-31             JP → US  USD 7bn  agreed  "
        "Buy US energy · no report, never reviewed  jp-us-lng"
    ),
    (
        "in 549 d       end 2027    was 2026   JP → US           agreed  "
        "Build gas plants                           jp-us-gas"
    ),
    "2 listed.",
]


@pytest.mark.parametrize(
    ("width", "shown"), [(80, NARROW), (99, NARROW), (100, MIDDLE), (179, MIDDLE), (180, WIDE), (300, WIDE)]
)
def test_the_width_alone_says_how_a_list_is_laid_out(width: int, shown: list[str]) -> None:
    assert on_terminal(width, LATE, MOVED) == shown


@pytest.mark.parametrize(
    ("promise", "tone"),
    [
        (LATE, "doubt"),
        (commitment(due="2026-05-31", events=[position("US", "dissatisfied", on="2026-06-10", source=NEWS)]), "late"),
        (commitment(due="2026-07-04"), "soon"),
        (commitment(due="2027"), ""),
        (commitment(), "dim"),
        (commitment(due="2026-05-31", status="proposed"), "warn"),
        (commitment(due="2026-05-31", amount="4 t", events=[delivery("4 t", on="2026-05-01")]), "info"),
        (commitment(due="2026-05-31", status="met"), "good"),
        (commitment(due="2026-05-31", status="not_met"), "warn"),
        (commitment(due="2026-05-31", status="withdrawn"), "dim"),
    ],
)
def test_only_what_somebody_says_is_late_is_shown_as_late(promise: Commitment, tone: str) -> None:
    (standing,) = portfolio(promise)
    assert when(standing)[1] == tone


def test_a_deadline_that_was_given_up_is_undated_and_measured_against_the_first_one_when_asked(small: Tracker) -> None:
    small.done("amend", "jp-us-invest", "--due", "undated")
    assert first_words(small, "jp-us-invest").split("  ") == ["undated", "undated", "was 2029-01-19"]
    on_first = first_words(small, "jp-us-invest", "--basis", "original")
    assert on_first.split("  ") == ["in 949 d", "undated", "was 2029-01-19"]


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        ([], "4 listed."),
        (["--overdue"], "1 overdue; not measured: 1 undated, 1 suspended, 1 awaiting a trigger."),
        (["--overdue", "by:US"], "0 overdue; not measured: 1 undated."),
        (["--limit", "3"], "4 found, 3 shown; --limit 0 shows all."),
        (["overdue"], "1 listed."),
    ],
)
def test_what_is_left_out_is_counted_below(small: Tracker, arguments: list[str], note: str) -> None:
    small.done("mark", "jp-us-invest", "suspended")
    small.done("mark", "jp-us-first", "reopen", "--note", "too early")
    small.done("amend", "jp-us-first", "--due", "30d after notice")
    assert small("list", *arguments).output.splitlines()[-1] == note


# ---- lateness ------------------------------------------------------------------------------------

ASAHI = Source(publisher="Asahi")


def standing(promise: Commitment, as_of: str = "2026-06-30") -> Standing:
    """The standing of a promise."""
    return portfolio(promise, as_of=as_of).standings[promise.ref]


def listed(*promises: Commitment, as_of: str = "2026-06-30") -> Table:
    """The list of a few promises."""
    return list_table(portfolio(*promises, as_of=as_of), Selection())


def late(*events: AnyEvent, status: Status = "agreed") -> Commitment:
    """A promise that was due by the end of May 2026."""
    return commitment(due="2026-05-31", events=events, status=status)


@pytest.mark.parametrize(
    ("promise", "words", "who", "sources"),
    [
        (late(), "30 d past due", "no report, never reviewed", ()),
        (
            late(citation("due", on="2026-03-23")),
            "30 d past due",
            "no report since 2026-03-23, never reviewed",
            (),
        ),
        (
            late(review(on="2026-06-28")),
            "30 d past due",
            "no report, last reviewed on 2026-06-28",
            (),
        ),
        (
            late(citation("delivery", "contradicts", on="2026-06-01", source=ASAHI)),
            "30 d late",
            "Asahi, 2026-06-01",
            (ASAHI,),
        ),
        (late(assessment("stalled", on="2026-06-02")), "30 d late", "the desk, 2026-06-02", ()),
        (late(position("US", "dissatisfied", on="2026-06-03")), "30 d late", "US, 2026-06-03", ()),
        (
            late(position("US", "disputes", on="2026-06-03", source=ASAHI)),
            "30 d late",
            "US, as Asahi reports, 2026-06-03",
            (ASAHI,),
        ),
        (
            late(position("US", "dissatisfied", "private", on="2026-06-03", source=ASAHI)),
            "30 d late",
            "US, in private, as Asahi reports, 2026-06-03",
            (ASAHI,),
        ),
        (
            late(position("US", "disputes", "private", on="2026-06-03"), position("US", "accepts", on="2026-06-09")),
            "30 d late",
            "US, in private, 2026-06-03; US accepts in public, 2026-06-09",
            (),
        ),
        (
            late(position("US", "satisfied", on="2026-06-02"), position("US", "disputes", "private", on="2026-06-03")),
            "30 d late",
            "US, in private, 2026-06-03",
            (),
        ),
        (
            late(position("US", "denies", on="2026-06-04"), position("US", "disputes", "private", on="2026-06-03")),
            "30 d late",
            "US, in private, 2026-06-03",
            (),
        ),
        (
            late(assessment("stalled", on="2026-06-02", source=ASAHI)),
            "30 d late",
            "the desk, citing Asahi, 2026-06-02",
            (ASAHI,),
        ),
        (
            late(review("news", on="2026-06-28")),
            "30 d past due",
            "no report, news found on 2026-06-28 and not recorded yet",
            (),
        ),
        (late(status="suspended"), "suspended", "", ()),
    ],
)
def test_late_is_only_what_somebody_calls_late(
    promise: Commitment, words: str, who: str, sources: tuple[Source, ...]
) -> None:
    (panel,) = listed(promise).panels
    said = {heading.text: cell for heading, cell in zip(panel.headings, panel.rows[0], strict=True)}
    told = said.get("Who says so", Cell(""))  # a column that would be empty is left out
    assert (said["When"].text, told.text, told.sources) == (words, who, sources)
    assert said["When"].tone == ("late" if "late" in words else "doubt" if "due" in words else "warn")


def test_machines_read_who_is_late_since_when_and_what_sources_contradict() -> None:
    told = citation("delivery", "contradicts", on="2026-06-01")
    listing = listed(late(told), commitment("kept", status="met"))
    names = [column.name for column in listing.columns]
    rows = [dict(zip(names, (str(value) for value in row), strict=True)) for row in listing.rows]
    assert [[row[name] for name in ("lateness", "last_news", "contradicted", "outcome")] for row in rows] == [
        ["reported", "2026-06-01", "('delivery',)", "open"],
        ["None", "None", "()", "kept"],
    ]


# ---- words of the standing -----------------------------------------------------------------------


def met(on: str, *events: AnyEvent) -> Commitment:
    """A promise that was met at some time."""
    return commitment(status=None, events=[status("met", on=on, source=NEWS), *events])


def full(on: str) -> Commitment:
    """A promise that fell due on 31 May and was delivered in full at some time."""
    return commitment(amount="USD 7bn", due="2026-05-31", events=[delivery("USD 7bn", on=on)])


@pytest.mark.parametrize(
    ("promise", "words", "tone"),
    [
        (full("2026-03-31"), "delivered in full 2026-03-31, 61 d early", "info"),
        (full("2026-05-31"), "delivered in full 2026-05-31, on time", "info"),
        (met("2026-02-17", deadline("2026-02")), "met on time", "good"),
        (met("2026-02-17", deadline("2026-02-28")), "met 11 d early", "good"),
        (met("2026-02-17", deadline("2026-02-10"), deadline("2026-02-28", "extension")), "met on time", "good"),
        (full("2026-06-05"), "delivered in full 2026-06-05, 5 d late", "info"),
        (full("2026-05"), "delivered in full 2026-05-01..2026-05-31, on time", "info"),
        (full("2026-05..2026-06"), "delivered in full 2026-05-01..2026-06-30, on time or up to 30 d late", "info"),
        (full("2026-06"), "delivered in full 2026-06-01..2026-06-30, 1 to 30 d late", "info"),
        (met("2026-03", deadline("2026-03-04")), "met, on time or up to 27 d late", "warn"),
        (met("", deadline("2026-03-04")), "met, on time or up to 272 d late", "warn"),
        (met("2026-03", deadline("2026-02-28")), "met 1 to 31 d late", "warn"),
        (met("2026-03-05", deadline("2026-02-28")), "met 5 d late", "warn"),
        (met("2026-03"), "met", "good"),
        (commitment(due="2026-05-31", nature="refrain", status="met"), "kept", "good"),
        (commitment(due="2026-05-31", nature="refrain"), "lapsed", "dim"),
        (commitment(due="2026-05-31", status="proposed"), "proposed", "warn"),
        (commitment(due="2026-05-31", status=None), "status unknown", "warn"),
        (commitment(due="2026-05-31", status="withdrawn"), "withdrawn", "dim"),
    ],
)
def test_words_say_no_more_than_is_known(promise: Commitment, words: str, tone: str) -> None:
    assert when(standing(promise, as_of="2027-01-01")) == (words, tone)


def test_what_is_not_measured_is_counted_by_its_own_name() -> None:
    promises = (
        late(),
        commitment("asked", due="2026-05-31", status="proposed"),
        commitment("dim", due="2026-05-31", status=None),
    )
    listing = list_table(portfolio(*promises), Selection(overdue=True))
    assert listing.panels[0].notes == ("1 overdue; not measured: 1 only proposed, 1 of unknown status.",)


# ---- uncertain changes ---------------------------------------------------------------------------

HALF_KNOWN = status("withdrawn", on="2026-06..2026-08")


def test_a_mark_and_a_note_tell_what_may_have_changed_by_then() -> None:
    promise = commitment(events=[HALF_KNOWN], due="2026-12-31")
    assert unsure_words(standing(promise)) == "withdrawn some time in 2026-06..2026-08"
    listing = listed(promise)
    assert listing.panels[0].rows[0][0].text == "in 184 d ?"
    assert listing.panels[0].notes == (
        "1 listed.",
        (
            "? may have changed by then, for only a span is known: "
            "jp-us-promise: withdrawn some time in 2026-06..2026-08."
        ),
    )


def test_of_an_unknown_day_it_is_said_until_when_it_became_known() -> None:
    promise = commitment(events=[status("withdrawn", on="", known_on="2026-07-15")], due="2026-12-31")
    assert unsure_words(standing(promise)) == "withdrawn some time until 2026-07-15"


def test_what_would_change_no_answer_is_not_marked() -> None:
    promise = commitment(events=[amount("USD 1bn"), status("agreed", on="2026-06..2026-08")], due="2026-12-31")
    assert unsure_words(standing(promise)) == ""
    assert listed(promise).panels[0].notes == ("1 listed.",)


def test_four_that_may_have_changed_are_named_and_the_others_counted() -> None:
    (_, note) = listed(*(commitment(f"p{n}", events=[HALF_KNOWN], due="2026-12-31") for n in range(6))).panels[0].notes
    assert note.endswith("; p3: withdrawn some time in 2026-06..2026-08; and 2 more.")


# ---- notes ---------------------------------------------------------------------------------------


def test_further_notes_stand_last() -> None:
    listing = list_table(portfolio(late()), Selection(notes=("Brought up to date long ago.",)))
    assert listing.panels[0].notes == ("1 listed.", "Brought up to date long ago.")


def test_of_many_obligors_the_first_is_named() -> None:
    allies = ("BE", "DE", "FR", "GB", "IT", "NL", "PL")
    assert owes(standing(commitment(obligor=allies, obligee=("US",)))) == "BE+6 others → US"


def test_a_duty_whose_last_period_is_past_is_over_and_a_closed_one_to_be_kept_says_how() -> None:
    rule = read_recurrence("year, from 2024 until 2025, 6 Mt each")
    wheat = commitment("wheat", every=rule)
    assert when(standing(wheat)) == ("over, no report of 2 of 2 periods", "warn")
    told = [
        commitment(f"wheat/{year}", events=[citation("delivery", "contradicts", on="2026-02-01")])
        for year in (2024, 2025)
    ]
    assert when(portfolio(wheat, *told).standings["wheat"]) == ("over, late in 2 of 2 periods", "warn")
    void = [commitment(f"wheat/{year}", events=[status("withdrawn", on="2026-02-01")]) for year in (2024, 2025)]
    assert when(portfolio(wheat, *void).standings["wheat"]) == ("over", "dim")
    kept = commitment(nature="keep", events=[status("withdrawn", on="2026-02-01")])
    assert when(standing(kept))[0] == "withdrawn"
