"""Checks for amounts that contradict each other, as if by a slip in the period, unit, digits or currency."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Final

from tracker.checks.claims import ClaimedAmount, claimed_figures
from tracker.checks.finding import Finding, command
from tracker.language import plural, translate
from tracker.model.amount_formats import amount_written, figure_written
from tracker.model.amounts import plain_number
from tracker.state import deadlines
from tracker.state.portfolio import Standing

DAYS_A_YEAR: Final = 365.25
ROUNDING: Final = Decimal("0.05")  # the tolerated relative difference of rounded amounts
THOUSAND: Final = 1000
LOST_ZEROS: Final = frozenset({Decimal(10), Decimal(100)})
MIN_DIGITS: Final = 3
# Approximate units of a currency to the dollar. They only have to tell a wrong digit from an unusual rate.
USUAL_RATES: Final = {
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
MAX_DEVIATION: Final = 4  # the largest plausible factor between a rate and the usual one


def annual_totals(standing: Standing) -> Iterator[Finding]:
    """A yearly amount times the years is not the total."""
    years = _years(standing)
    claims = [claim for claim in claimed_figures(standing.state) if not claim.superseded]
    by_unit: dict[str, list[ClaimedAmount]] = {}
    for claim in claims:
        by_unit.setdefault(claim.amount.unit, []).extend([claim] if claim.amount.per else [])
    rising = {unit: sorted(claim.amount.value for claim in yearly) for unit, yearly in by_unit.items()}
    for total in _distinct(claim for claim in claims if not claim.amount.per):
        yearly = by_unit[total.amount.unit]
        if years and yearly and not _adds_up(total.amount.value, rising[total.amount.unit], years):
            why = translate("in {years} that comes to {sums}", years=_term(years), sums=_sums(yearly[0], years))
            yield _slip(standing, total, yearly[0], why)


def unit_errors(standing: Standing) -> Iterator[Finding]:
    """Two amounts differ by a factor of 10, 100 or 1,000."""
    for claim, other in _pairs(standing):
        times = _times(claim, other)
        if times and (times >= THOUSAND or times in LOST_ZEROS):
            yield _slip(standing, claim, other, translate("{factor} times apart", factor=_rounded(times)))


def swapped_digits(standing: Standing) -> Iterator[Finding]:
    """Two amounts differ by two swapped digits."""
    for claim, other in _pairs(standing):
        if _is_swapped(claim.amount.value, other.amount.value):
            yield _slip(standing, claim, other, translate("two digits are swapped"))


def exchange_rates(standing: Standing) -> Iterator[Finding]:
    """Amounts in two currencies imply an implausible rate."""
    in_force: list[ClaimedAmount] = []
    before: dict[int, list[ClaimedAmount]] = {}  # by the id of the event
    for claim in _distinct(claimed_figures(standing.state)):
        for other in (*in_force, *before.get(claim.event, ())):
            if rate := _odd_rate(claim, other):
                yield _slip(standing, claim, other, rate)
        (in_force if claim.in_force else before.setdefault(claim.event, [])).append(claim)


# ---- the details -------------------------------------------------------------------------------


def _slip(standing: Standing, claim: ClaimedAmount, other: ClaimedAmount, why: str) -> Finding:
    """A finding about two amounts; the remedy corrects the recorded one, if one of them is recorded."""
    remedy = command("show", standing.ref, "--only", "amounts,contradictions,sources")
    if claim.in_force:
        remedy = command("amend", standing.ref, "--amount", "AMOUNT", "--kind", "correction", "--source", "URL")
    message = translate(
        "{amount} ({by}) against {other_amount} ({other_by}): {why}",
        amount=amount_written(claim.amount),
        by=claim.by,
        other_amount=amount_written(other.amount),
        other_by=other.by,
        why=why,
    )
    return Finding(standing, message, remedy, ("amount",), str(claim.amount))


def _distinct(claims: Iterable[ClaimedAmount]) -> list[ClaimedAmount]:
    """The first claim of each amount."""
    first: dict[tuple[Decimal, str, str], ClaimedAmount] = {}
    for claim in claims:
        first.setdefault((claim.amount.value, claim.amount.unit, claim.amount.per), claim)
    return list(first.values())


def _pairs(standing: Standing) -> Iterator[tuple[ClaimedAmount, ClaimedAmount]]:
    """Each amount with the first one of the same unit and period; the amount in force comes first, if there is one."""
    first: dict[tuple[str, str], ClaimedAmount] = {}
    for claim in _distinct(claimed_figures(standing.state)):
        other = first.setdefault((claim.amount.unit, claim.amount.per), claim)
        if other is not claim:
            yield claim, other


def _years(standing: Standing) -> tuple[int, int] | None:
    """The shortest and the longest term in years, by the original and the current deadline; None without a term."""
    state = standing.state
    begun = standing.terms.made_on or next((event.on for event in state.statuses), None)
    ends = [due.last for due in (deadlines.due(state, "original"), deadlines.due(state)) if due]
    if not begun or not ends or min(ends) <= begun.first:
        return None
    fewest, most = ((end - begun.first).days / DAYS_A_YEAR for end in (min(ends), max(ends)))
    return max(1, floor(fewest)), ceil(most)


def _adds_up(total: Decimal, rising: Sequence[Decimal], years: tuple[int, int]) -> bool:
    """True if one of the yearly amounts, in rising order, adds up to the total over the possible years."""
    fewest, most = years
    index = bisect_left(rising, total, key=lambda yearly: yearly * most * (1 + ROUNDING))
    return index < len(rising) and rising[index] * fewest * (1 - ROUNDING) <= total  # larger ones exceed the total


def _term(years: tuple[int, int]) -> str:
    fewest, most = years
    if fewest == most:
        return plural(most, "year")
    return translate("{fewest} to {most} years", fewest=fewest, most=most)


def _sums(yearly: ClaimedAmount, years: tuple[int, int]) -> str:
    sums = [figure_written(yearly.amount.value * count, yearly.amount.unit) for count in sorted(set(years))]
    return sums[0] if len(sums) == 1 else translate("{fewest} to {most}", fewest=sums[0], most=sums[1])


def _times(claim: ClaimedAmount, other: ClaimedAmount) -> Decimal | None:
    """The ratio of the larger to the smaller amount; None if one is 0 or the signs differ."""
    small, large = sorted((claim.amount.value, other.amount.value), key=abs)
    return large / small if small and large / small > 0 else None


def _is_swapped(one: Decimal, other: Decimal) -> bool:
    """True if two neighbouring digits are swapped; amounts of fewer than three digits are not compared."""
    (sign, digits, exponent), right = one.normalize().as_tuple(), other.normalize().as_tuple()
    if digits == right.digits or len(digits) < MIN_DIGITS or (sign, exponent) != (right.sign, right.exponent):
        return False
    positions = range(len(digits) - 1)
    return right.digits in [(*digits[:n], digits[n + 1], digits[n], *digits[n + 2 :]) for n in positions]


def _odd_rate(claim: ClaimedAmount, other: ClaimedAmount) -> str:
    """The implausible rate that two amounts imply, in words; empty if the rate is plausible."""
    one, two = claim.amount, other.amount
    known = one.unit in USUAL_RATES and two.unit in USUAL_RATES and one.unit != two.unit and one.per == two.per
    if not known or one.value <= 0 or two.value <= 0:
        return ""
    strong, weak = sorted((one, two), key=lambda amount: USUAL_RATES[amount.unit])
    rate = weak.value / strong.value
    usual = USUAL_RATES[weak.unit] / USUAL_RATES[strong.unit]
    if usual / MAX_DEVIATION <= rate <= usual * MAX_DEVIATION:
        return ""
    return translate(
        "{rate} {weak} to the {strong}, where about {usual} would be expected",
        rate=_rounded(rate),
        weak=weak.unit,
        strong=strong.unit,
        usual=_rounded(usual),
    )


def _rounded(number: Decimal) -> str:
    return plain_number(Decimal(f"{number:.3g}"), grouped=True)
