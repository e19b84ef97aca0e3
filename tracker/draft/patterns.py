"""One regular expression for thousands of words, which tells at each place of a text by a few steps."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern for the longest of these words, as a tree of their beginnings; Latin ones as whole words.

    >>> re.findall(any_of(["us", "usa", "米国", "米"]), "usa, us and bus: 米国と米")
    ['usa', 'us', '米国', '米']
    """
    words = list(words)
    latin = [word for word in words if word[0] < "\u0250"]
    other = [word for word in words if word[0] >= "\u0250"]
    patterns = [rf"\b{_tree(latin)}\b"] if latin else []
    return "|".join([*patterns, *([_tree(other)] if other else [])])


def _tree(words: list[str]) -> str:
    """A pattern for the longest of these words: what follows each first character, in brackets."""
    ends = "" in words
    following: dict[str, list[str]] = {}
    for word in filter(None, words):
        following.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(first) + _tree(rest) for first, rest in following.items()]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"
