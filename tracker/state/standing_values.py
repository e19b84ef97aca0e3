"""The values of a commitment that follow from its own state alone."""

from datetime import date

from msgspec import Struct

from tracker.model.amounts import Amount
from tracker.model.commitment import PositionEvent, ReviewEvent, Terms
from tracker.model.dates import DateSpan
from tracker.model.lazy import cached_property
from tracker.model.recurrence import with_amounts
from tracker.model.status import LAPSED, MEANINGS, is_closed
from tracker.state import confidence, deadlines, delivery, keeping, lateness, periods, sources
from tracker.state.fold import State


class OwnStanding(Struct, frozen=True, dict=True):
    """One commitment at a moment, by its own events alone."""

    state: State

    @property
    def ref(self) -> str:
        """The ref."""
        return self.state.ref

    @property
    def terms(self) -> Terms:
        """The terms at the moment."""
        return self.state.terms

    @property
    def status(self) -> str:
        """The recorded status."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """True if it can still be performed; a milestone cannot once its parent is over."""
        return not is_closed(self.state.standing_status)

    @property
    def is_promised(self) -> bool:
        """True if it was agreed to, and neither withdrawn nor superseded."""
        return MEANINGS[self.status].is_promised and MEANINGS[self.state.standing_status].outcome not in LAPSED

    @property
    def made_on(self) -> date:
        """The day it was promised."""
        return deadlines.made_on(self.state)

    @property
    def since(self) -> DateSpan | None:
        """The date on which the unbroken run of the current status began; None if it is unknown."""
        return self.state.status_run[0].on if self.state.status_run else None

    @property
    def is_lasting(self) -> bool:
        """True for a lasting promise, which is kept over a time and not performed on a day."""
        return keeping.is_lasting(self.state)

    @property
    def start(self) -> date | None:
        """The planned start of a lasting promise; None if none was announced."""
        return deadlines.term(self.state).start

    @property
    def next_review(self) -> ReviewEvent | None:
        """The latest review, if it plans the next one."""
        return lateness.next_look(self.state)

    @property
    def next_look(self) -> date | None:
        """The day planned for the next review; None without a plan."""
        review = self.next_review
        return review.next.last if review and review.next else None

    @property
    def days_past_review(self) -> int | None:
        """The days since the planned review was due, negative before; None without a plan, or once it is closed."""
        day = self.next_look
        return (self.state.day - day).days if day and self.is_open else None

    @property
    def is_review_due(self) -> bool:
        """True if the day of the planned review has come."""
        return self.days_past_review is not None and self.days_past_review >= 0

    @cached_property
    def due_original(self) -> DateSpan | None:
        """The original due date."""
        return deadlines.due(self.state, "original")

    @cached_property
    def slip_days(self) -> int | None:
        """The days from the original to the current due day."""
        return deadlines.slip_days(self.state)

    @property
    def prolonged_days(self) -> int | None:
        """The days by which a lasting promise ends later than first said."""
        return deadlines.prolonged_days(self.state)

    @cached_property
    def shown_moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the due day that is shown: of several obligors judged apart, of that of the leading one."""
        return deadlines.moves(self.state)

    @cached_property
    def reading_moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the deadline that one party made for itself."""
        return deadlines.reading_moves(self.state)

    @cached_property
    def forecast_moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the day on which it is expected."""
        return deadlines.forecast_moves(self.state)

    @cached_property
    def amount(self) -> Amount | None:
        """The amount in force."""
        return delivery.amount(self.state)

    @property
    def is_computed(self) -> bool:
        """True if it is a period of a recurring duty of which nothing was recorded alone."""
        return self.state.period is not None and all(event.id <= 0 for event in self.state.events)

    @property
    def amount_of_each(self) -> Amount | None:
        """The amount of each period of a recurring duty that is in force."""
        return periods.amount_of_each(self.state)

    @property
    def figure(self) -> Amount | None:
        """The amount in force; of a recurring duty without one, the amount of each period."""
        return self.amount or self.amount_of_each

    @property
    def is_owed_jointly(self) -> bool:
        """True if several obligors owe the amount together, so that it stands in full at each of them."""
        return len(set(self.terms.obligor)) > 1 and not self.terms.each

    @property
    def is_ceiling(self) -> bool:
        """True if its amount is a bound that is to be kept: nothing of it is owed."""
        return self.terms.nature == "keep" and self.figure is not None and self.figure.qualifier == "up_to"

    @property
    def rule_words(self) -> str:
        """The rule of a recurring duty in words, with the amounts that followed; empty without a rule."""
        return with_amounts(self.terms.every, periods.amended_amounts(self.state)) if self.terms.every else ""

    @cached_property
    def support(self) -> confidence.Support:
        """The sources of the status, the deadline and the amount in force, by field."""
        return self.supported(decisive=False)

    @cached_property
    def decisive_support(self) -> confidence.Support:
        """The support without citations that cannot change the confidence."""
        return self.supported(decisive=True)

    def supported(self, *, decisive: bool) -> confidence.Support:
        """The support, or the decisive support."""
        return confidence.support_of_facts(self.state, decisive=decisive)

    def confidence_in(self, field: str) -> confidence.Confidence | None:
        """The confidence that the sources of the status, deadline or amount allow; None if it is not set."""
        return confidence.confidence_in(self.decisive_support[field]) if field in self.decisive_support else None

    @cached_property
    def confidence(self) -> confidence.Confidence:
        """The weakest confidence of its facts."""
        return confidence.overall(self.state, self.decisive_support)

    @cached_property
    def disputes(self) -> list[PositionEvent]:
        """The latest positions that dispute or deny it."""
        return sources.disputes(self.state)

    @property
    def is_disputed(self) -> bool:
        """True if a party disputes or denies it."""
        return bool(self.disputes)

    @cached_property
    def contradicted(self) -> tuple[str, ...]:
        """The fields that a source contradicts."""
        return sources.contradicted(self.state)
