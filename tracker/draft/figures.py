"""The amounts and the dates in running text, also where no spaces part them from other words."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple
from unicodedata import normalize

from tracker.errors import BadUsage
from tracker.model.amounts import CURRENCY_NAMES, MAGNITUDES, NAMES, NUMERALS, UNITS, Amount, read_amount, read_figure
from tracker.model.dates import MONTHS, DateSpan, span


class Figure(NamedTuple):
    """An amount as a text writes it; the unit of a mere number is empty."""

    amount: Amount
    words: str


class Day(NamedTuple):
    """A date as a text writes it: its span, or None and its month and day if it names no year."""

    when: DateSpan | None
    month_day: str
    words: str


# Spellings of units that are read here and are not those of the register.
_SPELLINGS: Final = {
    "dollar": "USD",
    "yen": "JPY",
    "percent": "%",
    "per cent": "%",
    "パーセント": "%",
    "퍼센트": "%",
    "ギガワット": "GW",
    "gigawatts": "GW",
    "gigawatt": "GW",
    "megawatts": "MW",
    "%": "%",
}


def _any_of(names: list[str]) -> str:
    """A pattern for one of the names, the longest first; a Latin name as a whole word."""
    longest = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name) + (r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalpha() else "") for name in longest
    )


_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_NUMERALS: Final = f"[{''.join(NUMERALS)}]+"
_BEFORE: Final = _any_of([name for name in CURRENCY_NAMES if name[-1] in "$€£"])
_UNIT: Final = _any_of([name for name in (*CURRENCY_NAMES, *NAMES, *UNITS, *_SPELLINGS) if name[-1] not in "$€£"])
_FIGURE: Final = re.compile(
    rf"(?:(?P<before>{_BEFORE}|¥|\b(?-i:[A-Z]{{3}})) ?)?(?<![0-9.,/-])(?P<number>{_NUMBER})(?![0-9/]|\.[0-9])"
    rf"(?:[ -]?(?P<magnitude>(?:{_any_of(list(MAGNITUDES))})|{_NUMERALS}(?: ?{_NUMBER} ?{_NUMERALS})*))?"
    rf"(?:[ -]?(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_GDP: Final = re.compile("gdp|gross domestic|国内総生産|国内生产总值|國內生產毛額|국내총생산", re.IGNORECASE)
_CLAUSE: Final = re.compile("[、,，。.;；]")
_NEAR: Final = 14  # characters between a percentage and the product that it is a share of
_MONTH: Final = f"(?:{'|'.join(sorted((name.title() for name in MONTHS), key=len, reverse=True))})\\.?"
_DATE: Final = re.compile(
    r"(?P<fiscal>[0-9]{4}年度|\b(?:fiscal(?: year)?|J?FY) ?[0-9]{4})"
    r"|(?P<full>[0-9]{4}[年년] ?[0-9]{1,2}[月월](?: ?[0-9]{1,2}[日일])?|\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b"
    rf"|\b{_MONTH} [0-9]{{1,2}},? [0-9]{{4}}|\b[0-9]{{1,2}} {_MONTH} [0-9]{{4}}|\b{_MONTH} [0-9]{{4}})"
    rf"|(?P<day>[0-9]{{1,2}}[月월] ?[0-9]{{1,2}}[日일]|\b{_MONTH} [0-9]{{1,2}}\b|\b[0-9]{{1,2}} {_MONTH}(?!\w))"
    r"|(?P<year>(?<![0-9])20[0-9]{2}(?=年底|年末|年内|年內|년 ?말|년까지|年まで|年前))"
    r"|(?:\bend[- ](?:of )?|\bby )(?P<end>20[0-9]{2})\b"
)
_DUE_BEFORE: Final = re.compile(
    r"(?:\b(?:by|until|before|deadline of|due(?: on| in)?|no later than|expires?(?: on| in)?)(?: the)?(?: end of)? "
    r"|原定|预定|預定|拟于|期限[为為]|最迟|最遲|不晚于)$",
    re.IGNORECASE,
)
_DUE_AFTER: Final = re.compile(r" ?[末底]?(?:まで|を期限|期限|前|之前|以前|到期|까지|기한)")
_YEARS: Final = re.compile("(?:19|20)[0-9]{2}")


def figures_in(text: str) -> list[Figure]:
    """The amounts in a text, and its mere numbers of two digits or more.

    >>> [str(found.amount) for found in figures_in("约6万亿日元;5,500억 달러, $33.3 billion、GDP比2%")]
    ['JPY 6tn', 'USD 550bn', 'USD 33.3bn', '2 %GDP']
    """
    plain = normalize("NFKC", _DATE.sub(lambda found: " " * len(found[0]), text))
    return [figure for found in _FIGURE.finditer(plain) for figure in _figures(plain, found)]


def dates_in(text: str) -> list[Day]:
    """The dates in a text.

    >>> [str(found.when or found.month_day) for found in dates_in("原定2025年底,3月19日;fiscal 2027, Sept. 16, 2025")]
    ['2025', '03-19', 'JP-FY2027', '2025-09-16']
    """
    return [day for found in _DATE.finditer(normalize("NFKC", text)) for day in _days(found)]


def due_dates_in(text: str) -> list[DateSpan]:
    """The dates in a text that a word next to them makes a deadline.

    >>> due_dates_in("原定2025年底敲定,2月11日报道"), due_dates_in("2027年3月までに改定"), due_dates_in("on 1 May 2026")
    ([DateSpan('2025')], [DateSpan('2027-03')], [])
    """
    plain = normalize("NFKC", text)
    found = [(one, day) for one in _DATE.finditer(plain) for day in _days(one)]
    return [day.when for one, day in found if day.when and _is_due(plain, one)]


def _is_due(plain: str, found: re.Match[str]) -> bool:
    before = plain[max(0, found.start() - _NEAR) : found.start()]
    return bool(found["end"] or _DUE_BEFORE.search(before) or _DUE_AFTER.match(plain, found.end()))


def without_figures(plain: str) -> str:
    """A text without its amounts and dates.

    >>> without_figures("日本承诺5500亿美元的投资,2025年底")
    '日本承诺 的投资, 年底'
    """
    return _FIGURE.sub(" ", _DATE.sub(" ", plain))


def _figures(plain: str, found: re.Match[str]) -> Iterator[Figure]:
    before, unit, words = found["before"] or "", (found["unit"] or "").lower(), found[0].strip()
    magnitude = (found["magnitude"] or "").strip()
    with suppress(BadUsage):
        if not before and not unit:
            if (len(found["number"]) > 1 or magnitude) and not _YEARS.fullmatch(found["number"]):
                yield Figure(Amount(read_figure(found["number"] + magnitude), ""), words)
            return
        named = _SPELLINGS.get(unit) or found["unit"] or ""
        sign = "" if named else "JPY" if before == "¥" else before
        if named == "%" and _is_of_gdp(plain, found):
            named = "%GDP"
        yield Figure(read_amount(f"{sign} {found['number']}{magnitude} {named}".strip()), words)


def _is_of_gdp(plain: str, found: re.Match[str]) -> bool:
    """True if the words around a percentage, in the same clause, name the gross domestic product."""
    before = _CLAUSE.split(plain[max(0, found.start() - _NEAR) : found.start()])[-1]
    after = _CLAUSE.split(plain[found.end() : found.end() + _NEAR])[0]
    return bool(_GDP.search(f"{before} {after}"))


def _days(found: re.Match[str]) -> Iterator[Day]:
    words = found[0]
    with suppress(BadUsage):
        if found["day"]:
            when = span(_dated(words, 2024))  # a leap year, so that 29 February is a day
            yield Day(None, str(when)[5:], words)
        elif found["fiscal"]:
            yield Day(span(f"JP-FY{re.sub('[^0-9]', '', words)}"), "", words)
        else:
            year = found["year"] or found["end"]
            yield Day(span(year or words.replace(".", "")), "", words)


def _dated(words: str, year: int) -> str:
    """A month and day in a year, as the reader of dates takes it."""
    if words[-1] in "日일":
        return f"{year}年{words}"
    return f"{words.replace('.', '')} {year}" if words[0].isdigit() else f"{words.replace('.', '')}, {year}"
