"""Sentences on changes of deadlines between two moments: moved, set, waived, newly overdue, coming due."""

from collections.abc import Callable, Iterator

from tracker.errors import plural
from tracker.model.commitment import DeadlineEvent
from tracker.reports.amount_text import reached_words, short_words
from tracker.reports.diff import Change, Comparison
from tracker.reports.event_text import condition_words
from tracker.reports.keeping_text import prolonged_words
from tracker.reports.standing_text import apart_when_full, late_spoken, readings_words, says_who
from tracker.reports.text import day_spoken, due_spoken, on_spoken, sourced_words
from tracker.state import deadlines
from tracker.state.fold import State
from tracker.state.keeping import is_lasting
from tracker.state.portfolio import Standing


def moved(one: Comparison) -> Iterator[Change]:
    """Moves of the deadline: from, to, how far, when, and on whose word."""
    for move in one.after.moves if one.after else ():
        if move.event.id in one.new_event_ids:
            before = move.before.last if move.before else None
            after = move.after.last if move.after else None
            yield Change(_move(move, one.standing.state), move.event, before, after, move.days)


def _move(move: deadlines.Move, state: State) -> str:
    verb = "brought forward" if (move.days or 0) < 0 else "moved"
    if is_lasting(state):
        verb = prolonged_words(move.days) if move.days is not None else "end changed"
    passed = {True: ", after the old day had passed,", False: ", before the old day had passed,", None: ""}[move.late]
    old = day_spoken(move.before) if move.before else "no date"
    new = f" to {day_spoken(move.after)}" if move.after else f": now {deadline_words(move.event)}"
    far = f" ({'+' if move.days > 0 else '-'}{plural(abs(move.days), 'day')})" if move.days is not None else ""
    silent = "; a silent move, nobody is cited" if move.silent else ""
    what = f"{verb}{on_spoken(move.event.on)}{passed} from {old}{new}{far}{condition_words(move.event)}{silent}"
    return sourced_words(what, move.event, "when it was moved", state)


def dated(one: Comparison) -> Iterator[Change]:
    """Deadlines that were set, or repeated without a move, and deadlines whose trigger has occurred."""
    moves = {move.event.id for move in one.after.moves} if one.after else set()
    for event in one.new_events(DeadlineEvent):
        if event.change == "forecast":
            yield _forecast(one, event)
        elif event.condition and event.change != "waiver":
            what = f"would be {deadline_words(event)}{condition_words(event)}{_limits(event)}"
            yield Change(sourced_words(what, event, state=one.standing.state), event)
        elif event.reading and event.id not in moves:
            what = f"read by {event.reading}{on_spoken(event.on)} as {deadline_words(event)}{_limits(event)}"
            text = sourced_words(what, event, state=one.standing.state)
            yield Change(text, event, after=event.due.last if event.due else None)
        elif event.change != "waiver" and event.id not in moves:
            change = "deadline set" if event.due or event.awaits else "left without a date"
            what = f"{change}{on_spoken(event.on)}: {deadline_words(event)}{condition_words(event)}{_limits(event)}"
            text = sourced_words(what, event, state=one.standing.state)
            yield Change(text, event, after=event.due.last if event.due else None)
    for old, new in one.changed:
        if isinstance(old, DeadlineEvent) and isinstance(new, DeadlineEvent) and new.id not in one.causes and new.due:
            yield Change(f"{deadline_words(new)}, for {old.awaits} has come", new, after=new.due.last)


def _forecast(one: Comparison, event: DeadlineEvent) -> Change:
    """A forecast, and from which day it moved the expected day."""
    moves = {move.event.id: move for move in one.standing.forecast_moves}
    move = moves.get(event.id)
    before = f", not {due_spoken(move.before)}" if move and move.before else ""
    said = f", said{on_spoken(event.on)}" if event.on else ""
    what = f"expected {due_spoken(event.due) if event.due else 'on no day'}{before}{said}"
    text = sourced_words(what, event, "when that was said", one.standing.state)
    return Change(text, event, after=event.due.last if event.due else None, days=move.days if move else None)


def _limits(event: DeadlineEvent) -> str:
    earliest = f", not before {event.not_before}" if event.not_before else ""
    return earliest + (f", with {plural(event.grace_days, 'day')} of grace" if event.grace_days is not None else "")


def waived(one: Comparison) -> Iterator[Change]:
    """Waivers of the deadline."""
    for event in one.new_events(DeadlineEvent):
        if event.change == "waiver":
            yield Change(sourced_words(f"deadline waived{on_spoken(event.on)}, the date stays as it was", event), event)


def overdue(one: Comparison) -> Iterator[Change]:
    """The commitments newly overdue against a due day: late if a source says so, otherwise unreported."""
    standing = one.after
    if standing and standing.due and _newly(one, "overdue"):
        past = standing.overdue_days or 0
        if standing.lateness == "reported":
            lateness = f" and {late_spoken(standing)}"
        else:
            lateness = f", {plural(past, 'day')} ago; {says_who(standing)}"
        what = f"was due {due_spoken(standing.due)}{lateness}{_late_obligors(standing)}"
        yield Change(what, standing.late_report, after=standing.due.last, days=past, is_of_all=True)


def _late_obligors(standing: Standing) -> str:
    """The end of a sentence: which of several obligors are overdue; empty for one."""
    late = [one.of for one in standing.obligors if one.timeliness == "overdue"]
    return f"; overdue of {len(standing.obligors)} obligors: {', '.join(late)}" if late else ""


def contested(one: Comparison) -> Iterator[Change]:
    """The commitments that are newly overdue as some parties read them, and not as others do."""
    if one.after and _newly(one, "contested"):
        yield Change(readings_words(one.after))


def completed(one: Comparison) -> Iterator[Change]:
    """The commitments newly delivered in full that are not marked met."""
    standing = one.after
    if standing and standing.completion and _newly(one, "completed"):
        on_time = f"by {standing.completion.last}{apart_when_full(standing)}"
        what = f"delivered in full {on_time}{reached_words(standing)}; nobody has marked it met"
        yield Change(what, after=standing.completion.last)


def short(one: Comparison) -> Iterator[Change]:
    """The periods that are newly closed by a figure below their amount."""
    standing = one.after
    if standing and _newly(one, "short"):
        what = f"{short_words(standing)}{reached_words(standing)}: {says_who(standing)}"
        yield Change(what, standing.late_report, is_of_all=True)


def coming_due(one: Comparison) -> Iterator[Change]:
    """Commitments that newly fall due within 30 days or are in their days of grace."""
    standing = one.after
    if standing and standing.due and newly(one, lambda s: s.is_due_soon or s.timeliness == "in_grace"):
        left = -standing.state.days_past(standing.due)
        what = f"{_falls_due(standing, left)} {due_spoken(standing.due)}"
        yield Change(what, after=standing.due.last, days=left)


def _falls_due(standing: Standing, left: int) -> str:
    if left < 0:
        return f"has {plural(deadlines.grace_days(standing.state) + left, 'day')} of grace left; it was due"
    verb = "lapses" if standing.is_lasting else "falls due"
    when = f"in {plural(left, 'day')}" if left else "today"
    return f"{verb} {when},"


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
        return f"due {due_spoken(event.due)}"
    return f"awaiting {event.awaits}" if event.awaits else f"undated{f' (“{event.words}”)' if event.words else ''}"
