"""Progress: the share of the amount that reached each stage, and the share of what was expected by a day."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.amounts import WIDE, Amount
from tracker.model.commitment import MIXED
from tracker.model.dates import DateSpan
from tracker.state import deadlines, delivery
from tracker.state.portfolio import Standing
from tracker.state.scores import fraction

Pace = Literal["days", "months"]
PACES: Final[tuple[str, ...]] = get_args(Pace)
YEAR: Final = 12


class Period(Struct, frozen=True):
    """The first and the last day for delivery."""

    first: date
    last: date

    def elapsed(self, today: date, pace: Pace = "days") -> Fraction:
        """The fraction of the term that has passed at the end of a day, from 0 to 1, by days or by months.

        >>> year = Period(date(2020, 1, 1), date(2020, 12, 31))
        >>> year.elapsed(date(2020, 3, 31), "months")
        Fraction(1, 4)
        >>> Period(date(2025, 9, 4), date(2029, 1, 19)).elapsed(date(2026, 9, 4))
        Fraction(365, 1233)
        """
        if today >= self.last:
            return Fraction(1)
        if today < self.first:
            return Fraction(0)
        if pace == "days":
            return Fraction((today - self.first).days, (self.last - self.first).days)
        return months(self.first, today) / months(self.first, self.last)

    @property
    def years(self) -> Fraction:
        """The length in years.

        >>> Period(date(2020, 1, 1), date(2021, 12, 31)).years
        Fraction(2, 1)
        """
        return months(self.first, self.last) / YEAR


def months(first: date, last: date) -> Fraction:
    """The number of months from the beginning of one day to the end of another.

    >>> months(date(2020, 1, 1), date(2020, 3, 31)), months(date(2020, 2, 1), date(2020, 2, 1))
    (Fraction(3, 1), Fraction(1, 29))
    """
    whole = (last.year - first.year) * YEAR + last.month - first.month
    return whole + Fraction(last.day, _length(last)) - Fraction(first.day - 1, _length(first))


def scaled(value: Decimal, share: Fraction) -> Decimal:
    """A share of a value, rounded to hundredths."""
    return WIDE.divide(value * share.numerator, Decimal(share.denominator)).quantize(Decimal("0.01"), context=WIDE)


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


class Progress(Struct, frozen=True):
    """The progress of one commitment with its parts; the straight line starts on the day `begin`.

    `pace`: count the time by days or by months.
    """

    standing: Standing
    begin: date
    pace: Pace = "days"

    @property
    def amount(self) -> Amount | None:
        """The amount in force; the sum if each of several obligors owes it."""
        return self.standing.in_all(self.standing.amount)

    @property
    def term(self) -> Period | None:
        """The term from `begin` to the deadline in force; None without a deadline after `begin`."""
        due = deadlines.due(self.standing.state)
        return Period(self.begin, due.last) if due and due.last > self.begin else None

    @property
    def elapsed(self) -> Fraction | None:
        """The fraction of the term that has passed."""
        return self.term.elapsed(self.standing.state.day, self.pace) if self.term else None

    @property
    def stages(self) -> list["StageProgress"]:
        """The total of each kind, stage and measure; one without a stage if no delivery is recorded."""
        own = self.standing.terms.amount_kind
        return [
            StageProgress(self, kind, one.stage, one.total, one.measure, one.counts and kind == own)
            for kind, of_kind in self.standing.deliveries_by_kind.items()
            for one in of_kind.series
        ] or [StageProgress(self, own)]

    def expected_by_line(self, unit: str) -> Decimal | None:
        """The amount expected by now on a straight line, in a unit; see `line_on`."""
        return self.line_on(self.standing.state.day, unit)

    def line_on(self, day: date, unit: str) -> Decimal | None:
        """The amount expected by a day on a straight line, in a unit: amount × elapsed ÷ term (all years of it).

        None for a bound that is to be kept: nothing is expected of it.
        """
        amount, term = self.amount, self.term
        if self.standing.is_lasting or amount is None or amount.unit != unit or term is None:
            return None
        return scaled(amount.value, term.elapsed(day, self.pace) * self._times(amount))

    @property
    def whole(self) -> Amount | None:
        """The amount for the whole term: of a yearly amount for all its years, None without a term."""
        amount = self.amount
        if amount is None or not amount.per:
            return amount
        return replace(amount, value=scaled(amount.value, self._times(amount)), per="") if self.term else None

    def expected_by_schedule(self, unit: str) -> Decimal | None:
        """The sum of the milestones in a unit that are due by now; None without milestones in that unit.

        None also for a bound that is to be kept: nothing is expected of it. Of percentages, which never add up, it is
        the last step due by now.
        """
        today, plan = self.standing.state.day, self.plan(unit)
        if not plan and not self._planned(unit):
            return None
        return next((expected for due, expected in reversed(plan) if due <= today), Decimal(0))

    def plan(self, unit: str) -> list[tuple[date, Decimal]]:
        """The days on which milestones in a unit fall due, each with the sum expected by then; of percentages the last.

        None of a bound that is to be kept.
        """
        steps, is_level = [(due.last, value) for due, value in self._planned(unit) if due], unit.startswith("%")
        sums = [value for _, value in steps] if is_level else accumulate(value for _, value in steps)
        return list(zip((day for day, _ in steps), sums, strict=True))

    def _planned(self, unit: str) -> list[tuple[DateSpan | None, Decimal]]:
        """The amounts of the milestones in a unit, by due day."""
        if self.standing.is_lasting:
            return []
        milestones = self.standing.steps if unit.startswith("%") else self.standing.milestones
        amounts = [(one.due, one.amount) for one in milestones if one.amount and one.is_promised]
        return [(due, value.value) for due, amount in amounts if (value := delivery.in_unit(amount, unit))]

    def beyond_baseline(self, reached: Amount) -> "BeyondBaseline | None":
        """The reached and the promised amount beyond the baseline; None without a baseline in that unit."""
        amount, baseline = self.amount, self.standing.terms.baseline
        if self.standing.terms.increment:  # the amount is what is beyond the baseline
            return None
        if not amount or not baseline or self.elapsed is None or {amount.unit, baseline.unit} != {reached.unit}:
            return None
        full_baseline = scaled(baseline.value, self._times(baseline))
        so_far = scaled(baseline.value, self.elapsed * self._times(baseline)) if baseline.per else baseline.value
        return BeyondBaseline(reached.value - so_far, scaled(amount.value, self._times(amount)) - full_baseline)

    def _times(self, amount: Amount) -> Fraction:
        """The number of times an amount counts in the term: the years if it is yearly, else 1."""
        return self.term.years if amount.per and self.term else Fraction(1)


class BeyondBaseline(Struct, frozen=True):
    """The reached and the promised amount beyond a baseline."""

    reached: Decimal
    promised: Decimal

    @property
    def share(self) -> Decimal | None:
        """The reached share of the promised amount."""
        return ratio(self.reached, self.promised)


class StageProgress(Struct, frozen=True):
    """The total of a kind at a stage by one measure in one unit; without a stage if no delivery is recorded.

    `counts`: the measure counts towards the amount, which only deliveries of its own kind do.
    """

    progress: Progress
    kind: str
    stage: str = ""
    reached: Amount | None = None
    measure: str = ""
    counts: bool = True

    @property
    def _comparable(self) -> Amount | None:
        """The reached total, if a share of the amount can be computed: both are of one kind, which is not mixed."""
        return self.reached if self._is_comparable else None

    @property
    def _is_comparable(self) -> bool:
        return self.kind == self.progress.standing.terms.amount_kind != MIXED

    def _of(self, expected: Decimal | None) -> Decimal | None:
        return ratio(self._comparable.value if self._comparable else None, expected)

    @property
    def unit(self) -> str:
        """The unit of the reached total, else of the amount."""
        amount = self.reached or self.progress.amount
        return amount.unit if amount else ""

    @property
    def share(self) -> Decimal | None:
        """The reached share of the amount."""
        return delivery.share(self._comparable, self.progress.amount)

    @property
    def of_line(self) -> Decimal | None:
        """The reached share of the amount expected on a straight line."""
        return self._of(self.progress.expected_by_line(self.unit))

    @property
    def of_plan(self) -> Decimal | None:
        """The reached share of the amount expected from the milestones; of a period at most its amount counts."""
        plan = self.progress.expected_by_schedule(self.unit)
        if self.progress.standing.periods:
            return ratio(self.within_periods, plan) if self._is_comparable else None
        return self._of(plan)

    @property
    def within_periods(self) -> Decimal:
        """The sum that counts in the periods that are due by now: in each at most its amount."""
        today = self.progress.standing.state.day
        due = [one for one in self.progress.standing.periods if one.due and one.due.last <= today]
        return sum((self._counted_in(one) for one in due), Decimal(0))

    def _counted_in(self, period: Standing) -> Decimal:
        series = [one for one in period.all_deliveries.series if (one.stage, one.measure) == (self.stage, self.measure)]
        found = [amount.value for one in series if (amount := delivery.in_unit(one.total, self.unit))]
        owed = delivery.in_unit(period.amount, self.unit) if period.amount else None
        return min(sum(found, Decimal(0)), owed.value) if owed else Decimal(0)

    @property
    def beyond(self) -> BeyondBaseline | None:
        """The reached and the promised amount beyond the baseline."""
        return self.progress.beyond_baseline(self._comparable) if self._comparable else None


def progress_of(standing: Standing, pace: Pace = "days", begin: date | None = None) -> list[Progress]:
    """The progress of a commitment and of its parts at any depth; a part begins on the day it was promised."""
    parts: Iterable[Standing] = standing.portfolio.tree(standing.ref)[1:]
    return [Progress(standing, begin or standing.made_on, pace), *(Progress(one, one.made_on, pace) for one in parts)]


def ratio(reached: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """The ratio of two values to six places; None if one is missing or the whole is 0.

    >>> ratio(Decimal("19.8"), Decimal("43.175")), ratio(None, Decimal(1)), ratio(Decimal(1), Decimal(0))
    (Decimal('0.458599'), None, None)
    """
    return fraction(Fraction(reached) / Fraction(whole)) if reached is not None and whole else None
