"""The registry of query words: each a function from its value to a test of standings; its docstring is its help."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeAlias

from msgspec import Struct

from tracker.errors import BadChoice
from tracker.model.dates import Moment
from tracker.query.filter import Condition, HasKey
from tracker.state.portfolio import Portfolio, Standing

Test: TypeAlias = Callable[[Standing], bool]
Reader: TypeAlias = Callable[[str, Portfolio], Test]
Narrowing: TypeAlias = Callable[[str, Portfolio], Condition | None]
Values: TypeAlias = Callable[[Portfolio], Sequence[str]]


NOTHING: Final = Portfolio((), Moment(date.min))


class Word(Struct, frozen=True, kw_only=True):
    """A query word: how its value is read, an example, and the values it can be completed with.

    `is_fixed`: these are the same in every register. `narrow`: what a back end may look for, if it can look for
    anything; like `read` it refuses a bad value. `is_exact`: where an outline is certain, that is the test itself.
    `bare`: the value that is meant where the word is written without one; nothing if it needs one, or takes none.
    `looks_around`: the test needs more of the register than a commitment, its parts and what it awaits.
    """

    read: Reader
    example: str
    values: Values
    is_fixed: bool
    narrow: Narrowing | None
    is_exact: bool
    looks_around: bool
    bare: str

    @property
    def meaning(self) -> str:
        """What it finds, in one sentence."""
        return " ".join((self.read.__doc__ or "").split())

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that it can have, where there are no others; those of the other words are examples."""
        values = tuple(self.values(NOTHING)) if self.is_fixed and not self.bare else ()
        return values if all(value.replace("_", "").isalpha() for value in values) else ()

    @property
    def takes_value(self) -> bool:
        """Whether the word is written with a colon and a value."""
        return ":" in self.example

    @property
    def needs_value(self) -> bool:
        """True if the word is never written without its value."""
        return self.takes_value and not self.bare


WORDS: Final[dict[str, Word]] = {}


def word(  # noqa: PLR0913 - one trait each
    example: str,
    values: Values | Sequence[str] = (),
    *,
    narrow: Narrowing | None = None,
    is_exact: bool = False,
    looks_around: bool = False,
    bare: str = "",
) -> Callable[[Reader], Reader]:
    """Enter a function under the word that its example begins with."""

    def enter(read: Reader) -> Reader:
        WORDS[example.partition(":")[0]] = Word(
            read=read,
            example=example,
            values=values if callable(values) else lambda _: values,
            is_fixed=not callable(values),
            narrow=narrow,
            is_exact=is_exact,
            looks_around=looks_around,
            bare=bare,
        )
        return read

    return enter


def having(kind: str) -> Narrowing:
    """What to look for where the value is a trait of that kind."""
    return lambda value, _: HasKey((f"{kind}:{value}",))


def choice(what: str, value: str, choices: Sequence[str]) -> str:
    """The value itself if it is one of the choices."""
    if value not in choices:
        raise BadChoice(what, value, choices)
    return value
