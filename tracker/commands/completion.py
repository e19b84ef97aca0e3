"""What the shell completes: refs, query words, and closed vocabularies. An unreadable register completes nothing."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import typer

from tracker.commands.places import find_register
from tracker.errors import Refusal
from tracker.render.surface import harmless

Completer = Callable[[str], list[str]]


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
    from tracker.store import open_store  # noqa: PLC0415 - a command line is built without opening anything

    try:
        with open_store(find_register(ctx.params.get("register"))).reading() as reader:
            return _beginning(incomplete, sorted(reader.refs()))
    except Refusal:
        return []


def query_words(ctx: typer.Context, incomplete: str) -> list[str]:
    """The query words, and after a colon the values that the word can have in the register."""
    from tracker.query.words import WORDS  # noqa: PLC0415 - as above

    negated = "not:" if incomplete.startswith("not:") else ""
    typed = incomplete.removeprefix("not:")
    name, colon, value = typed.partition(":")
    if not colon:
        words = [f"{negated}{word}{':' if WORDS[word].takes_value else ''}" for word in WORDS]
        return _beginning(incomplete, [*words, *([] if negated else ["not:"])])
    if name not in WORDS:
        return []
    before, comma, last = value.rpartition(",")
    values = _beginning(last, _values(ctx, name))
    return [f"{negated}{name}:{before}{comma}{found}" for found in values]


def _values(ctx: typer.Context, name: str) -> Iterable[str]:
    from tracker.moment import Moment  # noqa: PLC0415 - as above
    from tracker.query.words import WORDS  # noqa: PLC0415 - as above
    from tracker.register import Register  # noqa: PLC0415 - as above
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above
    from tracker.store import open_store  # noqa: PLC0415 - as above

    try:
        with open_store(find_register(ctx.params.get("register"))).reading() as reader:
            everything = Moment(datetime.max.replace(tzinfo=UTC))
            register = Register(zone=reader.meta.zone, parties=reader.parties(), views=reader.views())
            portfolio = Portfolio(reader.commitments(), everything, register)
            return WORDS[name].values(portfolio)
    except Refusal:
        return []


def _beginning(incomplete: str, choices: Iterable[str]) -> list[str]:
    """The choices that go on from what is typed; a hostile one can only be typed by hand."""
    return [choice for choice in choices if choice.startswith(incomplete) and choice == harmless(choice)]
