"""A bar on stderr for work that takes over a second; on a terminal only, and nothing is imported before that."""

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final, TypeVar

T = TypeVar("T")
PATIENCE: Final = 1.0  # seconds without a bar


def track(items: Sequence[T], what: str, timeout: float = PATIENCE) -> Iterator[T]:
    """The items one after the other, with a bar once the work on them takes long."""
    start, rest = monotonic(), iter(items)
    if not sys.stderr.isatty():
        yield from rest
        return
    for done, item in enumerate(rest, 1):
        yield item
        if monotonic() - start > timeout:
            yield from _shown(rest, what, done, len(items))


def _shown(rest: Iterator[T], what: str, done: int, total: int) -> Iterator[T]:
    from rich.console import Console  # noqa: PLC0415 - only for work that takes long
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, completed=done)
        for item in rest:
            yield item
            progress.advance(task)
