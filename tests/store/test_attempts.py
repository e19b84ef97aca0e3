"""Attempts at a transaction: repeated after a conflict, rolled back after anything else."""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

import tracker
from tracker.errors import NoServer, TooManyConflicts
from tracker.model.commitment import Commitment
from tracker.store import Store
from tracker.store.attempts import attempts

Build: TypeAlias = Callable[..., Commitment]
CONFLICT = TooManyConflicts("desk", "others were faster")
AWAY = NoServer("desk", "nobody is there")


class Ledger:
    """A back end that refuses its first transactions at their beginning or at their end."""

    def __init__(self, *, at_begin: tuple[Exception, ...] = (), at_commit: tuple[Exception, ...] = ()) -> None:
        self.at_begin, self.at_commit = list(at_begin), list(at_commit)
        self.kept: list[str] = []

    @contextmanager
    def writing(self) -> Iterator[list[str]]:
        """One transaction, whose texts are kept when it commits."""
        if self.at_begin:
            raise self.at_begin.pop()
        written = list[str]()
        yield written
        if self.at_commit:
            raise self.at_commit.pop()
        self.kept += written


def write(ledger: Ledger, pauses: list[float]) -> None:
    for attempt in attempts(ledger.writing, pauses):
        with attempt as written:
            written.append("lng")


@pytest.mark.parametrize(
    "ledger",
    [
        Ledger(),
        Ledger(at_begin=(CONFLICT,)),
        Ledger(at_commit=(CONFLICT,)),
        Ledger(at_begin=(AWAY, CONFLICT)),
    ],
    ids=["no conflict", "at its beginning", "at its commit", "then without a server"],
)
def test_a_transaction_is_tried_until_it_commits_once(ledger: Ledger) -> None:
    write(ledger, [0, 0])
    assert ledger.kept == ["lng"]


def test_a_conflict_in_the_block_is_retried_as_well() -> None:
    ledger, tries = Ledger(), iter([CONFLICT, None])
    for attempt in attempts(ledger.writing, [0]):
        with attempt as written:
            written.append("lng")
            if refusal := next(tries):
                raise refusal
    assert ledger.kept == ["lng"]


@pytest.mark.parametrize("ledger", [Ledger(at_commit=(CONFLICT,) * 3), Ledger(at_begin=(CONFLICT,) * 3)])
def test_the_last_conflict_is_raised_once_there_is_no_time_left(ledger: Ledger) -> None:
    with pytest.raises(TooManyConflicts):
        write(ledger, [0, 0])
    assert not ledger.kept


def test_a_server_that_was_never_there_is_not_tried_again() -> None:
    ledger = Ledger(at_begin=(AWAY,))
    with pytest.raises(NoServer):
        next(attempts(ledger.writing, [0]))


def test_any_other_error_rolls_back_and_is_raised(store: Store, commitment: Build) -> None:
    def interrupted() -> None:
        for attempt in store.attempts():
            with attempt as writer:
                writer.add(commitment())
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.reading() as reader:
        assert reader.refs() == []


def test_a_dry_run_writes_nothing(store: Store, commitment: Build) -> None:
    for attempt in store.attempts(dry_run=True):
        with attempt as writer:
            writer.add(commitment())
            assert writer.refs() == ["jp-us-lng"]
    with store.reading() as reader:
        assert reader.refs() == []
    for attempt in store.attempts():
        with attempt as writer:
            writer.add(commitment())
    with store.reading() as reader:
        assert reader.refs() == ["jp-us-lng"]


def test_no_block_leaves_its_transaction_before_the_commit() -> None:
    blocks = [
        (path, block)
        for path in Path(tracker.__file__).parent.rglob("*.py")
        if "with attempt" in path.read_text("utf-8")
        for block in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(block, ast.With) and ast.unparse(block.items[0].context_expr) == "attempt"
    ]
    assert len(blocks) > 10
    left = [
        f"{path.name}:{node.lineno}"
        for path, block in blocks
        for node in ast.walk(block)
        if isinstance(node, ast.Return | ast.Break)
    ]
    assert not left
