"""The changes that record one row: those of a new commitment, of one obligor, and of a recorded commitment."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.exchange.row_parser import ImportContext, Judged, ParsedRow
from tracker.model.amounts import Amount
from tracker.model.commitment import Commitment, DeadlineChange
from tracker.model.due_dates import Deadline, rule
from tracker.model.iso import casefolded
from tracker.model.recurrence import name_of_period
from tracker.model.refs import parent_of
from tracker.model.status import MEANINGS, Status
from tracker.record.amounts import amend_amount, set_amount
from tracker.record.deadlines import NO_LIMITS, Limits, move_deadline
from tracker.record.statements import assess
from tracker.record.statuses import MarkRemedies, mark
from tracker.record.terms import edit
from tracker.state.deadlines import grace_days, not_before, version_in_force
from tracker.state.event_days import retractions
from tracker.state.periods import amended_amounts
from tracker.state.portfolio import Standing

# The column that a change comes from, and the change.
Change: TypeAlias = tuple[str, Callable[[Commitment], Commitment]]
_REMEDIES: Final = MarkRemedies(
    day="fill met_on, or give --on DATE for all rows",
    source="fill met_source, source or publisher, or give --source URL or --publisher NAME for all rows",
    successor="fill successor with its ref",
    other_successor="fill successor with another ref",
)


def changes_of_new(row: ParsedRow, context: ImportContext) -> Iterator[Change]:
    """The changes that make a new commitment, as `add` does."""
    yield _marking(row, row.status or "agreed", context)
    limits = replace(row.limits, grace_days=row.limits.grace_days or None)  # no days of grace are the default
    if row.deadline or limits != NO_LIMITS:
        yield _moving(row, row.deadline, limits, context)
    if row.amount:
        yield _setting(row, row.amount, context)
    yield from (_amending(row, amount, first, context) for amount, first in row.amended_amounts)
    if row.judgement:
        yield _judging(row, row.judgement)


def changes_of_obligor(row: ParsedRow, context: ImportContext) -> Iterator[Change]:
    """The changes that record what a row says of one obligor of a new commitment."""
    if row.status:
        yield _marking(row, row.status, context)
    if row.deadline or row.limits != NO_LIMITS:
        yield _moving(row, row.deadline, row.limits, context)
    if row.judgement:
        yield _judging(row, row.judgement)


def changes_of_recorded(row: ParsedRow, standing: Standing, context: ImportContext) -> Iterator[Change]:
    """The changes of a recorded commitment to the values of its row; none where they are equal already."""
    terms = standing.terms
    values = row.terms | ({"titles": terms.titles | row.terms["titles"]} if "titles" in row.terms else {})
    if changed := {name: value for name, value in values.items() if value != getattr(terms, name)}:
        yield next(iter(changed)), lambda old: edit(old, changed, row.facts, context.zone)
    if row.status and row.status != standing.status:
        yield _marking(row, row.status, context)
    deadline = None if _is_due(row, standing) else row.deadline
    limits = _new_limits(row.limits, standing)
    if deadline or limits != NO_LIMITS:
        change = context.change if version_in_force(standing.state) else None
        yield _moving(row, deadline, limits, context, change)
    if row.amount and not _is_amount(row, standing):
        is_correction = context.change == "correction" and standing.amount is not None
        yield _setting(row, row.amount, context, correction=is_correction)
    known = [(amount, name_of_period(first)) for amount, first in amended_amounts(standing.state)]
    yield from (_amending(row, *one, context) for one in row.amended_amounts if one not in known)
    if row.judgement and not _is_judged(row.judgement, standing, of_any=not context.names_analysts):
        yield _judging(row, row.judgement)


def require_one_standing(row: ParsedRow, field: str) -> None:
    """Refuse what the row of a promise says of it if its obligors are judged apart: it is that of the worst of them."""
    if row.apart and field not in row.terms:
        why = f"{', '.join(row.apart)} are judged apart, and the row has the {field} of one of them"
        remedy = "`tracker list --obligors --csv` writes a row for each of them"
        raise NotPossible(f"the {field} of {row.ref}", why, remedy)


def refuse_ended(period: Commitment) -> Commitment:
    """Refuse to record a period of a recurring duty that ended before it."""
    duty = parent_of(period.ref)
    raise NotPossible(f"recording {period.ref}", f"{duty} ended before it", f"`tracker show {duty}` has its periods")


def refused(old: Commitment) -> Commitment:
    """Refuse any change of a commitment that has no state."""
    if None in retractions(old.history):
        raise NotPossible(f"amending {old.ref}", "it was taken back", f"`tracker undo {old.ref}` brings it back")
    why = "it was retracted, or it has no event yet"
    raise NotPossible(f"amending {old.ref}", why, f"`tracker log {old.ref}` shows what is recorded")


def _marking(row: ParsedRow, status: Status, context: ImportContext) -> Change:
    facts = replace(row.facts, on=row.reached)
    if MEANINGS[status].needs_proof:
        on, source = row.met_on or (row.reached if row.has_day else None), row.met_source or row.facts.source
        facts = replace(row.facts, on=on, source=source)
    return "status", lambda old: mark(old, status, facts, context.zone, successor=row.successor, remedies=_REMEDIES)


def _moving(
    row: ParsedRow,
    deadline: Deadline | None,
    limits: Limits,
    context: ImportContext,
    change: DeadlineChange | None = None,
) -> Change:
    field = "due" if deadline else "not_before" if limits.not_before else "grace_days"
    return field, lambda old: move_deadline(old, deadline, row.facts, context.zone, change=change, limits=limits)


def _setting(row: ParsedRow, amount: Amount, context: ImportContext, *, correction: bool = False) -> Change:
    return "amount", lambda old: set_amount(old, amount, row.facts, context.zone, correction=correction)


def _amending(row: ParsedRow, amount: Amount, first: str, context: ImportContext) -> Change:
    return "every", lambda old: amend_amount(old, amount, row.facts, context.zone, first=first)


def _judging(row: ParsedRow, judged: Judged) -> Change:
    return "assessment", lambda old: assess(old, judged.judgement, row.facts, judged.analyst)


def _is_judged(judged: Judged, standing: Standing, *, of_any: bool) -> bool:
    """True if this is the latest judgement of its analyst; `of_any`: without a name, the latest of all."""
    latest = standing.state.assessments
    name = casefolded(judged.analyst)
    own = [event for event in latest if (of_any and not name) or casefolded(event.analyst) == name]
    return bool(own) and own[-1].assessment == judged.judgement


def _is_due(row: ParsedRow, standing: Standing) -> bool:
    """True if a row has the deadline in force; the precision counts only if the row gives one."""
    if row.deadline is None:
        return True
    due, version = row.deadline.due, version_in_force(standing.state)
    if due is None:
        in_force = (version.due, rule(version.words), version.awaits) if version else None
        return in_force == (due, rule(row.deadline.words), row.deadline.awaits)
    if standing.due is None or standing.due.last != due.last:
        return False
    precision = row.precision or due.precision
    return precision == standing.due.precision or (precision == "day" and not row.precision)


def _is_amount(row: ParsedRow, standing: Standing) -> bool:
    """True if a row has the amount in force; the qualifier counts only if the row gives one."""
    amount, known = row.amount, standing.amount
    if amount is None or known is None:
        return False
    if (amount.value, amount.unit) != (known.value, known.unit):
        return False
    plain = (amount.qualifier, amount.per) == ("exact", "")
    return amount == known or (plain and not row.has_qualifier)


def _new_limits(limits: Limits, standing: Standing) -> Limits:
    """The limits that differ from those in force."""
    state = standing.state
    return Limits(
        None if limits.not_before == not_before(state) else limits.not_before,
        None if limits.grace_days == grace_days(state) else limits.grace_days,
    )
