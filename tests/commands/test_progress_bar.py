"""The bar: on a terminal only, and only where the work takes long."""

import os
import pty
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tracker.commands.progress_bar import track

ITEMS = ["a", "b", "c"]


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """A terminal for stderr in a block, and what it shows; after a fixture pytest would put its own back."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w", encoding="utf-8") as screen:
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setenv("TERM", "xterm")

        def shown() -> str:
            screen.flush()
            output = b""
            with suppress(BlockingIOError):
                while more := os.read(ours, 100_000):  # one reading may give a part of it
                    output += more
            return output.decode()

        yield shown
        monkeypatch.undo()
    os.close(ours)


def test_there_is_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(track(ITEMS, "Reading rows", delay=-1)) == ITEMS
    assert capsys.readouterr().err == ""


def test_there_is_no_bar_for_what_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown:
        assert list(track(ITEMS, "Reading rows", delay=60)) == ITEMS
        assert shown() == ""


def test_a_bar_counts_the_items_of_long_work_and_is_gone_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown:
        assert list(track(ITEMS, "Reading rows", delay=-1)) == ITEMS
        output = shown()
    assert "Reading rows" in output
    assert "3/3" in output
    assert output.endswith("\x1b[2K")
