"""The man page: made of the manual, in the wheel, and taken by the programs that show it."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tracker import __version__
from tracker.manual import topics
from tracker.manual.man import man_page

ROOT = Path(__file__).parents[2]
SHOWN_BY = {
    "groff": ["groff", "-Kutf8", "-Tutf8", "-man", "-ww", "-rLL=78n"],
    "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
    "man": ["man", "--warnings=w", "--local-file"],
}


def test_the_man_page_has_a_section_for_each_topic_commands_first() -> None:
    lines = man_page().splitlines()
    sections = [line.removeprefix(".SH ").replace("\\-", "-") for line in lines if line.startswith(".SH ")]
    assert sections[:4] == ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS"]
    assert {name.upper().replace("-", " ") for name in topics()} == {name.replace("-", " ") for name in sections[3:]}
    assert f"tracker {__version__}" in lines[0]


def test_it_shows_no_marks_of_code() -> None:
    examples = re.compile(r"^\.nf\n.*?^\.fi\n", re.MULTILINE | re.DOTALL)
    assert "\\(ga" not in examples.sub("", man_page())


def test_no_text_of_the_manual_is_taken_for_a_request() -> None:
    known = {".TH", ".SH", ".SS", ".PP", ".TP", ".IP", ".B", ".I", ".BR", ".RI", ".br", ".nf", ".fi", ".sp"}
    assert {line.split()[0] for line in man_page().splitlines() if line.startswith((".", "'"))} <= known


@pytest.mark.slow
@pytest.mark.parametrize("program", SHOWN_BY)
def test_who_shows_it_finds_no_fault_in_it(tmp_path: Path, program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    path = tmp_path / "tracker.1"
    path.write_text(man_page(), encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "80", "HOME": str(tmp_path)}
    done = subprocess.run([*SHOWN_BY[program], path], capture_output=True, check=True, env=environment)
    assert done.stderr.decode() == ""
    if program != "mandoc":
        assert "a ledger of promises between governments" in done.stdout.decode()


@pytest.mark.slow
def test_the_wheel_has_the_manual_and_the_man_page(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (man,) = [name for name in names if name.endswith(".data/data/share/man/man1/tracker.1")]
        assert archive.read(man).decode() == man_page()
    assert {f"tracker/manual/{name}.md" for name in topics()} <= set(names)


def test_run_as_a_module_it_prints_the_page() -> None:
    done = subprocess.run([sys.executable, "-m", "tracker.manual.man"], capture_output=True, check=True)
    assert done.stdout.decode() == man_page()
