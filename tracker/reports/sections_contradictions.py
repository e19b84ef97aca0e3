"""The section of `show` with the contradictions: what the record has, and what each source says, side by side."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from tracker.language import clauses, listed, message, translate
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, CitationEvent, DeadlineEvent, Source
from tracker.model.dates import DateSpan
from tracker.reports.amount_text import amount_words, reached_of
from tracker.reports.code_text import code_shown, spoken
from tracker.reports.date_text import span_written
from tracker.reports.event_text import deadline_text, position_words, relayed
from tracker.reports.list import FIELDS
from tracker.reports.section import Recorded, Section, flexible, quoted_source_fields
from tracker.reports.standing_text import due_words, status_words
from tracker.reports.table import Field, Heading, Layout, said, text_of, value_of, written
from tracker.state import confidence, sources
from tracker.state.agreement import agrees, is_one_date, is_one_figure, names_date
from tracker.state.portfolio import Standing
from tracker.state.prose import amounts_in, dates_in

_COLUMNS: Final = {field.name: field for field in FIELDS}
_NOTHING: Final = message("it has nothing of this")
_SIDES: Final = {
    "record": message("the record"),
    "supports": message("for it"),
    "contradicts": message("against it"),
}


def _positions(standing: Standing) -> str:
    latest = sources.latest_positions(standing.state).items()
    return clauses(position_words(party, event.position, channel) for (party, channel), event in latest)


def _deadline(standing: Standing) -> str:
    """The due date in force; without one, what it awaits and its words."""
    fact = confidence.facts_in_force(standing.state).get("deadline")
    words = (deadline_text(fact), fact.words) if isinstance(fact, DeadlineEvent) else ()
    return due_words(standing) or listed(filter(None, words))


_AS_SHOWN: Final[dict[str, Callable[[Standing], str]]] = {
    "deadline": _deadline,
    "amount": amount_words,
    "status": status_words,
    "delivery": lambda standing: reached_of(standing) if standing.amount and standing.arrived else "",
    "position": _positions,
}


class Claim(Recorded, frozen=True):
    """A statement of one source on a field that a source contradicts; without an event, that of the record.

    `settlement`: the citation that settles the contradiction.
    """

    field: str
    settlement: CitationEvent | None = None

    @property
    def source(self) -> Source | None:
        """The source of the citation; of what the record has, that of the fact in force."""
        state = self.standing.state
        if self.event:
            cited: Source | None = self.event.source
            return cited
        return sources.own_source(state, self.fact) if self.fact else None

    @property
    def fact(self) -> AnyEvent | None:
        """The event that states the field in force; None for a field that no event states."""
        return confidence.facts_in_force(self.standing.state).get(self.field)

    @property
    def side(self) -> str:
        """The side of the citation; `record` for what the record has."""
        return self.event.side if self.event else "record"

    @property
    def value(self) -> str:
        """The value of the field in the record or in the source, as people see it."""
        if self.event:
            return self.event.value or text_of(self.source, "quote") or ""
        if shown := _AS_SHOWN.get(self.field):
            return shown(self.standing)
        return written(_COLUMNS[self.field].read(self.standing)) if self.field in _COLUMNS else ""

    @property
    def days_apart(self) -> int | None:
        """The days from the date of the record to the one that the source names; None without both."""
        recorded = {"deadline": self.standing.due, "made_on": self.standing.terms.made_on}.get(self.field)
        if recorded is None or not self.event or not is_one_date(self.event.value):
            return None
        found = dates_in(self.event.value)
        if names_date(self.event.value, recorded):
            is_wider = any(one.last != recorded.last and _overlap(one, recorded) for one in found)
            return None if is_wider else 0
        return (found[0].last - recorded.last).days if found and not _overlap(found[0], recorded) else None

    @property
    def amount_apart(self) -> Amount | None:
        """The figure that the source names less that of the record; None without two of one unit and period."""
        recorded = self.standing.figure
        if recorded is None or self.field != "amount" or not self.event or not is_one_figure(self.event.value):
            return None
        named = [one for one in amounts_in(self.event.value) if (one.unit, one.per) == (recorded.unit, recorded.per)]
        if any(_is_compatible(one, recorded) for one in named):
            return None
        apart = [replace(one, value=one.value - recorded.value, qualifier="exact") for one in named]
        return min(apart, key=lambda one: abs(one.value), default=None)

    @property
    def comparison(self) -> str:
        """The difference between the date or the figure of the source and that of the record; empty without both.

        A source that supports a field is only said to name the same.
        """
        days, amount = self.days_apart, self.amount_apart
        if days == 0 or (amount and not amount.value):
            return translate("same")
        if self.side == "supports":
            return ""
        if amount:
            pattern = message("{amount} more" if amount.value > 0 else "{amount} less")
            return translate(pattern, amount=self.standing.format_amount(replace(amount, value=abs(amount.value))))
        return translate("{days} d later" if (days or 0) > 0 else "{days} d earlier", days=abs(days)) if days else ""

    @property
    def side_words(self) -> str:
        """The side as people see it; a source supports only the version that it names, or that was in force."""
        fact, event = self.fact, self.event
        if not event or event.side != "supports" or not fact:
            return translate(_SIDES[self.side])
        if event.value and agrees(event.value, fact) is False:
            return translate("names another date" if self.field == "deadline" else "names another figure")
        is_for = event in sources.supporting_citations(self.standing.state, fact, self.field)
        return translate(_SIDES["supports"]) if is_for else translate("for an earlier version")

    @property
    def settled_words(self) -> str:
        """The day and the author of the settlement, and the reason; empty if the contradiction is open."""
        ending = self.settlement
        if ending is None:
            return ""
        day = span_written(ending.on) if ending.on else translate("on an unknown day")
        pattern = message("settled {day} by {person}: {reason}")
        return translate(pattern, day=day, person=ending.recorded_by, reason=ending.note)


def _overlap(one: DateSpan, other: DateSpan) -> bool:
    return one.first <= other.last and other.first <= one.last


def _is_compatible(named: Amount, recorded: Amount) -> bool:
    """True if one of two amounts is a bound that the other keeps, unless they are the same."""
    bounds = {named.qualifier, recorded.qualifier} & {"at_least", "up_to"}
    if not bounds or (named.value, named.qualifier) == (recorded.value, recorded.qualifier):
        return False
    low, high = sorted((named, recorded), key=lambda one: one.value)
    return low.value == high.value or low.qualifier == "at_least" or high.qualifier == "up_to"


def _claims(standing: Standing) -> Iterator[Claim]:
    """Of each contradicted field what the record has, the sources for it and those against; then what was settled."""
    cited, ended = standing.state.citations, sources.settlements(standing.state)
    for field in sorted({sources.field_of(event) for event in sources.unsettled(standing.state)}):
        of_field = (one for one in cited if sources.field_of(one) == field)
        sides = [one for one in of_field if one.settles is None and one.side != "mentions"]
        yield Claim(standing, None, field)
        yield from (Claim(standing, one, field) for one in sides if one.side == "supports")
        yield from (Claim(standing, one, field) for one in sides if sources.is_against(one) and one.id not in ended)
    yield from (Claim(standing, one, sources.field_of(one), ended[one.id]) for one in cited if one.id in ended)


def _field(one: Claim) -> str:
    return code_shown(one.field or sources.WHOLE_RECORD)


def _weight(one: Claim) -> str:
    """The kind of the source, and for which side it speaks."""
    found = one.source
    if found is None:
        return ""
    side = found.party if found.party not in {"", "third"} else ""
    return listed(spoken(word) for word in (found.kind, side) if word)


CONTRADICTIONS: Final = Section[Claim](
    message("Contradictions"),
    _claims,
    (
        Field("id", "number", lambda one: one.event.id if one.event else None, Heading("No.", right=True)),
        Field("field", "text", lambda one: one.field or sources.WHOLE_RECORD, flexible("Field"), _field),
        Field("side", "code", lambda one: one.side, "Source", lambda one: one.side_words),
        Field(
            "value",
            "text",
            lambda one: one.value,
            flexible("It says"),
            lambda one: one.value or (said(one.source) if one.event else translate(_NOTHING)),
        ),
        Field("compared", "text", lambda one: one.comparison or None, "Compared"),
        Field("days_apart", "number", lambda one: one.days_apart),
        Field("amount_apart", "number", lambda one: value_of(one.amount_apart)),
        Field("witness", "text", lambda one: sources.witness_of(one.source) if one.source else None),
        *quoted_source_fields(lambda one: one.source, lambda one: relayed(one.source) if one.source else ""),
        Field("published", "date", lambda one: one.source.published if one.source else None, "Published"),
        Field("kind", "code", lambda one: one.source.kind if one.source else None, "Kind", _weight),
        Field("party", "code", lambda one: (one.source.party or None) if one.source else None),
        Field("language", "code", lambda one: (one.source.language or None) if one.source else None, "In"),
        Field("settled_on", "date", lambda one: one.settlement.on if one.settlement else None),
        Field("settled_by", "text", lambda one: one.settlement.recorded_by if one.settlement else None),
        Field(
            "settled",
            "text",
            lambda one: one.settlement.note if one.settlement else None,
            flexible("Settled"),
            lambda one: one.settled_words,
        ),
    ),
    (
        Layout(
            0,
            ("No.", "Field · Source · Compared / It says / Who says so · Published · Kind · In / Settled"),
        ),
        Layout(
            140,
            ("No.", "Field / Source", "It says / Settled", "Compared", "Who says so", "Published", "Kind", "In"),
        ),
    ),
)
