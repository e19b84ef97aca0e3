"""The pictures of the README and of the manual, made from the sample.

python -m tests.pictures    makes them anew; the page and the sheet need a browser, LibreOffice and pdftoppm
"""

import re
import subprocess
import tempfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Final

from PIL import Image
from rich.console import Console
from rich.text import Text

from tests.browser import browsing, look
from tests.readme import environment_of, prepare, run
from tests.screen import sent

FOLDER: Final = Path(__file__).parent.parent / ".github" / "pictures"
COLOURS: Final = 96  # of a picture that is kept small
LATE: Final = "tracker list --overdue --basis original --as-of 2026-02-11"
BURN_UP: Final = "tracker progress jp-us-550bn --format svg --output burn-up.svg"
TIMELINE: Final = "tracker timeline slipped,overdue,due.within:3y --format svg --output timeline.svg"


def terminal(folder: Path) -> None:
    """A terminal of 80 columns, with the command and its output."""
    environment = environment_of(folder) | {"TERM": "xterm-256color", "PAGER": "cat"}
    shown = sent(["sh", "-c", LATE], 80, environment, folder).replace("\r", "")
    console = Console(record=True, width=80, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ {LATE}\n{shown}"), end="")
    svg = console.export_svg(title="tracker", unique_id="tracker")
    without_fonts = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # a picture loads nothing
    (folder / "terminal.svg").write_text(without_fonts, encoding="utf-8")


def timeline(folder: Path) -> None:
    """The timeline, as it is drawn."""
    run(TIMELINE, folder)


def burn_up(folder: Path) -> None:
    """The burn-up of a package."""
    run(BURN_UP, folder)


def page(folder: Path) -> None:
    """The upper end of the page, in a browser."""
    run("tracker report --output report.html", folder)
    with browsing(folder / "profile") as browser:
        look(browser, folder / "report.html", 960, 640)
        browser.save_screenshot(folder / "page.png")
    _small(folder / "page.png")


def sheet(folder: Path) -> None:
    """The upper end of the first sheet, as LibreOffice prints it."""
    run("tracker report --output report.xlsx", folder)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    _quietly(["soffice", "--headless", "--norestore", profile, "--convert-to", "pdf", "report.xlsx"], folder)
    part = ("-f", "1", "-l", "1", "-r", "110", "-x", "30", "-y", "50", "-W", "1240", "-H", "420")
    _quietly(["pdftoppm", "-png", "-singlefile", *part, "report.pdf", "sheet"], folder)
    _small(folder / "sheet.png")


PICTURES: Final[dict[str, Callable[[Path], None]]] = {
    "terminal.svg": terminal,
    "timeline.svg": timeline,
    "burn-up.svg": burn_up,
    "page.png": page,
    "sheet.png": sheet,
}


def made(name: str, folder: Path) -> bytes:
    """A picture, made anew in a folder that is empty."""
    prepare(folder)
    PICTURES[name](folder)
    return (folder / name).read_bytes()


def main() -> None:
    """Make them all."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / name).write_bytes(made(name, Path(folder)))


def _small(place: Path) -> None:
    with Image.open(place) as picture:
        picture.convert("RGB").quantize(COLOURS).save(place, optimize=True)


def _quietly(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)


if __name__ == "__main__":
    main()
