"""What people type for a deadline -> a date with the words kept, a trigger that is waited for, or no date at all."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Final
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from tracker.calendars import add_business_days, next_business_day
from tracker.dates import Span, add_months, day, end_of_month, span
from tracker.errors import BadDate
from tracker.refs import resolve

MAX_WORDS: Final = 500


class Deadline(Struct, frozen=True):
    """A due date as understood: `due` is None when there is none, or none yet.

    `words` is what was typed where that says more than the date; `awaits` is the event that starts the clock.
    """

    due: Span | None
    words: str = ""
    awaits: str = ""


def read_deadline(text: str, today: date, calendars: tuple[str, ...] = ()) -> Deadline:
    """Read a deadline; `calendars` are the countries whose business days count where the text names none.

    >>> read_deadline("45bd after 2026-02-17 (US+JP)", date(2026, 3, 1)).due
    Span('2026-04-23')
    >>> read_deadline("undated: as soon as possible", date(2026, 3, 1))
    Deadline(due=None, words='as soon as possible', awaits='')
    >>> read_deadline("45bd after notice (US+JP)", date(2026, 3, 1)).awaits
    'notice'
    """
    plain = _plain(text)
    if plain.lower() == "undated" or plain.lower().startswith("undated:"):
        return Deadline(None, plain[len("undated:") :].strip())
    try:
        return _read(plain, today, calendars)
    except BadDate as error:
        if error.why or plain[0].isdigit():
            raise
        hint = f"for a promise without a date write “undated: {plain[:40]}”"
        raise BadDate(text, f"{error.FORMS}, 45bd after 2026-02-17 (US+JP); {hint}") from None


def awaiting(deadline: Deadline, refs: Collection[str]) -> Deadline:
    """The deadline, where it awaits one of these commitments by the ref of that.

    >>> awaiting(Deadline(None, "45bd after jp-us-first (US)", "jp-us-first"), ["jp-us-first-project"]).awaits
    'jp-us-first-project'
    """
    awaited = [ref for ref in refs if ref.startswith(deadline.awaits)] if deadline.awaits else []
    if deadline.awaits in awaited or len(awaited) == 1:
        return replace(deadline, awaits=resolve(deadline.awaits, awaited))
    return deadline


def read_day(text: str, today: date) -> Span:
    """Read the date of something that happened; words such as `today` and `-2w` are resolved, none is kept."""
    found = _read(_plain(text), today, ())
    if found.due is None:
        raise BadDate(text)
    return found.due


def started(words: str, trigger: date) -> Span | None:
    """The date that the words of an awaited deadline give once its trigger has come; None if they are no rule.

    >>> started("45bd after notice (US+JP)", date(2026, 2, 17))
    Span('2026-04-23')
    """
    found = re.fullmatch(_OFFSET, words)
    if not found or not found["anchor"]:
        return None
    begin, end = found.span("anchor")
    return read_day(words[:begin] + trigger.isoformat() + words[end:], trigger)


def _plain(text: str) -> str:
    plain = normalize("NFKC", text).strip()
    if not plain or len(plain) > MAX_WORDS:
        raise BadDate(text, f"a date has 1 to {MAX_WORDS} characters; write one such as 2025-12-31")
    return plain


def _read(plain: str, today: date, calendars: tuple[str, ...]) -> Deadline:
    if found := re.fullmatch(_OFFSET, plain):
        return _offset(plain, found, today, calendars)
    if word := WORDS.get(plain.lower()):
        return Deadline(day(word(today)), plain)
    due = span(re.sub(_END_OF, "", plain))
    return Deadline(due, "" if due.text == plain else plain)


def _end_of_quarter(today: date) -> date:
    return end_of_month(today.year, (today.month + 2) // 3 * 3)


WORDS: Final[dict[str, Callable[[date], date]]] = {
    "today": lambda today: today,
    "tomorrow": lambda today: today + timedelta(days=1),
    "yesterday": lambda today: today - timedelta(days=1),
    "eom": lambda today: end_of_month(today.year, today.month),
    "eoq": _end_of_quarter,
    "eoy": lambda today: date(today.year, 12, 31),
}

# Compiled when one is first needed, for most runs read no deadline that was typed.
_END_OF: Final = r"(?i)\A(?:by )?(?:(?:the )?end of )?"
_OFFSET: Final = (
    r"(?i)"
    r"(?P<sign>[+-]?)(?P<count>[0-9]{1,5}) ?"
    r"(?P<unit>bd|business days?|d|days?|w|weeks?|m|months?|y|years?)"
    r"(?: after (?P<anchor>[^()]+?))?"
    r"(?: ?\((?P<calendars>[A-Za-z]{2}(?:\+[A-Za-z]{2})*)(?P<rolled>, next business day)?\))?"
)


def _offset(plain: str, found: re.Match[str], today: date, default: tuple[str, ...]) -> Deadline:
    if not (found["sign"] or found["anchor"]):
        raise BadDate(plain, f"write +{plain} to count from today, or {plain} after 2026-02-17")
    named = tuple(found["calendars"].upper().split("+")) if found["calendars"] else default
    anchor = (found["anchor"] or "today").strip()
    start = _anchor(anchor, today)
    if start is None:
        _require_calendars(plain, found["unit"], named)
        return Deadline(None, plain, anchor)
    count = -int(found["count"]) if found["sign"] == "-" else int(found["count"])
    try:
        due = _count(plain, start, count, found["unit"].lower(), named)
    except (OverflowError, ValueError):
        raise BadDate(plain, "it lies outside the years 1 to 9999; check the count") from None
    return Deadline(day(next_business_day(due, named) if found["rolled"] else due), plain)


def _anchor(anchor: str, today: date) -> date | None:
    """The day that is counted from; None if it is an event that has no date yet."""
    if anchor.lower() in WORDS:
        return WORDS[anchor.lower()](today)
    try:
        return span(anchor).last
    except BadDate as error:
        if error.why or anchor[:1].isdigit():
            raise
        return None


def _require_calendars(plain: str, unit: str, calendars: tuple[str, ...]) -> None:
    if unit.lower().startswith("b") and not calendars:
        raise BadDate(plain, f"name whose holidays count, as in {plain} (US+JP)")


def _count(plain: str, start: date, count: int, unit: str, calendars: tuple[str, ...]) -> date:
    if unit.startswith("b"):
        _require_calendars(plain, unit, calendars)
        return add_business_days(start, count, calendars)
    if unit.startswith(("d", "w")):
        return start + timedelta(days=count * (7 if unit.startswith("w") else 1))
    return add_months(start, count * (12 if unit.startswith("y") else 1))
