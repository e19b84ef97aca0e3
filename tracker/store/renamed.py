"""A register as people see it: every commitment under its present ref, whichever ref is recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from tracker.errors import CorruptRegister, NotPossible
from tracker.model.commitment import Commitment
from tracker.model.refs import parent_of
from tracker.model.register import Category, Party, Rates, View
from tracker.model.renaming import Renaming, Renamings
from tracker.query.filter import Filter, FilterResult
from tracker.state.renaming import renaming_of
from tracker.store import Account, Reader, Writer
from tracker.store.meta import Meta
from tracker.store.tinydb.table import Value


class RenamedReader:
    """A reader of the present refs; `as_recorded` reads the refs that are recorded."""

    def __init__(self, reader: Reader, location: str) -> None:
        self._reader, self._location = reader, location
        self.renamings = Renamings(tuple(reader.renamed()))

    @property
    def as_recorded(self) -> Reader:
        """The same register with the refs that are recorded."""
        return self._reader

    @property
    def meta(self) -> Meta:
        """The metadata of the register."""
        return self._reader.meta

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return map(self._shown, self._reader.commitments())

    def find(self, wanted: Filter) -> FilterResult:
        """At least the commitments that match the filter, with all that their state depends on."""
        found = self._reader.find(wanted)
        return FilterResult(map(self._shown, found.commitments), found.other_counts)

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """At least the commitment with this ref, or the nearest stored one around it, with what its state needs."""
        while not self.has(ref) and (parent := parent_of(ref)):
            ref = parent
        return map(self._shown, self._reader.with_related(self.renamings.recorded(ref)))

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> Iterable[Commitment]:
        """At least the commitments with an event recorded by this user and at this time."""
        return map(self._shown, self._reader.with_events(last=last, by=by, at=at))

    def events(self) -> int:
        """The number of all events."""
        return self._reader.events()

    def get(self, ref: str) -> Commitment:
        """The commitment with exactly this ref; UnknownRef if there is none."""
        return self._shown(self._reader.get(self.renamings.recorded(ref)))

    def has(self, ref: str) -> bool:
        """True if there is a commitment with exactly this present ref."""
        return self.present(ref) == ref and self._reader.has(self.renamings.recorded(ref))

    def present(self, ref: str) -> str:
        """The present ref of a commitment that had this ref."""
        return self.renamings.present(ref)

    def former(self, beginning: str) -> dict[str, str]:
        """The former refs with this beginning, each with the present ref."""
        return self.renamings.former(beginning)

    def names(self, ref: str) -> tuple[str, ...]:
        """Every ref that finds the commitment with this present ref."""
        return self.renamings.names(ref)

    def refs(self, prefix: str = "") -> list[str]:
        """Every present ref that starts with the prefix."""
        recorded = [prefix, self.renamings.recorded(prefix)] if prefix else [""]
        recorded += [one.recorded for one in self.renamings.renamed if prefix and one.present.startswith(prefix)]
        found = (ref for beginning in dict.fromkeys(recorded) for ref in self._reader.refs(beginning))
        present = map(self.renamings.present, dict.fromkeys(found))
        return [ref for ref in present if ref.startswith(prefix)]

    def values(self, kind: type[Value]) -> dict[str, Value]:
        """The parties by code, the rates by id or the views by name, in the order they were added."""
        return self._reader.values(kind)

    def copy_names(self) -> frozenset[str]:
        """The name of every saved copy of a source."""
        return self._reader.copy_names()

    def read_copy(self, name: str) -> bytes | None:
        """The bytes of a saved copy, which may have been changed; None if there is none."""
        return self._reader.read_copy(name)

    def _shown(self, commitment: Commitment) -> Commitment:
        """A commitment with the present refs; CorruptRegister if somebody gave it the ref of another by hand."""
        other = self.renamings.recorded(commitment.ref)
        if other != commitment.ref:
            raise CorruptRegister(self._location, f"{commitment.ref} is or was the ref of {other} too")
        return self.renamings.shown(commitment)


class RenamedWriter(RenamedReader):
    """A transaction on the present refs."""

    def __init__(self, writer: Writer, location: str) -> None:
        super().__init__(writer, location)
        self._writer = writer

    @property
    def account(self) -> Account | None:
        """The user and the clock of the server; None for a file."""
        return self._writer.account

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        return self._writer.stamp(now, user)

    def add(self, commitment: Commitment) -> None:
        """Add a commitment at the end; RefTaken if its ref is in use, NotPossible if another one had it."""
        self.write([(None, commitment)])

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Replace `old` by `new`; Conflict if `old` has changed meanwhile, UnknownRef if it does not exist."""
        self.write([(old, new)])

    def write(self, changes: Iterable[tuple[Commitment | None, Commitment]]) -> None:
        """Add each new commitment without an old one, replace the others, and then follow all renamings at once."""
        kept, changed = self.renamings.kept, list[Renaming]()
        for old, new in changes:
            if old:
                self._writer.replace(kept(old), recorded := kept(new))
            elif self.renamings.has(new.ref):
                why = f"it is or was the ref of {self.present(new.ref)}"
                raise NotPossible(f"the ref {new.ref}", why, "choose another with --ref")
            else:
                self._writer.add(recorded := kept(new))
            if renaming := renaming_of(recorded):
                changed.append(renaming)
        if changed:
            self.renamings = self.renamings.with_changed(changed)

    def put_meta(self, *, zone: str = "", id: UUID | None = None) -> None:
        """Set the time zone of the register, or its id, as that of the one it is a copy of."""
        self._writer.put_meta(zone=zone, id=id)

    def put(self, value: Party | Rates | View | Category) -> None:
        """Add a party, rates or a view, or replace the one with the same name."""
        self._writer.put(value)

    def remove(self, kind: type[Value], name: str) -> None:
        """Remove a value, if it is there."""
        self._writer.remove(kind, name)

    def save_copy(self, name: str, raw: bytes) -> None:
        """Save a copy of a source under its name."""
        self._writer.save_copy(name, raw)
