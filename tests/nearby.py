"""Hypothesis strategies for related commitments: few refs, parties, words and days, which therefore often coincide."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from tests import strategies
from tests.building import (
    NEWS,
    RECORDED,
    amount,
    assessment,
    citation,
    deadline,
    delivery,
    edit,
    numbered,
    position,
    retraction,
    review,
    status,
)
from tracker.model.commitment import (
    CHANNELS,
    COUNTINGS,
    FINDINGS,
    JUDGEMENTS,
    STAGES,
    STANCES,
    AnyEvent,
    Commitment,
    DeadlineChange,
    Terms,
)
from tracker.model.dates import DateSpan, Moment, When, day, span
from tracker.model.recurrence import read_recurrence
from tracker.model.status import STATUSES

REFS = tuple("abcdefg")
MANY = (*REFS, *"éﬀ𝒳zyx")
ZONES = ("UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12")
PARTIES = ("JP", "US", "EU", "SOFTBANK")
TAGS = ("gas", "ＧＡＳ", "550bn", "a\nb")
TITLES = ("Gas", "5500億ドルの対米投融資", "Straße", "two\nlines")
FIRST, LAST = date(2026, 6, 20), date(2026, 7, 10)
_START, _END = datetime(2026, 6, 20), datetime(2026, 7, 10)  # noqa: DTZ001 - the zone is drawn

_days = st.dates(FIRST, LAST).map(day)
_near = st.one_of(_days, _days, _days, st.none(), st.sampled_from((span("2026-06"), span("2026"), span("2026-07"))))
_dues = st.one_of(
    _near, st.dates(LAST, date(2026, 7, 31)).map(day), st.sampled_from((span("2026-07"), span("2026-Q3")))
)


def _written(span: DateSpan | None) -> str:
    return str(span or "")


_parties = st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2).map(tuple)
_zones = st.sampled_from(ZONES)
_fields: dict[str, SearchStrategy[Any]] = {
    "title": st.sampled_from(TITLES),
    "obligor": _parties,
    "obligee": _parties,
    "category": st.sampled_from(("energy", "tariff")),
    "force": st.sampled_from(("pledge", "treaty")),
    "parent": st.sampled_from(("", "", *REFS)),
    "time_zone": st.sampled_from(("", *ZONES)),
    "nature": st.sampled_from(("act", "act", "refrain", "keep")),
    "tags": st.lists(st.sampled_from(TAGS), max_size=2).map(tuple),
    "notes": st.sampled_from(("", *TITLES)),
    "made_on": _near,
    "counts": st.sampled_from(("", "", "customs")),
    "amount_kind": st.sampled_from(("", "", "loan", "mixed")),
}
_terms = st.builds(Terms, **_fields)


# ---- events ------------------------------------------------------------------------------------

_on = _near.map(_written)
_due = _dues.map(_written)
_numbers = st.integers(1, 4)
_common_fields: SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "on": _on,
        "known_on": _on,
        "recorded_at": st.datetimes(_START, _END, timezones=strategies.zones),
        "source": st.sampled_from((None, NEWS)),
    }
)
_changes: SearchStrategy[DeadlineChange] = st.sampled_from(("set", "amendment", "extension", "waiver"))
_edits = st.sampled_from(list(_fields)).flatmap(lambda name: st.fixed_dictionaries({name: _fields[name]}))
_statuses = st.builds(lambda name, common: status(name, **common), st.sampled_from(STATUSES), _common_fields)
_deadlines = st.builds(lambda due, change, common: deadline(due, change, **common), _due, _changes, _common_fields)
# Versions that bind nobody, or came into force by a condition.
_loose_deadlines = st.one_of(
    st.builds(lambda due, common: deadline(due, "forecast", **common), _due, _common_fields),
    st.builds(lambda due, common: deadline(due, condition="the permit", **common), _due, _common_fields),
    st.builds(
        lambda due, change, party, common: deadline(due, change, reading=party, **common),
        _due,
        st.sampled_from(("set", "extension")),
        st.sampled_from(("JP", "US")),
        _common_fields,
    ),
    st.builds(lambda due, number, common: deadline(due, fulfils=number, **common), _due, _numbers, _common_fields),
)
# A delivery of USD 3bn completes an amount of USD 3bn.
_deliveries = st.builds(
    lambda figure, stage, measure, kind, common: delivery(figure, stage, measure, kind, **common),
    st.sampled_from(("USD 3bn", "USD 3bn", "USD 1bn", "up to USD 3bn", "USD -1bn", "JPY 9bn")),
    st.sampled_from(("delivered", "delivered", *STAGES)),
    st.sampled_from(("", "", "customs")),
    st.sampled_from(COUNTINGS),
    _common_fields,
)
_amounts = st.builds(
    lambda figure, party, common: amount(figure, reading=party, **common),
    st.sampled_from(("USD 9bn", "USD 3bn", "USD 3bn a year")),
    st.sampled_from(("", "", "", "JP", "US")),
    _common_fields,
)
_reviews = st.builds(
    lambda found, again, common: review(found, again=again, **common),
    st.sampled_from(("", *FINDINGS)),
    _on,
    _common_fields,
)
_statements: SearchStrategy[AnyEvent] = st.one_of(
    st.builds(
        lambda stance, channel, common: position("US", stance, channel, **common),
        st.sampled_from(STANCES),
        st.sampled_from(CHANNELS),
        _common_fields,
    ),
    st.builds(lambda common: citation("delivery", "contradicts", **(common | {"source": NEWS})), _common_fields),
)
_events: SearchStrategy[AnyEvent] = st.one_of(
    _statuses,
    _statuses,
    _deadlines,
    _deadlines,
    _loose_deadlines,
    st.builds(
        lambda due, wrong, common: deadline(due, "correction", corrects=wrong, **common), _due, _numbers, _common_fields
    ),
    st.builds(lambda due, days, common: deadline(due, grace_days=days, **common), _due, _numbers, _common_fields),
    st.builds(
        lambda due, ref, common: deadline(due, awaits=ref, words=f"9d after {ref}", **common),
        st.just("") | _due,
        st.sampled_from(REFS),
        _common_fields,
    ),
    st.builds(lambda fields, common: edit(common, **fields), _edits, _common_fields),
    st.builds(
        lambda number, common: retraction(number, **common), st.sampled_from((None, 1, 1, 2, 2, 3, 4)), _common_fields
    ),
    st.builds(lambda judgement, common: assessment(judgement, **common), st.sampled_from(JUDGEMENTS), _common_fields),
    _amounts,
    _deliveries,
    _deliveries,
    _reviews,
    _statements,
    strategies.events,
)

# ---- registers and moments ---------------------------------------------------------------------

# Most commitments are agreed, and most have a due date.
_agreed = st.builds(lambda common: status("agreed", **common), _common_fields)
_beginnings = st.one_of(
    st.tuples(), st.tuples(_deadlines), *[st.tuples(_agreed, _deadlines)] * 3, st.tuples(_agreed, _deadlines, _amounts)
)
_histories = st.builds(lambda first, then: numbered([*first, *then]), _beginnings, st.lists(_events, max_size=3))
promises: SearchStrategy[Commitment] = st.builds(
    Commitment, ref=st.sampled_from(REFS), terms=_terms, history=_histories
)


@st.composite
def milestones(draw: st.DrawFn) -> Commitment:
    """A milestone with terms of its own, or with those of its parent."""
    terms, history = draw(_terms), draw(_histories)
    if draw(st.booleans()):
        terms = replace(terms, obligor=(), obligee=(), category="", force="", tags=(), time_zone="")
    return Commitment(ref=draw(st.sampled_from(("a/m", "a/m/n", "b/m"))), terms=terms, history=history)


@st.composite
def promises_or_milestones(draw: st.DrawFn) -> Commitment:
    """A commitment or, for one in three, a milestone."""
    return draw(milestones()) if draw(st.integers(0, 2)) == 0 else draw(promises)


registers: SearchStrategy[list[Commitment]] = st.lists(
    promises_or_milestones(), unique_by=lambda promise: promise.ref, max_size=6
)
# Umbrellas with an amount, and parts under them to which most of it is delivered.
_owed = st.builds(
    lambda figure, common: amount(figure, **common),
    st.sampled_from(("USD 3bn", "USD 3bn", "up to USD 3bn", "USD 4bn", "50 %")),
    _common_fields,
)
_with_grace = st.builds(
    lambda due, days, common: deadline(due, grace_days=days, **common), _due, st.integers(0, 4), _common_fields
)
_arriving = st.builds(
    lambda figure, kind, common: delivery(figure, kind=kind, **common),
    st.sampled_from(("USD 3bn", "USD 3bn", "USD 2bn", "USD 1bn", "USD -1bn", "JPY 9bn", "50 %")),
    st.sampled_from(("flow", "flow", "flow", "so_far", "level")),
    _common_fields,
)
_moved = st.builds(
    lambda parent, common: edit(common, parent=parent), st.sampled_from(("", "a", "b", "c")), _common_fields
)
_rarely: SearchStrategy[AnyEvent] = st.one_of(
    _statuses,
    _with_grace,
    _owed,
    _moved,
    st.builds(lambda number, common: retraction(number, **common), st.sampled_from((None, 2, 3, 4, 5)), _common_fields),
    st.builds(
        lambda figure, wrong, common: amount(figure, "correction", corrects=wrong, **common),
        st.sampled_from(("USD 1bn", "USD 3bn")),
        st.integers(2, 4),
        _common_fields,
    ),
    st.builds(lambda zone, common: edit(common, time_zone=zone), st.just("") | _zones, _common_fields),
    _events,
)
_rule = read_recurrence("year, from 2025 until 2027, USD 3bn each")


def _in_tree(
    *refs: str, parents: tuple[str, ...], history: Iterable[SearchStrategy[Any]]
) -> SearchStrategy[Commitment]:
    terms = st.builds(
        Terms,
        title=st.just("Gas"),
        obligor=st.sampled_from((*[("JP",)] * 5, ("JP", "US"))),
        obligee=st.just(("US",)),
        nature=st.sampled_from((*["act"] * 11, "keep")),
        time_zone=st.one_of(*[st.just("")] * 5, _zones),
        parent=st.sampled_from(parents),
        amount_kind=st.sampled_from(("", "", "", "loan")),
        every=st.sampled_from((*[None] * 11, _rule)),
    )
    histories = st.builds(lambda *some: numbered([event for one in some for event in one]), *history)
    return st.builds(Commitment, ref=st.sampled_from(refs), terms=terms, history=histories)


_umbrella = _in_tree(
    "a",
    parents=("", "", "", "b"),
    history=(st.tuples(_agreed, _with_grace, _owed), st.lists(_rarely, max_size=1), st.lists(_arriving, max_size=1)),
)
_part = _in_tree(
    *("b", "c", "d", "a/m", "b/m", "a/2026"),
    parents=("a", "a", "a", "b", "c", ""),
    history=(
        st.tuples(_agreed) | st.tuples(_agreed, _with_grace, _owed),
        st.lists(_arriving, max_size=2),
        st.lists(_rarely, max_size=1),
    ),
)
trees: SearchStrategy[list[Commitment]] = st.builds(
    lambda umbrella, parts: [umbrella, *parts],
    _umbrella,
    st.lists(_part, unique_by=lambda promise: promise.ref, min_size=1, max_size=4),
)
# Simple commitments, which index rows mostly describe in full: few events, mostly in the zone of the register.
_plain = st.builds(Terms, **(_fields | {"time_zone": st.one_of(*[st.just("")] * 4, _zones)}))
_later_events = st.one_of(
    *[_statuses] * 3,
    _deadlines,
    st.builds(lambda fields, common: edit(common, **fields), _edits, _common_fields),
    st.builds(lambda number, common: retraction(number, **common), st.integers(1, 3), _common_fields),
    st.builds(lambda judgement, common: assessment(judgement, **common), st.sampled_from(JUDGEMENTS), _common_fields),
    _reviews,
    _statements,
)
_plain_histories = st.builds(
    lambda first, then: numbered([*first, *then]),
    st.one_of(st.tuples(_agreed), *[st.tuples(_agreed, _deadlines)] * 3),
    st.just([]) | st.lists(_later_events, max_size=2),
)
plain_registers: SearchStrategy[list[Commitment]] = st.lists(
    st.builds(Commitment, ref=st.sampled_from(MANY), terms=_plain, history=_plain_histories),
    unique_by=lambda promise: promise.ref,
    min_size=5,
    max_size=9,
)
instants: SearchStrategy[datetime] = st.datetimes(_START, _END, timezones=strategies.zones)
whens: SearchStrategy[When] = st.dates(FIRST, LAST) | instants
moments: SearchStrategy[Moment] = st.builds(Moment, whens, st.none() | st.none() | whens)

# ---- times and users of changes --------------------------------------------------------------

USERS = ("mika", "rei")
SORTED = ("B", "a", "b", "é", "ﬀ", "𝒳")  # sorted by code point, which differs from many database collations


def _recorded(event: AnyEvent, minutes: int, user: str) -> AnyEvent:
    return replace(event, recorded_at=RECORDED + timedelta(minutes=minutes), recorded_by=user)


_undoings = st.builds(lambda number: replace(retraction(number), undo=True), st.sampled_from((None, 1, 1, 2, 2, 3)))
_changes_made: SearchStrategy[AnyEvent] = st.builds(assessment, st.sampled_from(JUDGEMENTS))
_recordings: SearchStrategy[AnyEvent] = st.builds(
    _recorded, _changes_made | _undoings | st.builds(retraction, _numbers), st.integers(0, 9), st.sampled_from(USERS)
)
# Changes of one or several commitments by few users; many changes are undone.
recorded: SearchStrategy[list[Commitment]] = st.lists(
    st.builds(
        Commitment, ref=st.sampled_from(SORTED), terms=_terms, history=st.lists(_recordings, max_size=5).map(numbered)
    ),
    unique_by=lambda promise: promise.ref,
    max_size=6,
)
