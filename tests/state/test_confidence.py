"""How well the status, the deadline and the amount are supported."""

import pytest
from msgspec.structs import replace

from tests.building import amount, citation, commitment, deadline, edit, milestone, portfolio, retraction, state, status
from tracker.model.commitment import AnyEvent, Commitment, Source, SourceKind, SourceParty
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.state.confidence import CONFIDENCES, FACTS, Confidence, confidence_in
from tracker.state.sources import contradicted, contradictions


def source(kind: SourceKind = "media", party: SourceParty = "", url: str = "") -> Source:
    """A source with its own URL."""
    return Source(url=url or f"https://{kind}.example/{party}", kind=kind, party=party)


MEDIA, OTHER_MEDIA = source(url="https://media.example/1"), source(url="https://media.example/2")
OBLIGOR, OBLIGEE, THIRD = source("official", "obligor"), source("official", "obligee"), source("official", "third")
AUDIT, DATA, TREATY, ANALYSIS = source("audit"), source("data"), source("treaty"), source("analysis")


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
def test_a_fact_is_known_as_well_as_its_witnesses_allow(cited: list[Source], expected: Confidence) -> None:
    (found,) = portfolio(commitment(events=[citation("", source=one) for one in cited]))
    assert (confidence_in(cited), found.confidence, found.confidence_in("status")) == (expected, expected, expected)
    assert found.confidence_in("amount") is None


@pytest.mark.parametrize(
    ("cited", "expected"),
    [([], "unsourced"), ([MEDIA], "reported"), ([OBLIGOR, OBLIGEE], "confirmed"), ([TREATY], "confirmed")],
)
@pytest.mark.parametrize("against", [MEDIA, TREATY, OBLIGEE, AUDIT])
def test_what_a_contradiction_says_stands_beside_how_well_it_is_known(
    cited: list[Source], expected: Confidence, against: Source
) -> None:
    events = [
        *(citation("", source=one) for one in cited),
        citation("due", "contradicts", on="2026-02-01", source=against),
    ]
    (found,) = portfolio(commitment(events=events))
    assert (found.confidence, found.contradicted) == (expected, ("due",))


def test_a_source_that_contradicts_one_field_may_vouch_for_another() -> None:
    (found,) = portfolio(
        commitment(events=[citation("", source=OBLIGOR), citation("amount", "contradicts", source=OBLIGOR)])
    )
    assert (found.confidence, found.contradicted) == ("probable", ("amount",))


def test_a_contradiction_that_was_taken_back_contradicts_nothing() -> None:
    promise = commitment(events=[citation("", source=OBLIGOR), citation("due", "contradicts"), retraction(2)])
    assert contradictions(state(promise)) == ()
    assert contradicted(state(promise)) == ()


def test_the_whole_is_as_weak_as_the_weakest_of_what_is_set() -> None:
    events: list[AnyEvent] = [
        status("agreed", source=TREATY),
        deadline("2026-03-31", source=OBLIGEE),
        amount("USD 1bn", source=MEDIA),
    ]
    (found,) = portfolio(commitment(status=None, events=events))
    assert [found.confidence_in(fact) for fact in ("status", "deadline", "amount")] == [*CONFIDENCES[:3]]
    assert found.confidence == "reported"


def test_a_source_supports_what_was_in_force_on_its_day_and_every_report_of_the_status_counts() -> None:
    events: list[AnyEvent] = [
        status("agreed", source=MEDIA),
        citation("", source=TREATY, on="2025-06-01"),
        status("in_progress", on="2025-07-01", source=OBLIGOR),
        status("in_progress", on="2025-08-01", source=OBLIGEE),
        deadline("2026-03-31"),
        amount("USD 1bn", on="2025-06-02"),
    ]
    (found,) = portfolio(commitment(status=None, events=events))
    levels = [found.confidence_in(fact) for fact in ("status", "deadline", "amount")]
    assert (levels, found.confidence) == (["confirmed", "confirmed", "unsourced"], "unsourced")


def test_a_source_that_names_another_date_or_figure_does_not_support_the_one_in_force() -> None:
    cited = [citation("deadline", value=value, source=OBLIGOR) for value in ("by May 2026", "in 2027")]
    told: list[AnyEvent] = [
        *cited[:1],
        deadline("2026-03-31", source=MEDIA),
        amount("USD 1bn"),
        citation("amount", value="USD 2bn"),
    ]
    (found,) = portfolio(commitment(events=told))
    assert (found.confidence_in("deadline"), found.confidence_in("amount")) == ("reported", "unsourced")
    (found,) = portfolio(commitment(events=[deadline("2027", source=MEDIA), *cited]))
    assert found.confidence_in("deadline") == "probable"


def test_a_record_that_sets_nothing_is_known_as_well_as_all_its_sources_allow() -> None:
    (found,) = portfolio(commitment(status=None, events=[citation("conditions", source=OBLIGOR)]))
    assert (found.confidence, found.support) == ("probable", {})


def _duty(*events: AnyEvent) -> Commitment:
    rule = read_recurrence("year, from 2025 until 2027, 6 Mt each")
    return commitment("wheat", status=None, events=[status("agreed", source=OBLIGEE), *events], every=rule)


def test_a_rule_rests_on_the_source_that_stated_it_and_its_periods_on_those_of_the_duty() -> None:
    found = {one.ref: one for one in portfolio(_duty(citation("amount", source=OBLIGOR)))}
    for ref in ("wheat", "wheat/2025"):
        assert [found[ref].confidence_in(fact) for fact in FACTS] == ["probable", "probable", "confirmed"]


def test_a_period_of_which_something_is_recorded_rests_on_its_own_source_for_that() -> None:
    own = milestone("wheat/2025", status=None, events=[status("in_progress", on="2025-02-01", source=MEDIA)])
    found = portfolio(_duty(), own).standings["wheat/2025"]
    assert [found.confidence_in(fact) for fact in FACTS] == ["reported", "probable", "probable"]


def test_an_edited_rule_rests_on_the_source_of_the_edit_and_an_amended_amount_on_its_own() -> None:
    every = read_recurrence("year, from 2025 until 2027, 7 Mt each")
    amended = replace(amount("8 Mt", source=MEDIA), first_period=span("2026"))
    found = portfolio(_duty(edit({"source": TREATY}, every=every), amended)).standings["wheat"]
    assert [found.confidence_in(fact) for fact in FACTS] == ["probable", "confirmed", "reported"]
    unsourced = portfolio(_duty(edit(every=every))).standings["wheat"]
    assert [unsourced.confidence_in(fact) for fact in FACTS] == ["probable"] * 3


def test_the_levels_of_confidence() -> None:
    assert " ".join(CONFIDENCES) == "confirmed probable reported unsourced"
