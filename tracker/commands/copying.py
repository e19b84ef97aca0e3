"""The command that takes a register from a file to a server, back, or to another place of either kind."""

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import asdict

from tracker.commands import completion
from tracker.commands.locate import resolve_location
from tracker.commands.options import Showing, Waiting, named_register
from tracker.commands.progress_bar import track
from tracker.commands.replacing import require_free
from tracker.commands.session import say, session_of
from tracker.errors import MissingValue, NotPossible
from tracker.render import FORMATS
from tracker.reports.register import info_table
from tracker.store import LOCK_TIMEOUT, is_server
from tracker.store.copy import CopyJob


def copy(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FROM", callback=named_register, help="The register: a file, or the address of a server."
        ),
    ],
    target: Annotated[str, typer.Argument(metavar="TO", callback=named_register, help="Where to: the same.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Put aside what is there and take its place, whatever it is.")
    ] = False,
    format: Annotated[  # noqa: A002 - the name of the option
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="Show what arrived as table, csv, json …",
            autocompletion=completion.one_of(FORMATS),
        ),
    ] = None,
    lock_timeout: Waiting = LOCK_TIMEOUT,
) -> None:
    """Copy a register to another place, a file or a server, and show what is read back from there.

    Nothing is lost on the way: every event with who recorded it and when, names, rates, views, and what a later tracker
    wrote. TO has all of it or is as it was; the same command once more tells which, and does what is left to do.

    \b
    tracker copy data/commitments.json postgresql://db.example/desk
    tracker copy postgresql://db.example/desk evening.json --force
    """
    del lock_timeout  # the session has it
    if completion.named_before(ctx) is not None:
        raise MissingValue("copy takes no --register", "write tracker copy FROM TO")
    session = session_of(ctx)
    here, there = session.store(source), session.store(target)
    if resolve_location(source) == resolve_location(target):
        raise NotPossible(f"copying {here.location}", "it is FROM and TO", "name another place")
    if not is_server(target):
        require_free(Path(target), source)
    transfer = CopyJob(here, there, force=force)
    for step in track(transfer.steps, "copying"):
        step()
    session.done.append("copied")
    counts = asdict(transfer.arrived)
    session.show(info_table({"from": here.location, "to": there.location, **counts}), Showing(format=format))
    aside = f"; what was there is in {transfer.aside}" if transfer.aside else ""
    say(f"{there.location} holds just that already" if transfer.is_there_already else f"copied, and read back{aside}")
