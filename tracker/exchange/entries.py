"""What a row says -> the steps that record it, one a field, by the same rules as the commands."""

from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from msgspec.structs import replace

from tracker.amounts import Amount
from tracker.commitment import Commitment, DeadlineChange, Judgement
from tracker.deadlines import Deadline, awaiting, rule
from tracker.errors import NeedsMore, NotPossible
from tracker.exchange.rows import Desk, Told
from tracker.recording import NO_LIMITS, Facts, Limits, assess, edit, mark, move_deadline, set_amount
from tracker.state.portfolio import Standing
from tracker.state.timing import grace_days, not_before, version_in_force
from tracker.statuses import Status

Step: TypeAlias = tuple[str, Callable[[Commitment, Collection[str]], Commitment]]


def made(told: Told, desk: Desk) -> Iterator[Step]:
    """What makes a new commitment of a row, as `add` does."""
    yield _marking(told, told.status or "agreed", desk)
    if told.deadline or told.limits != NO_LIMITS:
        yield _moving(told, told.deadline, told.limits, desk)
    if told.amount:
        yield _setting(told, told.amount, desk)
    if told.judgement:
        yield _judging(told, told.judgement)


def amended(told: Told, standing: Standing | None, desk: Desk) -> Iterator[Step]:
    """What brings a commitment to what its row says: nothing of what it says already."""
    if standing is None:
        yield "ref", _refused
    else:
        yield from _differences(told, standing, desk)


def _differences(told: Told, standing: Standing, desk: Desk) -> Iterator[Step]:
    terms = standing.terms
    values = told.terms | ({"titles": terms.titles | told.titles} if told.titles else {})
    if changed := {name: value for name, value in values.items() if value != getattr(terms, name)}:
        yield next(iter(changed)), lambda old, _: edit(old, changed, told.facts, desk.zone)
    if told.status and told.status != standing.status:
        yield _marking(told, told.status, desk)
    deadline = None if _is_due(told, standing) else told.deadline
    limits = _new_limits(told.limits, standing)
    if deadline or limits != NO_LIMITS:
        change = desk.change if version_in_force(standing.state) else None
        yield _moving(told, deadline, limits, desk, change)
    if told.amount and not _is_amount(told, standing):
        yield _setting(told, told.amount, desk, correction=desk.change == "correction" and standing.amount is not None)
    if told.judgement and told.judgement != standing.state.assessment:
        yield _judging(told, told.judgement)


def _refused(old: Commitment, _: Collection[str]) -> Commitment:
    why = "it was taken back, or nothing of it has happened yet"
    raise NotPossible(f"amending {old.ref}", why, f"`tracker log {old.ref}` shows what is recorded")


def _marking(told: Told, status: Status, desk: Desk) -> Step:
    def marked(old: Commitment, _: Collection[str]) -> Commitment:
        return mark(old, status, _closing(told, status, old.ref), desk.zone, successor=told.successor)

    return "status", marked


def _moving(
    told: Told, deadline: Deadline | None, limits: Limits, desk: Desk, change: DeadlineChange | None = None
) -> Step:
    def moved(old: Commitment, refs: Collection[str]) -> Commitment:
        due = awaiting(deadline, refs) if deadline else None
        return move_deadline(old, due, told.facts, desk.zone, change=change, limits=limits)

    return ("due" if deadline else "not_before" if limits.not_before else "grace_days"), moved


def _setting(told: Told, amount: Amount, desk: Desk, *, correction: bool = False) -> Step:
    return "amount", lambda old, _: set_amount(old, amount, told.facts, desk.zone, correction=correction)


def _judging(told: Told, judgement: Judgement) -> Step:
    return "assessment", lambda old, _: assess(old, judgement, told.facts)


def _closing(told: Told, status: str, ref: str) -> Facts:
    """The facts of a status; what is met needs its day and a source, and what is superseded its successor."""
    if status == "superseded" and not told.successor:
        raise NeedsMore(f"marking {ref} superseded", "its successor", "fill successor with its ref")
    if status == "superseded" and told.successor == ref:
        raise NotPossible(f"marking {ref} superseded", "it cannot supersede itself", "fill successor with another ref")
    if status != "met":
        return replace(told.facts, on=told.reached)
    on = told.met_on or (told.reached if told.has_day else None)
    if on is None:
        raise NeedsMore(f"marking {ref} met", "the day it was met", "fill met_on, or give --on DATE for all rows")
    if told.facts.source is None:
        remedy = "fill source or publisher, or give --source URL or --publisher NAME for all rows"
        raise NeedsMore(f"marking {ref} met", "a source", remedy)
    return replace(told.facts, on=on)


def _is_due(told: Told, standing: Standing) -> bool:
    """Whether a row shows the deadline that is there; its precision counts only where the row gives one."""
    if told.deadline is None:
        return True
    due, version = told.deadline.due, version_in_force(standing.state)
    if due is None:
        said = (version.due, rule(version.words), version.awaits) if version else None
        return said == (due, rule(told.deadline.words), told.deadline.awaits)
    if standing.due is None or standing.due.last != due.last:
        return False
    wanted = told.precision or due.precision
    return wanted == standing.due.precision or (wanted == "day" and not told.precision)


def _is_amount(told: Told, standing: Standing) -> bool:
    """Whether a row shows the amount that is there; how exact it is counts only where the row says so."""
    amount, known = told.amount, standing.amount
    if amount is None or known is None:
        return False
    if (amount.value, amount.unit) != (known.value, known.unit):
        return False
    plain = (amount.qualifier, amount.per) == ("exact", "")
    return amount == known or (plain and not told.has_qualifier)


def _new_limits(limits: Limits, standing: Standing) -> Limits:
    """The limits that are not in force already."""
    state = standing.state
    return Limits(
        None if limits.not_before == not_before(state) else limits.not_before,
        None if limits.grace_days == grace_days(state) else limits.grace_days,
    )
