"""Dates, parties and sources as pieces of a sentence, for reports that people paste."""

from collections.abc import Iterable
from typing import Final

from tracker.errors import plural
from tracker.language import message, translate
from tracker.model.commitment import Event, Source, Stance
from tracker.model.dates import DateSpan
from tracker.model.iso import in_language
from tracker.model.parties import country_name
from tracker.reports.event_text import cited, correction_words
from tracker.state.confidence import confidence_in, independent, official_sides
from tracker.state.fold import State
from tracker.state.portfolio import Portfolio
from tracker.state.sources import Divergence, witnesses

# The act of a party by its position, and the act that it ended when it changed the position.
STANCES: Final[dict[Stance, tuple[str, str]]] = {
    "accepts": ("accepted it", "accepting it"),
    "satisfied": ("was satisfied", "being satisfied"),
    "dissatisfied": ("was dissatisfied", "being dissatisfied"),
    "disputes": ("disputed it", "disputing it"),
    "denies": ("denied it", "denying it"),
}
_RETOLD: Final = frozenset({"media", "analysis"})


def day_spoken(span: DateSpan) -> str:
    """The due day, in the precision in which the date was written.

    >>> from tracker.model.dates import span
    >>> day_spoken(span("2026-01")), day_spoken(span("2026-02-17"))
    ('the end of 2026-01', '2026-02-17')
    """
    return span.last.isoformat() if span.precision in {"day", "range"} else f"the end of {span}"


def due_spoken(span: DateSpan) -> str:
    """The due date after a verb: `on 2026-02-17`, `by the end of 2026-01`."""
    return f"{'on' if span.precision in {'day', 'range'} else 'by'} {day_spoken(span)}"


def on_spoken(span: DateSpan | None) -> str:
    """The date of an event after a space; empty for an unknown date.

    >>> from tracker.model.dates import span
    >>> on_spoken(span("2026-02-17")), on_spoken(span("2025-09"))
    (' on 2026-02-17', ' in 2025-09')
    """
    if span is None:
        return ""
    return f" {'on' if span.precision == 'day' else 'in'} {span}"


def party_name(code: str, portfolio: Portfolio) -> str:
    """The name of a party in the language of the portfolio, else in English; its code if it has no name."""
    party = portfolio.register.parties.get(code)
    if party:
        return in_language(party.names, portfolio.language) or party.name
    return country_name(code) or code


def category_name(code: str, portfolio: Portfolio) -> str:
    """The label of a category of the register in the language of the portfolio, else in English; else its code."""
    category = portfolio.register.categories.get(code)
    return (in_language(category.names, portfolio.language) or category.name) if category else code


def parties_spoken(codes: Iterable[str]) -> str:
    """Several parties as one.

    >>> parties_spoken(["JP", "SOFTBANK"])
    'JP and SOFTBANK'
    """
    return " and ".join(codes)


def source_spoken(source: Source | None) -> str:
    """The source, with a comma before it; empty if no source is cited."""
    words = source_words(source)
    return translate(", {source}", source=words) if words else ""


def source_words(source: Source | None) -> str:
    """The source as who reports it; empty if no source is cited."""
    if not cited(source) or source is None:
        return ""
    pattern = message("reported by {source}" if source.kind in _RETOLD else "according to {source}")
    return translate(pattern, source=cited(source))


def reference(source: Source) -> str:
    """A source as it stands in a footnote, without its address.

    >>> reference(Source(publisher="World Journal", title="Furious", kind="media"))
    'World Journal, “Furious”'
    """
    title = f"“{source.title}”" if source.title and source.publisher else source.title
    relays = f"after {source.relays}" if source.relays else ""
    return ", ".join(part for part in (source.publisher, title, str(source.published or ""), relays) if part)


def support_spoken(found: list[Source]) -> str:
    """The confidence of a fact with these sources, and the sources that give it.

    >>> support_spoken([Source(publisher="World Journal", relays="Nikkei, 9 February 2026")])
    'reported by Nikkei alone'
    """
    level, sides = confidence_in(found), sorted(official_sides(found))
    if level == "unsourced":
        return level
    if level == "reported":
        names = list(witnesses(found))
        others = f"and {plural(len(names) - 1, 'other witness', 'other witnesses')}" if names[1:] else "alone"
        return f"{level} by {names[0]} {others}"
    if treaty := next((source for source in found if source.kind == "treaty"), None):
        return f"{level} by the treaty, {cited(treaty)}"
    if len(sides) > 1:
        return f"{level} by official sources of both sides"
    if level == "confirmed":
        return f"{level} by an official source of the {sides[0]} and by {cited(independent(found)[0])}"
    return f"{level}: an official source of the {sides[0]} alone"


def divergence_spoken(one: Divergence) -> str:
    """The private and the public position of a party, each with its day."""
    private, public = (
        f"{STANCES[event.position][0]} in {event.channel}{on_spoken(event.on)}" for event in (one.private, one.public)
    )
    return f"{one.party} {private} and {public}"


def sourced_words(what: str, event: Event, unknown: str = "the day", state: State | None = None) -> str:
    """The event, its source, and a remark if its day is unknown.

    With the state, a corrected version is followed by its former value and the source of the correction.
    """
    unsaid = f"; {unknown} is unknown" if event.on is None else ""
    corrected = correction_words(state, event) if state else ""
    who = f"; {corrected}" if corrected else source_spoken(event.source)
    return f"{what}{who}{unsaid}"
