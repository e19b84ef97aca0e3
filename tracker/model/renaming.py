"""Renamed commitments: the refs that are recorded, and the present refs that people see.

A commitment keeps for ever the ref under which it was first recorded, and so do all that name it. A renaming is an edit
of its terms. The refs of a register are translated when it is read, and back when it is written.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from tracker.model.commitment import AnyEvent, Commitment, DeadlineEvent, StatusEvent, Terms, TermsEvent
from tracker.model.lazy import cached_property
from tracker.model.refs import MILESTONE, beginning_with


class Renaming(Struct, frozen=True, kw_only=True):
    """A commitment that was renamed: the ref that is recorded, its present ref, and every ref that it ever had."""

    recorded: str
    present: str
    refs: tuple[str, ...]
    changed_at: Annotated[datetime, Meta(tz=True)]


class Renamings(Struct, frozen=True, dict=True):
    """All renamed commitments of a register. A ref that a commitment ever had is never free for another."""

    renamed: tuple[Renaming, ...] = ()

    def with_changed(self, changed: Iterable[Renaming]) -> "Renamings":
        """The renamings after some commitments were renamed, or renamed again."""
        return Renamings(tuple({one.recorded: one for one in (*self.renamed, *changed)}.values()))

    def present(self, ref: str) -> str:
        """The present ref of a commitment that had this ref; other refs stay as they are.

        >>> from datetime import UTC
        >>> then = datetime(2026, 11, 28, tzinfo=UTC)
        >>> lng = Renaming(recorded="lng", present="energy", refs=("lng", "energy"), changed_at=then)
        >>> Renamings((lng,)).present("lng"), Renamings((lng,)).present("lng/permit"), Renamings((lng,)).present("gas")
        ('energy', 'energy/permit', 'gas')
        """
        found = self._of(ref)
        parent, part, name = (found.present if found else ref).rpartition(MILESTONE)
        return f"{self.present(parent)}{part}{name}" if part else name

    def recorded(self, ref: str) -> str:
        """The recorded ref of a commitment that has or had this ref; other refs stay as they are."""
        return _recorded(ref, self._by_ref)

    def former(self, beginning: str = "") -> dict[str, str]:
        """The former refs with this beginning, each with the present ref."""
        refs = {ref: self.present(ref) for one in self.renamed for ref in one.refs if ref.startswith(beginning)}
        return {ref: now for ref, now in refs.items() if ref != now}

    def earlier(self, ref: str) -> tuple[str, ...]:
        """The former refs of the commitment with this present ref, the oldest first."""
        found = self._of(ref)
        return tuple(one for one in found.refs if one != found.present) if found else ()

    def note(self, typed: str, found: str) -> str:
        """The sentence that a commitment is found by a former ref; empty if it is found by its present ref."""
        parts, names = typed.split(MILESTONE), found.split(MILESTONE)
        for depth in range(len(parts), 0, -1):
            renaming = self._of(MILESTONE.join(names[:depth]))
            if renaming is None or names[depth - 1].startswith(parts[depth - 1]):
                continue
            like = [ref for ref in renaming.refs if ref.split(MILESTONE)[-1].startswith(parts[depth - 1])]
            former = (beginning_with(MILESTONE.join(parts[:depth]), like) or like)[0]
            told = names if self._of(found) is None else names[:depth]  # a renamed milestone may have had another name
            present, former = MILESTONE.join(told), MILESTONE.join((former, *told[depth:]))
            return f"{former} was renamed {present} on {renaming.changed_at.date()}"
        return ""

    def names(self, ref: str) -> tuple[str, ...]:
        """Every ref that finds the commitment with this present ref: it has or had each, or its parent another.

        >>> from datetime import UTC
        >>> then = datetime(2026, 11, 28, tzinfo=UTC)
        >>> lng = Renaming(recorded="lng", present="gas", refs=("lng", "gas"), changed_at=then)
        >>> Renamings((lng,)).names("gas/talks")
        ('gas/talks', 'lng/talks')
        """
        parent, part, _ = ref.rpartition(MILESTONE)
        found = self._of(ref)
        refs = (ref, *found.refs) if found else (ref,)
        above = self.names(parent) if part else ("",)
        return tuple(dict.fromkeys(f"{one}{part}{name.rpartition(MILESTONE)[2]}" for one in above for name in refs))

    def has(self, ref: str) -> bool:
        """True if a renamed commitment has or had this ref."""
        return self._of(ref) is not None

    def shown(self, commitment: Commitment) -> Commitment:
        """A recorded commitment with the present refs."""
        return _translated(commitment, self.present) if self.renamed else commitment

    def kept(self, commitment: Commitment) -> Commitment:
        """The commitment with the refs that are recorded."""
        return _translated(commitment, self.recorded) if self.renamed else commitment

    @cached_property
    def _by_ref(self) -> dict[str, Renaming]:
        """The renaming of each ref; a milestone is found under the recorded ref of its parent."""
        refs = [(ref, one) for one in self.renamed for ref in one.refs]
        found: dict[str, Renaming] = {}
        for ref, one in sorted(refs, key=lambda pair: pair[0].count(MILESTONE)):  # parents first
            found[_below_recorded(ref, found)] = one
        return found

    def _of(self, ref: str) -> Renaming | None:
        return self._by_ref.get(_below_recorded(ref, self._by_ref))


def _below_recorded(ref: str, renamings: Mapping[str, Renaming]) -> str:
    """The ref with the recorded ref of its parent, if it is that of a milestone."""
    parent, part, name = ref.rpartition(MILESTONE)
    return f"{_recorded(parent, renamings)}{part}{name}" if part else name


def _recorded(ref: str, renamings: Mapping[str, Renaming]) -> str:
    found = renamings.get(key := _below_recorded(ref, renamings))
    return found.recorded if found else key


Translate = Callable[[str], str]


def _translated(commitment: Commitment, translate: Translate) -> Commitment:
    history = tuple(_event(event, translate) for event in commitment.history)
    return replace(
        commitment, ref=translate(commitment.ref), terms=_terms(commitment.terms, translate), history=history
    )


def _terms(terms: Terms, translate: Translate) -> Terms:
    if not (terms.parent or terms.in_return_for):
        return terms
    return replace(terms, parent=translate(terms.parent), in_return_for=tuple(map(translate, terms.in_return_for)))


def _event(event: AnyEvent, translate: Translate) -> AnyEvent:
    match event:
        case StatusEvent(successor=successor) if successor:
            return replace(event, successor=translate(successor))
        case DeadlineEvent(awaits=awaits) if awaits:
            return replace(event, awaits=translate(awaits))
        case TermsEvent():
            return replace(event, terms=_terms(event.terms, translate))
        case _:
            return event
