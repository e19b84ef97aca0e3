"""Checks of parts against their umbrella: amounts, due dates and deliveries that are counted twice."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from tracker.checks.finding import Finding, command
from tracker.language import translate
from tracker.model.amount_formats import amount_written, figure_written
from tracker.model.amounts import Amount, figure
from tracker.model.commitment import DeliveryEvent
from tracker.model.status import LAPSED, outcome_of
from tracker.state import deadlines
from tracker.state.delivery import is_level
from tracker.state.portfolio import Portfolio, Standing

Key: TypeAlias = tuple[object, ...]
SHOWN: Final = 4  # parts that a finding names
NOT_COUNTED: Final = LAPSED | {"failed"}  # outcomes of a part whose amount no longer counts


def parts_above_whole(standing: Standing) -> Iterator[Finding]:
    """The amounts of its parts exceed its own amount."""
    whole = standing.amount
    if whole is None or whole.qualifier == "at_least":
        return
    parts = _comparable_parts(standing, whole)
    combined = _combined(list(parts.values()))
    if combined > whole.value + _rounding(whole):
        shown = ", ".join(f"{ref} {amount_written(amount)}" for ref, amount in list(parts.items())[:SHOWN])
        more = translate(" and {number} more", number=len(parts) - SHOWN) if len(parts) > SHOWN else ""
        yield Finding(
            standing,
            translate(
                "its parts come to {sum}, its own amount is {whole}: {parts}{more}",
                sum=figure_written(combined, whole.unit),
                whole=amount_written(whole),
                parts=shown,
                more=more,
            ),
            command("amend", standing.ref, "--amount", "AMOUNT", "--source", "URL"),
            ("amount",),
            str(whole),
        )


def parts_after_whole(standing: Standing) -> Iterator[Finding]:
    """It is due after its umbrella."""
    umbrella = standing.portfolio.standings.get(standing.terms.parent)
    due, whole = deadlines.due(standing.state), deadlines.due(umbrella.state) if umbrella else None
    if umbrella and due and whole and standing.is_open and umbrella.is_open and due.last > whole.last:
        yield Finding(
            standing,
            translate("due {due}, after its umbrella {ref} ({whole})", due=due, ref=umbrella.ref, whole=whole),
            command("amend", umbrella.ref, "--due", "DATE", "--source", "URL"),
            ("deadline",),
            str(due),
        )


def double_deliveries(standing: Standing) -> Iterator[Finding]:
    """A delivery is recorded twice under one umbrella."""
    for event in _claims(standing):
        for twin in _claimed_later(standing, _key(event)):
            yield _counted_twice(standing, event, twin)


def between_periods(standing: Standing) -> Iterator[Finding]:
    """A delivery lies in two periods and counts in neither."""
    between = standing.period_deliveries.between if standing.periods else []
    values = {(event.amount.value, *_series(event)) for event in between}
    for event in between:
        if (-event.amount.value, *_series(event)) in values:
            continue
        advice = ""
        remedy = command("deliver", f"{standing.ref}/PERIOD", "AMOUNT", "--stage", event.stage)
        if not is_level(event):  # a level is replaced by the next one, anything else would be counted twice
            advice = translate("; take it back, and record in each period what belongs to it")
            remedy = _reversal(standing, event, "counted in its periods", *_on_and_by(event))
        message = translate(
            "{amount} {stage} {day} lies in no one period{advice}",
            amount=amount_written(event.amount),
            stage=translate(event.stage),
            day=event.on or translate("on an unknown day"),
            advice=advice,
        )
        yield Finding(standing, message, remedy, ("delivery",), str(event.amount))


def yearly_without_rule(standing: Standing) -> Iterator[Finding]:
    """It promises an amount a year, but not of which years."""
    amount = standing.amount
    if amount and amount.per and standing.is_open and not (standing.terms.every or standing.due or standing.milestones):
        yield Finding(
            standing,
            translate(
                "{amount} is promised for every year, and no rule says from which year on",
                amount=amount_written(amount),
            ),
            command("edit", standing.ref, "--every", "year", "--from", "YEAR"),
            ("every",),
            str(amount),
        )


# ---- the details -------------------------------------------------------------------------------


def _comparable_parts(standing: Standing, whole: Amount) -> dict[str, Amount]:
    """The amounts of the parts that still count and have the unit, period and kind of the whole, by ref."""
    kind_of, own = standing.portfolio.hierarchy.amount_kind, standing.terms.amount_kind
    return {
        part.ref: part.amount
        for part in standing.portfolio.parts(standing.ref)
        if part.amount
        and kind_of(part.ref, standing.ref) == own
        and outcome_of(part.status) not in NOT_COUNTED
        and (part.amount.unit, part.amount.per) == (whole.unit, whole.per)
    }


def _combined(parts: list[Amount]) -> Decimal:
    """The sum of the amounts; for percentages, which do not add up, the highest."""
    values = [part.value for part in parts]
    if parts and parts[0].unit.startswith("%"):
        return max(values)
    return sum(values, Decimal(0))


def _rounding(whole: Amount) -> Decimal:
    """The largest rounding error of an approximate amount: half of its last digit."""
    if whole.qualifier != "about":
        return Decimal(0)
    exponent = whole.value.normalize().as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _key(event: DeliveryEvent) -> Key:
    return event.amount.value, event.amount.unit, event.amount.per, event.stage, event.on or event.known_on


def _claims(standing: Standing) -> list[DeliveryEvent]:
    """The positive deliveries without a reversal."""
    deliveries = standing.state.deliveries
    reversals = {
        (-other.amount.value, other.amount.unit, other.stage) for other in deliveries if other.amount.value < 0
    }
    figures = ((event, (event.amount.value, event.amount.unit, event.stage)) for event in deliveries)
    return [event for event, figure in figures if event.amount.value > 0 and figure not in reversals]


def _claimed_later(standing: Standing, key: Key) -> list[Standing]:
    """The commitments with the same delivery that come after this one in the tree of its topmost umbrella."""
    portfolio, ref = standing.portfolio, standing.ref
    top = portfolio.hierarchy.top_ancestors[ref]
    if portfolio.hierarchy.is_in_cycle(top):  # each member of a cycle has its own tree
        refs = [one for one in portfolio.hierarchy.tree(top) if key in map(_key, _claims(portfolio.standings[one]))]
    else:
        refs = list(_claimed(portfolio)[top, key])
    return [portfolio.standings[one] for one in refs[refs.index(ref) + 1 :]]


@lru_cache(maxsize=1)
def _claimed(portfolio: Portfolio) -> Mapping[tuple[str, Key], Collection[str]]:
    """The refs that claim each delivery under each topmost umbrella, in the order of the tree."""
    found: dict[tuple[str, Key], dict[str, None]] = {}
    for ref in sorted(portfolio.standings, key=portfolio.hierarchy.ranks.__getitem__):
        for event in _claims(portfolio.standings[ref]):
            found.setdefault((portfolio.hierarchy.top_ancestors[ref], _key(event)), {})[ref] = None
    return found


def _counted_twice(standing: Standing, event: DeliveryEvent, twin: Standing) -> Finding:
    when = event.on or event.known_on or translate("an unknown day")
    return Finding(
        standing,
        translate(
            "{amount} {stage} on {day} is recorded at {ref} too",
            amount=amount_written(event.amount),
            stage=translate(event.stage),
            day=when,
            ref=twin.ref,
        ),
        _reversal(standing, event, f"counted at {twin.ref}"),
        ("delivery",),
        str(event.amount),
    )


def _series(event: DeliveryEvent) -> Key:
    """The fields that a reversal shares with the delivery that it takes back."""
    return event.amount.unit, event.stage, event.measure, event.of, event.on


def _on_and_by(event: DeliveryEvent) -> Iterator[str]:
    """The options of a delivery that say its day, its measure and its obligor."""
    for option, value in (("--on", event.on), ("--measure", event.measure), ("--of", event.of)):
        if value:
            yield from (option, str(value))


def _reversal(standing: Standing, event: DeliveryEvent, note: str, *options: str) -> str:
    """The command that takes back a delivery."""
    reversal = figure(-event.amount.value, event.amount.unit)
    return command("deliver", standing.ref, "--stage", event.stage, *options, "--note", note, "--", reversal)
