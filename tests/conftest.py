"""The program on registers of several kinds; each test has a register of its own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.program import Tracker
from tracker.commands.places import sample as shipped

# How long an example takes says more of the machine than of the program.
# What decides whether a change lands tries the same examples every time; at home each run tries new ones.
settings.register_profile("tracker", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("tracker")

REUTERS = ("--publisher", "Reuters", "--source", "https://reuters.example/1")
NIKKEI = ("--publisher", "Nikkei", "--known", "2026-02-09")


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """The program where there is no register yet."""
    return Tracker(tmp_path / "commitments.json")


@pytest.fixture
def empty(tracker: Tracker) -> Tracker:
    """The program on a register in which nothing is promised; its days end in Tokyo."""
    tracker.done("init", "--zone", "Asia/Tokyo")
    return tracker


@pytest.fixture
def small(tracker: Tracker, small_register: bytes) -> Tracker:
    """The program on four commitments: an umbrella, a part of it met late, one that is overdue, one undated."""
    tracker.register.write_bytes(small_register)
    return tracker


@pytest.fixture
def sample(tracker: Tracker) -> Tracker:
    """The program on a copy of the register that ships with it."""
    tracker.register.write_bytes(shipped().read_bytes())
    return tracker


@pytest.fixture(scope="session")
def small_register(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of the small register, made once by commands."""
    tracker = Tracker(tmp_path_factory.mktemp("small") / "commitments.json")
    tracker.done("init", "--zone", "Asia/Tokyo")
    tracker.done(
        *("add", "Invest in US strategic sectors", "--by", "JP", "--to", "US", "--ref", "jp-us-invest"),
        *("--amount", "up to USD 550bn", "--due", "2029-01-19", "--category", "investment", "--made-on", "2025-07-22"),
        *("--titled", "ja=対米投資", "--instrument", "MOU of 4 September 2025", "--tag", "550bn", *REUTERS),
        *("--source-kind", "official", "--source-party", "obligor"),
    )
    tracker.done(
        *("add", "Settle the first project", "--by", "JP", "--to", "US", "--ref", "jp-us-first"),
        *("--due", "2025-12-31", "--parent", "jp-us-invest", "--made-on", "2025-10-27", *REUTERS),
    )
    tracker.done("amend", "jp-us-first", "--due", "2026-02", "--kind", "extension", "--on", "unknown", *NIKKEI)
    tracker.done("position", "jp-us-first", "US", "satisfied", "--on", "2026-02-05", *NIKKEI)
    tracker.done("position", "jp-us-first", "US", "dissatisfied", "--in", "private", "--on", "2026-02-04", *NIKKEI)
    tracker.done("mark", "jp-us-first", "met", "--on", "2026-02-17", *REUTERS)
    tracker.done(
        *("add", "Buy more US energy", "--by", "JP", "--to", "US", "--ref", "jp-us-lng", "--category", "energy"),
        *("--amount", "USD 7bn", "--due", "2026-04", "--in-return-for", "jp-us-invest", "--grace", "10"),
        *("--made-on", "2025-09-05"),
    )
    tracker.done("deliver", "jp-us-lng", "USD 1.5bn", "--basis", "customs", "--on", "2026-03-31", *REUTERS)
    tracker.done(
        *("add", "Cap the tariff", "--by", "US", "--to", "JP", "--ref", "us-jp-tariff", "--amount", "up to 15%"),
        *("--category", "tariff", "--status", "in_progress", "--made-on", "2025-07-22"),
    )
    return tracker.register.read_bytes()
