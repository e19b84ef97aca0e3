"""The refs of commitments: create one from a title, resolve one from its beginning.

The ref of a milestone is that of its parent, a slash and a name: `jp-us-550bn/2026`, `jp-us-550bn/2026/first-half`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol
from unicodedata import normalize

from tracker.errors import AmbiguousRef, BadRef, UnknownRef

MAX_REF: Final = 64  # characters of a ref without milestones, and of the name of a milestone
MAX_DEPTH: Final = 8  # parts of the ref of a milestone
MILESTONE: Final = "/"  # separates the name of a milestone from the ref of its parent
MAX_SLUG: Final = 40
_NAMELESS: Final = "commitment"  # the beginning of a ref whose title has no word for it
_REF: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
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

    def present(self, ref: str) -> str:
        """The present ref of a commitment that had this ref; other refs stay as they are."""
        ...

    def former(self, beginning: str) -> Mapping[str, str]:
        """The former refs with a beginning, each with the present ref."""
        ...

    def names(self, ref: str) -> Collection[str]:
        """Every ref that finds the commitment with this present ref."""
        ...


def normalized(typed: str) -> str:
    """A typed ref, or its beginning, in the spelling of refs."""
    return typed.strip().lower()


def parent_of(ref: str) -> str:
    """The ref of the commitment that a milestone belongs to; empty if the ref is not that of a milestone.

    >>> parent_of("jp-us-550bn/2026"), parent_of("jp-us-550bn")
    ('jp-us-550bn', '')
    """
    return ref.rpartition(MILESTONE)[0]


def root_of(ref: str) -> str:
    """The ref of the commitment that a milestone is inside of at any depth; of another commitment its own.

    >>> root_of("jp-us-550bn/2026/first-half"), root_of("jp-us-550bn")
    ('jp-us-550bn', 'jp-us-550bn')
    """
    return ref.partition(MILESTONE)[0]


def with_parents(ref: str) -> Iterator[str]:
    """A ref and, if it is that of a milestone, those of the commitments that it is inside of.

    >>> list(with_parents("jp-us-550bn/2026/first-half"))
    ['jp-us-550bn/2026/first-half', 'jp-us-550bn/2026', 'jp-us-550bn']
    """
    while ref:
        yield ref
        ref = parent_of(ref)


def find(typed: str, among: Refs) -> str:
    """Resolve a typed ref: an exact ref, then a former one, then the beginning of refs, then of former ones."""
    ref = normalized(typed)
    for exact in dict.fromkeys((ref, among.present(ref))):
        if among.has(exact):
            return exact
    head = root_of(ref)
    present = among.refs(head) if among.present(head) == head else ()
    if found := beginning_with(ref, present):
        return only(typed, found)
    former = {root_of(now): None for now in among.former(head).values()} if head else {}
    family = dict.fromkeys([*present, *(one for now in former for one in among.refs(now))])
    names = {name: one for one in family for name in among.names(one)}
    if found := beginning_with(ref, names):
        return only(typed, sorted({names[name] for name in found}))
    return resolve(typed, among.refs())


def resolve(typed: str, refs: Collection[str]) -> str:
    """The ref that is equal to the typed text, else the only one that begins with it.

    Each part between slashes may be a beginning. A text without a slash never means a milestone.
    """
    beginning = normalized(typed)
    if beginning in refs:
        return beginning
    if found := beginning_with(beginning, refs):
        return only(typed, found)
    depth = beginning.count(MILESTONE)
    raise UnknownRef(typed, [ref for ref in refs if ref.count(MILESTONE) == depth] or list(refs))


def beginning_with(beginning: str, refs: Iterable[str]) -> list[str]:
    """The refs with as many parts as a text, each of which begins with a part of it; equal parts come first."""
    depth = beginning.count(MILESTONE)
    found = [ref for ref in refs if ref.count(MILESTONE) == depth] if beginning else []
    for index, part in enumerate(beginning.split(MILESTONE)):
        parts = {ref: ref.split(MILESTONE)[index] for ref in found}
        found = [ref for ref in found if parts[ref] == part] or [ref for ref in found if parts[ref].startswith(part)]
    return found


def only(typed: str, found: Sequence[str]) -> str:
    """The only ref that was found for a typed text; AmbiguousRef if there are several."""
    if len(found) > 1:
        raise AmbiguousRef(typed, found)
    return found[0]


def require_ref(ref: str) -> str:
    """The ref itself if it is well formed; BadRef if not."""
    parts = ref.split(MILESTONE)
    if len(parts) > MAX_DEPTH or not all(re.fullmatch(_REF, part) and len(part) <= MAX_REF for part in parts):
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
    for word in (*parties, *(words if is_readable else [_NAMELESS])):
        if len(word) > remaining:
            break
        chosen.append(word)
        remaining -= len(word) + 1
    return "-".join(chosen) or _NAMELESS


def name_of(words: str) -> str:
    """The name of a milestone from its words; empty if too little of them can be a ref.

    >>> name_of("A first tranche, of three"), name_of("第1号案件")
    ('first-tranche-three', '')
    """
    stem = stem_of(words, (), ())
    return "" if stem == _NAMELESS else stem


def target_ref(parent: str, words: str, due: str | None, taken: Collection[str]) -> str:
    """The ref of the milestone that a target of a schedule becomes: named for its words, else for its due date.

    >>> target_ref("loan", "A first tranche", "2026", []), target_ref("loan", "", "2026", ["loan/2026"])
    ('loan/first-tranche', 'loan/2026-2')
    """
    day = "target" if due is None else name_of(f"due {due}").removeprefix("due-")
    return free_ref(f"{parent}{MILESTONE}{name_of(words) or day}", taken)[0]


@lru_cache(maxsize=1024)
def _slug(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
