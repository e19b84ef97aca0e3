"""Command: the manual, and the options of a command."""

from typing import Annotated, Any

import typer

from tracker import manual
from tracker.commands import completion
from tracker.commands.output import page_out, terminal, write_out
from tracker.errors import NoHelpPage


def help_(
    ctx: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic of the manual, or a command; without it, the list of both.",
            autocompletion=completion.topics,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show a page of the manual, or the options of a command.

    In a pipe a page is Markdown.

    \b
    tracker help
    tracker help queries
    tracker help dates
    tracker help amend
    """
    program: Any = ctx.parent
    if topic is None:
        page_out([f"{program.get_help()}\n"])
        return
    command, page = program.command.get_command(program, topic), manual.page(topic)
    if command is None and page is None:
        raise NoHelpPage(topic, [*manual.topics(), *program.command.list_commands(program)])
    if command is not None:
        typer.echo(command.get_help(typer.Context(command, info_name=topic, parent=program)))
    if page is not None:
        _show_page(page)


def _show_page(page: str) -> None:
    """Show a page as text on a terminal and as Markdown in a pipe."""
    where = terminal()
    if where.width is None:
        write_out([page])
        return
    from tracker.manual.text import as_text  # noqa: PLC0415 - a pipe gets the page as it is

    page_out(as_text(page, where))
