"""A second implementation of the rules, on the plain documents of a register, to test `tracker.state`.

It imports nothing from `tracker.state`. Each function is one rule, and its docstring states the rule. An event is a
dictionary as in the register file; a promise is the document of one commitment.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, wraps
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

Event: TypeAlias = dict[str, Any]
Promise: TypeAlias = dict[str, Any]
Terms: TypeAlias = dict[str, Any]

OPEN: Final = ("proposed", "agreed", "in_progress", "suspended", "breached")
OUTCOMES: Final = {
    **dict.fromkeys((*OPEN, "unknown"), "open"),
    "met": "kept",
    "partially_met": "partly",
    "not_met": "failed",
    "kept": "kept",
    "broken": "failed",
    "withdrawn": "void",
    "superseded": "replaced",
    "not_applicable": "void",
}
# The open statuses that may follow an open status; a closed status may follow any status.
FOLLOWERS: Final = {
    "proposed": ("proposed", "agreed"),
    "agreed": ("agreed", "in_progress", "suspended", "breached"),
    "in_progress": ("in_progress", "suspended", "breached"),
    "suspended": ("suspended", "agreed", "in_progress", "breached"),
    "breached": ("breached", "in_progress", "suspended"),
}
# The statuses of a promise to act, and the same of one that is to be kept up.
OF_ACTS: Final = {"met": "kept", "not_met": "broken"}
OF_OTHERS: Final = {other: act for act, other in OF_ACTS.items()}
# The statuses that bind: what is open inside a promise with another status is not due.
DECIDED: Final = {"kept", "partly", "failed"}
RUNNING: Final = ("agreed", "in_progress", "breached")
# The terms that a milestone takes from its parent.
INHERITED: Final = ("obligor", "obligee", "time_zone")
NO_NEWS: Final = ("assessment", "review", "terms", "retraction")
# The fields of a version that its correction replaces, even by no value.
CORRECTED: Final = ("due", "words", "awaits", "condition", "amount", "source")
ARRIVED: Final = ("disbursed", "delivered")
TONNES: Final = {"t": 1, "kt": 1000}
MONTHS: Final = {"Q": 3, "H": 6}


class Question(NamedTuple):
    """The promises of a register, its zone, the as-of and known-at dates, and the basis of the due day.

    `of`: the one obligor that is looked at. `answers`: those already found about these promises at these dates.
    """

    promises: list[Promise]
    zone: str
    as_of: str
    known_at: str | None = None
    basis: str = "current"
    of: str = ""
    answers: dict[object, Any] | None = None


More = ParamSpec("More")
Answer = TypeVar("Answer")
Rule: TypeAlias = Callable[Concatenate[Question, Promise, More], Answer]


def remembered(rule: Rule[More, Answer]) -> Rule[More, Answer]:
    """The rule, applied once to each promise and each event or text after it."""

    @wraps(rule)
    def answer(q: Question, promise: Promise, /, *more: More.args, **named: More.kwargs) -> Answer:
        if q.answers is None:
            return rule(q, promise, *more, **named)
        about = (one["id"] if isinstance(one, dict) else one for one in more)
        key = (rule.__name__, q.basis, q.of, promise["ref"], *about)
        if key not in q.answers:
            q.answers[key] = rule(q, promise, *more, **named)
        found: Answer = q.answers[key]
        return found

    return answer


# ---- dates -------------------------------------------------------------------------------------


class Span(NamedTuple):
    """The days that a written date covers, both ends included; `first` is None if the beginning is unknown."""

    first: date | None
    last: date


@cache
def span(text: str) -> Span:
    """A day, month, quarter, half, year or Japanese fiscal year, or a range of two of these."""
    if ".." in text:
        left, right = text.split("..")
        return Span(span(left).first, span(right).last)
    if text.startswith("JP-FY"):
        year = int(text.removeprefix("JP-FY"))
        return Span(date(year, 4, 1), date(year + 1, 3, 31))
    year_text, _, rest = text.partition("-")
    year = int(year_text)
    if not rest:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if rest[0] in MONTHS:
        months = MONTHS[rest[0]]
        return _months(year, months * (int(rest[1]) - 1) + 1, months)
    if len(rest) == 2:
        return _months(year, int(rest), 1)
    return Span(date.fromisoformat(text), date.fromisoformat(text))


def _months(year: int, first: int, months: int) -> Span:
    following = first + months
    end = date(year + (following > 12), (following - 1) % 12 + 1, 1) - timedelta(days=1)
    return Span(date(year, first, 1), end)


def is_day(text: str | None) -> bool:
    """True if the span is one day."""
    return text is not None and span(text).first == span(text).last


def covers(days: Span, day: date) -> bool:
    """True if the day lies inside the span."""
    return (days.first is None or days.first <= day) and day <= days.last


def local_day(when: str, zone: str) -> date:
    """The calendar day of a moment in a zone; a date is that day everywhere."""
    if "T" not in when:
        return date.fromisoformat(when)
    return datetime.fromisoformat(when).astimezone(ZoneInfo(zone)).date()


# ---- when an event counts ----------------------------------------------------------------------


def recorded_zone(q: Question, promise: Promise) -> str:
    """The zone of a promise's days: that of its terms as first recorded, else its parent's, else the register's."""
    above = parent_of(q, promise)
    return promise["terms"].get("time_zone") or (recorded_zone(q, above) if above else q.zone)


def parent_of(q: Question, promise: Promise) -> Promise | None:
    """The promise that a milestone is in: its ref is that of the milestone without the last part."""
    parent = promise["ref"].rpartition("/")[0]
    return next((one for one in q.promises if one["ref"] == parent), None)


def recording_day(q: Question, promise: Promise, event: Event) -> date:
    """The local date of `recorded_at`."""
    return local_day(event["recorded_at"], recorded_zone(q, promise))


def known_day(q: Question, promise: Promise, event: Event) -> date:
    """The last day of `known_on`, else of `on`, and never later than the day of recording."""
    recorded = recording_day(q, promise, event)
    text = event.get("known_on") or event.get("on")
    return min(recorded, span(text).last) if text else recorded


def effective_day(q: Question, promise: Promise, event: Event) -> date:
    """The day from which an event counts, for every question.

    For an exact `on`, that day. For an inexact `on`, its last day, or the known day if that is inside. For an unknown
    `on`, the known day. For a deadline or amount of kind `set` with an unknown `on`: `made_on`, else the day of the
    first event that is known to have happened, but never later than the known day.
    """
    known = known_day(q, promise, event)
    if event.get("on"):
        return day_within(event["on"], known)
    if not is_undated_set(event):
        return known
    made = terms_today(q, promise).get("made_on")
    since = day_within(made, known) if made else first_happening(q, promise)
    return min(since or known, known)


def first_day(q: Question, promise: Promise, event: Event) -> date:
    """The first day on which an event may have happened; a statement was made by its known day."""
    if not event.get("on") and event["event"] in {"citation", "position", "assessment"}:
        return known_day(q, promise, event)
    return span_of(q, promise, event).first or date.min


def day_within(text: str, known: date) -> date:
    """The last day of a span, or the known day inside it."""
    days = span(text)
    return known if covers(days, known) else days.last


def is_undated_set(event: Event) -> bool:
    """A deadline or an amount that is set on an unknown day, and not by a condition that was met."""
    is_set = event["event"] in {"deadline", "amount"} and event["change"] == "set" and "fulfils" not in event
    return is_set and not event.get("on")


def first_happening(q: Question, promise: Promise) -> date | None:
    """The first effective day of statuses, deliveries, positions, and deadlines and amounts but undated sets."""
    kinds = {"status", "delivery", "position", "deadline", "amount"}
    happened = [
        effective_day(q, promise, event)
        for event in promise["history"]
        if event["event"] in kinds and not is_undated_set(event) and not is_mistake(promise, event)
    ]
    return min(happened, default=None)


def span_of(q: Question, promise: Promise, event: Event) -> Span:
    """The days on which an event may have happened: up to the known day if that is inside `on` or `on` is unknown."""
    known = known_day(q, promise, event)
    if not event.get("on"):
        return Span(None, known)
    days = span(event["on"])
    return Span(days.first, known) if covers(days, known) else days


@remembered
def order(q: Question, promise: Promise, event: Event) -> tuple[date, date, datetime, int]:
    """Events are ordered by effective day, known day, time of recording and id."""
    recorded = datetime.fromisoformat(event["recorded_at"])
    return effective_day(q, promise, event), known_day(q, promise, event), recorded, event["id"]


# ---- retractions and visible events ------------------------------------------------------------


def retractions(promise: Promise, event: Event) -> list[Event]:
    """The retractions of an event, and of the whole promise unless the event is a retraction."""
    includes_promise = event["event"] != "retraction"
    return [
        other
        for other in promise["history"]
        if other["event"] == "retraction"
        and (other.get("retracts") == event["id"] or (includes_promise and other.get("retracts") is None))
    ]


def is_retracted(promise: Promise, event: Event) -> bool:
    """True if a retraction in force retracts the event."""
    return any(not is_retracted(promise, other) for other in retractions(promise, event))


def is_mistake(promise: Promise, event: Event) -> bool:
    """True if the event was retracted by itself.

    The events of a promise that was retracted as a whole are seen as they were, with the days that they had.
    """
    return any(
        other.get("retracts") == event["id"] and not is_retracted(promise, other)
        for other in retractions(promise, event)
    )


def is_retracted_at(q: Question, promise: Promise, event: Event, day: date) -> bool:
    """True if a retraction in force on that day retracts the event."""
    return any(
        recording_day(q, promise, other) <= day and not is_retracted_at(q, promise, other, day)
        for other in retractions(promise, event)
    )


def is_visible(q: Question, promise: Promise, event: Event) -> bool:
    """True if the event is known by `known_at`.

    A retracted event or a correction is visible from its day of recording, and a retracted event only until the day
    before its retraction.
    """
    if q.known_at is None:
        return not is_retracted(promise, event)
    day = local_day(q.known_at, recorded_zone(q, promise))
    from_recording = is_retracted(promise, event) or event.get("change") == "correction"
    since = recording_day(q, promise, event) if from_recording else known_day(q, promise, event)
    return since <= day and not is_retracted_at(q, promise, event, day)


@remembered
def counted(q: Question, promise: Promise, *kinds: str) -> list[Event]:
    """The visible events of these kinds, by default all but retractions, that are effective by `as_of`, in order.

    An event that names an obligor is about that one alone.
    """
    today = local_day(q.as_of, recorded_zone(q, promise))
    chosen = [
        event
        for event in promise["history"]
        if (event["event"] in kinds if kinds else event["event"] != "retraction")
        and (not q.of or event.get("of") in {None, q.of})
        and is_visible(q, promise, event)
        and effective_day(q, promise, event) <= today
    ]
    return sorted(chosen, key=lambda event: order(q, promise, event))


def is_known(q: Question, promise: Promise) -> bool:
    """True once an event counts, also of the parent of a milestone; a correction alone does not count."""
    above = parent_of(q, promise)
    if "/" in promise["ref"] and not (above and is_known(q, above)):
        return False
    return any(event.get("change") != "correction" for event in counted(q, promise))


def corrections(q: Question, promise: Promise, version: Event) -> list[Event]:
    """The corrections of a version that the question can see, as recorded.

    With `known_at`: the corrected value counts before the recording of the version, because nobody had the wrong value
    yet. The recorded value counts from that recording to the recording of the correction, then the corrected value.
    """
    return sorted(
        (
            other
            for other in promise["history"]
            if is_correction(other, version) and _corrects(q, promise, version, other)
        ),
        key=lambda other: (datetime.fromisoformat(other["recorded_at"]), other["id"]),
    )


def is_correction(event: Event, version: Event) -> bool:
    """True if the event corrects that version, which is of the same kind."""
    return (
        event["event"] == version["event"]
        and event.get("change") == "correction"
        and event.get("corrects") == version["id"]
    )


def _corrects(q: Question, promise: Promise, version: Event, correction: Event) -> bool:
    if q.known_at is None:
        return not is_retracted(promise, correction)
    day = local_day(q.known_at, recorded_zone(q, promise))
    if day < recording_day(q, promise, version):
        return not is_retracted(promise, correction)
    recorded = recording_day(q, promise, correction)
    return recorded <= day and not is_retracted_at(q, promise, correction, day)


def corrected(q: Question, promise: Promise, version: Event) -> Event:
    """The version with the value and source of its newest correction; its grace stays if the correction has none."""
    mended = corrections(q, promise, version)
    if not mended:
        return version
    newest = corrected(q, promise, mended[-1])
    values = {name: newest[name] for name in CORRECTED if name in newest}
    grace = newest.get("grace_days", version.get("grace_days"))
    kept = {name: value for name, value in version.items() if name not in CORRECTED}
    return kept | values | ({} if grace is None else {"grace_days": grace})


# ---- terms and parts ---------------------------------------------------------------------------


def edited(promise: Promise, edits: list[Event]) -> Terms:
    """The terms as first recorded, with the edits one after another."""
    terms = dict(promise["terms"])
    for edit in edits:
        for field in edit["changed"]:
            terms[field] = edit["terms"].get(field)
    return terms


@remembered
def terms_of(q: Question, promise: Promise) -> Terms:
    """The terms at the moment of the question; what a milestone does not say is its parent's."""
    own, above = edited(promise, counted(q, promise, "terms")), parent_of(q, promise)
    if above is None:
        return own
    of_parent = terms_of(q, above)
    return own | {name: own.get(name) or of_parent.get(name) for name in INHERITED} | {"parent": above["ref"]}


def terms_today(q: Question, promise: Promise) -> Terms:
    """The terms as recorded today, without edits that were retracted by themselves."""
    edits = [event for event in promise["history"] if event["event"] == "terms" and not is_mistake(promise, event)]
    return edited(promise, sorted(edits, key=lambda event: order(q, promise, event)))


@remembered
def family(q: Question, promise: Promise) -> list[Promise]:
    """A promise and its known parts at any depth."""
    parts = [part for part in q.promises if is_known(q, part) and terms_of(q, part).get("parent") == promise["ref"]]
    return [promise, *(member for part in parts for member in family(q, part))]


def today_of(q: Question, promise: Promise) -> date:
    """The local date in the zone of the promise."""
    return local_day(q.as_of, terms_of(q, promise).get("time_zone") or q.zone)


# ---- status ------------------------------------------------------------------------------------


def gives_way(event: Event) -> bool:
    """A status that leaves the promise open, does not reopen it, and is known only to a span."""
    return event["status"] in OPEN and not event.get("reopens") and not is_day(event.get("on"))


def may_follow(event: Event, other: Event) -> bool:
    """True if the other status is dated, and closed or allowed to follow."""
    return is_day(other.get("on")) and (other["status"] not in OPEN or other["status"] in FOLLOWERS[event["status"]])


def statuses(q: Question, promise: Promise) -> list[Event]:
    """The statuses in order; an inexact one comes before the dated ones inside its span that may follow it."""
    found = counted(q, promise, "status")

    def place(event: Event) -> tuple[Any, ...]:
        own = order(q, promise, event)
        inside = [
            order(q, promise, other)
            for other in found
            if gives_way(event)
            and may_follow(event, other)
            and covers(_wide(q, promise, event), span(other["on"]).last)
        ]
        return (min(inside), 0, own) if inside and min(inside) < own else (own, 1, own)

    return until_closed_alone(sorted(found, key=place)) if q.of else sorted(found, key=place)


def until_closed_alone(found: list[Event]) -> list[Event]:
    """Without the statuses of all after one obligor was closed by a status of its own, until that is reopened."""
    kept: list[Event] = []
    is_own_end = False
    for event in found:
        if event.get("of") or not is_own_end:
            kept.append(event)
            is_own_end = bool(event.get("of")) and event["status"] not in OPEN
    return kept


def _wide(q: Question, promise: Promise, event: Event) -> Span:
    """The span of a written day; for an unknown day the span up to the known day."""
    return span(event["on"]) if event.get("on") else Span(None, known_day(q, promise, event))


def status_of(q: Question, promise: Promise) -> str:
    """The last status; before the first known one it is unknown, never proposed."""
    found = statuses(q, promise)
    return of_nature(q, promise, str(found[-1]["status"])) if found else "unknown"


def is_joint(q: Question, promise: Promise) -> bool:
    """True if its obligors are judged apart: each of several owes the amount, or an event names one of them."""
    terms, everything = terms_of(q, promise), counted(q, promise)
    ever = [terms, promise["terms"], *(event["terms"] for event in everything if event["event"] == "terms")]
    if q.of or not any(len(one.get("obligor") or []) > 1 for one in ever):
        return False
    return is_of_each(q, promise) or any(event.get("of") for event in everything)


def obligors(q: Question, promise: Promise) -> list[Question]:
    """The question about each of the obligors that decide: those for whom it is open, else kept, partly or failed."""
    every = [q._replace(of=code) for code in dict.fromkeys(terms_of(q, promise)["obligor"])]
    outcomes = {one.of: OUTCOMES[status_of(one, promise)] for one in every}
    for deciding in ({"open"}, {"kept", "partly", "failed"}):
        if found := [one for one in every if outcomes[one.of] in deciding]:
            return found
    return every


def status_of_several(q: Question, promise: Promise, leading: Question) -> str:
    """That of the leading obligor while it is open for any; then met when all kept it, partly when some did."""
    status = status_of(leading, promise)
    outcomes = {OUTCOMES[status_of(one, promise)] for one in obligors(q, promise)}
    return status if len(outcomes) == 1 or "open" in outcomes or not outcomes & DECIDED else "partially_met"


def binding_status(q: Question, promise: Promise) -> str:
    """The own status; of what is open inside a promise that is over, suspended or not agreed to, that status.

    What fell due before the promise was withdrawn or superseded stays due.
    """
    joint = obligors(q, promise) if is_joint(q, promise) else []
    own = status_of_several(q, promise, joint[0]) if joint else status_of(q, promise)
    above = parent_of(q, promise)
    if not above or OUTCOMES[own] != "open" or (bound := binding_status(of_owner(q, promise), above)) in RUNNING:
        return own
    is_void, due = OUTCOMES[bound] in {"void", "replaced"}, falls_due(q._replace(basis="current"), promise)
    return own if is_void and due and due + grace(q, promise) <= over_since(of_owner(q, promise), above) else bound


def of_owner(q: Question, promise: Promise) -> Question:
    """The question about the one obligor of several above it that owes a milestone alone, if it is one."""
    above = parent_of(q, promise)
    owners = {*terms_of(q, promise)["obligor"]} & {*terms_of(q, above)["obligor"]} if above else set()
    return q._replace(of=owners.pop()) if len(owners) == 1 else q


def over_since(q: Question, promise: Promise) -> date:
    """The last possible day on which a promise was closed, for the last of its obligors, or with its parent."""
    if is_joint(q, promise):
        return max(over_since(one, promise) for one in obligors(q, promise))
    above = parent_of(q, promise)
    if above and OUTCOMES[status_of(q, promise)] == "open":
        return over_since(q, above)
    return span_of(q, promise, status_since(q, promise)).last


def outcome_of(q: Question, promise: Promise, status: str) -> str:
    """The outcome of the status; what is open in a promise that is over is not judged: replaced with it, or void."""
    bound = OUTCOMES[binding_status(q, promise)]
    if OUTCOMES[status] != "open" or bound == "open":
        return OUTCOMES[status]
    return "replaced" if bound == "replaced" else "void"


def of_nature(q: Question, promise: Promise, status: str) -> str:
    """The status as the nature of the promise on the day has it."""
    return (OF_OTHERS if nature_of(q, promise) == "act" else OF_ACTS).get(status, status)


def status_since(q: Question, promise: Promise) -> Event:
    """The first event of the last unbroken run of the current status."""
    found = statuses(q, promise)
    start = found[-1]
    for event in reversed(found):
        if of_nature(q, promise, event["status"]) != of_nature(q, promise, start["status"]):
            break
        start = event
    return start


# ---- deadlines and amounts ---------------------------------------------------------------------


def versions(q: Question, promise: Promise, kind: str) -> list[Event]:
    """The versions of the deadline or of the amount in force for all, each as corrected.

    A waiver, a correction, a forecast, a version that waits for a condition and a reading of a party do not count.
    """
    return understood(q, promise, kind).common


class Understood(NamedTuple):
    """The common versions, the own version of each party since the last of them, and of the first of them."""

    common: list[Event]
    own: dict[str, Event]
    first: dict[str, Event]


def understood(q: Question, promise: Promise, kind: str) -> Understood:
    """The versions that are common to the parties, and those that each party reads for itself.

    A common version ends the readings before it; a first one only those that took effect before it. An extension by one
    party is common once every party of the other side accepts it.
    """
    found = Understood([], {}, {})
    accepted: set[tuple[int, str]] = set()
    loose = {event["id"]: event for event in told(q, promise, kind)}
    for said in counted(q, promise, kind, "position"):
        if said["event"] == "position":
            _hear(found, accepted, said, {party: others_of(q, promise, party) for party in found.own})
        event = loose.get(said["id"])
        if event and not event.get("condition") and event["change"] != "forecast":
            _understand(q, promise, found, event)
    return found


def _hear(found: Understood, accepted: set[tuple[int, str]], said: Event, others: dict[str, set[str]]) -> None:
    """Make the latest extension common that the whole other side accepts; a party may take its acceptance back."""
    for party, own in reversed(list(found.own.items())):
        vote = own["id"], said["party"]
        if own["change"] != "extension" or said["party"] not in others[party] or said["position"] == "satisfied":
            continue
        if said["position"] != "accepts":
            accepted.discard(vote)
            continue
        accepted.add(vote)
        if all((own["id"], other) in accepted for other in others[party]):
            found.common.append({name: told for name, told in own.items() if name != "reading"})
            for code in {party, *others[party]} & found.own.keys():
                del found.own[code]
            return


def _understand(q: Question, promise: Promise, found: Understood, event: Event) -> None:
    if party := event.get("reading"):
        moved = event["change"] != "set" and (party in found.own or found.common)
        if not moved and len(found.common) <= 1:
            found.first.setdefault(party, event)
        found.own.pop(party, None)
        found.own[party] = event
        return
    for own in [found.own, *([found.first] if event["change"] == "set" and not found.common else [])]:
        for code, version in list(own.items()):
            is_later = effective_day(q, promise, version) >= effective_day(q, promise, event)
            if event["change"] != "set" or not is_later:
                del own[code]
    found.common.append(event)


def others_of(q: Question, promise: Promise, party: str) -> set[str]:
    """The parties of the other side."""
    terms = terms_of(q, promise)
    sides = ((terms["obligor"], terms["obligee"]), (terms["obligee"], terms["obligor"]))
    return {code for own, other in sides if party in own for code in other} - {party}


class Read(NamedTuple):
    """The version of the deadline and the amount as some party understands them."""

    party: str
    version: Event | None
    amount: Event | None


def readings(q: Question, promise: Promise) -> list[Read]:
    """Each party's own reading, and the common one if some party has no other; none if all understand it alike."""
    due, figure = understood(q, promise, "deadline"), understood(q, promise, "amount")
    own = due.own if q.basis == "current" else due.first
    if not own and not figure.own:
        return []
    terms = terms_of(q, promise)
    parties = {*terms["obligor"], *terms["obligee"]}
    common, amount = common_measured(q, promise), figure.common[-1] if figure.common else None
    version = common or max(own.values(), key=lambda one: due_day(one) or date.min, default=None)
    held = ((own and common) or (figure.own and amount)) and parties - {*own, *figure.own}
    every = [*terms["obligor"], *terms["obligee"]]
    named = sorted({*own, *figure.own}, key=lambda code: [*every, code].index(code))
    return [Read("", version, amount)] * bool(held) + [
        Read(code, own.get(code, version), figure.own.get(code, amount)) for code in named
    ]


def told(q: Question, promise: Promise, kind: str) -> list[Event]:
    """Every version, each as corrected, without waivers and corrections."""
    found = counted(q, promise, kind)
    return [corrected(q, promise, event) for event in found if event["change"] not in {"waiver", "correction"}]


def awaited(q: Question, promise: Promise) -> list[Event]:
    """The versions of the deadline that wait for a condition that no later version fulfils."""
    found = told(q, promise, "deadline")
    met = {event.get("fulfils") for event in found}
    return [event for event in found if event.get("condition") and event["id"] not in met]


def due_day(version: Event | None) -> date | None:
    """The last day of the due date; None for an awaited trigger or words without a date."""
    if version is None or "due" not in version or version.get("awaits"):
        return None
    return span(version["due"]).last


def in_force(q: Question, promise: Promise) -> Event | None:
    """The last version of the deadline."""
    return next(reversed(versions(q, promise, "deadline")), None)


def first_dated(q: Question, promise: Promise) -> Event | None:
    """The first version that has a date and awaits no trigger."""
    return next((version for version in versions(q, promise, "deadline") if due_day(version)), None)


def measured(q: Question, promise: Promise) -> Event | None:
    """The version on the chosen basis: the common one if a party holds it, else the reading with the latest day."""
    found, common = readings(q, promise), common_measured(q, promise)
    if not found or any(due_day(one.version) and one.version == common for one in found):
        return common
    return max(found, key=lambda one: due_day(one.version) or date.min).version


def common_measured(q: Question, promise: Promise) -> Event | None:
    """The common version on the chosen basis; the version in force if no version has a date."""
    current = in_force(q, promise)
    return current if q.basis == "current" else first_dated(q, promise) or current


def binding(q: Question, promise: Promise) -> list[Event]:
    """The common versions of the deadline and its waivers, each as corrected."""
    common = {version["id"] for version in versions(q, promise, "deadline")}
    found = counted(q, promise, "deadline")
    return [corrected(q, promise, one) for one in found if one["change"] == "waiver" or one["id"] in common]


def grace(q: Question, promise: Promise) -> timedelta:
    """The latest days of grace, of a version or a waiver."""
    found = reversed(binding(q, promise))
    return timedelta(days=next((event["grace_days"] for event in found if "grace_days" in event), 0))


def slip_days(q: Question, promise: Promise) -> int | None:
    """Current due minus original due in days; to keep something up longer is no slip."""
    if nature_of(q, promise) != "act":
        return None
    current, original = due_day(measured(q._replace(basis="current"), promise)), due_original(q, promise)
    return (current - original).days if current and original else None


def due_original(q: Question, promise: Promise) -> date | None:
    """The due day on the original basis."""
    return due_day(measured(q._replace(basis="original"), promise))


def moves(q: Question, promise: Promise) -> int:
    """The number of changes of the due day after the first dated version, of any obligor; to drop the date is one."""
    everybody = [q._replace(of=code) for code in terms_of(q, promise)["obligor"]] if is_joint(q, promise) else [q]
    return len({version["id"] for one in everybody for version in moved(one, promise)})


def moved(q: Question, promise: Promise) -> list[Event]:
    """The versions that changed the due day."""
    found = versions(q, promise, "deadline")
    while found and due_day(found[0]) is None:
        found = found[1:]
    return [other for one, other in pairwise(found) if due_day(one) != due_day(other)]


def amount_of(q: Question, promise: Promise) -> Event | None:
    """The amount in force: the last common one, else the last that a party reads."""
    common, own, _ = understood(q, promise, "amount")
    found = common or list(own.values())
    amount: Event | None = found[-1]["amount"] if found else None
    return amount


# ---- deliveries --------------------------------------------------------------------------------


def in_unit(amount: Event, unit: str) -> Fraction | None:
    """A figure converted exactly to another unit of the same kind; None for a unit of another kind."""
    value = Fraction(Decimal(amount["value"]))
    if amount["unit"] == unit:
        return value
    if amount["unit"] in TONNES and unit in TONNES:
        return value * TONNES[amount["unit"]] / TONNES[unit]
    return None


@remembered
def measure_of(q: Question, promise: Promise, stage: str, unit: str) -> str:
    """The measure that the terms name, else the measure of the delivery recorded first that could count.

    `known_at` limits only the parts, not the deliveries. Retracted deliveries come last, and after them the measure of
    the parent of an instalment.
    """
    named = terms_of(q, promise).get("counts")
    if named:
        return str(named)
    found = [
        (is_retracted(member, event), datetime.fromisoformat(event["recorded_at"]), event["id"], event)
        for member in family(q, promise)
        for event in member["history"]
        if event["event"] == "delivery" and event.get("stage", "delivered") == stage
        if could_count(promise, member, event, unit)
    ]
    if not found and (above := parent_of(q, promise)):
        return measure_of(q, above, stage, unit)
    return str(min(found, key=itemgetter(0, 1, 2))[3].get("measure", "")) if found else ""


def kind_of(event: Event) -> str:
    """The kind of a delivery, `level` or `flow`; a unit that begins with % is always a level."""
    return "level" if event["amount"]["unit"].startswith("%") else str(event.get("kind", "flow"))


def is_level(event: Event) -> bool:
    """True if it replaces the level before it, and is never added up."""
    return kind_of(event) == "level"


def could_count(promise: Promise, member: Promise, event: Event, unit: str) -> bool:
    """True if the delivery has that kind of unit, and is not the level of a part."""
    return in_unit(event["amount"], unit) is not None and (member is promise or kind_of(event) != "level")


def deliveries(
    q: Question, promise: Promise, unit: str, measured_as: Promise | None = None
) -> Iterator[tuple[Promise, Event]]:
    """The deliveries that count towards an amount in that unit, in order; no "up to" figures, no levels of parts.

    `measured_as`: the promise whose measures count, by default the promise itself.
    """
    found = [(member, event) for member in family(q, promise) for event in counted(q, member, "delivery")]
    if q.of:  # what was delivered by nobody in particular is nobody's own, unless it alone owes that part
        found = [pair for pair in found if pair[1].get("of") or terms_of(q, pair[0])["obligor"] == [q.of]]
    for member, event in sorted(found, key=lambda pair: order(q, *pair)):
        stage = event.get("stage", "delivered")
        if (
            could_count(promise, member, event, unit)
            and not (is_level(event) and event.get("of") and not q.of)
            and event["amount"].get("qualifier", "exact") != "up_to"
            and event.get("measure", "") == measure_of(q, measured_as or promise, stage, unit)
        ):
            yield member, event


class Arrival(NamedTuple):
    """A delivery that counts, or that changes the share of an instalment, and the total after it."""

    promise: Promise
    event: Event
    total: Fraction


def running(q: Question, promise: Promise, unit: str) -> list[Arrival]:
    """The total after each delivery: the larger of `disbursed` and `delivered`, never their sum.

    A total has the share of an instalment. Each instalment takes what it lacks of what arrived by then.
    """
    own = list(deliveries(q, promise, unit))
    steps = {(one.promise["ref"], one.event["id"]): one for one in shared(q, promise, unit) if one.counts}
    found: list[Arrival] = []
    shares = dict.fromkeys(ARRIVED, Fraction(0))
    pairs = own + [(one.promise, one.event) for one in steps.values()]
    every = {(member["ref"], event["id"]): (member, event) for member, event in pairs}
    for key, (member, event) in sorted(every.items(), key=lambda item: order(q, *item[1])):
        past = [pair for pair in own if order(q, *pair) <= order(q, member, event)]
        if key in steps:
            shares |= steps[key].shares
        found.append(
            Arrival(member, event, max(total(promise, past, stage, unit) + shares[stage] for stage in ARRIVED))
        )
    return found


def total(promise: Promise, found: list[tuple[Promise, Event]], stage: str, unit: str) -> Fraction:
    """The total of deliveries at a stage, in order: a running total or a level replaces what its promise had before."""
    totals: dict[object, Fraction] = {}
    for member, event in found:
        if event.get("stage", "delivered") == stage:
            ref = promise["ref"] if is_level(event) else (member["ref"], event.get("of"))
            before = totals.get(ref, Fraction(0)) if kind_of(event) == "flow" else Fraction(0)
            totals[ref] = before + (in_unit(event["amount"], unit) or Fraction(0))
    return sum(totals.values(), Fraction(0))


# ---- instalments -------------------------------------------------------------------------------


class Instalment(NamedTuple):
    """A milestone that is promised with an amount, and its due day."""

    promise: Promise
    amount: Fraction
    due: date


@remembered
def instalments(q: Question, parent: Promise, unit: str) -> list[Instalment]:
    """The milestones of a promise with an amount in that unit, in the order of their due days."""
    found = []
    for one in q.promises:
        if parent_of(q, one) is parent and is_known(q, one):
            amount, status = amount_of(q, one), status_of(q, one)
            is_promised = status not in {"proposed", "withdrawn", "superseded"}
            value = in_unit(amount, unit) if amount and not amount.get("per") and is_promised else None
            if value is not None:
                due = due_day(measured(q._replace(basis="current"), one))
                found.append(Instalment(one, value, due or date.max))
    return sorted(found, key=lambda one: one.due)


def pool_of(q: Question, promise: Promise, unit: str) -> Promise | None:
    """The parent, if the promise is an instalment of it in that unit."""
    above = None if q.of else parent_of(q, promise)
    return above if above and promise in [one.promise for one in instalments(q, above, unit)] else None


class Step(NamedTuple):
    """A delivery that changed the share of an instalment, and its shares by stage.

    `counts`: the instalment is measured as its parent is.
    """

    promise: Promise
    event: Event
    shares: dict[str, Fraction]
    counts: bool


@remembered
def shared(q: Question, promise: Promise, unit: str) -> list[Step]:
    """The changes of the share of an instalment in what its parent itself received."""
    parent = pool_of(q, promise, unit)
    if parent is None:
        return []
    alike = [at for at in ARRIVED if measure_of(q, parent, at, unit) == measure_of(q, promise, at, unit)]
    found = []
    before = dict.fromkeys(ARRIVED, Fraction(0))
    for member, event in sorted(around(q, promise), key=lambda pair: order(q, *pair)):
        shares = {at: share_at(q, promise, at, unit, (member, event)) for at in ARRIVED}
        changed = [at for at in ARRIVED if shares[at] != before[at]]
        if changed:
            counting = {at: shares[at] for at in alike}
            found.append(Step(member, event, counting, any(at in alike for at in changed)))
        before = shares
    return found


def share_at(q: Question, promise: Promise, stage: str, unit: str, until: tuple[Promise, Event]) -> Fraction:
    """The share of an instalment in what its parent itself had received by an event; a level is not divided.

    The instalments are filled in the order of their due days, each with what it lacks after what was delivered to it.
    Those due on one day take nothing until all of them can be filled.
    """
    parent = pool_of(q, promise, unit)
    if parent is None:
        return Fraction(0)

    def received(at: Promise, *, parts: bool) -> Fraction:
        counting = deliveries(q, at, unit, parent)
        past = [pair for pair in counting if order(q, *pair) <= order(q, *until) and (parts or pair[0] is at)]
        return total(at, [pair for pair in past if not is_level(pair[1])], stage, unit)

    above = pool_of(q, parent, unit)
    is_alike = above and measure_of(q, above, stage, unit) == measure_of(q, parent, stage, unit)
    more = share_at(q, parent, stage, unit, until) if is_alike else Fraction(0)
    left = max(received(parent, parts=False) + more, Fraction(0))
    for _, turn in groupby(instalments(q, parent, unit), key=lambda one: one.due):
        lacks = {
            one.promise["ref"]: max(one.amount - max(received(one.promise, parts=True), Fraction(0)), Fraction(0))
            for one in turn
        }
        lack = sum(lacks.values(), Fraction(0))
        if promise["ref"] in lacks:
            share = lacks[promise["ref"]]
            return min(share, left) if len(lacks) == 1 else share if lack <= left else Fraction(0)
        left -= min(lack, left)
    return Fraction(0)


def around(q: Question, promise: Promise) -> list[tuple[Promise, Event]]:
    """All deliveries to the topmost promise that a milestone is in, and to its parts."""
    above = parent_of(q, promise)
    if above:
        return around(q, above)
    return [(member, event) for member in family(q, promise) for event in counted(q, member, "delivery")]


def completed_on(q: Question, promise: Promise) -> Span | None:
    """The possible days on which the amount in force was delivered in full."""
    return reached_on(q, promise, amount_of(q, promise))


def reached_on(q: Question, promise: Promise, amount: Event | None) -> Span | None:
    """The days of the delivery that began the last unbroken run at or above the amount; None below the amount."""
    if amount is None or amount.get("per") or nature_of(q, promise) != "act" or is_part_of_each(q, promise):
        return None
    q = owing(q, promise)
    start: Span | None = None
    for member, event, reached in running(q, promise, amount["unit"]):
        if reached < Fraction(Decimal(amount["value"])):
            start = None
        elif start is None:
            start = span_of(q, member, event)
    return start


def is_of_each(q: Question, promise: Promise) -> bool:
    """True if each of several obligors owes the amount."""
    terms = terms_of(q, promise)
    return bool(terms.get("each")) and len(terms["obligor"]) > 1


def is_part_of_each(q: Question, promise: Promise) -> bool:
    """True for a milestone of what each of several owes: its deliveries do not tell who delivered what."""
    above = parent_of(q, promise)
    if above is None or is_of_each(q, promise):
        return False
    return is_of_each(q, above) or is_part_of_each(q, above)


def owing(q: Question, promise: Promise) -> Question:
    """The question about those who owe the amount: all of them together, unless each of several does."""
    return q if terms_of(q, promise).get("each") else q._replace(of="")


def nature_of(q: Question, promise: Promise) -> str:
    """The nature in the terms; by default `act`."""
    return terms_of(q, promise).get("nature") or "act"


# ---- timeliness --------------------------------------------------------------------------------


def falls_due(q: Question, promise: Promise) -> date | None:
    """The due day on the chosen basis."""
    return due_day(measured(q, promise))


def timeliness(q: Question, promise: Promise) -> str:
    """The timeliness of a promise against its due day."""
    status = status_of(q, promise)
    if nature_of(q, promise) != "act":
        return bound_by_parent(q, promise) or timeliness_of_kept(q, promise, status)
    if status in {*OPEN, "unknown"}:
        return timeliness_of_open(q, promise, status)
    return timeliness_of_met(q, promise) if status == "met" else "closed"


def bound_by_parent(q: Question, promise: Promise) -> str:
    """The timeliness of what is open inside a promise that is over or suspended; empty if it is measured by itself.

    What is to be kept up is not in force either while the promise is not agreed to.
    """
    above = binding_status(q, promise)
    if above == status_of(q, promise):
        return ""
    if OUTCOMES[above] != "open":
        return "closed"
    is_unagreed = above in {"proposed", "unknown"} and nature_of(q, promise) != "act"
    return above if above == "suspended" or is_unagreed else ""


def timeliness_of_kept(q: Question, promise: Promise, status: str) -> str:
    """Of what is to be kept up: never overdue and never met; past its last day it has lapsed if nobody says more."""
    if status not in {"agreed", "in_progress"}:
        own = {"proposed", "unknown", "suspended", "breached", "kept", "broken"}
        return status if status in own else "closed"
    due = due_day(measured(q, promise))
    if due and due < today_of(q, promise):
        return "lapsed"
    base = measured(q, promise)
    is_awaited = bool(base.get("awaits") if base else awaited(q, promise))
    if status == "in_progress" or is_in_force_as_agreed(q, promise, is_awaited=is_awaited):
        return "in_force"
    return "awaiting_trigger" if is_awaited else "upcoming"


def is_in_force_as_agreed(q: Question, promise: Promise, *, is_awaited: bool) -> bool:
    """From the planned start; without one a promise to refrain at once, unless its deadline awaits a trigger."""
    starts = [event["not_before"] for event in binding(q, promise) if "not_before" in event]
    if starts:
        first = span(starts[-1]).first
        return first is not None and first <= today_of(q, promise)
    return nature_of(q, promise) == "refrain" and not is_awaited


def timeliness_of_met(q: Question, promise: Promise) -> str:
    """On time if the last possible day is on time, late if the first possible day is late, else about then."""
    dues = dues_of(q, promise)
    if not dues:
        return "met_undated"
    days = met_on(q, promise)
    if days.last <= min(dues) + grace(q, promise):
        return "met_on_time"
    return "met_late" if days.first and days.first > max(dues) + grace(q, promise) else "met_about_then"


def dues_of(q: Question, promise: Promise) -> list[date]:
    """The due day of each reading."""
    versions = [one.version for one in readings(q, promise)] or [measured(q, promise)]
    return [due for version in versions if (due := due_day(version))]


def met_on(q: Question, promise: Promise) -> Span:
    """The possible days of completion: of the full delivery if that is before the status `met`, else of the status."""
    marked, delivered = span_of(q, promise, status_since(q, promise)), completed_on(q, promise)
    return delivered if delivered and delivered.last < marked.last else marked


def timeliness_of_open(q: Question, promise: Promise, status: str) -> str:
    """Overdue by every reading is overdue, by some of them contested."""
    found, base = readings(q, promise), measured(q, promise)
    if not found:
        return standing_of(q, promise, status, Read("", base, amount_of(q, promise)), falls_due(q, promise))
    each = [
        standing_of(q, promise, status, one._replace(amount=one.amount and one.amount["amount"]), due_day(one.version))
        for one in found
    ]
    if "overdue" in each:
        return "overdue" if set(each) == {"overdue"} else "contested"
    left = [pair for pair in zip(found, each, strict=True) if pair[1] != "completed"]
    return next((word for one, word in left if one.version == base), left[0][1] if left else "completed")


def standing_of(q: Question, promise: Promise, status: str, read: Read, due: date | None) -> str:
    """`completed` if delivered in full, even before the due day; a suspended promise is not measured."""
    if reached_on(q, promise, read.amount):
        return "completed"
    if bound := bound_by_parent(q, promise):
        return bound
    if status == "suspended":
        return "suspended"
    if due is None:
        base = read.version
        return "awaiting_trigger" if (base.get("awaits") if base else awaited(q, promise)) else "undated"
    left = (due - today_of(q, promise)).days
    return _passed(q, promise, read.amount, due) if left < 0 else "due_soon" if left <= 30 else "upcoming"


def _passed(q: Question, promise: Promise, amount: Event | None, due: date) -> str:
    """Overdue after the due day plus grace, in local dates, and only if agreed or in progress.

    What was promised at the most has lapsed instead if something of it arrived.
    """
    if (binding := binding_status(q, promise)) in {"proposed", "unknown"}:
        return binding
    if today_of(q, promise) <= due + grace(q, promise):
        return "in_grace"
    return "lapsed" if is_begun(q, promise, amount) else "overdue"


def is_begun(q: Question, promise: Promise, amount: Event | None) -> bool:
    """True if something certainly arrived of an amount that is only an upper bound."""
    if amount is None or amount.get("qualifier", "exact") != "up_to":
        return False
    found = running(owing(q, promise), promise, amount["unit"])
    return bool(found) and found[-1].total > 0


def overdue_days(q: Question, promise: Promise) -> int | None:
    """The days after the due day of an overdue promise."""
    due = falls_due(q, promise)
    late = due is not None and timeliness(q, promise) == "overdue"
    return (today_of(q, promise) - due).days if late and due else None


# ---- reported or not ---------------------------------------------------------------------------


def lateness(q: Question, promise: Promise) -> str:
    """For an overdue promise: `reported` if a report says that it was not performed, else `unreported`."""
    due = falls_due(q, promise)
    if timeliness(q, promise) == "contested":
        return "contested"
    if due is None or timeliness(q, promise) != "overdue":
        return ""
    said = [*reports(q, promise), *moved_after(q, promise, due), *expected_after(q, promise, due)]
    pairs = [(promise, event) for event in said] + arrived(q, promise)
    late = any(
        known_day(q, *pair) >= due and (first_day(q, *pair) >= due or is_figure(q, *pair, due)) for pair in pairs
    )
    return "reported" if late or is_admitted(q, promise) else "unreported"


def reports(q: Question, promise: Promise) -> Iterator[Event]:
    """The reports of non-performance, known and certainly effective on or after the due day.

    A report needs a source, unless it is a position of a named party or the user's own assessment.
    """
    for event in counted(q, promise, "status"):
        if event["status"] in {"agreed", "in_progress", "breached"} and event.get("source"):
            yield event
    yield from (event for event in counted(q, promise, "citation") if is_against_delivery(event))
    for (party, _), event in latest_positions(q, promise).items():
        if party in terms_of(q, promise)["obligee"] and event["position"] in {"dissatisfied", "disputes"}:
            yield event
    for event in counted(q, promise, "assessment")[-1:]:
        if event["assessment"] in {"off_track", "stalled"}:
            yield event


def moved_after(q: Question, promise: Promise, due: date) -> list[Event]:
    """The sourced versions after the measured version that took effect after the due day, also by one party alone."""
    found, base = versions(q, promise, "deadline"), measured(q, promise)
    ids = [event["id"] for event in found]
    after = found[ids.index(base["id"]) + 1 :] if base and base["id"] in ids else found
    later = [*after, *moved_alone(q, promise)]
    return [event for event in later if event.get("source") and effective_day(q, promise, event) > due]


def moved_alone(q: Question, promise: Promise) -> list[Event]:
    """The deadlines that a party moved for itself, and that are not common."""
    common = [event["id"] for event in versions(q, promise, "deadline")]
    own = [event for event in told(q, promise, "deadline") if event.get("reading") and event["id"] not in common]
    return [event for event in own if event["change"] not in {"set", "forecast"} and not event.get("condition")]


def expected_after(q: Question, promise: Promise, due: date) -> list[Event]:
    """The sourced forecasts that took effect after the due day."""
    found = [event for event in told(q, promise, "deadline") if event["change"] == "forecast" and event.get("source")]
    return [event for event in found if effective_day(q, promise, event) > due]


def arrived(q: Question, promise: Promise) -> list[tuple[Promise, Event]]:
    """The sourced deliveries that count towards an amount that is not yearly, or change the share of an instalment.

    They include deliveries of parts, but no "up to" figures.
    """
    amount = amount_of(q, promise)
    found = running(owing(q, promise), promise, amount["unit"]) if amount and not amount.get("per") else []
    counting = [one for one in found if one.event.get("stage", "delivered") in ARRIVED]
    return [(one.promise, one.event) for one in counting if one.event.get("source")]


def is_figure(q: Question, promise: Promise, event: Event, due: date) -> bool:
    """True if it is a delivery within a span that includes the due day, known once the span was over."""
    if event["event"] != "delivery" or not event.get("on"):
        return False
    return due <= span(event["on"]).last <= known_day(q, promise, event)


def is_against_delivery(event: Event) -> bool:
    """A source against the field `delivery`."""
    return event.get("field") == "delivery" and event.get("side") == "contradicts" and bool(event.get("source"))


def is_admitted(q: Question, promise: Promise) -> bool:
    """True if the obligor stated that it will not perform, on or after the day of the measured version."""
    base = measured(q, promise)
    since = effective_day(q, promise, base) if base else date.min
    return any(
        is_against_delivery(event)
        and event["source"].get("party") == "obligor"
        and effective_day(q, promise, event) >= since
        for event in counted(q, promise, "citation")
    )


def last_news(q: Question, promise: Promise) -> date | None:
    """The latest day of news of a promise and its parts, never later than as-of.

    News is an event with a source, except an assessment, review, edit of the terms, retraction or correction. What
    changes the share of an instalment is its news.
    """
    today, amount = today_of(q, promise), amount_of(q, promise)
    steps = shared(q, promise, amount["unit"]) if amount and not amount.get("per") else []
    own = [(member, event) for member in family(q, promise) for event in counted(q, member)]
    days = (
        news_day(q, member, event)
        for member, event in [*own, *((one.promise, one.event) for one in steps)]
        if event.get("source") and event["event"] not in NO_NEWS and event.get("corrects") is None
    )
    return max((day for day in days if day <= today), default=None)


def news_day(q: Question, promise: Promise, event: Event) -> date:
    """The known day; if that is only the day of recording by default, the earlier of it and the effective day."""
    known = known_day(q, promise, event)
    has_known_day = event["source"].get("published") or (
        event.get("known_on") and known != recording_day(q, promise, event)
    )
    return known if has_known_day else min(known, effective_day(q, promise, event))


def latest_positions(q: Question, promise: Promise) -> dict[tuple[str, str], Event]:
    """The last public and the last private position of each party."""
    found = counted(q, promise, "position")
    return {(event["party"], event.get("channel", "public")): event for event in found}


def is_disputed(q: Question, promise: Promise) -> bool:
    """Any party's latest position disputes or denies it."""
    return any(event["position"] in {"disputes", "denies"} for event in latest_positions(q, promise).values())


# ---- the columns of `list` ---------------------------------------------------------------------


def shown_due(q: Question, promise: Promise) -> date | None:
    """The deadline in force."""
    return falls_due(q._replace(basis="current"), promise)


COLUMNS: Final[dict[str, Callable[[Question, Promise], object]]] = {
    "status": status_of,
    "due": shown_due,
    "due_original": due_original,
    "slip_days": slip_days,
    "moves": moves,
    "overdue_days": overdue_days,
    "timeliness": timeliness,
    "disputed": lambda q, promise: str(is_disputed(q, promise)).lower(),
    "lateness": lateness,
    "last_news": last_news,
    "outcome": lambda q, promise: outcome_of(q, promise, status_of(q, promise)),
    "as_of": today_of,
}


# The columns that several obligors have as the worst of them has.
JUDGED: Final = ("due", "due_original", "slip_days", "overdue_days", "timeliness", "lateness")
# Of several obligors, the one whose timeliness comes first here is the worst off.
WORST_FIRST: Final = (
    *("overdue", "contested", "breached", "in_grace", "due_soon", "upcoming", "in_force"),
    *("awaiting_trigger", "undated", "unknown", "proposed", "suspended", "lapsed", "completed", "broken", "closed"),
    *("met_late", "met_about_then", "met_on_time", "met_undated", "kept"),
)


def worst(q: Question, promise: Promise) -> Question:
    """The question about the obligor by which the whole is told."""

    def urgency(one: Question) -> tuple[int, bool, int, date]:
        days = overdue_days(one, promise) or 0
        if status_of(one, promise) == "met" and nature_of(one, promise) == "act":
            dues = dues_of(one, promise)
            days = (met_on(one, promise).last - min(dues)).days if dues else 0
        rank = WORST_FIRST.index(timeliness(one, promise))
        return rank, lateness(one, promise) != "reported", -days, falls_due(one, promise) or date.max

    return min(obligors(q, promise), key=urgency)


def row(q: Question, promise: Promise) -> dict[str, str]:
    """The row of a promise in `list --format csv`; an empty text for a missing value."""
    if is_joint(q, promise):
        leading = worst(q, promise)
        found = {column: value(leading if column in JUDGED else q, promise) for column, value in COLUMNS.items()}
        found["status"] = status = status_of_several(q, promise, leading)
        found["outcome"] = outcome_of(q, promise, status)
    else:
        found = {column: value(q, promise) for column, value in COLUMNS.items()}
    return {"ref": promise["ref"]} | {column: "" if value is None else str(value) for column, value in found.items()}


def rows(q: Question) -> dict[str, dict[str, str]]:
    """The rows of all promises that are known, by ref."""
    q = q._replace(answers={})
    return {promise["ref"]: row(q, promise) for promise in q.promises if is_known(q, promise)}
