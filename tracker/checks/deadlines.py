"""Checks for dates: silent moves, dates in an impossible order, and confused fiscal years."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from tracker.checks.claims import ClaimedDate, claimed_dates
from tracker.checks.finding import Finding, command
from tracker.language import translate, written_day
from tracker.model.dates import FISCAL_YEARS, DateSpan, span
from tracker.model.status import MEANINGS, is_closed, label
from tracker.state.deadlines import Move
from tracker.state.portfolio import Standing


def silent_moves(standing: Standing) -> Iterator[Finding]:
    """A deadline moved without a source."""
    for move in standing.moves:
        if move.silent:
            new = str(move.after or move.event.words)
            option = ["--says", new] if new else []
            yield Finding(
                standing,
                translate(
                    "moved from {before} to {after}{far}, and nobody is cited for it",
                    before=move.before or translate("no date"),
                    after=new or translate("no date"),
                    far=_far(move),
                ),
                command("cite", standing.ref, "--for", "deadline", *option, "--source", "URL"),
                ("deadline",),
                new,
            )


def due_before_made(standing: Standing) -> Iterator[Finding]:
    """It was due before the promise was made."""
    made = standing.terms.made_on
    found = standing.state.versions
    early = [event for event in found if made and event.due and event.due.last < made.first]
    for event in early[-1:]:
        wrong = (
            ["amend", "--due", "DATE", "--kind", "correction"] if event is found[-1] else ["edit", "--made-on", "DATE"]
        )
        yield Finding(
            standing,
            translate("due {due}, but made only on {made}", due=event.due, made=made),
            command(wrong[0], standing.ref, *wrong[1:]),
            ("deadline", "made_on"),
            str(event.due),
        )


def closed_before_agreed(standing: Standing) -> Iterator[Finding]:
    """It was closed before it was agreed."""
    begun = _begun(standing)
    for event in standing.state.statuses:
        closed = event.on or event.known_on
        if begun and closed and is_closed(event.status) and closed.last < begun.first:
            yield Finding(
                standing,
                translate(
                    "{status} on {closed}, but agreed only on {agreed}",
                    status=translate(label(event.status)),
                    closed=closed,
                    agreed=begun,
                ),
                command("mark", standing.ref, "agreed", "--on", "DATE", "--source", "URL"),
                ("status",),
                event.status,
            )


def fiscal_years(standing: Standing) -> Iterator[Finding]:
    """A fiscal year may have been read as a calendar year."""
    dates, countries = claimed_dates(standing.state), _countries(standing)
    first: dict[date, tuple[int, ClaimedDate]] = {}
    for index, claimed in enumerate(dates):
        first.setdefault(claimed.due.last, (index, claimed))
    for plain in dates:
        ends = _fiscal_ends(plain.due, countries)
        if found := min((first[end] for end in ends if end in first), default=None, key=itemgetter(0)):
            _, other = found
            yield Finding(
                standing,
                translate(
                    "{due} ({by}) against {other_due} ({other_by}): fiscal {due} ends {end}",
                    due=plain.due,
                    by=plain.by,
                    other_due=other.due,
                    other_by=other.by,
                    end=written_day(other.due.last),
                ),
                _remedy(standing, plain, other.due),
                ("deadline",),
                str(plain.due),
            )


# ---- the details -------------------------------------------------------------------------------


def _far(move: Move) -> str:
    return "" if move.days is None else translate(" ({days} days)", days=f"{move.days:+}")


def _begun(standing: Standing) -> DateSpan | None:
    """The date on which it was agreed, by its statuses or else by its terms."""
    first = next((event for event in standing.state.statuses if MEANINGS[event.status].is_running), None)
    return first.on if first and not first.reopens else standing.terms.made_on


def _countries(standing: Standing) -> list[str]:
    parties = (*standing.terms.obligor, *standing.terms.obligee)
    return [country for country in FISCAL_YEARS if country in parties]


def _fiscal_ends(plain: DateSpan, countries: list[str]) -> set[date]:
    """The last days of the fiscal years that a calendar year may stand for."""
    if plain.precision != "year":
        return set()
    return {span(f"{country}-FY{plain}").last for country in countries}


def _remedy(standing: Standing, plain: ClaimedDate, meant: DateSpan) -> str:
    if plain.in_force:
        return command("amend", standing.ref, "--due", str(meant), "--kind", "correction", "--source", "URL")
    return command("show", standing.ref, "--only", "deadlines,contradictions,sources")
