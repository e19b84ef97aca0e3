"""Builders of commitments, events and portfolios, with defaults for everything that a test does not name."""

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
    """The optional fields of every event; an empty date is unknown. Some kinds take `of`, the one obligor."""

    id: int
    on: str
    known_on: str
    recorded_at: datetime
    source: Source | None
    note: str
    of: str


def status(status: Status, *, successor: str = "", reopens: bool = False, **more: Unpack[Circumstances]) -> StatusEvent:
    """A status event; by default on the start day."""
    return StatusEvent(**_common_fields(more), status=status, successor=successor, reopens=reopens)


def deadline(  # noqa: PLR0913 - one field each
    due: str = "",
    change: DeadlineChange = "set",
    *,
    words: str = "",
    awaits: str = "",
    not_before: str = "",
    grace_days: int | None = None,
    corrects: int | None = None,
    reading: str = "",
    condition: str = "",
    fulfils: int | None = None,
    **more: Unpack[Circumstances],
) -> DeadlineEvent:
    """A deadline event; undated without a due date."""
    return DeadlineEvent(
        **_common_fields(more),
        change=change,
        due=_span(due),
        words=words,
        awaits=awaits,
        not_before=_span(not_before),
        grace_days=grace_days,
        corrects=corrects,
        reading=reading,
        condition=condition,
        fulfils=fulfils,
    )


def amount(
    figure: str,
    change: AmountChange = "set",
    *,
    corrects: int | None = None,
    reading: str = "",
    **more: Unpack[Circumstances],
) -> AmountEvent:
    """An amount event."""
    figures = read_amount(figure)
    return AmountEvent(**_common_fields(more), change=change, amount=figures, corrects=corrects, reading=reading)


def delivery(
    figure: str, stage: Stage = "delivered", measure: str = "", kind: Counting = "flow", **more: Unpack[Circumstances]
) -> DeliveryEvent:
    """A delivery event; by default a flow at the last stage."""
    return DeliveryEvent(**_common_fields(more), amount=read_amount(figure), stage=stage, measure=measure, kind=kind)


def judged(judgement: Judgement, analyst: str = "", on: str = "2026-02-01", of: str = "") -> AssessmentEvent:
    """An assessment by an analyst, recorded on its day; without a name, by the desk."""
    facts = _common_fields({"on": on, "of": of, "recorded_at": datetime.fromisoformat(f"{on}T12:00Z")})
    return AssessmentEvent(**facts, assessment=judgement, analyst=analyst)


def assessment(judgement: Judgement, **more: Unpack[Circumstances]) -> AssessmentEvent:
    """An assessment event."""
    return AssessmentEvent(**_common_fields(more), assessment=judgement)


def position(party: str, stance: Stance, channel: Channel = "public", **more: Unpack[Circumstances]) -> PositionEvent:
    """The position of a party; by default public."""
    return PositionEvent(**_common_fields(more), party=party, position=stance, channel=channel)


def citation(field: str, side: Side = "supports", value: str = "", **more: Unpack[Circumstances]) -> CitationEvent:
    """A source that supports or contradicts a field."""
    return CitationEvent(**_common_fields({"source": NEWS, **more}), field=field, side=side, value=value)


def review(
    found: Found = "nothing", where: str = "", again: str = "", who: str = "", **more: Unpack[Circumstances]
) -> ReviewEvent:
    """A review event; by default it found nothing."""
    return ReviewEvent(**_common_fields(more), found=found, where=where, next=_span(again), who=who)


def edit(more: Circumstances | None = None, **fields: Any) -> TermsEvent:  # noqa: ANN401 - the fields of any terms
    """An event that edits the terms."""
    terms = Terms(**({"title": "", "obligor": (), "obligee": ()} | fields))
    return TermsEvent(**_common_fields(more or {}), changed=tuple(fields), terms=terms)


def retraction(retracts: int | None = None, **more: Unpack[Circumstances]) -> RetractionEvent:
    """A retraction of the event with this number; without a number, of the whole commitment."""
    return RetractionEvent(**_common_fields(more), retracts=retracts)


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
    """A commitment of Japan to the United States; `events` come first, then the events of the other parameters."""
    history = list(events)
    if status:
        history.append(StatusEvent(**_common_fields({"on": met_on}), status=status))
    if due:
        history.append(deadline(due))
    if amount:
        history.append(AmountEvent(**_common_fields({}), change="set", amount=read_amount(amount)))
    parsed_terms = Terms(**({"title": f"Promise {ref}", "obligor": ("JP",), "obligee": ("US",)} | terms))
    return Commitment(ref=ref, terms=parsed_terms, history=numbered(history))


def milestone(ref: str, **facts: Any) -> Commitment:  # noqa: ANN401 - the facts and terms of any commitment
    """A milestone whose parties, category and force are those of its parent; the facts as for `commitment`."""
    return commitment(ref, **{"obligor": (), "obligee": (), "category": "", "force": ""} | facts)


def numbered(history: Iterable[AnyEvent]) -> tuple[AnyEvent, ...]:
    """Number events from 1, in the given order."""
    return tuple(replace(event, id=number) for number, event in enumerate(history, 1))


def when(text: str) -> When:
    """Parse a day, or an instant with its offset."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def moment(as_of: str = TODAY, known_at: str = "") -> Moment:
    """A moment; by default everything is known."""
    return Moment(when(as_of), when(known_at) if known_at else None)


def state(promise: Commitment, as_of: str = TODAY, known_at: str = "", zone: str = "UTC") -> State:
    """The state of a commitment that is known at the moment."""
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
    """A portfolio of commitments at a moment; by default in an empty register."""
    return Portfolio(promises, moment(as_of, known_at), register, basis=basis, language=language, target=money)


def rates(base: str, on: str, source: Source | None = NEWS, /, **quotes: str | None) -> Rates:
    """The rates of a base currency on a day; None retracts a rate."""
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


def _common_fields(more: Circumstances) -> dict[str, Any]:
    return {
        "id": more.get("id", 0),
        "recorded_at": more.get("recorded_at", RECORDED),
        "recorded_by": "analyst",
        "on": _span(more.get("on", START)),
        "known_on": _span(more.get("known_on", "")),
        "source": more.get("source"),
        "note": more.get("note", ""),
        **({"of": more["of"]} if "of" in more else {}),
    }


def _span(text: str) -> DateSpan | None:
    return span(text) if text else None
