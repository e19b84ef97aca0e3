"""Read the bytes of a file or of standard input, and decode them with a given or detected encoding."""

import codecs
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO, Final

from tracker.errors import BadUsage, NotImportable, UnreadableFile, quoted, reason

MAX_BYTES: Final = 200_000_000
STANDARD_INPUT: Final = "-"
# The byte order mark of UTF-32 begins with that of UTF-16, and must be tried first.
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# Shift-JIS as Windows has it, with the extensions of vendors.
SHIFT_JIS: Final = "cp932"
_KATAKANA: Final = re.compile("[\uff61-\uff9f]")
_WIDE: Final = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_MIN_RATIO: Final = 4  # wide Japanese characters for each narrow katakana
BEGINNING: Final = 2**16


def read_bytes(
    path: str,
    standard_input: BinaryIO | None,
    most: int = 0,
    remedy: str = "divide it and import the parts",
) -> bytes:
    """The bytes of a file, or of standard input for a dash; refuse a file of more bytes than `most`."""
    most = most or MAX_BYTES
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        if path == STANDARD_INPUT:
            raw = standard_input.read(most + 1) if standard_input else b""
        else:
            with open(path, "rb", opener=without_waiting) as file:
                raw = file.read(most + 1)
    except OSError as error:
        raise UnreadableFile(name, reason(error)) from None
    except ValueError:  # a name with NUL in it, or an input that was closed
        raise UnreadableFile(name, "there is nothing of that name") from None
    if len(raw) > most:
        raise NotImportable(name, f"it has more than {most // 10**6} MB", remedy)
    return raw


def is_folder(path: str) -> bool:
    """True if the path is a folder; false if it cannot be read, which is refused later."""
    try:
        return path != STANDARD_INPUT and Path(path).is_dir()
    except (OSError, ValueError):
        return False


def decode_text(path: str, raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Decode bytes, and name the encoding: the given one, else the detected one.

    Detection uses the byte order mark; without one it distinguishes UTF-8, UTF-16 and Shift-JIS. A text with a NUL
    character is refused: its encoding is another one, or it is no text.

    >>> decode_text("a.csv", "期限".encode("cp932"))
    ('期限', 'cp932')
    """
    text, name = _decode(path, raw, encoding)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise NotImportable(path, f"it has a NUL character on line {line}", "make it a file of text only")
    return text, name


def is_utf_8(raw: bytes) -> bool:
    """True if bytes are UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decode(path: str, raw: bytes, encoding: str) -> tuple[str, str]:
    if encoding:
        return _decoded(path, raw, encoding), encoding
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return _decoded(path, raw.removeprefix(mark), name), name
    if name := _utf_16(raw):
        return _decoded(path, raw, name), name
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError as error:
        return _shift_jis(path, raw, error.start), SHIFT_JIS


def _shift_jis(path: str, raw: bytes, start: int) -> str:
    """Decode as Shift-JIS, if the text looks like Japanese; text in other encodings becomes narrow katakana."""
    remedy = "save it as UTF-8, or name its encoding, as in --encoding gb18030"
    try:
        text = raw.decode(SHIFT_JIS)
    except UnicodeDecodeError:
        why = f"it is neither UTF-8 (byte {start}) nor UTF-16 nor Shift-JIS"
        raise NotImportable(path, why, remedy) from None
    if len(_KATAKANA.findall(text)) * _MIN_RATIO > len(_WIDE.findall(text)):
        raise NotImportable(path, f"it is not UTF-8 (byte {start}), and no Japanese if it is Shift-JIS", remedy)
    return text


def _decoded(path: str, raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeError as error:  # a few of Python's codecs raise no UnicodeDecodeError
        remedy = "save it again as UTF-8, or name its encoding with --encoding"
        raise NotImportable(path, f"it is not {name} at byte {getattr(error, 'start', 0)}", remedy) from None
    except (LookupError, ValueError):
        remedy = "write one such as utf-8, shift_jis, euc-jp or gb18030"
        raise BadUsage(f"{quoted(name)} is not an encoding; {remedy}") from None


def _utf_16(raw: bytes) -> str:
    """The UTF-16 variant of a text without byte order mark, by its line ends; empty if it is none.

    A line end in one byte order is an unassigned character in the other.
    """
    pairs = {raw[start : start + 2] for start in range(0, min(len(raw), BEGINNING), 2)}
    little, big = b"\n\0" in pairs, b"\0\n" in pairs
    return "" if little == big else "utf-16-le" if little else "utf-16-be"


def without_waiting(path: str, flags: int) -> int:
    """Open a regular file or a pipe; raise OSError for a folder or a device."""
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        os.close(descriptor)
        raise OSError(0, "it is not an ordinary file")
    return descriptor
