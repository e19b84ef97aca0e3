"""From the matches of an article to the citations that are proposed, and to what differs from the register."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.draft.article import Article
from tracker.draft.doubts import denial_in, doubts_of
from tracker.draft.figures import due_dates_in
from tracker.draft.matching import Match, Sentence, is_same, matches_in, read_sentence
from tracker.draft.outlets import named_in, relayed_in
from tracker.draft.profiles import Profile, Profiles, is_measured
from tracker.draft.sentences import sentences_of
from tracker.draft.stances import Stance, stances_in
from tracker.model.amounts import Amount
from tracker.model.codec import encode
from tracker.model.commitment import Source
from tracker.model.dates import DateSpan

FORMAT: Final = 1  # of the file
_CLOSE: Final = 2  # a figure of the text that is less than so many times another, and more than a part of it


class Proposal(Struct, frozen=True):
    """A proposed citation: the commitment, the reasons in words, and the source; `doubt` is empty if it is certain."""

    ref: str
    reasons: str
    source: Source
    field: str = ""
    doubt: str = ""

    def document(self) -> dict[str, Any]:
        """The event as a file of events has it."""
        event: dict[str, Any] = {"ref": self.ref, "event": "citation", "side": "mentions", "field": self.field}
        if self.source.published:
            event["on"] = str(self.source.published)
        event["source"] = encode(self.source)
        return event | ({"uncertain": self.doubt} if self.doubt else {})


class Difference(Struct, frozen=True):
    """A figure of a sentence that is close to that of the register and is not the same."""

    ref: str
    field: str
    says: str
    register: str
    sentence: str


class Draft(Struct, frozen=True):
    """The events that an article gives reason to record."""

    proposals: tuple[Proposal, ...]
    differences: tuple[Difference, ...]

    def document(self) -> dict[str, Any]:
        """The file of events."""
        return {
            "tracker_events": FORMAT,
            "events": [proposal.document() for proposal in self.proposals],
            "differences": [encode(difference) for difference in self.differences],
        }


def draft_of(article: Article, profiles: Profiles) -> Draft:
    """The citations that an article gives reason to propose, one for each commitment, in the order of the text."""
    sentences = [read_sentence(text, profiles) for text in sentences_of(article.text)]
    day = article.source.published.last if article.source.published else None
    best: dict[str, tuple[Match, str]] = {}
    for match in matches_in(sentences, profiles, day):
        found = match, _doubt(match, profiles.all[match.ref])
        if match.ref not in best or _quality(found) > _quality(best[match.ref]):
            best[match.ref] = found
    proposals = [_proposal(match, doubt, article) for match, doubt in best.values()]
    matches = [match for match, _ in best.values()]
    strong = [match for match in matches if match.is_strong]
    stances = [_of_stance(stance, article) for stance in stances_in(sentences, strong, profiles, day)]
    return Draft((*proposals, *stances), tuple(_differences(matches, profiles)))


def _quality(found: tuple[Match, str]) -> tuple[bool, float]:
    """The rank of the sentences that speak of one commitment: a certain one is quoted before any other."""
    match, doubt = found
    return not doubt, match.score


def _proposal(match: Match, doubt: str, article: Article) -> Proposal:
    return Proposal(match.ref, match.words, _source(article, match.sentence), "", doubt)


def _of_stance(stance: Stance, article: Article) -> Proposal:
    """The proposal of a sentence that tells what a party thinks; of which promise, a person has to say."""
    doubt = f"it tells what a party thinks ({stance.words}); of {stance.ref}? then `tracker position` records it"
    return Proposal(stance.ref, stance.words, _source(article, stance.sentence), "position", doubt)


def _source(article: Article, sentence: Sentence) -> Source:
    """The source of the article with a sentence as its quote; it relays no report that it denies, and no two."""
    text = sentence.text
    relays = "" if denial_in(text) or len(named_in(text)) > 1 else relayed_in(text)
    relays = relays or article.source.relays
    return replace(article.source, quote=sentence.text, relays=relays)


def _doubt(match: Match, profile: Profile) -> str:
    """Why a match is uncertain; empty if it is certain."""
    if match.rival:
        doubts = [f"{match.words} fit {match.rival} too"]
    elif not match.is_strong:
        doubts = [f"few signs ({match.words})"]
    else:
        doubts = doubts_of(match, profile)
    return f"{'; '.join(doubts)}; does the sentence speak of {match.ref}?" if doubts else ""


def _differences(matches: Sequence[Match], profiles: Profiles) -> Iterator[Difference]:
    """The figures and dates of the quoted sentences that come close to those of the commitment, and are others."""
    for match in matches:
        sentence, profile = match.sentence, profiles.all[match.ref]
        beside = [profiles.all[one.ref] for one in matches if one.sentence.text == sentence.text]
        known = {(amount.value, amount.unit) for other in beside for amount in other.amounts}
        said_of_all = [figure.amount for figure in sentence.figures]
        is_equal = any(is_same(said, one) for said in said_of_all for one in profile.amounts)
        for said in [] if is_equal else said_of_all:
            near = [one for one in profile.amounts if _is_close(said, one)]
            if near and (said.value, said.unit) not in known:
                yield Difference(match.ref, "amount", str(said), str(near[-1]), sentence.text)
        if profile.dates:
            due = profile.dates[-1]
            for when in due_dates_in(sentence.text):
                if not any(_overlap(when, date) for other in beside for date in other.dates):
                    yield Difference(match.ref, "deadline", str(when), str(due), sentence.text)


def _is_close(one: Amount, other: Amount) -> bool:
    """True if two amounts in one unit are of one size; a number of the text may count the same things."""
    is_count = not one.unit and not is_measured(other)
    return (one.unit == other.unit or is_count) and other.value / _CLOSE < one.value < other.value * _CLOSE


def _overlap(one: DateSpan, other: DateSpan) -> bool:
    return one.first <= other.last and other.first <= one.last
