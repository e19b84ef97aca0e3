"""Query texts -> one tree. A text is split at spaces and commas, except between double quotes.

A space ends a word only where another one begins, so that a value or a free text may have several words in it:
`text:first project overdue` is two words, and so is `overdue "first project"`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import Final, NamedTuple

from tracker.errors import BadCode, BadReference, BadWord, LargeQuery, MissingValue, quoted
from tracker.query.filter import And, Node, Not, Or, Query, Scope, Unresolved
from tracker.query.registry import WORDS
from tracker.state.portfolio import Portfolio

NOT: Final = "not:"
VIEW: Final = "@"
MAX_WORDS: Final = 1000
MAX_NESTING: Final = 20
# Names that the tables print, each with the query word that finds them.
PHRASES: Final = {
    "past due": "past-due",
    "met late": "timeliness:met_late",
    "met on time": "timeliness:met_on_time",
    "delivered in full": "completed",
    "short by": "short",
    "due soon": "timeliness:due_soon",
    "in grace": "timeliness:in_grace",
    "in progress": "in_progress",
    "in force": "in_force",
    "partially met": "partially_met",
    "not met": "not_met, or not:met",
    "status unknown": "status:unknown",
}
# Operators of other query languages, each with what to write here.
OPERATORS: Final = {
    "or": "put a comma between them, as in by:JP,US or overdue,undated; text:or searches for the word",
    "and": "leave it out, for all words must hold; text:and searches for the word",
    "not": "write it with a colon, as in not:overdue; text:not searches for the word",
}
_OPERATOR: Final = r"(?i)^(?:or|and|not)(?!\S)|(?<=\s)(?:or|and|not)$"
_PIECE: Final = r'(?:"[^"]*"|[^"\s])+'
_PART: Final = r'(?:^|,)((?:"[^"]*"|[^",])*)'
_NAMED: Final = r"[A-Za-z.-]+:"
_DASHES: Final = str.maketrans("", "", "-_")


def parse_query(texts: Iterable[str], portfolio: Portfolio) -> Query:
    """Parse a query and resolve it in a portfolio of the whole register."""
    return parse(texts, Scope(portfolio.register, portfolio.moment, portfolio.basis)).resolve(portfolio)


def parse(texts: Iterable[str], scope: Scope) -> Query:
    """Parse the texts of a query, of which all words must hold; refuse an unknown word and a bad value."""
    typed, parser = tuple(texts), _Parser(scope)
    try:
        tree = parser.parse_all(typed, ()).node
    except MissingValue:
        for phrase, meant in table_phrases(typed).items():
            raise MissingValue(f"{quoted(phrase)} is not a query", f"write {meant}") from None
        raise
    return Query(typed, tree, tuple(parser.free_words))


def table_phrases(texts: Iterable[str]) -> dict[str, str]:
    """The names from the tables that the texts of a query contain, each with the query word that finds them.

    >>> table_phrases(["by:JP", "met", "late"]), table_phrases(["text:met late"])
    ({'met late': 'timeliness:met_late'}, {})
    """
    typed = " ".join(" ".join(texts).lower().split())
    return {phrase: meant for phrase, meant in PHRASES.items() if f" {phrase} " in f" {typed} "}


def near_words(query: Query) -> dict[str, str]:
    """The free words of a query that look like a query word, each with that word."""
    free = [word for word in query.free_words if word.isascii() and word.translate(_DASHES).isalpha()]
    if not free:
        return {}
    from difflib import get_close_matches  # noqa: PLC0415 - only a free word needs it

    close = {word: get_close_matches(word, WORDS, n=1, cutoff=0.8) for word in free}
    return {word: found[0] for word, found in close.items() if found}


class _Parsed(NamedTuple):
    """A parsed part of a query: its tree, the number of words in it, and how many saved views are nested in it."""

    node: Node
    words: int
    nesting: int


class _Parser:
    """The parser of one query. It parses each saved view once, however often the view is used."""

    def __init__(self, scope: Scope) -> None:
        self.free_words: list[str] = []
        self._scope, self._views = scope, dict[str, _Parsed]()

    def parse_all(self, texts: Iterable[str], views: tuple[str, ...]) -> _Parsed:
        """Parse the words of texts, all of which must hold; `views` are the saved views that the texts are part of."""
        parsed = [self._parse_word(word, views) for text in texts for word in _require_no_operator(words_of(text))]
        words = sum(part.words for part in parsed)
        if words > MAX_WORDS:
            raise LargeQuery(f"has more than {MAX_WORDS} words, those of its saved views included")
        nodes = tuple(part.node for part in parsed)
        node = nodes[0] if len(nodes) == 1 else And(nodes)
        return _Parsed(node, words, max((part.nesting for part in parsed), default=0))

    def _parse_word(self, word: str, views: tuple[str, ...]) -> _Parsed:
        plain, holds = unnegated(word)
        parts = parts_of(plain)
        inner = [self._parse_view(part.removeprefix(VIEW), views) for part in parts if part.startswith(VIEW)]
        others = [part for part in parts if not part.startswith(VIEW)]
        if not views:
            self.free_words += takewhile(_is_free, others)
        node = _either([*self._alternatives(plain, others, "text"), *(view.node for view in inner)])
        words = len(parts) + sum(view.words for view in inner)
        return _Parsed(node if holds else Not(node), words, max((view.nesting for view in inner), default=0))

    def _parse_view(self, name: str, views: tuple[str, ...]) -> _Parsed:
        saved = self._scope.register.views
        if name not in saved:
            raise BadCode("saved view", name, "`tracker view` lists them", list(saved))
        if name in views:
            raise BadReference(
                f"{VIEW}{name}", "it refers to itself; save one of the views that it uses with another query"
            )
        known = self._views.get(name)
        if len(views) + (known.nesting if known else 1) > MAX_NESTING:
            raise LargeQuery(f"nests more than {MAX_NESTING} saved views")
        if known is None:
            found = self.parse_all(saved[name].query, (*views, name))
            known = self._views[name] = found._replace(nesting=found.nesting + 1)
        return known

    def _alternatives(
        self, word: str, parts: Sequence[str], name: str, portfolio: Portfolio | None = None
    ) -> Iterator[Node]:
        """Read `category:energy,tariff` as two values of a word, and `overdue,gas` as a word and a free text.

        A part that could be a word or a value is a value of the word before it, which is the `name` at first:
        `confidence:reported,disputed` names two confidences. If these values depend on the register, the rest is read
        once there is a portfolio.
        """
        for number, part in enumerate(parts):
            head, colon, value = ("", "", part) if is_quoted(part) else part.partition(":")
            if colon and head not in WORDS:
                raise BadWord(unquoted(part), list(WORDS))
            if part in WORDS and portfolio is None and callable(WORDS[name].values):
                yield Unresolved(partial(self._resolved, word, parts[number:], name))
                return
            if part in WORDS and part not in WORDS[name].values_in(portfolio):
                name, value = part, WORDS[part].bare
            elif colon:
                name = head
            else:
                value = part
            value = unquoted(value)
            if WORDS[name].takes_value != bool(value.strip()):
                raise MissingValue(f"{quoted(word)} is not a query", f"write {WORDS[name].example}")
            yield WORDS[name].read(value, self._scope)

    def _resolved(self, word: str, parts: Sequence[str], name: str, portfolio: Portfolio) -> Node:
        return _either(list(self._alternatives(word, parts, name, portfolio)))


def _either(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _is_free(part: str) -> bool:
    """True if a part without a word before it is text to search for."""
    return part not in WORDS and (is_quoted(part) or ":" not in part)


def words_of(text: str) -> list[str]:
    """Split a text into its words, of which there is at least one.

    >>> words_of("party:JP overdue 赤沢"), words_of("first project"), words_of('tag:"a b" c not:undated')
    (['party:JP', 'overdue', '赤沢'], ['first project'], ['tag:"a b" c', 'not:undated'])
    """
    if text.count('"') % 2:
        raise MissingValue(f"{quoted(text)} is not a query", "close the quotation mark, or leave it out")
    starts: list[int] = []
    is_complete = True
    for piece in re.finditer(_PIECE, text):
        if is_complete or _begins(piece[0]):
            starts.append(piece.start())
            is_complete = _takes_no_value(piece[0])
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=False)] or [""]


def _require_no_operator(words: list[str]) -> list[str]:
    """The words themselves; refuse `or`, `and` and `not` between them, or alone."""
    for number, word in enumerate(words):
        for operator in re.findall(_OPERATOR, word):
            is_before = word.startswith(operator) and (number > 0 or word == operator)
            if is_before or (word.endswith(operator) and number < len(words) - 1):
                raise MissingValue(f"{quoted(operator)} joins no query words", OPERATORS[operator.lower()])
    return words


def parts_of(word: str) -> list[str]:
    """Split a word at its commas.

    >>> parts_of('by:JP,"a, b",'), parts_of(",a"), parts_of("")
    (['by:JP', '"a, b"', ''], ['', 'a'], [''])
    """
    return re.findall(_PART, word)


def is_quoted(part: str) -> bool:
    """True if a part is in quotation marks, so it can only be a value."""
    return part.startswith('"')


def unquoted(text: str) -> str:
    """The text without quotation marks."""
    return text.replace('"', "")


def unnegated(word: str) -> tuple[str, bool]:
    """The word without `not:`, and False if it must not hold.

    >>> unnegated("not:overdue"), unnegated("not:not:overdue")
    (('overdue', False), ('overdue', True))
    """
    holds = True
    while word.startswith(NOT):
        word, holds = word.removeprefix(NOT), not holds
    return word, holds


def _begins(piece: str) -> bool:
    """True if a piece of a text begins a new word."""
    return piece.startswith((NOT, '"')) or bool(re.match(_NAMED, piece)) or _is_complete(parts_of(piece)[0])


def _takes_no_value(piece: str) -> bool:
    """True if the next piece cannot belong to the value of this one."""
    return _is_complete(parts_of(piece)[-1].rpartition(NOT)[2])


def _is_complete(part: str) -> bool:
    """True if a part is a view or a word that needs no value."""
    return part.startswith(VIEW) or (part in WORDS and not WORDS[part].needs_value)
