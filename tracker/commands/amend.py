"""The command that records a new deadline or amount."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Grace, NotBefore, Of, Ref, choice, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import PUBLISHED_DAY, updates
from tracker.errors import MissingValue
from tracker.model.amounts import read_amount
from tracker.model.commitment import DEADLINE_CHANGES, DeadlineEvent, Terms, one_of
from tracker.record.amounts import amend_amount
from tracker.record.deadlines import Limits, meet_condition, move_deadline
from tracker.record.provenance import current_state
from tracker.record.readings import Scope
from tracker.state.versions import other_side


@grouped
def amend(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    of: Of = "",
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The new due date, written as for `add`.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="The new amount, written as for `add`.")] = None,
    kind: Annotated[
        str,
        choice(
            "WORD",
            DEADLINE_CHANGES,
            "amendment: both sides agreed; extension: one side announced it; waiver: the date is not enforced; "
            "correction: the record was wrong; forecast: somebody expects it then, and it binds nobody. "
            "[default: set the first time, then amendment]",
        ),
    ] = "",
    not_before: NotBefore = None,
    grace: Grace = None,
    start: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PERIOD",
            help="The first period of a recurring duty with the new amount. [default: that of the day of --on]",
        ),
    ] = "",
    reading: Annotated[
        str,
        typer.Option(
            metavar="PARTY", help="The party that understands the date or the amount so. [default: all parties]"
        ),
    ] = "",
    condition: Annotated[
        str, typer.Option("--if", metavar="TEXT", help="The date counts only once this condition is met.")
    ] = "",
    condition_met: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="The condition of version N, as `log` numbers it, is met: its date is in force."
        ),
    ] = None,
) -> None:
    """Record a new deadline, a new amount, or both.

    \b
    tracker amend jp-us-first --due 2026-02 --kind extension --on unknown
    tracker amend jp-us-550bn --amount "up to USD 550bn"
    tracker amend jp-us-wheat --amount "7 Mt" --from 2027
    tracker amend jp-us-first --due 2026-01 --kind correction --note "misread"
    tracker amend jp-us-first --due 2026-03-10 --reading US --source URL
    tracker amend jp-us-first --due 2028 --if "the permit is given"
    tracker amend jp-us-first --due 2026-06 --kind forecast --publisher Nikkei
    """
    change = one_of("kind of change", kind, DEADLINE_CHANGES) if kind else None
    moves = bool(due or not_before or grace is not None or change == "waiver")
    if not moves and not amount and condition_met is None:
        raise MissingValue("nothing to amend", "give --due, --amount, --not-before or --grace")
    if condition_met is not None and (moves or amount or kind or reading or condition):
        raise MissingValue("--condition-met takes the date of its version", "give it alone, with --on and a source")
    if amount and (condition or change == "forecast"):
        raise MissingValue("a condition or a forecast is of a deadline", "record the amount by a command of its own")

    if start and not amount:
        raise MissingValue("--from is the first period of an amount", "give --amount with it")

    for attempt in updates(session_of(ctx), evidence, ref, on=PUBLISHED_DAY if reading else "today", of=of):
        with attempt as update:
            tx, provenance = update.tx, update.provenance
            if condition_met is not None:
                update.new = meet_condition(update.new, condition_met, provenance, tx.zone)
            party = tx.parties([reading])[0] if reading else ""
            if moves:
                limits, scope = Limits(tx.day(not_before), grace), Scope(party, condition.strip())
                update.new = move_deadline(
                    update.new, tx.deadline(due), provenance, tx.zone, change=change, limits=limits, scope=scope
                )
                event = update.new.history[-1]
                if isinstance(event, DeadlineEvent) and event.change == "extension" and event.reading:
                    terms = current_state(update.new, DeadlineEvent, provenance, tx.zone).terms
                    update.notes.append(f"{update.new.ref}: {_until_accepted(update.new.ref, event.reading, terms)}")
            if amount:
                update.new = amend_amount(
                    update.new,
                    read_amount(amount),
                    provenance,
                    tx.zone,
                    first=start,
                    correction=change == "correction",
                    reading=party,
                )


def _until_accepted(ref: str, party: str, terms: Terms) -> str:
    """The note that an extension is the reading of one party until the other side accepts it."""
    others = sorted(other_side(party, terms))
    verb = "accepts" if len(others) == 1 else "accept"
    accepts = f"`tracker position {ref} {others[0]} accepts` records that"
    return f"that is how {party} reads it until {' and '.join(others)} {verb} it; {accepts}"
