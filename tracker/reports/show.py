"""All about one commitment, for `show`: its terms, its state and its history."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from tracker.errors import BadChoice
from tracker.language import clauses, listed, message, plural, translate, written_day
from tracker.model.amount_formats import amount_written
from tracker.model.commitment import NO_CATEGORY
from tracker.model.dates import DateSpan
from tracker.model.fields import TERM_FIELDS, TermField
from tracker.reports.amount_text import amount_words, excess_words
from tracker.reports.code_text import code_shown, spoken
from tracker.reports.date_text import period_written, rule_written, span_written
from tracker.reports.event_text import day_words, judged_words
from tracker.reports.keeping_text import breaches_spoken, prolonged_words
from tracker.reports.list import FIELDS as LIST_FIELDS
from tracker.reports.sections import SECTIONS
from tracker.reports.standing_text import (
    apart_words,
    due_words,
    late_words,
    met_words,
    owes,
    readings_words,
    status_words,
    when,
)
from tracker.reports.table import Cell, Field, Panel, Table, Value, facts_panel, nested, table_of
from tracker.reports.text import (
    category_name,
    dispute_words,
    divergence_spoken,
    parties_spoken,
    party_name,
    support_spoken,
)
from tracker.reports.uncertain_text import conditional_words, forecast_words, unsure_words
from tracker.reports.witness_text import says_who
from tracker.state import deadlines, keeping, lateness, periods
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
    shown = (*summary, *(panel for table in inside.values() for panel in table.panels))
    panels = (*(shown or (Panel(notes=tuple(_nothing(standing, inside))),)), *_rates(standing))
    tables = {name: nested(name, table) for name, table in inside.items()}
    columns = {field.name: field for field in _COLUMNS if field.name not in SECTIONS or field.name in tables}
    return table_of((columns | tables).values(), [standing], panels)


def record_panels(standing: Standing) -> tuple[Panel, ...]:
    """The panels of everything about a commitment, without the values for programs, which take longer."""
    sections = (section.panels(list(section.items(standing))) for section in SECTIONS.values())
    return (_summary(standing), *chain.from_iterable(sections), *_rates(standing))


def _rates(standing: Standing) -> tuple[Panel, ...]:
    """The notes on the rates of exchange, if figures are converted."""
    notes = standing.portfolio.rate_notes(standing.portfolio.tree(standing.ref))
    return (Panel(notes=notes),) if notes else ()


def _nothing(standing: Standing, names: Iterable[str]) -> Iterable[str]:
    """The notes that take the place of sections without anything in them."""
    yield translate("{ref} has nothing under {sections}.", ref=standing.ref, sections=", ".join(names))
    if "obligors" in names and len(standing.terms.obligor) > 1:
        yield translate("Nothing is recorded of one obligor alone: each stands as the whole does.")


def values(standing: Standing) -> dict[str, Value]:
    """The values of a commitment by name: the columns of `list`, then those of `show`."""
    return {field.name: field.read(standing) for field in FIELDS}


# ---- the summary -------------------------------------------------------------------------------


def _summary(standing: Standing) -> Panel:
    facts = ((translate(name), text) for name, text in _facts(standing) if text)
    return facts_panel(facts, f"{standing.ref} · {standing.title}")


def _facts(standing: Standing) -> Iterable[tuple[str, Cell | str]]:
    terms, state = standing.terms, standing.state
    yield message("title"), terms.title if terms.title != standing.title else ""
    yield from ((language, title) for language, title in terms.titles.items() if title != standing.title)
    is_mutual = not standing.of and len(terms.obligor) > 1 and {*terms.obligor} == {*terms.obligee}
    pattern = message("{owes}, {obligors} to each other" if is_mutual else "{owes}, {obligors} to {obligees}")
    obligors, obligees = _names(standing, terms.obligor), _names(standing, terms.obligee)
    yield message("owes"), translate(pattern, owes=owes(standing), obligors=obligors, obligees=obligees)
    yield message("status"), status_words(standing, _since(standing))
    yield message("standing"), _standing(standing)
    yield message("who says so"), says_who(standing)
    yield message("readings"), readings_words(standing) if standing.timeliness != "contested" else ""
    yield message("breaches"), _breaches(standing)
    yield message("exceeded"), excess_words(standing, standing.excess)
    yield message("exceeded before"), excess_words(standing, _former_excess(standing))
    yield message("last news"), _news(standing)
    yield message("to look at"), _planned(standing)
    yield message("unsure"), unsure_words(standing)
    yield from ((message("conditional"), words) for words in conditional_words(standing))
    yield message("expected"), forecast_words(standing)
    yield message("amount"), amount_words(standing)
    yield message("kind of amount"), spoken(terms.amount_kind) if standing.amount is None else ""
    yield message("binding"), _binding(standing)
    yield message("baseline"), standing.format_amount(terms.baseline)
    yield message("to reach"), _to_reach(standing)
    yield message("assessed"), judged_words(state.assessments)
    yield message("confidence"), spoken(standing.confidence)
    if any(standing.support.values()):
        yield from (
            (translate("of {fact}", fact=spoken(fact)), support_spoken(found))
            for fact, found in standing.support.items()
        )
    yield message("contradicted"), listed(map(code_shown, standing.contradicted))
    yield message("disputed"), listed(dispute_words(event, standing.portfolio) for event in standing.disputes)
    yield message("divergent"), clauses(divergence_spoken(one, standing.portfolio) for one in standing.divergent)
    yield message("category"), _category(standing)
    yield from _labelled_terms(standing)
    yield message("formerly"), listed(_former_refs(standing))
    yield message("day ends"), state.zone


def _labelled_terms(standing: Standing) -> Iterable[tuple[str, Cell | str]]:
    """The terms with a label that differ from the default; each sentence on a line of its own."""
    for field in TERM_FIELDS:
        if field.label and getattr(standing.terms, field.name) != field.default:
            texts = _term(standing, field)
            refs = texts if field.is_ref else ()
            for text in texts if field.kind == "text" else (listed(texts),):
                yield field.label, Cell(text, refs=refs)


def _term(standing: Standing, field: TermField) -> tuple[str, ...]:
    """The texts of a term that is not empty."""
    if field.name == "every":
        return (_rule(standing),)
    value = field.written(standing.terms)
    if isinstance(value, tuple):
        return value
    if isinstance(value, DateSpan):
        return (span_written(value),)
    return (code_shown(str(value)) if field.choices or field.is_flag else str(value),)


def _rule(standing: Standing) -> str:
    """The rule of a recurring duty, with each later amount and the first period that has it."""
    rules = [rule_written(standing.terms.every)] if standing.terms.every else []
    for amount, first in periods.amended_amounts(standing.state):
        written, period = amount_written(amount), period_written(first)
        rules.append(translate("{amount} each from {period}", amount=written, period=period))
    return clauses(rules)


def _binding(standing: Standing) -> str:
    """The force of a promise, and its instrument."""
    force, instrument = code_shown(standing.terms.force), standing.terms.instrument
    return translate("{force}: {instrument}", force=force, instrument=instrument) if instrument else force


def _to_reach(standing: Standing) -> str:
    """The level that an increase leads to; where the amount is missing, that it will be an increase."""
    level = level_to_reach(standing.amount, standing.terms)
    return standing.format_amount(level) or (
        translate("the baseline and an increase") if standing.terms.increment else ""
    )


def _category(standing: Standing) -> str:
    """The category, with the label that the register gives it; empty for the default."""
    code = standing.terms.category
    name = category_name(code, standing.portfolio)
    if code == NO_CATEGORY:
        return ""
    return name if name == code_shown(code) else translate("{name} ({code})", name=name, code=code)


def _standing(standing: Standing) -> str:
    """The standing against the date in force, and against the first date if that differs."""
    words, _ = when(standing)
    if standing.is_lasting:
        is_told = standing.due is None or standing.ended_in_breach is not None
        until = "" if is_told else translate(", until {day}", day=due_words(standing))
        return f"{words}{until}{_prolonged(standing)}"
    due, first = due_words(standing) if standing.due else "", day_words(standing.due_original)
    with_due = translate("{standing}, due {day}", standing=words, day=due) if due else words
    if not standing.shown_moves:
        return with_due
    if standing.timeliness in {"suspended", "closed"}:
        return clauses((with_due, translate("first due {day}", day=first), _moved(standing)))
    if due:
        in_force = translate("{standing} against {day}", standing=words, day=due)
    else:
        in_force = translate("{standing} now", standing=words)
    pattern = message("{standing} against the first date, {day}")
    return clauses((in_force, translate(pattern, standing=_against_first(standing), day=first), _moved(standing)))


def _moved(standing: Standing) -> str:
    """The number of moves of the due date, and the days from the first one."""
    number = len(standing.shown_moves)
    if standing.slip_days is None:
        return translate("moved {number} ×", number=number)
    return translate("moved {number} ×, {days:+} days", number=number, days=standing.slip_days)


def _prolonged(standing: Standing) -> str:
    """The move of the end of a lasting promise, which is no delay; empty without a move."""
    if not standing.shown_moves:
        return ""
    days, first = standing.prolonged_days, day_words(standing.due_original)
    if not days:
        return translate("; it had the first end, {day}", day=first)
    return translate(
        "; {prolonged} by {days} from the first end, {day}",
        prolonged=prolonged_words(days),
        days=plural(abs(days), "day"),
        day=first,
    )


def _breaches(standing: Standing) -> str:
    """The breaches, of each obligor if they are judged apart, then those of each period alone."""
    own = [(one.of, keeping.breaches(one.times)) for one in standing.apart]
    found = (*own, *((period.title, period.breaches) for period in standing.periods))
    return clauses(
        translate("{obligor}: {text}", obligor=about, text=_cured(counted)) if about != standing.of else _cured(counted)
        for about, counted in found
        if counted.number
    )


def _cured(found: keeping.Breaches) -> str:
    return translate("{breaches}, {number} cured", breaches=breaches_spoken(found), number=found.cured)


def _former_excess(standing: Standing) -> keeping.Excess | None:
    """The last excess of the past; None if the newest figure exceeds the bound, or none ever did."""
    return standing.excesses[-1] if standing.excesses and not standing.excess else None


def _against_first(standing: Standing) -> str:
    if past := standing.days_overdue("original"):
        return late_words(past, standing.lateness_on("original"))[0]
    grace, timeliness = deadlines.grace_days(standing.state), standing.timeliness_on("original")
    full = standing.days_apart_when_complete("original")
    if full and timeliness == "completed":
        return translate("delivered in full, {apart}", apart=apart_words(full, grace))
    apart = standing.days_apart_when_met("original")
    return met_words(apart, grace) if apart else spoken(timeliness)


def _since(standing: Standing) -> str:
    """Since when it has its status, with a space before it; by when it was known to have it where that is unknown."""
    run = standing.state.status_run
    if not run:
        return ""
    if run[0].on:
        return translate(" since {day}", day=span_written(run[0].on))
    return translate(", known since {day}", day=written_day(standing.state.known_on(run[0])))


def _news(standing: Standing) -> str:
    last, looked = standing.last_news, standing.last_looked
    news = f"{written_day(last) if last else translate('no source has reported it')}{_news_of(standing)}"
    return translate("{news}, last reviewed on {day}", news=news, day=written_day(looked)) if looked else news


def _news_of(standing: Standing) -> str:
    """The part that the last news is about, after a comma; empty if it is about the commitment itself."""
    if lateness.last_news([standing.state], standing.state.day) == standing.last_news:
        return ""
    parts = standing.portfolio.tree(standing.ref)[1:]
    found = (one.ref for one in parts if lateness.last_news([one.state], standing.state.day) == standing.last_news)
    return translate(", of {ref}", ref=next(found, standing.terms.parent))


def _planned(standing: Standing) -> str:
    review = standing.next_review
    if review is None or review.next is None:
        return ""
    day = translate("on {day}", day=span_written(review.next))
    return translate("{day}, by {person}", day=day, person=review.who) if review.who else day


def _names(standing: Standing, codes: Iterable[str]) -> str:
    return parties_spoken(party_name(code, standing.portfolio) for code in codes)
