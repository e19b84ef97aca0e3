"""Command: the manual, and the options of a command."""

import json
from typing import Annotated, Any

import typer

from tracker import manual
from tracker.commands import completion
from tracker.commands.output import page_out, terminal, write_out
from tracker.errors import BadChoice, MissingValue, NoHelpPage, quoted


def help_(
    ctx: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic of the manual, a command, or schema; without it, the list of topics and commands.",
            autocompletion=completion.topics,
            show_default=False,
        ),
    ] = None,
    command: Annotated[
        str | None,
        typer.Argument(metavar="[COMMAND]", help="After `schema`: the command whose JSON it is.", show_default=False),
    ] = None,
) -> None:
    """Show a page of the manual, or the options of a command.

    In a pipe a page is Markdown. `schema` shows the JSON Schema of the JSON of every command, or of one.

    \b
    tracker help
    tracker help queries
    tracker help amend
    tracker help schema
    tracker help schema list
    """
    program: Any = ctx.parent
    if topic == completion.SCHEMA:
        _show_schema(command)
        return
    if command is not None:
        raise MissingValue(f"{quoted(topic or '')} has no parts", f"write tracker help {topic}, or {command}")
    if topic is None:
        page_out([f"{program.get_help()}\n"])
        return
    named, page = program.command.get_command(program, topic), manual.page(topic)
    if named is None and page is None:
        raise NoHelpPage(topic, [*manual.topics(), *program.command.list_commands(program)])
    if named is not None:
        typer.echo(named.get_help(typer.Context(named, info_name=topic, parent=program)))
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


def _show_schema(command: str | None) -> None:
    from tracker.commands.output_schema import commands, json_schema  # noqa: PLC0415 - it imports every report

    if command is not None and command not in commands():
        raise BadChoice("command with JSON", command, commands())
    page_out([json.dumps(json_schema(command or ""), indent=2, ensure_ascii=False) + "\n"])
