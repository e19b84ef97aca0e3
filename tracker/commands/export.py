"""The command that writes the whole register to a file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.locate import find_register
from tracker.commands.options import Where, choice, grouped, require_path
from tracker.commands.output import write_file, write_folder, write_out
from tracker.commands.replacing import may_replace
from tracker.commands.session import say, session_of
from tracker.errors import BadUsage, plural
from tracker.exchange.dump import read_all_but_commitments, read_copies
from tracker.exchange.formats import LOSSLESS_FORMATS, PACKAGES, export_format, in_chunks, is_export
from tracker.model.commitment import Commitment
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
        contents = read_all_but_commitments(reader)
        if with_copies:
            contents = replace(contents, copies=read_copies(reader, copies_of(reader.commitments())))
        tally = _Tally()
        if dest == "-":
            for _ in reader.commitments():  # nothing is written of a register that cannot be read to its end
                pass
            files = in_chunks(contents, tally.counting(reader.commitments()), form)
            write_out(chunk.decode() for chunk in files[""])
            _say_left_out([*tally.copies], with_copies=False)
            return
        files = in_chunks(contents, tally.counting(reader.commitments()), form)
        members = files if form == "folder" else ()
        may_replace(dest, is_export, force=force, register=find_register(where.register), members=members)
        if members:
            write_folder(dest, files)
        else:
            write_file(dest, files[""], PRIVATE)
    _say_left_out([name for name in tally.copies if name not in contents.copies], with_copies=with_copies)
    say(f"wrote {plural(tally.commitments, 'commitment')} with {plural(tally.events, 'event')} to {dest}")


class _Tally:
    """The number of commitments and events that were written, and the saved copies that they name."""

    def __init__(self) -> None:
        self.commitments = self.events = 0
        self.copies: dict[str, None] = {}

    def counting(self, commitments: Iterable[Commitment]) -> Iterator[Commitment]:
        """The same commitments, counted as they are written."""
        for commitment in commitments:
            self.commitments += 1
            self.events += len(commitment.history)
            self.copies |= dict.fromkeys(copies_of([commitment]))
            yield commitment


def _say_left_out(names: Sequence[str], *, with_copies: bool) -> None:
    """Report the saved copies that are named and not taken along."""
    left = plural(len(names), "saved copy", "saved copies")
    if names and with_copies:
        why = "`tracker check --only broken-copies` says why"
        say(f"{left} could not be taken along ({listed(names)}); {why}")
    elif names:
        say(f"left out {left} of sources; --with-copies takes them along, into a folder or a zip")
