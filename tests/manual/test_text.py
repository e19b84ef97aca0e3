"""A page of the manual on a terminal."""

from itertools import pairwise

import pytest
from rich.cells import cell_len

from tracker.manual import page, topics
from tracker.manual.text import as_text
from tracker.render.escape import Terminal

PAGE = """# Dates

A date keeps the precision that it was written with.

- `2025`, which is a year and counts from its last day
- a day

| Form | Is |
| --- | --- |
| `2025-Q4` | a quarter of a year that ends in December |

```console
$ tracker list

- a
```
"""


def test_a_page_is_wrapped_and_its_items_and_tables_are_set_in() -> None:
    assert "".join(as_text(PAGE, Terminal(34))) == (
        "Dates\n\n"
        "A date keeps the precision that it\nwas written with.\n\n"
        "- 2025, which is a year and counts\n  from its last day\n- a day\n\n"
        "Form     Is\n"
        "───────  ─────────────────────────\n"
        "2025-Q4  a quarter of a year that\n         ends in December\n\n"
        "  $ tracker list\n\n  - a\n"
    )


def test_headings_and_first_columns_are_bold_where_there_is_colour() -> None:
    shown = "".join(as_text(PAGE, Terminal(34, colour=True)))
    assert "\x1b[1mDates\x1b[0m\n" in shown
    assert "\x1b[1m2025-Q4\x1b[0m" in shown


def test_only_examples_keep_the_marks_of_code() -> None:
    text = "A `day` here.\n\n| Form | Is |\n| --- | --- |\n| `a` `b` | see `c` |\n\n```sh\necho `date`\n```\n"
    shown = "".join(as_text(text, Terminal(80)))
    assert [line.split() for line in shown.splitlines() if "─" not in line and line] == [
        ["A", "day", "here."],
        ["Form", "Is"],
        ["a", "b", "see", "c"],
        ["echo", "`date`"],
    ]


@pytest.mark.parametrize("topic", topics())
def test_every_page_fits_a_terminal_of_80_columns(topic: str) -> None:
    lines = "".join(as_text(page(topic) or "", Terminal(80))).splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []
    assert ("", "") not in pairwise(lines)
    assert max(map(cell_len, "".join(as_text(page(topic) or "", Terminal(300))).splitlines())) <= 100
