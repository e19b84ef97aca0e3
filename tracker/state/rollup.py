"""Roll-up: the promised and delivered totals of a group of commitments by unit, each amount counted once.

The amount of an umbrella covers the comparable amounts below it, so only the topmost amount of each branch counts.
Amounts are comparable if their units measure the same and their kinds of amount are equal. All currencies measure the
same, because a part may be financed in another currency than its umbrella; so do all units of mass, and so on. Kinds
of amount, such as loans and grants, are never added: each has a total of its own, and so has what says no kind. A part
that says no kind is of the kind of the nearest umbrella that says one. So the amount of an umbrella of mixed kind, or
of none, does not cover the loans below it: it has its own total, and the loans have theirs. Percentages, such as a
tariff of 15 %, do not add up and are left out. Promises that were only proposed, withdrawn or superseded are left out
too, and so are ceilings, of which nothing is owed: each is compared with its own figure.

A delivery counts if its commitment, or one above it, promises an amount of its unit and kind that counts, or an amount
of its unit that is mixed or says no kind. Other deliveries are left out, and reports name them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.amounts import UNITS, Amount, is_currency, unit_named
from tracker.model.commitment import MIXED, DeliveryEvent
from tracker.model.lazy import cached_property
from tracker.model.refs import parent_of
from tracker.state import delivery
from tracker.state.delivery import Deliveries, Measures, Series, converted_deliveries, in_unit, is_level
from tracker.state.hierarchy import nearest_ancestors
from tracker.state.obligors import by_obligor
from tracker.state.portfolio import Standing

KeyOf = TypeVar("KeyOf")
MONEY: Final = "money"
# The kinds of an amount that may include amounts of other kinds.
INCLUSIVE: Final = ("", MIXED)


class Key(NamedTuple):
    """The key of a total: one unit, yearly amounts apart, and one kind of amount."""

    unit: str
    per: str
    kind: str = ""


class CountedAmount(Struct, frozen=True):
    """An amount that counts: the commitment it belongs to, the head of the branch, and the kind of amount."""

    head: Standing
    standing: Standing
    amount: Amount
    kind: str = ""

    @property
    def key(self) -> Key:
        """The key of the total that it is added to."""
        return Key(self.amount.unit, self.amount.per, self.kind)


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
        """The amounts in force, the topmost comparable ones on each path."""
        return self._topmost({standing.ref: standing.in_all(standing.amount) for standing in self.members})

    @property
    def overdue(self) -> list[CountedAmount]:
        """The outstanding amounts of overdue commitments, the topmost comparable ones on each path."""
        return self._topmost(
            {standing.ref: _outstanding(standing) for standing in self.members if standing.timeliness == "overdue"}
        )

    @property
    def short(self) -> list[CountedAmount]:
        """The shortfalls of the periods that a figure closed, the topmost comparable ones on each path."""
        return self._topmost(
            {standing.ref: standing.shortfall for standing in self.members if standing.timeliness == "short"}
        )

    @cached_property
    def delivered(self) -> dict[str, Deliveries]:
        """The deliveries to the members that count by kind of amount, in the promised units."""
        found: dict[str, list[tuple[DeliveryEvent, ...]]] = {self.kinds[self.head.ref]: []}
        for one in self.members:
            kind = self.kinds[one.ref]
            counted = (event for event in self._delivered_to(one) if self._counts(one, event))
            in_unit_of_kind = tuple(self._in_promised_unit(event, kind) for event in counted)
            found.setdefault(kind, [()]).extend(by_obligor(in_unit_of_kind))  # the first is that of the head
        return {kind: Deliveries(histories, self._measures(kind)) for kind, histories in found.items()}

    @cached_property
    def arrived(self) -> dict[Key, Amount]:
        """The larger of what was disbursed and delivered, by the total that it is added to."""
        larger: dict[Key, Amount] = {}
        for key, series in _counted_series([self]):
            if series.stage in delivery.ARRIVED:
                larger[key] = max(larger.get(key, series.total), series.total, key=lambda amount: amount.value)
        return larger

    @property
    def left_out(self) -> list[LeftOut]:
        """The deliveries that count for no promise, without levels, which never add up."""
        return [
            LeftOut(one, event)
            for one in self.members
            for event in one.together.state.deliveries
            if not is_level(event) and not self._counts(one, event)
        ]

    @property
    def surplus(self) -> Iterator[tuple[Key, Amount]]:
        """The deliveries to each recurring duty beyond the amount of a period, or in no period, by their total."""
        members = {one.ref: one for one in self.members}
        by_duty: dict[tuple[Key, str], list[CountedAmount]] = {}
        for entry in self.promised:
            if entry.standing.state.period:
                ref = entry.standing.ref
                duty = ref if ref == self.head.ref else parent_of(ref)
                by_duty.setdefault((entry.key, duty), []).append(entry)
        for (key, duty), entries in by_duty.items():
            came = members[duty].together.all_deliveries.arrived(key.unit) if duty in members else None
            if came:
                counted = [min(one.standing.together.delivered or Decimal(0), one.amount.value) for one in entries]
                yield key, replace(came, value=came.value - sum(counted))

    def period(self, unit: str, kind: str) -> str:
        """The period of the promises in a measure and of a kind of amount: a year if all of them are yearly."""
        comparable = [entry for entry in self.promised if unit_kind(entry.amount.unit) == unit_kind(unit)]
        periods = {entry.amount.per for entry in comparable if entry.kind == kind}
        return periods.pop() if len(periods) == 1 else ""

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of amount of each member."""
        hierarchy = self.head.portfolio.hierarchy
        return {one.ref: hierarchy.amount_kind(one.ref, self.head.ref) for one in self.members}

    def _measures(self, kind: str) -> Measures:
        """The measures of the head and of those of its parts that are in the branch, for a kind of amount."""
        head = self.head
        if head.terms.counts or head.portfolio.conversion:
            return head.deliveries_by_kind.get(kind, head.all_deliveries).measures
        return head.portfolio.measures(head.ref, kind, {ref: of for ref, of in self.kinds.items() if ref != head.ref})

    def _delivered_to(self, one: Standing) -> Iterable[DeliveryEvent]:
        """The deliveries to a member itself; those to the parent of a head that is a milestone count in their share."""
        return (*one.together.state.deliveries, *(one.share if one is self.head else ()))

    def _counts(self, standing: Standing, event: DeliveryEvent) -> bool:
        """True if the commitment of a delivery, or one above it, promises an amount that it counts for."""
        promised, measured = self._promised_kinds[standing.ref], unit_kind(event.amount.unit)
        of_kinds = {self.kinds[standing.ref], *INCLUSIVE}
        return is_additive(event.amount) and any((measured, kind) in promised for kind in of_kinds)

    def _in_promised_unit(self, event: DeliveryEvent, kind: str) -> DeliveryEvent:
        """The delivery in the unit in which its kind of amount was promised, else another kind, if it converts."""
        units = (entry.amount.unit for entry in sorted(self.promised, key=lambda entry: entry.kind != kind))
        unit = next((unit for unit in units if in_unit(event.amount, unit)), event.amount.unit)
        return converted_deliveries([event], unit)[0]

    @cached_property
    def _above(self) -> dict[str, str]:
        """The nearest umbrella of each member that is a member itself."""
        refs = [one.ref for one in self.members]
        return nearest_ancestors(self.head.portfolio.hierarchy.parents, set(refs), refs)

    @cached_property
    def _promised_kinds(self) -> dict[str, frozenset[tuple[str, str]]]:
        """The measures and kinds of the amounts that each member and its umbrellas promise."""
        found: dict[str, frozenset[tuple[str, str]]] = {}
        for one in self.members:  # umbrellas come before their parts
            above = found.get(self._above.get(one.ref, ""), frozenset())
            amount = one.figure
            own = {(unit_kind(amount.unit), self.kinds[one.ref])} if amount and is_counted(one) else set()
            found[one.ref] = above | own
        return found

    def _topmost(self, amounts: dict[str, Amount | None]) -> list[CountedAmount]:
        """The amounts without a comparable amount above them in the branch."""
        covered_at: dict[str, frozenset[tuple[str, str]]] = {}
        found = []
        for standing in self.members:  # umbrellas come before their parts
            covered, kind = covered_at.get(self._above.get(standing.ref, ""), frozenset()), self.kinds[standing.ref]
            amount = amounts.get(standing.ref) if is_counted(standing) else None
            if amount and is_additive(amount) and (unit_kind(amount.unit), kind) not in covered:
                found.append(CountedAmount(self.head, standing, amount, kind))
                covered |= {(unit_kind(amount.unit), kind)}
            covered_at[standing.ref] = covered
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
            tree = (part.ref for part in head.portfolio.tree(head.ref))
            branch = [members[ref] for ref in tree if ref in members and ref not in seen]
            seen.update(part.ref for part in branch)
            found.append(Branch(head, tuple(branch)))
    return found


def sums(amounts: Iterable[tuple[KeyOf, Amount]]) -> dict[KeyOf, Amount]:
    """The total of the amounts with each key, in the order of first appearance."""
    groups: dict[KeyOf, list[Amount]] = {}
    for key, amount in amounts:
        groups.setdefault(key, []).append(amount)
    return {key: delivery.total(parts) for key, parts in groups.items()}


def reached(group: Iterable[Branch]) -> dict[Key, dict[str, Amount]]:
    """The sum of each unit and kind at each stage, yearly amounts apart: of each branch the series that count."""
    found: dict[Key, dict[str, Amount]] = {}
    totals = sums(((key, series.stage), series.total) for key, series in _counted_series(group))
    for (key, stage), total in totals.items():
        found.setdefault(key, {})[stage] = total
    return found


def arrived(group: Iterable[Branch]) -> dict[Key, Amount]:
    """The sum that arrived in each unit and kind: of each branch the larger of disbursed and delivered.

    Deliveries on a yearly promise are counted under its period, apart from promises without a period.
    """
    return sums(pair for branch in group for pair in branch.arrived.items())


def credited(group: Iterable[Branch]) -> dict[Key, Amount]:
    """The sum that arrived of what was owed: to a recurring duty in each period at most its amount."""
    found = [*group]
    surplus = sums(pair for branch in found for pair in branch.surplus)
    return {
        key: replace(came, value=max(came.value - surplus[key].value, Decimal(0))) if key in surplus else came
        for key, came in arrived(found).items()
    }


def _counted_series(group: Iterable[Branch]) -> Iterator[tuple[Key, Series]]:
    """The series of each branch that count, each with the total that it is added to."""
    for branch in group:
        for kind, of_kind in branch.delivered.items():
            for series in of_kind.counted:
                unit = series.total.unit
                yield Key(unit, series.total.per or branch.period(unit, kind), kind), series


def unit_kind(unit: str) -> str:
    """The kind of a unit: money for every currency, else mass, volume and so on, else the unit itself."""
    measured = UNITS.get(unit_named(unit))
    return MONEY if is_currency(unit) else measured.kind if measured else unit


def is_additive(amount: Amount) -> bool:
    """True if amounts of this unit add up; percentages do not."""
    return not delivery.is_percentage(amount)


def is_counted(standing: Standing) -> bool:
    """True if the amount is still owed: it is not a proposal, void, replaced, or a ceiling that is to be kept."""
    return standing.is_promised and not standing.is_ceiling


def _outstanding(standing: Standing) -> Amount | None:
    """The amount that is due and has not arrived, at least 0; None for a yearly amount.

    None also if something arrived of a kind that cannot be compared: it may be a part of a mixed amount. If each of
    several obligors owes it, it is the sum of what those owe that are overdue.
    """
    if standing.obligors and standing.terms.each:
        late = [_outstanding(one) for one in standing.obligors if one.timeliness == "overdue"]
        found = [amount for amount in late if amount]
        return delivery.total(found) if found else None
    due = standing.amount
    if due is None or due.per:
        return None
    if standing.terms.amount_kind in INCLUSIVE and len(standing.together.deliveries_by_kind) > 1:
        return None
    came = standing.together.all_deliveries.arrived(due.unit)
    return replace(due, value=max(due.value - (came.value if came else 0), Decimal(0)))
