"""Sentences on events between two moments: new, delivered, revised, turned, closed, corrected."""

from collections.abc import Iterable, Iterator
from typing import Final

from tracker.language import listed, message, plural, translate
from tracker.model.amounts import Amount
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    DeadlineEvent,
    DeliveryEvent,
    PositionEvent,
    RetractionEvent,
    StatusEvent,
    TermsEvent,
)
from tracker.model.iso import casefolded
from tracker.model.recurrence import Recurrence
from tracker.model.status import MEANINGS, is_closed
from tracker.reports.amount_text import amount_spoken, each_words, of_kind
from tracker.reports.changes_deadlines import deadline_words
from tracker.reports.changes_keeping import is_told
from tracker.reports.code_text import code_shown, spoken, status_spoken
from tracker.reports.date_text import rule_written, span_written
from tracker.reports.diff import Change, Comparison
from tracker.reports.event_text import analyst_of, cited, describe, is_plain_level, of_each
from tracker.reports.keeping_text import breaches_spoken
from tracker.reports.text import (
    STANCES,
    day_spoken,
    on_spoken,
    parties_spoken,
    party_spoken,
    source_spoken,
    sourced_words,
)
from tracker.state import deadlines
from tracker.state.portfolio import Standing

# ---- new and edited terms ----------------------------------------------------------------------


def new(one: Comparison) -> Iterator[Change]:
    """A new commitment: its title, amount, parties, due date and status."""
    if not one.is_new or one.is_next_period:
        return
    standing, state = one.standing, one.standing.state
    first = next((event for event in one.promise if event.source), one.promise[0] if one.promise else None)
    what = translate(
        "“{title}”, {owed}, {due}; {status}",
        title=standing.title,
        owed=_owed(standing),
        due=_first_due(standing),
        status=_status(state.statuses[0]) if state.statuses else translate("its status is not known"),
    )
    yield Change(f"{what}{source_spoken(first.source if first else None)}", first)


def _owed(standing: Standing) -> str:
    amounts = standing.state.amounts
    return translate(
        "{amount} owed by {obligor} to {obligee}" if amounts else "owed by {obligor} to {obligee}",
        amount=of_kind(_figure(standing, amounts[0].amount), standing.terms.amount_kind) if amounts else "",
        obligor=_parties(standing, standing.terms.obligor),
        obligee=_parties(standing, standing.terms.obligee),
    )


def _figure(standing: Standing, amount: Amount) -> str:
    """A figure in words, with a remark if each of several obligors owes it."""
    return each_words(amount_spoken(amount), standing.terms)


def _parties(standing: Standing, codes: Iterable[str]) -> str:
    return parties_spoken(party_spoken(code, standing.portfolio) for code in codes)


def _first_due(standing: Standing) -> str:
    state = standing.state
    if state.terms.every and not state.versions:
        return translate("every {rule}", rule=rule_written(state.terms.every))
    if standing.is_lasting:
        first = state.versions[0].due if state.versions else None
        if first:
            return translate("to be kept until {day}", day=day_spoken(first))
        return translate("to be kept without a last day")
    return deadline_words(state.versions[0]) if state.versions else translate("undated")


def edited(one: Comparison) -> Iterator[Change]:
    """Edits of the terms."""
    rules = _rules(one)
    for event in one.new_events(TermsEvent):
        fields = listed(map(code_shown, event.changed))
        edit = describe(event) if event.ref else translate("{fields} edited", fields=fields)
        what = translate("{edit}{on}", edit=edit, on=on_spoken(event.on))
        if event.id in rules:
            what = translate(
                "{edit}: {rule}, before that {before}",
                edit=what,
                rule=_every(event.terms.every) or translate("no longer recurring"),
                before=_every(rules[event.id]) or translate("not recurring"),
            )
        yield Change(sourced_words(what, event), event, after=event.ref or ", ".join(event.changed))


def _every(rule: Recurrence | None) -> str:
    """The rule of a recurring duty; empty without one."""
    return translate("every {rule}", rule=rule_written(rule)) if rule else ""


def _rules(one: Comparison) -> dict[int, Recurrence | None]:
    """The rule before each edit of the rule of a recurring duty, by the id of the edit."""
    state, found = one.standing.state, {}
    rule = state.event_days.terms.every
    for event in state.of_kind(TermsEvent):
        if "every" in event.changed:
            found[event.id], rule = rule, event.terms.every
    return found


# ---- deliveries and amounts --------------------------------------------------------------------


_DELIVERED: Final = {
    "flow": message("{amount} {stage}{on}{measure}"),
    "so_far": message("{amount} {stage} so far{on}{measure}"),
    "level": message("level of {amount} {stage}{on}{measure}"),
}


def delivered(one: Comparison) -> Iterator[Change]:
    """Deliveries, each at its stage."""
    for event in one.new_events(DeliveryEvent):
        stage, measured = spoken(event.stage), is_plain_level(event)
        what = translate(
            message("level of {amount}{on}{measure}") if measured else _DELIVERED[event.kind],
            amount=amount_spoken(event.amount),
            stage=stage,
            on=on_spoken(event.on),
            measure=translate(", measured by {measure}", measure=event.measure) if event.measure else "",
        )
        unknown = translate("when it was measured") if measured else translate("when it was {stage}", stage=stage)
        yield Change(sourced_words(what, event, unknown), event, event.stage, str(event.amount))


def revised(one: Comparison) -> Iterator[Change]:
    """Amounts that were set or revised."""
    rule = one.standing.terms.every
    for previous, event in one.transitions(
        AmountEvent,
        lambda event: (event.amount, event.first_period),
        lambda event: (event.reading, event.first_period is None),
    ):
        first = rule.amount if rule and event.first_period else None
        former = previous.amount if previous else first
        before = _figure(one.standing, former) if former else ""
        what = translate(
            "amount revised{on} from {before} to {amount}{each}" if before else "amount set{on}: {amount}{each}",
            on=on_spoken(event.on),
            before=before,
            amount=_figure(one.standing, event.amount),
            each=of_each(event),
        )
        if event.reading:
            what = translate("{text}, as {party} reads it", text=what, party=_parties(one.standing, [event.reading]))
        yield Change(sourced_words(what, event, state=one.standing.state), event, before, amount_spoken(event.amount))


# ---- positions and assessments -----------------------------------------------------------------


def turned(one: Comparison) -> Iterator[Change]:
    """Positions of a party in a channel, with its previous position there."""
    public = {divergence.private.id: divergence.public for divergence in one.standing.divergent}
    speaking = one.transitions(PositionEvent, lambda event: event.position, lambda event: (event.party, event.channel))
    for previous, event in speaking:
        turn = translate(", after {stance}", stance=translate(STANCES[previous.position][1])) if previous else ""
        did = translate(
            "{party} {stance} in {channel}{on}{turn}",
            party=party_spoken(event.party, one.standing.portfolio),
            stance=translate(STANCES[event.position][0]),
            channel=spoken(event.channel),
            on=on_spoken(event.on),
            turn=turn,
        )
        what = sourced_words(did, event)
        before = previous.position if previous else None
        yield Change(what + _public_position(public.get(event.id)), event, before, event.position)


def _public_position(public: PositionEvent | None) -> str:
    """The public position of a party whose private position differs, as the end of a sentence."""
    if public is None:
        return ""
    stance = translate(STANCES[public.position][0])
    return translate("; in public it {stance}{on}", stance=stance, on=on_spoken(public.on))


def judged(one: Comparison) -> Iterator[Change]:
    """Judgements that differ from the previous judgement."""
    for previous, event in one.transitions(
        AssessmentEvent, lambda event: event.assessment, lambda event: casefolded(event.analyst)
    ):
        before = spoken(previous.assessment) if previous else ""
        after = spoken(event.assessment)
        source = cited(event.source)
        what = translate(
            "{analyst} judged it {judgement}{on}{before}{citing}{unsaid}",
            analyst=analyst_of(event),
            judgement=after,
            on=on_spoken(event.on),
            before=translate(", before that {status}", status=before) if before else "",
            citing=translate(", citing {source}", source=source) if source else "",
            unsaid=translate("; the day is unknown") if event.on is None else "",
        )
        yield Change(what, event, before, after)


# ---- status ------------------------------------------------------------------------------------


def closed(one: Comparison) -> Iterator[Change]:
    """Closed statuses; one that is met has its distance from the due days."""
    for previous, event in one.transitions(StatusEvent, _says):
        if is_closed(event.status):
            standing = one.about(event)
            final = event.id in {last.id for last in standing.state.statuses[-1:]}
            apart = standing.days_apart_when_met() if final else None
            what = translate(
                "{status}{against}{breaches}",
                status=_status(event),
                against=_against(standing) if final else "",
                breaches=_after(standing) if final else "",
            )
            yield Change(
                sourced_words(what, event), event, _was(previous), event.status, apart.exact if apart else None
            )


def _after(standing: Standing) -> str:
    """The breaches before it was over."""
    if not standing.breaches.number:
        return ""
    return translate(", after {breaches}", breaches=breaches_spoken(standing.breaches))


def _against(standing: Standing) -> str:
    """The distance of the day it was met from the due day in force and from the first due day."""
    late, first = standing.days_apart_when_met(), standing.days_apart_when_met("original")
    due, due_first = deadlines.due(standing.state), deadlines.due(standing.state, "original")
    if late is None or due is None:
        return ""
    deadline = message("the deadline in force, {day}" if standing.shown_moves else "the deadline, {day}")
    in_force = _apart(late, translate(deadline, day=day_spoken(due)))
    if first is None or due_first is None or not standing.shown_moves:
        return translate(", {apart}", apart=in_force)
    original = _apart(first, translate("the first one, {day}", day=day_spoken(due_first)))
    return translate(", {apart}, and {apart_first}", apart=in_force, apart_first=original)


def _apart(apart: deadlines.DaysApart, deadline: str) -> str:
    """The distance from a deadline in words, with both ends if the day it was met is half-known."""
    if apart.exact == 0:
        return translate("on the very day of {deadline}", deadline=deadline)
    if apart.exact is not None:
        days = plural(abs(apart.exact), "day")
        pattern = message("{days} after {deadline}" if apart.exact > 0 else "{days} before {deadline}")
        return translate(pattern, days=days, deadline=deadline)
    if apart.most <= 0:
        return translate("by {deadline}", deadline=deadline)
    days = plural(apart.most, "day")
    if apart.fewest is not None and apart.fewest > 0:
        return translate("{fewest} to {days} after {deadline}", fewest=apart.fewest, days=days, deadline=deadline)
    return translate("on time or up to {days} after {deadline}", days=days, deadline=deadline)


def reopened(one: Comparison) -> Iterator[Change]:
    """Reopened commitments."""
    for previous, event in one.transitions(StatusEvent, _says):
        if event.reopens and not is_closed(event.status):
            was = translate(", after it was {status}", status=status_spoken(previous.status)) if previous else ""
            what = translate(
                "reopened{on}, {status} again{before}",
                on=on_spoken(event.on),
                status=status_spoken(event.status),
                before=was,
            )
            yield Change(sourced_words(what, event), event, _was(previous), event.status)


def became(one: Comparison) -> Iterator[Change]:
    """Commitments that were proposed, agreed, begun, suspended or resumed."""
    for previous, event in one.transitions(StatusEvent, _says):
        first = previous is None and event.status == "proposed"  # as it was without a status
        if not first and not is_told(one, event) and not event.reopens and not is_closed(event.status):
            what = _status(event)
            if previous:
                what += translate(", before that {status}", status=status_spoken(previous.status))
            yield Change(sourced_words(what, event), event, _was(previous), event.status)


def _says(event: StatusEvent) -> object:
    return event.status, event.successor


def _was(event: StatusEvent | None) -> str | None:
    """The previous status; None if there was none."""
    return event.status if event else None


def _status(event: StatusEvent) -> str:
    status = status_spoken(event.status)
    if event.successor:
        status = translate("{status} by {successor}", status=status, successor=event.successor)
    if event.on and MEANINGS[event.status].lasts:
        return translate("{status} since {day}", status=status, day=span_written(event.on))
    return translate("{status}{on}", status=status, on=on_spoken(event.on))


# ---- corrections and retractions ---------------------------------------------------------------


def corrected(one: Comparison) -> Iterator[Change]:
    """Mistakes: corrected figures and dates, retracted events, and retracted commitments."""
    if one.before and not one.after:
        retractions = (event for event in one.learned if isinstance(event, RetractionEvent) and event.retracts is None)
        cause = next(retractions, None)
        yield _mistake(translate("the whole commitment was taken back"), cause, one.before.title, None)
        return
    for event in one.removed_events:
        what = translate("taken back: {event}", event=describe(event))
        yield _mistake(what, one.causes.get(event.id), describe(event), None)
    for old, event in one.changed:
        if event.id in one.causes:
            yield _mistake(_corrected(old, event), one.causes[event.id], describe(old), describe(event))


def _corrected(old: AnyEvent, event: AnyEvent) -> str:
    if isinstance(old, DeadlineEvent) and isinstance(event, DeadlineEvent):
        return translate(
            "deadline corrected: {deadline}, not {before}", deadline=deadline_words(event), before=deadline_words(old)
        )
    return translate("amount corrected: {amount}, not {before}", amount=describe(event), before=describe(old))


def _mistake(what: str, cause: AnyEvent | None, before: str, after: str | None) -> Change:
    return Change(sourced_words(what, cause) if cause else what, cause, before, after)
