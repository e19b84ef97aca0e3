"""Files to import, and the problems that a refused import reports."""

from pathlib import Path

from tests.program import Tracker


def write(tmp_path: Path, text: str, name: str = "in.csv", encoding: str = "utf-8") -> str:
    """Write a file, and return its path."""
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def problems(tracker: Tracker, *arguments: str) -> list[str]:
    """The problems that a refused import reports; the register stays as it was."""
    before = tracker.kept()
    result = tracker("import", *arguments)
    assert (result.exit_code, result.output) == (5, "")
    assert tracker.kept() == before
    *found, refusal = result.errors.splitlines()
    assert refusal.startswith("tracker: ")
    assert "nothing was imported" in refusal
    return found
