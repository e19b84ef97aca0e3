"""The pages of the manual: what they are made of, and that they name everything there is."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import tables
from tests.readme import PAGES, README
from tracker.checks import CHECKS
from tracker.cli import COMMANDS
from tracker.errors import base
from tracker.manual import ALIASES, FOLDER, Block, blocks, page, topics
from tracker.model.status import MEANINGS, UNKNOWN
from tracker.query import WORDS
from tracker.render import FORMATS
from tracker.reports.list import COLUMN_NAMES

GENERATED = {"queries", "checks", "statuses"}  # their tables are made from the code
# Limits that nobody meets: what is cut without a loss, or is checked by another one.
UNSTATED = {
    *(
        "MAX_PLACES",
        "MAX_SLUG",
        "MAX_NOTE",
        "MAX_DESCRIPTION",
        "MAX_CHARACTERS",
        "MAX_CONDITIONS",
        "MAX_CONTEXT",
        "MAX_LINES",
        "MAX_USER",
        "MAX_DEVIATION",
    ),
}


def test_a_page_is_made_of_blocks() -> None:
    text = """# Dates

A day, see [amounts](amounts.md),
or **more**.

## Forms

- `2025`, a year
  of any kind
- a day

<!-- table: x -->

| Form | Is |
| --- | --- |
| `a\\|b` | one |

<!-- end -->

```console
$ tracker list

- a
```
"""
    assert list(blocks(text)) == [
        Block("heading", "Dates"),
        Block("paragraph", "A day, see amounts, or more."),
        Block("subheading", "Forms"),
        Block("item", "`2025`, a year of any kind"),
        Block("item", "a day"),
        Block("table", "", (("Form", "Is"), ("`a|b`", "one"))),
        Block("code", "$ tracker list\n\n- a\n"),
    ]


def test_a_topic_is_known_by_other_words_too_and_nothing_else_is() -> None:
    assert page("limits") == page("limits") != page("queries")
    assert page("query") == page("queries")
    assert {target for target in ALIASES.values() if not page(target)} == set()
    assert set(ALIASES) & (set(topics()) | set(COMMANDS)) == set()
    assert page("Dates") == page("date") == page("DATES.md") == page("dates")
    assert page("milestone") == page("milestones.md") == page("milestones")
    assert page("lim") is page("../README") is page("*") is None


@pytest.mark.parametrize("topic", topics())
def test_a_page_begins_with_its_name_and_one_sentence_that_fits_a_list(topic: str) -> None:
    heading, first, *_ = blocks(page(topic) or "")
    assert (heading.kind, heading.text.lower(), first.kind) == ("heading", topic.replace("-", " "), "paragraph")
    assert len(topics()[topic]) <= 80


@pytest.mark.parametrize("topic", topics())
def test_no_word_of_a_page_is_lost_in_its_blocks(topic: str) -> None:
    text = re.sub(r"<!--.*?-->|\]\(.*?\)|(?<=```)\w+", "", page(topic) or "")
    shown = " ".join(part for block in blocks(page(topic) or "") for part in (block.text, *sum(block.rows, ())))
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", text)


# ---- everything is named -----------------------------------------------------------------------


def unnamed(names: Iterable[str], topic: str) -> list[str]:
    """The names that a page does not have as code."""
    text = page(topic) or ""
    return [name for name in names if not re.search(rf"`{re.escape(name)}[`: \[.]", text)]


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("commands", list(COMMANDS)),
        ("queries", list(WORDS)),
        ("checks", list(CHECKS)),
        ("reports", list(FORMATS)),
        ("statuses", [name for name in MEANINGS if name != UNKNOWN]),
        ("csv", list(COLUMN_NAMES)),
    ],
)
def test_everything_is_named_on_its_page(topic: str, names: list[str]) -> None:
    missing = ", ".join(unnamed(names, topic))
    remedy = "run" if topic in GENERATED else "add a line by hand, then run"
    assert not missing, f"tracker/manual/{topic}.md does not name {missing}: {remedy} python -m tests.readme {topic}"


def test_the_columns_of_csv_are_named_in_the_order_of_the_header() -> None:
    rows = next(block.rows for block in blocks(page("csv") or "") if block.kind == "table")
    assert [name for first, _ in rows[1:] for name in re.findall(r"`(\w+)`", first)] == list(COLUMN_NAMES)


def test_every_topic_is_linked_from_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [name for name in topics() if f"](tracker/manual/{name}.md)" not in text]
    assert not missing, f"README.md does not link the manual pages {missing}: run python -m tests.readme README"


def test_every_exit_code_is_on_its_page() -> None:
    text = page("exit-codes") or ""
    codes = {
        error.exit_code for error in vars(base).values() if isinstance(error, type) and hasattr(error, "exit_code")
    }
    assert [code for code in codes if f"\n| {code} |" not in text] == []


def test_every_link_of_the_manual_leads_somewhere() -> None:
    for path in PAGES.values():
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


def test_no_limit_of_the_code_is_missing_in_the_manual() -> None:
    stated = {
        name
        for path in FOLDER.parent.rglob("*.py")
        for name in re.findall(r"^(MAX_[A-Z]+)\b.*=", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    text = Path(tables.__file__).read_text(encoding="utf-8")
    missing = {name for name in stated if not re.search(rf"\b{name}\b", text)}
    assert missing - UNSTATED == set(), "add them to limits() in tests/tables.py, or to UNSTATED"
