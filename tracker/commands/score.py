"""The command that scores how each party kept its commitments."""

from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, choice, grouped
from tracker.commands.session import session_of
from tracker.errors import MissingValue
from tracker.reports.analysts import ANALYST, analysts_table
from tracker.reports.score import GROUPINGS, MEASURES, read_scale, score_table


@grouped
def score(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    by: Annotated[
        str, choice("WORD", (*GROUPINGS, ANALYST), f"Group by {', '.join((*GROUPINGS, ANALYST))}.")
    ] = "obligor",
    scale: Annotated[
        str | None,
        choice(
            "WORD", MEASURES, f"Add the score on the scale of the G7 and G20 Research Groups: {', '.join(MEASURES)}."
        ),
    ] = None,
    mean_of: Annotated[
        str | None,
        choice(
            "WORD",
            GROUPINGS,
            "Average the scores within each of these groups, then over the groups; words as for --by.",
        ),
    ] = None,
) -> None:
    """Score each party: outcomes, punctuality, moves of deadlines, and deliveries.

    Open commitments have no outcome yet: shares are given of the decided ones and of all. Void and replaced
    commitments do not count as failures. --by analyst tells how often each analyst agrees with the others, and how what
    was judged on track or off track ended.

    \b
    tracker score
    tracker score --by category by:JP
    tracker score --by year --format csv > score.csv
    tracker score --format svg --output scorecard.svg
    tracker score --by analyst
    tracker score --by all --scale percent --mean-of obligor
    """
    if mean_of is not None and scale is None:
        raise MissingValue("a mean of groups without a scale", f"give --scale {' or --scale '.join(MEASURES)} with it")
    if by == ANALYST and scale is not None:
        raise MissingValue("analysts have no score on a scale", "leave out --scale, or group by another word")
    chosen_scale = None if scale is None else read_scale(scale, mean_of)
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    if by == ANALYST:
        table = analysts_table(filter(parsed.matches, portfolio))
    else:
        table = score_table(portfolio, by, parsed.matches, chosen_scale)
    session.show(table, viewing, parsed)
