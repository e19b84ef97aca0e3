"""From the matches of an article to the citations that are proposed, and to what differs from the register."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.draft.article import Article
from tracker.draft.matching import Match, matches_in, read_sentence
from tracker.draft.outlets import relayed_in
from tracker.draft.profiles import Profiles
from tracker.draft.sentences import sentences_of
from tracker.model.codec import encode
from tracker.model.commitment import Source

FORMAT: Final = 1  # of the file
_CLOSE: Final = 2  # a figure of the text that is less than so many times another, and more than a part of it


class Proposal(Struct, frozen=True):
    """A proposed citation: the sentence, the commitment that it speaks of, and why; `doubt` is empty if certain."""

    match: Match
    source: Source
    field: str = ""
    doubt: str = ""

    @property
    def ref(self) -> str:
        """The ref of the commitment."""
        return self.match.ref

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
    """What an article gives reason to record."""

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
    best: dict[str, Match] = {}
    for match in matches_in(sentences, profiles):
        if match.ref not in best or match.score > best[match.ref].score:
            best[match.ref] = match
    proposals = tuple(_proposal(match, article) for match in best.values())
    return Draft(proposals, tuple(_differences(proposals, profiles)))


def _proposal(match: Match, article: Article) -> Proposal:
    text = match.sentence.text
    source = replace(article.source, quote=text, relays=relayed_in(text) or article.source.relays)
    return Proposal(match, source, "", "" if match.is_certain else _doubt(match))


def _doubt(match: Match) -> str:
    """Why a match is uncertain, and what to do."""
    return f"few signs: {match.words}; does the sentence speak of {match.ref}?"


def _differences(proposals: Sequence[Proposal], profiles: Profiles) -> Iterator[Difference]:
    """The figures in the quoted sentences that come close to those of the commitment, and that no other one has."""
    refs_of: dict[str, list[str]] = {}
    for proposal in proposals:
        refs_of.setdefault(proposal.match.sentence.text, []).append(proposal.ref)
    for proposal in proposals:
        sentence = proposal.match.sentence
        explained = {
            (amount.value, amount.unit) for ref in refs_of[sentence.text] for amount in profiles.all[ref].amounts
        }
        own = profiles.all[proposal.ref].amounts
        for figure in sentence.figures:
            said = figure.amount
            near = [
                one for one in own if one.unit == said.unit and one.value / _CLOSE < said.value < one.value * _CLOSE
            ]
            if near and (said.value, said.unit) not in explained:
                yield Difference(proposal.ref, "amount", str(said), str(near[0]), sentence.text)
