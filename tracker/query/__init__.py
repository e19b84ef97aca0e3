"""Queries: words that must all hold, each a function from its value to a test of commitments."""

from typing import Final

from tracker.query import amounts, dates, sources, terms
from tracker.query.parser import NOT, VIEW, near_words, parse, parse_query, table_phrases
from tracker.query.registry import WORDS, Word
from tracker.query.tree import Query, Scope, Test

# The modules of the words, in the order of the help.
SUBJECTS: Final = (terms, sources, dates, amounts)
__all__ = [
    "NOT",
    "VIEW",
    "WORDS",
    "Query",
    "Scope",
    "Test",
    "Word",
    "near_words",
    "parse",
    "parse_query",
    "table_phrases",
]


def words_by_subject() -> list[Word]:
    """The words of all subjects, in the order of the help."""
    return [word for subject in SUBJECTS for word in WORDS.values() if word.module == subject.__name__]
