"""Edit the terms of a commitment, or rename it."""

from typing import Any

from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.model.commitment import Commitment, StatusEvent, TermsEvent
from tracker.model.dates import Moment
from tracker.model.recurrence import Recurrence
from tracker.model.status import LASTING, Nature
from tracker.record.amounts import require_baseline
from tracker.record.provenance import Provenance, active_events
from tracker.state.fold import State, fold
from tracker.state.obligors import is_owed_by_each
from tracker.state.portfolio import Standing


def edit(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    values: dict[str, Any],
    facts: Provenance,
    zone: str,
    *,
    ref: str = "",
    keeps_amount: bool = False,
) -> Commitment:
    """The commitment with edited terms, or a new ref; record only the fields that differ from the terms in force.

    `keeps_amount`: the amount stays that of the whole if the commitment becomes a recurring duty.
    """
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
    if state and new.every and not (new.every.amount or terms.every or keeps_amount):
        _require_no_amount(state, new.every)
    if {"baseline", "increment"}.intersection(changed):
        require_baseline(commitment.ref, new, state.amounts[-1].amount if state and state.amounts else None)
    event = TermsEvent(
        **facts.of(commitment), changed=changed, terms=new, ref=ref if former_ref else "", former_ref=former_ref
    )
    return commitment.with_events(event)


def _require_no_amount(state: State, rule: Recurrence) -> None:
    """Refuse a rule without an amount for a commitment with one, unless that is clearly the amount of each period."""
    amount = state.amounts[-1].amount if state.amounts else None
    if amount and not (amount.per and rule.is_yearly):
        why = f"{amount} is the amount of the whole"
        remedy = f"give --amount too: the amount of each {rule.period}, or “” to keep {amount} as that of the whole"
        raise NotPossible(f"a recurring duty {state.ref} without an amount", why, remedy)


def require_measurable(one: Standing) -> None:
    """Refuse a recurring duty that each of several obligors owes, and an amount of a milestone of such a promise."""
    each = " and ".join(one.terms.obligor)
    if one.terms.every and (is_owed_by_each(one.terms) or one.is_part_of_each):
        why = f"each of {each} owes it, and a period does not tell who delivered what"
        raise NotPossible(f"the recurring duty {one.ref}", why, "record a commitment for each obligor")
    if one.amount and one.is_part_of_each:
        why = f"each of {each} owes it, and a milestone does not tell who delivered what"
        raise NotPossible(f"an amount of {one.ref}", why, "record a milestone for each obligor, with --by PARTY")


def _require_no_breach(commitment: Commitment, nature: Nature) -> None:
    """Refuse to make a promise that was breached a promise to act."""
    breached = [event for event in active_events(commitment, StatusEvent) if event.status == "breached"]
    if breached and nature not in LASTING:
        why = f"it was breached on {breached[0].on}, which a promise to act cannot be"
        remedy = f"`tracker log {commitment.ref}` shows the breach; a new commitment can have another nature"
        raise NotPossible(f"the nature {nature} of {commitment.ref}", why, remedy)
