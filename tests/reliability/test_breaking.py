"""A short run of the harness `python -m tests.reliability`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability import tracing
from tests.reliability.breaking import faults_at_calls, kills_at_calls
from tests.reliability.commanded import commands_broken
from tests.reliability.crowding import crowd, kills_at_random
from tests.reliability.damaging import damage
from tests.reliability.serving import killed_under_a_crowd
from tests.reliability.subjects import ROOT, TINYDB, TRACKER, tracker
from tests.server import needs_server

pytestmark = pytest.mark.slow

needs_strace = pytest.mark.skipif(not tracing.is_possible(), reason="strace is not installed, or may not trace")


def test_a_change_is_killed_and_refused_at_each_of_its_calls_and_nothing_is_lost(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "tests.reliability.seam", str(tmp_path)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills, faults = json.loads(done.stdout).values()
    assert kills["kills"] > 50
    assert [kills[what] for what in ("partly recorded", "lost", "temp files left")] == [0, 0, 0]
    assert faults["faults"] > 200
    assert faults["refused"] > 50
    assert [faults[what] for what in ("acknowledged and lost", "refused and changed", "temp files left")] == [0, 0, 0]


@needs_strace
def test_the_program_is_killed_at_its_system_calls_and_leaves_old_or_new(tmp_path: Path) -> None:
    figures = kills_at_calls(TRACKER, tmp_path, every=53)
    assert figures["kills"] >= 2
    assert set(figures) <= {"kills", "not reached"}


@needs_strace
def test_the_program_is_refused_at_its_system_calls_in_one_sentence(tmp_path: Path) -> None:
    figures = faults_at_calls(TRACKER, tmp_path, every=311)
    assert figures["faults"] >= 2
    assert set(figures) <= {"faults", "refused and unchanged", "succeeded nevertheless", "not reached"}


def test_writers_that_are_killed_at_any_moment_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert set(kills_at_random(TRACKER, tmp_path, 6)) == {"kills"}


def test_in_a_crowd_nothing_is_lost_and_nobody_reads_less_than_before(tmp_path: Path) -> None:
    figures = crowd(TRACKER, tmp_path, 2, 4, 2)
    assert figures["acknowledged"] > 0
    assert figures["reads"] > 0
    assert {what for what, number in figures.items() if number} <= {"acknowledged", "reads", "longest command in ms"}


@needs_server
def test_a_server_that_is_killed_under_a_crowd_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    figures = killed_under_a_crowd(tmp_path, 6, 3, 2, 1)
    assert figures["kills of the server"] == 1
    assert figures["acknowledged"] > 0
    assert figures["reads"] > 0
    harmless = {"acknowledged", "refused", "reads", "reads refused", "kills of the server", "longest command in ms"}
    harmless |= {"outcome unknown", "unknown outcome, recorded"}
    assert {what for what, number in figures.items() if number} <= harmless


def test_no_damage_is_read_as_something_else_and_none_is_written_over(tmp_path: Path) -> None:
    figures = damage(TRACKER, tmp_path, 16)
    assert figures["damaged files"] > 40
    assert (figures["other records without a message"], figures["altered by reading"]) == (0, 0)


def test_the_harness_sees_what_it_looks_for(tmp_path: Path) -> None:
    figures = damage(TINYDB, tmp_path, 2)
    assert figures["empty: other records without a message"] == 1


def test_two_commands_that_close_one_commitment_are_not_both_obeyed(tmp_path: Path) -> None:
    TRACKER.prepared(tmp_path / "register", 1)
    met = ("mark", "record0", "met", "--on", "today", "--source", "u")
    for _ in range(3):
        running = [
            subprocess.Popen(call.words, env=dict(call.environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for call in [tracker(tmp_path / "register", *met)] * 2
        ]
        said = [process.communicate(timeout=60)[1].decode() for process in running]
        codes = [process.returncode for process in running]
        assert sorted(codes) == [0, 5], said
        assert "record0 is met and cannot become met" in said[codes.index(5)]
        tracker(tmp_path / "register", "undo").run()


def test_who_reads_needs_no_lock_and_who_writes_says_for_whom_it_waited(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    TRACKER.prepared(folder, 1)
    script = "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, 2); print(flush=True); time.sleep(60)"
    lock = str(folder / "commitments.json.lock")
    with subprocess.Popen([sys.executable, "-c", script, lock], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        assert tracker(folder, "list").run().returncode == 0
        refused = tracker(folder, "undo", "--lock-timeout", "0").run()
        holder.kill()
    assert refused.returncode == 4
    assert "and was not free within 0 s; try again, or wait longer with --lock-timeout" in refused.stderr
    assert tracker(folder, "undo", "--lock-timeout", "0").run().returncode == 0


@needs_strace
def test_a_command_that_writes_leaves_old_or_new_and_says_which(tmp_path: Path) -> None:
    figures = commands_broken(tmp_path, ("export package", "copy commitments.json earlier.json --force"), every=197)
    assert figures["kills"] + figures["faults"] >= 5
    allowed = {"kills", "faults", "refused and unchanged", "succeeded nevertheless", "copied, and not read back"}
    assert set(figures) <= allowed | {"not reached"}
