"""Query words -> what a back end may look for: whatever the test of them accepts is wanted, and some of the rest is."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from tracker.errors import TrackerError
from tracker.query.filter import Clause, Filter, new_filter
from tracker.query.parser import VIEW, Alternative, alternatives_of, require_limits, unnegated, view_named, words_of
from tracker.query.registry import WORDS
from tracker.state.portfolio import Portfolio


class Narrowed(NamedTuple):
    """The clauses that must hold; `is_exact`: of what is certain, nothing else need."""

    clauses: list[Clause]
    is_exact: bool


EVERYTHING: Final = Narrowed([], is_exact=False)


def filter_of(texts: Iterable[str], portfolio: Portfolio) -> Filter:
    """What is wanted for a query; of the portfolio, which may be empty, count moment, basis and register.

    Everything is wanted where the answer depends on the rest of the register, and where the query is to be refused:
    that is for `read_query` to say.
    """
    asked = list(texts)
    try:
        require_limits(asked, portfolio.register.views)
        found = _narrowed(asked, portfolio, ())
    except TrackerError:
        found = None
    about = portfolio.moment, portfolio.basis, portfolio.zone
    return new_filter(tuple(found.clauses), *about, is_exact=found.is_exact) if found else new_filter(None, *about)


def _narrowed(texts: Iterable[str], portfolio: Portfolio, views: tuple[str, ...]) -> Narrowed | None:
    """What must hold for all the words, inside of those views; None where only the whole register tells."""
    clauses: list[Clause] = []
    is_exact = True
    for word in (word for text in texts for word in words_of(text)):
        plain, is_asked = unnegated(word)
        alternatives = list(alternatives_of(plain, portfolio))
        if _looks_around(alternatives):
            return None
        for_each = [_narrowed_by(alternative, portfolio, views) for alternative in alternatives]
        known = [one for one in for_each if one]
        if len(known) < len(for_each):
            return None
        found = _either(known) if is_asked else EVERYTHING
        clauses += found.clauses
        is_exact &= found.is_exact
    return Narrowed(clauses, is_exact)


def _narrowed_by(alternative: Alternative, portfolio: Portfolio, views: tuple[str, ...]) -> Narrowed | None:
    name, value = alternative
    if name == VIEW:
        return _narrowed(view_named(value, portfolio, views).query, portfolio, (*views, value))
    word = WORDS[name]
    condition = word.narrow(value, portfolio) if word.narrow else None
    return Narrowed([(condition,)], word.is_exact) if condition else EVERYTHING


def _either(known: list[Narrowed]) -> Narrowed:
    """What must hold for one of several to do so: nothing where one has no clause, else one clause of each."""
    if len(known) == 1:
        return known[0]
    if not all(one.clauses for one in known):
        return EVERYTHING
    conditions = tuple(condition for one in known for condition in one.clauses[0])
    return Narrowed([conditions], all(one.is_exact and len(one.clauses) == 1 for one in known))


def _looks_around(alternatives: list[Alternative]) -> bool:
    """Whether a word is tested, or told from a value of the word before it, by what other commitments there are."""
    before = "text"
    for name, value in alternatives:
        if name == VIEW:
            continue
        if WORDS[name].looks_around or (value == WORDS[name].bare and not WORDS[before].is_fixed):
            return True
        before = name
    return False
