"""Commands that record on a commitment: each adds an event in one transaction, or is refused and changes nothing."""

from typing import Annotated

import typer

from tracker.amounts import read_amount
from tracker.commands import completion
from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.session import Change, session_of
from tracker.commitment import (
    CHANNELS,
    DEADLINE_CHANGES,
    JUDGEMENTS,
    STAGES,
    STANCES,
    STATUSES,
    Commitment,
    Side,
    one_of,
)
from tracker.errors import MissingValue
from tracker.recording import Facts, Limits, move_deadline, reopen, set_amount, take_position
from tracker.recording import assess as record_judgement
from tracker.recording import cite as cite_source
from tracker.recording import deliver as record_delivery
from tracker.recording import mark as record_status

REOPEN = "reopen"


@grouped
def mark(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    status: Annotated[
        str,
        typer.Argument(
            metavar="STATUS",
            help=f"{', '.join(STATUSES)}; or {REOPEN}.",
            autocompletion=completion.one_of((*STATUSES, REOPEN)),
            show_default=False,
        ),
    ],
    *,
    successor: Annotated[
        str, typer.Option(metavar="REF", help="What supersedes it.", autocompletion=completion.refs)
    ] = "",
) -> None:
    """Record a new status.

    \b
    tracker mark jp-us-first in_progress
    tracker mark jp-us-first met --on 2026-02-17 --source URL
    tracker mark jp-us-first reopen --note "counted too early"
    """
    wanted = one_of("status", status, (*STATUSES, REOPEN))

    def marked(old: Commitment, facts: Facts, change: Change) -> Commitment:
        if wanted == REOPEN:
            return reopen(old, facts, change.zone)
        next_one = change.ref(successor) if successor else ""
        return record_status(old, wanted, facts, change.zone, successor=next_one)

    session_of(ctx).record(evidence, ref, marked, on="unknown" if wanted == "met" else "today")


@grouped
def amend(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The new due date, as with `add`.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="The new amount, as with `add`.")] = None,
    kind: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            help="amendment: both sides; extension: one side says so; waiver: not enforced; "
            "correction: we had it wrong. [default: set the first time, then amendment]",
            autocompletion=completion.one_of(DEADLINE_CHANGES),
        ),
    ] = "",
    not_before: Annotated[str | None, typer.Option(metavar="DATE", help="The earliest day it may be done.")] = None,
    grace: Annotated[int | None, typer.Option(min=0, metavar="DAYS", help="Days of grace.")] = None,
) -> None:
    """Record a new deadline, a new amount, or both.

    \b
    tracker amend jp-us-first --due 2026-02 --kind extension --on unknown
    tracker amend jp-us-550bn --amount "up to USD 550bn"
    tracker amend jp-us-first --due 2026-01 --kind correction --note "misread"
    """
    changes = one_of("kind of change", kind, DEADLINE_CHANGES) if kind else None
    moves = bool(due or not_before or grace is not None or changes == "waiver")
    if not moves and not amount:
        raise MissingValue("nothing to amend", "give --due, --amount, --not-before or --grace")

    def amended(commitment: Commitment, facts: Facts, change: Change) -> Commitment:
        if moves:
            limits = Limits(change.day(not_before), grace)
            commitment = move_deadline(
                commitment, change.deadline(due), facts, change.zone, change=changes, limits=limits
            )
        if amount:
            correction = changes == "correction"
            commitment = set_amount(commitment, read_amount(amount), facts, change.zone, correction=correction)
        return commitment

    session_of(ctx).record(evidence, ref, amended)


@grouped
def deliver(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    amount: Annotated[
        str,
        typer.Argument(metavar="AMOUNT", help="“JPY 340bn”, “4 trees”; negative to reverse.", show_default=False),
    ],
    *,
    stage: Annotated[
        str, typer.Option(metavar="STAGE", help=", ".join(STAGES), autocompletion=completion.one_of(STAGES))
    ] = "delivered",
    measure: Annotated[
        str, typer.Option("--measure", metavar="TEXT", help="How it was counted: sales, customs, signed loans.")
    ] = "",
) -> None:
    """Record a delivery, once, at the commitment that it belongs to; umbrellas roll it up.

    \b
    tracker deliver jp-us-tranche1 "more than JPY 340bn" --stage contracted
    tracker deliver jp-us-tranche1 "JPY -40bn" --note "counted twice"
    tracker deliver jp-us-250 --note "they withered" -- "-2 trees"
    """
    what, reached = read_amount(amount), one_of("stage", stage, STAGES)
    session_of(ctx).record(evidence, ref, lambda old, facts, _: record_delivery(old, what, reached, measure, facts))


@grouped
def position(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="Who says it.", show_default=False)],
    stance: Annotated[
        str,
        typer.Argument(
            metavar="POSITION",
            help=", ".join(STANCES),
            autocompletion=completion.one_of(STANCES),
            show_default=False,
        ),
    ],
    *,
    channel: Annotated[
        str,
        typer.Option("--in", metavar="CHANNEL", help="public or private", autocompletion=completion.one_of(CHANNELS)),
    ] = "public",
) -> None:
    """Record what a party says of a commitment, in public or in private; the source is who reported it.

    \b
    tracker position jp-us-550bn US dissatisfied --in private --publisher Nikkei
    """
    says, where = one_of("position", stance, STANCES), one_of("channel", channel, CHANNELS)
    session_of(ctx).record(
        evidence,
        ref,
        lambda old, facts, change: take_position(old, change.parties([party])[0], says, where, facts),
    )


@grouped
def cite(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    supports: Annotated[str | None, typer.Option("--for", metavar="FIELD", help="The field that it supports.")] = None,
    against: Annotated[str | None, typer.Option(metavar="FIELD", help="The field that it contradicts.")] = None,
    says: Annotated[str, typer.Option(metavar="VALUE", help="What it says that field is.")] = "",
) -> None:
    """Record a source for or against a field of a commitment, with no change of its state.

    \b
    tracker cite jp-us-550bn --for deadline --source URL
    tracker cite jp-us-550bn --against deadline --says "January 2029" --source URL
    """
    if supports is not None and against is not None:
        raise MissingValue("a source is for a field or against it", "give --for or --against, not both")
    side: Side = "supports" if against is None else "contradicts"
    field = supports or against or ""
    session_of(ctx).record(evidence, ref, lambda old, facts, _: cite_source(old, field, side, says, facts))


@grouped
def assess(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    judgement: Annotated[
        str,
        typer.Argument(
            metavar="JUDGEMENT",
            help=", ".join(JUDGEMENTS),
            autocompletion=completion.one_of(JUDGEMENTS),
            show_default=False,
        ),
    ],
) -> None:
    """Record how it goes in your judgement; it changes no status.

    \b
    tracker assess jp-us-550bn at_risk --note "no project after the first round"
    """
    judged = one_of("judgement", judgement, JUDGEMENTS)
    session_of(ctx).record(evidence, ref, lambda old, facts, _: record_judgement(old, judged, facts))
