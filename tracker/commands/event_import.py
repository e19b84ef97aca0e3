"""Record the proposed events of a file by the rules of the commands, or find every problem with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from tracker.commands.cite import citable
from tracker.commands.transaction import Transaction
from tracker.errors import NeedsMore, NotPossible, TrackerError, plural
from tracker.exchange.event_file import PROPOSABLE, Proposal
from tracker.exchange.plan import Entry, Plan, Problem
from tracker.exchange.recorded_events import RecordedEvents, Values
from tracker.model.amounts import read_amount
from tracker.model.commitment import AmountEvent, AnyEvent, Commitment, Event, Source, require_analyst, require_person
from tracker.model.dates import DateSpan, day
from tracker.model.due_dates import Deadline, awaiting, read_date, read_date_or_unknown
from tracker.model.iso import require_language
from tracker.model.recurrence import name_of_period
from tracker.model.register import Party
from tracker.model.saved_copies import is_address, name_in, require_other_page
from tracker.model.status import MEANINGS
from tracker.record.amounts import amend_amount
from tracker.record.deadlines import NO_LIMITS, Limits, meet_condition, move_deadline
from tracker.record.deliveries import Counting, deliver
from tracker.record.provenance import Provenance, said_on
from tracker.record.readings import Scope
from tracker.record.statements import ReviewResult, assess, cite, review, settle, take_position
from tracker.record.statuses import MarkRemedies, mark, reopen

T = TypeVar("T")
SHOWN_NAMES: Final = 20
_REMEDIES: Final = MarkRemedies(
    day="fill on", source="fill source", successor="fill successor", other_successor="fill successor with another ref"
)


def plan_events(tx: Transaction, proposals: Iterable[Proposal]) -> Plan:
    """The plan to record proposed events; those that are recorded already are left out."""
    importer = _EventImporter(tx)
    for proposal in proposals:
        importer.add(proposal)
    return importer.plan()


class _EventImporter:
    """The commitments as the events so far change them, and the problems found so far."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.before: dict[str, Commitment] = {}
        self.recorded: dict[str, RecordedEvents] = {}
        self.built: dict[str, Commitment] = {}
        self.problems: list[Problem] = []
        self.repeated: list[str] = []
        self.doubts: dict[tuple[str, int], str] = {}
        self.events = 0

    def add(self, proposal: Proposal) -> None:
        """Record an event on the commitment as the events before it left it."""
        reader = _Reader(self.tx, proposal, self.problems)
        ref = reader.read("ref", self.tx.ref, proposal.ref)
        if ref is None:
            return
        if ref not in self.before:
            self.before[ref] = self.built[ref] = self.tx.commitment(ref)
            self.recorded[ref] = RecordedEvents(self.before[ref], self.tx.within(self.before[ref]).zone)
        old = self.built[ref]
        reader.tx = self.tx.within(old)
        values = reader.values()
        if values is None:
            return
        if self.recorded[ref].has(PROPOSABLE[proposal.kind], values, day(reader.tx.today)):
            self.repeated.append(proposal.where)
            return
        main, record = _KINDS[proposal.kind]
        try:
            self.tx.require_parents(old)
            new = record(old, values, self._provenance(old, values, reader.tx, proposal.kind), reader.tx)
            if isinstance(new.history[-1], AmountEvent):
                reader.tx.require_measurable(new)
        except TrackerError as refusal:
            reader.problem(main, str(refusal))
            return
        if reader.is_as_given(new.history[-1], values):
            self.built[ref] = new
            self.events += 1
            self.recorded[ref].add(new.history[-1])
            if proposal.uncertain:
                self.doubts[ref, new.history[-1].id] = proposal.uncertain

    def _provenance(self, old: Commitment, values: Values, tx: Transaction, kind: str) -> Provenance:
        """The provenance of an event; its days are by default those of the commands."""
        source, today = values.get("source"), day(tx.today)
        facts = Provenance(
            tx.recorded_at,
            tx.recorded_by,
            values.get("on", _default_day(kind, values, today)),
            values.get("known_on", (source and source.published) or today),
            source,
            values.get("note", ""),
            above=tuple(self.built.get(one.ref, one) for one in tx.with_parents(old)[1:]),
        )
        return facts.about(values["of"], tx.writer.values(Party)) if "of" in values else facts

    def plan(self) -> Plan:
        """The plan, and how many events it records and skips."""
        tx, changed = self.tx, {ref: new for ref, new in self.built.items() if new != self.before[ref]}
        entries = [
            Entry(tx.stored(self.before[ref]) if tx.writer.has(ref) else None, tx.stored(new))
            for ref, new in changed.items()
        ]
        repeated = f"skipped, because recorded already: {listed(self.repeated)}"
        return Plan(
            entries=entries,
            problems=self.problems,
            doubts=self.doubts,
            notes=[repeated] if self.repeated else [],
            summary=f"{plural(self.events, 'event')} on {plural(len(entries), 'commitment')}",
        )


def _default_day(kind: str, values: Values, today: DateSpan) -> DateSpan | None:
    """The day of an event of which the file gives none; None if it may not be assumed."""
    if kind == "status" and not values.get("reopens") and MEANINGS[values["status"]].needs_proof:
        return None
    is_said = kind in {"citation", "position"} or "reading" in values
    return said_on(values.get("source"), today) if is_said and "settles" not in values else today


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")


# ---- the values of an event ----------------------------------------------------------------------


class _Reader:
    """The reader of the values of one event, in the time zone of its commitment."""

    def __init__(self, tx: Transaction, proposal: Proposal, problems: list[Problem]) -> None:
        self.tx, self.proposal, self.problems = tx, proposal, problems

    def problem(self, field: str, why: str) -> None:
        """Note a problem with a field."""
        fields: Any = {"ref": self.proposal.ref} | self.proposal.fields
        for name in field.split("."):
            fields = fields.get(name, "")
        self.problems.append(Problem(self.proposal.where, field, fields if isinstance(fields, str) else "", why))

    def read(self, field: str, parse: Callable[[Any], T], given: Any) -> T | None:  # noqa: ANN401 - any JSON value
        """The value of a field; None if it is refused."""
        try:
            return parse(given)
        except TrackerError as refusal:
            self.problem(field, str(refusal))
            return None

    def values(self) -> dict[str, Any] | None:
        """The values that the event gives; None if one was refused."""
        known, tx = len(self.problems), self.tx
        parsers: dict[str, Callable[[Any], Any]] = {
            **dict.fromkeys(("on", "known_on"), lambda text: read_date_or_unknown(text, tx.today)),
            **dict.fromkeys(("not_before", "first_period"), lambda text: read_date(text, tx.today)),
            **dict.fromkeys(("party", "reading", "of"), lambda text: tx.parties([text])[0]),
            "source": self._source,
            "due": tx.deadline,
            "awaits": lambda text: awaiting(Deadline(None, "", text), tx.writer.refs(text)).awaits,
            "amount": read_amount,
            "analyst": require_analyst,
            "who": require_person,
            "successor": tx.ref,
            "field": citable,
            "next": tx.future_day,
        }
        found = {
            name: self.read(name, parsers[name], given) if name in parsers else given
            for name, given in self.proposal.fields.items()
        }
        if isinstance(deadline := found.get("due"), Deadline):
            found = {"words": deadline.words, "awaits": deadline.awaits} | found | {"due": deadline.due}
        return found if len(self.problems) == known else None

    def _source(self, given: Mapping[str, str]) -> Source:
        tx = self.tx
        parsers: dict[str, Callable[[str], Any]] = {
            **dict.fromkeys(("published", "retrieved"), lambda text: read_date(text, tx.today)),
            "language": require_language,
            "archived": lambda text: self._archived(text, given.get("url", "")),
        }
        fields: dict[str, Any] = {
            name: self.read(f"source.{name}", parsers[name], text) if name in parsers else text
            for name, text in given.items()
            if text
        }
        if "url" in fields:
            fields.setdefault("retrieved", day(tx.today))
        return Source(**fields)

    def _archived(self, text: str, url: str) -> str:
        """The address of an archive, or a saved copy that the register has; no file is read."""
        if not (is_address(text) or name_in(text) in self.tx.writer.copy_names()):
            save = "save the copy with `tracker cite REF --source URL --archived FILE`"
            remedy = f"give the address of an archive, or {save}"
            raise NotPossible(f"the copy {text[:60]}", "it is no address and no saved copy of this register", remedy)
        require_other_page(text, url)
        return text

    def is_as_given(self, event: AnyEvent, values: Values) -> bool:
        """True if an event has the given values; those that follow from the history may be others, and are refused."""
        different = [name for name, value in values.items() if getattr(event, name) != _of(event, name, value)]
        for name in different:
            recorded = getattr(event, name)
            shown = f"as “{recorded}”" if recorded not in (None, "") else "empty"
            self.problem(name, f"it would be recorded {shown}; correct it, or leave it out")
        return not different


def _of(event: Event, name: str, value: Any) -> Any:  # noqa: ANN401 - the value of any field
    """A given value as the event has it: the amount of each year of a recurring duty may be written as a yearly one."""
    is_of_each = name == "amount" and isinstance(event, AmountEvent) and event.first_period is not None
    return replace(value, per="") if is_of_each else value


# ---- the kinds of events -------------------------------------------------------------------------


def _status(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    if values.get("reopens"):
        return reopen(old, facts, tx.zone)
    successor = values.get("successor", "")
    return mark(old, values["status"], facts, tx.zone, successor=successor, remedies=_REMEDIES)


def _deadline(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    if "fulfils" in values:
        return meet_condition(old, values["fulfils"], facts, tx.zone)
    has_date = not {"due", "words", "awaits"}.isdisjoint(values)
    deadline = Deadline(values.get("due"), values.get("words", ""), values.get("awaits", "")) if has_date else None
    limits = Limits(values.get("not_before"), values.get("grace_days"))
    change = values.get("change")
    if deadline is None and limits == NO_LIMITS and change != "waiver":
        raise NeedsMore(f"a deadline of {old.ref}", "a date", "fill due, words, awaits, not_before or grace_days")
    scope = Scope(values.get("reading", ""), values.get("condition", ""))
    return move_deadline(old, deadline, facts, tx.zone, change=change, limits=limits, scope=scope)


def _amount(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    first = name_of_period(values["first_period"]) if "first_period" in values else ""
    return amend_amount(
        old,
        values["amount"],
        facts,
        tx.zone,
        first=first,
        correction=values.get("change") == "correction",
        reading=values.get("reading", ""),
    )


def _delivery(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    given = {name: values[name] for name in ("stage", "measure", "kind") if name in values}
    return deliver(old, values["amount"], Counting(**given), facts, tx.zone)


def _assessment(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    del tx
    return assess(old, values["assessment"], facts, values.get("analyst", ""))


def _position(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    del tx
    return take_position(old, values["party"], values["position"], values.get("channel", "public"), facts)


def _citation(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    if "settles" in values:
        return settle(old, values["settles"], facts, tx.zone)
    if facts.source is None:
        raise NeedsMore(f"a citation of {old.ref}", "a source", "fill source")
    return cite(old, values.get("field", ""), values.get("side", "supports"), values.get("value", ""), facts)


def _review(old: Commitment, values: Values, facts: Provenance, tx: Transaction) -> Commitment:
    del tx
    if not values.get("found") and "next" not in values:
        raise NeedsMore(f"a review of {old.ref}", "what was found", "fill found, or next for the plan of one")
    result = ReviewResult(values.get("found", ""), values.get("where", ""), values.get("next"), values.get("who", ""))
    return review(old, result, facts)


# The main field of each kind of event, and how it is recorded.
_KINDS: Final[dict[str, tuple[str, Callable[[Commitment, Values, Provenance, Transaction], Commitment]]]] = {
    "status": ("status", _status),
    "deadline": ("due", _deadline),
    "amount": ("amount", _amount),
    "delivery": ("amount", _delivery),
    "assessment": ("assessment", _assessment),
    "position": ("position", _position),
    "citation": ("field", _citation),
    "review": ("found", _review),
}
