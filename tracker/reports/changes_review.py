"""Sentences on the work of the desk between two moments: contradictions found and settled, and reviews."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from tracker.language import message, translate, written_day
from tracker.model.commitment import CitationEvent, ReviewEvent
from tracker.reports.code_text import code_shown
from tracker.reports.diff import Change, Comparison
from tracker.reports.event_text import review_words
from tracker.reports.text import on_spoken, sourced_words
from tracker.state.portfolio import Standing
from tracker.state.sources import WHOLE_RECORD, contradictions, field_of, settlements, witness_of

# ---- contradictions --------------------------------------------------------------------------


def contradicted(one: Comparison) -> Iterator[Change]:
    """Sources that contradict a field, also those that were settled since."""
    state = one.standing.state
    told = {event.id for event in contradictions(state)} | settlements(state).keys()
    for event in one.new_events(CitationEvent):
        if event.id in told:
            what = translate(
                "{witness} contradicts {field}{on}",
                witness=witness_of(event.source) if event.source else translate("somebody"),
                field=code_shown(field_of(event) or WHOLE_RECORD),
                on=on_spoken(event.on),
            )
            if event.value:
                what = translate("{text}: {value}", text=what, value=event.value)
            yield Change(what, event, after=event.value)


def settled(one: Comparison) -> Iterator[Change]:
    """Contradictions that were settled, by whom and why."""
    for event in one.new_events(CitationEvent):
        if event.settles is not None:
            field = field_of(event)
            what = translate(
                "contradiction {number} of {field} settled{on} by {who}: {why}",
                number=event.settles,
                field=code_shown(field) if field else translate("the record"),
                on=on_spoken(event.on),
                who=event.recorded_by,
                why=event.note,
            )
            yield Change(sourced_words(what, event), event)


# ---- reviews -----------------------------------------------------------------------------------


def reviewed(one: Comparison) -> Iterator[Change]:
    """Reviews that took place: what was found and where, and when the next one is; those of one day as one."""
    looks: dict[object, ReviewEvent] = {}
    for event in one.new_events(ReviewEvent):
        if event.found:
            before = looks.pop((event.on, event.found), event)
            places = dict.fromkeys(place for place in (before.where, event.where) if place)
            looks[event.on, event.found] = replace(event, where="; ".join(places))
    found = message("the desk looked{on} and found {found}{place}")
    for event in looks.values():
        what = review_words(event, found, on_spoken(event.on))
        yield Change(sourced_words(what, event), event, after=event.found)


def review_due(one: Comparison) -> Iterator[Change]:
    """The reviews that are planned for today."""
    if one.after and _newly_past_review(one, lambda days: days == 0):
        what = translate("to be reviewed today{by}", by=_by(one.after))
        yield Change(what, one.after.next_review, after=one.after.next_look, since=one.after.next_look)


def review_missed(one: Comparison) -> Iterator[Change]:
    """The reviews of which the day has passed while nobody looked."""
    if one.after and _newly_past_review(one, lambda days: days > 0):
        day = one.after.next_look
        what = translate(
            "to be reviewed on {day}{by}; nobody has looked since",
            day=written_day(day) if day else "",
            by=_by(one.after),
        )
        yield Change(what, one.after.next_review, after=day, days=one.after.days_past_review, since=day)


def _newly_past_review(one: Comparison, test: Callable[[int], bool]) -> bool:
    """True if the days since the planned review pass a test, and did not before by the same plan."""

    def holds(standing: Standing | None) -> bool:
        days = standing.days_past_review if standing else None
        return days is not None and test(days)

    is_same = one.before is not None and one.after is not None and one.before.next_look == one.after.next_look
    return holds(one.after) and not (is_same and holds(one.before))


def _by(standing: Standing) -> str:
    review = standing.next_review
    return translate(" by {person}", "review", person=review.who) if review and review.who else ""
