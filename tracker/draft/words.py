"""The words of a text that tell what it is about, the same in every language where the table knows them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from tracker.draft.patterns import any_of
from tracker.draft.vocabulary import table

# Topics of many promises, which tell little.
_GENERAL: Final = frozenset(
    ("investment", "project", "settle", "purchase", "energy", "delivery", "trump", "defence", "export", "loan", "first")
)
_GENERAL_WEIGHT: Final = 0.5
_WORD_WEIGHT: Final = 0.7
_RUNS: Final = re.compile(r"[a-zà-ɏ][a-zà-ɏ0-9'’-]{2,}|[ァ-ヺー]{3,}|[一-鿿]{2,}|[가-힣]{2,}")
_PARTICLES: Final = re.compile(
    r"(?<=[가-힣]{2})(?:에서|으로|까지|부터|에게|이라|은|는|이|가|을|를|의|에|와|과|로|도|만)$"
)
_ENDINGS: Final = re.compile(r"(?<=[a-z]{4})(?:ing|ed|es|s)$")
_PAIR: Final = 2  # characters of the pieces of a Chinese or Japanese run
_LITTLE: Final = frozenset("的了在和与及是为对而等也将被把以其这那不有於与日月年")  # characters that join words
# Characters of Japan, Taiwan and the mainland that are one.
_VARIANTS: Final = str.maketrans(
    "國関關區経經済濟軍亜亞発發電機産產業協議費員務領戦戰貿東會長選舉挙個号號沖縄繩間場飛還帰歸購買飯運輸対對総總軟銀",
    "国关关区经经济济军亚亚发发电机产产业协议费员务领战战贸东会长选举举个号号冲绳绳间场飞还归归购买饭运输对对总总软银",
)


def tokens_of(plain: str) -> frozenset[str]:
    """The topics of a text (each with #) and its other words, from a text in one case and width.

    >>> sorted(tokens_of("軟銀主導的天然氣發電計劃"))
    ['#gas', '#power-plant', '主導', '計劃', '软银', '银主']
    """
    pattern, topics = _topics()
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        found.update(f"#{topic}" for topic in topics[match[0]])
        return " "

    rest = pattern.sub(take, plain)
    return frozenset(found | set(_words(rest)))


def weight_of(token: str) -> float:
    """The weight of a token as a sign of the subject of a text, regardless of how many promises have it."""
    if not token.startswith("#"):
        return _WORD_WEIGHT
    return _GENERAL_WEIGHT if token[1:] in _GENERAL else 1


def joined(words: Iterable[str]) -> list[str]:
    """The words, with overlapping pieces of Chinese and Japanese runs in one.

    >>> joined(["斗机", "gas", "战斗", "原定"])
    ['gas', '战斗机', '原定']
    """
    found: list[str] = []
    for word in words:
        if "一" <= word[0] <= "鿿":
            for other in [one for one in found if "一" <= one[0] <= "鿿"]:
                if other[-1] == word[0] or word[-1] == other[0]:
                    found.remove(other)
                    word = other + word[1:] if other[-1] == word[0] else word + other[1:]  # noqa: PLW2901 - it grows
        found.append(word)
    return found


def _words(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if "一" <= run[0] <= "鿿":
            same = run.translate(_VARIANTS)
            pairs = (same[start : start + _PAIR] for start in range(len(same) - 1))
            yield from (pair for pair in pairs if _LITTLE.isdisjoint(pair))
        elif "가" <= run[0] <= "힣":
            yield _PARTICLES.sub("", run)
        elif run not in table("stop-words")["en"]:
            yield _ENDINGS.sub("", run)


@cache
def _topics() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """A pattern of all words of the table, and the topics of each; a longer word has the topics of those within it."""
    topics: dict[str, tuple[str, ...]] = {}
    for topic, words in table("topics").items():
        for word in words:
            for form in (word, f"{word}s") if word.isascii() else (word,):
                topics[form] = (*topics.get(form, ()), topic)
    nested = {word: tuple(dict.fromkeys((*own, *_within(word, topics)))) for word, own in topics.items()}
    return re.compile(any_of(nested)), nested


def _within(word: str, topics: dict[str, tuple[str, ...]]) -> Iterator[str]:
    parts = re.findall(r"[a-z]+", word) if word.isascii() else [part for part in topics if part in word]
    for part in parts:
        yield from topics.get(part, ())
