"""The columns that a table of commitments may have: what each is called, which are carried, which only derived."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Final, get_args
from unicodedata import normalize

from msgspec import Struct

from tracker.errors import BadDate, BadUsage, NotImportable, NotPossible, UnknownColumns, nearest, quoted
from tracker.model.commitment import one_of
from tracker.model.dates import FISCAL_YEARS, DateSpan, Precision, span
from tracker.reports.list import COLUMN_NAMES, COLUMNS

# What a row may say; most are called as in `list`, the rest as the options of `add` and the fields of the package.
CARRIED: Final = (
    *("ref", "title", "titles", "obligor", "obligee", "category", "force", "instrument", "made_on", "parent"),
    *("in_return_for", "time_zone", "nature", "schedule", "baseline", "counts", "conditions", "tags", "notes"),
    *("status", "met_on", "successor", "assessment"),
    *("amount", "amount_qualifier", "currency", "due", "due_precision", "not_before", "grace_days"),
    *("on", "known", "source", "publisher", "source_title", "source_kind", "source_party", "source_lang"),
    *("published", "relays", "quote", "note"),
)
# What `list` computes: known, and not read back.
DERIVED: Final = (
    *(name for name in COLUMN_NAMES if name not in CARRIED),
    *(column.number_name for column in COLUMNS if column.number_name),
)
ALIASES: Final = {
    "by": "obligor",
    "to": "obligee",
    "zone": "time_zone",
    "unit": "currency",
    "grace": "grace_days",
    "url": "source",
    "tag": "tags",
}
MAX_COLUMNS: Final = 1000
# The title in one language, as in title_ja.
_TITLED: Final = re.compile(r"title_[a-z]{2,3}(_[a-z]{4})?(_[a-z]{2})?")


class Header(Struct, frozen=True):
    """The columns of a file in their order, empty for one that is not read; `left_out` are derived or unknown."""

    names: tuple[str, ...]
    left_out: tuple[str, ...]


def read_header(path: str, written: Sequence[str], mapped: dict[str, str], *, ignore_unknown: bool) -> Header:
    """The column that each heading means; refuses too many, what nobody knows, and what is there twice."""
    require_few(path, written)
    meant = [_name(fold(heading), mapped) for heading in written]
    if missing := set(mapped) - set(map(fold, written)):
        shown = ", ".join(map(quoted, written[:20]))
        raise BadUsage(f"{path} has no column {quoted(min(missing))} to map; its columns are {shown}")
    unknown = [heading for heading, name in zip(written, meant, strict=True) if fold(heading) and not name]
    if unknown and not ignore_unknown:
        raise UnknownColumns(path, unknown, CARRIED)
    names = tuple("" if name in DERIVED else name for name in meant)
    for name in filter(None, names):
        if names.count(name) > 1:
            raise NotImportable(path, f"it has the column {name} twice", "take one of them out, or rename it")
    left_out = tuple(heading for heading, name in zip(written, names, strict=True) if heading and not name)
    return Header(names, left_out)


def require_few(path: str, written: Sequence[str]) -> None:
    """Refuse a file of more columns than anybody writes, before any of them is looked up."""
    if len(written) > MAX_COLUMNS:
        raise NotImportable(path, f"it has more than {MAX_COLUMNS} columns", "give only those that tracker reads")


def fold(heading: str) -> str:
    """A heading without what tells no two apart: width, case, spaces round it, dashes for underscores.

    >>> fold(" Ｄue Precision")
    'due_precision'
    """
    return re.sub(r"[\s-]+", "_", normalize("NFKC", heading).casefold().strip())


def read_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """What `期限=due` and the like say: the column that each heading means."""
    mapped: dict[str, str] = {}
    for pair in pairs:
        heading, sign, column = pair.rpartition("=")
        name = _name(fold(column), {})
        if not (sign and heading):
            raise BadUsage(f"--map {quoted(pair)} names no column; write it as --map 期限=due")
        if not name:
            raise BadUsage(f"{quoted(column)} is no column{nearest(column, CARRIED)}; choose from {', '.join(CARRIED)}")
        mapped[fold(heading)] = name
    return mapped


@cache
def language_of(column: str) -> str:
    """The BCP 47 tag in the name of a column, nothing if it is not a title in one language.

    >>> language_of("title_zh_hant"), language_of("title")
    ('zh-Hant', '')
    """
    if not _TITLED.fullmatch(column):
        return ""
    language, *rest = column.removeprefix("title_").split("_")
    return "-".join([language, *(part.title() if len(part) > 2 else part.upper() for part in rest)])  # noqa: PLR2004


def recognised(written: Sequence[str], mapped: dict[str, str]) -> int:
    """How many of these headings are known, which tells the right delimiter from the wrong ones."""
    return sum(bool(_name(fold(heading), mapped)) for heading in written[:MAX_COLUMNS])


def _name(folded: str, mapped: dict[str, str]) -> str:
    name = mapped.get(folded) or ALIASES.get(folded, folded)
    return name if name in CARRIED or name in DERIVED or _TITLED.fullmatch(name) else ""


PRECISIONS: Final[tuple[str, ...]] = get_args(Precision)


def written_span(text: str, precision: str) -> DateSpan:
    """The one span of that precision that ends on that day; a range does not say where it began and is its last day.

    >>> written_span("2026-03-31", "fiscal_year"), written_span("2025-12-31", "quarter")
    (Span('JP-FY2025'), Span('2025-Q4'))
    """
    wanted = one_of("precision", precision, PRECISIONS)
    given = span(text)
    if given.precision == wanted:
        return given
    if given.precision != "day":
        raise NotPossible(f"the due date {text}", f"it is no {wanted}", "mend due_precision, or leave it empty")
    if wanted == "range":
        return given
    found = [one for one in _ending(given.last) if one.precision == wanted]
    if not found:
        why = f"no {wanted.replace('_', ' ')} ends on that day"
        raise NotPossible(f"the due date {text}", why, "mend due or due_precision")
    return found[0]


def _ending(last: date) -> list[DateSpan]:
    """Every span with a name of its own that ends on a day."""
    iso = last.isocalendar()
    names = [f"{iso.year:04}-W{iso.week:02}"]
    if last.day == monthrange(last.year, last.month)[1]:
        names += _ending_with_a_month(last)
    return [one for one in map(_named, names) if one and one.last == last]


def _ending_with_a_month(last: date) -> list[str]:
    year = f"{last.year:04}"
    names = [f"{year}-{last.month:02}"]
    if last.month % 3 == 0:
        names.append(f"{year}-Q{last.month // 3}")
    if last.month % 6 == 0:
        names.append(f"{year}-H{last.month // 6}")
    if last.month == 12:  # noqa: PLR2004 - December
        names.append(year)
    return names + [f"{country}-FY{last.year - 1 + before:04}" for country, (_, before) in FISCAL_YEARS.items()]


def _named(text: str) -> DateSpan | None:
    """The span of that name; None for a year that no calendar has."""
    try:
        return span(text)
    except BadDate:
        return None
