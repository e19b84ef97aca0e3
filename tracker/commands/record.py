"""Commands that record: each adds an event in one transaction, or is refused and changes nothing."""

from typing import Annotated

import typer

from tracker.amounts import read_amount
from tracker.codes import country_codes, country_name, require_language
from tracker.commands import completion
from tracker.commands.options import Evidence, grouped
from tracker.commands.output import write_out
from tracker.commands.session import Change, one_of, say, session_of
from tracker.commitment import (
    CATEGORIES,
    CHANNELS,
    DEADLINE_CHANGES,
    FORCES,
    NATURES,
    STAGES,
    STANCES,
    STATUSES,
    Commitment,
    Side,
    Terms,
)
from tracker.dates import Span
from tracker.deadlines import read_day, read_deadline
from tracker.errors import BadCode, MissingValue
from tracker.moment import time_zone
from tracker.recording import Limits, move_deadline, reopen, set_amount, take_position
from tracker.recording import cite as cite_source
from tracker.recording import deliver as record_delivery
from tracker.recording import mark as record_status
from tracker.refs import make_ref, require_ref, resolve
from tracker.reports.events import describe

REOPEN = "reopen"

Ref = Annotated[
    str, typer.Argument(help="The ref, or enough of its beginning.", autocompletion=completion.refs, show_default=False)
]
Codes = Annotated[list[str] | None, typer.Option(metavar="CODE")]


@grouped
def add(
    ctx: typer.Context,
    evidence: Evidence,
    title: Annotated[str, typer.Argument(help="What is promised.", show_default=False)],
    *,
    by: Annotated[list[str], typer.Option("--by", metavar="CODE", help="Who owes it; may be repeated.")],
    to: Annotated[list[str], typer.Option("--to", metavar="CODE", help="To whom; may be repeated.")],
    due: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="2025-12-31, 2025-Q4, JP-FY2025, +2w, “45bd after 2026-02-17 (US+JP)” …"),
    ] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="“USD 550bn”, “up to 6兆円”, “12 Mt” …")] = None,
    category: Annotated[
        str,
        typer.Option(metavar="WORD", help=", ".join(CATEGORIES), autocompletion=completion.one_of(CATEGORIES)),
    ] = "other",
    force: Annotated[
        str, typer.Option(metavar="WORD", help=", ".join(FORCES), autocompletion=completion.one_of(FORCES))
    ] = "pledge",
    status: Annotated[
        str,
        typer.Option(metavar="STATUS", help="Where it stands today.", autocompletion=completion.one_of(STATUSES)),
    ] = "agreed",
    parent: Annotated[
        str, typer.Option(metavar="REF", help="What it is a part of.", autocompletion=completion.refs)
    ] = "",
    ref: Annotated[str, typer.Option(metavar="REF", help="Its ref. [default: made of parties and title]")] = "",
    made_on: Annotated[str | None, typer.Option(metavar="DATE", help="When the promise was made.")] = None,
    instrument: Annotated[str, typer.Option(metavar="TEXT", help="The document or act.")] = "",
    in_return_for: Annotated[
        list[str] | None,
        typer.Option(metavar="REF", help="What it was traded for; may be repeated.", autocompletion=completion.refs),
    ] = None,
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Where its day ends. [default: the register's]")] = "",
    nature: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            help="act: to be done by then; refrain: to be kept until then.",
            autocompletion=completion.one_of(NATURES),
        ),
    ] = "act",
    titled: Annotated[
        list[str] | None, typer.Option(metavar="TAG=TITLE", help="The title in another language; may be repeated.")
    ] = None,
    condition: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="May be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="May be repeated.")] = None,
    remarks: Annotated[str, typer.Option(metavar="TEXT", help="Notes on the commitment itself.")] = "",
    not_before: Annotated[str | None, typer.Option(metavar="DATE", help="The earliest day it may be done.")] = None,
    grace: Annotated[int | None, typer.Option(min=0, metavar="DAYS", help="Days of grace.")] = None,
) -> None:
    """Add a commitment and print its ref.

    \b
    tracker add "Buy 100 Boeing aircraft" --by JP --to US --amount "100 aircraft"
    tracker add "First tranche" --by JP --to US --due 2026-Q1 --parent jp-us-550bn --source URL
    """
    session = session_of(ctx)
    with session.changing(evidence.register) as change:
        refs = change.writer.refs()
        terms = Terms(
            title=_title(title),
            obligor=_parties(by, change),
            obligee=_parties(to, change),
            titles=_titles(titled or []),
            category=one_of("category", category, CATEGORIES),
            force=one_of("force", force, FORCES),
            instrument=instrument,
            made_on=_day(made_on, change),
            parent=resolve(parent, refs) if parent else "",
            in_return_for=tuple(resolve(other, refs) for other in in_return_for or ()),
            time_zone=time_zone(zone).key if zone else "",
            nature=one_of("nature", nature, NATURES),
            conditions=tuple(condition or ()),
            tags=tuple(tag or ()),
            notes=remarks,
        )
        name = require_ref(ref) if ref else make_ref(terms.title, terms.obligor, terms.obligee, refs)
        facts = change.facts(evidence, on=made_on or "today")
        commitment = record_status(
            Commitment(ref=name, terms=terms), one_of("status", status, STATUSES), facts, change.zone
        )
        if due or not_before or grace is not None:
            deadline = read_deadline(due, change.today) if due else None
            commitment = move_deadline(
                commitment, deadline, facts, change.zone, limits=Limits(_day(not_before, change), grace)
            )
        if amount:
            commitment = set_amount(commitment, read_amount(amount), facts, change.zone)
        change.writer.add(commitment)
    write_out([f"{name}\n"])


@grouped
def mark(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    status: Annotated[
        str,
        typer.Argument(
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
    session = session_of(ctx)
    with session.changing(evidence.register) as change:
        old = change.commitment(ref)
        wanted = one_of("status", status, (*STATUSES, REOPEN))
        facts = change.facts(evidence, on="unknown" if wanted == "met" else "today")
        if wanted == REOPEN:
            new = reopen(old, facts, change.zone)
        else:
            next_one = resolve(successor, change.writer.refs()) if successor else ""
            new = record_status(old, wanted, facts, change.zone, successor=next_one)
        change.writer.replace(old, new)
    _said(new, 1)


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
    tracker amend jp-us-first --due 2026-02 --kind extension --on unknown --known 2026-02-09 --source URL
    tracker amend jp-us-550bn --amount "up to USD 550bn"
    tracker amend jp-us-first --due 2026-01 --kind correction --note "misread"
    """
    session = session_of(ctx)
    changes = one_of("kind of change", kind, DEADLINE_CHANGES) if kind else None
    moves = bool(due or not_before or grace is not None or changes == "waiver")
    if not moves and not amount:
        raise MissingValue("nothing to amend", "give --due, --amount, --not-before or --grace")
    with session.changing(evidence.register) as change:
        old = new = change.commitment(ref)
        facts = change.facts(evidence)
        if moves:
            new = move_deadline(
                new,
                read_deadline(due, change.today) if due else None,
                facts,
                change.zone,
                change=changes,
                limits=Limits(_day(not_before, change), grace),
            )
        if amount:
            new = set_amount(new, read_amount(amount), facts, change.zone, correction=changes == "correction")
        change.writer.replace(old, new)
    _said(new, len(new.history) - len(old.history))


@grouped
def deliver(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    amount: Annotated[str, typer.Argument(help="“JPY 340bn”, “4 trees”; negative to reverse.", show_default=False)],
    *,
    stage: Annotated[
        str, typer.Option(metavar="STAGE", help=", ".join(STAGES), autocompletion=completion.one_of(STAGES))
    ] = "delivered",
    basis: Annotated[str, typer.Option(metavar="TEXT", help="How it was measured: sales, customs, signed loans.")] = "",
) -> None:
    """Record a delivery, once, at the commitment that it belongs to; umbrellas roll it up.

    \b
    tracker deliver jp-us-tranche1 "more than JPY 340bn" --stage contracted --basis "signed loans" --on 2026-05-01
    """
    session = session_of(ctx)
    with session.changing(evidence.register) as change:
        old = change.commitment(ref)
        reached = one_of("stage", stage, STAGES)
        new = record_delivery(old, read_amount(amount), reached, basis, change.facts(evidence))
        change.writer.replace(old, new)
    _said(new, 1)


@grouped
def position(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Ref,
    party: Annotated[str, typer.Argument(help="Who says it.", show_default=False)],
    stance: Annotated[
        str,
        typer.Argument(help=", ".join(STANCES), autocompletion=completion.one_of(STANCES), show_default=False),
    ],
    *,
    channel: Annotated[
        str,
        typer.Option("--in", metavar="CHANNEL", help="public or private", autocompletion=completion.one_of(CHANNELS)),
    ] = "public",
) -> None:
    """Record what a party says of a commitment, in public or in private; the source is who reported it.

    \b
    tracker position jp-us-550bn US dissatisfied --in private --on 2026-02-04 --publisher Nikkei
    """
    session = session_of(ctx)
    with session.changing(evidence.register) as change:
        old = change.commitment(ref)
        (code,) = _parties([party], change)
        says = one_of("position", stance, STANCES)
        where = one_of("channel", channel, CHANNELS)
        new = take_position(old, code, says, where, change.facts(evidence))
        change.writer.replace(old, new)
    _said(new, 1)


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
    tracker cite jp-us-550bn --against deadline --says "15 January 2029" --source URL
    """
    session = session_of(ctx)
    if supports is not None and against is not None:
        raise MissingValue("a source is for a field or against it", "give --for or --against, not both")
    with session.changing(evidence.register) as change:
        old = change.commitment(ref)
        side: Side = "supports" if against is None else "contradicts"
        new = cite_source(old, supports or against or "", side, says, change.facts(evidence))
        change.writer.replace(old, new)
    _said(new, 1)


def _said(commitment: Commitment, count: int) -> None:
    for event in commitment.history[-count:]:
        say(f"{commitment.ref}: {describe(event)}")


def _day(text: str | None, change: Change) -> Span | None:
    return read_day(text, change.today) if text else None


def _title(text: str) -> str:
    if not text.strip():
        raise MissingValue("the title is empty", "say in a few words what is promised")
    return text


def _titles(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if wrong := next((text for text, equals, title in pairs if not equals or not title), None):
        raise MissingValue(f"--titled {wrong}", "write it as ja=対米投資")
    return {require_language(tag): title for tag, _, title in pairs}


def _parties(codes: list[str], change: Change) -> tuple[str, ...]:
    known = change.writer.parties()
    for code in codes:
        if code not in known and not country_name(code.upper()):
            remedy = "write a country of ISO 3166-1 such as JP, or EU, or a party of the register"
            raise BadCode("party", code, remedy, [*known, *country_codes()])
    return tuple(code if code in known else code.upper() for code in codes)
