"""Record what somebody found, said or judged: reviews, positions, citations and assessments."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import MissingValue, NeedsMore, NotPossible, quoted
from tracker.model.commitment import (
    AssessmentEvent,
    Channel,
    CitationEvent,
    Commitment,
    Event,
    Found,
    Judgement,
    PositionEvent,
    ReviewEvent,
    Side,
    Stance,
    TermsEvent,
)
from tracker.model.dates import DateSpan
from tracker.record.provenance import Provenance, active_events, current_state
from tracker.state.sources import contradictions, settlements

LONGEST_PLAN: Final = 10  # years to the next review


class ReviewResult(Struct, frozen=True):
    """The result of a review: what it found and where, and who is to review again on which day."""

    found: Found
    where: str = ""
    again: DateSpan | None = None
    who: str = ""


def review(commitment: Commitment, look: ReviewResult, facts: Provenance) -> Commitment:
    """The commitment with a review, or with the plan for the next one."""
    facts.require_happened(f"a review of {commitment.ref}")
    _require_promised(f"a review of {commitment.ref}", commitment, facts)
    if look.again:
        what = f"{quoted(str(look.again))} is not a day for the next review"
        if facts.on and look.again.last < facts.on.first:
            raise MissingValue(what, f"it is before {facts.on}; write 90d or a later day")
        if look.again.last.year - facts.recorded_at.year > LONGEST_PLAN:
            raise MissingValue(what, f"it is more than {LONGEST_PLAN} years away; write 90d or an earlier day")
    fields = facts.of(commitment)
    return commitment.with_events(
        ReviewEvent(**fields, found=look.found, where=look.where, next=look.again, who=look.who)
    )


def _require_promised(what: str, commitment: Commitment, facts: Provenance) -> None:
    """Refuse an event that lies wholly before the day on which the promise was made."""
    edits = [event.terms for event in active_events(commitment, TermsEvent) if "made_on" in event.changed]
    made_on = [commitment.terms, *edits][-1].made_on
    if made_on and facts.on and facts.on.last < made_on.first:
        why = f"{facts.on} is before {made_on}, when the promise was made"
        remedy = f"correct --on, or the day with `tracker edit {commitment.ref} --made-on DATE`"
        raise NotPossible(what, why, remedy)


def take_position(
    commitment: Commitment, party: str, stance: Stance, channel: Channel, facts: Provenance
) -> Commitment:
    """The commitment with the position of a party on it."""
    facts.require_happened(f"a position on {commitment.ref}")
    return commitment.with_events(PositionEvent(**facts.of(commitment), party=party, position=stance, channel=channel))


def cite(commitment: Commitment, field: str, side: Side, value: str, facts: Provenance) -> Commitment:
    """The commitment with a source for or against a field, or with one that only mentions the promise."""
    if facts.source is None:
        raise NeedsMore(f"a citation of {commitment.ref}", "a source", "give --source URL or --publisher NAME")
    if side == "mentions" and value:
        why = "a source that only mentions the promise says no value"
        raise NotPossible(f"a citation of {commitment.ref}", why, "let it support or contradict the field")
    return commitment.with_events(CitationEvent(**facts.of(commitment), field=field, side=side, value=value))


def add_copy(commitment: Commitment, facts: Provenance) -> Commitment | None:
    """The commitment with a copy of a source that is recorded there already; None if the source is not.

    The citation repeats what was recorded of the source, with its days, and only mentions the promise: a copy supports
    nothing new, and is no news.
    """
    new = facts.source
    if new is None or not (new.archived and new.url):
        return None
    known = (event for event in reversed(active_events(commitment, Event)) if event.source)
    event = next((event for event in known if event.source and event.source.url == new.url), None)
    if event is None or event.source is None:
        return None
    source = replace(event.source, archived=new.archived, retrieved=new.retrieved, quote=new.quote, summary=new.summary)
    facts = replace(facts, on=event.on, known_on=event.known_on, source=source)
    return commitment.with_events(CitationEvent(**facts.of(commitment), side="mentions"))


def settle(commitment: Commitment, number: int, facts: Provenance, zone: str) -> Commitment:
    """The commitment with a contradiction ended, which the note explains; `number` is the id of its citation."""
    state = current_state(commitment, CitationEvent, facts, zone)
    known = {event.id: event for event in contradictions(state)}
    what = f"a settlement of {number} at {commitment.ref}"
    if number not in known:
        raise NotPossible(what, *_not_open(commitment, number, settlements(state).get(number)))
    said = known[number].on
    if facts.on and said and facts.on.last < said.first:
        raise NotPossible(what, f"{facts.on} is before {said}, when the contradiction was said", "give a later --on")
    if not facts.note.strip():
        raise NeedsMore(f"a settlement at {commitment.ref}", "a reason", "give --note WHY")
    settled = CitationEvent(**facts.of(commitment), field=known[number].field, settles=number)
    return commitment.with_events(settled)


def _not_open(commitment: Commitment, number: int, settled: CitationEvent | None) -> tuple[str, str]:
    """The reason why an event is no open contradiction, and what would work."""
    if settled:
        when = f"on {settled.on}" if settled.on else "before"
        return f"{settled.recorded_by} settled it {when}", "`tracker undo` or a new citation opens it"
    remedy = f"`tracker show {commitment.ref} --only contradictions` lists the contradictions by number"
    if number not in {event.id for event in active_events(commitment, Event)}:
        return f"it has no event {number}", remedy
    return f"event {number} contradicts nothing", remedy


def assess(commitment: Commitment, judgement: Judgement, facts: Provenance, analyst: str = "") -> Commitment:
    """The commitment with an analyst's judgement of its progress; without a name, that of the desk."""
    facts.require_happened(f"a judgement of {commitment.ref}")
    _require_promised(f"a judgement of {commitment.ref}", commitment, facts)
    fields = facts.of_obligor(commitment)
    return commitment.with_events(AssessmentEvent(**fields, assessment=judgement, analyst=analyst))
