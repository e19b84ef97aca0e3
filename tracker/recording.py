"""Recording: facts that somebody gives -> events that may be added. The rules of the register are here."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.amounts import Amount
from tracker.commitment import (
    CLOSED_STATUSES,
    AmountChange,
    AmountEvent,
    AssessmentEvent,
    Channel,
    CitationEvent,
    Commitment,
    DeadlineChange,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    Judgement,
    PositionEvent,
    Side,
    Source,
    Stage,
    Stance,
    Status,
    StatusEvent,
    TermsEvent,
)
from tracker.dates import Span
from tracker.deadlines import Deadline
from tracker.errors import IllegalTransition, NeedsMore, NotPossible
from tracker.moment import Moment
from tracker.state.fold import State, fold, order, retracted
from tracker.state.timing import not_before, version_in_force

# What each open status may become; a closed one may only be reopened.
NEXT: Final[dict[str, tuple[str, ...]]] = {
    "proposed": ("proposed", "agreed", "withdrawn", "superseded"),
    "agreed": ("agreed", "in_progress", "suspended", *CLOSED_STATUSES),
    "in_progress": ("in_progress", "suspended", *CLOSED_STATUSES),
    "suspended": ("suspended", "agreed", "in_progress", *CLOSED_STATUSES),
}


class Limits(Struct, frozen=True):
    """What a deadline has beside its date: the earliest day, and the days of grace; None leaves them as they are."""

    not_before: Span | None = None
    grace_days: int | None = None


NO_LIMITS: Final = Limits()


class Facts(Struct, frozen=True):
    """What every event carries: when it took effect and became known, who recorded it, and where it is from."""

    recorded_at: datetime
    recorded_by: str
    on: Span | None
    known_on: Span | None
    source: Source | None = None
    note: str = ""

    def of(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event of a commitment that was not taken back."""
        if None in retracted(commitment.history):
            remedy = f"`tracker log {commitment.ref}` shows when"
            raise NotPossible(f"recording on {commitment.ref}", "it was taken back", remedy)
        return self.following(commitment)

    def following(self, commitment: Commitment) -> dict[str, Any]:
        """The fields of the next event of any commitment."""
        return {
            "id": commitment.next_id,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "on": self.on,
            "known_on": self.known_on,
            "source": self.source,
            "note": self.note,
        }


def mark(commitment: Commitment, status: Status, facts: Facts, zone: str, *, successor: str = "") -> Commitment:
    """The commitment with a new status; refuses what cannot follow the status before it, or precede the one after."""
    ref = commitment.ref
    if status == "met" and facts.on is None:
        raise NeedsMore(f"marking {ref} met", "the day it was met", "give --on DATE")
    if status == "met" and facts.source is None:
        raise NeedsMore(f"marking {ref} met", "a source", "give --source URL or --publisher NAME")
    if status == "superseded" and successor in ("", ref):
        raise NeedsMore(f"marking {ref} superseded", "its successor", "give --successor REF")
    event = StatusEvent(**facts.of(commitment), status=status, successor=successor)
    return _with_status(commitment, event, zone)


def reopen(commitment: Commitment, facts: Facts, zone: str) -> Commitment:
    """The commitment open again, in the status it had before it was closed; needs a reason."""
    ref, statuses = commitment.ref, _statuses(commitment, zone)
    if not statuses or statuses[-1].status not in CLOSED_STATUSES:
        now = statuses[-1].status if statuses else "proposed"
        raise IllegalTransition(ref, now, "open again", "it is not closed")
    if not facts.note:
        raise NeedsMore(f"reopening {ref}", "a reason", "give --note TEXT")
    before = [event.status for event in statuses if event.status not in CLOSED_STATUSES]
    event = StatusEvent(**facts.of(commitment), status=before[-1] if before else "agreed", reopens=True)
    return _with_status(commitment, event, zone)


def move_deadline(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    deadline: Deadline | None,
    facts: Facts,
    zone: str,
    *,
    change: DeadlineChange | None = None,
    limits: Limits = NO_LIMITS,
) -> Commitment:
    """The commitment with a version of its deadline; without one given the date stays as it is."""
    told, state = facts.of(commitment), _state_of(commitment, DeadlineEvent, facts, zone)
    latest = version_in_force(state) if state else None
    kind: DeadlineChange = change or ("amendment" if latest else "set")
    if kind in {"waiver", "correction"} and latest is None:
        raise NotPossible(f"a {kind} of the deadline of {commitment.ref}", "it has none yet", "set one with --due")
    if kind == "waiver" and deadline:
        raise NotPossible(f"a waiver of the deadline of {commitment.ref}", "it leaves the date as it is", "drop --due")
    given = deadline or (Deadline(latest.due, latest.words, latest.awaits) if latest else Deadline(None))
    if deadline or limits.not_before:
        earliest = limits.not_before or (not_before(state) if state else None)
        _in_order(commitment.ref, earliest, given.due)
    event = DeadlineEvent(
        **told,
        change=kind,
        due=given.due,
        words=given.words,
        awaits=given.awaits,
        not_before=limits.not_before,
        grace_days=limits.grace_days,
        corrects=latest.id if latest and kind == "correction" else None,
    )
    return commitment.with_events(event)


def set_amount(
    commitment: Commitment, amount: Amount, facts: Facts, zone: str, *, correction: bool = False
) -> Commitment:
    """The commitment with a version of its amount: the first is set, later ones revise it or correct it."""
    told, state = facts.of(commitment), _state_of(commitment, AmountEvent, facts, zone)
    latest = state.amounts[-1] if state and state.amounts else None
    if correction and latest is None:
        raise NotPossible(f"a correction of the amount of {commitment.ref}", "it has none yet", "leave out --kind")
    change: AmountChange = "correction" if correction else "revision" if latest else "set"
    corrects = latest.id if latest and correction else None
    return commitment.with_events(
        AmountEvent(**told, change=change, amount=amount, corrects=corrects),
    )


def deliver(commitment: Commitment, amount: Amount, stage: Stage, measure: str, facts: Facts) -> Commitment:
    """The commitment with something moved to a stage; a negative amount takes back what was counted too much."""
    return commitment.with_events(
        DeliveryEvent(**facts.of(commitment), amount=amount, stage=stage, measure=measure),
    )


def take_position(commitment: Commitment, party: str, stance: Stance, channel: Channel, facts: Facts) -> Commitment:
    """The commitment with what a party says of it."""
    return commitment.with_events(
        PositionEvent(**facts.of(commitment), party=party, position=stance, channel=channel),
    )


def cite(commitment: Commitment, field: str, side: Side, value: str, facts: Facts) -> Commitment:
    """The commitment with one more source, for or against a field."""
    if facts.source is None:
        raise NeedsMore(f"a citation of {commitment.ref}", "a source", "give --source URL or --publisher NAME")
    return commitment.with_events(CitationEvent(**facts.of(commitment), field=field, side=side, value=value))


def assess(commitment: Commitment, judgement: Judgement, facts: Facts) -> Commitment:
    """The commitment with an analyst's judgement of how it goes."""
    return commitment.with_events(AssessmentEvent(**facts.of(commitment), assessment=judgement))


def edit(commitment: Commitment, values: dict[str, Any], facts: Facts, zone: str) -> Commitment:
    """The commitment with other terms; only the fields that differ from those in force are recorded."""
    state = fold(commitment, Moment(facts.recorded_at), zone)
    terms = state.terms if state else commitment.terms
    changed = tuple(name for name, value in values.items() if value != getattr(terms, name))
    if not changed:
        raise NotPossible(f"an edit of {commitment.ref}", "it would change nothing", "give a term another value")
    event = TermsEvent(**facts.of(commitment), changed=changed, terms=replace(terms, **values))
    return commitment.with_events(event)


def require_party_code(code: str) -> str:
    """The code itself if it can name a party: capitals, digits and dashes, at most 20."""
    if not re.fullmatch(r"[A-Z][A-Z0-9-]{1,19}", code):
        raise NotPossible(f"the party {code}", "a code is 2 to 20 capitals, digits and dashes", "write one as JBIC")
    return code


# ---- the rules ---------------------------------------------------------------------------------


def _state_of(commitment: Commitment, kind: type[Event], facts: Facts, zone: str) -> State | None:
    """How a commitment stands now, to who asks for one kind of event: nothing is folded where there is none of it."""
    if any(isinstance(event, kind) for event in commitment.history):
        return fold(commitment, Moment(facts.recorded_at), zone)
    return None


def _with_status(commitment: Commitment, event: StatusEvent, zone: str) -> Commitment:
    changed = commitment.with_events(event)
    statuses = _statuses(changed, zone)
    place = statuses.index(event)
    for before, after in pairwise(statuses[max(0, place - 1) : place + 2]):
        if not _may_follow(before, after):
            wanted = "open again" if after.reopens else _said(after.status)
            remedy = _remedy(before, after) if after is event else _out_of_order(after)
            raise IllegalTransition(commitment.ref, _said(before.status), wanted, remedy)
    return changed


def _may_follow(before: StatusEvent, after: StatusEvent) -> bool:
    if before.status in CLOSED_STATUSES:
        return after.reopens
    return not after.reopens and after.status in NEXT[before.status]


def _out_of_order(after: StatusEvent) -> str:
    since = f" since {after.on}" if after.on else " later"
    remedy = "choose a later --on, or take that back and record it with an earlier one"
    return f"it is recorded as {_said(after.status)}{since}: {remedy}"


def _remedy(before: StatusEvent, after: StatusEvent) -> str:
    if before.status in CLOSED_STATUSES:
        return f"reopen it before marking it {_said(after.status)}"
    if after.reopens:
        return "it was not closed yet; choose a later --on"
    return f"it may become {', '.join(_said(status) for status in NEXT[before.status] if status != before.status)}"


def _said(status: str) -> str:
    return status.replace("_", " ")


def _statuses(commitment: Commitment, zone: str) -> list[StatusEvent]:
    """Every status that was not taken back, in the order in which they took effect."""
    local = commitment.terms.time_zone or zone
    gone = retracted(commitment.history)
    events = [event for event in commitment.history if isinstance(event, StatusEvent) and event.id not in gone]
    return sorted(events, key=lambda event: order(event, local))


def _in_order(ref: str, earliest: Span | None, latest: Span | None) -> None:
    if earliest and latest and latest.last < earliest.first:
        why = f"it would be due on {latest.last} and not allowed before {earliest.first}"
        raise NotPossible(f"the deadline of {ref}", why, "move one of the two")
