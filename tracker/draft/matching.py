"""Which commitments the sentences of a text speak of: a score for each, made of named reasons."""

from collections.abc import Iterable, Sequence
from math import log
from typing import Final, NamedTuple

from msgspec import Struct

from tracker.draft.figures import Day, Figure, dates_in, figures_in, without_figures
from tracker.draft.profiles import Profile, Profiles
from tracker.draft.words import tokens_of
from tracker.model.amounts import is_currency
from tracker.model.dates import DateSpan
from tracker.model.refs import parent_of

CERTAIN: Final = 4.5  # the score from which on a match is certain; tests/benchmarks measures it
POSSIBLE: Final = 2.6  # the score from which on a match is proposed for a person to confirm
_MONEY: Final = 3.0
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
_MARGIN: Final = 1.0  # a record with fewer of the same words may have the higher score if its title is short


class Sentence(NamedTuple):
    """A sentence, and what it says: the parties that it names, its tokens, amounts and dates."""

    text: str
    parties: frozenset[str]
    tokens: frozenset[str]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]


class Reason(NamedTuple):
    """One reason for a match, in words, and what it adds to the score."""

    kind: str
    words: str
    weight: float


class Match(Struct, frozen=True):
    """A sentence that speaks of a commitment, and why; `evidence` is the words and amounts."""

    ref: str
    sentence: Sentence
    reasons: tuple[Reason, ...]
    evidence: frozenset[str]

    @property
    def score(self) -> float:
        """The sum of the reasons."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def words(self) -> str:
        """The reasons in words, the strongest first."""
        found = sorted(self.reasons, key=lambda reason: -reason.weight)
        return ", ".join(reason.words for reason in found if reason.weight >= _TOLD)

    @property
    def is_certain(self) -> bool:
        """True if the reasons suffice, and the article names both sides."""
        return self.score >= CERTAIN and any(
            reason.kind == "parties" and reason.weight >= _BOTH_SOMEWHERE for reason in self.reasons
        )

    @property
    def has_words(self) -> bool:
        """True if a word of a title is among the reasons; an amount alone may be that of anything."""
        return any(reason.kind == "word" for reason in self.reasons)


def read_sentence(text: str, profiles: Profiles) -> Sentence:
    """A sentence with what it says."""
    parties, rest = profiles.names.found_in(text)
    return Sentence(text, parties, tokens_of(without_figures(rest)), tuple(figures_in(text)), tuple(dates_in(text)))


def matches_in(sentences: Sequence[Sentence], profiles: Profiles) -> list[Match]:
    """The matches of each sentence that reach the lower threshold, in the order of the text."""
    everywhere = frozenset().union(*(sentence.parties for sentence in sentences))
    found = []
    for place, sentence in enumerate(sentences):
        nearby = frozenset().union(*(one.parties for one in sentences[max(0, place - 1) : place + 2]))
        found += _of_sentence(sentence, nearby, everywhere, profiles)
    return found


def _of_sentence(
    sentence: Sentence, nearby: frozenset[str], everywhere: frozenset[str], profiles: Profiles
) -> list[Match]:
    refs = profiles.candidates(sentence.tokens, (figure.amount for figure in sentence.figures))
    found = [_match(profiles.all[ref], sentence, nearby, everywhere, profiles) for ref in sorted(refs)]
    good = [match for match in found if match.score >= POSSIBLE and match.has_words]
    return [match for match in good if not any(_is_explained(match, other) for other in good)]


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
        if any(_is_same(figure, amount.value, amount.unit) for amount in (*profile.amounts, *profile.claimed)):
            unit = figure.amount.unit
            weight = _MONEY if is_currency(unit) else _SHARE if unit else _COUNT
            others = len(profiles.sharing(figure.amount))
            yield Reason("amount", figure.words, weight / (1 + log(max(1, others))))


def _is_same(figure: Figure, value: object, unit: str) -> bool:
    """True if a figure of a text is that of the register; a mere number is the count of counted things."""
    if figure.amount.value != value:
        return False
    return figure.amount.unit == unit or not (figure.amount.unit or is_currency(unit) or unit.startswith("%"))


def _words(profile: Profile, sentence: Sentence, profiles: Profiles) -> Iterable[Reason]:
    for token in sorted(sentence.tokens & profile.core):
        yield Reason("word", token.removeprefix("#"), profiles.weight(token))
    body = sum(_BODY * profiles.weight(token) for token in sentence.tokens & profile.body)
    yield Reason("sources", "words of its sources", min(body, _MOST_BODY))


def _coverage(profile: Profile, sentence: Sentence, profiles: Profiles) -> Iterable[Reason]:
    """How much of its best title the sentence has."""
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
    if strangers and not (sentence.parties & profile.obligor and sentence.parties & profile.obligee):
        return Reason("parties", f"{', '.join(sorted(strangers))} instead of the parties", _OTHERS)
    for parties, weight in (
        (sentence.parties, _BOTH_PARTIES),
        (nearby, _BOTH_NEARBY),
        (everywhere, _BOTH_SOMEWHERE),
    ):
        if parties & profile.obligor and parties & profile.obligee:
            return Reason("parties", " and ".join(sorted(parties & own)), weight)
    named = everywhere & own
    return Reason("parties", " and ".join(sorted(named)), _ONE_PARTY if named else 0)


def _is_explained(match: Match, other: Match) -> bool:
    """True if another record explains the sentence by more; of a milestone, its parent if by no less."""
    if parent_of(match.ref) == other.ref:
        return match.evidence <= other.evidence
    return match.evidence < other.evidence and match.score < other.score + _MARGIN
