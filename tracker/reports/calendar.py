"""The days that a calendar is fed with: the deadline of each commitment, dated or not, and the planned reviews."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from msgspec import Struct

from tracker.language import message, translate
from tracker.model.commitment import AnyEvent, DeadlineEvent, RetractionEvent, ReviewEvent, Source, TermsEvent
from tracker.model.dates import DateSpan
from tracker.reports.amount_text import amount_words
from tracker.reports.code_text import status_spoken
from tracker.reports.event_text import cited, day_words
from tracker.reports.standing_text import owes, status_and_standing
from tracker.reports.table import Field, Table, last_day, table_of, url_of
from tracker.reports.witness_text import says_who
from tracker.state import deadlines
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import own_source

Kind = Literal["deadline", "review"]
_NOWHERE: Final = UUID(int=0)  # of commitments that are in no register
# The kinds of event that may move the day of each kind of entry.
_MOVES_DAYS: Final[dict[Kind, tuple[type[AnyEvent], ...]]] = {
    "deadline": (DeadlineEvent, RetractionEvent, TermsEvent),
    "review": (ReviewEvent, RetractionEvent, TermsEvent),
}


class CalendarEntry(Struct, frozen=True):
    """A day on which something falls due or is to be reviewed; `due` is None where it has no date, or not yet one.

    `history` holds the events known at the moment, those that were later corrected or retracted included. `name` is
    unique in the register.
    """

    standing: Standing
    history: Sequence[AnyEvent]
    name: str
    due: DateSpan | None
    status: str
    words: str = ""
    source: Source | None = None
    kind: Kind = "deadline"

    @property
    def uid(self) -> str:
        """A UUID that stays the same in every report of the register, on every machine, and is in no other register.

        RFC 7986 recommends a UUID because it discloses nothing about the user or the host.
        """
        return str(uuid5(self.standing.portfolio.register.id or _NOWHERE, self.name))

    @property
    def summary(self) -> str:
        """The line that a calendar shows: who owes, to whom, and what."""
        words = translate("{owes}: {title}", owes=owes(self.standing), title=self.standing.full_title)
        return translate("Review: {what}", what=words) if self.kind == "review" else words

    @property
    def completed(self) -> date | None:
        """The day on which it was met, if it is known which one that was."""
        met = self.standing.met
        return met.last if met and met.is_exact else None

    @property
    def sequence(self) -> int:
        """The number of recorded events, after the first, that may move the day; it never decreases."""
        return max(0, sum(isinstance(event, _MOVES_DAYS[self.kind]) for event in self.history) - 1)

    @property
    def changed_at(self) -> datetime:
        """The time of the last recorded event of the commitment."""
        return max(event.recorded_at for event in self.history)

    @property
    def says(self) -> str:
        """The description in a calendar: the parties, the amount, the standing and the source."""
        standing = self.standing
        moved = translate(
            message("moved {number} ×, first until {day}")
            if standing.is_lasting
            else message("moved {number} ×, first due {day}"),
            number=len(standing.shown_moves),
            day=day_words(standing.due_original),
        )
        status = status_spoken(standing.status) if self.kind == "review" else status_and_standing(standing)
        source = cited(self.source)
        citation = translate("according to {source}", source=source) if source else ""
        lines = (
            f"{owes(standing)} {amount_words(standing)}".strip(),
            day_words(self.due),
            self.words,
            status,
            moved if standing.shown_moves else "",
            says_who(standing),
            citation,
            standing.ref,
        )
        return "\n".join(line for line in lines if line)


def _title(item: CalendarEntry) -> str:
    title = item.standing.full_title
    return translate("Review: {what}", what=title) if item.kind == "review" else title


_FIELDS: Final[tuple[Field[CalendarEntry], ...]] = (
    Field("ref", "code", lambda item: item.standing.ref),
    Field("title", "text", _title),
    Field("due", "date", lambda item: last_day(item.due)),
    Field("status", "code", lambda item: item.status),
    Field("completed", "date", lambda item: item.completed),
    Field("says", "text", lambda item: item.says),
    Field("category", "code", lambda item: item.standing.terms.category),
    Field("time_zone", "code", lambda item: item.standing.state.zone),
    Field("url", "text", lambda item: url_of(item.source) or None),
    Field("uid", "code", lambda item: item.uid),
    Field("sequence", "number", lambda item: item.sequence),
    Field("changed_at", "date", lambda item: item.changed_at),
    Field("summary", "text", lambda item: item.summary),
)


def calendar_entries(portfolio: Portfolio, standings: Iterable[Standing], alarms: Sequence[int] = ()) -> Table:
    """Every deadline; `alarms` say how many days before its day to remind of what is open."""
    items = [entry for standing in standings for entry in _entries(standing, portfolio.known_events(standing.ref))]
    before = tuple(map(str, alarms))
    alarm_days: Field[CalendarEntry] = Field("alarm_days", "code", lambda item: before if _reminds(item) else ())
    kind: Field[CalendarEntry] = Field("kind", "code", lambda item: item.kind)
    return table_of((*_FIELDS, alarm_days, kind), items)


def _reminds(item: CalendarEntry) -> bool:
    return item.due is not None and item.status != "met" and item.standing.is_open


def _entries(standing: Standing, history: Sequence[AnyEvent]) -> Iterator[CalendarEntry]:
    """The deadline, and the next review while it is open."""
    version = deadlines.version_in_force(standing.state)
    due = version.due if version and not version.awaits else None
    source, words = (own_source(standing.state, version), version.words) if version else (None, "")
    ref = standing.portfolio.register.renamings.recorded(standing.ref)  # a calendar knows the entry by its first ref
    status = standing.status if standing.is_open else standing.state.standing_status
    yield CalendarEntry(standing, history, f"{ref}.deadline", due, status, words, source)
    if standing.is_open and (review := standing.next_review):
        who = translate("to be reviewed by {who}", who=review.who) if review.who else translate("to be reviewed")
        yield CalendarEntry(standing, history, f"{ref}.review", review.next, status, who, kind="review")
