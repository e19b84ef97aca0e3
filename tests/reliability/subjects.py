"""The programs under test: how each records a text, and how its records are read."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from tracker.errors import StoreFault
from tracker.store import open_store

ROOT: Final = Path(__file__).parents[2]
# Not the folder of the records, so that a trace has the absolute paths of the records.
HOME: Final = "/"
SECONDS: Final = 60


class Call(NamedTuple):
    """One command line with its environment and its standard input."""

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    typed: str = ""

    def run(self, *before: str) -> subprocess.CompletedProcess[str]:
        """Run the command to its end, under another program such as strace if given."""
        return subprocess.run(
            [*before, *self.words],
            env=dict(self.environment),
            input=self.typed,
            capture_output=True,
            text=True,
            errors="replace",
            cwd=HOME,
            check=False,
            timeout=SECONDS,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the command without waiting for its end."""
        process = subprocess.Popen(
            self.words,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
        )
        if process.stdin:
            process.stdin.write(self.typed.encode())
            process.stdin.close()
        return process


# None: the program refuses to read the records.
Kept: TypeAlias = list[str] | None


class Subject(NamedTuple):
    """A program under test, with the calls that the harness needs."""

    name: str
    file: str
    prepare: Callable[[Path], object]
    add: Callable[[Path, str], Call]
    change: Callable[[Path, str, str], Call] | None
    kept: Callable[[Path], Kept]
    is_installed: Callable[[], bool]
    notices: Callable[[Path], bool] = lambda _: False

    def prepared(self, folder: Path, count: int) -> list[str]:
        """Create a folder with records, and return their texts."""
        folder.mkdir(parents=True)
        self.prepare(folder)
        texts = [f"record{number} {'x' * 60}" for number in range(count)]
        for text in texts:
            done = self.add(folder, text).run()
            if done.returncode:
                raise RuntimeError(f"{self.name} cannot be prepared: {done.stderr}")
        return texts


def environment(folder: Path, **more: str) -> tuple[tuple[str, str], ...]:
    """An environment that uses nothing outside the folder."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return tuple((variables | more).items())


# ---- tracker -----------------------------------------------------------------------------------


def tracker(folder: Path, *words: str) -> Call:
    """A tracker command on the register of a folder, with its backups in the same folder."""
    more = {"TRACKER_REGISTER": str(folder / "commitments.json"), "XDG_STATE_HOME": str(folder / "state")}
    return Call((sys.executable, "-m", "tracker", *words), environment(folder, **more))


def _tracker_kept(folder: Path) -> Kept:
    try:
        with open_store(folder / "commitments.json").reading() as register:
            shown = [(one, [event.note for event in one.history]) for one in register.commitments()]
            return sorted(f"{one.terms.title} {' '.join(filter(None, notes))}".strip() for one, notes in shown)
    except StoreFault:
        return None


TRACKER: Final = Subject(
    "tracker",
    "commitments.json",
    lambda folder: tracker(folder, "init").run(),
    lambda folder, text: tracker(folder, "add", text, "--by", "JP", "--to", "US", "--ref", text.split()[0]),
    lambda folder, text, new: tracker(folder, "assess", text.split()[0], "at_risk", "--note", new),
    _tracker_kept,
    lambda: True,
    lambda folder: not tracker(folder, "restore", "--dry-run").run().stdout.endswith("Nothing would be lost.\n"),
)

# ---- stock TinyDB ------------------------------------------------------------------------------

_TINYDB: Final = """
import sys
from tinydb import TinyDB, where
path, act, text, new = sys.argv[1:]
table = TinyDB(path).table("records")
if act == "add":
    table.insert({"text": text})
else:
    assert table.update({"text": new}, where("text") == text)
"""
_TINYDB_KEPT: Final = """
import json, sys
from tinydb import TinyDB
print(json.dumps([record["text"] for record in TinyDB(sys.argv[1]).table("records")]))
"""


def _tinydb(folder: Path, act: str, text: str, new: str = "") -> Call:
    return Call((sys.executable, "-c", _TINYDB, str(folder / "db.json"), act, text, new), environment(folder))


def _tinydb_kept(folder: Path) -> Kept:
    done = Call((sys.executable, "-c", _TINYDB_KEPT, str(folder / "db.json")), environment(folder)).run()
    return sorted(map(str, json.loads(done.stdout))) if done.returncode == 0 else None


TINYDB: Final = Subject(
    "TinyDB",
    "db.json",
    lambda _: None,
    lambda folder, text: _tinydb(folder, "add", text),
    lambda folder, text, new: _tinydb(folder, "change", text, new),
    _tinydb_kept,
    lambda: True,
)

# ---- Taskwarrior -------------------------------------------------------------------------------


def _task(folder: Path, *words: str) -> Call:
    location = f"rc.data.location={folder}"
    return Call(("task", location, "rc.confirmation=off", *words), environment(folder, TASKRC=str(folder / "taskrc")))


def _task_kept(folder: Path) -> Kept:
    done = _task(folder, "rc.gc=off", "export").run()
    try:
        return sorted(task.get("description", "") for task in json.loads(done.stdout)) if done.returncode == 0 else None
    except ValueError:
        return None


TASKWARRIOR: Final = Subject(
    "Taskwarrior",
    "pending.data",
    lambda folder: (folder / "taskrc").write_text("verbose=nothing\n"),
    lambda folder, text: _task(folder, "add", "--", text),
    lambda folder, text, new: _task(
        folder, f"description.startswith:{text.split()[0]}", "modify", f"description:{new}"
    ),
    _task_kept,
    lambda: shutil.which("task") is not None,
)

# ---- hledger -----------------------------------------------------------------------------------


def _hledger_kept(folder: Path) -> Kept:
    done = Call(("hledger", "-f", str(folder / "r.journal"), "print"), environment(folder)).run()
    return sorted(re.findall(r"^2026-01-01 (.*)$", done.stdout, re.MULTILINE)) if done.returncode == 0 else None


HLEDGER: Final = Subject(
    "hledger",
    "r.journal",
    lambda folder: (folder / "r.journal").touch(),
    lambda folder, text: Call(
        ("hledger", "add", "-f", str(folder / "r.journal")),
        environment(folder),
        f"2026-01-01\n{text}\nassets:a\n1\nassets:b\n\n.\ny\n",
    ),
    None,
    _hledger_kept,
    lambda: shutil.which("hledger") is not None,
)

SUBJECTS: Final = {subject.name: subject for subject in (TRACKER, TINYDB, TASKWARRIOR, HLEDGER)}
