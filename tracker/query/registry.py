"""The registry of query words. A word is one function; its docstring is its help."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct

from tracker.errors import BadChoice
from tracker.query.filter import Condition, Node, Scope, Term, Test
from tracker.state.portfolio import Portfolio

Reader: TypeAlias = Callable[[str, Scope], Node]
OwnValues: TypeAlias = Callable[[Portfolio], Sequence[str]]
Values: TypeAlias = Sequence[str] | OwnValues


def _no_values(_: Portfolio) -> Sequence[str]:
    return ()


class Word(Struct, frozen=True, kw_only=True):
    """A query word: the function that reads its value, its help, an example, and the values it is completed with.

    `module`: where the word is defined, by which the help is sorted. `values`: a function if they depend on the
    register. `own`: further values that the register defines. `bare`: the value that is meant if the word is written
    without one; empty if it needs one or takes none.
    """

    read: Reader
    meaning: str
    module: str
    example: str
    values: Values = ()
    own: OwnValues = _no_values
    bare: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """All values that the word can have; empty if its values are only examples."""
        values = () if self.bare else tuple(self.values_in(None))
        return values if all(value.replace("_", "").isalpha() for value in values) else ()

    @property
    def takes_value(self) -> bool:
        """True if the word can be written with a colon and a value."""
        return ":" in self.example

    @property
    def needs_value(self) -> bool:
        """True if the word cannot be written without a value."""
        return self.takes_value and not self.bare

    def values_in(self, portfolio: Portfolio | None) -> Sequence[str]:
        """The values that the word is completed with; without a portfolio none that depend on the register."""
        if callable(self.values):
            return () if portfolio is None else self.values(portfolio)
        return self.values if portfolio is None else (*self.values, *self.own(portfolio))


WORDS: Final[dict[str, Word]] = {}


def word(
    example: str, values: Values = (), *, own: OwnValues = _no_values, bare: str = ""
) -> Callable[[Reader], Reader]:
    """Register a word that takes a value, under the name that its example begins with."""

    def register(read: Reader) -> Reader:
        _register(example, read, read, values=values, own=own, bare=bare)
        return read

    return register


def flag(name: str, index: Condition | None = None, *, index_is_exact: bool = False) -> Callable[[Test], Test]:
    """Register a word without a value: a test of standings and, if the index can help, a condition on index rows."""

    def register(test: Test) -> Test:
        term = Term(test, index, index_is_exact)
        _register(name, lambda _value, _scope: term, test)
        return test

    return register


def choice(what: str, value: str, choices: Sequence[str]) -> str:
    """The value itself if it is one of the choices, else a refusal."""
    if value not in choices:
        raise BadChoice(what, value, choices)
    return value


def _register(example: str, read: Reader, documented: Callable[..., object], **values: Any) -> None:  # noqa: ANN401 - fields of Word
    WORDS[example.partition(":")[0]] = Word(
        read=read,
        meaning=" ".join((documented.__doc__ or "").split()),
        module=documented.__module__,
        example=example,
        **values,
    )
