"""The command that records a source for or against a field, or one that mentions the promise."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from tracker.commands.options import Evidence, Ref, choice, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import PUBLISHED_DAY, Update, updates
from tracker.errors import BadCode, MissingValue
from tracker.model.commitment import CitationEvent, Side, Terms
from tracker.record.statements import add_copy, settle
from tracker.record.statements import cite as cite_source
from tracker.reports.list import COLUMN_NAMES
from tracker.state.agreement import agrees, repeats
from tracker.state.confidence import facts_in_force
from tracker.state.lateness import DELIVERY
from tracker.state.sources import field_of

# The fields that a source can be cited for: terms, recorded facts, and columns of `list`.
CITABLE: Final = tuple(
    dict.fromkeys(
        (
            *("deadline", "amount", "status", "delivery", "target", "position", "due", "made_on", "not_before"),
            *("grace_days", "forecast", "context", "price", "site", *Terms.__struct_fields__, *COLUMN_NAMES),
        )
    )
)


@grouped
def cite(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    supports: Annotated[
        str | None, choice("FIELD", CITABLE, "The field that the source supports: deadline, amount, status …", "--for")
    ] = None,
    against: Annotated[
        str | None,
        choice(
            "FIELD",
            CITABLE,
            "The field that the source contradicts; `delivery` if it says that the promise was not kept.",
        ),
    ] = None,
    mentions: Annotated[
        bool,
        typer.Option("--mentions", help="The source speaks of the promise, and neither supports nor contradicts it."),
    ] = False,
    settles: Annotated[
        int | None,
        typer.Option(
            "--settles", metavar="N", help="End the contradiction with this number, as `show` has it; --note says why."
        ),
    ] = None,
    says: Annotated[str, typer.Option(metavar="VALUE", help="The value of the field according to the source.")] = "",
) -> None:
    """Record a source for or against a field of a commitment, or end a contradiction; the state does not change.

    A source without a field supports the whole record; one that only `--mentions` the promise supports nothing.
    A source against `delivery` says that the promise was not kept: after its due date, it counts as late.

    \b
    tracker cite jp-us-550bn --for deadline --source URL
    tracker cite jp-us-550bn --against deadline --says "January 2029" --source URL
    tracker cite jp-us-lng --against delivery --source URL
    tracker cite jp-us-lng --mentions --source URL --quote "…"
    tracker cite jp-us-550bn --source URL --archived page.html
    tracker cite jp-us-lng --settles 7 --note "a misprint: the ministry has 6 Mt"
    """
    if settles is not None and (says or mentions or supports is not None or against is not None):
        what = "a settlement is of a contradiction alone"
        raise MissingValue(what, "leave out --for, --against, --mentions and --says")
    if mentions and (says or supports is not None or against is not None):
        what = "a source that only mentions the promise is for and against nothing"
        raise MissingValue(what, "leave out --for, --against and --says, or --mentions")
    if supports is not None and against is not None:
        raise MissingValue("a source is for a field or against it", "give --for or --against, not both")
    side: Side = "mentions" if mentions else "supports" if against is None else "contradicts"
    field = citable(supports or against or "")
    is_for_field = supports is not None or against is not None
    is_copy = bool(evidence.archived) and not (says or mentions or evidence.quote or evidence.summary or is_for_field)
    is_said = settles is None and not is_copy
    for attempt in updates(session_of(ctx), evidence, ref, on=PUBLISHED_DAY if is_said else "today"):
        with attempt as update:
            if settles is not None:
                update.new = settle(update.old, settles, update.provenance, update.tx.zone)
                continue
            source = update.provenance.source
            if source and is_copy:
                update.new = add_copy(update.old, source, update.provenance)
                if update.new is update.old:
                    update.notes.append(f"{update.old.ref}: it has that copy of the source already")
                continue
            update.new = cite_source(update.old, field, side, says, update.provenance)
            if (field, side) == (DELIVERY, "contradicts"):
                update.notes.extend(_of_one_period(update))
            elif says:
                update.notes.extend(_compared(update))


def _of_one_period(update: Update) -> list[str]:
    """A note that a source against the delivery of a recurring duty is about no period of it."""
    standing = update.tx.standing(update.new)
    if standing is None or not standing.periods:
        return []
    period = standing.open_period or standing.periods[-1]
    remedy = f"`tracker cite {period.ref} --against delivery` says so of one"
    return [f"{standing.ref}: it says of no one period that it was not done; {remedy}"]


def _compared(update: Update) -> Iterator[str]:
    """A note that a source for a field names another value than the record, or that one against it names the same."""
    standing = update.tx.standing(update.new)
    event = next(event for event in reversed(update.new.history) if isinstance(event, CitationEvent))
    field = field_of(event)
    fact = facts_in_force(standing.state).get(field) if standing else None
    if fact and event.side == "supports" and agrees(event.value, fact) is False:
        remedy = f"`--against {field}` says that the source contradicts it"
        yield f"{update.new.ref}: “{event.value}” is not the {field} of the record, and does not support it; {remedy}"
    if fact and event.side == "contradicts" and repeats(event.value, fact):
        remedy = f"`--for {field}` says that the source supports it"
        yield f"{update.new.ref}: “{event.value}” is the {field} of the record, and contradicts nothing; {remedy}"


def citable(text: str) -> str:
    """The name of the field; empty for the whole commitment."""
    field = "_".join(text.lower().replace("-", " ").replace("_", " ").split())
    if field and field not in CITABLE:
        remedy = "write one such as deadline, amount, delivery or status, a column of `list`, or no field for all of it"
        raise BadCode("field of a commitment", text, remedy, CITABLE)
    return field
