"""Compare a register file with the formatting of this tracker, one document at a time."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw


def is_formatted(text: bytes) -> bool:
    """True if a text is JSON just as `text_of` writes tables of documents, so that no key is in it twice.

    Neither all documents nor a second text are held. False of any other text, also if it is a register.
    """
    try:
        tables: dict[str, dict[str, Raw]] = msgspec.json.decode(text, type=dict[str, dict[str, Raw]])
        offset = 0
        for piece in _pieces(tables):
            if not text.startswith(piece, offset):
                return False
            offset += len(piece)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return offset == len(text)


def _pieces(tables: dict[str, dict[str, Raw]]) -> Iterator[bytes]:
    """The text of the tables: a document of a table is indented by two."""
    start = b"{"
    for name, documents in tables.items():
        yield start + b"\n " + msgspec.json.encode(name) + b": {"
        comma = b""
        for number, document in documents.items():
            yield comma + b"\n  " + msgspec.json.encode(number) + b": " + _indented(msgspec.json.decode(document))
            comma = b","
        yield b"\n }" if documents else b"}"
        start = b","
    yield b"\n}\n" if tables else b"{}\n"


def _indented(document: Any) -> bytes:  # noqa: ANN401 - any JSON
    """The text of a document, with the lines after the first one indented; a string has no line end in JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1).replace(b"\n", b"\n  ")
