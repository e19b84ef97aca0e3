"""The command that records what a party says of a commitment."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Ref, choice, choice_argument, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import PUBLISHED_DAY, updates
from tracker.model.commitment import CHANNELS, STANCES, one_of
from tracker.record.statements import take_position


@grouped
def position(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="The party whose position it is.", show_default=False)],
    stance: Annotated[str, choice_argument("POSITION", STANCES)],
    *,
    channel: Annotated[
        str, choice("CHANNEL", CHANNELS, "Where the party said it: public or private.", "--in")
    ] = "public",
) -> None:
    """Record the position of a party on a commitment, in public or in private; the source is who reported it.

    \b
    tracker position jp-us-550bn US dissatisfied --in private --publisher Nikkei
    """
    stated, where = one_of("position", stance, STANCES), one_of("channel", channel, CHANNELS)
    for attempt in updates(session_of(ctx), evidence, ref, on=PUBLISHED_DAY):
        with attempt as update:
            [code] = update.tx.parties([party])
            update.new = take_position(update.old, code, stated, where, update.provenance)
