"""What the sources and the parties say."""

import pytest

from tests.building import citation, commitment, deadline, position, retraction, state, status
from tracker.commitment import AnyEvent, Source, SourceKind, SourceParty
from tracker.state.evidence import (
    CONFIDENCES,
    Confidence,
    confidence,
    contradictions,
    is_disputed,
    latest_positions,
    sources,
    two_faced,
    vouching,
    witness,
    witnesses,
)


def source(kind: SourceKind = "media", party: SourceParty = "", url: str = "") -> Source:
    """A source at an address of its own."""
    return Source(url=url or f"https://{kind}.example/{party}", kind=kind, party=party)


MEDIA, OTHER_MEDIA = source(url="https://media.example/1"), source(url="https://media.example/2")
OBLIGOR, OBLIGEE, THIRD = source("official", "obligor"), source("official", "obligee"), source("official", "third")
AUDIT, DATA, TREATY, ANALYSIS = source("audit"), source("data"), source("treaty"), source("analysis")


# ---- confidence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ([], "unsourced"),
        ([MEDIA], "reported"),
        ([MEDIA] * 10, "reported"),
        ([MEDIA, OTHER_MEDIA], "reported"),
        ([ANALYSIS], "reported"),
        ([THIRD], "reported"),
        ([source("official")], "reported"),
        ([AUDIT, DATA], "reported"),
        ([OBLIGOR], "probable"),
        ([OBLIGEE, MEDIA], "probable"),
        ([OBLIGEE, THIRD], "probable"),
        ([OBLIGOR, OBLIGEE], "confirmed"),
        ([OBLIGOR, AUDIT], "confirmed"),
        ([OBLIGEE, DATA], "confirmed"),
        ([TREATY], "confirmed"),
        ([OBLIGOR, source("data", "obligor")], "probable"),
        ([OBLIGOR, source("data", "obligee")], "confirmed"),
        ([OBLIGOR, source("audit", url="https://official.example/annual-report")], "probable"),
        ([OBLIGOR, Source(publisher="Bureau", kind="audit", relays="official.example, 3 May")], "probable"),
    ],
)
def test_a_commitment_is_known_as_well_as_its_witnesses_allow(cited: list[Source], expected: Confidence) -> None:
    assert confidence(state(commitment(events=[citation("due", source=one) for one in cited]))) == expected


@pytest.mark.parametrize("cited", [[], [MEDIA], [OBLIGOR, OBLIGEE], [TREATY]])
def test_a_live_contradiction_disputes_whatever_the_sources_are(cited: list[Source]) -> None:
    events = [*(citation("due", source=one) for one in cited), citation("due", "contradicts", on="2026-02-01")]
    assert confidence(state(commitment(events=events))) == "disputed"


def test_a_contradiction_that_was_taken_back_disputes_nothing() -> None:
    promise = commitment(events=[citation("due", source=OBLIGOR), citation("due", "contradicts"), retraction(2)])
    assert confidence(state(promise)) == "probable"
    assert contradictions(state(promise)) == ()


def test_any_event_may_bring_a_source() -> None:
    promise = commitment(events=[status("agreed", source=OBLIGOR), deadline("2026-03-31", source=OBLIGEE)])
    assert confidence(state(promise)) == "confirmed"


def test_a_source_may_turn_out_to_be_better_than_it_was_first_called() -> None:
    address = "https://mofa.example/1"
    first, better = source("media", url=address), source("official", "obligor", address)
    assert confidence(state(commitment(events=[citation("due", source=first)]))) == "reported"
    assert confidence(state(commitment(events=[citation("due", source=one) for one in (first, better)]))) == "probable"


def test_the_levels_of_confidence() -> None:
    assert " ".join(CONFIDENCES) == "disputed confirmed probable reported unsourced"


# ---- sources and contradictions ----------------------------------------------------------------


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
    assert witness(cited) == name


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
    assert vouching(found, found.deadlines[0], "deadline") == [NIKKEI, MEDIA, OBLIGOR, DATA]


# ---- positions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "disputed", "faces"),
    [
        ([], False, ()),
        ([position("US", "accepts")], False, ()),
        ([position("US", "dissatisfied")], False, ()),
        ([position("US", "disputes")], True, ()),
        ([position("US", "denies", "private")], True, ()),
        ([position("US", "disputes", on="2026-01-01"), position("US", "accepts", on="2026-02-01")], False, ()),
        ([position("US", "accepts", on="2026-02-01"), position("US", "disputes", on="2026-01-01")], False, ()),
        ([position("US", "accepts", on="2026-01-01"), position("JP", "denies", on="2026-01-02")], True, ()),
        ([position("US", "satisfied"), position("US", "dissatisfied", "private")], False, ("US",)),
        ([position("US", "satisfied"), position("US", "satisfied", "private")], False, ()),
        ([position("US", "satisfied"), position("JP", "dissatisfied", "private")], False, ()),
        ([position("US", "dissatisfied", "private")], False, ()),
        ([position("US", "accepts"), position("US", "disputes", "private")], True, ("US",)),
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
                *(position(party, "satisfied") for party in ("US", "JP")),
                *(position(party, "dissatisfied", "private") for party in ("US", "JP")),
            ],
            False,
            ("US", "JP"),
        ),
    ],
)
def test_only_the_latest_positions_dispute_and_differ(
    said: list[AnyEvent], faces: tuple[str, ...], *, disputed: bool
) -> None:
    found = state(commitment(events=said))
    assert (is_disputed(found), two_faced(found)) == (disputed, faces)


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
