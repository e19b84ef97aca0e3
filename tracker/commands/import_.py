"""The command that imports commitments from a file."""

import json
import sys
from typing import Annotated, Final, NoReturn

import typer
from msgspec.structs import replace

from tracker.commands.event_import import listed, plan_events
from tracker.commands.options import Evidence, Showing, choice, format_option, grouped, require_path
from tracker.commands.output import write_out
from tracker.commands.progress_bar import track
from tracker.commands.session import Session, say, session_of
from tracker.commands.transaction import Transaction, say_pending, transactions
from tracker.errors import BadUsage, RowsRefused, Unconfirmed
from tracker.exchange.columns import read_mapping
from tracker.exchange.dump import read_register
from tracker.exchange.event_file import EventFile, Proposal, json_schema
from tracker.exchange.formats import ReadOptions, open_file
from tracker.exchange.merge import plan_merge, with_copies
from tracker.exchange.plan import Plan, Problem, in_order, list_problems, preview
from tracker.exchange.row_importer import ImportPolicy, plan_rows
from tracker.exchange.row_parser import ImportContext
from tracker.exchange.rows import RowFile
from tracker.model.commitment import DeadlineChange, one_of
from tracker.model.dates import Moment
from tracker.model.register import Category, Party, Register
from tracker.render import format_of
from tracker.reports.log import new_events_table
from tracker.state.portfolio import Portfolio
from tracker.store import register_id

SHOWN_PROBLEMS: Final = 50  # problems to report one by one
SHOWN_REASON: Final = 500  # characters of the reason why an event is uncertain
KINDS: Final = ("amendment", "extension", "correction")
KEEPS_ID: Final = (
    "the register keeps its own id, which only its owner may change; its calendar events differ from those of the"
    " exported register"
)


def _show_schema(*, show: bool) -> None:
    """Print the JSON Schema of a file of proposed events."""
    if show:
        write_out([json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"])
        raise typer.Exit


@grouped
def import_(
    ctx: typer.Context,
    evidence: Evidence,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            callback=require_path,
            help="CSV, JSON, JSON Lines, a data package (folder or zip), proposed events; - is standard input.",
        ),
    ],
    *,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADING=COLUMN",
            help="The column that a heading of the file stands for, “期限=due”; may be repeated.",
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="Record changes of commitments that exist, matched by ref; nothing is overwritten."
        ),
    ] = False,
    kind: Annotated[
        str,
        choice(
            "WORD",
            KINDS,
            f"The kind of a changed deadline, with --update: {', '.join(KINDS)}. [default: as for `amend`]",
        ),
    ] = "",
    ignore_unknown: Annotated[bool, typer.Option("--ignore-unknown", help="Ignore unknown columns.")] = False,
    allow_duplicates: Annotated[
        bool,
        typer.Option("--allow-duplicates", help="Import rows whose parties and title match an existing commitment."),
    ] = False,
    drop_uncertain: Annotated[
        bool, typer.Option("--drop-uncertain", help="Leave out the proposed events that are marked as uncertain.")
    ] = False,
    schema: Annotated[  # noqa: ARG001 - its callback shows it
        bool,
        typer.Option(
            "--schema",
            callback=_show_schema,
            is_eager=True,
            help="Show the JSON Schema of a file of proposed events, and exit.",
        ),
    ] = False,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The encoding of the file. [default: detected]")] = "",
    format: Annotated[  # noqa: A002 - the name of the option
        str | None, format_option("Output format of the recorded events, or of the problems: table, csv, json …")
    ] = None,
) -> None:
    """Import commitments: all rows of a file in one change, or none; every invalid row is reported.

    The content of the file decides how it is read. CSV rows or JSON objects have the columns of `list` and of `add` in
    any order; columns that `list` computes are ignored. A file that `export` wrote is imported event by event, with who
    recorded each event and when; an empty register also takes over its id and time zone.

    \b
    tracker import promises.csv --dry-run
    tracker import 約束.csv --map 期限=due --map 件名=title --publisher Nikkei
    tracker list --format csv | tracker import - --update --register other.json
    tracker import register-export.json
    tracker import proposed.json --dry-run
    """
    session, evidence = session_of(ctx), evidence.with_note()
    _ = format and format_of(format)  # refuse an unknown format before anything is recorded
    change_kind: DeadlineChange | None = one_of("kind of change", kind, KINDS) if kind else None
    read_options = ReadOptions(read_mapping(mapped or []), ignore_unknown, encoding)
    content, note = open_file(file, sys.stdin.buffer if sys.stdin else None, read_options)
    showing = Showing(evidence.register, format=format)

    if isinstance(content, EventFile):
        if mapped or update or kind or ignore_unknown or allow_duplicates:
            raise BadUsage("--map, --update, --kind and the like are for rows; leave them out for a file of events")
        _say_notes(note, Plan())
        _import_events(session, file, content, evidence, showing, drop_uncertain=drop_uncertain)
        return
    if drop_uncertain:
        raise BadUsage("--drop-uncertain is for a file of proposed events; leave it out")

    for attempt in transactions(session, evidence.register, dry_run=evidence.dry_run):
        with attempt as tx:
            if isinstance(content, RowFile):
                plan = _plan_rows(content, tx, evidence, ImportPolicy(update, allow_duplicates), change_kind)
            else:
                _require_no_evidence(evidence, "an export")
                plan = plan_merge(file, content.contents, read_register(tx.writer.as_recorded), update=update)
                plan = with_copies(plan, content.contents.copies, tx.writer.copy_names())
            problems = in_order([*content.problems, *plan.problems])
            if problems:
                _say_notes(note, plan)
                _refuse(session, file, problems, showing)
            _record(tx, plan)
    _say_notes(note, plan)
    if format or evidence.dry_run:
        session.show(preview(plan, done=not evidence.dry_run), showing)
    if not evidence.dry_run:
        say(str(plan))


def _import_events(
    session: Session, file: str, content: EventFile, evidence: Evidence, showing: Showing, *, drop_uncertain: bool
) -> None:
    """Record proposed events; refuse the file if one of them is uncertain, unless those are dropped."""
    _require_no_evidence(evidence, "a file of events")
    uncertain = [one for one in content.proposals if one.uncertain]
    proposals = [one for one in content.proposals if not (drop_uncertain and one.uncertain)]
    dropped = f"dropped, because uncertain: {listed([one.where for one in uncertain])}"
    for attempt in transactions(session, evidence.register, dry_run=evidence.dry_run):
        with attempt as tx:
            plan, zone = plan_events(tx, proposals), tx.zone
            tx.notes.extend([*([dropped] if uncertain and drop_uncertain else []), *plan.notes])
            if problems := in_order([*content.problems, *plan.problems]):
                _refuse(session, file, problems, showing, "event")
            outcome = f"{plan}. Nothing was changed." if evidence.dry_run else f"{plan}."
            changed = [replace(entry.new, history=entry.events) for entry in plan.entries]
            if uncertain and not drop_uncertain:
                if evidence.dry_run:
                    session.show(new_events_table(changed, plan.doubts, outcome), showing)
                _refuse_uncertain(file, uncertain)
            _record(tx, plan)
    if showing.format or evidence.dry_run:
        session.show(new_events_table(changed, plan.doubts, outcome), showing)
    if not evidence.dry_run:
        for entry in plan.entries:
            say_pending(entry.new, entry.events, zone)
        say(str(plan))


def _refuse_uncertain(file: str, uncertain: list[Proposal]) -> NoReturn:
    """Name every uncertain event, and refuse the file."""
    for one in uncertain[:SHOWN_PROBLEMS]:
        say(f"{one.where}, {one.ref}, {one.kind}: uncertain, {one.uncertain[:SHOWN_REASON]}")
    if len(uncertain) > SHOWN_PROBLEMS:
        say(f"and {len(uncertain) - SHOWN_PROBLEMS} more")
    raise Unconfirmed(file, len(uncertain))


def _plan_rows(
    table: RowFile, tx: Transaction, evidence: Evidence, policy: ImportPolicy, kind: DeadlineChange | None
) -> Plan:
    register = Register(
        zone=tx.zone,
        parties=tx.writer.values(Party),
        categories=tx.writer.values(Category),
        renamings=tx.writer.renamings,
    )
    before = Portfolio(tx.writer.commitments(), Moment(tx.now), register)
    context = ImportContext(
        now=tx.now,
        zone=tx.zone,
        zones={standing.ref: standing.state.zone for standing in before},
        parties=register.parties,
        categories=register.categories,
        renamings=register.renamings,
        facts=tx.provenance(evidence),
        on=evidence.on,
        known=evidence.known,
        change=kind,
        adds_codes=table.header.is_list and not (before.commitments or register.parties or register.categories),
        names_analysts="analyst" in table.header.names,
        folder=table.folder,
    )
    plan = plan_rows(table.rows, before, context, policy, track).with_ignored(table.header.ignored)
    return replace(plan, copies=context.copies)


def _require_no_evidence(evidence: Evidence, file: str) -> None:
    """Refuse options such as --source for a file whose events have their own provenance."""
    if replace(evidence, register=None, dry_run=False) != Evidence():
        what = f"{file} has its own days and sources for each event"
        raise BadUsage(f"{what}; give --on, --source, --note and the like with rows only")


def _say_notes(file_note: str, plan: Plan) -> None:
    for note in filter(None, [file_note, *plan.notes]):
        say(note)


def _refuse(session: Session, file: str, problems: list[Problem], showing: Showing, noun: str = "row") -> NoReturn:
    """Report every problem, and refuse the file."""
    if showing.format:
        session.show(list_problems(problems), showing)
    else:
        for problem in problems[:SHOWN_PROBLEMS]:
            say(str(problem))
        if len(problems) > SHOWN_PROBLEMS:
            say(f"and {len(problems) - SHOWN_PROBLEMS} more; --format csv shows them all")
    raise RowsRefused(file, len(problems), len({problem.where for problem in problems}), noun)


def _record(tx: Transaction, plan: Plan) -> None:
    """Write a plan; if its events are newer than this change, the register takes their time."""
    _set_zone_and_id(tx, plan)
    writer = tx.writer
    for category in plan.categories:
        writer.put(category)
    for party in plan.parties:
        writer.put(party)
    for rates in plan.rates:
        writer.put(rates)
    for view in plan.views:
        writer.put(view)
    for name, copy in plan.copies.items():
        writer.save_copy(name, copy if isinstance(copy, bytes) else copy.read())
    writer.write((entry.old, entry.new) for entry in plan.entries if entry.old != entry.new)
    latest = max((event.recorded_at for entry in plan.entries for event in entry.new.history), default=tx.now)
    if latest > tx.recorded_at:
        writer.stamp(latest, tx.recorded_by)


def _set_zone_and_id(tx: Transaction, plan: Plan) -> None:
    """Write the time zone and the id of the plan; note if the server does not permit a change of the id."""
    writer = tx.writer
    writer.put_meta(zone=plan.zone, id=plan.id)
    if plan.id and register_id(writer.as_recorded) != plan.id:
        tx.notes.append(KEEPS_ID)
