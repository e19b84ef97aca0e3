"""Sources and positions: contradictions, confidence, and parties whose public and private positions diverge."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, NamedTuple, get_args
from unicodedata import normalize

from tracker.model.commitment import CitationEvent, Event, PositionEvent, Source
from tracker.state.fold import State

Confidence = Literal["confirmed", "probable", "reported", "unsourced"]
CONFIDENCES: Final[tuple[str, ...]] = get_args(Confidence)
_BOTH: Final = frozenset({"obligor", "obligee"})
_INDEPENDENT: Final = frozenset({"audit", "data"})
_HOST: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:www\.)?([^/?#:]+)", re.IGNORECASE)
_FIELD_COLUMNS: Final = {"deadline": "due"}  # the column of a field, which a citation may name instead


RECENT: Final = 180  # days for which a position is that of today
WHOLE_RECORD: Final = "record"  # what a citation is about that names no field


class Divergence(NamedTuple):
    """The latest public and the latest private position of a party, which have opposite signs."""

    party: str
    public: PositionEvent
    private: PositionEvent


def source_identity(source: Source) -> str:
    """What makes it one source and not another: its address, or else its name."""
    return source.url or " ".join(filter(None, (source.publisher, source.title, str(source.published or ""))))


def sources(state: State) -> tuple[Source, ...]:
    """Every source once, by its address or else its name, in the order in which they came up."""
    found: dict[str, Source] = {}
    corrections = (corrected.correction for corrected in state.corrected.values())
    for event in (*state.events, *corrections):
        if event.source:
            found.setdefault(source_identity(event.source), event.source)
    return tuple(found.values())


def witness_of(source: Source) -> str:
    """Who told it first: the outlet of the report that it relays, else its publisher, else its host.

    Two stories of one outlet are one witness, for the second confirms nothing that the first did not know.

    >>> witness_of(Source(publisher="World Journal", relays="Nikkei, 9 February 2026"))
    'Nikkei'
    >>> witness_of(Source(url="https://www.example.org/a"))
    'example.org'
    """
    host = _HOST.match(source.url)
    relayed = source.relays.partition(",")[0].strip()
    return relayed or source.publisher or (host[1] if host else source.url) or source.title or "an unnamed source"


def witnesses(found: Iterable[Source]) -> dict[str, tuple[Source, ...]]:
    """The sources by independent witness, as it was first named: ten relays of one story are one witness."""
    names: dict[str, str] = {}
    groups: dict[str, list[Source]] = {}
    for source in found:
        name = witness_of(source)
        first = names.setdefault(" ".join(normalize("NFKC", name).casefold().split()), name)
        groups.setdefault(first, []).append(source)
    return {name: tuple(told) for name, told in groups.items()}


def citations_of(state: State, field: str) -> tuple[CitationEvent, ...]:
    """The citations for and against a field."""
    return tuple(event for event in state.citations if event.field in {field, _FIELD_COLUMNS.get(field, field)})


def supporting_sources(state: State, event: Event, field: str) -> list[Source]:
    """The sources of a fact: its own, and those cited for its field, or for the whole record, since it took effect.

    A version that was corrected rests on who corrected it, no longer on who was misread.
    """
    since = state.took_effect(event)
    cited = [citation.source for citation in _supporting(state, field) if state.took_effect(citation) >= since]
    return [source for source in (own_source(state, event), *cited) if source]


def last_supported(state: State, field: str) -> date | None:
    """The last day on which a source cited for a field, or for the whole record, took effect; None without one."""
    return max((state.took_effect(citation) for citation in _supporting(state, field) if citation.source), default=None)


def is_supported(state: State, event: Event, last: date | None) -> bool:
    """True if there is a source of a fact, for whose field a source was cited last on that day."""
    return own_source(state, event) is not None or (last is not None and last >= state.took_effect(event))


def _supporting(state: State, field: str) -> list[CitationEvent]:
    """The citations for a field, then those for the whole record."""
    found = (*citations_of(state, field), *citations_of(state, ""))
    return [citation for citation in found if citation.side == "supports"]


def own_source(state: State, event: Event) -> Source | None:
    """The source of a fact as it stands: of a version that was corrected that of the correction."""
    corrected = state.corrected.get(event.id)
    return corrected.correction.source if corrected else event.source


def contradictions(state: State) -> tuple[CitationEvent, ...]:
    """The citations that speak against a field."""
    return tuple(event for event in state.citations if _is_against(event))


def contradicted(state: State) -> tuple[str, ...]:
    """The fields that a source speaks against, each once."""
    return tuple(dict.fromkeys(event.field or WHOLE_RECORD for event in contradictions(state)))


def all_supporting_sources(state: State) -> list[Source]:
    """The sources of all events but the citations that speak against a field, in the order of the events."""
    return [event.source for event in state.events if event.source and not _is_against(event)]


def confidence(state: State) -> Confidence:
    """The confidence: the best that the sources allow which do not contradict it."""
    found = all_supporting_sources(state)
    official = _official_sides(found)
    if official == _BOTH or (official and _has_independent(found, official)):
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


def divergent(state: State) -> tuple[Divergence, ...]:
    """The parties whose latest public and private positions have opposite signs; neither is old."""
    latest = {key: event for key, event in latest_positions(state).items() if _is_recent(event, state)}
    found = (
        Divergence(party, latest[party, "public"], event)
        for (party, channel), event in latest.items()
        if channel == "private" and (party, "public") in latest
    )
    return tuple(one for one in found if _is_content(one.public) is not _is_content(one.private))


def _is_against(event: Event) -> bool:
    return isinstance(event, CitationEvent) and event.side == "contradicts"


def _is_content(event: PositionEvent) -> bool:
    return event.position in {"accepts", "satisfied"}


def _is_recent(event: PositionEvent, state: State) -> bool:
    taken, made = state.took_effect(event), state.terms.made_on
    return (state.day - taken).days <= RECENT and (made is None or taken >= made.first)


def _official_sides(found: list[Source]) -> frozenset[str]:
    if any(source.kind == "treaty" for source in found):
        return _BOTH
    return frozenset(source.party for source in found if source.kind == "official" and source.party in _BOTH)


def _has_independent(found: list[Source], official: frozenset[str]) -> bool:
    """Whether an audit or a data series comes from somebody else than the side whose official text there is."""
    own = {witness_of(source) for source in found if source.kind == "official" and source.party in official}
    others = (source for source in found if source.kind in _INDEPENDENT and source.party not in official)
    return any(witness_of(source) not in own for source in others)
