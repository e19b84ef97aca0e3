"""Commands on the language itself: what the query words mean, and queries saved under a name."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Query, Showing, grouped
from tracker.commands.session import say, session_of
from tracker.errors import MissingValue
from tracker.model.commitment import one_of
from tracker.model.dates import Moment
from tracker.query import VIEW
from tracker.query.views import require_unused, view_of
from tracker.reports.register import words_table
from tracker.state.portfolio import Portfolio

SAVE, DROP = "save", "drop"


@grouped
def view(
    ctx: typer.Context,
    showing: Showing,
    action: Annotated[
        str | None,
        typer.Argument(metavar="[save|drop]", help="What to do.", autocompletion=completion.one_of((SAVE, DROP))),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="What it is called.", autocompletion=completion.views)
    ] = None,
    query: Query = None,
) -> None:
    """List the saved views; save a query under a name, or drop one. `@NAME` then stands for the query.

    \b
    tracker view save desk 'party:JP overdue'
    tracker list @desk not:category:defence
    tracker view drop desk
    """
    session = session_of(ctx)
    if action is None:
        with session.store(showing.register).reading() as reader:
            rows = [(VIEW + view.name, " ".join(view.query)) for view in reader.views().values()]
        session.show(words_table(rows), showing)
        return
    wanted = one_of("thing to do with a view", action, (SAVE, DROP))
    if not name or (wanted == SAVE and not query):
        raise MissingValue(f"nothing to {wanted}", f"write tracker view {wanted} desk{' QUERY' * (wanted == SAVE)}")

    for attempt in session.attempts(showing.register):
        with attempt as tx:
            if wanted == SAVE:
                portfolio = Portfolio(tx.writer.commitments(), Moment(tx.now), tx.register)
                tx.writer.put_view(view_of(name, query or (), portfolio))
            else:
                require_unused(name, tx.register)
                tx.writer.remove_view(name)
    say(f"{VIEW}{name}: {' '.join(query) if query else 'dropped'}")
