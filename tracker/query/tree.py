"""A parsed query: a tree of words joined by and, or and not."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.dates import Moment
from tracker.model.register import Register
from tracker.query.conditions import Condition
from tracker.state.deadlines import Basis
from tracker.state.portfolio import Portfolio, Standing

Test: TypeAlias = Callable[[Standing], bool]


class Scope(Struct, frozen=True):
    """What a query is parsed against, before any commitment is read: the register's own settings, moment and basis."""

    register: Register
    moment: Moment
    basis: Basis = "current"

    @property
    def today(self) -> date:
        """The local date of the moment."""
        return self.moment.day(self.register.zone)


class Term(Struct, frozen=True):
    """One query word with its value: a test of standings and, if the index can help, a condition on index rows.

    The row of every commitment that passes the test satisfies the condition. `index_is_exact`: if the row is certain,
    the reverse holds too.
    """

    test: Test
    index: Condition | None = None
    index_is_exact: bool = False


class Unresolved(Struct, frozen=True):
    """A part of a query whose meaning depends on which commitments the register has, as the beginning of a ref."""

    read: Callable[[Portfolio], "Node"]


class And(Struct, frozen=True):
    """All parts must hold; without parts everything is found."""

    parts: tuple["Node", ...]


class Or(Struct, frozen=True):
    """At least one part must hold."""

    parts: tuple["Node", ...]


class Not(Struct, frozen=True):
    """The part must not hold."""

    part: "Node"


Node: TypeAlias = Term | Unresolved | And | Or | Not


class Query(Struct, frozen=True):
    """A query: the texts that were typed, the tree they were parsed to, and the free words that are searched for."""

    texts: tuple[str, ...]
    tree: Node
    free_words: tuple[str, ...] = ()

    def matches(self, standing: Standing) -> bool:
        """True if the query finds this commitment."""
        return matches(self.tree, standing)

    def resolve(self, portfolio: Portfolio) -> "Query":
        """The same query for a portfolio; refuses a value that nothing in the portfolio has, as an unknown ref."""
        return replace(self, tree=resolve(self.tree, portfolio))


def matches(node: Node, standing: Standing) -> bool:
    """True if a standing passes the tests of a tree."""
    match node:
        case Term():
            return node.test(standing)
        case And():
            return all(matches(part, standing) for part in node.parts)
        case Or():
            return any(matches(part, standing) for part in node.parts)
        case Not():
            return not matches(node.part, standing)
        case _:
            return matches(node.read(standing.portfolio), standing)


def resolve(node: Node, portfolio: Portfolio) -> Node:
    """Replace every unresolved part of a tree by what it means in a portfolio of the whole register."""
    match node:
        case Term():
            return node
        case And() | Or():
            return type(node)(tuple(resolve(part, portfolio) for part in node.parts))
        case Not():
            return Not(resolve(node.part, portfolio))
        case _:
            return resolve(node.read(portfolio), portfolio)


def is_resolved(node: Node) -> bool:
    """True if the meaning of a tree does not depend on which other commitments the register has."""
    match node:
        case And() | Or():
            return all(map(is_resolved, node.parts))
        case Not():
            return is_resolved(node.part)
        case _:
            return isinstance(node, Term)
