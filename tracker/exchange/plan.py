"""The plan of an import: everything it would record and every problem, known before anything is written."""

from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NotImportable, quoted
from tracker.exchange.saved_copies import SavedFile
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.register import Category, Party, Rates, View
from tracker.model.text_limits import MAX_TITLE, UNSTORABLE
from tracker.reports.event_text import describe
from tracker.reports.table import Cell, Column, Heading, Panel, Table

Kind = Literal["new", "changed", "unchanged"]
MAX_PROBLEMS: Final = 10_000


class Problem(Struct, frozen=True):
    """One problem of a row: its position in the file, the field, the text of the field, and the reason."""

    where: str
    field: str
    value: str
    why: str

    @classmethod
    def unstorable(cls, where: str, field: str) -> "Problem":
        """A text with a character that no register can store; the text itself is not shown."""
        return cls(where, field, "", f"it holds {UNSTORABLE}; take that out")

    def __str__(self) -> str:
        # Many reasons begin with the value itself.
        value = "" if not self.value or self.why.startswith(quoted(self.value)) else f" {quoted(self.value)}"
        return f"{self.where}, {self.field}{value}: {self.why}"


class Problems(list[Problem]):
    """The problems with a file; too many of them refuse the file at once."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def append(self, problem: Problem) -> None:
        """Add a problem, or refuse the file."""
        if len(self) == MAX_PROBLEMS:
            why = f"it has more than {MAX_PROBLEMS} problems, the first in {self[0]}"
            raise NotImportable(self._path, why, "mend what all of them have in common")
        super().append(problem)


class Entry(Struct, frozen=True):
    """One commitment of an import: the recorded one, None if it is new, and the one after the import."""

    old: Commitment | None
    new: Commitment

    @property
    def what(self) -> Kind:
        """The kind of change."""
        if self.old is None:
            return "new"
        return "unchanged" if self.old == self.new else "changed"

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        """The events that would be recorded."""
        return self.new.history[len(self.old.history) if self.old else 0 :]

    @property
    def details(self) -> str:
        """The events that would be recorded, in words."""
        return "; ".join([*([self.new.terms.title] if self.old is None else []), *map(describe, self.events)])


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that an import would record.

    `zone`: the new time zone of the register. `id`: its new id, None if it keeps its own. `summary`: what it records,
    in place of the count of commitments. `copies`: the saved copies of sources by name.
    `doubts`: why an event is uncertain, by ref and id.
    """

    entries: Sequence[Entry] = ()
    parties: Sequence[Party] = ()
    categories: Sequence[Category] = ()
    rates: Sequence[Rates] = ()
    views: Sequence[View] = ()
    zone: str = ""
    id: UUID | None = None
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    summary: str = ""
    doubts: Mapping[tuple[str, int], str] = {}
    copies: Mapping[str, bytes | SavedFile] = {}

    def with_ignored(self, columns: Sequence[str]) -> "Plan":
        """The plan with a note on the columns that were ignored."""
        if not columns:
            return self
        return replace(self, notes=[*self.notes, f"ignored, because computed or unknown: {', '.join(columns)}"])

    def count(self, what: Kind) -> int:
        """The number of commitments with a kind of change."""
        return sum(entry.what == what for entry in self.entries)

    def __str__(self) -> str:
        if self.summary:
            return self.summary
        counts = [f"{self.count(what)} {what}" for what in get_args(Kind) if self.count(what) or what == "new"]
        others: dict[str, Sized] = {"parties": self.parties, "categories": self.categories, "rates": self.rates}
        others |= {"views": self.views, "saved copies": self.copies}
        return ", ".join([*counts, *(f"{word}: {len(values)}" for word, values in others.items() if values)])


_TONES: Final = {"new": "good", "changed": "strong", "unchanged": "dim"}
PREVIEW: Final = (Column("ref"), Column("change"), Column("details", "text"))
PROBLEMS: Final = (Column("where"), Column("field", "text"), Column("value", "text"), Column("problem", "text"))


def preview(plan: Plan, *, done: bool) -> Table:
    """The table of a plan: a row for each commitment with its ref, its kind of change and the new events."""
    rows = tuple((entry.new.ref, entry.what, entry.details) for entry in plan.entries)
    cells = tuple(
        (Cell(ref, "strong"), Cell(what, _TONES[what]), Cell(details))  # type: ignore[arg-type] # tones of the table
        for ref, what, details in rows
    )
    headings = (Heading("Commitment", stack="a"), Heading("Change", stack="a"), Heading("Recorded", flexible=True))
    note = f"{plan}." if done else f"{plan}. Nothing was changed."
    return Table(PREVIEW, rows, (Panel(headings, cells, notes=(note,)),))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order of the file."""

    def position(problem: Problem) -> tuple[str, int]:
        words, _, number = problem.where.rpartition(" ")
        return words, int(number) if number.isdecimal() else 0

    return sorted(problems, key=position)


def list_problems(problems: Sequence[Problem]) -> Table:
    """The table of problems: a row for each, in the order of the file."""
    rows = tuple((problem.where, problem.field, problem.value[:MAX_TITLE], problem.why) for problem in problems)
    sentences = tuple(Cell(str(problem)) for problem in problems)
    return Table(PROBLEMS, rows, (Panel(sentences=sentences),))
