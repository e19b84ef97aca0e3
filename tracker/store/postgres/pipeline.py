"""What a transaction says to the server; it knows no table, and what it is told to say it says as it is.

The server may be an ocean away, so nothing is awaited but what is asked.
"""

from contextlib import ExitStack, suppress
from typing import Any, Final, NamedTuple, Self

from psycopg import Cursor, Error

from tracker.store.postgres.connection import TimedConnection

Row = tuple[Any, ...]


class Sql(NamedTuple):
    """A statement or a piece of one, and the values of its parameters in their order."""

    text: str
    values: tuple[Any, ...] = ()


BEGIN_READ_ONLY: Final = Sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
# Without READ WRITE, so that a server that takes no changes still refuses.
BEGIN_SERIALIZABLE: Final = Sql("BEGIN ISOLATION LEVEL SERIALIZABLE")
SETTLING: Final = Sql("BEGIN ISOLATION LEVEL READ COMMITTED")  # waits for who has put the same key, and sees its row
COMMIT: Final = Sql("COMMIT")


class Pipeline:
    """A session, in which each statement is by itself until the transaction begins.

    What is said is at work at once, and is awaited with the next answer.
    """

    def __init__(self, session: TimedConnection, schema: str) -> None:
        self.session = session
        # In each transaction: behind a pooler it may be on another connection, which no option of ours has reached.
        self._within: Final = Sql(f'SET LOCAL search_path TO "{schema}", pg_temp')
        self._pipeline = ExitStack()
        self._telling: Cursor[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error and not isinstance(error, Error):
            self.abandon()
        with suppress(Error):
            self._pipeline.close()

    def beginning(self, kind: Sql) -> tuple[Sql, Sql]:
        """The statements that begin a transaction in which table names are those of the schema."""
        return kind, self._within

    def begin(self, kind: Sql) -> None:
        """Begin a transaction of a kind with the next statement."""
        for statement in self.beginning(kind):
            self.execute(statement)

    def execute(self, statement: Sql) -> None:
        """Say a statement that answers nothing, and go on."""
        self._begun().execute(*statement)

    def query(self, *questions: Sql) -> list[list[Row]]:
        """Flush the pipeline and return the rows of each query, none for a statement without a result."""
        if not (self._telling or questions):
            return []
        self._begun()
        self._telling = None
        with self._pipeline.pop_all():
            asked = [self.session.execute(*question) for question in questions]
        return [[] if cursor.rownumber is None else cursor.fetchall() for cursor in asked]

    def commit(self) -> None:
        """Make the change, together with all that was said."""
        self.execute(COMMIT)
        self.query()

    def rollback(self) -> None:
        """Let nothing of it be."""
        self.session.execute("ROLLBACK")

    def abandon(self) -> None:
        """Close the connection without waiting for what was sent; the server then rolls back."""
        self.session.close()

    def _begun(self) -> "Cursor[Any]":
        """What statements are said with; they go there together until something is asked."""
        if not self._telling:
            self._pipeline.enter_context(self.session.pipeline())
            self._telling = self.session.cursor()
        return self._telling
