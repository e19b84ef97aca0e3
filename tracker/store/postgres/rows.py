"""What of a commitment stands in which row and column of the tables."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from tracker.model.codec import Document
from tracker.model.commitment import Commitment
from tracker.model.text_limits import is_storable
from tracker.store.index import IndexRow, dependencies
from tracker.store.postgres.pipeline import Row, Sql
from tracker.store.postgres.schema import INDEX_COLUMNS
from tracker.store.tinydb.file import no_json

LONGEST_USER: Final = 64  # characters, more than any user of a server has; an index does not take all that a file may


class EventRow(NamedTuple):
    """An event as it is stored: its document, and beside it what the last are looked for by."""

    ref: str
    place: int
    document: str
    recorded_at: datetime
    recorded_by: str


EVENT: Final = ", ".join(EventRow._fields)
# One commitment and its history, apart, which takes the server less time to plan than the columns of many.
ONE: Final = "SELECT place, document FROM commitments WHERE ref = %s"
HISTORY: Final = "SELECT place, document FROM events WHERE ref = %s"


class StoredCommitment(NamedTuple):
    """A commitment as it is stored: the document without its history, and the documents of that in their order."""

    ref: str
    place: int
    document: str
    history: list[str]

    @property
    def whole(self) -> str:
        """The document as a file has it.

        >>> Stored("a", 1, '{"ref":"a"}', ['{"id":1}', '{"id":2}']).whole
        '{"ref":"a","history":[{"id":1},{"id":2}]}'
        """
        return f'{self.document[:-1]},"history":[{",".join(self.history)}]}}'

    @property
    def fault(self) -> str:
        """Why these documents cannot be put together, with where; nothing if they can.

        >>> Stored("a", 1, '{"ref":"a"}', ['{"id":1}],"history":[{"id":2}']).fault
        ', history[0]: it is not one JSON object'
        """
        places = ("", *(f", history[{place}]" for place in range(len(self.history))))
        for place, document in zip(places, (self.document, *self.history), strict=True):
            if why := fault_of(document):
                return f"{place}: {why}"
        own = msgspec.json.decode(self.document)
        if own.get("ref") != self.ref or "history" in own:
            return ": its document has another ref, or a history"
        return ""


class FetchedRow(NamedTuple):
    """A commitment as it is fetched with others: `kind` is what it is counted as, None for nothing."""

    ref: str
    place: int
    document: str
    history: list[str]
    is_unindexed: bool
    kind: str | None

    @property
    def stored(self) -> StoredCommitment:
        """The commitment alone."""
        return StoredCommitment(self.ref, self.place, self.document, self.history)


def finding(ref: str) -> list[Sql]:
    """The questions for one commitment; none for a ref that no register can have."""
    return [Sql(ONE, (ref,)), Sql(HISTORY, (ref,))] if ref and is_storable(ref) else []


def found_in(ref: str, answers: list[list[Row]]) -> StoredCommitment | None:
    """The commitment that they are answered with."""
    found, events = answers or ([], [])
    history = [document for _, document in sorted(events)]
    return next((StoredCommitment(ref, place, document, history) for place, document in found), None)


def columns_of(found: IndexRow) -> tuple[Any, ...]:
    """The values of an index row, in the order of INDEX_COLUMNS; a server takes a list for an array."""
    values = (getattr(found, field) for field in INDEX_COLUMNS)
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


def event_rows(commitment: Commitment, history: list[str]) -> list[EventRow]:
    """The rows of a history, of which these are the documents."""
    return [
        EventRow(commitment.ref, place, document, event.recorded_at, event.recorded_by.replace("\0", "")[:LONGEST_USER])
        for place, (event, document) in enumerate(zip(commitment.history, history, strict=True))
    ]


def links_of(commitment: Commitment) -> set[tuple[str, str]]:
    """What it waits for, and what it is a part of, as whose state takes what into account."""
    ref, (awaited, umbrellas) = commitment.ref, dependencies(commitment)
    return {(ref, other) for other in awaited} | {(umbrella, ref) for umbrella in umbrellas}


def split_history(document: Document) -> tuple[str, list[str]]:
    """What of a document is stored as one, and the documents of its history."""
    rest = {field: value for field, value in document.items() if field != "history"}
    return json_of(rest), [json_of(event) for event in document.get("history", ())]


def fault_of(document: str) -> str:
    """Why a document that somebody wrote by SQL is not one JSON object with each key once; nothing if it is.

    Documents that we wrote read back to the same text; only others are parsed with all of their keys.
    """
    try:
        value = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not (isinstance(value, dict) and document.startswith("{") and document.endswith("}")):
        return "it is not one JSON object"
    return "" if json_of(value) == document else no_json(document.encode())


def json_of(value: Any) -> str:  # noqa: ANN401 - any document
    """The text that a document is stored as."""
    return msgspec.json.encode(value).decode()
