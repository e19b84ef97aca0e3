"""Sentences on events between two moments: new, delivered, revised, turned, closed, corrected."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from tracker.errors import plural
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    StatusEvent,
    TermsEvent,
)
from tracker.model.iso import casefolded
from tracker.model.recurrence import Recurrence
from tracker.model.status import MEANINGS, is_closed, label
from tracker.reports.amount_text import amount_spoken, of_kind
from tracker.reports.changes_deadlines import deadline_words
from tracker.reports.changes_keeping import is_told
from tracker.reports.code_text import spoken
from tracker.reports.diff import Change, Comparison
from tracker.reports.event_text import analyst_of, cited, describe, of_each
from tracker.reports.keeping_text import breaches_spoken
from tracker.reports.text import STANCES, day_spoken, on_spoken, parties_spoken, source_spoken, sourced_words
from tracker.state import deadlines
from tracker.state.portfolio import Standing
from tracker.state.sources import WHOLE_RECORD, contradictions, field_of, settlements, witness_of

# ---- new and edited terms ----------------------------------------------------------------------


def new(one: Comparison) -> Iterator[Change]:
    """A new commitment: its title, amount, parties, due date and status."""
    if not one.is_new or one.is_next_period:
        return
    standing, state = one.standing, one.standing.state
    first = next((event for event in one.promise if event.source), one.promise[0] if one.promise else None)
    status = _status(state.statuses[0]) if state.statuses else "its status is not known"
    what = f"“{standing.title}”, {_owed(standing)}, {_first_due(standing)}; {status}"
    yield Change(f"{what}{source_spoken(first.source if first else None)}", first)


def _owed(standing: Standing) -> str:
    amounts = standing.state.amounts
    figure = f"{of_kind(amount_spoken(amounts[0].amount), standing.terms.amount_kind)} " if amounts else ""
    return f"{figure}owed by {parties_spoken(standing.terms.obligor)} to {parties_spoken(standing.terms.obligee)}"


def _first_due(standing: Standing) -> str:
    state = standing.state
    if state.terms.every and not state.versions:
        return f"every {state.terms.every}"
    if standing.is_lasting:
        first = state.versions[0].due if state.versions else None
        return f"to be kept until {day_spoken(first)}" if first else "to be kept without a last day"
    return deadline_words(state.versions[0]) if state.versions else "undated"


def edited(one: Comparison) -> Iterator[Change]:
    """Edits of the terms."""
    rules = _rules(one)
    for event in one.new_events(TermsEvent):
        fields = ", ".join(event.changed)
        what = f"{describe(event) if event.ref else f'{fields} edited'}{on_spoken(event.on)}"
        if event.id in rules:
            now, before = event.terms.every, rules[event.id]
            was = f", before that {f'every {before}' if before else 'not recurring'}"
            what = f"{what}: {f'every {now}' if now else 'no longer recurring'}{was}"
        yield Change(sourced_words(what, event), event, after=event.ref or fields)


def _rules(one: Comparison) -> dict[int, Recurrence | None]:
    """The rule before each edit of the rule of a recurring duty, by the id of the edit."""
    state, found = one.standing.state, {}
    rule = state.event_days.terms.every
    for event in state.of_kind(TermsEvent):
        if "every" in event.changed:
            found[event.id], rule = rule, event.terms.every
    return found


# ---- deliveries and amounts --------------------------------------------------------------------


def delivered(one: Comparison) -> Iterator[Change]:
    """Deliveries, each at its stage."""
    for event in one.new_events(DeliveryEvent):
        measure = f", measured by {event.measure}" if event.measure else ""
        counted = {"flow": "", "so_far": " so far", "level": " as the level"}[event.kind]
        what = f"{amount_spoken(event.amount)} {event.stage}{counted}{on_spoken(event.on)}{measure}"
        yield Change(sourced_words(what, event, f"when it was {event.stage}"), event, event.stage, str(event.amount))


def revised(one: Comparison) -> Iterator[Change]:
    """Amounts that were set or revised."""
    rule = one.standing.terms.every
    for previous, event in one.transitions(
        AmountEvent,
        lambda event: (event.amount, event.first_period),
        lambda event: (event.reading, event.first_period is None),
    ):
        first = rule.amount if rule and event.first_period else None
        before = amount_spoken(previous.amount) if previous else amount_spoken(first) if first else ""
        change = (
            f"amount revised{on_spoken(event.on)} from {before} to" if before else f"amount set{on_spoken(event.on)}:"
        )
        read = f", as {event.reading} reads it" if event.reading else ""
        what = f"{change} {amount_spoken(event.amount)}{of_each(event)}{read}"
        yield Change(sourced_words(what, event, state=one.standing.state), event, before, amount_spoken(event.amount))


# ---- positions and assessments -----------------------------------------------------------------


def turned(one: Comparison) -> Iterator[Change]:
    """Positions of a party in a channel, with its previous position there."""
    public = {divergence.private.id: divergence.public for divergence in one.standing.divergent}
    speaking = one.transitions(PositionEvent, lambda event: event.position, lambda event: (event.party, event.channel))
    for previous, event in speaking:
        did, _ = STANCES[event.position]
        turn = f", after {STANCES[previous.position][1]}" if previous else ""
        what = sourced_words(f"{event.party} {did} in {event.channel}{on_spoken(event.on)}{turn}", event)
        before = previous.position if previous else None
        yield Change(what + _public_position(public.get(event.id)), event, before, event.position)


def _public_position(public: PositionEvent | None) -> str:
    """The public position of a party whose private position differs, as the end of a sentence."""
    return f"; in public it {STANCES[public.position][0]}{on_spoken(public.on)}" if public else ""


def judged(one: Comparison) -> Iterator[Change]:
    """Judgements that differ from the previous judgement."""
    for previous, event in one.transitions(
        AssessmentEvent, lambda event: event.assessment, lambda event: casefolded(event.analyst)
    ):
        before = spoken(previous.assessment) if previous else ""
        after = spoken(event.assessment)
        citing = f", citing {cited(event.source)}" if cited(event.source) else ""
        unsaid = "; the day is unknown" if event.on is None else ""
        what = (
            f"{analyst_of(event)} judged it {after}{on_spoken(event.on)}{f', before that {before}' if before else ''}"
        )
        yield Change(f"{what}{citing}{unsaid}", event, before, after)


# ---- contradictions --------------------------------------------------------------------------


def contradicted(one: Comparison) -> Iterator[Change]:
    """Sources that contradict a field, also those that were settled since."""
    state = one.standing.state
    told = {event.id for event in contradictions(state)} | settlements(state).keys()
    for event in one.new_events(CitationEvent):
        if event.id in told:
            field, value = field_of(event) or WHOLE_RECORD, f": {event.value}" if event.value else ""
            witness = witness_of(event.source) if event.source else "somebody"
            yield Change(f"{witness} contradicts {field}{on_spoken(event.on)}{value}", event, after=event.value)


def settled(one: Comparison) -> Iterator[Change]:
    """Contradictions that were settled, by whom and why."""
    for event in one.new_events(CitationEvent):
        if event.settles is not None:
            settled = f"contradiction {event.settles} of {field_of(event) or 'the record'} settled"
            what = f"{settled}{on_spoken(event.on)} by {event.recorded_by}: {event.note}"
            yield Change(sourced_words(what, event), event)


# ---- reviews -----------------------------------------------------------------------------------


def reviewed(one: Comparison) -> Iterator[Change]:
    """Reviews that took place: what was found and where, and when the next one is; those of one day as one."""
    looks: dict[object, ReviewEvent] = {}
    for event in one.new_events(ReviewEvent):
        if event.found:
            before = looks.pop((event.on, event.found), event)
            places = dict.fromkeys(place for place in (before.where, event.where) if place)
            looks[event.on, event.found] = replace(event, where="; ".join(places))
    for event in looks.values():
        what = f"the desk looked{on_spoken(event.on)}{describe(event).removeprefix('looked')}"
        yield Change(sourced_words(what, event), event, after=event.found)


def review_due(one: Comparison) -> Iterator[Change]:
    """The reviews that are planned for today."""
    if one.after and _newly_past_review(one, lambda days: days == 0):
        yield Change(f"to be reviewed today{_by(one.after)}", one.after.next_review, after=one.after.next_look)


def review_missed(one: Comparison) -> Iterator[Change]:
    """The reviews of which the day has passed while nobody looked."""
    if one.after and _newly_past_review(one, lambda days: days > 0):
        what = f"to be reviewed on {one.after.next_look}{_by(one.after)}; nobody has looked since"
        yield Change(what, one.after.next_review, after=one.after.next_look, days=one.after.days_past_review)


def _newly_past_review(one: Comparison, test: Callable[[int], bool]) -> bool:
    """True if the days since the planned review pass a test, and did not before by the same plan."""

    def holds(standing: Standing | None) -> bool:
        days = standing.days_past_review if standing else None
        return days is not None and test(days)

    is_same = one.before is not None and one.after is not None and one.before.next_look == one.after.next_look
    return holds(one.after) and not (is_same and holds(one.before))


def _by(standing: Standing) -> str:
    review = standing.next_review
    return f" by {review.who}" if review and review.who else ""


# ---- status ------------------------------------------------------------------------------------


def closed(one: Comparison) -> Iterator[Change]:
    """Closed statuses; one that is met has its distance from the due days."""
    for previous, event in one.transitions(StatusEvent, _says):
        if is_closed(event.status):
            standing = one.about(event)
            final = event.id in {last.id for last in standing.state.statuses[-1:]}
            apart = standing.days_apart_when_met() if final else None
            what = f"{_status(event)}{_against(standing) if final else ''}{_after(standing) if final else ''}"
            yield Change(
                sourced_words(what, event), event, _was(previous), event.status, apart.exact if apart else None
            )


def _after(standing: Standing) -> str:
    """The breaches before it was over."""
    return f", after {breaches_spoken(standing.breaches)}" if standing.breaches.number else ""


def _against(standing: Standing) -> str:
    """The distance of the day it was met from the due day in force and from the first due day."""
    late, first = standing.days_apart_when_met(), standing.days_apart_when_met("original")
    due, due_first = deadlines.due(standing.state), deadlines.due(standing.state, "original")
    if late is None or due is None:
        return ""
    in_force = f", {_apart(late)} the deadline{' in force' if standing.shown_moves else ''}, {day_spoken(due)}"
    if first is None or due_first is None or not standing.shown_moves:
        return in_force
    return f"{in_force}, and {_apart(first)} the first one, {day_spoken(due_first)}"


def _apart(apart: deadlines.DaysApart) -> str:
    """The distance from a due day in words, with both ends if the day it was met is half-known."""
    if (days := apart.exact) is not None:
        return "on the very day of" if not days else f"{plural(abs(days), 'day')} {'after' if days > 0 else 'before'}"
    if apart.most <= 0:
        return "by"
    if apart.fewest is not None and apart.fewest > 0:
        return f"{apart.fewest} to {plural(apart.most, 'day')} after"
    return f"on time or up to {plural(apart.most, 'day')} after"


def reopened(one: Comparison) -> Iterator[Change]:
    """Reopened commitments."""
    for previous, event in one.transitions(StatusEvent, _says):
        if event.reopens and not is_closed(event.status):
            was = f", after it was {label(previous.status)}" if previous else ""
            what = f"reopened{on_spoken(event.on)}, {label(event.status)} again{was}"
            yield Change(sourced_words(what, event), event, _was(previous), event.status)


def became(one: Comparison) -> Iterator[Change]:
    """Commitments that were proposed, agreed, begun, suspended or resumed."""
    for previous, event in one.transitions(StatusEvent, _says):
        first = previous is None and event.status == "proposed"  # as it was without a status
        if not first and not is_told(one, event) and not event.reopens and not is_closed(event.status):
            before = f", before that {label(previous.status)}" if previous else ""
            yield Change(sourced_words(f"{_status(event)}{before}", event), event, _was(previous), event.status)


def _says(event: StatusEvent) -> object:
    return event.status, event.successor


def _was(event: StatusEvent | None) -> str | None:
    """The previous status; None if there was none."""
    return event.status if event else None


def _status(event: StatusEvent) -> str:
    by = f" by {event.successor}" if event.successor else ""
    since = f" since {event.on}" if event.on and MEANINGS[event.status].lasts else on_spoken(event.on)
    return f"{label(event.status)}{by}{since}"


# ---- corrections and retractions ---------------------------------------------------------------


def corrected(one: Comparison) -> Iterator[Change]:
    """Mistakes: corrected figures and dates, retracted events, and retracted commitments."""
    if one.before and not one.after:
        retractions = (event for event in one.learned if isinstance(event, RetractionEvent) and event.retracts is None)
        cause = next(retractions, None)
        yield _mistake("the whole commitment was taken back", cause, one.before.title, None)
        return
    for event in one.removed_events:
        yield _mistake(f"taken back: {describe(event)}", one.causes.get(event.id), describe(event), None)
    for old, event in one.changed:
        if event.id in one.causes:
            yield _mistake(_corrected(old, event), one.causes[event.id], describe(old), describe(event))


def _corrected(old: AnyEvent, event: AnyEvent) -> str:
    if isinstance(old, DeadlineEvent) and isinstance(event, DeadlineEvent):
        return f"deadline corrected: {deadline_words(event)}, not {deadline_words(old)}"
    return f"amount corrected: {describe(event)}, not {describe(old)}"


def _mistake(what: str, cause: AnyEvent | None, before: str, after: str | None) -> Change:
    return Change(sourced_words(what, cause) if cause else what, cause, before, after)
