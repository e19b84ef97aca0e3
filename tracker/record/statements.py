"""Record what somebody found, said or judged: reviews, positions, citations and assessments."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import MissingValue, NeedsMore, NotPossible, nearest, quoted
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
    Source,
    Stance,
    TermsEvent,
)
from tracker.model.dates import DateSpan
from tracker.model.iso import casefolded
from tracker.model.saved_copies import is_address, is_same_address, require_other_page
from tracker.record.provenance import Provenance, active_events, current_state
from tracker.state.sources import contradictions, settlements, source_identity

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


def add_copy(commitment: Commitment, new: Source, facts: Provenance) -> Commitment:
    """The commitment with a copy of a source that is recorded there already; unchanged if it has that copy.

    The citation repeats what was recorded of the source and only mentions the promise: a copy supports nothing new and
    is no news. It is known from the day on which it was saved.
    """
    facts.require_happened(f"a copy of a source of {commitment.ref}")
    known = [event.source for event in reversed(active_events(commitment, Event)) if event.source]
    source = _recorded_source(commitment.ref, new, known)
    if is_address(new.archived):
        require_other_page(new.archived, source.url)
    identity = source_identity(source)
    if any(one.archived == new.archived and source_identity(one) == identity for one in known):
        return commitment
    source = replace(source, archived=new.archived, retrieved=new.retrieved, quote="", summary="")
    facts = replace(facts, known_on=facts.on, source=source)
    return commitment.with_events(CitationEvent(**facts.of(commitment), side="mentions"))


def _recorded_source(ref: str, new: Source, known: list[Source]) -> Source:
    """The known source that is meant: by its address, else by its publisher, title and date; refuse any other."""
    if new.url:
        same = [one for one in known if one.url == new.url] or [
            one for one in known if one.url and is_same_address(one.url, new.url)
        ][:1]
    else:
        same = [one for one in known if not one.url and _is_described(one, new)]
    named = new.url or " ".join(filter(None, (new.publisher, new.title, str(new.published or ""))))
    what, cite = f"a copy of {quoted(named)} for {ref}", "--for FIELD or --mentions cites a new one"
    if len({source_identity(one) for one in same}) > 1:
        raise NotPossible(what, "several of its sources are that", "add --source-title or --published")
    if not same:
        close = nearest(named, [source_identity(one) for one in known])
        raise NotPossible(
            what, f"it has no such source{close}", f"`tracker show {ref} --only sources` has them; {cite}"
        )
    return same[0]


def _is_described(source: Source, new: Source) -> bool:
    """True if a source has the publisher, the title and the date of another, as far as they are given."""
    texts = ((source.publisher, new.publisher), (source.title, new.title))
    is_named = all(not given or casefolded(own).strip() == casefolded(given).strip() for own, given in texts)
    return is_named and new.published in (None, source.published)


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
        return (
            f"{settled.recorded_by} settled it {when}",
            "if the source still contradicts it, cite it once more with --against",
        )
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
