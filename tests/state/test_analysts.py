"""Several analysts: their judgements stand side by side, and are compared with each other and with the outcome."""

from typing import Any

import pytest

from tests.building import NEWS, assessment, citation, commitment, judged, portfolio, state, status
from tests.reports.test_changes import sentences
from tracker.model.commitment import AssessmentEvent, Commitment
from tracker.reports.analysts import analysts_table
from tracker.reports.event_text import judged_words
from tracker.reports.score import score_table
from tracker.reports.witness_text import late_spoken, says_who
from tracker.state.analysts import analyst_scores
from tracker.state.scores import Count, delay, was_on_time

MIKA = judged("stalled", "mika")


@pytest.mark.parametrize(
    ("events", "newest", "words"),
    [
        ([judged("at_risk")], "at_risk", "at risk"),
        (
            [judged("stalled", "mika"), judged("on_track", on="2026-03-01")],
            "on_track",
            "on track (the desk), stalled (mika)",
        ),
        ([MIKA, judged("at_risk", "ＭＩＫＡ", "2026-03-01")], "at_risk", "at risk (ＭＩＫＡ)"),
        ([MIKA, judged("stalled", "ken", "2026-03-01")], "stalled", "stalled (ken, mika)"),
        ([], "", ""),
    ],
)
def test_the_judgements_of_analysts_stand_side_by_side(events: list[Any], newest: str, words: str) -> None:
    found = state(commitment(events=events))
    assert (found.assessment, judged_words(found.assessments)) == (newest, words)


def test_what_an_analyst_calls_off_track_is_late_only_while_no_other_calls_it_on_track() -> None:
    bad, good = judged("off_track", "mika"), judged("on_track", on="2026-03-01")
    (one,) = portfolio(commitment(due="2026-01-31", events=[bad, judged("at_risk")]), as_of="2026-03-02")
    assert (one.lateness, one.late_report) == ("reported", one.state.assessments[0])
    assert late_spoken(one) == "is 30 days late, according to mika, the desk's analyst, 2026-02-01"
    (one,) = portfolio(commitment(due="2026-01-31", events=[bad, good]))
    assert (one.lateness, one.late_report) == ("unreported", None)
    assert says_who(one) == "no report, never reviewed; judged on track by the desk, off track by mika"
    (one,) = portfolio(commitment(due="2026-01-31", events=[bad, judged("on_track", "Mika", "2026-03-01")]))
    assert (one.lateness, says_who(one)) == ("unreported", "no report, never reviewed")


def test_a_judgement_without_a_source_counts_in_no_rate_and_is_named_after_any_report() -> None:
    denied = citation("delivery", "contradicts", on="2026-02-01", known_on="2026-02-01")
    (one,) = portfolio(commitment(due="2026-01-31", events=[judged("off_track", on="2026-03-01")]))
    assert (was_on_time(one, "current"), delay(one)) == (None, None)
    (*_, notes) = score_table(one.portfolio).panels
    assert "In no rate and in no delay: 1 late by the judgement of an analyst alone, without a source." in notes.notes
    (one,) = portfolio(commitment(due="2026-01-31", events=[denied, judged("off_track", on="2026-03-01")]))
    assert (was_on_time(one, "current"), one.late_report) == (False, one.state.citations[0])


def test_changes_tell_the_judgement_of_each_analyst_after_the_analysts_own() -> None:
    again, other = judged("at_risk", "Mika", "2026-02-05"), judged("on_track", "ken", "2026-02-06")
    events = [judged("stalled", "mika", "2026-01-05"), again, other]
    assert sentences(commitment("a", events=events)) == [
        ("assessment", "Mika judged it at risk on 2026-02-05, before that stalled"),
        ("assessment", "ken judged it on track on 2026-02-06"),
    ]


def kept(ref: str, outcome: str, *events: AssessmentEvent) -> Commitment:
    """A promise that was decided in May 2026."""
    return commitment(ref, due="2026-12", events=[*events, status(outcome, on="2026-05", source=NEWS)])  # type: ignore[arg-type]


PROMISES = (
    kept("a", "met", judged("on_track", "mika"), judged("on_track", "ken"), judged("off_track")),
    kept("b", "not_met", judged("off_track", "mika"), judged("on_track", "ken", "2026-03-01")),
    kept("c", "partially_met", judged("on_track", "mika"), judged("off_track", "mika", "2026-05-02")),
    kept("f", "met", assessment("on_track", on="2026-01-01")),  # recorded in hindsight
    kept("d", "withdrawn", judged("off_track", "ken")),
    commitment("e", events=[judged("on_track", "Ken")]),
)


def test_an_analyst_is_scored_by_agreement_and_by_outcome() -> None:
    found = {one.analyst: (one.agreed, one.on_track, one.off_track) for one in analyst_scores(portfolio(*PROMISES))}
    assert found == {
        "": (Count(0, 2), Count(0, 0), Count(0, 1)),
        "Ken": (Count(1, 3), Count(1, 2), Count(0, 0)),
        "mika": (Count(1, 3), Count(1, 2), Count(1, 1)),
    }
    assert list(found) == ["", "Ken", "mika"]


def test_a_judgement_of_one_obligor_is_compared_with_its_own_outcome_and_others_of_it() -> None:
    events = [judged("on_track", name, of="DE") for name in ("mika", "ken")]
    events.append(judged("off_track", "ken", of="FR"))
    ends = [status("met", on="2026-05-01", of="DE", source=NEWS), status("not_met", on="2026-05-01", of="FR")]
    joint = commitment("joint", obligor=("DE", "FR"), due="2026-12", events=[*events, *ends])
    ken, mika = analyst_scores(portfolio(joint))
    assert (ken.agreed, ken.on_track, ken.off_track) == (Count(1, 1), Count(1, 1), Count(1, 1))
    assert (mika.agreed, mika.on_track, mika.off_track) == (Count(1, 1), Count(1, 1), Count(0, 0))


def test_a_share_of_no_case_is_not_applicable() -> None:
    (row,) = analysts_table(portfolio(commitment(events=[judged("at_risk")]))).rows
    assert row == ("desk", 1, 0, 0, None, 0, 0, None, 0, 0, None)
    (panel,) = analysts_table(portfolio(commitment(events=[judged("at_risk")]))).panels
    assert [cell.text for cell in panel.rows[0]] == ["the desk", "1", "n/a", "n/a", "n/a"]
    assert analysts_table(portfolio(commitment())).panels[0].notes == ("No analyst has judged anything.",)
