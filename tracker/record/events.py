"""Create events from facts, and refuse facts that break a rule of the register."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import IllegalTransition, NeedsMore, NotPossible
from tracker.model.amounts import Amount, Qualifier, is_currency, is_of_one_kind, plain_number
from tracker.model.commitment import (
    AmountChange,
    AmountEvent,
    AssessmentEvent,
    Channel,
    CitationEvent,
    Commitment,
    DeadlineChange,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    Found,
    Judgement,
    PositionEvent,
    ReviewEvent,
    Side,
    Source,
    Stage,
    Stance,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan, Moment, latest_day
from tracker.model.due_dates import Deadline
from tracker.model.parties import countries_named
from tracker.model.refs import parent_of
from tracker.model.status import (
    ACT,
    LASTING,
    MEANINGS,
    NOT_APPLICABLE,
    UNKNOWN,
    Nature,
    Status,
    is_closed,
    label,
)
from tracker.state.deadlines import not_before, term, version_in_force
from tracker.state.delivery import is_level
from tracker.state.event_days import event_days, retractions
from tracker.state.fold import KindOfEvent, State, fold
from tracker.state.obligors import about, is_owed_by_each, own_state
from tracker.state.progress import YEAR, months, scaled


class Limits(Struct, frozen=True):
    """The limits of a deadline besides its date: the earliest day and the days of grace; None keeps the current one."""

    not_before: DateSpan | None = None
    grace_days: int | None = None


class Scope(Struct, frozen=True):
    """The party that alone understands the promise so, and the condition to be met before a version is in force."""

    reading: str = ""
    condition: str = ""


NO_LIMITS: Final = Limits()
FOR_ALL: Final = Scope()
MAX_CODE: Final = 20  # letters of the code of a party


class Provenance(Struct, frozen=True):
    """The facts that every event has: when it took effect and became known, who recorded it, and its source.

    `obligor`: the one obligor of several that the event is about; empty if it is about all of them.
    """

    recorded_at: datetime
    recorded_by: str
    on: DateSpan | None
    known_on: DateSpan | None
    source: Source | None = None
    note: str = ""
    obligor: str = ""

    def of_obligor(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event, which may be about one obligor; refuse one that does not owe it with others."""
        edits = (event.terms for event in _active(commitment, TermsEvent))
        obligors = dict.fromkeys(code for terms in (commitment.terms, *edits) for code in terms.obligor)
        if self.obligor and (self.obligor not in obligors or len(obligors) == 1):
            what = f"a fact about {self.obligor} alone in {commitment.ref}"
            if not obligors:
                why = "its obligors are those of its parent"
                raise NotPossible(what, why, f"record it at {parent_of(commitment.ref)}")
            if self.obligor in obligors:
                raise NotPossible(what, "it has no other obligor", "leave out --of")
            raise NotPossible(what, f"it is owed by {', '.join(obligors)}", "name one of them, or leave out --of")
        return self.of(commitment) | {"of": self.obligor}

    def of(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event; NotPossible if the commitment was retracted."""
        if None in retractions(commitment.history):
            remedy = f"`tracker log {commitment.ref}` shows when"
            raise NotPossible(f"recording on {commitment.ref}", "it was taken back", remedy)
        return self.following(commitment)

    def require_happened(self, what: str) -> None:
        """Refuse an event that lies wholly after the day of recording."""
        if self.on and self.on.first > latest_day(self.recorded_at):
            why = f"{self.on} is after today"
            raise NotPossible(what, why, "record it once it has happened, or correct --on")

    def following(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event, whether or not the commitment was retracted."""
        return {
            "id": commitment.next_id,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "on": self.on,
            "known_on": self.known_on,
            "source": self.source,
            "note": self.note,
        }


class MarkRemedies(Struct, frozen=True):
    """The remedies for a status that lacks a fact, in the words of the command or of the import."""

    day: str = "give --on DATE"
    source: str = "give --source URL or --publisher NAME"
    successor: str = "give --successor REF"
    other_successor: str = "give another --successor"


def mark(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    status: Status,
    facts: Provenance,
    zone: str,
    *,
    successor: str = "",
    remedies: MarkRemedies = MarkRemedies(),  # noqa: B008 - a frozen value
) -> Commitment:
    """The commitment with a new status; refuse one that cannot follow the status before, or precede the one after.

    Some statuses need a day and a source, `superseded` needs a successor.
    """
    if not commitment.history:
        _require_baseline(commitment.ref, commitment.terms, None)
    what, meaning = f"marking {commitment.ref} {label(status)}", MEANINGS[status]
    _require_nature(commitment, status)
    if meaning.needs_proof and facts.on is None:
        raise NeedsMore(what, f"the day it was {label(status)}", remedies.day)
    if meaning.needs_proof and facts.source is None:
        raise NeedsMore(what, "a source", remedies.source)
    if status == "superseded" and not successor:
        raise NeedsMore(what, "its successor", remedies.successor)
    if status == "superseded" and successor == commitment.ref:
        raise NotPossible(what, "it cannot supersede itself", remedies.other_successor)
    if meaning.is_performance:
        facts.require_happened(what)
    if status == "kept":
        _require_over(commitment, facts, zone)
    if status == NOT_APPLICABLE and not facts.obligor:
        raise NeedsMore(what, "the obligor to whom it does not apply", "give --of PARTY")
    event = StatusEvent(**facts.of_obligor(commitment), status=status, successor=successor)
    return _with_status(commitment, event, zone)


def _nature(commitment: Commitment) -> Nature:
    """The nature of the promise, as it was edited last."""
    edits = [event.terms for event in _active(commitment, TermsEvent) if "nature" in event.changed]
    return (edits[-1] if edits else commitment.terms).nature


def _require_nature(commitment: Commitment, status: Status) -> None:
    """Refuse a status that does not fit the nature of the promise, and say what to write."""
    ref, nature, meaning = commitment.ref, _nature(commitment), MEANINGS[status]
    if nature not in meaning.natures:
        is_to = "to act" if nature in ACT else "to refrain" if nature == "refrain" else "to keep something up"
        nature = "keep" if "keep" in meaning.natures else "act"
        remedy = f"write tracker mark {ref} {meaning.instead}, or tracker edit {ref} --nature {nature} first"
        raise NotPossible(f"marking {ref} {label(status)}", f"it is a promise {is_to}", remedy)


def _require_over(commitment: Commitment, facts: Provenance, zone: str) -> None:
    """Refuse that a promise was kept before its last day."""
    state = _state_of(commitment, DeadlineEvent, facts, zone)
    last = term(state).last if state else None
    if last and facts.on and facts.on.last < last:
        what, why = f"marking {commitment.ref} kept on {facts.on}", f"its last day is {last}"
        raise NotPossible(what, why, "mark it then, or amend its last day first")


def reopen(commitment: Commitment, facts: Provenance, zone: str) -> Commitment:
    """The commitment reopened, with the status that it had before it was closed; requires a reason."""
    ref, statuses = commitment.ref, about(_statuses(commitment, zone), facts.obligor)
    if not statuses or not is_closed(statuses[-1].status):
        current = statuses[-1].status if statuses else UNKNOWN
        raise IllegalTransition(ref, current, "open again", "it is not closed")
    if not facts.note:
        raise NeedsMore(f"reopening {ref}", "a reason", "give --note TEXT")
    before = [event.status for event in statuses if not is_closed(event.status)]
    event = StatusEvent(**facts.of_obligor(commitment), status=before[-1] if before else "agreed", reopens=True)
    return _with_status(commitment, event, zone)


def move_deadline(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    deadline: Deadline | None,
    facts: Provenance,
    zone: str,
    *,
    change: DeadlineChange | None = None,
    limits: Limits = NO_LIMITS,
    scope: Scope = FOR_ALL,
) -> Commitment:
    """The commitment with a new version of its deadline; None keeps the date and changes only the limits."""
    fields, state = facts.of_obligor(commitment), _state_of(commitment, DeadlineEvent, facts, zone)
    state = own_state(state, facts.obligor) if state else None
    if change == "forecast":
        _require_forecast(commitment.ref, deadline, limits, scope, facts)
    terms = state.terms if state else commitment.terms
    if change == "extension" and scope == FOR_ALL:
        scope = Scope(reading=_extended_by(commitment.ref, terms, facts.source))
    _require_scope(commitment.ref, change, deadline, scope)
    _require_party(commitment.ref, terms, scope.reading)
    if scope.reading and limits.grace_days is not None:
        why = f"days of grace are common, and this is as {scope.reading} reads it"
        raise NotPossible(f"days of grace for {commitment.ref}", why, "give the last of these days as --due")
    latest = _latest_version(state, scope, change) if state else None
    kind: DeadlineChange = change or ("amendment" if latest else "set")
    if kind in {"waiver", "correction"} and latest is None:
        what = f"a {kind} of the deadline of {commitment.ref}{_of_scope(scope)}"
        raise NotPossible(what, "it has none yet", "set one with --due")
    if kind == "correction" and latest and latest.of != facts.obligor:
        what = f"a correction of the deadline of {commitment.ref} for {facts.obligor} alone"
        raise NotPossible(what, "that date is the date of all", "leave out --of, or give another --kind")
    if kind == "waiver" and deadline:
        raise NotPossible(
            f"a waiver of the deadline of {commitment.ref}", "a waiver does not change the date", "leave out --due"
        )
    unchanged = latest or (version_in_force(state) if state else None)
    version = deadline or (Deadline(unchanged.due, unchanged.words, unchanged.awaits) if unchanged else Deadline(None))
    if deadline or limits.not_before:
        earliest = limits.not_before or (not_before(state) if state else None)
        _require_order(commitment.ref, earliest, version.due)
    event = DeadlineEvent(
        **fields,
        change=kind,
        due=version.due,
        words=version.words,
        awaits=version.awaits,
        not_before=limits.not_before,
        grace_days=limits.grace_days,
        corrects=latest.id if latest and kind == "correction" else None,
        reading=scope.reading,
        condition=scope.condition,
    )
    return commitment.with_events(event)


def _latest_version(state: State, scope: Scope, change: DeadlineChange | None) -> DeadlineEvent | None:
    """The version that a new one follows or corrects: that of the same party or condition, else the common one."""
    found = state.deadline_versions
    if scope.reading:
        return found.readings.get(scope.reading)
    if scope.condition and change == "correction":
        same = [event for event in found.conditional if event.condition == scope.condition]
        return next(iter(same or (found.conditional if len(found.conditional) == 1 else ())), None)
    return found.common[-1] if found.common else None


def _extended_by(ref: str, terms: Terms, source: Source | None) -> str:
    """The only party of the side that a source of an extension speaks for; empty if nobody knows whose word it is."""
    if source is None or source.party not in {"obligor", "obligee"}:
        return ""
    side = terms.obligor if source.party == "obligor" else terms.obligee
    if len(side) > 1:
        remedy = f"give --reading {' or '.join(side)}, or --kind amendment if both sides agreed"
        raise NeedsMore(f"an extension of {ref} by the {source.party}", "its party", remedy)
    return "".join(side)


def _require_party(ref: str, terms: Terms, code: str) -> None:
    """Refuse the reading of a party that the promise does not name."""
    parties = tuple(dict.fromkeys((*terms.obligor, *terms.obligee)))
    if code and parties and code not in parties:  # a milestone may have the parties of its parent
        why = f"the promise is between {', '.join(parties)}"
        raise NotPossible(f"{ref} as {code} reads it", why, "name one of them, or record what others say with `cite`")


def _of_scope(scope: Scope) -> str:
    """The party or the condition of a version, for a refusal; empty for a common version."""
    if scope.reading:
        return f", as {scope.reading} reads it"
    return f", if {scope.condition}" if scope.condition else ""


def _require_scope(ref: str, change: DeadlineChange | None, deadline: Deadline | None, scope: Scope) -> None:
    """Refuse a reading with a condition, a condition without a date, and a waiver of anything but the deadline."""
    if scope.condition and scope.reading:
        why = "a version is either the reading of a party or depends on a condition"
        raise NotPossible(f"the deadline of {ref}", why, "leave out --if or --reading")
    if scope != FOR_ALL and change == "waiver":
        why = "a waiver is of the deadline in force"
        raise NotPossible(f"a waiver of the deadline of {ref}", why, "leave out --if and --reading")
    if scope.condition and not deadline:
        raise NeedsMore(f"a version of {ref} with a condition", "its deadline", "give --due DATE")


def _require_forecast(ref: str, deadline: Deadline | None, limits: Limits, scope: Scope, facts: Provenance) -> None:
    """Refuse a forecast without a date or a source, and one that would bind somebody."""
    if not (deadline and deadline.due):
        raise NeedsMore(f"a forecast for {ref}", "the day when it is expected", "give --due DATE")
    if facts.source is None:
        raise NeedsMore(f"a forecast for {ref}", "a source", "give --source URL or --publisher NAME")
    if scope != FOR_ALL or limits != NO_LIMITS:
        remedy = "leave out --if, --reading, --not-before and --grace"
        raise NotPossible(f"a forecast for {ref}", "a forecast binds nobody", remedy)


def meet_condition(commitment: Commitment, number: int, facts: Provenance, zone: str) -> Commitment:
    """The commitment with a conditional version in force, by its number, from the day when its condition was met."""
    what = f"version {number} of the deadline of {commitment.ref}"
    facts.require_happened(f"the condition of {what}")
    fields, state = facts.of(commitment), _state_of(commitment, DeadlineEvent, facts, zone)
    pending = {event.id: event for event in state.deadline_versions.conditional} if state else {}
    if number not in pending:
        met = next((event for event in state.versions if event.fulfils == number), None) if state else None
        why = (
            f"its condition was met{f' on {met.on}' if met.on else ''} already" if met else "it waits for no condition"
        )
        named = ", ".join(f"{event.id} ({event.condition})" for event in pending.values())
        remedy = (
            f"versions that wait for one: {named}" if named else f"`tracker log {commitment.ref}` shows the versions"
        )
        raise NotPossible(what, why, remedy)
    version = pending[number]
    kind: DeadlineChange = "amendment" if state and state.versions and version.change == "set" else version.change
    event = DeadlineEvent(
        **fields,
        change=kind,
        due=version.due,
        words=version.words,
        awaits=version.awaits,
        not_before=version.not_before,
        grace_days=version.grace_days,
        fulfils=number,
        of=version.of,
    )
    return commitment.with_events(event)


def set_amount(  # noqa: PLR0913 - one fact each
    commitment: Commitment, amount: Amount, facts: Provenance, zone: str, *, correction: bool = False, reading: str = ""
) -> Commitment:
    """The commitment with a version of its amount: the first one is set, later ones revise or correct it."""
    fields, state = facts.of(commitment), _state_of(commitment, AmountEvent, facts, zone)
    found = state.amount_versions if state else None
    latest = (found.readings.get(reading) if reading else next(reversed(found.common), None)) if found else None
    if correction and latest is None:
        what = f"a correction of the amount of {commitment.ref}{_of_scope(Scope(reading))}"
        raise NotPossible(what, "it has none yet", "leave out --kind")
    change: AmountChange = "correction" if correction else "revision" if latest else "set"
    corrects = latest.id if latest and correction else None
    terms = state.terms if state else commitment.terms
    _require_baseline(commitment.ref, terms, amount)
    _require_party(commitment.ref, terms, reading)
    event = AmountEvent(**fields, change=change, amount=amount, corrects=corrects, reading=reading)
    return commitment.with_events(event)


class Counting(Struct, frozen=True):
    """The stage, the measure and the kind of a delivery; None for the only measure of the stage."""

    stage: Stage = "delivered"
    measure: str | None = None
    kind: Literal["flow", "level", "so_far"] = "flow"


def deliver(
    commitment: Commitment, amount: Amount, counting: Counting, facts: Provenance, zone: str = "UTC"
) -> Commitment:
    """The commitment with a delivery; a negative amount reverses an earlier one.

    Refuse a yearly figure without its period, a unit that cannot be compared with that of the amount, and a level in a
    series that adds up.
    """
    facts.require_happened(f"a delivery to {commitment.ref}")
    if amount.per:
        why = "a yearly figure needs the period of its delivery"
        raise NotPossible(f"{amount} delivered", why, "give --over 2025-04..2026-03, or the total")
    measure = _measure(commitment, amount, counting, _terms(commitment, facts, zone).counts)
    kind: Any = "level" if amount.unit.startswith("%") else counting.kind
    event = DeliveryEvent(
        **facts.of_obligor(commitment), amount=amount, stage=counting.stage, measure=measure, kind=kind
    )
    _require_deliverer(commitment, event, _terms(commitment, facts, zone))
    _require_one_kind(commitment, event)
    return commitment.with_events(event)


def over_period(amount: Amount, period: DateSpan) -> Amount:
    """The total of a yearly figure over a period, rounded to the hundredth of its unit.

    >>> from tracker.model.amounts import read_amount
    >>> from tracker.model.dates import span
    >>> str(over_period(read_amount("USD 3bn a year"), span("2025-04..2026-09")))
    'USD 4.5bn'
    """
    if not amount.per:
        raise NotPossible(f"{amount} over {period}", "only a yearly figure has a period", "leave out --over")
    years = months(period.first, period.last) / YEAR
    value = Decimal(plain_number(scaled(amount.value, years)))
    is_rounded = Fraction(value) != Fraction(amount.value) * years
    rounded: Qualifier = "about" if amount.qualifier == "exact" and is_rounded else amount.qualifier
    return Amount(value, amount.unit, rounded)


def delivered_before(commitment: Commitment) -> list[DeliveryEvent]:
    """The deliveries that were not retracted, in the order of recording."""
    return _active(commitment, DeliveryEvent)


def _active(commitment: Commitment, kind: type[KindOfEvent]) -> list[KindOfEvent]:
    """The events of a kind that were not retracted, in the order of recording."""
    gone = retractions(commitment.history)
    return [event for event in commitment.history if isinstance(event, kind) and event.id not in gone]


def _terms(commitment: Commitment, facts: Provenance, zone: str) -> Terms:
    """The terms at the time of recording."""
    state = fold(commitment, Moment(facts.recorded_at), zone)
    return state.terms if state else commitment.terms


def _measure(commitment: Commitment, amount: Amount, counting: Counting, named: str) -> str:
    """The measure of a delivery; refuse a unit of another kind than the promise has, unless the measure is new."""
    before = [event for event in delivered_before(commitment) if event.stage == counting.stage]
    measures = list(dict.fromkeys(event.measure for event in before))
    if counting.measure is None and len(measures) > 1:
        named = ", ".join(f"“{name}”" if name else "no name" for name in measures)
        raise NeedsMore(f"a delivery to {commitment.ref}", "its measure", f"give --measure, one of {named} or another")
    measure = counting.measure if counting.measure is not None else (measures or [""])[0]
    promised = [event.amount.unit for event in _active(commitment, AmountEvent)][-1:]
    counts = not before or measure == (named or measures[0])
    is_new = counting.measure is not None and counting.measure not in measures
    if promised and counts and not is_new and not _is_of_kind(amount.unit, promised[0]):
        why = f"{commitment.ref} is promised in {promised[0]}"
        raise NotPossible(f"{amount} delivered", why, "give it in that unit, or name another measure with --measure")
    return measure


def _is_of_kind(unit: str, other: str) -> bool:
    """True if two units can be compared; any two currencies can, by a rate."""
    return unit == other or (is_currency(unit) and is_currency(other)) or is_of_one_kind(unit, other)


def _require_deliverer(commitment: Commitment, event: DeliveryEvent, terms: Terms) -> None:
    """Refuse a delivery by nobody in particular where each owes the amount, and a total that counts another one."""
    what = f"a delivery to {commitment.ref}"
    if is_owed_by_each(terms) and not event.of:
        raise NeedsMore(what, "the obligor that delivered, for each of them owes the amount", "give --of PARTY")
    for other in delivered_before(commitment):
        is_series = (other.stage, other.measure, other.amount.unit) == (event.stage, event.measure, event.amount.unit)
        if is_series and bool(other.of) != bool(event.of) and "so_far" in {other.kind, event.kind}:
            why = "a total so far of all obligors and a delivery of one of them may count the same twice"
            raise NotPossible(what, why, "name another measure with --measure")


def _require_one_kind(commitment: Commitment, event: DeliveryEvent) -> None:
    """Refuse a level in a series of flows, and a flow in a series of levels."""
    key = event.stage, event.measure, event.amount.unit
    for other in delivered_before(commitment):
        if (other.stage, other.measure, other.amount.unit) == key and is_level(other) != is_level(event):
            was = "levels" if is_level(other) else "figures that add up"
            why = f"{was} were recorded before by that measure"
            raise NotPossible(f"a delivery to {commitment.ref}", why, "name another measure with --measure")


class ReviewResult(Struct, frozen=True):
    """The result of a review: what it found and where, and who is to review again on which day."""

    found: Found
    where: str = ""
    again: DateSpan | None = None
    who: str = ""


def review(commitment: Commitment, look: ReviewResult, facts: Provenance) -> Commitment:
    """The commitment with a review, or with the plan for the next one."""
    facts.require_happened(f"a review of {commitment.ref}")
    fields = facts.of(commitment)
    return commitment.with_events(
        ReviewEvent(**fields, found=look.found, where=look.where, next=look.again, who=look.who)
    )


def take_position(
    commitment: Commitment, party: str, stance: Stance, channel: Channel, facts: Provenance
) -> Commitment:
    """The commitment with the position of a party on it."""
    facts.require_happened(f"a position on {commitment.ref}")
    return commitment.with_events(PositionEvent(**facts.of(commitment), party=party, position=stance, channel=channel))


def cite(commitment: Commitment, field: str, side: Side, value: str, facts: Provenance) -> Commitment:
    """The commitment with a source for or against a field."""
    if facts.source is None:
        raise NeedsMore(f"a citation of {commitment.ref}", "a source", "give --source URL or --publisher NAME")
    return commitment.with_events(CitationEvent(**facts.of(commitment), field=field, side=side, value=value))


def assess(commitment: Commitment, judgement: Judgement, facts: Provenance) -> Commitment:
    """The commitment with an analyst's judgement of its progress."""
    return commitment.with_events(AssessmentEvent(**facts.of_obligor(commitment), assessment=judgement))


def edit(commitment: Commitment, values: dict[str, Any], facts: Provenance, zone: str, *, ref: str = "") -> Commitment:
    """The commitment with edited terms, or a new ref; record only the fields that differ from the terms in force."""
    state = fold(commitment, Moment(facts.recorded_at), zone)
    terms = state.terms if state else commitment.terms
    changed = tuple(name for name, value in values.items() if value != getattr(terms, name))
    former_ref = commitment.ref if ref not in {"", commitment.ref} else ""
    changed += ("ref",) if former_ref else ()
    if not changed:
        raise NotPossible(f"an edit of {commitment.ref}", "nothing would change", "give a term another value")
    if "nature" in changed:
        _require_no_breach(commitment, values["nature"])
    new = replace(terms, **values)
    if {"baseline", "increment"}.intersection(changed):
        _require_baseline(commitment.ref, new, state.amounts[-1].amount if state and state.amounts else None)
    event = TermsEvent(
        **facts.of(commitment), changed=changed, terms=new, ref=ref if former_ref else "", former_ref=former_ref
    )
    return commitment.with_events(event)


def _require_no_breach(commitment: Commitment, nature: Nature) -> None:
    """Refuse to make a promise that was breached a promise to act."""
    breached = [event for event in _active(commitment, StatusEvent) if event.status == "breached"]
    if breached and nature not in LASTING:
        why = f"it was breached on {breached[0].on}, which a promise to act cannot be"
        remedy = f"`tracker log {commitment.ref}` shows the breach; a new commitment can have another nature"
        raise NotPossible(f"the nature {nature} of {commitment.ref}", why, remedy)


def require_party_code(code: str) -> str:
    """The code itself if a party can have it; refuse other characters, and names of countries."""
    if len(code) > MAX_CODE or not re.fullmatch(r"[A-Z][A-Z0-9-]+", code):
        why = f"a code is 2 to {MAX_CODE} capitals, digits and dashes"
        raise NotPossible(f"the party {code}", why, "write one as JBIC")
    if countries := [country for country in countries_named(code) if country != code]:
        why = f"it is a name of the country {' or '.join(countries)}"
        raise NotPossible(f"the party {code}", why, f"write a country as {countries[0]}, or choose another code")
    return code


def _require_baseline(ref: str, terms: Terms, amount: Amount | None) -> None:
    """Refuse an increase without a baseline or in another unit, and a level to reach below the baseline."""
    baseline = terms.baseline
    if not terms.increment:
        if amount:
            _require_above(ref, amount, baseline)
        return
    what = f"an increase as the amount of {ref}"
    if baseline is None:
        raise NeedsMore(what, "the level that it is counted from", "give --baseline AMOUNT")
    if amount and (amount.unit, amount.per) != (baseline.unit, baseline.per):
        why = f"the amount, {amount}, and the baseline, {baseline}, are in different units"
        raise NotPossible(what, why, "give both in one unit")


def _require_above(ref: str, amount: Amount, baseline: Amount | None) -> None:
    """Refuse a baseline above the amount: the amount is the level to reach, not the increase."""
    if baseline and (baseline.unit, baseline.per) == (amount.unit, amount.per) and baseline.value > amount.value:
        level = replace(amount, value=baseline.value + amount.value)
        why = f"the amount, {amount}, is the level to reach, and is below the baseline, {baseline}"
        raise NotPossible(
            f"the baseline of {ref}",
            why,
            f"for an increase by {amount} give --increment, or write the amount as {level}",
        )


def _state_of(commitment: Commitment, kind: type[Event], facts: Provenance, zone: str) -> State | None:
    """The current state of a commitment; None, without a fold, if it has no event of the kind."""
    if any(isinstance(event, kind) for event in commitment.history):
        return fold(commitment, Moment(facts.recorded_at), zone)
    return None


def _with_status(commitment: Commitment, event: StatusEvent, zone: str) -> Commitment:
    changed = commitment.with_events(event)
    found = [(name, statuses) for name, statuses in _sequences(changed, event, zone) if event in statuses]
    if not found:
        why = "each of its obligors was closed alone before"
        raise NotPossible(f"marking {commitment.ref} {label(event.status)}", why, "name one with --of and reopen it")
    for name, statuses in found:
        _require_legal(name, statuses, event, _nature(commitment))
    return changed


def _sequences(commitment: Commitment, event: StatusEvent, zone: str) -> list[tuple[str, Sequence[StatusEvent]]]:
    """The statuses of each obligor that a new status is about, under the name to refuse it by; else those of all."""
    statuses = _statuses(commitment, zone)
    if event.of:
        obligors: tuple[str, ...] = (event.of,)
    else:
        terms = commitment.terms
        for edit in _active(commitment, TermsEvent):
            terms = edit.terms if "obligor" in edit.changed else terms
        obligors = terms.obligor if any(status.of for status in statuses) else ()
    if not obligors:
        return [(commitment.ref, statuses)]
    return [(f"{commitment.ref} of {obligor}", about(statuses, obligor)) for obligor in obligors]


def _require_legal(name: str, statuses: Sequence[StatusEvent], event: StatusEvent, nature: Nature) -> None:
    """Refuse a status that cannot follow the one before it, or precede the one after it."""
    index = statuses.index(event)
    for before, after in pairwise(statuses[max(0, index - 1) : index + 2]):
        if not _may_follow(before, after):
            status = "open again" if after.reopens else label(after.status)
            remedy = _remedy(before, after, nature) if after is event else _out_of_order(after)
            raise IllegalTransition(name, label(before.status), status, remedy)


def _may_follow(before: StatusEvent, after: StatusEvent) -> bool:
    if is_closed(before.status):
        return after.reopens
    return not after.reopens and after.status in MEANINGS[before.status].followers


def _out_of_order(after: StatusEvent) -> str:
    since = f" since {after.on}" if after.on else " later"
    remedy = "give a later --on, or undo that and record it with an earlier one"
    return f"it is recorded as {label(after.status)}{since}: {remedy}"


def _remedy(before: StatusEvent, after: StatusEvent, nature: Nature) -> str:
    if is_closed(before.status):
        return f"reopen it before marking it {label(after.status)}"
    if after.reopens:
        return "it was not closed yet; give a later --on"
    followers = (status for status in MEANINGS[before.status].followers if status != before.status)
    others = (status for status in followers if nature in MEANINGS[status].natures)
    return f"it may become {', '.join(map(label, others))}"


def _statuses(commitment: Commitment, zone: str) -> list[StatusEvent]:
    """The statuses that were not retracted, in the order in which they took effect."""
    days = event_days(commitment, zone)
    events = (event for event in commitment.history if event.id not in days.retractions)
    return [event for event in days.in_order(events) if isinstance(event, StatusEvent)]


def _require_order(ref: str, earliest: DateSpan | None, latest: DateSpan | None) -> None:
    if earliest and latest and latest.last < earliest.first:
        why = f"it would be due on {latest.last}, but not before {earliest.first}"
        raise NotPossible(f"the deadline of {ref}", why, "change one of the two dates")
