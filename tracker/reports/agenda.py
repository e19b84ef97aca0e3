"""The agenda, week by week: deadlines, days from which something may begin, and reviews."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Literal

from msgspec import Struct

from tracker.language import remarks, translate, written_day
from tracker.model.amounts import Amount
from tracker.model.dates import DateSpan, span
from tracker.reports.date_text import span_written
from tracker.reports.list_notes import unmeasured
from tracker.reports.standing_text import late_words, owes, readings_words
from tracker.reports.table import Cell, Field, Heading, Panel, Table, Tone, amount_fields, ordered, panel_of, table_of
from tracker.reports.text import parties_spoken, party_spoken, source_words
from tracker.reports.witness_text import witness_words
from tracker.state import deadlines
from tracker.state.lateness import Lateness
from tracker.state.measured_readings import grouped
from tracker.state.portfolio import Portfolio, Standing

Kind = Literal["contested", "deadline", "not_before", "overdue", "review", "forecast"]
OVERDUE: Final = "overdue"
CONTESTED: Final = "contested"
REVIEW: Final = "review"


class Item(Struct, frozen=True):
    """One day of one commitment; in the days of grace it is the last of them."""

    day: date
    kind: Kind
    standing: Standing
    words: str
    amount: Amount | None
    lateness: Lateness = ""

    @property
    def days(self) -> int:
        """Days until it, negative once it has passed."""
        return (self.day - self.standing.state.day).days

    @property
    def week(self) -> str:
        """Its ISO week."""
        year, week, _ = self.day.isocalendar()
        return f"{year:04}-W{week:02}"


# ---- days --------------------------------------------------------------------------------------


def _items(standing: Standing) -> Iterator[Item]:
    version = deadlines.version_in_force(standing.state)
    if standing.readings and standing.timeliness != "overdue":
        yield from _by_reading(standing)
    elif version and version.due and not version.awaits:
        yield from _due(standing, version.due, _joined(_wide(version.due), version.words))
    earliest = deadlines.not_before(standing.state)
    if earliest and earliest.first >= standing.state.day:
        begins = translate("comes into force" if standing.is_lasting else "may begin")
        yield Item(earliest.first, "not_before", standing, _joined(begins, _wide(earliest)), standing.amount)
    latest = deadlines.forecast(standing.state)
    if latest and latest.due and latest.due.last >= standing.state.day:
        words = _joined(translate("expected"), _wide(latest.due), source_words(latest.source))
        yield Item(latest.due.last, "forecast", standing, words, standing.amount)
    if review := standing.next_review:
        day = standing.next_look or standing.state.day
        yield Item(day, REVIEW, standing, _joined(translate("look again"), review.who), None)


def _by_reading(standing: Standing) -> Iterator[Item]:
    """The day of each reading that has not passed, and the first that has, if it is contested."""
    for parties, one in grouped(standing.readings):
        due = one.reading.due
        is_to_come = one.timeliness in {"upcoming", "due_soon", "in_grace", "in_force", "breached"}
        if due and is_to_come and (due.last >= standing.state.day or not standing.is_lasting):
            read = parties_spoken(
                party_spoken(party, standing.portfolio) if party else translate("the common version")
                for party in parties
            )
            lapses = translate("lapses") if standing.is_lasting else ""
            words = _joined(lapses, _wide(due), translate("read so by {parties}", parties=read))
            yield Item(due.last, "deadline", standing, words, one.amount)
        elif due and one.timeliness == "overdue" and one.days == max(each.days or 0 for each in standing.readings):
            yield Item(due.last, CONTESTED, standing, readings_words(standing), one.amount, "contested")


def _due(standing: Standing, due: DateSpan, words: str) -> Iterator[Item]:
    """The day as an item, if it counts: not if it is suspended, has lapsed, or has passed before anybody agreed."""
    amount = standing.amount
    match standing.timeliness_on("current"):
        case "overdue":
            lateness, report = standing.lateness_on("current"), standing.late_report_on("current")
            told = _joined(words, witness_words(standing, lateness, report))
            yield Item(due.last, OVERDUE, standing, told, amount, lateness)
        case "in_grace":
            days = due.last.toordinal() + deadlines.grace_days(standing.state)
            last = date.fromordinal(min(days, date.max.toordinal()))
            grace = translate("the last day of grace after {day}", day=written_day(due.last))
            yield Item(last, "deadline", standing, _joined(words, grace), amount)
        case "upcoming" | "due_soon":
            yield Item(due.last, "deadline", standing, words, amount)
        case "in_force" | "breached" if due.last >= standing.state.day:
            yield Item(due.last, "deadline", standing, _joined(translate("lapses"), words), amount)


def _wide(days: DateSpan) -> str:
    """The date as it was written if it is longer than a day; otherwise empty."""
    return "" if days.precision == "day" else span_written(days)


def _joined(*parts: str) -> str:
    return remarks(part for part in parts if part)


# ---- for people --------------------------------------------------------------------------------


def _title(item: Item) -> str:
    if item.kind == OVERDUE:
        return translate("Overdue")
    if item.kind == CONTESTED:
        return translate("Contested")
    monday = item.day - timedelta(days=item.day.weekday())
    return translate("{week}, from Monday {day}", week=span_written(span(item.week)), day=written_day(monday))


def _when(item: Item) -> tuple[str, Tone]:
    days = item.days
    if days >= 0:
        return translate("in {days} d", days=days) if days else translate("today"), "warn"
    if item.kind == OVERDUE:
        return late_words(-days, item.lateness)
    return translate("{days} d ago", days=-days), "warn"


def _amount(item: Item) -> str:
    return item.standing.format_amount(item.amount)


def _owes(item: Item) -> str:
    return owes(item.standing)


def _full_title(item: Item) -> str:
    return item.standing.full_title


_TEXT: Final = Heading("", stack="what", flexible=True, lines=4)
FIELDS: Final[tuple[Field[Item], ...]] = (
    Field("week", "code", lambda item: item.week),
    Field("due", "date", lambda item: item.day, Heading("", stack="when")),
    Field("ref", "code", lambda item: item.standing.ref, Heading("", stack="what"), tone="strong"),
    Field("title", "text", lambda item: item.standing.title, _TEXT, _full_title, tone="dim"),
    Field("kind", "code", lambda item: item.kind),
    Field("words", "text", lambda item: item.words or None, _TEXT),
    *amount_fields(lambda item: item.amount, heading=Heading("", stack="who", right=True), cell=_amount),
    Field("obligor", "code", lambda item: item.standing.terms.obligor, Heading("", stack="who"), _owes),
    Field("obligee", "code", lambda item: item.standing.terms.obligee),
    Field("days", "number", lambda item: item.days, Heading("", stack="when"), lambda item: Cell(*_when(item))),
)
_SHOWN: Final = ordered(FIELDS, ("due", "days", "obligor", "amount", "ref", "words", "title"))


def agenda_table(portfolio: Portfolio, until: date, test: Callable[[Standing], bool] = lambda _: True) -> Table:
    """The open commitments that pass the test and are overdue, fall due or are to be reviewed by that day."""
    standings = [standing for standing in portfolio if standing.is_open and test(standing)]
    found = [item for standing in standings for item in _items(standing) if item.day <= until]
    items = sorted(found, key=lambda item: (item.kind != OVERDUE, item.kind != CONTESTED, item.day, item.standing.ref))
    note = translate(
        "{counts} until {day}{unmeasured}.",
        counts=_counted(items),
        day=written_day(until),
        unmeasured=unmeasured(standings),
    )
    panels = [panel_of(_SHOWN, group, title) for title, group in groupby(items, _title)]
    notes = (note, *portfolio.rate_notes(item.standing for item in items))
    return table_of(FIELDS, items, (*panels, Panel(notes=notes)))


def _counted(items: Sequence[Item]) -> str:
    days = sum(item.kind == OVERDUE for item in items)
    late = len({item.standing.ref for item in items if item.kind == OVERDUE})
    contested = sum(item.kind == CONTESTED for item in items)
    looks = sum(item.kind == REVIEW for item in items)
    to_come = len(items) - days - contested - looks
    return _joined(
        translate("{number} overdue", number=late) if late else "",
        translate("{number} contested", number=contested) if contested else "",
        translate("{number} to come", number=to_come),
        translate("{number} to look at", number=looks) if looks else "",
    )
