"""The command that writes the whole register to a file."""

from collections.abc import Sequence
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.locate import find_register
from tracker.commands.options import Where, choice, grouped, require_path
from tracker.commands.output import write_file, write_folder, write_out
from tracker.commands.replacing import may_replace
from tracker.commands.session import say, session_of
from tracker.errors import BadUsage, plural
from tracker.exchange.dump import read_copies, read_register
from tracker.exchange.formats import LOSSLESS_FORMATS, PACKAGES, export_format, is_export, serialize
from tracker.model.saved_copies import copies_of, listed
from tracker.store.atomic_file import PRIVATE


@grouped
def export(
    ctx: typer.Context,
    where: Where,
    dest: Annotated[
        str,
        typer.Argument(
            metavar="DEST",
            callback=require_path,
            help="The file x.json, x.jsonl or x.zip, or a folder; - is standard output.",
        ),
    ],
    *,
    format: Annotated[  # noqa: A002 - the name of the option
        str,
        choice(
            "FORM",
            LOSSLESS_FORMATS,
            f"{', '.join(LOSSLESS_FORMATS)}; folder and zip are data packages. [default: by the name, else json]",
            "--format",
            "-f",
        ),
    ] = "",
    with_copies: Annotated[
        bool, typer.Option("--with-copies", help="Take the saved copies of sources along, into a folder or a zip.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file even if it is not an export.")] = False,
) -> None:
    """Export the whole register without loss; `import` recreates the same register, event by event.

    \b
    tracker export register-export.json
    tracker export package.zip
    tracker export package/ --force
    tracker export package.zip --with-copies
    tracker export - --format jsonl | gzip > backup.jsonl.gz
    """
    store = session_of(ctx).store(where.register)
    form = export_format(dest, format)
    if with_copies and form not in PACKAGES:
        raise BadUsage(f"{form} holds no saved copies; give --format folder or zip, or leave out --with-copies")
    with store.reading() as reader:
        register = read_register(reader)
        named = copies_of(register.commitments)
        register = replace(register, copies=read_copies(reader, named if with_copies else ()))
    files = serialize(register, form)
    if dest == "-":
        write_out(files[""].decode())
        _say_left_out(named, with_copies=False)
        return
    members = files if form == "folder" else ()
    may_replace(dest, is_export, force=force, register=find_register(where.register), members=members)
    if members:
        write_folder(dest, files)
    else:
        write_file(dest, files.values(), PRIVATE)
    _say_left_out([name for name in named if name not in register.copies], with_copies=with_copies)
    events = sum(len(commitment.history) for commitment in register.commitments)
    say(f"wrote {plural(len(register.commitments), 'commitment')} with {plural(events, 'event')} to {dest}")


def _say_left_out(names: Sequence[str], *, with_copies: bool) -> None:
    """Report the saved copies that are named and not taken along."""
    left = plural(len(names), "saved copy", "saved copies")
    if names and with_copies:
        why = "`tracker check --only broken-copies` says why"
        say(f"{left} could not be taken along ({listed(names)}); {why}")
    elif names:
        say(f"left out {left} of sources; --with-copies takes them along, into a folder or a zip")
