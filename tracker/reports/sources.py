"""The sources with the records that rest on each, and the records that fall if a witness is left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import listed, plural, translate
from tracker.model.commitment import AnyEvent, CitationEvent, Source
from tracker.reports.code_text import code_shown, spoken
from tracker.reports.date_text import on_written
from tracker.reports.event_text import cited, describe, kind_of, relayed
from tracker.reports.section import COPY, copies_field
from tracker.reports.show import values
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Layout,
    Panel,
    Table,
    Value,
    name_fields,
    panel_of,
    table_of,
    url_of,
    value_of,
    written,
)
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import all_sources, copies, own_source, source_identity, telling, tellings, witnesses
from tracker.state.without import IsLeftOut, OtherSupport, Verdict, without_witness

Outcome = Literal["falls", "stands", "changes"]
# The values of a commitment that may change without a witness.
COMPARED: Final = (
    *("status", "assessment", "amount", "delivered", "due", "due_original", "timeliness", "lateness"),
    *("disputed", "divergent", "status_confidence", "deadline_confidence", "amount_confidence", "contradicted"),
)


# ---- each source, and what rests on it -----------------------------------------------------------


class _Use(Struct):
    """A source, the witness that it repeats, and what rests on it in some commitments.

    `source`: its first recording. `facts`: the records with this source, without citations. `alone`: those that no
    other witness reports. `shown`: the witness as people see it; empty below the totals of a witness of several
    sources.
    """

    witness: str
    source: Source
    recordings: list[Source]
    refs: dict[str, None]
    facts: int = 0
    alone: int = 0
    citations: int = 0
    shown: str = ""
    archived: tuple[str, ...] = ()


def sources_table(standings: Iterable[Standing], is_listed: Callable[[Sequence[Source]], bool]) -> Table:
    """The listed sources of commitments and what rests on each, by witness; the one with most records of its own first.

    People see the totals of a witness above its sources.
    """
    chosen = ([use for use in group if is_listed(use.recordings)] for group in _by_witness(list(standings)))
    groups = [group for group in chosen if group]
    found = [use for group in groups for use in group]
    shown = [use for group in groups for use in _with_totals(group)]
    note = translate(
        "{witnesses} in {sources}.",
        witnesses=plural(len(groups), "independent witness", "independent witnesses"),
        sources=plural(len(found), "source"),
    )
    panel = panel_of(_USES, shown, notes=(note,)).without_empty_columns(COPY)
    layout = Layout(0, ("Witness / Source · Published · Kind · In · Copy", "Commitments", "Facts", "Alone", "Cited"))
    return table_of(_USES, found, (Panel(panel.headings, panel.rows, notes=panel.notes, layouts=(layout,)),))


def _by_witness(standings: Sequence[Standing]) -> list[list[_Use]]:
    """The sources of each witness, a report before its relays and the relays of one report together."""
    found = [source for standing in standings for source in all_sources(standing.state)]
    groups, archived = witnesses(tellings(found).values()), copies(found)
    uses = {
        telling(source): _Use(name, source, [], {}, archived=archived.get(source_identity(source), ()))
        for name, sources in groups.items()
        for source in sources
    }
    for one in found:
        uses[telling(one)].recordings.append(one)
    for standing in standings:
        support = OtherSupport(standing.state)
        for event in standing.state.events:
            if source := own_source(standing.state, event):
                use = uses[telling(source)]
                use.refs[standing.ref] = None
                if isinstance(event, CitationEvent):
                    use.citations += 1
                else:
                    use.facts += 1
                    use.alone += support.of(event, _is_of(use.witness, uses)) is None
    together = [[uses[telling(source)] for source in sources] for sources in groups.values()]
    return [sorted(group, key=lambda use: use.source.relays) for group in sorted(together, key=_weight)]


def _is_of(witness: str, uses: dict[tuple[str, str], _Use]) -> IsLeftOut:
    return lambda source: uses[telling(source)].witness == witness


def _weight(group: Sequence[_Use]) -> tuple[int, int, str]:
    return -sum(use.alone for use in group), -sum(use.facts for use in group), group[0].witness


def _with_totals(group: Sequence[_Use]) -> Iterator[_Use]:
    """The sources of a witness, below their totals if there are several."""
    if len(group) == 1:
        yield replace(group[0], shown=group[0].witness)
        return
    yield _Use(
        group[0].witness,
        Source(),
        [],
        {ref: None for one in group for ref in one.refs},
        facts=sum(one.facts for one in group),
        alone=sum(one.alone for one in group),
        citations=sum(one.citations for one in group),
        shown=f"{group[0].witness} × {len(group)}",
    )
    yield from group


_USES: Final[tuple[Field[_Use], ...]] = (
    Field("witness", "text", lambda one: one.witness, "Witness", lambda one: Cell(one.shown, "strong")),
    Field(
        "publisher",
        "text",
        lambda one: cited(one.source) or None,
        Heading("Source", flexible=True),
        lambda one: Cell(relayed(one.source), link=one.source.url),
    ),
    Field("published", "date", lambda one: one.source.published, "Published"),
    Field(
        "kind",
        "code",
        lambda one: one.source.kind,
        "Kind",
        lambda one: spoken(one.source.kind) if cited(one.source) else "",
    ),
    Field("party", "code", lambda one: one.source.party or None),
    Field("language", "code", lambda one: one.source.language or None, "In"),
    Field("commitments", "number", lambda one: len(one.refs), "Commitments"),
    Field("facts", "number", lambda one: one.facts, "Facts"),
    Field("alone", "number", lambda one: one.alone, "Alone"),
    Field("citations", "number", lambda one: one.citations, "Cited"),
    Field("refs", "code", lambda one: tuple(one.refs)),
    Field("title", "text", lambda one: one.source.title or None),
    Field("relays", "text", lambda one: one.source.relays or None),
    Field("url", "text", lambda one: one.source.url or None),
    copies_field(lambda one: one.archived),
)


# ---- without a witness ---------------------------------------------------------------------------


class _Consequence(Struct, frozen=True):
    """The outcome for a record, or for a value of a commitment, without the witness.

    `what`: the record, or the name of the value. `support`: the citation on which a record stands.
    """

    standing: Standing
    outcome: Outcome
    what: str
    event: AnyEvent | None = None
    before: str = ""
    after: str = ""
    support: CitationEvent | None = None

    @property
    def is_shown(self) -> bool:
        """True if people see it; citations are counted."""
        return not isinstance(self.event, CitationEvent)


def without_table(portfolio: Portfolio, matches: Callable[[Standing], bool], is_left_out: IsLeftOut) -> Table:
    """The records that fall, the records that stand and the values that change without a witness, as three panels."""
    weighed = [without_witness(one, is_left_out, portfolio.zone) for one in portfolio.commitments]
    verdicts = {one.commitment.ref: one.verdicts for one in weighed if one.verdicts}
    after = portfolio.at(portfolio.moment, [one.commitment for one in weighed])
    found = [
        consequence
        for standing in filter(matches, portfolio)
        for consequence in (*_verdicts(standing, verdicts.get(standing.ref, ()), after), *_changes(standing, after))
    ]
    panels = (
        *_panel(found, "falls", translate("What falls"), (*_NAMED, _ON, _WHAT), ("Commitment · On / What",)),
        *_panel(
            found,
            "stands",
            translate("What stands on other sources"),
            (*_NAMED, _ON, _WHAT, _STANDS_ON),
            ("Commitment · On / What / Stands on",),
        ),
        *_panel(
            found,
            "changes",
            translate("What changes"),
            (*_NAMED, _CHANGED, _BEFORE, _AFTER),
            ("Commitment / Value", *_BOTH),
        ),
    )
    return table_of(_CONSEQUENCES, found, panels or (Panel(notes=(translate("Nothing rests on it."),)),))


def _panel(
    found: Iterable[_Consequence],
    outcome: Outcome,
    title: str,
    fields: Sequence[Field[_Consequence]],
    columns: tuple[str, ...],
) -> tuple[Panel, ...]:
    """The records or values with an outcome; citations are counted in the title. Nothing if there are none."""
    alike = [one for one in found if one.outcome == outcome]
    items = [one for one in alike if one.is_shown]
    counts = [f"{len(items)}"] if items else []
    counts += [plural(len(alike) - len(items), "citation")] if len(items) < len(alike) else []
    titled = translate("{title} ({counts})", title=title, counts=listed(counts))
    panel = replace(panel_of(fields, items, titled), layouts=(Layout(0, columns),))
    return (panel,) if alike else ()


def _verdicts(standing: Standing, verdicts: Iterable[Verdict], after: Portfolio) -> Iterator[_Consequence]:
    """The outcomes for the records that count at the moment of the portfolio.

    A record that another source supports only later falls at that moment.
    """
    counted = {event.id for event in standing.state.events}
    left = after.standings.get(standing.ref)
    standing_on = {event.id: event for event in left.state.events} if left else {}
    for event, support in verdicts:
        if event.id in counted:
            other = standing_on.get(event.id)
            words = describe(other or event, standing.format_amount)
            what = translate("{kind}: {event}", kind=spoken(kind_of(event)), event=words)
            yield _Consequence(
                standing, "stands" if other else "falls", what, event, support=support if other else None
            )


def _changes(standing: Standing, after: Portfolio) -> Iterator[_Consequence]:
    """The values of a commitment that differ without the witness; all of it, if nothing is left."""
    if standing.ref not in after.standings:
        yield _Consequence(standing, "changes", translate("all of it"), before="known", after="unknown")
        return
    left = after.standings[standing.ref]
    old, new = values(standing), values(left)
    if standing.amount and not left.amount:  # what arrived is still known in the unit of the amount that falls
        new["delivered"] = value_of(left.all_deliveries.arrived(standing.amount.unit))
    for name in COMPARED:
        with_it, without = _shown(name, standing, old), _shown(name, left, new)
        if with_it != without:
            what = spoken(name)
            yield _Consequence(standing, "changes", what, before=with_it, after=without)


def _supported(support: CitationEvent | None) -> Cell:
    """The source on which a record stands, and what it says."""
    source = support.source if support else None
    words = cited(source)
    if support and support.value:
        words = translate("{source}: {says}", source=words, says=support.value)
    return Cell(words, link=url_of(source))


def _spoken(value: str) -> str:
    """A value as people read it: codes as words, and a dash for none."""
    return spoken(value) if value else "—"


def _shown(name: str, standing: Standing, found: Mapping[str, Value]) -> str:
    if name == "amount":
        return standing.format_amount(standing.amount)
    value = found[name]
    return listed(map(code_shown, value)) if isinstance(value, tuple) else written(value)


_NAMED: Final[tuple[Field[_Consequence], ...]] = name_fields(lambda one: one.standing, "Commitment")
_ON: Final[Field[_Consequence]] = Field(
    "on",
    "date",
    lambda one: one.event.on if one.event else None,
    "On",
    lambda one: on_written(one.event.on if one.event else None),
)
_WHAT: Final[Field[_Consequence]] = Field("what", "text", lambda one: one.what, Heading("What", flexible=True))
_CHANGED: Final[Field[_Consequence]] = Field("changed", "text", lambda one: one.what, "Value")
_BEFORE: Final[Field[_Consequence]] = Field(
    "before",
    "text",
    lambda one: one.before or None,
    Heading("With it", flexible=True),
    lambda one: _spoken(one.before),
)
_AFTER: Final[Field[_Consequence]] = Field(
    "after",
    "text",
    lambda one: one.after or None,
    Heading("Without", flexible=True),
    lambda one: _spoken(one.after),
)
_BOTH: Final = ("With it", "Without")
_STANDS_ON: Final[Field[_Consequence]] = Field(
    "stands_on",
    "text",
    lambda one: cited(one.support.source) if one.support else None,
    Heading("Stands on", flexible=True),
    lambda one: _supported(one.support),
)
_SAYS: Final[Field[_Consequence]] = Field("says", "text", lambda one: (one.support and one.support.value) or None)
_CONSEQUENCES: Final[tuple[Field[_Consequence], ...]] = (
    Field("outcome", "code", lambda one: one.outcome),
    *_NAMED,
    _ON,
    _WHAT,
    _BEFORE,
    _AFTER,
    _STANDS_ON,
    _SAYS,
)
