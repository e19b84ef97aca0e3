"""The command that adds a commitment."""

from datetime import date
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.options import Evidence, Grace, NotBefore, OptionGroup, choice, grouped
from tracker.commands.output import write_out
from tracker.commands.session import say, session_of
from tracker.commands.term_options import TermOptions, given_terms, require_title
from tracker.commands.transaction import Transaction, preview, say_pending, say_resolved, transactions
from tracker.errors import NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import Commitment, Terms, identity, one_of
from tracker.model.dates import DateSpan, Moment, time_zone
from tracker.model.due_dates import UNKNOWN_DAY
from tracker.model.refs import MILESTONE, free_ref, require_ref, stem_of
from tracker.model.status import MAKING, STATUSES
from tracker.query.filter import Clause, Filter, HasKey, TextContains
from tracker.record.amounts import set_amount
from tracker.record.deadlines import Limits, move_deadline
from tracker.record.statuses import mark
from tracker.state.fold import fold


class FirstState(OptionGroup, frozen=True):
    """The state of a new commitment: its deadline, its amount and its status."""

    due: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The due date: 2025-12-31, 2025-Q4, JP-FY2025, +2w, “45bd after 2026-02-17 (US+JP)” …"
        ),
    ] = None
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The amount: “USD 550bn”, “up to 6兆円”, “12 Mt”")
    ] = None
    status: Annotated[
        str,
        choice(
            "STATUS",
            STATUSES,
            "The status today. --on gives its day; else agreed and proposed begin with --made-on.",
        ),
    ] = "agreed"
    not_before: NotBefore = None
    grace: Grace = None


def with_first_state(
    new: Commitment, state: FirstState, evidence: Evidence, local: Transaction, made_on: DateSpan | None
) -> Commitment:
    """A new commitment with its first status, deadline and amount, which date from the day it was made.

    `local` has the days of its time zone.
    """
    status = one_of("status", state.status, STATUSES)
    provenance = local.provenance(evidence, on=made_on.text if made_on else UNKNOWN_DAY)
    status_provenance = provenance
    if status not in MAKING:  # --on is the day of the status: the terms date from --made-on
        provenance = replace(provenance, on=made_on)
        status_provenance = local.provenance(evidence, on=UNKNOWN_DAY)
    new = mark(new, status, status_provenance, local.zone)
    if state.due or state.not_before or state.grace is not None:
        limits = Limits(local.day(state.not_before), state.grace)
        new = move_deadline(new, local.deadline(state.due), provenance, local.zone, limits=limits)
    return set_amount(new, read_amount(state.amount), provenance, local.zone) if state.amount else new


def say_added(new: Commitment, zone: str) -> None:
    """Report how the deadline was read and what takes effect later, and print the ref."""
    say_resolved(new)
    say_pending(new, new.history, zone)
    write_out([f"{new.ref}\n"])


@grouped
def add(
    ctx: typer.Context,
    state: FirstState,
    evidence: Evidence,
    options: TermOptions,
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="What is promised, in a few words.", show_default=False)
    ],
    *,
    by: Annotated[
        list[str],
        typer.Option("--by", metavar="PARTY", help="The party that owes it, by code or name; may be repeated."),
    ],
    to: Annotated[
        list[str], typer.Option("--to", metavar="PARTY", help="The party to whom it is owed; may be repeated.")
    ],
    ref: Annotated[
        str, typer.Option(metavar="REF", help="The ref. [default: made from the parties and the title]")
    ] = "",
) -> None:
    """Add a commitment and print its ref.

    \b
    tracker add "Buy 100 Boeing aircraft" --by JP --to US --amount "100 aircraft"
    tracker add "First tranche" --by JP --to US --due 2026-Q1 --parent jp-us-550bn
    tracker add "Wheat" --by JP --to US --every year --from 2026 --amount "6 Mt"
    """
    session, evidence = session_of(ctx), evidence.with_note()
    first_state = _of_the_whole(state) if options.every else state
    for attempt in transactions(session, evidence.register, dry_run=evidence.dry_run):
        with attempt as tx:
            local = tx.in_zone(time_zone(options.zone).key if options.zone else "")
            terms = Terms(
                title=require_title(title),
                obligor=tx.parties(by, "--by"),
                obligee=tx.parties(to, "--to"),
                **given_terms(options, local, amount=state.amount if options.every else None),
            )
            stem = stem_of(terms.title, terms.obligor, terms.obligee)
            new_ref = _require_own(ref) if ref else free_ref(stem, {*tx.writer.refs(stem), *tx.writer.former(stem)})[0]
            new = Commitment(ref=new_ref, terms=terms)
            commitment = with_first_state(new, first_state, evidence, local, terms.made_on)
            duplicate = _duplicate(commitment, tx)
            tx.require_measurable(commitment)
            tx.writer.add(commitment)
            shown = preview(tx, None, commitment) if evidence.dry_run else []
    if evidence.dry_run:
        write_out(shown)
        _say_duplicate(commitment, duplicate, "leave it out")
        return
    say_added(commitment, local.zone)
    _say_duplicate(commitment, duplicate, "`tracker undo` takes it back")


def _of_the_whole(state: FirstState) -> FirstState:
    """The first state of a recurring duty, whose rule gives the amount and the due day of each period."""
    if state.due:
        why = "each period falls due on its last day, as the rule says"
        raise NotPossible("--due together with --every", why, "leave out --due")
    return replace(state, amount=None)


def _require_own(ref: str) -> str:
    """The ref itself if it is well formed, and not that of a milestone."""
    parent, _, name = require_ref(ref).rpartition(MILESTONE)
    if parent:
        why = "a ref with a slash is that of a milestone"
        raise NotPossible(f"adding {ref}", why, f"write `tracker milestone {parent} {name}`")
    return ref


def _duplicate(new: Commitment, tx: Transaction) -> str:
    """The ref of a recorded commitment with the same parties and title; empty if no commitment has them."""
    terms, moment = new.terms, Moment(date.max)
    same = identity(terms)
    word = max(same[-1].split(), key=len)
    clauses: tuple[Clause, ...] = (*((HasKey((f"by:{code}",)),) for code in terms.obligor), (TextContains(word),))
    found = tx.writer.find(Filter(clauses=clauses, moment=moment, zone=tx.zone))
    duplicates = (one for one in found.commitments if identity(one.terms) == same)
    return next((one.ref for one in duplicates if fold(one, moment, tx.zone)), "")


def _say_duplicate(commitment: Commitment, duplicate: str, remedy: str) -> None:
    if duplicate:
        say(f"{commitment.ref} looks like {duplicate}: same parties and title; {remedy}")
