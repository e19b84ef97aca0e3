"""The report as a whole: its figures, what comes first, and the record behind each line."""

from datetime import date
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.building import amount, citation, commitment, deadline, delivery, milestone, portfolio, position, status
from tests.render.listings import TEXTUAL, written_in
from tests.strategies import commitments as any_commitments
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import Moment
from tracker.reports.summary import FIGURES, summary_table
from tracker.reports.table import Panel, Table
from tracker.state.portfolio import Portfolio

NIKKEI = Source(publisher="Nikkei", url="https://nikkei.example/1")
LATE = commitment("jp-us-late", due="2026-05-31")
LATER = commitment("jp-us-later", due="2026-06-20")
SOON = commitment("jp-us-soon", due="2026-07-04")
MOVED = commitment(
    "jp-us-moved", events=[deadline("2026"), deadline("2027", "extension", on="2026-01-05", source=NIKKEI)]
)
MET = commitment("jp-us-met", status="met", met_on="2026-02-17", events=[delivery("USD 5bn", on="2026-02-01")])
IN_PRIVATE = position("US", "disputes", "private", on="", known_on="2026-02-10", source=NIKKEI)
DIVERGENT = commitment("jp-us-said", events=[position("US", "satisfied", on="2026-02-08"), IN_PRIVATE])
FULL = commitment("jp-us-full", amount="USD 7bn", due="2026-05-31", events=[delivery("USD 7bn", on="2026-03-31")])
CALLED_LATE = commitment(
    "jp-us-called", due="2026-04-30", events=[citation("delivery", "contradicts", on="2026-05-02", source=NIKKEI)]
)


def panels(*promises: Commitment) -> dict[str, Panel]:
    return {panel.title: panel for panel in summary_table(portfolio(*promises)).panels}


def sentences(panel: Panel) -> list[str]:
    return [sentence.text for sentence in panel.sentences]


def refs(panel: Panel) -> list[str]:
    place = [heading.text for heading in panel.headings].index("Ref")
    return [row[place].text for row in panel.rows]


# ---- figures -----------------------------------------------------------------------------------


def test_the_figures_are_counted_for_scripts_and_for_people() -> None:
    listing = summary_table(portfolio(LATE, SOON, MOVED, MET, DIVERGENT))
    (row,) = listing.rows
    named = dict(zip((column.name for column in listing.columns), row, strict=True))
    assert {name: named[name] for name, _, _ in FIGURES} == {
        "commitments": 5,
        "milestones": 0,
        "open": 4,
        "overdue": 1,
        "contested": 0,
        "exceeded": 0,
        "breached": 0,
        "kept": 0,
        "late_reported": 0,
        "completed": 0,
        "short": 0,
        "due_soon": 1,
        "undated": 1,
        "awaiting": 0,
        "moved": 1,
        "silent": 0,
        "met": 1,
        "divergent": 1,
        "disputed": 1,
    }
    assert [cell.text for row in listing.panels[0].rows for cell in row][:6] == [
        *("commitments", "5", "open", "4", "overdue", "1"),
    ]


def test_a_report_of_nothing_says_so() -> None:
    listing = summary_table(portfolio())
    assert [panel.title for panel in listing.panels] == [""]
    assert [[cell.text for cell in row] for row in listing.panels[0].rows] == [["commitments", "0"], ["overdue", "0"]]


def test_its_title_is_the_day_unless_it_is_given() -> None:
    known = portfolio(LATE, as_of="2026-06-30", known_at="2026-06-29")
    assert summary_table(portfolio(LATE)).title == "Commitments as of 2026-06-30"
    assert summary_table(known).title == "Commitments as of 2026-06-30, as known on 2026-06-29"
    assert summary_table(known, title="For the minister").title == "For the minister"


def test_only_what_passes_the_test_is_in_it() -> None:
    listing = summary_table(portfolio(LATE, MOVED), lambda standing: standing.ref == "jp-us-late")
    text = written_in("html", listing)
    assert "jp-us-late" in text
    assert "jp-us-moved" not in text + written_in("json", listing)


# ---- for people --------------------------------------------------------------------------------


def test_the_panels_follow_each_other_from_what_is_late_to_everything() -> None:
    assert list(panels(LATE, SOON, MOVED, MET, DIVERGENT)) == [
        *("", "Summary", "Overdue", "Due within 30 days", "Timeline", "Deadlines that moved"),
        *("One thing in public, another in private", "Delivered", "All commitments"),
    ]


def test_the_summary_names_what_the_figures_do_not() -> None:
    assert sentences(panels(LATE, LATER, MOVED, DIVERGENT)["Summary"]) == [
        (
            "Past due, and no source tells whether it was done: jp-us-late, due 2026-05-31, no report, never "
            "reviewed; jp-us-later, due 2026-06-20, no report, never reviewed."
        ),
        "The deadline of jp-us-moved was put off furthest, by 365 days against the first one.",
        "jp-us-said: US disputed it in private and was satisfied in public on 2026-02-08.",
    ]
    assert sentences(panels(CALLED_LATE)["Summary"]) == [
        "jp-us-called is 61 days late, according to Nikkei, 2026-05-02."
    ]
    assert sentences(panels(MET)["Summary"]) == ["Nothing is overdue."]


def test_the_summary_says_what_was_delivered_in_full_and_not_confirmed() -> None:
    assert sentences(panels(FULL)["Summary"]) == [
        "Nothing is overdue.",
        "jp-us-full was delivered in full by 2026-03-31, and nobody has marked it met.",
    ]


def test_the_summary_names_what_is_contested_breached_broken_or_above_a_ceiling() -> None:
    contested = commitment("read", events=[deadline("2026-05-31", reading="US"), deadline("2026-09-30", reading="JP")])
    start, over = status("in_progress", on="2026-01-01"), delivery("16 %", on="2026-04-01", source=NIKKEI)
    above = commitment("above", nature="keep", amount="up to 15 %", events=[start, over])
    said = status("breached", on="2026-05-01", source=NIKKEI)
    breached = commitment("bad", nature="keep", events=[start, said])
    alone = commitment("own", nature="keep", events=[start, status("breached", on="2026-05-01")])
    broken = breached.with_events(status("broken", on="2026-06-01", source=NIKKEI, id=9))
    assert sentences(panels(contested)["Summary"])[1:] == [
        "read is contested: 30 d past due as US reads it; not yet as JP does."
    ]
    assert sentences(panels(above)["Summary"]) == [
        "above is exceeded by 1%: 16% against ≤ 15% on 2026-04-01, reported by Nikkei."
    ]
    assert sentences(panels(breached)["Summary"]) == ["bad is breached since 2026-05-01 (60 d): Nikkei, 2026-05-01."]
    assert sentences(panels(alone)["Summary"]) == ["own is breached since 2026-05-01 (60 d)."]
    assert sentences(panels(broken)["Summary"]) == ["bad was broken on 2026-06-01, reported by Nikkei."]


def test_the_summary_names_the_one_of_several_whose_figure_is_above_the_ceiling_of_each() -> None:
    start, over = status("in_progress", on="2026-01-01"), delivery("9.5 Mt", on="2026-04-30", of="RU", source=NIKKEI)
    obligor = ("RU", "SA")
    cap = commitment("cap", events=[start, over], obligor=obligor, each=True, nature="keep", amount="up to 9 Mt")
    found = panels(cap)
    assert ("above a ceiling", "1") in [tuple(cell.text for cell in row) for row in found[""].rows]
    assert sentences(found["Summary"]) == [
        "cap (RU) is exceeded by 0.5 Mt: 9.5 Mt against ≤ 9 Mt on 2026-04-30, reported by Nikkei."
    ]


def test_the_list_of_a_report_says_how_many_milestones_it_leaves_out() -> None:
    done = milestone("jp-us-met/first", status="met", met_on="2026-02-01")
    found = panels(MET, done)
    assert [cell.text for row in found[""].rows for cell in row][:4] == [
        "commitments",
        "2",
        "of these, milestones",
        "1",
    ]
    assert found["All commitments"].notes[0].startswith("Left out: 1 milestone; in the list are only those overdue,")


def test_the_summary_names_four_of_which_nobody_tells_and_counts_the_others() -> None:
    several = [commitment(f"jp-us-{n}", due=f"2026-05-0{n}") for n in range(1, 8)]
    (said,) = sentences(panels(*several)["Summary"])
    assert said.count("no report, never reviewed") == 4
    assert said.endswith("jp-us-4, due 2026-05-04, no report, never reviewed; and 3 more.")


def test_only_what_somebody_calls_late_is_counted_in_red() -> None:
    figures = {row[0].text: row[1].tone for row in summary_table(portfolio(CALLED_LATE, LATE, FULL)).panels[0].rows}
    assert figures == {
        "commitments": "strong",
        "open": "strong",
        "overdue": "strong",
        "reported late": "bad",
        "delivered in full, not confirmed": "strong",
    }


def test_the_summary_tells_deadlines_put_off_dropped_and_brought_forward_apart() -> None:
    early = commitment("jp-us-early", events=[deadline("2028"), deadline("2026", "amendment", on="2026-01-05")])
    dropped = commitment("us-jp-base", events=[deadline("2003-04-12"), deadline("", "amendment", words="as it can be")])
    _, *moves = sentences(panels(early, MOVED, dropped)["Summary"])
    assert moves == [
        "The deadline of jp-us-moved was put off furthest, by 365 days against the first one.",
        "The deadline of us-jp-base was dropped: it has no date now, the first one was 2003-04-12.",
        "The deadline of jp-us-early was brought forward furthest, by 731 days against the first one.",
    ]
    _, *moves = sentences(panels(early)["Summary"])
    assert moves == ["The deadline of jp-us-early was brought forward furthest, by 731 days against the first one."]


def test_overdue_and_coming_due_are_listed_apart() -> None:
    found = panels(LATE, LATER, SOON)
    assert (refs(found["Overdue"]), refs(found["Due within 30 days"])) == (
        ["jp-us-late", "jp-us-later"],
        ["jp-us-soon"],
    )


def test_a_move_is_a_sentence_that_rests_on_its_source() -> None:
    (said,) = panels(MOVED)["Deadlines that moved"].sentences
    assert said.text.startswith("jp-us-moved: moved on 2026-01-05, before the old day had passed, from the end of 2026")
    assert said.sources == (NIKKEI,)


def test_what_a_party_says_stands_side_by_side_each_with_its_source() -> None:
    ((ref, party, public, private),) = panels(DIVERGENT)["One thing in public, another in private"].rows
    assert (ref.text, party.text, public.text, private.text) == (
        *("jp-us-said", "US", "satisfied on 2026-02-08", "disputes"),
    )
    assert (public.sources, private.sources) == ((), (NIKKEI,))


def test_deliveries_are_told_from_the_last_one() -> None:
    events = [delivery("USD 1bn", on="2026-01"), delivery("USD 2bn", on="", known_on="2026-02-03")]
    rows = panels(commitment(events=events))["Delivered"].rows
    assert [[cell.text for cell in row][:3] for row in rows] == [
        ["unknown", "jp-us-promise", "USD 2bn"],
        ["2026-01", "jp-us-promise", "USD 1bn"],
    ]


def test_the_day_of_a_deadline_rests_on_its_source() -> None:
    (row,) = panels(commitment(events=[deadline("2026-05-31", source=NIKKEI)]))["Overdue"].rows
    assert [cell.sources for cell in row if cell.sources] == [(NIKKEI,)]


def test_each_commitment_can_be_opened_under_its_ref() -> None:
    record, other = panels(MET, MOVED)["All commitments"].more
    assert (record.name, record.title) == ("jp-us-met", "jp-us-met · Promise jp-us-met")
    assert [panel.title for panel in record.more] == ["Delivered, parts included", "History"]
    assert [panel.title for panel in other.more] == ["Deadline", "History", "Sources, by independent witness"]


# ---- for spreadsheets and scripts --------------------------------------------------------------


def inside(*promises: Commitment) -> dict[str, Table]:
    listing = summary_table(portfolio(*promises))
    return {
        c.name: cast("Table", v) for c, v in zip(listing.columns, listing.rows[0], strict=True) if c.kind == "table"
    }


def test_each_subject_has_a_listing_of_its_own() -> None:
    found = inside(LATE, MOVED, MET, DIVERGENT)
    assert {name: len(listing.rows) for name, listing in found.items()} == {
        "list": 4,
        "due_days": 4,
        "moves": 1,
        "deliveries": 1,
        "positions": 2,
        "sources": 2,
        "events": 10,
    }
    for listing in found.values():
        names = [column.name for column in listing.columns]
        assert len(names) == len(set(names))
        assert names[0] == "ref"
        assert {column.unit for column in listing.columns} <= {"", *names}
        assert all(len(row) == len(names) for row in listing.rows)


# ---- random registers ----------------------------------------------------------------------------


@given(
    st.lists(any_commitments, max_size=3, unique_by=lambda one: one.ref),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.sampled_from(TEXTUAL),
)
def test_whatever_a_register_holds_can_be_reported_in_any_format(
    promises: list[Commitment], day: date, name: str
) -> None:
    output = written_in(name, summary_table(Portfolio(promises, Moment(day)), alarms=(30,)))
    assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()


def test_the_amount_in_force_and_a_citation_change_no_panel() -> None:
    assert list(panels(commitment(events=[amount("USD 1bn"), citation("due")]))) == [
        *("", "Summary", "Timeline", "All commitments"),
    ]
