"""Which formats there are, and what is said where the library of one is missing."""

import re
import sys

import pytest

from tests.render.listings import TEXTUAL
from tracker.errors import BadChoice, FormatCannotShow, MissingExtra
from tracker.errors.extras import install_command
from tracker.render import FORMATS, SUFFIXES, format_of, signatures
from tracker.render.escape import Terminal
from tracker.reports.table import Table


@pytest.mark.parametrize("name", [*FORMATS, "excel-csv"])
def test_every_format_is_there(name: str) -> None:
    assert callable(format_of(name))


@pytest.mark.parametrize("name", FORMATS)
def test_every_part_of_a_format_is_described(name: str) -> None:
    found = FORMATS[name]
    assert found.shows or found.is_binary or name in TEXTUAL, f"add {name} to TEXTUAL in tests/render/listings.py"
    assert name == "table" or found.suffixes, f"give {name} the suffixes of its files in FORMATS of render/__init__.py"
    recognise = getattr(signatures, found.recognised_by, None)
    assert recognise, f"write {found.recognised_by} in render/signatures.py, by which a file of {name} is recognised"
    needs_one = found.recognised_by.endswith("_signature")
    assert bool(found.signature) == needs_one, f"give {name} a signature in FORMATS, or a function that recognises it"


def test_no_two_formats_have_the_same_suffix() -> None:
    assert len(SUFFIXES) == sum(len(found.suffixes) for found in FORMATS.values())


def test_a_format_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadChoice, match=r"^“xls” is not a format \(nearest: xlsx\); choose from table, csv, "):
        format_of("xls")


@pytest.mark.parametrize(
    ("name", "library"), [(name, found.library) for name, found in FORMATS.items() if found.library]
)
def test_a_missing_library_is_refused_with_the_command_that_adds_it(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"tracker.render.{FORMATS[name].function.partition('.')[0]}", raising=False)
    with pytest.raises(MissingExtra, match=f": install it with {re.escape(install_command(name))}$"):
        format_of(name)


def test_another_module_that_is_missing_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tracker.render.json", None)
    with pytest.raises(ModuleNotFoundError):
        format_of("json")


@pytest.mark.parametrize("name", ["svg", "png", "ics", "atom"])
def test_a_format_refuses_what_it_cannot_show_and_says_what_it_would(name: str) -> None:
    with pytest.raises(
        FormatCannotShow, match=rf"^{name} shows .*: try tracker (timeline|report|changes --since 1m) --format {name}"
    ):
        list(format_of(name)(Table((), ()), Terminal()))
