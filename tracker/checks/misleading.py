"""Checks for records that may mislead a reader, because a report says more or less than the record supports."""

from collections.abc import Iterator
from typing import Final

from tracker.checks.finding import Finding, command
from tracker.language import conjoined, message, plural, translate, written_day
from tracker.model.amount_formats import amount_written, figure_written
from tracker.model.commitment import DeliveryEvent, Event, PositionEvent, StatusEvent
from tracker.model.dates import latest_day
from tracker.model.refs import parent_of
from tracker.model.status import MEANINGS
from tracker.state.lateness import QUIET
from tracker.state.portfolio import Standing

# The kinds of event that report a performance, with the field of a finding.
PERFORMANCES: Final[dict[type, str]] = {StatusEvent: "status", DeliveryEvent: "delivery", PositionEvent: "position"}


def completed_unconfirmed(standing: Standing) -> Iterator[Finding]:
    """It was delivered in full but is not marked as met."""
    days = standing.completion
    if standing.timeliness == "completed" and days:
        on = str(days.last) if days.is_exact else "DAY"
        yield Finding(
            standing,
            translate(
                "{arrived} of {amount} delivered by {day}, but it is not marked as met",
                arrived=standing.together.arrived and amount_written(standing.together.arrived),
                amount=standing.amount and amount_written(standing.amount),
                day=written_day(days.last),
            ),
            command("mark", standing.ref, "met", "--on", on, "--source", "URL"),
            ("status",),
            standing.status,
        )


def overdue_without_news(standing: Standing) -> Iterator[Finding]:
    """It is overdue, and there is no recent news or review."""
    due, looked = standing.measured_due, standing.last_looked
    if standing.timeliness != "overdue" or due is None or standing.is_reviewed(due.last):
        return
    latest = max((day for day in (standing.last_news, looked) if day), default=None)
    quiet = (standing.state.day - latest).days if latest else None
    is_seen = looked is not None and looked >= due.last and not standing.is_review_due
    if (standing.lateness == "unreported" and not is_seen) or quiet is None or quiet > QUIET:
        pattern = message("{days} late, {silence}" if standing.lateness == "reported" else "{days} past due, {silence}")
        yield Finding(
            standing,
            translate(pattern, days=plural(standing.overdue_days or 0, "day"), silence=silence(standing)),
            command("review", _looked_at(standing), "--found", "nothing", "--where", "PLACES"),
            ("status",),
            standing.status,
        )


def _looked_at(standing: Standing) -> str:
    """The ref of what somebody looks at: of a period, its duty, whose review is that of every period."""
    return parent_of(standing.ref) if standing.state.period else standing.ref


def silence(standing: Standing) -> str:
    """The day of the last news and of the last review, in words."""
    news, looked = standing.last_news, standing.last_looked
    said = translate("no news since {day}", day=written_day(news)) if news else translate("no news")
    review = translate("last reviewed on {day}", day=written_day(looked)) if looked else translate("never reviewed")
    return translate("{news}, {review}", news=said, review=review)


def review_missed(standing: Standing) -> Iterator[Finding]:
    """Its planned review was missed."""
    if (standing.days_past_review or 0) > 0:
        yield review_due(standing)


def review_due(standing: Standing) -> Finding:
    """The finding that a review is due, and how to record it."""
    review = standing.next_review
    remedy = command("review", standing.ref, "--done", "--next", "90d")
    who = review.who if review else ""
    pattern = message("to be reviewed on {day} by {who}" if who else "to be reviewed on {day}")
    day = written_day(standing.next_look) if standing.next_look else ""
    return Finding(standing, translate(pattern, day=day, who=who), remedy, ("review",))


def two_measures(standing: Standing) -> Iterator[Finding]:
    """It has several measures and does not say which counts."""
    measures: dict[str, dict[str, None]] = {}
    for event in standing.state.deliveries:
        measures.setdefault(event.stage, {})[event.measure] = None
    for stage, names in measures.items():
        if len(names) > 1 and not standing.terms.counts:
            counts = standing.all_deliveries.measures.of(stage, standing.amount.unit if standing.amount else "")
            named = conjoined(f"“{name}”" if name else translate("an unnamed measure") for name in names)
            first = f"“{counts}”" if counts else translate("the unnamed measure")
            yield Finding(
                standing,
                translate(
                    "{stage} is measured by {measures}; {first} counts, for it was recorded first",
                    stage=translate(stage),
                    measures=named,
                    first=first,
                ),
                command("edit", standing.ref, "--counts", "MEASURE"),
                ("delivery",),
                counts,
            )


def baseline_above_amount(standing: Standing) -> Iterator[Finding]:
    """Its baseline is above its amount."""
    amount, baseline = standing.amount, standing.terms.baseline
    if (
        standing.terms.increment
        or not amount
        or not baseline
        or (amount.unit, amount.per) != (baseline.unit, baseline.per)
    ):
        return
    if baseline.value > amount.value:
        level = figure_written(amount.value + baseline.value, amount.unit)
        yield Finding(
            standing,
            translate(
                "its baseline is {baseline} and its amount {amount}; if that is the increase, the level is {level}",
                baseline=amount_written(baseline),
                amount=amount_written(amount),
                level=level,
            ),
            command("amend", standing.ref, "--amount", level, "--kind", "correction"),
            ("amount",),
            str(amount),
        )


def performed_ahead(standing: Standing) -> Iterator[Finding]:
    """A performance is dated after the day of recording."""
    for event in standing.state.event_days.active_events:
        if type(event) in PERFORMANCES and _is_ahead(event):
            yield Finding(
                standing,
                translate(
                    "event {number} is dated {day}, after the day on which it was recorded",
                    number=event.id,
                    day=event.on,
                ),
                command("log", standing.ref),
                (PERFORMANCES[type(event)],),
                str(event.on),
            )


def _is_ahead(event: Event) -> bool:
    """True if a performance, not an announcement, is dated wholly after the day of recording."""
    if isinstance(event, StatusEvent) and not MEANINGS[event.status].is_performance:
        return False
    return event.on is not None and event.on.first > latest_day(event.recorded_at)
