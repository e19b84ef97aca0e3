"""The options that many commands share, each said once; a command takes a whole group of them as one argument."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import fields, replace

from tracker.commands import completion
from tracker.commands.locate import REGISTER
from tracker.errors import EmptyName, MissingValue
from tracker.model.amounts import CURRENCY_NAMES, UNITS
from tracker.model.commitment import SOURCE_KINDS, SOURCE_PARTIES
from tracker.model.due_dates import LONGEST_GRACE
from tracker.render import FORMATS
from tracker.store import LOCK_TIMEOUT, is_url

Command = TypeVar("Command", bound=Callable[..., None])

Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF", help="The ref, or enough of its beginning.", autocompletion=completion.refs, show_default=False
    ),
]
Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        help="Words that must all hold: by:JP, overdue, free text …; `tracker help query` explains them.",
        autocompletion=completion.query_words,
        show_default=False,
    ),
]
SourceUrl = Annotated[str, typer.Option("--source", "-s", metavar="URL", help="Where it is written.")]
Grace = Annotated[
    int | None,
    typer.Option("--grace", min=0, max=LONGEST_GRACE, metavar="DAYS", help="Days of grace, up to a hundred years."),
]
Publisher = Annotated[str, typer.Option("--publisher", metavar="NAME", help="Who published it.")]
OfKind = Annotated[
    str,
    typer.Option(
        "--source-kind",
        metavar="KIND",
        help=", ".join(SOURCE_KINDS),
        autocompletion=completion.one_of(SOURCE_KINDS),
    ),
]


class Group(Struct, frozen=True):
    """Options that a command takes together."""


def _patient(ctx: typer.Context, seconds: int) -> int:
    """Let whatever store the command opens wait so long for its lock."""
    ctx.obj = replace(ctx.obj, timeout=seconds)
    return seconds


def _named(ctx: typer.Context, register: str | None) -> str | None:
    """The register that is named behind the command, or else before it."""
    before = completion.named_before(ctx)
    if "" in {before, register}:
        raise EmptyName("--register", REGISTER)
    if before and register and before != register:
        raise MissingValue("two registers are named", "give --register once")  # an address may have a password in it
    return register or before


def named_file(param: typer.CallbackParam, location: str | None) -> str | None:
    """The path that is given, None if none is; an empty one, of a shell variable that is not set, is refused."""
    if location and is_url(location):
        what = f"{_called(param)} is an address and no path"
        raise MissingValue(what, "give the path of a file, with ./ before one that is called so")
    return _named_as(param, location, "the path of a file")


def named_register(param: typer.CallbackParam, location: str | None) -> str | None:
    """As a file, of a register, which may be on a server."""
    return _named_as(param, location, REGISTER)


def _named_as(param: typer.CallbackParam, location: str | None, remedy: str) -> str | None:
    if location == "":
        raise EmptyName(_called(param), remedy)
    return location


def _called(param: typer.CallbackParam) -> str:
    option = param.opts[0]
    return option if option.startswith("-") else str(param.metavar).strip("[]")


Waiting = Annotated[
    int,
    typer.Option(
        "--lock-timeout",
        metavar="SECONDS",
        min=0,
        max=3600,
        callback=_patient,
        help="How long a change waits while others write.",
    ),
]


class Where(Group, frozen=True):
    """Which register a command works on, and how long it waits for others that change it."""

    register: Annotated[
        str | None,
        typer.Option(
            "--register",
            "-r",
            metavar="PATH|URL",
            callback=_named,
            help="The register: a file, or postgresql://HOST/DATABASE. [default: $TRACKER_REGISTER, else the nearest]",
        ),
    ] = None
    lock_timeout: Waiting = LOCK_TIMEOUT


class Showing(Where, frozen=True):
    """Which register a command looks at, and how it shows what it finds."""

    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table, csv, json, jsonl, markdown, html, xlsx, and where there is one the timeline as svg or png or "
            "the calendar as ics. [default: by the name of --output, else table]",
            autocompletion=completion.one_of(FORMATS),
        ),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="Short for --format csv.")] = False
    excel: Annotated[bool, typer.Option("--excel", help="CSV that Excel takes for UTF-8: with a byte order mark.")] = (
        False
    )
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", callback=named_file, help="Write there instead of showing it."),
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Replace a file even if it is no report of this kind.")] = False


class Viewing(Showing, frozen=True):
    """As showing, and as of when, as known when, in which language, in which currency or unit."""

    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="What had happened by then. [default: now]")
    ] = None
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="DATE", help="What was known by then; alone it sets --as-of too."),
    ] = None
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="TAG", envvar="TRACKER_LANG", help="Titles, names and amounts in ja, zh, ko …"),
    ] = ""
    into: Annotated[
        str,
        typer.Option(
            "--in",
            metavar="UNIT",
            help="Figures in USD, JPY …, by recorded rates; in t, m3 …",
            autocompletion=completion.one_of((*sorted(set(CURRENCY_NAMES.values())), *UNITS)),
        ),
    ] = ""
    rate_day: Annotated[
        str,
        typer.Option(
            "--rate-day",
            metavar="WHICH",
            help="With --in, by the rate of the day a figure was set (set) or of the day asked about (as-of).",
            autocompletion=completion.one_of(("set", "as-of")),
        ),
    ] = "set"


class Evidence(Where, frozen=True):
    """When a fact took effect, when it became known, and where it is from."""

    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="When it took effect, or `unknown`. [default: today]"),
    ] = None
    known: Annotated[
        str | None,
        typer.Option("--known", metavar="DATE", help="When it became known. [default: --published, else today]"),
    ] = None
    source: SourceUrl = ""
    publisher: Publisher = ""
    source_title: Annotated[str, typer.Option("--source-title", metavar="TEXT", help="The title of the source.")] = ""
    source_kind: OfKind = "media"
    source_party: Annotated[
        str,
        typer.Option(
            "--source-party",
            metavar="SIDE",
            help=f"Whose word it is: {', '.join(SOURCE_PARTIES)}.",
            autocompletion=completion.one_of(SOURCE_PARTIES),
        ),
    ] = ""
    source_lang: Annotated[str, typer.Option("--source-lang", "--lang", metavar="TAG", help="Its language.")] = ""
    published: Annotated[str | None, typer.Option("--published", metavar="DATE", help="When it came out.")] = None
    relays: Annotated[str, typer.Option("--relays", metavar="TEXT", help="The report that it repeats.")] = ""
    quote: Annotated[str, typer.Option("--quote", metavar="TEXT", help="What it says, in its own words.")] = ""
    note: Annotated[str, typer.Option("--note", "-n", metavar="TEXT", help="What else should be known.")] = ""
    write_note: Annotated[
        bool, typer.Option("--write-note", help="Write the note in $VISUAL or $EDITOR; on a terminal only.")
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False

    def with_note(self) -> "Evidence":
        """With --write-note, the same with the note from the editor; call it before a transaction, which locks."""
        if not self.write_note:
            return self
        from tracker.commands.prompt import edit_text  # noqa: PLC0415 - only --write-note needs it

        return replace(self, note=edit_text(self.note), write_note=False)


def names_of(text: str) -> list[str]:
    """The names in an option that takes several, with commas between them, each once.

    >>> names_of("ref, due,ref,")
    ['ref', 'due']
    """
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def grouped(command: Command) -> Command:
    """Let a command take a group of options as one argument; each field of it is an option on the command line."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, Group)}
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name not in groups
    ]
    flat = [parameter for kind in groups.values() for parameter in _parameters(kind)]

    @wraps(command)
    def flattened(**given: Any) -> None:  # noqa: ANN401 - whatever the options are
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        command(**given)

    del flattened.__wrapped__
    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*own, *flat)]
    flattened.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined] # what Typer reads
    flattened.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword}
    return flattened  # type: ignore[return-value] # it is called by Typer only


def _parameters(kind: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(kind)
    ]
