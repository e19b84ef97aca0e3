"""The command that lists sources, and what falls without one."""

import typer

from tracker.commands.options import Query, Viewing, Without, grouped
from tracker.commands.session import session_of
from tracker.reports.sources import sources_table, without_table
from tracker.state.without import require_sources, with_any_name


@grouped
def sources(ctx: typer.Context, viewing: Viewing, query: Query = None, *, without: Without = None) -> None:
    """List each source and what rests on it; with --without, what falls and what stands without it.

    \b
    tracker sources
    tracker sources source:Nikkei
    tracker sources jp-us-first --without Nikkei
    tracker sources --without Nikkei --without asahi.com
    """
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    if without:
        require_sources(without, (), lambda: portfolio.commitments)
        table = without_table(portfolio, parsed.matches, with_any_name(without))
    else:
        table = sources_table(filter(parsed.matches, portfolio), parsed.chooses)
    session.show(table, viewing, parsed, without or ())
