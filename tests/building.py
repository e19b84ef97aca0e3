"""Builders that say only what a test is about; everything else of a commitment and its events is filled in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypedDict, Unpack

from msgspec.structs import replace

from tracker.model.amounts import read_amount
from tracker.model.commitment import (
    AmountChange,
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    Channel,
    CitationEvent,
    Commitment,
    Counting,
    DeadlineChange,
    DeadlineEvent,
    DeliveryEvent,
    Found,
    Judgement,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    Side,
    Source,
    Stage,
    Stance,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan, Moment, When, span
from tracker.model.register import Rates, Register
from tracker.model.status import Status
from tracker.state.conversion import TargetUnit
from tracker.state.deadlines import Basis
from tracker.state.fold import State, fold
from tracker.state.portfolio import EMPTY, Portfolio

START: Final = "2025-01-01"
TODAY: Final = "2026-06-30"
RECORDED: Final = datetime(2026, 12, 1, tzinfo=UTC)
NEWS: Final = Source(url="https://news.example/1", publisher="News")


class Circumstances(TypedDict, total=False):
    """What every event may say of itself; an empty date is an unknown one."""

    id: int
    on: str
    known_on: str
    recorded_at: datetime
    source: Source | None
    note: str


def status(status: Status, *, successor: str = "", reopens: bool = False, **told: Unpack[Circumstances]) -> StatusEvent:
    """A status, from the start unless told otherwise."""
    return StatusEvent(**_told(told), status=status, successor=successor, reopens=reopens)


def deadline(  # noqa: PLR0913 - one field each
    due: str = "",
    change: DeadlineChange = "set",
    *,
    words: str = "",
    awaits: str = "",
    not_before: str = "",
    grace_days: int | None = None,
    corrects: int | None = None,
    **told: Unpack[Circumstances],
) -> DeadlineEvent:
    """A version of the deadline; without a date it is undated."""
    return DeadlineEvent(
        **_told(told),
        change=change,
        due=_span(due),
        words=words,
        awaits=awaits,
        not_before=_span(not_before),
        grace_days=grace_days,
        corrects=corrects,
    )


def amount(
    figure: str, change: AmountChange = "set", *, corrects: int | None = None, **told: Unpack[Circumstances]
) -> AmountEvent:
    """A version of the amount."""
    return AmountEvent(**_told(told), change=change, amount=read_amount(figure), corrects=corrects)


def delivery(
    figure: str, stage: Stage = "delivered", measure: str = "", kind: Counting = "flow", **told: Unpack[Circumstances]
) -> DeliveryEvent:
    """A delivery, at the last stage and adding up unless told otherwise."""
    return DeliveryEvent(**_told(told), amount=read_amount(figure), stage=stage, measure=measure, kind=kind)


def assessment(judgement: Judgement, **told: Unpack[Circumstances]) -> AssessmentEvent:
    """A judgement."""
    return AssessmentEvent(**_told(told), assessment=judgement)


def position(party: str, stance: Stance, channel: Channel = "public", **told: Unpack[Circumstances]) -> PositionEvent:
    """What a party says, in public unless told otherwise."""
    return PositionEvent(**_told(told), party=party, position=stance, channel=channel)


def citation(field: str, side: Side = "supports", value: str = "", **told: Unpack[Circumstances]) -> CitationEvent:
    """A source for a field, or against it."""
    return CitationEvent(**_told({"source": NEWS, **told}), field=field, side=side, value=value)


def review(
    found: Found = "nothing", where: str = "", again: str = "", who: str = "", **told: Unpack[Circumstances]
) -> ReviewEvent:
    """A look of the desk, which found nothing unless told otherwise."""
    return ReviewEvent(**_told(told), found=found, where=where, next=_span(again), who=who)


def edit(told: Circumstances | None = None, **fields: Any) -> TermsEvent:  # noqa: ANN401 - the fields of any terms
    """An edit of the terms."""
    terms = Terms(**({"title": "", "obligor": (), "obligee": ()} | fields))
    return TermsEvent(**_told(told or {}), changed=tuple(fields), terms=terms)


def retraction(retracts: int | None = None, **told: Unpack[Circumstances]) -> RetractionEvent:
    """A retraction of the event with that number, or of the whole commitment."""
    return RetractionEvent(**_told(told), retracts=retracts)


def commitment(  # noqa: PLR0913 - one fact each
    ref: str = "jp-us-promise",
    *,
    due: str = "",
    status: Status | None = "agreed",
    met_on: str = START,
    amount: str = "",
    events: Iterable[AnyEvent] = (),
    **terms: Any,  # noqa: ANN401 - the fields of any terms
) -> Commitment:
    """A promise of Japan to the United States; its `events` are numbered from 1, before what the other words record."""
    history = list(events)
    if status:
        history.append(StatusEvent(**_told({"on": met_on}), status=status))
    if due:
        history.append(deadline(due))
    if amount:
        history.append(AmountEvent(**_told({}), change="set", amount=read_amount(amount)))
    promised = Terms(**({"title": f"Promise {ref}", "obligor": ("JP",), "obligee": ("US",)} | terms))
    return Commitment(ref=ref, terms=promised, history=numbered(history))


def numbered(history: Iterable[AnyEvent]) -> tuple[AnyEvent, ...]:
    """Events with their numbers, in the order in which they are given."""
    return tuple(replace(event, id=number) for number, event in enumerate(history, 1))


def when(text: str) -> When:
    """A day, or an instant with its offset."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def moment(as_of: str = TODAY, known_at: str = "") -> Moment:
    """A moment, at which everything is known unless told otherwise."""
    return Moment(when(as_of), when(known_at) if known_at else None)


def state(promise: Commitment, as_of: str = TODAY, known_at: str = "", zone: str = "UTC") -> State:
    """The state of a commitment of which something is known."""
    found = fold(promise, moment(as_of, known_at), zone)
    assert found is not None
    return found


def portfolio(  # noqa: PLR0913 - one choice each
    *promises: Commitment,
    as_of: str = TODAY,
    known_at: str = "",
    basis: Basis = "current",
    register: Register = EMPTY,
    language: str = "",
    money: TargetUnit | None = None,
) -> Portfolio:
    """The commitments at a moment, in a register that holds nothing else unless told otherwise."""
    return Portfolio(promises, moment(as_of, known_at), register, basis=basis, language=language, target=money)


def rates(base: str, on: str, source: Source | None = NEWS, /, **quotes: str | None) -> Rates:
    """What a base cost on a day, by currency; None takes back."""
    prices = {currency: Decimal(price) if price else None for currency, price in quotes.items()}
    return Rates(
        id=f"{base} {on}",
        base=base,
        on=span(on),
        quotes=prices,
        recorded_at=RECORDED,
        recorded_by="analyst",
        source=source,
    )


def _told(told: Circumstances) -> dict[str, Any]:
    return {
        "id": told.get("id", 0),
        "recorded_at": told.get("recorded_at", RECORDED),
        "recorded_by": "analyst",
        "on": _span(told.get("on", START)),
        "known_on": _span(told.get("known_on", "")),
        "source": told.get("source"),
        "note": told.get("note", ""),
    }


def _span(text: str) -> DateSpan | None:
    return span(text) if text else None
