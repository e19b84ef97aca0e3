"""All about one commitment, for `show`: its terms, its state and its history."""

from collections.abc import Iterable, Sequence
from typing import Final

from tracker.errors import BadChoice, plural
from tracker.model.commitment import NO_CATEGORY
from tracker.model.fields import TERM_FIELDS
from tracker.reports.amount_text import amount_words, excess_words
from tracker.reports.code_text import spoken
from tracker.reports.event_text import day_words, judged_words
from tracker.reports.keeping_text import breaches_spoken, prolonged_words
from tracker.reports.list import FIELDS as LIST_FIELDS
from tracker.reports.sections import SECTIONS
from tracker.reports.standing_text import (
    apart_words,
    conditional_words,
    due_words,
    forecast_words,
    met_words,
    owes,
    readings_words,
    says_who,
    status_words,
    unsure_words,
    when,
)
from tracker.reports.table import Cell, Field, Panel, Table, Value, facts_panel, nested, table_of
from tracker.reports.text import category_name, divergence_spoken, parties_spoken, party_name, support_spoken
from tracker.state import deadlines, keeping, lateness, sources
from tracker.state.delivery import level_to_reach
from tracker.state.portfolio import Standing

SUMMARY: Final = "summary"
SECTION_NAMES: Final = (SUMMARY, *SECTIONS)
_SPOKEN_NAMES: Final = {
    text: name
    for name, section in SECTIONS.items()
    for text in (name, name.removesuffix("s"), section.title.partition(",")[0].lower())
} | {"delivery": "deliveries"}
_ZONE: Final[Field[Standing]] = Field("time_zone", "code", lambda s: s.state.zone)


def _former_refs(standing: Standing) -> tuple[str, ...]:
    return standing.portfolio.register.renamings.earlier(standing.ref)


# The columns of `list` in their order, with the time zone in force, then those of `show` alone.
_COLUMNS: Final[tuple[Field[Standing], ...]] = (
    *(_ZONE if field.name == _ZONE.name else field for field in LIST_FIELDS),
    Field("since", "date", lambda s: s.since),
    Field("delivered_in_full", "date", lambda s: s.completion.last if s.completion else None),
    Field("last_looked", "date", lambda s: s.last_looked),
    Field("next_look", "date", lambda s: s.next_look),
    Field("divergent", "code", lambda s: tuple(one.party for one in s.divergent)),
    Field("former_refs", "code", _former_refs),
)
FIELDS: Final = tuple(field for field in _COLUMNS if field.name not in SECTIONS)


def show_table(standing: Standing, only: Sequence[str] = ()) -> Table:
    """Everything about a commitment: one row of values with tables inside it, and a panel for each of them.

    `only` names the sections to keep, which may include `summary`; by default all are kept. A section is also named by
    the singular or by the first words of its title.
    """
    only = [_SPOKEN_NAMES.get(name.lower(), name) for name in only]
    if wrong := next((name for name in only if name not in SECTION_NAMES), None):
        raise BadChoice("section", wrong, SECTION_NAMES)
    inside = {name: section.table(standing) for name, section in SECTIONS.items() if not only or name in only}
    summary = (_summary(standing),) if not only or SUMMARY in only else ()
    notes = standing.portfolio.rate_notes(standing.portfolio.tree(standing.ref))
    below = (Panel(notes=notes),) if notes else ()
    shown = (*summary, *(panel for table in inside.values() for panel in table.panels))
    panels = (*(shown or (Panel(notes=tuple(_nothing(standing, inside))),)), *below)
    tables = {name: nested(name, table) for name, table in inside.items()}
    columns = {field.name: field for field in _COLUMNS if field.name not in SECTIONS or field.name in tables}
    return table_of((columns | tables).values(), [standing], panels)


def _nothing(standing: Standing, names: Iterable[str]) -> Iterable[str]:
    """The notes that take the place of sections without anything in them."""
    yield f"{standing.ref} has nothing under {', '.join(names)}."
    if "obligors" in names and len(standing.terms.obligor) > 1:
        yield "Nothing is recorded of one obligor alone: each stands as the whole does."


def values(standing: Standing) -> dict[str, Value]:
    """The values of a commitment by name: the columns of `list`, then those of `show`."""
    return {field.name: field.read(standing) for field in FIELDS}


# ---- the summary -------------------------------------------------------------------------------


def _summary(standing: Standing) -> Panel:
    facts = ((name, text) for name, text in _facts(standing) if text)
    return facts_panel(facts, f"{standing.ref} · {standing.title}")


def _facts(standing: Standing) -> Iterable[tuple[str, Cell | str]]:
    terms, state = standing.terms, standing.state
    yield "title", terms.title if terms.title != standing.title else ""
    yield from ((language, title) for language, title in terms.titles.items() if title != standing.title)
    is_mutual = not standing.of and len(terms.obligor) > 1 and {*terms.obligor} == {*terms.obligee}
    obligees = "each other" if is_mutual else _names(standing, terms.obligee)
    yield "owes", f"{owes(standing)}, {_names(standing, terms.obligor)} to {obligees}"
    yield "status", status_words(standing, _since(standing))
    yield "standing", _standing(standing)
    yield "who says so", says_who(standing)
    yield "readings", readings_words(standing) if standing.timeliness != "contested" else ""
    yield "breaches", _breaches(standing)
    yield "exceeded", excess_words(standing, standing.excess)
    yield "exceeded before", excess_words(standing, _former_excess(standing))
    yield "last news", _news(standing)
    yield "to look at", _planned(standing)
    yield "unsure", unsure_words(standing)
    yield from (("conditional", words) for words in conditional_words(standing))
    yield "expected", forecast_words(standing)
    yield "amount", amount_words(standing)
    yield "kind of amount", terms.amount_kind if standing.amount is None else ""
    yield "binding", f"{terms.force}{f': {terms.instrument}' if terms.instrument else ''}"
    yield "baseline", standing.format_amount(terms.baseline)
    yield "to reach", _to_reach(standing)
    yield "assessed", judged_words(state.assessments)
    yield "confidence", standing.confidence
    if any(standing.support.values()):
        yield from ((f"of {fact}", support_spoken(found)) for fact, found in standing.support.items())
    yield "contradicted", ", ".join(standing.contradicted)
    yield "disputed", ", ".join(_disputes(standing))
    yield "divergent", "; ".join(map(divergence_spoken, standing.divergent))
    yield "category", _category(standing)
    yield from _labelled_terms(standing)
    yield "formerly", ", ".join(_former_refs(standing))
    yield "day ends", state.zone


def _labelled_terms(standing: Standing) -> Iterable[tuple[str, Cell | str]]:
    """The terms with a label that differ from the default; each sentence on a line of its own."""
    for field in TERM_FIELDS:
        value = standing.rule_words if field.name == "every" else field.written(standing.terms)
        if field.label and getattr(standing.terms, field.name) != field.default:
            texts = value if isinstance(value, tuple) else (str(value),)
            refs = texts if field.is_ref else ()
            for text in texts if field.kind == "text" else (", ".join(texts),):
                yield field.label, Cell(text, refs=refs)


def _to_reach(standing: Standing) -> str:
    """The level that an increase leads to; where the amount is missing, that it will be an increase."""
    level = level_to_reach(standing.amount, standing.terms)
    return standing.format_amount(level) or ("the baseline and an increase" if standing.terms.increment else "")


def _category(standing: Standing) -> str:
    """The category, with the label that the register gives it; empty for the default."""
    code = standing.terms.category
    name = category_name(code, standing.portfolio)
    if code == NO_CATEGORY:
        return ""
    return code if name == code else f"{name} ({code})"


def _standing(standing: Standing) -> str:
    """The standing against the date in force, and against the first date if that differs."""
    words, _ = when(standing)
    if standing.is_lasting:
        is_told = standing.due is None or standing.ended_in_breach is not None
        return f"{words}{'' if is_told else f', until {due_words(standing)}'}{_prolonged(standing)}"
    if not standing.shown_moves:
        return f"{words}{f', due {due_words(standing)}' if standing.due else ''}"
    in_force = f"{words} against {due_words(standing)}" if standing.due else f"{words} now"
    slip = f", {standing.slip_days:+} days" if standing.slip_days is not None else ""
    if standing.timeliness in {"suspended", "closed"}:
        due = f", due {due_words(standing)}" if standing.due else ""
        return f"{words}{due}; first due {day_words(standing.due_original)}; moved {len(standing.shown_moves)} ×{slip}"
    first = f"{_against_first(standing)} against the first date, {day_words(standing.due_original)}"
    return f"{in_force}; {first}; moved {len(standing.shown_moves)} ×{slip}"


def _prolonged(standing: Standing) -> str:
    """The move of the end of a lasting promise, which is no delay; empty without a move."""
    if not standing.shown_moves:
        return ""
    days, first = standing.prolonged_days, f"the first end, {day_words(standing.due_original)}"
    return f"; {prolonged_words(days)} by {plural(abs(days), 'day')} from {first}" if days else f"; it had {first}"


def _breaches(standing: Standing) -> str:
    """The breaches, of each obligor if they are judged apart, then those of each period alone."""
    own = [(one.of, keeping.breaches(one.times)) for one in standing.apart]
    found = (*own, *((period.title, period.breaches) for period in standing.periods))
    return "; ".join(
        f"{f'{about}: ' if about != standing.of else ''}{breaches_spoken(counted)}, {counted.cured} cured"
        for about, counted in found
        if counted.number
    )


def _former_excess(standing: Standing) -> keeping.Excess | None:
    """The last excess of the past; None if the newest figure exceeds the bound, or none ever did."""
    return standing.excesses[-1] if standing.excesses and not standing.excess else None


def _against_first(standing: Standing) -> str:
    if past := standing.days_overdue("original"):
        return f"{past} d {'late' if standing.lateness_on('original') == 'reported' else 'past due'}"
    grace, timeliness = deadlines.grace_days(standing.state), standing.timeliness_on("original")
    full = standing.days_apart_when_complete("original")
    if full and timeliness == "completed":
        return f"delivered in full, {apart_words(full, grace)}"
    apart = standing.days_apart_when_met("original")
    return met_words(apart, grace) if apart else spoken(timeliness)


def _since(standing: Standing) -> str:
    """Since when it has its status, with a space before it; by when it was known to have it where that is unknown."""
    run = standing.state.status_run
    if not run:
        return ""
    return f" since {run[0].on}" if run[0].on else f", known since {standing.state.known_on(run[0])}"


def _news(standing: Standing) -> str:
    news = f"{standing.last_news or 'no source has reported it'}{_news_of(standing)}"
    return news + (f", last reviewed on {standing.last_looked}" if standing.last_looked else "")


def _news_of(standing: Standing) -> str:
    """The part that the last news is about, after a comma; empty if it is about the commitment itself."""
    if lateness.last_news([standing.state], standing.state.day) == standing.last_news:
        return ""
    parts = standing.portfolio.tree(standing.ref)[1:]
    found = (one.ref for one in parts if lateness.last_news([one.state], standing.state.day) == standing.last_news)
    return f", of {next(found, standing.terms.parent)}"


def _planned(standing: Standing) -> str:
    review = standing.next_review
    return f"on {review.next}{f', by {review.who}' if review.who else ''}" if review else ""


def _disputes(standing: Standing) -> Iterable[str]:
    """The parties whose latest position disputes or denies it, each with its day."""
    for (party, channel), event in sources.latest_positions(standing.state).items():
        if event.position in {"disputes", "denies"}:
            yield f"{party} {event.position} it in {channel}{f' on {event.on}' if event.on else ''}"


def _names(standing: Standing, codes: Iterable[str]) -> str:
    return parties_spoken(party_name(code, standing.portfolio) for code in codes)
