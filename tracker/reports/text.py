"""Dates, parties and sources as pieces of a sentence, for reports that people paste."""

from collections.abc import Iterable
from typing import Final

from tracker.language import ENGLISH, conjoined, current_language, message, plural, remarks, translate, written_day
from tracker.model.commitment import Event, PositionEvent, Source, Stance
from tracker.model.dates import DateSpan
from tracker.model.iso import in_language
from tracker.model.parties import country_name
from tracker.reports.code_text import code_shown, spoken
from tracker.reports.date_text import span_written
from tracker.reports.event_text import cited, correction_words
from tracker.state.confidence import confidence_in, independent, official_sides
from tracker.state.fold import State
from tracker.state.portfolio import Portfolio
from tracker.state.sources import Divergence, witnesses

# The act of a party by its position, and the act that it ended when it changed the position.
STANCES: Final[dict[Stance, tuple[str, str]]] = {
    "accepts": (message("accepted it"), message("accepting it")),
    "satisfied": (message("was satisfied"), message("being satisfied")),
    "dissatisfied": (message("was dissatisfied"), message("being dissatisfied")),
    "disputes": (message("disputed it"), message("disputing it")),
    "denies": (message("denied it"), message("denying it")),
}
THE_DAY: Final = message("the day")
_RETOLD: Final = frozenset({"media", "analysis"})


def day_spoken(span: DateSpan) -> str:
    """The due day, in the precision in which the date was written.

    >>> from tracker.model.dates import span
    >>> day_spoken(span("2026-01")), day_spoken(span("2026-02-17"))
    ('the end of 2026-01', '2026-02-17')
    """
    if span.precision in {"day", "range"}:
        return written_day(span.last)
    return translate("the end of {span}", span=span_written(span))


def dispute_words(event: PositionEvent, portfolio: Portfolio) -> str:
    """A position that disputes or denies a promise, with its party, channel and day."""
    day = translate(" on {day}", day=span_written(event.on)) if event.on else ""
    pattern = message(
        "{party} disputes it in {channel}{day}"
        if event.position == "disputes"
        else "{party} denies it in {channel}{day}"
    )
    named = party_spoken(event.party, portfolio)
    return translate(pattern, party=named, channel=spoken(event.channel), day=day)


def due_spoken(span: DateSpan) -> str:
    """The due date after a verb: `on 2026-02-17`, `by the end of 2026-01`."""
    if span.precision in {"day", "range"}:
        return translate("on {day}", day=written_day(span.last))
    return translate("by the end of {span}", span=span_written(span))


def on_spoken(span: DateSpan | None) -> str:
    """The date of an event after a space; empty for an unknown date.

    >>> from tracker.model.dates import span
    >>> on_spoken(span("2026-02-17")), on_spoken(span("2025-09"))
    (' on 2026-02-17', ' in 2025-09')
    """
    if span is None:
        return ""
    if span.precision == "day":
        return translate(" on {day}", day=written_day(span.last))
    return translate(" in {span}", span=span_written(span))


def party_name(code: str, portfolio: Portfolio) -> str:
    """The name of a party in the language of the portfolio, else in English; its code if it has no name."""
    party = portfolio.register.parties.get(code)
    if party:
        return in_language(party.names, portfolio.language) or party.name
    return country_name(code, current_language()) or code


def party_with_code(code: str, portfolio: Portfolio) -> str:
    """The name of a party with its code; the code alone if it has no name."""
    name = party_name(code, portfolio)
    return translate("{name} ({code})", name=name, code=code) if name != code else code


def party_spoken(code: str, portfolio: Portfolio) -> str:
    """A party in a sentence: in English its code, in another language its name."""
    return code if current_language() == ENGLISH else party_name(code, portfolio)


def category_name(code: str, portfolio: Portfolio) -> str:
    """The label of a category of the register in the language of the portfolio, else in English; else its code."""
    category = portfolio.register.categories.get(code)
    return (in_language(category.names, portfolio.language) or category.name) if category else code_shown(code)


def shortened(text: str, most: int) -> str:
    """A text on one line, cut if it has more than so many letters; a language without spaces has no words to cut at.

    >>> shortened("Buy  100 aircraft", 20), shortened("総額五千五百億ドルの投資", 9)
    ('Buy 100 aircraft', '総額五千五百億ド…')
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def parties_spoken(codes: Iterable[str]) -> str:
    """Several parties as one.

    >>> parties_spoken(["JP", "SOFTBANK"])
    'JP and SOFTBANK'
    """
    return conjoined(codes)


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
    title = translate("“{title}”", title=source.title) if source.title and source.publisher else source.title
    published = span_written(source.published) if source.published else ""
    relays = translate("after {source}", source=source.relays) if source.relays else ""
    return remarks(part for part in (source.publisher, title, published, relays) if part)


def support_spoken(found: list[Source]) -> str:
    """The confidence of a fact with these sources, and the sources that give it.

    >>> support_spoken([Source(publisher="World Journal", relays="Nikkei, 9 February 2026")])
    'reported by Nikkei alone'
    """
    level, sides = confidence_in(found), sorted(official_sides(found))
    words = spoken(level)
    if level == "unsourced":
        return words
    if level == "reported":
        return _reported_by(list(witnesses(found)), words)
    if treaty := next((source for source in found if source.kind == "treaty"), None):
        return translate("{level} by the treaty, {source}", level=words, source=cited(treaty))
    if len(sides) > 1:
        return translate("{level} by official sources of both sides", level=words)
    side = spoken(sides[0])
    if level == "confirmed":
        other = cited(independent(found)[0])
        return translate(
            "{level} by an official source of the {side} and by {other}", level=words, side=side, other=other
        )
    return translate("{level}: an official source of the {side} alone", level=words, side=side)


def _reported_by(found: list[str], level: str) -> str:
    """The first of the witnesses who report a fact, and the number of the others."""
    if len(found) == 1:
        return translate("{level} by {witness} alone", level=level, witness=found[0])
    others = plural(len(found) - 1, "other witness", "other witnesses")
    return translate("{level} by {witness} and {others}", level=level, witness=found[0], others=others)


def divergence_spoken(one: Divergence, portfolio: Portfolio) -> str:
    """The private and the public position of a party, each with its day."""
    private, public = (
        translate(
            "{stance} in {channel}{day}",
            stance=translate(STANCES[event.position][0]),
            channel=spoken(event.channel),
            day=on_spoken(event.on),
        )
        for event in (one.private, one.public)
    )
    party = party_spoken(one.party, portfolio)
    return translate("{party} {private} and {public}", party=party, private=private, public=public)


def sourced_words(what: str, event: Event, unknown: str = THE_DAY, state: State | None = None) -> str:
    """The event, its source, and a remark if the day that `unknown` names is unknown.

    With the state, a corrected version is followed by its former value and the source of the correction.
    """
    unsaid = translate("; {day} is unknown", day=translate(unknown)) if event.on is None else ""
    corrected = correction_words(state, event) if state else ""
    who = translate("; {remark}", remark=corrected) if corrected else source_spoken(event.source)
    return f"{what}{who}{unsaid}"
