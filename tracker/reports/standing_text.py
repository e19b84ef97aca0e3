"""The standing of a commitment in words: against its deadline, and by each reading."""

from collections.abc import Sequence
from typing import Final

from tracker.language import clauses, conjoined, listed, message, plural, translate, written_day
from tracker.model.refs import parent_of
from tracker.model.status import outcome_of
from tracker.reports.amount_text import MOST_OBLIGORS, exceeded_words, reached_of, short_words
from tracker.reports.code_text import spoken, status_spoken
from tracker.reports.date_text import days_written, range_written
from tracker.reports.event_text import (
    day_words,
    deadline_text,
)
from tracker.reports.keeping_text import (
    breaches_spoken,
    days_spoken,
    not_in_force,
    phase_words,
)
from tracker.reports.table import Tone
from tracker.reports.text import day_spoken, parties_spoken, party_spoken
from tracker.state import deadlines, keeping
from tracker.state.lateness import Lateness
from tracker.state.measured_readings import MeasuredReading, grouped
from tracker.state.portfolio import Standing

_WHEN: Final[dict[str, tuple[str, Tone]]] = {
    "undated": (message("undated"), "dim"),
    "awaiting_trigger": (message("awaiting"), "dim"),
    "proposed": (message("proposed"), "warn"),
    "unknown": (message("status unknown"), "warn"),
    "met_undated": (message("met"), "good"),
    "kept": (message("kept"), "good"),
    "broken": (message("broken"), "warn"),
    "in_force": (message("in force"), "good"),
    "in_grace": (message("in grace"), "soon"),
    "contested": (message("contested"), "doubt"),
    "suspended": (message("suspended"), "warn"),
}


def owes(standing: Standing) -> str:
    """The obligors and the obligees, such as `JP → US`; a mutual promise is `JP ⇄ US`."""
    obligor, obligee = (standing.of,) if standing.of else standing.terms.obligor, standing.terms.obligee
    if len(obligor) > 1 and set(obligor) == set(obligee):
        return " ⇄ ".join(obligor)
    if len(obligor) > MOST_OBLIGORS:
        obligor = (obligor[0], translate("{number} others", number=len(obligor) - 1))
    return f"{'+'.join(obligor)} → {'+'.join(obligee)}"


def status_words(standing: Standing, since: str = "") -> str:
    """The status and since when, and how many of several obligors kept the promise, if they are judged apart."""
    status = f"{status_spoken(standing.status)}{since}"
    if standing.kept is None or len(standing.obligors) == 1:
        return status
    kept, counted = standing.kept
    return f"{status}{translate(', {kept} of {number} kept', kept=kept, number=counted)}"


def status_and_standing(standing: Standing) -> str:
    """The status, and the standing against the deadline, which may say the status itself: `met 9 d early`."""
    status, words = status_spoken(standing.status), when(standing)[0]
    return words if words.startswith(status) else translate("{status}, {standing}", status=status, standing=words)


def disputed_words(standing: Standing) -> str:
    """The parties that dispute or deny it, after a comma; empty without any."""
    parties = dict.fromkeys(party_spoken(event.party, standing.portfolio) for event in standing.disputes)
    return translate(", disputed by {parties}", parties=conjoined(parties)) if parties else ""


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
        return (translate("in {days} d", days=days) if days else translate("today")), tone
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
            day = days_written(standing.completion) if standing.completion else ""
            return translate("delivered in full {day}{apart}", day=day, apart=apart_when_full(standing)), "info"
    apart, is_on_time = standing.days_apart_when_met(standing.portfolio.basis), standing.timeliness == "met_on_time"
    if standing.timeliness in {"met_about_then", "met_late", "met_on_time"} and apart:
        early, words = _early(standing, apart), met_words(apart, deadlines.grace_days(standing.state))
        return (translate("met {apart}", apart=early) if early else words), "good" if is_on_time else "warn"
    return _awaiting_words(standing)


def _lapsed_words(standing: Standing) -> tuple[str, Tone]:
    """The part that arrived of the most that was promised, and how late if all of it came late."""
    late = standing.days_late_begun
    begun = translate(", the first {apart}", apart=apart_words(late)) if late else ""
    return translate("lapsed, {arrived}{first}", arrived=reached_of(standing), first=begun), "warn" if late else "dim"


def _awaiting_words(standing: Standing) -> tuple[str, Tone]:
    """The words of a timeliness, and the condition that the only versions of the deadline wait for."""
    words, tone = _WHEN[standing.timeliness]
    waiting = standing.state.deadline_versions.conditional
    if standing.timeliness == "awaiting_trigger" and waiting and not standing.state.versions:
        return translate("awaiting: {condition}", condition=waiting[-1].condition), tone
    return translate(words), tone


def over_words(standing: Standing) -> tuple[str, Tone]:
    """The end of a recurring duty, and how many of its periods are short by their figures, late or not reported."""
    shortfalls = shortfall_words(standing)
    if not shortfalls:
        return translate("over", "a duty"), "dim"
    return translate("over, {shortfalls}", shortfalls=shortfalls), "warn"


def shortfall_words(standing: Standing) -> str:
    """The number of periods of a recurring duty that are short, late or not reported; empty if there are none."""
    late = [one.lateness == "reported" for one in standing.periods if one.timeliness == "overdue"]
    counts = {
        message("short in {number}"): sum(one.timeliness == "short" for one in standing.periods),
        message("late in {number}"): sum(late),
        message("no report of {number}"): len(late) - sum(late),
    }
    found = listed(translate(words, number=count) for words, count in counts.items() if count)
    periods = plural(len(standing.periods), "period")
    return translate("{counts} of {periods}", counts=found, periods=periods) if found else ""


def late_words(days: int, lateness: Lateness) -> tuple[str, Tone]:
    """The days late if a source reports non-performance, otherwise the days past due."""
    return (_late(days), "late") if lateness == "reported" else (_past_due(days), "doubt")


def _late(days: int | str) -> str:
    return translate("{days} d late", days=days)


def _past_due(days: int) -> str:
    return translate("{days} d past due", days=days)


def _closed_words(standing: Standing) -> tuple[str, Tone]:
    """The status at the end; of what is open inside a promise that is over, the status of the whole for those owing."""
    if standing.status != (above := standing.state.standing_status):
        whole = standing.portfolio.standings[parent_of(standing.ref)]
        if whole.state.standing_status == above:
            return translate("over: the whole is {status}", status=status_spoken(above)), "dim"
        pattern, obligors = message("over: the whole is {status} for {obligors}"), "+".join(standing.terms.obligor)
        return translate(pattern, status=status_spoken(above), obligors=obligors), "dim"
    return status_spoken(standing.status), "warn" if outcome_of(standing.status) in {"failed", "partly"} else "dim"


def _keeping_words(standing: Standing) -> tuple[str, Tone]:
    """The standing of a lasting promise, and the figure above its bound, which gives reason for doubt."""
    words, tone = _kept_words(standing)
    more = translate(", {remark}", remark=exceeded_words(standing)) if standing.exceeded_in else ""
    tone = "doubt" if more and tone == "good" else tone
    others = [one for one in standing.readings if one.timeliness != standing.timeliness]
    read = translate("; {remark}", remark=readings_words(standing, others)) if others else ""
    return f"{words}{more}{read}", tone


def _kept_words(standing: Standing) -> tuple[str, Tone]:
    if standing.timeliness == "closed":
        return _closed_words(standing)
    if standing.timeliness == "lapsed":
        return _lapsed_after(keeping.breaches(standing.times)), "dim"
    if standing.times and standing.times[-1].kind == standing.timeliness:
        last, ended = standing.times[-1], standing.ended_in_breach
        if ended is None:
            return phase_words(last)
        day, days = written_day(ended), days_spoken(last)
        return translate("ended in breach on {day} ({days})", day=day, days=days), "late"
    if standing.timeliness == "upcoming":
        return not_in_force(standing)
    return _awaiting_words(standing)


def _lapsed_after(found: keeping.Breaches) -> str:
    """The end of a lasting promise, after its breaches."""
    if found.number:
        return translate("lapsed after {breaches}", breaches=breaches_spoken(found))
    return translate("lapsed")


def apart_words(apart: deadlines.DaysApart, grace: int = 0) -> str:
    """The day of performance against a due day and its grace, with both ends if it is half-known.

    >>> [apart_words(deadlines.DaysApart(*days)) for days in ((-3, 27), (120, 147), (None, -2))]
    ['on time or up to 27 d late', '120 to 147 d late', 'on time']
    """
    match apart.is_on_time(grace):
        case True:
            return translate("on time")
        case None:
            return translate("on time or up to {days} d late", days=apart.most)
        case _:
            return _late(apart.most if apart.exact is not None else range_written(apart.fewest, apart.most))


def met_words(apart: deadlines.DaysApart, grace: int) -> str:
    """The day it was met against a due day and its grace.

    >>> met_words(deadlines.DaysApart(-3, 27), 0), met_words(deadlines.DaysApart(27, 27), 0)
    ('met, on time or up to 27 d late', 'met 27 d late')
    """
    if apart.is_on_time(grace) is None:
        return translate("met, {apart}", apart=apart_words(apart, grace))
    return translate("met {apart}", apart=apart_words(apart, grace))


def apart_when_full(standing: Standing) -> str:
    """The days by which a complete delivery was early or late, after a comma; empty without a due day."""
    apart = standing.days_apart_when_complete(standing.portfolio.basis)
    if apart is None:
        return ""
    words = _early(standing, apart) or apart_words(apart, deadlines.grace_days(standing.state))
    return translate(", {remark}", remark=words)


def _early(standing: Standing, apart: deadlines.DaysApart) -> str:
    """The days before the first day of the due date; empty if none, if unknown, or if the date was put off."""
    due, days = standing.measured_due, -(apart.exact or 0)
    is_before = due is not None and days > (due.last - due.first).days
    return translate("{days} d early", days=days) if is_before and not deadlines.is_slipped(standing.state) else ""


def readings_words(standing: Standing, found: Sequence[MeasuredReading] | None = None) -> str:
    """The standing by each reading in one line: `166 d late as US reads it; not yet as JP does`; empty without any.

    `found`: only these readings.
    """
    words = []
    is_read = False
    for parties, one in grouped(standing.readings if found is None else found):
        named = [party_spoken(party, standing.portfolio) for party in parties if party]
        readers = translate(_READERS[is_read, len(named) > 1], parties=parties_spoken(named)) if named else ""
        if "" in parties:
            common = translate("by the common version")
            readers = translate("{common} and {readers}", common=common, readers=readers) if readers else common
        words.append(translate("{standing} {readers}", standing=reading_words(standing, one), readers=readers))
        is_read = is_read or bool(named)
    return clauses(words)


# The parties that read it so, by whether the sentence has named a party before, and whether they are several.
_READERS: Final = {
    (False, False): message("as {parties} reads it"),
    (False, True): message("as {parties} read it"),
    (True, False): message("as {parties} does"),
    (True, True): message("as {parties} do"),
}


def due_words(standing: Standing) -> str:
    """The due date in force; where the parties read different ones, each of them: `2023-05-18 or 2023-07-16`."""
    versions = {one.reading.due: one.reading.version for one in standing.readings_on("current")}
    if len(versions) < 2:  # noqa: PLR2004 - one date
        return day_words(standing.due)
    dated = sorted((due.last, day_words(due)) for due in versions if due)
    undated = [
        deadline_text(version) if version else translate("undated") for due, version in versions.items() if due is None
    ]
    return translate(" or ").join([*(words for _, words in dated), *undated])


def reading_words(standing: Standing, one: MeasuredReading) -> str:
    """The standing by one reading, with its amount if the parties read different amounts."""
    days = one.days or 0
    if one.timeliness == "overdue":
        words = _late(days) if one.report else _past_due(days)
    elif standing.is_lasting:
        words = _until_words(one)
    elif one.timeliness in {"upcoming", "due_soon"}:
        words = _ahead_words(standing, days)
    elif one.timeliness == "completed":
        words = translate("delivered in full")
    else:
        words = translate(_WHEN[one.timeliness][0])
    amounts = {each.amount for each in standing.readings}
    if len(amounts) > 1 and one.amount:
        return translate("{standing} for {amount}", standing=words, amount=standing.format_amount(one.amount))
    return words


def _ahead_words(standing: Standing, days: int) -> str:
    """The days until the due day of a reading, unless another reading is past due."""
    if standing.timeliness == "contested":
        return translate("not yet")
    return translate("in {days} d", days=-days) if days else translate("today")


def _until_words(one: MeasuredReading) -> str:
    """The end of a lasting promise by one reading: `in force until 2026-05-18`, `lapsed after 2026-05-18`."""
    word = spoken(one.timeliness)
    if one.reading.due is None:
        return word
    pattern = message("{standing} after {day}" if one.timeliness == "lapsed" else "{standing} until {day}")
    return translate(pattern, standing=word, day=day_spoken(one.reading.due))
