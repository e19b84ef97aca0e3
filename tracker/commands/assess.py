"""The command that records a judgement."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Of, Ref, choice_argument, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.model.commitment import JUDGEMENTS, one_of
from tracker.record.statements import assess as record_judgement


@grouped
def assess(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    judgement: Annotated[str, choice_argument("JUDGEMENT", JUDGEMENTS)],
    *,
    of: Of = "",
) -> None:
    """Record your own judgement of a commitment; its status does not change.

    \b
    tracker assess jp-us-550bn at_risk --note "no project after the first round"
    """
    value = one_of("judgement", judgement, JUDGEMENTS)
    for attempt in updates(session_of(ctx), evidence, ref, of=of):
        with attempt as update:
            update.new = record_judgement(update.old, value, update.provenance)
