"""The registry of query words: each a function from its value to a test of standings; its docstring is its help."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from tracker.errors import BadChoice
from tracker.state.portfolio import Portfolio, Standing

Test: TypeAlias = Callable[[Standing], bool]
Reader: TypeAlias = Callable[[str, Portfolio], Test]


class Word(Struct, frozen=True):
    """A query word: how its value is read, an example, and the values it can be completed with."""

    read: Reader
    example: str
    values: Callable[[Portfolio], Sequence[str]]

    @property
    def meaning(self) -> str:
        """What it finds, in one sentence."""
        return " ".join((self.read.__doc__ or "").split())

    @property
    def takes_value(self) -> bool:
        """Whether the word is written with a colon and a value."""
        return ":" in self.example


WORDS: Final[dict[str, Word]] = {}


def word(example: str, values: Callable[[Portfolio], Sequence[str]] = lambda _: ()) -> Callable[[Reader], Reader]:
    """Enter a function under the word that its example begins with."""

    def enter(read: Reader) -> Reader:
        WORDS[example.partition(":")[0]] = Word(read, example, values)
        return read

    return enter


def choice(what: str, value: str, choices: Sequence[str]) -> str:
    """The value itself if it is one of the choices."""
    if value not in choices:
        raise BadChoice(what, value, choices)
    return value
