"""The README tells the truth: its console blocks are run, in order, in a fresh folder."""

from pathlib import Path

from tests import readme
from tests.server import needs_server, own_server

BLOCKS = readme.blocks(readme.README.read_text(encoding="utf-8"))


def test_every_console_block_of_the_readme_shows_what_really_happens(tmp_path: Path) -> None:
    readme.prepare(tmp_path)
    shown = [block for block in BLOCKS if not readme.needs_server(block)]
    assert len(shown) >= 5
    for block in shown:
        assert readme.executed(block, tmp_path) == block


@needs_server
def test_so_do_those_about_a_server(tmp_path: Path) -> None:
    readme.prepare(tmp_path)
    shown = [block for block in BLOCKS if readme.needs_server(block)]
    assert shown
    with own_server() as server:
        server.start()
        for block in shown:
            assert readme.executed(block, tmp_path, server) == block
