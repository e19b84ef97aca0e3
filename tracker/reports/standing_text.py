"""The standing of a commitment in words: against its deadline, by each reading, and who says so."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tracker import language
from tracker.errors import plural
from tracker.language import listed, message, translate
from tracker.model.commitment import AnyEvent, AssessmentEvent, CitationEvent, PositionEvent, StatusEvent
from tracker.model.refs import parent_of
from tracker.model.status import label, outcome_of
from tracker.reports.amount_text import MOST_OBLIGORS, exceeded_words, reached_of, short_words
from tracker.reports.code_text import spoken
from tracker.reports.event_text import (
    DESK,
    Written,
    analyst_of,
    cited,
    day_words,
    deadline_text,
    describe,
    version_words,
)
from tracker.reports.keeping_text import breach_event, breaches_spoken, days_spoken, not_in_force, phase_words
from tracker.reports.table import Tone
from tracker.reports.text import day_spoken, parties_spoken, source_spoken
from tracker.state import deadlines, keeping
from tracker.state.lateness import Lateness, analysts_disagree
from tracker.state.measured_readings import MeasuredReading, grouped
from tracker.state.portfolio import Standing
from tracker.state.sources import own_source

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


def owes(standing: Standing) -> str:
    """The obligors and the obligees, such as `JP → US`; a mutual promise is `JP ⇄ US`."""
    obligor, obligee = (standing.of,) if standing.of else standing.terms.obligor, standing.terms.obligee
    if len(obligor) > 1 and set(obligor) == set(obligee):
        return " ⇄ ".join(obligor)
    if len(obligor) > MOST_OBLIGORS:
        obligor = (obligor[0], f"{len(obligor) - 1} others")
    return f"{'+'.join(obligor)} → {'+'.join(obligee)}"


def status_words(standing: Standing, since: str = "") -> str:
    """The status and since when, and how many of several obligors kept the promise, if they are judged apart."""
    kept, counted = standing.kept
    several = counted and len(standing.obligors) > 1
    return f"{label(standing.status)}{since}{f', {kept} of {counted} kept' if several else ''}"


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
        days = -standing.state.days_past(day)
        return (f"in {days} d" if days else "today"), tone
    return _act_words(standing)


def _act_words(standing: Standing) -> tuple[str, Tone]:
    """The standing of a promise to act that is neither overdue nor upcoming."""
    match standing.timeliness:
        case "closed":
            return _closed_words(standing)
        case "short":
            return short_words(standing), "warn"
        case "lapsed":
            return over_words(standing) if standing.periods else _lapsed_words(standing)
        case "completed":
            return f"delivered in full {standing.completion}{apart_when_full(standing)}", "info"
    apart, is_on_time = standing.days_apart_when_met(standing.portfolio.basis), standing.timeliness == "met_on_time"
    if standing.timeliness in {"met_about_then", "met_late", "met_on_time"} and apart:
        early, words = _early(standing, apart), met_words(apart, deadlines.grace_days(standing.state))
        return (f"met {early}" if early else words), "good" if is_on_time else "warn"
    words, tone = _WHEN[standing.timeliness]
    return f"{words}{_awaited(standing)}", tone


def _lapsed_words(standing: Standing) -> tuple[str, Tone]:
    """The part that arrived of the most that was promised, and how late if all of it came late."""
    late = standing.days_late_begun
    begun = f", the first {apart_words(late)}" if late else ""
    return f"lapsed, {reached_of(standing)}{begun}", "warn" if late else "dim"


def _awaited(standing: Standing) -> str:
    """The condition that the only versions of the deadline wait for, after a colon; else empty."""
    waiting = standing.state.deadline_versions.conditional
    is_awaited = standing.timeliness == "awaiting_trigger" and waiting and not standing.state.versions
    return f": {waiting[-1].condition}" if is_awaited else ""


def over_words(standing: Standing) -> tuple[str, Tone]:
    """The end of a recurring duty, and how many of its periods are short by their figures, late or not reported."""
    shortfalls = shortfall_words(standing)
    if not shortfalls:
        return translate("over", "a duty"), "dim"
    return translate("over, {shortfalls}", shortfalls=shortfalls), "warn"


def shortfall_words(standing: Standing) -> str:
    """How many periods of a recurring duty are short by their figures, late or not reported; empty if none is."""
    late = [one.lateness == "reported" for one in standing.periods if one.timeliness == "overdue"]
    counts = {
        message("short in {number}"): sum(one.timeliness == "short" for one in standing.periods),
        message("late in {number}"): sum(late),
        message("no report of {number}"): len(late) - sum(late),
    }
    found = listed(translate(words, number=count) for words, count in counts.items() if count)
    periods = language.plural(len(standing.periods), "period")
    return translate("{counts} of {periods}", counts=found, periods=periods) if found else ""


def late_words(days: int, lateness: Lateness) -> tuple[str, Tone]:
    """The days late if a source reports non-performance, otherwise the days past due."""
    return (f"{days} d late", "late") if lateness == "reported" else (f"{days} d past due", "doubt")


def _closed_words(standing: Standing) -> tuple[str, Tone]:
    """The status at the end; of what is open inside a promise that is over, the status of the whole for those owing."""
    if standing.status != (above := standing.state.standing_status):
        whole = standing.portfolio.standings[parent_of(standing.ref)]
        of_some = "" if whole.state.standing_status == above else f" for {'+'.join(standing.terms.obligor)}"
        return f"over: the whole is {label(above)}{of_some}", "dim"
    return label(standing.status), "warn" if outcome_of(standing.status) in {"failed", "partly"} else "dim"


def _keeping_words(standing: Standing) -> tuple[str, Tone]:
    """The standing of a lasting promise, and the figure above its bound."""
    words, tone = _kept_words(standing)
    more = f", {exceeded_words(standing)}" if standing.exceeded_in else ""
    others = [one for one in standing.readings if one.timeliness != standing.timeliness]
    return f"{words}{more}{f'; {readings_words(standing, others)}' if others else ''}", tone


def _kept_words(standing: Standing) -> tuple[str, Tone]:
    if standing.timeliness == "closed":
        return _closed_words(standing)
    if standing.timeliness == "lapsed":
        found = keeping.breaches(standing.times)
        return f"lapsed{f' after {breaches_spoken(found)}' if found.number else ''}", "dim"
    if standing.times and standing.times[-1].kind == standing.timeliness:
        last, ended = standing.times[-1], standing.ended_in_breach
        return (f"ended in breach on {ended} ({days_spoken(last)})", "late") if ended else phase_words(last)
    if standing.timeliness == "upcoming":
        return not_in_force(standing)
    words, tone = _WHEN[standing.timeliness]
    return f"{words}{_awaited(standing)}", tone


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
    """The days by which a complete delivery was early or late, after a comma; empty without a due day."""
    apart = standing.days_apart_when_complete(standing.portfolio.basis)
    return f", {_early(standing, apart) or apart_words(apart, deadlines.grace_days(standing.state))}" if apart else ""


def _early(standing: Standing, apart: deadlines.DaysApart) -> str:
    """The days before the first day of the due date; empty if none, if unknown, or if the date was put off."""
    due, days = standing.measured_due, -(apart.exact or 0)
    is_before = due is not None and days > (due.last - due.first).days
    return f"{days} d early" if is_before and not deadlines.is_slipped(standing.state) else ""


def accusing_event(standing: Standing) -> AnyEvent | None:
    """The event that says that it is late or breached, or the figure above its ceiling."""
    said = standing.late_report or breach_event(standing)
    return said or (standing.excess.event if standing.excess else None)


def says_who(standing: Standing) -> str:
    """The witness of its lateness and the day; if it is unreported, the day of the last news and of the last review."""
    return witness_words(standing, standing.lateness, standing.late_report or breach_event(standing))


def witness_words(standing: Standing, lateness: Lateness, report: AnyEvent | None) -> str:
    """The witness and the day of a report of lateness; without a report, the days of the last news and review."""
    if report:
        written = standing.portfolio.unconverted.format_amount  # as it was reported
        return f"{reporter(report, written)}, {standing.state.known_on(report)}"
    if lateness != "unreported":
        return readings_words(standing) if lateness == "contested" else ""
    news = f"no report since {standing.last_news}" if standing.last_news else "no report"
    return f"{news}, {_looked(standing)}{_disagreement(standing)}"


def _disagreement(standing: Standing) -> str:
    """The judgement of each analyst after a semicolon, if they disagree whether it is on track; else empty."""
    if not analysts_disagree(standing.state):
        return ""
    latest = reversed(standing.state.assessments)
    return f"; judged {', '.join(f'{spoken(event.assessment)} by {analyst_of(event)}' for event in latest)}"


def reporter(report: AnyEvent, written: Written = str) -> str:
    """The witness of a report: the party of a position, the desk of an assessment, else the source.

    A status, a move or a delivery only implies non-performance, so the event precedes the source.
    """
    source = cited(report.source)
    if isinstance(report, PositionEvent):
        return f"{report.party}{f', as {source} reports' if source else ''}"
    if isinstance(report, AssessmentEvent):
        analyst = f"{report.analyst}, the desk's analyst" if report.analyst else DESK
        return f"{analyst}{f', citing {source}' if source else ''}"
    witness = source or "a source without a name"
    is_said = isinstance(report, CitationEvent) or (isinstance(report, StatusEvent) and report.status == "breached")
    return witness if is_said else f"{describe(report, written)} ({witness})"


def late_spoken(standing: Standing) -> str:
    """The end of a sentence on an overdue promise that a report calls late: the days and the witness."""
    is_said = isinstance(standing.late_report, CitationEvent | PositionEvent | AssessmentEvent)
    days = plural(standing.overdue_days or 0, "day")
    return f"is {days} late{', according to ' if is_said else ': '}{says_who(standing)}"


def _looked(standing: Standing) -> str:
    """The day of the last review, with a remark if its news is not recorded yet."""
    day = standing.last_looked
    if day is None:
        return "never reviewed"
    if standing.unrecorded_news == day:
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
    """The end of a lasting promise by one reading: `in force until 2026-05-18`, `lapsed after 2026-05-18`."""
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


def unsure_words(standing: Standing) -> str:
    """The change that may have happened by the day asked about, if its date is a span; otherwise nothing."""
    return "; ".join(
        f"{describe(event)} some time {f'in {event.on}' if event.on else f'until {standing.state.known_on(event)}'}"
        for event in standing.uncertain_events
    )
