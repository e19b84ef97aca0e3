"""Queries: words that must all hold. A word is one function from its value to a test of commitments."""

from typing import Final

from tracker.query import amounts, dates, evidence, sources, terms
from tracker.query.filter import Query, Scope
from tracker.query.parser import VIEW, parse, parse_query
from tracker.query.registry import WORDS, Word

__all__ = ["VIEW", "WORDS", "Query", "Scope", "Word", "parse", "parse_query", "words_by_subject"]
# The modules that define words, in the order of the help.
SUBJECTS: Final = (terms, sources, evidence, dates, amounts)


def words_by_subject() -> list[Word]:
    """The words of all subjects, in the order of the help."""
    return [word for subject in SUBJECTS for word in WORDS.values() if word.module == subject.__name__]
