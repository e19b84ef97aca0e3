"""Rows -> what would be recorded of them: new commitments, and amendments of those that are there; or every problem."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NeedsMore, NotPossible, TrackerError, UnknownRef, plural
from tracker.exchange.plan import Entry, Plan, Problem
from tracker.exchange.row_parser import Desk, Told, read_row
from tracker.exchange.rows import Row
from tracker.model.amounts import Amount
from tracker.model.commitment import Commitment, DeadlineChange, Judgement, Terms
from tracker.model.due_dates import Deadline, awaiting, rule
from tracker.model.refs import Identity, free_ref, identity, stem_of
from tracker.model.status import Status
from tracker.record.events import NO_LIMITS, Limits, Provenance, assess, edit, mark, move_deadline, set_amount
from tracker.state.deadlines import grace_days, not_before, version_in_force
from tracker.state.portfolio import Portfolio, Standing

Item = TypeVar("Item")
NEAREST: Final = 50  # problems for which the nearest ref is looked for, which takes a while
SHOWN_LINKS: Final = 6  # of a circle of parents
_REQUIRED: Final = {
    "title": "it is empty; say in a few words what is promised",
    "obligor": "it is empty; say who owes it, by a code such as JP",
    "obligee": "it is empty; say to whom it is owed, by a code such as US",
}


class Watch(Protocol):
    """What looks on while items are gone through, as a bar does."""

    def __call__(self, items: Sequence[Item], what: str) -> Iterable[Item]:
        """The items one after the other."""
        ...


class Leave(Struct, frozen=True):
    """What an import may do beside adding: amend what is there, and take in what looks like it."""

    update: bool = False
    duplicates: bool = False


def unwatched(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items, with nobody looking on."""
    del what
    return items


def plan_rows(rows: Sequence[Row], before: Portfolio, desk: Desk, leave: Leave, watched: Watch = unwatched) -> Plan:
    """What would be recorded of rows in a register, or what is wrong with any; `watched` tells how far it is."""
    read = [read_row(row, desk) for row in watched(rows, "Reading rows")]
    return _Intake(before, desk, leave, read).plan(watched)


class _Intake:
    """The rows of a file beside a register, and what was found wrong with them."""

    def __init__(self, before: Portfolio, desk: Desk, leave: Leave, read: Sequence[tuple[Told, list[Problem]]]) -> None:
        self.before, self.desk, self.leave, self.read = before, desk, leave, read
        self.recorded = {commitment.ref: commitment for commitment in before.commitments}
        self.alike = {_identity(standing.terms): standing.ref for standing in before}
        # Where each ref of the file stands; those of the register come first, for they are there already.
        self.places: dict[str, str] = dict.fromkeys(self.recorded, "")
        self.numbers: dict[str, int] = {}
        self.parents = {standing.ref: standing.terms.parent for standing in before}
        self.problems: list[Problem] = []

    def plan(self, watched: Watch) -> Plan:
        """The plan; every row is looked at, whatever is wrong with those before it."""
        singles = [(told, problems) for told, problems in self.read if not self._is_second(told)]
        entries: list[Entry] = []
        named: list[tuple[str, Told]] = []
        for told, problems in singles:
            self.problems += problems
            ref = self._ref(told, {problem.field for problem in problems})
            if ref:
                self.parents[ref] = told.terms.get("parent", self.parents.get(ref, ""))
            if ref and not problems:
                named.append((ref, told))
        for told, _ in singles:
            self._require_known(told)
        for ref, told in watched(named, "Trying the rules"):
            entries += self._entry(ref, told)
        self._require_tree()
        recorded = {entry.new.ref for entry in entries if entry.what != "unchanged"}
        return Plan(
            entries=entries, problems=self.problems, notes=_notes(told for ref, told in named if ref in recorded)
        )

    def _is_second(self, told: Told) -> bool:
        """Whether an earlier row has the same ref."""
        if not told.ref:
            return False
        earlier = self.places.get(told.ref)
        if earlier:
            self._problem(told, "ref", told.ref, f"{earlier} has it too; one row and one ref for each commitment")
        self.places[told.ref] = earlier or told.where
        return bool(earlier)

    def _ref(self, told: Told, refused: set[str]) -> str:
        """The ref of a row; empty where the row cannot come in."""
        if told.ref in self.recorded:
            if self.leave.update:
                return told.ref
            self._problem(told, "ref", told.ref, "it is in the register already; --update amends it by this row")
            return ""
        missing = [name for name in _REQUIRED if name not in told.terms]
        for name in missing:
            if name not in refused:
                self._problem(told, name, "", _REQUIRED[name])
        if missing:
            return ""
        terms = Terms(**told.terms)
        ref = told.ref or self._free(terms)
        self._see_alike(told, terms, ref)
        return ref

    def _free(self, terms: Terms) -> str:
        stem = stem_of(terms.title, terms.obligor, terms.obligee)
        ref, self.numbers[stem] = free_ref(stem, self.places, self.numbers.get(stem, 1))
        self.places[ref] = "a row above"
        return ref

    def _see_alike(self, told: Told, terms: Terms, ref: str) -> None:
        twin = self.alike.setdefault(_identity(terms), ref)
        if twin != ref and not self.leave.duplicates:
            remedy = "with that ref --update amends it" if twin in self.recorded else "one of them is enough"
            why = f"{twin} has the same parties and title; {remedy}, and --allow-duplicates takes both"
            self._problem(told, "title", terms.title, why)

    def _require_known(self, told: Told) -> None:
        for field, refs in (
            ("parent", [told.terms.get("parent", "")]),
            ("in_return_for", told.terms.get("in_return_for", ())),
            ("successor", [told.successor]),
        ):
            for ref in refs:
                if ref and ref not in self.places:
                    known = list(self.places) if len(self.problems) < NEAREST else ()
                    self._problem(told, field, ref, str(UnknownRef(ref, known)))

    def _entry(self, ref: str, told: Told) -> list[Entry]:
        old = self.recorded.get(ref)
        new = old or Commitment(ref=ref, terms=Terms(**told.terms | {"titles": told.titles}))
        steps = amended(told, self.before.standings.get(ref), self.desk) if old else made(told, self.desk)
        for field, step in steps:
            try:
                new = step(new, self.places)
            except TrackerError as refusal:
                self._problem(told, field, told.cells.get(field, ""), str(refusal))
                return []
        return [Entry(old, new)]

    def _require_tree(self) -> None:
        """Refuse what is a part of itself, once for every circle that a row of the file is in."""
        rows = {told.ref: told for told, _ in self.read if "parent" in told.terms}
        whole: set[str] = set()
        for start in self.parents:
            path: dict[str, None] = {}
            ref = start
            while ref and ref not in whole and ref not in path:
                path[ref] = None
                ref = self.parents.get(ref, "")
            if ref in path:
                circle = list(path)[list(path).index(ref) :]
                told = next((rows[one] for one in circle if one in rows), None)
                if told:
                    links = circle[:SHOWN_LINKS] if len(circle) >= SHOWN_LINKS else circle
                    chain = " under ".join([*links, "…" if len(circle) >= SHOWN_LINKS else ref])
                    self._problem(told, "parent", told.terms["parent"], f"{chain} is a circle; cut it somewhere")
            whole.update(path)

    def _problem(self, told: Told, field: str, value: str, why: str) -> None:
        self.problems.append(Problem(told.where, field, value, why))


def _notes(recorded: Iterable[Told]) -> list[str]:
    """The notes of an import: what the rows left open, and which codes stand for which names."""
    rows = list(recorded)
    cut = sum(bool(told.precision == "range" and told.deadline) for told in rows)
    taken = dict.fromkeys(sentence for told in rows for sentence in told.taken)
    said = f"{plural(cut, 'due date is', 'due dates are')} the last day of a range whose first day is not told"
    return [*([said] if cut else []), *taken]


def _identity(terms: Terms) -> Identity:
    return identity(terms.title, terms.obligor, terms.obligee)


Step: TypeAlias = tuple[str, Callable[[Commitment, Collection[str]], Commitment]]


def made(told: Told, desk: Desk) -> Iterator[Step]:
    """What makes a new commitment of a row, as `add` does."""
    yield _marking(told, told.status or "agreed", desk)
    if told.deadline or told.limits != NO_LIMITS:
        yield _moving(told, told.deadline, told.limits, desk)
    if told.amount:
        yield _setting(told, told.amount, desk)
    if told.judgement:
        yield _judging(told, told.judgement)


def amended(told: Told, standing: Standing | None, desk: Desk) -> Iterator[Step]:
    """What brings a commitment to what its row says: nothing of what it says already."""
    if standing is None:
        yield "ref", _refused
    else:
        yield from _differences(told, standing, desk)


def _differences(told: Told, standing: Standing, desk: Desk) -> Iterator[Step]:
    terms = standing.terms
    values = told.terms | ({"titles": terms.titles | told.titles} if told.titles else {})
    if changed := {name: value for name, value in values.items() if value != getattr(terms, name)}:
        yield next(iter(changed)), lambda old, _: edit(old, changed, told.facts, desk.zone)
    if told.status and told.status != standing.status:
        yield _marking(told, told.status, desk)
    deadline = None if _is_due(told, standing) else told.deadline
    limits = _new_limits(told.limits, standing)
    if deadline or limits != NO_LIMITS:
        change = desk.change if version_in_force(standing.state) else None
        yield _moving(told, deadline, limits, desk, change)
    if told.amount and not _is_amount(told, standing):
        yield _setting(told, told.amount, desk, correction=desk.change == "correction" and standing.amount is not None)
    if told.judgement and told.judgement != standing.state.assessment:
        yield _judging(told, told.judgement)


def _refused(old: Commitment, _: Collection[str]) -> Commitment:
    why = "it was taken back, or nothing of it has happened yet"
    raise NotPossible(f"amending {old.ref}", why, f"`tracker log {old.ref}` shows what is recorded")


def _marking(told: Told, status: Status, desk: Desk) -> Step:
    def marked(old: Commitment, _: Collection[str]) -> Commitment:
        return mark(old, status, _closing(told, status, old.ref), desk.zone, successor=told.successor)

    return "status", marked


def _moving(
    told: Told, deadline: Deadline | None, limits: Limits, desk: Desk, change: DeadlineChange | None = None
) -> Step:
    def moved(old: Commitment, refs: Collection[str]) -> Commitment:
        due = awaiting(deadline, refs) if deadline else None
        return move_deadline(old, due, told.facts, desk.zone, change=change, limits=limits)

    return ("due" if deadline else "not_before" if limits.not_before else "grace_days"), moved


def _setting(told: Told, amount: Amount, desk: Desk, *, correction: bool = False) -> Step:
    return "amount", lambda old, _: set_amount(old, amount, told.facts, desk.zone, correction=correction)


def _judging(told: Told, judgement: Judgement) -> Step:
    return "assessment", lambda old, _: assess(old, judgement, told.facts)


def _closing(told: Told, status: str, ref: str) -> Provenance:
    """The facts of a status; what is met needs its day and a source, and what is superseded its successor."""
    if status == "superseded" and not told.successor:
        raise NeedsMore(f"marking {ref} superseded", "its successor", "fill successor with its ref")
    if status == "superseded" and told.successor == ref:
        raise NotPossible(f"marking {ref} superseded", "it cannot supersede itself", "fill successor with another ref")
    if status != "met":
        return replace(told.facts, on=told.reached)
    on = told.met_on or (told.reached if told.has_day else None)
    if on is None:
        raise NeedsMore(f"marking {ref} met", "the day it was met", "fill met_on, or give --on DATE for all rows")
    if told.facts.source is None:
        remedy = "fill source or publisher, or give --source URL or --publisher NAME for all rows"
        raise NeedsMore(f"marking {ref} met", "a source", remedy)
    return replace(told.facts, on=on)


def _is_due(told: Told, standing: Standing) -> bool:
    """Whether a row shows the deadline that is there; its precision counts only where the row gives one."""
    if told.deadline is None:
        return True
    due, version = told.deadline.due, version_in_force(standing.state)
    if due is None:
        said = (version.due, rule(version.words), version.awaits) if version else None
        return said == (due, rule(told.deadline.words), told.deadline.awaits)
    if standing.due is None or standing.due.last != due.last:
        return False
    wanted = told.precision or due.precision
    return wanted == standing.due.precision or (wanted == "day" and not told.precision)


def _is_amount(told: Told, standing: Standing) -> bool:
    """Whether a row shows the amount that is there; how exact it is counts only where the row says so."""
    amount, known = told.amount, standing.amount
    if amount is None or known is None:
        return False
    if (amount.value, amount.unit) != (known.value, known.unit):
        return False
    plain = (amount.qualifier, amount.per) == ("exact", "")
    return amount == known or (plain and not told.has_qualifier)


def _new_limits(limits: Limits, standing: Standing) -> Limits:
    """The limits that are not in force already."""
    state = standing.state
    return Limits(
        None if limits.not_before == not_before(state) else limits.not_before,
        None if limits.grace_days == grace_days(state) else limits.grace_days,
    )
