"""The program: commands by group, the clock and the user, and one line with an exit code for each error."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from keyword import iskeyword
from types import CodeType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer._click.exceptions import NoSuchOption, UsageError
from typer.core import TyperGroup
from typer.main import get_command

from tracker import __version__

if TYPE_CHECKING:
    from tracker.errors import TrackerError

CLOCK: Final = "TRACKER_NOW"
# The commands by group, in the order of the help. A command is the function of its name in the module of its name.
GROUPS: Final = {
    "Every day": ("list", "show", "add", "mark", "amend"),
    "Look": ("agenda", "changes", "moves", "timeline", "score", "balance", "progress", "sources", "check", "inbox"),
    "Record": ("milestone", "deliver", "review", "assess", "position", "cite", "edit", "remove", "undo"),
    "Exchange": ("draft", "import", "export", "copy", "report"),
    "Register": ("log", "party", "category", "view", "rate", "init", "info", "reindex", "backup", "restore", "help"),
}
COMMANDS: Final = tuple(name for names in GROUPS.values() for name in names)

# Command names of other programs, and what to write here instead.
OTHER_NAMES: Final = {
    **dict.fromkeys(("delete", "rm"), "remove REF"),
    "ls": "list",
    **dict.fromkeys(("overdue", "late"), "list --overdue"),
    **dict.fromkeys(("search", "find", "grep"), "list TEXT"),
    **dict.fromkeys(("new", "create"), "add TITLE"),
    **dict.fromkeys(("done", "close"), "mark REF met"),
    "version": "--version",
}
OTHER_OPTIONS: Final = {"--date": ("--on", "--as-of")}
# Options of earlier trackers, and what to write instead.
FORMER_OPTIONS: Final = {"--target": "`tracker milestone REF NAME --due DATE --amount AMOUNT` adds a dated part"}


class Program(TyperGroup):
    """The commands in their groups; only the command that is called is imported.

    Typer builds every command before it runs one, which would import the whole program. So this class overrides the
    methods by which Typer finds a command (`get_command`, `resolve_command`), lists them all in the help
    (`format_commands`), completes a line (`_main_shell_completion`), and parses and runs (`make_context`, `invoke`).
    """

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - the arguments of TyperGroup
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment] # the names are enough to suggest one

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - Typer's context and command
        """Import and build a command; None if there is no command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return _command(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Find the command that is called; while the shell completes its ref, use a stand-in that imports less."""
        if ctx.resilient_parsing and len(args) == 1 and args[0] in COMMANDS and takes_ref(args[0]):
            from tracker.commands.completion import RefFirst  # noqa: PLC0415 - only for completion

            return args[0], RefFirst(args[0], partial(self.get_command, ctx, args[0])), []
        if args[0] in OTHER_NAMES and not ctx.resilient_parsing:
            raise UsageError(f"no such command '{args[0]}': write `tracker {OTHER_NAMES[args[0]]}`", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the commands group by group, without importing them, then the topics of the manual."""
        del ctx
        for title, names in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, _summary(name)) for name in names])
        from tracker.manual import topics  # noqa: PLC0415 - only help needs it

        with formatter.section("Manual, by `tracker help TOPIC`"):
            formatter.write_dl(list(topics().items()))

    def _main_shell_completion(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        """Answer the shell, with our own rules for bash."""
        if any(name.endswith("_COMPLETE") for name in os.environ):
            from tracker.commands.bash_completion import register  # noqa: PLC0415 - only for completion

            register()
        super()._main_shell_completion(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        """Parse the options before the command."""
        with _in_one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run the command."""
        with _in_one_line(ctx):
            return super().invoke(ctx)


@cache
def _command(name: str) -> Any:  # noqa: ANN401 - a command of Typer
    """The command of a name, imported and built at the first call."""
    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command(name)(getattr(import_module(_module(name)), _code(name).co_name))
    return get_command(one)


def _module(command: str) -> str:
    """The module of a command, such as `tracker.commands.import_`: a keyword gets an underscore."""
    return f"tracker.commands.{command}{'_' if iskeyword(command) else ''}"


def _code(command: str) -> CodeType:
    """The compiled function of a command, taken from its .pyc file: importing all commands for the help is slow.

    The function has the name of the command, with an underscore where Python has that name itself.
    """
    loader: Any = find_spec(_module(command)).loader  # type: ignore[union-attr] # the module exists
    functions = (const for const in loader.get_code(loader.name).co_consts if isinstance(const, CodeType))
    return next(function for function in functions if function.co_name in {command, f"{command}_"})


def _summary(command: str) -> str:
    """The first sentence of the docstring of a command."""
    from tracker.manual import first_sentence  # noqa: PLC0415 - only help needs it

    docstring = _code(command).co_consts[0]
    return first_sentence(" ".join(str(docstring).split()))


def takes_ref(command: str) -> bool:
    """True if a positional parameter of a command is called `ref`."""
    code = _code(command)
    return "ref" in code.co_varnames[: code.co_argcount]


@contextmanager
def _in_one_line(ctx: Any = None) -> Iterator[None]:  # noqa: ANN401 - as above
    """Turn an error of the block into one line on stderr and an exit code.

    If the command has already changed something for good, it has not failed: the line says what was done and what could
    not be shown, and the exit code is 0.
    """
    try:
        yield
    except typer.Exit:  # the command has said all
        raise
    except SystemExit:  # the reader of standard output closed the pipe
        if _done(ctx):
            raise typer.Exit from None
        raise
    except Exception as error:
        refusal = _refusal_of(error)
        if refusal is None:
            raise
        if isinstance(refusal, SystemExit):
            raise refusal from None
        done = _done(ctx)
        _say(f"{done}, but {refusal}" if done else str(refusal))
        raise typer.Exit(0 if done else refusal.exit_code) from None
    except KeyboardInterrupt:
        if done := _done(ctx):
            _say(f"{done}, but interrupted while it was shown")
            raise typer.Exit from None
        raise


def _refusal_of(error: Exception) -> "TrackerError | SystemExit | None":
    """The refusal that an error is, or means; None for a mistake of ours, and for what the entry point handles."""
    from tracker.errors import CommandLineError, TrackerError  # noqa: PLC0415 - only an error needs them

    if isinstance(error, UsageError):
        command = error.ctx.command_path if error.ctx else "tracker"
        return CommandLineError(_with_suggestion(error).format_message(), command)
    if isinstance(error, OSError) and _is_from_echo(error):  # Typer writes help and version itself
        from tracker.commands.output import end_of_output  # noqa: PLC0415 - only an error needs it

        return end_of_output(error)
    return error if isinstance(error, TrackerError) else None


def _done(ctx: Any) -> str:  # noqa: ANN401 - as above
    """The word for a change that the command has made, such as “recorded”; empty if it has made none."""
    return next(iter(ctx.obj.done), "") if ctx and ctx.obj else ""


def _is_from_echo(error: OSError) -> bool:
    """True if the error was raised while Typer wrote to a stream."""
    from traceback import walk_tb  # noqa: PLC0415 - only an error needs it

    return any(frame.f_code.co_name == "echo" for frame, _ in walk_tb(error.__traceback__))


def _with_suggestion(error: UsageError) -> UsageError:
    """The error; for an unknown option of other programs, with the options of this command that do the same.

    For an option of earlier trackers, with what to write instead.
    """
    if isinstance(error, NoSuchOption) and error.option_name in FORMER_OPTIONS:
        return UsageError(f"no such option: {error.option_name}; {FORMER_OPTIONS[error.option_name]}", error.ctx)
    if isinstance(error, NoSuchOption) and error.ctx and error.option_name in OTHER_OPTIONS:
        names = {name for param in error.ctx.command.params for name in param.opts}
        suggestions = [name for name in OTHER_OPTIONS[error.option_name] if name in names]
        error.possibilities = suggestions or error.possibilities
    return error


def _say(sentence: str) -> None:
    from tracker.commands.session import say  # noqa: PLC0415 - only a refusal needs it

    say(f"tracker: {sentence}")


app = typer.Typer(
    cls=Program,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(value: bool) -> None:  # noqa: FBT001 - Typer passes it by position
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


@app.callback(epilog="Exit codes: 0 done · 1 something found · 2 usage · 3 no such commitment · 4 register · 5 rule")
def begin(
    ctx: typer.Context,
    *,
    register: Annotated[  # the options of the command read it
        str | None,
        typer.Option("--register", "-r", metavar="PATH|URL", help="The register; may also be given after the command."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """A ledger of promises between governments: who owes what to whom, what is late, and how we know."""
    del register, version
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        from tracker.errors import BadUsage  # noqa: PLC0415 - only this refusal needs it

        raise typer.Exit(BadUsage.exit_code)
    from tracker.commands.session import Session  # noqa: PLC0415 - help, version and completion do not need it
    from tracker.language import use_language  # noqa: PLC0415 - as above

    use_language("")
    ctx.obj = Session(now(), user(), is_clock_fixed=CLOCK in os.environ)


def now() -> datetime:
    """The current time, or that of $TRACKER_NOW: an ISO time with an offset, or a day, which means noon UTC."""
    text = os.environ.get(CLOCK)
    if not text:
        return datetime.now(UTC)
    from tracker.errors import BadDate  # noqa: PLC0415 - only $TRACKER_NOW needs it
    from tracker.model.due_dates import read_when  # noqa: PLC0415 - as above

    try:
        when = read_when(text, datetime.now(UTC), "UTC")
    except BadDate as error:
        raise BadDate(f"{CLOCK}={text}", error.why) from None
    return when if isinstance(when, datetime) else datetime.combine(when, time(12), UTC)


def user() -> str:
    """The user name from the operating system; environment variables such as $USER are ignored."""
    if sys.platform == "win32":  # pragma: no cover - Windows
        import getpass  # noqa: PLC0415 - only on this system

        return getpass.getuser()
    import pwd  # noqa: PLC0415 - only on this system

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def main() -> None:
    """Run the program; write UTF-8, except to a terminal with another encoding."""
    gc.disable()  # a short run makes few cycles; collecting them doubles the time to decode a register
    if not sys.stdout:  # the next file to be opened would get its descriptor
        from tracker.errors import OutputError  # noqa: PLC0415 - only this refusal needs it

        _say(str(OutputError("standard output", "it is closed")))
        sys.exit(OutputError.exit_code)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="")
    try:
        app()
    finally:
        gc.freeze()  # skip the collection at exit
