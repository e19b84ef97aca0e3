"""What the shell completes: refs, query words, and closed vocabularies. An unreadable register completes nothing."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final
from unicodedata import category

import typer
from typer.core import TyperArgument, TyperCommand

from tracker.commands.locate import find_register
from tracker.commands.skimming import skimmed
from tracker.errors import TrackerError

Completer = Callable[[str], list[str]]
PLAIN: Final = frozenset("-_.:@/+%,")  # beside letters, marks and numbers of every script
PATIENCE: Final = 1  # seconds that somebody waits after a tab for a server


class RefFirst(TyperCommand):
    """A command whose first argument is a ref, while that is typed: to complete it nothing more need be imported."""

    def __init__(self, name: str, whole: Callable[[], TyperCommand]) -> None:
        ref = TyperArgument(param_decls=["ref"], autocompletion=lambda ctx, _, incomplete: refs(ctx, incomplete))
        super().__init__(name, params=[ref])
        self._whole = whole

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:  # noqa: ANN401 - Typer's own
        """The options of the whole command."""
        return self._whole().shell_complete(ctx, incomplete)


def one_of(choices: Iterable[str]) -> Completer:
    """A completer of a closed vocabulary."""

    def complete(incomplete: str) -> list[str]:
        return _beginning(incomplete, choices)

    return complete


def some_of(choices: Iterable[str]) -> Completer:
    """A completer of a closed vocabulary of which several may be given, with commas between them."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{choice}" for choice in _beginning(last, choices)]

    return complete


def refs(ctx: typer.Context, incomplete: str) -> list[str]:
    """The refs of the register."""
    place = _register(ctx)
    if found := skimmed(place):
        return sorted(ref for ref in found if ref.startswith(incomplete))

    try:
        with _reading(place) as reader:
            return _beginning(incomplete, sorted(reader.refs(incomplete)))
    except TrackerError:
        return []


def named_before(ctx: typer.Context) -> str | None:
    """The register that is named before the command; None if none is."""
    return ctx.parent.params.get("register") if ctx.parent else None


def topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """What there is help for: the query words, and every command."""
    program: Any = ctx.find_root().command
    return _beginning(incomplete, ["query", "limits", *program.list_commands(ctx)])


def views(ctx: typer.Context, incomplete: str) -> list[str]:
    """The names of the saved views."""
    return _views(ctx, incomplete)


def query_words(ctx: typer.Context, incomplete: str) -> list[str]:
    """The query words, and after a colon the values that the word can have in the register."""
    from tracker.query import WORDS  # noqa: PLC0415 - as above

    negated = "not:" if incomplete.startswith("not:") else ""
    typed = incomplete.removeprefix("not:")
    name, colon, value = typed.partition(":")
    if typed.startswith("@"):
        return [f"{negated}@{name}" for name in _views(ctx, typed.removeprefix("@"))]
    if not colon:
        words = [f"{negated}{word}{':' if WORDS[word].takes_value else ''}" for word in WORDS]
        views = [] if typed else [f"{negated}@{name}" for name in _views(ctx, "")]
        return _beginning(incomplete, [*words, *([] if negated else ["not:"]), *views])
    if name not in WORDS:
        return []
    before, comma, last = value.rpartition(",")
    values = _beginning(last, _values(ctx, name))
    return [f"{negated}{name}:{before}{comma}{found}" for found in values]


def _register(ctx: typer.Context) -> str:
    return find_register(ctx.params.get("register") or named_before(ctx))


def _views(ctx: typer.Context, incomplete: str) -> list[str]:
    try:
        with _reading(_register(ctx)) as reader:
            return _beginning(incomplete, reader.views())
    except TrackerError:
        return []


def _values(ctx: typer.Context, name: str) -> Iterable[str]:
    from tracker.model.dates import Moment  # noqa: PLC0415 - as above
    from tracker.model.register import Register  # noqa: PLC0415 - as above
    from tracker.query import WORDS  # noqa: PLC0415 - as above
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above

    try:
        with _reading(_register(ctx)) as reader:
            everything = Moment(datetime.max.replace(tzinfo=UTC))
            register = Register(zone=reader.meta.zone, parties=reader.parties())
            portfolio = Portfolio(reader.commitments(), everything, register)
            return WORDS[name].values_in(portfolio)
    except TrackerError:
        return []


def _reading(location: str) -> AbstractContextManager[Any]:
    """Look at a register, without waiting long for a server."""
    from tracker.store import open_store  # noqa: PLC0415 - a command line is built without opening anything

    return open_store(location, PATIENCE).reading()


def _beginning(incomplete: str, choices: Iterable[str]) -> list[str]:
    """The choices that go on from what is typed; one that a shell could take otherwise can only be typed by hand."""
    return [choice for choice in choices if choice.startswith(incomplete) and is_plain(choice)]


def is_plain(text: str) -> bool:
    """Whether every shell takes a text for one word as it stands, and every command for no option.

    Shells put a candidate into the line unquoted, and zsh evaluates it.

    >>> is_plain("category:energy"), is_plain("東京"), is_plain("$(reboot)"), is_plain("--force")
    (True, True, False, False)
    """
    from tracker.render.escape import escape_control  # noqa: PLC0415 - as above

    are_plain = (character in PLAIN or category(character)[0] in "LMN" for character in text)
    return not text.startswith("-") and text == escape_control(text) and all(are_plain)
