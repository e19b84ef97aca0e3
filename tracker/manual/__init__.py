"""The manual: one Markdown page a topic, for `tracker help TOPIC` and the man page. Uses the standard library alone.

The pages keep to a part of Markdown: headings, paragraphs, items, fenced code, and tables.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent
# Other words for a topic that people are likely to type.
ALIASES: Final = {
    "query": "queries",
    "copies": "evidence",
    "date": "dates",
    "amount": "amounts",
    "status": "statuses",
    "late": "lateness",
    "overdue": "lateness",
    "targets": "milestones",
    "postgresql": "server",
}
_BLOCK: Final = r"""(?msx)^```\w*\n(?P<code>.*?)^```$
    |^\#[ ](?P<heading>.*?)$
    |^\#\#+[ ](?P<subheading>.*?)$
    |(?P<table>(?:^\|.*?\n)+)
    |^-[ ](?P<item>.*?\n(?:^[ ]{2}.*?\n)*)
    |^<!--.*?-->$
    |(?P<paragraph>(?:^(?!```)[^\n]+\n)+)"""
_BETWEEN_CELLS: Final = r"(?<!\\)\|"
_LINK: Final = r"\[([^\]]*)\]\([^)]*\)"


class Block(NamedTuple):
    """A part of a page; `kind` is the name of a group in the pattern of blocks. Only a table has rows."""

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def topics() -> dict[str, str]:
    """The name of every topic, in the order of the alphabet, with the sentence that its page begins with."""
    return {path.stem: _summary(path) for path in sorted(FOLDER.glob("*.md"))}


def page(topic: str) -> str | None:
    """The page of a topic, as Markdown; None if there is none. Case, `.md` and the final s of a plural are ignored."""
    name = topic.lower().removesuffix(".md")
    names = [ALIASES.get(name, name), f"{name}s", name.removesuffix("s")]
    paths = set(FOLDER.glob("*.md"))
    found = next((path for path in (FOLDER / f"{name}.md" for name in names) if path in paths), None)
    return found.read_text(encoding="utf-8") if found else None


def blocks(text: str) -> Iterator[Block]:
    r"""The blocks of a page, in its order; comments are left out.

    >>> [(block.kind, block.text) for block in blocks("# Dates\n\nWrite `2025`,\nor a day.\n")]
    [('heading', 'Dates'), ('paragraph', 'Write `2025`, or a day.')]
    """
    for found in re.finditer(_BLOCK, text):
        match found.lastgroup:
            case "code" as kind:
                yield Block(kind, found[kind])
            case "table" as kind:
                yield Block(kind, "", tuple(_rows(found[kind])))
            case str() as kind:
                yield Block(kind, _plain(found[kind]))


def shown_blocks(text: str) -> Iterator[Block]:
    """The blocks of a page without the marks of code, for a terminal and for man; examples stay as they are."""
    for block in blocks(text):
        rows = tuple(tuple(cell.replace("`", "") for cell in row) for row in block.rows)
        yield block if block.kind == "code" else Block(block.kind, block.text.replace("`", ""), rows)


def _rows(table: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table, its headings first, without the line below them."""
    for number, line in enumerate(table.splitlines()):
        if number != 1:
            cells = re.split(_BETWEEN_CELLS, line.strip().removeprefix("|").removesuffix("|"))
            yield tuple(_plain(cell).replace(r"\|", "|") for cell in cells)


def _plain(text: str) -> str:
    """Text on one line, with the words of a link in the place of the link, and without the marks of bold type."""
    return re.sub(_LINK, r"\1", " ".join(text.split())).replace("**", "")


def _summary(path: Path) -> str:
    """The first sentence of a page, which stands below its heading; to read the blocks of all pages is slow."""
    _, paragraph, _ = path.read_text(encoding="utf-8").split("\n\n", 2)
    return first_sentence(_plain(paragraph))


def first_sentence(text: str) -> str:
    """The first sentence of a text, with its full stop."""
    return text.partition(". ")[0].removesuffix(".") + "."
