"""A register from a stranger: reading it executes nothing, sends nothing and writes nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests import hostile
from tests.reliability.subjects import ROOT
from tests.render.listings import TEXTUAL
from tracker.cli import GROUPS

pytestmark = pytest.mark.slow

# The commands that only read, with their arguments.
LOOKS: Final = (
    *("timeline", "score", "progress a", "balance JP US", "moves a", "view", "rate", "export -", "help query"),
    *("list", "show a", "agenda", "changes --since 2020-01-01", "check", "log", "party", "info", "backup --list"),
    *(f"list --format {name}" for name in TEXTUAL),
    *(f"report --format {name}" for name in (*TEXTUAL, "ics", "svg")),
    *("sources", "sources --without e", "inbox", "--help", "restore --dry-run"),
    "draft data/commitments.json --publisher P",
)
_WATCH: Final = """
import json, os, sys
seen = []
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = ("os.", "shutil.", "subprocess.", "socket.", "ctypes.", "pty.", "urllib.", "webbrowser.", "http.")
HARMLESS = {"os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.putenv", "os.unsetenv", "os.add_dll_directory"}
def watch(event, given):
    if event == "open" and isinstance(given[2], int) and given[2] & WRITES:
        seen.append([event, str(given[0])])
    elif event.startswith(ACTS) and event not in HARMLESS:
        seen.append([event, str(given)[:200]])
from tracker.cli import main
sys.addaudithook(watch)
try:
    main()
finally:
    print(json.dumps([one for one in seen if one[1] != os.devnull]), file=sys.stderr)
"""
URLS: Final = ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,<script>", "https://e.example/$(id)`id`;id")


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder with a register full of hostile texts."""
    folder = tmp_path / "stranger" / "data"
    folder.mkdir(parents=True)
    texts = [*hostile.TEXTS.values(), *URLS]
    event = {"event": "assessment", "recorded_at": "2026-01-01T00:00:00Z", "assessment": "stalled"}
    commitments = {
        str(number): {
            "ref": "a" if number == 1 else f"b{number}",
            "terms": {"title": text, "obligor": ["JP"], "obligee": ["US"], "notes": text, "tags": [text]},
            "history": [
                event | {"id": 1, "recorded_by": text, "note": text, "source": {"url": text, "publisher": text}}
            ],
        }
        for number, text in enumerate(texts, start=1)
    }
    tables = {"meta": {"1": {"schema": 1, "changed_by": texts[0]}}, "commitments": commitments}
    (folder / "commitments.json").write_text(json.dumps(tables), encoding="utf-8")
    return folder


def look(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder.parents[1] / "home"),
        "EDITOR": "touch ran",
        "PAGER": "touch ran",
        "BROWSER": "touch ran",
    }
    line = [sys.executable, "-c", _WATCH, *words]
    return subprocess.run(line, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.mark.parametrize("words", LOOKS)
def test_looking_at_it_writes_and_runs_nothing_and_acts_on_no_terminal(stranger: Path, words: str) -> None:
    before = files(stranger.parents[1])
    done = look(stranger, *words.split())
    *said, seen = done.stderr.splitlines()
    assert json.loads(seen) == []
    assert files(stranger.parents[1]) == before
    assert done.returncode in ({4} if words.startswith("restore") else {0, 1}), said
    lines = "\n\r\t" if "csv" in words else "\n"
    assert hostile.harm(done.stdout, lines=lines) == set()


def test_the_watch_sees_what_it_looks_for(stranger: Path) -> None:
    done = look(stranger, "mark", "a", "in_progress")
    seen = {event for event, _ in json.loads(done.stderr.splitlines()[-1])}
    assert {"open", "os.rename", "os.mkdir"} <= seen


def test_every_command_that_only_looks_is_tried() -> None:
    tried = {words.split()[0] for words in LOOKS}
    assert set(GROUPS["Look"]) | {"list", "show"} <= tried
