"""The options for the terms of a commitment, made from the table of terms."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from msgspec import defstruct

from tracker.commands import completion
from tracker.commands.options import OptionGroup
from tracker.errors import MissingValue, NotPossible
from tracker.model.fields import TERM_FIELDS, TermContext, TermField
from tracker.model.recurrence import Recurrence, changed
from tracker.model.refs import parent_of

_OPTIONAL = {field.option_name: field for field in TERM_FIELDS if not field.is_required}


def _completer(field: TermField) -> Callable[..., list[str]] | None:
    if field.is_ref:
        return completion.refs
    if field.name == "category":
        return completion.categories
    return completion.from_choices(field.choices) if field.choices else None


def _annotation(field: TermField) -> Any:  # noqa: ANN401 - an annotation
    if field.is_flag:
        return Annotated[bool | None, typer.Option(help=field.help, show_default=False)]
    option = typer.Option(metavar=field.metavar, help=field.help, autocompletion=_completer(field))
    return Annotated[(list[str] if field.repeats else str) | None, option]


_Options = defstruct(
    "_Options", [(n, _annotation(f), None) for n, f in _OPTIONAL.items()], bases=(OptionGroup,), frozen=True
)


class TermOptions(_Options, frozen=True):  # type: ignore[call-arg, misc, valid-type] # a class made from the table
    """An option for each term but title and parties. None is an option that was not given; an empty text clears."""

    start: Annotated[
        str | None,
        typer.Option("--from", metavar="PERIOD", help="The first period of --every: 2026, 2026-Q1, JP-FY2026 …"),
    ] = None
    until: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="The last period of --every. [default: without end]")
    ] = None


def given_terms(
    options: TermOptions,
    context: TermContext,
    *,
    milestone: str = "",
    amount: str | None = None,
    rule: Recurrence | None = None,
) -> dict[str, Any]:
    """The values of the terms that were given, by the name of the term.

    `milestone`: the ref of the milestone whose terms they are; an empty text gives it the term of its parent again.
    `amount`: that of each period of a recurring duty. `rule`: the rule that is to be changed.
    """
    typed = ((field, getattr(options, option)) for option, field in _OPTIONAL.items())
    given = [(field, value) for field, value in typed if value is not None and field.name != "every"]
    if milestone and any(field.name == "parent" for field, _ in given):
        why = f"it is a part of {parent_of(milestone)}, as its ref says"
        raise NotPossible(
            f"another parent of {milestone}", why, "leave out --parent, or add a commitment with --parent"
        )
    parts = (options.every, options.start, options.until, amount)
    recurring = {} if parts == (None,) * 4 else {"every": changed(rule, *parts)}
    return recurring | {
        field.name: value
        if field.is_flag or (milestone and value == "" and field.choices)
        else field.parse_all(value, context)
        for field, value in given
    }


def require_title(text: str) -> str:
    """The title; refuse an empty one."""
    if not text.strip():
        raise MissingValue("the title is empty", "say in a few words what is promised")
    return text
