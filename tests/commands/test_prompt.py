"""A question is asked of a terminal, and only yes is a yes."""

import sys
from io import StringIO

import pytest

from tracker.commands.prompt import confirm, is_interactive


class Seat(StringIO):
    """Somebody at a terminal who has typed something."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.mark.parametrize(("typed", "yes"), [("y\n", True), ("yes\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_only_yes_is_a_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, *, yes: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Seat(typed))
    assert is_interactive()
    assert confirm("Sure?") == yes
    assert "Sure? [y/N]:" in "".join(capsys.readouterr())


@pytest.mark.parametrize("closed", [None, StringIO()])
def test_a_pipe_is_not_asked(monkeypatch: pytest.MonkeyPatch, closed: StringIO | None) -> None:
    monkeypatch.setattr(sys, "stdin", closed)
    assert not is_interactive()
