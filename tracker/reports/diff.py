"""One commitment at two moments: the new, corrected and retracted events, and the causes of the changes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import AnyEvent, Commitment, Event, RetractionEvent, TermsEvent, obligor_of
from tracker.model.lazy import cached_property
from tracker.reports.table import Value
from tracker.state.fold import known_events
from tracker.state.portfolio import Portfolio, Standing

KindOfEvent = TypeVar("KindOfEvent", bound=Event)


class Change(Struct, frozen=True):
    """One change: the sentence without its subject, the event that caused it if any, and its values.

    `is_of_all`: it is about all obligors, also if the event names one. `since` is the day from which it holds, of a
    change that follows from the day and not from an event.
    """

    what: str
    event: AnyEvent | None = None
    before: Value = None
    after: Value = None
    days: int | None = None
    is_of_all: bool = False
    since: date | None = None


class Comparison(Struct, frozen=True, dict=True):
    """The standing of a commitment before and after; None if the commitment was not known then.

    `learned` has the events that became known in between, as recorded, including corrections and retractions.
    """

    before: Standing | None
    after: Standing | None
    learned: tuple[AnyEvent, ...]
    history: Mapping[int, AnyEvent]

    @property
    def standing(self) -> Standing:
        """The standing after; the standing before if the commitment was retracted."""
        return self.after or self.before  # type: ignore[return-value] # one of the two is known

    @property
    def is_new(self) -> bool:
        """True if the commitment was not known before."""
        return self.before is None

    @property
    def is_next_period(self) -> bool:
        """True if it is a period of a recurring duty, which tells of itself when it is new."""
        return self.is_new and self.standing.state.period is not None

    @cached_property
    def promise(self) -> tuple[AnyEvent, ...]:
        """The first status, deadline and amount of a new commitment; empty for any other."""
        if not self.is_new:
            return ()
        state = self.standing.state
        return (*state.statuses[:1], *state.versions[:1], *state.amounts[:1])

    @cached_property
    def new_event_ids(self) -> frozenset[int]:
        """New events, except the terms and the first status, deadline and amount of a new commitment."""
        implied = {event.id for event in (*self.promise, *(self._of(TermsEvent) if self.is_new else ()))}
        return frozenset(_by_id(self.after).keys() - _by_id(self.before).keys() - implied)

    @property
    def removed_events(self) -> list[AnyEvent]:
        """The events that counted before and no longer do."""
        remaining = _by_id(self.after)
        return [event for number, event in _by_id(self.before).items() if number not in remaining]

    @property
    def changed(self) -> list[tuple[AnyEvent, AnyEvent]]:
        """The events that count at both moments and say something else, each with its old and its new value."""
        old = _by_id(self.before)
        return [
            (old[number], event)
            for number, event in _by_id(self.after).items()
            if number in old and replace(event, known_on=old[number].known_on) != old[number]
        ]

    @cached_property
    def causes(self) -> dict[int, AnyEvent]:
        """The last newly known correction or retraction of each event, by the number of the event."""
        ends = _ends(self.history)
        named = ((_named(event), event) for event in self.learned)
        return {ends.get(target, target): event for target, event in named if target is not None}

    @property
    def obligors(self) -> "tuple[Comparison, ...]":
        """The changes of each obligor, if they are judged apart after."""
        whole = self.before.obligors or (self.before,) if self.before else ()
        return tuple(
            Comparison(next((was for was in whole if was.of in {"", one.of}), None), one, self.learned, self.history)
            for one in (self.after.obligors if self.after else ())
        )

    def about(self, event: AnyEvent) -> Standing:
        """The standing of the obligor that an event is about, if it is judged apart; else that of the whole."""
        return self.standing.seen_by({obligor_of(event)})

    def new_events(self, kind: type[KindOfEvent]) -> list[KindOfEvent]:
        """The new events of one kind, by effective day."""
        return [event for event in self._of(kind) if event.id in self.new_event_ids]

    def transitions(
        self,
        kind: type[KindOfEvent],
        says: Callable[[KindOfEvent], object],
        of: Callable[[KindOfEvent], object] = lambda _: None,
    ) -> Iterator[tuple[KindOfEvent | None, KindOfEvent]]:
        """Each new event of one kind whose `says` differs from that of the previous event, after that previous event.

        Only events with the same `of` are compared, such as positions of one party; those about one obligor with its
        own and with those about all.
        """
        latest: dict[object, tuple[int, KindOfEvent]] = {}
        for number, event in enumerate(self._of(kind)):
            before = [latest.get((of(event), code)) for code in {obligor_of(event), ""}]
            previous = max(filter(None, before), default=None, key=lambda item: item[0])
            if event.id in self.new_event_ids and (previous is None or says(previous[1]) != says(event)):
                yield previous[1] if previous else None, event
            latest[of(event), obligor_of(event)] = number, event

    def _of(self, kind: type[KindOfEvent]) -> tuple[KindOfEvent, ...]:
        """The events of one kind, of all obligors."""
        return tuple(event for event in self.after.state.events if isinstance(event, kind)) if self.after else ()


def changes_between(before: Portfolio, after: Portfolio) -> list[Comparison]:
    """The comparisons of the commitments that are known at either moment, in the order of the register."""
    return [
        _comparison(commitment, before.commitment(ref), before, after)
        for ref in after.refs
        if (commitment := after.commitment(ref)) and (ref in before.standings or ref in after.standings)
    ]


def _comparison(new: Commitment, old: Commitment | None, before: Portfolio, after: Portfolio) -> Comparison:
    earlier = known_events(old, before.moment, before.zone_of(new.ref)) if old else []
    known_before = {event.id for event in earlier}
    now_known = known_events(new, after.moment, after.zone_of(new.ref))
    learned = tuple(event for event in now_known if event.id not in known_before)
    history = {event.id: event for event in new.history}
    return Comparison(before.standings.get(new.ref), after.standings.get(new.ref), learned, history)


def _by_id(standing: Standing | None) -> dict[int, AnyEvent]:
    """The recorded events by id, without those that follow from the rule of a recurring duty."""
    return {event.id: event for event in standing.state.events if event.id > 0} if standing else {}


def _ends(history: Mapping[int, AnyEvent]) -> dict[int, int]:
    """The final target of each event: itself, or the final target of the event that it corrects or retracts.

    In a register edited by hand, events may target each other in a circle; each of them is its own final target.
    """
    ends: dict[int, int] = {}
    for number in history:
        path: dict[int, None] = {}
        target = number
        while target not in ends and target not in path:
            path[target] = None
            named = _named(history[target]) if target in history else None
            target = target if named is None else named
        names = list(path)
        circle = names[names.index(target) :] if target in path else []
        ends.update({one: one for one in circle})
        ends.update({one: ends[target] for one in names if one not in ends})
    return ends


def _named(event: AnyEvent) -> int | None:
    return event.retracts if isinstance(event, RetractionEvent) else getattr(event, "corrects", None)
