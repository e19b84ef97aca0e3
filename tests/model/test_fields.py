"""The table of terms: it names every term, and the text of a value is read back as that value."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import fields, replace

from tests.building import commitment, portfolio
from tracker.exchange.columns import CARRIED
from tracker.exchange.package_schema import COMMITMENTS
from tracker.model.amounts import read_amount
from tracker.model.commitment import Terms
from tracker.model.dates import span
from tracker.model.fields import TERM_FIELDS
from tracker.model.recurrence import read_recurrence
from tracker.reports.list import COLUMN_NAMES
from tracker.reports.show import show_table

EMPTY: Final = Terms(title="", obligor=(), obligee=())
# A value of each term that is not its default.
VALUES: Final[dict[str, Any]] = {
    "title": "Invest",
    "titles": {"ja": "投資", "zh": "投资=x"},
    "obligor": ("JP", "EU"),
    "obligee": ("KR", "US"),
    "category": "trade",
    "force": "treaty",
    "instrument": "Treaty of 1960",
    "made_on": span("2025-Q4"),
    "parent": "whole",
    "in_return_for": ("a", "b"),
    "time_zone": "Asia/Tokyo",
    "nature": "refrain",
    "baseline": read_amount("12 Mt"),
    "counts": "value",
    "conditions": ("if it rains", "if it snows"),
    "tags": ("food", "farm"),
    "notes": "a note",
    "amount_kind": "loan",
    "each": True,
    "increment": True,
    "every": read_recurrence("year from July, from 2026-27 until 2028-29, 6 Mt each"),
}
WITH_VALUE: Final = [field for field in TERM_FIELDS if field.name in VALUES]


class Context:
    """A register in which every text is a ref and a party."""

    today = date(2026, 6, 15)

    def ref(self, typed: str) -> str:
        """The text itself."""
        return typed

    def parties(self, typed: list[str], option: str = "") -> tuple[str, ...]:
        """The texts themselves; an option is named for the refusal."""
        assert option
        return tuple(typed)

    def category(self, typed: str) -> str:
        """The text itself."""
        return typed


def test_every_term_has_one_row() -> None:
    terms, rows = [field.name for field in fields(Terms)], [field.name for field in TERM_FIELDS]
    for name in set(terms) - set(rows):
        pytest.fail(f"the term {name} has no row: add it to TERM_FIELDS in tracker/model/fields.py")
    for name in set(rows) - set(terms):
        pytest.fail(f"the term {name} is in no commitment: add it to Terms in tracker/model/commitment.py")
    for name in set(rows) - set(VALUES):
        pytest.fail(f"the term {name} has no example: add its value to VALUES in tests/model/test_fields.py")
    assert len(rows) == len(set(rows))


def test_every_term_is_a_column_of_the_package_of_an_import_and_of_the_list() -> None:
    names = [field.name for field in TERM_FIELDS]
    assert [field.name for field in COMMITMENTS.fields] == ["ref", *names]
    assert set(names) <= set(CARRIED)
    assert set(names) <= set(COLUMN_NAMES)


@pytest.mark.parametrize("field", WITH_VALUE, ids=lambda field: str(field.name))
def test_a_value_is_written_as_a_text_that_is_read_back(field: Any) -> None:  # noqa: ANN401 - a row of the table
    value = VALUES[field.name]
    assert value != field.default
    written = field.written(replace(EMPTY, **{field.name: value}))
    assert field.parse_all(written if isinstance(written, tuple) else str(written), Context()) == value


@pytest.mark.parametrize("field", TERM_FIELDS, ids=lambda field: str(field.name))
def test_an_empty_text_clears_a_term_unless_it_is_a_word(field: Any) -> None:  # noqa: ANN401 - a row of the table
    if field.default not in field.choices:
        assert field.parse_all([""] if field.repeats else "", Context()) == field.default
        assert not field.written(EMPTY)


@pytest.mark.parametrize("field", WITH_VALUE, ids=lambda field: str(field.name))
def test_a_value_of_every_term_is_shown(field: Any) -> None:  # noqa: ANN401 - a row of the table
    def shown(**terms: Any) -> list[str]:  # noqa: ANN401 - the values of terms
        others = (commitment("whole"), commitment("a"), commitment("b"))
        standing = portfolio(*others, commitment(**terms)).standings["jp-us-promise"]
        panels = show_table(standing).panels
        return [panels[0].title, *(cell.text for panel in panels for row in panel.rows for cell in row)]

    assert shown(**{field.name: VALUES[field.name]}) != shown()
