"""Fixtures of several commands."""

from pathlib import Path

import pytest

from tests.program import Tracker


@pytest.fixture
def other(tmp_path: Path) -> Tracker:
    """The program on another register, in which nothing is promised."""
    other = Tracker(tmp_path / "other.json")
    other.done("init")
    return other
