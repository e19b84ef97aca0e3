"""The README and the manual tell the truth: consoles are run in a fresh folder, tables are compared with the code."""

from pathlib import Path

import pytest

from tests import readme
from tests.server import needs_server, own_server

PAGES = list(readme.PAGES.values())
# The everyday run executes the consoles of the README, the complete run those of every page.
EXECUTED = [page if page.stem == "README" else pytest.param(page, marks=pytest.mark.slow) for page in PAGES]
SERVED = [page for page in PAGES if any(map(readme.needs_server, readme.consoles(page)))]


@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: page.stem)
def test_every_console_shows_what_really_happens(tmp_path: Path, page: Path) -> None:
    readme.prepare(tmp_path)
    for block in readme.consoles(page):
        if not readme.needs_server(block):
            assert readme.executed(block, tmp_path, readme.columns(page)) == block


@needs_server
@pytest.mark.parametrize("page", SERVED, ids=lambda page: page.stem)
def test_so_do_the_consoles_about_a_server(tmp_path: Path, page: Path) -> None:
    readme.prepare(tmp_path)
    with own_server() as server:
        server.start()
        for block in filter(readme.needs_server, readme.consoles(page)):
            assert readme.executed(block, tmp_path, readme.columns(page), server) == block


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_table_that_is_made_of_the_code_is_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert readme.with_tables(text) == text, f"run python -m tests.readme {page.stem}"
