"""The pictures of the README and the manual are up to date and small."""

import re
import shutil
from pathlib import Path

import pytest

from tests.browser import needs_browser
from tests.pictures import FOLDER, PICTURES, made
from tests.readme import PAGES

pytestmark = pytest.mark.slow

LARGEST = 60_000
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")),
    reason="LibreOffice or pdftoppm is not installed: apt-get install libreoffice-calc poppler-utils",
)


def test_a_page_shows_every_picture_and_each_is_small() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES.values())
    for name in PICTURES:
        assert f".github/pictures/{name})" in text
        assert (FOLDER / name).stat().st_size < LARGEST
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)


def test_the_terminal_shows_what_the_program_shows(tmp_path: Path) -> None:
    now, kept = made("terminal.svg", tmp_path), (FOLDER / "terminal.svg").read_bytes()
    lines = [re.findall(rb"<text [^>]*>(.*?)</text>", picture) for picture in (now, kept)]
    assert lines[0] == lines[1]
    assert b"8341&#160;d&#160;late" in lines[0]


@pytest.mark.parametrize("name", ["timeline.svg", "burn-up.svg"])
def test_a_chart_is_the_one_that_the_program_draws(tmp_path: Path, name: str) -> None:
    assert made(name, tmp_path) == (FOLDER / name).read_bytes()


@pytest.mark.parametrize(
    "name", [pytest.param("page.png", marks=needs_browser), pytest.param("sheet.png", marks=needs_office)]
)
def test_the_other_pictures_can_be_made(tmp_path: Path, name: str) -> None:
    picture = made(name, tmp_path)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < LARGEST
