"""Confidence: how well the sources support the status, the deadline and the amount in force."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias, get_args

from msgspec.structs import replace

from tracker.model.commitment import AnyEvent, Source, TermsEvent
from tracker.model.iso import casefolded
from tracker.model.status import LAPSED, outcome_of
from tracker.state import sources
from tracker.state.deadlines import version_in_force
from tracker.state.delivery import amount_in_force
from tracker.state.fold import State

Confidence = Literal["confirmed", "probable", "reported", "unsourced"]
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
FACTS: Final = ("status", "deadline", "amount")
# The sources that support each fact that is set, by field.
Support: TypeAlias = dict[str, list[Source]]
BOTH: Final = frozenset({"obligor", "obligee"})
_INDEPENDENT: Final = frozenset({"audit", "data"})
# The kinds of sources that raise the confidence of a fact that has a source already.
_WEIGHTY: Final = _INDEPENDENT | {"treaty", "official"}
# The statuses that the text of a treaty itself brings about.
_OF_TREATY: Final = frozenset({"proposed", "agreed"})


def support_of_facts(state: State, *, decisive: bool = False) -> Support:
    """The sources of the status, the deadline and the amount in force, without the facts that are not set.

    A treaty supports what was agreed. What was done afterwards it supports like any other text. `decisive` leaves out
    citations that cannot change the confidence, because their words would be compared with the fact for nothing.
    """
    facts = facts_in_force(state)
    found = {field: list(_sources(state, event, field, decisive=decisive)) for field, event in facts.items()}
    if "status" in found:
        found["status"] = [_of_status(source, state) for source in found["status"]]
    return found


def _sources(state: State, event: AnyEvent, field: str, *, decisive: bool) -> Iterator[Source]:
    """The sources of every event that says the same, and those of the citations that support it."""
    run = state.status_run if field == "status" else (event,)
    own = [source for one in run if (source := sources.own_source(state, one)) and not sources.is_told_before(one)]
    yield from own
    if not (cited := sources.citations_for(state, field)):
        return
    since = sources.told_since(state, event)
    for citation in cited:
        source = citation.source
        if source is None or (decisive and own and source.kind not in _WEIGHTY):
            continue
        if sources.supports(citation, event, state, since):
            yield source


def _of_status(source: Source, state: State) -> Source:
    """The source as it counts for the status: a treaty is a plain text if it cannot have brought the status about."""
    if source.kind != "treaty" or state.status in _OF_TREATY:
        return source
    since = state.took_effect(state.status_run[0])
    is_later = source.published is not None and source.published.last >= since
    return source if outcome_of(state.status) in LAPSED and is_later else replace(source, kind="media")


def facts_in_force(state: State) -> dict[str, AnyEvent]:
    """The event that began the status, and those that state the deadline and the amount in force, by field.

    The deadline and the amount of each period of a recurring duty are stated by the event that made its rule.
    """
    return dict(_facts(state))


def _facts(state: State) -> Iterator[tuple[str, AnyEvent]]:
    rule = state.terms.every
    if state.status_run:
        yield "status", state.status_run[0]
    deadline = version_in_force(state)
    if deadline and (deadline.due or deadline.awaits):
        yield "deadline", deadline
    elif rule and not deadline:
        yield "deadline", _rule_event(state)
    of_each = (event for event in state.amounts_of_each if not event.reading)
    amount = amount_in_force(state) or max(of_each, key=state.event_days.order, default=None)
    if amount:
        yield "amount", amount
    elif rule and rule.amount:
        yield "amount", _rule_event(state)


def _rule_event(state: State) -> AnyEvent:
    """The event whose source states the rule of a recurring duty; an edit without a source rests on the first event."""
    edits = [event for event in state.of_kind(TermsEvent) if "every" in event.changed and event.source]
    return edits[-1] if edits else state.event_days.history[0]


def overall(state: State, support: Support) -> Confidence:
    """The weakest confidence of the facts that are set; of a record without one, that of all its sources."""
    return weakest(map(confidence_in, support.values() or (sources.all_supporting_sources(state),)))


def weakest(found: Iterable[Confidence]) -> Confidence:
    """The weakest of some degrees of confidence."""
    return max(found, key=CONFIDENCES.index)


def confidence_in(found: list[Source]) -> Confidence:
    """The highest confidence that the sources of one fact allow."""
    official = official_sides(found)
    if official == BOTH or (official and independent(found)):
        return "confirmed"
    if official:
        return "probable"
    return "reported" if found else "unsourced"


def official_sides(found: list[Source]) -> frozenset[str]:
    """The sides whose official texts are among the sources; a treaty is the text of both.

    A text that only repeats a report of the other side is none of its own side. Two that repeat one report are one.
    """
    if any(source.kind == "treaty" for source in found):
        return BOTH
    official = [source for source in found if source.kind == "official" and source.party in BOTH]
    own = {source.party for source in official if not source.relays}
    side_of = {casefolded(sources.witness_of(source)): source.party for source in official if not source.relays}
    repeated = (source for source in official if source.relays)
    told = {
        one.party for one in repeated if side_of.setdefault(casefolded(sources.witness_of(one)), one.party) == one.party
    }
    return frozenset(own | told)


def independent(found: list[Source]) -> list[Source]:
    """The audits and data series of a witness other than the sides with official sources."""
    official = official_sides(found)
    own = {sources.witness_of(source) for source in found if source.kind == "official" and source.party in official}
    others = (source for source in found if source.kind in _INDEPENDENT and source.party not in official)
    return [source for source in others if sources.witness_of(source) not in own]
