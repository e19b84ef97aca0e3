"""The program as the tests run it: the real one, in this process, on a register of its own and at a fixed time."""

import csv
import json
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from typer.testing import CliRunner

from tracker.cli import app

NOW: Final = "2026-06-15"
# What the caller's own environment could change of the output.
UNSET: Final = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "TERM", "TRACKER_LANG", "GITHUB_ACTIONS", "PY_COLORS"))


class Result(NamedTuple):
    """What a run of the program left behind."""

    output: str
    errors: str
    exit_code: int
    format: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The output read back from the format that was asked for: `json`, `jsonl` or `csv`."""
        match self.format:
            case "json":
                return list(json.loads(self.output))
            case "jsonl":
                return [json.loads(line) for line in self.output.splitlines()]
            case _:
                return list(csv.DictReader(StringIO(self.output, newline="")))

    @property
    def row(self) -> dict[str, Any]:
        """The only row there is."""
        (row,) = self.rows
        return row

    @property
    def refs(self) -> list[str]:
        """The refs of the rows, in their order."""
        return [row["ref"] for row in self.rows]

    @property
    def refusal(self) -> tuple[int, str]:
        """The exit code and the sentence of a run that was refused: one line on stderr, and nothing else."""
        assert self.output == ""
        assert self.errors.startswith("tracker: ")
        assert self.errors.count("\n") == 1
        assert self.errors.endswith("\n")
        return self.exit_code, self.errors.removeprefix("tracker: ").rstrip("\n")


class Tracker:
    """Calls of the program, all on the same register."""

    def __init__(self, register: Path) -> None:
        self.register = register
        self.standard_input = b""

    def __call__(self, *arguments: str, **environment: str | None) -> Result:
        """Run it; names of environment variables set them, or with None unset them."""
        ours = {
            "TRACKER_REGISTER": str(self.register),
            "TRACKER_NOW": NOW,
            "COLUMNS": "80",
            "XDG_STATE_HOME": str(self.register.parent / "state"),
        }
        given = {**UNSET, **ours, **environment}
        runner, typed = CliRunner(), self.standard_input
        done = runner.invoke(app, arguments, typed, given, catch_exceptions=False, prog_name="tracker")
        return Result(done.stdout_bytes.decode(), done.stderr_bytes.decode(), done.exit_code, _format(arguments))

    def done(self, *arguments: str, **environment: str | None) -> Result:
        """Run it and assert that it did what was asked."""
        result = self(*arguments, **environment)
        assert result.exit_code == 0, result.errors
        return result


def _format(arguments: tuple[str, ...]) -> str:
    """The last format that is asked for, if any."""
    asked = [text for option, text in pairwise(arguments) if option in {"--format", "-f"}]
    return asked[-1] if asked else ""
