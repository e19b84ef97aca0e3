"""Sentences on changes of deadlines between two moments: moved, set, waived, newly overdue, coming due."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from tracker.language import listed, message, plural, translate, written_day
from tracker.model.commitment import DeadlineEvent
from tracker.model.dates import DateSpan
from tracker.reports.amount_text import reached_words, short_words
from tracker.reports.date_text import span_written
from tracker.reports.diff import Change, Comparison
from tracker.reports.event_text import condition_words
from tracker.reports.keeping_text import prolonged_words
from tracker.reports.standing_text import apart_when_full, readings_words
from tracker.reports.text import day_spoken, due_spoken, on_spoken, party_spoken, sourced_words
from tracker.reports.witness_text import late_spoken, says_who
from tracker.state import deadlines
from tracker.state.fold import State
from tracker.state.keeping import is_lasting
from tracker.state.portfolio import Standing

_PASSED: Final = {True: message(", after the old day had passed,"), False: message(", before the old day had passed,")}


def moved(one: Comparison) -> Iterator[Change]:
    """Moves of the deadline: from, to, how far, when, and on whose word."""
    for move in one.after.moves if one.after else ():
        if move.event.id in one.new_event_ids:
            before = move.before.last if move.before else None
            after = move.after.last if move.after else None
            yield Change(_move(move, one.standing.state), move.event, before, after, move.days)


def _move(move: deadlines.Move, state: State) -> str:
    if is_lasting(state):
        verb = prolonged_words(move.days) if move.days is not None else translate("end changed")
    elif move.days is None:
        verb = translate("moved")
    else:
        verb = translate("brought forward") if move.days < 0 else translate("moved", "later")
    to = message("{verb}{on}{passed} from {before} to {after}{far}{condition}{silent}")
    without_date = message("{verb}{on}{passed} from {before}: now {after}{far}{condition}{silent}")
    what = translate(
        to if move.after else without_date,
        verb=verb,
        on=on_spoken(move.event.on),
        passed=translate(_PASSED[move.late]) if move.late is not None else "",
        before=day_spoken(move.before) if move.before else translate("no date"),
        after=day_spoken(move.after) if move.after else deadline_words(move.event),
        far=_far(move.days) if move.days is not None else "",
        condition=condition_words(move.event),
        silent=translate("; a silent move, nobody is cited") if move.silent else "",
    )
    return sourced_words(what, move.event, message("when it was moved"), state)


def _far(days: int) -> str:
    return translate(" ({days})", days=f"{'+' if days > 0 else '-'}{plural(abs(days), 'day')}")


def dated(one: Comparison) -> Iterator[Change]:
    """Deadlines that were set, or repeated without a move, and deadlines whose trigger has occurred."""
    moves = {move.event.id for move in one.after.moves} if one.after else set()
    for event in one.new_events(DeadlineEvent):
        if event.change == "forecast":
            yield _forecast(one, event)
        elif event.condition and event.change != "waiver":
            rest = condition_words(event) + _limits(event)
            what = translate("would be {deadline}{rest}", deadline=deadline_words(event), rest=rest)
            yield Change(sourced_words(what, event, state=one.standing.state), event)
        elif event.reading and event.id not in moves:
            what = translate(
                "read by {party}{on} as {deadline}{limits}",
                party=party_spoken(event.reading, one.standing.portfolio),
                on=on_spoken(event.on),
                deadline=deadline_words(event),
                limits=_limits(event),
            )
            text = sourced_words(what, event, state=one.standing.state)
            yield Change(text, event, after=event.due.last if event.due else None)
        elif event.change != "waiver" and event.id not in moves:
            is_set = event.due or event.awaits
            what = translate(
                "deadline set{on}: {deadline}{rest}" if is_set else "left without a date{on}: {deadline}{rest}",
                on=on_spoken(event.on),
                deadline=deadline_words(event),
                rest=condition_words(event) + _limits(event),
            )
            text = sourced_words(what, event, state=one.standing.state)
            yield Change(text, event, after=event.due.last if event.due else None)
    for old, new in one.changed:
        if isinstance(old, DeadlineEvent) and isinstance(new, DeadlineEvent) and new.id not in one.causes and new.due:
            what = translate("{deadline}, for {trigger} has come", deadline=deadline_words(new), trigger=old.awaits)
            yield Change(what, new, after=new.due.last)


def _forecast(one: Comparison, event: DeadlineEvent) -> Change:
    """A forecast, and from which day it moved the expected day."""
    moves = {move.event.id: move for move in one.standing.forecast_moves}
    move = moves.get(event.id)
    what = translate(
        "expected {due}{before}{said}",
        due=due_spoken(event.due) if event.due else translate("on no day"),
        before=translate(", not {due}", due=due_spoken(move.before)) if move and move.before else "",
        said=translate(", said{on}", on=on_spoken(event.on)) if event.on else "",
    )
    text = sourced_words(what, event, message("when that was said"), one.standing.state)
    return Change(text, event, after=event.due.last if event.due else None, days=move.days if move else None)


def _limits(event: DeadlineEvent) -> str:
    earliest = translate(", not before {day}", day=span_written(event.not_before)) if event.not_before else ""
    if event.grace_days is None:
        return earliest
    return earliest + translate(", with {days} of grace", days=plural(event.grace_days, "day"))


def waived(one: Comparison) -> Iterator[Change]:
    """Waivers of the deadline."""
    for event in one.new_events(DeadlineEvent):
        if event.change == "waiver":
            what = translate("deadline waived{on}, the date stays as it was", on=on_spoken(event.on))
            yield Change(sourced_words(what, event), event)


def overdue(one: Comparison) -> Iterator[Change]:
    """The commitments newly overdue against a due day: late if a source says so, otherwise unreported."""
    standing = one.after
    if standing and standing.due and _newly(one, "overdue"):
        past = standing.overdue_days or 0
        reported = message("was due {due} and {lateness}{obligors}")
        unreported = message("was due {due}, {days} ago; {news}{obligors}")
        what = translate(
            reported if standing.lateness == "reported" else unreported,
            due=due_spoken(standing.due),
            lateness=late_spoken(standing),
            days=plural(past, "day"),
            news=says_who(standing),
            obligors=_late_obligors(standing),
        )
        since = day_after(standing.due, deadlines.grace_days(standing.state))
        yield Change(what, standing.late_report, after=standing.due.last, days=past, is_of_all=True, since=since)


def _late_obligors(standing: Standing) -> str:
    """The end of a sentence: which of several obligors are overdue; empty for one."""
    late = [one.of for one in standing.obligors if one.timeliness == "overdue"]
    if not late:
        return ""
    return translate("; overdue of {number} obligors: {parties}", number=len(standing.obligors), parties=listed(late))


def contested(one: Comparison) -> Iterator[Change]:
    """The commitments that are newly overdue as some parties read them, and not as others do."""
    if one.after and _newly(one, "contested"):
        yield Change(readings_words(one.after), since=day_after(one.after.due))


def completed(one: Comparison) -> Iterator[Change]:
    """The commitments newly delivered in full that are not marked met."""
    standing = one.after
    if standing and standing.completion and _newly(one, "completed"):
        what = translate(
            "delivered in full by {day}{apart}{amount}; nobody has marked it met",
            day=written_day(standing.completion.last),
            apart=apart_when_full(standing),
            amount=reached_words(standing),
        )
        yield Change(what, after=standing.completion.last, since=standing.completion.last)


def short(one: Comparison) -> Iterator[Change]:
    """The periods that are newly closed by a figure below their amount."""
    standing = one.after
    if standing and _newly(one, "short"):
        what = translate(
            "{shortfall}{amount}: {witness}",
            shortfall=short_words(standing),
            amount=reached_words(standing),
            witness=says_who(standing),
        )
        yield Change(what, standing.late_report, is_of_all=True, since=day_after(standing.due))


def coming_due(one: Comparison) -> Iterator[Change]:
    """Commitments that newly fall due within 30 days or are in their days of grace."""
    standing = one.after
    if standing and standing.due and newly(one, lambda s: s.is_coming_due):
        left = -standing.state.days_past(standing.due)
        grace = deadlines.grace_days(standing.state) + left
        days = plural(grace if left < 0 else left, "day")
        what = translate(_falls_due(standing, left), days=days, due=due_spoken(standing.due))
        yield Change(what, after=standing.due.last, days=left, since=day_after(standing.due, -deadlines.SOON - 1))


def day_after(due: DateSpan | None, days: int = 0) -> date | None:
    """The day after a due day and some more days; None without a due day, and where the calendar ends."""
    with suppress(OverflowError):
        return due.last + timedelta(days=days + 1) if due else None
    return None


def _falls_due(standing: Standing, left: int) -> str:
    if left < 0:
        return message("has {days} of grace left; it was due {due}")
    if standing.is_lasting:
        return message("lapses in {days}, {due}" if left else "lapses today, {due}")
    return message("falls due in {days}, {due}" if left else "falls due today, {due}")


def newly(one: Comparison, holds: Callable[[Standing], bool]) -> bool:
    """True if a test holds for it, and did not hold before with the same due day."""
    before, after = one.before, one.after
    held_before = before is not None and after is not None and before.due == after.due and holds(before)
    return after is not None and holds(after) and not held_before


def _newly(one: Comparison, word: str) -> bool:
    """True if it has this timeliness, and did not have it before with the same due day."""
    return newly(one, lambda standing: standing.timeliness == word)


def deadline_words(event: DeadlineEvent) -> str:
    """The text of a version of the deadline: a day, the trigger that it awaits, or the words instead of a date."""
    if event.due:
        return translate("due {day}", day=due_spoken(event.due))
    if event.awaits:
        return translate("awaiting {event}", event=event.awaits)
    return translate("undated (“{words}”)", words=event.words) if event.words else translate("undated")
