"""Checks for promises that are to be kept up."""

from tests.building import NEWS, amount, commitment, deadline, delivery, status
from tests.checks.asking import findings, sentences

OVER = delivery("16 %", kind="level", on="2026-05-01", source=NEWS)


def test_a_figure_above_the_bound_asks_for_a_source_that_calls_it_a_breach() -> None:
    ceiling = commitment("cap", amount="up to 15 %", status="in_progress", nature="keep", events=[OVER])
    assert sentences("exceeded-unreported", ceiling) == ["cap: 16% against ≤ 15%, and nobody is cited for a breach"]
    (finding,) = findings("exceeded-unreported", ceiling)
    assert finding.remedy == "tracker mark cap breached --on DATE --source URL"
    breached = ceiling.with_events(status("breached", on="2026-05-02", source=NEWS, id=9))
    kept = ceiling.with_events(status("kept", on="2026-06-01", source=NEWS, id=9))
    act = commitment("act", amount="up to 15 %", events=[OVER])
    assert sentences("exceeded-unreported", breached, kept, act) == []


def test_a_figure_above_an_earlier_bound_still_asks_for_a_source() -> None:
    raised = amount("up to 20 %", change="revision", on="2026-06-01")
    promise = commitment("cap", amount="up to 15 %", status="in_progress", nature="keep", events=[OVER, raised])
    told = ["cap: 16% against ≤ 15% on 2026-05-01, and nobody is cited for a breach"]
    assert sentences("exceeded-unreported", promise) == told


def test_an_excess_at_its_end_asks_for_a_source_of_the_breach_alone() -> None:
    events = (deadline("2026-05-31", not_before="2026-01-01"), OVER)
    lapsed = commitment("cap", amount="up to 15 %", nature="keep", events=events)
    assert len(sentences("exceeded-unreported", lapsed)) == 1
    assert sentences("lapsed-unreported", lapsed) == []


def test_what_has_lapsed_asks_how_it_was_kept() -> None:
    lapsed = commitment("cap", due="2026-05-31", nature="refrain")
    assert sentences("lapsed-unreported", lapsed) == [
        "cap: its last day was 2026-05-31, and no source says whether it was kept or broken"
    ]
    (finding,) = findings("lapsed-unreported", lapsed)
    assert finding.remedy == "tracker mark cap STATUS --on 2026-05-31 --source URL"
    most = commitment("most", due="2026-05-31", amount="up to 9 t", events=[delivery("1 t")])
    assert sentences("lapsed-unreported", most, commitment("runs", due="2027", nature="keep")) == []


def test_what_ended_in_breach_asks_how_it_ended() -> None:
    breach = status("breached", on="2026-05-01", source=NEWS)
    (finding,) = findings("lapsed-unreported", commitment("cap", due="2026-05-31", nature="refrain", events=[breach]))
    assert finding.message == "its last day was 2026-05-31, in breach, and no source says how that ended"
    assert finding.remedy == "tracker mark cap STATUS --on 2026-05-31 --source URL"
    assert sentences("lapsed-unreported", commitment("cap", due="2027", nature="refrain", events=[breach])) == []


def test_what_has_no_start_asks_for_it() -> None:
    assert sentences("start-unknown", commitment("cap", nature="keep")) == [
        "cap: it is to be kept up, and no day is known from which it is in force"
    ]
    planned = commitment("planned", nature="keep", events=[deadline(not_before="2027-01-01")])
    assert (
        sentences("start-unknown", planned, commitment("refrain", nature="refrain"), commitment("act", due="2027"))
        == []
    )
