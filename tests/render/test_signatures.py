"""Files that are recognised as reports, and files that are not."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.building import commitment, portfolio
from tests.render.listings import of_values
from tests.reports.charts import bars
from tracker.model.commitment import Commitment
from tracker.render import FORMATS, format_named, format_of
from tracker.render.escape import Terminal
from tracker.render.signatures import is_ours
from tracker.reports.changes import changes_table
from tracker.reports.summary import summary_table
from tracker.reports.table import Table

LISTING = of_values({"ref": "code", "due": "date"}, ["jp-us-lng", None])
# The formats whose files say that they are ours, whatever is in them.
MARKED = [name for name, found in FORMATS.items() if found.signature or found.recognised_by == "is_workbook"]


def written(name: str, listing: Table) -> bytes:
    chunks = [chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in format_of(name)(listing, Terminal())]
    return format_named(name).prefix.encode() + b"".join(chunks)


def report_of(name: str, promise: Commitment) -> Table:
    """A report that the format can show."""
    after = portfolio(promise)
    return changes_table(after.at(after.moment, ()), after) if name == "atom" else summary_table(after)


def known(name: str, content: bytes, listing: Table = LISTING) -> bool:
    return is_ours(name, listing, BytesIO(content))


@pytest.mark.parametrize("name", [name for name in (*FORMATS, "excel-csv") if name != "table"])
def test_what_a_format_writes_is_known_again(name: str) -> None:
    report = report_of(name, commitment(due="2026-12-31"))
    place = f"{format_named(name).recognised_by} in tracker/render/signatures.py"
    assert known(name, written(name, report), report), f"a report in {name} is not recognised by {place}"


@pytest.mark.parametrize("name", MARKED)
def test_a_report_of_other_commitments_is_known_too(name: str) -> None:
    report = report_of(name, commitment("us-jp-other", due="2027"))
    assert known(name, written(name, report), bars())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("content", [b"dear diary", b"{", b"[1, 2]", b"[[[", b"\xff\xfe", b"PK\x03\x04 no", b"1"])
def test_what_somebody_else_wrote_is_not(name: str, content: bytes) -> None:
    assert not known(name, content)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_is_nobodys(name: str) -> None:
    assert known(name, b"")


def test_a_table_for_people_bears_no_mark() -> None:
    assert not known("table", written("table", bars()))


@pytest.mark.parametrize("name", ["csv", "json", "jsonl"])
def test_values_under_other_names_are_not_ours(name: str) -> None:
    assert not known(name, written(name, of_values({"ref": "code"}, ["jp-us-lng"])))


def test_values_under_the_same_names_are_ours_with_any_byte_order_mark_and_without_rows() -> None:
    assert known("csv", written("excel-csv", LISTING))
    assert known("excel-csv", written("csv", LISTING))
    for name in ("csv", "json", "jsonl"):
        assert known(name, written(name, of_values({"ref": "code", "due": "date"})))


def test_a_workbook_of_another_author_is_not_ours() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("docProps/core.xml", "<dc:creator>Ann</dc:creator>")
    assert not known("xlsx", file.getvalue())


def test_an_archive_without_properties_is_not_ours() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("x", "y")
    assert not known("xlsx", file.getvalue())
