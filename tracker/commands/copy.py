"""The command that copies a register to another file or server."""

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import asdict

from tracker.commands.locate import register_before, resolve_location
from tracker.commands.options import LockTimeout, Showing, format_option, require_location
from tracker.commands.progress_bar import track
from tracker.commands.replacing import require_free
from tracker.commands.session import say, session_of
from tracker.errors import MissingValue, NotPossible, plural
from tracker.model.saved_copies import listed
from tracker.reports.register import info_table
from tracker.store import LOCK_TIMEOUT, is_server
from tracker.store.copy import CarriedCopies, CopyJob
from tracker.store.saved_copies import CopyFolder


def copy(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FROM", callback=require_location, help="The register to copy: a file or the address of a server."
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TO", callback=require_location, help="The new location: a file or the address of a server."
        ),
    ],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Replace TO, whatever it is; its old content is saved first.")
    ] = False,
    format: Annotated[  # noqa: A002 - the name of the option
        str | None, format_option("Show what was copied as table, csv, json …")
    ] = None,
    lock_timeout: LockTimeout = LOCK_TIMEOUT,
) -> None:
    """Copy a register to another location, a file or a server, and verify the copy by reading it back.

    The copy is complete: every event with who recorded it and when, parties, categories, rates, views, the saved copies
    of sources, and fields that a newer tracker wrote. TO is written in full or not changed. After an interruption, run
    the same command again: it tells whether TO has everything, and finishes the copy if it has not.

    \b
    tracker copy data/commitments.json postgresql://db.example/desk
    tracker copy postgresql://db.example/desk evening.json --force
    """
    del lock_timeout  # its callback has set it in the session
    if register_before(ctx) is not None:
        raise MissingValue("copy takes no --register", "write tracker copy FROM TO")
    session = session_of(ctx)
    origin, destination = session.store(source), session.store(target)
    if resolve_location(source) == resolve_location(target):
        raise NotPossible(f"copying {origin.location}", "FROM and TO are the same register", "name another location")
    if not is_server(target):
        require_free(Path(target), source)
        CopyFolder(
            Path(target).resolve()
        ).names()  # refuses what is in the way of the folder, before anything is written
    job = CopyJob(origin, destination, force=force)
    for step in track(job.steps, "copying"):
        step()
    session.done.append("copied")
    counts = asdict(job.copied) | {"saved_copies": job.carried.present}
    session.show(info_table({"from": origin.location, "to": destination.location, **counts}), Showing(format=format))
    say_missing(job.carried)
    saved = f"; its old content is in {job.replaced}" if job.replaced else ""
    say(
        f"{destination.location} already holds this register"
        if job.is_copied_already
        else f"copied, and read back{saved}"
    )


def say_missing(carried: CarriedCopies) -> None:
    """Report the saved copies that the register names and that could not be had."""
    if carried.missing:
        missing = plural(len(carried.missing), "saved copy of a source", "saved copies of sources")
        names = listed(carried.missing)
        say(f"it names {missing} that cannot be had ({names}); `tracker check --only broken-copies` says why")
