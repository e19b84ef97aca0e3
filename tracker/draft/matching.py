"""Which commitments the sentences of a text speak of: a score for each, made of named reasons."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Context
from math import log
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tracker.draft.figures import Day, Figure, dates_in, figures_in, without_figures
from tracker.draft.names import Mention
from tracker.draft.profiles import Profile, Profiles, is_large, is_measured
from tracker.draft.words import joined, tokens_of
from tracker.model.amounts import Amount, is_currency
from tracker.model.dates import DateSpan
from tracker.model.refs import parent_of

CERTAIN: Final = 4.0  # the score from which on a match is certain; tests/benchmarks measures it
POSSIBLE: Final = 2.2  # the score from which on a match is proposed for a person to confirm
_MONEY: Final = 3.0
_BARE_MONEY: Final = 2.0
_CLAIMED: Final = 0.5  # of the weight of an amount that is in force, if only a source gives it
_SHARE: Final = 1.0
_COUNT: Final = 1.2
_NAMED: Final = {"day": 1.5, "month": 1.0, "quarter": 1.0, "fiscal_year": 0.8, "year": 0.5}
_BOTH_PARTIES: Final = 1.5
_BOTH_NEARBY: Final = 1.0
_BOTH_SOMEWHERE: Final = 0.6
_ONE_PARTY: Final = 0.4
_OTHERS: Final = -2.5
_TITLE: Final = 2.0  # for all the words of a title, in proportion
_FULL: Final = 1.5  # weight of the words from which on the title counts in full
_BODY: Final = 0.3
_MOST_BODY: Final = 1.2
_TOLD: Final = 0.2  # what adds less is not told
_LIGHT: Final = 0.75  # words of this weight alone do not tell two records apart whose scores differ little
_NEARLY: Final = 1.5
_MARGIN: Final = 1.0  # a record with fewer of the same words may have the higher score if its title is short


class Sentence(NamedTuple):
    """A sentence, and what it says: the places that name parties, its tokens, amounts and dates."""

    text: str
    mentions: tuple[Mention, ...]
    tokens: frozenset[str]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]

    @property
    def parties(self) -> frozenset[str]:
        """The codes of the parties that it names."""
        return frozenset(mention.code for mention in self.mentions)


class Reason(NamedTuple):
    """One reason for a match, in words, and what it adds to the score."""

    kind: str
    words: str
    weight: float


class Match(Struct, frozen=True):
    """A sentence that speaks of a commitment, and why.

    `evidence`: the words and amounts. `rival`: another commitment that they fit nearly as well; empty for none.
    """

    ref: str
    sentence: Sentence
    reasons: tuple[Reason, ...]
    evidence: frozenset[str]
    rival: str = ""

    @property
    def score(self) -> float:
        """The sum of the reasons."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def words(self) -> str:
        """The reasons in words, the strongest first."""
        found = sorted(self.reasons, key=lambda reason: -reason.weight)
        return ", ".join(joined(reason.words for reason in found if reason.weight >= _TOLD))

    @property
    def share(self) -> float:
        """The share of the best title that the sentence has."""
        return sum(reason.weight for reason in self.reasons if reason.kind == "title") / _TITLE

    def has(self, kind: str) -> bool:
        """True if a reason of this kind is among the reasons."""
        return any(reason.kind == kind for reason in self.reasons)

    @property
    def is_strong(self) -> bool:
        """True if the reasons suffice and fit no other commitment, and the article names both sides."""
        return (
            self.score >= CERTAIN
            and not self.rival
            and any(reason.kind == "parties" and reason.weight >= _BOTH_SOMEWHERE for reason in self.reasons)
        )

    @property
    def is_possible(self) -> bool:
        """True if the reasons suffice to ask a person: two words at least, or an amount and a word of a title.

        An amount alone may be that of anything, and one word that of another promise between the same parties.
        """
        return self.score >= POSSIBLE and self.has("word") and len(self.evidence) > 1


def read_sentence(text: str, profiles: Profiles) -> Sentence:
    """A sentence with what it says."""
    mentions, rest = profiles.names.mentions_in(text), profiles.names.left_out_of(text)
    tokens = tokens_of(without_figures(rest))
    return Sentence(text, tuple(mentions), tokens, tuple(figures_in(text)), tuple(dates_in(text)))


def matches_in(sentences: Sequence[Sentence], profiles: Profiles, day: date | None) -> list[Match]:
    """The matches of each sentence that suffice to ask, in the order of the text; `day` is that of the article."""
    everywhere = frozenset().union(*(sentence.parties for sentence in sentences))
    found = []
    for place, sentence in enumerate(sentences):
        nearby = frozenset().union(*(one.parties for one in sentences[max(0, place - 1) : place + 2]))
        refs = profiles.candidates(sentence.tokens, (figure.amount for figure in sentence.figures), day)
        matches = (_match(profiles.all[ref], sentence, nearby, everywhere, profiles) for ref in sorted(refs))
        found += _best([match for match in matches if match.is_possible])
    return found


def _best(good: Sequence[Match]) -> list[Match]:
    """The matches of a sentence that no other one explains better, each with its rival."""
    best = [match for match in good if not any(_is_explained(match, other) for other in good)]
    return [replace(match, rival=_rival(match, good)) for match in best]


def _rival(match: Match, others: Iterable[Match]) -> str:
    """The ref of another record that the same words and amounts fit nearly as well; empty if there is none."""
    for other in others:
        alone = sum(reason.weight for reason in match.reasons if reason.words in match.evidence - other.evidence)
        is_other = match.ref not in (other.ref, parent_of(other.ref))
        if is_other and alone < _LIGHT and other.score > match.score - _NEARLY:
            return other.ref
    return ""


def _match(
    profile: Profile, sentence: Sentence, nearby: frozenset[str], everywhere: frozenset[str], profiles: Profiles
) -> Match:
    reasons = [
        *_amounts(profile, sentence, profiles),
        *_words(profile, sentence, profiles),
        *_dates(profile.dates, sentence),
    ]
    evidence = frozenset(reason.words for reason in reasons if reason.kind in {"amount", "word"})
    reasons += [*_coverage(profile, sentence, profiles), _parties(profile, sentence, nearby, everywhere)]
    return Match(profile.ref, sentence, tuple(reason for reason in reasons if reason.weight), evidence)


def _amounts(profile: Profile, sentence: Sentence, profiles: Profiles) -> Iterable[Reason]:
    for figure in dict.fromkeys(sentence.figures):
        share = 1 + log(max(1, len(profiles.sharing(figure.amount))))
        if any(is_same(figure.amount, amount) for amount in profile.amounts):
            yield Reason("amount", figure.words, _weight(figure.amount) / share)
        elif any(is_same(figure.amount, amount) for amount in profile.claimed):
            yield Reason("amount", figure.words, _CLAIMED * _weight(figure.amount) / share)


def _weight(amount: Amount) -> float:
    if amount.unit:
        return _MONEY if is_currency(amount.unit) else _SHARE
    return _BARE_MONEY if is_large(amount.value) else _COUNT


def is_named(figure: Figure, profile: Profile) -> bool:
    """True if a figure of a text is the amount of a commitment, rounded or as one of its sources gives it."""
    said = figure.amount
    return any(is_same(said, amount) or _is_rounded(said, amount) for amount in (*profile.amounts, *profile.claimed))


def _is_rounded(said: Amount, recorded: Amount) -> bool:
    """True if a sum of money of two digits or more is the recorded one, rounded: 33 billion for 33.3."""
    digits = len(said.value.normalize().as_tuple().digits)
    is_money = said.unit == recorded.unit and is_currency(said.unit)
    return is_money and digits > 1 and said.value == Context(digits).create_decimal(recorded.value)


def is_same(said: Amount, recorded: Amount) -> bool:
    """True if a figure of a text is that of the register; without a unit, if it counts things or is large."""
    if said.value != recorded.value:
        return False
    return said.unit == recorded.unit or (not said.unit and (not is_measured(recorded) or is_large(said.value)))


def _words(profile: Profile, sentence: Sentence, profiles: Profiles) -> Iterable[Reason]:
    for token in sorted(sentence.tokens & profile.core):
        yield Reason("word", token.removeprefix("#"), profiles.weight(token))
    body = sum(_BODY * profiles.weight(token) for token in sentence.tokens & profile.body)
    yield Reason("sources", "words of its sources", min(body, _MOST_BODY))


def _coverage(profile: Profile, sentence: Sentence, profiles: Profiles) -> Iterable[Reason]:
    """The share of the best title that the sentence has."""
    shares = []
    for title in profile.titles:
        common = title & sentence.tokens
        whole = sum(map(profiles.weight, title))
        if len(common) > 1:
            weight = sum(map(profiles.weight, common))
            shares.append(weight / whole * min(1, weight / _FULL))
    if shares:
        yield Reason("title", f"{max(shares):.0%} of a title", _TITLE * max(shares))


def _dates(dates: Iterable[DateSpan], sentence: Sentence) -> Iterable[Reason]:
    for found in sentence.days:
        for due in dates:
            if found.when == due or (found.month_day and str(due).endswith(found.month_day)):
                yield Reason("date", found.words, _NAMED.get(due.precision, 0))
                return


def _parties(profile: Profile, sentence: Sentence, nearby: frozenset[str], everywhere: frozenset[str]) -> Reason:
    own = profile.obligor | profile.obligee
    strangers = sentence.parties - own
    if strangers and not profile.is_between(sentence.parties):
        return Reason("parties", f"{', '.join(sorted(strangers))} instead of the parties", _OTHERS)
    for parties, weight in (
        (sentence.parties, _BOTH_PARTIES),
        (nearby, _BOTH_NEARBY),
        (everywhere, _BOTH_SOMEWHERE),
    ):
        if profile.is_between(parties):
            return Reason("parties", " and ".join(sorted(parties & own)), weight)
    named = everywhere & own
    return Reason("parties", " and ".join(sorted(named)), _ONE_PARTY if named else 0)


def _is_explained(match: Match, other: Match) -> bool:
    """True if another record explains the sentence by more; of a milestone, its parent if by no less."""
    if parent_of(match.ref) == other.ref:
        return match.evidence <= other.evidence
    return match.evidence < other.evidence and match.score < other.score + _MARGIN
