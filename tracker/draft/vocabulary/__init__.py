"""The tables of words, one file each: `NAME: WORD, WORD …` a line, in one case and width."""

from functools import cache
from pathlib import Path


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """The words of each line of a table, by the name that the line begins with.

    >>> table("topics")["rice"][:3]
    ('rice', 'コメ', '米国産米')
    """
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {first: tuple(words.split(", ")) for first, words in rows}
