"""Split a text into sentences, by the signs of Chinese, Japanese, Korean and Latin writing."""

import re
from collections.abc import Iterator
from typing import Final

# What may follow the end of a sentence and still belongs to it.
_CLOSING: Final = "”’\"'」』】)）》〉"
# The end of a sentence: a full-width sign, or a Latin sign before a space and the beginning of another sentence.
_END: Final = re.compile(
    rf"[。！？!?｡]+[{_CLOSING}]*(?![。！？!?｡])|\.[{_CLOSING}]*(?=\s+[“‘\"'「(（]*[A-Z0-9À-Þ가-힣一-鿿])"
)
# A point after these ends no sentence.
_ABBREVIATIONS: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gov|Sen|Rep|Gen|Lt|Col|Prof|Jr|Sr|Inc|Corp|Co|Ltd|No|Nos|vs|etc|approx|al|cf"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|U\.S|U\.K|U\.N|E\.U|a\.m|p\.m))$"
)
MAX_SENTENCE: Final = 2_000  # characters; what is longer is no sentence of news, and is left out
_BEFORE: Final = 12  # characters before a point in which an abbreviation is looked for


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, word for word; a line end is always the end of a sentence.

    >>> sentences_of("Mr. Abe met U.S. officials. They agreed.")
    ['Mr. Abe met U.S. officials.', 'They agreed.']
    >>> sentences_of("「延期する。」と述べた。米国は怒った。")
    ['「延期する。」と述べた。', '米国は怒った。']
    """
    parts = (part.strip() for line in text.splitlines() for part in _parts(line))
    return [part for part in parts if 0 < len(part) <= MAX_SENTENCE]


def _parts(line: str) -> Iterator[str]:
    """The sentences of a line; a quotation of several sentences that the sentence goes on after stays whole."""
    start = 0
    for found in _END.finditer(line):
        before = line[max(start, found.start() - _BEFORE) : found.start()]
        if found[0].startswith(".") and _ABBREVIATIONS.search(before):
            continue
        is_short = found.end() - start <= MAX_SENTENCE
        if is_short and (_is_inside_quotation(line[start : found.end()]) or _goes_on(line, found)):
            continue
        yield line[start : found.end()]
        start = found.end()
    yield line[start:]


def _is_inside_quotation(text: str) -> bool:
    """True if a quotation begins in the text and does not end in it."""
    return any(text.count(opening) > text.count(closing) for opening, closing in ("“”", "「」", "『』", "（）"))


def _goes_on(line: str, found: re.Match[str]) -> bool:
    """True if a quotation ends here and the sentence does not: 「…。」と述べた."""
    return found[0][-1] in "」』”" and line[found.end() : found.end() + 1] in tuple("とでをがはもに,，、的")
