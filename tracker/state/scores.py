"""How a group of commitments did: on time or not, how far behind, and how well promises were complied with."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Final

from msgspec import Struct

from tracker.amounts import Amount
from tracker.state import delivery, timing
from tracker.state.accounts import arrived, branches, sums
from tracker.state.portfolio import Standing
from tracker.state.timing import Basis

UNPERFORMED: Final = frozenset({"partially_met", "not_met"})


class Count(Struct, frozen=True):
    """So many of all that could be."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """The part over the whole, as a fraction; None of nothing."""
        return fraction(Fraction(self.part, self.whole)) if self.whole else None


class Spread(Struct, frozen=True):
    """The middle and the largest of some numbers of days, and how many there are; None of nothing."""

    count: int
    median: Decimal | None
    longest: int | None


class Scorecard(Struct, frozen=True, dict=True):
    """The figures of a group of commitments."""

    standings: tuple[Standing, ...]

    def with_status(self, *statuses: str) -> int:
        """How many have one of those."""
        return sum(standing.status in statuses for standing in self.standings)

    def share_of(self, status: str) -> Decimal | None:
        """The share of all that has it."""
        return Count(self.with_status(status), len(self.standings)).share

    @property
    def open(self) -> int:
        """How many can still be performed."""
        return sum(standing.is_open for standing in self.standings)

    @property
    def overdue(self) -> int:
        """How many are late, on the basis asked for."""
        return sum(standing.timeliness == "overdue" for standing in self.standings)

    def on_time(self, basis: Basis) -> Count:
        """How many were met on time, of those of which it is decided."""
        decided = [verdict for standing in self.standings if (verdict := was_on_time(standing, basis)) is not None]
        return Count(sum(decided), len(decided))

    @cached_property
    def slip(self) -> Spread:
        """How far the deadlines moved that did move; negative where they were brought forward."""
        return _spread(standing.slip_days for standing in self.standings if standing.moves)

    @cached_property
    def delay(self) -> Spread:
        """How late things are or came against the first deadline."""
        return _spread(map(delay, self.standings))

    @property
    def silent_moves(self) -> int:
        """How many moves of a deadline nobody is cited for."""
        return sum(move.silent for standing in self.standings for move in standing.moves)

    @cached_property
    def compliance(self) -> Decimal | None:
        """The mean of what each scored, from -1 to +1, of those that scored at all; None if none did."""
        scored = [score for standing in self.standings if (score := complied(standing)) is not None]
        return fraction(Fraction(sum(scored), len(scored))) if scored else None

    @cached_property
    def scored(self) -> int:
        """How many scored at all; the others are not applicable."""
        return sum(complied(standing) is not None for standing in self.standings)

    @cached_property
    def delivered(self) -> list["Delivered"]:
        """What was promised and delivered in each unit, each promise and each delivery once."""
        found = branches(self.standings)
        promised = sums(entry.amount for branch in found for entry in branch.promised)
        came = arrived(found)
        return [Delivered(promised.get(key), came.get(key)) for key in dict.fromkeys([*promised, *came])]


class Delivered(Struct, frozen=True):
    """What was promised in a unit and what arrived, at least one of them; None where nothing is recorded."""

    promised: Amount | None
    arrived: Amount | None

    @property
    def unit(self) -> str:
        """The currency or unit, `USD/yr` for yearly figures."""
        amount = self.promised or self.arrived
        return f"{amount.unit}{'/yr' if amount.per else ''}" if amount else ""

    @property
    def share(self) -> Decimal | None:
        """The part that arrived as a fraction; None where one of them is not recorded."""
        return delivery.share(self.arrived, self.promised)


def was_on_time(standing: Standing, basis: Basis) -> bool | None:
    """Whether it was met by its day; None while that is open, and for what has no day or was given up.

    Decided is what was met, what was closed without being met, and what is overdue.
    """
    match standing.against(basis):
        case "met_on_time":
            return True
        case "met_late" | "overdue":
            return False
        case _:
            closed = standing.status in UNPERFORMED and timing.due(standing.state, basis) is not None
            return False if closed else None


def delay(standing: Standing) -> int | None:
    """Days behind the first deadline: when it was met, or so far if it is open and late; negative when early."""
    apart = standing.apart_when_met("original")
    return apart.exact if apart else standing.days_overdue("original")


def complied(standing: Standing) -> int | None:
    """+1 for what was met, 0 for a part of it or work under way, -1 for what was not; None for what cannot be said.

    The scale of the G7 and G20 Research Groups. Not said is of what has not begun or has no date, was given up, or
    was judged unclear.
    """
    if standing.status in SCORES:
        return SCORES[standing.status]
    under_way = standing.status == "in_progress" and standing.due and standing.state.assessment != "unclear"
    return 0 if under_way else None


SCORES: Final = {"met": 1, "partially_met": 0, "not_met": -1}


def percent(score: Decimal | None) -> Decimal | None:
    """A score from -1 to +1 as a percentage: (score + 1) × 50.

    >>> percent(Decimal("0.933333"))
    Decimal('96.666650')
    """
    return None if score is None else (score + 1) * 50


def fraction(value: Fraction) -> Decimal:
    """A fraction to six places."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(delivery.PLACES, context=delivery.EXACT)


def _spread(numbers: Iterable[int | None]) -> Spread:
    found = [number for number in numbers if number is not None]
    if not found:
        return Spread(0, None, None)
    return Spread(len(found), Decimal(str(median(found))), max(found, key=abs))
