"""The command that lists sources, what falls without one, and their saved copies."""

import sys
from typing import Annotated

import typer

from tracker.commands.locate import find_register
from tracker.commands.options import Query, Viewing, Without, grouped
from tracker.commands.output import write_file, write_out
from tracker.commands.replacing import may_replace
from tracker.commands.session import Session, session_of
from tracker.errors import DamagedCopy, MissingValue, NoSuchCopy
from tracker.model.saved_copies import is_sound
from tracker.reports.sources import sources_table, without_table
from tracker.state.without import require_sources, with_any_name
from tracker.store.atomic_file import PRIVATE


@grouped
def sources(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    without: Without = None,
    copy: Annotated[
        str, typer.Option(metavar="SUM", help="Write the saved copy whose checksum begins like this to --output FILE.")
    ] = "",
) -> None:
    """List each source and what rests on it; with --without, what falls and what stands without it.

    \b
    tracker sources
    tracker sources source:Nikkei
    tracker sources jp-us-first --without Nikkei
    tracker sources --without Nikkei --without asahi.com
    tracker sources --copy 9f86d081884c --output page.html
    """
    session = session_of(ctx)
    if copy:
        _write_copy(session, viewing, copy)
        return
    portfolio, parsed = session.select(viewing, query)
    if without:
        require_sources(without, (), lambda: portfolio.commitments)
        table = without_table(portfolio, parsed.matches, with_any_name(without))
    else:
        table = sources_table(filter(parsed.matches, portfolio), parsed.chooses)
    session.show(table, viewing, parsed, without or ())


def _write_copy(session: Session, viewing: Viewing, beginning: str) -> None:
    """Write a saved copy as it was; a terminal would run what may be in it."""
    output = viewing.output
    if not output or (output == "-" and sys.stdout.isatty()):
        raise MissingValue("a saved copy may hold anything, and is not shown", "give --output FILE")
    with session.reading(viewing.register) as reader:
        found = [name for name in reader.copy_names() if name.startswith(beginning.strip().lower())]
        if len(found) != 1:
            raise NoSuchCopy(beginning, len(found))
        raw = reader.read_copy(found[0])
    if raw is None or not is_sound(found[0], raw):
        raise DamagedCopy(found[0])
    if output == "-":
        write_out([raw])
        return
    may_replace(output, lambda _: False, force=viewing.force, register=find_register(viewing.register))
    write_file(output, [raw], PRIVATE)
