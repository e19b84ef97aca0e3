"""Rows -> what would be recorded of them: new commitments, and amendments of those that are there; or every problem."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from tracker.commitment import Commitment, Terms
from tracker.errors import Refusal, UnknownRef
from tracker.exchange.entries import amended, made
from tracker.exchange.plan import Entry, Plan, Problem
from tracker.exchange.records import Row
from tracker.exchange.rows import Desk, Told, read_row
from tracker.refs import Identity, free_ref, identity, stem_of
from tracker.state.portfolio import Portfolio

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
            except Refusal as refusal:
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
    said = f"{cut} due {'date is' if cut == 1 else 'dates are'} the last day of a range whose first day is not told"
    return [*([said] if cut else []), *taken]


def _identity(terms: Terms) -> Identity:
    return identity(terms.title, terms.obligor, terms.obligee)
