"""Commands that record on a commitment: each adds an event in one transaction, or is refused and changes nothing."""

from typing import Annotated, Final

import typer
from msgspec.structs import replace

from tracker.commands import completion
from tracker.commands.options import Evidence, Grace, Ref, grouped
from tracker.commands.session import Update, session_of
from tracker.errors import BadCode, MissingValue, NotPossible, quoted
from tracker.model.amounts import read_amount
from tracker.model.commitment import (
    CHANNELS,
    DEADLINE_CHANGES,
    FINDINGS,
    JUDGEMENTS,
    STAGES,
    STANCES,
    Found,
    Side,
    Terms,
    one_of,
)
from tracker.model.commitment import Counting as CountingKind
from tracker.model.dates import DateSpan
from tracker.model.status import STATUSES
from tracker.record.events import (
    Counting,
    Limits,
    ReviewResult,
    move_deadline,
    over_period,
    reopen,
    set_amount,
    take_position,
)
from tracker.record.events import assess as record_judgement
from tracker.record.events import cite as cite_source
from tracker.record.events import deliver as record_delivery
from tracker.record.events import mark as record_status
from tracker.record.events import review as record_review
from tracker.reports.list import COLUMN_NAMES, delivery_notes

REOPEN = "reopen"
# Words that people have for a status, each with the one that is meant; what is paid or delivered is no status.
SAID: Final = {
    **dict.fromkeys(("done", "fulfilled", "completed"), "met"),
    **dict.fromkeys(("cancelled", "canceled", "terminated"), "withdrawn"),
    **dict.fromkeys(("breached", "failed"), "not_met"),
}
# What a source can be cited for: what is recorded of a commitment, in its terms or beside them, and what is listed.
CITABLE: Final = tuple(
    dict.fromkeys(
        (
            *("deadline", "amount", "status", "delivery", "target", "position", "due", "made_on", "not_before"),
            *("grace_days", "forecast", "context", "price", "site", *Terms.__struct_fields__, *COLUMN_NAMES),
        )
    )
)
DELIVERED: Final = ("paid", "delivered")


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
    _refuse_habit(status, ref)
    wanted = one_of("status", status, (*STATUSES, REOPEN))

    for attempt in session_of(ctx).updates(evidence, ref, on="unknown" if wanted == "met" else "today"):
        with attempt as update:
            old, zone = update.old, update.tx.zone
            if wanted == REOPEN:
                update.new = reopen(old, update.provenance, zone)
            else:
                next_one = _successor(update, successor, wanted) if successor else ""
                update.new = record_status(old, wanted, update.provenance, zone, successor=next_one)


def _successor(update: Update, typed: str, status: str) -> str:
    """The ref of what supersedes a commitment, which cannot be the commitment itself."""
    found = update.tx.ref(typed)
    if found == update.old.ref:
        raise NotPossible(f"marking {found} {status}", "it cannot supersede itself", "give another --successor")
    return found


def _refuse_habit(word: str, ref: str) -> None:
    """Refuse a common word that is not a status of the register, and name the one to write."""
    typed = word.strip().lower()
    if typed in DELIVERED:
        raise MissingValue(f"{quoted(word)} is no status", f"write tracker deliver {ref} AMOUNT")
    if typed in SAID:
        raise MissingValue(f"{quoted(word)} is no status", f"write tracker mark {ref} {SAID[typed]}")


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
    grace: Grace = None,
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

    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            tx, provenance = update.tx, update.provenance
            if moves:
                limits = Limits(tx.day(not_before), grace)
                update.new = move_deadline(
                    update.new, tx.deadline(due), provenance, tx.zone, change=changes, limits=limits
                )
            if amount:
                correction = changes == "correction"
                update.new = set_amount(update.new, read_amount(amount), provenance, tx.zone, correction=correction)


@grouped
def deliver(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    amount: Annotated[
        str,
        typer.Argument(
            metavar="AMOUNT", help="What came: “JPY 340bn”, “4 trees”; a negative one takes back.", show_default=False
        ),
    ],
    *,
    stage: Annotated[
        str,
        typer.Option(
            metavar="STAGE", help=f"How far it came: {', '.join(STAGES)}.", autocompletion=completion.one_of(STAGES)
        ),
    ] = "delivered",
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="TEXT",
            help="How it was counted: sales, customs, signed loans. [default: the only measure there is]",
        ),
    ] = None,
    level: Annotated[
        bool, typer.Option("--level", help="It is a level, as 2.1 %GDP: it replaces the last one.")
    ] = False,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="It is all that came until then, not one part more.")
    ] = False,
    over: Annotated[
        str | None,
        typer.Option(
            "--over",
            metavar="PERIOD",
            help="The period that it came in: 2025-04..2026-03; a figure a year counts for so long.",
        ),
    ] = None,
) -> None:
    """Record a delivery, once, at the commitment that it belongs to; umbrellas roll it up.

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

    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            tx, provenance = update.tx, update.provenance
            period = tx.day(over)
            delivery = over_period(figure, period) if period and figure.per else figure
            if period:
                provenance = replace(provenance, on=period)
            update.new = record_delivery(update.old, delivery, counting, provenance, tx.zone)
            if standing := tx.standing(update.new):
                update.notes.extend(delivery_notes(standing))


@grouped
def review(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    found: Annotated[
        str,
        typer.Option(
            "--found",
            metavar="WHAT",
            help="What was found: nothing or news.",
            autocompletion=completion.one_of(FINDINGS),
        ),
    ] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="TEXT", help="Where it was looked; may be repeated.")
    ] = None,
    again: Annotated[
        str | None, typer.Option("--next", metavar="DATE", help="The day to look again: 90d, 2w, 2027-02-01.")
    ] = None,
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who is to look then.")] = "",
) -> None:
    """Record that somebody looked for news, what was found and where; or plan the next look.

    \b
    tracker review jp-us-250 --found nothing --where "park service" --next 90d
    tracker review jp-us-250 --next 2027-03-01 --who mika
    """
    if not (found or again):
        raise MissingValue("a review says what was found", "give --found nothing, --found news, or only --next")
    seen: Found = one_of("finding", found, FINDINGS) if found else ""
    places = "; ".join(where or ())
    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            next_look = _ahead(again, update.tx.future_day(again), update.provenance.on)
            update.new = record_review(update.old, ReviewResult(seen, places, next_look, who), update.provenance)


def _ahead(text: str | None, again: DateSpan | None, on: DateSpan | None) -> DateSpan | None:
    """The day of the next look, if that does not come before this one."""
    if text and again and on and again.last < on.first:
        raise MissingValue(f"{quoted(text)} is no day to look again", f"it lies before {on}; write 90d or a later day")
    return again


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
    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            [code] = update.tx.parties([party])
            update.new = take_position(update.old, code, says, where, update.provenance)


@grouped
def cite(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    *,
    supports: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="FIELD",
            help="The field that it supports: deadline, amount, status …",
            autocompletion=completion.one_of(CITABLE),
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD",
            help="The field that it contradicts; `delivery` where it says that what is due was not done.",
            autocompletion=completion.one_of(CITABLE),
        ),
    ] = None,
    says: Annotated[str, typer.Option(metavar="VALUE", help="What it says that field is.")] = "",
) -> None:
    """Record a source for or against a field of a commitment, with no change of its state.

    A source against `delivery` says that it was not done: what is past its due day is then late.

    \b
    tracker cite jp-us-550bn --for deadline --source URL
    tracker cite jp-us-550bn --against deadline --says "January 2029" --source URL
    tracker cite jp-us-lng --against delivery --source URL
    """
    if supports is not None and against is not None:
        raise MissingValue("a source is for a field or against it", "give --for or --against, not both")
    side: Side = "supports" if against is None else "contradicts"
    field = _citable(supports or against or "")
    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            update.new = cite_source(update.old, field, side, says, update.provenance)


def _citable(text: str) -> str:
    """The field that is meant; nothing for the whole record."""
    field = "_".join(text.lower().replace("-", " ").replace("_", " ").split())
    if field and field not in CITABLE:
        remedy = "write one such as deadline, amount, delivery or status, a column of `list`, or no field for all of it"
        raise BadCode("field of a commitment", text, remedy, CITABLE)
    return field


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
    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            update.new = record_judgement(update.old, judged, update.provenance)
