"""Mark the status of a commitment, or reopen it, and refuse a status that does not fit."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from tracker.errors import IllegalTransition, NeedsMore, NotPossible
from tracker.model.commitment import Commitment, DeadlineEvent, StatusEvent, TermsEvent
from tracker.model.status import ACT, MEANINGS, NOT_APPLICABLE, UNKNOWN, Nature, Status, is_closed, label
from tracker.record.amounts import require_baseline
from tracker.record.provenance import Provenance, active_events, current_state
from tracker.state.deadlines import term
from tracker.state.event_days import event_days
from tracker.state.obligors import about, own_state


class MarkRemedies(Struct, frozen=True):
    """The remedies for a status that lacks a fact, in the words of the command or of the import."""

    day: str = "give --on DATE"
    source: str = "give --source URL or --publisher NAME"
    successor: str = "give --successor REF"
    other_successor: str = "give another --successor"


def mark(  # noqa: PLR0913 - one fact each
    commitment: Commitment,
    status: Status,
    facts: Provenance,
    zone: str,
    *,
    successor: str = "",
    remedies: MarkRemedies = MarkRemedies(),  # noqa: B008 - a frozen value
) -> Commitment:
    """The commitment with a new status; refuse one that cannot follow the status before, or precede the one after.

    Some statuses need a day and a source, `superseded` needs a successor.
    """
    if not commitment.history:
        require_baseline(commitment.ref, commitment.terms, None)
    what, meaning = f"marking {commitment.ref} {label(status)}", MEANINGS[status]
    _require_nature(commitment, status)
    if meaning.needs_proof and facts.on is None:
        raise NeedsMore(what, f"the day it was {label(status)}", remedies.day)
    if meaning.needs_proof and facts.source is None:
        raise NeedsMore(what, "a source", remedies.source)
    if status == "superseded" and not successor:
        raise NeedsMore(what, "its successor", remedies.successor)
    if status == "superseded" and successor == commitment.ref:
        raise NotPossible(what, "it cannot supersede itself", remedies.other_successor)
    if meaning.is_performance:
        facts.require_happened(what)
    if status == "kept":
        _require_over(commitment, facts, zone)
    if status == NOT_APPLICABLE and not facts.obligor:
        raise NeedsMore(what, "the obligor to whom it does not apply", "give --of PARTY")
    event = StatusEvent(**facts.of_obligor(commitment), status=status, successor=successor)
    return _with_status(commitment, event, facts, zone)


def _nature(commitment: Commitment) -> Nature:
    """The nature of the promise, as it was edited last."""
    edits = [event.terms for event in active_events(commitment, TermsEvent) if "nature" in event.changed]
    return (edits[-1] if edits else commitment.terms).nature


def _require_nature(commitment: Commitment, status: Status) -> None:
    """Refuse a status that does not fit the nature of the promise, and say what to write."""
    ref, nature, meaning = commitment.ref, _nature(commitment), MEANINGS[status]
    if nature not in meaning.natures:
        is_to = "to act" if nature in ACT else "to refrain" if nature == "refrain" else "to keep something up"
        nature = "keep" if "keep" in meaning.natures else "act"
        remedy = f"write tracker mark {ref} {meaning.instead}, or tracker edit {ref} --nature {nature} first"
        raise NotPossible(f"marking {ref} {label(status)}", f"it is a promise {is_to}", remedy)


def _require_over(commitment: Commitment, facts: Provenance, zone: str) -> None:
    """Refuse that a promise was kept before its last day: that of the obligor, else the latest of those still open."""
    whole = current_state(commitment, DeadlineEvent, facts, zone)
    obligors = (facts.obligor,) if facts.obligor else whole.terms.obligor
    states = [own_state(whole, obligor) for obligor in obligors]
    last = max((day for one in states if not is_closed(one.status) and (day := term(one).last)), default=None)
    if last and facts.on and facts.on.last < last:
        what, why = f"marking {commitment.ref} kept on {facts.on}", f"its last day is {last}"
        raise NotPossible(what, why, "mark it then, or amend its last day first")


def reopen(commitment: Commitment, facts: Provenance, zone: str) -> Commitment:
    """The commitment reopened, with the status that it had before it was closed; requires a reason."""
    ref, statuses = commitment.ref, about(_statuses(commitment, zone), facts.obligor)
    if not statuses or not is_closed(statuses[-1].status):
        current = statuses[-1].status if statuses else UNKNOWN
        raise IllegalTransition(ref, current, "open again", "it is not closed")
    if not facts.note:
        raise NeedsMore(f"reopening {ref}", "a reason", "give --note TEXT")
    before = [event.status for event in statuses if not is_closed(event.status)]
    event = StatusEvent(**facts.of_obligor(commitment), status=before[-1] if before else "agreed", reopens=True)
    return _with_status(commitment, event, facts, zone)


def _with_status(commitment: Commitment, event: StatusEvent, facts: Provenance, zone: str) -> Commitment:
    changed = commitment.with_events(event)
    found = [(name, statuses) for name, statuses in _sequences(changed, event, facts, zone) if event in statuses]
    if not found:
        why = "each of its obligors was closed alone before"
        raise NotPossible(f"marking {commitment.ref} {label(event.status)}", why, "name one with --of and reopen it")
    for name, statuses in found:
        _require_legal(name, statuses, event, _nature(commitment))
    return changed


def _sequences(
    commitment: Commitment, event: StatusEvent, facts: Provenance, zone: str
) -> list[tuple[str, Sequence[StatusEvent]]]:
    """The statuses of each obligor that a new status is about, under the name to refuse it by; else those of all."""
    statuses = _statuses(commitment, zone)
    if event.of:
        obligors: tuple[str, ...] = (event.of,)
    else:
        obligors = facts.obligors(commitment)[-1] if any(status.of for status in statuses) else ()
    if not obligors:
        return [(commitment.ref, statuses)]
    return [(f"{commitment.ref} of {obligor}", about(statuses, obligor)) for obligor in obligors]


def _require_legal(name: str, statuses: Sequence[StatusEvent], event: StatusEvent, nature: Nature) -> None:
    """Refuse a status that cannot follow the one before it, or precede the one after it."""
    index = statuses.index(event)
    for before, after in pairwise(statuses[max(0, index - 1) : index + 2]):
        if not _may_follow(before, after):
            status = "open again" if after.reopens else label(after.status)
            remedy = _remedy(before, after, nature) if after is event else _out_of_order(after)
            raise IllegalTransition(name, label(before.status), status, remedy)


def _may_follow(before: StatusEvent, after: StatusEvent) -> bool:
    if is_closed(before.status):
        return after.reopens
    return not after.reopens and after.status in MEANINGS[before.status].followers


def _out_of_order(after: StatusEvent) -> str:
    since = f" since {after.on}" if after.on else " later"
    remedy = "give a later --on, or undo that and record it with an earlier one"
    return f"it is recorded as {label(after.status)}{since}: {remedy}"


def _remedy(before: StatusEvent, after: StatusEvent, nature: Nature) -> str:
    if is_closed(before.status):
        return f"reopen it before marking it {label(after.status)}"
    if after.reopens:
        return "it was not closed yet; give a later --on"
    followers = (status for status in MEANINGS[before.status].followers if status != before.status)
    others = (status for status in followers if nature in MEANINGS[status].natures)
    return f"it may become {', '.join(map(label, others))}"


def _statuses(commitment: Commitment, zone: str) -> list[StatusEvent]:
    """The statuses that were not retracted, in the order in which they took effect."""
    days = event_days(commitment, zone)
    events = (event for event in commitment.history if event.id not in days.retractions)
    return [event for event in days.in_order(events) if isinstance(event, StatusEvent)]
