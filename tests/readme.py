"""The console blocks of the README: run on a terminal of 100 columns, compared by a test, rewritten by this module.

python -m tests.readme      writes the output of every command into README.md anew

Blocks that say `postgresql:` find a server of their own; where none is installed they are neither run nor rewritten.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.screen import sent
from tests.server import PROGRAMS, USER, Server, own_server
from tracker.commands.locate import sample_file

README: Final = Path(__file__).parent.parent / "README.md"
BLOCK: Final = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
COLUMNS: Final = 100


def blocks(text: str) -> list[str]:
    """The console blocks of a page."""
    return BLOCK.findall(text)


def needs_server(block: str) -> bool:
    """Whether a block is about a register on a server."""
    return "postgresql:" in block


def executed(block: str, folder: Path, server: Server | None = None) -> str:
    """The block with the real output under each of its commands; what is exported holds to its end."""
    exported, shown = "", ""
    for command in _commands(block):
        shown += f"$ {command}\n"
        if command.startswith("export "):
            exported += f"{command}\n"
        else:
            shown += run(exported + command, folder, server)
    return shown


def run(command: str, folder: Path, server: Server | None = None) -> str:
    """What a shell shows of a command on a terminal, with the sample as the nearest register."""
    environment = _environment(folder) | (_environment_of(server) if server else {})
    if server:
        del environment["TRACKER_NOW"]  # what writers record bears the time of the server
    return sent(["sh", "-c", command], COLUMNS, environment, folder).replace("\r", "")


def prepare(folder: Path) -> None:
    """Lay out what the README assumes: a folder with the sample as its register."""
    target = folder / "data" / "commitments.json"
    target.parent.mkdir()
    target.write_bytes(sample_file().read_bytes())


def main() -> None:
    """Rewrite the README."""
    with tempfile.TemporaryDirectory() as name, own_server() as server:
        folder = Path(name)
        prepare(folder)
        if PROGRAMS:
            server.start()

        def anew(found: re.Match[str]) -> str:
            block = found[0]
            return block if needs_server(block) and not PROGRAMS else executed(block, folder, server)

        README.write_text(BLOCK.sub(anew, README.read_text(encoding="utf-8")), encoding="utf-8")


def _commands(block: str) -> list[str]:
    """The commands after a dollar, each with the lines that its backslashes continue it on."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "TRACKER_NOW": "2026-11-28T09:00:00+00:00",
    }


def _environment_of(server: Server) -> dict[str, str]:
    """What tells every client where the server is, so that the page need not."""
    return {"PGHOST": str(server.folder), "PGUSER": USER}


if __name__ == "__main__":
    main()
