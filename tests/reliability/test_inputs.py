"""A short fuzz run: every input is parsed, or refused in one sentence, in time."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.reliability.commanding import try_commands
from tests.reliability.inputs import SECONDS, TARGETS, Target, TooSlow, attempt

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # as for random tests

# About the longest argument on Linux.
MAX_LENGTH = 131_000
UNITS = (
    *("9", "0", " ", "x", "約", "一", "万", "1万", ",", ":", "not:", "(", "-", ".", "+", "+9", "\n", "[", '{"a":', '"'),
    *("about ", "US+", "x ", ",000", "by:JP\n", "\\u0000", "２", "年", "..", "e9", "令和"),
)
BUSY = 0.1
BEGINNINGS = ("", "USD 1", "2025-12-31", "45bd after 2026-02-17 (", "undated: ", "+", "text:", "令和", "up to ")
# Files have no such beginning, and to a query every other one is a word like any word.
OTHER_BEGINNINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("rates file", "import", "codec", "register", "article"), ("",)),
    "query": ("", "text:", "undated: ", "up to ", "not:by:"),
}
# Allow for a machine that is ten times slower.
TIMEOUT = 10 * SECONDS


@pytest.mark.parametrize("name", TARGETS)
def test_any_text_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    seeds = st.sampled_from(target.seeds)
    texts = hostile.texts | seeds | st.tuples(seeds, hostile.texts, seeds).map("".join)
    raws = texts.map(lambda text: text.encode("utf-8", "surrogateescape" if text.isascii() else "replace"))

    @given(raws | st.binary(max_size=60))
    def run(raw: bytes) -> None:
        attempt(target, raw, TIMEOUT)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_a_text_of_any_length_is_read_or_refused_soon(name: str) -> None:
    for unit in UNITS:
        for beginning in OTHER_BEGINNINGS.get(name, BEGINNINGS):
            raw = (beginning + unit * (MAX_LENGTH // len(unit.encode())))[:MAX_LENGTH].encode()
            attempt(TARGETS[name], raw, TIMEOUT)


def test_the_harness_sees_what_it_looks_for() -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(Target(lambda _: 1 // 0, ()), b"")
    with pytest.raises(TooSlow):
        attempt(Target(busy, ()), b"", BUSY / 2)


def busy(_: bytes) -> None:
    """Use processor time."""
    end = time.process_time() + BUSY
    while time.process_time() < end:
        pass


@pytest.mark.file
def test_any_command_line_ends_as_documented(tmp_path: Path, small_register: bytes) -> None:
    figures = try_commands(tmp_path, small_register, 120)
    assert figures["command lines"] >= 120
    assert figures["exit 0"] > 0
