"""Sentences on lasting promises: in force, breached, restored, lapsed."""

from collections.abc import Iterator
from itertools import pairwise

from tracker.language import message, translate, written_day
from tracker.model.commitment import StatusEvent
from tracker.reports.amount_text import excess_words, reached_of
from tracker.reports.changes_deadlines import day_after, newly
from tracker.reports.code_text import status_spoken
from tracker.reports.diff import Change, Comparison
from tracker.reports.keeping_text import breaches_spoken, days_counted
from tracker.reports.standing_text import readings_words, shortfall_words
from tracker.reports.text import day_spoken, on_spoken, sourced_words
from tracker.state import keeping
from tracker.state.portfolio import Standing


def is_told(one: Comparison, event: StatusEvent) -> bool:
    """True if the groups of this module tell the event: a breach, or the end of one."""
    return not event.reopens and (event.status == "breached" or event.id in _cured(one))


def _cured(one: Comparison) -> dict[int, keeping.Phase]:
    """The breaches that ended, each by the id of the status event that ended it."""
    return {
        phase.event.id: breach
        for standing in one.standing.apart
        for breach, phase in pairwise(standing.phases)
        if phase.event and (breach.kind, phase.kind) == ("breached", "in_force")
    }


def in_force(one: Comparison) -> Iterator[Change]:
    """Promises whose planned start has come; not a period that begins while the whole is breached or suspended."""
    begun = {(phase.kind, phase.since) for phase in one.after.times} if one.after else set()
    for phase in one.after.phases if one.after else ():
        if phase.event is None and (phase.kind, phase.since) in begun and not _was_begun(one, phase):
            what = translate("in force since {day}, as planned", day=written_day(phase.since.last))
            yield Change(what, after="in_force", since=phase.since.last)


def _was_begun(one: Comparison, phase: keeping.Phase) -> bool:
    return one.before is not None and any(other.since == phase.since for other in one.before.phases)


def breached(one: Comparison) -> Iterator[Change]:
    """Breaches, and who reports them."""
    for previous, event in one.transitions(StatusEvent, lambda event: event.status):
        if event.status == "breached" and is_told(one, event):
            before = translate(", before that {status}", status=_before(one, previous, event)) if previous else ""
            what = translate("breached{on}{before}", on=on_spoken(event.on), before=before)
            yield Change(sourced_words(what, event), event, _was(previous), "breached")


def _before(one: Comparison, previous: StatusEvent, breach: StatusEvent) -> str:
    """The status before a breach; `in force` if it was in force from a planned start, without a status that says so."""
    found = one.about(breach).phases
    kinds = {phase.event.id: before.kind for before, phase in pairwise(found) if phase.event}
    is_planned = previous.status == "agreed" and kinds.get(breach.id) == "in_force"
    return translate("in force") if is_planned else status_spoken(previous.status)


def restored(one: Comparison) -> Iterator[Change]:
    """Breaches that were cured, and after how many days."""
    cured = _cured(one)
    for _, event in one.transitions(StatusEvent, lambda event: event.status):
        if event.id in cured and is_told(one, event):
            breach = cured[event.id]
            one_day, many = (
                message("in force again{on}, after {days} day in breach"),
                message("in force again{on}, after {days} days in breach"),
            )
            what = translate(one_day if breach.most == 1 else many, on=on_spoken(event.on), days=days_counted(breach))
            yield Change(sourced_words(what, event), event, "breached", event.status, breach.days)


def _was(event: StatusEvent | None) -> str | None:
    return event.status if event else None


def exceeded(one: Comparison) -> Iterator[Change]:
    """The newest figure above a ceiling that was not known before: by how much, and who says so."""
    known = {(excess.event.id, excess.by) for excess in one.before.excesses} if one.before else set()
    for excess in one.after.excesses[-1:] if one.after else ():
        if (excess.event.id, excess.by) not in known:
            event = excess.event if excess.event in one.history.values() else None
            what = translate("exceeded {excess}", excess=excess_words(one.standing, excess))
            yield Change(what, event, after=excess.by.value)


def lapsed(one: Comparison) -> Iterator[Change]:
    """Promises that ended without a report, and promises of at most an amount of which something arrived."""
    standing = one.after
    if not standing or not standing.due or not newly(one, lambda after: after.timeliness == "lapsed"):
        return
    rule = None if standing.is_lasting or standing.state.versions else standing.terms.every
    due = rule.last if rule and rule.last else standing.due
    last, days = due.last, standing.state.days_past(due)
    if rule:
        shortfalls = shortfall_words(standing)
        what = translate(
            "its last period is over, since {day}{shortfalls}",
            day=day_spoken(due),
            shortfalls=translate(", {shortfalls}", shortfalls=shortfalls) if shortfalls else "",
        )
    elif standing.is_lasting:
        found = keeping.breaches(standing.times)
        what = translate(
            "lapsed, for it was to be kept up until {day}{breaches}",
            day=day_spoken(due),
            breaches=translate(", after {breaches}", breaches=breaches_spoken(found)) if found.number else "",
        )
    else:
        what = translate(
            "lapsed, with {reached}, for it was due by {day}", reached=reached_of(standing), day=day_spoken(due)
        )
    yield Change(what, after=last, days=days, since=day_after(due))


def lapsed_by_some(one: Comparison) -> Iterator[Change]:
    """Lasting promises that have newly ended as some parties read them, and not as others do."""
    if one.after and newly(one, _is_over_by_some):
        yield Change(readings_words(one.after), since=day_after(one.after.due))


def _is_over_by_some(standing: Standing) -> bool:
    return standing.is_lasting and len({each.timeliness == "lapsed" for each in standing.readings}) > 1
