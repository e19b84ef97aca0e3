"""How much could be expected by a day: along a straight line, or by a stated schedule; illustrative, no obligation.

The straight line is the pro-rata target of PIIE's US–China Phase One tracker (amount × elapsed ÷ term); the terms
themselves ask only for what they say is due.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from msgspec import Struct

from tracker.state.delivery import EXACT
from tracker.state.schedule import Step

Pace = Literal["days", "months"]
PACES: Final[tuple[str, ...]] = get_args(Pace)
YEAR: Final = 12


class Term(Struct, frozen=True):
    """The days from which and until which something is to be delivered."""

    first: date
    last: date

    def elapsed(self, today: date, pace: Pace = "days") -> Fraction:
        """The part of the term that has passed at the end of a day, from 0 to 1; counted by days, or by months.

        >>> year = Term(date(2020, 1, 1), date(2020, 12, 31))
        >>> year.elapsed(date(2020, 3, 31), "months")
        Fraction(1, 4)
        >>> Term(date(2025, 9, 4), date(2029, 1, 19)).elapsed(date(2026, 9, 4))
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
        """How long it is.

        >>> Term(date(2020, 1, 1), date(2021, 12, 31)).years
        Fraction(2, 1)
        """
        return months(self.first, self.last) / YEAR


def months(first: date, last: date) -> Fraction:
    """How many months there are from the beginning of one day to the end of another.

    >>> months(date(2020, 1, 1), date(2020, 3, 31)), months(date(2020, 2, 1), date(2020, 2, 1))
    (Fraction(3, 1), Fraction(1, 29))
    """
    whole = (last.year - first.year) * YEAR + last.month - first.month
    return whole + Fraction(last.day, _length(last)) - Fraction(first.day - 1, _length(first))


def fallen_due(steps: Iterable[Step], unit: str, today: date) -> Decimal | None:
    """What a schedule asks for by a day: all its targets in that unit that have fallen due; None without any."""
    targets = [step.target for step in steps if step.target.amount and step.target.amount.unit == unit]
    if not targets:
        return None
    due = (target.amount.value for target in targets if target.amount and target.due.last <= today)
    return sum(due, Decimal(0))


def scaled(value: Decimal, share: Fraction) -> Decimal:
    """A part of a figure, to the hundredth of its unit."""
    return EXACT.divide(value * share.numerator, Decimal(share.denominator)).quantize(Decimal("0.01"), context=EXACT)


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
