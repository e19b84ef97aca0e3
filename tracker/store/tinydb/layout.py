"""The layout of a register file: the byte offset of each commitment, to read or replace it alone.

Only files as this tracker formats them have a layout. JSON escapes line breaks, so a line that begins with the right
number of spaces is no text.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Raw

from tracker.model.migrations import Document
from tracker.store.tinydb.file import text_of

TABLE: Final = b'\n "commitments": {\n'
EMPTY_TABLE: Final = b'\n "commitments": {}'
END: Final = b"\n }"
BETWEEN: Final = b",\n"
_FIRST_LINE: Final = re.compile(rb'\n  "(?:0|[1-9][0-9]{0,17})": \{(?=\n)')
_BEFORE: Final = b'{\n "": {\n'  # what `text_of` writes before and after the only document of a table
_AFTER: Final = b"\n }\n}\n"

Read = Callable[[int, int], bytes]


class Layout(NamedTuple):
    """The offset of each commitment's first line, in the order of the file, and at last the end of the table."""

    offsets: "array[int]"

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def document(self, place: int, read: Read) -> Raw:
        """The JSON of the document at a place; `read` returns the bytes between two offsets."""
        return Raw(self._text(place, read).partition(b": ")[2])

    def number(self, place: int, read: Read) -> str:
        """The number of the document at a place."""
        return self._text(place, read).partition(b'": ')[0].strip(b' "').decode()

    def _text(self, place: int, read: Read) -> bytes:
        is_last = place == len(self) - 1
        return read(self.offsets[place], self.offsets[place + 1] - (0 if is_last else len(BETWEEN)))

    def without_commitments(self, read: Read, size: int) -> bytes:
        """The bytes of the same register without its commitments."""
        head = read(0, self.offsets[0]).removesuffix(TABLE)
        return head + EMPTY_TABLE + read(self.offsets[-1] + len(END), size)


def slices_of(raw: bytes) -> Read:
    """The reader of a file that is in memory."""
    return lambda start, end: raw[start:end]


def layout_of(raw: bytes) -> Layout | None:
    """The layout of a file that is formatted as this tracker does; None if it has no commitments."""
    start = raw.find(TABLE)
    if start < 0:
        return None
    end = raw.index(END, start + len(TABLE))
    lines = _FIRST_LINE.finditer(raw, start + len(TABLE) - 1, end + 1)
    return Layout(array("Q", (*(found.start() + 1 for found in lines), end)))


def spliced(
    raw: bytes,
    layout: Layout,
    others: Mapping[str, Any],
    replaced: Mapping[int, tuple[str, Document]],
    added: Iterable[tuple[str, Document]],
) -> tuple[bytes, Layout]:
    """The bytes of a register, and their layout, after some of its commitments were changed.

    `others`: its other tables, and an empty one for the commitments. `replaced`: the number and the new document at
    each place. `added`: those to add at the end.
    """
    head, table, tail = text_of("", dict(others)).partition(EMPTY_TABLE)
    if not table:
        raise ValueError("the other tables leave no room for the commitments")
    texts = {place: _text_of(number, document) for place, (number, document) in replaced.items()}
    ends = [_text_of(number, document) for number, document in added]
    view, offsets = memoryview(raw), array("Q")
    pieces: list[bytes | memoryview] = [head, TABLE]
    shift, since = len(head) + len(TABLE) - layout.offsets[0], 0
    for place in (*sorted(texts), len(layout)):
        offsets.extend(offset + shift for offset in layout.offsets[since : place + (place < len(layout))])
        pieces.append(view[layout.offsets[since] : layout.offsets[place]])
        if place < len(layout):
            is_last = place == len(layout) - 1
            former = layout.offsets[place + 1] - layout.offsets[place] - (0 if is_last else len(BETWEEN))
            pieces += [texts[place], b"" if is_last else BETWEEN]
            shift += len(texts[place]) - former
        since = place + 1
    end = layout.offsets[-1] + shift
    for text in ends:
        pieces += [BETWEEN, text]
        offsets.append(end + len(BETWEEN))
        end += len(BETWEEN) + len(text)
    offsets.append(end)
    return b"".join([*pieces, END, tail]), Layout(offsets)


def _text_of(number: str, document: Document) -> bytes:
    """The lines of a document in the table of commitments."""
    return text_of("", {"": {number: document}}).removeprefix(_BEFORE).removesuffix(_AFTER)
