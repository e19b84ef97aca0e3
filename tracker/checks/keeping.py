"""Checks for promises that are to be kept up: no start, no report of the end, and a bound that a figure exceeds."""

from collections.abc import Iterator

from tracker.checks.finding import Finding, command
from tracker.state.portfolio import Standing


def start_unknown(standing: Standing) -> Iterator[Finding]:
    """It is to be kept, and nobody says from when."""
    if standing.is_lasting and standing.timeliness == "upcoming" and standing.start is None:
        yield Finding(
            standing,
            "it is to be kept up, and no day is known from which it is in force",
            command("mark", standing.ref, "in_progress", "--on", "DATE", "--source", "URL"),
            ("status",),
            standing.status,
        )


def lapsed_unreported(standing: Standing) -> Iterator[Finding]:
    """Its last day has passed; nobody says if it was kept."""
    if standing.is_lasting and standing.timeliness == "lapsed" and standing.due:
        yield Finding(
            standing,
            f"its last day was {standing.due.last}, and nobody is cited for how it was kept",
            command("mark", standing.ref, "kept", "--on", str(standing.due.last), "--source", "URL"),
            ("status",),
            standing.status,
        )


def exceeded_unreported(standing: Standing) -> Iterator[Finding]:
    """A figure exceeds its bound; nobody calls it breached."""
    if standing.exceeded and standing.is_open and not standing.breaches.number:
        yield Finding(
            standing,
            f"{standing.arrived} against {standing.amount}, and nobody is cited for a breach",
            command("mark", standing.ref, "breached", "--on", "DATE", "--source", "URL"),
            ("status", "amount"),
            str(standing.exceeded),
        )
