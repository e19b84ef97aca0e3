"""The witness of lateness or of a breach in words, or the days of the last news and of the last review."""

from collections.abc import Iterator

from tracker.language import clauses, listed, message, plural, translate, written_day
from tracker.model.commitment import AnyEvent, AssessmentEvent, CitationEvent, PositionEvent, StatusEvent
from tracker.reports.code_text import spoken
from tracker.reports.event_text import DESK, Written, analyst_of, cited, describe
from tracker.reports.keeping_text import breach_event
from tracker.reports.standing_text import readings_words
from tracker.state.lateness import Lateness, analysts_disagree
from tracker.state.portfolio import Standing
from tracker.state.sources import is_content, latest_positions


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
        said = [(reporter(report, written), report)]
        said += [(describe(event), event) for event in _contrary_in_public(standing, report)]
        days = [written_day(standing.state.known_on(event)) for _, event in said]
        return clauses(
            translate("{witness}, {day}", witness=words, day=day) for (words, _), day in zip(said, days, strict=True)
        )
    if lateness != "unreported":
        return readings_words(standing) if lateness == "contested" else ""
    looked = f"{_looked(standing)}{_disagreement(standing)}"
    if standing.last_news is None:
        return translate("no report, {looked}", looked=looked)
    return translate("no report since {day}, {looked}", day=written_day(standing.last_news), looked=looked)


def _contrary_in_public(standing: Standing, report: AnyEvent) -> Iterator[PositionEvent]:
    """The latest public position of a party that is content with what it called late in private before."""
    if isinstance(report, PositionEvent) and report.channel == "private":
        public = latest_positions(standing.state).get((report.party, "public"))
        if public and is_content(public) and standing.state.took_effect(public) >= standing.state.took_effect(report):
            yield public


def _disagreement(standing: Standing) -> str:
    """The judgement of each analyst after a semicolon, if they disagree whether it is on track; else empty."""
    if not analysts_disagree(standing.state):
        return ""
    judgements = listed(
        translate("{judgement} by {analyst}", judgement=spoken(event.assessment), analyst=analyst_of(event))
        for event in reversed(standing.state.assessments)
    )
    return translate("; judged {judgements}", judgements=judgements)


def reporter(report: AnyEvent, written: Written = str) -> str:
    """The witness of a report: the party of a position, the desk of an assessment, else the source.

    A status, a move or a delivery only implies non-performance, so the event precedes the source.
    """
    source = cited(report.source)
    if isinstance(report, PositionEvent):
        is_private = report.channel == "private"
        party = translate("{party}, in private", party=report.party) if is_private else report.party
        return translate("{party}, as {source} reports", party=party, source=source) if source else party
    if isinstance(report, AssessmentEvent):
        desk = translate("{analyst}, the desk's analyst", analyst=report.analyst) if report.analyst else translate(DESK)
        return translate("{analyst}, citing {source}", analyst=desk, source=source) if source else desk
    witness = source or translate("a source without a name")
    is_said = isinstance(report, CitationEvent) or (isinstance(report, StatusEvent) and report.status == "breached")
    return witness if is_said else translate("{event} ({source})", event=describe(report, written), source=witness)


def late_spoken(standing: Standing) -> str:
    """The end of a sentence on an overdue promise that a report calls late: the days and the witness."""
    is_said = isinstance(standing.late_report, CitationEvent | PositionEvent | AssessmentEvent)
    days = plural(standing.overdue_days or 0, "day")
    pattern = message("is {days} late, according to {witness}" if is_said else "is {days} late: {witness}")
    return translate(pattern, days=days, witness=says_who(standing))


def _looked(standing: Standing) -> str:
    """The day of the last review, with a remark if its news is not recorded yet."""
    day = standing.last_looked
    if day is None:
        return translate("never reviewed")
    if standing.unrecorded_news == day:
        return translate("news found on {day} and not recorded yet", day=written_day(day))
    return translate("last reviewed on {day}", day=written_day(day))
