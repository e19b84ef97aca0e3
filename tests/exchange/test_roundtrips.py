"""Round trips of export and import are identities for any text; any file ends in a documented exit code."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import Struct

from tests import hostile, strategies
from tests.building import RECORDED
from tests.program import Tracker
from tests.strategies import few
from tracker.exchange.archive import pack, unpack
from tracker.exchange.dump import RegisterDump, parse_dump
from tracker.exchange.formats import serialize
from tracker.exchange.package import as_package
from tracker.exchange.package_reader import read_package
from tracker.exchange.row_importer import ImportPolicy, plan_rows
from tracker.exchange.row_parser import ImportContext
from tracker.exchange.rows import read_csv
from tracker.model.amounts import Amount
from tracker.model.commitment import (
    AMOUNT_KINDS,
    CATEGORIES,
    FORCES,
    JUDGEMENTS,
    Commitment,
    Source,
    Terms,
)
from tracker.model.dates import DateSpan, Moment, span
from tracker.model.due_dates import Deadline
from tracker.model.register import Party, Register
from tracker.model.status import MEANINGS, NATURES
from tracker.record.amounts import set_amount
from tracker.record.deadlines import move_deadline
from tracker.record.provenance import Provenance
from tracker.record.statements import assess
from tracker.record.statuses import mark
from tracker.render.csv import as_csv
from tracker.render.escape import Terminal
from tracker.reports.list import Selection, list_table
from tracker.state.portfolio import Portfolio
from tracker.store.meta import LAST_YEAR


def _by(key: str, values: list[Any]) -> dict[str, Any]:
    return {getattr(value, key): value for value in values}


def _is_storable(value: Struct) -> bool:
    """True if a register can store every text of the value, and events after it."""
    times = [event.recorded_at for event in value.history] if isinstance(value, Commitment) else []
    return b"\\u0000" not in msgspec.json.encode(value, enc_hook=str) and all(time.year <= LAST_YEAR for time in times)


registers: SearchStrategy[Register] = st.builds(
    lambda id, zone, parties, categories, rates, views: Register(
        id=id,
        zone=zone,
        parties=_by("code", parties),
        categories=_by("code", categories),
        rates=tuple(_by("id", rates).values()),
        views=_by("name", views),
    ),
    st.uuids(),
    st.sampled_from(("UTC", "Asia/Tokyo")),
    st.lists(strategies.parties.filter(_is_storable), max_size=2),
    st.lists(strategies.categories.filter(_is_storable), max_size=2),
    st.lists(strategies.rates.filter(_is_storable), max_size=2),
    st.lists(strategies.views.filter(_is_storable), max_size=2),
)


contents: SearchStrategy[RegisterDump] = st.builds(
    lambda register, commitments: RegisterDump(register=register, commitments=tuple(_by("ref", commitments).values())),
    registers,
    st.lists((strategies.commitments | strategies.milestones).filter(_is_storable), max_size=3),
)


@few
@given(contents, st.sampled_from(("json", "jsonl")))
def test_json_and_json_lines_bring_a_register_back(whole: RegisterDump, form: str) -> None:
    found = parse_dump("x", serialize(whole, form)[""].decode())
    assert found == (whole, [])


@few
@given(contents)
def test_a_data_package_brings_a_register_back(whole: RegisterDump) -> None:
    files = as_package(whole, whole.commitments)
    assert unpack("x", pack(files)) == files
    assert read_package("x", files, ignore_unknown=False) == (whole, [])


# ---- CSV, for the columns that it carries ------------------------------------------------------

FACTS = Provenance(RECORDED, "analyst", None, None, Source(publisher="News"))
STATUSES = (
    "proposed",
    "agreed",
    "in_progress",
    "suspended",
    "partially_met",
    "not_met",
    "withdrawn",
    "met",
    "breached",
    "kept",
    "broken",
)
CONTEXT = ImportContext(
    now=RECORDED,
    zone="UTC",
    parties={"SOFTBANK": Party(code="SOFTBANK", name="SoftBank")},
    facts=FACTS,
    on="2026-02-17",
)
_titles = (strategies.names | hostile.texts.filter(lambda text: not set(text) & {"\0"})).filter(
    lambda text: bool(text.strip()) and not any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text)
)
_kept_spans: SearchStrategy[DateSpan] = strategies.spans.filter(lambda span: span.last.year > 1)


@st.composite
def carried(draw: st.DrawFn) -> Commitment:
    """A commitment with only the fields that CSV carries."""
    codes = st.lists(st.sampled_from(("JP", "US", "EU", "SOFTBANK")), min_size=1, max_size=3, unique=True).map(tuple)
    terms = Terms(
        title=draw(_titles),
        obligor=draw(codes),
        obligee=draw(codes),
        category=draw(st.sampled_from(CATEGORIES)),
        force=draw(st.sampled_from(FORCES)),
        titles=draw(st.dictionaries(st.sampled_from(("ja", "ko", "zh-Hant")), _titles, max_size=2)),
        instrument=draw(st.just("") | _titles),
        made_on=draw(st.none() | _kept_spans.filter(lambda span: span.last.year < 2026)),
        time_zone=draw(st.sampled_from(("", "Asia/Tokyo"))),
        nature=draw(st.sampled_from(NATURES)),
        baseline=draw(st.none() | strategies.amounts),
        counts=draw(st.just("") | _titles),
        conditions=tuple(draw(st.lists(_titles, max_size=2))),
        tags=tuple(draw(st.lists(_titles, max_size=2))),
        notes=draw(st.just("") | _titles),
        amount_kind=draw(st.sampled_from(("", *AMOUNT_KINDS))),
    )
    on = span("2026-02-17")
    facts = Provenance(RECORDED, "analyst", on, on, Source(publisher="News"))
    statuses = [status for status in STATUSES if terms.nature in MEANINGS[status].natures]
    one = mark(Commitment(ref=draw(strategies.refs), terms=terms), draw(st.sampled_from(statuses)), facts, "UTC")
    if due := draw(st.none() | _kept_spans):
        one = move_deadline(one, Deadline(due), facts, "UTC")
    if not terms.baseline and (amount := draw(st.none() | strategies.amounts)):
        one = set_amount(one, amount, facts, "UTC")
    if judgement := draw(st.sampled_from(("", *JUDGEMENTS))):
        one = assess(one, judgement, facts)  # type: ignore[arg-type] # of that vocabulary
    return one


def _csv_values(one: Commitment) -> tuple[Any, ...]:
    """The values of a commitment that CSV carries; a range of days becomes its last day."""
    portfolio = Portfolio([one], Moment(RECORDED))
    standing = portfolio.standings[one.ref]
    due, amount = standing.due, standing.amount
    span = due and (due.last, "day" if due.precision == "range" else due.precision)
    told = amount and Amount(amount.value, amount.unit, amount.qualifier, amount.per)
    return standing.terms, standing.status, standing.state.assessment, span, told


@few
@given(st.lists(carried(), max_size=3, unique_by=lambda one: one.ref))
def test_what_csv_carries_comes_back_whatever_the_texts(promises: list[Commitment]) -> None:
    listing = list_table(Portfolio(promises, Moment(RECORDED)), Selection())
    table = read_csv("x", "".join(as_csv(listing, Terminal())), {}, ignore_unknown=False)
    assert table.problems == ()
    plan = plan_rows(table.rows, Portfolio((), Moment(RECORDED)), CONTEXT, ImportPolicy(duplicates=True))
    assert plan.problems == []
    assert {entry.new.ref: _csv_values(entry.new) for entry in plan.entries} == {
        one.ref: _csv_values(one) for one in promises
    }
    again = plan_rows(table.rows, Portfolio(promises, Moment(RECORDED)), CONTEXT, ImportPolicy(update=True))
    assert again.problems == []
    assert [entry.what for entry in again.entries] == ["unchanged"] * len(promises)


# ---- random files ------------------------------------------------------------------------------

_pieces = st.sampled_from(
    (
        *("ref", "title", "by", "to", "due", "amount", "status", "parent", "titles", "obligor", "title_ja", "met_on"),
        *(",", ";", "\t", "\n", "\r\n", "\r", '"', "'", "=", "\\x1b", "\\ud800", '"\\ud800"', "\0", "é", "約束"),
        *("JP", "US", "2026-12-31", "45bd after x (US)", "USD 5bn", "met", "[", "]", "{", "}", ":", "null", "1e999999"),
        *('{"ref": "a", "title": "b", "obligor": ["JP"]}', '{"tracker": {"schema": 1, "zone": "UTC"}}', "NaN"),
        '{"tracker": {"schema": 1, "zone": "UTC"}, "commitments": [{"ref": "a", "terms": {}}]}',
        '{"commitment": {"ref": "x", "terms": {"title": "\\u0000", "obligor": ["JP"], "obligee": []}}}',
    )
)
_texts = st.lists(_pieces, max_size=30).map("".join)
_encoded = st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    _texts,
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932", "euc-jp")),
)
_rows = st.lists(st.lists(_texts, min_size=4, max_size=4), min_size=1, max_size=3).map(
    lambda rows: ("title,by,to,due\n" + "\n".join(",".join(row) for row in rows)).encode("utf-8", "replace")
)


@few
@given(raw=st.binary(max_size=200) | _encoded | _rows, more=st.sampled_from(([], ["--update"], ["--ignore-unknown"])))
def test_any_file_ends_in_a_documented_exit_and_a_refused_one_changes_nothing(
    small: Tracker, small_register: bytes, raw: bytes, more: list[str]
) -> None:
    small.put(small_register)
    small.standard_input = raw
    result = small("import", "-", *more)
    assert result.exit_code in {0, 2, 4, 5}
    assert hostile.harm(result.errors) == set()
    if result.exit_code:
        assert small.kept() == small_register


@few
@given(data=st.data())
def test_any_damage_to_an_export_is_read_or_refused(
    small: Tracker, small_register: bytes, data: st.DataObject, tmp_path: Path
) -> None:
    form = data.draw(st.sampled_from(("json", "jsonl", "zip")))
    small.put(small_register)
    place = tmp_path / f"x.{form}"
    small.done("export", str(place), "--force")
    raw = bytearray(place.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    place.write_bytes(raw)
    result = small("import", str(place), "--update")
    assert result.exit_code in {0, 2, 4, 5}
    if result.exit_code:
        assert small.kept() == small_register


@few
@given(data=st.data())
def test_any_cell_of_a_package_may_be_wrong(
    small: Tracker, small_register: bytes, data: st.DataObject, tmp_path: Path
) -> None:
    small.put(small_register)
    folder = tmp_path / "x"
    small.done("export", str(folder), "--force")
    path = folder / data.draw(st.sampled_from(("commitments.csv", "events.csv", "sources.csv", "datapackage.json")))
    fields = path.read_text(encoding="utf-8").split(",")
    fields[data.draw(st.integers(0, len(fields) - 1))] = data.draw(_texts)
    path.write_text(",".join(fields), encoding="utf-8", errors="replace")
    result = small("import", str(folder), "--update")
    assert result.exit_code in {0, 2, 4, 5}
    if result.exit_code:
        assert small.kept() == small_register


@pytest.mark.slow
@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_comes_back_in_every_form(empty: Tracker, tmp_path: Path, text: str) -> None:
    empty.done("add", text, "--by", "JP", "--to", "US", "--ref", "a", "--quote", text, "--publisher", text)
    for name in ("x.json", "x.jsonl", "x.zip", "x", "l.csv"):
        place, other = str(tmp_path / name), Tracker(tmp_path / f"{name}.register.json")
        if name == "l.csv":
            empty.done("list", "--output", place)
        else:
            empty.done("export", place)
        other.done("init")
        other.done("import", place)
        (found,) = json.loads(other("export", "-").output)["commitments"]
        assert found["terms"]["title"] == text
