"""One commitment whole, for `show`: its terms, its state, and the history that led there."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from tracker.errors import BadChoice
from tracker.model.commitment import Terms
from tracker.model.fields import TERM_FIELDS
from tracker.reports.event_text import day_words
from tracker.reports.list import FIELDS, apart_words, owes, says_who, unsure_words, when
from tracker.reports.sections import SECTIONS
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value
from tracker.reports.text import divergence_spoken, parties_spoken, party_name
from tracker.state import deadlines, sources
from tracker.state.portfolio import Standing

SUMMARY: Final = "summary"
SECTION_NAMES: Final = (SUMMARY, *SECTIONS)
# The columns of `list` that no section shows, then its own.
_FIELDS: Final[tuple[tuple[Column, Callable[[Standing], Value]], ...]] = (
    *((column, read) for column, read in FIELDS if column.name not in SECTIONS),
    (Column("since", "date"), lambda s: s.since),
    (Column("delivered_in_full", "date"), lambda s: s.completion.last if s.completion else None),
    (Column("last_looked", "date"), lambda s: s.last_looked),
    (Column("next_look", "date"), lambda s: s.next_look),
    (Column("divergent"), lambda s: tuple(one.party for one in s.divergent)),
)
_COLUMNS: Final = tuple(column for column, _ in _FIELDS)


def show_table(standing: Standing, only: Sequence[str] = ()) -> Table:
    """Everything about a commitment: one row of values with listings inside it, and a panel for each of them.

    `only` names the sections to keep, `summary` among them; without it all are kept.
    """
    if wrong := next((name for name in only if name not in SECTION_NAMES), None):
        raise BadChoice("section", wrong, SECTION_NAMES)
    inside = {name: section.listing(standing) for name, section in SECTIONS.items() if not only or name in only}
    columns = (*_COLUMNS, *(Column(name, "table") for name in inside))
    row = (*values(standing).values(), *inside.values())
    summary = (_summary(standing),) if not only or SUMMARY in only else ()
    notes = standing.portfolio.rate_notes(standing.portfolio.tree(standing.ref))
    below = (Panel((), (), notes=notes),) if notes else ()
    panels = (*summary, *(panel for table in inside.values() for panel in table.panels), *below)
    return Table(columns, (row,), panels)


def values(standing: Standing) -> dict[str, Value]:
    """The values of a commitment by name: the columns of `list`, then those of `show`; the time zone is its own."""
    return {column.name: read(standing) for column, read in _FIELDS} | {"time_zone": standing.state.zone}


# ---- the summary -------------------------------------------------------------------------------


def _summary(standing: Standing) -> Panel:
    facts = [(name, text) for name, text in _facts(standing) if text]
    rows = tuple((Cell(name, "dim"), Cell(text)) for name, text in facts)
    return Panel((Heading(""), Heading("", flexible=True)), rows, title=f"{standing.ref} · {standing.title}")


def _facts(standing: Standing) -> Iterable[tuple[str, str]]:
    terms, state = standing.terms, standing.state
    yield "title", terms.title if terms.title != standing.title else ""
    yield from ((language, title) for language, title in terms.titles.items() if title != standing.title)
    yield "owes", f"{owes(standing)}, {_names(standing, terms.obligor)} to {_names(standing, terms.obligee)}"
    yield "status", f"{state.status.replace('_', ' ')}{_since(standing)}"
    yield "standing", _standing(standing)
    yield "who says so", says_who(standing)
    yield "last news", _news(standing)
    yield "to look at", _planned(standing)
    yield "unsure", unsure_words(standing)
    yield "amount", standing.format_amount(standing.amount)
    yield "binding", f"{terms.force}{f': {terms.instrument}' if terms.instrument else ''}"
    yield "baseline", standing.format_amount(terms.baseline)
    yield "assessed", state.assessment.replace("_", " ")
    yield "confidence", standing.confidence
    yield "contradicted", ", ".join(standing.contradicted)
    yield "disputed", ", ".join(_disputes(standing))
    yield "divergent", "; ".join(map(divergence_spoken, standing.divergent))
    yield from _labelled_terms(terms)
    yield "day ends", state.zone


def _labelled_terms(terms: Terms) -> Iterable[tuple[str, str]]:
    """The terms with a label that differ from the default; each sentence on a line of its own."""
    for field in TERM_FIELDS:
        value = field.written(terms)
        if field.label and getattr(terms, field.name) != field.default:
            texts = value if isinstance(value, tuple) else (str(value),)
            yield from ((field.label, text) for text in (texts if field.kind == "text" else (", ".join(texts),)))


def _standing(standing: Standing) -> str:
    """How it stands against the date in force, and against the first one where that differs."""
    words, _ = when(standing)
    if not standing.moves:
        return f"{words}{f', due {day_words(standing.due)}' if standing.due else ''}"
    in_force = f"{words} against {day_words(standing.due)}" if standing.due else f"{words} now"
    slip = f", {standing.slip_days:+} days" if standing.slip_days is not None else ""
    first = f"{_against_first(standing)} against the first date, {day_words(standing.due_original)}"
    return f"{in_force}; {first}; moved {len(standing.moves)} ×{slip}"


def _against_first(standing: Standing) -> str:
    if past := standing.days_overdue("original"):
        return f"{past} d {'late' if standing.lateness_on('original') == 'reported' else 'past due'}"
    apart = standing.days_apart_when_met("original")
    grace = deadlines.grace_days(standing.state)
    return apart_words(apart, grace) if apart else standing.timeliness_on("original").replace("_", " ")


def _since(standing: Standing) -> str:
    """Since when it has its status, with a space before it; by when it was known to have it where that is unknown."""
    run = standing.state.status_run
    if not run:
        return ""
    return f" since {run[0].on}" if run[0].on else f", known since {standing.state.known_on(run[0])}"


def _news(standing: Standing) -> str:
    news = str(standing.last_news or "no source has told of it")
    return news + (f", last looked for on {standing.last_looked}" if standing.last_looked else "")


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
