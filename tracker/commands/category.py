"""The command that lists, adds, labels and removes categories of the register's own."""

import re
from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Showing, grouped
from tracker.commands.session import say, session_of
from tracker.commands.transaction import Transaction, transactions
from tracker.errors import MissingValue, NotPossible
from tracker.errors.usage import SHOWN_REFS
from tracker.model.categories import category_named, code_of, default_label, require_new_code
from tracker.model.commitment import CATEGORIES, Commitment, TermsEvent
from tracker.model.fields import text_in_language
from tracker.model.register import Category, View
from tracker.reports.register import categories_table


@grouped
def category(
    ctx: typer.Context,
    showing: Showing,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="A new category such as critical_minerals, or one of the register.",
            autocompletion=completion.categories,
        ),
    ] = None,
    *,
    label: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The English label. [default: the name, with spaces]")
    ] = None,
    labelled: Annotated[
        list[str] | None, typer.Option(metavar="TAG=TEXT", help="The label in another language; may be repeated.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the category, if nothing ever had it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """List the categories; with a name, add a category to the register, change its label, or remove it.

    \b
    tracker category
    tracker category minerals --label "Critical minerals" --labelled ja=重要鉱物
    tracker category minerals --remove
    """
    session = session_of(ctx)
    if name is None:
        with session.store(showing.register).reading() as reader:
            session.show(categories_table(reader.values(Category).values()), showing)
        return
    labels = dict(map(text_in_language, filter(None, labelled or [])))
    if remove and (label is not None or labels):
        raise MissingValue("--remove takes no label", "leave out --label and --labelled")
    if label is not None and not label.strip():
        raise MissingValue("the label is empty", "write it as people shall read it")

    for attempt in transactions(session, showing.register, dry_run=dry_run):
        with attempt as tx:
            if remove:
                code = _remove(name, tx)
                said = "removed"
            else:
                code, said = _put(name, label, labels, tx)
    say(f"{'would be ' * dry_run}{code}: {said}")


def _put(name: str, label: str | None, labels: dict[str, str], tx: Transaction) -> tuple[str, str]:
    """Add or label a category; return its code and what was done."""
    own = tx.writer.values(Category)
    known = own.get(code_of(name))
    if known and label is None and not labels:
        raise NotPossible(
            f"the category {known.code}", "the register has it already", "give --label to label it, or --remove"
        )
    code = known.code if known else require_new_code(name)
    new_label = label or (known.name if known else default_label(code))
    for text in (new_label, *labels.values()):
        _require_free_label(text, code, own)
    if known:
        tx.writer.put(known.named(new_label, known.names | labels, tx.recorded_at, tx.recorded_by))
    else:
        tx.writer.put(Category(code=code, name=new_label, names=labels))
    return code, f"{new_label}{f', was {known.name}' if known and known.name != new_label else ''}"


def _require_free_label(label: str, code: str, own: dict[str, Category]) -> None:
    """Refuse the label of another category, which would be ambiguous."""
    holder = code_of(label) if code_of(label) in (*CATEGORIES, *own) else category_named(label, own.values())
    if holder not in {"", code}:
        raise NotPossible(f"the label {label} for {code}", f"it is the category {holder}", "choose another label")


def _remove(name: str, tx: Transaction) -> str:
    """Remove a category; refuse one that is not the register's own, or that anything ever had."""
    code, own = code_of(name), tx.writer.values(Category)
    if code in CATEGORIES:
        raise NotPossible(f"removing the category {code}", "every register has it", "leave it unused")
    if code not in own:
        raise NotPossible(f"removing the category {code}", "the register has none", "`tracker category` lists them")
    refs = [one.ref for one in tx.writer.commitments() if code in _categories(one)]
    views = [f"@{view.name}" for view in tx.writer.values(View).values() if _names(view, code)]
    if found := [*refs, *views]:
        more = f" and {len(found) - SHOWN_REFS} more" if len(found) > SHOWN_REFS else ""
        why = f"{', '.join(found[:SHOWN_REFS])}{more} {'has' if len(found) == 1 else 'have'} it, or had it earlier"
        raise NotPossible(f"removing the category {code}", why, "give it another label with --label")
    tx.writer.remove(Category, code)
    return code


def _categories(commitment: Commitment) -> set[str]:
    """Every category that a commitment ever had."""
    edits = (event.terms for event in commitment.history if isinstance(event, TermsEvent))
    return {terms.category for terms in (commitment.terms, *edits)}


def _names(view: View, code: str) -> bool:
    """True if the query of a view names a category."""
    return any("category:" in word and code in re.split(r"[:,]", word) for word in view.query)
