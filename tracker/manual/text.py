"""A page of the manual for a terminal: wrapped to its width, with tables laid out like those of every command."""

from collections.abc import Iterator

from tracker.manual import Block, shown_blocks
from tracker.render.escape import Terminal
from tracker.render.table import as_table, wrapped
from tracker.reports.table import Cell, Heading, Panel, Table

MARGIN = "  "
WIDEST = 100  # longer lines are hard to read


def as_text(markdown: str, terminal: Terminal) -> Iterator[str]:
    """The page, with an empty line between its blocks, but none between items."""
    narrow = Terminal(min(terminal.width or WIDEST, WIDEST), colour=terminal.colour)
    before = ""
    for block in shown_blocks(markdown):
        if before and (before, block.kind) != ("item", "item"):
            yield "\n"
        yield from _lines(block, narrow)
        before = block.kind


def _lines(block: Block, terminal: Terminal) -> Iterator[str]:
    width = terminal.width or WIDEST
    match block.kind:
        case "heading" | "subheading":
            yield from as_table(Table((), (), (Panel(title=block.text),)), terminal)
        case "code":
            yield from (f"{MARGIN}{line}".rstrip() + "\n" for line in block.text.splitlines())
        case "table":
            yield from as_table(Table((), (), (_panel(block),)), terminal)
        case "item":
            first, *further = wrapped(block.text, width - len(MARGIN))
            yield f"- {first.rstrip()}\n"
            yield from (f"{MARGIN}{line.strip()}\n" for line in further)
        case _:
            yield from (f"{line.strip()}\n" for line in wrapped(block.text, width))


def _panel(block: Block) -> Panel:
    """The table as a panel: its last column gives way first, as it has the longest texts."""
    headings, *rows = block.rows
    last = len(headings) - 1
    return Panel(
        tuple(Heading(text, flexible=place == last) for place, text in enumerate(headings)),
        tuple((Cell(first, "strong"), *map(Cell, others)) for first, *others in rows),
    )
