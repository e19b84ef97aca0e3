"""Stores of every back end, each in a place of its own, and commitments that say only what matters."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server import in_schema, shared_url
from tracker.model.commitment import AssessmentEvent, Commitment, Terms
from tracker.store import Store, TinyStore, open_store

# One line for each back end: how it opens a place that nobody has used yet, for which it may use a folder.
BACK_ENDS: dict[str, Callable[[Path], Store]] = {
    "tiny": lambda folder: open_store(folder / "commitments.json"),
    "postgres": lambda _: open_store(in_schema(shared_url(), f"t_{uuid4().hex}")),
}


@pytest.fixture(params=BACK_ENDS)
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Open a store where there is no register yet; each call another one."""
    if request.param == "postgres":
        request.getfixturevalue("server")  # without one, what needs it is skipped
    places = count()
    return lambda: BACK_ENDS[request.param](tmp_path / str(next(places)))


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """An empty register."""
    store = new_store()
    store.create("Asia/Tokyo")
    return store


@pytest.fixture
def tiny(tmp_path: Path) -> TinyStore:
    """An empty register in a file; nobody waits long for its lock."""
    store = TinyStore(tmp_path / "commitments.json", timeout=0.05)
    store.create("UTC")
    return store


@pytest.fixture
def commitment() -> Callable[..., Commitment]:
    """A commitment of a ref, a title and any number of notes in its history."""

    def build(ref: str = "jp-us-lng", title: str = "Alaska LNG", notes: tuple[str, ...] = ()) -> Commitment:
        noon = datetime(2026, 2, 17, 12, tzinfo=UTC)
        history = tuple(
            AssessmentEvent(id=id, recorded_at=noon, recorded_by="kenji", assessment="on_track", note=note)
            for id, note in enumerate(notes, start=1)
        )
        return Commitment(ref=ref, terms=Terms(title=title, obligor=("JP",), obligee=("US",)), history=history)

    return build
