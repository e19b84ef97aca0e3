"""The command that records a new status."""

from typing import Annotated, Final

import typer

from tracker.commands import completion
from tracker.commands.options import Evidence, Of, Ref, choice_argument, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import Update, updates
from tracker.errors import MissingValue, NotPossible, quoted
from tracker.model.commitment import StatusEvent, one_of
from tracker.model.status import MEANINGS, STATUSES
from tracker.record.statuses import mark as record_status
from tracker.record.statuses import reopen
from tracker.reports.keeping_text import status_notes

REOPEN = "reopen"
# Common words for a status, and the status that each means.
SYNONYMS: Final = {
    **dict.fromkeys(("done", "fulfilled", "completed"), "met"),
    **dict.fromkeys(("cancelled", "canceled", "terminated"), "withdrawn"),
    **dict.fromkeys(("failed",), "not_met"),
    **dict.fromkeys(("violated", "infringed"), "breached"),
    **dict.fromkeys(("honoured", "honored", "observed"), "kept"),
    **dict.fromkeys(("cured", "restored", "in_force"), "in_progress"),
}
DELIVERED: Final = ("paid", "delivered")  # not a status: a delivery


@grouped
def mark(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    status: Annotated[str, choice_argument("STATUS", (*STATUSES, REOPEN), f"{', '.join(STATUSES)}; or {REOPEN}.")],
    *,
    of: Of = "",
    successor: Annotated[
        str,
        typer.Option(metavar="REF", help="The commitment that supersedes this one.", autocompletion=completion.refs),
    ] = "",
) -> None:
    """Record a new status.

    \b
    tracker mark jp-us-first in_progress
    tracker mark jp-us-first met --on 2026-02-17 --source URL
    tracker mark jp-us-first reopen --note "counted too early"
    """
    _refuse_synonym(status, ref)
    new_status = one_of("status", status, (*STATUSES, REOPEN))

    needs_day = new_status != REOPEN and MEANINGS[new_status].needs_proof
    for attempt in updates(session_of(ctx), evidence, ref, on="unknown" if needs_day else "today", of=of):
        with attempt as update:
            old, zone = update.old, update.tx.zone
            if new_status == REOPEN:
                update.new = reopen(old, update.provenance, zone)
            else:
                next_ref = _successor(update, successor, new_status) if successor else ""
                update.new = record_status(old, new_status, update.provenance, zone, successor=next_ref)
                update.notes.extend(_notes(update))


def _notes(update: Update) -> list[str]:
    """The notes on a status of a promise that was breached before."""
    statuses = [event for event in update.new.history if isinstance(event, StatusEvent)]
    was_breached = any(event.status == "breached" for event in statuses[:-1])
    standing = update.tx.standing(update.new) if was_breached else None
    return status_notes(standing, statuses[-1]) if standing else []


def _successor(update: Update, typed: str, status: str) -> str:
    """The full ref of the commitment that supersedes this one; refuse the commitment itself."""
    found = update.tx.ref(typed)
    if found == update.old.ref:
        raise NotPossible(f"marking {found} {status}", "it cannot supersede itself", "give another --successor")
    return found


def _refuse_synonym(word: str, ref: str) -> None:
    """Refuse a common word that is not a status, and name the command to write instead."""
    typed = word.strip().lower()
    if typed in DELIVERED:
        raise MissingValue(f"{quoted(word)} is not a status", f"write tracker deliver {ref} AMOUNT")
    if typed in SYNONYMS:
        raise MissingValue(f"{quoted(word)} is not a status", f"write tracker mark {ref} {SYNONYMS[typed]}")
