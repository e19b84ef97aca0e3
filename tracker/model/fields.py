"""Every term of a commitment, one row each.

The options of `add` and `edit`, the columns of `list` and of an import, the data package and `show` are made from these
rows. A new term is a field of `Terms` and a row here.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Literal, Protocol

from msgspec import Struct

from tracker.errors import MissingValue, quoted
from tracker.language import message
from tracker.model.amounts import Amount, read_amount
from tracker.model.commitment import AMOUNT_KINDS, CATEGORIES, CATEGORY_CODE, FORCES, Terms, one_of
from tracker.model.dates import DateSpan, time_zone
from tracker.model.due_dates import read_date
from tracker.model.iso import require_language
from tracker.model.recurrence import Recurrence, read_recurrence
from tracker.model.status import NATURES


class TermContext(Protocol):
    """The facts that a term is parsed with: today's date, and the refs, parties and categories of the register."""

    @property
    def today(self) -> date:
        """The local day."""
        ...

    def ref(self, typed: str) -> str:
        """The ref of a commitment, from the whole ref or its beginning."""
        ...

    def parties(self, typed: list[str], option: str = "") -> tuple[str, ...]:
        """The codes of parties, from codes or names."""
        ...

    def category(self, typed: str) -> str:
        """The code of a category, from its code or name."""
        ...


Parser = Callable[[str, TermContext], Any]


def _as_typed(text: str, _: TermContext) -> str:
    return text


class TermField(Struct, frozen=True):
    """One term.

    `description` is the sentence of the data package and of the option, `parse` turns one text into a value, `kind` is
    the kind of the column in `list`. `label` precedes the value in `show`, unless `show` words the term itself. Besides
    its `choices`, a term with a `pattern` may have other values of that form.
    """

    name: str
    description: str
    parse: Parser = _as_typed
    option: str = ""
    metavar: str = "TEXT"
    kind: Literal["text", "code", "date"] = "code"
    choices: tuple[str, ...] = ()
    label: str = ""
    pattern: str = ""

    @property
    def is_required(self) -> bool:
        """True if no commitment is without the term; each command declares the option itself."""
        return self.name in _REQUIRED

    @property
    def is_ref(self) -> bool:
        """True if the values are refs of commitments."""
        return self.metavar == "REF"

    @property
    def default(self) -> Any:  # noqa: ANN401 - the value of any term
        """The value of the term in a commitment that does not mention it."""
        return getattr(_EMPTY, self.name)

    @property
    def repeats(self) -> bool:
        """True if a commitment may have several values of the term."""
        return isinstance(self.default, (tuple, dict))

    @property
    def is_flag(self) -> bool:
        """True if the term is either true or false."""
        return isinstance(self.default, bool)

    @property
    def type(self) -> Literal["string", "array", "object", "boolean"]:
        """The type of the column in the data package."""
        if self.is_flag:
            return "boolean"
        if self.name in _OBJECTS:
            return "object"
        return "array" if self.repeats else "string"

    @property
    def option_name(self) -> str:
        """The name of the option, with underscores."""
        return self.option or self.name

    @property
    def help(self) -> str:
        """The help text of the option."""
        return f"{self.description.removesuffix('.')}; may be repeated." if self.repeats else self.description

    def parse_all(self, typed: str | Sequence[str], context: TermContext) -> Any:  # noqa: ANN401 - the value of any term
        """The value of the term, from one text or from several; an empty text clears it."""
        if isinstance(typed, str):
            return self.parse(typed, context) if typed or self.default in self.choices else self.default
        values = [self.parse(text, context) for text in typed if text]
        return dict(values) if self.name == "titles" else tuple(values)

    def written(self, terms: Terms) -> str | DateSpan | tuple[str, ...] | None:
        """The value as a text or texts that `parse_all` reads back; None if there is none."""
        value = getattr(terms, self.name)
        match value:
            case bool():
                return "yes" if value else None
            case dict():
                return tuple(f"{language}={text}" for language, text in value.items())
            case tuple():
                return value
            case Amount() | Recurrence():
                return str(value)
            case _:
                return value or None


def text_in_language(text: str) -> tuple[str, str]:
    """The language and the text of a translation.

    >>> text_in_language("ja=対米投資")
    ('ja', '対米投資')
    """
    tag, _, translated = text.partition("=")
    if not translated:
        raise MissingValue(f"{quoted(text)} is not a text in a language", "write it as ja=対米投資")
    return require_language(tag), translated


def _date(text: str, context: TermContext) -> DateSpan:
    return read_date(text, context.today)


def _zone(text: str, _: TermContext) -> str:
    return time_zone(text.strip()).key


def _ref(text: str, context: TermContext) -> str:
    return context.ref(text)


def _party(option: str) -> Parser:
    return lambda text, context: context.parties([text], option)[0]


def _category(text: str, context: TermContext) -> str:
    return context.category(text)


def _translation(text: str, _: TermContext) -> tuple[str, str]:
    return text_in_language(text)


def _baseline(text: str, _: TermContext) -> Amount:
    return read_amount(text)


def _flag(text: str, _: TermContext) -> bool:
    return one_of("answer", text, _ANSWERS) in _YES


_YES: Final = ("true", "yes", "1")
_ANSWERS: Final = (*_YES, "false", "no", "0")


def _recurrence(text: str, _: TermContext) -> Recurrence:
    return read_recurrence(text)


def _word(name: str, description: str, choices: tuple[str, ...], label: str = "") -> TermField:
    def parse(text: str, _: TermContext) -> str:
        word: str = one_of(name.replace("_", " "), text, choices)
        return word

    return TermField(name, description, parse, metavar="WORD", choices=choices, label=label)


_EMPTY: Final = Terms(title="", obligor=(), obligee=())
_REQUIRED: Final = ("title", "obligor", "obligee")
_OBJECTS: Final = ("titles", "baseline", "every")
# In the order of the columns of the data package.
TERM_FIELDS: Final = (
    TermField("title", "What is promised.", metavar="TITLE", kind="text"),
    TermField(
        "titles",
        "The title of the commitment in another language, “ja=対米投資”.",
        _translation,
        "titled",
        "TAG=TITLE",
        kind="text",
    ),
    TermField("obligor", "Who owes it, by code or name.", _party("--by"), "by", "PARTY"),
    TermField("obligee", "To whom it is owed.", _party("--to"), "to", "PARTY"),
    TermField(
        "category",
        f"The subject: {', '.join(CATEGORIES)}, or one of the register's own.",
        _category,
        metavar="WORD",
        choices=CATEGORIES,
        pattern=CATEGORY_CODE,
    ),
    _word("force", f"How binding it is: {', '.join(FORCES)}.", FORCES),
    TermField("instrument", "The document or act.", kind="text"),
    TermField("made_on", "When the promise was made.", _date, metavar="DATE", kind="date", label=message("made on")),
    TermField("parent", "The commitment that it is a part of.", _ref, metavar="REF", label=message("part of")),
    TermField("in_return_for", "The commitment it was traded for.", _ref, metavar="REF", label=message("in return")),
    TermField("time_zone", "The time zone in which its days end. [default: the register's]", _zone, "zone", "ZONE"),
    _word(
        "nature",
        "act: to be done by its day; refrain: not to be done until then; keep: to be kept up from a day.",
        NATURES,
        message("nature"),
    ),
    TermField("baseline", "The level that an increase is counted from.", _baseline, metavar="AMOUNT", kind="text"),
    TermField(
        "counts", "The measure of delivery that counts towards the amount.", metavar="MEASURE", label=message("counts")
    ),
    TermField(
        "conditions", "A condition that it depends on.", option="condition", kind="text", label=message("condition")
    ),
    TermField("tags", "A word to find it by.", option="tag", metavar="TAG", label=message("tags")),
    TermField("notes", "Notes on the commitment itself.", option="remarks", kind="text", label=message("notes")),
    _word("amount_kind", f"The kind of the amount: {', '.join(AMOUNT_KINDS)}.", AMOUNT_KINDS),
    TermField(
        "each", "Every obligor owes the amount; otherwise all owe it together.", _flag, label=message("owed by each")
    ),
    TermField("increment", "The amount is the increase above --baseline; otherwise it is the level to reach.", _flag),
    TermField(
        "every",
        "It is owed in every period: month, quarter, half, year, JP-FY, US-FY, “year from July”.",
        _recurrence,
        metavar="PERIOD",
        kind="text",
        label=message("every"),
    ),
)
