"""Files that were damaged on the way: cut, flipped, doubled, emptied; who is told, and who reads something else."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.reliability.breaking import Figures
from tests.reliability.subjects import Subject

RECORDS: Final = 8


def damages(raw: bytes, many: int) -> Iterator[tuple[str, bytes]]:
    """A kind of damage and what it makes of a file: of some kinds so many, of others one."""
    chance = random.Random(many)  # noqa: S311 - no secret
    for _ in range(many):
        yield "cut off", raw[: chance.randrange(len(raw))]
    for _ in range(many):
        place, bit = chance.randrange(len(raw)), 1 << chance.randrange(8)
        yield "a bit flipped", raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :]
    for _ in range(many // 4):
        place = chance.randrange(len(raw))
        yield "a stretch of NULs", raw[:place] + bytes(len(raw[place : place + 64])) + raw[place + 64 :]
    yield "twice in one file", raw + raw
    yield "empty", b""
    yield "a byte order mark before it", b"\xef\xbb\xbf" + raw
    yield "UTF-16", raw.decode().encode("utf-16")
    yield "Latin-1", raw.replace(b"record0", "réc".encode("latin-1"), 1)
    yield "100,000 levels deep", b"[" * 100_000 + b"]" * 100_000
    yield f"{many // 2} MB of something else", b'{"a": "' + b"x" * (many * 500_000) + b'"}'


def damage(subject: Subject, folder: Path, many: int) -> Figures:
    """Damage the records in every way, read them, and count what is told, what does no harm, and what is not told."""
    place, saved, figures = folder / "records", folder / "saved", Counter[str]()
    subject.prepared(place, RECORDS)
    whole, raw = subject.kept(place), (place / subject.file).read_bytes()
    shutil.copytree(place, saved)
    for kind, damaged in damages(raw, many):
        (place / subject.file).write_bytes(damaged)
        kept = subject.kept(place)
        if kept is not None and subject.notices(place):
            told = "told on asking"
        else:
            told = "refused" if kept is None else "harmless" if kept == whole else "read as something else"
        figures.update(["damaged files", told, f"{kind}: {told}"])
        figures["altered by reading"] += (place / subject.file).read_bytes() != damaged
        shutil.rmtree(place)
        shutil.copytree(saved, place)
    return figures
