"""How well the status, the deadline and the amount are supported."""

from itertools import combinations_with_replacement
from typing import Any

import pytest
from msgspec.structs import replace

from tests.building import amount, citation, commitment, deadline, edit, milestone, portfolio, retraction, state, status
from tracker.model.commitment import AnyEvent, Commitment, Source, SourceKind, SourceParty
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.model.status import Status
from tracker.state.confidence import BOTH, CONFIDENCES, FACTS, Confidence, confidence_in, official_sides
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
    assert (found.confidence, found.contradicted) == (expected, ("deadline",))


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


@pytest.mark.parametrize("own", [None, MEDIA, OBLIGOR, AUDIT, TREATY])
@pytest.mark.parametrize("cited", list(combinations_with_replacement((MEDIA, OBLIGOR, OBLIGEE, AUDIT, TREATY), 2)))
def test_the_confidence_is_that_of_all_sources_also_of_those_that_were_not_compared(
    own: Source | None, cited: tuple[Source, ...]
) -> None:
    told = [citation("amount", value="USD 1bn", source=one) for one in cited]
    (found,) = portfolio(commitment(events=[amount("USD 1bn", source=own), *told]))
    assert found.confidence_in("amount") == confidence_in(found.support["amount"])


OLD_OBLIGOR, OLD_OBLIGEE = (replace(one, published=span("2024-01")) for one in (OBLIGOR, OBLIGEE))


def test_a_source_supports_no_version_that_is_younger_unless_it_names_it() -> None:
    on: dict[str, Any] = {"on": "2026-06-02", "known_on": "2024-01-31"}
    set_later: list[AnyEvent] = [deadline("2028", on="2025-02-01", source=MEDIA), amount("40 t", on="2025-02-01")]
    old = [citation("", source=one, **on) for one in (OLD_OBLIGOR, OLD_OBLIGEE)]
    (found,) = portfolio(
        commitment(status=None, events=[status("met", on="2026-06-01", source=MEDIA), *set_later, *old])
    )
    assert [found.confidence_in(fact) for fact in FACTS] == ["reported", "reported", "unsourced"]
    naming = [citation("amount", value="40 t", source=one, **on) for one in (OLD_OBLIGOR, OLD_OBLIGEE)]
    (found,) = portfolio(commitment(events=[*set_later, *naming]))
    assert found.confidence_in("amount") == "confirmed"


def test_a_source_of_the_day_of_the_promise_supports_an_undated_agreement_and_none_a_later_performance() -> None:
    agreed = status("agreed", on="", known_on="2025-03-01")
    old = citation("", source=OLD_OBLIGOR)
    (found,) = portfolio(commitment(status=None, events=[agreed, old], made_on=span("2024-01-15")))
    assert found.confidence_in("status") == "probable"
    (found,) = portfolio(commitment(status=None, events=[status("met", on="2024-02-01", source=OLD_OBLIGOR)]))
    assert found.confidence_in("status") == "unsourced"


@pytest.mark.parametrize(
    ("what", "published", "expected"),
    [
        ("met", "2026", "reported"),
        ("suspended", "2026", "reported"),
        ("withdrawn", "2026", "confirmed"),
        ("withdrawn", "2024", "reported"),
        ("proposed", "2024", "confirmed"),
    ],
)
def test_a_treaty_confirms_what_was_agreed_and_not_what_was_done(
    what: Status, published: str, expected: Confidence
) -> None:
    treaty = replace(TREATY, published=span(published))
    (found,) = portfolio(commitment(status=None, events=[status(what, on="2025-06-01", source=treaty)]))
    assert found.confidence_in("status") == expected


def test_a_side_that_repeats_the_other_is_no_second_side() -> None:
    ministry = Source(publisher="MND", kind="official", party="obligor")
    other = Source(publisher="DoD", kind="official", party="obligee")
    repeating = replace(other, relays="mnd, 1 January 2024")
    assert official_sides([repeating, ministry]) == {"obligor"}
    assert official_sides([repeating, replace(ministry, relays="MND, 1 January 2024")]) == {"obligee"}
    assert official_sides([replace(other, relays="Nikkei, 9 February 2026"), ministry]) == BOTH
    assert official_sides([other, repeating, ministry]) == BOTH


def test_the_source_of_a_settlement_supports_nothing() -> None:
    against = citation("amount", "contradicts")
    settled = [against, replace(citation("amount", source=OBLIGOR), settles=1)]
    (found,) = portfolio(commitment(events=[*settled, amount("USD 1bn")]))
    assert (found.confidence_in("amount"), found.confidence_in("status")) == ("unsourced", "unsourced")
    (found,) = portfolio(commitment(status=None, events=settled))
    assert found.confidence == "unsourced"


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
