"""All commitments of a register at one moment, each with what is derived from it and from its parts."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.amounts import Amount
from tracker.codes import in_language
from tracker.commitment import CLOSED_STATUSES, Commitment, DeliveryEvent, Terms
from tracker.dates import Span
from tracker.moment import Moment
from tracker.numerals import written
from tracker.register import Register
from tracker.state import delivery, evidence, schedule, timing
from tracker.state.conversion import Conversion, Exchange
from tracker.state.exchange import Rate
from tracker.state.fold import State, fold
from tracker.state.timing import Basis
from tracker.state.triggers import triggered

EMPTY: Final = Register()
NONE: Final[Mapping[str, int]] = {}


class Portfolio:
    """The commitments that were known at a moment, by ref, with their umbrellas and parts.

    `refs` names all that the register has, also those of which nothing was known then. With `money` every figure is
    in that currency or unit, by the rates of the register; what counts as reached or late does not depend on it.
    `counted` tells how many more there are that stand so, and of which nothing else is known here.
    """

    def __init__(  # noqa: PLR0913 - one choice each
        self,
        commitments: Iterable[Commitment],
        moment: Moment,
        register: Register = EMPTY,
        *,
        basis: Basis = "current",
        language: str = "",
        money: Exchange | None = None,
        counted: Mapping[str, int] = NONE,
    ) -> None:
        self.moment, self.register, self.basis, self.language = moment, register, basis, language
        self.commitments, self.counted = tuple(commitments), counted
        self.refs = [commitment.ref for commitment in self.commitments]
        folded = ((commitment.ref, fold(commitment, moment, register.zone)) for commitment in self.commitments)
        states = {ref: state for ref, state in folded if state}
        states = {ref: triggered(state, states) for ref, state in states.items()}
        self.conversion = Conversion(money, register.rates, moment, register.zone) if money else None
        shown = self.conversion.of(states) if self.conversion else states
        self.standings = {ref: Standing(state, self) for ref, state in shown.items()}
        self._parts: dict[str, list[Standing]] = {}
        for standing in self.standings.values():
            self._parts.setdefault(standing.terms.parent, []).append(standing)

    def at(
        self, moment: Moment, commitments: Iterable[Commitment] | None = None, register: Register | None = None
    ) -> "Portfolio":
        """The same at another moment; with `commitments` or `register`, as it was when it held those."""
        return Portfolio(
            self.commitments if commitments is None else commitments,
            moment,
            register or self.register,
            basis=self.basis,
            language=self.language,
            money=self.conversion.exchange if self.conversion else None,
        )

    @cached_property
    def recorded(self) -> "Portfolio":
        """The same with every figure as it was recorded."""
        if self.conversion is None:
            return self
        return Portfolio(self.commitments, self.moment, self.register, basis=self.basis, language=self.language)

    def written(self, amount: Amount | None) -> str:
        """An amount as people of the language asked for write it; nothing if there is none."""
        return written(amount, self.language) if amount else ""

    def rate_notes(self, standings: Iterable["Standing"]) -> tuple[str, ...]:
        """The line that a report puts below figures of these: the rates by which they were converted, if any were."""
        return self.conversion.notes(standing.ref for standing in standings) if self.conversion else ()

    @property
    def zone(self) -> str:
        """Where the days of the register end."""
        return self.register.zone

    def __iter__(self) -> Iterator["Standing"]:
        return iter(self.standings.values())

    def parts(self, ref: str) -> list["Standing"]:
        """The commitments directly under an umbrella."""
        return self._parts.get(ref, [])

    def tree(self, ref: str) -> list["Standing"]:
        """A commitment with all that is under it, each once, umbrella first."""
        found: dict[str, Standing] = {}
        waiting = deque([self.standings[ref]] if ref in self.standings else [])
        while waiting:
            standing = waiting.popleft()
            if standing.ref not in found:
                found[standing.ref] = standing
                waiting.extend(self.parts(standing.ref))
        return list(found.values())


class Standing(Struct, frozen=True, dict=True):
    """How one commitment stands: its state, and everything computed from it on the portfolio's basis."""

    state: State
    within: Portfolio

    @property
    def ref(self) -> str:
        """The ref that names it."""
        return self.state.ref

    @property
    def terms(self) -> Terms:
        """Its terms at the moment."""
        return self.state.terms

    @property
    def title(self) -> str:
        """Its title in the language asked for, else its main title."""
        return in_language(self.terms.titles, self.within.language) or self.terms.title

    @property
    def status(self) -> str:
        """Its recorded status."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """Whether it can still be performed."""
        return self.state.status not in CLOSED_STATUSES

    @property
    def made_on(self) -> date:
        """The day it was promised."""
        return timing.made_on(self.state)

    @property
    def met_on(self) -> date | None:
        """The day it was met, None if it was not."""
        return timing.met_on(self.state)

    @cached_property
    def timeliness(self) -> timing.Timeliness:
        """How it stands against its deadline."""
        return timing.timeliness(self.state, self.within.basis, self._target_due)

    @cached_property
    def due(self) -> Span | None:
        """What falls due: the first partial target that is not reached, else the due date in force."""
        return self._target_due or timing.due(self.state)

    @property
    def measured_due(self) -> Span | None:
        """What it is measured against on the portfolio's basis."""
        return self._target_due or timing.due(self.state, self.within.basis)

    @cached_property
    def steps(self) -> tuple[schedule.Step, ...]:
        """Its partial targets, each with whether it is reached."""
        if not self.terms.schedule:
            return ()
        found = schedule.steps(self.state, self.deliveries)
        if self.within.conversion is None:
            return found
        recorded = self.within.recorded.standings[self.ref].steps
        return tuple(replace(step, reached=was.reached) for step, was in zip(found, recorded, strict=True))

    @property
    def _target_due(self) -> Span | None:
        step = schedule.open_step(self.steps) if self.terms.schedule and self.is_open else None
        return step.target.due if step else None

    @cached_property
    def due_original(self) -> Span | None:
        """The first due date that it had."""
        return timing.due(self.state, "original")

    @cached_property
    def overdue_days(self) -> int | None:
        """Days late, None if it is not."""
        day = self.measured_due
        return (self.state.day - day.last).days if day and self.timeliness == "overdue" else None

    @cached_property
    def slip_days(self) -> int | None:
        """How far the deadline moved, in days."""
        return timing.slip_days(self.state)

    @cached_property
    def moves(self) -> tuple[timing.Move, ...]:
        """The moves of its deadline."""
        return timing.moves(self.state)

    @cached_property
    def amount(self) -> Amount | None:
        """The amount in force."""
        return delivery.amount(self.state)

    @property
    def rate(self) -> Rate | None:
        """The rate by which the amount in force was converted; None if it was not."""
        if self.within.conversion is None or not self.state.amounts:
            return None
        rates = self.within.conversion.rates.get(self.ref, {}).get(self.state.amounts[-1].id)
        return rates[0] if rates else None

    def written(self, amount: Amount | None) -> str:
        """An amount as people of the language asked for write it; nothing if there is none."""
        return self.within.written(amount)

    @cached_property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """What was delivered to it and to its parts, each delivery once."""
        if not self.within.parts(self.ref):
            return self.state.deliveries
        return tuple(event for standing in self.within.tree(self.ref) for event in standing.state.deliveries)

    @cached_property
    def delivered(self) -> Decimal | None:
        """The sum at the last stage in the unit of the amount; None where none was recorded."""
        if not self.amount:
            return None
        found = [event.amount for event in self.deliveries if event.stage == "delivered"]
        of_unit = [amount for amount in found if amount.unit == self.amount.unit]
        return delivery.total([one for one in of_unit if one.per == of_unit[0].per]).value if of_unit else None

    @cached_property
    def confidence(self) -> evidence.Confidence:
        """How well it is known."""
        return evidence.confidence(self.state)

    @cached_property
    def is_disputed(self) -> bool:
        """Whether a party disputes or denies it."""
        return evidence.is_disputed(self.state)

    @cached_property
    def two_faced(self) -> tuple[str, ...]:
        """The parties that say one thing in public and another in private."""
        return evidence.two_faced(self.state)
