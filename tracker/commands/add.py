"""Commands that make a commitment and edit its terms, each in one transaction."""

from datetime import date
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands import completion
from tracker.commands.options import Evidence, Grace, Ref, grouped
from tracker.commands.output import write_out
from tracker.commands.session import say, session_of
from tracker.commands.term_options import TermOptions, given_terms
from tracker.commands.transaction import (
    UNKNOWN,
    Transaction,
    attempts,
    say_pending,
    say_resolved,
    show_preview,
    updates,
)
from tracker.errors import MissingValue
from tracker.model.amounts import read_amount
from tracker.model.commitment import Commitment, Terms, one_of
from tracker.model.dates import Moment, time_zone
from tracker.model.refs import Identity, free_ref, identity, require_ref, stem_of
from tracker.model.status import MAKING, STATUSES
from tracker.query.conditions import HasKey, TextContains
from tracker.query.filter import Clause, new_filter
from tracker.record.events import Limits, mark, move_deadline, set_amount
from tracker.record.events import edit as edit_terms
from tracker.state.fold import fold


@grouped
def add(
    ctx: typer.Context,
    evidence: Evidence,
    options: TermOptions,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is promised.", show_default=False)],
    *,
    by: Annotated[
        list[str], typer.Option("--by", metavar="PARTY", help="Who owes it, by code or name; may be repeated.")
    ],
    to: Annotated[list[str], typer.Option("--to", metavar="PARTY", help="To whom; may be repeated.")],
    due: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="2025-12-31, 2025-Q4, JP-FY2025, +2w, “45bd after 2026-02-17 (US+JP)” …"),
    ] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="“USD 550bn”, “up to 6兆円”, “12 Mt” …")] = None,
    status: Annotated[
        str,
        typer.Option(
            metavar="STATUS",
            help="Where it stands today; --on says since when, else agreed and proposed are dated by --made-on.",
            autocompletion=completion.one_of(STATUSES),
        ),
    ] = "agreed",
    ref: Annotated[str, typer.Option(metavar="REF", help="Its ref. [default: made of parties and title]")] = "",
    not_before: Annotated[str | None, typer.Option(metavar="DATE", help="The earliest day it may be done.")] = None,
    grace: Grace = None,
) -> None:
    """Add a commitment and print its ref.

    \b
    tracker add "Buy 100 Boeing aircraft" --by JP --to US --amount "100 aircraft"
    tracker add "First tranche" --by JP --to US --due 2026-Q1 --parent jp-us-550bn
    """
    session, evidence = session_of(ctx), evidence.with_note()

    for attempt in attempts(session, evidence.register, dry_run=evidence.dry_run):
        with attempt as tx:
            local = tx.in_zone(time_zone(options.zone).key if options.zone else "")
            terms = Terms(
                title=_title(title),
                obligor=tx.parties(by, "--by"),
                obligee=tx.parties(to, "--to"),
                **given_terms(options, local),
            )
            stem = stem_of(terms.title, terms.obligor, terms.obligee)
            name = require_ref(ref) if ref else free_ref(stem, tx.writer.refs(stem))[0]
            stands = one_of("status", status, STATUSES)
            made = local.provenance(evidence, on=options.made_on or UNKNOWN)
            facts = made if stands in MAKING else replace(made, on=terms.made_on)
            reached = made if stands in MAKING else local.provenance(evidence, on=UNKNOWN)
            commitment = mark(Commitment(ref=name, terms=terms), stands, reached, local.zone)
            if due or not_before or grace is not None:
                limits = Limits(local.day(not_before), grace)
                commitment = move_deadline(commitment, local.deadline(due), facts, local.zone, limits=limits)
            if amount:
                commitment = set_amount(commitment, read_amount(amount), facts, local.zone)
            twin = _twin(commitment, tx)
            tx.writer.add(commitment)
            if evidence.dry_run:
                show_preview(tx, None, commitment)
    if evidence.dry_run:
        _say_twin(commitment, twin, "leave it out")
        return
    say_resolved(commitment)
    say_pending(commitment, commitment.history, local.zone)
    write_out([f"{commitment.ref}\n"])
    _say_twin(commitment, twin, "`tracker undo` takes it back")


def _twin(new: Commitment, tx: Transaction) -> str:
    """The ref of a recorded commitment with the same parties and title; empty if no commitment has them."""
    terms, moment = new.terms, Moment(date.max)
    alike = _identity(new)
    word = max(alike[-1].split(), key=len)
    clauses: tuple[Clause, ...] = (*((HasKey((f"by:{code}",)),) for code in terms.obligor), (TextContains(word),))
    found = tx.writer.find(new_filter(clauses, moment, "current", tx.zone))
    twins = (one for one in found.commitments if _identity(one) == alike)
    return next((one.ref for one in twins if fold(one, moment, tx.zone)), "")


def _identity(commitment: Commitment) -> Identity:
    terms = commitment.terms
    return identity(terms.title, terms.obligor, terms.obligee)


def _say_twin(commitment: Commitment, twin: str, remedy: str) -> None:
    if twin:
        say(f"{commitment.ref} looks like {twin}: same parties and title; {remedy}")


@grouped
def edit(
    ctx: typer.Context,
    evidence: Evidence,
    options: TermOptions,
    ref: Ref,
    *,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="What is promised.")] = None,
    by: Annotated[list[str] | None, typer.Option("--by", metavar="PARTY", help="Who owes it; all of them.")] = None,
    to: Annotated[list[str] | None, typer.Option("--to", metavar="PARTY", help="To whom; all of them.")] = None,
) -> None:
    """Edit terms; the old ones stay in the history. What may be repeated replaces all there was, "" clears it.

    \b
    tracker edit jp-us-first --title "Settle the first project" --tag 550bn
    tracker edit jp-us-first --parent "" --note "it belongs to no tranche"
    """
    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            tx = update.tx
            given = given_terms(options, tx)
            if title is not None:
                given["title"] = _title(title)
            if by:
                given["obligor"] = tx.parties(by, "--by")
            if to:
                given["obligee"] = tx.parties(to, "--to")
            update.new = edit_terms(update.old, given, update.provenance, tx.zone)


def _title(text: str) -> str:
    if not text.strip():
        raise MissingValue("the title is empty", "say in a few words what is promised")
    return text
