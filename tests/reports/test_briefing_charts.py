"""The charts of the report: each is the panel of the command that prints its figures, for what the query finds."""

from tests.building import commitment, deadline, delivery, portfolio
from tracker.model.commitment import Commitment
from tracker.reports.briefing import briefing_panels
from tracker.reports.briefing_charts import BURN_UPS, charts
from tracker.reports.edition import EDITION, Edition
from tracker.reports.moves import moves_table
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.table import Panel
from tracker.reports.trades import trades_table
from tracker.state.progress import progress_of


def drawn(*promises: Commitment) -> dict[str, Panel]:
    register = portfolio(*promises)
    return {panel.anchor: panel for panel in charts(register, [*register], EDITION)}


PACKAGE = commitment(
    "package",
    amount="USD 8bn",
    due="2027-01-01",
    events=[delivery("USD 2bn", on="2026-01-31")],
    in_return_for=("tariff",),
)
TARIFF = commitment("tariff", obligor=("US",), obligee=("JP",), due="2026-01-01")


def test_each_chart_is_that_of_its_command() -> None:
    register = portfolio(PACKAGE, TARIFF)
    found = drawn(PACKAGE, TARIFF)
    commands = (
        progress_table(progress_of(register.standings["package"])),
        score_table(register),
        trades_table(register, "JP", "US"),
    )
    assert list(found) == ["burn-up", "scorecard", "trades"]
    for panel, table in zip(found.values(), commands, strict=True):
        assert (panel.chart, panel.data, panel.rows) == (
            table.panels[0].chart,
            table.panels[0].data,
            table.panels[0].rows,
        )


def test_the_slip_chart_stands_with_the_moves() -> None:
    moved = commitment("moved", due="2026-01-01", events=[deadline("2026-03-31", "extension", on="2026-02-01")])
    register = portfolio(moved)
    found = {panel.anchor: panel for panel in briefing_panels(register, lambda _: True, "", Edition())}
    assert found["moves"].chart == moves_table(register).panels[0].chart
    brief = {panel.anchor: panel for panel in briefing_panels(register, lambda _: True, "", Edition(most=5))}
    assert brief["moves"].chart is None
    assert "scorecard" in brief


def test_the_packages_with_most_deliveries_are_drawn() -> None:
    events = [delivery("USD 1m", on=f"2026-01-{day:02}", id=day) for day in range(1, 10)]
    many = [commitment(f"p{number}", amount="USD 8bn", events=events[: number + 1]) for number in range(BURN_UPS + 2)]
    burn_ups = [anchor for anchor in drawn(*many) if anchor.startswith("burn-up")]
    assert burn_ups == ["burn-up", "burn-up-p3", "burn-up-p2"]


def test_trades_of_several_pairs_have_an_address_each_and_of_oneself_none() -> None:
    korea = commitment("korea", obligor=("KR",), in_return_for=("tariff",))
    own = commitment("own", in_return_for=("package",))
    assert [anchor for anchor in drawn(PACKAGE, TARIFF, korea, own) if anchor.startswith("trades")] == [
        "trades",
        "trades-KR-US",
    ]


def test_an_empty_register_has_no_charts() -> None:
    assert drawn() == {}
