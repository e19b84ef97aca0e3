"""Checks for dates."""

import pytest

from tests.building import NEWS, citation, commitment, deadline, status
from tests.checks.asking import findings, sentences
from tracker.model.commitment import AnyEvent
from tracker.model.dates import span

FIRST = deadline("2025-12-31", source=NEWS)
MOVED = deadline("2026-02", "extension", on="2026-01-10")


# ---- silent-moves ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([FIRST, MOVED], "moved from 2025-12-31 to 2026-02 (+59 days), and nobody is cited for it"),
        (
            [FIRST, deadline(on="2026-01-10", change="extension", words="later")],
            "moved from 2025-12-31 to later, and nobody is cited for it",
        ),
        (
            [FIRST, deadline(on="2026-01-10", change="extension")],
            "moved from 2025-12-31 to no date, and nobody is cited for it",
        ),
        (
            [FIRST, MOVED, citation("deadline", value="2026-03")],
            "moved from 2025-12-31 to 2026-02 (+59 days), and nobody is cited for it",
        ),
        (
            [FIRST, MOVED, citation("deadline", "contradicts", "2026-02")],
            "moved from 2025-12-31 to 2026-02 (+59 days), and nobody is cited for it",
        ),
    ],
)
def test_a_deadline_that_moves_without_a_source_moved_silently(events: list[AnyEvent], found: str) -> None:
    assert sentences("silent-moves", commitment("promise", events=events)) == [f"promise: {found}"]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [FIRST],
        [FIRST, deadline("2026-02", "extension", on="2026-01-10", source=NEWS)],
        [FIRST, MOVED, citation("deadline", value="2026-02")],
        [FIRST, MOVED, citation("due", value="2026-02")],
        [FIRST, deadline("2025-12", on="2026-01-10")],
        [FIRST, deadline(change="waiver", on="2026-01-10")],
    ],
)
def test_a_move_with_a_source_is_not_silent(events: list[AnyEvent]) -> None:
    assert sentences("silent-moves", commitment(events=events)) == []


def test_the_remedy_of_a_silent_move_ends_the_finding() -> None:
    (finding,) = findings("silent-moves", commitment("promise", events=[FIRST, MOVED]))
    assert finding.remedy == "tracker cite promise --for deadline --says 2026-02 --source URL"
    assert (finding.field, finding.value) == (("deadline",), "2026-02")
    assert sentences("silent-moves", commitment(events=[FIRST, MOVED, citation("deadline", value="2026-02")])) == []


# ---- due-before-made ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "made_on", "found"),
    [
        ("2025-06-30", "2025-07-22", ["promise: due 2025-06-30, but made only on 2025-07-22"]),
        ("2025-06", "2025-07", ["promise: due 2025-06, but made only on 2025-07"]),
        ("2025-07-22", "2025-07-22", []),
        ("2025", "2025-07-22", []),
        ("2025-07-01", "2025-07", []),
        ("", "2025-07-22", []),
    ],
)
def test_nothing_is_due_before_it_was_promised(due: str, made_on: str, found: list[str]) -> None:
    assert sentences("due-before-made", commitment("promise", due=due, made_on=span(made_on))) == found


def test_a_wrong_deadline_is_corrected_and_an_older_one_dates_the_promise_earlier() -> None:
    made_on = span("2025-07-22")
    (wrong,) = findings("due-before-made", commitment("promise", due="2025-06-30", made_on=made_on))
    assert wrong.remedy == "tracker amend promise --due DATE --kind correction"
    moved = [deadline("2025-06-30"), deadline("2026-06-30", "amendment", on="2025-08-01")]
    (older,) = findings("due-before-made", commitment("promise", events=moved, made_on=made_on))
    assert older.remedy == "tracker edit promise --made-on DATE"


# ---- closed-before-agreed ----------------------------------------------------------------------

AGREED = status("agreed", on="2025-03-01")


@pytest.mark.parametrize(
    ("events", "made_on", "found"),
    [
        ([status("met", on="2025-02-01"), AGREED], "", ["met on 2025-02-01, but agreed only on 2025-03-01"]),
        ([status("not_met", on="2025-02"), AGREED], "", ["not met on 2025-02, but agreed only on 2025-03-01"]),
        ([status("met", on="", known_on="2025-02"), AGREED], "", ["met on 2025-02, but agreed only on 2025-03-01"]),
        ([status("met", on="2025-02-01")], "2025-03", ["met on 2025-02-01, but agreed only on 2025-03"]),
        (
            [status("met", on="2025-02-01"), status("agreed", on="2025-04-01", reopens=True)],
            "2025-03",
            ["met on 2025-02-01, but agreed only on 2025-03"],
        ),
        ([AGREED, status("met", on="2025-04-01")], "", []),
        ([AGREED, status("met", on="2025-04-01"), status("agreed", on="2025-05-01", reopens=True)], "", []),
        ([AGREED, status("met", on="2025-03-01")], "2025-07", []),
        ([status("met", on="2025-03"), AGREED], "", []),
        ([status("agreed", on="", known_on="2025-03-01"), status("met", on="2025-02-01")], "", []),
        ([status("met", on="", known_on=""), AGREED], "", []),
        ([status("met", on="2025-02-01")], "", []),
        ([status("proposed", on="2025-01-15"), status("withdrawn", on="2025-02-01")], "", []),
    ],
)
def test_nothing_is_closed_before_it_is_agreed(events: list[AnyEvent], made_on: str, found: list[str]) -> None:
    promise = commitment("promise", status=None, events=events, made_on=span(made_on) if made_on else None)
    assert sentences("closed-before-agreed", promise, as_of="2027-01-01") == [
        f"promise: {sentence}" for sentence in found
    ]


# ---- fiscal-years ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "value", "found"),
    [
        ("JP-FY2026", "expires 2026", "2026 (News) against JP-FY2026 (the record): fiscal 2026 ends 2027-03-31"),
        ("2026", "Expires in March 2027", "2026 (the record) against 2027-03 (News): fiscal 2026 ends 2027-03-31"),
        ("US-FY2026", "2026", "2026 (News) against US-FY2026 (the record): fiscal 2026 ends 2026-09-30"),
    ],
)
def test_a_year_that_ends_with_the_fiscal_year_of_a_party_was_perhaps_meant_as_one(
    due: str, value: str, found: str
) -> None:
    promise = commitment("promise", due=due, events=[citation("deadline", "contradicts", value)])
    assert sentences("fiscal-years", promise) == [f"promise: {found}"]


@pytest.mark.parametrize(
    ("due", "value"),
    [
        ("JP-FY2026", "expires 2027"),
        ("JP-FY2026", "March 2027"),
        ("JP-FY2026", "fiscal 2026"),
        ("JP-FY2026", "2026年度"),
        ("JP-FY2026", ""),
        ("2026-12-31", "2026"),
        ("", "2026"),
    ],
)
def test_dates_that_agree_and_years_that_are_called_fiscal_are_no_mistake(due: str, value: str) -> None:
    assert sentences("fiscal-years", commitment(due=due, events=[citation("deadline", value=value)])) == []


def test_only_the_fiscal_years_of_the_parties_count() -> None:
    events = [citation("deadline", value="2026")]
    assert sentences("fiscal-years", commitment(due="JP-FY2026", obligor=("US",), obligee=("CN",), events=events)) == []


def test_a_year_in_the_record_is_corrected_and_one_of_a_source_read_again() -> None:
    ours = commitment("promise", due="2026", events=[citation("deadline", value="31 March 2027")])
    theirs = commitment("promise", due="JP-FY2026", events=[citation("deadline", value="2026")])
    assert [findings("fiscal-years", promise)[0].remedy for promise in (ours, theirs)] == [
        "tracker amend promise --due 2027-03-31 --kind correction --source URL",
        "tracker show promise --only deadlines,contradictions,sources",
    ]
