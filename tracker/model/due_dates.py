"""Dates and deadlines as people type them: a date with the words kept, a trigger to wait for, or no date."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Final
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadDate
from tracker.model.business_days import add_business_days, calendar_notes, next_business_day
from tracker.model.dates import DateSpan, When, add_months, day, end_of_month, local_day, span
from tracker.model.refs import resolve

MAX_WORDS: Final = 500
MAX_BUSINESS_DAYS: Final = 2500  # ten years; counting looks up each day in each calendar
MAX_CALENDARS: Final = 10
UNKNOWN_DAY: Final = "unknown"  # typed for the date of an event that has none
LONGEST_GRACE: Final = 36500  # days, a hundred years
# Separates a rule as it was typed from the calendars by which it was counted.
COUNTED_BY: Final = "; business days of offices and banks: "


class Deadline(Struct, frozen=True):
    """A deadline: `due` is None if there is no date, or no date yet.

    `words`: the typed text if it says more than the date, and the calendars of business days. `awaits`: the trigger
    from which the deadline counts.
    """

    due: DateSpan | None
    words: str = ""
    awaits: str = ""


def read_deadline(text: str, today: date, calendars: tuple[str, ...] = ()) -> Deadline:
    """Parse a deadline; `calendars` are the countries whose business days count if the text names none.

    >>> read_deadline("45bd after 2026-02-17 (US+JP)", date(2026, 3, 1)).due
    DateSpan('2026-04-23')
    >>> read_deadline("45bd after 2026-02-17 (US+JP)", date(2026, 3, 1)).words.partition("; ")[2]
    'business days of offices and banks: US federal, JP closed 29 December to 3 January'
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
        if error.readings and not plain[0].isdigit():
            raise BadDate(text, readings=(*error.readings, f"“undated: {plain}”")) from None
        if error.why or plain[0].isdigit():
            raise
        hint = f"for a promise without a date write “undated: {plain[:40]}”"
        raise BadDate(text, f"{error.FORMS}, 45bd after 2026-02-17 (US+JP); {hint}") from None


def awaiting(deadline: Deadline, refs: Collection[str]) -> Deadline:
    """The deadline; if its trigger is the beginning of one ref alone, `awaits` is that ref.

    >>> awaiting(Deadline(None, "45bd after jp-us-first (US)", "jp-us-first"), ["jp-us-first-project"]).awaits
    'jp-us-first-project'
    """
    found = [ref for ref in refs if ref.startswith(deadline.awaits)] if deadline.awaits else []
    if deadline.awaits in found or len(found) == 1:
        return replace(deadline, awaits=resolve(deadline.awaits, found))
    return deadline


def read_date_or_unknown(text: str, today: date) -> DateSpan | None:
    """Parse the date of an event; None for `unknown`.

    >>> read_date_or_unknown(" Unknown", date(2026, 3, 8))
    """
    return None if text.strip().lower() == UNKNOWN_DAY else read_date(text, today)


def read_date(text: str, today: date) -> DateSpan:
    """Parse the date of an event; words such as `today` and `-2w` are resolved and not kept."""
    plain = _plain(text)
    found = _read(plain, today, ()).due
    if found is None or re.match("(?i)within ", plain):
        raise BadDate(text)
    return found


def read_past_day(text: str, today: date) -> DateSpan:
    """Parse the date from which to look at changes; a bare `7d` is seven days ago.

    >>> read_past_day("7d", date(2026, 3, 8)), read_past_day("2026-03", date(2026, 3, 8))
    (DateSpan('2026-03-01'), DateSpan('2026-03'))
    """
    found = re.fullmatch(_OFFSET, _plain(text))
    is_bare = found and not (found["start"] or found["ago"] or found["anchor"])
    return read_date(f"-{text.strip()}" if is_bare else text, today)


def read_future_day(text: str, today: date) -> date:
    """Parse how far to look ahead, `30d` or `+30d`; limited to the last day of the calendar.

    >>> read_future_day("2w", date(2026, 3, 1)), read_future_day("+3y", date(9999, 6, 1))
    (datetime.date(2026, 3, 15), datetime.date(9999, 12, 31))
    """
    ahead = f"+{text.removeprefix('+')}"
    try:
        return read_date(ahead, today).last
    except BadDate:
        try:
            read_date(ahead, date.min)
        except BadDate as refusal:
            raise BadDate(text, refusal.why or "write how far to look ahead, such as 30d, 2w, 1m or 1y") from None
        return date.max


def read_when(text: str, now: datetime, zone: str) -> When:
    """Parse a moment: a date in any form, or an ISO time with its offset from UTC."""
    return _instant(text) or read_date(text, local_day(now, zone)).last


def read_since(text: str, now: datetime, zone: str) -> When:
    """Parse the moment from which to look at changes: the first day of a month or a year; `7d` is a week ago."""
    return _instant(text) or read_past_day(text, local_day(now, zone)).first


def _instant(text: str) -> datetime | None:
    if not re.match(_TIME, text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadDate(text, "write a time as 2026-02-18T12:00+09:00") from None
    if when.tzinfo is None:
        raise BadDate(text, "a time needs its offset from UTC, as in 2026-02-18T12:00+09:00")
    return when


def rule(words: str) -> str:
    """The words of a deadline without the calendars of its business days."""
    return words.partition(COUNTED_BY)[0]


def started(words: str, trigger: date) -> DateSpan | None:
    """The date of a deadline by its words, counted from its trigger; None if the words are not a rule.

    >>> started("45bd after notice (US+JP)", date(2026, 2, 17))
    DateSpan('2026-04-23')
    """
    plain = rule(words)
    found = re.fullmatch(_OFFSET, plain)
    if not found or not found["anchor"]:
        return None
    begin, end = found.span("anchor")
    return _read(plain[:begin] + trigger.isoformat() + plain[end:], trigger, ()).due


def _plain(text: str) -> str:
    plain = normalize("NFKC", text).strip()
    if not plain or len(plain) > MAX_WORDS:
        raise BadDate(text, f"a date has 1 to {MAX_WORDS} characters; write one such as 2025-12-31")
    return plain


def _read(plain: str, today: date, calendars: tuple[str, ...]) -> Deadline:
    try:
        if found := re.fullmatch(_OFFSET, rule(plain)):
            return _offset(rule(plain), found, today, calendars)
        return _named(plain, today) or _written(plain)
    except (OverflowError, ValueError):
        raise BadDate(plain, "it lies outside the years 1 to 9999; check the count") from None


def _written(plain: str) -> Deadline:
    due = span(re.sub(_END_OF, "", plain))
    return Deadline(due, "" if due.text == plain else plain)


def _named(plain: str, today: date) -> Deadline | None:
    """The deadline of a word relative to today, such as eom; None for any other text."""
    if word := WORDS.get(re.sub(_THE_END_OF, r"eo\1", re.sub("(?i)^by ", "", plain)).lower()):
        return Deadline(day(word(today)), plain)
    if found := re.fullmatch(_THIS, plain):
        return Deadline(_current(found[1].lower(), today), plain)
    _refuse_named(plain, today)
    return None


def _current(part: str, today: date) -> DateSpan:
    """The week, month, quarter or year of a day."""
    year, week, _ = today.isocalendar()
    names = {
        "week": f"{year:04}-W{week:02}",
        "month": f"{today.year:04}-{today.month:02}",
        "quarter": f"{today.year:04}-Q{(today.month + 2) // 3}",
    }
    return span(names.get(part, f"{today.year:04}"))


def _refuse_named(plain: str, today: date) -> None:
    """Refuse a day of the week, and the next or last week, month or year: all of them are ambiguous."""
    if found := re.fullmatch(_WEEKDAY, plain):
        raise BadDate(plain, f"it has several readings; write {_days_named(found, today)}")
    if found := re.fullmatch(_NEIGHBOUR, plain):
        unit, sign = found[2].lower(), "+" if found[1].lower() in {"next", "coming"} else "-"
        count = "3m" if unit == "quarter" else f"1{unit[0]}"
        meant = _current(unit, read_date(f"{sign}{count}", today).last)
        raise BadDate(plain, f"it has several readings; write {meant}, or {sign}{count} to count from today")
    if re.fullmatch(_END_OF_WEEK, plain):
        friday, sunday = (today + timedelta(days=last - today.weekday()) for last in (4, 6))
        raise BadDate(plain, f"it has several readings; write {friday} or {sunday}")


def _days_named(found: re.Match[str], today: date) -> str:
    """The two days that the name of a day of the week can mean."""
    apart = WEEKDAYS.index(found[2][:3].lower()) - today.weekday()
    ahead, behind = (apart - 1) % 7 + 1, -((-apart - 1) % 7 + 1)
    days = {"next": (ahead, ahead + 7), "last": (behind, behind - 7)}.get((found[1] or "").lower(), (ahead - 7, ahead))
    one, other = (today + timedelta(days=count) for count in days)
    return f"{one} or {other}"


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

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Compiled on first use: most runs parse no deadline.
_THE_END_OF: Final = r"(?i)\A(?:the )?end of (?:the |this )?(m|q|y)(?:onth|uarter|ear)\Z"
_END_OF_WEEK: Final = r"(?i)(?:by )?(?:the )?end of (?:the |this )?week"
_END_OF: Final = r"(?i)\A(?:by )?(?:(?:the )?end of )?"
_WEEKDAY: Final = (
    r"(?i)(?:by )?(?:(next|last|this|coming|on) )?"
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_THIS: Final = r"(?i)(?:by )?this (week|month|quarter|year)"
_NEIGHBOUR: Final = r"(?i)(?:by )?(?:(?:the )?end of )?(next|coming|last|past|previous) (week|month|quarter|year)"
_OFFSET: Final = (
    r"(?i)"
    r"(?P<start>[+-]|in |(?P<within>within ))?(?P<count>[0-9]{1,5}) ?"
    r"(?P<unit>bd|business days?|d|days?|w|weeks?|m|months?|y|years?)"
    r"(?:(?P<ago> ago)| (?:after|from|following|(?(within)of|after)) (?P<anchor>[^()]+?))?"
    r"(?: ?\((?P<calendars>[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?(?:\+[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?)*)"
    r"(?P<rolled>, next business day)?\))?"
)
_TIME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T"
# A text that begins with a digit and is a date, not a trigger such as “300 people relocated”.
_LIKE_A_DATE: Final = r"[0-9]\S*|[0-9\s./,:-]+|[0-9]{1,2}\.? \w+\.?,? [0-9]{4}"


def _offset(plain: str, found: re.Match[str], today: date, default: tuple[str, ...]) -> Deadline:
    _require_start(plain, found)
    named = tuple(dict.fromkeys(found["calendars"].upper().split("+"))) if found["calendars"] else default
    _require_few(plain, found, named)
    anchor = (found["anchor"] or "today").strip()
    start = _anchor(anchor, today)
    if start is None:
        _require_calendars(plain, found["unit"], named)
        return Deadline(None, _words(plain, found, named, today, today), anchor)
    due = _due(plain, found, start, named)
    return Deadline(day(due), _words(plain, found, named, start, due))


def _require_start(plain: str, found: re.Match[str]) -> None:
    """Refuse a number of days without the day from which they count, or with two such days."""
    count, start = f"{found['count']}{found['unit']}", (found["start"] or "").lower()
    if found["ago"] and start:
        raise BadDate(plain, f"write {count} ago or -{count}")
    if found["anchor"] or found["ago"]:
        return
    if start == "within ":
        period = plain[len(start) :]
        why = f"it does not say from which day; write +{period} to count from today, or within {count} of 2026-02-17"
        raise BadDate(plain, why)
    if not start:
        raise BadDate(plain, f"write +{plain} to count from today, or {plain} after 2026-02-17")


def _due(plain: str, found: re.Match[str], start: date, calendars: tuple[str, ...]) -> date:
    count = -int(found["count"]) if found["start"] == "-" or found["ago"] else int(found["count"])
    due = _count(plain, start, count, found["unit"].lower(), calendars)
    return next_business_day(due, calendars) if found["rolled"] else due


def _words(plain: str, found: re.Match[str], calendars: tuple[str, ...], start: date, due: date) -> str:
    """The words as typed, followed by the calendars if business days were counted."""
    if not (found["rolled"] or _is_in_business_days(found["unit"])):
        return plain
    first, last = sorted((start.year, due.year))
    return plain + COUNTED_BY + calendar_notes(calendars, range(first, last + 1))


def _anchor(anchor: str, today: date) -> date | None:
    """The day from which to count; None if it is a trigger that has no date yet."""
    if anchor.lower() == "now":
        return today
    if anchor.lower() in WORDS:
        return WORDS[anchor.lower()](today)
    _refuse_named(anchor, today)
    try:
        return span(anchor).last
    except BadDate as error:
        if error.why or re.fullmatch(_LIKE_A_DATE, anchor):
            raise
        return None


def _is_in_business_days(unit: str) -> bool:
    return unit.lower().startswith("b")


def _require_few(plain: str, found: re.Match[str], calendars: tuple[str, ...]) -> None:
    """Refuse a count that would take too long."""
    if len(calendars) > MAX_CALENDARS:
        raise BadDate(plain, f"it names more than {MAX_CALENDARS} calendars; write the day itself")
    if _is_in_business_days(found["unit"]) and int(found["count"]) > MAX_BUSINESS_DAYS:
        raise BadDate(plain, f"it counts more than {MAX_BUSINESS_DAYS} business days; write the day itself")


def _require_calendars(plain: str, unit: str, calendars: tuple[str, ...]) -> None:
    if _is_in_business_days(unit) and not calendars:
        raise BadDate(plain, f"name whose holidays count, as in {plain} (US+JP)")


def _count(plain: str, start: date, count: int, unit: str, calendars: tuple[str, ...]) -> date:
    if _is_in_business_days(unit):
        _require_calendars(plain, unit, calendars)
        return add_business_days(start, count, calendars)
    if unit.startswith(("d", "w")):
        return start + timedelta(days=count * (7 if unit.startswith("w") else 1))
    return add_months(start, count * (12 if unit.startswith("y") else 1))
