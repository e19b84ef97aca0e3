"""Hypothesis strategies for spans, amounts, sources, terms, events of every kind, commitments and texts."""

from collections.abc import Callable
from datetime import UTC, date, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from tracker.errors import TrackerError
from tracker.model.amounts import Amount
from tracker.model.commitment import (
    CATEGORIES,
    FORCES,
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan, day, span
from tracker.model.recurrence import Recurrence, recurrence
from tracker.model.refs import MAX_DEPTH
from tracker.model.register import Category, MemberChange, Party, Rates, View

few: Final = settings(max_examples=settings().max_examples // 2)  # for slow properties

# ---- texts -------------------------------------------------------------------------------------

SCRAPS = (
    *("2025", "12", "31", "0", "-", "..", ".", ",", "/", " ", "+", "T", "Z", "\n", "\u2028", "\x1b[2J", "２０"),
    *("Q4", "H2", "JP-FY", "JFY", "Dec", "September", "年", "月", "日", "年度", "令和", "元", "년", "월"),
    *("45", "bd", "d", "months", " after ", "notice", "(US+JP)", "(IN)", ", next business day)", "eom", "end of "),
    *(
        "USD",
        "usd",
        "$",
        "¥",
        "円",
        "원",
        "bn",
        "million",
        "億",
        "兆",
        "千",
        "억",
        "t",
        "%",
        "GDP",
        "/yr",
        "~",
        "≤",
        "1e9",
    ),
)
texts: SearchStrategy[str] = st.text(max_size=20)
names: SearchStrategy[str] = st.text(min_size=1, max_size=20)
refs: SearchStrategy[str] = st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
typed: SearchStrategy[str] = st.text() | st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join)


def reads_or_refuses(read: Callable[[str], object], text: str) -> None:
    """Assert that a text is read, or refused as wrong usage in a sentence on one line."""
    refusal = _refusal(read, text)
    assert refusal is None or (refusal.exit_code == 2 and str(refusal).splitlines() == [str(refusal)])


def _refusal(read: Callable[[str], object], text: str) -> TrackerError | None:
    try:
        read(text)
    except TrackerError as refusal:
        return refusal
    return None


# ---- dates -------------------------------------------------------------------------------------

years: SearchStrategy[str] = st.integers(2, 9998).map("{:04}".format)
days: SearchStrategy[DateSpan] = st.dates().map(day)
parts: SearchStrategy[DateSpan] = st.builds(
    str.format,
    st.sampled_from(
        (
            "{0}",
            "{0}-01",
            "{0}-02",
            "{0}-12",
            "{0}-Q1",
            "{0}-Q4",
            "{0}-H1",
            "{0}-H2",
            "{0}-W01",
            "{0}-W30",
            "JP-FY{0}",
            "US-FY{0}",
        )
    ),
    years,
).map(span)


def _range(one: DateSpan, other: DateSpan) -> DateSpan:
    first, last = (one, other) if other.last >= one.first else (other, one)
    return span(f"{first}..{last}")


ranges: SearchStrategy[DateSpan] = st.builds(_range, days | parts, days | parts)
spans: SearchStrategy[DateSpan] = days | parts | ranges
business_days: SearchStrategy[date] = st.dates(date(2000, 1, 1), date(2050, 12, 31))

# ---- amounts and sources -----------------------------------------------------------------------

CURRENCIES = ("USD", "JPY", "EUR", "KRW", "CNY")
UNITS = ("t", "Mt", "%", "%GDP", "aircraft", "b/d", "MWh", "基")
figures: SearchStrategy[Decimal] = st.builds(
    lambda digits, places: Decimal(f"{digits}E-{places}"),
    st.integers(1 - 10**24, 10**24 - 1),
    st.integers(0, 23),
)
amounts: SearchStrategy[Amount] = st.builds(
    Amount,
    figures,
    st.sampled_from(CURRENCIES + UNITS),
    st.sampled_from(("exact", "about", "at_least", "up_to")),
    st.sampled_from(("", "year")),
)
sources: SearchStrategy[Source] = st.builds(
    Source,
    url=texts,
    title=texts,
    publisher=texts,
    kind=...,
    party=...,
    language=texts,
    published=st.none() | spans,
    retrieved=st.none() | spans,
    quote=texts,
    summary=texts,
    relays=texts,
    archived=texts,
)

# ---- recurring duties --------------------------------------------------------------------------

_FIRST = {"month": "-03", "quarter": "-Q2", "half": "-H2"}


@st.composite
def _recurrences(draw: st.DrawFn) -> Recurrence:
    period = draw(st.sampled_from(("month", "quarter", "half", "year", "JP-FY", "US-FY", "year from July")))
    first = draw(st.integers(2015, 2030))
    until = draw(st.none() | st.integers(0, 5))
    part = _FIRST.get(period, "")
    amount = draw(st.none() | amounts)
    figure = "" if amount is None else str(replace(amount, per=""))
    return recurrence(period, f"{first}{part}", "" if until is None else f"{first + until}{part}", figure)


recurrences: SearchStrategy[Recurrence] = _recurrences()

# ---- terms -------------------------------------------------------------------------------------

zones = st.sampled_from((UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=4, minutes=30))))
_member_changes: SearchStrategy[MemberChange] = st.builds(
    MemberChange,
    party=names,
    since=st.none() | spans,
    left=st.booleans(),
    recorded_at=st.datetimes(timezones=zones),
    recorded_by=texts,
)
parties: SearchStrategy[Party] = st.builds(
    Party,
    code=names,
    name=names,
    names=st.dictionaries(names, texts, max_size=3),
    members=st.lists(_member_changes, max_size=3).map(tuple),
)
categories: SearchStrategy[Category] = st.builds(
    Category, code=names, name=names, names=st.dictionaries(names, texts, max_size=3)
)
views: SearchStrategy[View] = st.builds(View, name=names, query=st.lists(texts, max_size=3).map(tuple))
OBLIGORS = ("DE", "FR")  # which events name
_codes = st.lists(st.sampled_from(OBLIGORS) | names, min_size=1, max_size=3).map(tuple)
_words = st.lists(texts, max_size=3).map(tuple)
terms: SearchStrategy[Terms] = st.builds(
    Terms,
    title=names,
    obligor=_codes,
    obligee=_codes,
    titles=st.dictionaries(names, texts, max_size=3),
    category=st.sampled_from((*CATEGORIES, "critical_minerals")),
    force=st.sampled_from(FORCES),
    instrument=texts,
    made_on=st.none() | spans,
    parent=st.just("") | refs,
    in_return_for=st.lists(refs, max_size=2).map(tuple),
    time_zone=st.sampled_from(("", "Asia/Tokyo", "America/New_York")),
    nature=...,
    baseline=st.none() | amounts,
    counts=texts,
    conditions=_words,
    tags=_words,
    notes=texts,
    every=st.none() | recurrences,
    amount_kind=...,
    each=st.booleans(),
    increment=st.booleans(),
)

# ---- events ------------------------------------------------------------------------------------

numbers: SearchStrategy[int] = st.integers(1, 99)
rates: SearchStrategy[Rates] = st.builds(
    Rates,
    id=names,
    base=st.sampled_from(CURRENCIES),
    on=days,
    quotes=st.dictionaries(
        st.sampled_from(CURRENCIES), st.none() | st.decimals("0.0001", "99999", places=4), max_size=3
    ),
    recorded_at=st.datetimes(timezones=zones),
    recorded_by=texts,
    source=st.none() | sources,
)


def _events(kind: Callable[..., Any], /, **fields: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - the fields of any kind
    return st.builds(
        kind,
        id=numbers,
        recorded_at=st.datetimes(timezones=zones),
        recorded_by=texts,
        on=st.none() | spans,
        known_on=st.none() | spans,
        source=st.none() | sources,
        note=texts,
        **fields,
    )


_of = st.sampled_from(("", *OBLIGORS))


def _as_commands_record(event: DeadlineEvent) -> DeadlineEvent:
    """A waiver is of the deadline in force: it is no reading, and neither has nor meets a condition."""
    return replace(event, reading="", condition="", fulfils=None) if event.change == "waiver" else event


EVENTS: dict[type[Event], SearchStrategy[AnyEvent]] = {
    StatusEvent: _events(StatusEvent, status=..., successor=st.just("") | refs, reopens=..., of=_of),
    DeadlineEvent: _events(
        DeadlineEvent,
        change=...,
        due=st.none() | spans,
        words=texts,
        awaits=texts,
        not_before=st.none() | spans,
        grace_days=st.none() | numbers,
        corrects=st.none() | numbers,
        reading=st.just("") | names,
        condition=st.just("") | texts,
        fulfils=st.none() | numbers,
        of=_of,
    ).map(_as_commands_record),
    AmountEvent: _events(
        AmountEvent,
        change=...,
        amount=amounts,
        corrects=st.none() | numbers,
        reading=st.just("") | names,
        first_period=st.none() | spans,
    ),
    DeliveryEvent: _events(DeliveryEvent, amount=amounts, stage=..., measure=texts, kind=..., of=_of),
    AssessmentEvent: _events(AssessmentEvent, assessment=..., of=_of),
    PositionEvent: _events(PositionEvent, party=names, position=..., channel=...),
    CitationEvent: _events(CitationEvent, field=texts, side=..., value=texts, settles=st.none() | numbers),
    ReviewEvent: _events(ReviewEvent, found=..., where=texts, next=st.none() | spans, who=texts),
    TermsEvent: _events(TermsEvent, changed=_words, terms=terms, ref=st.just("") | refs, former_ref=st.just("") | refs),
    RetractionEvent: _events(RetractionEvent, retracts=st.none() | numbers),
}
events: SearchStrategy[AnyEvent] = st.one_of(*EVENTS.values())


def _numbered(history: list[AnyEvent]) -> tuple[AnyEvent, ...]:
    return tuple(replace(event, id=number) for number, event in enumerate(history, 1))


# A milestone is drawn with the terms of any commitment, or with terms that are all its parent's.
_milestone_terms = st.builds(
    lambda terms, own: terms if own else replace(terms, obligor=(), obligee=(), category="", force="", parent=""),
    terms,
    st.booleans(),
)
_histories = st.lists(events, max_size=4).map(_numbered)


def _renamed_in_place(commitment: Commitment) -> Commitment:
    """The commitment with new refs of its own depth: a milestone keeps its parent, and nothing becomes a milestone."""
    parent, slash, _ = commitment.ref.rpartition("/")
    history = tuple(
        replace(event, ref=f"{parent}{slash}{event.ref}") if isinstance(event, TermsEvent) and event.ref else event
        for event in commitment.history
    )
    return replace(commitment, history=history)


commitments: SearchStrategy[Commitment] = st.builds(Commitment, ref=refs, terms=terms, history=_histories)
milestones: SearchStrategy[Commitment] = st.builds(
    Commitment,
    ref=st.builds("{}/{}".format, refs, refs).filter(lambda ref: len(ref.split("/")) <= MAX_DEPTH),
    terms=_milestone_terms,
    history=_histories,
).map(_renamed_in_place)
