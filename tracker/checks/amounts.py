"""Checks of figures that contradict each other in a way that looks like a slip: of period, unit, digit or currency."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Final

from tracker.checks.claims import ClaimedAmount, claimed_figures
from tracker.checks.finding import Finding, command
from tracker.errors import plural
from tracker.model.amounts import figure, plain_number
from tracker.state import deadlines
from tracker.state.portfolio import Standing

DAYS_A_YEAR: Final = 365.25
ROUNDING: Final = Decimal("0.05")  # how far rounded figures may lie from each other
THOUSAND: Final = 1000
LOST_ZEROS: Final = frozenset({Decimal(10), Decimal(100)})
MIN_DIGITS: Final = 3
# Units of a currency to the dollar, good enough to tell a slip of a digit from a bad year.
ROUGHLY: Final = {
    currency: Decimal(rate)
    for currency, rate in {
        "USD": "1",
        "EUR": "0.9",
        "GBP": "0.75",
        "JPY": "120",
        "CNY": "7",
        "KRW": "1200",
        "TWD": "31",
        "HKD": "7.8",
        "AUD": "1.4",
        "CAD": "1.3",
    }.items()
}
FAR_OFF: Final = 4  # times the rough rate


def annual_totals(standing: Standing) -> Iterator[Finding]:
    """A yearly figure times the years is not the total."""
    years = _years(standing)
    claims = [claim for claim in claimed_figures(standing.state) if not claim.superseded]
    by_unit: dict[str, list[ClaimedAmount]] = {}
    for claim in claims:
        by_unit.setdefault(claim.amount.unit, []).extend([claim] if claim.amount.per else [])
    rising = {unit: sorted(claim.amount.value for claim in yearly) for unit, yearly in by_unit.items()}
    for total in _distinct(claim for claim in claims if not claim.amount.per):
        yearly = by_unit[total.amount.unit]
        if years and yearly and not _adds_up(total.amount.value, rising[total.amount.unit], years):
            yield _slip(standing, total, yearly[0], f"in {_term(years)} that comes to {_sums(yearly[0], years)}")


def unit_errors(standing: Standing) -> Iterator[Finding]:
    """Two figures are 1,000 times apart, or just 10 or 100."""
    for claim, other in _beside_the_first(standing):
        times = _times(claim, other)
        if times and (times >= THOUSAND or times in LOST_ZEROS):
            yield _slip(standing, claim, other, f"{_rounded(times)} times apart")


def swapped_digits(standing: Standing) -> Iterator[Finding]:
    """Two figures differ by two digits that changed places."""
    for claim, other in _beside_the_first(standing):
        if _is_swapped(claim.amount.value, other.amount.value):
            yield _slip(standing, claim, other, "two digits changed places")


def exchange_rates(standing: Standing) -> Iterator[Finding]:
    """Figures in two currencies imply a rate that cannot be."""
    in_force: list[ClaimedAmount] = []
    before: dict[int, list[ClaimedAmount]] = {}  # by the event that claims them
    for claim in _distinct(claimed_figures(standing.state)):
        for other in (*in_force, *before.get(claim.event, ())):
            if rate := _odd_rate(claim, other):
                yield _slip(standing, claim, other, rate)
        (in_force if claim.in_force else before.setdefault(claim.event, [])).append(claim)


# ---- how they tell -----------------------------------------------------------------------------


def _slip(standing: Standing, claim: ClaimedAmount, other: ClaimedAmount, why: str) -> Finding:
    """A finding about two figures; what can be corrected is the one of the record, if either is."""
    remedy = command("show", standing.ref, "--only", "amounts,contradictions,sources")
    if claim.in_force:
        remedy = command("amend", standing.ref, "--amount", "AMOUNT", "--kind", "correction", "--source", "URL")
    says = f"{claim.amount} ({claim.by}) against {other.amount} ({other.by}): {why}"
    return Finding(standing, says, remedy, ("amount",), str(claim.amount))


def _distinct(claims: Iterable[ClaimedAmount]) -> list[ClaimedAmount]:
    """The first claim of each figure."""
    first: dict[tuple[Decimal, str, str], ClaimedAmount] = {}
    for claim in claims:
        first.setdefault((claim.amount.value, claim.amount.unit, claim.amount.per), claim)
    return list(first.values())


def _beside_the_first(standing: Standing) -> Iterator[tuple[ClaimedAmount, ClaimedAmount]]:
    """Each other figure of one unit and period beside the first of them, which is the one in force if any is."""
    first: dict[tuple[str, str], ClaimedAmount] = {}
    for claim in _distinct(claimed_figures(standing.state)):
        other = first.setdefault((claim.amount.unit, claim.amount.per), claim)
        if other is not claim:
            yield claim, other


def _years(standing: Standing) -> tuple[int, int] | None:
    """The fewest and the most years that the term can have, with either deadline; None where it has no term."""
    state = standing.state
    begun = standing.terms.made_on or next((event.on for event in state.statuses), None)
    ends = [due.last for due in (deadlines.due(state, "original"), deadlines.due(state)) if due]
    if not begun or not ends or min(ends) <= begun.first:
        return None
    fewest, most = ((end - begun.first).days / DAYS_A_YEAR for end in (min(ends), max(ends)))
    return max(1, floor(fewest)), ceil(most)


def _adds_up(total: Decimal, rising: Sequence[Decimal], years: tuple[int, int]) -> bool:
    """Whether one of the yearly figures, from the lowest up, comes to the total over the fewest to the most years."""
    fewest, most = years
    place = bisect_left(rising, total, key=lambda yearly: yearly * most * (1 + ROUNDING))
    return place < len(rising) and rising[place] * fewest * (1 - ROUNDING) <= total  # the others come to more


def _term(years: tuple[int, int]) -> str:
    fewest, most = years
    if fewest == most:
        return plural(most, "year")
    return f"{fewest} to {most} years"


def _sums(yearly: ClaimedAmount, years: tuple[int, int]) -> str:
    sums = [figure(yearly.amount.value * count, yearly.amount.unit) for count in sorted(set(years))]
    return " to ".join(sums)


def _times(claim: ClaimedAmount, other: ClaimedAmount) -> Decimal | None:
    """How many times the larger is the smaller; None where one is nothing or they have different signs."""
    small, large = sorted((claim.amount.value, other.amount.value), key=abs)
    return large / small if small and large / small > 0 else None


def _is_swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two neighbouring digits changed places; figures of less than three digits tell nothing."""
    (sign, digits, exponent), right = one.normalize().as_tuple(), other.normalize().as_tuple()
    if digits == right.digits or len(digits) < MIN_DIGITS or (sign, exponent) != (right.sign, right.exponent):
        return False
    places = range(len(digits) - 1)
    return right.digits in [(*digits[:n], digits[n + 1], digits[n], *digits[n + 2 :]) for n in places]


def _odd_rate(claim: ClaimedAmount, other: ClaimedAmount) -> str:
    """The rate that two figures imply, in words, if it cannot be."""
    one, two = claim.amount, other.amount
    known = one.unit in ROUGHLY and two.unit in ROUGHLY and one.unit != two.unit and one.per == two.per
    if not known or one.value <= 0 or two.value <= 0:
        return ""
    strong, weak = sorted((one, two), key=lambda amount: ROUGHLY[amount.unit])
    rate = weak.value / strong.value
    usual = ROUGHLY[weak.unit] / ROUGHLY[strong.unit]
    if usual / FAR_OFF <= rate <= usual * FAR_OFF:
        return ""
    return f"{_rounded(rate)} {weak.unit} to the {strong.unit}, where about {_rounded(usual)} would be expected"


def _rounded(number: Decimal) -> str:
    return plain_number(Decimal(f"{number:.3g}"), grouped=True)
