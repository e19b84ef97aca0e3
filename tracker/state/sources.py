"""Sources and positions: witnesses, contradictions, and parties whose public and private positions diverge."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

from tracker.errors import BadDate
from tracker.model.commitment import (
    AmountEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    Source,
    StatusEvent,
    Terms,
)
from tracker.model.dates import DateSpan, span
from tracker.model.iso import casefolded
from tracker.model.saved_copies import has_copy
from tracker.model.status import MEANINGS
from tracker.state.agreement import agrees, repeats
from tracker.state.fold import State

_HOST: Final = r"(?i)(?:[a-z][a-z0-9+.-]*:)?//(?:www\.)?([^/?#:]+)"
# A letter or a digit of a script that separates words.
_LETTER: Final = r"[^\W\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
_FIELDS_OF_COLUMNS: Final = {"due": "deadline"}  # a citation may name the column instead of the field
# The statuses that say what was agreed, and not what was done.
_AGREED: Final = frozenset({"proposed", "agreed"})


RECENT: Final = 180  # days after which a position is no longer current
WHOLE_RECORD: Final = "record"  # the field of a citation that names none


class Divergence(NamedTuple):
    """The latest public and private positions of a party, which have opposite signs."""

    party: str
    public: PositionEvent
    private: PositionEvent


def source_identity(source: Source) -> str:
    """The identity of a source: its URL, else its publisher, title and date."""
    return source.url or " ".join(filter(None, (source.publisher, source.title, str(source.published or ""))))


def telling(source: Source) -> tuple[str, str]:
    """The identity of a source and the report that it repeats: a part of an article may be its own."""
    return source_identity(source), source.relays


def all_sources(state: State) -> list[Source]:
    """The source of every event and of every correction, as often as it was recorded."""
    corrections = (corrected.correction for corrected in state.corrected.values())
    return [event.source for event in (*state.events, *corrections) if event.source]


def sources(state: State) -> tuple[Source, ...]:
    """Every distinct source, in the order of first appearance."""
    found: dict[str, Source] = {}
    for source in all_sources(state):
        found.setdefault(source_identity(source), source)
    return tuple(found.values())


def tellings(found: Iterable[Source]) -> dict[tuple[str, str], Source]:
    """Every distinct source, once for each report that it repeats, in the order of first appearance."""
    distinct: dict[tuple[str, str], Source] = {}
    for source in found:
        distinct.setdefault(telling(source), source)
    return distinct


def witness_of(source: Source) -> str:
    """The witness of a source: the outlet that it relays, else its publisher, else its host.

    Two reports of one outlet are one witness, because the second confirms nothing new.

    >>> witness_of(Source(publisher="World Journal", relays="Nikkei, 9 February 2026"))
    'Nikkei'
    >>> witness_of(Source(url="https://www.example.org/a"))
    'example.org'
    """
    relayed = source.relays.partition(",")[0].strip()
    return relayed or source.publisher or host_of(source) or source.url or source.title or "an unnamed source"


def is_named(source: Source, text: str) -> bool:
    """True if the publisher, the host or the report that a source repeats has these words, or if it has this address.

    Case and width are ignored. A name with a date, as `relays` has it, means that report and all that repeat it.

    >>> is_named(Source(publisher="ＮＨＫ World"), "nhk"), is_named(Source(publisher="Japan News"), "AP")
    (True, False)
    >>> is_named(Source(publisher="Nikkei", published=span("2026-02-09")), "Nikkei, 9 February 2026")
    True
    """
    names = (source.publisher, host_of(source), source.relays)
    return any(_has_words(name, text) for name in names) or source.url == text or _is_report(source, text)


def _has_words(name: str, text: str) -> bool:
    return _words(text).search(casefolded(name)) is not None


@cache
def _words(text: str) -> re.Pattern[str]:
    """A pattern for whole words; in scripts that are written without spaces a word may begin anywhere."""
    folded = casefolded(text).strip()
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, folded) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, folded[-1:]) else ""
    return re.compile(before + r"\s+".join(map(re.escape, folded.split())) + after)


def _is_report(source: Source, text: str) -> bool:
    """True if a text names a report by its outlet and day, and a source is this report or repeats it."""
    asked, repeated = _report(text), _report(source.relays)
    if asked is None:
        return False
    name, days = asked
    own = _has_words(source.publisher, name) or _has_words(host_of(source), name)
    is_own = own and source.published is not None and _is_within(source.published, days)
    return is_own or (repeated is not None and _has_words(repeated[0], name) and _is_within(repeated[1], days))


def _is_within(inner: DateSpan, outer: DateSpan) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


@cache
def _report(text: str) -> tuple[str, DateSpan] | None:
    """The outlet and the date of a report that is written as a name, a comma and a date; None for any other text."""
    name, _, day = text.rpartition(",")
    with suppress(BadDate):
        return (name, span(day.strip())) if name else None
    return None


def host_of(source: Source) -> str:
    """The host of the address of a source, without www; empty if its address has none."""
    host = re.match(_HOST, source.url)
    return host[1] if host else ""


def copies(found: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """The distinct copies of each source, by its identity, in the order of recording."""
    recorded: dict[str, dict[str, None]] = {}
    for source in found:
        if has_copy(source):
            recorded.setdefault(source_identity(source), {})[source.archived] = None
    return {identity: tuple(archived) for identity, archived in recorded.items()}


def sides_of(source: Source, terms: Terms) -> tuple[str, ...]:
    """The parties for which a source speaks: the obligors or the obligees; empty for a third party or nobody."""
    return {"obligor": terms.obligor, "obligee": terms.obligee}.get(source.party, ())


def witnesses(found: Iterable[Source]) -> dict[str, tuple[Source, ...]]:
    """The sources by independent witness, under the name used first; ten relays of one report are one witness."""
    names: dict[str, str] = {}
    groups: dict[str, list[Source]] = {}
    for source in found:
        name = witness_of(source)
        first = names.setdefault(_folded(name), name)
        groups.setdefault(first, []).append(source)
    return {name: tuple(sources) for name, sources in groups.items()}


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    """A name without differences of width, case and spaces."""
    return " ".join(normalize("NFKC", name).casefold().split())


def citations_of(state: State, field: str) -> tuple[CitationEvent, ...]:
    """The citations for and against a field, without settlements and without those that were settled."""
    if not (every := state.citations):
        return ()
    ended = settlements(state)
    found = (event for event in every if field_of(event) == field and event.settles is None)
    return tuple(event for event in found if event.id not in ended)


def field_of(event: CitationEvent) -> str:
    """The field that a citation is about; a column of the field is the field."""
    return _FIELDS_OF_COLUMNS.get(event.field, event.field)


def supporting_sources(state: State, event: Event, field: str) -> list[Source]:
    """The sources of a fact: its own, and those of the citations that support it.

    The own source of a corrected version is that of the correction.
    """
    own = () if is_told_before(event) else (own_source(state, event),)
    cited = (citation.source for citation in supporting_citations(state, event, field))
    return [source for source in (*own, *cited) if source]


def is_told_before(event: Event) -> bool:
    """True if the source of a performance was published before the performance, so that it cannot report it."""
    is_performance = isinstance(event, DeliveryEvent) or (
        isinstance(event, StatusEvent) and MEANINGS[event.status].is_performance
    )
    published = event.source.published if event.source else None
    return bool(is_performance and published and event.on and published.last < event.on.first)


def supporting_citations(state: State, event: Event, field: str) -> list[CitationEvent]:
    """The citations for the field of a fact, or for the whole record, that support the fact.

    A citation that names another date or figure does not. Of what was agreed, one that names the date or the figure
    does; any other supports what had taken effect on its day and when its source was published.
    """
    if not (found := citations_for(state, field)):
        return []
    since = told_since(state, event)
    return [one for one in found if supports(one, event, state, since)]


def supports(citation: CitationEvent, event: Event, state: State, since: date) -> bool:
    """True if a citation for the field of a fact supports the fact, of which a source can tell since a day."""
    agreement = agrees(citation.value, event) if citation.value else None
    if agreement is False:
        return False
    return (agreement is True and isinstance(event, DeadlineEvent | AmountEvent)) or _told_on(state, citation) >= since


def _told_on(state: State, citation: CitationEvent) -> date:
    """The last day of which a citation can tell: its own, at the latest the one on which its source was published."""
    day, published = state.took_effect(citation), citation.source and citation.source.published
    return min(day, published.last) if published else day


def told_since(state: State, event: Event) -> date:
    """The day from which a source can tell of a fact; an undated agreement is as old as the promise."""
    since, made_on = state.took_effect(event), state.terms.made_on
    is_undated = event.on is None and isinstance(event, StatusEvent) and event.status in _AGREED
    return min(since, made_on.last) if is_undated and made_on else since


def last_supported(state: State, field: str) -> date | None:
    """The last day of which a sourced citation for a field or the whole record can tell; None without one."""
    return max((_told_on(state, citation) for citation in citations_for(state, field) if citation.source), default=None)


def is_supported(state: State, event: Event, last: date | None, field: str) -> bool:
    """True if a fact has a source of its own or a citation; `last` is the last day of which a citation can tell."""
    if own_source(state, event) is not None and not is_told_before(event):
        return True
    return last is not None and (last >= told_since(state, event) or bool(supporting_sources(state, event, field)))


def citations_for(state: State, field: str) -> list[CitationEvent]:
    """The citations that support a field, then those that support the whole record; no settlement."""
    found = (*citations_of(state, field), *citations_of(state, ""))
    return [citation for citation in found if citation.side == "supports"]


def own_source(state: State, event: Event) -> Source | None:
    """The source of a fact; for a corrected version, the source of the correction."""
    corrected = state.corrected.get(event.id)
    return corrected.correction.source if corrected else event.source


def is_copy(event: Event, state: State) -> bool:
    """True if a citation only adds a copy to a source that was recorded before, and so tells nothing new."""
    if not isinstance(event, CitationEvent) or event.side != "mentions" or event.field:
        return False
    if event.source is None or not has_copy(event.source):
        return False
    identity, corrections = source_identity(event.source), (one.correction for one in state.corrected.values())
    earlier = (one.source for one in (*state.events, *corrections) if one.source and one.id < event.id)
    return any(source_identity(source) == identity for source in earlier)


def contradictions(state: State) -> tuple[CitationEvent, ...]:
    """The citations that contradict a field, that nobody settled, and that say something else than the record."""
    return tuple(event for event in unsettled(state) if not _is_of_record(event, state))


def unsettled(state: State) -> tuple[CitationEvent, ...]:
    """The citations that contradict a field and that nobody settled."""
    ended = settlements(state)
    return tuple(event for event in state.citations if is_against(event) and event.id not in ended)


def _is_of_record(event: CitationEvent, state: State) -> bool:
    """True if a citation has the date or the figure that the record has now."""
    in_force = {"deadline": state.versions, "amount": state.amounts}.get(field_of(event), ())
    return any(repeats(event.value, version) for version in in_force[-1:])


def settlements(state: State) -> dict[int, CitationEvent]:
    """The last citation that settles each contradiction, by the id of what it settles."""
    return {event.settles: event for event in state.citations if event.settles is not None}


def contradicted(state: State) -> tuple[str, ...]:
    """The fields that a source contradicts, each once, without settled contradictions."""
    return tuple(dict.fromkeys(field_of(event) or WHOLE_RECORD for event in contradictions(state)))


def all_supporting_sources(state: State) -> list[Source]:
    """The sources of all events except the citations that support nothing, in the order of the events."""
    silent = {event.id for event in state.citations if event.side != "supports" or event.settles is not None}
    return [event.source for event in state.events if event.source and event.id not in silent]


def latest_positions(state: State) -> dict[tuple[str, str], PositionEvent]:
    """The latest position of each party in each channel, public or private."""
    return {(event.party, event.channel): event for event in state.positions}


def disputes(state: State) -> list[PositionEvent]:
    """The latest position of each party in each channel, if it disputes or denies the commitment."""
    return [event for event in latest_positions(state).values() if event.position in {"disputes", "denies"}]


def divergent(state: State) -> tuple[Divergence, ...]:
    """The parties whose latest public and private positions have opposite signs and are both recent."""
    latest = {key: event for key, event in latest_positions(state).items() if _is_recent(event, state)}
    found = (
        Divergence(party, latest[party, "public"], event)
        for (party, channel), event in latest.items()
        if channel == "private" and (party, "public") in latest
    )
    return tuple(one for one in found if is_content(one.public) is not is_content(one.private))


def is_against(event: Event) -> bool:
    """True if an event is a citation that contradicts a field, and no settlement."""
    return isinstance(event, CitationEvent) and event.side == "contradicts" and event.settles is None


def is_content(event: PositionEvent) -> bool:
    """True if a party accepts a promise, or is satisfied with it."""
    return event.position in {"accepts", "satisfied"}


def _is_recent(event: PositionEvent, state: State) -> bool:
    day, made = state.took_effect(event), state.terms.made_on
    return (state.day - day).days <= RECENT and (made is None or day >= made.first)
