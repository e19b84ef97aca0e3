"""Checks for facts without a source and facts with a single witness."""

from collections.abc import Iterator
from typing import Final

from tracker.checks.finding import Finding, command
from tracker.language import conjoined, listed, message, translate
from tracker.model.commitment import AmountEvent, DeadlineEvent, DeliveryEvent, PositionEvent, Source, StatusEvent
from tracker.model.status import DECIDED, MEANINGS, label, outcome_of
from tracker.state.deadlines import version_in_force
from tracker.state.lateness import DELIVERY
from tracker.state.portfolio import Standing
from tracker.state.sources import (
    WHOLE_RECORD,
    all_supporting_sources,
    contradictions,
    field_of,
    is_supported,
    last_supported,
    supporting_sources,
    witness_of,
    witnesses,
)

# The kinds of event that state a fact, with the field that a citation names.
FACTS: Final[dict[type, str]] = {
    StatusEvent: "status",
    DeadlineEvent: "deadline",
    AmountEvent: "amount",
    DeliveryEvent: "delivery",
    PositionEvent: "position",
}
# Sources that contain the text of the act itself and need no second witness.
ACTS: Final = frozenset({"treaty", "official"})


def met_unsourced(standing: Standing) -> Iterator[Finding]:
    """It is met, kept, broken or breached without a source."""
    last, status = standing.state.statuses[-1:], standing.status
    if MEANINGS[status].needs_proof and not supporting_sources(standing.state, last[0], "status"):
        yield Finding(
            standing,
            translate(
                "{status} on {day}, and nobody is cited for it",
                status=translate(label(status)),
                day=last[0].on or translate("an unknown day"),
            ),
            command("cite", standing.ref, "--for", "status", "--says", status, "--source", "URL"),
            ("status",),
            status,
        )


def uncited(standing: Standing) -> Iterator[Finding]:
    """It has facts without a source."""
    state = standing.state
    if standing.is_computed:
        return
    reported_elsewhere = {move.event.id for move in standing.moves if move.silent} | _met(standing)
    last_cited = {field: last_supported(state, field) for field in FACTS.values()}
    facts: dict[str, int] = {}
    for event in state.events:
        field = FACTS.get(type(event), "") if event.id > 0 else ""  # others follow from a rule or the parent
        if field and event.id not in reported_elsewhere and not is_supported(state, event, last_cited[field], field):
            facts[field] = facts.get(field, 0) + 1
    if facts:
        named = listed(
            translate(field)
            if count == 1
            else translate("{field} ({number} times)", field=translate(field), number=count)
            for field, count in facts.items()
        )
        one = ["--for", *facts] if len(facts) == 1 else []
        remedy = command("cite", standing.ref, *one, "--source", "URL")
        yield Finding(standing, translate("nobody is cited for {facts}", facts=named), remedy, tuple(facts))


def one_witness(standing: Standing) -> Iterator[Finding]:
    """Its status, deadline or amount rests on one witness."""
    alone: dict[str, list[str]] = {}
    for field, sources in standing.support.items():
        found = witnesses(sources)
        if len(found) == 1 and not standing.is_computed and standing.confidence_in(field) == "reported":
            alone.setdefault(next(iter(found)), []).append(field)
    for name, fields in alone.items():
        pattern = message(
            "{fields} rests on {witness} alone" if len(fields) == 1 else "{fields} rest on {witness} alone"
        )
        remedy = command("cite", standing.ref, "--for", fields[0], "--source", "URL")
        yield Finding(
            standing,
            translate(pattern, fields=conjoined(map(translate, fields)), witness=name),
            remedy,
            tuple(fields),
            name,
        )


def contradicted(standing: Standing) -> Iterator[Finding]:
    """A source contradicts it, and nobody settled that."""
    for event in contradictions(standing.state):
        if event.field != DELIVERY or not standing.is_open:  # of what is open it is a report that nothing came
            field = field_of(event) or WHOLE_RECORD
            said = event.value or (event.source.quote if event.source else "")
            witness = witness_of(event.source) if event.source else translate("somebody")
            pattern = message("{field}: {witness} says “{said}”" if said else "{field}: {witness} contradicts it")
            yield Finding(
                standing,
                translate(pattern, field=translate(field), witness=witness, said=said),
                command("cite", standing.ref, "--settles", str(event.id), "--note", "WHY"),
                (field,),
                said,
            )


# ---- the details -------------------------------------------------------------------------------


def _met(standing: Standing) -> set[int]:
    """The id of the event that `met_unsourced` checks."""
    return {event.id for event in standing.state.statuses[-1:] if MEANINGS[event.status].needs_proof}


def sources_by_field(standing: Standing) -> dict[str, list[Source]]:
    """The sources of the status, deadline and amount; once it is closed, only of the status that decided it."""
    state = standing.state
    if not standing.is_open:
        last = state.statuses[-1]
        return {"status": supporting_sources(state, last, "status")} if outcome_of(last.status) in DECIDED else {}
    deadline = version_in_force(state)
    found = {"status": all_supporting_sources(state)}
    if deadline and (deadline.due or deadline.awaits):
        found["deadline"] = supporting_sources(state, deadline, "deadline")
    if state.amounts:
        found["amount"] = supporting_sources(state, state.amounts[-1], "amount")
    return found
