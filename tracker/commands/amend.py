"""The command that records a new deadline or amount."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Grace, NotBefore, Ref, choice, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import MissingValue
from tracker.model.amounts import read_amount
from tracker.model.commitment import DEADLINE_CHANGES, one_of
from tracker.record.events import Limits, move_deadline, set_amount


@grouped
def amend(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The new due date, written as for `add`.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="The new amount, written as for `add`.")] = None,
    kind: Annotated[
        str,
        choice(
            "WORD",
            DEADLINE_CHANGES,
            "amendment: both sides agreed; extension: one side announced it; waiver: the date is not enforced; "
            "correction: the record was wrong. [default: set the first time, then amendment]",
        ),
    ] = "",
    not_before: NotBefore = None,
    grace: Grace = None,
) -> None:
    """Record a new deadline, a new amount, or both.

    \b
    tracker amend jp-us-first --due 2026-02 --kind extension --on unknown
    tracker amend jp-us-550bn --amount "up to USD 550bn"
    tracker amend jp-us-first --due 2026-01 --kind correction --note "misread"
    """
    change = one_of("kind of change", kind, DEADLINE_CHANGES) if kind else None
    moves = bool(due or not_before or grace is not None or change == "waiver")
    if not moves and not amount:
        raise MissingValue("nothing to amend", "give --due, --amount, --not-before or --grace")

    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            tx, provenance = update.tx, update.provenance
            if moves:
                limits = Limits(tx.day(not_before), grace)
                update.new = move_deadline(
                    update.new, tx.deadline(due), provenance, tx.zone, change=change, limits=limits
                )
            if amount:
                correction = change == "correction"
                update.new = set_amount(update.new, read_amount(amount), provenance, tx.zone, correction=correction)
