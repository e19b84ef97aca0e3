"""Plan the import of rows: new commitments, changes to recorded ones, or every problem."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import TrackerError, UnknownRef, plural
from tracker.exchange.new_codes import new_categories, new_parties, notes_on_new
from tracker.exchange.obligor_rows import with_promises
from tracker.exchange.plan import Entry, Plan, Problem
from tracker.exchange.row_changes import (
    Change,
    changes_of_new,
    changes_of_obligor,
    changes_of_recorded,
    refuse_ended,
    refused,
    require_one_standing,
)
from tracker.exchange.row_parser import ImportContext, ParsedRow, parse_row
from tracker.exchange.rows import Row
from tracker.exchange.schedule import milestone_refs
from tracker.model.commitment import Commitment, Terms, identity, new_terms, terms_of
from tracker.model.dates import Moment
from tracker.model.due_dates import Deadline, awaiting
from tracker.model.refs import MILESTONE, free_ref, parent_of, stem_of, with_parents
from tracker.record.terms import require_measurable
from tracker.state.event_days import retractions
from tracker.state.periods import stored_of
from tracker.state.portfolio import Portfolio, Standing

Item = TypeVar("Item")
NEAREST: Final = 50  # problems that name the nearest ref, because the search is slow
SHOWN_LINKS: Final = 6  # refs of a circle of parents
_REQUIRED: Final = {
    "title": "it is empty; say in a few words what is promised",
    "obligor": "it is empty; say who owes it, by a code such as JP",
    "obligee": "it is empty; say to whom it is owed, by a code such as US",
}


class ProgressTracker(Protocol):
    """Iterate over items and show a progress bar."""

    def __call__(self, items: Sequence[Item], what: str) -> Iterable[Item]:
        """Iterate over the items."""
        ...


class ImportPolicy(Struct, frozen=True):
    """The permissions of an import: `update` recorded commitments, and add likely `duplicates`."""

    update: bool = False
    duplicates: bool = False


def untracked(items: Sequence[Item], what: str) -> Iterable[Item]:
    """Iterate over the items without a progress bar."""
    del what
    return items


def plan_rows(
    rows: Sequence[Row],
    before: Portfolio,
    context: ImportContext,
    policy: ImportPolicy,
    track: ProgressTracker = untracked,
) -> Plan:
    """Plan the import of rows into a register; `track` shows the progress."""
    parsed = [parse_row(row, context) for row in track(rows, "Reading rows")]
    return _RowImporter(before, context, policy, parsed).plan(track)


class _RowImporter:
    """The rows of a file, the register they go into, and the problems found so far."""

    def __init__(
        self,
        before: Portfolio,
        context: ImportContext,
        policy: ImportPolicy,
        parsed: Sequence[tuple[ParsedRow, list[Problem]]],
    ) -> None:
        self.before, self.context, self.policy = before, context, policy
        self.recorded = {commitment.ref: commitment for commitment in before.commitments}
        self.parsed = list(with_promises(parsed, self.recorded))
        # The rule of each recurring duty, that of the file first; its periods after the rows so far, with all events.
        rules = {row.ref: row.terms["every"] for row, _ in parsed if row.ref and "every" in row.terms}
        self.rules = {one.ref: one.terms.every for one in before if one.terms.every} | rules
        self.periods: dict[str, Commitment] = {}
        self.inside: dict[str, list[Commitment]] = {}
        for commitment in before.commitments:
            self.inside.setdefault(parent_of(commitment.ref), []).append(commitment)
        self.around: dict[tuple[str, Moment], Portfolio] = {}
        self.ref_by_identity = {identity(one.terms): one.ref for one in before if not parent_of(one.ref)}
        # The row that takes each ref; empty for a ref of the register.
        self.taken_by: dict[str, str] = dict.fromkeys(self.recorded, "")
        self.of_one: dict[tuple[str, str], str] = {}  # the row about each obligor
        self.former = context.renamings.former()
        self.numbers: dict[str, int] = {}
        self.parents = {standing.ref: standing.terms.parent for standing in before}
        self.problems: list[Problem] = []

    def plan(self, track: ProgressTracker) -> Plan:
        """The plan. Every row is checked, whatever is wrong with the rows before it."""
        unique = [(row, problems) for row, problems in self.parsed if not self._repeats_ref(row)]
        accepted: list[tuple[str, ParsedRow]] = []
        for row, problems in unique:
            self.problems += problems
            ref = self._ref(row, {problem.field for problem in problems})
            if ref and not row.of:
                self.parents[ref] = parent_of(ref) or row.terms.get("parent", self.parents.get(ref, ""))
            if ref and not problems:
                accepted += [(ref, row), *self._milestones(ref, row)]
        for row, _ in unique:
            self._require_known(row)
        order = dict.fromkeys(ref for ref, _ in accepted)
        # What is about one obligor comes after its promise, and what is inside a commitment after that.
        accepted.sort(key=lambda one: (bool(one[1].of), one[0].count(MILESTONE)))
        built: dict[str, Entry] = {}
        for ref, row in track(accepted, "Trying the rules"):
            built |= {entry.new.ref: entry for entry in self._entry(ref, row, built)}
        entries = [built[ref] for ref in order if ref in built]
        self._require_tree()
        changed = {entry.new.ref: entry.new for entry in entries if entry.what != "unchanged"}
        self._require_measurable(changed, dict(reversed(accepted)))
        adding = changed.values() if self.context.adds_codes else ()
        parties = new_parties(adding, self.context.parties)
        categories = new_categories(adding, self.context.categories)
        notes = [
            *_notes(row for ref, row in accepted if ref in changed),
            *notes_on_new(parties, categories),
        ]
        return Plan(entries=entries, parties=parties, categories=categories, problems=self.problems, notes=notes)

    def _require_measurable(self, changed: Mapping[str, Commitment], rows: Mapping[str, ParsedRow]) -> None:
        """Refuse an amount that cannot be judged, because each of several obligors owes it."""
        everything = {**self.recorded, **changed}
        roots = {ref for ref, one in everything.items() if any(terms.each for terms in terms_of(one))}
        family = [one for ref, one in everything.items() if not roots.isdisjoint(with_parents(ref))]
        for standing in Portfolio(family, Moment(date.max), self.before.register):
            if standing.state.period:  # its duty is refused
                continue
            try:
                require_measurable(standing)
            except TrackerError as refusal:
                above = [(one, field) for one in with_parents(standing.ref) for field in ("each", "obligor")]
                for ref, field in ((standing.ref, "every" if standing.terms.every else "amount"), *above):
                    if ref in changed and field in rows[ref].cells:
                        self._problem(rows[ref], field, rows[ref].cells[field], str(refusal))
                        break

    def _repeats_ref(self, row: ParsedRow) -> bool:
        """True if an earlier row has the same ref."""
        if not row.ref:
            return False
        if row.of:
            return self._repeats_obligor(row)
        earlier = self.taken_by.get(row.ref)
        if earlier:
            self._problem(row, "ref", row.ref, f"{earlier} has it too; one row and one ref for each commitment")
        self.taken_by[row.ref] = earlier or row.where
        return bool(earlier)

    def _repeats_obligor(self, row: ParsedRow) -> bool:
        """True if an earlier row is about the same obligor of the same commitment."""
        earlier = self.of_one.setdefault((row.ref, row.of), row.where)
        if earlier != row.where:
            self._problem(row, "of", row.of, f"{earlier} is about it too; one row for each obligor")
        return earlier != row.where

    def _ref(self, row: ParsedRow, refused: set[str]) -> str:
        """The ref of a row; empty if the row cannot be imported."""
        known, is_period = self.recorded.get(row.ref), self._is_period(row.ref)
        if known or (is_period and parent_of(row.ref) in self.recorded):
            if self.policy.update:
                return row.ref
            why = "it is in the register already; --update changes it by this row"
            if known and not is_period and None in retractions(known.history):
                why = f"it was taken back; `tracker undo {row.ref}` brings it back"
            self._problem(row, "ref", row.ref, why)
            return ""
        if row.of:
            is_promised = row.ref in self.taken_by or is_period
            if not is_promised:
                why = "it is about one obligor of a commitment that is neither in the register nor in another row"
                self._problem(row, "ref", row.ref, why)
            return row.ref if is_promised else ""
        required = _REQUIRED if not parent_of(row.ref) else {}
        missing = [name for name in required if name not in row.terms]
        for name in missing:
            if name not in refused:
                self._problem(row, name, "", _REQUIRED[name])
        if missing:
            return ""
        if parent_of(row.ref):
            return row.ref
        terms = Terms(**row.terms)
        ref = row.ref or self._free(terms)
        self._require_unlike(row, terms, ref)
        return ref

    def _milestones(self, ref: str, row: ParsedRow) -> Iterator[tuple[str, ParsedRow]]:
        """The rows of the milestones that the partial targets of a row become, without those already recorded."""
        for name, target in zip(milestone_refs(ref, row.schedule), row.schedule, strict=True):
            if name not in self.taken_by:
                self.taken_by[name], self.parents[name] = row.where, ref
                yield (
                    name,
                    ParsedRow(
                        where=row.where,
                        cells=row.cells,
                        terms={"title": target.words} if target.words else {},
                        deadline=Deadline(target.due),
                        amount=target.amount,
                        facts=row.facts,
                        reached=row.facts.on,
                    ),
                )

    def _free(self, terms: Terms) -> str:
        stem = stem_of(terms.title, terms.obligor, terms.obligee)
        ref, self.numbers[stem] = free_ref(stem, ChainMap(self.taken_by, self.former), self.numbers.get(stem, 1))
        self.taken_by[ref] = "a row above"
        return ref

    def _require_unlike(self, row: ParsedRow, terms: Terms, ref: str) -> None:
        twin = self.ref_by_identity.setdefault(identity(terms), ref)
        if twin != ref and not self.policy.duplicates:
            remedy = "--update changes it by that ref" if twin in self.recorded else "keep one row"
            why = f"{twin} has the same parties and title; {remedy}, and --allow-duplicates adds both"
            self._problem(row, "title", terms.title, why)

    def _require_known(self, row: ParsedRow) -> None:
        if (inside := parent_of(row.ref)) and row.terms.get("parent", inside) != inside:
            why = f"it is a part of {inside}, as its ref says; leave it empty"
            self._problem(row, "parent", row.terms["parent"], why)
        for field, refs in (
            ("ref", [inside]),
            ("parent", [row.terms.get("parent", "")]),
            ("in_return_for", row.terms.get("in_return_for", ())),
            ("successor", [row.successor]),
        ):
            for ref in refs:
                if ref and ref not in self.taken_by and not self._is_period(ref):
                    known = list(self.taken_by) if len(self.problems) < NEAREST else ()
                    self._problem(row, field, ref, str(UnknownRef(ref, known)))

    def _entry(self, ref: str, row: ParsedRow, built: Mapping[str, Entry]) -> list[Entry]:
        """The commitment after a row; `built` has the commitments that the rows before change."""
        old, begun, period = self.recorded.get(ref), built.get(ref), self._period(ref, built)
        above = [built[one].new if one in built else self.recorded.get(one) for one in with_parents(parent_of(ref))]
        row = replace(row, facts=replace(row.facts, above=tuple(one for one in above if one)))
        if row.of:
            row = replace(row, terms={}, amount=None)
            if not (old or begun or period):  # the row of the promise itself was refused
                return []
        if parent_of(ref):
            row = replace(row, terms={name: value for name, value in row.terms.items() if name != "parent"})
        known = period.portfolio.commitment(ref) if period else old
        before = self.periods.get(ref) or (begun.new if begun else known)
        new = before or Commitment(ref=ref, terms=new_terms(ref, row.terms))
        if row.deadline:
            row = replace(row, deadline=awaiting(row.deadline, self.taken_by))
        for field, change in self._changes(ref, row, period):
            try:
                require_one_standing(row, field)
                new = change(new)
            except TrackerError as refusal:
                self._problem(row, field, row.cells.get(field, ""), str(refusal))
                return []
        if not (period and known):
            return [Entry(old, new)]
        self.periods[ref] = new
        return [Entry(known, known) if new == known else Entry(old, stored_of(new, old))]

    def _is_period(self, ref: str) -> bool:
        """True if a ref is that of a period of a recurring duty of the register or the file, begun or not."""
        whole, _, name = ref.rpartition(MILESTONE)
        rule = self.rules.get(whole)
        return bool(rule and rule.named(name))

    def _period(self, ref: str, built: Mapping[str, Entry]) -> Standing | None:
        """The standing of a period of a recurring duty, as the rows before make the duty; None for anything else."""
        if not self._is_period(ref):
            return None
        duty = parent_of(ref)
        is_changed = duty in built and built[duty].what != "unchanged"
        if not is_changed and ref in self.before.standings:
            return self.before.standings[ref]
        for moment in (self.before.moment, Moment(date.max)):  # the latter has those that have not begun
            if (duty, moment) not in self.around:
                found = (built[one].new if one in built else self.recorded.get(one) for one in with_parents(duty))
                family = [*(one for one in found if one), *self.inside.get(duty, ())]
                self.around[duty, moment] = Portfolio(family, moment, self.before.register)
            if standing := self.around[duty, moment].standings.get(ref):
                return standing
        return None

    def _changes(self, ref: str, row: ParsedRow, period: Standing | None) -> Iterable[Change]:
        parent = parent_of(ref)
        if parent in self.recorded and parent not in self.before.standings:
            return [("ref", refused)]
        context = replace(self.context, zone=self.context.zones.get(parent, self.context.zone))
        if not (period or ref in self.recorded) and self._is_period(ref) and parent in self.parents:
            return [("ref", refuse_ended)]
        if not (period or ref in self.recorded):
            return changes_of_obligor(row, context) if row.of else changes_of_new(row, context)
        standing = period or self.before.standings.get(ref)
        standing = standing.seen_by({row.of}) if standing else None
        return changes_of_recorded(row, standing, context) if standing else [("ref", refused)]

    def _require_tree(self) -> None:
        """Refuse a commitment that is a part of itself, once for each circle with a row of the file."""
        rows = {row.ref: row for row, _ in self.parsed if "parent" in row.terms}
        checked: set[str] = set()
        for start in self.parents:
            path: dict[str, None] = {}
            ref = start
            while ref and ref not in checked and ref not in path:
                path[ref] = None
                ref = self.parents.get(ref, "")
            if ref in path:
                circle = list(path)[list(path).index(ref) :]
                row = next((rows[one] for one in circle if one in rows), None)
                if row:
                    links = circle[:SHOWN_LINKS] if len(circle) >= SHOWN_LINKS else circle
                    chain = " under ".join([*links, "…" if len(circle) >= SHOWN_LINKS else ref])
                    self._problem(row, "parent", row.terms["parent"], f"{chain} is a circle; cut it somewhere")
            checked.update(path)

    def _problem(self, row: ParsedRow, field: str, value: str, why: str) -> None:
        self.problems.append(Problem(row.where, field, value, why))


def _notes(imported: Iterable[ParsedRow]) -> list[str]:
    """The notes of an import: the ranges that became days, and the names that were read as parties."""
    rows = list(imported)
    cut = sum(bool(row.precision == "range" and row.deadline) for row in rows)
    names = dict.fromkeys(sentence for row in rows for sentence in row.interpretations)
    ranges = f"{plural(cut, 'due date is', 'due dates are')} the last day of a range whose first day is unknown"
    return [*([ranges] if cut else []), *names]
