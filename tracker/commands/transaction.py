"""A transaction of a command that records: retries, the commitment to update, and messages about the result."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.commands.options import Evidence
from tracker.commands.output import terminal, write_out
from tracker.commands.session import Session, find_ref, register_of, say
from tracker.errors import MissingValue, NotPossible
from tracker.exchange.saved_copies import read_archived
from tracker.model.categories import require_category
from tracker.model.commitment import (
    SOURCE_KINDS,
    SOURCE_PARTIES,
    AmountEvent,
    AnyEvent,
    Commitment,
    DeadlineEvent,
    Source,
    StatusEvent,
    TermsEvent,
    obligor_of,
    one_of,
    terms_of,
)
from tracker.model.dates import DateSpan, Moment, day, local_day
from tracker.model.due_dates import Deadline, awaiting, read_date, read_date_or_unknown, read_deadline
from tracker.model.iso import require_language
from tracker.model.parties import interpretations, require_parties
from tracker.model.refs import MILESTONE, normalized, parent_of, root_of, with_parents
from tracker.model.register import Category, Party, Register
from tracker.record.provenance import Provenance, said_on
from tracker.record.terms import require_measurable
from tracker.render import format_of
from tracker.reports.event_text import describe
from tracker.reports.period_changes import period_changes
from tracker.state.event_days import EventDays, event_days, retractions
from tracker.state.family import Family
from tracker.state.periods import stored_of
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import is_told_before
from tracker.store.attempts import Attempt
from tracker.store.renamed import RenamedWriter

# Every period of every recurring duty, also those that have not begun, is known then.
ALWAYS: Final = Moment(date.max)
# The day, without --on, of what a source says: the day on which it was published, or else today.
PUBLISHED_DAY: Final = "published"


class Transaction(Struct, frozen=True):
    """A transaction on a register: its writer, the stamp of its events, and the time zone in which days count.

    `last_change` is the time of the change before it; `notes` are messages to show once it is over. `families` are the
    families that were read, by the ref of their root.
    """

    writer: RenamedWriter
    recorded_at: datetime
    recorded_by: str
    now: datetime
    zone: str
    last_change: datetime | None
    notes: list[str] = []
    families: dict[str, Family] = {}

    @property
    def today(self) -> date:
        """The current day in the time zone."""
        return local_day(self.now, self.zone)

    @property
    def register(self) -> Register:
        """The register without its commitments and rates."""
        return register_of(self.writer)

    def in_zone(self, zone: str) -> "Transaction":
        """The same transaction in the time zone of a commitment; an empty zone changes nothing."""
        return replace(self, zone=zone or self.zone)

    def require_measurable(self, new: Commitment) -> None:
        """Refuse a commitment that could not be judged, or with such a milestone, after `new` is recorded."""
        versions = (terms for one in self.with_parents(new) for terms in terms_of(one))
        if any(terms.each for terms in versions):
            for standing in self._portfolio(new, ALWAYS):
                if f"{standing.ref}{MILESTONE}".startswith(f"{new.ref}{MILESTONE}"):
                    require_measurable(standing)

    def changed_periods(self, old: Commitment, new: Commitment) -> list[str]:
        """Sentences on the periods of a recurring duty that change if `new` replaces `old`."""
        if not any(terms.every for terms in (*terms_of(old), *terms_of(new))):
            return []
        before, after = self.standing(old), self.standing(new)
        return [f"{new.ref}: {change}" for change in period_changes(before, after)] if before and after else []

    def within(self, commitment: Commitment) -> "Transaction":
        """The same transaction in the time zone of a commitment: its own, else that of the parent of a milestone."""
        return self.in_zone(
            next((one.terms.time_zone for one in self.with_parents(commitment) if one.terms.time_zone), "")
        )

    def require_parents(self, commitment: Commitment) -> None:
        """Refuse to record on a milestone of a commitment that was taken back, or that does not exist."""
        for ref in with_parents(parent_of(commitment.ref)):
            parent = self.family(ref).commitments.get(ref)
            if parent and None in retractions(parent.history):
                why, remedy = f"{ref} was taken back", f"`tracker log {ref}` shows when"
                raise NotPossible(f"recording on {commitment.ref}", why, remedy)
        if missing := parent_of(self.with_parents(commitment)[-1].ref):
            why, remedy = f"no commitment is called {missing}", "`tracker undo` takes back the rename"
            raise NotPossible(f"recording on {commitment.ref}", why, remedy)

    def with_parents(self, commitment: Commitment) -> list[Commitment]:
        """A commitment and, if it is a milestone, those that exist of those it is inside of, the nearest first."""
        return self.family(commitment.ref).with_parents(commitment) if parent_of(commitment.ref) else [commitment]

    def commitment(self, typed: str) -> Commitment:
        """The commitment with this ref or this beginning of a ref; a period has the events of its rule too."""
        ref = self.ref(typed)
        return self.family(ref).commitments[ref] if parent_of(ref) else self.writer.get(ref)

    def family(self, ref: str) -> Family:
        """The family of a ref, with every period that its recurring duties have or will have; read once."""
        root = root_of(ref)
        if root not in self.families:
            related = tuple(self.writer.with_related(ref))
            self.families[root] = Family(root, related, ALWAYS, self.writer.meta.zone)
        return self.families[root]

    def ref(self, typed: str) -> str:
        """The full ref of a ref or the beginning of one; note if that is a former ref."""
        ref = find_ref(typed, self.writer, self.family)
        if note := self.writer.renamings.note(normalized(typed), ref):
            self.notes.append(note)
        return ref

    def recorded_ref(self, typed: str) -> str:
        """The full ref of a commitment of which something is recorded; a period alone may have nothing."""
        ref = self.ref(typed)
        if not self.writer.has(ref):
            why, remedy = f"nothing was recorded of {ref} alone", f"it follows from the rule of {parent_of(ref)}"
            raise NotPossible("undoing", why, remedy)
        return ref

    def is_period(self, ref: str) -> bool:
        """True if a recurring duty has, or will have, a period with this ref."""
        return bool(parent_of(ref)) and ref in self.family(ref).periods

    def put(self, old: Commitment, new: Commitment) -> None:
        """Replace a commitment, or add a period of which something is recorded for the first time."""
        if self.writer.has(old.ref):
            self.writer.replace(self.stored(old), self.stored(new))
        else:
            self.writer.add(self.stored(new))

    def stored(self, commitment: Commitment) -> Commitment:
        """A commitment as it is stored: a period without the events of its rule."""
        if all(event.id > 0 for event in commitment.history):
            return commitment
        return stored_of(commitment, self.writer.get(commitment.ref) if self.writer.has(commitment.ref) else None)

    def standing(self, new: Commitment) -> Standing | None:
        """The standing of a commitment and its parts after `new` replaces it; None if it has not begun."""
        return self._portfolio(new, Moment(self.now)).standings.get(new.ref)

    def _portfolio(self, new: Commitment, moment: Moment) -> Portfolio:
        """The commitments on which the state of `new` depends, after it is recorded."""
        others = [one for one in self.family(new.ref).related if one.ref != new.ref]
        return Portfolio([*others, self.stored(new)], moment, self.register)

    def provenance(self, evidence: Evidence, *, on: str = "today") -> Provenance:
        """The provenance of new events; they take effect on the day `on` unless the evidence has --on."""
        evidence.require_written()
        published = self.day(evidence.published)
        known_on = read_date_or_unknown(evidence.known, self.today) if evidence.known else published or day(self.today)
        source = _source(evidence, published, self.today, self._archived(evidence))
        default = said_on(source, day(self.today)) if on == PUBLISHED_DAY else read_date_or_unknown(on, self.today)
        took_effect = read_date_or_unknown(evidence.on, self.today) if evidence.on else default
        return Provenance(self.recorded_at, self.recorded_by, took_effect, known_on, source, evidence.note)

    def _archived(self, evidence: Evidence) -> str:
        """The copy of the source, which is saved if it is one of a file; empty without one."""
        if not evidence.archived:
            return ""
        if not (evidence.source or evidence.publisher or evidence.source_title):
            raise MissingValue("--archived is a copy of a source", "name it with --source URL or --publisher NAME")
        archived, file = read_archived(evidence.archived, evidence.source)
        if file:
            self.writer.save_copy(file.name, file.read())
        return archived

    def day(self, text: str | None) -> DateSpan | None:
        """Parse a date; None if there is no text."""
        return read_date(text, self.today) if text else None

    def future_day(self, text: str | None) -> DateSpan | None:
        """Parse a date, or a time from today such as `90d`; None if there is no text."""
        if text and re.fullmatch(r"[0-9]{1,5} ?[A-Za-z]+", text.strip()):
            return self.day(f"+{text.strip()}")
        return self.day(text)

    def deadline(self, text: str | None) -> Deadline | None:
        """Parse a deadline; if it waits for a commitment of the register, resolve the ref of that commitment."""
        deadline = read_deadline(text, self.today) if text else None
        return awaiting(deadline, self.writer.refs(deadline.awaits)) if deadline and deadline.awaits else deadline

    def parties(self, typed: list[str], option: str = "") -> tuple[str, ...]:
        """The codes of parties given by code or name; note how each name was read."""
        parties = self.writer.values(Party)
        codes = require_parties(typed, parties, f"repeat {option} for each" if option else "name one")
        self.notes.extend(interpretations(typed, codes, parties))
        return codes

    def category(self, typed: str) -> str:
        """The code of a category, from its code or name."""
        return require_category(typed, self.writer.values(Category))


class Update(Struct):
    """A transaction that replaces the commitment `old` by `new`, which the command sets.

    `tx` has the days of the commitment's own time zone, `provenance` is for the new events, and `notes` are shown after
    the change is recorded.
    """

    tx: Transaction
    old: Commitment
    new: Commitment
    provenance: Provenance
    notes: list[str] = []


def transactions(
    session: Session, register: str | None, about: str | None = None, *, dry_run: bool = False
) -> Iterator[Attempt[Transaction]]:
    """Retry a transaction until it is recorded.

    Use it as `for attempt in transactions(…): with attempt as tx: …`. The block runs again after a conflict: it must
    not report what it did, and must not `return`. A dry run is rolled back. `about` is a typed ref; a server prefetches
    its commitment.
    """
    notes: list[str] = []
    try:
        store = session.store(register, about)
        for attempt in store.attempts(dry_run=dry_run):
            notes.clear()
            with attempt as recording:
                writer = RenamedWriter(recording, store.location)
                account, last_change = writer.account, writer.meta.changed_at
                now = account.clock if account and not session.is_clock_fixed else session.now
                user = account.user if account else session.user
                stamp = writer.stamp(now, user)
                tx = Transaction(writer, stamp, user, now, writer.meta.zone, last_change, notes)
                yield (block := Attempt(tx))
                block.raise_error()
        if not dry_run:
            session.done.append("recorded")
    finally:
        for note in dict.fromkeys(notes):
            say(note)


def updates(
    session: Session, evidence: Evidence, typed: str, *, on: str = "today", of: str = ""
) -> Iterator[Attempt[Update]]:
    """Retry a transaction that replaces the commitment with this ref, and report what was recorded.

    `on` is the day on which the new events take effect, unless the evidence has --on. `of` is the one obligor that
    they are about, by code or name.
    """
    evidence = evidence.with_note()
    for attempt in transactions(session, evidence.register, typed, dry_run=evidence.dry_run):
        with attempt as tx:
            old = tx.commitment(typed)
            tx.require_parents(old)
            local = tx.within(old)
            provenance = replace(local.provenance(evidence, on=on), above=tuple(tx.with_parents(old)[1:]))
            if of:
                provenance = provenance.about(local.parties([of])[0], tx.writer.values(Party))
            update = Update(local, old, old, provenance)
            yield (block := Attempt(update))
            block.raise_error()
            if any(isinstance(event, TermsEvent | AmountEvent) for event in update.new.history[len(old.history) :]):
                local.require_measurable(update.new)
                update.notes += local.changed_periods(old, update.new)
            tx.put(old, update.new)
            shown = preview(tx, old, update.new) if evidence.dry_run else []
    if evidence.dry_run:
        write_out(shown)
        for note in update.notes:
            say(note)
    else:
        _say_recorded(update)


def preview(tx: Transaction, old: Commitment | None, new: Commitment) -> list[str | bytes]:
    """A table of the differences if `new` replaced `old`, to be shown after the last attempt."""
    from tracker.reports.register import difference_table  # noqa: PLC0415 - only a dry run needs it

    ref = tx.writer.present(new.ref)  # the writer has replaced it already, and perhaps renamed it
    others = [commitment for commitment in tx.writer.commitments() if commitment.ref != ref]
    moment, register = Moment(tx.now), tx.register
    was = [replace(one, ref=ref) for one in [tx.stored(old)] if one.history] if old else []
    now = replace(tx.stored(new), ref=ref)
    before, after = (Portfolio([*others, *found], moment, register) for found in (was, [now]))
    return list(format_of("table")(difference_table(before, after, ref, former_ref=new.ref), terminal()))


def say_pending(commitment: Commitment, events: Iterable[AnyEvent], zone: str) -> None:
    """Report which events take effect later, are known from today for want of a date, or are older than their day."""
    days = event_days(commitment, zone)
    for sentence in dict.fromkeys(sentence for event in events for sentence in _pending(event, days)):
        say(f"{commitment.ref}: {sentence}")


def say_resolved(commitment: Commitment) -> None:
    """Report the day, or the awaited event, of a deadline that was given in words."""
    for event in commitment.history:
        if isinstance(event, DeadlineEvent) and event.words and (event.due or event.awaits):
            say(f"{commitment.ref}: {describe(event)}")


def _say_recorded(update: Update) -> None:
    new = update.new
    events = new.history[len(update.old.history) :]
    for event in events:
        say(f"{new.ref}: {describe(event)}")
    say_pending(new, events, update.tx.zone)
    _say_order(new)
    for note in update.notes:
        say(note)


def _say_order(commitment: Commitment) -> None:
    """Report that a new status is not in force, because a later status follows it."""
    days = event_days(commitment, "UTC")
    newest = commitment.history[-1]
    active = [event for event in days.active_events if obligor_of(event) == obligor_of(newest)]
    statuses = [event for event in days.in_order(active) if isinstance(event, StatusEvent)]
    later = statuses[statuses.index(newest) + 1 :] if newest in statuses else []
    if later and not (newest.on and newest.on.first == newest.on.last):
        span = f"is dated {newest.on}" if newest.on else "has no date"
        after = f"“{describe(later[0])}”{f' of {later[0].on}' if later[0].on else ''}"
        order = f"the new status {span}, so it counts before {after}"
        say(f"{commitment.ref}: {order}; if it is later, give its day with --on")


def _pending(event: AnyEvent, days: EventDays) -> Iterator[str]:
    """The messages that an event takes effect later or is known only from today, and that its source is older."""
    start, today = days.took_effect(event), days.recorded_on(event)
    if start > today:
        yield f"that counts from {start}, for it is dated {event.on}"
    elif event.source and not event.source.published and event.known_on == day(today):
        yield "known from today, for the source has no date; --published or --known gives one"
    if event.source and is_told_before(event):
        yield f"its source is of {event.source.published}, before that happened ({event.on}), and does not support it"


def _source(evidence: Evidence, published: DateSpan | None, today: date, archived: str) -> Source | None:
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
        summary=evidence.summary,
        relays=evidence.relays,
        archived=archived,
    )
