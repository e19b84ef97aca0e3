"""Retries of a transaction: `for attempt in store.attempts(): with attempt as writer: ...`."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from tracker.errors import NoServer, TooManyConflicts

T_co = TypeVar("T_co", covariant=True)


class TryAgain(Exception):
    """The transaction has changed nothing, and can be tried again at once."""


class Attempt(Generic[T_co]):
    """One try of a transaction: it keeps an error of its block for the loop, which then rolls back or retries.

    The loop commits when it goes on, so the block must not leave it by `return` or `break`.
    """

    def __init__(self, transaction: T_co) -> None:
        self._transaction = transaction
        self._error: BaseException | None = None

    def __enter__(self) -> T_co:
        return self._transaction

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self._error = error
        return error is not None

    def raise_error(self) -> None:
        """Raise what the block raised, if anything."""
        if self._error:
            raise self._error


def attempts(
    begin: Callable[[], AbstractContextManager[T_co]], pauses: Iterable[float] = ()
) -> Iterator[Attempt[T_co]]:
    """Attempts until one commits; after a conflict or a cut connection the next one, as long as there are pauses.

    A server that is not there to begin with is not tried again.
    """
    remaining, has_conflicted = iter(pauses), False
    while True:
        try:
            with begin() as transaction:
                attempt = Attempt(transaction)
                yield attempt
                attempt.raise_error()
        except TryAgain:
            continue
        except (TooManyConflicts, NoServer) as refusal:
            has_conflicted |= isinstance(refusal, TooManyConflicts)
            if not has_conflicted or (pause := next(remaining, None)) is None:
                raise
        else:
            return
        time.sleep(pause)
