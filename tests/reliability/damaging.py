"""Damaged files: truncated, changed, doubled or emptied; count which damage is refused, detected or not noticed."""

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
    """Each kind of damage with a damaged file: many of some kinds, one of the others."""
    generator = random.Random(many)  # noqa: S311 - no secret
    for _ in range(many):
        yield "truncated", raw[: generator.randrange(len(raw))]
    for _ in range(many):
        offset, bit = generator.randrange(len(raw)), 1 << generator.randrange(8)
        yield "one bit flipped", raw[:offset] + bytes([raw[offset] ^ bit]) + raw[offset + 1 :]
    for _ in range(many // 4):
        offset = generator.randrange(len(raw))
        yield "64 NUL bytes", raw[:offset] + bytes(len(raw[offset : offset + 64])) + raw[offset + 64 :]
    yield "doubled", raw + raw
    yield "empty", b""
    yield "with a byte order mark", b"\xef\xbb\xbf" + raw
    yield "UTF-16", raw.decode().encode("utf-16")
    yield "Latin-1", raw.replace(b"record0", "réc".encode("latin-1"), 1)
    yield "100,000 levels deep", b"[" * 100_000 + b"]" * 100_000
    yield f"{many // 2} MB of other JSON", b'{"a": "' + b"x" * (many * 500_000) + b'"}'


def damage(subject: Subject, folder: Path, many: int) -> Figures:
    """Damage the records in every way, read them, and count the results."""
    path, saved, figures = folder / "records", folder / "saved", Counter[str]()
    subject.prepared(path, RECORDS)
    records, raw = subject.kept(path), (path / subject.file).read_bytes()
    shutil.copytree(path, saved)
    for kind, damaged in damages(raw, many):
        (path / subject.file).write_bytes(damaged)
        kept = subject.kept(path)
        if kept is not None and subject.notices(path):
            result = "detected by restore --dry-run"
        else:
            result = (
                "refused" if kept is None else "same records" if kept == records else "other records without a message"
            )
        figures.update(["damaged files", result, f"{kind}: {result}"])
        figures["altered by reading"] += (path / subject.file).read_bytes() != damaged
        shutil.rmtree(path)
        shutil.copytree(saved, path)
    return figures
