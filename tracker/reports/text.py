"""Facts as pieces of a sentence, for reports that people paste: dates, amounts, days and who says so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Final

from tracker.errors import plural
from tracker.model.amounts import Amount, Qualifier, figure, is_currency
from tracker.model.commitment import (
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Event,
    PositionEvent,
    Source,
    Stance,
    StatusEvent,
)
from tracker.model.dates import DateSpan
from tracker.model.iso import in_language
from tracker.model.parties import country_name
from tracker.model.status import NOT_APPLICABLE, label, outcome_of
from tracker.reports.event_text import (
    cited,
    correction_words,
    day_words,
    deadline_text,
    describe,
    spoken,
    version_words,
)
from tracker.reports.table import Tone
from tracker.state import deadlines, keeping
from tracker.state.fold import State
from tracker.state.lateness import Lateness
from tracker.state.measured_readings import MeasuredReading, grouped
from tracker.state.obligors import is_owed_by_each
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import Divergence, own_source

# The act of a party by its position, and the act that it ended when it changed the position.
STANCES: Final[dict[Stance, tuple[str, str]]] = {
    "accepts": ("accepted it", "accepting it"),
    "satisfied": ("was satisfied", "being satisfied"),
    "dissatisfied": ("was dissatisfied", "being dissatisfied"),
    "disputes": ("disputed it", "disputing it"),
    "denies": ("denied it", "denying it"),
}
_QUALIFIED: Final[dict[Qualifier, str]] = {"exact": "", "about": "about ", "at_least": "at least ", "up_to": "up to "}
PROMISED_NOTE: Final = (
    "Promised: the topmost amount of each branch, without what was only proposed, withdrawn or superseded."
)
KINDS_APART: Final = (
    "Kinds of amount are never added up. An amount of mixed kinds, or without a kind, may include amounts of one kind,"
    " which have a total of their own."
)
SURPLUS_NOTE: Final = (
    "Share: to a recurring duty at most the amount of each period counts; what came beyond it makes up for no other."
)
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


def amount_spoken(amount: Amount) -> str:
    """A figure with its qualifier in words.

    >>> from tracker.model.amounts import read_amount
    >>> amount_spoken(read_amount("~USD 7bn/yr"))
    'about USD 7bn a year'
    """
    return f"{_QUALIFIED[amount.qualifier]}{figure(amount.value, amount.unit)}{' a year' if amount.per else ''}"


def of_kind(figure: str, kind: str) -> str:
    """A figure with its kind of amount; the figure alone if no kind is said.

    >>> of_kind("USD 33bn", "loan"), of_kind("USD 33bn", "")
    ('USD 33bn (loan)', 'USD 33bn')
    """
    return f"{figure} ({kind})" if figure and kind else figure


def amount_words(standing: Standing) -> str:
    """The amount in force in the language of the portfolio, with its kind; empty without an amount.

    An amount that each of several obligors owes is written as such; so is an increase, and that of each
    period.
    """
    written = standing.format_amount(standing.amount)
    each = " each" if written and is_owed_by_each(standing.terms) else ""
    if (rule := standing.terms.every) and standing.amount_of_each and not written:
        written, each = standing.format_amount(standing.amount_of_each), f" each {rule.period}"
    kinds = (standing.terms.amount_kind, "increase" if standing.terms.increment else "")
    return of_kind(f"{written}{each}", ", ".join(filter(None, kinds)))


def reached_words(standing: Standing) -> str:
    """The end of a sentence on what was delivered in full: how much of the amount; empty without an amount.

    A whole of which each obligor or each period has an amount tells that amount, and no sum.
    """
    is_whole_of_each = standing.amount is None or (standing.obligors and standing.terms.each)
    words = amount_words(standing) if is_whole_of_each else reached_of(standing)
    return f", {words}" if words else ""


def percent_written(share: Decimal | None) -> str:
    """A fraction as a percentage to one place.

    >>> percent_written(Decimal("0.1667")), percent_written(None)
    ('16.7%', 'n/a')
    """
    return "n/a" if share is None else f"{share:.1%}"


def measure_words(measure: str, *, counts: bool) -> str:
    """The measure of a delivery, and a remark if another measure counts instead.

    >>> measure_words("customs", counts=True), measure_words("", counts=False)
    ('customs', 'not said (not counted)')
    """
    return f"{measure or 'not said'}{'' if counts else ' (not counted)'}"


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
    if not cited(source) or source is None:
        return ""
    return f", {'reported by' if source.kind in _RETOLD else 'according to'} {cited(source)}"


def reference(source: Source) -> str:
    """A source as it stands in a footnote, without its address.

    >>> reference(Source(publisher="World Journal", title="Furious", kind="media"))
    'World Journal, “Furious”'
    """
    title = f"“{source.title}”" if source.title and source.publisher else source.title
    relays = f"after {source.relays}" if source.relays else ""
    return ", ".join(part for part in (source.publisher, title, str(source.published or ""), relays) if part)


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


JOINTLY_NOTE: Final = "Jointly: owed together with others, so the full amount stands at each of them; add it once."


def jointly_words(written: str, promised: Amount | None, jointly: str, part: Amount | None) -> str:
    """A promised total, and how much of it is owed jointly with others."""
    if part is None or promised is None:
        return written
    return f"{written} jointly" if part.value == promised.value else f"{written}, {jointly} of it jointly"


def exceeded_note(ceilings: Iterable[Standing]) -> Iterator[str]:
    """A note that names each ceiling that a figure exceeds, and by how much; nothing without one."""
    named = {one.ref: f"{one.ref} by {one.format_amount(one.exceeded)}" for one in ceilings}
    if named:
        yield f"Exceeded, each against its own ceiling: {', '.join(named.values())}."


# ---- the standing of a commitment -------------------------------------------------------------------


MOST_PERIODS: Final = 3  # exceeded periods that a cell names
MOST_OBLIGORS: Final = 6  # obligors that a cell names; of more it names the first and counts the others


def owes(standing: Standing) -> str:
    """The obligors and the obligees, such as `JP → US`; a mutual promise is `JP ⇄ US`."""
    obligor, obligee = (standing.of,) if standing.of else standing.terms.obligor, standing.terms.obligee
    if len(obligor) > 1 and set(obligor) == set(obligee):
        return " ⇄ ".join(obligor)
    if len(obligor) > MOST_OBLIGORS:
        obligor = (obligor[0], f"{len(obligor) - 1} others")
    return f"{'+'.join(obligor)} → {'+'.join(obligee)}"


def status_words(standing: Standing) -> str:
    """The status, and how many of several obligors kept the promise, if they are judged apart."""
    kept, applying = standing.kept
    return f"{label(standing.status)}{f', {kept} of {applying} kept' if len(standing.obligors) > 1 else ''}"


def when(standing: Standing) -> tuple[str, Tone]:
    """The standing against the deadline, in words that need no colour; `?` marks what may have changed."""
    words, tone = _standing_words(standing)
    return f"{words}{' ?' if standing.uncertain_events else ''}", tone


def _standing_words(standing: Standing) -> tuple[str, Tone]:
    day = standing.measured_due
    if standing.timeliness == "overdue":
        return late_words(standing.overdue_days or 0, standing.lateness)
    if standing.is_lasting:
        return _keeping_words(standing)
    if standing.timeliness in {"upcoming", "due_soon"} and day:
        tone: Tone = "soon" if standing.timeliness == "due_soon" else ""
        days = (day.last - standing.state.day).days
        return (f"in {days} d" if days else "today"), tone
    return _act_words(standing)


def _act_words(standing: Standing) -> tuple[str, Tone]:
    """The standing of a promise to act that is not overdue and falls due no more."""
    match standing.timeliness:
        case "closed":
            return _closed_words(standing)
        case "short":
            return short_words(standing), "warn"
        case "lapsed":
            return over_words(standing) if standing.periods else (f"lapsed, {reached_of(standing)}", "dim")
        case "completed":
            return f"delivered in full {standing.completion}{apart_when_full(standing)}", "info"
    apart, is_on_time = standing.days_apart_when_met(standing.portfolio.basis), standing.timeliness == "met_on_time"
    if standing.timeliness in {"met_about_then", "met_late", "met_on_time"} and apart:
        early, words = _early(standing, apart), met_words(apart, deadlines.grace_days(standing.state))
        return (f"met {early}" if early else words), "good" if is_on_time else "warn"
    words, tone = _WHEN[standing.timeliness]
    return f"{words}{_awaited(standing)}", tone


def reached_of(standing: Standing) -> str:
    """How much arrived of the amount; of one that each obligor owes, what came of each one's own."""
    if standing.obligors and standing.terms.each:
        applying = [one for one in standing.obligors if one.status != NOT_APPLICABLE]
        came = [f"{one.of} {one.format_amount(one.arrived) or 'nothing'}" for one in applying[:MOST_OBLIGORS]]
        more = f" and {plural(len(applying) - MOST_OBLIGORS, 'other')}" if len(applying) > MOST_OBLIGORS else ""
        return f"{', '.join(came)}{more} of {amount_words(standing)}"
    return f"{standing.format_amount(standing.arrived)} of {standing.format_amount(standing.amount)}"


def _awaited(standing: Standing) -> str:
    """The condition that the only versions of the deadline wait for, after a colon; else empty."""
    waiting = standing.state.deadline_versions.conditional
    is_awaited = standing.timeliness == "awaiting_trigger" and waiting and not standing.state.versions
    return f": {waiting[-1].condition}" if is_awaited else ""


def short_words(standing: Standing) -> str:
    """The shortfall of a period by the figure for the whole of it."""
    return f"short by {standing.format_amount(standing.shortfall)}"


def over_words(standing: Standing) -> tuple[str, Tone]:
    """The end of a recurring duty, and how many of its periods are short by their figures."""
    short = sum(one.timeliness == "short" for one in standing.periods)
    return (
        (f"over, short in {short} of {plural(len(standing.periods), 'period')}", "warn") if short else ("over", "dim")
    )


def late_words(days: int, lateness: Lateness) -> tuple[str, Tone]:
    """The days late if a source reports non-performance, otherwise the days past due."""
    return (f"{days} d late", "late") if lateness == "reported" else (f"{days} d past due", "doubt")


def _closed_words(standing: Standing) -> tuple[str, Tone]:
    return label(standing.status), "warn" if outcome_of(standing.status) in {"failed", "partly"} else "dim"


def _keeping_words(standing: Standing) -> tuple[str, Tone]:
    """The standing of a promise that is to be kept up, and the figure above its bound."""
    words, tone = _kept_words(standing)
    more = f", {exceeded_words(standing)}" if standing.exceeded_in else ""
    others = [one for one in standing.readings if one.timeliness != standing.timeliness]
    return f"{words}{more}{f'; {readings_words(standing, others)}' if others else ''}", tone


def exceeded_words(standing: Standing) -> str:
    """By how much it was exceeded; of a recurring ceiling in which periods, each by its own figure."""
    found = standing.exceeded_in
    said = [
        f"{f'in {one.title} ' if one is not standing else ''}by {standing.format_amount(one.exceeded)}"
        for one in found[:MOST_PERIODS]
    ]
    more = f" and in {plural(len(found) - MOST_PERIODS, 'more period')}" if len(found) > MOST_PERIODS else ""
    return f"exceeded {', '.join(said)}{more}"


def _kept_words(standing: Standing) -> tuple[str, Tone]:
    if standing.timeliness == "closed":
        return _closed_words(standing)
    if standing.timeliness == "lapsed":
        found = keeping.breaches(standing.times)
        return f"lapsed{f' after {breaches_spoken(found)}' if found.number else ''}", "dim"
    if standing.times and standing.times[-1].kind == standing.timeliness:
        return _phase_words(standing.times[-1])
    if standing.timeliness == "upcoming":
        return _not_in_force(standing)
    words, tone = _WHEN[standing.timeliness]
    return f"{words}{_awaited(standing)}", tone


def _phase_words(phase: keeping.Phase) -> tuple[str, Tone]:
    """Since when it is in force, breached or suspended; of a breach, the days."""
    words, tone = _PHASES[phase.kind]
    days = f" ({phase.days} d)" if phase.kind == "breached" else ""
    return f"{words}{since_spoken(phase)}{days}", tone


def since_spoken(phase: keeping.Phase) -> str:
    """Since when, with a space before it; by when it was known to be so if its day is unknown."""
    return f", {began(phase)}" if phase.event and phase.event.on is None else f" since {began(phase)}"


def began(phase: keeping.Phase) -> str:
    """The date on which it began, or since when it is known; of a period, at the earliest its own first day."""
    on = phase.event.on if phase.event else None
    if phase.event is None or (on and on.last < phase.since.last):
        return str(phase.since.last)
    return str(on or f"known since {phase.since.last}")


def _not_in_force(standing: Standing) -> tuple[str, Tone]:
    """The days until the planned start; without one, that the start is not known."""
    start = standing.start
    return (f"in force in {(start - standing.state.day).days} d" if start else "start not known"), ""


def breaches_spoken(found: keeping.Breaches) -> str:
    """The number of breaches and of their days.

    >>> breaches_spoken(keeping.Breaches(1, 1, 4)), breaches_spoken(keeping.Breaches(2, 1, 216))
    ('1 breach of 4 d', '2 breaches of 216 d')
    """
    return f"{plural(found.number, 'breach', 'breaches')} of {found.days} d"


def excess_words(standing: Standing, one: keeping.Excess | None) -> str:
    """By how much a figure exceeds the bound, its date and its source; computed, for a breach is what a source says."""
    if one is None:
        return ""
    by, arrived, bound = (standing.format_amount(amount) for amount in (one.by, one.arrived, one.bound))
    return f"by {by}: {arrived} against {bound}{on_spoken(one.event.on)}{source_spoken(one.event.source)}"


def prolonged_words(days: int) -> str:
    """The move of the end of what is to be kept up, which is no delay.

    >>> prolonged_words(365), prolonged_words(-30)
    ('prolonged', 'shortened')
    """
    return "prolonged" if days > 0 else "shortened"


def breach_event(standing: Standing) -> StatusEvent | None:
    """The newest event with a source that says that it is breached now; a reopening may have none."""
    is_breached = standing.timeliness == "breached"
    current = takewhile(lambda phase: phase.kind == "breached", reversed(standing.times)) if is_breached else ()
    return next((phase.event for phase in current if phase.event and phase.event.source), None)


def apart_words(apart: deadlines.DaysApart, grace: int = 0) -> str:
    """The day of performance against a due day and its grace, with both ends if it is half-known.

    >>> [apart_words(deadlines.DaysApart(*days)) for days in ((-3, 27), (120, 147), (None, -2))]
    ['on time or up to 27 d late', '120 to 147 d late', 'on time']
    """
    match apart.is_on_time(grace):
        case True:
            return "on time"
        case None:
            return f"on time or up to {apart.most} d late"
        case _:
            return f"{apart.most if apart.exact is not None else f'{apart.fewest} to {apart.most}'} d late"


def met_words(apart: deadlines.DaysApart, grace: int) -> str:
    """The day it was met against a due day and its grace.

    >>> met_words(deadlines.DaysApart(-3, 27), 0), met_words(deadlines.DaysApart(27, 27), 0)
    ('met, on time or up to 27 d late', 'met 27 d late')
    """
    return f"met{', ' if apart.is_on_time(grace) is None else ' '}{apart_words(apart, grace)}"


def apart_when_full(standing: Standing) -> str:
    """The end of a sentence on a complete delivery: early, on time or late; empty without a due day."""
    apart = standing.days_apart_when_complete(standing.portfolio.basis)
    return f", {_early(standing, apart) or apart_words(apart, deadlines.grace_days(standing.state))}" if apart else ""


def _early(standing: Standing, apart: deadlines.DaysApart) -> str:
    """The days before the due date, if known; empty within the date as it was written, or if that was put off."""
    due, days = standing.measured_due, -(apart.exact or 0)
    is_before = due is not None and days > (due.last - due.first).days
    return f"{days} d early" if is_before and not deadlines.is_slipped(standing.state) else ""


def says_who(standing: Standing) -> str:
    """The witness of its lateness and the day; if it is unreported, the day of the last news and of the last review."""
    return witness_words(standing, standing.lateness, standing.late_report or breach_event(standing))


def witness_words(standing: Standing, lateness: Lateness, report: AnyEvent | None) -> str:
    """The witness and the day of a report of lateness; without a report, the days of the last news and review."""
    if report:
        return f"{reporter(report)}, {standing.state.known_on(report)}"
    if lateness != "unreported":
        return readings_words(standing) if lateness == "contested" else ""
    news = f"no report since {standing.last_news}" if standing.last_news else "no report"
    return f"{news}, {_looked(standing)}"


def reporter(report: AnyEvent) -> str:
    """The witness of a report: the party of a position, the desk of an assessment, else the source.

    A status, a move or a delivery only implies non-performance, so the event precedes the source.
    """
    source = cited(report.source)
    if isinstance(report, PositionEvent):
        return f"{report.party}{f', as {source} reports' if source else ''}"
    if isinstance(report, AssessmentEvent):
        return f"the desk{f', citing {source}' if source else ''}"
    witness = source or "a source without a name"
    is_said = isinstance(report, CitationEvent) or (isinstance(report, StatusEvent) and report.status == "breached")
    return witness if is_said else f"{describe(report)} ({witness})"


def late_spoken(standing: Standing) -> str:
    """The days late and the witness, as the end of a sentence on an overdue promise that a report calls late."""
    is_said = isinstance(standing.late_report, CitationEvent | PositionEvent | AssessmentEvent)
    days = plural(standing.overdue_days or 0, "day")
    return f"is {days} late{', according to ' if is_said else ': '}{says_who(standing)}"


def _looked(standing: Standing) -> str:
    """The day of the last review, with a remark if its news is not recorded yet."""
    looks = [review for review in standing.state.reviews if review.found]
    if not looks:
        return "never reviewed"
    day = standing.state.took_effect(looks[-1])
    if looks[-1].found == "news" and (standing.last_news is None or standing.last_news < day):
        return f"news found on {day} and not recorded yet"
    return f"last reviewed on {day}"


def readings_words(standing: Standing, found: Sequence[MeasuredReading] | None = None) -> str:
    """The standing by each reading in one line: `166 d late as US reads it; not yet as JP does`; empty without any.

    `found`: only these readings.
    """
    clauses = []
    is_read = False
    for parties, one in grouped(standing.readings if found is None else found):
        named = [party for party in parties if party]
        verb = ("do" if len(named) > 1 else "does") if is_read else ("read it" if len(named) > 1 else "reads it")
        read = [f"as {parties_spoken(named)} {verb}"] if named else []
        common = ["by the common version"] if "" in parties else []
        clauses.append(f"{reading_words(standing, one)} {' and '.join((*common, *read))}")
        is_read = is_read or bool(named)
    return "; ".join(clauses)


def due_words(standing: Standing) -> str:
    """The due date in force; where the parties read different ones, each of them: `2023-05-18 or 2023-07-16`."""
    versions = {one.reading.due: one.reading.version for one in standing.readings_on("current")}
    if len(versions) < 2:  # noqa: PLR2004 - one date
        return day_words(standing.due)
    dated = sorted((due.last, day_words(due)) for due in versions if due)
    undated = [deadline_text(version) if version else "undated" for due, version in versions.items() if due is None]
    return " or ".join([*(words for _, words in dated), *undated])


def reading_words(standing: Standing, one: MeasuredReading) -> str:
    """The standing by one reading, with its amount if the parties read different amounts."""
    days = one.days or 0
    if one.timeliness == "overdue":
        words = f"{days} d {'late' if one.report else 'past due'}"
    elif standing.is_lasting:
        words = _until_words(one)
    elif one.timeliness in {"upcoming", "due_soon"}:
        words = "not yet" if standing.timeliness == "contested" else f"in {-days} d" if days else "today"
    else:
        words = {"completed": "delivered in full"}.get(one.timeliness) or _WHEN[one.timeliness][0]
    amounts = {each.amount for each in standing.readings}
    return f"{words} for {standing.format_amount(one.amount)}" if len(amounts) > 1 and one.amount else words


def _until_words(one: MeasuredReading) -> str:
    """Until when it is to be kept by one reading, or was: `in force until 2026-05-18`, `lapsed after 2026-05-18`."""
    word = spoken(one.timeliness)
    if one.reading.due is None:
        return word
    return f"{word} {'after' if one.timeliness == 'lapsed' else 'until'} {day_spoken(one.reading.due)}"


def conditional_words(standing: Standing) -> Iterator[str]:
    """Each version of the deadline that waits for a condition, with its number."""
    for event in standing.state.deadline_versions.conditional:
        yield f"due {version_words(event)} (version {event.id})"


def forecast_words(standing: Standing) -> str:
    """The day when it is expected, how often that was moved, and who expects it; empty without a forecast."""
    latest = deadlines.forecast(standing.state)
    if latest is None or not standing.is_open:
        return ""
    days = [move.days or 0 for move in deadlines.forecast_moves(standing.state)]
    told = (("put off", sum(day > 0 for day in days)), ("brought forward", sum(day < 0 for day in days)))
    moved = "".join(f", {verb} {_times(number)}" for verb, number in told if number)
    return f"{day_words(latest.due)}{moved}{source_spoken(own_source(standing.state, latest))}"


def expected(standing: Standing) -> date | None:
    """The day on which the latest forecast expects it."""
    latest = deadlines.forecast(standing.state)
    return latest.due.last if latest and latest.due else None


def _times(number: int) -> str:
    """A number of occurrences in words.

    >>> _times(1), _times(2), _times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def delivery_notes(standing: Standing) -> list[str]:
    """The notes on a delivery that was just recorded: it completes the promise, or counts only once it is converted."""
    found = []
    amount, came = standing.amount, standing.state.deliveries
    if (
        amount
        and came
        and amount.unit != (unit := came[-1].amount.unit)
        and is_currency(unit)
        and is_currency(amount.unit)
    ):
        converted = f"what came in {unit} is added only with --in {amount.unit}"
        found.append(f"{standing.ref}: promised in {amount.unit}; {converted}")
    if standing.timeliness == "completed" and standing.completion:
        on = standing.completion.last if standing.completion.is_exact else "DAY"
        confirm = f"`tracker mark {standing.ref} met --on {on} --source URL` confirms it"
        found.append(f"{standing.ref}: that is all of it{reached_words(standing)}; {confirm}")
    return found


def unsure_words(standing: Standing) -> str:
    """The change that may have happened by the day asked about, if its date is a span; otherwise nothing."""
    return "; ".join(
        f"{describe(event)} some time {f'in {event.on}' if event.on else f'until {standing.state.known_on(event)}'}"
        for event in standing.uncertain_events
    )


_PHASES: Final[dict[str, tuple[str, Tone]]] = {
    "in_force": ("in force", "good"),
    "breached": ("breached", "late"),
    "suspended": ("suspended", "warn"),
}
_WHEN: Final[dict[str, tuple[str, Tone]]] = {
    "undated": ("undated", "dim"),
    "awaiting_trigger": ("awaiting", "dim"),
    "proposed": ("proposed", "warn"),
    "unknown": ("status unknown", "warn"),
    "met_undated": ("met", "good"),
    "kept": ("kept", "good"),
    "broken": ("broken", "warn"),
    "in_force": ("in force", "good"),
    "in_grace": ("in grace", "soon"),
    "contested": ("contested", "doubt"),
    "suspended": ("suspended", "warn"),
}
