"""What a transaction says to the server; it knows no table, and what it is told to say it says as it is.

The server may be an ocean away, so a statement waits for the next question, and goes there with it.
"""

from typing import Any, Final, NamedTuple

from tracker.store.postgres.session import Session

MOST: Final = 5000  # statements that wait
Row = tuple[Any, ...]


class Sql(NamedTuple):
    """A statement or a piece of one, and the values of its parameters in their order."""

    text: str
    values: tuple[Any, ...] = ()


LOOKING: Final = Sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")  # at one moment of it
# As if nobody else did; whether we may, the server says.
CHANGING: Final = Sql("BEGIN ISOLATION LEVEL SERIALIZABLE")
COMMIT: Final = Sql("COMMIT")


class Transaction:
    """A session, in which each statement is by itself until the transaction begins."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._waiting: list[Sql] = []

    def later(self, statement: Sql) -> None:
        """Let a statement wait for the next question; many do not wait for long."""
        self._waiting.append(statement)
        if len(self._waiting) >= MOST:
            self.answers()

    def answers(self, *questions: Sql) -> list[list[Row]]:
        """What the server answers to each, nothing to a statement that is no question, after all that waits."""
        waiting, self._waiting = self._waiting, []
        if not (waiting or questions):
            return []
        with self.session.pipeline():
            for statement in waiting:
                self.session.execute(*statement)
            asked = [self.session.execute(*question) for question in questions]
        return [cursor.fetchall() if cursor.description else [] for cursor in asked]

    def commit(self) -> None:
        """Make the change, together with all that waits."""
        self.answers(COMMIT)

    def end(self) -> None:
        """Let nothing of it be, and forget what waits."""
        self._waiting.clear()
        self.session.execute("ROLLBACK")
