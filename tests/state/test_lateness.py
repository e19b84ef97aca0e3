"""Lateness: the source that reports non-performance, and the day of the last news."""

from datetime import UTC, date, datetime

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
    edit,
    portfolio,
    position,
    retraction,
    review,
    status,
)
from tracker.model.commitment import AnyEvent, Commitment, PositionEvent, ReviewEvent, Source
from tracker.model.dates import span
from tracker.state.deadlines import Basis
from tracker.state.portfolio import Standing

DUE = "2026-03-31"
AFTER, BEFORE = "2026-04-10", "2026-03-30"
OBLIGOR, OBLIGEE = Source(publisher="MOFA", party="obligor"), Source(publisher="State", party="obligee")


def standing(promise: Commitment, as_of: str = "2026-06-30", known_at: str = "", basis: Basis = "current") -> Standing:
    """The standing of one commitment."""
    return portfolio(promise, as_of=as_of, known_at=known_at, basis=basis).standings[promise.ref]


def late(*events: AnyEvent) -> Commitment:
    """A promise of Japan to the United States that fell due on 31 March."""
    return commitment(due=DUE, events=events)


def lateness_of(found: Standing) -> tuple[str, int | None]:
    """The lateness of a commitment, and the id of the event that reports it."""
    return found.lateness, found.late_report.id if found.late_report else None


# ---- what is a report --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        status("in_progress", on=AFTER, source=NEWS),
        status("agreed", on=DUE, source=NEWS),
        citation("delivery", "contradicts", on=AFTER),
        position("US", "dissatisfied", on=AFTER),
        position("US", "disputes", "private", on=AFTER),
        assessment("off_track", on=AFTER),
        assessment("stalled", on=AFTER),
    ],
    ids=lambda event: type(event).__name__,
)
def test_somebody_may_say_that_it_was_not_done(event: AnyEvent) -> None:
    assert lateness_of(standing(late(event))) == ("reported", 1)


@pytest.mark.parametrize(
    "event",
    [
        status("in_progress", on=AFTER),
        status("agreed", on=BEFORE, source=NEWS),
        citation("delivery", on=AFTER),
        citation("amount", "contradicts", on=AFTER),
        citation("delivery", "contradicts", on=BEFORE),
        position("US", "satisfied", on=AFTER),
        position("US", "accepts", on=AFTER),
        position("US", "denies", on=AFTER),
        position("JP", "dissatisfied", on=AFTER),
        position("US", "dissatisfied", on=BEFORE),
        assessment("at_risk", on=AFTER),
        assessment("unclear", on=AFTER),
        assessment("off_track", on=BEFORE),
        deadline("", "waiver", on=DUE),
        delivery("USD 1bn", on=AFTER),
        review(on=AFTER),
        review("news", on=AFTER),
        edit({"on": AFTER}, notes="nothing came"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_whatever_else_is_recorded_says_nothing_of_it(event: AnyEvent) -> None:
    assert lateness_of(standing(late(event))) == ("unreported", None)


@pytest.mark.parametrize(
    ("event", "lateness"),
    [
        (status("in_progress", on="2026-03-01", known_on=AFTER, source=NEWS), "unreported"),
        (status("in_progress", on="", known_on=AFTER, source=NEWS), "unreported"),
        (status("in_progress", on="2026", known_on=AFTER, source=NEWS), "unreported"),
        (status("in_progress", on="2026-03", known_on=AFTER, source=NEWS), "unreported"),
        (status("in_progress", on="2026-03", known_on=BEFORE, source=NEWS), "unreported"),
        (status("in_progress", on="2026-02", known_on=AFTER, source=NEWS), "unreported"),
        (status("in_progress", on="2026-04-01", known_on="2026-03-01", source=NEWS), "unreported"),
        (status("in_progress", on="2026-04", known_on=AFTER, source=NEWS), "reported"),
        (assessment("stalled", on="2026-02-01", known_on=AFTER), "unreported"),
        (assessment("stalled", on="", known_on=AFTER), "reported"),
        (citation("delivery", "contradicts", on="", known_on=AFTER), "reported"),
        (citation("delivery", "contradicts", on="2026-03-01", known_on=AFTER), "unreported"),
    ],
    ids=[
        *("an earlier fact typed in later", "at an unknown day", "some day of the year", "some day until the due day"),
        *("told before", "a month before", "announced before", "some day after"),
        *("an earlier judgement", "an undated judgement", "an undated source", "an earlier source"),
    ],
)
def test_a_report_tells_of_the_due_day_or_later_and_was_known_then(event: AnyEvent, lateness: str) -> None:
    assert standing(late(event)).lateness == lateness


@pytest.mark.parametrize(
    ("source", "lateness"),
    [(OBLIGOR, "reported"), (OBLIGEE, "unreported"), (NEWS, "unreported")],
    ids=["obligor", "obligee", "somebody"],
)
def test_the_obligor_may_say_beforehand_that_it_will_not_be_done(source: Source, lateness: str) -> None:
    assert standing(late(citation("delivery", "contradicts", on="2026-02-01", source=source))).lateness == lateness
    assert standing(late(citation("delivery", on="2026-02-01", source=source))).lateness == "unreported"


def test_an_earlier_word_of_the_obligor_does_not_condemn_a_later_deadline() -> None:
    denial = citation("delivery", "contradicts", on="2025-03-05", source=OBLIGOR)
    moved: list[AnyEvent] = [
        deadline("2025-03-30", on="2025-01-01"),
        denial,
        deadline(DUE, "amendment", on="2025-03-10", source=NEWS),
    ]
    assert standing(commitment(events=moved)).lateness == "unreported"
    assert lateness_of(standing(commitment(events=moved), basis="original")) == ("reported", 2)


@pytest.mark.parametrize(("on", "lateness"), [("2026-04", "reported"), ("2026-03", "unreported"), ("", "unreported")])
def test_a_deadline_that_was_certainly_moved_after_the_due_day_was_missed(on: str, lateness: str) -> None:
    moved = deadline("2026-12-31", "amendment", on=on, known_on=AFTER, source=NEWS)
    assert standing(late(moved), basis="original").lateness == lateness


def test_a_report_on_a_delivery_to_a_part_is_one_of_the_umbrella() -> None:
    whole = commitment("a", due=DUE, amount="USD 9bn")
    part = commitment("b", parent="a", events=[delivery("USD 2bn", on=AFTER, source=NEWS)])
    found = portfolio(whole, part).standings["a"]
    assert (found.lateness, found.last_news) == ("reported", date.fromisoformat(AFTER))


def test_a_source_without_a_date_is_news_of_the_day_it_tells_of() -> None:
    typed = status("in_progress", on="2026-02-03", known_on="2026-12-01", source=NEWS)
    assert standing(late(typed), as_of="2026-12-05").last_news == date(2026, 2, 3)
    dated = replace(typed, source=replace(NEWS, published=span("2026-12-01")))
    assert standing(late(dated), as_of="2026-12-05").last_news == date(2026, 12, 1)


def test_a_delivery_that_is_short_of_the_amount_says_so() -> None:
    short = [delivery("USD 1bn", on=AFTER, source=NEWS)]
    unsourced = [delivery("USD 1bn", on=AFTER)]
    assert lateness_of(standing(commitment(due=DUE, amount="USD 2bn", events=unsourced))) == ("unreported", None)
    selected = [delivery("USD 1bn", "selected", on=AFTER, source=NEWS)]
    assert lateness_of(standing(commitment(due=DUE, amount="USD 2bn", events=selected))) == ("unreported", None)
    other = [
        delivery("USD 1bn", measure="customs", on=BEFORE),
        delivery("USD 1bn", measure="sales", on=AFTER, source=NEWS),
    ]
    assert lateness_of(standing(commitment(due=DUE, amount="USD 2bn", events=other))) == ("unreported", None)
    assert lateness_of(standing(commitment(due=DUE, amount="USD 2bn", events=short))) == ("reported", 1)
    assert lateness_of(standing(commitment(due=DUE, amount="USD 1bn", events=short))) == ("", None)
    early = [delivery("USD 1bn", on=BEFORE)]
    assert lateness_of(standing(commitment(due=DUE, amount="USD 2bn", events=early))) == ("unreported", None)


@pytest.mark.parametrize(
    ("on", "known", "figure", "lateness"),
    [
        ("2026-03", AFTER, "1.3 %GDP", "reported"),
        ("2026-03", AFTER, "2.1 %GDP", ""),
        ("2026-03", DUE, "1.3 %GDP", "reported"),
        ("2026-03", BEFORE, "1.3 %GDP", "unreported"),
        ("2026-02", AFTER, "1.3 %GDP", "unreported"),
        ("2026-Q2", "2026-07-02", "1.3 %GDP", "reported"),
        ("2026", AFTER, "1.3 %GDP", "unreported"),
    ],
    ids=[
        "short",
        "reached",
        "on its last day",
        "before",
        "of an earlier month",
        "of a later span",
        "of a running year",
    ],
)
def test_a_figure_for_a_span_with_the_due_day_is_a_report_once_it_is_over(
    on: str, known: str, figure: str, lateness: str
) -> None:
    spent = delivery(figure, on=on, known_on=known, source=NEWS)
    found = standing(commitment(due="2026-03", amount="2 %GDP", events=[spent]), as_of="2026-07-31")
    assert found.lateness == lateness


@pytest.mark.parametrize(
    ("positions", "lateness"),
    [
        ([position("US", "dissatisfied", on=AFTER), position("US", "satisfied", on="2026-05-01")], "unreported"),
        ([position("US", "satisfied", on=AFTER), position("US", "disputes", on="2026-05-01")], "reported"),
        (
            [position("US", "dissatisfied", "private", on=AFTER), position("US", "satisfied", on="2026-05-01")],
            "reported",
        ),
    ],
    ids=["content since", "discontent since", "in private"],
)
def test_the_latest_position_of_the_obligee_in_a_channel_counts(positions: list[PositionEvent], lateness: str) -> None:
    assert standing(late(*positions)).lateness == lateness


def test_only_the_latest_judgement_of_the_desk_counts() -> None:
    judged = [assessment("stalled", on=AFTER), assessment("on_track", on="2026-05-01")]
    assert standing(late(*judged)).lateness == "unreported"


def test_what_was_taken_back_is_no_report() -> None:
    assert lateness_of(standing(late(assessment("stalled", on=AFTER), retraction(1)))) == ("unreported", None)


# ---- a deadline that was moved -----------------------------------------------------------------

MOVED_LATE = [deadline(DUE), deadline("2026-05-31", "extension", on=AFTER, source=NEWS)]
MOVED_SILENTLY = [deadline(DUE), deadline("2026-05-31", "extension", on=AFTER)]
CORRECTION = deadline("2026-06-30", "correction", on=AFTER, corrects=2)
MOVED_EARLY = [deadline(DUE), deadline("2026-05-31", "extension", on="2026-02-01")]


@pytest.mark.parametrize(
    ("versions", "basis", "lateness", "who"),
    [
        (MOVED_LATE, "current", "unreported", None),
        (MOVED_LATE, "original", "reported", 2),
        (MOVED_EARLY, "current", "unreported", None),
        (MOVED_EARLY, "original", "unreported", None),
        (MOVED_SILENTLY, "original", "unreported", None),
        ([*MOVED_SILENTLY, replace(CORRECTION, source=NEWS)], "original", "reported", 2),
        ([*MOVED_LATE, CORRECTION], "original", "unreported", None),
        ([*MOVED_EARLY, deadline("", "waiver", on="2026-06-01", source=NEWS)], "current", "unreported", None),
        ([*MOVED_EARLY, deadline("", "waiver", on="2026-06-01", source=NEWS)], "original", "unreported", None),
        ([*MOVED_LATE, deadline("2026-04-30", "amendment", on="2026-06-01", source=NEWS)], "original", "reported", 3),
    ],
)
def test_who_moves_a_deadline_after_the_day_says_that_it_was_not_done(
    versions: list[AnyEvent], basis: Basis, lateness: str, who: int | None
) -> None:
    assert lateness_of(standing(commitment(events=versions), basis=basis)) == (lateness, who)


# ---- the newest, and the moment ----------------------------------------------------------------


def test_the_newest_report_is_named() -> None:
    reports: list[AnyEvent] = [
        assessment("stalled", on="2026-05-01"),
        citation("delivery", "contradicts", on="2026-04-02", known_on="2026-05-02"),
        position("US", "disputes", on="2026-04-20"),
    ]
    assert lateness_of(standing(late(*reports))) == ("reported", 2)
    assert lateness_of(standing(late(*reports), "2026-05-01")) == ("reported", 2)
    assert lateness_of(standing(late(*reports), "2026-05-01", "2026-05-01")) == ("reported", 3)
    assert lateness_of(standing(late(*reports), "2026-04-21", "2026-04-21")) == ("reported", 3)
    assert lateness_of(standing(late(*reports), "2026-04-01")) == ("unreported", None)


def test_of_reports_known_at_once_the_last_in_order_is_named() -> None:
    reports: list[AnyEvent] = [
        assessment("stalled", on=AFTER, known_on="2026-05-01"),
        position("US", "disputes", on="2026-04-20", known_on="2026-05-01"),
    ]
    assert lateness_of(standing(late(*reports))) == ("reported", 2)


@pytest.mark.parametrize(
    "promise",
    [
        commitment(events=[assessment("stalled", on=AFTER)]),
        commitment(due="2027", events=[assessment("stalled", on=AFTER)]),
        commitment(due=DUE, status="suspended", events=[assessment("stalled", on=AFTER)]),
        commitment(due=DUE, status="not_met", events=[assessment("stalled", on=AFTER)]),
        commitment(due=DUE, status="proposed", events=[assessment("stalled", on=AFTER)]),
        commitment(due=DUE, nature="refrain", events=[assessment("stalled", on=AFTER)]),
    ],
    ids=["undated", "not yet due", "suspended", "closed", "proposed", "to be refrained from"],
)
def test_what_is_not_overdue_has_no_lateness(promise: Commitment) -> None:
    assert lateness_of(standing(promise)) == ("", None)


# ---- when it was last heard of, and looked for -------------------------------------------------


@pytest.mark.parametrize(
    ("events", "news"),
    [
        ([], None),
        ([status("in_progress", on=AFTER)], None),
        ([status("in_progress", on="2026-03-01", known_on=AFTER, source=NEWS)], "2026-04-10"),
        ([citation("due", on="2026-05-01"), position("US", "accepts", on=AFTER, source=NEWS)], "2026-05-01"),
        ([delivery("USD 1", on=AFTER, source=NEWS), amount("USD 1", source=NEWS)], "2026-04-10"),
        ([assessment("stalled", on=AFTER, source=NEWS)], None),
        ([review("news", on=AFTER, source=NEWS)], None),
        ([edit({"on": AFTER, "source": NEWS}, notes="x")], None),
        ([citation("due", on=AFTER), retraction(1, source=NEWS, on="2026-05-01")], None),
        ([citation("due", on="2026-03-01", known_on="2026-11-01")], None),
        ([citation("due", on="2026-08-01", known_on="2026-03-01")], None),
        ([citation("due", "mentions", on=AFTER, known_on="2026-04-12")], "2026-04-12"),
        ([citation("", "mentions", on="2026-06-01", recorded_at=datetime(2026, 6, 1, tzinfo=UTC))], None),
        ([replace(citation("due", on=AFTER), settles=1)], None),
    ],
    ids=[
        *("nothing", "unsourced", "known later", "the later of two", "a delivery", "a judgement", "a look"),
        *("an edit", "taken back", "known after the day asked about", "not yet in effect"),
        *("a mention", "a mention of an unknown day", "a settlement"),
    ],
)
def test_the_last_news_is_that_of_a_source_and_never_of_the_desk(events: list[AnyEvent], news: str | None) -> None:
    found = standing(late(*events)).last_news
    assert found == (date.fromisoformat(news) if news else None)


@pytest.mark.parametrize(
    ("reviews", "looked", "again"),
    [
        ([], None, None),
        ([review(on=AFTER)], "2026-04-10", None),
        ([review("news", on=AFTER), review(on="2026-05-01")], "2026-05-01", None),
        ([review("", on=AFTER, again="2026-09-01")], None, "2026-09-01"),
        ([review(on=AFTER), review("", on="2026-05-01", again="2026-09")], "2026-04-10", "2026-09-30"),
        ([review(on=AFTER, again="2026-09-01"), review(on="2026-05-01")], "2026-05-01", None),
        ([review(on="2026-07-01", again="2026-09-01")], None, None),
    ],
    ids=["never", "once", "twice", "only planned", "looked, then planned", "planned, then looked", "not yet"],
)
def test_the_desk_looked_and_is_to_look_again(reviews: list[AnyEvent], looked: str | None, again: str | None) -> None:
    found = standing(late(*reviews))
    assert found.last_looked == (date.fromisoformat(looked) if looked else None)
    news = [one for one in reviews if isinstance(one, ReviewEvent) and one.found == "news"]
    assert (found.unrecorded_news is not None) is bool(news)  # a later look that finds nothing does not record them
    assert found.next_look == (date.fromisoformat(again) if again else None)
    assert (found.next_review is not None) is (again is not None)


def test_a_look_that_was_recorded_without_its_day_was_on_the_day_of_recording() -> None:
    at = datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert standing(late(review(on="", recorded_at=at))).last_looked == date(2026, 5, 2)
