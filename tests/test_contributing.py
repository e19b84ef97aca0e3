"""CONTRIBUTING: what it names exists, and a place that was forgotten when something was added is named.

The places of a status, a term, a check, a query word, a column, a limit and a manual page are named by the tests of
their rooms.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from inspect import getsource, isclass, isfunction
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final, get_args, get_type_hints

import pytest
import typer
from msgspec import Struct
from msgspec.structs import fields

import tracker
from tests.building import portfolio
from tests.commands import __path__ as tests_of_commands
from tests.query import test_filter
from tests.reliability.inputs import TARGETS
from tests.reliability.test_strangers import LOOKS
from tests.store import test_index
from tests.store.conftest import BACK_ENDS
from tracker import commands, errors, render, reports, store
from tracker.cli import COMMANDS, GROUPS
from tracker.commands import rate
from tracker.errors import TrackerError
from tracker.exchange import formats
from tracker.exchange.dump import RegisterDump
from tracker.exchange.package_schema import EVENT_TABLE
from tracker.model import amount_formats, amounts, commitment, dates, migrations
from tracker.model.amount_formats import LANGUAGES, AmountFormat
from tracker.model.amounts import Amount, Qualifier, read_amount
from tracker.model.register import Register
from tracker.query import filter as filter_module
from tracker.record import rate_files
from tracker.record.rates import DayRates
from tracker.render import EXCEL, FORMATS, format_named, svg_timeline, text_chart
from tracker.reports import (
    briefing,
    changes,
    changes_deadlines,
    changes_events,
    event_text,
    report_tables,
    score,
    sections,
    summary,
)
from tracker.reports.charts import Sign
from tracker.reports.diff import Change
from tracker.reports.section import Section
from tracker.reports.table import Panel, Table
from tracker.state import fold
from tracker.state.scores import Scorecard
from tracker.store import where
from tracker.store.index import IndexRow
from tracker.store.postgres import permissions, schema

ROOT: Final = Path(__file__).parent.parent
TEXT: Final = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
TRACKER: Final = Path(tracker.__file__).parent
# The version of the tables on a server, and the checksum of their columns and indexes.
# The structs of tracker/query/filter.py that are no conditions on index rows.
QUERY_STRUCTS: Final = ("And", "Filter", "Not", "Or", "Query", "Scope", "Term", "Unresolved")
LAYOUT: Final = (9, "f972ae54a31b")


# ---- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tracker|tests|\.ci)/[^` ]*|pyproject\.toml)`", TEXT))))
def test_every_path_of_contributing_exists(path: str) -> None:
    assert "NAME" in path or (ROOT / path).exists(), f"CONTRIBUTING names {path}, which does not exist"


@pytest.mark.parametrize("line", re.findall(r"^\| (?!what|---|word).*`tracker/.*$", TEXT, re.MULTILINE))
def test_every_name_of_contributing_is_in_its_file(line: str) -> None:
    pattern = r"((?:`[A-Za-z_]+`(?:, | and | or | and in )?)+) (?:in|of) `((?:tracker|tests)/[^`]*)`"
    for names, path in re.findall(pattern, line):
        files = [ROOT / path] if path.endswith(".py") else list((ROOT / path).rglob("*.py"))
        text = "".join(file.read_text(encoding="utf-8") for file in files)
        missing = [name for name in re.findall(r"`(\w+)`", names) if not re.search(rf"\b{name}\b", text)]
        assert not missing, f"CONTRIBUTING names {missing} of {path}, which has no such name"


def test_the_house_of_contributing_has_every_room_and_names_its_files() -> None:
    house = re.findall(r"^(\w+)(/|\.py) (.*?)(?=^\w|^```)", TEXT, re.MULTILINE | re.DOTALL)
    rooms = {path.name for path in TRACKER.iterdir() if (path / "__init__.py").exists()}
    assert {room for room, kind, _ in house if kind == "/"} == rooms, "a line for each room of tracker/ in CONTRIBUTING"
    named = [
        TRACKER / room / name for room, kind, text in house if kind == "/" for name in re.findall(r"\w+\.py", text)
    ]
    missing = [str(path.relative_to(ROOT)) for path in named if not path.exists()]
    assert not missing, f"the house of CONTRIBUTING names {missing}, which do not exist"


# ---- what was forgotten ------------------------------------------------------------------------


def modules_of(package: ModuleType) -> list[ModuleType]:
    """The modules of a package, without those below them."""
    return [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]


def names_of(module: ModuleType, is_one: Callable[[Any], bool]) -> list[str]:
    """The names of the functions and classes of a module that are defined there and pass a test."""
    found = [each for each in vars(module).values() if isfunction(each) or isclass(each)]
    return [each.__name__ for each in found if each.__module__ == module.__name__ and is_one(each)]


def returns(result: object) -> Callable[[Any], bool]:
    """True if a public function returns this."""
    return lambda each: (
        isfunction(each) and each.__name__[0] != "_" and get_type_hints(each).get("return", ...) == result
    )


def is_struct(each: object) -> bool:
    """True for a struct of msgspec."""
    return isclass(each) and issubclass(each, Struct)


def without(found: Iterable[str], known: Iterable[str]) -> list[str]:
    """The unknown ones among the found, sorted."""
    return sorted(set(found) - set(known))


def forgotten_events() -> Iterator[str]:
    kinds = get_args(commitment.AnyEvent)
    for kind in set(commitment.Event.__subclasses__()) - set(kinds):
        yield f"{kind.__name__} is in no register: add it to AnyEvent in tracker/model/commitment.py"
    for kind in kinds:
        if kind not in event_text._SAYS:  # noqa: SLF001 - the table that CONTRIBUTING names
            yield f"{kind.__name__} has no sentence: add it to _SAYS in tracker/reports/event_text.py"
        if kind.__name__ not in getsource(fold):
            yield f"{kind.__name__} is in no state: add its property to State in tracker/state/fold.py"


def forgotten_fields_of_events() -> Iterator[str]:
    columns = {field.name for field in EVENT_TABLE.fields}
    for kind in get_args(commitment.AnyEvent):
        for field in without((field.name for field in fields(kind)), columns):
            yield (
                f"{kind.__name__}.{field} is in no export: add a field to EVENT_TABLE in"
                " tracker/exchange/package_schema.py"
            )


def forgotten_sections() -> Iterator[str]:
    for module in (module for module in modules_of(reports) if "sections" in module.__name__):
        for name, value in vars(module).items():
            if isinstance(value, Section) and value not in sections.SECTIONS.values():
                yield f"show has no section {name}: add its row to SECTIONS in tracker/reports/sections.py"


def forgotten_figures() -> Iterator[str]:
    figures = [name for name, value in vars(Scorecard).items() if isinstance(value, property) or isfunction(value)]
    for name in figures:
        if name[0] != "_" and not re.search(rf"\b\w+\.{name}\b", getsource(score)):
            yield f"score shows no {name} of Scorecard: add its row to FIELDS in tracker/reports/score.py"


def forgotten_signs() -> Iterator[str]:
    signs = get_args(Sign)
    for name, known, path in (
        ("SIGNS", text_chart.SIGNS, "text_chart"),
        ("_SIGNS", svg_timeline._SIGNS, "svg_timeline"),  # noqa: SLF001 - as above
        ("_LEGEND", dict(svg_timeline._LEGEND), "svg_timeline"),  # noqa: SLF001 - as above
    ):
        for sign in without(signs, known):
            yield f"the sign {sign} is not drawn: add its row to {name} in tracker/render/{path}.py"


def forgotten_changes() -> Iterator[str]:
    used = {group.lines for group in changes.GROUPS}
    for module in (changes_events, changes_deadlines):
        for name in names_of(module, returns(Iterator[Change])):
            if getattr(module, name) not in used:
                yield f"changes has no group of {name}: add its row to GROUPS in tracker/reports/changes.py"


def forgotten_parts_of_the_report() -> Iterator[str]:
    panels = names_of(briefing, lambda each: get_type_hints(each).get("return") in {Panel, Panel | None})
    for name in panels:
        if getsource(briefing).count(f"{name}(") < 2:
            yield f"the report has no panel {name}: add its line to briefing_panels in tracker/reports/briefing.py"
    columns = {column.name for column in summary.summary_table(portfolio()).columns if column.kind == "table"}
    for name in without(names_of(report_tables, returns(Table)), columns):
        yield f"the report has no rows of {name}: add them to summary_table in tracker/reports/summary.py"


def forgotten_formats() -> Iterator[str]:
    functions = {found.function for found in (*FORMATS.values(), format_named(EXCEL))}
    for module in modules_of(render):
        names = names_of(module, lambda each: get_type_hints(each).get("return") in {Iterator[str], Iterator[bytes]})
        rows = [f"{module.__name__.rpartition('.')[2]}.{name}" for name in names if name.startswith("as_")]
        for name in without(rows, functions):
            yield f"no format is rendered by {name}: add its row to FORMATS in tracker/render/__init__.py"


def forgotten_lossless_formats() -> Iterator[str]:
    for name in set(formats.LOSSLESS_FORMATS) ^ set(formats.SUFFIXES.values()):
        yield f"add the export {name} to both LOSSLESS_FORMATS and SUFFIXES in tracker/exchange/formats.py"
    dump = RegisterDump(register=Register(), commitments=())
    written = {name: list(formats.serialize(dump, name)) for name in formats.LOSSLESS_FORMATS}
    for name in [name for name, files in written.items() if name != "folder" and files != [""]]:
        yield f"the export {name} is not written: add its case to serialize in tracker/exchange/formats.py"


def forgotten_commands() -> Iterator[str]:
    modules = {module.name.removesuffix("_"): module.name for module in iter_modules(commands.__path__)}
    for name in without(COMMANDS, modules):
        yield f"the command {name} of GROUPS in tracker/cli.py has no module tracker/commands/{name}.py"
    for name, module in modules.items():
        found = vars(import_module(f"tracker.commands.{module}"))
        function = found.get(name) or found.get(f"{name}_")
        is_command = isfunction(function) and get_type_hints(function).get("ctx") is typer.Context
        if is_command and name not in COMMANDS:
            yield f"the command {name} is in no help: add it to GROUPS in tracker/cli.py"
        if name in COMMANDS and not is_command:
            yield f"the command {name} has no function {name} in tracker/commands/{module}.py"
    for name in without(GROUPS["Look"], (words.split()[0] for words in LOOKS)):
        yield f"the command {name} is not tried on a hostile register: add it to LOOKS in {STRANGERS}"
    texts = [path.read_text(encoding="utf-8") for folder in tests_of_commands for path in Path(folder).glob("*.py")]
    for name in COMMANDS:
        if not any(re.search(rf'(?<=\w)\(\s*"{name}[" ]', text) for text in texts):
            yield f"the command {name} has no test: add tests/commands/test_{name}.py"


def forgotten_refusals() -> Iterator[str]:
    for module in modules_of(errors):
        for name in names_of(module, lambda each: isclass(each) and issubclass(each, TrackerError)):
            if not hasattr(errors, name):
                yield f"the refusal {name} cannot be imported from tracker.errors: add it to tracker/errors/__init__.py"


def forgotten_units() -> Iterator[str]:
    firsts: dict[str, str] = {}
    for name, unit in amounts.UNITS.items():
        if unit.kind not in firsts and unit.factor != 1:
            yield f"the first unit of {unit.kind} has the factor 1, and {name} has not: see UNITS in {AMOUNTS}"
        firsts.setdefault(unit.kind, name)


def forgotten_magnitudes() -> Iterator[str]:
    for name, form in vars(amount_formats).items():
        if isinstance(form, AmountFormat) and form not in LANGUAGES.values():
            yield f"no language writes amounts as {name}: add its row to LANGUAGES in tracker/model/amount_formats.py"
    for language, form in LANGUAGES.items():
        for sign, _ in form.magnitudes:
            if not set(sign) <= set(amounts.NUMERALS):
                yield f"{sign}, a magnitude of {language}, is not read back: add it to NUMERALS in {AMOUNTS}"
        for code, name in form.currencies.items():
            if amounts.CURRENCY_NAMES.get(name) != code:
                yield f"{name}, the {code} of {language}, is not read back: add it to _CURRENCIES in {AMOUNTS}"
        for qualifier in without(get_args(Qualifier), form.qualified):
            yield f"{language} cannot write {qualifier}: add it to its AmountFormat in tracker/model/amount_formats.py"


def forgotten_forms_of_dates() -> Iterator[str]:
    page = (TRACKER / "manual" / "dates.md").read_text(encoding="utf-8")
    written = re.findall("`([^`]+)`", page)
    for pattern, _ in dates.FORMS:
        if not any(re.fullmatch(pattern, text) for text in written):
            yield f"the form {pattern} of a date has no example: add a line to tracker/manual/dates.md"


def forgotten_forms_of_amounts() -> Iterator[str]:
    for qualifier in without(get_args(Qualifier), amounts.SIGNS):
        yield f"the qualifier {qualifier} is not shown: add its row to SIGNS in {AMOUNTS}"
    for qualifier in without(get_args(Qualifier), amounts.QUALIFIERS.values()):
        yield f"the qualifier {qualifier} is not read: add its words to _QUALIFIERS in {AMOUNTS}"
    for table, words in (("_CURRENCIES", amounts.CURRENCY_NAMES), ("UNITS", amounts.NAMES)):
        for word, unit in words.items():
            if not any(is_read(text, unit) for text in (f"5 {word}", f"{word} 5")):
                yield f"“5 {word}” is not read as {unit}: see {table} and the patterns in {AMOUNTS}"


def forgotten_rate_files() -> Iterator[str]:
    tried = "".join(getsource(target.read) for target in TARGETS.values())
    for name in names_of(rate_files, returns(list[DayRates])):
        if not hasattr(rate, name):
            yield f"no command reads a file by {name}: call it in tracker/commands/rate.py"
        if name not in tried:
            yield f"{name} is not tried with damaged files: add its target to TARGETS in tests/reliability/inputs.py"


def forgotten_back_ends() -> Iterator[str]:
    for package in iter_modules(store.__path__):
        if package.ispkg and not any(package.name.startswith(name) for name in BACK_ENDS):
            yield f"the back end {package.name} is not tried: add its row to BACK_ENDS in tests/store/conftest.py"
        if package.ispkg and not re.search(rf"tracker\.store\.{package.name}\b", getsource(store)):
            yield f"open_store opens no {package.name}: add its case in tracker/store/__init__.py"


def forgotten_tables() -> Iterator[str]:
    for table in without(schema.TABLES, permissions.POLICIES):
        yield f"nobody may use the table {table}: add it to POLICIES in tracker/store/postgres/permissions.py"
    for version in without(map(str, range(1, schema.VERSION)), map(str, schema.MIGRATIONS)):
        yield f"version {version} of the tables has no migration: add it to MIGRATIONS in {SCHEMA}"
    layout = (schema.VERSION, sha256(repr((schema.TABLES, schema.INDEXES)).encode()).hexdigest()[:12])
    if layout[1] != LAYOUT[1] and layout[0] == LAYOUT[0]:
        yield f"TABLES or INDEXES have changed: raise VERSION and add the step to MIGRATIONS in {SCHEMA}"
    if layout != LAYOUT:
        yield f"the tables on a server have changed: write {layout} in LAYOUT of tests/test_contributing.py"


def forgotten_conditions() -> Iterator[str]:
    for name in without(names_of(filter_module, is_struct), QUERY_STRUCTS):
        if getattr(filter_module, name) not in get_args(filter_module.Condition):
            yield f"{name} is no condition: add it to Condition in tracker/query/filter.py"
        for function, place in (
            (where._holds, "_holds in tracker/store/where.py"),  # noqa: SLF001 - as above
            (where._may_hold, "_may_hold in tracker/store/where.py"),  # noqa: SLF001 - as above
            (test_filter.holds, "holds in tests/query/test_filter.py"),
        ):
            if name not in getsource(function):
                yield f"the condition {name} is not decided: add its case to {place}"


def forgotten_index_columns() -> Iterator[str]:
    for field in fields(IndexRow):
        column = where.INDEX_COLUMNS.get(field.name, "")
        if not re.search(rf"(^|, ){column} ", schema.TABLES["commitments"]):
            yield f"the index has {field.name}, and a server not: add the column to TABLES in {SCHEMA}"
        if not re.search(rf"\b{field.name}=", getsource(test_index)):
            yield f"the index column {field.name} has no example: add it to tests/store/test_index.py"


def forgotten_schemas() -> Iterator[str]:
    for version in without(map(str, range(1, migrations.SCHEMA)), map(str, migrations.MIGRATIONS)):
        yield f"schema {version} has no migration to the next: add it to MIGRATIONS in tracker/model/migrations.py"


def is_read(text: str, unit: str) -> bool:
    """True if a text is read as five of a unit."""
    try:
        return read_amount(text) == Amount(read_amount("5 x").value, unit)
    except TrackerError:
        return False


AMOUNTS: Final = "tracker/model/amounts.py"
SCHEMA: Final = "tracker/store/postgres/schema.py"
STRANGERS: Final = "tests/reliability/test_strangers.py"
FORGOTTEN: Final[dict[str, Callable[[], Iterator[str]]]] = {
    name.removeprefix("forgotten_"): function for name, function in vars().items() if name.startswith("forgotten_")
}


@pytest.mark.parametrize("what", FORGOTTEN)
def test_no_place_was_forgotten(what: str) -> None:
    sentences = list(FORGOTTEN[what]())
    assert not sentences, "\n".join(sentences)
