"""A progress bar on stderr for work that takes longer than a second, on a terminal only."""

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final, TypeVar

T = TypeVar("T")
DELAY: Final = 1.0  # seconds before the bar appears


def track(items: Sequence[T], what: str, delay: float = DELAY) -> Iterator[T]:
    """Yield the items one by one; show a bar once the work on them takes longer than `delay`."""
    start, remaining = monotonic(), iter(items)
    if not sys.stderr.isatty():
        yield from remaining
        return
    for done, item in enumerate(remaining, 1):
        yield item
        if monotonic() - start > delay:
            yield from _with_bar(remaining, what, done, len(items))


def _with_bar(remaining: Iterator[T], what: str, done: int, total: int) -> Iterator[T]:
    from rich.console import Console  # noqa: PLC0415 - only if the bar is shown
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, completed=done)
        for item in remaining:
            yield item
            progress.advance(task)
