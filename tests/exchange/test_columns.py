"""The columns of rows: headings that are read, ignored or refused, and the spans that end on a day."""

import pytest
from hypothesis import given

from tests.strategies import days, parts
from tracker.errors import BadUsage, NotImportable, TrackerError, UnknownColumns
from tracker.exchange.columns import (
    CARRIED,
    DERIVED,
    Header,
    language_of,
    normalized_heading,
    read_header,
    read_mapping,
    span_ending_on,
)
from tracker.model.dates import DateSpan
from tracker.reports.list import COLUMN_NAMES


def test_every_column_of_the_list_is_carried_or_derived() -> None:
    assert set(COLUMN_NAMES) <= {*CARRIED, *DERIVED}
    assert not set(CARRIED) & set(DERIVED)


@pytest.mark.parametrize("heading", ["due precision", "Due_Precision ", "ＤＵＥ－ＰＲＥＣＩＳＩＯＮ", "due-precision"])
def test_width_case_and_spaces_of_a_heading_do_not_matter(heading: str) -> None:
    assert normalized_heading(heading) == "due_precision"


def test_a_header_says_which_columns_are_read_and_which_are_ignored() -> None:
    header = read_header("x", ["Ref", "期限", "by", "moves", "", "note2"], {"期限": "due"}, ignore_unknown=True)
    assert header == Header(("ref", "due", "obligor", "", "", ""), ("moves", "note2"))


def test_a_mapping_goes_before_the_own_meaning_of_a_heading() -> None:
    assert read_header("x", ["to"], read_mapping(["to=notes"]), ignore_unknown=False).names == ("notes",)


def test_unknown_headings_are_named_all_at_once() -> None:
    with pytest.raises(UnknownColumns, match=r"“a1”, “b2”, .*“f6” and 1 more; give their meaning"):
        read_header("x", ["a1", "b2", "c3", "d4", "e5", "f6", "g7"], {}, ignore_unknown=False)


def test_a_column_stands_in_a_file_once() -> None:
    with pytest.raises(NotImportable, match="it has the column obligor twice"):
        read_header("x", ["by", "obligor"], {}, ignore_unknown=False)


def test_a_mapped_heading_has_to_be_there() -> None:
    with pytest.raises(BadUsage, match="x has no column “期限” to map; its columns are “due”"):
        read_header("x", ["due"], {"期限": "due"}, ignore_unknown=False)


@pytest.mark.parametrize(
    ("column", "tag"), [("title_ja", "ja"), ("title_zh_hant", "zh-Hant"), ("title_pt_br", "pt-BR"), ("title", "")]
)
def test_the_title_in_one_language_has_a_column_of_its_own(column: str, tag: str) -> None:
    assert language_of(column) == tag


def test_a_heading_may_hold_an_equals_sign() -> None:
    assert read_mapping(["a=b=due", "期限 = due"]) == {"a=b": "due", "期限": "due"}


@given(days | parts)
def test_a_span_comes_back_from_its_last_day_and_its_precision(span: DateSpan) -> None:
    assert span_ending_on(span.last.isoformat(), span.precision) == span
    assert span_ending_on(str(span), span.precision) == span


def test_a_range_is_its_last_day() -> None:
    assert str(span_ending_on("2026-05-15", "range")) == "2026-05-15"
    assert str(span_ending_on("2026-05..2026-06", "range")) == "2026-05..2026-06"


@pytest.mark.parametrize(
    ("day", "precision", "why"),
    [
        ("2025-11-30", "quarter", "no quarter ends on that day"),
        ("2025-12-30", "month", "no month ends on that day"),
        ("2025-05-31", "fiscal_year", "no fiscal year ends on that day"),
        ("2026-07-25", "week", "no week ends on that day"),
        ("2025-Q4", "month", "it is not a month"),
        ("2025-12-31", "decade", "is not a precision"),
        ("1/2/2025", "day", "is not a date"),
        ("0001-03-31", "fiscal_year", "no fiscal year ends on that day"),
    ],
)
def test_a_day_that_ends_no_such_span_is_refused(day: str, precision: str, why: str) -> None:
    with pytest.raises(TrackerError, match=why):
        span_ending_on(day, precision)
