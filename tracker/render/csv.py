"""CSV by RFC 4180, for scripts and spreadsheets. Texts that a spreadsheet would run are escaped, reversibly."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.render.escape import Terminal, escape_control_reversibly
from tracker.reports.table import Column, Table, Value, plain

# Kinds written unescaped. A value of any other kind may have been typed by a person, also into the register file.
BARE: Final = frozenset({"number", "date", "flag"})
# A text that a spreadsheet would run as a formula, also after spaces or in full width; tracker wrote the quotes.
_FORMULA: Final = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")


BYTE_ORDER_MARK: Final = "\ufeff"


def as_csv(table: Table, _: Terminal) -> Iterator[str]:
    """A header, then a record for each row; numbers and dates unescaped, missing values empty."""
    columns = _columns(table)
    write = csv.writer(_RecordFile()).writerow  # returns the result of write()
    yield write([column.name for _, column in columns])
    fields = [(place, plain if column.kind in BARE else _guarded) for place, column in columns]
    for row in table.rows:
        yield write([field(row[place]) for place, field in fields])


def as_excel_csv(table: Table, terminal: Terminal) -> Iterator[str]:
    """CSV after a byte order mark, without which Excel does not recognise UTF-8."""
    yield BYTE_ORDER_MARK
    yield from as_csv(table, terminal)


def header(table: Table) -> str:
    """The record of the names of the columns."""
    return next(as_csv(table, Terminal()))


def join_texts(texts: Sequence[str]) -> str:
    """Several texts in one field: separated by semicolons, or as a JSON array if one of them would be misread.

    >>> join_texts(("JP", "US")), join_texts(("a;b",))
    ('JP;US', '["a;b"]')
    """
    is_plain = all(text and ";" not in text and text == text.strip() for text in texts)
    joined = ";".join(texts)
    return joined if is_plain and not joined.startswith("[") else json.dumps(texts, ensure_ascii=False)


def guard(text: str) -> str:
    """A text that no spreadsheet runs: one quote before what could be a formula.

    >>> guard("=1+1"), guard("'=1"), guard("plain")
    ("'=1+1", "''=1", 'plain')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given.

    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _columns(table: Table) -> list[tuple[int, Column]]:
    """The columns that a table of values has room for, each with its place."""
    return [(place, column) for place, column in enumerate(table.columns) if column.kind != "table"]


def _guarded(value: Value) -> str:
    text = join_texts(value) if isinstance(value, tuple) else plain(value)
    return guard(escape_control_reversibly(text))


class _RecordFile:
    """File object whose write() returns the record."""

    def write(self, record: str) -> str:
        """Return the record."""
        return record
