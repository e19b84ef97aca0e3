"""Query words -> what a back end may look for: whatever the test of them accepts is wanted, and some of the rest is."""

from collections.abc import Iterable

from tracker.errors import Refusal
from tracker.query.registry import WORDS
from tracker.query.splitting import VIEW, Alternative, alternatives_of, unnegated, view_named, words_of
from tracker.state.portfolio import Portfolio
from tracker.state.wanted import Clause, Wanted, wanting


def wanted_of(texts: Iterable[str], portfolio: Portfolio) -> Wanted:
    """What is wanted for a query; of the portfolio, which may be empty, count moment, basis and register.

    Everything is wanted where the answer depends on the rest of the register, and where the query is to be refused:
    that is for `read_query` to say.
    """
    try:
        clauses = _clauses(texts, portfolio, ())
    except Refusal:
        clauses = None
    return wanting(None if clauses is None else tuple(clauses), portfolio.moment, portfolio.basis, portfolio.zone)


def _clauses(texts: Iterable[str], portfolio: Portfolio, views: tuple[str, ...]) -> list[Clause] | None:
    """What must hold for all the words, inside of those views; None where only the whole register tells."""
    found: list[Clause] = []
    for word in (word for text in texts for word in words_of(text)):
        plain, is_asked = unnegated(word)
        alternatives = list(alternatives_of(plain, portfolio))
        if _looks_around(alternatives):
            return None
        for_each = [_clauses_of(alternative, portfolio, views) for alternative in alternatives]
        known = [clauses for clauses in for_each if clauses is not None]
        if len(known) < len(for_each):
            return None
        found += _either(known) if is_asked else []
    return found


def _clauses_of(alternative: Alternative, portfolio: Portfolio, views: tuple[str, ...]) -> list[Clause] | None:
    name, value = alternative
    if name == VIEW:
        return _clauses(view_named(value, portfolio, views).query, portfolio, (*views, value))
    narrow = WORDS[name].narrow
    condition = narrow(value, portfolio) if narrow else None
    return [(condition,)] if condition else []


def _either(known: list[list[Clause]]) -> list[Clause]:
    """What must hold for one of several to do so: nothing where one has no clause, else one clause of each."""
    if len(known) == 1:
        return known[0]
    return [tuple(condition for clauses in known for condition in clauses[0])] if all(known) else []


def _looks_around(alternatives: list[Alternative]) -> bool:
    """Whether a word is tested, or told from a value of the word before it, by what other commitments there are."""
    before = "text"
    for name, value in alternatives:
        if name == VIEW:
            continue
        if WORDS[name].looks_around or (not value and not WORDS[before].is_fixed):
            return True
        before = name
    return False
