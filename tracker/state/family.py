"""The family of a commitment: everything inside its root, with the periods of recurring duties, recorded or not."""

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment, terms_of
from tracker.model.dates import Moment
from tracker.model.lazy import cached_property
from tracker.model.refs import parent_of, root_of
from tracker.state.fold import State
from tracker.state.fold_register import folded


class Family(Struct, frozen=True, dict=True):
    """The commitments inside a root at a moment; `related` are all on which their state depends."""

    root: str
    related: tuple[Commitment, ...]
    moment: Moment
    zone: str

    @cached_property
    def commitments(self) -> dict[str, Commitment]:
        """The commitments by ref, each as it is recorded on: a period has the events that follow from its rule too."""
        everything, _ = self._folded
        stored = {one.ref: one.terms for one in self.related}
        return everything | {ref: replace(everything[ref], terms=stored[ref]) for ref in self.periods if ref in stored}

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The refs of the periods of recurring duties."""
        return tuple(ref for ref, state in self.states.items() if state.period)

    @property
    def states(self) -> dict[str, State]:
        """The states of those known at the moment, by ref."""
        _, states = self._folded
        return states

    def periods_of(self, ref: str) -> list[str]:
        """The refs of the periods of one recurring duty."""
        return [period for period in self.periods if parent_of(period) == ref]

    def with_parents(self, commitment: Commitment) -> list[Commitment]:
        """A commitment and those that exist of the ones it is inside of, the nearest first."""
        found = [commitment]
        while parent := self.commitments.get(parent_of(found[-1].ref)):
            found.append(parent)
        return found

    @cached_property
    def _folded(self) -> tuple[dict[str, Commitment], dict[str, State]]:
        return folded([one for one in self.related if self._is_about(one)], self.moment, self.zone)

    def _is_about(self, one: Commitment) -> bool:
        """True if a commitment is inside the root, or was ever a part of something that is."""
        return root_of(one.ref) == self.root or any(root_of(terms.parent) == self.root for terms in terms_of(one))
