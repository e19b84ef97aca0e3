"""The statistics of a register: the same from every back end."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.store.test_contract import put
from tracker.commands.locate import sample_file
from tracker.model.commitment import AssessmentEvent, Commitment, Source, Terms
from tracker.store import Store
from tracker.store.meta import stats_of

TERMS = Terms(title="x", obligor=("JP",), obligee=("US",))


def event(number: int, source: Source | None) -> AssessmentEvent:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return AssessmentEvent(id=number, recorded_at=at, recorded_by="ann", assessment="on_track", source=source)


def test_a_source_counts_once_by_its_address_or_else_its_publisher(store: Store) -> None:
    sources = [Source(url="u", publisher="p"), Source(url="u", publisher="q"), Source(publisher="p"), None]
    sources += [Source(title="t"), Source(title="s")]
    history = tuple(event(number, source) for number, source in enumerate(sources, 1))
    commitments = [Commitment(ref="a", terms=TERMS, history=history), Commitment(ref="b", terms=TERMS)]
    put(store, *commitments)
    with store.reading() as reader:
        assert reader.stats()[:3] == stats_of(commitments)[:3] == (2, 6, 3)


def test_nothing_comes_to_nothing(store: Store) -> None:
    with store.reading() as reader:
        assert reader.stats()[:3] == stats_of(())[:3] == (0, 0, 0)


def test_a_real_register_comes_to_the_same_everywhere(new_store: Callable[[], Store]) -> None:
    store = new_store()
    store.write_raw(sample_file().read_bytes(), None)
    with store.reading() as reader:
        assert reader.stats()[:3] == stats_of(reader.commitments())[:3]
