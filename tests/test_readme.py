"""The README tells the truth: its console blocks are run, in order, in a fresh folder."""

from pathlib import Path

from tests import readme


def test_every_console_block_of_the_readme_shows_what_really_happens(tmp_path: Path) -> None:
    readme.prepare(tmp_path)
    shown = readme.blocks(readme.README.read_text(encoding="utf-8"))
    assert len(shown) >= 5
    for block in shown:
        assert readme.executed(block, tmp_path) == block
