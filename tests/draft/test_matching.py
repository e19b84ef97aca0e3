"""Matches: which commitments a sentence speaks of, how sure that is, and what differs."""

import pytest

from tests.building import NEWS, citation, commitment, milestone, portfolio, position
from tracker.draft.article import Article
from tracker.draft.profiles import Profiles, profiles_of
from tracker.draft.proposals import Draft, draft_of
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import span
from tracker.model.register import Party, Register

KENYA: tuple[Commitment, ...] = (
    commitment(
        "road",
        amount="KES 3bn",
        due="2026-12-31",
        events=[citation("amount", value="USD 23m", source=NEWS)],
        title="Build the Mombasa coast road",
        titles={"ja": "モンバサ海岸道路の建設", "ko": "몸바사 해안 도로 건설"},
        obligee=("KE",),
    ),
    milestone("road/survey", title="Survey the coast"),
    commitment("missiles", amount="400 missiles", title="Deliver Tomahawk missiles", obligor=("US",), obligee=("JP",)),
    commitment("rice", amount="15%", title="Cut the rice tariff", obligee=("KE",)),
    commitment("tea", title="Buy Kenyan tea in bulk", obligee=("KE",)),
    commitment("port", title="Lend for the Toyota port", obligor=("ACME",), obligee=("KE",)),
)
ACME = Register(parties={"ACME": Party(code="ACME", name="Acme Group", names={"ja": "アクメ株式会社"})})


@pytest.fixture(scope="module")
def kenya() -> Profiles:
    """The profiles of promises to Kenya, with a company among the obligors."""
    return profiles_of(portfolio(*KENYA, register=ACME), lambda standing: standing.ref != "tea")


def drafted(text: str, profiles: Profiles) -> Draft:
    return draft_of(Article(text, Source(publisher="News")), profiles)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Japan will build the coast road in Mombasa, Kenya, for 3 billion Kenyan shillings.", {"road": True}),
        ("日本は30億ケニアシリングでケニアのモンバサに海岸道路を建設する。", {"road": True}),
        ("日本は31億ケニアシリングでケニアのモンバサに海岸道路を建設する。", {"road": False}),
        ("일본은 2300만 달러로 케냐 몸바사에 해안 도로를 짓는다.", {"road": True}),
        ("政府は30億ケニアシリングでケニアのモンバサに海岸道路を建設する。", {"road": True}),
        ("The Mombasa coast road is late.", {"road": False}),
        ("米国は日本にトマホーク・ミサイル400発を引き渡す。", {"missiles": True}),
        ("Japan cut its tariff on rice from Kenya to 15 percent.", {"rice": True}),
        ("Kenya says that Japan cut its tariff on rice to 15 percent.", {"rice": False}),
        ("The tariff on rice is 15 percent.", {"rice": False}),
        ("France will build the coast road in Mombasa.", {}),
        ("Japan and Kenya played football; 3 billion watched.", {}),
        ("Japan buys tea in bulk from Kenya.", {}),
        ("Acme will lend Kenya the money for the Toyota port.", {"port": True}),
        (
            "Japan and Kenya will survey the coast in Mombasa by 31 December 2026.",
            {"road": False, "road/survey": False},
        ),
        (
            "Japan and Kenya build the Mombasa coast road on 1 May 2026. Kenya thanks. The Mombasa coast road is late.",
            {"road": True},
        ),
        ("", {}),
    ],
)
def test_a_sentence_speaks_of_a_commitment_by_words_parties_amounts_and_dates(
    kenya: Profiles, text: str, found: dict[str, bool]
) -> None:
    proposals = drafted(text, kenya).proposals
    assert {proposal.ref: not proposal.doubt for proposal in proposals} == found


def test_a_citation_quotes_one_sentence_whole_and_names_the_report_that_it_repeats(kenya: Profiles) -> None:
    text = "Rain fell. According to Reuters, Japan put off the Mombasa coast road in Kenya (KES 3bn). Japan was silent."
    (proposal,) = drafted(text, kenya).proposals
    assert proposal.document() == {
        "ref": "road",
        "event": "citation",
        "side": "mentions",
        "field": "",
        "source": {
            "publisher": "News",
            "quote": "According to Reuters, Japan put off the Mombasa coast road in Kenya (KES 3bn).",
            "relays": "Reuters",
        },
    }


def test_a_figure_that_comes_close_to_that_of_the_register_is_a_difference(kenya: Profiles) -> None:
    text = "Japan will build the Mombasa coast road in Kenya for KES 3.1bn, or $23 million, and KES 90bn in all."
    (difference,) = drafted(text, kenya).differences
    assert (difference.ref, difference.field) == ("road", "amount")
    assert (difference.says, difference.register, difference.sentence) == ("KES 3.1bn", "KES 3bn", text)


@pytest.mark.parametrize(
    ("text", "relays"),
    [
        ("Contrary to what Nikkei said, Japan builds the Mombasa coast road in Kenya (KES 3bn).", ""),
        ("According to Reuters and Nikkei, Japan builds the Mombasa coast road in Kenya (KES 3bn).", ""),
        (
            "日経は、日本がケニアにモンバサ海岸道路を30億ケニアシリングで建設すると報じたが、日本はその報道を否定した。",
            "",
        ),
    ],
)
def test_a_report_that_is_denied_or_one_of_two_is_not_relayed(kenya: Profiles, text: str, relays: str) -> None:
    (proposal,) = drafted(text, kenya).proposals
    assert proposal.source.relays == relays
    assert "denies or compares" in proposal.doubt or "names Nikkei and Reuters" in proposal.doubt


def test_another_form_of_the_verb_of_a_title_is_proposed() -> None:
    tanks = commitment("tanks", amount="180 tanks", title="Deliver 180 K2 tanks", obligor=("KR",), obligee=("PL",))
    profiles = profiles_of(portfolio(*KENYA, tanks, register=ACME), lambda _: True)
    for text in ("South Korea delivered 180 K2 tanks to Poland.", "South Korea handed over 180 tanks to Poland."):
        assert [one.ref for one in drafted(text, profiles).proposals] == ["tanks"]


def test_a_doubt_says_why_and_asks(kenya: Profiles) -> None:
    (proposal,) = drafted("The tariff on rice is 15 percent.", kenya).proposals
    assert proposal.doubt == "few signs (100% of a title, 15 percent, rice, tariff); does the sentence speak of rice?"


def test_words_that_fit_two_commitments_are_uncertain() -> None:
    twins = [commitment(ref, title="Dredge the Lamu harbour", obligee=("KE",)) for ref in ("dredge", "dredge-again")]
    profiles = profiles_of(portfolio(*KENYA, *twins, register=ACME), lambda _: True)
    proposals = drafted("Japan will dredge the harbour of Lamu in Kenya.", profiles).proposals
    doubts = [proposal.doubt.partition(" fit ")[2] for proposal in proposals]
    assert doubts == [
        "dredge-again too; does the sentence speak of dredge?",
        "dredge too; does the sentence speak of dredge-again?",
    ]


def test_a_date_that_is_called_due_and_is_no_version_of_the_deadline_is_a_difference(kenya: Profiles) -> None:
    text = "Japan is to build the Mombasa coast road in Kenya by 31 March 2027, as Kenya said on 1 May 2026."
    (difference,) = drafted(text, kenya).differences
    assert (difference.ref, difference.field, difference.says) == ("road", "deadline", "2027-03-31")
    assert difference.register == "2026-12-31"
    assert drafted(text.replace("31 March 2027", "December 2026"), kenya).differences == ()


def test_an_article_speaks_of_no_promise_that_was_made_long_after_it() -> None:
    old = commitment("road", title="Build the Mombasa coast road", obligee=("KE",), made_on=span("2026-01-01"))
    profiles = profiles_of(portfolio(old), lambda _: True)
    text = "Japan will build the Mombasa coast road in Kenya."
    for day, count in (("2025-01-01", 0), ("2025-12-01", 1)):
        source = Source(publisher="News", published=span(day))
        assert len(draft_of(Article(text, source), profiles).proposals) == count


PROMISE = "Japan will invest 550 billion dollars in the United States."
FURY = "According to Nikkei, the United States is furious at Japan."
PRAISE = "The United States congratulated Japan."


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"{PROMISE}\n{PRAISE}\nRain fell.\nJapan is unhappy.\n{FURY}", [FURY, PRAISE]),
        (f"{PROMISE}\nKenya is furious at Japan.\nThe United States is not.", []),
        (FURY, []),
        (PROMISE.replace("will", "is furious and will"), []),
    ],
)
def test_what_a_party_thinks_is_proposed_where_such_a_position_is_recorded(text: str, quotes: list[str]) -> None:
    events = [position("US", "accepts", on="2026-02-05"), position("US", "dissatisfied", "private", on="2026-02-04")]
    promise = commitment("pledge", events=events, amount="USD 550bn", title="Invest in the United States")
    profiles = profiles_of(portfolio(promise), lambda _: True)
    for day, expected in (("2026-02-09", quotes), ("2025-02-09", [])):
        source = Source(publisher="News", published=span(day))
        found = [one for one in draft_of(Article(text, source), profiles).proposals if one.field == "position"]
        assert [one.source.quote for one in found] == expected
        assert all(one.doubt.startswith("it tells what a party thinks (") for one in found)
