"""Nothing is counted twice: every report of a register of four levels has each delivery once in each total."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import product
from typing import Any, Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.building import commitment, delivery, milestone, portfolio
from tests.strategies import few
from tracker.model.commitment import Commitment, Stage
from tracker.model.recurrence import read_recurrence
from tracker.reports.balance import balance_table
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.sections_amounts import DELIVERIES
from tracker.reports.table import Table
from tracker.state.portfolio import Portfolio
from tracker.state.progress import progress_of

# A pact with two parts: a fund that is paid in instalments, and grain that is bought every year.
PARENTS: Final = {
    "pact": "",
    "fund": "pact",
    "fund/first": "fund",
    "fund/first/a": "fund/first",
    "fund/first/b": "fund/first",
    "fund/second": "fund",
    "fund/third": "fund",
    "grain": "pact",
    "grain/2024": "grain",
    "grain/2025": "grain",
    "grain/2025/spring": "grain/2025",
    "grain/2026": "grain",
}
INSTALMENTS: Final = ("fund/first", "fund/first/a", "fund/first/b", "fund/second", "fund/third", "grain/2025/spring")
PERIODS: Final = {year: f"grain/{year}" for year in ("2024", "2025", "2026")}
STAGES: Final[tuple[Stage, ...]] = ("disbursed", "delivered")
CURRENCIES: Final = ("USD", "JPY")
DAYS: Final = (
    "2024-05-01",
    "2024",
    "2025-02-01",
    "2025-11-30",
    "2025",
    "2024..2025",
    "2025-12-31..2026-01-01",
    "2026-03",
)

Totals = dict[tuple[str, str], Decimal]  # by stage and currency


class Figure(NamedTuple):
    """A delivery, or with a negative value a reversal, and where it is recorded."""

    ref: str
    currency: str
    value: int
    on: str
    stage: Stage


figures = st.lists(
    st.builds(
        Figure,
        st.sampled_from(tuple(PARENTS)),
        st.sampled_from(CURRENCIES),
        st.integers(-4, 9).filter(bool),
        st.sampled_from(DAYS),
        st.sampled_from(STAGES),
    ),
    max_size=12,
)
amounts = st.fixed_dictionaries(
    {ref: st.builds("{} {}".format, st.sampled_from(CURRENCIES), st.integers(1, 9)) for ref in INSTALMENTS}
    | {"fund": st.just("USD 40"), "pact": st.just("USD 90") | st.just("")}
)


def register(found: list[Figure], promised: dict[str, str], quota: str) -> list[Commitment]:
    """The pact and everything in it; a year of the grain is recorded where something was delivered to it alone."""
    made = []
    for number, (ref, parent) in enumerate(PARENTS.items()):
        own = [delivery(f"{one.currency} {one.value}", one.stage, on=one.on) for one in found if one.ref == ref]
        facts: dict[str, Any] = {"events": own, "amount": promised.get(ref, "")}
        if ref == "grain":
            facts["every"] = read_recurrence(f"year, from 2024 until 2026, {quota} each")
        if ref in PERIODS.values():
            made += [milestone(ref, status=None, **facts)] if own else []
        elif "/" in ref:
            made.append(milestone(ref, due=f"2026-{number + 1:02}", **facts))
        else:
            made.append(commitment(ref, parent=parent, **facts))
    return made


def total(found: Iterable[Figure]) -> Totals:
    """The sums by stage and currency, without those that are 0."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in found:
        sums[one.stage, one.currency] += one.value
    return {key: value for key, value in sums.items() if value}


def is_below(ref: str, top: str) -> bool:
    """True if it is the commitment itself or a part of it at any depth."""
    return ref == top or (ref != "" and is_below(PARENTS[ref], top))


def less(one: Totals, other: Totals) -> Totals:
    """The differences, without those that are 0."""
    found = {key: one.get(key, Decimal(0)) - other.get(key, Decimal(0)) for key in {**one, **other}}
    return {key: value for key, value in found.items() if value}


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows by column."""
    return [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]


def shown(lines: Iterable[dict[str, Any]], figure: str) -> Totals:
    """The totals of these rows by stage and currency, without those that are 0."""
    return {(line["stage"], line["currency"]): line[figure] for line in lines if line[figure]}


def of_progress(held: Portfolio, ref: str) -> dict[str, Totals]:
    """The totals in `progress`, of a commitment and of each of its parts."""
    lines = rows(progress_table(progress_of(held.standings[ref])))
    return {one: shown([line for line in lines if line["ref"] == one], "reached") for one in PARENTS}


def quota_year(on: str) -> str:
    """The one year in which a date lies; empty if it lies in two."""
    first, _, last = on.partition("..")
    return first[:4] if last in {"", first} else ""


class Case(NamedTuple):
    """A register at a moment, all that was delivered, and all that was promised, by currency, each once."""

    held: Portfolio
    found: list[Figure]
    promised: dict[str, Decimal]

    @property
    def recorded(self) -> dict[str, Totals]:
        """The deliveries to each commitment and to its parts."""
        return {ref: total(one for one in self.found if is_below(one.ref, ref)) for ref in PARENTS}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """The register in any order; the amounts of the whole cover those below it, or those are added up."""
    promised, quota, found = draw(amounts), draw(st.sampled_from(CURRENCIES)), draw(figures)
    whole = {"USD": Decimal(90)}
    if not promised["pact"]:  # then nothing that is delivered to the pact itself counts in a sum of money
        found = [one for one in found if one.ref != "pact"]
        whole = {"USD": Decimal(40), "JPY": Decimal(15)} if quota == "JPY" else {"USD": Decimal(55)}
    made = draw(st.permutations(register(found, promised, f"{quota} 5")))
    return Case(portfolio(*made, as_of="2026-06-30"), found, whole)


@few
@given(cases())
def test_show_and_progress_count_nothing_twice(case: Case) -> None:
    """A whole has each delivery once; its instalments share no more than it received, its years what they received."""
    recorded, told = case.recorded, of_progress(case.held, "pact")
    for ref, standing in case.held.standings.items():
        assert shown(rows(DELIVERIES.table(standing)), "amount") == told[ref]
    assert all(told[ref] == recorded[ref] for ref in ("pact", "fund", "grain"))
    shares = {ref: less(told[ref], recorded[ref]) for ref in PARENTS}
    for parent in ("fund", "fund/first", "grain/2025"):
        below = total(one for one in case.found if one.ref != parent and is_below(one.ref, parent))
        received = less(told[parent], below)
        inside = [shares[ref] for ref in INSTALMENTS if PARENTS[ref] == parent]
        for key in product(STAGES, CURRENCIES):
            divided = sum((one.get(key, Decimal(0)) for one in inside), Decimal(0))
            assert 0 <= divided <= max(received.get(key, Decimal(0)), Decimal(0))
    for year, ref in PERIODS.items():
        assert shares[ref] == total(one for one in case.found if one.ref == "grain" and quota_year(one.on) == year)


@few
@given(cases())
def test_score_and_balance_count_nothing_twice(case: Case) -> None:
    """A sum has each delivery once, and of what was disbursed and what was delivered the larger."""
    whole, stages = case.recorded["pact"], {(one.currency, one.stage) for one in case.found}
    arrived = {
        currency: max(whole.get((stage, currency), Decimal(0)) for of, stage in stages if of == currency)
        for currency, _ in stages
    }
    (score,) = rows(score_table(case.held, "all"))
    scored = rows(score["amounts"])
    balanced = [line for line in rows(balance_table(case.held, "JP", "US")) if line["currency"]]
    for lines, figure in ((scored, "delivered"), (balanced, "arrived")):
        assert {line["currency"]: line["promised"] for line in lines if line["promised"]} == case.promised
        assert {line["currency"]: line[figure] for line in lines if line[figure] is not None} == arrived
    assert whole == {(stage, line["currency"]): line[stage] for line in balanced for stage in STAGES if line[stage]}
