"""The refs of commitments: create one from a title, resolve one from its beginning."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, Protocol
from unicodedata import normalize

from tracker.errors import AmbiguousRef, BadRef, UnknownRef

MAX_REF: Final = 64
MAX_SLUG: Final = 40
_REF: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SMALL_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to", "up", "with"],
)


class Refs(Protocol):
    """A collection of refs that can be looked up."""

    def has(self, ref: str) -> bool:
        """True if a commitment has exactly this ref."""
        ...

    def refs(self, beginning: str = "") -> Collection[str]:
        """The refs with a beginning; all refs without one."""
        ...


def normalized(typed: str) -> str:
    """A typed ref, or its beginning, in the spelling of refs."""
    return typed.strip().lower()


def find(typed: str, among: Refs) -> str:
    """Resolve a typed ref: look up the exact ref, then those that begin with it, then all to suggest the nearest."""
    ref = normalized(typed)
    return ref if among.has(ref) else resolve(typed, among.refs(ref) or among.refs())


def resolve(typed: str, refs: Collection[str]) -> str:
    """The ref that is equal to the typed text, else the only one that begins with it."""
    beginning = normalized(typed)
    if beginning in refs:
        return beginning
    found = [ref for ref in refs if beginning and ref.startswith(beginning)]
    if not found:
        raise UnknownRef(typed, list(refs))
    if len(found) > 1:
        raise AmbiguousRef(typed, found)
    return found[0]


def require_ref(ref: str) -> str:
    """The ref itself if it is well formed; BadRef if not."""
    if len(ref) > MAX_REF or not _REF.fullmatch(ref):
        raise BadRef(ref)
    return ref


def free_ref(stem: str, taken: Collection[str], number: int = 1) -> tuple[str, int]:
    """The first free ref of a stem, numbered from `number` on, and the number to try next.

    >>> free_ref("jp-us-lng", ["jp-us-lng", "jp-us-lng-2"])
    ('jp-us-lng-3', 4)
    """
    while (ref := f"{stem}-{number}" if number > 1 else stem) in taken:
        number += 1
    return ref, number + 1


def stem_of(title: str, obligor: Iterable[str], obligee: Iterable[str]) -> str:
    """The beginning of a ref: the parties and the significant words of a title.

    >>> stem_of("Invest up to US$550bn", ["JP"], ["US"])
    'jp-us-invest-us-550bn'
    """
    parties = [slug for code in (*obligor, *obligee) if (slug := _slug(code))][:4]
    words = [word for word in _slug(title).split("-") if word and word not in _SMALL_WORDS]
    is_readable = any(word.isalpha() for word in words)  # of 第1号案件 only a digit remains
    chosen: list[str] = []
    remaining = MAX_SLUG
    for word in (*parties, *(words if is_readable else ["commitment"])):
        if len(word) > remaining:
            break
        chosen.append(word)
        remaining -= len(word) + 1
    return "-".join(chosen) or "commitment"


@lru_cache(maxsize=1024)
def _slug(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
