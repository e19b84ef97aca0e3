"""The command that adds a milestone to a commitment."""

from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.add import FirstState, say_added, with_first_state
from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.output import write_out
from tracker.commands.session import session_of
from tracker.commands.term_options import TermOptions, given_terms, require_title
from tracker.commands.transaction import Transaction, preview, transactions
from tracker.errors import NotPossible
from tracker.model.commitment import Commitment, new_terms
from tracker.model.dates import Moment, time_zone
from tracker.model.refs import MILESTONE, require_ref
from tracker.state.delivery import level_to_reach
from tracker.state.fold import fold


@grouped
def milestone(
    ctx: typer.Context,
    ref: Ref,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The last part of its ref: 2026, first-tranche …", show_default=False)
    ],
    *,
    state: FirstState,
    evidence: Evidence,
    options: TermOptions,
    title: Annotated[str, typer.Option(metavar="TITLE", help="What is promised. [default: the name]")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="PARTY", help="The party that owes it. [default: as the whole]; may be repeated."),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="PARTY", help="To whom it is owed. [default: as the whole]; may be repeated."),
    ] = None,
) -> None:
    """Add a milestone, a dated part inside a commitment, and print its ref: REF/NAME.

    It is a commitment of its own: amend, mark, deliver, cite and the rest take its ref. Its parties, category, force,
    time zone, instrument and tags are those of the commitment, unless they are given.

    \b
    tracker milestone jp-us-550bn 2026 --due 2026 --amount "USD 100bn"
    tracker milestone jp-us-550bn talks --due 2026-06 --title "Hold talks"
    """
    session, evidence = session_of(ctx), evidence.with_note()
    for attempt in transactions(session, evidence.register, ref, dry_run=evidence.dry_run):
        with attempt as tx:
            parent = tx.commitment(ref)
            new_ref = _require_name(parent.ref, name)
            if tx.is_period(new_ref):
                why = f"it is a period of {parent.ref} already"
                raise NotPossible(f"adding {new_ref}", why, "amend, mark or deliver to it")
            given = given_terms(options, tx, milestone=new_ref)
            if title:
                given["title"] = require_title(title)
            if by:
                given["obligor"] = tx.parties(by, "--by")
            if to:
                given["obligee"] = tx.parties(to, "--to")
            new = Commitment(ref=new_ref, terms=new_terms(new_ref, given))
            tx.require_parents(new)
            local = tx.in_zone(time_zone(options.zone).key) if options.zone else tx.within(parent)
            made_on = next((one.terms.made_on for one in tx.with_parents(new) if one.terms.made_on), None)
            new = with_first_state(new, _as_parent(state, parent, local), evidence, local, made_on)
            tx.require_measurable(new)
            whole = fold(parent, Moment(tx.now), local.zone)
            standing = tx.standing(new) if whole and whole.terms.increment else None
            if standing and (level := level_to_reach(standing.amount, standing.terms)):
                above = f"an increase above {standing.terms.baseline}, as {parent.ref}"
                tx.notes.append(f"{new_ref}: {above}; the level to reach is {level}")
            tx.writer.add(new)
            shown = preview(tx, None, new) if evidence.dry_run else []
    if evidence.dry_run:
        write_out(shown)
        return
    say_added(new, local.zone)


def _require_name(parent: str, name: str) -> str:
    """The ref of the milestone with this name."""
    if MILESTONE in name:
        outer, _, inner = name.rpartition(MILESTONE)
        remedy = f"write `tracker milestone {parent}{MILESTONE}{outer} {inner}`"
        raise NotPossible(f"the name {name}", "a slash separates a milestone from the one that it is inside of", remedy)
    return require_ref(f"{parent}{MILESTONE}{name}")


def _as_parent(state: FirstState, parent: Commitment, local: Transaction) -> FirstState:
    """The first state of a milestone: without a status of its own, what is only proposed is proposed in every part."""
    if state.status != "agreed":
        return state
    above = fold(parent, Moment(local.now), local.zone)
    return replace(state, status="proposed") if above and above.status == "proposed" else state
