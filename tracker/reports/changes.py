"""The changes between two moments in the words of an analyst: a panel a group, a sentence a line.

Left out is what changes no state, contradicts nothing and is no review: any other citation, and a status, amount,
position or judgement that only repeats the last.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import message, plural, translate, written_day
from tracker.model.commitment import AnyEvent, obligor_of
from tracker.model.dates import When, day_begins, in_utc
from tracker.reports import changes_deadlines as deadlines
from tracker.reports import changes_events as events
from tracker.reports import changes_keeping as keeping
from tracker.reports import changes_review as review
from tracker.reports.diff import Change, Comparison, changes_between
from tracker.reports.table import Cell, Feed, Field, Panel, Table, name_fields, plain, source_fields, table_of
from tracker.state import deadlines as due_dates
from tracker.state.portfolio import Portfolio, Standing


class Group(Struct, frozen=True):
    """A kind of change: its name for machines, its title for people, and where its lines come from.

    `is_derived`: it follows from the day or from several events, and not from one event. `is_desk`: it is the work of
    those who keep the register, and no news.
    """

    name: str
    title: str
    lines: Callable[[Comparison], Iterable[Change]]
    is_derived: bool = False
    is_desk: bool = False

    def all_lines(self, one: Comparison) -> list[tuple[Comparison, Change]]:
        """The changes of a commitment; what is derived and not new of the whole, of each obligor."""
        found = [(one, line) for line in self.lines(one)]
        if found or not self.is_derived:
            return found
        return [(each, line) for each in one.obligors for line in self.lines(each)]


GROUPS: Final = (
    Group("new", message("New"), events.new),
    Group("moved", message("Moved"), deadlines.moved),
    Group("deadline", message("Deadlines set"), deadlines.dated),
    Group("waived", message("Waived"), deadlines.waived),
    Group("delivered", message("Delivered"), events.delivered),
    Group("amount", message("Amounts set or revised"), events.revised),
    Group("completed", message("Delivered in full, not confirmed"), deadlines.completed, is_derived=True),
    Group("overdue", message("Newly overdue"), deadlines.overdue, is_derived=True),
    Group("short", message("Short by a figure for the period"), deadlines.short, is_derived=True),
    Group("contested", message("Newly overdue by some readings"), deadlines.contested, is_derived=True),
    Group("due_soon", message("Coming due"), deadlines.coming_due, is_derived=True),
    Group("position", message("Positions taken or turned"), events.turned),
    Group("assessment", message("Assessments set or revised"), events.judged),
    Group("contradicted", message("Contradicted by a source"), review.contradicted),
    Group("settled", message("Contradictions settled"), review.settled, is_desk=True),
    Group("reviewed", message("Reviewed"), review.reviewed, is_desk=True),
    Group("review_due", message("To be reviewed"), review.review_due, is_desk=True),
    Group("review_missed", message("Reviews missed"), review.review_missed, is_desk=True),
    Group("in_force", message("Came into force"), keeping.in_force),
    Group("exceeded", message("Above a ceiling"), keeping.exceeded, is_derived=True),
    Group("breached", message("Breached"), keeping.breached),
    Group("restored", message("Restored"), keeping.restored),
    Group("lapsed", message("Lapsed"), keeping.lapsed, is_derived=True),
    Group("lapsed_by_some", message("Lapsed by some readings"), keeping.lapsed_by_some, is_derived=True),
    Group("closed", message("Closed"), events.closed),
    Group("reopened", message("Reopened"), events.reopened),
    Group("status", message("Other changes of status"), events.became),
    Group("edited", message("Edited"), events.edited, is_desk=True),
    Group("corrected", message("Corrected or taken back"), events.corrected),
)


class _Change(Struct, frozen=True):
    """One change of a commitment in its group; `number` counts the changes of the register that have one name."""

    group: Group
    standing: Standing
    line: Change
    number: int = 0

    @property
    def event(self) -> AnyEvent | None:
        """The event that the change rests on, if any."""
        return self.line.event

    @property
    def name(self) -> str:
        """The name of the change in the register: of its event, or of the day that it follows from."""
        recorded = self.standing.portfolio.register.renamings.recorded(self.standing.ref)
        follows_from = plain(self.line.after) or str(self.standing.due or "")
        cause = str(self.event.id) if self.event and not self.group.is_derived else follows_from
        return ".".join((recorded, obligor_named(self.standing, self.line), self.group.name, cause))

    @property
    def uid(self) -> str:
        """A UUID that stays the same in every run, on every machine, and is in no other register."""
        return _uid(self.standing.portfolio, f"{self.name}.{self.number}" if self.number else self.name)

    @property
    def changed_at(self) -> datetime:
        """When the register learned of it; of what follows from the day, from when it holds of what was recorded."""
        state, since = self.standing.state, self.line.since
        version = due_dates.version_in_force(state) if since else None
        events = [event for event in (self.event, version) if event] or ([] if since else state.events)
        begun = [day_begins(since, state.zone)] if since else []
        return in_utc(max((*(event.recorded_at for event in events), *begun)))


FIELDS: Final[tuple[Field[_Change], ...]] = (
    Field("group", "code", lambda one: one.group.name),
    *name_fields(lambda one: one.standing),
    Field("on", "date", lambda one: one.event.on if one.event else None),
    Field("known_on", "date", lambda one: one.event.known_on if one.event else None),
    Field("before", "text", lambda one: one.line.before or None),
    Field("after", "text", lambda one: one.line.after or None),
    Field("days", "number", lambda one: one.line.days),
    Field("what", "text", lambda one: one.line.what),
    Field("note", "text", lambda one: (one.event.note if one.event else "") or None),
    *source_fields(lambda one: one.event.source if one.event else None),
    Field("event", "number", lambda one: one.event.id if one.event else None),
    Field("of", "code", lambda one: obligor_named(one.standing, one.line) or None),
    Field("uid", "code", lambda one: one.uid),
    Field("changed_at", "date", lambda one: one.changed_at),
)
_NOWHERE: Final = UUID(int=0)  # of commitments that are in no register


def changes_table(
    before: Portfolio, after: Portfolio, test: Callable[[Standing], bool] = lambda _: True, query: Sequence[str] = ()
) -> Table:
    """Every change of the commitments that pass the test of a query; no row and no panel where there is none."""
    chosen = [comparison for comparison in changes_between(before, after) if test(comparison.standing)]
    found = [(group, [found for one in chosen for found in group.all_lines(one)]) for group in GROUPS]
    items = _numbered([_Change(group, one.standing, line) for group, lines in found for one, line in lines])
    panels = [_panel(group, lines) for group, lines in found if lines]
    if panels:
        changed = {one.standing.ref: one.standing for _, lines in found for one, _ in lines}
        notes = (_period(before, after, len(items)), *after.rate_notes(changed.values()))
        panels[-1] = replace(panels[-1], notes=notes)
    start = before.moment.as_of
    begun = start if isinstance(start, datetime) else day_begins(start, after.zone)
    feed = Feed(_uid(after, " ".join(("changes", *query))), translate("Changes"), begun)
    return replace(table_of(FIELDS, items, panels, language=after.language), feed=feed)


def _numbered(items: Iterable[_Change]) -> list[_Change]:
    """The changes, with numbers where one event makes several."""
    counts: Counter[str] = Counter()
    found = []
    for item in items:
        found.append(replace(item, number=counts[item.name]))
        counts[item.name] += 1
    return found


def _uid(portfolio: Portfolio, name: str) -> str:
    return str(uuid5(portfolio.register.id or _NOWHERE, name))


def _panel(group: Group, lines: Iterable[tuple[Comparison, Change]]) -> Panel:
    sentences = tuple(sentence(one, line) for one, line in lines)
    return Panel(title=translate(group.title), sentences=sentences, anchor=group.name)


def sentence(one: Comparison, line: Change) -> Cell:
    """The change of a commitment as a sentence, with its source."""
    source = line.event.source if line.event else None
    ref, sources = one.standing.ref, (source,) if source else ()
    return Cell(sentence_words(ref, obligor_named(one.standing, line), line.what), sources=sources, refs=(ref,))


def sentence_words(ref: str, of: str, what: str) -> str:
    """The sentence of a change; `of` is the one obligor that it is about, if it is not about all."""
    named = translate("{ref}, {obligor}", ref=ref, obligor=of) if of else ref
    return translate("{ref}: {change}.", ref=named, change=what.removesuffix(".").removesuffix("。"))


def group_title(name: str) -> str:
    """The title of a group by its name for machines."""
    return translate(next(group.title for group in GROUPS if group.name == name))


def obligor_named(standing: Standing, line: Change) -> str:
    """The one obligor that a change is about; empty if it is about all of them."""
    return standing.of or (obligor_of(line.event) if line.event and not line.is_of_all else "")


def _period(before: Portfolio, after: Portfolio, count: int) -> str:
    changes, now = plural(count, "change"), _written(after.moment.as_of)
    known = translate(", as known at {moment}", moment=_written(after.moment.known_at)) if after.moment.known_at else ""
    if not before.commitments:
        return translate("{changes} from the beginning, as of {now}{known}.", changes=changes, now=now, known=known)
    then = _written(before.moment.as_of)
    return translate("{changes} since {then}, as of {now}{known}.", changes=changes, then=then, now=now, known=known)


def _written(when: When) -> str:
    if not isinstance(when, datetime):
        return written_day(when)
    day, time = written_day(when.date()), when.timetz().isoformat(timespec="minutes")
    return translate("{day}T{time}", day=day, time=time)
