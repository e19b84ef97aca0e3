"""The command that records that somebody looked for news."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Ref, choice, grouped, require_written
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import MissingValue
from tracker.model.commitment import FINDINGS, Found, one_of, require_person
from tracker.record.statements import ReviewResult
from tracker.record.statements import review as record_review


@grouped
def review(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    found: Annotated[str, choice("WHAT", FINDINGS, "What was found: nothing or news.", "--found")] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="TEXT", help="A place that was searched; may be repeated.")
    ] = None,
    done: Annotated[
        bool, typer.Option("--done", help="The planned review took place; it found nothing, unless --found news.")
    ] = False,
    again: Annotated[
        str | None, typer.Option("--next", metavar="DATE", help="The day of the next review: 90d, 2w, 2027-02-01.")
    ] = None,
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who does the next review.")] = "",
) -> None:
    """Record a search for news: what was found, and where; or plan the next review.

    --done says that somebody looked: without --found news, it records that nothing was found.

    \b
    tracker review jp-us-250 --done --next 90d
    tracker review jp-us-250 --found nothing --where "park service" --next 90d
    tracker review jp-us-250 --next 2027-03-01 --who mika
    """
    found = found or "nothing" * done
    if not (found or again):
        raise MissingValue("a review says what was found", "give --found nothing, --found news, or only --next")
    name = require_person(who) if who else ""
    finding: Found = one_of("finding", found, FINDINGS) if found else ""
    for place in where or ():
        require_written("--where", place, "the place that was searched")
    places = "; ".join(where or ())
    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            result = ReviewResult(finding, places, update.tx.future_day(again), name)
            update.new = record_review(update.old, result, update.provenance)
