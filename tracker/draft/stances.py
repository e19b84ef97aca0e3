"""Sentences that tell what one party thinks of another, and the commitments to which that may belong."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from tracker.draft.matching import Match, Sentence
from tracker.draft.outlets import relayed_in
from tracker.draft.patterns import any_of
from tracker.draft.profiles import Profile, Profiles
from tracker.draft.vocabulary import table
from tracker.model.iso import casefolded
from tracker.state.sources import RECENT

# Anger first: a sentence that tells both is quoted for the anger, as the rarer news.
OTHER_SIGN: Final = {"dissatisfied": "satisfied", "satisfied": "dissatisfied"}
_MILD: Final = 1.0
_STRONG: Final = 2.0
_REPORTED: Final = 1.0  # a sentence that names the report that it repeats is quoted rather than one that does not


class Stance(NamedTuple):
    """A sentence that tells what a party thinks, by which words, and the ref to which that may belong."""

    ref: str
    sentence: Sentence
    words: str


def stances_in(
    sentences: Sequence[Sentence], matches: Sequence[Match], profiles: Profiles, day: date | None
) -> Iterator[Stance]:
    """For each sign, the sentence that tells it best, at each match whose commitment has such a position.

    The sentence names both sides of the commitment. The position was recorded not long before or after the day of the
    article, and has the same sign.
    """
    taken = ""
    for sign in OTHER_SIGN:
        found = {
            one: [
                match.ref
                for match in matches
                if match.sentence != one and _fits(profiles.all[match.ref], sign, one, day)
            ]
            for one in sentences
            if one.text != taken and _strength(one.text, sign) > 0
        }
        told = [one for one, refs in found.items() if refs]
        if told:
            sentence = max(told, key=lambda one: _strength(one.text, sign))
            taken, words = sentence.text, ", ".join(_words(sentence.text, sign))
            yield from (Stance(ref, sentence, words) for ref in found[sentence])


def _fits(profile: Profile, sign: str, sentence: Sentence, day: date | None) -> bool:
    """True if a sentence names both sides of a commitment, one of which has a position of this sign at that time."""
    return profile.is_between(sentence.parties) and any(
        position.sign == sign
        and position.party in sentence.parties
        and (day is None or abs((position.day - day).days) <= RECENT)
        for position in profile.positions
    )


def _strength(text: str, sign: str) -> float:
    """The clarity with which a sentence gives this sign, and not the other one."""
    own, other = (sum(_words(text, one).values()) for one in (sign, OTHER_SIGN[sign]))
    return own - other / 2 + _REPORTED * bool(relayed_in(text)) if own else 0


def _words(text: str, sign: str) -> dict[str, float]:
    """The words of a sign in a text, each with its strength."""
    pattern, strengths = _pattern(sign)
    return {word: strengths[word] for word in pattern.findall(casefolded(text))}


@cache
def _pattern(sign: str) -> tuple[re.Pattern[str], dict[str, float]]:
    words = table("stances")
    strengths = dict.fromkeys(words[sign], _MILD) | dict.fromkeys(words[f"very {sign}"], _STRONG)
    return re.compile(any_of(strengths)), strengths
