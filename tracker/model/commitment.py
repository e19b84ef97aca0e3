"""A commitment: its terms and its append-only history of events, as frozen values. No file, no clock, no console."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, get_args

from msgspec import Meta, Struct
from msgspec.structs import replace

from tracker.errors import BadChoice
from tracker.model.amounts import Amount
from tracker.model.dates import DateSpan
from tracker.model.status import Status

Category = Literal["investment", "defence", "trade", "energy", "tariff", "diplomacy", "technology", "other"]
Force = Literal["announced", "pledge", "commitment", "treaty"]
Nature = Literal["act", "refrain"]
DeadlineChange = Literal["set", "amendment", "extension", "waiver", "correction"]
AmountChange = Literal["set", "revision", "correction"]
Stage = Literal["selected", "contracted", "disbursed", "delivered"]
Judgement = Literal["on_track", "at_risk", "off_track", "stalled", "unclear"]
Stance = Literal["accepts", "satisfied", "dissatisfied", "disputes", "denies"]
Channel = Literal["public", "private"]
Side = Literal["supports", "contradicts"]
Counting = Literal["flow", "level", "so_far"]
Found = Literal["", "nothing", "news"]
SourceKind = Literal["treaty", "official", "data", "audit", "media", "analysis"]
SourceParty = Literal["", "obligor", "obligee", "third"]

CATEGORIES: tuple[str, ...] = get_args(Category)
FORCES: tuple[str, ...] = get_args(Force)
NATURES: tuple[str, ...] = get_args(Nature)
DEADLINE_CHANGES: tuple[str, ...] = get_args(DeadlineChange)
AMOUNT_CHANGES: tuple[str, ...] = get_args(AmountChange)
STAGES: tuple[str, ...] = get_args(Stage)
JUDGEMENTS: tuple[str, ...] = get_args(Judgement)
STANCES: tuple[str, ...] = get_args(Stance)
CHANNELS: tuple[str, ...] = get_args(Channel)
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)
COUNTINGS: tuple[str, ...] = get_args(Counting)
FINDINGS: tuple[str, ...] = get_args(Found)[1:]
SOURCE_PARTIES: tuple[str, ...] = get_args(SourceParty)[1:]


def one_of(what: str, text: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 - a literal of that vocabulary
    """The text itself if it is one of the choices; a dash counts as an underscore.

    >>> one_of("judgement", "On-track", JUDGEMENTS)
    'on_track'
    """
    chosen = text.strip().lower().replace("-", "_")
    if chosen not in choices:
        raise BadChoice(what, text, choices)
    return chosen


class Target(Struct, frozen=True, omit_defaults=True):
    """One dated partial target of a schedule: a yearly quota, a milestone payment."""

    due: DateSpan
    amount: Amount | None = None
    words: str = ""


class Terms(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was promised: everything about it that is not a deadline, an amount or a later event."""

    title: str
    obligor: tuple[str, ...]
    obligee: tuple[str, ...]
    titles: dict[str, str] = {}
    category: Category = "other"
    force: Force = "pledge"
    instrument: str = ""
    made_on: DateSpan | None = None
    parent: str = ""
    in_return_for: tuple[str, ...] = ()
    time_zone: str = ""
    nature: Nature = "act"
    schedule: tuple[Target, ...] = ()
    baseline: Amount | None = None
    counts: str = ""
    conditions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""


class Source(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Where a fact comes from; `relays` names the report that this one repeats."""

    url: str = ""
    title: str = ""
    publisher: str = ""
    kind: SourceKind = "media"
    party: SourceParty = ""
    language: str = ""
    published: DateSpan | None = None
    retrieved: DateSpan | None = None
    quote: str = ""
    relays: str = ""


class Event(Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="event"):
    """One fact of the history; `id` is its number within the commitment, in the order of recording.

    `on`: when it took effect, None if that is unknown. `known_on`: when it became known, None if that is unknown.
    """

    id: int
    recorded_at: Annotated[datetime, Meta(tz=True)]
    recorded_by: str
    on: DateSpan | None = None
    known_on: DateSpan | None = None
    source: Source | None = None
    note: str = ""


class StatusEvent(Event, tag="status", frozen=True, omit_defaults=True, kw_only=True):
    """The status became this; `successor` is the ref that supersedes, `reopens` lifts a closing status."""

    status: Status
    successor: str = ""
    reopens: bool = False


class DeadlineEvent(Event, tag="deadline", frozen=True, omit_defaults=True, kw_only=True):
    """A version of the deadline: a date, a trigger that is awaited, or words without a date.

    A waiver leaves the date as it was. A correction names in `corrects` the event whose date was wrong.
    """

    change: DeadlineChange
    due: DateSpan | None = None
    words: str = ""
    awaits: str = ""
    not_before: DateSpan | None = None
    grace_days: int | None = None
    corrects: int | None = None


class AmountEvent(Event, tag="amount", frozen=True, omit_defaults=True, kw_only=True):
    """A version of the amount; a correction names in `corrects` the event whose figure was wrong."""

    change: AmountChange
    amount: Amount
    corrects: int | None = None


class DeliveryEvent(Event, tag="delivery", frozen=True, omit_defaults=True, kw_only=True):
    """Something moved to a stage.

    `measure`: how it was counted; the deliveries of one measure are a series of their own. `kind`: a `flow` adds up,
    and a reversal of one is negative; `so_far` is the running total until then; a `level` replaces the last one.
    """

    amount: Amount
    stage: Stage = "delivered"
    measure: str = ""
    kind: Counting = "flow"


class AssessmentEvent(Event, tag="assessment", frozen=True, omit_defaults=True, kw_only=True):
    """An analyst's judgement of how it goes."""

    assessment: Judgement


class PositionEvent(Event, tag="position", frozen=True, omit_defaults=True, kw_only=True):
    """What a party says of the commitment; who reported it is the event's source."""

    party: str
    position: Stance
    channel: Channel = "public"


class CitationEvent(Event, tag="citation", frozen=True, omit_defaults=True, kw_only=True):
    """A source for or against a field; `value` is what this source says the field is."""

    field: str = ""
    side: Side = "supports"
    value: str = ""


class ReviewEvent(Event, tag="review", frozen=True, omit_defaults=True, kw_only=True):
    """Somebody of the desk looked; an empty `found` only plans the next look.

    `where`: the places that were searched. `next`: the day to look again. `who`: who is to look then.
    """

    found: Found = ""
    where: str = ""
    next: DateSpan | None = None
    who: str = ""


class TermsEvent(Event, tag="terms", frozen=True, omit_defaults=True, kw_only=True):
    """The fields named in `changed` took the values that they have in `terms`."""

    changed: tuple[str, ...]
    terms: Terms


class RetractionEvent(Event, tag="retraction", frozen=True, omit_defaults=True, kw_only=True):
    """Takes back the event with that number, or the whole commitment if there is none.

    `undo` marks what undoing wrote: it is never itself undone.
    """

    retracts: int | None = None
    undo: bool = False


AnyEvent: TypeAlias = (
    StatusEvent
    | DeadlineEvent
    | AmountEvent
    | DeliveryEvent
    | AssessmentEvent
    | PositionEvent
    | CitationEvent
    | ReviewEvent
    | TermsEvent
    | RetractionEvent
)


class Commitment(Struct, frozen=True, kw_only=True):
    """A promise: the ref that names it, its terms as first recorded, and every event since."""

    ref: str
    terms: Terms
    history: tuple[AnyEvent, ...] = ()

    def with_events(self, *events: AnyEvent) -> "Commitment":
        """The commitment with events added at the end of its history; nothing is ever taken out of it."""
        return replace(self, history=self.history + events)

    @property
    def next_id(self) -> int:
        """The number that the next event of this commitment takes."""
        return max((event.id for event in self.history), default=0) + 1


def searched(ref: str, terms: Terms) -> list[str]:
    """The texts that `text:` looks into."""
    return [ref, terms.title, *terms.titles.values(), terms.instrument, *terms.tags, terms.notes]
