"""Progress: what reached each stage by which measure, and apart from it what could be expected by now."""

from msgspec.structs import replace

from tests.building import commitment, delivery, milestone, portfolio
from tracker.model.commitment import Commitment
from tracker.model.recurrence import read_recurrence
from tracker.reports.progress import progress_table
from tracker.reports.table import Table
from tracker.state.progress import progress_of


def progress_listing(promise: Commitment, *milestones: Commitment) -> Table:
    """The progress of one promise."""
    return progress_table(progress_of(portfolio(promise, *milestones).standings[promise.ref]))


def texts(promise: Commitment, *milestones: Commitment) -> list[list[list[str]]]:
    """The texts of the rows of each panel, as people read them."""
    return [
        [[cell.text for cell in row] for row in panel.rows] for panel in progress_listing(promise, *milestones).panels
    ]


CUSTOMS = delivery("USD 2bn", measure="customs", on="2026-01-31")
SALES = delivery("USD 3bn", measure="sales", on="2026-02-28")
FIRST_HALF = milestone("jp-us-promise/half", due="2026-03-31", amount="USD 4bn")


def test_each_measure_has_a_line_and_says_whether_it_counts() -> None:
    promise = commitment(amount="USD 8bn", due="2026-12-31", events=[CUSTOMS, SALES])
    whole = texts(promise)[0]
    assert [row[:4] for row in whole] == [
        ["delivered", "customs", "USD 2bn", "25.0%"],
        ["delivered", "sales (not counted)", "USD 3bn", "37.5%"],
    ]
    listing = progress_listing(promise)
    places = [[column.name for column in listing.columns].index(name) for name in ("measure", "counts")]
    assert [[row[place] for place in places] for row in listing.rows] == [["customs", True], ["sales", False]]


def test_a_measure_that_was_not_named_is_not_said() -> None:
    assert texts(commitment(amount="USD 8bn", events=[delivery("USD 2bn")]))[0][0][1] == "not said"


def test_what_could_be_expected_stands_apart_from_what_was_reached() -> None:
    promise = commitment(amount="USD 8bn", due="2026-12-31", events=[CUSTOMS])
    headings = [panel.headings[0].text for panel in progress_listing(promise, FIRST_HALF).panels[:2]]
    assert headings == ["Stage", "Expected by now"]
    assert [row[:1] + row[2:] for row in texts(promise, FIRST_HALF)[1]] == [
        ["straight line", "74.8%"],
        ["schedule", "50.0%"],
        ["all of it", ""],
    ]


def test_where_nothing_is_recorded_it_says_so_and_without_an_amount_nothing_is_expected() -> None:
    whole, *others = progress_listing(commitment()).panels
    assert whole.notes == ("Nothing is recorded as selected, contracted, disbursed or delivered.",)
    assert [panel.headings for panel in others] == [()]


def test_what_an_obligor_delivered_is_recorded() -> None:
    level = replace(delivery("1.5 %GDP", on="2026-01-31"), kind="level", of="JP")
    promise = commitment(amount="2 %GDP", each=True, obligor=("JP", "KR"), events=[level])
    assert progress_listing(promise).panels[0].notes == ()


def test_of_a_recurring_duty_each_period_has_a_deadline() -> None:
    assert progress_listing(commitment(every=read_recurrence("year, from 2026"))).panels[-1].notes == ()
    undated = "Nothing can be expected by a day: there is no deadline in force after it was made."
    assert progress_listing(commitment()).panels[-1].notes == (undated,)


def kinds_told(*promises: Commitment) -> Table:
    """The progress of the first promise, which the others are parts of."""
    return progress_table(progress_of(portfolio(*promises).standings[promises[0].ref]))


LOANS = commitment("loans", parent="fund", amount="USD 4bn", amount_kind="loan", events=[CUSTOMS])


def test_of_a_mixed_amount_no_share_is_computed() -> None:
    fund = commitment("fund", amount="USD 8bn", amount_kind="mixed", due="2026-12-31", events=[SALES])
    listing = kinds_told(fund, LOANS)
    names = [column.name for column in listing.columns]
    chosen = [names.index(name) for name in ("ref", "amount_kind", "counts", "share", "of_line")]
    assert [[str(row[place]) for place in chosen] for row in listing.rows] == [
        ["fund", "mixed", "True", "None", "None"],
        ["fund", "loan", "False", "None", "None"],
        ["loans", "loan", "True", "0.500000", "None"],
    ]
    assert [cell.text for cell in listing.panels[0].rows[1]][:4] == [
        *("delivered", "customs (not counted)", "USD 2bn (loan)", "n/a"),
    ]
    assert listing.panels[-1].notes[-2:] == (
        "The amount is of mixed kinds, so no share of it is computed.",
        "Kinds of amount are never added: a delivery counts towards an amount of its own kind only.",
    )


def test_a_kind_below_an_amount_without_one_does_not_count_towards_it() -> None:
    fund = commitment("fund", amount="USD 8bn", due="2026-12-31")
    assert [cell.text for cell in kinds_told(fund, LOANS).panels[0].rows[0]][2:4] == ["USD 2bn (loan)", "n/a"]
