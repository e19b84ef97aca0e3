"""Checks of what the record rests on: facts without a source, and facts that a single witness tells."""

from collections.abc import Iterator
from typing import Final

from tracker.checks.finding import Finding, command
from tracker.model.commitment import AmountEvent, DeadlineEvent, DeliveryEvent, PositionEvent, Source, StatusEvent
from tracker.model.status import DECIDED, outcome_of
from tracker.state.deadlines import version_in_force
from tracker.state.portfolio import Standing
from tracker.state.sources import all_supporting_sources, is_supported, last_supported, supporting_sources, witnesses

# The events that state a fact, by the field that a citation of it names.
FACTS: Final[dict[type, str]] = {
    StatusEvent: "status",
    DeadlineEvent: "deadline",
    AmountEvent: "amount",
    DeliveryEvent: "delivery",
    PositionEvent: "position",
}
# These need no second witness: they are the text of the act itself.
ACTS: Final = frozenset({"treaty", "official"})


def met_unsourced(standing: Standing) -> Iterator[Finding]:
    """It is said to be met, and nobody is cited for it."""
    last = standing.state.statuses[-1:]
    if standing.status == "met" and not supporting_sources(standing.state, last[0], "status"):
        yield Finding(
            standing,
            f"met on {last[0].on or 'an unknown day'}, and nobody is cited for it",
            command("cite", standing.ref, "--for", "status", "--says", "met", "--source", "URL"),
            ("status",),
            "met",
        )


def uncited(standing: Standing) -> Iterator[Finding]:
    """Facts of it have no source."""
    state = standing.state
    told_apart = {move.event.id for move in standing.moves if move.silent} | _met(standing)
    vouched = {field: last_supported(state, field) for field in FACTS.values()}
    facts: dict[str, int] = {}
    for event in state.events:
        field = FACTS.get(type(event), "")
        if field and event.id not in told_apart and not is_supported(state, event, vouched[field]):
            facts[field] = facts.get(field, 0) + 1
    if facts:
        named = ", ".join(field if count == 1 else f"{field} ({count} times)" for field, count in facts.items())
        one = ["--for", *facts] if len(facts) == 1 else []
        remedy = command("cite", standing.ref, *one, "--source", "URL")
        yield Finding(standing, f"nobody is cited for {named}", remedy, tuple(facts))


def one_witness(standing: Standing) -> Iterator[Finding]:
    """Its status, deadline or amount rests on one witness."""
    alone: dict[str, list[str]] = {}
    for field, sources in _resting_on(standing).items():
        found = witnesses(sources)
        if len(found) == 1 and not any(source.kind in ACTS for source in sources):
            alone.setdefault(next(iter(found)), []).append(field)
    for name, fields in alone.items():
        rests = "rests" if len(fields) == 1 else "rest"
        remedy = command("cite", standing.ref, "--for", fields[0], "--source", "URL")
        yield Finding(standing, f"{' and '.join(fields)} {rests} on {name} alone", remedy, tuple(fields), name)


# ---- how they tell -----------------------------------------------------------------------------


def _met(standing: Standing) -> set[int]:
    """The event that `met_unsourced` looks at."""
    return {event.id for event in standing.state.statuses[-1:] if event.status == "met"}


def _resting_on(standing: Standing) -> dict[str, list[Source]]:
    """What matters and its sources: that it was promised at all, its deadline and amount; once closed, how it ended."""
    state = standing.state
    if not standing.is_open:
        last = state.statuses[-1]
        return {"status": supporting_sources(state, last, "status")} if outcome_of(last.status) in DECIDED else {}
    deadline = version_in_force(state)
    resting = {"status": all_supporting_sources(state)}
    if deadline and (deadline.due or deadline.awaits):
        resting["deadline"] = supporting_sources(state, deadline, "deadline")
    if state.amounts:
        resting["amount"] = supporting_sources(state, state.amounts[-1], "amount")
    return resting
