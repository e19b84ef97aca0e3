"""Checks for lasting promises: no start, no report of the end, and a bound that a figure exceeds."""

from collections.abc import Iterator

from tracker.checks.finding import Finding, command
from tracker.language import message, translate, written_day
from tracker.state import keeping
from tracker.state.portfolio import Standing


def start_unknown(standing: Standing) -> Iterator[Finding]:
    """It is to be kept, and nobody says from when."""
    if standing.is_lasting and standing.timeliness == "upcoming" and standing.start is None:
        yield Finding(
            standing,
            translate("it is to be kept up, and no day is known from which it is in force"),
            command("mark", standing.ref, "in_progress", "--on", "DATE", "--source", "URL"),
            ("status",),
            standing.status,
        )


def lapsed_unreported(standing: Standing) -> Iterator[Finding]:
    """Its last day has passed; nobody says if it was kept.

    A breach within a recurring duty is told by it; what a figure says, `exceeded_unreported` tells.
    """
    breaches = keeping.breaches(standing.times)
    is_told = breaches.number > breaches.cured or _is_unexplained(standing)
    is_in_breach = standing.state.period is None and standing.ended_in_breach is not None
    is_asked = is_in_breach or (standing.timeliness == "lapsed" and not is_told)
    if standing.is_lasting and standing.due and is_asked:
        pattern = (
            message("its last day was {day}, in breach, and no source says how that ended")
            if is_in_breach
            else message("its last day was {day}, and no source says whether it was kept or broken")
        )
        yield Finding(
            standing,
            translate(pattern, day=written_day(standing.due.last)),
            command("mark", standing.ref, "STATUS", "--on", str(standing.due.last), "--source", "URL"),
            ("status",),
            standing.status,
        )


def exceeded_unreported(standing: Standing) -> Iterator[Finding]:
    """A figure exceeds its bound; nobody calls it breached."""
    if standing.is_open and _is_unexplained(standing):
        one = standing.excess or standing.excesses[-1]
        pattern = (
            message("{arrived} against {bound}, and nobody is cited for a breach")
            if standing.excess
            else message("{arrived} against {bound} on {day}, and nobody is cited for a breach")
        )
        day = standing.state.event_days.days(one.event)
        yield Finding(
            standing,
            translate(pattern, arrived=one.arrived, bound=one.bound, day=day),
            command("mark", standing.ref, "breached", "--on", "DATE", "--source", "URL"),
            ("status", "amount"),
            str(one.by),
        )


def _is_unexplained(standing: Standing) -> bool:
    """True if a figure exceeds its bound, or the bound that was in force, and nobody calls it breached."""
    return bool(standing.excess or standing.excesses) and not keeping.breaches(standing.times).number
