"""What a group of commitments promises and has delivered, unit by unit: every promise and every delivery once.

An umbrella's amount covers the amounts under it that are of the same kind, so of each branch the topmost one counts.
All currencies are one kind, for a part may be financed in another currency than the whole was promised in, and so are
all units of one measure. A share of something, such as a tariff of 15 %, adds up to nothing and is left out; so is
what was only proposed, withdrawn, or superseded.

A delivery counts where an amount of its kind is promised that counts, at its own commitment or above it. What was
delivered of a promise that counts for nothing, or is measured in something else, is left out and named.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

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

MONEY: Final = "money"


class CountedAmount(Struct, frozen=True):
    """One figure of a branch: the commitment it stands at, and the head of the branch, which it is counted under."""

    head: Standing
    standing: Standing
    amount: Amount


class LeftOut(NamedTuple):
    """A delivery that counts for no promise, and the commitment it was recorded at."""

    standing: Standing
    event: DeliveryEvent


class Branch(Struct, frozen=True, dict=True):
    """A commitment of a group that is no part of another one in it, with those of its parts that are in the group."""

    head: Standing
    members: tuple[Standing, ...]

    @cached_property
    def promised(self) -> list[CountedAmount]:
        """The amounts in force, the topmost of each kind on every way down."""
        return self._topmost({standing.ref: standing.amount for standing in self.members})

    @property
    def first_promised(self) -> list[CountedAmount]:
        """The same of the amounts as first promised."""
        return self._topmost({standing.ref: delivery.original_amount(standing.state) for standing in self.members})

    @property
    def overdue(self) -> list[CountedAmount]:
        """What is late: the amounts of what is overdue, the topmost of each kind, less what was delivered of them."""
        return self._topmost(
            {standing.ref: _outstanding(standing) for standing in self.members if standing.timeliness == "overdue"}
        )

    @cached_property
    def delivered(self) -> Deliveries:
        """The deliveries to its members that count, by the measures that count, in the units that were promised."""
        histories = tuple(
            tuple(self._promised_in(event) for event in one.state.deliveries if self._counts(one, event))
            for one in self.members
        )
        return Deliveries(histories, self._measures())

    @property
    def left_out(self) -> list[LeftOut]:
        """The deliveries that count for no promise, each with its commitment; levels never add up."""
        return [
            LeftOut(one, event)
            for one in self.members
            for event in one.state.deliveries
            if not is_level(event) and not self._counts(one, event)
        ]

    def period(self, unit: str) -> str:
        """The period of what is promised in a kind of unit: a year where all of it is yearly."""
        periods = {entry.amount.per for entry in self.promised if unit_kind(entry.amount.unit) == unit_kind(unit)}
        return periods.pop() if len(periods) == 1 else ""

    def _measures(self) -> Measures:
        """The measures of the head, as far as its parts are in the branch."""
        measures, head = self.head.all_deliveries.measures, self.head
        if measures.named or head.portfolio.conversion:
            return measures
        return head.portfolio.measures_of(head.ref, (one.ref for one in self.members if one is not head))

    def _counts(self, standing: Standing, event: DeliveryEvent) -> bool:
        """True if a promise that counts, the one delivered on or one above it, has an amount of this kind."""
        return is_additive(event.amount) and unit_kind(event.amount.unit) in self._kinds[standing.ref]

    def _promised_in(self, event: DeliveryEvent) -> DeliveryEvent:
        """The delivery in the unit in which its kind was promised, where it converts into that."""
        units = (entry.amount.unit for entry in self.promised)
        unit = next((unit for unit in units if in_unit(event.amount, unit)), event.amount.unit)
        return converted_deliveries([event], unit)[0]

    @cached_property
    def _above(self) -> dict[str, str]:
        """The nearest umbrella of each member among the members."""
        refs = [one.ref for one in self.members]
        return nearest_ancestors(self.head.portfolio.hierarchy.parents, set(refs), refs)

    @cached_property
    def _kinds(self) -> dict[str, frozenset[str]]:
        """The kinds of unit promised at each member and above it, by promises that count."""
        found: dict[str, frozenset[str]] = {}
        for one in self.members:  # an umbrella comes before its parts
            above = found.get(self._above.get(one.ref, ""), frozenset())
            own = {unit_kind(one.amount.unit)} if one.amount and is_counted(one) else set()
            found[one.ref] = above | own
        return found

    def _topmost(self, amounts: dict[str, Amount | None]) -> list[CountedAmount]:
        """The amounts that no amount of the same kind covers, higher up in the branch."""
        kinds: dict[str, frozenset[str]] = {}
        found = []
        for standing in self.members:  # an umbrella comes before its parts
            covered = kinds.get(self._above.get(standing.ref, ""), frozenset())
            amount = amounts.get(standing.ref) if is_counted(standing) else None
            if amount and is_additive(amount) and unit_kind(amount.unit) not in covered:
                found.append(CountedAmount(self.head, standing, amount))
                covered |= {unit_kind(amount.unit)}
            kinds[standing.ref] = covered
        return found


def branches(group: Iterable[Standing]) -> list[Branch]:
    """The group by branches: each of its commitments in one of them, also where umbrellas go round in a circle."""
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
    """The sum in each unit, plain and yearly figures apart, in the order in which the units came up."""
    groups: dict[tuple[str, str], list[Amount]] = {}
    for amount in amounts:
        groups.setdefault((amount.unit, amount.per), []).append(amount)
    return {key: delivery.total(parts) for key, parts in groups.items()}


def reached(found: Iterable[Branch]) -> dict[tuple[str, str, str], Amount]:
    """The sum at each stage in each unit, plain and yearly figures apart: the series that counts in each branch."""
    groups: dict[tuple[str, str, str], list[Amount]] = {}
    for series, per in _counted(found):
        groups.setdefault((series.stage, series.total.unit, per), []).append(series.total)
    return {key: delivery.total(parts) for key, parts in groups.items()}


def arrived(found: Iterable[Branch]) -> dict[tuple[str, str], Amount]:
    """The sum that arrived in each unit: in each branch the larger of disbursed and delivered.

    What came of a yearly promise stands under its period, for it is no part of what was promised in all.
    """
    groups: dict[tuple[str, str], list[Amount]] = {}
    for branch in found:
        larger: dict[tuple[str, str], Amount] = {}
        for series, per in _counted([branch]):
            key = series.total.unit, per
            if series.stage in delivery.ARRIVED:
                larger[key] = max(larger.get(key, series.total), series.total, key=lambda amount: amount.value)
        for key, amount in larger.items():
            groups.setdefault(key, []).append(amount)
    return {key: delivery.total(parts) for key, parts in groups.items()}


def _counted(found: Iterable[Branch]) -> Iterator[tuple[Series, str]]:
    """The series of each branch that count, and the period of the promise that each is for."""
    for branch in found:
        for series in branch.delivered.counted:
            yield series, series.total.per or branch.period(series.total.unit)


def unit_kind(unit: str) -> str:
    """What a unit measures: money whatever the currency, mass, volume …, or else just that unit."""
    measured = UNITS.get(unit_named(unit))
    return MONEY if is_currency(unit) else measured.kind if measured else unit


def is_additive(amount: Amount) -> bool:
    """Whether two of these make a larger one; shares of something do not."""
    return not amount.unit.startswith("%")


def is_counted(standing: Standing) -> bool:
    """True if its amount is still promised: it is no proposal, and neither void nor replaced."""
    meaning = MEANINGS[standing.status]
    return meaning.is_promised and meaning.outcome not in LAPSED


def ancestors(standing: Standing) -> Iterator[str]:
    """The refs of the known umbrellas of a commitment, the nearest first, each once and without its own."""
    standings = standing.portfolio.standings
    seen = {standing.ref}
    parent = standing.terms.parent
    while parent in standings and parent not in seen:
        seen.add(parent)
        yield parent
        parent = standings[parent].terms.parent


def _outstanding(standing: Standing) -> Amount | None:
    """The amount due by now that did not arrive, at least zero; None for a yearly amount, due year by year."""
    step = open_step(standing.steps)
    whole = step.total if step else standing.amount
    if whole is None or whole.per:
        return None
    came = standing.all_deliveries.arrived(whole.unit)
    return replace(whole, value=max(whole.value - (came.value if came else 0), Decimal(0)))
