"""The command that records a judgement."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, Of, Ref, choice_argument, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import EmptyName
from tracker.model.commitment import JUDGEMENTS, one_of, require_analyst
from tracker.record.statements import assess as record_judgement


@grouped
def assess(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    judgement: Annotated[str, choice_argument("JUDGEMENT", JUDGEMENTS)],
    *,
    analyst: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="The analyst who judges so. [default: the desk, without a name]"),
    ] = None,
    of: Of = "",
) -> None:
    """Record your own judgement of a commitment; its status does not change.

    The judgements of two analysts stand side by side; each replaces only the analyst's own.

    \b
    tracker assess jp-us-550bn at_risk --note "no project after the first round"
    tracker assess jp-us-550bn on_track --as mika
    """
    if analyst is not None and not analyst.strip():
        raise EmptyName("--as", "the name of the analyst, or leave it out for the desk")
    name = require_analyst(analyst) if analyst else ""
    value = one_of("judgement", judgement, JUDGEMENTS)
    for attempt in updates(session_of(ctx), evidence, ref, of=of):
        with attempt as update:
            update.new = record_judgement(update.old, value, update.provenance, name)
