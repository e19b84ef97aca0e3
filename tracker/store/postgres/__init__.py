"""The register on a PostgreSQL server, or on one that speaks its protocol; nothing is opened before it is used."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw
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
from tracker.model.codec import SCHEMA
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.meta import new_meta
from tracker.store.postgres.connection import TimedConnection, connected, parse_url, pauses
from tracker.store.postgres.permissions import ABANDONED, grants
from tracker.store.postgres.pipeline import BEGIN_READ_ONLY, BEGIN_SERIALIZABLE, COMMIT, SETTLING, Pipeline, Sql
from tracker.store.postgres.reader import PostgresReader
from tracker.store.postgres.schema import TABLES, VERSION, create_statements, migrate_statements
from tracker.store.postgres.writer import PostgresWriter, is_earlier, upgrade
from tracker.store.tinydb.file import LOCK_TIMEOUT, text_of
from tracker.store.tinydb.store import TinyReader
from tracker.store.tinydb.table import META_ID

A_TURN: Final = 200  # unindexed commitments that are indexed in one transaction, which writers may get in the way of


class PostgresStore:
    """A register on a server: a look at it is one moment of it, a change is one transaction as if nobody else made any.

    Who changes the same at the same time is told apart by the server, and the later one begins anew.
    """

    def __init__(
        self, url: str, timeout: float = LOCK_TIMEOUT, backups: Backups | None = None, *, about: str = ""
    ) -> None:
        self._address = parse_url(url)
        self.location: Final = self._address.shown
        self._timeout, self._backups, self._about = timeout, backups, about

    def grants(self) -> str:
        """The SQL by which its keeper lets others read and change it."""
        return grants(self._address.schema)

    def host(self) -> dict[str, str | int]:
        """Which server it is, as whom we are there, and the version of the tables."""
        with self._transaction(changing=False) as transaction:
            transaction.begin(BEGIN_READ_ONLY)
            [[(told, tables)]] = transaction.query(Sql("SELECT version(), version FROM meta"))
            product, us = re.split(" on | \\(", told)[0], transaction.session.info
            server = {"server": f"{product} as {us.user}@{us.host}/{us.dbname}", "tables": tables}
            if tables < VERSION:
                return server
            counting = Sql("SELECT count(*) FROM commitments WHERE unindexed_at IS NOT NULL")
            [[(unindexed,)]] = transaction.query(counting)
            return server | {"unindexed": unindexed}

    def is_as_backed_up(self) -> None:
        """Nobody knows without fetching all of it: a server keeps no bytes of a file."""

    def size(self) -> int:
        """How many bytes its documents have."""
        tables = [name for name, columns in TABLES.items() if "document" in columns]
        lengths = " + ".join(f"(SELECT coalesce(sum(octet_length(document)), 0) FROM {name})" for name in tables)
        with self._transaction(changing=False) as transaction:
            transaction.begin(BEGIN_READ_ONLY)
            [[(size,)]] = transaction.query(Sql(f"SELECT {lengths}"))
        return int(size)

    def create(self, zone: str) -> None:
        """Make an empty register whose days end in this zone; RegisterExists if there is something already."""
        self._create({"meta": {META_ID: Raw(msgspec.json.encode(new_meta(zone)))}})

    def create_from(self, raw: bytes) -> None:
        """Make a register of the bytes of a register file; Damaged if they are none, RegisterExists as above."""
        self._create(_tables_of(self.location, raw))

    def copy(self) -> bytes:
        """The bytes of a register file of all that is in it; Damaged if any of it cannot be read."""
        raw = self.read_raw()
        if raw is None:
            raise NoRegister(self.location)
        TinyReader(self.location, raw).require_whole()
        return raw

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, by the day of the last change, or of `now` if there was none; say which."""
        raw = self.copy()
        changed_at = TinyReader(self.location, raw).meta.changed_at
        return self._kept_aside.keep((changed_at or now).date(), raw, raw, is_locked=False)

    def read_raw(self) -> bytes | None:
        """The bytes of a register file of all that is in it, damaged or not; None if there is no register."""
        with suppress(NoRegister), self._transaction(changing=False) as transaction:
            return text_of(self.location, self._reader(transaction).tables())
        return None

    def restore(self, raw: bytes, found: bytes | None) -> Path | None:
        """Put the bytes of a copy in the place of what was found; where that was put aside, None if it was nothing.

        Changed if something else is there by now.
        """
        tables = _tables_of(self.location, raw)
        if found is None:
            self._create(tables)
            return None
        with self.writing() as writer:
            if text_of(self.location, writer.tables()) != found:
                raise Conflict(self.location)
            aside = self._kept_aside.archive("before-restore", found)
            writer.replace_all(tables)
        return aside

    @contextmanager
    def reading(self) -> Iterator[PostgresReader | TinyReader]:
        """Look at the register as it is now; one of an older schema is brought up to ours for that."""
        with self._transaction(changing=False) as transaction:
            reader = self._reader(transaction)
            if reader.meta.schema < SCHEMA:
                yield TinyReader(self.location, text_of(self.location, reader.tables()))
            else:
                yield reader

    @contextmanager
    def writing(self) -> Iterator[PostgresWriter]:
        """Change the register in one transaction; Contended if others got in its way, and nothing is changed then."""
        with self._transaction(changing=True) as transaction:
            transaction.begin(BEGIN_READ_ONLY)  # for the last change, in nobody's way
            writer = PostgresWriter(
                self.location, transaction, COMMIT, *transaction.beginning(BEGIN_SERIALIZABLE), about=self._about
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
            if writer.flush():
                if former:
                    transaction.query()  # what is refused by then needs no copy
                    self._kept_aside.archive(*former)
                self._commit(transaction, writer)

    def attempts(self) -> Iterator[Attempt[PostgresWriter]]:
        """Transactions to try until one commits, with back-off until the timeout.

        The next one follows a conflict, or a connection that was cut before the commit.
        """
        return attempts(self.writing, pauses(self._timeout))

    def reindex(self) -> int:
        """Write the index columns of every unindexed commitment from its document; how many it were.

        Only the keeper may. A commitment is unindexed once a writer has recorded on it, and is fetched at every look.
        """
        done, number = 0, 1
        while number:
            for attempt in self.attempts():
                with attempt as writer:
                    number = writer.index_some(A_TURN)
            done += number
        return done

    @property
    def _kept_aside(self) -> Backups:
        if not self._backups:
            raise NotBackedUp(self.location, "nobody said where backups go")
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
        """Put these tables where no register is; whoever comes second finds that there is one."""
        with suppress(NoRegister), self.reading():
            raise RegisterExists(self.location)
        for attempt in attempts(partial(self._transaction, changing=True), pauses(self._timeout)):
            with attempt as transaction:
                self._make(transaction, tables)

    def _make(self, transaction: Pipeline, tables: dict[str, Any]) -> None:
        """Make the tables, which outlasts what follows, and put these into them, unless a register is there."""
        session, schema = transaction.session, self._address.schema
        # Who may make tables in a schema need not be one who may make schemas.
        is_there = session.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).rowcount
        _execute_each(
            session,
            create_statements(schema) if is_there else [f'CREATE SCHEMA "{schema}"', *create_statements(schema)],
        )
        transaction.begin(BEGIN_SERIALIZABLE)
        statement = "INSERT INTO meta (id, version, document) VALUES (1, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
        [made] = transaction.query(Sql(statement, (VERSION, bytes(tables["meta"][META_ID]).decode())))
        if not made:
            raise RegisterExists(self.location)
        writer = PostgresWriter(self.location, transaction)
        writer.replace_all(tables)
        writer.flush()
        self._commit(transaction, writer)

    def _commit(self, transaction: Pipeline, writer: PostgresWriter) -> None:
        """Make the change; where the connection is cut meanwhile, learn what became of it."""
        try:
            transaction.commit()
        except OperationalError:
            if not transaction.session.broken:
                raise
            if not self._is_recorded(writer.id):
                raise TooManyConflicts(self.location, "the connection was cut") from None

    def _is_recorded(self, change: UUID) -> bool:
        """Whether a change was made; if it is still being made, wait for that.

        Its row has a key that nobody else has. Where it is not there we put one, which ends the change should the
        server come to it yet.
        """
        waiting = pauses(self._timeout)
        while True:
            try:
                with self._transaction(changing=True) as transaction:
                    put = "INSERT INTO changes (id, recorded_by) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                    is_ours = "SELECT recorded_at IS NULL AND recorded_by = %s FROM changes WHERE id = %s"
                    transaction.begin(SETTLING)
                    transaction.execute(Sql(put, (change, ABANDONED)))
                    [[(is_abandoned,)]] = transaction.query(Sql(is_ours, (ABANDONED, change)))
                    transaction.commit()
                    return bool(not is_abandoned)
            except StoreFault:
                if (pause := next(waiting, None)) is None:
                    raise OutcomeUnknown(self.location) from None
            time.sleep(pause)


def _execute_each(session: TimedConnection, statements: list[str]) -> None:
    """Execute statements that make or alter tables, each in a transaction of its own."""
    for statement in statements:
        session.execute(statement)


def _tables_of(location: str, raw: bytes) -> dict[str, Any]:
    """The tables of a register file; Damaged if any of it cannot be read."""
    reader = TinyReader(location, raw)
    reader.require_whole()
    return reader.tables
