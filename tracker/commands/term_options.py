"""The options for the terms of a commitment, and what those that were given say."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from tracker.commands import completion
from tracker.commands.options import Group
from tracker.commands.session import Transaction
from tracker.errors import MissingValue
from tracker.model.amounts import read_amount
from tracker.model.commitment import CATEGORIES, FORCES, NATURES, Target, one_of
from tracker.model.dates import DateSpan, time_zone
from tracker.model.due_dates import read_date
from tracker.model.iso import require_language


class TermOptions(Group, frozen=True):
    """What was promised, beside title and parties. None is what was not given; an empty text clears a field."""

    category: Annotated[
        str | None,
        typer.Option(metavar="WORD", help=", ".join(CATEGORIES), autocompletion=completion.one_of(CATEGORIES)),
    ] = None
    force: Annotated[
        str | None,
        typer.Option(metavar="WORD", help=", ".join(FORCES), autocompletion=completion.one_of(FORCES)),
    ] = None
    instrument: Annotated[str | None, typer.Option(metavar="TEXT", help="The document or act.")] = None
    made_on: Annotated[str | None, typer.Option(metavar="DATE", help="When the promise was made.")] = None
    parent: Annotated[
        str | None, typer.Option(metavar="REF", help="What it is a part of.", autocompletion=completion.refs)
    ] = None
    in_return_for: Annotated[
        list[str] | None,
        typer.Option(metavar="REF", help="What it was traded for; may be repeated.", autocompletion=completion.refs),
    ] = None
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Where its day ends. [default: the register's]")] = (
        None
    )
    nature: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help="act: to be done by then; refrain: to be kept until then.",
            autocompletion=completion.one_of(NATURES),
        ),
    ] = None
    target: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE=AMOUNT", help="A partial target, “2026=USD 8bn”; may be repeated."),
    ] = None
    baseline: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The level that an increase is counted from.")
    ] = None
    counts: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="The measure of delivery that counts towards the amount.")
    ] = None
    titled: Annotated[
        list[str] | None, typer.Option(metavar="TAG=TITLE", help="The title in another language; may be repeated.")
    ] = None
    condition: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="May be repeated.")] = None
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="May be repeated.")] = None
    remarks: Annotated[str | None, typer.Option(metavar="TEXT", help="Notes on the commitment itself.")] = None


def zone_named(text: str | None) -> str:
    """The name of the time zone that is given, nothing if none is."""
    return time_zone(text).key if text else ""


def given_terms(options: TermOptions, change: Transaction) -> dict[str, Any]:
    """The values of the terms that were given, by the name of the field."""
    typed = ((field, read, getattr(options, option)) for option, (field, read) in _FIELDS.items())
    return {field: read(value, change) for field, read, value in typed if value is not None}


def _many(values: list[str], _: Transaction) -> tuple[str, ...]:
    return tuple(value for value in values if value)


def _made_on(text: str, change: Transaction) -> DateSpan | None:
    return read_date(text, change.today) if text else None


def _targets(values: list[str], change: Transaction) -> tuple[Target, ...]:
    pairs = [value.partition("=") for value in values if value]
    return tuple(Target(read_date(due, change.today), read_amount(what) if what else None) for due, _, what in pairs)


def by_language(option: str, values: list[str]) -> dict[str, str]:
    """Texts by their language, from what was written as `ja=対米投資`."""
    pairs = {value: value.partition("=") for value in values if value}
    if wrong := next((value for value, (_, _, text) in pairs.items() if not text), None):
        raise MissingValue(f"{option} {wrong}", "write it as ja=対米投資")
    return {require_language(tag): text for tag, _, text in pairs.values()}


_FIELDS: Final[dict[str, tuple[str, Callable[[Any, Transaction], Any]]]] = {
    "category": ("category", lambda text, _: one_of("category", text, CATEGORIES)),
    "force": ("force", lambda text, _: one_of("force", text, FORCES)),
    "instrument": ("instrument", lambda text, _: text),
    "made_on": ("made_on", _made_on),
    "parent": ("parent", lambda text, change: change.ref(text) if text else ""),
    "in_return_for": ("in_return_for", lambda refs, change: tuple(change.ref(ref) for ref in refs if ref)),
    "zone": ("time_zone", lambda text, _: zone_named(text)),
    "nature": ("nature", lambda text, _: one_of("nature", text, NATURES)),
    "target": ("schedule", _targets),
    "baseline": ("baseline", lambda text, _: read_amount(text) if text else None),
    "counts": ("counts", lambda text, _: text),
    "titled": ("titles", lambda values, _: by_language("--titled", values)),
    "condition": ("conditions", _many),
    "tag": ("tags", _many),
    "remarks": ("notes", lambda text, _: text),
}
