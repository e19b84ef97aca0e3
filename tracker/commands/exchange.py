"""Commands that exchange: files of others come in as events or not at all, the register goes out and comes back."""

import sys
from typing import Annotated, Final, NoReturn

import typer
from msgspec.structs import replace

from tracker.commands import completion
from tracker.commands.options import Evidence, Showing, grouped, named_file
from tracker.commands.progress_bar import track
from tracker.commands.session import Session, say, session_of
from tracker.commands.transaction import Transaction, attempts
from tracker.errors import BadUsage, RowsRefused
from tracker.exchange.columns import read_mapping
from tracker.exchange.dump import read_register
from tracker.exchange.formats import ReadOptions, open_file
from tracker.exchange.merge import plan_merge
from tracker.exchange.plan import Plan, Problem, in_order, list_problems, preview
from tracker.exchange.row_importer import ImportPolicy, plan_rows
from tracker.exchange.row_parser import ImportContext
from tracker.exchange.rows import Table
from tracker.model.commitment import DeadlineChange, one_of
from tracker.model.dates import Moment
from tracker.model.register import Register
from tracker.render import FORMATS, format_of
from tracker.state.portfolio import Portfolio

SHOWN: Final = 50  # problems that are evidence one by one
KINDS: Final = ("amendment", "extension", "correction")
KEEPS_ID: Final = (
    "the register keeps its own id, which only its keeper may change; its calendar events are others than those of the"
    " exported register"
)


@grouped
def import_(
    ctx: typer.Context,
    evidence: Evidence,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            callback=named_file,
            help="CSV, JSON, JSON Lines, a data package (folder or zip); - is standard input.",
        ),
    ],
    *,
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADING=COLUMN", help="What a heading means, “期限=due”; may be repeated."),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Amend what is there by its ref; never overwrites.")] = False,
    kind: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            help=f"What --update makes of a deadline: {', '.join(KINDS)}. [default: as `amend`]",
            autocompletion=completion.one_of(KINDS),
        ),
    ] = "",
    ignore_unknown: Annotated[bool, typer.Option("--ignore-unknown", help="Pass over columns nobody knows.")] = False,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Take in what has the parties and the title of another.")
    ] = False,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Its encoding. [default: as it shows]")] = "",
    format: Annotated[  # noqa: A002 - the name of the option
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="Show what is recorded, or what is wrong with it, as table, csv, json …",
            autocompletion=completion.one_of(FORMATS),
        ),
    ] = None,
) -> None:
    """Import commitments: every row of a file in one change, or none; every bad row is named.

    The shape of the file decides how it is read. Rows have the columns of `list` and of `add`, in any order, in CSV
    or as JSON objects; what `list` computes is passed over. What `export` wrote is taken event by event, with who
    recorded each and when; a register with nothing in it takes over its id and zone too.

    \b
    tracker import promises.csv --dry-run
    tracker import 約束.csv --map 期限=due --map 件名=title --publisher Nikkei
    tracker list --format csv | tracker import - --update --register other.json
    tracker import register-export.json
    """
    session, evidence = session_of(ctx), evidence.with_note()
    _ = format and format_of(format)  # what cannot be shown is refused before anything is recorded
    change_kind: DeadlineChange | None = one_of("kind of change", kind, KINDS) if kind else None
    taking = ReadOptions(read_mapping(mapped or []), ignore_unknown, encoding)
    found, said = open_file(file, sys.stdin.buffer if sys.stdin else None, taking)
    showing = Showing(evidence.register, format=format)

    for attempt in attempts(session, evidence.register, dry_run=evidence.dry_run):
        with attempt as tx:
            if isinstance(found, Table):
                plan = _plan_rows(found, tx, evidence, ImportPolicy(update, allow_duplicates), change_kind)
            else:
                _require_no_evidence(evidence)
                plan = plan_merge(file, found.contents, read_register(tx.writer), update=update)
            problems = in_order([*found.problems, *plan.problems])
            if problems:
                _say_notes(said, plan)
                _refuse(session, file, problems, showing)
            _record(tx, plan)
    _say_notes(said, plan)
    if format or evidence.dry_run:
        session.show(preview(plan, done=not evidence.dry_run), showing)
    if not evidence.dry_run:
        say(str(plan))


def _plan_rows(
    table: Table, tx: Transaction, evidence: Evidence, policy: ImportPolicy, kind: DeadlineChange | None
) -> Plan:
    register = Register(zone=tx.zone, parties=tx.writer.parties())
    before = Portfolio(tx.writer.commitments(), Moment(tx.now), register)
    context = ImportContext(
        now=tx.now,
        zone=tx.zone,
        zones={standing.ref: standing.state.zone for standing in before},
        parties=register.parties,
        facts=tx.provenance(evidence),
        on=evidence.on,
        known=evidence.known,
        change=kind,
        adds_parties=table.header.is_list and not (before.commitments or register.parties),
    )
    return plan_rows(table.rows, before, context, policy, track).with_ignored(table.header.ignored)


def _require_no_evidence(evidence: Evidence) -> None:
    """Refuse to say of a whole register what each of its events says of itself."""
    if replace(evidence, register=None, dry_run=False) != Evidence():
        what = "what `export` wrote says itself when each fact took effect and where it is from"
        raise BadUsage(f"{what}; give --on, --source, --note and the like with rows only")


def _say_notes(said: str, plan: Plan) -> None:
    for note in filter(None, [said, *plan.notes]):
        say(note)


def _refuse(session: Session, file: str, problems: list[Problem], showing: Showing) -> NoReturn:
    """Tell every problem, and refuse the file."""
    if showing.format:
        session.show(list_problems(problems), showing)
    else:
        for problem in problems[:SHOWN]:
            say(str(problem))
        if len(problems) > SHOWN:
            say(f"and {len(problems) - SHOWN} more; --format csv shows them all")
    raise RowsRefused(file, len(problems), len({problem.where for problem in problems}))


def _record(tx: Transaction, plan: Plan) -> None:
    """Write all of a plan; what comes with a later time than ours moves the clock of the register on."""
    _become(tx, plan)
    writer = tx.writer
    for party in plan.parties:
        writer.put_party(party)
    for rates in plan.rates:
        writer.add_rates(rates)
    for view in plan.views:
        writer.put_view(view)
    for entry in plan.entries:
        if entry.old is None:
            writer.add(entry.new)
        elif entry.old != entry.new:
            writer.replace(entry.old, entry.new)
    latest = max((event.recorded_at for entry in plan.entries for event in entry.new.history), default=tx.now)
    if latest > tx.recorded_at:
        writer.stamp(latest, tx.recorded_by)


def _become(tx: Transaction, plan: Plan) -> None:
    """Put the zone and the id of the plan into the register; note where the server does not permit the id."""
    writer = tx.writer
    if plan.zone:
        writer.put_zone(plan.zone)
    if plan.id:
        writer.put_id(plan.id)
        if writer.register_id() != plan.id:
            tx.notes.append(KEEPS_ID)
