"""The command that saves queries under names."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Query, Showing, grouped
from tracker.commands.session import say, session_of
from tracker.commands.transaction import transactions
from tracker.errors import MissingValue
from tracker.model.commitment import one_of
from tracker.model.dates import Moment
from tracker.model.register import View
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
        typer.Argument(
            metavar="[save|drop]",
            help="Save or drop a view; without it, list the views.",
            autocompletion=completion.from_choices((SAVE, DROP)),
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The name of the view.", autocompletion=completion.views)
    ] = None,
    query: Query = None,
) -> None:
    """List the saved views, save a query under a name, or drop a view. In a query, `@NAME` stands for a saved one.

    \b
    tracker view save desk 'party:JP overdue'
    tracker list @desk not:category:defence
    tracker view drop desk
    """
    session = session_of(ctx)
    if action is None:
        with session.store(showing.register).reading() as reader:
            rows = [(VIEW + view.name, " ".join(view.query)) for view in reader.values(View).values()]
        session.show(words_table(rows), showing)
        return
    task = one_of("thing to do with a view", action, (SAVE, DROP))
    if not name or (task == SAVE and not query):
        raise MissingValue(f"nothing to {task}", f"write tracker view {task} desk{' QUERY' * (task == SAVE)}")

    for attempt in transactions(session, showing.register):
        with attempt as tx:
            if task == SAVE:
                portfolio = Portfolio(tx.writer.commitments(), Moment(tx.now), tx.register)
                tx.writer.put(view_of(name, query or (), portfolio))
            else:
                require_unused(name, tx.register)
                tx.writer.remove(View, name)
    say(f"{VIEW}{name}: {' '.join(query) if query else 'dropped'}")
