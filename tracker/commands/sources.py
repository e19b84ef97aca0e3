"""The command that lists sources, what falls without one, and their saved copies."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.commands.backup import write_new
from tracker.commands.locate import find_register
from tracker.commands.options import Query, Viewing, Without, grouped
from tracker.commands.output import write_out
from tracker.commands.session import Session, session_of
from tracker.errors import DamagedCopy, EmptyName, MissingValue, NoSuchCopy
from tracker.model.saved_copies import copies_of
from tracker.reports.sources import sources_table, without_table
from tracker.state.without import require_sources, with_any_name
from tracker.store.saved_copies import damaged, read_sound


@grouped
def sources(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    without: Without = None,
    copy: Annotated[
        str | None,
        typer.Option(metavar="SUM", help="Write the saved copy whose checksum begins like this to --output FILE."),
    ] = None,
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
    if copy is not None:
        _write_copy(session, viewing, copy)
        return
    portfolio, parsed = session.select(viewing, query)
    if without:
        require_sources(without, (), lambda: portfolio.commitments)
        table = without_table(portfolio, parsed.matches, with_any_name(without))
    else:
        table = sources_table(filter(parsed.matches, portfolio), parsed.chooses)
    session.show(table, viewing, parsed, without or ())


def _write_copy(session: Session, viewing: Viewing, text: str) -> None:
    """Write a saved copy as it was; a terminal would run what may be in it."""
    output, beginning = viewing.output, text.strip().lower().removeprefix("sha256:")
    if not beginning:
        raise EmptyName("--copy", "the beginning of a checksum, as `tracker sources` has it")
    if not output or Path(output).is_char_device() or (output == "-" and sys.stdout.isatty()):
        raise MissingValue("a saved copy may hold anything, and is not shown", "give --output FILE")
    with session.reading(viewing.register) as reader:
        names = reader.copy_names() | {*copies_of(reader.commitments())}
        found = [name for name in names if name.startswith(beginning)]
        if len(found) != 1:
            raise NoSuchCopy(text, len(found))
        if (raw := read_sound(reader.read_copy, found[0])) is None:
            raise DamagedCopy(found[0], damaged(reader.read_copy, found)[found[0]])
    if output == "-":
        write_out([raw])
    else:
        write_new(output, raw, find_register(viewing.register), force=viewing.force)
