"""The register on a PostgreSQL server, or on one that speaks its protocol."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import OperationalError

from tracker.errors import (
    Conflict,
    NoRegister,
    NotBackedUp,
    OutcomeUnknown,
    RegisterExists,
    StoreFault,
    TooManyConflicts,
)
from tracker.model.migrations import SCHEMA
from tracker.store import copy_of
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.postgres.connection import (
    BEGIN_READ_COMMITTED,
    BEGIN_READ_ONLY,
    BEGIN_SERIALIZABLE,
    COMMIT,
    Pipeline,
    connected,
    parse_url,
    pauses,
)
from tracker.store.postgres.permissions import ABANDONED, grants
from tracker.store.postgres.reader import PostgresReader
from tracker.store.postgres.schema import VERSION, create_statements, migrate_statements
from tracker.store.postgres.writer import PostgresWriter, is_earlier, upgrade
from tracker.store.sql import Sql
from tracker.store.tinydb.contents import Whole
from tracker.store.tinydb.file import LOCK_TIMEOUT, text_of
from tracker.store.tinydb.store import TinyReader, read_whole
from tracker.store.tinydb.table import META_ID

BATCH: Final = 200  # commitments to index in one transaction; a larger one has more conflicts


class PostgresStore:
    """A register on a server: a reader has a snapshot, a writer a SERIALIZABLE transaction.

    Nothing is opened before it is used. Of two writers with a conflict the server refuses the later one, which retries.
    """

    def __init__(
        self, url: str, timeout: float = LOCK_TIMEOUT, backups: Backups | None = None, *, about: str = ""
    ) -> None:
        self._address = parse_url(url)
        self.location: Final = self._address.shown
        self._timeout, self._backups, self._about = timeout, backups, about

    def grants(self) -> str:
        """The GRANT statements that let other users read and change the register."""
        return grants(self._address.schema)

    def host(self) -> dict[str, str | int]:
        """The server, the user, the version of the tables and the number of unindexed commitments."""
        with self._transaction(changing=False) as transaction:
            transaction.begin(BEGIN_READ_ONLY)
            [[(version, tables)]] = transaction.query(Sql("SELECT version(), version FROM meta"))
            product, info = re.split(" on | \\(", version)[0], transaction.session.info
            server = {"server": f"{product} as {info.user}@{info.host}/{info.dbname}", "tables": tables}
            if tables < VERSION:
                return server
            count = Sql("SELECT count(*) FROM commitments WHERE unindexed_at IS NOT NULL")
            [[(unindexed,)]] = transaction.query(count)
            return server | {"unindexed": unindexed}

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, under the day of the last change (without one, of `now`); return its path."""
        raw = copy_of(self)
        changed_at = TinyReader(Whole(self.location, raw)).meta.changed_at
        return self._existing_backups.keep((changed_at or now).date(), raw, raw, is_locked=False)

    def read_raw(self) -> bytes | None:
        """The register as the bytes of a register file, even if they are corrupt; None if there is no register."""
        with suppress(NoRegister), self._transaction(changing=False) as transaction:
            return text_of(self.location, self._reader(transaction).tables())
        return None

    def write_raw(self, raw: bytes, found: bytes | None) -> Path | None:
        """Replace `found`, the bytes that were read, or create the register; return where `found` is kept.

        Conflict if the register has changed since it was read.
        """
        tables = read_whole(self.location, raw).tables
        if found is None:
            self._create(tables)
            return None
        with self.writing() as writer:
            if text_of(self.location, writer.tables()) != found:
                raise Conflict(self.location)
            kept = self._existing_backups.archive("before-restore", found)
            writer.replace_all(tables)
        return kept

    @contextmanager
    def reading(self, *, thorough: bool = False) -> Iterator[PostgresReader | TinyReader]:
        """Read a snapshot; documents of an older schema are migrated in memory. Every document is always validated."""
        del thorough
        with self._transaction(changing=False) as transaction:
            reader = self._reader(transaction)
            if reader.meta.schema < SCHEMA:
                yield TinyReader(Whole(self.location, text_of(self.location, reader.tables())))
            else:
                yield reader

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[PostgresWriter]:
        """Write in one transaction, without a retry: TooManyConflicts after a conflict, and nothing is changed.

        The first change of the owner migrates the tables of an earlier tracker.
        """
        with self._transaction(changing=True) as transaction:
            transaction.begin(BEGIN_READ_ONLY)  # for the last change, which a SERIALIZABLE read would conflict over
            writer = PostgresWriter(
                self.location, transaction, COMMIT, *transaction.begin_statements(BEGIN_SERIALIZABLE), about=self._about
            )
            former = None
            if is_earlier(writer):
                transaction.rollback()
                for statement in migrate_statements(writer.stored_version, self._address.schema):
                    transaction.begin(BEGIN_SERIALIZABLE)
                    transaction.execute(Sql(statement))
                    transaction.commit()
                transaction.begin(BEGIN_SERIALIZABLE)
                former = upgrade(self.location, writer)
            yield writer
            if dry_run:
                transaction.abandon()
            elif writer.flush():
                if former:
                    transaction.query()  # fails before a copy is kept
                    self._existing_backups.archive(*former)
                self._commit(transaction, writer)

    def attempts(self, *, dry_run: bool = False) -> Iterator[Attempt[PostgresWriter]]:
        """Transactions to try until one commits, with back-off until the timeout.

        The next one follows a conflict, or a connection that was cut before the commit.
        """
        return attempts(partial(self.writing, dry_run=dry_run), pauses(self._timeout))

    def reindex(self) -> int:
        """Write the index columns of every unindexed commitment; return how many there were. Only the owner may.

        A commitment is unindexed if another user has changed it; until then every query fetches it.
        """
        done, number = 0, 1
        while number:
            for attempt in self.attempts():
                with attempt as writer:
                    number = writer.index_some(BATCH)
            done += number
        return done

    @property
    def _existing_backups(self) -> Backups:
        if not self._backups:
            raise NotBackedUp(self.location, "no folder for backups is set")
        return self._backups

    def _reader(self, transaction: Pipeline) -> PostgresReader:
        transaction.begin(BEGIN_READ_ONLY)
        return PostgresReader(self.location, transaction, about=self._about)

    @contextmanager
    def _transaction(self, *, changing: bool) -> Iterator[Pipeline]:
        with (
            connected(self._address, self._timeout, changing=changing) as session,
            Pipeline(session, self._address.schema) as transaction,
        ):
            yield transaction

    def _create(self, tables: dict[str, Any]) -> None:
        """Create a register from tables; of two clients that do so at the same time, one has RegisterExists."""
        with suppress(NoRegister), self.reading():
            raise RegisterExists(self.location)
        for attempt in attempts(partial(self._transaction, changing=True), pauses(self._timeout)):
            with attempt as transaction:
                self._make(transaction, tables)

    def _make(self, transaction: Pipeline, tables: dict[str, Any]) -> None:
        """Create the tables, each in a transaction of its own, and fill them in one more, unless they are filled."""
        session, schema = transaction.session, self._address.schema
        # A user that may create tables in a schema need not be one that may create schemas.
        exists = session.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).rowcount
        for statement in ([] if exists else [f'CREATE SCHEMA "{schema}"']) + create_statements(schema):
            session.execute(statement)
        transaction.begin(BEGIN_SERIALIZABLE)
        insert = "INSERT INTO meta (id, version, document) VALUES (1, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
        [inserted] = transaction.query(Sql(insert, (VERSION, bytes(tables["meta"][META_ID]).decode())))
        if not inserted:
            raise RegisterExists(self.location)
        writer = PostgresWriter(self.location, transaction)
        writer.replace_all(tables)
        writer.flush()
        self._commit(transaction, writer)

    def _commit(self, transaction: Pipeline, writer: PostgresWriter) -> None:
        """Commit; if the connection is cut meanwhile, find out whether the change is recorded."""
        try:
            transaction.commit()
        except OperationalError:
            if not transaction.session.broken:
                raise
            if not self._is_recorded(writer.id):
                raise TooManyConflicts(self.location, "the connection was cut") from None

    def _is_recorded(self, change: UUID) -> bool:
        """True if a change was committed; wait for its transaction if that is still running.

        Every change inserts a row with its own unique key. To fence off a change whose commit may still arrive, insert
        the same key marked `abandoned`: the server admits either that row or the commit, never both.
        """
        waiting = pauses(self._timeout)
        while True:
            try:
                with self._transaction(changing=True) as transaction:
                    fence = "INSERT INTO changes (id, recorded_by) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                    is_fenced = "SELECT recorded_at IS NULL AND recorded_by = %s FROM changes WHERE id = %s"
                    transaction.begin(BEGIN_READ_COMMITTED)
                    transaction.execute(Sql(fence, (change, ABANDONED)))
                    [[(is_abandoned,)]] = transaction.query(Sql(is_fenced, (ABANDONED, change)))
                    transaction.commit()
                    return bool(not is_abandoned)
            except StoreFault:
                if (pause := next(waiting, None)) is None:
                    raise OutcomeUnknown(self.location) from None
            time.sleep(pause)
