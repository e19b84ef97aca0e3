"""Run the program in this process, on a separate register and at a fixed time."""

import csv
import json
import os
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

import typer.testing
from typer.testing import CliRunner

from tests.server import fill, in_schema, is_emptied, shared_url
from tracker.cli import app
from tracker.errors import NoRegister
from tracker.store import Backups, copy_of, open_store

# The back end of the tests: a file for each register, or a schema for each register on one server.
BACK_ENDS: Final = ("file", "postgres")
BACK_END: Final = os.environ.get("TRACKER_TEST_BACK_END", "file")
ON_SERVER: Final = BACK_END == "postgres"
NOW: Final = "2026-06-15"
# Variables of the caller that could change the output.
UNSET: Final = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "TERM", "TRACKER_LANG", "GITHUB_ACTIONS", "PY_COLORS"))
# Schemas to reuse, with their number of uses: to create the tables takes longer than most tests, but deleted rows
# are still scanned.
_FREE: Final[list[tuple[str, int]]] = []
GUESTS: Final = 16
_BEGUN: Final[dict[bytes, str]] = {}  # schemas with frequent initial registers, to copy from
# Typer builds the program at every call in a test; one is enough, as in a process of the program.
_typer: Any = typer.testing
_typer._get_command = cache(_typer._get_command)  # noqa: SLF001 - Typer offers no other way


class Result(NamedTuple):
    """The output, the errors and the exit code of a run."""

    output: str
    errors: str
    exit_code: int
    format: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the output, parsed from the requested format: `json`, `jsonl` or `csv`."""
        match self.format:
            case "json":
                return list(json.loads(self.output))
            case "jsonl":
                return [json.loads(line) for line in self.output.splitlines()]
            case _:
                return list(csv.DictReader(StringIO(self.output, newline="")))

    @property
    def row(self) -> dict[str, Any]:
        """The only row."""
        (row,) = self.rows
        return row

    @property
    def refs(self) -> list[str]:
        """The refs of the rows, in order."""
        return [row["ref"] for row in self.rows]

    @property
    def refusal(self) -> tuple[int, str]:
        """The exit code and the sentence of a refused run: one line on stderr, and no output."""
        assert self.output == ""
        assert self.errors.startswith("tracker: ")
        assert self.errors.count("\n") == 1
        assert self.errors.endswith("\n")
        return self.exit_code, self.errors.removeprefix("tracker: ").rstrip("\n")


class Tracker:
    """Calls of the program on one register; `place` is the location of the register as the program gets it.

    The location is the file `register`, or with `TRACKER_TEST_BACK_END=postgres` a schema on a server.
    """

    def __init__(self, register: Path) -> None:
        self.register, self.folder = register, register.parent
        self._schema, self._guests = _FREE.pop() if _FREE else (f"t_{uuid4().hex}", 1)
        self.place = in_schema(shared_url(), self._schema) if ON_SERVER else str(register)
        self.standard_input = b""
        self.now: str | None = NOW  # None for the clock

    def leave(self) -> None:
        """Release the schema for the next test, with empty tables."""
        if ON_SERVER and self._guests < GUESTS and is_emptied(self._schema):
            _FREE.append((self._schema, self._guests + 1))

    def __call__(self, *arguments: str, **environment: str | None) -> Result:
        """Run the program; keyword arguments set environment variables, or unset them if they are None."""
        ours: dict[str, str | None] = {
            "TRACKER_REGISTER": self.place,
            "TRACKER_NOW": self.now,
            "COLUMNS": "80",
            "XDG_STATE_HOME": str(self.folder / "state"),
        }
        given = {**UNSET, **ours, **environment}
        runner, typed = CliRunner(), self.standard_input
        # In a context of its own, as in a process: the language of one run is not that of the next.
        run = partial(runner.invoke, app, arguments, typed, given, catch_exceptions=False, prog_name="tracker")
        done = copy_context().run(run)
        return Result(done.stdout_bytes.decode(), done.stderr_bytes.decode(), done.exit_code, _format(arguments))

    def done(self, *arguments: str, **environment: str | None) -> Result:
        """Run the program and assert success."""
        result = self(*arguments, **environment)
        assert result.exit_code == 0, result.errors
        return result

    def begin(self, raw: bytes) -> None:
        """Create the register from the bytes of a register file that many tests share."""
        if not ON_SERVER or self._guests == 1:
            self.put(raw)
            return
        if raw not in _BEGUN:
            _BEGUN[raw] = f"t_{uuid4().hex}"
            open_store(in_schema(shared_url(), _BEGUN[raw])).write_raw(raw, None)
        fill(self._schema, _BEGUN[raw])

    def put(self, raw: bytes) -> None:
        """Create the register from the bytes of a register file, or replace its content."""
        if not ON_SERVER:
            self.register.write_bytes(raw)
            return
        aside = Backups(lambda: self.folder / "aside", print)
        store, found = open_store(self.place, backups=aside), self.kept()
        if found is None:
            store.write_raw(raw, None)
        elif found != raw:
            store.write_raw(raw, found)

    def kept(self) -> bytes | None:
        """The content of the register as the bytes of a register file; None if there is no register."""
        if not ON_SERVER:
            return self.register.read_bytes() if self.register.exists() else None
        with suppress(NoRegister):
            return copy_of(open_store(self.place))
        return None

    def tables(self) -> dict[str, Any]:
        """The content of the register as the tables of a register file."""
        raw = self.kept()
        assert raw
        return dict(json.loads(raw))

    def as_file(self) -> str:
        """The path of a register file with the content of the register."""
        if ON_SERVER:
            raw = self.kept()
            assert raw
            self.register.write_bytes(raw)
        return str(self.register)


def _format(arguments: tuple[str, ...]) -> str:
    """The last format in the arguments; empty if there is none."""
    asked = [text for option, text in pairwise(arguments) if option in {"--format", "-f"}]
    return asked[-1] if asked else ""
