"""The test files that the pages in `.github` name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / ".github").glob("*.md"))
NAMED = re.compile(r"`(tests/[a-z_/]+(?:\.py)?)`")


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    named = set(NAMED.findall(page.read_text(encoding="utf-8")))
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_promises_name_the_tests_that_keep_them() -> None:
    assert len(NAMED.findall((ROOT / ".github" / "RELIABILITY.md").read_text(encoding="utf-8"))) > 10
