"""The portfolio: all commitments of a register at one moment, each with the values derived from its state."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from itertools import chain
from typing import Final

from msgspec.structs import replace

from tracker.language import translate
from tracker.model.amount_formats import format_amount
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import DateSpan, Moment
from tracker.model.iso import in_language
from tracker.model.lazy import cached_property
from tracker.model.refs import parent_of
from tracker.model.register import Register
from tracker.model.status import NOT_APPLICABLE
from tracker.state import confidence, deadlines, delivery, lateness, sources
from tracker.state.conversion import UNCONVERTED, Conversion, TargetUnit
from tracker.state.deadlines import Basis, with_triggered_dates
from tracker.state.delivery import FirstDelivery, Measures, first_deliveries, first_of_each
from tracker.state.fold import known_events
from tracker.state.fold_register import folded
from tracker.state.fx import Rate
from tracker.state.hierarchy import Hierarchy
from tracker.state.obligors import is_joint, joint_by_status, joint_state, own_state
from tracker.state.standing_timeliness import TimelyStanding, leading_of

EMPTY: Final = Register()
NONE: Final[Mapping[str, int]] = {}


class Portfolio:
    """The commitments that were known at a moment, by ref, with their umbrellas and parts.

    `refs`: the refs of all commitments, also of those that were not known at the moment. `target`: convert amounts to
    this unit by the rates of the register. The conversion never changes what counts as reached or late. `counted`: the
    number of further commitments by timeliness, which were counted by the index and not loaded.
    """

    def __init__(  # noqa: PLR0913 - one choice each
        self,
        commitments: Iterable[Commitment],
        moment: Moment,
        register: Register = EMPTY,
        *,
        basis: Basis = "current",
        language: str = "",
        target: TargetUnit | None = None,
        counted: Mapping[str, int] = NONE,
    ) -> None:
        self.moment, self.register, self.basis, self.language = moment, register, basis, language
        self.of: tuple[str, ...] = ()
        self.commitments, self.counted = tuple(commitments), counted
        self._by_ref, states = folded(self.commitments, moment, register.zone)
        self.refs = list(self._by_ref)
        awaited = {ref: joint_by_status(state) for ref, state in states.items()}
        states = {ref: with_triggered_dates(state, awaited) for ref, state in states.items()}
        self.conversion = Conversion(target, register.rates, moment, register.zone) if target else None
        shown = self.conversion.convert(states) if self.conversion else states
        self.standings = {ref: Standing(state, self) for ref, state in shown.items()}
        self.hierarchy = Hierarchy(shown, lambda ref: self._first_deliveries(ref, is_part=True))
        self.standings |= {ref: self._joint(standing) for ref, standing in self.standings.items() if standing.is_joint}

    def _joint(self, whole: "Standing") -> "Standing":
        """The standing of a promise whose obligors are judged apart, judged as the worst of them."""
        obligors = whole.each_obligor
        leading = leading_of(obligors, self.basis)
        return Standing(joint_state(whole.state, [one.state for one in obligors], leading.state), self, "", obligors)

    def at(
        self, moment: Moment, commitments: Iterable[Commitment] | None = None, register: Register | None = None
    ) -> "Portfolio":
        """The portfolio at another moment, optionally with other commitments or another register."""
        found = Portfolio(
            self.commitments if commitments is None else commitments,
            moment,
            register or self.register,
            basis=self.basis,
            language=self.language,
            target=self.conversion.target if self.conversion else None,
        )
        return found.seen_by(self.of)

    def seen_by(self, obligor: tuple[str, ...]) -> "Portfolio":
        """The portfolio with the own standing of one party, by its codes, wherever it is judged apart."""
        if not obligor:
            return self
        seen = copy(self)
        seen.of = obligor
        seen.standings = {ref: whole.seen_by(obligor) for ref, whole in self.standings.items()}
        return seen

    @cached_property
    def copies(self) -> dict[str, tuple[str, ...]]:
        """The distinct copies of each source, by its identity."""
        every = (sources.all_sources(standing.state) for standing in self.standings.values())
        return sources.copies(chain.from_iterable(every))

    @cached_property
    def unconverted(self) -> "Portfolio":
        """The portfolio with every amount as recorded."""
        if self.conversion is None:
            return self
        return Portfolio(self.commitments, self.moment, self.register, basis=self.basis, language=self.language)

    def format_amount(self, amount: Amount | None) -> str:
        """An amount in the language of the portfolio, marked if it has no rate; empty for None."""
        if amount is None:
            return ""
        mark = f" {UNCONVERTED}" if self.conversion and self.conversion.is_unconverted(amount) else ""
        return (format_amount(amount, self.language) if self.language else str(amount)) + mark

    def rate_notes(self, standings: Iterable["Standing"]) -> tuple[str, ...]:
        """The notes below a report: the rates used for these commitments, and the missing rates."""
        return self.conversion.notes(standing.state for standing in standings) if self.conversion else ()

    @property
    def zone(self) -> str:
        """The time zone of the register."""
        return self.register.zone

    def zone_of(self, ref: str) -> str:
        """The time zone in which the days of the events of a commitment count."""
        standing = self.standings.get(ref)
        return standing.state.event_days.zone if standing else self.zone

    def __iter__(self) -> Iterator["Standing"]:
        return iter(self.standings.values())

    def parts(self, ref: str) -> list["Standing"]:
        """The commitments directly under an umbrella."""
        return [self.standings[part] for part in self.hierarchy.parts(ref)]

    def milestones(self, ref: str) -> list["Standing"]:
        """The milestones of a commitment by due day, without those inside them."""
        found = [one for one in self.parts(ref) if parent_of(one.ref) == ref]
        return sorted(found, key=lambda one: one.due.last if one.due else date.max)

    def commitment(self, ref: str) -> Commitment | None:
        """A commitment as recorded, also if it was not known at the moment; None if the register has no such ref.

        A period of a recurring duty has the events that follow from the rule too.
        """
        return self._by_ref.get(ref)

    def known_events(self, ref: str) -> list[AnyEvent]:
        """Every event of a commitment known at the moment, with retractions and corrections, in effect or not."""
        return known_events(self._by_ref[ref], self.moment, self.zone_of(ref))

    def measures(
        self,
        ref: str,
        kind: str,
        parts: Mapping[str, str] | None = None,
        *,
        named: str = "",
        stages: Iterable[str] = (),
    ) -> Measures:
        """The measures of the deliveries of a kind of amount; the `named` one counts at `stages` too.

        They are those to a commitment and to its parts: to these, with the kind of each, by default to all.
        """
        found = self._first_deliveries(ref, is_part=False)
        if parts is None:
            found += self.hierarchy.first_deliveries(ref)
        else:
            found += [
                first._replace(kind=kind_of_part)
                for part, kind_of_part in parts.items()
                for first in self._first_deliveries(part, is_part=True)
            ]
        own = self.standings[ref].terms.amount_kind
        of_kind = [first for first in found if (first.kind or own) == kind]
        return Measures(tuple(first_of_each(of_kind)), named, frozenset((*delivery.ARRIVED, *stages)))

    def _first_deliveries(self, ref: str, *, is_part: bool) -> list[FirstDelivery]:
        return first_deliveries(self._by_ref[ref].history, is_part=is_part)

    def tree(self, ref: str) -> list["Standing"]:
        """A commitment and its parts at any depth, each once, umbrella first."""
        return [self.standings[one] for one in self.hierarchy.tree(ref)]


class Standing(TimelyStanding, frozen=True, dict=True):
    """One commitment of a portfolio: its state, and the values derived from it on the basis of the portfolio.

    `of`: the one obligor that is looked at; empty for the whole. `obligors`: the standing of each obligor, if they are
    judged apart. The whole is then judged on each basis as the worst of them.
    """

    portfolio: "Portfolio"

    @property
    def is_joint(self) -> bool:
        """True if its obligors are judged apart."""
        return not self.of and is_joint(self.state)

    def seen_by(self, obligor: Collection[str]) -> "Standing":
        """The standing of the obligor that has one of these codes, if it is judged apart; else the standing itself."""
        return next((one for one in self.obligors if one.of in obligor), self)

    @property
    def each_obligor(self) -> tuple["Standing", ...]:
        """The standing of each of several obligors, also if they are not judged apart; else the standing itself."""
        codes = dict.fromkeys(self.terms.obligor)
        if self.of or (len(codes) == 1 and not self.is_joint):
            return (self,)
        return self.obligors or tuple(Standing(own_state(self.state, code), self.portfolio, code) for code in codes)

    @property
    def title(self) -> str:
        """The title in the language of the portfolio, else the main title."""
        language = self.portfolio.language
        return (language and in_language(self.terms.titles, language)) or self.terms.title

    @property
    def full_title(self) -> str:
        """The title; that of a milestone after the title of its parent, because it may be no more than a year."""
        parent = self.portfolio.standings.get(parent_of(self.ref))
        return translate("{parent}: {title}", parent=parent.full_title, title=self.title) if parent else self.title

    @cached_property
    def last_news(self) -> date | None:
        """The last day on which a source reported something about it, a part of it, or a delivery that it shares in."""
        if self.of:
            below = (part for part in self.portfolio.tree(self.ref)[1:] if self.of in part.terms.obligor)
            parts = (own_state(part.state, self.of) for part in below)
            return lateness.last_news((self.state, *parts), self.state.day)
        found = [self.portfolio.hierarchy.last_news(self.ref, self.state.day)]
        if self.share:
            above = self.portfolio.standings[
                parent_of(self.ref)
            ].state  # in whose zone the days of its deliveries count
            found.append(lateness.last_news([replace(above, events=tuple(self.share))], self.state.day))
        return max((day for day in found if day), default=None)

    def is_reviewed(self, since: date) -> bool:
        """True if it was reviewed since a day and need not be again yet; a period also if its duty was."""
        return lateness.is_reviewed(self.state, since) or bool(self._duty and self._duty.is_reviewed(since))

    @cached_property
    def last_looked(self) -> date | None:
        """The last day on which the desk looked for news of it, or of the duty whose period it is."""
        days = (lateness.last_looked(self.state), self._duty.last_looked if self._duty else None)
        return max((day for day in days if day), default=None)

    @cached_property
    def unrecorded_news(self) -> date | None:
        """The day on which the desk found news of which nothing is recorded yet; None if there is none."""
        found = lateness.unrecorded_news(self.state)
        return None if found and self.last_news and self.last_news >= found else found

    @property
    def _duty(self) -> "Standing | None":
        """The recurring duty whose period it is; None for any other commitment."""
        return self.portfolio.standings.get(parent_of(self.ref)) if self.state.period else None

    @cached_property
    def uncertain_events(self) -> tuple[AnyEvent, ...]:
        """The pending events, if they would change the status, timeliness, due date or amount."""
        if self.portfolio.conversion:
            return self.recorded.uncertain_events
        if not self.state.pending:
            return ()
        if self.obligors:
            uncertain = {event.id for one in self.obligors for event in one.uncertain_events}
            return tuple(event for event in self.state.pending if event.id in uncertain)
        likely_state = self.state.likely
        likely = Standing(own_state(likely_state, self.of) if self.of else likely_state, self.portfolio, self.of)
        is_same = all(
            getattr(self, name) == getattr(likely, name) for name in ("status", "timeliness", "due", "amount")
        )
        return () if is_same else self.state.pending

    @cached_property
    def due(self) -> DateSpan | None:
        """The due date in force; that of a recurring duty is that of its open period, or if it is kept, of the last.

        It is that of the last period too if a duty to act is over and no period is overdue.
        """
        rule = self.terms.every
        if self.open_period and not self.is_lasting:
            return self.open_period.due
        if rule and not self.state.versions and (self.is_lasting or (self.is_open and self.is_past_last_period)):
            return rule.last
        return deadlines.due(self.state)

    @cached_property
    def moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the deadline, of every obligor if they are judged apart, each event once."""
        if not self.obligors:
            return self.shown_moves
        moves = {move.event.id: move for one in reversed(self.obligors) for move in one.moves}
        return tuple(sorted(moves.values(), key=lambda move: self.state.event_days.order(move.event)))

    def in_all(self, amount: Amount | None) -> Amount | None:
        """The sum of an amount that each of several obligors owes; any other amount, and a percentage, as it is."""
        if amount is None or not (self.obligors and self.terms.each) or amount.unit.startswith("%"):
            return amount
        return replace(amount, value=amount.value * sum(one.status != NOT_APPLICABLE for one in self.obligors))

    @property
    def rate(self) -> Rate | None:
        """The rate that converted the amount in force; None if it was not converted."""
        version = delivery.amount_in_force(self.state)
        if self.portfolio.conversion is None or version is None:
            return None
        rates = self.portfolio.conversion.rates.get(self.ref, {}).get(version.id)
        return rates[0] if rates else None

    def format_amount(self, amount: Amount | None) -> str:
        """An amount in the language of the portfolio; empty for None."""
        return self.portfolio.format_amount(amount)

    @cached_property
    def open_period(self) -> "Standing | None":
        """The oldest period of a recurring duty that is past due and not done, else the next.

        None if the duty has a deadline of its own, or no open period. A period that is short by its figure is closed.
        """
        if self.state.versions or not self.is_open:
            return None
        late = (one for one in self.periods if one.timeliness in {"overdue", "in_grace"})
        coming = (one for one in self.periods if one.due and one.due.last >= self.state.day)
        return next(late, None) or next(coming, None)

    def supported(self, *, decisive: bool) -> confidence.Support:
        """The sources of its facts as recorded; the rule of a recurring duty supports its periods too."""
        if self.portfolio.conversion:
            return self.recorded.supported(decisive=decisive)
        own = super().supported(decisive=decisive)
        if self.state.period is None:
            return own
        duty = self.portfolio.standings[parent_of(self.ref)]
        facts, whole = confidence.facts_in_force(self.state), duty.decisive_support if decisive else duty.support
        return {field: found if facts[field].id > 0 else whole.get(field, found) for field, found in own.items()}

    @cached_property
    def divergent(self) -> tuple[sources.Divergence, ...]:
        """The parties with public and private positions of opposite signs, while it is open and not completed."""
        if not self.is_open or self.timeliness == "completed":
            return ()
        return sources.divergent(self.state)
