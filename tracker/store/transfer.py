"""A register carried to another place, step by step, and proven to have arrived by what is read back from there."""

from contextlib import suppress
from pathlib import Path

from tracker.errors import Damaged, NewerSchema, NotArrived, NotReplaced, StoreFault
from tracker.store import Store
from tracker.store.census import Census, census


class Transfer:
    """All of one register put in another place, in one transaction there; the first one is only read.

    The steps are to be taken in their order. Where one is cut short, the other place is as it was or has all of it, and
    a new transfer tells which.
    """

    def __init__(self, source: Store, target: Store, *, force: bool) -> None:
        self.steps = (self._read, self._look, self._write, self._check)
        self.is_there_already = False
        self.aside: Path | None = None
        self._source, self._target, self._force = source, target, force

    def _read(self) -> None:
        """Read all of it."""
        self._raw: bytes = self._source.copy()
        self._held = census(self._source.place, self._raw)

    def _look(self) -> None:
        """Look whether the same is there already; anything else but an empty register is only replaced by force."""
        self._found = self._target.found()
        there: Census | None = None
        with suppress(Damaged, NewerSchema):
            there = census(self._target.place, self._target.copy()) if self._found else None
        self.is_there_already = there == self._held
        if self._found is None or self.is_there_already or self._force or (there and there.is_empty):
            return
        remedy = "choose another place, or give --force, which puts aside what is there"
        raise NotReplaced(self._target.place, "there already with something else in it", remedy)

    def _write(self) -> None:
        """Put it there, whole or not at all."""
        if not self.is_there_already:
            if self._found is None:
                self._target.create_from(self._raw)
            else:
                self.aside = self._target.restore(self._raw, self._found)
        del self._raw, self._found  # to read it back takes as much memory again

    def _check(self) -> None:
        """Read it back and compare."""
        try:
            self.arrived = census(self._target.place, self._target.copy())
        except StoreFault as refusal:
            raise self._not_arrived(f"cannot be read back: {refusal}") from None
        if self.arrived != self._held:
            raise self._not_arrived("holds something else, for others changed it meanwhile")

    def _not_arrived(self, why: str) -> NotArrived:
        return NotArrived(self._target.place, self._source.place, why, str(self.aside or ""))
