"""The sections of `show` about who says what: positions, the history, quotes and the sources."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import message, translate
from tracker.model.commitment import Source
from tracker.model.saved_copies import SHORT, name_in
from tracker.reports.event_text import cited, describe, kind_of, relayed
from tracker.reports.section import (
    KNOWN,
    NOTE,
    TELLER,
    WHO,
    Recorded,
    Section,
    code_field,
    copies_field,
    day_field,
    flexible,
    of_events,
    with_note,
)
from tracker.reports.table import (
    TEXT_KINDS,
    Cell,
    Field,
    Heading,
    Layout,
    TextKind,
    Value,
    marked,
    text_fields,
    text_of,
    written,
)
from tracker.state import sources
from tracker.state.fold import State
from tracker.state.portfolio import Standing

POSITIONS: Final = Section[Recorded](
    message("Positions"),
    of_events(lambda standing: standing.state.positions),
    (
        Field("party", "code", lambda one: one.event.party, "Party"),
        code_field("channel", lambda one: one.event.channel, Heading("In", context="channel")),
        code_field("position", lambda one: one.event.position, "Says"),
        day_field(),
        KNOWN,
        NOTE,
        *WHO,
    ),
)


class Entry(Recorded, frozen=True):
    """An event in the history of the commitment `of`: its own, or a delivery recorded elsewhere that it shares in."""

    of: str

    @property
    def recorded_at(self) -> str:
        """The ref of the commitment that a shared delivery is recorded at; empty for an own event."""
        return self.standing.ref if self.standing.ref != self.of else ""

    @property
    def words(self) -> str:
        """The text of the event, its note and its correction, and where it is recorded."""
        return super().words + (translate("; recorded at {ref}", ref=self.recorded_at) if self.recorded_at else "")


def own_events(standing: Standing) -> list[Entry]:
    """The events of a commitment."""
    return [Entry(standing, event, standing.ref) for event in standing.state.events]


def _history(standing: Standing) -> list[Entry]:
    """The events of a commitment, with its share of the deliveries that were recorded at others."""
    found, share = own_events(standing), standing.share
    whole = standing.portfolio.standings[standing.terms.parent] if share else standing
    for event in share:
        at = next((one for one in (whole, *whole.milestones) if event in one.state.deliveries), whole)
        found.append(Entry(at, event, standing.ref))
    return sorted(found, key=lambda one: standing.state.event_days.order(one.event)) if share else found


def _with_shares(standing: Standing) -> State:
    """The state with its share of the deliveries that were recorded at others, whose sources it rests on too."""
    return replace(standing.state, events=(*standing.state.events, *standing.share))


HISTORY: Final = Section[Entry](
    message("History"),
    _history,
    (
        Field("id", "number", lambda one: None if one.recorded_at else one.event.id),
        day_field(),
        KNOWN,
        code_field("event", lambda one: kind_of(one.event), "Event"),
        Field("says", "text", lambda one: describe(one.event)),
        Field("what", "text", lambda one: with_note(one.event), flexible("What"), lambda one: one.words),
        Field("note", "text", lambda one: one.event.note or None),
        *TELLER,
        Field("recorded_at", "date", lambda one: one.event.recorded_at),
        Field("recorded_by", "text", lambda one: one.event.recorded_by),
        Field("shared_from", "code", lambda one: one.recorded_at or None),
    ),
)


class _Witness(Struct, frozen=True):
    """A source and the independent witness that it repeats; `shown` is empty but for the first source of a witness.

    `archived`: the copies of the source, whichever events added them.
    """

    name: str
    shown: str
    source: Source
    archived: tuple[str, ...]


def _by_witness(standing: Standing) -> Iterable[_Witness]:
    found = sources.all_sources(_with_shares(standing))
    copies = sources.copies(found)
    for name, repeated in sources.witnesses(sources.tellings(found).values()).items():
        count = f" × {len(repeated)}" if len(repeated) > 1 else ""
        for number, source in enumerate(sorted(repeated, key=lambda one: one.relays)):
            archived = copies.get(sources.source_identity(source), ())
            yield _Witness(name, "" if number else name + count, source, archived)


def _how_to_read(found: Sequence[_Witness]) -> tuple[str, ...]:
    archived = (archived for one in found for archived in one.archived)
    name = next(filter(None, map(name_in, archived)), "")
    command = f"`tracker sources --copy {name[:SHORT]} --output FILE`"
    return (translate("{command} writes a saved copy to a file.", command=command),) if name else ()


def _linked(text: Callable[[Source], str]) -> Callable[[_Witness], Cell]:
    return lambda one: Cell(text(one.source), link=one.source.url)


class _Text(Struct, frozen=True):
    """A quote or a summary of a source; `is_first`: it is the first text of the source."""

    source: Source
    kind: TextKind
    text: str
    is_first: bool


def _texts(standing: Standing) -> Iterable[_Text]:
    """Every quote and summary once, by source; sources with a quote first, else in the order of recording."""
    told: dict[str, dict[tuple[TextKind, str], Source]] = {}
    for source in sources.all_sources(_with_shares(standing)):
        texts = {(kind, text): source for kind in TEXT_KINDS if (text := text_of(source, kind))}
        told.setdefault(sources.source_identity(source), {}).update(texts)
    for texts in sorted(told.values(), key=lambda texts: all(kind == "summary" for kind, _ in texts)):
        for number, ((kind, text), source) in enumerate(texts.items()):
            yield _Text(source, kind, text, is_first=not number)


def _once(value: Callable[[Source], Value], *, link: bool = False) -> Callable[[_Text], Cell]:
    """A cell about the source, which is empty but for its first text."""
    return lambda one: (
        Cell(written(value(one.source)), "dim", link=one.source.url if link else "") if one.is_first else Cell("")
    )


def _marked(one: _Text) -> Cell:
    return Cell(marked(one.kind, one.text), language=one.source.language if one.kind == "quote" else "")


QUOTES: Final = Section[_Text](
    message("Quotes and summaries"),
    _texts,
    (
        Field(
            "publisher", "text", lambda one: cited(one.source) or None, flexible("Source"), _once(relayed, link=True)
        ),
        Field("published", "date", lambda one: one.source.published, "Published", _once(lambda one: one.published)),
        Field("language", "code", lambda one: one.source.language or None, "In", _once(lambda one: one.language)),
        Field("kind", "code", lambda one: one.kind),
        Field("text", "text", lambda one: one.text, flexible("It says"), _marked),
        Field("relays", "text", lambda one: one.source.relays or None),
        Field("url", "text", lambda one: one.source.url or None),
    ),
    (Layout(0, ("Source · Published · In / It says",)),),
)
SOURCES: Final = Section[_Witness](
    message("Sources, by independent witness"),
    _by_witness,
    (
        Field("witness", "text", lambda one: one.name),
        Field("witness_shown", "text", lambda one: one.shown, flexible("Witness", "source")),
        Field(
            "publisher", "text", lambda one: cited(one.source) or None, flexible("Told by", "source"), _linked(relayed)
        ),
        Field("published", "date", lambda one: one.source.published, Heading("Published", "kind")),
        code_field("kind", lambda one: one.source.kind, Heading("Kind", "kind")),
        code_field("party", lambda one: one.source.party or None, Heading("Side", "kind")),
        Field("language", "code", lambda one: one.source.language or None, Heading("In", "kind")),
        Field("title", "text", lambda one: one.source.title or None),
        Field("relays", "text", lambda one: one.source.relays or None),
        *text_fields(lambda one: one.source),
        Field("url", "text", lambda one: one.source.url or None, "Address", _linked(lambda source: source.url)),
        Field("retrieved", "date", lambda one: one.source.retrieved),
        copies_field(lambda one: one.archived, "kind"),
    ),
    notes=_how_to_read,
)
