"""Which formats there are, and what is said where the library of one is missing."""

import re
import sys

import pytest

from tracker.errors import BadChoice, FormatCannotShow, MissingExtra
from tracker.errors.extras import install_command
from tracker.render import EXTRAS, FORMATS, format_of
from tracker.render.escape import Terminal
from tracker.reports.table import Table


@pytest.mark.parametrize("name", [*FORMATS, "excel-csv"])
def test_every_format_is_there(name: str) -> None:
    assert callable(format_of(name))


def test_a_format_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadChoice, match=r"^“xls” is no format \(nearest: xlsx\); choose from table, csv, "):
        format_of("xls")


@pytest.mark.parametrize(("name", "library"), EXTRAS.items())
def test_a_missing_library_is_refused_with_the_command_that_adds_it(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"tracker.render.{FORMATS[name].partition('.')[0]}", raising=False)
    with pytest.raises(MissingExtra, match=f": install it with {re.escape(install_command(name))}$"):
        format_of(name)


def test_another_module_that_is_missing_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tracker.render.json", None)
    with pytest.raises(ModuleNotFoundError):
        format_of("json")


@pytest.mark.parametrize("name", ["svg", "png", "ics"])
def test_a_format_refuses_what_it_cannot_show_and_says_what_it_would(name: str) -> None:
    with pytest.raises(FormatCannotShow, match=rf"^{name} shows .*: try tracker (timeline|report) --format {name}"):
        list(format_of(name)(Table((), ()), Terminal()))
