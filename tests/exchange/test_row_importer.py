"""Rows that are read by the rules of the commands: what each field may hold, and how rows hang together."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.building import RECORDED, commitment, deadline, judged
from tracker.exchange.plan import Plan
from tracker.exchange.row_importer import ImportPolicy, plan_rows
from tracker.exchange.row_parser import ImportContext
from tracker.exchange.rows import Row
from tracker.model.commitment import Commitment, DeadlineEvent, Source, StatusEvent
from tracker.model.dates import Moment
from tracker.model.register import Party
from tracker.record.provenance import Provenance
from tracker.state.portfolio import Portfolio

GOOD = {"title": "Promise", "obligor": "JP", "obligee": "US"}
CONTEXT = ImportContext(
    now=RECORDED,
    zone="UTC",
    parties={"JBIC": Party(code="JBIC", name="Japan Bank")},
    facts=Provenance(RECORDED, "analyst", None, None),
)
SOURCE = Source(url="https://x.example", publisher="News")


def planned(
    *rows: dict[str, str], known: tuple[Commitment, ...] = (), context: ImportContext = CONTEXT, **policy: bool
) -> Plan:
    numbered = [Row(f"line {number}", cells) for number, cells in enumerate(rows, 2)]
    before = Portfolio(known, Moment(RECORDED))
    context = replace(context, zones={standing.ref: standing.state.zone for standing in before})
    return plan_rows(numbered, before, context, ImportPolicy(**policy))


def made(context: ImportContext = CONTEXT, **cells: str) -> Commitment:
    plan = planned(GOOD | cells, context=context)
    assert plan.problems == []
    return plan.entries[0].new


def refused(*rows: dict[str, str], **given: Any) -> list[str]:  # noqa: ANN401 - as planned
    return [str(problem) for problem in planned(*rows, **given).problems]


# ---- one row -----------------------------------------------------------------------------------


def test_every_term_has_its_column() -> None:
    terms = made(
        category="Energy",
        force="treaty",
        instrument="MOU",
        made_on="2025-07",
        time_zone="Asia/Tokyo",
        nature="refrain",
        baseline="USD 8bn",
        conditions="a; b",
        tags='["x;y"]',
        notes="n",
        titles='{"ko": "약속"}',
        title_ja="約束",
        obligor="jp;JBIC",
    ).terms
    assert (terms.category, terms.force, str(terms.made_on), terms.nature) == ("energy", "treaty", "2025-07", "refrain")
    assert (terms.time_zone, str(terms.baseline), terms.instrument, terms.notes) == (
        *("Asia/Tokyo", "USD 8bn", "MOU", "n"),
    )
    assert (terms.conditions, terms.tags, terms.obligor) == (("a", "b"), ("x;y",), ("JP", "JBIC"))
    assert terms.titles == {"ko": "약속", "ja": "約束"}


def test_parties_may_be_named_and_what_they_were_taken_for_is_noted_once() -> None:
    rows = [GOOD | {"title": title, "obligor": "日本; japan bank; US", "obligee": "UK"} for title in "ab"]
    plan = planned(*rows)
    assert [(entry.new.terms.obligor, entry.new.terms.obligee) for entry in plan.entries] == [
        (("JP", "JBIC", "US"), ("GB",))
    ] * 2
    assert plan.notes == [
        "“日本” is read as JP (Japan)",
        "“japan bank” is read as JBIC (Japan Bank)",
        "“UK” is read as GB (United Kingdom)",
    ]


def test_a_baseline_may_be_written_as_the_data_package_does() -> None:
    assert str(made(baseline='{"value": "8", "unit": "t"}').terms.baseline) == "8 t"


@pytest.mark.parametrize(
    ("cells", "on", "known_on"),
    [
        ({}, "None", "2026-12-01"),
        ({"made_on": "2025-07"}, "2025-07", "2026-12-01"),
        ({"made_on": "2025-07", "on": "2025-08-01"}, "2025-08-01", "2026-12-01"),
        ({"on": "unknown", "known": "unknown"}, "None", "None"),
        ({"publisher": "News", "published": "2025-09-05"}, "None", "2025-09-05"),
        ({"on": "2025-08-01"}, "2025-08-01", "2026-12-01"),
    ],
)
def test_when_it_took_effect_and_became_known(cells: dict[str, str], on: str, known_on: str) -> None:
    event = made(CONTEXT, **cells).history[0]
    assert (str(event.on), str(event.known_on)) == (on, known_on)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"status": "proposed"}, ["2025", "2025"]),
        ({"status": "partially_met"}, ["None", "2025"]),
        ({"status": "in_progress", "on": "2026-03"}, ["2026-03", "2025"]),
        ({"status": "met", "met_on": "2026-02-17", "publisher": "News"}, ["2026-02-17", "2025"]),
        ({"status": "met", "on": "2026-02-17", "publisher": "News"}, ["2026-02-17", "2025"]),
        (
            {"status": "met", "met_on": "2026-02-17", "on": "2026-01-05", "publisher": "News"},
            ["2026-02-17", "2026-01-05"],
        ),
    ],
)
def test_made_on_does_not_date_a_later_status(cells: dict[str, str], days: list[str]) -> None:
    assert [str(event.on) for event in made(CONTEXT, made_on="2025", due="2026", **cells).history] == days


def test_a_status_that_an_update_brings_is_of_today_whenever_the_promise_was_made() -> None:
    row = {"ref": "a", "status": "in_progress", "made_on": "2025"}
    (entry,) = planned(row, known=(commitment("a"),), update=True).entries
    assert [str(event.on) for event in entry.new.history if isinstance(event, StatusEvent)][1:] == ["2026-12-01"]


@pytest.mark.parametrize(
    ("cells", "on"),
    [
        ({}, "2026-12-01"),
        ({"on": "2026-05"}, "2026-05"),
        ({"on": "unknown"}, "None"),
        ({"made_on": "2025"}, "2026-12-01"),
    ],
)
def test_what_changes_a_recorded_commitment_is_recorded_for_today(cells: dict[str, str], on: str) -> None:
    plan = planned({"ref": "a", "due": "2027"} | cells, known=(commitment("a"),), update=True)
    assert {str(event.on) for event in plan.entries[0].new.history[1:]} == {on}


def test_what_is_said_of_the_whole_file_holds_for_rows_that_say_nothing() -> None:
    context = ImportContext(
        now=RECORDED,
        zone="UTC",
        parties={},
        facts=Provenance(RECORDED, "analyst", None, None, SOURCE, "all"),
        on="2026-02-17",
        known="unknown",
    )
    event = made(context).history[0]
    assert (str(event.on), event.known_on, event.source, event.note) == ("2026-02-17", None, SOURCE, "all")
    own = made(context, on="2026-03-01", publisher="Other", quote="bald", summary="soon", note="mine").history[0]
    assert own.source is not None
    assert (str(own.on), own.source.publisher, own.source.url, own.source.quote, own.source.summary, own.note) == (
        *("2026-03-01", "Other", "https://x.example", "bald", "soon", "mine"),
    )


def test_a_source_of_a_row_carries_all_that_is_said_of_it() -> None:
    source = (
        made(
            source="https://x.example",
            source_title="T",
            source_kind="official",
            source_party="obligor",
            source_lang="ja",
            relays="R",
        )
        .history[0]
        .source
    )
    assert source is not None
    assert (source.title, source.kind, source.party, source.language, source.relays, str(source.retrieved)) == (
        *("T", "official", "obligor", "ja", "R", "2026-12-01"),
    )


def test_what_is_met_has_its_day_and_its_source() -> None:
    met = made(status="met", met_on="2026-02-17", publisher="News").history[0]
    assert isinstance(met, StatusEvent)
    assert (met.status, str(met.on)) == ("met", "2026-02-17")
    assert refused(GOOD | {"status": "met", "met_on": "2026-02-17"}) == [
        (
            "line 2, status “met”: marking jp-us-promise met needs a source: "
            "fill met_source, source or publisher, or give --source URL or --publisher NAME for all rows"
        )
    ]
    assert str(made(status="met", on="2026-02-17", publisher="News").history[0].on) == "2026-02-17"


def test_what_is_superseded_has_another_one_in_its_place() -> None:
    assert refused(GOOD | {"ref": "a", "status": "superseded", "successor": "a"}) == [
        "line 2, status “superseded”: marking a superseded: it cannot supersede itself; fill successor with another ref"
    ]


def test_a_deadline_waits_for_a_commitment_of_the_same_file() -> None:
    plan = planned(GOOD | {"due": "45bd after first (US)"}, GOOD | {"title": "First", "ref": "first-project"})
    added = plan.entries[0].new.history[1]
    assert isinstance(added, DeadlineEvent)
    assert added.awaits == "first-project"


def test_a_range_comes_in_as_its_last_day_and_that_is_said() -> None:
    plan = planned(GOOD | {"due": "2026-05-15", "due_precision": "range"})
    assert plan.notes == ["1 due date is the last day of a range whose first day is unknown"]
    rows = [GOOD | {"title": title, "due": "2026-05-15", "due_precision": "range"} for title in "ab"]
    assert planned(*rows).notes == ["2 due dates are the last day of a range whose first day is unknown"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"due": "1/2/2025"}, "due: “1/2/2025” is not a date"),
        ({"due": "2025-11-30", "due_precision": "quarter"}, "due “2025-11-30”: the due date 2025-11-30: no quarter"),
        ({"amount": "5"}, "amount “5”: “5 ” is not an amount"),
        ({"amount": "5.500,00", "currency": "EUR"}, "group digits in threes with commas"),
        ({"amount": "5", "currency": "ZZZ"}, "“ZZZ” is not a currency of ISO 4217"),
        ({"amount": "5 t", "amount_qualifier": "roughly"}, "“roughly” is not a qualifier of an amount"),
        ({"amount": "5 t", "amount_qualifier": "about a_month"}, "“about a_month” qualifies no amount"),
        ({"category": "energie"}, "category: “energie” is not a category (nearest: energy)"),
        ({"ref": "JP 1"}, "ref: “JP 1” cannot be a reference"),
        ({"grace_days": "ten"}, "ten is not a number of days"),
        ({"grace_days": "36501"}, "36501 days of grace are more than a hundred years; write 36500 at most"),
        ({"met_on": "2026-01-01"}, "only a commitment that is met, kept, broken or breached has this day"),
        ({"title_xq": "x"}, "title_xq “x”: “xq” is not a language tag"),
        ({"titles": "約束"}, "titles: “約束” is not a text in a language: write it as ja=対米投資"),
        ({"titles": '["x"]'}, "“x” is not a text in a language"),
        ({"titles": '{"ja": ["x"]}'}, "Expected `str`, got `array`"),
        ({"tags": '["\\ud800"]'}, "one of its texts holds a NUL character or half of a surrogate pair"),
        ({"schedule": '[{"due": "\\u0000"}]'}, "one of its texts holds a NUL character"),
        ({"title": "x" * 1001}, "it has 1001 characters, more than the limit of 1000; make it shorter"),
        ({"title_ja": "約" * 1001}, "title_ja “約約"),
        ({"source_title": "x" * 1001}, "it has 1001 characters, more than the limit of 1000"),
        ({"notes": "x" * 100_001}, "it has 100001 characters, more than the limit of 100000"),
        ({"tags": f"a;{'b' * 1001}"}, "it has 1001 characters, more than the limit of 1000"),
        ({"tags": "a;" * 1001}, "it has 1001 parts, more than the limit of 1000"),
        ({"tags": "[1]"}, "its array has items that are not texts"),
        ({"schedule": "[{"}, "it is not JSON at line 1"),
        ({"quote": "soon"}, "a source needs more than that; fill source or publisher"),
        ({"source_kind": "rumour"}, "“rumour” is not a kind of source"),
        ({"published": "soon"}, "published: “soon” is not a date"),
        ({"on": "soon"}, "on: “soon” is not a date"),
        ({"status": "met", "nature": "keep", "met_on": "2026-01-01", "source": "u"}, "write tracker mark"),
        ({"status": "breached", "nature": "keep"}, "needs the day it was breached: fill met_on"),
        ({"status": "kept", "nature": "keep", "met_on": "2026-01-01"}, "kept needs a source: fill met_source"),
        ({"status": "superseded"}, "needs its successor: fill successor with its ref"),
        ({"status": "superseded", "successor": "jp-x"}, "successor “jp-x”: no commitment is called “jp-x”"),
        ({"parent": "jp-x"}, "parent “jp-x”: no commitment is called “jp-x”"),
        ({"in_return_for": "jp-x;jp-y"}, "in_return_for “jp-y”: no commitment is called"),
        ({"due": "2026-01", "not_before": "2027"}, "change one of the two dates"),
        ({"obligor": "XQ"}, "“XQ” is not a party"),
        ({"obligor": "JP, US"}, "“JP, US” is not a party; separate several with semicolons"),
        ({"obligor": "Korea"}, "“Korea” is the name of 2 parties: "),
        ({"title": ""}, "title: it is empty; say in a few words what is promised"),
    ],
)
def test_what_a_field_cannot_hold_is_a_problem(cells: dict[str, str], said: str) -> None:
    row = {name: text for name, text in (GOOD | cells).items() if text}
    assert any(said in problem for problem in refused(row))


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    row = {"obligor": "XQ", "due": "soon", "amount": "5", "parent": "x"}
    fields = [problem.field for problem in planned(row).problems]
    assert fields == ["obligor", "due", "amount", "title", "obligee", "parent"]


# ---- rows together -----------------------------------------------------------------------------


def test_two_rows_have_no_ref_in_common() -> None:
    (told,) = refused(GOOD | {"ref": "a"}, GOOD | {"ref": "a", "title": "Other"})
    assert told == "line 3, ref “a”: line 2 has it too; one row and one ref for each commitment"


def test_refs_that_are_made_keep_clear_of_those_that_are_given() -> None:
    plan = planned(
        GOOD,
        GOOD | {"title": "promise!"},
        GOOD | {"ref": "jp-us-promise-2", "title": "Other"},
        known=(commitment("jp-us-promise"),),
    )
    assert [entry.new.ref for entry in plan.entries] == ["jp-us-promise-3", "jp-us-promise-4", "jp-us-promise-2"]


def test_what_is_a_part_of_itself_is_refused_once() -> None:
    rows = [GOOD | {"ref": ref, "title": ref, "parent": parent} for ref, parent in ("ab", "bc", "ca", "da")]
    assert refused(*rows) == ["line 2, parent “b”: a under b under c under a is a circle; cut it somewhere"]
    assert refused(GOOD | {"ref": "a", "parent": "a"}) == [
        "line 2, parent “a”: a under a is a circle; cut it somewhere"
    ]


def test_of_a_long_circle_the_beginning_is_said() -> None:
    rows = [GOOD | {"ref": f"r{n}", "title": f"{n}", "parent": f"r{(n + 1) % 9}"} for n in range(9)]
    (told,) = refused(*rows)
    assert told.endswith(": r0 under r1 under r2 under r3 under r4 under r5 under … is a circle; cut it somewhere")


def test_a_recorded_cycle_is_not_a_problem_of_the_file() -> None:
    known = (commitment("a", parent="b"), commitment("b", parent="a"))
    assert refused(GOOD, known=known) == []


def test_an_update_may_close_no_circle() -> None:
    known = (commitment("a"), commitment("b", parent="a"))
    assert len(refused({"ref": "a", "parent": "b"}, known=known, update=True)) == 1


def test_the_nearest_ref_is_looked_for_a_while_only() -> None:
    rows = [GOOD | {"title": f"Promise {number}", "parent": "lmg"} for number in range(60)]
    told = refused(*rows, GOOD | {"ref": "lng"})
    assert len(told) == 60
    assert ["nearest" in one for one in told] == [True] * 50 + [False] * 10


# ---- updates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        ({"due": "2026-03-31"}, False),
        ({"due": "2026-Q1"}, False),
        ({"due": "2026-03"}, True),
        ({"due": "2026-03-31", "due_precision": "quarter"}, False),
        ({"due": "2026-03-31", "due_precision": "month"}, True),
        ({"due": "2026-03-31", "due_precision": "day"}, True),
        ({"due": "undated"}, True),
        ({"amount": "5 t"}, False),
        ({"amount": "5", "currency": "t", "amount_qualifier": "about"}, False),
        ({"amount": "5 t", "amount_qualifier": "exact"}, True),
        ({"amount": "up to 5 t"}, True),
        ({"amount": "6 t"}, True),
        ({"title": "Promise a"}, False),
        ({"obligor": "JP;EU"}, True),
        ({"title_ja": "約束"}, True),
        ({"status": "agreed"}, False),
        ({"status": "in_progress"}, True),
        ({"assessment": "on_track"}, True),
        ({"grace_days": "0"}, False),
        ({"grace_days": "5"}, True),
        ({"not_before": "2026-01"}, True),
        ({"note": "nothing else"}, False),
    ],
)
def test_only_what_differs_is_recorded(cells: dict[str, str], changed: bool) -> None:  # noqa: FBT001 - of the table
    known = (commitment("a", due="2026-Q1", amount="about 5 t"),)
    plan = planned({"ref": "a"} | cells, known=known, update=True)
    assert plan.problems == []
    assert [entry.what for entry in plan.entries] == ["changed" if changed else "unchanged"]


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        ({"assessment": "on_track"}, False),
        ({"assessment": "stalled"}, True),
        ({"assessment": "stalled", "analyst": "MIKA"}, False),
        ({"assessment": "on_track", "analyst": "mika"}, True),
        ({"assessment": "on_track", "analyst": "ann"}, True),
        ({"analyst": "ann"}, False),
    ],
)
def test_a_judgement_is_compared_with_the_analysts_own(cells: dict[str, str], changed: bool) -> None:  # noqa: FBT001 - of the table
    events = [judged("stalled", "mika"), judged("on_track", "ken", "2026-03-01")]
    plan = planned({"ref": "a"} | cells, known=(commitment("a", events=events),), update=True)
    assert [entry.what for entry in plan.entries] == ["changed" if changed else "unchanged"]


@pytest.mark.parametrize(("judgement", "changed"), [("stalled", False), ("on_track", True)])
def test_an_empty_cell_of_a_column_of_analysts_is_the_desk(judgement: str, changed: bool) -> None:  # noqa: FBT001 - of the table
    events = [judged("stalled", ""), judged("on_track", "ken", "2026-03-01")]
    known, context = (commitment("a", events=events),), replace(CONTEXT, names_analysts=True)
    plan = planned({"ref": "a", "assessment": judgement}, known=known, context=context, update=True)
    assert [entry.what for entry in plan.entries] == ["changed" if changed else "unchanged"]


@pytest.mark.parametrize(("cells", "changed"), [({"due": "undated"}, True), ({"amount": "5 t"}, True)])
def test_a_value_that_was_never_recorded_is_new(cells: dict[str, str], changed: bool) -> None:  # noqa: FBT001 - of the table
    plan = planned({"ref": "a"} | cells, known=(commitment("a"),), update=True)
    assert (plan.entries[0].what == "changed") is changed


def test_a_trigger_that_is_awaited_already_is_not_recorded_again() -> None:
    known = planned(GOOD | {"ref": "a", "due": "45bd after notice (US)"}).entries[0].new
    plan = planned({"ref": "a", "due": "45bd after notice (US)"}, known=(known,), update=True)
    assert plan.entries[0].what == "unchanged"


def test_a_rule_that_was_recorded_without_its_calendars_is_the_same_rule() -> None:
    known = commitment("a", events=[deadline(words="45bd after notice (US)", awaits="notice")])
    plan = planned({"ref": "a", "due": "45bd after notice (US)"}, known=(known,), update=True)
    assert plan.entries[0].what == "unchanged"
    assert (
        planned({"ref": "a", "due": "45bd after notice (JP)"}, known=(known,), update=True).entries[0].what == "changed"
    )
