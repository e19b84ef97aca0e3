"""Checks of parts against their umbrella: in amount, in time, and what was counted at both."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tracker.amounts import Amount, figure
from tracker.checks.registry import Finding, check, command
from tracker.commitment import DeliveryEvent
from tracker.state import timing
from tracker.state.accounts import umbrellas
from tracker.state.portfolio import Standing
from tracker.statuses import LAPSED, outcome_of

SHOWN: Final = 4  # parts that are named
GONE: Final = LAPSED | {"failed"}  # the outcomes of a part whose amount no longer counts


@check
def parts_above_whole(standing: Standing) -> Iterator[Finding]:
    """The amounts of its parts are above its own."""
    whole = standing.amount
    if whole is None or whole.qualifier == "at_least":
        return
    parts = _measured(standing, whole)
    together = _together(list(parts.values()))
    if together > whole.value + _slack(whole):
        shown = ", ".join(f"{ref} {amount}" for ref, amount in list(parts.items())[:SHOWN])
        more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
        yield Finding(
            standing,
            f"its parts come to {figure(together, whole.unit)}, its own amount is {whole}: {shown}{more}",
            command("amend", standing.ref, "--amount", "AMOUNT", "--source", "URL"),
            ("amount",),
            str(whole),
        )


@check
def parts_after_whole(standing: Standing) -> Iterator[Finding]:
    """It falls due after the umbrella that it is a part of."""
    umbrella = standing.within.standings.get(standing.terms.parent)
    due, whole = timing.due(standing.state), timing.due(umbrella.state) if umbrella else None
    if umbrella and due and whole and standing.is_open and umbrella.is_open and due.last > whole.last:
        yield Finding(
            standing,
            f"due {due}, its umbrella {umbrella.ref} already {whole}",
            command("amend", umbrella.ref, "--due", "DATE", "--source", "URL"),
            ("deadline",),
            str(due),
        )


@check
def double_deliveries(standing: Standing) -> Iterator[Finding]:
    """One delivery is claimed twice under one umbrella."""
    claims = [event for event in standing.state.deliveries if _counts(event, standing)]
    for event in claims:
        for twin in _later_in_tree(standing):
            if any(_key(other) == _key(event) for other in twin.state.deliveries if _counts(other, twin)):
                yield _counted_twice(standing, event, twin)


# ---- how they tell -----------------------------------------------------------------------------


def _measured(standing: Standing, whole: Amount) -> dict[str, Amount]:
    """The amounts of the parts that still count, of one unit and period with the whole."""
    return {
        part.ref: part.amount
        for part in standing.within.parts(standing.ref)
        if part.amount
        and outcome_of(part.status) not in GONE
        and (part.amount.unit, part.amount.per) == (whole.unit, whole.per)
    }


def _together(parts: list[Amount]) -> Decimal:
    """Their sum; rates cannot be added, of those the highest."""
    values = [part.value for part in parts]
    if parts and parts[0].unit.startswith("%"):
        return max(values)
    return sum(values, Decimal(0))


def _slack(whole: Amount) -> Decimal:
    """What a rounded figure may hide: half of its last digit."""
    if whole.qualifier != "about":
        return Decimal(0)
    exponent = whole.value.normalize().as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _key(event: DeliveryEvent) -> tuple[object, ...]:
    return event.amount.value, event.amount.unit, event.amount.per, event.stage, event.on or event.known_on


def _counts(event: DeliveryEvent, standing: Standing) -> bool:
    """Whether it adds something that was not taken back."""
    reversals = {
        (-other.amount.value, other.amount.unit, other.stage)
        for other in standing.state.deliveries
        if other.amount.value < 0
    }
    return event.amount.value > 0 and (event.amount.value, event.amount.unit, event.stage) not in reversals


def _later_in_tree(standing: Standing) -> list[Standing]:
    """What comes after it in the tree of its topmost umbrella: what is below it or on its level."""
    top = [standing.ref, *umbrellas(standing)][-1]
    tree = standing.within.tree(top)
    return tree[tree.index(standing) + 1 :]


def _counted_twice(standing: Standing, event: DeliveryEvent, twin: Standing) -> Finding:
    reversal = figure(-event.amount.value, event.amount.unit)
    when = event.on or event.known_on or "an unknown day"
    return Finding(
        standing,
        f"{event.amount} {event.stage} on {when} is claimed at {twin.ref} too",
        command("deliver", standing.ref, "--stage", event.stage, "--note", f"counted at {twin.ref}", "--", reversal),
        ("delivery",),
        str(event.amount),
    )
