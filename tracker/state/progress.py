"""How far a commitment has come: what reached each stage, of the amount and of what could be expected by the day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from tracker.amounts import Amount
from tracker.state import delivery, timing
from tracker.state.pace import Pace, Term, fallen_due, scaled
from tracker.state.portfolio import Standing
from tracker.state.scores import fraction


class Progress(Struct, frozen=True):
    """One commitment with its parts, on the day that is asked about; the straight line begins with `begin`.

    `pace` tells whether time is counted by days or by months.
    """

    standing: Standing
    begin: date
    pace: Pace = "days"

    @property
    def term(self) -> Term | None:
        """From the beginning to the deadline in force; None where there is none, or no day between them."""
        due = timing.due(self.standing.state)
        return Term(self.begin, due.last) if due and due.last > self.begin else None

    @property
    def elapsed(self) -> Fraction | None:
        """The part of the term that has passed."""
        return self.term.elapsed(self.standing.state.day, self.pace) if self.term else None

    @property
    def stages(self) -> list["Level"]:
        """The sum at each stage by each measure; one level without a stage where no delivery is recorded."""
        found = self.standing.delivered_all.series
        return [Level(self, one.stage, one.total, one.measure, one.counts) for one in found] or [Level(self)]

    def line(self, unit: str) -> Decimal | None:
        """What a straight line asks for by now in a unit: amount × elapsed ÷ term; of a yearly amount for all years."""
        amount = self.standing.amount
        if amount is None or amount.unit != unit or self.elapsed is None:
            return None
        return scaled(amount.value, self.elapsed * self._times(amount))

    def plan(self, unit: str) -> Decimal | None:
        """What the schedule asks for by now in a unit; None without one."""
        return fallen_due(self.standing.steps, unit, self.standing.state.day)

    def beyond(self, reached: Amount) -> "Beyond | None":
        """What was reached, and what was promised, beyond the baseline; None without one in that unit."""
        amount, baseline = self.standing.amount, self.standing.terms.baseline
        if not amount or not baseline or self.elapsed is None or {amount.unit, baseline.unit} != {reached.unit}:
            return None
        whole = scaled(baseline.value, self._times(baseline))
        so_far = scaled(baseline.value, self.elapsed * self._times(baseline)) if baseline.per else baseline.value
        return Beyond(reached.value - so_far, scaled(amount.value, self._times(amount)) - whole)

    def _times(self, amount: Amount) -> Fraction:
        """How often an amount counts over the whole term: a yearly one once a year."""
        return self.term.years if amount.per and self.term else Fraction(1)


class Beyond(Struct, frozen=True):
    """What was reached and what was promised beyond a baseline."""

    reached: Decimal
    promised: Decimal

    @property
    def share(self) -> Decimal | None:
        """The one over the other, as a fraction."""
        return part(self.reached, self.promised)


class Level(Struct, frozen=True):
    """The sum at a stage by one measure in one unit; without a stage where no delivery is recorded.

    `counts`: the measure counts towards the amount.
    """

    progress: Progress
    stage: str = ""
    reached: Amount | None = None
    measure: str = ""
    counts: bool = True

    @property
    def unit(self) -> str:
        """The unit of what was reached, else of the amount."""
        amount = self.reached or self.progress.standing.amount
        return amount.unit if amount else ""

    @property
    def share(self) -> Decimal | None:
        """What was reached of the amount."""
        return delivery.share(self.reached, self.progress.standing.amount)

    @property
    def of_line(self) -> Decimal | None:
        """What was reached of what a straight line asks for."""
        return part(self.reached.value if self.reached else None, self.progress.line(self.unit))

    @property
    def of_plan(self) -> Decimal | None:
        """What was reached of what the schedule asks for."""
        return part(self.reached.value if self.reached else None, self.progress.plan(self.unit))

    @property
    def beyond(self) -> Beyond | None:
        """What was reached and promised beyond the baseline."""
        return self.progress.beyond(self.reached) if self.reached else None


def progress_of(standing: Standing, pace: Pace = "days", begin: date | None = None) -> list[Progress]:
    """The progress of a commitment and of each of its parts at any depth; a part begins when it was made itself."""
    parts: Iterable[Standing] = standing.within.tree(standing.ref)[1:]
    return [Progress(standing, begin or standing.made_on, pace), *(Progress(one, one.made_on, pace) for one in parts)]


def part(reached: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A figure over another, as a fraction to six places; None where one is missing or the whole is nothing.

    >>> part(Decimal("19.8"), Decimal("43.175")), part(None, Decimal(1)), part(Decimal(1), Decimal(0))
    (Decimal('0.458599'), None, None)
    """
    return fraction(Fraction(reached) / Fraction(whole)) if reached is not None and whole else None
