"""Completion in the shell: refs, query words and vocabularies; nothing if the register cannot be read."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final
from unicodedata import category

import typer
from typer.core import TyperArgument, TyperCommand

from tracker.commands.locate import find_register, register_before
from tracker.commands.skimming import skimmed

Completer = Callable[[str], list[str]]
PLAIN: Final = frozenset("-_.:@/+%,")  # and letters, marks and numbers of every script
SCHEMA: Final = "schema"  # what `help` shows besides its topics
TIMEOUT: Final = 1  # seconds to wait for a lock or a server


class RefFirst(TyperCommand):
    """Stand-in for a command while the shell completes its ref: the command itself is not imported."""

    def __init__(self, name: str, build: Callable[[], TyperCommand]) -> None:
        ref = TyperArgument(param_decls=["ref"], autocompletion=lambda ctx, _, incomplete: refs(ctx, incomplete))
        super().__init__(name, params=[ref])
        self._build = build

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:  # noqa: ANN401 - Typer's context and items
        """Complete the options of the command, which is imported for that."""
        return self._build().shell_complete(ctx, incomplete)


def from_choices(choices: Iterable[str]) -> Completer:
    """A completer for one word of a vocabulary."""

    def complete(incomplete: str) -> list[str]:
        return _beginning(incomplete, choices)

    return complete


def some_of(choices: Iterable[str]) -> Completer:
    """A completer for a list of words of a vocabulary, with commas."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{choice}" for choice in _beginning(last, choices)]

    return complete


def refs(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a ref of the register; that of a milestone only after the slash."""
    if "/" in incomplete:
        return _milestones(ctx, incomplete)
    if found := skimmed(_register(ctx)):
        return _as_deep(incomplete, sorted(ref for ref in found if ref.startswith(incomplete)))
    return _read(ctx, lambda reader: _as_deep(incomplete, _beginning(incomplete, sorted(reader.refs(incomplete)))))


def _milestones(ctx: typer.Context, incomplete: str) -> list[str]:
    """The milestones that begin with a text, and the periods of recurring duties until now."""
    from tracker.model.dates import Moment  # noqa: PLC0415 - completing another ref does without
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above

    def found(reader: Any) -> list[str]:  # noqa: ANN401 - a reader
        whole = reader.with_related(incomplete.rpartition("/")[0])
        known = Portfolio(whole, Moment(datetime.now(UTC))).refs
        return _as_deep(incomplete, _beginning(incomplete, sorted({*known, *reader.refs(incomplete)})))

    return _read(ctx, found)


def _as_deep(incomplete: str, refs: Iterable[str]) -> list[str]:
    """The refs with as many slashes as the typed text."""
    return [ref for ref in refs if ref.count("/") == incomplete.count("/")]


def categories(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a category, of every register or of the register's own."""
    from tracker.model.commitment import CATEGORIES  # noqa: PLC0415 - completing a ref does without
    from tracker.model.register import Category  # noqa: PLC0415 - completing a ref does without

    own = _read(ctx, lambda reader: list(reader.values(Category)))
    return _beginning(incomplete, [*CATEGORIES, *own])


def topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a topic of the manual, a command, or `schema`."""
    from tracker import manual  # noqa: PLC0415 - completing a ref does without

    program: Any = ctx.find_root().command
    return _beginning(incomplete, dict.fromkeys([*manual.topics(), *program.list_commands(ctx), SCHEMA]))


def views(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a saved view."""
    return _views(ctx, incomplete)


def source_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a source or its host."""
    return _beginning(incomplete, _values(ctx, "source"))


def query_words(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a query word or, after its colon, a value that occurs in the register."""
    from tracker.query import WORDS  # noqa: PLC0415 - completing a ref does without

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
    return find_register(ctx.params.get("register") or register_before(ctx))


def _views(ctx: typer.Context, incomplete: str) -> list[str]:
    from tracker.model.register import View  # noqa: PLC0415 - completing a ref does without

    return _read(ctx, lambda reader: _beginning(incomplete, reader.values(View)))


def _values(ctx: typer.Context, name: str) -> list[str]:
    from tracker.model.dates import Moment  # noqa: PLC0415 - completing a ref does without
    from tracker.model.register import Category, Party, Register  # noqa: PLC0415 - completing a ref does without
    from tracker.query import WORDS  # noqa: PLC0415 - completing a ref does without
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - completing a ref does without

    def found(reader: Any) -> list[str]:  # noqa: ANN401 - a reader
        everything = Moment(datetime.max.replace(tzinfo=UTC))
        register = Register(zone=reader.meta.zone, parties=reader.values(Party), categories=reader.values(Category))
        portfolio = Portfolio(reader.commitments(), everything, register)
        return list(WORDS[name].values_in(portfolio))

    return _read(ctx, found)


def _read(ctx: typer.Context, read: Callable[[Any], list[str]]) -> list[str]:
    """The answer of a function of the reader of the register; nothing if it cannot be read in a short time."""
    from tracker.errors import TrackerError  # noqa: PLC0415 - completing a ref of a file does without
    from tracker.store import open_store  # noqa: PLC0415 - as above
    from tracker.store.renamed import RenamedReader  # noqa: PLC0415 - as above

    try:
        location = _register(ctx)
        with open_store(location, TIMEOUT).reading() as reader:
            return read(RenamedReader(reader, location))
    except TrackerError:
        return []


def _beginning(incomplete: str, choices: Iterable[str]) -> list[str]:
    """The choices that begin with the typed text and are plain."""
    return [choice for choice in choices if choice.startswith(incomplete) and is_plain(choice)]


def is_plain(text: str) -> bool:
    """True if every shell reads the text as one literal word, and no command reads it as an option.

    Shells insert a completion without quotes, and zsh evaluates it.

    >>> is_plain("category:energy"), is_plain("東京"), is_plain("$(reboot)"), is_plain("--force")
    (True, True, False, False)
    """
    from tracker.render.escape import escape_control  # noqa: PLC0415 - completing a ref does without

    are_plain = (character in PLAIN or category(character)[0] in "LMN" for character in text)
    return not text.startswith("-") and text == escape_control(text) and all(are_plain)
