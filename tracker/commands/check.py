"""The command that lists what deserves attention."""

from inspect import cleandoc
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.checks import CHECKS, OF_COPIES, READS_COPIES, help_of, run, selected
from tracker.commands import completion
from tracker.commands.options import Query, Viewing, grouped, names_of
from tracker.commands.session import Session, session_of
from tracker.errors import MissingValue
from tracker.model.saved_copies import copies_of
from tracker.reports.check import check_table
from tracker.state.portfolio import Portfolio
from tracker.store.saved_copies import damaged


@grouped
def check(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    only: Annotated[
        str, typer.Option(metavar="A,B,…", help="Run only these checks.", autocompletion=completion.some_of(CHECKS))
    ] = "",
    leave_out: Annotated[
        str,
        typer.Option(
            "--except", metavar="A,B,…", help="Run all but these checks.", autocompletion=completion.some_of(CHECKS)
        ),
    ] = "",
) -> None:
    """List what deserves attention and what to do about it; exit with 1 if there is anything.

    While no copy of a source is kept, what `address-alone` and `no-copy` find is only counted, and is no reason to exit
    with 1.

    \b
    tracker check
    tracker check by:JP status:open --except one-witness
    tracker check --only silent-moves,uncited --format json
    """
    session = session_of(ctx)
    if viewing.into:
        raise MissingValue("checks compare figures as they were recorded", "leave out --in")
    names = selected(_names(only), _names(leave_out))
    portfolio, parsed = session.select(viewing, query, thorough=True)
    if READS_COPIES in names:
        portfolio = _with_damage(portfolio, session, viewing)
    standings = [standing for standing in portfolio if parsed.matches(standing)]
    found = run(standings, names)
    is_advice = not (only or portfolio.copies)
    counted = {name: findings for name, findings in found.items() if findings and is_advice and name in OF_COPIES}
    found = {name: findings for name, findings in found.items() if name not in counted}
    table = check_table(found, len(standings), counted, is_bare=session.is_bare(viewing))
    session.show(table, viewing, parsed)
    if any(found.values()):
        raise typer.Exit(1)


def _with_damage(portfolio: Portfolio, session: Session, viewing: Viewing) -> Portfolio:
    """The portfolio with what is wrong with the saved copies, each of which is read."""
    if not (named := copies_of(portfolio.commitments)):
        return portfolio
    with session.reading(viewing.register) as reader:
        found = damaged(reader.read_copy, named)
    if not found:
        return portfolio
    return portfolio.at(portfolio.moment, register=replace(portfolio.register, damaged_copies=found))


def _names(text: str) -> list[str]:
    """The names of checks in a list with commas; an underscore stands for a hyphen."""
    return [name.replace("_", "-") for name in names_of(text)]


_WIDEST = max(map(len, CHECKS))
check.__doc__ = "\n".join(
    [cleandoc(check.__doc__ or ""), "", "\b", *(f"{name:{_WIDEST}}  {help_of(name)}" for name in CHECKS)]
)
