"""The command that records a delivery."""

from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.options import Evidence, Of, Ref, choice, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import MissingValue
from tracker.model.amounts import read_amount
from tracker.model.commitment import STAGES, one_of
from tracker.model.commitment import Counting as CountingKind
from tracker.record.deliveries import Counting, over_period
from tracker.record.deliveries import deliver as record_delivery
from tracker.reports.amount_text import delivery_notes


@grouped
def deliver(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    amount: Annotated[
        str,
        typer.Argument(
            metavar="AMOUNT",
            help="What was delivered: “JPY 340bn”, “4 trees”; a negative amount corrects an earlier one.",
            show_default=False,
        ),
    ],
    *,
    of: Of = "",
    stage: Annotated[
        str, choice("STAGE", STAGES, f"How far the delivery has come: {', '.join(STAGES)}.")
    ] = "delivered",
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="TEXT",
            help="The measure: sales, customs, signed loans. [default: the only measure recorded so far]",
        ),
    ] = None,
    level: Annotated[
        bool, typer.Option("--level", help="The amount is a level, such as 2.1 %GDP: it replaces the last one.")
    ] = False,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="The amount is the total so far, not one more delivery.")
    ] = False,
    over: Annotated[
        str | None,
        typer.Option(
            "--over",
            metavar="PERIOD",
            help="The period of the delivery: 2025-04..2026-03; an amount per year is multiplied by its length.",
        ),
    ] = None,
) -> None:
    """Record a delivery on the commitment that it belongs to; a parent commitment adds up its parts.

    \b
    tracker deliver jp-us-tranche1 "more than JPY 340bn" --stage contracted
    tracker deliver jp-us-lng "USD 3bn a year" --over JP-FY2025 --measure customs
    tracker deliver jp-us-250 "200 trees" --so-far --on 2026-06-30
    tracker deliver jp-us-tranche1 "JPY -40bn" --note "counted twice"
    tracker deliver jp-us-250 --note "they withered" -- "-2 trees"
    """
    if level and so_far:
        raise MissingValue("a delivery is a level or a running total", "give --level or --so-far, not both")
    kind: CountingKind = "level" if level else "so_far" if so_far else "flow"
    counting = Counting(one_of("stage", stage, STAGES), measure, kind)
    figure = read_amount(amount)

    for attempt in updates(session_of(ctx), evidence, ref, of=of):
        with attempt as update:
            tx, provenance = update.tx, update.provenance
            period = tx.day(over)
            delivery = over_period(figure, period) if period and figure.per else figure
            if period:
                provenance = replace(provenance, on=period)
            update.new = record_delivery(update.old, delivery, counting, provenance, tx.zone)
            standing = tx.standing(update.new)
            update.notes.extend(delivery_notes(standing) if standing else ())
