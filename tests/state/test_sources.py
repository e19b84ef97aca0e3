"""Sources and positions."""

import pytest

from tests.building import (
    amount,
    citation,
    commitment,
    deadline,
    delivery,
    portfolio,
    position,
    state,
    status,
)
from tracker.model.commitment import AnyEvent, Commitment, Source, SourceKind, SourceParty, Stance
from tracker.model.dates import span
from tracker.state.sources import (
    contradicted,
    contradictions,
    disputes,
    divergent,
    is_named,
    latest_positions,
    own_source,
    sources,
    supporting_sources,
    witness_of,
    witnesses,
)


def source(kind: SourceKind = "media", party: SourceParty = "", url: str = "") -> Source:
    """A source with its own URL."""
    return Source(url=url or f"https://{kind}.example/{party}", kind=kind, party=party)


MEDIA, OTHER_MEDIA = source(url="https://media.example/1"), source(url="https://media.example/2")
OBLIGOR, OBLIGEE, THIRD = source("official", "obligor"), source("official", "obligee"), source("official", "third")
AUDIT, DATA, TREATY, ANALYSIS = source("audit"), source("data"), source("treaty"), source("analysis")


ASIA_REPORT = Source(
    publisher="Nikkei Asia",
    url="https://asia.nikkei.com/a",
    published=span("2026-02-09"),
    relays="日本経済新聞, 2026-02",
)


@pytest.mark.parametrize(
    "name", ["nikkei", "ＮＩＫＫＥＩ asia", "asia.nikkei.com", "日本経済", "https://asia.nikkei.com/a"]
)
def test_a_source_is_named_by_whole_words_of_its_outlet_or_by_its_address(name: str) -> None:
    assert is_named(ASIA_REPORT, name)


@pytest.mark.parametrize("name", ["Nikk", "AP", "kkei", "https://asia.nikkei.com", "02-09"])
def test_a_part_of_a_word_names_no_source(name: str) -> None:
    assert not is_named(ASIA_REPORT, name)


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("Nikkei, 9 February 2026", True),
        ("nikkei.com, 2026-02", True),
        ("日本経済新聞, 2026-02", True),
        ("日本経済新聞, 2026", True),
        ("日本経済新聞, 2026-02-09", False),
        ("Nikkei, 2026-02-10", False),
        ("Nikkei, Asia", False),
        (", 2026-02-09", False),
    ],
)
def test_a_report_is_named_by_its_outlet_and_its_day(name: str, *, is_found: bool) -> None:
    assert is_named(ASIA_REPORT, name) is is_found
    assert not is_named(Source(publisher="Nikkei"), name)


# ---- sources and contradictions ----------------------------------------------------------------


def test_each_field_that_is_contradicted_is_told_once_and_the_whole_record_by_its_name() -> None:
    fields = ("due", "", "amount", "due", "")
    found = state(commitment(events=[citation(field, "contradicts") for field in fields]))
    assert contradicted(found) == ("deadline", "record", "amount")


def test_a_source_that_only_mentions_the_promise_supports_and_contradicts_nothing_of_it() -> None:
    agreed = status("agreed", on="2026-01-01")
    promise = commitment(events=[agreed, *(citation(field, "mentions", source=TREATY) for field in ("", "status"))])
    (found,) = portfolio(promise)
    assert (found.confidence, found.contradicted, found.support["status"]) == ("unsourced", (), [])
    assert sources(found.state) == (TREATY,)


def test_a_source_is_told_once_by_its_address_or_else_its_name() -> None:
    named, other = Source(publisher="Nikkei", title="Furious"), Source(publisher="Nikkei", title="Calm")
    cited = [MEDIA, named, MEDIA, other, named, source("official", url=MEDIA.url)]
    found = sources(state(commitment(events=[citation("due", source=one) for one in cited])))
    assert found == (MEDIA, named, other)


def test_sources_are_told_in_the_order_in_which_they_came_up() -> None:
    promise = commitment(
        events=[citation("due", source=MEDIA, on="2026-02-01"), citation("due", source=OBLIGOR, on="2026-01-01")]
    )
    assert sources(state(promise)) == (OBLIGOR, MEDIA)


def test_contradictions_are_the_citations_against_a_field() -> None:
    promise = commitment(events=[citation("due"), citation("amount", "contradicts"), citation("due", "contradicts")])
    assert [event.field for event in contradictions(state(promise))] == ["amount", "due"]


# ---- witnesses ---------------------------------------------------------------------------------

NIKKEI = Source(publisher="Nikkei", title="Furious")


@pytest.mark.parametrize(
    ("cited", "name"),
    [
        (Source(publisher="World Journal", url="https://wj.example", relays="Nikkei, 9 February 2026"), "Nikkei"),
        (Source(publisher="World Journal", url="https://wj.example", relays="Nikkei"), "Nikkei"),
        (Source(publisher="World Journal", url="https://wj.example"), "World Journal"),
        (Source(url="HTTPS://www.wj.example:8080/story/1?x"), "wj.example"),
        (Source(url="//wj.example"), "wj.example"),
        (Source(url="http://[bad"), "[bad"),
        (Source(url="the archive, box 4"), "the archive, box 4"),
        (Source(title="Furious"), "Furious"),
        (Source(relays=", 9 February"), "an unnamed source"),
    ],
)
def test_a_witness_is_who_told_it_first(cited: Source, name: str) -> None:
    assert witness_of(cited) == name


def test_ten_relays_of_one_story_are_one_witness() -> None:
    relays = [Source(publisher=f"Copy {number}", relays="Nikkei, 9 February 2026") for number in range(10)]
    assert witnesses(relays) == {"Nikkei": tuple(relays)}


def test_a_story_and_its_relay_and_another_story_of_the_outlet_are_one_witness() -> None:
    relay = Source(publisher="NewsX", relays="ＮＩＫＫＥＩ, 27 October 2025")
    assert witnesses([NIKKEI, relay, MEDIA]) == {"Nikkei": (NIKKEI, relay), "media.example": (MEDIA,)}


def test_without_sources_there_are_no_witnesses() -> None:
    assert witnesses([]) == {}


def test_a_fact_is_vouched_for_by_its_source_and_by_those_cited_for_its_field_since() -> None:
    promise = commitment(
        events=[
            deadline("2026", on="2025-06-01", source=NIKKEI),
            citation("deadline", on="2025-05-01", source=THIRD),
            citation("deadline", on="2025-07-01", source=MEDIA),
            citation("due", on="2025-07-02", source=OBLIGOR),
            citation("deadline", "contradicts", on="2025-07-03", source=OBLIGEE),
            citation("amount", on="2025-07-04", source=AUDIT),
            citation("", on="2025-07-05", source=DATA),
        ]
    )
    found = state(promise)
    assert supporting_sources(found, found.deadlines[0], "deadline") == [NIKKEI, MEDIA, OBLIGOR, DATA]


def test_a_version_that_was_corrected_rests_on_who_corrected_it() -> None:
    promise = commitment(
        events=[
            deadline("2023-01", on="2025-06-01", source=NIKKEI),
            deadline("2022-12-24", "correction", on="2025-06-01", source=OBLIGOR, corrects=1),
            amount("USD 1bn", source=MEDIA),
            deadline("2027", "extension", on="2025-07-01", source=NIKKEI),
            deadline("2026", "correction", on="2025-07-01", corrects=4),
        ]
    )
    found = state(promise)
    assert [own_source(found, event) for event in (*found.versions, *found.amounts)] == [OBLIGOR, None, MEDIA]
    assert supporting_sources(found, found.versions[0], "deadline") == [OBLIGOR]
    assert supporting_sources(found, found.versions[1], "deadline") == []


# ---- positions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "disputed", "faces"),
    [
        ([], False, ()),
        ([position("US", "accepts", on="2026-03-01")], False, ()),
        ([position("US", "dissatisfied", on="2026-03-01")], False, ()),
        ([position("US", "disputes", on="2026-03-01")], True, ()),
        ([position("US", "denies", "private", on="2026-03-01")], True, ()),
        ([position("US", "disputes", on="2026-01-01"), position("US", "accepts", on="2026-02-01")], False, ()),
        ([position("US", "accepts", on="2026-02-01"), position("US", "disputes", on="2026-01-01")], False, ()),
        ([position("US", "accepts", on="2026-01-01"), position("JP", "denies", on="2026-01-02")], True, ()),
        (
            [position("US", "satisfied", on="2026-03-01"), position("US", "dissatisfied", "private", on="2026-03-01")],
            False,
            ("US",),
        ),
        (
            [position("US", "satisfied", on="2026-03-01"), position("US", "satisfied", "private", on="2026-03-01")],
            False,
            (),
        ),
        (
            [position("US", "satisfied", on="2026-03-01"), position("JP", "dissatisfied", "private", on="2026-03-01")],
            False,
            (),
        ),
        ([position("US", "dissatisfied", "private", on="2026-03-01")], False, ()),
        (
            [position("US", "accepts", on="2026-03-01"), position("US", "disputes", "private", on="2026-03-01")],
            True,
            ("US",),
        ),
        (
            [
                position("US", "satisfied", on="2026-01-01"),
                position("US", "dissatisfied", "private", on="2026-02-01"),
                position("US", "dissatisfied", on="2026-03-01"),
            ],
            False,
            (),
        ),
        (
            [
                *(position(party, "satisfied", on="2026-03-01") for party in ("US", "JP")),
                *(position(party, "dissatisfied", "private", on="2026-03-01") for party in ("US", "JP")),
            ],
            False,
            ("US", "JP"),
        ),
    ],
)
def test_only_the_latest_positions_dispute_and_differ(
    said: list[AnyEvent], faces: tuple[str, ...], *, disputed: bool
) -> None:
    found = state(commitment(events=said, due="2027"), as_of="2026-04-01")
    assert (bool(disputes(found)), tuple(one.party for one in divergent(found))) == (disputed, faces)


SAID: tuple[AnyEvent, ...] = (
    position("US", "satisfied", on="2026-02-08"),
    position("US", "dissatisfied", "private", on="2026-02-04"),
)


def faces(promise: Commitment, as_of: str = "2026-06-30") -> list[tuple[str, str, str]]:
    """The parties whose public and private positions on a promise diverge on a day."""
    return [
        (one.party, str(one.public.on), str(one.private.on))
        for held in portfolio(promise, as_of=as_of)
        for one in held.divergent
    ]


def test_who_says_one_thing_in_public_and_another_in_private_is_told_with_both_days() -> None:
    assert faces(commitment(events=SAID)) == [("US", "2026-02-08", "2026-02-04")]


@pytest.mark.parametrize(
    ("public", "private", "differ"),
    [
        ("satisfied", "accepts", False),
        ("accepts", "satisfied", False),
        ("disputes", "denies", False),
        ("denies", "dissatisfied", False),
        ("satisfied", "dissatisfied", True),
        ("satisfied", "denies", True),
        ("accepts", "disputes", True),
        ("dissatisfied", "satisfied", True),
        ("disputes", "accepts", True),
        ("denies", "accepts", True),
    ],
)
def test_only_opposite_signs_differ(public: Stance, private: Stance, *, differ: bool) -> None:
    said = [position("US", public, on="2026-02-08"), position("US", private, "private", on="2026-02-04")]
    assert bool(faces(commitment(events=said))) is differ


@pytest.mark.parametrize(
    ("as_of", "differ"),
    [("2026-02-07", False), ("2026-02-08", True), ("2026-08-03", True), ("2026-08-04", False)],
    ids=["before the second", "from the second on", "180 days after the first", "181 days after the first"],
)
def test_what_was_said_long_ago_is_not_said_today(as_of: str, *, differ: bool) -> None:
    assert bool(faces(commitment(events=SAID), as_of)) is differ


@pytest.mark.parametrize(
    ("promise", "differ"),
    [
        (commitment(events=SAID, made_on=span("2026-02-04")), True),
        (commitment(events=SAID, made_on=span("2026-02")), True),
        (commitment(events=SAID, made_on=span("2026-02-05")), False),
        (commitment(events=SAID, status="suspended"), True),
        (commitment(events=SAID, status="met", met_on="2026-02-17"), False),
        (commitment(events=SAID, status="withdrawn", met_on="2026-02-17"), False),
        (commitment(events=[*SAID, delivery("USD 1bn")], amount="USD 1bn"), False),
        (commitment(events=[*SAID, delivery("USD 1bn")], amount="USD 2bn"), True),
    ],
    ids=[
        *("made that day", "made that month", "said before it was made"),
        *("suspended", "met", "withdrawn", "delivered in full", "delivered in part"),
    ],
)
def test_only_of_what_is_open_and_was_made_by_then_is_anything_said_today(promise: Commitment, *, differ: bool) -> None:
    assert bool(faces(promise)) is differ


def test_a_party_has_a_latest_position_in_public_and_one_in_private() -> None:
    promise = commitment(
        events=[
            position("US", "accepts", on="2026-01-01"),
            position("US", "dissatisfied", "private", on="2026-01-02"),
            position("US", "satisfied", on="2026-01-03"),
        ]
    )
    latest = {key: event.position for key, event in latest_positions(state(promise)).items()}
    assert latest == {("US", "public"): "satisfied", ("US", "private"): "dissatisfied"}
