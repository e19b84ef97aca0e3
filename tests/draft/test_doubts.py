"""Doubts: what is proposed as certain speaks of that commitment."""

import pytest

from tests.benchmarks.articles import TURNED
from tests.benchmarks.drafting import Sample
from tests.building import commitment, portfolio
from tracker.draft.article import Article, read_article
from tracker.draft.profiles import Profiles, profiles_of
from tracker.draft.proposals import draft_of
from tracker.model.commitment import Source
from tracker.model.dates import span

BRAZIL = (
    commitment(
        "amazon",
        title="Pay into the Amazon fund",
        amount="EUR 100m",
        made_on=span("2026-01-20"),
        due="2026-12-31",
        obligor=("DE",),
        obligee=("BR",),
    ),
    commitment("visit", title="Visit Manaus by river", obligor=("DE",), obligee=("BR",)),
    commitment("boats", title="Deliver river boats", amount="40 boats", obligor=("DE",), obligee=("BR",)),
)


@pytest.fixture(scope="module")
def brazil() -> Profiles:
    """The profiles of promises of Germany to Brazil."""
    return profiles_of(portfolio(*BRAZIL), lambda _: True)


def test_nothing_that_is_turned_round_or_of_others_is_certain() -> None:
    profiles = Sample().whole
    proposals = [one for text in TURNED for one in draft_of(read_article(text.text), profiles).proposals]
    assert [one.source.quote for one in proposals if not one.doubt] == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Germany pays 100 million euros into the Amazon fund of Brazil.", ""),
        ("Germany visits Manaus in Brazil by river.", ""),
        ("Germany delivers 40 river boats to Brazil.", ""),
        ("In 2025 Germany and Brazil agreed on 100 million euros for the Amazon fund.", ""),
        (
            "Norway pays 100 million euros into the Amazon fund; Germany and Brazil welcomed it.",
            "names NO too",
        ),
        ("Brazil pays 100 million euros into the Amazon fund of Germany.", "may tell it the other way round"),
        (
            "Germany's Amazon fund is paid 100 million euros by the Brazilian side.",
            "may tell it the other way round",
        ),
        (
            "ドイツの話ではブラジルが1億ユーロをAmazon fundに払う。",
            "may tell it the other way round",
        ),
        (
            "Germany pays 120 million euros into the Amazon fund of Brazil.",
            "has 120 million euros, the register EUR 100m",
        ),
        (
            "In 1999 Germany paid Brazil 100 million euros for the Amazon fund.",
            "names 1999, perhaps before or after the promise",
        ),
        (
            "平成11年、ドイツはブラジルにAmazon fundの1億ユーロを払った。",
            "names 1999, perhaps before or after the promise",
        ),
        (
            "令和元年、ドイツはブラジルにAmazon fundの1億ユーロを払った。",
            "names 2019, perhaps before or after the promise",
        ),
        ("Germany denied that it pays Brazil 100 million euros into the Amazon fund.", "denies or compares (“denied”)"),
        ("Germany delivers 40 river ferries to Brazil.", "does not name boats; has few words of a title"),
        ("Germany delivers 30 river boats to Brazil.", "has 30, the register 40 boats"),
    ],
)
def test_a_doubt_is_said_in_words(brazil: Profiles, text: str, doubt: str) -> None:
    article = Article(text, Source(publisher="News"))
    (proposal,) = draft_of(article, brazil).proposals
    assert proposal.doubt.partition("; does the sentence")[0].replace("the sentence ", "") == doubt
