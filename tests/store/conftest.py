"""Fixtures: empty stores of every back end, each at a new location, and a builder of commitments."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server import in_schema, shared_url
from tracker.model.commitment import AssessmentEvent, Commitment, Terms
from tracker.store import IndexFile, Store, TinyStore, create, open_store

# For each back end, a function that opens a store at a new location; a file store is in the given folder.
BACK_ENDS: dict[str, Callable[[Path], Store]] = {
    "tiny": lambda folder: open_store(folder / "commitments.json"),
    "indexed": lambda folder: open_store(
        folder / "commitments.json", index=IndexFile(lambda: folder / "cache" / "r.sqlite", least=0)
    ),
    "postgres": lambda _: open_store(in_schema(shared_url(), f"t_{uuid4().hex}")),
}


@pytest.fixture(params=BACK_ENDS)
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Open a store without a register; each call opens a store at another location."""
    if request.param == "postgres":
        request.getfixturevalue("server")  # without a server, skip the test
    numbers = count()
    return lambda: BACK_ENDS[request.param](tmp_path / str(next(numbers)))


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """An empty register."""
    store = new_store()
    create(store, "Asia/Tokyo")
    return store


@pytest.fixture
def tiny(tmp_path: Path) -> TinyStore:
    """An empty register in a file, with a short lock timeout."""
    store = TinyStore(tmp_path / "commitments.json", timeout=0.05)
    create(store, "UTC")
    return store


@pytest.fixture
def commitment() -> Callable[..., Commitment]:
    """Build a commitment with a ref, a title and one event for each note."""

    def build(ref: str = "jp-us-lng", title: str = "Alaska LNG", notes: tuple[str, ...] = ()) -> Commitment:
        noon = datetime(2026, 2, 17, 12, tzinfo=UTC)
        history = tuple(
            AssessmentEvent(id=id, recorded_at=noon, recorded_by="kenji", assessment="on_track", note=note)
            for id, note in enumerate(notes, start=1)
        )
        return Commitment(ref=ref, terms=Terms(title=title, obligor=("JP",), obligee=("US",)), history=history)

    return build
