"""What each command gets: the clock's reading, the register that is meant, and a place to show results."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

import typer
from msgspec import Struct
from msgspec.structs import replace

from tracker.commands.locate import backups_of, find_register
from tracker.commands.options import Evidence, Showing, Viewing
from tracker.commands.output import discard, output_format, show, terminal, write_out
from tracker.errors import NotInRegister, NotKnownYet, Retracted
from tracker.model.commitment import (
    SOURCE_KINDS,
    SOURCE_PARTIES,
    AnyEvent,
    Commitment,
    DeadlineEvent,
    Source,
    StatusEvent,
    one_of,
)
from tracker.model.dates import DateSpan, Moment, day, local_day
from tracker.model.due_dates import Deadline, awaiting, read_date, read_deadline, read_when
from tracker.model.iso import require_language
from tracker.model.parties import interpretations, require_parties
from tracker.model.refs import find, normalized
from tracker.model.register import Register
from tracker.query import Query, Scope, near_words, parse, table_phrases
from tracker.query.filter import Filter, FilterResult, filter_of
from tracker.record.events import Provenance
from tracker.render import EXCEL, format_of
from tracker.render.escape import escape_control
from tracker.reports.event_text import describe
from tracker.reports.table import Table
from tracker.state.conversion import RATE_DAYS, RateDay, TargetUnit, read_unit
from tracker.state.deadlines import Basis
from tracker.state.fold import EventDays, event_days, retractions
from tracker.state.portfolio import Portfolio, Standing
from tracker.store import LOCK_TIMEOUT, Backups, Reader, Store, Writer, open_store
from tracker.store.attempts import Attempt

BARE: Final = frozenset({"csv", EXCEL, "json", "jsonl"})  # formats that show values and no notes
_PASSWORD: Final = re.compile(r"(://[^\s:@/]*):\S*@")
UNKNOWN: Final = "unknown"
LONG_AGO: Final = 90  # days after which a register may be out of date
PAGE: Final = 50  # rows that a terminal shows unless told otherwise


class Transaction(Struct, frozen=True):
    """A transaction under way: what it writes to, what it is stamped with, and what day it is there.

    `notes` are what is to be said once it is over.
    """

    writer: Writer
    recorded_at: datetime
    recorded_by: str
    now: datetime
    zone: str
    notes: list[str] = []

    @property
    def today(self) -> date:
        """What day it is in the zone."""
        return local_day(self.now, self.zone)

    @property
    def register(self) -> Register:
        """What the register holds beside its commitments, without the rates."""
        return register_of(self.writer)

    def in_zone(self, zone: str) -> "Transaction":
        """The same transaction, where the days are those of a commitment's own zone if it has one."""
        return replace(self, zone=zone or self.zone)

    def commitment(self, typed: str) -> Commitment:
        """The commitment whose ref is typed, or begins with what is typed."""
        return self.writer.get(self.ref(typed))

    def ref(self, typed: str) -> str:
        """The ref that is typed, or begins with what is typed."""
        return find(typed, self.writer)

    def standing(self, new: Commitment) -> Standing | None:
        """The standing of a commitment with its parts, once `new` has replaced it; None if it has not begun."""
        others = [one for one in self.writer.with_related(new.ref) if one.ref != new.ref]
        return Portfolio([*others, new], Moment(self.now), self.register).standings.get(new.ref)

    def provenance(self, evidence: Evidence, *, on: str = "today") -> Provenance:
        """What the event carries; `on` is when it took effect where nothing is said of that."""
        published = self.day(evidence.published)
        known_on = self._day(evidence.known) if evidence.known else published or day(self.today)
        source = _source(evidence, published, self.today)
        return Provenance(
            self.recorded_at, self.recorded_by, self._day(evidence.on or on), known_on, source, evidence.note
        )

    def day(self, text: str | None) -> DateSpan | None:
        """The date that is typed, None if none is."""
        return read_date(text, self.today) if text else None

    def future_day(self, text: str | None) -> DateSpan | None:
        """The day ahead that is typed, also as `90d` from today; None if none is."""
        if text and re.fullmatch(r"[0-9]{1,5} ?[A-Za-z]+", text.strip()):
            return self.day(f"+{text.strip()}")
        return self.day(text)

    def deadline(self, text: str | None) -> Deadline | None:
        """The deadline that is typed; where it awaits a commitment of the register, by the ref of that."""
        found = read_deadline(text, self.today) if text else None
        return awaiting(found, self.writer.refs(found.awaits)) if found and found.awaits else found

    def parties(self, typed: list[str], option: str = "") -> tuple[str, ...]:
        """The codes of the parties that are typed, each by its code or name, else a refusal."""
        parties = self.writer.parties()
        codes = require_parties(typed, parties, f"repeat {option} for each" if option else "name one")
        self.notes.extend(interpretations(typed, codes, parties))
        return codes

    def _day(self, text: str) -> DateSpan | None:
        return None if text == UNKNOWN else read_date(text, self.today)


class Update(Struct):
    """A transaction that replaces the commitment `old` by `new`, which the command sets.

    `tx` has the days of the commitment's own time zone, `provenance` is for the new events, and `notes` are said once
    the change is recorded.
    """

    tx: Transaction
    old: Commitment
    new: Commitment
    provenance: Provenance
    notes: list[str] = []


class Snapshot(NamedTuple):
    """A register opened for reading, the moment and basis asked about, and the unit and language of the answer."""

    reader: Reader
    scope: Scope
    money: TargetUnit | None
    language: str

    def portfolio(self, found: FilterResult) -> Portfolio:
        """The commitments that were found, and the number of the others."""
        register, moment, basis = self.scope.register, self.scope.moment, self.scope.basis
        return Portfolio(
            found.commitments,
            moment,
            register,
            basis=basis,
            language=self.language,
            target=self.money,
            counted=found.other_counts,
        )


class Session(Struct, frozen=True):
    """One run of the program; `is_clock_fixed`: the time was given, and no other clock counts.

    `done`: what the command has done for good, in a word each; if what follows cannot be shown, it is no failure.
    """

    now: datetime
    user: str
    is_clock_fixed: bool = False
    timeout: float = LOCK_TIMEOUT
    done: list[str] = []

    def store(self, register: str | None, about: str | None = None) -> Store:
        """The register that is meant; `about` is what is typed to say which commitment."""
        place = find_register(register)
        return open_store(place, self.timeout, self.backups(place), about=normalized(about or ""))

    def backups(self, location: str) -> Backups:
        """The copies of the register at a place."""
        return Backups(partial(backups_of, location), say)

    def portfolio(self, viewing: Viewing, basis: Basis = "current") -> Portfolio:
        """Every commitment at the moment asked about."""
        with self._reading(viewing, basis, with_id=True) as snapshot:
            return snapshot.portfolio(FilterResult(snapshot.reader.commitments()))

    def search(
        self, viewing: Viewing, texts: Iterable[str], basis: Basis, narrow: Callable[[Filter], Filter]
    ) -> tuple[Portfolio, Query]:
        """Parse a query, and fetch at least the commitments that it finds at the moment asked about.

        `narrow` adds to the filter of the query.
        """
        with self._reading(viewing, basis) as snapshot:
            query, reader = parse(texts, snapshot.scope), snapshot.reader
            wanted = narrow(filter_of(query, snapshot.scope))
            # Whether a figure is converted depends on all figures under the same umbrella.
            found = FilterResult(reader.commitments()) if viewing.into else reader.find(wanted)
            portfolio = snapshot.portfolio(found)
        return portfolio, query.resolve(portfolio)

    def standing(self, viewing: Viewing, typed: str) -> Standing:
        """The commitment with this ref or its beginning, if anything was known of it at the moment asked about."""
        with self._reading(viewing, "current", typed) as snapshot:
            reader = snapshot.reader
            ref = find(typed, reader)
            found = reader.commitments() if viewing.into else reader.with_related(ref)
            portfolio = snapshot.portfolio(FilterResult(found))
        if ref not in portfolio.standings:
            raise _unseen(next(one for one in portfolio.commitments if one.ref == ref), portfolio)
        return portfolio.standings[ref]

    def attempts(
        self, register: str | None, about: str | None = None, *, dry_run: bool = False
    ) -> Iterator[Attempt[Transaction]]:
        """Transactions to try until one is recorded: `for attempt in session.attempts(…): with attempt as tx: …`.

        The block runs again after a conflict: it must not say what it has done, nor `return`. A dry run is rolled back.
        `about` is a typed ref, whose commitment a server prefetches.
        """
        notes: list[str] = []
        try:
            for attempt in self.store(register, about).attempts():
                notes.clear()
                with attempt as writer:
                    now = (None if self.is_clock_fixed else writer.clock) or self.now
                    user = writer.user or self.user
                    tx = Transaction(writer, writer.stamp(now, user), user, now, writer.meta.zone, notes)
                    yield (block := Attempt(tx))
                    block.raise_error()
                    if dry_run:
                        writer.discard()
            if not dry_run:
                self.done.append("recorded")
        finally:
            for note in dict.fromkeys(notes):
                say(note)

    def updates(self, evidence: Evidence, typed: str, *, on: str = "today") -> Iterator[Attempt[Update]]:
        """Transactions, as above, that replace the commitment whose ref is typed; says what was recorded.

        `on` is the day of the new events if the evidence names none.
        """
        evidence = evidence.with_note()
        for attempt in self.attempts(evidence.register, typed, dry_run=evidence.dry_run):
            with attempt as tx:
                old = tx.commitment(typed)
                local = tx.in_zone(old.terms.time_zone)
                update = Update(local, old, old, local.provenance(evidence, on=on))
                yield (block := Attempt(update))
                block.raise_error()
                tx.writer.replace(old, update.new)
                if evidence.dry_run:
                    self.preview(tx, old, update.new)
        if not evidence.dry_run:
            self._say_recorded(update)

    def _say_recorded(self, update: Update) -> None:
        new = update.new
        events = new.history[len(update.old.history) :]
        for event in events:
            say(f"{new.ref}: {describe(event)}")
        self.say_pending(new, events, update.tx.zone)
        _say_order(new)
        for note in update.notes:
            say(note)

    def say_pending(self, commitment: Commitment, events: Iterable[AnyEvent], zone: str) -> None:
        """Say once of what does not count today from when it will, and of a day of knowledge that was only assumed."""
        days = event_days(commitment, zone)
        for sentence in dict.fromkeys(_pending(event, days) for event in events):
            if sentence:
                say(f"{commitment.ref}: {sentence}")

    def say_resolved(self, commitment: Commitment) -> None:
        """Say what a deadline that was typed in words came to: a day, or the event that it waits for."""
        for event in commitment.history:
            if isinstance(event, DeadlineEvent) and event.words and (event.due or event.awaits):
                say(f"{commitment.ref}: {describe(event)}")

    def preview(self, change: Transaction, old: Commitment | None, new: Commitment) -> None:
        """Show what would change if `new` took the place of `old`."""
        from tracker.reports.register import difference_table  # noqa: PLC0415 - only a dry run needs it

        others = [commitment for commitment in change.writer.commitments() if commitment.ref != new.ref]
        moment, register = Moment(change.now), change.register
        before = Portfolio([*others, *([old] if old else [])], moment, register)
        after = Portfolio([*others, new], moment, register)
        write_out(format_of("table")(difference_table(before, after, new.ref), terminal()))

    def upkeep(self, portfolio: Portfolio) -> tuple[str, ...]:
        """The note that says when the register was last brought up to date, where that is long ago."""
        changed = portfolio.register.changed_at
        if changed is None or (days := (self.now - changed).days) <= LONG_AGO:
            return ()
        day = local_day(changed, portfolio.zone)
        return (f"The register was last brought up to date on {day}, {days} days ago.",)

    def is_bare(self, viewing: Showing) -> bool:
        """Whether programs will read it: values, without the notes and panels for people."""
        return output_format(viewing) in BARE

    def on_screen(self, viewing: Showing) -> bool:
        """Whether people will read it on a terminal."""
        return sys.stdout.isatty() and not viewing.output and output_format(viewing) == "table"

    def show(self, table: Table, viewing: Showing, query: Query | None = None) -> None:
        """Show a table on standard output, or write it to the file that is named.

        Point out a free word that is nearly a query word and, if nothing was found, a name from the tables.
        """
        show(table, viewing)
        if query is None:
            return
        phrases = {} if table.rows else table_phrases(query.texts)
        for typed, word in phrases.items():
            say(f"“{typed}” is no query word; {word} finds what the tables call so")
        for typed, word in near_words(query).items():
            if word not in phrases.values():
                say(f"“{typed}” was searched for as text; the query word is {word}")

    @contextmanager
    def _reading(
        self, viewing: Viewing, basis: Basis, about: str | None = None, *, with_id: bool = False
    ) -> Iterator[Snapshot]:
        """Open the register for reading, at the moment asked about; `about` is a typed ref that a server prefetches."""
        with self.store(viewing.register, about).reading() as reader:
            money = target_unit_of(viewing)
            register = register_of(reader)
            if money:
                register = replace(register, rates=reader.rates())
            if with_id:
                register = replace(register, id=reader.register_id())
            language = require_language(viewing.lang) if viewing.lang else ""
            scope = Scope(register, self._moment(viewing, register.zone), basis)
            yield Snapshot(reader, scope, money, language)

    def _moment(self, viewing: Viewing, zone: str) -> Moment:
        known_at = None if viewing.known_at is None else read_when(viewing.known_at, self.now, zone)
        as_of = known_at if viewing.as_of is None else read_when(viewing.as_of, self.now, zone)
        return Moment(self.now if as_of is None else as_of, known_at)


def register_of(reader: Reader) -> Register:
    """What a register holds beside its commitments, without the rates and the id, for which a server may be asked."""
    meta = reader.meta
    return Register(zone=meta.zone, changed_at=meta.changed_at, parties=reader.parties(), views=reader.views())


def _say_order(commitment: Commitment) -> None:
    """Say that a status which was just recorded does not hold, for another one comes after it."""
    days = event_days(commitment, "UTC")
    newest = commitment.history[-1]
    statuses = [event for event in days.in_order(commitment.history) if isinstance(event, StatusEvent)]
    later = statuses[statuses.index(newest) + 1 :] if newest in statuses else []
    if later and not (newest.on and newest.on.first == newest.on.last):
        span = f"only known to be in {newest.on}" if newest.on else "of an unknown day"
        after = f"{describe(later[0])}{f' of {later[0].on}' if later[0].on else ''}"
        say(f"{commitment.ref}: that is {span}, so it stands before {after}; give a day with --on if it came after")


def _unseen(commitment: Commitment, portfolio: Portfolio) -> NotInRegister:
    """Why a commitment is not seen at the moment that is asked about."""
    gone, known = retractions(commitment.history).get(None), portfolio.moment.known_day(portfolio.zone)
    if gone:
        on = local_day(gone.recorded_at, commitment.terms.time_zone or portfolio.zone)
        if known is None or on <= known:
            return Retracted(commitment.ref, str(on), undone=gone.undo)
    return NotKnownYet(commitment.ref, str(portfolio.moment))


def _pending(event: AnyEvent, days: EventDays) -> str:
    """From when an event counts, if not today; else that its day of knowledge was only assumed; else nothing."""
    start, today = days.took_effect(event), days.recorded_on(event)
    if start > today:
        return f"that counts from {start}, for it is dated {event.on}"
    if event.source and not event.source.published and event.known_on == day(today):
        return "known from today, for the source has no date; --published or --known gives one"
    return ""


def say(message: str) -> None:
    """Tell the user something that is no result; where standard error takes no more, nothing can be told.

    A password in an address that was typed at the wrong place is left out.
    """
    try:
        typer.echo(escape_control(_PASSWORD.sub(r"\1@", message)), err=True)
    except OSError:
        discard(sys.stderr)


def target_unit_of(viewing: Viewing) -> TargetUnit | None:
    """What figures are wanted in, None for as they were recorded."""
    rate_day: RateDay = one_of("day of a rate", viewing.rate_day, RATE_DAYS)
    return TargetUnit(read_unit(viewing.into), rate_day) if viewing.into else None


def session_of(ctx: typer.Context) -> Session:
    """The session that the command runs in."""
    session: Session = ctx.obj
    return session


def _source(evidence: Evidence, published: DateSpan | None, today: date) -> Source | None:
    if not (evidence.source or evidence.publisher or evidence.source_title):
        return None
    return Source(
        url=evidence.source,
        title=evidence.source_title,
        publisher=evidence.publisher,
        kind=one_of("kind of source", evidence.source_kind, SOURCE_KINDS),
        party=one_of("side", evidence.source_party, SOURCE_PARTIES) if evidence.source_party else "",
        language=require_language(evidence.source_lang) if evidence.source_lang else "",
        published=published,
        retrieved=day(today) if evidence.source else None,
        quote=evidence.quote,
        relays=evidence.relays,
    )
