"""Which register is meant: the one named, else the variable, else the nearest, else the user's own."""

from pathlib import Path

import pytest

import tracker
from tracker.commands import locate
from tracker.commands.locate import find_register, sample_file, user_register
from tracker.errors import EmptyName


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_REGISTER", raising=False)


def laid_out(folder: Path) -> Path:
    """A register, or what looks like one, in the place where one is found."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "commitments.json").touch()
    return folder / "data" / "commitments.json"


def test_the_one_that_is_named_is_meant_before_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", "b.json")
    assert find_register("a.json") == "a.json"
    assert find_register(None) == "b.json"


@pytest.mark.parametrize(
    ("given", "variable", "name"), [("", "b.json", r"--register"), (None, "", r"\$TRACKER_REGISTER")]
)
def test_an_empty_name_is_refused_even_where_a_register_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None, variable: str, name: str
) -> None:
    laid_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_REGISTER", variable)
    with pytest.raises(EmptyName, match=f"^{name} is empty: give the path of a file or the address of a server"):
        find_register(given)


def test_the_variable_may_be_empty_where_a_register_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", "")
    assert find_register("a.json") == "a.json"


def test_the_nearest_one_upward_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upper, lower = laid_out(tmp_path), laid_out(tmp_path / "a")
    (tmp_path / "a" / "b").mkdir()
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert find_register(None) == str(lower)
    monkeypatch.chdir(tmp_path)
    assert find_register(None) == str(upper)


def test_the_users_own_is_meant_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "PATH_IN_FOLDER", Path("data", "of-nobody.json"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_register(None) == str(user_register())
    assert user_register().name == "commitments.json"
    assert user_register().parent.name == "tracker"


def test_a_folder_that_was_removed_has_none_near(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find_register(None) == str(user_register())


def test_the_sample_is_inside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sample_file().is_file()
    monkeypatch.setattr(tracker, "__file__", str(tmp_path / "tracker" / "__init__.py"))
    assert sample_file() == tmp_path / "data" / "commitments.json"
    installed = laid_out(tmp_path / "tracker")
    assert sample_file() == installed
