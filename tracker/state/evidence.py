"""What the sources and the parties say: contradictions, confidence, positions, and who speaks with two faces."""

from typing import Final, Literal, get_args

from tracker.commitment import CitationEvent, PositionEvent, Source
from tracker.state.fold import State

Confidence = Literal["disputed", "confirmed", "probable", "reported", "unsourced"]
CONFIDENCES: Final[tuple[str, ...]] = get_args(Confidence)
_BOTH: Final = frozenset({"obligor", "obligee"})
_INDEPENDENT: Final = frozenset({"audit", "data"})


def sources(state: State) -> tuple[Source, ...]:
    """Every source once, by its address or else its name, in the order in which they came up."""
    found: dict[str, Source] = {}
    for event in state.events:
        if event.source:
            found.setdefault(event.source.url or f"{event.source.publisher} {event.source.title}", event.source)
    return tuple(found.values())


def contradictions(state: State) -> tuple[CitationEvent, ...]:
    """The citations that speak against a field."""
    return tuple(event for event in state.citations if event.side == "contradicts")


def confidence(state: State) -> Confidence:
    """How well it is known: the best that independent witnesses allow, and `disputed` while any contradicts."""
    if contradictions(state):
        return "disputed"
    found = [event.source for event in state.events if event.source]
    official = _official_sides(found)
    if official == _BOTH or (official and any(source.kind in _INDEPENDENT for source in found)):
        return "confirmed"
    if official:
        return "probable"
    return "reported" if found else "unsourced"


def latest_positions(state: State) -> dict[tuple[str, str], PositionEvent]:
    """The latest position of each party in each channel, public or private."""
    return {(event.party, event.channel): event for event in state.positions}


def is_disputed(state: State) -> bool:
    """Whether the latest position of any party, in any channel, disputes or denies it."""
    return any(event.position in {"disputes", "denies"} for event in latest_positions(state).values())


def two_faced(state: State) -> tuple[str, ...]:
    """The parties whose latest public and private positions differ."""
    latest = latest_positions(state)
    return tuple(
        party
        for party, channel in latest
        if channel == "private"
        and (party, "public") in latest
        and latest[party, "public"].position != latest[party, "private"].position
    )


def _official_sides(found: list[Source]) -> frozenset[str]:
    if any(source.kind == "treaty" for source in found):
        return _BOTH
    return frozenset(source.party for source in found if source.kind == "official" and source.party in _BOTH)
