"""Parse the text of one cell: a term, a status, a number of days, or a fact about the source."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from tracker.errors import BadUsage, NotImportable
from tracker.exchange.json_text import read_json_cell
from tracker.model.codec import BadDocument, decode
from tracker.model.commitment import SOURCE_KINDS, SOURCE_PARTIES, Source, Terms, one_of
from tracker.model.due_dates import LONGEST_GRACE
from tracker.model.fields import TERM_FIELDS, TermContext, TermField
from tracker.model.iso import require_language
from tracker.model.status import STATUSES, UNKNOWN, Status

EVERY: Final = next(field for field in TERM_FIELDS if field.name == "every")
_REPEATED: Final = frozenset(field.name for field in TERM_FIELDS if field.repeats)
# The beginning of a value that is written as JSON.
_JSON_STARTS: Final = {
    field.name: "{" if field.type == "object" else "[{" for field in TERM_FIELDS if field.type in {"array", "object"}
}
SOURCE_CELLS: Final[dict[str, Callable[[str], Any]]] = {
    "source": str.strip,
    "publisher": str,
    "source_title": str,
    "source_kind": lambda text: one_of("kind of source", text, SOURCE_KINDS),
    "source_party": lambda text: one_of("side", text, SOURCE_PARTIES),
    "source_lang": require_language,
    "relays": str,
    "quote": str,
    "summary": str,
}
SOURCE_FIELDS: Final = {
    "source": "url",
    "source_title": "title",
    "source_kind": "kind",
    "source_party": "party",
    "source_lang": "language",
}


def parse_term(field: TermField, text: str, context: TermContext) -> Any:  # noqa: ANN401 - the value of any term
    """The value of a term as an option gives it, or as JSON as the data package gives it."""
    if field.name in _JSON_STARTS and text.lstrip().startswith(_JSON_STARTS[field.name]):
        return parse_json_term(field, text)
    return field.parse_all(split_texts(text) if field.name in _REPEATED else text, context)


def parse_json_term(field: TermField, text: str) -> Any:  # noqa: ANN401 - the value of any term
    """The value of a term that is written as JSON."""
    try:
        terms = decode({"title": "", "obligor": [], "obligee": [], field.name: read_json_cell(text)}, Terms)
    except BadDocument as error:
        raise NotImportable("the cell", str(error), "write it as in an export") from None
    return getattr(terms, field.name)


@lru_cache(maxsize=1024)
def split_texts(text: str) -> tuple[str, ...]:
    """The texts in a cell: separated by semicolons, or a JSON array as in the data package.

    >>> split_texts("JP; SOFTBANK"), split_texts('["JP"]')
    (('JP', 'SOFTBANK'), ('JP',))
    """
    if text.lstrip().startswith("["):
        values = read_json_cell(text)
        if not all(isinstance(value, str) for value in values):
            raise NotImportable(
                "the cell", "its array has items that are not texts", "write texts separated by semicolons"
            )
        return tuple(values)
    return tuple(part.strip() for part in text.split(";") if part.strip())


def parse_named_source(text: str) -> Source:
    """A source from the text of one cell: its address if it looks like one, else its publisher."""
    return Source(url=text) if "://" in text else Source(publisher=text)


def parse_status(text: str) -> Status | None:
    """A status; None for `unknown`, which `list` writes and nobody can record."""
    return None if text.strip().lower() == UNKNOWN else one_of("status", text, STATUSES)


def parse_days(text: str) -> int:
    """A number of days of grace."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(LONGEST_GRACE))):
        raise BadUsage(f"{plain[:20]} is not a number of days; write a whole number, as in 30")
    if int(plain) > LONGEST_GRACE:
        raise BadUsage(f"{plain} days of grace are more than a hundred years; write {LONGEST_GRACE} at most")
    return int(plain)
