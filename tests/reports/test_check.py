"""The findings of checks as a listing: a row each for machines, a panel a check for people."""

from collections.abc import Iterable
from itertools import chain

import pytest

from tests.building import NEWS, commitment, portfolio, status
from tracker.checks import run
from tracker.model.commitment import Commitment
from tracker.render.escape import Terminal
from tracker.render.table import as_table
from tracker.reports.check import check_table
from tracker.reports.table import Table

FUND = commitment("fund", title="Invest", titles={"ja": "投資"}, parent="gone")
PLANT = commitment("plant", title="Build", status=None, events=[status("agreed", on="2025-02-01")])
CHECKS = ("silent-moves", "dangling-refs", "uncited")


def listed(promises: Iterable[Commitment], *names: str, language: str = "") -> Table:
    """The findings of those checks."""
    held = portfolio(*promises)
    held.language = language
    return check_table(run(list(held), names), len(list(held)))


def test_a_finding_is_a_row_of_values() -> None:
    listing = listed([FUND, PLANT], *CHECKS)
    assert ",".join(column.name for column in listing.columns) == "check,ref,title,found,remedy,field,value"
    assert listing.rows == (
        (
            *("dangling-refs", "fund", "Invest", "its umbrella gone does not exist"),
            *("tracker edit fund --parent REF", ("parent",), "gone"),
        ),
        (
            *("uncited", "fund", "Invest", "nobody is cited for status"),
            *("tracker cite fund --for status --source URL", ("status",), None),
        ),
        (
            *("uncited", "plant", "Build", "nobody is cited for status"),
            *("tracker cite plant --for status --source URL", ("status",), None),
        ),
    )


def test_the_title_is_in_the_language_asked_for() -> None:
    assert listed([FUND], "uncited", language="ja").rows[0][2] == "投資"


def test_every_check_that_found_something_has_a_panel_with_its_count_and_its_help() -> None:
    assert "".join(as_table(listed([FUND, PLANT], *CHECKS), Terminal())) == (
        "dangling-refs: 1. It refers to a commitment that does not exist.\n"
        "Commitment  Found                             To do\n"
        "──────────  ────────────────────────────────  ──────────────────────────────\n"
        "fund        its umbrella gone does not exist  tracker edit fund --parent REF\n"
        "\n"
        "uncited: 2. It has facts without a source.\n"
        "Commitment  Found                       To do\n"
        "──────────  ──────────────────────────  ────────────────────────────────────────────\n"
        "fund        nobody is cited for status  tracker cite fund --for status --source URL\n"
        "plant       nobody is cited for status  tracker cite plant --for status --source URL\n"
        "\n"
        "3 findings by 2 of 3 checks, in 2 of 2 commitments.\n"
    )


@pytest.mark.parametrize(
    ("promises", "names", "total"),
    [
        ([], CHECKS, "Nothing found by 3 checks in 0 commitments."),
        ([PLANT], CHECKS[:1], "Nothing found by 1 check in 1 commitment."),
        ([PLANT], CHECKS[2:], "1 finding by 1 of 1 check, in 1 of 1 commitment."),
        ([PLANT, FUND], CHECKS, "3 findings by 2 of 3 checks, in 2 of 2 commitments."),
    ],
)
def test_the_last_line_counts(promises: list[Commitment], names: list[str], total: str) -> None:
    listing = listed(promises, *names)
    notes = list(chain.from_iterable(panel.notes for panel in listing.panels))
    assert notes == [total]


def test_people_see_ten_findings_of_a_weak_check_and_are_told_where_the_others_are() -> None:
    alone = [commitment(f"promise{n:02}", status=None, events=[status("agreed", source=NEWS)]) for n in range(12)]
    assert len(listed(alone[:10], "one-witness").panels[0].rows) == 10
    assert listed(alone[:10], "one-witness").panels[0].notes == ()
    listing = listed(alone, "one-witness")
    assert (len(listing.rows), len(listing.panels[0].rows)) == (12, 10)
    assert listing.panels[0].title.startswith("one-witness: 12. ")
    assert listing.panels[0].notes == (
        "2 more are not shown; `tracker check --only one-witness --format csv` lists all.",
    )


def test_people_see_every_finding_of_a_check_that_is_not_weak() -> None:
    listing = listed([commitment(f"promise{n:02}") for n in range(12)], "uncited")
    assert (len(listing.panels[0].rows), listing.panels[0].notes) == (12, ())


def test_a_table_for_programs_has_the_same_rows_and_no_panels() -> None:
    held = portfolio(FUND, PLANT)
    found = run(list(held), CHECKS)
    for_people, for_programs = (check_table(found, 2, is_bare=is_bare) for is_bare in (False, True))
    assert (for_programs.columns, for_programs.rows) == (for_people.columns, for_people.rows)
    assert (bool(for_people.panels), for_programs.panels) == (True, ())
