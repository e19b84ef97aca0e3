"""Roll-up: the promised and delivered totals of a group of commitments by unit, each amount counted once.

The amount of an umbrella covers the amounts of the same kind below it, so only the topmost amount of each branch
counts. All currencies are one kind, because a part may be financed in another currency than its umbrella. All units of
one measure, such as mass, are one kind too. Percentages, such as a tariff of 15 %, do not add up and are left out.
Promises that were only proposed, withdrawn or superseded are left out too.

A delivery counts if its commitment, or one above it, promises an amount of its kind that counts. Other deliveries are
left out, and reports name them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.amounts import UNITS, Amount, is_currency, unit_named
from tracker.model.commitment import DeliveryEvent
from tracker.model.status import LAPSED, MEANINGS
from tracker.state import delivery
from tracker.state.deadlines import open_step
from tracker.state.delivery import Deliveries, Measures, Series, converted_deliveries, in_unit, is_level
from tracker.state.hierarchy import nearest_ancestors
from tracker.state.portfolio import Standing

Key = TypeVar("Key")
MONEY: Final = "money"


class CountedAmount(Struct, frozen=True):
    """An amount that counts: the commitment it belongs to, and the head of the branch."""

    head: Standing
    standing: Standing
    amount: Amount


class LeftOut(NamedTuple):
    """A delivery that counts for no promise, and its commitment."""

    standing: Standing
    event: DeliveryEvent


class Branch(Struct, frozen=True, dict=True):
    """A commitment of a group with its parts in the group; the head is not a part of another member."""

    head: Standing
    members: tuple[Standing, ...]

    @cached_property
    def promised(self) -> list[CountedAmount]:
        """The amounts in force, the topmost of each kind on each path."""
        return self._topmost({standing.ref: standing.amount for standing in self.members})

    @property
    def first_promised(self) -> list[CountedAmount]:
        """The amounts as first promised, the topmost of each kind on each path."""
        return self._topmost({standing.ref: delivery.original_amount(standing.state) for standing in self.members})

    @property
    def overdue(self) -> list[CountedAmount]:
        """The outstanding amounts of overdue commitments, the topmost of each kind on each path."""
        return self._topmost(
            {standing.ref: _outstanding(standing) for standing in self.members if standing.timeliness == "overdue"}
        )

    @cached_property
    def delivered(self) -> Deliveries:
        """The deliveries to the members that count, in the promised units."""
        histories = tuple(
            tuple(self._in_promised_unit(event) for event in one.state.deliveries if self._counts(one, event))
            for one in self.members
        )
        return Deliveries(histories, self._measures())

    @property
    def left_out(self) -> list[LeftOut]:
        """The deliveries that count for no promise, without levels, which never add up."""
        return [
            LeftOut(one, event)
            for one in self.members
            for event in one.state.deliveries
            if not is_level(event) and not self._counts(one, event)
        ]

    def period(self, unit: str) -> str:
        """The period of the promises in a kind of unit: a year if all of them are yearly."""
        periods = {entry.amount.per for entry in self.promised if unit_kind(entry.amount.unit) == unit_kind(unit)}
        return periods.pop() if len(periods) == 1 else ""

    def _measures(self) -> Measures:
        """The measures of the head and of those of its parts that are in the branch."""
        measures, head = self.head.all_deliveries.measures, self.head
        if measures.named or head.portfolio.conversion:
            return measures
        return head.portfolio.measures(head.ref, (one.ref for one in self.members if one is not head))

    def _counts(self, standing: Standing, event: DeliveryEvent) -> bool:
        """True if the commitment of a delivery, or one above it, promises an amount of this kind that counts."""
        return is_additive(event.amount) and unit_kind(event.amount.unit) in self._kinds[standing.ref]

    def _in_promised_unit(self, event: DeliveryEvent) -> DeliveryEvent:
        """The delivery in the unit in which its kind was promised, if it converts into that unit."""
        units = (entry.amount.unit for entry in self.promised)
        unit = next((unit for unit in units if in_unit(event.amount, unit)), event.amount.unit)
        return converted_deliveries([event], unit)[0]

    @cached_property
    def _above(self) -> dict[str, str]:
        """The nearest umbrella of each member that is a member itself."""
        refs = [one.ref for one in self.members]
        return nearest_ancestors(self.head.portfolio.hierarchy.parents, set(refs), refs)

    @cached_property
    def _kinds(self) -> dict[str, frozenset[str]]:
        """The kinds of unit that each member and its umbrellas promise."""
        found: dict[str, frozenset[str]] = {}
        for one in self.members:  # umbrellas come before their parts
            above = found.get(self._above.get(one.ref, ""), frozenset())
            own = {unit_kind(one.amount.unit)} if one.amount and is_counted(one) else set()
            found[one.ref] = above | own
        return found

    def _topmost(self, amounts: dict[str, Amount | None]) -> list[CountedAmount]:
        """The amounts without an amount of the same kind above them in the branch."""
        kinds: dict[str, frozenset[str]] = {}
        found = []
        for standing in self.members:  # umbrellas come before their parts
            covered = kinds.get(self._above.get(standing.ref, ""), frozenset())
            amount = amounts.get(standing.ref) if is_counted(standing) else None
            if amount and is_additive(amount) and unit_kind(amount.unit) not in covered:
                found.append(CountedAmount(self.head, standing, amount))
                covered |= {unit_kind(amount.unit)}
            kinds[standing.ref] = covered
        return found


def branches(group: Iterable[Standing]) -> list[Branch]:
    """The branches of a group: each commitment is in exactly one, also if umbrellas form a cycle."""
    members = {standing.ref: standing for standing in group}
    found: list[Branch] = []
    seen: set[str] = set()
    standings = list(members.values())
    above = nearest_ancestors(standings[0].portfolio.hierarchy.parents, members, members) if standings else {}
    heads = [standing for standing in standings if standing.ref not in above]
    for head in (*heads, *standings):
        if head.ref not in seen:
            branch = [part for part in head.portfolio.tree(head.ref) if part.ref in members and part.ref not in seen]
            seen.update(part.ref for part in branch)
            found.append(Branch(head, tuple(branch)))
    return found


def sums(amounts: Iterable[Amount]) -> dict[tuple[str, str], Amount]:
    """The sum of each unit, yearly amounts apart, in the order of first appearance."""
    return _totals(((amount.unit, amount.per), amount) for amount in amounts)


def reached(group: Iterable[Branch]) -> dict[tuple[str, str, str], Amount]:
    """The sum of each stage and unit, yearly amounts apart: of each branch the series that count."""
    return _totals(((series.stage, series.total.unit, per), series.total) for series, per in _counted_series(group))


def arrived(group: Iterable[Branch]) -> dict[tuple[str, str], Amount]:
    """The sum that arrived in each unit: of each branch the larger of disbursed and delivered.

    Deliveries on a yearly promise are counted under its period, apart from promises without a period.
    """
    return _totals(pair for branch in group for pair in _arrived_in(branch).items())


def _arrived_in(branch: Branch) -> dict[tuple[str, str], Amount]:
    larger: dict[tuple[str, str], Amount] = {}
    for series, per in _counted_series([branch]):
        key = series.total.unit, per
        if series.stage in delivery.ARRIVED:
            larger[key] = max(larger.get(key, series.total), series.total, key=lambda amount: amount.value)
    return larger


def _totals(amounts: Iterable[tuple[Key, Amount]]) -> dict[Key, Amount]:
    """The total of the amounts with each key, in the order of first appearance."""
    groups: dict[Key, list[Amount]] = {}
    for key, amount in amounts:
        groups.setdefault(key, []).append(amount)
    return {key: delivery.total(parts) for key, parts in groups.items()}


def _counted_series(group: Iterable[Branch]) -> Iterator[tuple[Series, str]]:
    """The series of each branch that count, each with the period of its promise."""
    for branch in group:
        for series in branch.delivered.counted:
            yield series, series.total.per or branch.period(series.total.unit)


def unit_kind(unit: str) -> str:
    """The kind of a unit: money for every currency, else mass, volume and so on, else the unit itself."""
    measured = UNITS.get(unit_named(unit))
    return MONEY if is_currency(unit) else measured.kind if measured else unit


def is_additive(amount: Amount) -> bool:
    """True if amounts of this unit add up; percentages do not."""
    return not amount.unit.startswith("%")


def is_counted(standing: Standing) -> bool:
    """True if the amount is still promised: it is not a proposal, void or replaced."""
    meaning = MEANINGS[standing.status]
    return meaning.is_promised and meaning.outcome not in LAPSED


def _outstanding(standing: Standing) -> Amount | None:
    """The amount that is due and has not arrived, at least 0; None for a yearly amount."""
    step = open_step(standing.steps)
    due = step.total if step else standing.amount
    if due is None or due.per:
        return None
    came = standing.all_deliveries.arrived(due.unit)
    return replace(due, value=max(due.value - (came.value if came else 0), Decimal(0)))
