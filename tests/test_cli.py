"""The program as a whole: its help, its clock, its user, its exit codes, and what it does with any text at all."""

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from rich.cells import cell_len

from tests import hostile
from tests.program import NOW, Result, Tracker
from tests.render.listings import CONTROLS, TEXTUAL
from tracker import __version__
from tracker.cli import COMMANDS, OTHER_NAMES, main, user
from tracker.commands import locate
from tracker.commands.output import CLOSED_PIPE

# ---- help --------------------------------------------------------------------------------------


def test_the_version_is_told(tracker: Tracker) -> None:
    assert tracker("--version") == (f"tracker {__version__}\n", "", 0, "")


def test_the_five_commands_of_every_day_come_first(tracker: Tracker) -> None:
    shown = tracker.done("--help").output
    assert "Every day:\n  list " in shown
    places = [shown.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert list(COMMANDS)[:5] == ["list", "show", "add", "mark", "amend"]


def test_nothing_but_the_name_shows_the_help_as_wrong_usage(tracker: Tracker) -> None:
    assert tracker() == ("", tracker("--help").output, 2, "")


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_the_help_fits_a_terminal_and_leaves_no_sentence_half(tracker: Tracker, arguments: list[str]) -> None:
    shown = tracker.done(*arguments).output
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert "..." not in shown.replace("[QUERY]...", "").replace("[ARGS]...", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_examples(tracker: Tracker, command: str) -> None:
    assert f"\n  tracker {command}" in tracker.done(command, "--help").output
    assert tracker(command, "-h").output == tracker(command, "--help").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lst"], "no such command 'lst'. Did you mean 'list'; see `tracker --help`"),
        (["delete", "x"], "no such command 'delete': write `tracker remove REF`; see `tracker --help`"),
        (["ls"], "no such command 'ls': write `tracker list`; see `tracker --help`"),
        (["overdue"], "no such command 'overdue': write `tracker list --overdue`; see `tracker --help`"),
        (["find", "gas"], "no such command 'find': write `tracker list TEXT`; see `tracker --help`"),
        (["version"], "no such command 'version': write `tracker --version`; see `tracker --help`"),
        (["new", "x"], "no such command 'new': write `tracker add TITLE`; see `tracker --help`"),
        (
            ["mark", "x", "met", "--date", "2025"],
            "no such option: --date (Possible options: --on); see `tracker mark --help`",
        ),
        (["list", "--date", "2025"], "no such option: --date (Possible options: --as-of); see `tracker list --help`"),
        (["view", "--date", "2025"], "no such option: --date; see `tracker view --help`"),
        (["--verbose"], "no such option: --verbose (Possible options: --version); see `tracker --help`"),
        (["list", "--limit"], "option '--limit' requires an argument; see `tracker --help`"),
        (["list", "--overdue=1"], "option '--overdue' does not take a value; see `tracker --help`"),
    ],
)
def test_wrong_usage_is_refused_in_one_line(tracker: Tracker, arguments: list[str], sentence: str) -> None:
    assert tracker(*arguments).refusal == (2, sentence)


def test_what_is_written_in_the_place_of_a_habit_is_a_command() -> None:
    assert set(OTHER_NAMES).isdisjoint(COMMANDS)
    assert {line.split()[0] for line in OTHER_NAMES.values()} <= {*COMMANDS, "--version"}


# ---- clock and user ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-06-15", "2026-06-15"),
        ("2026-06", "2026-06-30"),
        ("2026-06-15T14:59:59+00:00", "2026-06-15"),
        ("2026-06-15T15:00:00Z", "2026-06-16"),
        ("2026-06-16T00:00+09:00", "2026-06-16"),
    ],
)
def test_the_time_is_what_the_variable_says(small: Tracker, now: str, day: str) -> None:
    assert small("list", "--limit", "1", "--format", "csv", TRACKER_NOW=now).row["as_of"] == day


def test_without_the_variable_it_is_the_time_of_the_clock(small: Tracker) -> None:
    assert small("list", "--limit", "1", "--format", "csv", TRACKER_NOW=None).row["as_of"] >= "2025-11-01"


@pytest.mark.parametrize("now", ["noon", "2026-06-15T12:00", "2026-13"])
def test_a_time_that_is_none_is_refused_by_the_name_of_the_variable(small: Tracker, now: str) -> None:
    code, said = small("list", TRACKER_NOW=now).refusal
    assert (code, said.partition(": ")[0]) == (2, f"“TRACKER_NOW={now}” is not a date")


@pytest.mark.parametrize("now", ["0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_are_times_too(small: Tracker, now: str) -> None:
    for arguments in (["list"], ["show", "jp-us-lng"], ["list", "due.within:30d"], ["info"], ["list", "--overdue"]):
        assert small(*arguments, TRACKER_NOW=now).exit_code in {0, 2, 3}
    assert small("mark", "jp-us-lng", "in_progress", TRACKER_NOW=now).exit_code in {0, 4, 5}


def test_who_records_is_whom_the_system_knows(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    small.done("mark", "jp-us-lng", "in_progress", USER="mallory", LOGNAME="mallory")
    row = small("info", "--format", "json").row
    assert row["changed_by"] == pwd.getpwuid(os.geteuid()).pw_name == user()
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    assert user() == "4000000000"


def test_the_same_inputs_give_the_same_bytes(small: Tracker, small_register: bytes) -> None:
    runs = [[small("list", "--format", name).output for name in TEXTUAL] for _ in range(2)]
    assert runs[0] == runs[1]
    written = []
    for _ in range(2):
        small.put(small_register)
        small.done("mark", "jp-us-lng", "in_progress", "--note", "again")
        written.append(small.kept())
    assert written[0] == written[1] != small_register


# ---- any text at all ---------------------------------------------------------------------------

RECORD = ("jp-us-lng", "met", "--on", "2026-06-01", "--source", "u", "US", "denies", "USD 1bn", "JP", "--by", "--to")
OPTIONS = (
    *("--overdue", "--basis", "--sort", "--limit", "--columns", "--exit-code", "--as-of", "--known-at", "--format"),
    *("--lang", "--due", "--amount", "--kind", "--grace", "--note", "--stage", "--in", "--for", "--says", "--zone"),
    *("--ref", "--parent", "--titled", "--tag", "--only", "--help", "--", "-", "--sample", "--status", "--published"),
)
# What a command line cannot hold is left out, NUL and half a pair; and the slash, so that nothing else is written to.
words: SearchStrategy[str] = hostile.texts.map(lambda text: "".join(c for c in text if c != "/" and fits(c)))
arguments: SearchStrategy[list[str]] = st.lists(st.sampled_from(RECORD + OPTIONS) | words, max_size=6)


def fits(character: str) -> bool:
    """True if a character can be in an argument: surrogates only in place of a byte that is not UTF-8."""
    return character != "\0" and not ("\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff")


def ends_as_documented(done: Result) -> None:
    """Assert that a run ended in a documented exit code, in one line if it was refused, and acts on no terminal."""
    assert done.exit_code in range(6)
    if done.exit_code >= 2 and not done.errors.startswith("Usage: "):
        assert done.refusal[0] == done.exit_code
    assert hostile.harm(done.errors) == set()
    assert hostile.harm(done.output, lines="\n\r\t" if done.format == "csv" else "\n") == set()


@pytest.fixture
def anywhere(small: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """The small register, with a folder of its own to run in."""
    monkeypatch.chdir(tmp_path)
    return small


@settings(max_examples=3 * settings().max_examples)  # there are many commands
@given(st.sampled_from([*COMMANDS, ""]), arguments)
@example("list", ["\x1b[2J"])
@example("mark", ["\x1b[2J", "met"])
@example("list", ["--\x1b[2J\n\u202e"])
def test_any_arguments_end_in_a_documented_exit_code(
    anywhere: Tracker, small_register: bytes, command: str, given_: list[str]
) -> None:
    anywhere.put(small_register)
    ends_as_documented(anywhere(*([command] if command else []), *given_))


@given(name=st.sampled_from(["TRACKER_NOW", "TRACKER_LANG", "COLUMNS", "FORCE_COLOR", "TERM"]), value=words)
def test_any_environment_ends_in_a_documented_exit_code(small: Tracker, name: str, value: str) -> None:
    done = small("list", **{name: value})
    assert done.exit_code in {0, 2}
    assert hostile.harm(hostile.COLOUR.sub("", done.output + done.errors)) == set()


@given(hostile.texts.map(lambda text: "".join(filter(fits, text))), st.data())
def test_any_title_is_kept_as_given_and_shown_harmless(empty: Tracker, title: str, data: st.DataObject) -> None:
    done = empty("add", "--by", "JP", "--to", "US", "--note", title, "--", title)
    if done.exit_code:
        assert done.refusal[0] in {2, 5}
        return
    ref = done.output.strip()
    assert empty("show", ref, "--format", "json").row["title"] == title
    name = data.draw(st.sampled_from(TEXTUAL))
    ends_as_documented(empty("show", ref, "--format", name))


# ---- hostile registers -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_register(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A register in which every text that can be given means harm."""
    tracker = Tracker(tmp_path_factory.mktemp("hostile") / "commitments.json")
    tracker.done("init")
    for number, text in enumerate(hostile.TEXTS.values()):
        ref = f"hostile-{number}"
        tracker.done(
            *("add", "--by", "JP", "--to", "US", "--ref", ref, "--due", f"undated: {text[:99]}", "--instrument", text),
            *("--titled", f"ja={text}", "--condition", text, "--tag", text, "--remarks", text, "--note", text),
            *("--source", text, "--publisher", text, "--source-title", text, "--relays", text, "--quote", text),
            *("--", text),
        )
        tracker.done("deliver", ref, "USD 1bn", "--measure", text, "--note", text)
        tracker.done("position", ref, "US", "denies", "--publisher", text, "--note", text)
        tracker.done("cite", ref, "--against", "deadline", "--says", text, "--publisher", text)
        event = text[:99].replace("(", "").replace(")", "")
        tracker.done("amend", ref, "--due", f"45bd after notice {event} (US+JP)", "--source", text)
    raw = tracker.kept()
    assert raw
    return raw


@pytest.fixture
def hostile_tracker(tracker: Tracker, hostile_register: bytes) -> Tracker:
    """The program on the hostile register."""
    tracker.put(hostile_register)
    return tracker


def require_harmless(output: str, name: str) -> None:
    """Fail if an output has a character that acts on what shows it."""
    found = hostile.harm(output, lines=f"\n{CONTROLS.get(name, '')}")
    assert not found, (
        f"{name} writes {found}: escape them, or add its separators to CONTROLS in tests/render/listings.py"
    )


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(("name", "forced"), [*((name, None) for name in TEXTUAL), ("table", "1")])
def test_a_hostile_register_is_listed_and_shown_harmless(
    hostile_tracker: Tracker, name: str, forced: str | None
) -> None:
    shows = [["show", f"hostile-{number}"] for number in range(len(hostile.TEXTS))]
    for what in (["list"], ["list", "--lang", "ja"], ["info"], *shows):
        done = hostile_tracker.done(*what, "--format", name, FORCE_COLOR=forced)
        output = hostile.COLOUR.sub("", done.output) if forced else done.output
        require_harmless(output, name)


@pytest.mark.no_cover
def test_a_hostile_register_comes_back_as_given(hostile_tracker: Tracker) -> None:
    assert [row["title"] for row in hostile_tracker("list", "--sort", "ref", "--format", "jsonl").rows] == [
        title for _, title in sorted((f"hostile-{n}", title) for n, title in enumerate(hostile.TEXTS.values()))
    ]
    for number, text in enumerate(hostile.TEXTS.values()):
        row = hostile_tracker("show", f"hostile-{number}", "--format", "json").row
        assert (row["title"], row["notes"], row["tags"], row["conditions"]) == (text, text, [text], [text])


def test_every_commitment_of_a_hostile_register_is_one_line_of_the_list(hostile_tracker: Tracker) -> None:
    shown = hostile_tracker("list").output.splitlines()
    assert len(shown) == len(hostile.TEXTS) + 3
    assert [" hostile-" in line for line in shown[2:-1]] == [True] * len(hostile.TEXTS)


def test_a_register_edited_by_hand_is_harmless_too(small: Tracker) -> None:
    text = "=cmd|'/C calc'!A0\x1b[2J\u202e\n"
    tables = small.tables()
    for document in tables["commitments"].values():
        document["terms"] |= {"obligor": [text], "obligee": [text], "in_return_for": [text]}
        for event in document["history"]:
            event["recorded_by"] = text
    tables["meta"]["1"]["changed_by"] = text
    tables["parties"]["1"] = {"code": text, "name": text, "names": {"ja": text}}
    small.put(json.dumps(tables).encode())
    for name in TEXTUAL:
        for what in (["list"], ["show", "jp-us-first"], ["info"]):
            done = small.done(*what, "--format", name)
            require_harmless(done.output, name)
    assert all(row["obligor"].startswith(("'=", '["=')) for row in small("list", "--format", "csv").rows)


# ---- the end of the program --------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIOWrapper]:
    """A disk that is full."""
    monkeypatch.setenv("TRACKER_NOW", NOW)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        yield full


@pytest.mark.parametrize("arguments", ["--help", "--version", "list --help"])
def test_help_that_cannot_be_written_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, full: TextIOWrapper, capsys: pytest.CaptureFixture[str], arguments: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["tracker", *arguments.split()])
    monkeypatch.setattr(sys, "stdout", full)
    with pytest.raises(SystemExit, match="4"):
        main()
    assert capsys.readouterr().err.startswith("tracker: standard output cannot be written: no space left on device; ")


def test_help_ends_quietly_where_its_reader_has_closed_the_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_NOW", NOW)
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "argv", ["tracker", "--version"])
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(SystemExit, match=str(CLOSED_PIPE)):
            main()
    assert capsys.readouterr().err == ""


def test_a_closed_standard_output_is_refused_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit, match="4"):
        main()
    assert (
        capsys.readouterr().err
        == "tracker: standard output cannot be written: it is closed; give another path for the result\n"
    )


def test_text_leaves_in_utf_8_whatever_the_locale(
    monkeypatch: pytest.MonkeyPatch, small: Tracker, small_register: bytes
) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "argv", ["tracker", "list", "-r", small.place, "--lang", "ja", "--format", "csv"])
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit, match="0"):
        main()
    assert "対米投資".encode() in raw.getvalue()
    assert raw.getvalue().count(b"\r\n") == raw.getvalue().count(b"\n") == 5
    assert small.kept() == small_register


def test_our_own_mistakes_keep_their_traceback(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "PATH_IN_FOLDER", Path("nowhere.json"))
    with pytest.raises(FileNotFoundError):
        tracker("init", "--sample")


# ---- what is not even opened -------------------------------------------------------------------


@pytest.mark.file
@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (
            ["list", "--format", "csv"],
            {"pydantic", "holidays", "pycountry", "rich", "psycopg", "platformdirs", "tinydb", "hashlib"},
        ),
        (["list"], {"pydantic", "holidays", "pycountry", "rich.console", "rich.table", "psycopg", "tracker.exchange"}),
        (
            ["list"],
            {"hashlib", "sqlite3", "tracker.checks", "tracker.record", "tracker.reports.show", "tracker.state.without"},
        ),
        (["show", "jp-us-lng"], {"hashlib", "sqlite3", "tracker.checks", "tracker.exchange", "tracker.state.without"}),
        (["--version"], {"msgspec", "rich.console", "tracker.commands", "tracker.errors", "tracker.manual"}),
        (["--help"], {"tracker.commands.list", "tracker.reports", "tracker.store", "msgspec"}),
    ],
)
def test_what_a_command_does_not_need_is_not_imported(small: Tracker, arguments: list[str], unwanted: set[str]) -> None:
    assert unwanted & imported(small, *arguments) == set()


@pytest.mark.file
def test_a_ref_is_completed_without_what_reads_and_shows(small: Tracker) -> None:
    line = {"COMP_WORDS": "tracker show jp-us-l", "COMP_CWORD": "2"}
    unwanted = {
        "msgspec",
        "rich",
        "tracker.commands.list",
        "tracker.commands.options",
        "tracker.errors",
        "tracker.store",
    }
    found = imported(small, _TRACKER_COMPLETE="complete_bash", **line)
    assert (unwanted & found, "tracker.commands.skimming" in found) == (set(), True)


def test_no_pattern_is_compiled_before_a_command_needs_it() -> None:
    """Except by the file back end, whose patterns every command needs."""
    program = (
        "import re, sys; callers, compiled = set(), re.compile\n"
        "def noting(*given): callers.add(sys._getframe(1).f_globals['__name__']); return compiled(*given)\n"
        "re.compile = noting\n"
        "import tracker.commands.list, tracker.commands.show, tracker.render.table, tracker.render.json\n"
        "print(*callers)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    ours = {name for name in done.stdout.split() if name.startswith("tracker.")}
    assert {name for name in ours if not name.startswith("tracker.store.tinydb.")} == set()


def test_modules_that_only_typer_imports_do_not_run() -> None:
    program = (
        "import sys; from tracker.__main__ import main; from tracker.deferred import RARELY_USED\n"
        "sys.argv = ['tracker', '--version']\n"
        "try: main()\nfinally: print([name for name in RARELY_USED if '__builtins__' in vars(sys.modules[name])])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def imported(small: Tracker, *arguments: str, **environment: str) -> set[str]:
    """The modules that a run of the program has imported by its end."""
    program = (
        "import sys; from tracker.cli import main; sys.argv[0] = 'tracker'\n"
        "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    own = {"TRACKER_REGISTER": small.place, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=own | environment, capture_output=True, check=True
    )
    return set(done.stderr.decode().split())
