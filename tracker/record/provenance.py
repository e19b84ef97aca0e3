"""The facts that every event has, and what was recorded before on the same commitment."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.model.commitment import Commitment, Event, Source, TermsEvent
from tracker.model.dates import DateSpan, Moment, latest_day, local_day
from tracker.model.register import Party
from tracker.state.event_days import event_days, retractions
from tracker.state.fold import KindOfEvent, State, fold, within


class Provenance(Struct, frozen=True):
    """The facts that every event has: when it took effect and became known, who recorded it, and its source.

    `obligor`: the one obligor of several that the event is about; empty if it is about all of them. `blocs`: those of
    which it was ever a member. `above`: the commitments that a milestone is inside of, the nearest first.
    """

    recorded_at: datetime
    recorded_by: str
    on: DateSpan | None
    known_on: DateSpan | None
    source: Source | None = None
    note: str = ""
    obligor: str = ""
    blocs: frozenset[str] = frozenset()
    above: tuple[Commitment, ...] = ()

    def about(self, obligor: str, parties: Mapping[str, Party]) -> "Provenance":
        """The same facts about one obligor of several; about all if it is empty."""
        blocs = frozenset(party.code for party in parties.values() if obligor in party.ever_members)
        return replace(self, obligor=obligor, blocs=blocs)

    def obligors(self, commitment: Commitment) -> list[tuple[str, ...]]:
        """The obligors in each version of the terms, the latest last; a milestone without any has those above it."""
        for one in (commitment, *self.above):
            edits = (event.terms for event in active_events(one, TermsEvent) if "obligor" in event.changed)
            if found := [terms.obligor for terms in (one.terms, *edits) if terms.obligor]:
                return found
        return []

    def of_obligor(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event, which may be about one obligor; refuse one that does not owe it with others."""
        obligors = dict.fromkeys(chain.from_iterable(self.obligors(commitment)))
        if self.obligor and (self.obligor not in obligors or len(obligors) == 1):
            what = f"a fact about {self.obligor} alone in {commitment.ref}"
            if self.obligor in obligors:
                raise NotPossible(what, "it has no other obligor", "leave out --of")
            why = f"it is owed by {', '.join(obligors)}"
            for bloc in self.blocs.intersection(obligors):
                own = f"`tracker milestone {commitment.ref} {self.obligor.lower()} --by {self.obligor}`"
                why += f", and the members of {bloc} are not judged apart"
                raise NotPossible(what, why, f"{own} has what holds for {self.obligor} alone, or leave out --of")
            raise NotPossible(
                what, why, "name one of them, or leave out --of" if len(obligors) > 1 else "leave out --of"
            )
        return self.of(commitment) | {"of": self.obligor}

    def of(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event; NotPossible if the commitment was retracted."""
        if None in retractions(commitment.history):
            remedy = f"`tracker log {commitment.ref}` shows when"
            raise NotPossible(f"recording on {commitment.ref}", "it was taken back", remedy)
        return self.following(commitment)

    def require_happened(self, what: str) -> None:
        """Refuse an event that lies wholly after the day of recording."""
        if self.on and self.on.first > latest_day(self.recorded_at):
            why = f"{self.on} is after today"
            raise NotPossible(what, why, "record it once it has happened, or correct --on")

    def following(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event, whether or not the commitment was retracted; no source is of a day to come."""
        published = self.source.published if self.source else None
        if published and published.first > latest_day(self.recorded_at):
            raise NotPossible(f"a source of {published}", "that is after today", "correct the day it was published")
        return {
            "id": commitment.next_id,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "on": self.on,
            "known_on": self.known_on,
            "source": self.source,
            "note": self.note,
        }


def said_on(source: Source | None, today: DateSpan) -> DateSpan:
    """The default day of what a source says: a citation, a position or a reading is as old as its publication."""
    return source.published if source and source.published else today


def active_events(commitment: Commitment, kind: type[KindOfEvent]) -> list[KindOfEvent]:
    """The events of a kind that were not retracted, in the order of recording."""
    gone = retractions(commitment.history)
    return [event for event in commitment.history if isinstance(event, kind) and event.id not in gone]


def current_state(commitment: Commitment, kind: type[Event], facts: Provenance, zone: str) -> State:
    """The state of a commitment at the time of recording; a milestone is completed by what its parents say.

    Without an event of the kind or an edit of the terms, nothing is folded: the state has the terms alone.
    """
    needs_fold = any(isinstance(event, kind | TermsEvent) for event in commitment.history)
    state = _state(commitment, facts, zone) if needs_fold else _without_events(commitment, facts, zone)
    above: State | None = None
    for parent in reversed(facts.above):
        folded = _state(parent, facts, zone)
        above = within(folded, above) if above else folded
    return within(state, above) if above else state


def _state(commitment: Commitment, facts: Provenance, zone: str) -> State:
    return fold(commitment, Moment(facts.recorded_at), zone) or _without_events(commitment, facts, zone)


def _without_events(commitment: Commitment, facts: Provenance, zone: str) -> State:
    days = event_days(commitment, zone)
    return State(commitment.ref, commitment.terms, local_day(facts.recorded_at, days.zone), days.zone, (), days)
