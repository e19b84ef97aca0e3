"""Scores of a group of commitments: outcomes, punctuality, slippage, delays and points on a published scale."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final, Literal

from msgspec import Struct

from tracker.model.amounts import WIDE, Amount
from tracker.model.lazy import cached_property
from tracker.model.status import DECIDED, MEANINGS, NOT_APPLICABLE, Outcome
from tracker.state import deadlines, delivery, lateness
from tracker.state.deadlines import Basis
from tracker.state.keeping import Breaches, added_up
from tracker.state.portfolio import Standing
from tracker.state.rollup import Key, arrived, branches, credited, sums

UNPERFORMED: Final[frozenset[Outcome]] = frozenset({"partly", "failed"})
POINTS: Final[dict[Outcome, int]] = {"kept": 1, "partly": 0, "failed": -1}
COMPLETED: Final[str] = "completed"  # the timeliness of an open commitment that was delivered in full


OpenKind = Literal["late", "breached", "unreported", "undated", "other"]


class Count(Struct, frozen=True):
    """A number of commitments out of a whole."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """The part divided by the whole; None if the whole is 0."""
        return fraction(Fraction(self.part, self.whole)) if self.whole else None


class Spread(Struct, frozen=True):
    """The count, median and maximum of numbers of days in one direction."""

    count: int
    median: Decimal | None
    longest: int | None


class Scorecard(Struct, frozen=True, dict=True):
    """The scores of a group of commitments; `not_applicable`: how many others do not apply to their obligor."""

    standings: tuple[Standing, ...]
    not_applicable: int = 0

    @cached_property
    def outcomes(self) -> Counter[Outcome]:
        """The number of commitments with each outcome; every commitment has exactly one."""
        return Counter(standing.outcome for standing in self.standings)

    @cached_property
    def open_kinds(self) -> Counter[OpenKind]:
        """The number of open commitments of each kind; every open commitment is of one."""
        return Counter(open_kind(standing) for standing in self.standings if standing.outcome == "open")

    @property
    def decided(self) -> int:
        """The number of commitments that were kept, partly kept, or not kept."""
        return sum(self.outcomes[each] for each in DECIDED)

    @property
    def completed(self) -> int:
        """The number of commitments that count as kept but are not marked as met yet."""
        return sum(map(is_completed, self.standings))

    def of_all(self, of: Outcome) -> Count:
        """The number of commitments with an outcome, out of all."""
        return Count(self.outcomes[of], len(self.standings))

    def of_decided(self, of: Outcome) -> Count:
        """The number of commitments with an outcome, out of the decided ones."""
        return Count(self.outcomes[of], self.decided)

    @property
    def overdue(self) -> int:
        """The number of commitments that are past their due day, reported or not."""
        return sum(standing.timeliness == "overdue" for standing in self.standings)

    @property
    def unreported(self) -> int:
        """The number of overdue commitments without a report of non-performance."""
        return sum(map(is_unreported, self.standings))

    def on_time(self, basis: Basis) -> Count:
        """The number of commitments met on time, out of those for which this is decided."""
        return self._on_time[basis]

    @cached_property
    def _on_time(self) -> dict[Basis, Count]:
        verdicts: dict[Basis, list[bool | None]] = {
            "original": [was_on_time(standing, "original") for standing in self.standings],
            "current": [was_on_time(standing, "current") for standing in self.standings],
        }
        return {basis: Count(found.count(True), len(found) - found.count(None)) for basis, found in verdicts.items()}

    @property
    def moved(self) -> int:
        """The number of commitments to act whose deadline moved at least once."""
        return sum(bool(standing.moves) and not standing.is_lasting for standing in self.standings)

    @property
    def slipped(self) -> int:
        """The number of deadlines that were put off or dropped."""
        return sum(deadlines.is_slipped(standing.state) for standing in self.standings)

    @property
    def dropped(self) -> int:
        """The number of deadlines that had a date once and have none now."""
        return sum(deadlines.is_dropped(standing.state) for standing in self.standings)

    @cached_property
    def put_off(self) -> Spread:
        """The days by which deadlines in force are later than the first ones."""
        return _spread(standing.slip_days for standing in self.standings)

    @cached_property
    def brought_forward(self) -> Spread:
        """The days by which deadlines in force are earlier than the first ones."""
        return _spread(_negated(standing.slip_days) for standing in self.standings)

    @cached_property
    def prolonged(self) -> Spread:
        """The days by which lasting promises end later than first said, which is no delay."""
        return _spread(standing.prolonged_days for standing in self.standings)

    @cached_property
    def shortened(self) -> Spread:
        """The days by which lasting promises end earlier than first said."""
        return _spread(_negated(standing.prolonged_days) for standing in self.standings)

    @property
    def endless(self) -> int:
        """The number of lasting promises that had an end once and have none now."""
        return sum(deadlines.is_endless(standing.state) for standing in self.standings)

    @cached_property
    def breached(self) -> int:
        """The number of commitments that are breached now."""
        return sum(standing.is_breached for standing in self.standings)

    @cached_property
    def breaches(self) -> Breaches:
        """The breaches of all lasting promises, the cured ones, and the days in breach."""
        return added_up(standing.breaches for standing in self.standings)

    @property
    def lasting(self) -> int:
        """The number of lasting promises."""
        return sum(standing.is_lasting for standing in self.standings)

    @property
    def silent_moves(self) -> int:
        """The number of deadline moves without a source."""
        return sum(move.silent for standing in self.standings for move in standing.moves)

    @cached_property
    def _delays(self) -> list[int | None]:
        return [delay(standing) for standing in self.standings]

    @cached_property
    def delayed(self) -> Spread:
        """The days from the first deadline to the day it was met, or until today if it is reported overdue."""
        return _spread(self._delays)

    @cached_property
    def early(self) -> Spread:
        """The days before the first deadline on which commitments were met."""
        return _spread(map(_negated, self._delays))

    @cached_property
    def scored(self) -> int:
        """The number of commitments with points on the published scale."""
        return sum(points(standing) is not None for standing in self.standings)

    @cached_property
    def delivered(self) -> list["UnitTotal"]:
        """The promised and the arrived total of each unit and kind, each promise and delivery counted once."""
        found = branches(self.standings)
        entries = [entry for branch in found for entry in branch.promised]
        promised = sums((entry.key, entry.amount) for entry in entries)
        jointly = sums((entry.key, entry.amount) for entry in entries if entry.standing.is_owed_jointly)
        came, counted = arrived(found), credited(found)
        return [
            UnitTotal(key, promised.get(key), came.get(key), counted.get(key), jointly.get(key))
            for key in dict.fromkeys([*promised, *came])
        ]

    @cached_property
    def exceeded(self) -> list[Standing]:
        """The ceilings that a figure exceeds, each obligor of one for each and each period of a recurring one alone."""
        return list({(one.ref, one.of): one for standing in self.standings for one in standing.exceeded_in}.values())


class UnitTotal(Struct, frozen=True):
    """The promised and the arrived total in a unit and of a kind of amount; one of them may be None.

    `jointly`: the part of the promised total that several owe together.
    `credited`: the arrived total without what came beyond the amount of a period.
    """

    key: Key
    promised: Amount | None
    arrived: Amount | None
    credited: Amount | None
    jointly: Amount | None

    @property
    def unit(self) -> str:
        """The currency or unit, `USD/yr` for yearly figures."""
        return f"{self.key.unit}{'/yr' if self.key.per else ''}"

    @property
    def share(self) -> Decimal | None:
        """The arrived share of the promised total; None if one of them is missing or the kind is mixed."""
        return delivery.share(self.credited, self.promised, self.key.kind)

    @property
    def has_surplus(self) -> bool:
        """True if more came in a period than its amount, or something in no period."""
        return self.credited != self.arrived


def scorecard(group: Iterable[Standing]) -> Scorecard:
    """The scores of a group, without the commitments that do not apply to the obligor that is looked at."""
    standings = tuple(group)
    applying = tuple(standing for standing in standings if standing.status != NOT_APPLICABLE)
    return Scorecard(applying, len(standings) - len(applying))


def is_completed(standing: Standing) -> bool:
    """True if it is open and was delivered in full."""
    return standing.timeliness == COMPLETED


def open_kind(standing: Standing) -> OpenKind:
    """The kind of an open commitment: late as a source reports, breached, past due without a report, or undated."""
    if standing.timeliness == "overdue":
        return "unreported" if is_unreported(standing) else "late"
    if standing.timeliness == "breached":
        return "breached"
    return "undated" if standing.timeliness == "undated" else "other"


def is_unreported(standing: Standing) -> bool:
    """True if it is overdue and no source reports non-performance."""
    return standing.lateness == "unreported"


def is_only_judged(standing: Standing) -> bool:
    """True if it is late by the judgement of an analyst alone, without a source."""
    return lateness.is_opinion(standing.late_report)


def was_on_time(standing: Standing, basis: Basis) -> bool | None:
    """True if it was met by its due day, False if not; None if this is not decided.

    It is decided if the commitment was met, was closed without being met, or is reported overdue, and never if it is
    void or was replaced. The judgement of an analyst without a source is no report. A commitment that was delivered in
    full is decided if the day of delivery is certainly before or certainly after the end of the grace period.
    """
    if standing.is_lasting:
        return None
    if is_completed(standing):
        return _was_completed_on_time(standing, basis)
    if _is_unproven(standing, basis):
        return None
    match standing.timeliness_on(basis):
        case "met_on_time":
            return True
        case "met_late" | "overdue":
            return False
        case _:
            unperformed = standing.outcome in UNPERFORMED
            return False if unperformed and deadlines.due(standing.state, basis) is not None else None


def _is_unproven(standing: Standing, basis: Basis) -> bool:
    """True if it is overdue, and nobody but perhaps an analyst says that it was not done."""
    return standing.lateness_on(basis) == "unreported" or lateness.is_opinion(standing.late_report_on(basis))


def _was_completed_on_time(standing: Standing, basis: Basis) -> bool | None:
    apart = standing.days_apart_when_complete(basis)
    return apart.is_on_time(deadlines.grace_days(standing.state)) if apart else None


def delay(standing: Standing) -> int | None:
    """The days from the first deadline to the day it was met or delivered in full, else until today; negative if early.

    0 if that was within the days of grace; None if the day is not known exactly, or it is overdue and at most an
    analyst says so.
    """
    if _is_unproven(standing, "original"):
        return None
    is_complete = is_completed(standing)
    apart = (standing.days_apart_when_complete if is_complete else standing.days_apart_when_met)("original")
    if apart is None:
        return standing.days_overdue("original")
    is_on_time = apart.is_on_time(deadlines.grace_days(standing.state))
    return min(apart.exact, 0) if apart.exact is not None and is_on_time else apart.exact


def points(standing: Standing) -> int | None:
    """Points on the scale of the G7 and G20 Research Groups: +1 if kept, 0 if partly kept or under way, -1 if not kept.

    None if the scale does not apply: the commitment has not begun, has no date, is void, was replaced, or was assessed
    as unclear.
    """
    points_of_outcome = POINTS.get(standing.outcome)
    if points_of_outcome is not None:
        return points_of_outcome
    is_rated = standing.due and standing.state.assessment != "unclear"
    return 0 if MEANINGS[standing.status].is_under_way and is_rated else None


def mean(standings: Iterable[Standing]) -> Fraction | None:
    """The mean points of commitments, from -1 to +1; None if the scale applies to none of them."""
    return _mean(points(standing) for standing in standings)


def mean_of_means(groups: Iterable[Iterable[Standing]]) -> Fraction | None:
    """The mean of the group means with equal weights; groups without points are left out.

    >>> mean_of_means([]) is None
    True
    """
    return _mean(map(mean, groups))


def percent(score: Fraction | None) -> Decimal | None:
    """A score from -1 to +1 as a percentage: (score + 1) × 50.

    >>> percent(Fraction(14, 15))
    Decimal('96.666667')
    """
    return None if score is None else fraction((score + 1) * 50)


def fraction(value: Fraction) -> Decimal:
    """A fraction as a decimal with six places."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(delivery.PLACES, context=WIDE)


def _mean(numbers: Iterable[int | Fraction | None]) -> Fraction | None:
    found = [number for number in numbers if number is not None]
    return Fraction(sum(found, Fraction()), len(found)) if found else None


def _negated(days: int | None) -> int | None:
    return None if days is None else -days


def _spread(numbers: Iterable[int | None]) -> Spread:
    """The spread of the positive numbers; the others are in the other direction or unknown."""
    found = [number for number in numbers if number is not None and number > 0]
    if not found:
        return Spread(0, None, None)
    return Spread(len(found), Decimal(str(median(found))), max(found))
