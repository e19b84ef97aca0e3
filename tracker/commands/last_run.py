"""What `changes --since last` remembers of its previous run: the moment it looked at, and how much it had read.

A moment alone would not do. What is recorded after a run on the same day, and what is recorded late with the date of
its source, was known by that moment and yet not told. Histories only grow, so the number of events read tells it.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace
from platformdirs import user_state_path

from tracker.commands.locate import resolve_location
from tracker.errors import LastRunError, reason
from tracker.model.as_of import Moment, When
from tracker.model.commitment import Commitment
from tracker.state.portfolio import Portfolio
from tracker.store.atomic_file import write_file
from tracker.store.os_calls import make_folder


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """What one run looked at; register and query are there for people who open the file."""

    register: str
    query: tuple[str, ...]
    as_of: str
    known_at: str | None
    read: dict[str, int]

    @property
    def moment(self) -> Moment:
        """The moment it looked at."""
        return Moment(_when(self.as_of), _when(self.known_at) if self.known_at else None)

    def commitments(self, today: Iterable[Commitment]) -> list[Commitment]:
        """The commitments as they had been recorded then."""
        return [
            replace(commitment, history=commitment.history[: self.read[commitment.ref]])
            for commitment in today
            if commitment.ref in self.read
        ]


def recall(register: str, query: Iterable[str]) -> LastRun | None:
    """The last run on that register with that query; None if there was none."""
    place = _place(register, query)
    try:
        found = msgspec.json.decode(place.read_bytes(), type=LastRun)
        _ = found.moment
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LastRunError(str(place), reason(error)) from None
    except ValueError as error:  # of msgspec, of its subclasses, and of a date that is none
        raise LastRunError(str(place), str(error)) from None
    return found


def remember(register: str, query: Iterable[str], seen: Portfolio) -> None:
    """Remember that these commitments were looked at, in the place of the run before; for the user's eyes only."""
    place = _place(register, query)
    run = LastRun(
        register=_readable(resolve_location(register)),
        query=tuple(map(_readable, query)),
        as_of=seen.moment.as_of.isoformat(),
        known_at=seen.moment.known_at.isoformat() if seen.moment.known_at else None,
        read={commitment.ref: len(commitment.history) for commitment in seen.commitments},
    )
    try:
        make_folder(place.parent)
        write_file(place, msgspec.json.encode(run))
    except OSError as error:
        raise LastRunError(str(place), reason(error)) from None


def _place(register: str, query: Iterable[str]) -> Path:
    meant = json.dumps([resolve_location(register), *sorted(set(query))])
    name = hashlib.sha256(meant.encode()).hexdigest()[:32]
    return user_state_path("tracker", appauthor=False) / "changes" / f"{name}.json"


def _when(text: str) -> When:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _readable(text: str) -> str:
    """The text, with what UTF-8 cannot hold of a file name written out."""
    return text.encode("utf-8", "backslashreplace").decode()
