"""Completion in bash, which breaks words at colons, equals signs and at signs and completes only the last piece."""

from collections.abc import Iterable
from typing import Any, Final

from typer._click.shell_completion import add_completion_class
from typer._completion_classes import BashComplete

BREAKS: Final = frozenset(":=@")


class Bash(BashComplete):
    """Typer's completion for bash, on words as they were typed; bash replaces only the text after the last break."""

    _kept = ""  # the part of the current word that bash keeps

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the current one, and the typed part of the current word."""
        previous, incomplete = super().get_completion_args()
        if not incomplete:
            return joined(previous), ""
        *args, word = joined([*previous, incomplete])
        last = "" if BREAKS.issuperset(incomplete) else incomplete
        self._kept = word.removesuffix(last)
        return args, word

    def format_completion(self, item: Any) -> str:  # noqa: ANN401 - an item of Typer's own
        """The text that replaces the part of the word after the last break."""
        return super().format_completion(item).removeprefix(self._kept)


def register() -> None:
    """Use this class for bash."""
    add_completion_class(Bash, "bash")


def joined(words: Iterable[str]) -> list[str]:
    """Join the pieces of a line that bash broke into the words that were typed.

    >>> joined(["list", "status", ":", "o"]), joined(["list", "not", ":@", "desk"]), joined(["list", "@", "desk"])
    (['list', 'status:o'], ['list', 'not:@desk'], ['list', '@desk'])
    """
    typed: list[str] = []
    is_broken = False
    for word in words:
        is_break = BREAKS.issuperset(word) and bool(word)
        if typed and (is_broken or (is_break and (word[0] != "@" or typed[-1].endswith(",")))):
            typed[-1] += word
        else:
            typed.append(word)
        is_broken = is_break
    return typed
