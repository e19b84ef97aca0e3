"""Fixtures: the program on registers of several kinds; each test has a separate register."""

import os
import signal
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

import tracker as package
from tests.program import BACK_END, BACK_ENDS, ON_SERVER, Tracker
from tests.server import FOLDER, own_server, shared_url
from tracker.commands.locate import sample_file as shipped

# How long an example takes says more of the machine than of the program, and a register that is put anew for each is as
# good as a new one. What decides whether a change lands tries the same examples every time; at home each run tries new
# ones, and `pytest --hypothesis-profile=thorough` many of them. The everyday run tries a few of each property.
settings.register_profile(
    "tracker",
    max_examples=10,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("everyday", settings.get_profile("tracker"), max_examples=5)
settings.register_profile("thorough", settings.get_profile("tracker"), max_examples=300, derandomize=False)
settings.load_profile("tracker")

# The fixtures that start a server or use one.
SERVERS = frozenset({"server", "own", "doomed", "follower"})
REUTERS = ("--publisher", "Reuters", "--source", "https://reuters.example/1")
NIKKEI = ("--publisher", "Nikkei", "--known", "2026-02-09")


def pytest_configure(config: pytest.Config) -> None:
    """Have a server at hand for the length of the run; workers of pytest-xdist use that of the process over them."""
    if BACK_END not in BACK_ENDS:
        raise pytest.UsageError(f"TRACKER_TEST_BACK_END={BACK_END} is none of {', '.join(BACK_ENDS)}")
    # A shell lets its jobs in the background ignore Ctrl-C, and so would every process that the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        ends = ExitStack()
        os.environ[FOLDER] = str(ends.enter_context(own_server()).folder)
        config.add_cleanup(ends.close)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Import the program with coverage, then collect the tests without: coverage triples the time of that."""
    controller = getattr(session.config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
    if controller is None:
        return (yield)
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a server as slow and run slow tests first; leave random tests out of the coverage.

    A random test reaches other lines at each run, and coverage doubles its time.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")
        if _needs_server(item):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _needs_server(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return not SERVERS.isdisjoint(fixtures) or bool(
        {"postgres", "server"} & {one for one in parameters if isinstance(one, str)}
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what makes sense of a file only."""
    if ON_SERVER and item.get_closest_marker("file"):
        pytest.skip("it is about a register in a file, and TRACKER_TEST_BACK_END says postgres")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped."""
    reports = terminalreporter.stats.get("skipped", [])
    for reason, number in Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports).items():
        terminalreporter.write_line(f"{number} skipped: {reason}")


@pytest.fixture(scope="session")
def server() -> str:
    """The URL of a server that keeps registers, each in a schema that `in_schema` names."""
    return shared_url()


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    """The program where there is no register yet."""
    tracker = Tracker(tmp_path / "commitments.json")
    yield tracker
    tracker.leave()


@pytest.fixture
def empty(tracker: Tracker) -> Tracker:
    """The program on a register in which nothing is promised; its days end in Tokyo."""
    tracker.done("init", "--zone", "Asia/Tokyo")
    return tracker


@pytest.fixture
def small(tracker: Tracker, small_register: bytes) -> Tracker:
    """The program on four commitments: an umbrella, a part of it met late, one that is overdue, one undated."""
    tracker.begin(small_register)
    return tracker


@pytest.fixture
def sample(tracker: Tracker) -> Tracker:
    """The program on a copy of the register that ships with it."""
    tracker.begin(shipped().read_bytes())
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
    tracker.done("deliver", "jp-us-lng", "USD 1.5bn", "--measure", "customs", "--on", "2026-03-31", *REUTERS)
    tracker.done(
        *("add", "Cap the tariff", "--by", "US", "--to", "JP", "--ref", "us-jp-tariff", "--amount", "up to 15%"),
        *("--category", "tariff", "--status", "in_progress", "--made-on", "2025-07-22"),
    )
    raw = tracker.kept()
    assert raw
    return raw
