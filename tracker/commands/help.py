"""The command that explains a command, the query words, or the limits."""

from typing import Annotated, Final

import typer

from tracker.commands import completion
from tracker.commands.output import page_out, terminal
from tracker.errors import BadChoice
from tracker.query import Word, words_by_subject
from tracker.render import format_of
from tracker.reports.register import words_table

QUERY, LIMITS = "query", "limits"
RULES: Final = (
    "All words must hold, in any order, with nothing between them. A comma means or; not: before a word negates it.",
    "Any other word is text to search for. Double quotes hold spaces and commas together: 'text:\"first project\"'.",
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
        words = [(word.example, _explained(word)) for word in words_by_subject()]
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


def _explained(word: Word) -> str:
    return f"{word.meaning} Choose from {', '.join(word.choices)}." if word.choices else word.meaning
