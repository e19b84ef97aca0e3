"""Headings and the columns that they mean: folded, mapped, passed over, refused."""

import pytest

from tracker.errors import BadUsage, NotImportable, UnknownColumns
from tracker.exchange.columns import CARRIED, DERIVED, Header, fold, language_of, read_header, read_mapping
from tracker.reports.list import COLUMN_NAMES


def test_every_column_of_the_list_is_carried_or_derived() -> None:
    assert set(COLUMN_NAMES) <= {*CARRIED, *DERIVED}
    assert not set(CARRIED) & set(DERIVED)


@pytest.mark.parametrize("heading", ["due precision", "Due_Precision ", "ＤＵＥ－ＰＲＥＣＩＳＩＯＮ", "due-precision"])
def test_width_case_and_spaces_of_a_heading_do_not_matter(heading: str) -> None:
    assert fold(heading) == "due_precision"


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
