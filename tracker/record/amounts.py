"""Set the amount of a commitment, and refuse one that does not fit its baseline."""

from msgspec.structs import replace

from tracker.errors import NeedsMore, NotPossible
from tracker.model.amounts import Amount
from tracker.model.commitment import AmountChange, AmountEvent, Commitment, Terms
from tracker.record.provenance import Provenance, current_state, rule_in_force
from tracker.record.readings import Scope, require_party, scope_words
from tracker.state.periods import period_ref


def set_amount(  # noqa: PLR0913 - one fact each
    commitment: Commitment, amount: Amount, facts: Provenance, zone: str, *, correction: bool = False, reading: str = ""
) -> Commitment:
    """The commitment with a version of its amount: the first one is set, later ones revise or correct it."""
    _require_no_rule(commitment, amount, facts, zone)
    fields, state = facts.of(commitment), current_state(commitment, AmountEvent, facts, zone)
    found = state.amount_versions if state else None
    latest = (found.readings.get(reading) if reading else next(reversed(found.common), None)) if found else None
    if correction and latest is None:
        what = f"a correction of the amount of {commitment.ref}{scope_words(Scope(reading))}"
        raise NotPossible(what, "it has none yet", "leave out --kind")
    change: AmountChange = "correction" if correction else "revision" if latest else "set"
    corrects = latest.id if latest and correction else None
    terms = state.terms if state else commitment.terms
    require_baseline(commitment.ref, terms, amount)
    require_party(commitment.ref, terms, reading)
    event = AmountEvent(**fields, change=change, amount=amount, corrects=corrects, reading=reading)
    return commitment.with_events(event)


def _require_no_rule(commitment: Commitment, amount: Amount, facts: Provenance, zone: str) -> None:
    """Refuse an amount of a recurring duty as a whole, but a yearly one where the rule has none."""
    rule = rule_in_force(commitment, facts, zone)
    if rule and (rule.amount or not amount.per):
        one = period_ref(commitment.ref, rule.periods(rule.first.last)[0])
        remedy = f"`tracker edit {commitment.ref} --amount AMOUNT` changes that of each, `tracker amend {one} --amount"
        why = f"the amount is owed each {rule.period}"
        raise NotPossible(
            f"an amount of {commitment.ref} as a whole", why, f"{remedy} AMOUNT` that of one {rule.period}"
        )


def require_baseline(ref: str, terms: Terms, amount: Amount | None) -> None:
    """Refuse an increase without a baseline or in another unit, and a level to reach below the baseline."""
    baseline = terms.baseline
    if not terms.increment:
        if amount:
            _require_above(ref, amount, baseline)
        return
    what = f"an increase as the amount of {ref}"
    if baseline is None:
        raise NeedsMore(what, "the level that it is counted from", "give --baseline AMOUNT")
    if amount and (amount.unit, amount.per) != (baseline.unit, baseline.per):
        why = f"the amount, {amount}, and the baseline, {baseline}, are in different units"
        raise NotPossible(what, why, "give both in one unit")


def _require_above(ref: str, amount: Amount, baseline: Amount | None) -> None:
    """Refuse a baseline above the amount: the amount is the level to reach, not the increase."""
    if baseline and (baseline.unit, baseline.per) == (amount.unit, amount.per) and baseline.value > amount.value:
        level = replace(amount, value=baseline.value + amount.value)
        why = f"the amount, {amount}, is the level to reach, and is below the baseline, {baseline}"
        raise NotPossible(
            f"the baseline of {ref}",
            why,
            f"for an increase by {amount} give --increment, or write the amount as {level}",
        )
