"""Measure `draft`: how much of what it proposes is right, and how much of what it should propose it proposes.

`python -m tests.benchmarks.drafting` writes its part of RESULTS.md. The texts are those of `articles.py`, and what the
sources of the sample say in titles, quotes and summaries, each with its own words taken out of the register first. A
proposal is right if the register has the source at that commitment, or `articles.py` says so.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from tests.benchmarks.articles import ABOUT, ABOUT_NOTHING, Written
from tracker.commands.locate import sample_file
from tracker.draft.article import Article, read_article
from tracker.draft.profiles import Profiles, profile_of, profiles_of
from tracker.draft.proposals import draft_of
from tracker.model.codec import decode
from tracker.model.commitment import CitationEvent, Commitment, Source
from tracker.model.dates import Moment
from tracker.model.register import Party, Register
from tracker.state.portfolio import Portfolio
from tracker.state.sources import source_identity

DAY: Final = Moment(datetime(2026, 11, 28, tzinfo=UTC))
LANGUAGES: Final = {"en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean"}


class Sample:
    """The commitments of the sample, and what tells each."""

    def __init__(self) -> None:
        document = json.loads(sample_file().read_bytes())
        parties = [decode(one, Party) for one in document["parties"].values()]
        self.register = Register(parties={party.code: party for party in parties})
        self.commitments = tuple(decode(one, Commitment) for one in document["commitments"].values())
        self.whole = profiles_of(self._portfolio(self.commitments), lambda _: True)

    def _portfolio(self, commitments: tuple[Commitment, ...]) -> Portfolio:
        return Portfolio(commitments, DAY, self.register)

    def without(self, identity: str) -> Profiles:
        """What tells each commitment, without the words of one source."""
        commitments = tuple(without_words(one, identity) for one in self.commitments)
        changed = [new.ref for old, new in zip(self.commitments, commitments, strict=True) if old != new]
        standings = self._portfolio(commitments).standings
        names = self.whole.names
        return Profiles((self.whole.all | {ref: profile_of(standings[ref], names) for ref in changed}).values(), names)


class Text(NamedTuple):
    """A text to try, in its language, the refs that are right for it, and where it comes from."""

    language: str
    article: Article
    refs: frozenset[str]
    identity: str = ""


class Tally:
    """The counts of one kind of texts."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def add(self, text: Text, profiles: Profiles) -> None:
        """Try a text, and count what was proposed."""
        self.count["texts"] += 1
        self.count["expected"] += len(text.refs)
        found = {one.ref: one for one in draft_of(text.article, profiles).proposals}
        for ref, proposal in found.items():
            kind = "uncertain" if proposal.doubt else "certain"
            self.count[kind] += 1
            self.count[f"{kind} right"] += ref in text.refs
            if VERBOSE and ref not in text.refs:
                match = proposal.match
                wrong = f"WRONG {kind} {match.score:.1f} {ref} not {sorted(text.refs)}"
                print(f"{wrong}: {match.sentence.text} [{match.words}]")
        for ref in text.refs - set(found):
            if VERBOSE:
                print(f"MISSED {ref}: {text.article.text!r}")

    def row(self, name: str) -> str:
        """The line of the table."""
        c = self.count
        right = c["certain right"] + c["uncertain right"]
        return (
            f"| {name} | {c['texts']} | {c['expected']} | {c['certain right']} of {c['certain']} |"
            f" {share(c['certain right'], c['certain'])} | {share(c['certain right'], c['expected'])} |"
            f" {c['uncertain right']} of {c['uncertain']} | {share(right, c['expected'])} |"
        )


VERBOSE = "-v" in sys.argv


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def without_words(commitment: Commitment, identity: str) -> Commitment:
    """The commitment without what one source says: its citations, and the words and notes at other events."""
    history = []
    for event in commitment.history:
        if event.source is None or source_identity(event.source) != identity:
            history.append(event)
        elif not isinstance(event, CitationEvent):
            history.append(replace(event, source=None, note=""))
    return replace(commitment, history=tuple(history))


def texts_of_sources(commitments: Iterable[Commitment]) -> Iterator[Text]:
    """What each source of the register says, as one text."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    refs: dict[str, set[str]] = defaultdict(set)
    language: dict[str, str] = {}
    for commitment in commitments:
        for event in commitment.history:
            if source := event.source:
                identity = source_identity(source)
                refs[identity].add(commitment.ref)
                words[identity] |= dict.fromkeys(filter(None, (source.title, source.quote, source.summary)))
                # A summary is in the words of the desk, which writes English.
                language[identity] = source.language if source.quote or (source.title and not source.summary) else "en"
    for identity, said in words.items():
        if said:
            yield Text(
                language[identity].partition("-")[0] or "en",
                Article("\n".join(said), Source()),
                frozenset(refs[identity]),
                identity,
            )


def written(texts: Iterable[Written]) -> list[Text]:
    """The texts that were written for the test."""
    return [Text(one.language.partition("-")[0], read_article(one.text), frozenset(one.refs)) for one in texts]


HEAD: Final = """| texts | number | to find | certain: right | precision | recall | uncertain: right | recall of both |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def rows() -> Iterator[str]:
    """The lines of the table."""
    own = Sample()
    whole = own.whole
    for half, name in ((0, "adjusted on"), (1, "held out")):
        for language, called in LANGUAGES.items():
            tally = Tally()
            for text in [one for one in written(ABOUT) if one.language == language][half::2]:
                tally.add(text, whole)
            yield tally.row(f"{called}, written, {name}")
    for half, name in ((0, "adjusted on"), (1, "held out")):
        tally = Tally()
        for text in written(ABOUT_NOTHING[half::2]):
            tally.add(text, whole)
        yield tally.row(f"of nothing, {name}")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for text in texts_of_sources(own.commitments):
        tallies[text.language].add(text, own.without(text.identity))
    for language, tally in sorted(tallies.items()):
        yield tally.row(f"sources of the sample, {LANGUAGES.get(language, language)}")


def main() -> None:
    """Print the table."""
    print(HEAD)
    for row in rows():
        print(row, flush=True)


if __name__ == "__main__":
    main()
