"""The query words: one function a word, from its value to a test of a standing; its docstring is its help."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeAlias
from unicodedata import normalize

from msgspec import Struct

from tracker.codes import country_name
from tracker.commitment import CATEGORIES, CLOSED_STATUSES, FORCES, OPEN_STATUSES, STATUSES
from tracker.dates import Span
from tracker.deadlines import read_deadline
from tracker.errors import BadChoice, BadCode, BadDate
from tracker.moment import local_day
from tracker.refs import resolve
from tracker.state.evidence import CONFIDENCES
from tracker.state.portfolio import Portfolio, Standing

Test: TypeAlias = Callable[[Standing], bool]
Reader: TypeAlias = Callable[[str, Portfolio], Test]


class Word(Struct, frozen=True):
    """A query word: how its value is read, an example, and the values it can be completed with."""

    read: Reader
    example: str
    values: Callable[[Portfolio], Sequence[str]]

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


def party_codes(portfolio: Portfolio) -> list[str]:
    """Every party that the register names or knows."""
    named = {code for standing in portfolio for code in (*standing.terms.obligor, *standing.terms.obligee)}
    return sorted(named | set(portfolio.register.parties))


@word("text:赤沢")
def text(value: str, portfolio: Portfolio) -> Test:
    """The ref, a title in any language, the instrument, a tag or a note contains it; case and width do not matter."""
    del portfolio
    wanted = folded(value)
    return lambda standing: wanted in folded(_words_of(standing))


@word("by:JP", party_codes)
def by(value: str, portfolio: Portfolio) -> Test:
    """The party owes it."""
    code = _party(value, portfolio)
    return lambda standing: code in standing.terms.obligor


@word("to:US", party_codes)
def to(value: str, portfolio: Portfolio) -> Test:
    """It is owed to the party."""
    code = _party(value, portfolio)
    return lambda standing: code in standing.terms.obligee


@word("party:JP", party_codes)
def party(value: str, portfolio: Portfolio) -> Test:
    """The party owes it or is owed it."""
    code = _party(value, portfolio)
    return lambda standing: code in standing.terms.obligor or code in standing.terms.obligee


@word("status:open", lambda _: (*STATUSES, "open", "closed"))
def status(value: str, portfolio: Portfolio) -> Test:
    """It has that status; `open` and `closed` stand for all of either kind."""
    del portfolio
    groups = {"open": OPEN_STATUSES, "closed": CLOSED_STATUSES}
    wanted = groups.get(value) or (_choice("status", value, (*STATUSES, *groups)),)
    return lambda standing: standing.status in wanted


@word("category:energy", lambda _: CATEGORIES)
def category(value: str, portfolio: Portfolio) -> Test:
    """It is of that category."""
    del portfolio
    wanted = _choice("category", value, CATEGORIES)
    return lambda standing: standing.terms.category == wanted


@word("force:pledge", lambda _: FORCES)
def force(value: str, portfolio: Portfolio) -> Test:
    """It binds that much."""
    del portfolio
    wanted = _choice("force", value, FORCES)
    return lambda standing: standing.terms.force == wanted


@word("parent:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.standings))
def parent(value: str, portfolio: Portfolio) -> Test:
    """It is a part of that umbrella, at any depth."""
    umbrella = resolve(value, list(portfolio.standings))
    parts = {standing.ref for standing in portfolio.tree(umbrella)} - {umbrella}
    return lambda standing: standing.ref in parts


@word("tag:550bn", lambda portfolio: sorted({tag for standing in portfolio for tag in standing.terms.tags}))
def tag(value: str, portfolio: Portfolio) -> Test:
    """It has that tag."""
    del portfolio
    wanted = folded(value)
    return lambda standing: wanted in map(folded, standing.terms.tags)


@word("due.before:2026-06")
def due_before(value: str, portfolio: Portfolio) -> Test:
    """It falls due before the first day of that date."""
    first = _span(value, portfolio).first
    return lambda standing: standing.due is not None and standing.due.last < first


@word("due.after:2026-06")
def due_after(value: str, portfolio: Portfolio) -> Test:
    """It falls due after the last day of that date."""
    last = _span(value, portfolio).last
    return lambda standing: standing.due is not None and standing.due.last > last


@word("due.within:30d", lambda _: ("30d", "2w", "3m"))
def due_within(value: str, portfolio: Portfolio) -> Test:
    """It is open and falls due between today and so many days (`d`), weeks (`w`) or months (`m`) from today."""
    horizon = _span(f"+{value.removeprefix('+')}", portfolio).last
    return lambda standing: (
        standing.is_open and standing.due is not None and standing.state.day <= standing.due.last <= horizon
    )


@word("overdue")
def overdue(value: str, portfolio: Portfolio) -> Test:
    """It is late, on the basis asked for."""
    del value, portfolio
    return lambda standing: standing.timeliness == "overdue"


@word("undated")
def undated(value: str, portfolio: Portfolio) -> Test:
    """It has no due date."""
    del value, portfolio
    return lambda standing: standing.due is None


@word("slipped")
def slipped(value: str, portfolio: Portfolio) -> Test:
    """Its deadline was put off: the due date in force is later than the first."""
    del value, portfolio
    return lambda standing: (standing.slip_days or 0) > 0


@word("silent")
def silent(value: str, portfolio: Portfolio) -> Test:
    """Its deadline moved without a source."""
    del value, portfolio
    return lambda standing: any(move.silent for move in standing.moves)


@word("disputed")
def disputed(value: str, portfolio: Portfolio) -> Test:
    """The latest position of a party disputes or denies it."""
    del value, portfolio
    return lambda standing: standing.is_disputed


@word("two-faced")
def two_faced(value: str, portfolio: Portfolio) -> Test:
    """A party says one thing in public and another in private."""
    del value, portfolio
    return lambda standing: bool(standing.two_faced)


@word("confidence:reported", lambda _: CONFIDENCES)
def confidence(value: str, portfolio: Portfolio) -> Test:
    """It is known that well."""
    del portfolio
    wanted = _choice("confidence", value, CONFIDENCES)
    return lambda standing: standing.confidence == wanted


def folded(value: str) -> str:
    """A text without differences of case and width, to be compared.

    >>> folded("Ｓｏｆｔbank")
    'softbank'
    """
    return normalize("NFKC", value).casefold()


def _words_of(standing: Standing) -> str:
    terms = standing.terms
    return "\n".join([standing.ref, terms.title, *terms.titles.values(), terms.instrument, *terms.tags, terms.notes])


def _choice(what: str, value: str, choices: Sequence[str]) -> str:
    if value not in choices:
        raise BadChoice(what, value, choices)
    return value


def _party(value: str, portfolio: Portfolio) -> str:
    known = party_codes(portfolio)
    for code in (value, folded(value).upper()):
        if code in known or country_name(code):
            return code
    raise BadCode("party", value, "write a country as in by:JP, or a party of the register", known)


def _span(value: str, portfolio: Portfolio) -> Span:
    today: date = local_day(portfolio.moment.as_of, portfolio.zone)
    if found := read_deadline(value, today).due:
        return found
    raise BadDate(value)
