"""Commands on the language itself: what the query words mean, and queries saved under a name."""

from typing import Annotated, Final

import typer

from tracker.commands import completion
from tracker.commands.look import Query
from tracker.commands.options import Showing, grouped
from tracker.commands.output import page_out, terminal
from tracker.commands.session import Transaction, say, session_of
from tracker.errors import BadChoice, MissingValue
from tracker.model.as_of import Moment
from tracker.model.commitment import one_of
from tracker.query import VIEW, WORDS
from tracker.query.registry import Word
from tracker.query.views import require_unused, view_of
from tracker.render import format_of
from tracker.reports.register import words_table
from tracker.state.portfolio import Portfolio

QUERY, LIMITS = "query", "limits"
ORDER: Final = ("terms", "sources", "dates", "amounts")
SAVE, DROP = "save", "drop"
RULES: Final = (
    "All words must hold, in any order, with nothing between them. A comma means or; not: before a word negates it.",
    "What is no word is text to search for. Double quotes hold spaces and commas together: 'text:\"first project\"'.",
    "@desk stands for the query that was saved as `tracker view save desk QUERY`.",
)


def help_(
    ctx: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A command, `query` for the query words, or `limits`.",
            autocompletion=completion.topics,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Explain a command, the query words with an example each, or the limits of what is taken.

    \b
    tracker help query
    tracker help limits
    tracker help amend
    """
    if topic == QUERY:
        words = [(word.example, _explained(word)) for word in sorted(WORDS.values(), key=_place)]
        page_out(format_of("table")(words_table(words, RULES), terminal()))
        return
    if topic == LIMITS:
        from tracker.commands.limits import NOTES, limits  # noqa: PLC0415 - it looks into every part of the program

        page_out(format_of("table")(words_table(limits(), NOTES, ("At most", "Of what")), terminal()))
        return
    program = ctx.parent
    assert program is not None  # noqa: S101 - a command is always called through the program
    command = program.command.get_command(program, topic) if topic else program.command  # type: ignore[attr-defined] # ours
    if command is None:
        raise BadChoice("topic of help", topic or "", [QUERY, LIMITS, *program.command.list_commands(program)])  # type: ignore[attr-defined] # ours
    inner = typer.Context(command, info_name=topic, parent=program) if topic else program
    typer.echo(command.get_help(inner))


def _place(word: Word) -> int:
    """The rank of a word in the help: words of the promise first, then its outcome, its days, its figures."""
    return ORDER.index(word.read.__module__.rpartition(".")[2])


def _explained(word: Word) -> str:
    return f"{word.meaning} Choose from {', '.join(word.choices)}." if word.choices else word.meaning


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

    def kept(change: Transaction) -> None:
        if wanted == SAVE:
            portfolio = Portfolio(change.writer.commitments(), Moment(change.now), change.register)
            change.writer.put_view(view_of(name, query or (), portfolio))
        else:
            require_unused(name, change.register)
            change.writer.remove_view(name)

    session.change(showing.register, kept)
    say(f"{VIEW}{name}: {' '.join(query) if query else 'dropped'}")
