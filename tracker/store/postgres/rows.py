"""What of a commitment stands in which row and column of the tables."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from tracker.codec import Document
from tracker.commitment import Commitment
from tracker.state.outline import Outline, kin

LONGEST_USER: Final = 64  # characters, more than any user of a server has; an index does not take all that a file may


class EventRow(NamedTuple):
    """An event as it is stored: its document, and beside it what the last are looked for by."""

    ref: str
    place: int
    document: str
    recorded_at: datetime
    recorded_by: str


EVENT: Final = ", ".join(EventRow._fields)


def columns_of(found: Outline) -> tuple[Any, ...]:
    """The values of an outline under OUTLINED."""
    return (
        *(list(found.traits), found.text, found.due_first, found.due_last, found.edited),
        *(found.alone, found.settled_on, found.zone, found.status, found.due, found.rest, found.rests_from),
    )


def event_rows(commitment: Commitment, history: list[str]) -> list[EventRow]:
    """The rows of a history, of which these are the documents."""
    return [
        EventRow(commitment.ref, place, document, event.recorded_at, event.recorded_by.replace("\0", "")[:LONGEST_USER])
        for place, (event, document) in enumerate(zip(commitment.history, history, strict=True))
    ]


def links_of(commitment: Commitment) -> set[tuple[str, str]]:
    """What it waits for, and what it is a part of, as whose state takes what into account."""
    ref, (awaited, umbrellas) = commitment.ref, kin(commitment)
    return {(ref, other) for other in awaited} | {(umbrella, ref) for umbrella in umbrellas}


def parted(document: Document) -> tuple[str, list[str]]:
    """What of a document is stored as one, and the documents of its history."""
    rest = {field: value for field, value in document.items() if field != "history"}
    return json_of(rest), [json_of(event) for event in document.get("history", ())]


def json_of(value: Any) -> str:  # noqa: ANN401 - any document
    """The text that a document is stored as."""
    return msgspec.json.encode(value).decode()
