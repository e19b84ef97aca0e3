"""A session with the server that has to answer within the time that a statement may take there, and a little more.

The server ends a statement that takes too long, but one that hangs, or a network that is gone, ends nothing.
"""

import logging
import re
import time
from collections.abc import Generator
from typing import Any, Final, TypeVar

import psycopg
from psycopg import OperationalError

Result = TypeVar("Result")
logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # what it could log is refused by us
GRACE: Final = 5
SECONDS: Final = {"us": 1e-6, "ms": 1e-3, "": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}
_TIMEOUT: Final = re.compile(r"statement[-_]timeout\s*=\s*([\d.]+)\s*([a-z]*)")


class NoAnswer(OperationalError):
    """The server did not say anything for too long; the connection is closed."""


class TimedConnection(psycopg.Connection[Any]):
    """A connection on which nothing is waited for longer than `longest` seconds; None for as long as it takes."""

    longest: float | None = None

    def wait(self, gen: Generator[Any, Any, Result], *given: Any, **named: Any) -> Result:  # noqa: ANN401 - psycopg's
        """Wait for an answer; NoAnswer if there is none in time."""
        return super().wait(gen if self.longest is None else self._in_time(gen, self.longest), *given, **named)

    def _in_time(self, gen: Generator[Any, Any, Result], longest: float) -> Generator[Any, Any, Result]:
        """What psycopg waits for; it asks again and again, with nothing where nothing has come."""
        until = time.monotonic() + longest
        try:
            awaited = next(gen)
            while True:
                come = yield awaited
                if not come and time.monotonic() > until:
                    self.pgconn.finish()
                    raise NoAnswer(f"it did not answer within {longest:g} s")
                awaited = gen.send(come)
        except StopIteration as end:
            result: Result = end.value
            return result


def longest_wait(options: str) -> float | None:
    """How long to wait for an answer where these are the options of a session, of which the last of a kind counts.

    >>> longest_wait("-c statement_timeout=120s -c statement_timeout=500"), longest_wait("-c statement_timeout=0")
    (5.5, None)
    """
    number, unit = _TIMEOUT.findall(options)[-1]
    return float(number) * SECONDS.get(unit, 1) + GRACE if float(number) else None
