"""The columns of a table of commitments: their names, which of them an import reads, and which it ignores."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Final, get_args
from unicodedata import normalize

from msgspec import Struct

from tracker.errors import BadDate, BadUsage, NotImportable, NotPossible, UnknownColumns, nearest, quoted
from tracker.exchange.schedule import SCHEDULE
from tracker.model.commitment import one_of
from tracker.model.dates import FISCAL_YEARS, DateSpan, Precision, span
from tracker.model.fields import TERM_FIELDS
from tracker.reports.list import COLUMN_NAMES, COLUMNS

# The columns that an import reads: the terms, the state, and when and from where each fact is known.
CARRIED: Final = (
    *("ref", *(field.name for field in TERM_FIELDS), "from", "until", SCHEDULE),
    *("status", "met_on", "met_source", "successor", "assessment", "analyst", "of"),
    *(
        "amount",
        "amount_qualifier",
        "currency",
        "due",
        "due_precision",
        "due_words",
        "awaits",
        "not_before",
        "grace_days",
    ),
    *("on", "known", "source", "publisher", "source_title", "source_kind", "source_party", "source_lang"),
    *("published", "relays", "quote", "summary", "archived", "note"),
)
# The columns that `list` computes; an import knows and ignores them.
DERIVED: Final = (
    *(name for name in COLUMN_NAMES if name not in CARRIED),
    *(column.number_name for column in COLUMNS if column.number_name),
)
# The columns of every list: a file that has them was written by `list`.
_OF_A_LIST: Final = frozenset({"as_of", "known_at"})
ALIASES: Final = {
    **{field.option_name: field.name for field in TERM_FIELDS if field.option_name != field.name},
    "target": SCHEDULE,
    "unit": "currency",
    "grace": "grace_days",
    "url": "source",
    "lang": "source_lang",
    "archive": "archived",
}
MAX_COLUMNS: Final = 1000
# The name of the column of a title in one language, such as title_ja.
_TITLED: Final = re.compile(r"title_[a-z]{2,3}(_[a-z]{4})?(_[a-z]{2})?")


class Header(Struct, frozen=True):
    """The columns of a file in their order; an empty name is a column that is ignored.

    `ignored`: the headings of the derived and the unknown columns. `is_list`: `list` wrote the file.
    """

    names: tuple[str, ...]
    ignored: tuple[str, ...]
    is_list: bool = False


def read_header(path: str, headings: Sequence[str], mapped: dict[str, str], *, ignore_unknown: bool) -> Header:
    """Find the column of each heading; refuse too many, unknown and repeated columns."""
    require_few(path, headings)
    columns = [_column(normalized_heading(heading), mapped) for heading in headings]
    if missing := set(mapped) - set(map(normalized_heading, headings)):
        shown = ", ".join(map(quoted, headings[:20]))
        raise BadUsage(f"{path} has no column {quoted(min(missing))} to map; its columns are {shown}")
    unknown = [
        heading for heading, column in zip(headings, columns, strict=True) if normalized_heading(heading) and not column
    ]
    if unknown and not ignore_unknown:
        raise UnknownColumns(path, unknown, CARRIED)
    names = tuple("" if column in DERIVED else column for column in columns)
    for name in filter(None, names):
        if names.count(name) > 1:
            raise NotImportable(path, f"it has the column {name} twice", "take one of them out, or rename it")
    ignored = tuple(heading for heading, name in zip(headings, names, strict=True) if heading and not name)
    return Header(names, ignored, is_list=set(columns) >= _OF_A_LIST)


def require_few(path: str, headings: Sequence[str]) -> None:
    """Refuse a file with too many columns before any of them is looked up."""
    if len(headings) > MAX_COLUMNS:
        raise NotImportable(path, f"it has more than {MAX_COLUMNS} columns", "give only those that tracker reads")


def normalized_heading(heading: str) -> str:
    """A heading in its normal form: narrow, lower case, trimmed, with underscores for spaces and dashes.

    >>> normalized_heading(" Ｄue Precision")
    'due_precision'
    """
    return re.sub(r"[\s-]+", "_", normalize("NFKC", heading).casefold().strip())


def read_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """The column of each heading, from pairs such as `期限=due`."""
    mapped: dict[str, str] = {}
    for pair in pairs:
        heading, sign, column = pair.rpartition("=")
        name = _column(normalized_heading(column), {})
        if not (sign and heading):
            raise BadUsage(f"--map {quoted(pair)} names no column; write it as --map 期限=due")
        if not name:
            raise BadUsage(
                f"{quoted(column)} is not a column{nearest(column, CARRIED)}; choose from {', '.join(CARRIED)}"
            )
        mapped[normalized_heading(heading)] = name
    return mapped


@cache
def language_of(column: str) -> str:
    """The BCP 47 tag in the name of a column; empty unless the column is the title in one language.

    >>> language_of("title_zh_hant"), language_of("title")
    ('zh-Hant', '')
    """
    if not _TITLED.fullmatch(column):
        return ""
    language, *rest = column.removeprefix("title_").split("_")
    return "-".join([language, *(part.title() if len(part) > 2 else part.upper() for part in rest)])  # noqa: PLR2004


def recognised(headings: Sequence[str], mapped: dict[str, str]) -> int:
    """The number of known headings; the right delimiter gives the most."""
    return sum(bool(_column(normalized_heading(heading), mapped)) for heading in headings[:MAX_COLUMNS])


def _column(folded: str, mapped: dict[str, str]) -> str:
    name = mapped.get(folded) or ALIASES.get(folded, folded)
    return name if name in CARRIED or name in DERIVED or _TITLED.fullmatch(name) else ""


PRECISIONS: Final[tuple[str, ...]] = get_args(Precision)


def span_ending_on(text: str, precision: str) -> DateSpan:
    """The span of a precision that ends on a day; a range is read as its last day, for its first day is not known.

    >>> span_ending_on("2026-03-31", "fiscal_year"), span_ending_on("2025-12-31", "quarter")
    (DateSpan('JP-FY2025'), DateSpan('2025-Q4'))
    """
    kind = one_of("precision", precision, PRECISIONS)
    due = span(text)
    if due.precision == kind:
        return due
    if due.precision != "day":
        raise NotPossible(f"the due date {text}", f"it is not a {kind}", "mend due_precision, or leave it empty")
    if kind == "range":
        return due
    found = [one for one in _ending_on(due.last) if one.precision == kind]
    if not found:
        why = f"no {kind.replace('_', ' ')} ends on that day"
        raise NotPossible(f"the due date {text}", why, "mend due or due_precision")
    return found[0]


def _ending_on(last: date) -> list[DateSpan]:
    """The week, month, quarter, half, year and fiscal years that end on a day."""
    iso, year = last.isocalendar(), f"{last.year:04}"
    names = [
        *(f"{iso.year:04}-W{iso.week:02}", f"{year}-{last.month:02}", f"{year}-Q{(last.month + 2) // 3}"),
        *(f"{year}-H{(last.month + 5) // 6}", year),
        *(f"{country}-FY{last.year - 1 + before:04}" for country, (_, before) in FISCAL_YEARS.items()),
    ]
    return [one for one in map(_named, names) if one and one.last == last]


def _named(text: str) -> DateSpan | None:
    """The span of a name; None if its year is outside the calendar."""
    try:
        return span(text)
    except BadDate:
        return None
