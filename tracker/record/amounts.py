"""Set the amount of a commitment, and refuse one that does not fit its baseline."""

from msgspec.structs import replace

from tracker.errors import NeedsMore, NotPossible
from tracker.model.amounts import Amount
from tracker.model.commitment import AmountChange, AmountEvent, Commitment, Terms
from tracker.model.dates import DateSpan
from tracker.model.recurrence import Recurrence, name_of_period, per_period, read_period_span
from tracker.model.refs import parent_of
from tracker.record.provenance import Provenance, current_state
from tracker.record.readings import Scope, require_party, scope_words
from tracker.state.fold import State
from tracker.state.periods import period_ref
from tracker.state.versions import amount_versions


def set_amount(  # noqa: PLR0913 - one fact each
    commitment: Commitment, amount: Amount, facts: Provenance, zone: str, *, correction: bool = False, reading: str = ""
) -> Commitment:
    """The commitment with a version of its amount: the first one is set, later ones revise or correct it."""
    fields, state = facts.of(commitment), current_state(commitment, AmountEvent, facts, zone)
    _require_no_rule(state, amount)
    found = state.amount_versions
    latest = found.readings.get(reading) if reading else next(reversed(found.common), None)
    if correction and latest is None:
        what = f"a correction of the amount of {commitment.ref}{scope_words(Scope(reading))}"
        raise NotPossible(what, "it has none yet", "leave out --kind")
    change: AmountChange = "correction" if correction else "revision" if latest else "set"
    corrects = latest.id if latest and correction else None
    require_baseline(commitment.ref, state.terms, amount)
    require_party(commitment.ref, state.terms, reading)
    event = AmountEvent(**fields, change=change, amount=amount, corrects=corrects, reading=reading)
    return commitment.with_events(event)


def amend_amount(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    amount: Amount,
    facts: Provenance,
    zone: str,
    *,
    first: str = "",
    correction: bool = False,
    reading: str = "",
) -> Commitment:
    """The commitment with a version of its amount; of a recurring duty, of the amount of each period.

    `first`: the name of the first period that has the amount, by default that of the day on which it takes effect. A
    correction counts for the periods of the version that it corrects.
    """
    state = current_state(commitment, AmountEvent, facts, zone)
    if rule := state.terms.every:
        return _set_amount_of_each(
            commitment, state, amount, facts, rule=rule, first=first, correction=correction, reading=reading
        )
    if first:
        parent = parent_of(commitment.ref)
        remedy = (
            f"amend {parent}, or leave it out" if parent else "leave it out, or give a rule by `tracker edit --every`"
        )
        raise NotPossible(f"--from of {commitment.ref}", "it is no recurring duty", remedy)
    return set_amount(commitment, amount, facts, zone, correction=correction, reading=reading)


def _set_amount_of_each(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    state: State,
    amount: Amount,
    facts: Provenance,
    *,
    rule: Recurrence,
    first: str,
    correction: bool,
    reading: str,
) -> Commitment:
    """The commitment with a version of the amount of each period of a recurring duty."""
    found = amount_versions(state.amounts_of_each, state.took_effect)
    latest = found.readings.get(reading) if reading else next(reversed(found.common), None)
    if correction and latest is None:
        remedy = f"`tracker edit {commitment.ref} --amount AMOUNT` corrects that of the rule"
        raise NotPossible(f"a correction of the amount of {commitment.ref}", "no version of it was recorded", remedy)
    each = per_period(amount, rule)
    require_baseline(commitment.ref, state.terms, each)
    require_party(commitment.ref, state.terms, reading)
    is_first = latest is None and rule.amount is None
    change: AmountChange = "correction" if correction else "set" if is_first else "revision"
    event = AmountEvent(
        **facts.of(commitment),
        change=change,
        amount=each,
        corrects=latest.id if latest and correction else None,
        reading=reading,
    )
    corrected = latest.first_period if latest and correction else None
    since = read_period_span(rule.period, first) if first else corrected or rule.containing(state.took_effect(event))
    _require_period(commitment.ref, rule, since)
    return commitment.with_events(replace(event, first_period=since))


def _require_period(ref: str, rule: Recurrence, first: DateSpan) -> None:
    """Refuse a version that would count for no period of the rule, or from a period before the first one."""
    if first.first < rule.first.first or (rule.last and first.first > rule.last.first):
        last = f" until {name_of_period(rule.last)}" if rule.last else " on"
        why = f"it is owed from {name_of_period(rule.first)}{last}"
        remedy = "name one of these periods with --from"
        raise NotPossible(f"an amount of {ref} from {name_of_period(first)} on", why, remedy)


def _require_no_rule(state: State, amount: Amount) -> None:
    """Refuse an amount of a recurring duty as a whole in a table, but a yearly one where the rule has none."""
    ref, rule = state.ref, state.terms.every
    if rule and (rule.amount or not amount.per):
        one = period_ref(ref, rule.periods(rule.first.last)[0])
        remedy = f"`tracker amend {ref} --amount AMOUNT` changes that of each, `tracker amend {one} --amount"
        why = f"the amount is owed each {rule.period}"
        raise NotPossible(f"an amount of {ref} as a whole", why, f"{remedy} AMOUNT` that of one {rule.period}")


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
