"""Migrations of stored documents from the schemas of earlier trackers, one schema at a time.

A damaged document is migrated as far as it can be read; decoding it then names the wrong field.
"""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from tracker.model.refs import target_ref
from tracker.model.text_limits import MAX_TITLE

Document: TypeAlias = dict[str, Any]
Tables: TypeAlias = dict[str, dict[str, Document]]

SCHEMA: Final = 3


def migrate(tables: Tables, schema: int) -> Tables:
    """Migrate tables of an older schema to this one, one schema at a time."""
    for step in range(schema, SCHEMA):
        tables = MIGRATIONS[step](tables)
    return tables


# ---- from schema 1: `basis` is `measure` ---------------------------------------------------------


def _rename_basis(tables: Tables) -> Tables:
    """Rename `basis` to `measure` in every delivery, and keep the order of its fields."""
    documents = {number: _with_measures(document) for number, document in tables.get("commitments", {}).items()}
    return tables | {"commitments": documents}


def _with_measures(document: Document) -> Document:
    history = document.get("history")
    if not isinstance(history, list):
        return document
    return document | {"history": [_renamed(event) for event in history]}


def _renamed(event: Any) -> Any:  # noqa: ANN401 - a damaged document may hold anything
    if not _is_of(event, "delivery"):
        return event
    return {"measure" if field == "basis" else field: value for field, value in event.items()}


def _is_of(event: Any, kind: str) -> bool:  # noqa: ANN401 - as above
    return isinstance(event, dict) and event.get("event") == kind


# ---- from schema 2: the partial targets of a schedule are milestones -----------------------------

_SCHEDULE: Final = "schedule"
_TARGET: Final = "target"  # the field of a citation that a target was reached
# What every event says of its own recording, and what it says of the fact.
_RECORDING: Final = ("recorded_at", "recorded_by")
_FACTS: Final[tuple[str, ...]] = (*_RECORDING, "on", "known_on", "source", "note")


def _turn_schedules_into_milestones(tables: Tables) -> Tables:
    """Turn every schedule into milestones, added after the commitments that there are."""
    commitments = tables.get("commitments", {})
    taken = {ref for document in commitments.values() if isinstance(ref := document.get("ref"), str)}
    migrated: dict[str, Document] = {}
    milestones: list[Document] = []
    for number, document in commitments.items():
        if _has_schedule(document):
            schedule = _Schedule(document, taken)
            migrated[number] = schedule.parent
            milestones += schedule.milestones
        else:
            migrated[number] = document
    first = 1 + max((int(number) for number in commitments if number.isdecimal()), default=0)
    return tables | {"commitments": migrated | {str(n): one for n, one in enumerate(milestones, first)}}


def _has_schedule(document: Document) -> bool:
    """True if the document has a schedule in its terms, original or edited, and events that date it."""
    history = document.get("history")
    if not isinstance(document.get("terms"), dict) or not isinstance(document.get("ref"), str):
        return False
    if not (isinstance(history, list) and history and all(isinstance(event, dict) for event in history)):
        return False
    edits = [event["terms"] for event in history if isinstance(event.get("terms"), dict)]
    return any(_SCHEDULE in terms for terms in (document["terms"], *edits))


class _Milestone:
    """A milestone that a partial target becomes: its name, its present target, and its history so far."""

    def __init__(self, ref: str, target: Document, facts: Document, terms: Document, change: int | None) -> None:
        self.ref, self.target, self.added_by = ref, target, change
        words = _words(target)
        own = {"title": words[:MAX_TITLE] or f"due {target.get('due')}", "obligor": [], "obligee": []}
        own |= {"category": "", "force": ""} | {name: terms[name] for name in ("made_on",) if name in terms}
        self.terms = own | ({"notes": words} if len(words) > MAX_TITLE else {})
        self.history: list[Document] = []
        # The ids of the events that each event of the parent, by its id, became.
        self.became: dict[Any, list[int | None]] = {}
        self.add({"event": "status"} | facts | {"status": "agreed"}, change)
        self.add({"event": "deadline"} | facts | {"change": "set"} | _dated(target), change)
        if "amount" in target:
            self.add({"event": "amount"} | facts | {"change": "set", "amount": target["amount"]}, change)

    def add(self, event: Document, change: int | None) -> None:
        """Add an event with the next id; it comes from the event `change` of the parent."""
        number = len(self.history) + 1
        kind = {"event": event["event"], "id": number}
        self.history.append(kind | {name: value for name, value in event.items() if name != "event"})
        self.became.setdefault(change, []).append(number)

    def replace(self, target: Document, facts: Document, change: int) -> None:
        """Record how the target changed."""
        if target.get("due") != self.target.get("due"):
            self.add({"event": "deadline"} | facts | {"change": "amendment"} | _dated(target), change)
        if (amount := target.get("amount")) != self.target.get("amount") and amount is not None:
            kind = "revision" if "amount" in self.target else "set"
            self.add({"event": "amount"} | facts | {"change": kind, "amount": amount}, change)
        self.target = target

    def retract(self, retraction: Document) -> None:
        """Retract what came from the event that a retraction of the parent names."""
        retracted = retraction.get("retracts")
        whole = retracted is not None and retracted == self.added_by
        for number in [None] if whole else self.became.get(retracted, []) if retracted is not None else []:
            named = {} if number is None else {"retracts": number}
            undo = {name: retraction[name] for name in (*_FACTS, "undo") if name in retraction}
            self.add({"event": "retraction"} | undo | named, retraction.get("id"))

    @property
    def document(self) -> Document:
        """The milestone as it is stored."""
        return {"ref": self.ref, "terms": self.terms, "history": self.history}


class _Schedule:
    """The milestones of a commitment with a schedule, and the commitment without it."""

    def __init__(self, document: Document, taken: set[str]) -> None:
        self._ref, self._taken, self._terms = document["ref"], taken, document["terms"]
        self._all: list[_Milestone] = []
        self._moved: set[Any] = set()  # the ids of the events that became events of milestones only
        history = document["history"]
        # The milestones in force after each edit of the schedule, by the id of the edit; None is the original terms.
        self._versions: dict[Any, list[_Milestone]] = {None: []}
        self._retractions: list[tuple[Any, Any]] = []  # the id of each one and that of the event that it retracts
        self._edit(_targets(self._terms), {n: history[0][n] for n in _FACTS[:-1] if n in history[0]}, None)
        for event in history:
            self._follow(event)
        events = [_without_schedule(event) for event in history if event.get("id") not in self._moved]
        self.parent = document | {"terms": _without(self._terms), "history": events}

    @property
    def milestones(self) -> list[Document]:
        """The documents of the milestones."""
        return [one.document for one in self._all]

    def _follow(self, event: Document) -> None:
        facts, number = {name: event[name] for name in _FACTS if name in event}, event.get("id")
        terms, changed = event.get("terms"), event.get("changed")
        if _is_of(event, "retraction"):
            for one in self._all:
                one.retract(event)
            self._retractions.append((number, event.get("retracts")))
            self._moved.update({number} if event.get("retracts") in self._moved else ())
        elif _is_of(event, "citation") and event.get("field") == _TARGET:
            self._cite(event, facts)
        elif isinstance(terms, dict) and isinstance(changed, list) and _SCHEDULE in changed:
            self._edit(_targets(terms), facts, number)
            became = any(number in one.became for one in self._all)
            self._moved.update({number} if changed == [_SCHEDULE] and became else ())

    def _cite(self, citation: Document, facts: Document) -> None:
        """Turn a citation that a target was, or was not, reached into an event of its milestone."""
        number, said = citation.get("id"), citation.get("value")
        for one in self._current:
            if one.target.get("due") != said or "amount" in one.target:
                continue
            if citation.get("side", "supports") == "supports":
                one.add({"event": "status"} | facts | {"status": "met"}, number)
            else:
                one.add({"event": "citation"} | facts | {"field": "delivery", "side": "contradicts"}, number)
            self._moved.add(number)

    @property
    def _current(self) -> list[_Milestone]:
        """The milestones after the last edit that was not retracted."""
        gone = set[Any]()
        for number, retracted in reversed(self._retractions):  # a retraction may be retracted by a later one
            if number not in gone and retracted is not None:
                gone.add(retracted)
        return [found for number, found in self._versions.items() if number not in gone][-1]

    def _edit(self, targets: list[Document], facts: Document, change: Any) -> None:  # noqa: ANN401 - an id, or None
        """Follow a schedule that replaces the one before."""
        pairs = list(_pairs(self._current, targets))
        after: list[_Milestone] = []
        for one, target in pairs:
            if target is None:
                one.add({"event": "status"} | facts | {"status": "withdrawn"}, change)  # type: ignore[union-attr] # one of both
            elif one is None:
                after.append(self._new(target, facts, change))
            else:
                one.replace(target, facts, change)
                after.append(one)
        self._versions[change] = after

    def _new(self, target: Document, facts: Document, change: int | None) -> _Milestone:
        due = target.get("due")
        ref = target_ref(self._ref, _words(target), due if isinstance(due, str) else None, self._taken)
        self._taken.add(ref)
        self._all.append(_Milestone(ref, target, facts, self._terms, change))
        return self._all[-1]


def _pairs(before: list[_Milestone], targets: list[Document]) -> Iterator[tuple[_Milestone | None, Document | None]]:
    """Each milestone with the target that continues it: by its words, else by its day, else by its place in order."""
    old, new = list(before), list(targets)
    for key in (_words, lambda target: target.get("due")):
        for one in list(old):
            same = [target for target in new if key(target) and key(target) == key(one.target)]
            if len(same) == 1:
                yield one, same[0]
                old.remove(one)
                new.remove(same[0])
    yield from zip_longest(old, new)


def _targets(terms: Document) -> list[Document]:
    """The targets of a schedule; what is no target is kept as a wrong due date."""
    schedule = terms.get(_SCHEDULE, [])
    targets = schedule if isinstance(schedule, list) else [schedule]
    return [target if isinstance(target, dict) else {"due": target} for target in targets]


def _words(target: Document) -> str:
    words = target.get("words", "")
    return words if isinstance(words, str) else ""


def _dated(target: Document) -> Document:
    return {"due": target["due"]} if "due" in target else {"due": None, "words": _words(target)}


def _without(terms: Document) -> Document:
    return {name: value for name, value in terms.items() if name != _SCHEDULE}


def _without_schedule(event: Document) -> Document:
    """The event with terms and names of changed terms that do not mention the schedule."""
    terms, changed = event.get("terms"), event.get("changed")
    if isinstance(terms, dict):
        event = event | {"terms": _without(terms)}
    if isinstance(changed, list):
        event = event | {"changed": [name for name in changed if name != _SCHEDULE]}
    return event


# Migrations by schema: the one under n turns tables of schema n into tables of schema n + 1.
MIGRATIONS: Final[dict[int, Callable[[Tables], Tables]]] = {1: _rename_basis, 2: _turn_schedules_into_milestones}
