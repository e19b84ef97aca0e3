"""The command that adds: everything about a new commitment in one transaction."""

from typing import Annotated

import typer

from tracker.amounts import read_amount
from tracker.codes import require_language
from tracker.commands import completion
from tracker.commands.options import Evidence, grouped
from tracker.commands.output import write_out
from tracker.commands.session import one_of, session_of
from tracker.commitment import CATEGORIES, FORCES, NATURES, STATUSES, Commitment, Terms
from tracker.deadlines import read_deadline
from tracker.errors import MissingValue
from tracker.moment import time_zone
from tracker.recording import Limits, mark, move_deadline, set_amount
from tracker.refs import make_ref, require_ref, resolve


@grouped
def add(
    ctx: typer.Context,
    evidence: Evidence,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is promised.", show_default=False)],
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
    tracker add "First tranche" --by JP --to US --due 2026-Q1 --parent jp-us-550bn
    """
    session = session_of(ctx)
    with session.changing(evidence.register) as change:
        refs = change.writer.refs()
        terms = Terms(
            title=_title(title),
            obligor=change.parties(by),
            obligee=change.parties(to),
            titles=_titles(titled or []),
            category=one_of("category", category, CATEGORIES),
            force=one_of("force", force, FORCES),
            instrument=instrument,
            made_on=change.day(made_on),
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
        commitment = mark(Commitment(ref=name, terms=terms), one_of("status", status, STATUSES), facts, change.zone)
        if due or not_before or grace is not None:
            deadline = read_deadline(due, change.today) if due else None
            commitment = move_deadline(
                commitment, deadline, facts, change.zone, limits=Limits(change.day(not_before), grace)
            )
        if amount:
            commitment = set_amount(commitment, read_amount(amount), facts, change.zone)
        change.writer.add(commitment)
    write_out([f"{name}\n"])


def _title(text: str) -> str:
    if not text.strip():
        raise MissingValue("the title is empty", "say in a few words what is promised")
    return text


def _titles(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if wrong := next((text for text, (_, _, title) in zip(given, pairs, strict=True) if not title), None):
        raise MissingValue(f"--titled {wrong}", "write it as ja=対米投資")
    return {require_language(tag): title for tag, _, title in pairs}
