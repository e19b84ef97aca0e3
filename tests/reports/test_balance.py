"""The balance of two parties: what arrived, what is overdue, and what counts for no promise."""

import pytest

from tests.building import NEWS, citation, commitment, delivery, portfolio, status
from tracker.model.commitment import AnyEvent, Commitment
from tracker.reports.amount_text import KINDS_APART
from tracker.reports.balance import balance_table
from tracker.reports.table import Table
from tracker.state.bilateral import trades


def both(*promises: Commitment) -> Table:
    """The balance of Japan and the United States."""
    return balance_table(portfolio(*promises), "JP", "US")


def values(listing: Table, *names: str) -> list[list[str]]:
    """Some columns of each row, as text."""
    places = [[column.name for column in listing.columns].index(name) for name in names]
    return [[str(row[place]) for place in places] for row in listing.rows]


def left_out(*promises: Commitment) -> list[str]:
    """The notes that say what counts for nothing."""
    return [note for note in both(*promises).panels[-1].notes if note.startswith("Left out")]


PAID = delivery("USD 3bn", "disbursed", on="2026-03-01")
CAME = delivery("USD 2bn", on="2026-04-01")


def test_of_what_was_disbursed_and_delivered_the_larger_arrived_and_never_their_sum() -> None:
    listing = both(commitment(amount="USD 8bn", events=[PAID, CAME]))
    names = ("promised", "disbursed", "delivered", "arrived", "delivered_share")
    assert values(listing, *names) == [["8000000000", "3000000000", "2000000000", "3000000000", "0.375000"]]
    assert [cell.text for cell in listing.panels[1].rows[0]][4] == "USD 3bn, 37.5%"


def test_what_is_only_on_its_way_has_not_arrived() -> None:
    row = both(commitment(amount="USD 8bn", events=[delivery("USD 5bn", "contracted")])).panels[1].rows[0]
    assert [cell.text for cell in row][3:5] == ["contracted USD 5bn", ""]


@pytest.mark.parametrize(
    ("told", "tone"), [([], "warn"), ([citation("delivery", "contradicts", on="2026-06-02")], "bad")]
)
def test_what_is_past_due_is_red_only_where_somebody_calls_it_late(told: list[AnyEvent], tone: str) -> None:
    listing = both(commitment(amount="USD 8bn", due="2026-05-31", events=told))
    cell = listing.panels[1].rows[0][5]
    assert (cell.text, cell.tone, listing.panels[1].headings[5].text) == ("USD 8bn", tone, "Past due")
    rows = [tuple(cell.text for cell in row[:2]) for row in listing.panels[0].rows]
    assert rows[5] == ("past due", "USD 8bn")
    assert rows[6:] == ([("of it, no report", "USD 8bn")] if tone == "warn" else [])


def test_what_was_delivered_of_a_promise_that_does_not_count_is_named() -> None:
    assert left_out(commitment("kept", amount="USD 8bn", events=[CAME])) == []
    assert left_out(
        commitment("gone", amount="USD 8bn", status="withdrawn", events=[CAME]),
        commitment("trees", amount="250 trees", events=[CAME]),
        commitment("open", events=[PAID]),
    ) == [
        (
            "Left out of these sums: "
            "USD 2bn delivered of gone (withdrawn), USD 2bn delivered of trees (promised in trees), "
            "USD 3bn disbursed of open (no amount promised)."
        )
    ]


def test_four_that_are_left_out_are_named_and_the_others_counted() -> None:
    (note,) = left_out(*(commitment(f"p{n}", events=[CAME]) for n in range(6)))
    assert note.endswith("USD 2bn delivered of p3 (no amount promised) and 2 more.")


def test_kinds_of_amount_have_a_line_each_and_no_share_of_what_is_mixed() -> None:
    listing = both(
        commitment("fund", amount="USD 9bn", amount_kind="mixed", due="2026-05-31", events=[CAME]),
        commitment("loans", parent="fund", amount="USD 6bn", amount_kind="loan", events=[PAID]),
        commitment("grants", parent="fund", amount_kind="grant", events=[delivery("USD 1bn", "contracted")]),
        commitment("more", amount="USD 5bn"),
    )
    assert values(listing, "amount_kind", "promised", "arrived", "delivered_share") == [
        ["mixed", "9000000000", "2000000000", "None"],
        ["loan", "6000000000", "3000000000", "0.500000"],
        ["None", "5000000000", "None", "None"],
        ["grant", "None", "None", "None"],
    ]
    assert [[cell.text for cell in row][2:5] for row in listing.panels[1].rows] == [
        ["USD 9bn (mixed)", "", "USD 2bn (mixed)"],
        ["USD 6bn (loan)", "", "USD 3bn (loan), 50.0%"],
        ["USD 5bn", "", ""],
        ["", "contracted USD 1bn (grant)", ""],
    ]
    assert listing.panels[0].rows[3][1].text == "USD 9bn (mixed), USD 6bn (loan), USD 5bn"
    assert KINDS_APART in listing.panels[-1].notes
    assert KINDS_APART not in both(commitment(amount="USD 9bn")).panels[-1].notes


def test_a_kind_that_nobody_promised_is_left_out() -> None:
    assert left_out(
        commitment("loans", amount="USD 8bn", amount_kind="loan"),
        commitment("aid", parent="loans", amount_kind="grant", events=[CAME]),
    ) == ["Left out of these sums: USD 2bn delivered of aid (no grant promised)."]


def test_each_side_of_a_trade_that_is_open_and_not_being_kept_has_still_to_perform() -> None:
    start, breach = status("in_progress", on="2026-01-01"), status("breached", on="2026-05-01")
    of_one = status("met", on="2026-05-01", of="KR", source=NEWS)
    gas = commitment("gas", obligor=("JP", "KR"), in_return_for=("cap", "duty", "quota", "old"), events=[of_one])
    cap = commitment("cap", obligor=("US",), nature="keep", events=[start])
    duty = commitment("duty", obligor=("US",), nature="keep", events=[start, breach])
    quota = commitment("quota", obligor=("US",), status="proposed")
    old = commitment("old", obligor=("US",), nature="keep", due="2026-05-31")
    everything = portfolio(gas, cap, duty, quota, old)
    assert [(pair.for_it.ref, pair.outstanding) for pair in trades(everything, everything)] == [
        ("cap", ("JP",)),
        ("duty", ("JP", "US")),
        ("quota", ("JP",)),
        ("old", ("JP",)),
    ]


def test_what_was_kept_without_a_delivered_figure_is_named() -> None:
    met = [commitment(f"fund-{n}", amount="USD 5m", status="met", met_on="2026-05-22") for n in range(1, 7)]
    refs = "fund-1, fund-2, fund-3, fund-4 and 2 more"
    kept = [note for note in both(*met).panels[-1].notes if note.startswith("Kept")]
    assert kept == [f"Kept, and the delivered figure is not recorded: {refs}."]
    notes = both(met[0].with_events(CAME), commitment("talks", status="met", met_on="2026-05-22")).panels[-1].notes
    assert not any(note.startswith("Kept") for note in notes)
