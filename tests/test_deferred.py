"""Modules that run when they are first used."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tracker.deferred import _Deferred, defer


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that can be imported, and whose code notes that it ran."""
    (tmp_path / "deferred_probe.py").write_text("import sys\nsys.ran_probe = True\nVALUE = 5\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "ran_probe", False, raising=False)
    monkeypatch.setitem(sys.modules, "deferred_probe", ModuleType(""))
    monkeypatch.delitem(sys.modules, "deferred_probe")
    return "deferred_probe"


def test_a_module_runs_when_a_name_of_it_is_first_asked_for(probe: str) -> None:
    defer([probe])
    module = __import__(probe)
    assert (sys.modules[probe], sys.ran_probe) == (module, False)  # type: ignore[attr-defined] # the probe sets it
    assert (module.VALUE, sys.ran_probe, type(module)) == (5, True, ModuleType)  # type: ignore[attr-defined]


def test_a_name_that_a_module_does_not_have_is_refused_as_ever(probe: str) -> None:
    defer([probe])
    with pytest.raises(AttributeError, match="deferred_probe"):
        _ = __import__(probe).MISSING


def test_what_is_imported_already_or_is_not_installed_is_left_as_it_is() -> None:
    defer(["sys", "deferred_and_not_installed"])
    assert sys.modules["sys"] is sys
    assert "deferred_and_not_installed" not in sys.modules


def test_a_name_that_a_module_lacks_after_its_code_ran_is_missing() -> None:
    with pytest.raises(AttributeError, match="nowhere"):
        _Deferred("deferred_and_run").nowhere  # noqa: B018 - asking is the test
