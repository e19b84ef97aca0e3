"""Precision and recall of `draft`: `python -m tests.benchmarks drafting`.

It takes half a minute and writes its part of RESULTS.md, which tells what is measured.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from tests.benchmarks.articles import ABOUT, ABOUT_NOTHING, TURNED, Written
from tests.benchmarks.cliffs import TITLE as NEXT
from tracker.commands.locate import sample_file
from tracker.draft.article import Article, read_article
from tracker.draft.profiles import Profiles, profile_of, profiles_of
from tracker.draft.proposals import Proposal, draft_of
from tracker.model.codec import decode
from tracker.model.commitment import CitationEvent, Commitment, Source
from tracker.model.dates import DateSpan, Moment
from tracker.model.refs import root_of
from tracker.model.register import Party, Register
from tracker.state.portfolio import Portfolio
from tracker.state.sources import source_identity

# A note of the desk rarely names the parties, an article always does.
BOTH: Final = "Japan and the United States"
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
        """The words that identify each commitment, without those of one source."""
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
        found: dict[str, Proposal] = {}
        for proposal in draft_of(text.article, profiles).proposals:
            # A milestone of a commitment is a part of it.
            part = root_of(proposal.ref) if root_of(proposal.ref) in text.refs else proposal.ref
            if part not in found or found[part].doubt:
                found[part] = proposal
        for ref, proposal in found.items():
            kind = "uncertain" if proposal.doubt else "certain"
            self.count[kind] += 1
            is_right = ref in text.refs
            self.count[f"{kind} right"] += is_right
            if VERBOSE and not is_right:
                print(f"WRONG {kind} {ref} not {sorted(text.refs)}: {proposal.source.quote} [{proposal.reasons}]")
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


VERBOSE: Final = "-v" in sys.argv  # print each wrong proposal, and what was missed
RESULTS: Final = Path(__file__).with_name("RESULTS.md")
TITLE: Final = "## What a draft finds"


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
    """The words of each source of the register, as one text."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    refs: dict[str, set[str]] = defaultdict(set)
    language: dict[str, str] = {}
    days: dict[str, DateSpan] = {}
    for commitment in commitments:
        for event in commitment.history:
            if source := event.source:
                identity = source_identity(source)
                if source.published:
                    days[identity] = source.published
                refs[identity].add(commitment.ref)
                words[identity] |= dict.fromkeys(filter(None, (source.title, source.quote, source.summary)))
                # A summary is in the words of the desk, which writes English.
                language[identity] = source.language if source.quote or (source.title and not source.summary) else "en"
    for identity, said in words.items():
        if said:
            yield Text(
                language[identity].partition("-")[0] or "en",
                Article("\n".join(said), Source(published=days.get(identity))),
                frozenset(refs[identity]),
                identity,
            )


def written(texts: Iterable[Written]) -> list[Text]:
    """The texts that were written for the test."""
    return [Text(one.language.partition("-")[0], read_article(one.text), frozenset(one.refs)) for one in texts]


HEAD: Final = """{title}

Written by `python -m tests.benchmarks drafting` on {day}. A proposal is right if the text speaks of that commitment, or
of the whole that it is a milestone of. Precision is the share of what is proposed that is right; recall is the share of
what the text speaks of that is proposed, by certain proposals and by both.

The texts that were written for this test (`articles.py`) are news of one to three sentences: those in even places to
adjust the rules on, those in odd places held out, although the results of both were seen while the rules were made.
Those that are turned round, or of others, were written by somebody who tried to deceive the rules, which were then
adjusted on them: they tell the same the other way round, of another country, another year or another number. That none
is certain holds for these texts, and promises nothing for the next ones. Such rules cost recall: a sentence that names
only one side, or the obligee first, is uncertain.
Still certain and wrong is, for example, “Japan's exports of farm goods to the United States reached US$8 billion a
year”: it names both sides in order, the amount and the words of the promise to buy such goods.
The sources of the sample are read by their titles, quotes and summaries, each with its own words taken out of the
register; right is each commitment at which the register has the source. Nearly all are notes of ten words that name no
party, so they are measured a second time with the parties named before each line.
"""
COLUMNS: Final = """
| texts | number | to find | certain: right | precision | recall | uncertain: right | recall of both |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


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
    tally = Tally()
    for text in written(TURNED):
        tally.add(text, whole)
    yield tally.row("turned round, or of others")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for text in texts_of_sources(own.commitments):
        tallies[text.language].add(text, own.without(text.identity))
        if text.language == "en":
            named = "\n".join(f"{BOTH}\n{line}" for line in text.article.text.splitlines())
            article = replace(text.article, text=named)
            tallies["en+"].add(text._replace(article=article), own.without(text.identity))
    for language, tally in sorted(tallies.items()):
        name = LANGUAGES.get(language.rstrip("+"), language)
        yield tally.row(f"sources of the sample, {name}{', the parties named' if '+' in language else ''}")


def part_of(results: str) -> str:
    """The part of this benchmark in the results; empty if it is missing."""
    _, title, part = results.partition(TITLE)
    return f"\n{title}{part.partition(NEXT)[0].rstrip()}\n" if title else ""


def measure() -> None:
    """Print the table, and write it to the results."""
    table = COLUMNS
    for row in rows():
        print(row, flush=True)
        table += f"{row}\n"
    results = RESULTS.read_text("utf-8")
    before, title, end = results.replace(part_of(results), "").partition(NEXT)
    head = HEAD.format(title=TITLE, day=f"{datetime.now(UTC):%d %B %Y}")
    RESULTS.write_text(f"{before.rstrip()}\n\n{head}{table}\n{title}{end}", "utf-8")
