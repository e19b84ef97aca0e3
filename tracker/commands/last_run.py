"""The last run of `changes --since last`, kept in a file: its moment, and how many events it had read.

The moment alone is not enough. Events recorded later on the same day, or recorded late with the date of their source,
were known by that moment but not reported. Histories only grow, so the number of events read identifies the new ones.
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
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment, When
from tracker.state.portfolio import Portfolio
from tracker.store.atomic_file import make_folder, write_file


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """The moment of a run, and the number of events of each commitment then; register and query are for people."""

    register: str
    query: tuple[str, ...]
    as_of: str
    known_at: str | None
    read: dict[str, int]

    @property
    def moment(self) -> Moment:
        """The moment that the run reported on."""
        return Moment(_when(self.as_of), _when(self.known_at) if self.known_at else None)

    def commitments(self, today: Iterable[Commitment]) -> list[Commitment]:
        """The commitments as they were recorded at the time of that run."""
        return [
            replace(commitment, history=commitment.history[: self.read[commitment.ref]])
            for commitment in today
            if commitment.ref in self.read
        ]


def recall(register: str, query: Iterable[str]) -> LastRun | None:
    """Read the last run on a register with a query; None if there was no run."""
    path = _path(register, query)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=LastRun)
        _ = found.moment
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LastRunError(str(path), reason(error)) from None
    except ValueError as error:  # also the DecodeError of msgspec, and an invalid date
        raise LastRunError(str(path), str(error)) from None
    return found


def remember(register: str, query: Iterable[str], portfolio: Portfolio) -> None:
    """Write the last-run file for these commitments, with permission for the user only."""
    path = _path(register, query)
    run = LastRun(
        register=_readable(resolve_location(register)),
        query=tuple(map(_readable, query)),
        as_of=portfolio.moment.as_of.isoformat(),
        known_at=portfolio.moment.known_at.isoformat() if portfolio.moment.known_at else None,
        read={commitment.ref: len(commitment.history) for commitment in portfolio.commitments},
    )
    try:
        make_folder(path.parent)
        write_file(path, msgspec.json.encode(run))
    except OSError as error:
        raise LastRunError(str(path), reason(error)) from None


def _path(register: str, query: Iterable[str]) -> Path:
    """Path of the last-run file of a register and a query, in whatever order its words are."""
    key = json.dumps([resolve_location(register), *sorted(set(query))])
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return user_state_path("tracker", appauthor=False) / "changes" / f"{name}.json"


def _when(text: str) -> When:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _readable(text: str) -> str:
    """The text with bytes of a file name that are not UTF-8 escaped."""
    return text.encode("utf-8", "backslashreplace").decode()
