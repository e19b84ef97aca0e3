"""Commands that compare: what was done with what was promised, and the two sides with each other."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Query, Ref, Viewing, grouped
from tracker.commands.session import session_of
from tracker.errors import MissingValue
from tracker.model.commitment import one_of
from tracker.model.due_dates import read_date
from tracker.query import parse_query
from tracker.query.parties import require_party
from tracker.reports.balance import balance_table as both_sides
from tracker.reports.progress import progress_table as levels
from tracker.reports.score import GROUPINGS, MEASURES, read_scale
from tracker.reports.score import score_table as scorecards
from tracker.reports.trades import trades_table as pairs_traded
from tracker.state.progress import PACES, progress_of

Party = Annotated[
    str,
    typer.Argument(
        metavar="PARTY", help="A country or a party of the register, by its code or name.", show_default=False
    ),
]


@grouped
def score(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    by: Annotated[
        str,
        typer.Option(metavar="WORD", help=", ".join(GROUPINGS), autocompletion=completion.one_of(GROUPINGS)),
    ] = "obligor",
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help=f"Add the score on the scale of the G7 and G20 Research Groups: {', '.join(MEASURES)}.",
            autocompletion=completion.one_of(MEASURES),
        ),
    ] = None,
    mean_of: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help="Take the score as the mean of the means of these groups; words as for --by.",
            autocompletion=completion.one_of(GROUPINGS),
        ),
    ] = None,
) -> None:
    """Score how each party did: outcomes, on time or not, how far deadlines moved, what was delivered.

    What runs is not scored: shares are of what is decided, and of all. Void and replaced promises are no failures.

    \b
    tracker score
    tracker score --by category by:JP
    tracker score --by year --format csv > score.csv
    tracker score --by all --scale percent --mean-of obligor
    """
    if mean_of is not None and scale is None:
        raise MissingValue("a mean of groups without a scale", f"give --scale {' or --scale '.join(MEASURES)} with it")
    asked = None if scale is None else read_scale(scale, mean_of)
    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    session.show(scorecards(portfolio, by, parse_query(query or [], portfolio), asked), viewing, query)


@grouped
def balance(
    ctx: typer.Context,
    viewing: Viewing,
    one: Party,
    other: Party,
    query: Query = None,
    *,
    traded: Annotated[bool, typer.Option("--traded", help="Only what was traded for what, a row a pair.")] = False,
) -> None:
    """Show what two parties owe each other, side by side, and what was traded for what.

    \b
    tracker balance JP US
    tracker balance JP US category:trade --in USD
    tracker balance JP US --traded --format csv
    """
    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    test = parse_query(query or [], portfolio)
    first, second = require_party(one, portfolio), require_party(other, portfolio)
    if first == second:
        raise MissingValue(f"a balance of {first} with itself", "name two parties, as in tracker balance JP US")
    session.show((pairs_traded if traded else both_sides)(portfolio, first, second, test), viewing, query)


@grouped
def progress(
    ctx: typer.Context,
    viewing: Viewing,
    ref: Ref,
    *,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="When the straight line begins. [default: when made]")
    ] = None,
    by: Annotated[
        str,
        typer.Option(metavar="WORD", help="Count time by days or by months.", autocompletion=completion.one_of(PACES)),
    ] = "days",
) -> None:
    """Show what a commitment and its parts have reached, against a straight line and its schedule.

    \b
    tracker progress jp-us-550bn
    tracker progress jp-us-550bn --in USD --as-of 2026-09-04
    tracker progress jp-us-550bn --from 2025-09-04 --by months --format json
    """
    session = session_of(ctx)
    standing = session.standing(viewing, ref)
    first = read_date(begin, standing.state.day).first if begin else None
    session.show(levels(progress_of(standing, one_of("pace", by, PACES), first)), viewing)
