"""Completion in bash, which ends a word at a colon, an equals sign or an at sign and asks for what follows it alone."""

from collections.abc import Iterable
from typing import Any, Final

from typer._click.shell_completion import add_completion_class
from typer._completion_classes import BashComplete

BREAKS: Final = frozenset(":=@")


class Bash(BashComplete):
    """The completion of Typer, with the words as they were typed; bash puts what it gets behind the last break."""

    _typed = ""  # of the word that is completed, what bash keeps

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and what is typed of that one."""
        before, incomplete = super().get_completion_args()
        if not incomplete:
            return joined(before), ""
        *args, word = joined([*before, incomplete])
        last = "" if BREAKS.issuperset(incomplete) else incomplete
        self._typed = word.removesuffix(last)
        return args, word

    def format_completion(self, item: Any) -> str:  # noqa: ANN401 - an item of Typer's own
        """The text by which bash replaces the part of the word after the last break."""
        return super().format_completion(item).removeprefix(self._typed)


def register() -> None:
    """Let bash be answered by it."""
    add_completion_class(Bash, "bash")


def joined(words: Iterable[str]) -> list[str]:
    """The words as they were typed, out of the pieces that bash makes of them.

    >>> joined(["list", "status", ":", "o"]), joined(["list", "not", ":@", "desk"]), joined(["list", "@", "desk"])
    (['list', 'status:o'], ['list', 'not:@desk'], ['list', '@desk'])
    """
    whole: list[str] = []
    is_broken = False
    for word in words:
        is_break = BREAKS.issuperset(word) and bool(word)
        if whole and (is_broken or (is_break and (word[0] != "@" or whole[-1].endswith(",")))):
            whole[-1] += word
        else:
            whole.append(word)
        is_broken = is_break
    return whole
