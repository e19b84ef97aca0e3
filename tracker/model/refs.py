"""The refs that name commitments: how one is made from a title, and how a beginning of one is enough."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, Protocol, TypeAlias
from unicodedata import normalize

from tracker.errors import AmbiguousRef, BadRef, UnknownRef

MAX_REF: Final = 64
MAX_SLUG: Final = 40
_REF: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SMALL_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to", "up", "with"],
)

Identity: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str]


class Refs(Protocol):
    """What tells the refs that there are."""

    def has(self, ref: str) -> bool:
        """Whether something is called exactly so."""
        ...

    def refs(self, beginning: str = "") -> Collection[str]:
        """The refs that begin so."""
        ...


def normalized(typed: str) -> str:
    """The ref that is typed, or its beginning, as refs are written."""
    return typed.strip().lower()


def find(typed: str, among: Refs) -> str:
    """As `resolve`; others that begin so are asked for where none is called so, and all only to name the nearest."""
    wanted = normalized(typed)
    return wanted if among.has(wanted) else resolve(typed, among.refs(wanted) or among.refs())


def resolve(typed: str, refs: Collection[str]) -> str:
    """The one ref that is typed, or that begins with what is typed."""
    wanted = normalized(typed)
    if wanted in refs:
        return wanted
    found = [ref for ref in refs if wanted and ref.startswith(wanted)]
    if not found:
        raise UnknownRef(typed, list(refs))
    if len(found) > 1:
        raise AmbiguousRef(typed, found)
    return found[0]


def require_ref(ref: str) -> str:
    """The ref itself if it can be one, else a refusal."""
    if len(ref) > MAX_REF or not _REF.fullmatch(ref):
        raise BadRef(ref)
    return ref


def free_ref(stem: str, taken: Collection[str], number: int = 1) -> tuple[str, int]:
    """The first ref of this stem that is not taken, looked for from a number on, and the number after its own.

    >>> free_ref("jp-us-lng", ["jp-us-lng", "jp-us-lng-2"])
    ('jp-us-lng-3', 4)
    """
    while (ref := f"{stem}-{number}" if number > 1 else stem) in taken:
        number += 1
    return ref, number + 1


def stem_of(title: str, obligor: Iterable[str], obligee: Iterable[str]) -> str:
    """The parties and the telling words of a title, as a ref begins.

    >>> stem_of("Invest up to US$550bn", ["JP"], ["US"])
    'jp-us-invest-us-550bn'
    """
    parties = [slug for code in (*obligor, *obligee) if (slug := _slug(code))][:4]
    words = [word for word in _slug(title).split("-") if word and word not in _SMALL_WORDS]
    telling = any(word.isalpha() for word in words)  # what is left of 第1号案件 tells nothing
    kept: list[str] = []
    room = MAX_SLUG
    for word in (*parties, *(words if telling else ["commitment"])):
        if len(word) > room:
            break
        kept.append(word)
        room -= len(word) + 1
    return "-".join(kept) or "commitment"


def identity(title: str, obligor: Iterable[str], obligee: Iterable[str]) -> Identity:
    """The parties, and the title without differences of width and case: likely the same where two have the same.

    >>> identity("Buy  ＬＮＧ", ["JP"], ["US"]) == identity("buy lng", ["JP"], ["US"])
    True
    """
    return tuple(sorted(obligor)), tuple(sorted(obligee)), " ".join(normalize("NFKC", title).casefold().split())


@lru_cache(maxsize=1024)
def _slug(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
