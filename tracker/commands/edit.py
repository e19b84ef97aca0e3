"""The command that edits the terms of a commitment."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.session import session_of
from tracker.commands.term_options import TermOptions, given_terms, require_title
from tracker.commands.transaction import updates
from tracker.errors import NotPossible
from tracker.model.dates import Moment
from tracker.model.refs import MILESTONE, parent_of, require_ref
from tracker.record.terms import edit as edit_terms
from tracker.state.fold import fold
from tracker.store.renamed import RenamedWriter


@grouped
def edit(
    ctx: typer.Context,
    evidence: Evidence,
    options: TermOptions,
    ref: Ref,
    *,
    new_ref: Annotated[
        str, typer.Option("--ref", metavar="REF", help="The new ref; the old one still finds the commitment.")
    ] = "",
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="The new title.")] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="PARTY", help="Every party that owes it; may be repeated.")
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="PARTY", help="Every party to whom it is owed; may be repeated.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The amount of each period of a recurring duty.")
    ] = None,
) -> None:
    """Edit the terms of a commitment; the old terms stay in the history.

    An option that may be repeated replaces all earlier values; an empty text "" clears a term.

    \b
    tracker edit jp-us-first --title "Settle the first project" --tag 550bn
    tracker edit jp-us-first --parent "" --note "it belongs to no tranche"
    tracker edit jp-us-first --ref jp-us-first-project
    tracker edit jp-us-wheat --every year --from 2026 --until 2029 --amount "6 Mt"
    """
    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            tx = update.tx
            inside = update.old.ref if parent_of(update.old.ref) else ""
            state = fold(update.old, Moment(tx.now), tx.zone)
            rule = state.terms.every if state else None
            if amount is not None and not (rule or options.every):
                why = "only that of a period is a term"
                remedy = f"use `tracker amend {update.old.ref} --amount`, or give --every"
                raise NotPossible("editing the amount", why, remedy)
            terms = given_terms(options, tx, milestone=inside, amount=amount, rule=rule)
            if ("every" in terms or new_ref) and tx.is_period(update.old.ref):
                why, remedy = "it is one period of a recurring duty", f"edit {parent_of(update.old.ref)}"
                raise NotPossible(f"{'--ref' if new_ref else '--every'} of {update.old.ref}", why, remedy)
            if title is not None:
                terms["title"] = require_title(title)
            if by:
                terms["obligor"] = tx.parties(by, "--by")
            if to:
                terms["obligee"] = tx.parties(to, "--to")
            renamed = free_new_ref(update.old.ref, new_ref, tx.writer) if new_ref else ""
            if renamed != update.old.ref and tx.is_period(renamed):
                why = f"it is the ref of a period of {parent_of(renamed)}"
                raise NotPossible(f"renaming {update.old.ref} {renamed}", why, "choose another ref")
            update.new = edit_terms(
                update.old, terms, update.provenance, tx.zone, ref=renamed, keeps_amount=amount == ""
            )


def free_new_ref(ref: str, typed: str, register: RenamedWriter) -> str:
    """The new ref; a milestone stays below its parent. NotPossible if another commitment has or had the ref."""
    (parent, part, _), (above, _, name) = ref.rpartition(MILESTONE), require_ref(typed).rpartition(MILESTONE)
    if above and register.present(above) != parent:
        why = f"it stays inside {parent}" if parent else "a ref with a slash is that of a milestone"
        raise NotPossible(f"renaming {ref} {typed}", why, f"write `tracker edit {ref} --ref {name}`")
    new = parent + part + name
    is_other = register.renamings.recorded(new) != register.renamings.recorded(ref)
    if is_other and (register.renamings.has(new) or register.has(new)):
        why = f"it is the ref of {register.present(new)}, or was"
        raise NotPossible(f"renaming {ref} {new}", why, "choose another ref")
    return new
