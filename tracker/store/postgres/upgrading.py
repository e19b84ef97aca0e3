"""A register that an earlier tracker left on a server, brought up to ours within the first change that ours makes."""

from typing import Final

from tracker.model.codec import SCHEMA
from tracker.store.postgres.reader import PostgresReader
from tracker.store.postgres.schema import VERSION
from tracker.store.postgres.writer import PostgresWriter
from tracker.store.tinydb.file import text_of
from tracker.store.tinydb.session import TinyReader

LABEL: Final = "schema-{}"


def is_earlier(register: PostgresReader) -> bool:
    """Whether an earlier tracker made its tables, or wrote its documents."""
    return register.stored_version < VERSION or register.meta.schema < SCHEMA


def upgrade(location: str, writer: PostgresWriter) -> tuple[str, bytes] | None:
    """Write documents and outlines as we do, in tables that have all that ours have; no change by itself.

    What to put aside before that is kept, and under which label: where documents were rewritten, the register file
    of what was there.
    """
    writer.refresh()  # others may have been faster
    aside = None
    if (schema := writer.meta.schema) < SCHEMA:
        aside = LABEL.format(schema), text_of(location, writer.tables())
        former = TinyReader(location, aside[1])
        former.require_whole()
        writer.rewrite(former.tables)
    elif writer.stored_version < VERSION:
        writer.index_again()
    writer.keep_id()
    writer.put_version(VERSION)
    writer.is_changed = False
    return aside
