"""Changes between two moments: the group and the sentence of each; every change is shown exactly once."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import hostile, strategies
from tests.building import (
    NEWS,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    milestone,
    moment,
    portfolio,
    position,
    retraction,
    review,
    status,
)
from tests.render.listings import TEXTUAL, written_in
from tracker.model.commitment import (
    AnyEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    ReviewEvent,
    Source,
    TermsEvent,
    obligor_of,
)
from tracker.model.dates import Moment, span
from tracker.render.escape import Terminal
from tracker.reports.changes import FIELDS, GROUPS, changes_table
from tracker.reports.changes_deadlines import day_after
from tracker.reports.diff import Comparison, changes_between
from tracker.reports.table import Table
from tracker.state.portfolio import Portfolio

OFFICIAL = Source(publisher="METI", kind="official")
SINCE, AS_OF = "2026-02-01", "2026-02-28"
FIRST, JANUARY, NINTH = (datetime(*day, tzinfo=UTC) for day in ((2025, 1, 1), (2026, 1, 9), (2026, 2, 9)))
Row = dict[str, Any]


def changes_listing(*promises: Commitment, since: str = SINCE, as_of: str = AS_OF, known_at: str = "") -> Table:
    """The changes table of these commitments."""
    after = portfolio(*promises, as_of=as_of, known_at=known_at)
    return changes_table(after.at(moment(since, since)), after)


def rows(*promises: Commitment, **moments: str) -> list[Row]:
    """Rows of the changes table as dictionaries."""
    listing = changes_listing(*promises, **moments)
    names = [column.name for column in listing.columns]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def sentences(*promises: Commitment, **moments: str) -> list[tuple[str, str]]:
    """Group and sentence of each change."""
    return [(row["group"], row["what"]) for row in rows(*promises, **moments)]


def since_then(*events: AnyEvent, **terms: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - the fields of any terms
    """Changes that these events cause on a commitment agreed earlier and due on 30 June."""
    return sentences(commitment(events=[status("agreed"), deadline("2026-06-30"), *events], status=None, **terms))


# ---- groups ------------------------------------------------------------------------------------


def test_a_commitment_of_which_nothing_was_known_is_new_and_told_with_what_it_promises() -> None:
    promise = commitment(
        events=[
            status("agreed", on="2026-02-17", source=OFFICIAL),
            deadline("2026-12", on="2026-02-17"),
            amount("~USD 36bn", on="2026-02-17"),
            edit({"on": "2026-02-18"}, tags=("550bn",)),
        ],
        status=None,
        title="First round",
        obligor=("JP", "JBIC"),
    )
    assert sentences(promise) == [
        (
            "new",
            (
                "“First round”, about USD 36bn owed by JP and JBIC to US, due by the end of 2026-12; "
                "agreed on 2026-02-17, according to METI"
            ),
        )
    ]


def test_an_amount_that_each_of_several_owes_is_told_as_such() -> None:
    events = [amount("10 %", on="2026-02-10"), amount("12 %", "revision", on="2026-02-12")]
    said = dict(sentences(commitment(obligor=("CN", "KR"), obligee=("JP",), each=True, events=events, status=None)))
    assert "10% each owed by CN and KR to JP" in said["new"]
    assert said["amount"] == "amount revised on 2026-02-12 from 10% each to 12% each"


@pytest.mark.parametrize(
    ("events", "what"),
    [
        ([position("US", "denies", on="2026-02-10")], "owed by JP to US, undated; its status is not known"),
        ([deadline(awaits="notice", on="2026-02-10")], "owed by JP to US, awaiting notice; its status is not known"),
        ([deadline(words="soon", on="2026-02-10")], "owed by JP to US, undated (“soon”); its status is not known"),
        ([status("met", on="", known_on="2026-02-10")], "owed by JP to US, undated; met"),
    ],
)
def test_what_is_not_known_of_a_new_one_is_not_made_up(events: list[AnyEvent], what: str) -> None:
    assert sentences(commitment(events=events, status=None))[0] == ("new", f"“Promise jp-us-promise”, {what}")


@pytest.mark.parametrize(
    ("events", "group", "what"),
    [
        (
            [deadline("2026-07", "extension", on="", known_on="2026-02-09", source=Source(publisher="dotdotnews"))],
            "moved",
            (
                "moved from 2026-06-30 to the end of 2026-07 (+31 days), reported by dotdotnews; "
                "when it was moved is unknown"
            ),
        ),
        (
            [deadline("2026-06-29", "amendment", on="2026-02-09", source=OFFICIAL)],
            "moved",
            (
                "brought forward on 2026-02-09, before the old day had passed, from 2026-06-30 to 2026-06-29 (-1 day), "
                "according to METI"
            ),
        ),
        (
            [deadline("", "amendment", words="soon", on="2026-02-09")],
            "moved",
            (
                "moved on 2026-02-09, before the old day had passed, from 2026-06-30: now undated (“soon”); "
                "a silent move, nobody is cited"
            ),
        ),
        (
            [deadline("2026-06", on="2026-02-09", grace_days=10, not_before="2026-05")],
            "deadline",
            "deadline set on 2026-02-09: due by the end of 2026-06, not before 2026-05, with 10 days of grace",
        ),
        (
            [deadline("", "waiver", on="2026-02-09")],
            "waived",
            "deadline waived on 2026-02-09, the date stays as it was",
        ),
        (
            [delivery("USD 2bn", "contracted", on="2026-02", source=OFFICIAL)],
            "delivered",
            "USD 2bn contracted in 2026-02, according to METI",
        ),
        (
            [delivery("USD 2bn", on="", known_on="2026-02-09")],
            "delivered",
            "USD 2bn delivered; when it was delivered is unknown",
        ),
        ([amount("USD 8bn", on="2026-02-09")], "amount", "amount set on 2026-02-09: USD 8bn"),
        (
            [amount("USD 8bn"), amount("≤ USD 9bn/yr", "revision", on="2026-02-09")],
            "amount",
            "amount revised on 2026-02-09 from USD 8bn to up to USD 9bn a year",
        ),
        ([position("US", "accepts", on="2026-02-09")], "position", "US accepted it in public on 2026-02-09"),
        (
            [position("US", "accepts"), position("US", "disputes", on="2026-02-09")],
            "position",
            "US disputed it in public on 2026-02-09, after accepting it",
        ),
        (
            [
                position("US", "accepts", on="2025-12-23"),
                position("US", "dissatisfied", "private", on="2026-02-09", source=OFFICIAL),
            ],
            "position",
            ("US was dissatisfied in private on 2026-02-09, according to METI; in public it accepted it on 2025-12-23"),
        ),
        (
            [position("US", "accepts"), position("US", "dissatisfied", "private", on="2026-02-09", source=OFFICIAL)],
            "position",
            "US was dissatisfied in private on 2026-02-09, according to METI",
        ),
        (
            [assessment("at_risk", on="2026-02-09")],
            "assessment",
            "the desk judged it at risk on 2026-02-09",
        ),
        (
            [assessment("on_track"), assessment("at_risk", on="2026-02-09")],
            "assessment",
            "the desk judged it at risk on 2026-02-09, before that on track",
        ),
        (
            [status("withdrawn", on="2026-02-09")],
            "closed",
            "withdrawn on 2026-02-09",
        ),
        (
            [status("superseded", on="2026-02-09", successor="jp-us-next")],
            "closed",
            "superseded by jp-us-next on 2026-02-09",
        ),
        (
            [status("met"), status("in_progress", on="2026-02-09", reopens=True)],
            "reopened",
            "reopened on 2026-02-09, in progress again, after it was met",
        ),
        ([status("in_progress", on="2026-02-09")], "status", "in progress since 2026-02-09, before that agreed"),
        ([status("proposed", on="2026-02-09")], "status", "proposed on 2026-02-09, before that agreed"),
        ([edit({"on": "2026-02-09"}, title="x", tags=("y",))], "edited", "title, tags edited on 2026-02-09"),
    ],
)
def test_every_kind_of_change_is_a_sentence_in_its_group(events: list[AnyEvent], group: str, what: str) -> None:
    assert since_then(*events) == [(group, what)]


def test_a_move_is_late_if_the_old_day_had_passed_and_no_date_can_be_followed_by_one() -> None:
    moves = [
        deadline("2026-01-15", on="2026-01-01", known_on="2026-01-01"),
        deadline("", on="2026-02-03", source=OFFICIAL),
        deadline("2026-05", on="2026-02-04", source=OFFICIAL),
    ]
    assert [what for group, what in sentences(commitment(events=moves)) if group == "moved"] == [
        "moved on 2026-02-03, after the old day had passed, from 2026-01-15: now undated, according to METI",
        "moved on 2026-02-04 from no date to the end of 2026-05, according to METI",
    ]


@pytest.mark.parametrize(
    ("deadlines", "met", "against", "days"),
    [
        ([], "2026-02-10", "", None),
        (["2026-02-10"], "2026-02-10", ", on the very day of the deadline, 2026-02-10", 0),
        (["2026-02"], "2026-02-10", ", 18 days before the deadline, the end of 2026-02", -18),
        (
            ["2025", "2026-02"],
            "2026-02-10",
            (
                ", 18 days before the deadline in force, the end of 2026-02, and 41 days after the first one, "
                "the end of 2025"
            ),
            -18,
        ),
        (["2025", ""], "2026-02-10", "", None),
        (["2026-02-15"], "2026-02", ", on time or up to 13 days after the deadline, 2026-02-15", None),
        (["2026-02"], "2026-02", ", by the deadline, the end of 2026-02", None),
        (["2026-01"], "2026-02", ", 1 to 28 days after the deadline, the end of 2026-01", None),
    ],
)
def test_what_was_met_is_measured_against_the_deadline_in_force_and_the_first_one(
    deadlines: list[str], met: str, against: str, days: int | None
) -> None:
    events: list[AnyEvent] = [*map(deadline, deadlines), status("agreed"), status("met", on=met)]
    (row,) = rows(commitment(events=events, status=None))
    assert (row["group"], row["what"], row["days"]) == (
        "closed",
        f"met {'in' if len(met) < len(AS_OF) else 'on'} {met}{against}",
        days,
    )


def test_a_first_status_that_says_nothing_new_is_not_told() -> None:
    events: list[AnyEvent] = [deadline("2026-06-30"), status("proposed", on="2026-02-09")]
    assert sentences(commitment(events=events, status=None)) == []


def test_a_closing_that_did_not_last_is_told_without_its_day() -> None:
    found = since_then(status("met", on="2026-02-09"), status("agreed", on="2026-02-10", reopens=True))
    assert found == [
        ("closed", "met on 2026-02-09"),
        ("reopened", "reopened on 2026-02-10, agreed again, after it was met"),
    ]


# ---- deadlines that come near or pass ----------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "as_of", "told_of_it"),
    [
        ("2026-02-27", AS_OF, [("overdue", "was due on 2026-02-27, 1 day ago; no report, never reviewed")]),
        ("2026-01", AS_OF, []),
        ("2026-02", AS_OF, []),
        ("2026-03-04", AS_OF, [("due_soon", "falls due in 4 days, on 2026-03-04")]),
        ("2026-03-04", "2026-03-04", [("due_soon", "falls due today, on 2026-03-04")]),
        ("2026-03", "2026-03-01", [("due_soon", "falls due in 30 days, by the end of 2026-03")]),
        ("2026-03", "2026-02-28", []),
    ],
)
def test_a_day_is_told_when_it_comes_near_and_when_it_has_passed(
    due: str, as_of: str, told_of_it: list[tuple[str, str]]
) -> None:
    assert sentences(commitment(due=due), as_of=as_of) == told_of_it


def test_what_was_overdue_and_put_off_is_newly_overdue_when_the_new_day_has_passed() -> None:
    put_off = deadline("2026-02-20", on="2026-02-03", source=OFFICIAL)
    found = sentences(commitment(events=[deadline("2026-01-15"), put_off]))
    assert [group for group, _ in found] == ["moved", "overdue"]
    assert found[1] == (
        "overdue",
        "was due on 2026-02-20, 8 days ago; no report since 2026-02-03, never reviewed",
    )


def test_what_somebody_calls_late_is_newly_late_on_that_word() -> None:
    told_late = citation("delivery", "contradicts", on="2026-02-27")
    row, said = rows(commitment(due="2026-02-20", events=[told_late]))
    assert (said["group"], said["what"]) == ("contradicted", "News contradicts delivery on 2026-02-27")
    assert row["what"] == "was due on 2026-02-20 and is 8 days late, according to News, 2026-02-27"
    assert (row["group"], row["publisher"], row["event"]) == ("overdue", "News", 1)


def test_a_short_delivery_is_told_before_the_source_that_reported_it() -> None:
    """The source reported a payment; it did not say that the promise is late."""
    short = delivery("USD 4bn", on="2026-02-24", source=NEWS)
    lines = sentences(commitment(amount="USD 7bn", due="2026-02-20", events=[short]))
    assert lines[1] == ("overdue", "was due on 2026-02-20 and is 8 days late: USD 4bn delivered (News), 2026-02-24")


def test_what_was_delivered_in_full_waits_for_somebody_to_confirm_it() -> None:
    promise = commitment(amount="USD 7bn", events=[delivery("USD 4bn"), delivery("USD 3bn", on="2026-02-09")])
    assert sentences(promise) == [
        ("delivered", "USD 3bn delivered on 2026-02-09"),
        ("completed", "delivered in full by 2026-02-09, USD 7bn of USD 7bn; nobody has marked it met"),
    ]
    assert sentences(promise, since="2026-02-09") == []


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (
            delivery("2 %GDP", on="2026-02-09", kind="level", measure="budget"),
            "level of 2 %GDP on 2026-02-09, measured by budget",
        ),
        (
            delivery("2 %GDP", on="", known_on="2026-02-09", kind="level"),
            "level of 2 %GDP; when it was measured is unknown",
        ),
        (
            delivery("2 %GDP", "contracted", on="2026-02-09", kind="level"),
            "level of 2 %GDP contracted on 2026-02-09",
        ),
        (delivery("200 trees", on="2026-02-09", kind="so_far"), "200 trees delivered so far on 2026-02-09"),
    ],
)
def test_a_delivery_says_how_it_was_counted(event: AnyEvent, what: str) -> None:
    assert since_then(event) == [("delivered", what)]


def test_what_is_in_its_grace_is_coming_due_and_says_how_much_is_left() -> None:
    promise = commitment(events=[deadline("2026-01-29", grace_days=40)])
    assert sentences(promise, since="2025-12-01") == [
        ("due_soon", "has 10 days of grace left; it was due on 2026-01-29")
    ]


def test_a_standstill_lapses_and_is_never_late() -> None:
    promise = commitment(due="2026-03-10", nature="refrain")
    assert sentences(promise) == [("due_soon", "lapses in 10 days, on 2026-03-10")]
    later = {"since": "2026-03-01", "as_of": "2026-03-12"}
    assert sentences(promise, **later) == [("lapsed", "lapsed, for it was to be kept up until 2026-03-10")]
    assert sentences(promise, since="2026-03-11", as_of="2026-03-12") == []


def test_a_breach_is_told_and_that_it_was_cured() -> None:
    breach = status("breached", on="2026-02-10", source=NEWS)
    kept = commitment(status=None, nature="keep", events=[status("in_progress"), breach])
    assert sentences(kept) == [
        ("breached", "breached on 2026-02-10, before that in progress, reported by News"),
    ]
    first = commitment(status=None, nature="keep", events=[breach])
    assert sentences(first, since="2025-02-01") == [
        (
            "new",
            (
                "“Promise jp-us-promise”, owed by JP to US, to be kept without a last day; "
                "breached since 2026-02-10, reported by News"
            ),
        ),
    ]
    unsaid = commitment(status=None, nature="keep", events=[amount("up to 1 %"), breach])
    assert sentences(unsaid)[-1] == ("breached", "breached on 2026-02-10, reported by News")
    cured = kept.with_events(status("in_progress", on="2026-02-14", id=9))
    assert sentences(cured)[1:] == [("restored", "in force again on 2026-02-14, after 4 days in breach")]
    held = kept.with_events(status("suspended", on="2026-02-14", id=9))
    assert sentences(held)[1:] == [("status", "suspended since 2026-02-14, before that breached")]
    assert [(row["days"], row["before"]) for row in rows(cured)] == [(None, "in_progress"), (4, "breached")]


def test_a_planned_start_that_has_come_is_told_once() -> None:
    planned = commitment(nature="keep", events=[deadline(not_before="2026-02-10", words="open")])
    assert sentences(planned) == [("in_force", "in force since 2026-02-10, as planned")]
    assert sentences(planned, since="2026-02-10") == []
    assert sentences(commitment(nature="keep", met_on="2026-02-03", status="in_progress"), since="2025-01-01") == [
        (
            "new",
            "“Promise jp-us-promise”, owed by JP to US, to be kept without a last day; in progress since 2026-02-03",
        )
    ]


def test_the_end_of_what_was_to_be_kept_tells_how_often_it_was_breached() -> None:
    history = [status("breached", on="2026-01-10", source=NEWS), status("in_progress", on="2026-01-14")]
    promise = commitment(due="2026-02-10", nature="keep", events=history)
    assert sentences(promise) == [
        ("lapsed", "lapsed, for it was to be kept up until 2026-02-10, after 1 breach of 4 d")
    ]
    kept = promise.with_events(status("kept", on="2026-02-10", source=NEWS, id=9))
    assert sentences(kept) == [("closed", "kept on 2026-02-10, after 1 breach of 4 d, reported by News")]


def test_what_was_promised_at_the_most_lapses_with_what_arrived() -> None:
    promise = commitment(due="2026-02-10", amount="up to USD 7bn", events=[delivery("USD 3bn")])
    assert sentences(promise) == [("lapsed", "lapsed, with USD 3bn of ≤ USD 7bn, for it was due by 2026-02-10")]


def test_a_milestone_falls_due_and_is_missed_under_its_own_ref() -> None:
    missed, coming = milestone("gas/a", due="2026-02-10"), milestone("gas/b", due="2026-03-10")
    assert [(row["ref"], row["group"], row["what"]) for row in rows(commitment("gas", due="2030"), missed, coming)] == [
        ("gas/a", "overdue", "was due on 2026-02-10, 18 days ago; no report, never reviewed"),
        ("gas/b", "due_soon", "falls due in 10 days, on 2026-03-10"),
    ]


def test_a_deadline_that_waited_for_another_commitment_has_a_date_once_that_is_met() -> None:
    first = commitment("first", events=[status("agreed"), status("met", on="2026-02-10")], status=None)
    waiting = commitment("then", events=[deadline("", awaits="first", words="90d after first")])
    assert [(row["ref"], row["what"]) for row in rows(first, waiting) if row["group"] == "deadline"] == [
        ("then", "due on 2026-05-11, for first has come")
    ]


# ---- corrections -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "what", "before", "after"),
    [
        (
            [
                deadline("2026-09", recorded_at=FIRST),
                deadline("2026-10", "correction", corrects=1, source=OFFICIAL, recorded_at=NINTH),
            ],
            "deadline corrected: due by the end of 2026-10, not due by the end of 2026-09, according to METI",
            "set: due end 2026-09",
            "set: due end 2026-10",
        ),
        (
            [amount("USD 8bn", recorded_at=FIRST), amount("USD 9bn", "correction", corrects=1, recorded_at=NINTH)],
            "amount corrected: set: USD 9bn, not set: USD 8bn",
            "set: USD 8bn",
            "set: USD 9bn",
        ),
        (
            [position("US", "denies", recorded_at=FIRST), retraction(1, recorded_at=NINTH)],
            "taken back: US denies in public",
            "US denies in public",
            None,
        ),
        (
            [
                amount("USD 8bn", recorded_at=FIRST),
                amount("USD 9bn", "correction", corrects=1, recorded_at=JANUARY),
                retraction(2, recorded_at=NINTH),
            ],
            "amount corrected: set: USD 8bn, not set: USD 9bn",
            "set: USD 9bn",
            "set: USD 8bn",
        ),
        (
            [citation("due", recorded_at=FIRST), retraction(source=OFFICIAL, recorded_at=NINTH)],
            "the whole commitment was taken back, according to METI",
            "Promise jp-us-promise",
            None,
        ),
    ],
)
def test_what_was_wrong_before_is_told_with_what_is_right(
    events: list[AnyEvent], what: str, before: str, after: str | None
) -> None:
    (row,) = rows(commitment(events=events))
    assert (row["group"], row["what"], row["before"], row["after"]) == ("corrected", what, before, after)


def test_a_mistake_that_was_made_and_mended_since_is_not_told() -> None:
    wrong: list[AnyEvent] = [position("US", "denies", on="2026-02-09"), retraction(1, recorded_at=NINTH)]
    assert sentences(commitment(events=wrong)) == []


def test_a_version_that_was_corrected_is_told_as_it_is_and_on_the_word_of_who_corrected_it() -> None:
    mended = [
        deadline("2026-09", on="2026-02-09", source=OFFICIAL),
        deadline("2026-10", "correction", corrects=1, on="2026-02-10", recorded_at=NINTH),
    ]
    assert sentences(commitment(events=mended)) == [
        (
            "deadline",
            (
                "deadline set on 2026-02-09: due by the end of 2026-10; "
                "corrected by the desk on 2026-02-09, from end 2026-09 (METI)"
            ),
        )
    ]
    moved = [deadline("2026-08"), *mended[:1], replace(mended[1], corrects=2)]
    assert sentences(commitment(events=moved)) == [
        (
            "moved",
            (
                "moved on 2026-02-09, before the old day had passed, from the end of 2026-08 to the end of 2026-10 "
                "(+61 days); corrected by the desk on 2026-02-09, from end 2026-09 (METI)"
            ),
        )
    ]
    figure = [
        amount("USD 8bn", on="2026-02-09", source=OFFICIAL),
        amount("USD 9bn", "correction", corrects=1, source=NEWS, recorded_at=NINTH),
    ]
    assert sentences(commitment(events=figure)) == [
        (
            "amount",
            (
                "amount set on 2026-02-09: USD 9bn; "
                "corrected by the desk on 2026-02-09, citing News, from USD 8bn (METI)"
            ),
        )
    ]


def test_corrections_of_each_other_and_of_nothing_do_no_harm() -> None:
    events: list[AnyEvent] = [
        deadline("2026-09", corrects=2, recorded_at=NINTH),
        deadline("2026-10", corrects=1, recorded_at=NINTH),
        amount("USD 8bn", "correction", corrects=99, recorded_at=NINTH),
        position("US", "denies", recorded_at=FIRST),
        retraction(4, recorded_at=NINTH),
    ]
    assert sentences(commitment(events=events)) == [("corrected", "taken back: US denies in public")]


# ---- the table ---------------------------------------------------------------------------------


def test_people_read_a_panel_a_group_with_the_ref_before_each_sentence() -> None:
    changed = changes_listing(commitment(due="2026-03-04", events=[position("US", "denies", on="2026-02-09")]))
    assert [
        (panel.title, [sentence.text for sentence in panel.sentences], panel.notes) for panel in changed.panels
    ] == [
        ("Coming due", ["jp-us-promise: falls due in 4 days, on 2026-03-04."], ()),
        (
            "Positions taken or turned",
            ["jp-us-promise: US denied it in public on 2026-02-09."],
            ("2 changes since 2026-02-01, as of 2026-02-28.",),
        ),
    ]


@pytest.mark.parametrize(
    ("as_of", "known_at", "note"),
    [
        (AS_OF, AS_OF, "1 change since 2026-02-01, as of 2026-02-28, as known at 2026-02-28."),
        ("2026-02-28T12:00:05+09:00", "", "1 change since 2026-02-01, as of 2026-02-28T12:00+09:00."),
    ],
)
def test_the_period_is_told_below(as_of: str, known_at: str, note: str) -> None:
    changed = changes_listing(commitment(due="2026-03-04"), as_of=as_of, known_at=known_at)
    assert changed.panels[-1].notes == (note,)


def test_machines_read_the_same_as_values() -> None:
    found = changes_listing(
        commitment(events=[deadline("2026-06-30"), deadline("2026-07", on="2026-02-09", source=OFFICIAL, note="!")])
    )
    assert [field.name for field in FIELDS] == [
        *("group", "ref", "title", "on", "known_on", "before", "after", "days", "what", "note", "publisher", "url"),
        *("event", "of", "uid", "changed_at"),
    ]
    assert [row[:-2] for row in found.rows] == [
        (
            *("moved", "jp-us-promise", "Promise jp-us-promise", span("2026-02-09"), None),
            *(date(2026, 6, 30), date(2026, 7, 31), 31),
            (
                "moved on 2026-02-09, before the old day had passed, from 2026-06-30 to the end of 2026-07 (+31 days), "
                "according to METI"
            ),
            *("!", "METI", None, 2, None),
        ),
    ]


def test_only_what_passes_the_test_is_told() -> None:
    after = portfolio(commitment("a", due="2026-03-04"), commitment("b", due="2026-03-04"), as_of=AS_OF)
    before = after.at(moment(SINCE))
    assert [row[1] for row in changes_table(before, after, lambda standing: standing.ref == "b").rows] == ["b"]


# ---- properties --------------------------------------------------------------------------------

anything = st.lists(strategies.commitments, max_size=3, unique_by=lambda commitment: commitment.ref)
some_days = st.lists(st.dates(), min_size=2, max_size=2).map(sorted)


@given(anything, st.dates())
def test_nothing_has_changed_between_equal_moments(commitments: list[Commitment], day: date) -> None:
    then = Portfolio(commitments, Moment(day, day))
    unchanged = changes_table(then, then)
    assert (unchanged.rows, unchanged.panels) == ((), ())


@given(anything, some_days, st.booleans())
def test_what_is_new_is_told_once_unless_it_repeats_what_was_said(
    commitments: list[Commitment],
    days: list[date],
    everything: bool,  # noqa: FBT001 - drawn
) -> None:
    since, day = days
    after = Portfolio(commitments, Moment(day, None if everything else day))
    before = after.at(Moment(since, since))
    rows = changes_table(before, after).rows
    times = Counter((row[1], row[12]) for row in rows)
    for one in changes_between(before, after):
        for event in one.standing.state.events if one.after else ():
            if event.id in one.new_event_ids:
                count = times[one.standing.ref, event.id]
                # A planned review is told when it is due, too, and a source that nothing came with what is overdue.
                is_told_twice = isinstance(event, CitationEvent) or (isinstance(event, ReviewEvent) and event.next)
                assert count == 1 or is_told_twice or (count == 0 and repeats(one, event))


def repeats(one: Comparison, event: AnyEvent) -> bool:
    """True if an event may be left out: it only cites or reviews, or repeats the previous one of its kind."""
    if isinstance(event, CitationEvent | ReviewEvent):
        return True
    kind = [other for other in one.standing.state.events if type(other) is type(event)]
    about = {"", obligor_of(event)}
    same = [other for other in kind if matter(other) == matter(event) and obligor_of(other) in about]
    place = [other.id for other in same].index(event.id)
    if isinstance(event, DeadlineEvent | DeliveryEvent | TermsEvent):
        return False
    return content(same[place - 1]) == content(event) if place else getattr(event, "status", "") == "proposed"


def matter(event: AnyEvent) -> object:
    return [getattr(event, name, None) for name in ("party", "channel", "reading")]


def content(event: AnyEvent) -> object:
    names = ("status", "successor", "amount", "position", "assessment")
    return [getattr(event, name, None) for name in names]


def test_a_contradiction_is_told_with_what_it_says_and_a_settlement_with_its_reason() -> None:
    against = citation("amount", "contradicts", "USD 2bn", on="2026-02-09")
    repeated = citation("amount", "contradicts", "USD 7bn", on="2026-02-09")
    nobody = citation("", "contradicts", on="2026-02-10", source=None)
    end = replace(citation("amount", on="2026-02-11", source=None, note="a misprint"), settles=1)
    assert sentences(commitment("a", amount="USD 7bn", events=[against, repeated, nobody, end])) == [
        ("contradicted", "News contradicts amount on 2026-02-09: USD 2bn"),
        ("contradicted", "somebody contradicts record on 2026-02-10"),
        ("settled", "contradiction 1 of amount settled on 2026-02-11 by analyst: a misprint"),
    ]


def test_a_review_that_took_place_is_told_and_a_plan_alone_is_not() -> None:
    looked = review("news", "customs", again="2026-05-01", on="2026-02-10")
    plan = review("", again="2026-04-01", on="2026-02-12")
    twice = review("news", "embassy", again="2026-05-01", on="2026-02-10")
    said = "the desk looked on 2026-02-10 and found news in customs; embassy; to be looked at again on 2026-05-01"
    assert sentences(commitment("a", events=[looked, plan, twice])) == [("reviewed", said)]


@pytest.mark.parametrize(
    ("since", "as_of", "found"),
    [
        ("2026-02-01", "2026-02-09", []),
        ("2026-02-01", "2026-02-10", [("review_due", "to be reviewed today by mika")]),
        (
            "2026-02-01",
            "2026-02-28",
            [("review_missed", "to be reviewed on 2026-02-10 by mika; nobody has looked since")],
        ),
        ("2026-02-11", "2026-02-28", []),
    ],
)
def test_a_review_is_told_when_its_day_comes_and_when_it_was_missed(
    since: str, as_of: str, found: list[tuple[str, str]]
) -> None:
    planned = review("", again="2026-02-10", who="mika", on="2026-01-05")
    assert sentences(commitment("a", events=[planned]), since=since, as_of=as_of) == found
    closed = commitment("a", status="withdrawn", events=[planned])
    assert sentences(closed, since=since, as_of=as_of) == []


@given(anything, some_days, st.sampled_from(TEXTUAL), st.sampled_from((Terminal(), Terminal(80))))
def test_whatever_a_register_holds_can_be_told_in_any_format(
    commitments: list[Commitment], days: list[date], name: str, surface: Terminal
) -> None:
    after = Portfolio(commitments, Moment(days[1]))
    listing = changes_table(after.at(Moment(days[0], days[0])), after)
    assert {row[0] for row in listing.rows} <= {group.name for group in GROUPS}
    output = written_in(name, listing, surface)
    assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()


def test_no_day_follows_the_last_one_of_the_calendar() -> None:
    assert day_after(span("9999")) is None
    assert day_after(None) is None
    assert day_after(span("2026-02"), 1) == date(2026, 3, 2)
