"""Statements in pipeline mode: they are sent at once, and only a query waits for the server.

The server may be far away, so round trips are what takes time.
"""

from contextlib import ExitStack, suppress
from typing import Any, Final, NamedTuple, Self

from psycopg import Cursor, Error

from tracker.store.postgres.connection import TimedConnection

Row = tuple[Any, ...]


class Sql(NamedTuple):
    """A statement, or a part of one, with the values of its parameters in order."""

    text: str
    values: tuple[Any, ...] = ()


BEGIN_READ_ONLY: Final = Sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
# Without READ WRITE, so that a read-only server still refuses.
BEGIN_SERIALIZABLE: Final = Sql("BEGIN ISOLATION LEVEL SERIALIZABLE")
# Waits for a transaction that inserts the same key, and then sees its row.
BEGIN_READ_COMMITTED: Final = Sql("BEGIN ISOLATION LEVEL READ COMMITTED")
COMMIT: Final = Sql("COMMIT")


class Pipeline:
    """A connection whose statements are sent without waiting; the next query waits for all of them.

    Before `begin`, each statement is a transaction of its own.
    """

    def __init__(self, session: TimedConnection, schema: str) -> None:
        self.session = session
        # Set in each transaction: a pooler may use another server connection for the next one.
        self._set_schema: Final = Sql(f'SET LOCAL search_path TO "{schema}", pg_temp')
        self._pipeline = ExitStack()
        self._cursor: Cursor[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error and not isinstance(error, Error):
            self.abandon()
        with suppress(Error):
            self._pipeline.close()

    def beginning(self, kind: Sql) -> tuple[Sql, Sql]:
        """The statements that begin a transaction in which table names are those of the schema."""
        return kind, self._set_schema

    def begin(self, kind: Sql) -> None:
        """Begin a transaction with one of the statements above."""
        for statement in self.beginning(kind):
            self.execute(statement)

    def execute(self, statement: Sql) -> None:
        """Send a statement without waiting for its result."""
        self._sending().execute(*statement)

    def query(self, *queries: Sql) -> list[list[Row]]:
        """Flush the pipeline and return the rows of each query, none for a statement without a result."""
        if not (self._cursor or queries):
            return []
        self._sending()
        self._cursor = None
        with self._pipeline.pop_all():
            cursors = [self.session.execute(*query) for query in queries]
        return [[] if cursor.rownumber is None else cursor.fetchall() for cursor in cursors]

    def commit(self) -> None:
        """Commit, in one round trip with the statements that were sent before."""
        self.execute(COMMIT)
        self.query()

    def rollback(self) -> None:
        """Roll back."""
        self.session.execute("ROLLBACK")

    def abandon(self) -> None:
        """Close the connection without waiting for the statements; the server then rolls back."""
        self.session.close()

    def _sending(self) -> "Cursor[Any]":
        """The cursor that sends statements in pipeline mode."""
        if not self._cursor:
            self._pipeline.enter_context(self.session.pipeline())
            self._cursor = self.session.cursor()
        return self._cursor
