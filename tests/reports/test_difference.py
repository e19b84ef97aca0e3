"""The difference table of a dry run: each changed value before and after."""

from tests.building import commitment, delivery, portfolio, position
from tracker.model.commitment import Commitment
from tracker.reports.register import difference_table
from tracker.reports.table import Cell, Table

PROMISE = commitment(due="2026-03-31", amount="USD 7bn")


def changed(before: Commitment | None, after: Commitment | None, *others: Commitment) -> Table:
    """The difference table of replacing one commitment by another."""
    was, becomes = ([promise] if promise else [] for promise in (before, after))
    return difference_table(portfolio(*others, *was), portfolio(*others, *becomes), "jp-us-promise")


def test_only_the_values_that_differ_are_told_before_and_after() -> None:
    listing = changed(PROMISE, commitment(due="2026-09-30", amount="USD 7bn"))
    assert [column.name for column in listing.columns] == ["field", "before", "after"]
    assert listing.rows == (
        ("due", "2026-03-31", "2026-09-30"),
        ("due_original", "2026-03-31", "2026-09-30"),
        ("overdue_days", "91", ""),
        ("timeliness", "overdue", "upcoming"),
        ("lateness", "unreported", ""),
    )


def test_people_see_the_ref_above_the_fields_and_that_nothing_was_changed() -> None:
    (panel,) = changed(PROMISE, commitment(due="2026-03-31", amount="USD 8bn")).panels
    assert [heading.text for heading in panel.headings] == ["jp-us-promise", "Before", "After"]
    assert panel.rows == ((Cell("amount"), Cell("7000000000"), Cell("8000000000", "strong")),)
    assert panel.notes == ("Nothing was changed.",)


def test_what_would_be_added_was_nothing_before() -> None:
    rows = {name: (was, becomes) for name, was, becomes in changed(None, PROMISE).rows}
    assert rows["ref"] == ("", "jp-us-promise")
    assert rows["timeliness"] == ("", "overdue")
    assert {was for was, _ in rows.values()} == {""}


def test_what_would_be_taken_back_is_nothing_afterwards() -> None:
    forth, back = changed(None, PROMISE).rows, changed(PROMISE, None).rows
    assert back == tuple((name, becomes, was) for name, was, becomes in forth)


def test_what_changes_no_figure_says_so() -> None:
    listing = changed(PROMISE, commitment(due="2026-03-31", amount="USD 7bn", events=[delivery("2 trees")]))
    assert listing.rows == ()
    assert [panel.notes for panel in listing.panels] == [
        ("It would be recorded and change no figure. Nothing was changed.",)
    ]


def test_what_follows_for_it_from_its_parts_is_told_too() -> None:
    part = commitment("jp-us-part", parent="jp-us-promise", events=[delivery("USD 1bn")])
    assert ("delivered", "", "1000000000") in changed(None, PROMISE, part).rows


def test_what_is_nowhere_makes_no_difference() -> None:
    assert changed(None, None).rows == ()


def test_a_flag_is_told_as_a_word() -> None:
    disputed = commitment(due="2026-03-31", amount="USD 7bn", events=[position("US", "denies")])
    assert ("disputed", "false", "true") in changed(PROMISE, disputed).rows
