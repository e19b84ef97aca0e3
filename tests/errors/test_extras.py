"""The name of the package for pip, and the advice that is given where a library is missing."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tracker.errors import extras
from tracker.errors.extras import DISTRIBUTION, install_command
from tracker.render import FORMATS

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# The name of somebody else's program, behind the words that install by name or with an extra of ours behind it.
STRANGER: Final = re.compile(
    r"""\b(?:pipx?|uv(?:\ tool|\ pip)?)\ (?:un)?(?:install|upgrade|inject|download)\b[^\n`&;|]*[\ '"]tracker(?![\w/.-])
    | ["'\ `]tracker\[ | \btracker-\*\.whl | --exclude["',\ ]+tracker\b""",
    re.VERBOSE,
)
WRITTEN: Final = ("pyproject.toml", "README.md", ".ci/*", ".github/*.md", "tracker/**/*.py", "tests/**/*.py")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The metadata of an installed distribution, as the extras of the project ask for it."""
    lines = [
        *("Metadata-Version: 2.4", f"Name: {DISTRIBUTION}", "Version: 0.1.0", "Requires-Dist: rich>=14"),
        *(
            f"Requires-Dist: {requirement}; extra == '{extra}'"
            for extra, requirements in PROJECT["optional-dependencies"].items()
            for requirement in requirements
        ),
    ]
    folder = tmp_path / "site" / f"{DISTRIBUTION.replace('-', '_')}-0.1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr(sys, "executable", "/opt/its own/python")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(extras, "find_spec", lambda _: True)


def test_the_distribution_has_the_name_that_the_project_gives_it() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert PROJECT["scripts"] == {"tracker": "tracker.__main__:main"}


def test_an_extra_that_is_made_of_others_names_our_distribution() -> None:
    requirements = [text for texts in PROJECT["optional-dependencies"].values() for text in texts]
    ours = [text for text in requirements if "tracker" in text]
    assert ours
    assert all(text.startswith(f"{DISTRIBUTION}[") for text in ours)


def test_nobody_is_told_to_install_the_program_of_somebody_else() -> None:
    paths = {path for pattern in WRITTEN for path in ROOT.glob(pattern)} - {Path(__file__)}
    found = {str(path): STRANGER.findall(path.read_text(encoding="utf-8")) for path in paths if path.is_file()}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) > len(list((ROOT / "tracker").glob("*.py")))


@pytest.mark.parametrize(
    "advice",
    [
        "pip install tracker",
        "pip install --upgrade tracker",
        "pip install --quiet tracker==1",
        "pip uninstall tracker",
        "`pip install 'tracker[ics]'`",
        "uv tool install tracker",
        "pipx install tracker",
        "pipx inject tracker icalendar",
        '"tracker[ics]"',
        '"$fresh"/tracker-*.whl',
        '"freeze", "--exclude", "tracker"',
    ],
)
def test_the_name_of_somebody_else_is_recognised(advice: str) -> None:
    assert STRANGER.search(advice)


@pytest.mark.parametrize(
    "line",
    [
        "pip install . && tracker list",
        "pip install --quiet . && .venv/bin/tracker list",
        "pip install 'commitment-tracker[ics]'",
        "pip install ./commitment_tracker-*.whl",
        "pipx inject commitment-tracker icalendar",
    ],
)
def test_our_own_lines_are_not_taken_for_that(line: str) -> None:
    assert not STRANGER.search(line)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("extra", [*(name for name, found in FORMATS.items() if found.library), "postgres"])
def test_the_advice_names_the_libraries_of_the_extra_and_the_python_that_runs(extra: str) -> None:
    (requirement,) = PROJECT["optional-dependencies"][extra]
    assert install_command(extra) == f"'/opt/its own/python' -m pip install '{requirement}'"


@pytest.mark.usefixtures("installed")
def test_pipx_is_advised_in_an_environment_of_pipx(tmp_path: Path) -> None:
    (tmp_path / "pipx_metadata.json").touch()
    assert install_command("ics") == f"pipx inject {tmp_path.name} 'icalendar>=7,<8'"


@pytest.mark.usefixtures("installed")
def test_uv_is_advised_where_there_is_no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert install_command("ics") == "uv pip install --python '/opt/its own/python' 'icalendar>=7,<8'"


@pytest.mark.usefixtures("installed")
def test_the_checkout_is_advised_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "DISTRIBUTION", "of-nobody")
    assert install_command("ics") == f"'/opt/its own/python' -m pip install '{ROOT}[ics]'"
