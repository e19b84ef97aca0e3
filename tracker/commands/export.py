"""The command that writes the whole register to a file."""

from typing import Annotated

import typer

from tracker.commands.locate import find_register
from tracker.commands.options import Where, choice, grouped, require_path
from tracker.commands.output import write_file, write_folder, write_out
from tracker.commands.replacing import may_replace
from tracker.commands.session import say, session_of
from tracker.errors import plural
from tracker.exchange.dump import read_register
from tracker.exchange.formats import LOSSLESS_FORMATS, export_format, is_export, serialize
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
    force: Annotated[bool, typer.Option("--force", help="Replace a file even if it is not an export.")] = False,
) -> None:
    """Export the whole register without loss; `import` recreates the same register, event by event.

    \b
    tracker export register-export.json
    tracker export package.zip
    tracker export package/ --force
    tracker export - --format jsonl | gzip > backup.jsonl.gz
    """
    store = session_of(ctx).store(where.register)
    form = export_format(dest, format)
    with store.reading() as reader:
        register = read_register(reader)
    files = serialize(register, form)
    if dest == "-":
        write_out(files[""].decode())
        return
    members = files if form == "folder" else ()
    may_replace(dest, is_export, force=force, register=find_register(where.register), members=members)
    if members:
        write_folder(dest, files)
    else:
        write_file(dest, files.values(), PRIVATE)
    events = sum(len(commitment.history) for commitment in register.commitments)
    say(f"wrote {plural(len(register.commitments), 'commitment')} with {plural(events, 'event')} to {dest}")
