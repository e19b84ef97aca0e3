"""Checks for sources."""

import pytest
from msgspec.structs import replace

from tests.building import (
    NEWS,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    position,
    status,
)
from tests.checks.asking import findings, sentences
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.recurrence import read_recurrence

MET = status("met", on="2026-02-17")

# ---- met-unsourced -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "events",
    [
        [MET],
        [MET, citation("status", on="2026-01-01")],
        [MET, citation("status", "contradicts", on="2026-03-01")],
        [MET, citation("deadline", on="2026-03-01")],
    ],
)
def test_a_met_promise_without_a_source_is_found(events: list[AnyEvent]) -> None:
    found = ["promise: met on 2026-02-17, and nobody is cited for it"]
    assert sentences("met-unsourced", commitment("promise", events=events)) == found


def test_it_may_be_unknown_when_it_was_met() -> None:
    promise = commitment("promise", events=[status("met", on="", known_on="2026-02-17")])
    assert sentences("met-unsourced", promise) == ["promise: met on an unknown day, and nobody is cited for it"]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [status("not_met", on="2026-02-17")],
        [status("met", on="2026-02-17", source=NEWS)],
        [MET, citation("status", on="2026-03-01")],
        [MET, citation("", on="2026-03-01")],
        [MET, status("agreed", on="2026-03-01", reopens=True)],
    ],
)
def test_a_source_of_the_event_or_a_later_citation_counts(events: list[AnyEvent]) -> None:
    assert sentences("met-unsourced", commitment(events=events)) == []


def test_the_remedy_of_an_unsourced_end_is_a_citation() -> None:
    (finding,) = findings("met-unsourced", commitment("promise", events=[MET]))
    assert finding.remedy == "tracker cite promise --for status --says met --source URL"
    assert (finding.field, finding.value) == (("status",), "met")


# ---- uncited -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([status("agreed")], "status"),
        ([status("agreed"), status("in_progress")], "status (2 times)"),
        (
            [deadline("2026"), amount("USD 1bn"), delivery("USD 1bn"), position("US", "accepts")],
            "deadline, amount, delivery, position",
        ),
        ([deadline("2026"), citation("deadline", "contradicts")], "deadline"),
        ([deadline("2026", on="2026-02-01"), citation("deadline", on="2026-01-01")], "deadline"),
    ],
)
def test_facts_without_a_source_are_named_together(events: list[AnyEvent], found: str) -> None:
    promise = commitment("promise", status=None, events=events)
    assert sentences("uncited", promise) == [f"promise: nobody is cited for {found}"]


@pytest.mark.parametrize(
    "events",
    [
        [status("agreed", source=NEWS), deadline("2026", source=NEWS), amount("USD 1bn", source=NEWS)],
        [status("agreed"), citation("status")],
        [status("agreed"), deadline("2026"), citation("")],
        [assessment("stalled"), citation("status")],
        [deadline("2025", source=NEWS), deadline("2026", "extension", on="2025-06-01")],
        [status("met", on="2026-01-01")],
    ],
)
def test_a_cited_fact_a_judgement_and_a_finding_of_another_check_are_not_uncited(events: list[AnyEvent]) -> None:
    assert sentences("uncited", commitment(status=None, events=events)) == []


def test_one_citation_of_the_record_answers_for_several_facts() -> None:
    one, several = commitment("one"), commitment("several", due="2026")
    assert [(finding.remedy, finding.field) for finding in findings("uncited", one, several)] == [
        ("tracker cite one --for status --source URL", ("status",)),
        ("tracker cite several --source URL", ("status", "deadline")),
    ]


# ---- contradicted ------------------------------------------------------------------------------


def test_an_open_contradiction_is_found_with_the_command_that_settles_it() -> None:
    cited = (
        citation("due", "contradicts", "end of May"),
        citation("", "contradicts", source=Source(publisher="NHK", quote="嘘だ")),
        citation("amount", "contradicts", "USD 2bn"),
        replace(citation("amount", source=None, note="a misprint"), settles=3),
    )
    found = findings("contradicted", commitment("promise", events=cited))
    assert [one.message for one in found] == ["deadline: News says “end of May”", "record: NHK says “嘘だ”"]
    assert found[0].remedy == "tracker cite promise --settles 1 --note WHY"


def test_a_report_that_nothing_came_contradicts_only_what_is_closed() -> None:
    nothing = citation("delivery", "contradicts", on="2026-02-20", source=None)
    assert sentences("contradicted", commitment("promise", events=[nothing])) == []
    found = sentences("contradicted", commitment("promise", status="met", events=[nothing]))
    assert found == ["promise: delivery: somebody contradicts it"]


# ---- one-witness -------------------------------------------------------------------------------

NIKKEI = Source(publisher="Nikkei")
RELAY = Source(publisher="World Journal", relays="Nikkei, 9 February 2026")
REUTERS = Source(publisher="Reuters")
MOFA = Source(publisher="MOFA", kind="official", party="obligor")
KNOWN = [status("agreed", source=NIKKEI), status("agreed", source=REUTERS)]


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([status("agreed", source=NIKKEI)], ["status rests on Nikkei alone"]),
        ([status("agreed", source=RELAY), position("US", "accepts", source=NIKKEI)], ["status rests on Nikkei alone"]),
        (
            [status("agreed", source=NIKKEI), citation("status", "contradicts", source=REUTERS)],
            ["status rests on Nikkei alone"],
        ),
        ([*KNOWN, deadline("2027", source=RELAY)], ["deadline rests on Nikkei alone"]),
        (
            [*KNOWN, amount("USD 1bn", source=NIKKEI), status("met", on="2026-01-01", source=MOFA)],
            ["amount rests on Nikkei alone"],
        ),
        (
            [*KNOWN, status("superseded", successor="next", on="2026-01-01", source=NIKKEI)],
            ["status rests on Nikkei alone"],
        ),
        ([*KNOWN, deadline(awaits="notice", source=REUTERS)], ["deadline rests on Reuters alone"]),
        (
            [*KNOWN, deadline("2027", source=RELAY), amount("USD 1bn", source=NIKKEI)],
            ["deadline and amount rest on Nikkei alone"],
        ),
        (
            [*KNOWN, deadline("2027", source=REUTERS), amount("USD 1bn", source=NIKKEI)],
            ["deadline rests on Reuters alone", "amount rests on Nikkei alone"],
        ),
        (
            [
                *KNOWN,
                deadline("2026", source=MOFA),
                deadline("2027", "extension", on="2025-06-01", source=REUTERS),
            ],
            ["deadline rests on Reuters alone"],
        ),
        ([*KNOWN, status("met", on="2026-01-01", source=REUTERS)], ["status rests on Reuters alone"]),
        ([*KNOWN, status("not_met", on="2026-01-01", source=REUTERS)], ["status rests on Reuters alone"]),
    ],
)
def test_a_fact_that_one_witness_tells_is_named_with_the_witness(events: list[AnyEvent], found: list[str]) -> None:
    promise = commitment("promise", status=None, events=events)
    assert sentences("one-witness", promise) == [f"promise: {sentence}" for sentence in found]


@pytest.mark.parametrize(
    "events",
    [
        [],
        KNOWN,
        [status("agreed", source=MOFA)],
        [*KNOWN, deadline("2027", source=NIKKEI), citation("deadline", source=REUTERS)],
        [*KNOWN, deadline(words="soon", source=NIKKEI)],
        [*KNOWN, amount("USD 1bn", source=MOFA)],
        [*KNOWN, amount("USD 1bn")],
    ],
)
def test_two_witnesses_or_an_official_text_suffice(events: list[AnyEvent]) -> None:
    promise: Commitment = commitment(status=None, events=events or [position("US", "accepts")])
    assert sentences("one-witness", promise) == []


def test_another_witness_is_asked_for() -> None:
    (finding,) = findings("one-witness", commitment("promise", status=None, events=[status("agreed", source=RELAY)]))
    assert finding.remedy == "tracker cite promise --for status --source URL"
    assert (finding.field, finding.value) == (("status",), "Nikkei")


def test_a_period_that_the_rule_makes_needs_no_source_of_its_own() -> None:
    rule = read_recurrence("year, from 2026, 6 Mt each")
    found = findings("uncited", commitment("wheat", every=rule, status=None), as_of="2027-06-30")
    assert {finding.standing.ref for finding in found} <= {"wheat"}
