"""CSV and JSON objects as rows: delimiters, quotes, lines, and what spreadsheets leave behind."""

import json

import pytest

import tracker.exchange.rows
from tracker.errors import NotImportable
from tracker.exchange.columns import MAX_COLUMNS
from tracker.exchange.plan import MAX_PROBLEMS
from tracker.exchange.rows import MAX_CELL, RowFile, read_csv, read_objects, records


def table(text: str, **mapped: str) -> RowFile:
    return read_csv("x", text, mapped, ignore_unknown=False)


def cells(text: str, **mapped: str) -> list[dict[str, str]]:
    found = table(text, **mapped)
    assert found.problems == ()
    return [row.cells for row in found.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_headings_that_are_known(delimiter: str) -> None:
    text = delimiter.join(["title", "by", "to"]) + "\n" + delimiter.join(['"a,b;c|d"', "JP", "US"]) + "\n"
    assert cells(text) == [{"title": "a,b;c|d", "obligor": "JP", "obligee": "US"}]


def test_the_line_that_names_the_delimiter_is_obeyed_and_not_read() -> None:
    assert cells("sep=;\r\ntitle;by\r\na;JP\r\n") == [{"title": "a", "obligor": "JP"}]


def test_rows_without_a_text_are_no_rows_and_lines_are_counted_as_they_stand() -> None:
    found = table('title,by\n"two\nlines",JP\n\n,\n last ,US')
    assert [(row.where, row.cells) for row in found.rows] == [
        ("line 2", {"title": "two\nlines", "obligor": "JP"}),
        ("line 6", {"title": " last ", "obligor": "US"}),
    ]


def test_empty_fields_at_the_end_may_be_left_out_or_too_many() -> None:
    assert cells("title,by,to\na\nb,JP,US,,\n") == [{"title": "a"}, {"title": "b", "obligor": "JP", "obligee": "US"}]


def test_a_field_beyond_the_last_column_is_a_problem() -> None:
    (problem,) = table("title,by\na,JP,lost\n").problems
    assert str(problem) == (
        "line 2, a field beyond the last column “lost”: "
        "the header names 2 columns; quote a field that holds the delimiter"
    )


def test_escaped_text_is_unescaped() -> None:
    assert cells("title,notes\n'=1+1,\\x1b and \\\\x1b\n") == [{"title": "=1+1", "notes": "\x1b and \\x1b"}]


@pytest.mark.parametrize("text", ["a\0b", "\\ud800", "\\x00"])
def test_a_text_that_cannot_be_stored_is_a_problem_with_its_field(text: str) -> None:
    (problem,) = table(f"by,title\nJP,{text}\n").problems
    assert str(problem) == "line 2, title: it holds a NUL character or half of a surrogate pair; take that out"


@pytest.mark.parametrize("text", ['a,b\n"c,d\n', 'a,b\n"c"d,e\n'])
def test_quotes_that_do_not_close_are_refused_with_their_line(text: str) -> None:
    with pytest.raises(NotImportable, match="the record on line 2 is not CSV"):
        list(records("x", text))


# ---- limits ------------------------------------------------------------------------------------


def test_as_many_columns_as_are_allowed_are_read() -> None:
    columns = ["title", *(f"c{number}" for number in range(MAX_COLUMNS - 1))]
    found = read_csv("x", f"{','.join(columns)}\na\n", {}, ignore_unknown=True)
    assert [row.cells for row in found.rows] == [{"title": "a"}]


def test_more_columns_are_refused_before_any_is_looked_up() -> None:
    columns = [f"c{number}" for number in range(MAX_COLUMNS + 1)]
    with pytest.raises(NotImportable, match="x cannot be imported: it has more than 1000 columns; give only"):
        read_csv("x", ",".join(columns), {}, ignore_unknown=True)
    with pytest.raises(NotImportable, match="it has more than 1000 columns"):
        read_objects("x", [dict.fromkeys(columns)], {}, ignore_unknown=True)


def test_a_cell_that_is_too_long_for_any_column_is_refused_with_its_line() -> None:
    with pytest.raises(NotImportable, match=f"a cell of the record on line 2 has more than {MAX_CELL} characters"):
        table(f"title,notes\na,{'x' * (MAX_CELL + 1)}\n")
    assert len(cells(f"title,notes\na,{'x' * MAX_CELL}\n")[0]["notes"]) == MAX_CELL


def test_more_rows_than_are_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker.exchange.rows, "MAX_ROWS", 2)
    assert len(cells("title\na\nb\n")) == 2
    with pytest.raises(NotImportable, match="it has more than 2 rows; divide it and import the parts"):
        cells("title\na\nb\nc\n")


def test_a_file_of_which_everything_is_wrong_is_refused_at_once() -> None:
    wrong = f"title,by\n{'a,JP,lost@'.replace('@', chr(10)) * MAX_PROBLEMS}"
    assert len(table(wrong).problems) == MAX_PROBLEMS
    with pytest.raises(NotImportable, match="it has more than 10000 problems, the first in line 2, a field beyond"):
        table(f"{wrong}a,JP,lost\n")


def test_lines_end_as_every_system_ends_them() -> None:
    assert [where for where, _ in records("x", 'a\rb\r\n"c\rd\ne"\nf')] == ["line 1", "line 2", "line 3", "line 6"]
    assert [fields for _, fields in records("x", 'a\rb\r\n"c\rd\ne"\nf')] == [["a"], ["b"], ["c\rd\ne"], ["f"]]


# ---- objects -----------------------------------------------------------------------------------


def test_objects_are_rows_and_their_keys_columns() -> None:
    found = read_objects(
        "x",
        [
            {"ref": "a", "obligor": ["JP", "EU"], "moves": 2, "parent": None, "amount": "5"},
            {"title": "=1", "tags": ["a;b"], "obligor": "US", "disputed": True, "titles": {"ja": "約束"}},
        ],
        {},
        ignore_unknown=False,
    )
    assert found.header.ignored == ("moves", "disputed")
    assert [(row.where, row.cells) for row in found.rows] == [
        ("item 1", {"ref": "a", "obligor": "JP;EU", "amount": "5"}),
        ("item 2", {"title": "=1", "tags": '["a;b"]', "obligor": "US", "titles": '{"ja": "約束"}'}),
    ]


def test_booleans_are_text_too() -> None:
    (row,) = read_objects("x", [{"title": True, "notes": False}], {}, ignore_unknown=False).rows
    assert row.cells == {"title": "true", "notes": "false"}


def test_an_item_that_is_not_an_object_is_refused() -> None:
    with pytest.raises(NotImportable, match="item 2 is not an object"):
        read_objects("x", [{}, json.loads("[]")], {}, ignore_unknown=False)
