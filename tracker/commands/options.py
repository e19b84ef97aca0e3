"""Options that several commands share; a command takes a group of them as one argument."""

import inspect
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, Final, TypeVar, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import fields, replace

from tracker.commands import completion
from tracker.commands.locate import REGISTER, register_before
from tracker.errors import EmptyName, MissingValue
from tracker.model.amounts import CURRENCY_NAMES, UNITS
from tracker.model.commitment import SOURCE_KINDS, SOURCE_PARTIES
from tracker.model.due_dates import LONGEST_GRACE
from tracker.render import FORMATS, format_help
from tracker.store import LOCK_TIMEOUT, is_url

Command = TypeVar("Command", bound=Callable[..., None])
PAGE: Final = 50  # rows on a terminal, unless --limit says otherwise


def choice(metavar: str, choices: Iterable[str], text: str, *names: str) -> Any:  # noqa: ANN401 - an annotation
    """An option that takes one of the choices; `text` is its help."""
    return typer.Option(*names, metavar=metavar, help=text, autocompletion=completion.from_choices(choices))


def choice_argument(metavar: str, choices: Iterable[str], text: str = "") -> Any:  # noqa: ANN401 - an annotation
    """A required argument that takes one of the choices; its help is by default the list of choices."""
    completer = completion.from_choices(choices)
    return typer.Argument(
        metavar=metavar, help=text or ", ".join(choices), autocompletion=completer, show_default=False
    )


def limit_option(text: str, page: int | str = PAGE) -> Any:  # noqa: ANN401 - an annotation
    """The option --limit; `text` is the beginning of its help."""
    return typer.Option("--limit", min=0, metavar="N", help=f"{text} [default: {page} on a terminal, else all]")


def optional_ref(text: str) -> Any:  # noqa: ANN401 - an annotation
    """An argument for a ref that may be left out; `text` is its help."""
    return typer.Argument(metavar="[REF]", help=text, autocompletion=completion.refs)


def format_option(text: str) -> Any:  # noqa: ANN401 - an annotation
    """The option --format; `text` is its help."""
    return choice("FORMAT", FORMATS, text, "--format", "-f")


Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF", help="The ref, or the beginning of it.", autocompletion=completion.refs, show_default=False
    ),
]
Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        help="Query words, which must all match: by:JP, overdue, free text …; see `tracker help query`.",
        autocompletion=completion.query_words,
        show_default=False,
    ),
]
SourceUrl = Annotated[str, typer.Option("--source", "-s", metavar="URL", help="The address of the source.")]
NotBefore = Annotated[str | None, typer.Option(metavar="DATE", help="The earliest day on which it may be done.")]
Grace = Annotated[
    int | None,
    typer.Option(
        "--grace",
        min=0,
        max=LONGEST_GRACE,
        metavar="DAYS",
        help="Days of grace after the due date, up to a hundred years.",
    ),
]
Of = Annotated[
    str,
    typer.Option("--of", metavar="PARTY", help="The one obligor of several that this is about, by code or name."),
]
Publisher = Annotated[str, typer.Option("--publisher", metavar="NAME", help="The publisher of the source.")]
SourceKind = Annotated[
    str, choice("KIND", SOURCE_KINDS, f"The kind of source: {', '.join(SOURCE_KINDS)}.", "--source-kind")
]


class OptionGroup(Struct, frozen=True):
    """A group of options that a command takes as one argument."""


def _set_timeout(ctx: typer.Context, seconds: int) -> int:
    """Set the lock timeout of the stores that the command opens."""
    ctx.obj = replace(ctx.obj, timeout=seconds)
    return seconds


def _merge_register(ctx: typer.Context, register: str | None) -> str | None:
    """The --register after the command, or else before it; refuse two different ones."""
    before = register_before(ctx)
    if "" in {before, register}:
        raise EmptyName("--register", REGISTER)
    if before and register and before != register:
        raise MissingValue(
            "two registers are named", "give --register once"
        )  # do not print them: an address may contain a password
    return register or before


def require_path(param: typer.CallbackParam, location: str | None) -> str | None:
    """The path of a file; refuse an address, and an empty text from a shell variable that is not set."""
    if location and is_url(location):
        what = f"{_name_of(param)} is an address, not a path"
        raise MissingValue(what, "give the path of a file; put ./ before a name that looks like an address")
    return _require_text(param, location, "the path of a file")


def require_location(param: typer.CallbackParam, location: str | None) -> str | None:
    """The path of a register file, or the address of a server; refuse an empty text."""
    return _require_text(param, location, REGISTER)


COPY: Final = "the name of a saved file, or the address of a copy"


def require_copy(param: typer.CallbackParam, text: str | None) -> str | None:
    """The path of a saved file, or the address of a copy; refuse an empty text."""
    return _require_text(param, text, COPY)


def _require_text(param: typer.CallbackParam, location: str | None, remedy: str) -> str | None:
    if location == "":
        raise EmptyName(_name_of(param), remedy)
    return location


def _name_of(param: typer.CallbackParam) -> str:
    """The name of an option or argument in messages."""
    option = param.opts[0]
    return option if option.startswith("-") else str(param.metavar).strip("[]")


LockTimeout = Annotated[
    int,
    typer.Option(
        "--lock-timeout",
        metavar="SECONDS",
        min=0,
        max=3600,
        callback=_set_timeout,
        help="How long to wait while others write.",
    ),
]


class Where(OptionGroup, frozen=True):
    """The register that a command works on, and the lock timeout."""

    register: Annotated[
        str | None,
        typer.Option(
            "--register",
            "-r",
            metavar="PATH|URL",
            callback=_merge_register,
            help="The register: a file, or postgresql://HOST/DATABASE. [default: $TRACKER_REGISTER, else the nearest]",
        ),
    ] = None
    lock_timeout: LockTimeout = LOCK_TIMEOUT


class Showing(Where, frozen=True):
    """The register that a command reads, and the format of the output."""

    format: Annotated[str | None, format_option(f"{format_help()}. [default: by the name of --output, else table]")] = (
        None
    )
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="Short for --format csv.")] = False
    excel: Annotated[bool, typer.Option("--excel", help="CSV with a byte order mark, which Excel reads as UTF-8.")] = (
        False
    )
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", callback=require_path, help="Write the output to this file."),
    ] = None
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file even if it is not a report of this kind.")
    ] = False


class Viewing(Showing, frozen=True):
    """Showing, with the moment of the question, the language, and the currency or unit."""

    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use only what had happened by this date. [default: now]"),
    ] = None
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at", metavar="DATE", help="Use only what was known by this date; without --as-of it sets both."
        ),
    ] = None
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="TAG",
            envvar="TRACKER_LANG",
            help="The language of the answer: ja, zh …; in others only titles, names and amounts.",
        ),
    ] = ""
    into: Annotated[
        str,
        choice(
            "UNIT",
            (*sorted(set(CURRENCY_NAMES.values())), *UNITS),
            "Convert figures to USD, JPY … at recorded rates, or to t, m3 …",
            "--in",
        ),
    ] = ""
    rate_day: Annotated[
        str,
        choice(
            "WHICH",
            ("set", "as-of"),
            "With --in, use the rate of the day a figure was set (set) or of the --as-of day (as-of).",
            "--rate-day",
        ),
    ] = "set"


def _require_names(names: list[str] | None) -> list[str]:
    if any(not name.strip() for name in names or []):
        raise EmptyName("--without", "a publisher, a host or an address, as in --without Nikkei")
    return list(dict.fromkeys(names or []))


Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        callback=_require_names,
        autocompletion=completion.source_names,
        help="Leave out what this publisher, host or address alone reports, with its relays; may be repeated.",
    ),
]


# The words in capitals that the help and the printed commands have in place of a text.
PLACEHOLDERS: Final = (
    "AMOUNT|CODE|DATE|DAY|FILE|MEASURE|NAME|NOTE|PARTY|PLACES|REASON|REF|STATUS|TEXT|TITLE|URL|WHY|YEAR"
)


def require_written(option: str, text: str, what: str) -> None:
    """Refuse a blank text, and a placeholder that nobody filled in; `what` is to be given instead."""
    if re.fullmatch(PLACEHOLDERS, text.strip()):
        raise MissingValue(f"{text} after {option} is a placeholder of the help", f"write {what} itself")
    if text and not text.strip():
        raise EmptyName(option, what)


class Evidence(Where, frozen=True):
    """When a fact took effect, when it became known, and its source."""

    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help="The day it took effect, or `unknown`. [default: today; of what a source says, --published]",
        ),
    ] = None
    known: Annotated[
        str | None,
        typer.Option("--known", metavar="DATE", help="The day it became known. [default: --published, else today]"),
    ] = None
    source: SourceUrl = ""
    publisher: Publisher = ""
    source_title: Annotated[str, typer.Option("--source-title", metavar="TEXT", help="The title of the source.")] = ""
    source_kind: SourceKind = "media"
    source_party: Annotated[
        str,
        choice(
            "SIDE",
            SOURCE_PARTIES,
            f"The side that the source speaks for: {', '.join(SOURCE_PARTIES)}.",
            "--source-party",
        ),
    ] = ""
    source_lang: Annotated[
        str, typer.Option("--source-lang", "--lang", metavar="TAG", help="The language of the source.")
    ] = ""
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="The day the source was published.")
    ] = None
    relays: Annotated[
        str, typer.Option("--relays", metavar="TEXT", help="The other report that the source repeats.")
    ] = ""
    quote: Annotated[
        str, typer.Option("--quote", metavar="TEXT", help="What the source says, word for word in its own language.")
    ] = ""
    summary: Annotated[
        str, typer.Option("--summary", metavar="TEXT", help="What the source says, in your own words.")
    ] = ""
    archived: Annotated[
        str | None,
        typer.Option(
            "--archived",
            "--archive",
            metavar="FILE",
            callback=require_copy,
            help="A saved page or PDF of which to keep a copy, or the address of one in an archive.",
        ),
    ] = None
    note: Annotated[str, typer.Option("--note", "-n", metavar="TEXT", help="A note on this event.")] = ""
    write_note: Annotated[
        bool, typer.Option("--write-note", help="Write the note in $VISUAL or $EDITOR; needs a terminal.")
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False

    def require_written(self) -> None:
        """Refuse a text that is blank or a placeholder."""
        require_written("--source", self.source, "the address of the source")
        require_written("--publisher", self.publisher, "the name of the publisher")
        require_written("--archived", self.archived or "", COPY)
        require_written("--note", self.note, "the reason")

    def with_note(self) -> "Evidence":
        """With --write-note, the same with the note from the editor; call it before a transaction, which locks."""
        if not self.write_note:
            return self
        from tracker.commands.prompt import edit_text  # noqa: PLC0415 - only --write-note needs it

        return replace(self, note=edit_text(self.note), write_note=False)


def names_of(text: str) -> list[str]:
    """Split a list with commas, such as `--columns ref,due`; each name once.

    >>> names_of("ref, due,ref,")
    ['ref', 'due']
    """
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def grouped(command: Command) -> Command:
    """Replace each group in the parameters of a command by its options, for Typer, and build the group for the call."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, OptionGroup)}
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name not in groups
    ]
    options = [parameter for kind in groups.values() for parameter in _parameters(kind)]

    @wraps(command)
    def flattened(**values: Any) -> None:  # noqa: ANN401 - the values of all options
        for name, kind in groups.items():
            values[name] = kind(**{field.name: values.pop(field.name) for field in fields(kind)})
        command(**values)

    del flattened.__wrapped__
    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*own, *options)]
    flattened.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined] # Typer reads it
    flattened.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword}
    return flattened  # type: ignore[return-value] # only Typer calls it


def _parameters(kind: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(kind)
    ]
