"""The README and the manual: their consoles are run, their tables are made of the code, and a test compares both.

python -m tests.readme [PAGE…]     rewrites the pages, or those named: README, dates, queries …

Consoles that say `postgresql:` find a server of their own; where none is installed they are neither run nor rewritten.
"""

import re
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from tests.screen import sent
from tests.server import PROGRAMS, USER, Server, own_server
from tests.tables import TABLES
from tracker.commands.locate import sample_file
from tracker.manual import FOLDER
from tracker.render.table import wrapped

README: Final = Path(__file__).parent.parent / "README.md"
PAGES: Final = {path.stem: path for path in (README, *sorted(FOLDER.glob("*.md")))}
HOME: Final = "/home/mika"
CONSOLE: Final = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
TABLE: Final = re.compile(r"(?<=<!-- table: )([a-z ]+) -->\n(.*?)(?=<!-- end -->)", re.DOTALL)


def columns(page: Path) -> int:
    """The width of the terminal that a page shows; the manual is read on one of 80 columns, where it is set in."""
    return 100 if page == README else 76


def consoles(page: Path) -> list[str]:
    """The console blocks of a page."""
    return CONSOLE.findall(page.read_text(encoding="utf-8"))


def needs_server(block: str) -> bool:
    """True if a block is about a register on a server."""
    return "postgresql:" in block


def executed(block: str, folder: Path, width: int, server: Server | None = None) -> str:
    """The block with the real output under each of its commands; an exported variable holds to its end.

    The home folder is shown as that of an invented user, because its real name differs in every run.
    """
    exported, shown = "", ""
    for command in _commands(block):
        shown += f"$ {command}\n"
        if command.startswith("export "):
            exported += f"{command}\n"
        else:
            output = run(exported + command, folder, width, server).replace(str(folder), HOME)
            shown += _folded(output, width)
    return shown


def run(command: str, folder: Path, width: int = 100, server: Server | None = None) -> str:
    """The output of a command on a terminal, with the sample as the nearest register."""
    environment = environment_of(folder) | (_server_environment(server) if server else {})
    if server:
        del environment["TRACKER_NOW"]  # what writers record bears the time of the server
    return sent(["sh", "-c", command], width, environment, folder).replace("\r", "")


def prepare(folder: Path) -> None:
    """Lay out what every page assumes: a folder with the sample as its register."""
    target = folder / "data" / "commitments.json"
    target.parent.mkdir()
    target.write_bytes(sample_file().read_bytes())


def with_tables(text: str) -> str:
    """The text of a page with its tables made of the code."""
    return TABLE.sub(lambda found: f"{found[1]} -->\n\n{TABLES[found[1]]()}\n", text)


def rewritten(page: Path, server: Server | None) -> str:
    """The text of a page with its tables and the output of its consoles; without a server those about one stay."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)

        def output(found: re.Match[str]) -> str:
            block = found[0]
            if not needs_server(block):
                return executed(block, folder, columns(page))
            return executed(block, folder, columns(page), server) if server else block

        return CONSOLE.sub(output, with_tables(page.read_text(encoding="utf-8")))


def main() -> None:
    """Rewrite the pages that are named, or all."""
    for page in [PAGES[name] for name in sys.argv[1:]] or PAGES.values():
        is_served = PROGRAMS and any(map(needs_server, consoles(page)))
        with own_server() if is_served else nullcontext() as server:
            if server:
                server.start()
            page.write_text(rewritten(page, server), encoding="utf-8")


def _folded(output: str, width: int) -> str:
    """The output with its long lines broken as a terminal breaks them, but at spaces."""
    return "".join(f"{part.rstrip()}\n" for line in output.splitlines() for part in wrapped(line, width))


def _commands(block: str) -> list[str]:
    """The commands after a dollar, each with the lines that its backslashes continue it on."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)


def environment_of(folder: Path) -> dict[str, str]:
    """The environment in which commands are run, whatever that of the caller is."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "TRACKER_NOW": "2026-11-28T09:00:00+00:00",
    }


def _server_environment(server: Server) -> dict[str, str]:
    """The environment variables that name the server to every client."""
    return {"PGHOST": str(server.folder), "PGUSER": USER}


if __name__ == "__main__":
    main()
