"""A commitment: its terms and its append-only history of events, as frozen values."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args
from unicodedata import normalize

from msgspec import Meta, Struct
from msgspec.structs import force_setattr, replace

from tracker.errors import BadChoice, MissingValue, quoted
from tracker.model.amounts import Amount
from tracker.model.dates import DateSpan
from tracker.model.iso import casefolded
from tracker.model.recurrence import Recurrence
from tracker.model.refs import MILESTONE, parent_of
from tracker.model.status import Nature, Status
from tracker.model.text_limits import ACTIVE

Force = Literal["announced", "pledge", "commitment", "treaty"]
AmountKind = Literal["", "grant", "loan", "guarantee", "deposit", "purchase", "investment", "budget", "mixed"]
DeadlineChange = Literal["set", "amendment", "extension", "waiver", "correction", "forecast"]
AmountChange = Literal["set", "revision", "correction"]
Stage = Literal["selected", "contracted", "disbursed", "delivered"]
Judgement = Literal["on_track", "at_risk", "off_track", "stalled", "unclear"]
Stance = Literal["accepts", "satisfied", "dissatisfied", "disputes", "denies"]
Channel = Literal["public", "private"]
Side = Literal["supports", "contradicts", "mentions"]
Counting = Literal["flow", "level", "so_far"]
Found = Literal["", "nothing", "news"]
SourceKind = Literal["treaty", "official", "data", "audit", "media", "analysis"]
SourceParty = Literal["", "obligor", "obligee", "third"]

_LONGEST_NAME: Final = 60  # characters of the name of a person
_PERSON: Final = rf"[^{ACTIVE},()]{{1,{_LONGEST_NAME}}}"

# The categories of every register; a register may add its own.
CATEGORIES: tuple[str, ...] = (
    *("investment", "defence", "trade", "energy", "tariff", "diplomacy", "technology", "other"),
)
MAX_CATEGORY: Final = 40  # characters of the code of a category
NO_CATEGORY: Final = "other"
CATEGORY_CODE: Final = f"[a-z][a-z0-9_]{{1,{MAX_CATEGORY - 1}}}"
FORCES: tuple[str, ...] = get_args(Force)
AMOUNT_KINDS: tuple[str, ...] = get_args(AmountKind)[1:]
MIXED: Final = "mixed"  # the kind of an amount of which no share is computed
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


def one_of(what: str, text: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 - a Literal of these choices
    """The choice that a text names, in any case and with dashes for underscores; BadChoice for any other text.

    >>> one_of("judgement", "On-track", JUDGEMENTS)
    'on_track'
    """
    chosen = text.strip().lower().replace("-", "_")
    if chosen not in choices:
        raise BadChoice(what, text, choices)
    return chosen


def analyst_named(text: str) -> str:
    """The name of an analyst without needless spaces; empty for the desk.

    >>> analyst_named(" Mika  Mori"), analyst_named("The desk")
    ('Mika Mori', '')
    """
    name = " ".join(text.split())
    return "" if casefolded(name) in {"desk", "the desk"} else name


def require_analyst(text: str) -> str:
    """The name of an analyst, as a person may give it; empty for the desk."""
    return analyst_named(require_person(text))


def require_person(text: str) -> str:
    """The name of a person without needless spaces; refuse an empty one, and one that could not be read in a list."""
    name = text.strip()
    if not re.fullmatch(_PERSON, name):
        why = f"at most {_LONGEST_NAME} characters, without commas, parentheses and line breaks"
        raise MissingValue(f"{quoted(' '.join(text.split()))} is not the name of a person", f"write {why}")
    return " ".join(name.split())


class Terms(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The terms of a promise, except its deadline and its amount, which are events.

    `each`: every obligor owes the amount; otherwise all of them owe it together. `increment`: the amount is the
    increase above the baseline; otherwise it is the level to reach.

    In the recorded terms of a milestone an empty obligor, obligee, category, force or other inherited term is that of
    its parent, and `parent` is empty, because the ref names it.
    """

    title: str
    obligor: tuple[str, ...]
    obligee: tuple[str, ...]
    titles: dict[str, str] = {}
    category: str = NO_CATEGORY
    force: Force | Literal[""] = "pledge"
    instrument: str = ""
    made_on: DateSpan | None = None
    parent: str = ""
    in_return_for: tuple[str, ...] = ()
    time_zone: str = ""
    nature: Nature = "act"
    baseline: Amount | None = None
    counts: str = ""
    conditions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""
    amount_kind: AmountKind = ""
    each: bool = False
    increment: bool = False
    every: Recurrence | None = None

    def __post_init__(self) -> None:
        """Use one object for the default category, because a default is left out of documents by identity."""
        if self.category == NO_CATEGORY:
            force_setattr(self, "category", NO_CATEGORY)


class Source(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The source of a fact.

    `quote`: its own words, in its language. `summary`: what it says in the words of the desk. `relays`: the report that
    it repeats. `archived`: the address of a copy in an archive, or `sha256:` and the name of a saved copy.
    """

    url: str = ""
    title: str = ""
    publisher: str = ""
    kind: SourceKind = "media"
    party: SourceParty = ""
    language: str = ""
    published: DateSpan | None = None
    retrieved: DateSpan | None = None
    quote: str = ""
    summary: str = ""
    relays: str = ""
    archived: str = ""


class Event(Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="event"):
    """One fact of the history; `id` is its number within the commitment, in the order of recording.

    `on`: when it took effect, None if unknown. `known_on`: when it became known, None if unknown. `of`, which some
    kinds have: the one obligor that it is about; empty if it is about all of them.
    """

    id: int
    recorded_at: Annotated[datetime, Meta(tz=True)]
    recorded_by: str
    on: DateSpan | None = None
    known_on: DateSpan | None = None
    source: Source | None = None
    note: str = ""


class StatusEvent(Event, tag="status", frozen=True, omit_defaults=True, kw_only=True):
    """A new status; `successor` is the ref of the commitment that supersedes, `reopens` reopens a closed one."""

    status: Status
    successor: str = ""
    reopens: bool = False
    of: str = ""


class DeadlineEvent(Event, tag="deadline", frozen=True, omit_defaults=True, kw_only=True):
    """A version of the deadline: a date, a trigger to wait for (`awaits`), or words without a date.

    A waiver does not change the date. A correction names in `corrects` the event with the wrong date. A forecast is
    never binding. `reading`: the party that understands the deadline so; empty for the common version. `condition`: the
    version is not in force until this is met; the version that then comes into force names it in `fulfils`.
    """

    change: DeadlineChange
    due: DateSpan | None = None
    words: str = ""
    awaits: str = ""
    not_before: DateSpan | None = None
    grace_days: int | None = None
    corrects: int | None = None
    reading: str = ""
    condition: str = ""
    fulfils: int | None = None
    of: str = ""


class AmountEvent(Event, tag="amount", frozen=True, omit_defaults=True, kw_only=True):
    """A version of the amount; a correction names in `corrects` the event with the wrong figure.

    `reading`: the party that understands the amount so; empty for the common version. `first_period`: of a recurring
    duty, the first period from which on each has the amount; None if it is the amount of the whole.
    """

    change: AmountChange
    amount: Amount
    corrects: int | None = None
    reading: str = ""
    first_period: DateSpan | None = None


class DeliveryEvent(Event, tag="delivery", frozen=True, omit_defaults=True, kw_only=True):
    """An amount that reached a stage.

    `measure`: how it was counted; each measure has its own series. `kind`: a `flow` adds up, and its reversal is
    negative; `so_far` is a running total; a `level` replaces the previous level.
    """

    amount: Amount
    stage: Stage = "delivered"
    measure: str = ""
    kind: Counting = "flow"
    of: str = ""


class AssessmentEvent(Event, tag="assessment", frozen=True, omit_defaults=True, kw_only=True):
    """An analyst's judgement of the progress; an empty `analyst` is the desk."""

    assessment: Judgement
    of: str = ""
    analyst: str = ""


class PositionEvent(Event, tag="position", frozen=True, omit_defaults=True, kw_only=True):
    """The position of a party on the commitment; the source of the event is who reported it."""

    party: str
    position: Stance
    channel: Channel = "public"


class CitationEvent(Event, tag="citation", frozen=True, omit_defaults=True, kw_only=True):
    """A source for or against a field; `value` is the value of the field according to the source.

    A source that only `mentions` the promise is neither, and gives no value.
    `settles`: the id of the citation whose contradiction it ends; its note says why, and it needs no source.
    """

    field: str = ""
    side: Side = "supports"
    value: str = ""
    settles: int | None = None


class ReviewEvent(Event, tag="review", frozen=True, omit_defaults=True, kw_only=True):
    """A review by the desk; with an empty `found`, only the plan for the next review.

    `where`: the places that were searched. `next`: the day of the next review. `who`: the next reviewer.
    """

    found: Found = ""
    where: str = ""
    next: DateSpan | None = None
    who: str = ""


class TermsEvent(Event, tag="terms", frozen=True, omit_defaults=True, kw_only=True):
    """Edited terms; `changed` names the fields that changed.

    A renaming changes `ref`: it is the new ref, and `former_ref` the one before.
    """

    changed: tuple[str, ...]
    terms: Terms
    ref: str = ""
    former_ref: str = ""


class RetractionEvent(Event, tag="retraction", frozen=True, omit_defaults=True, kw_only=True):
    """Retracts the event with the id `retracts`, or the whole commitment if it is None.

    `undo`: `undo` wrote the retraction, so it is never undone itself.
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

# The events that may name one obligor.
OfObligor: TypeAlias = StatusEvent | DeadlineEvent | DeliveryEvent | AssessmentEvent
OF_OBLIGOR: Final = get_args(OfObligor)


class Commitment(Struct, frozen=True, kw_only=True):
    """A promise: its ref, its terms as first recorded, and every event since."""

    ref: str
    terms: Terms
    history: tuple[AnyEvent, ...] = ()

    def with_events(self, *events: AnyEvent) -> "Commitment":
        """The commitment with events appended to its history."""
        return replace(self, history=self.history + events)

    @property
    def next_id(self) -> int:
        """The id of the next event."""
        return max((event.id for event in self.history), default=0) + 1


def obligor_of(event: Event) -> str:
    """The one obligor that an event is about; empty if it is about all of them."""
    return event.of if isinstance(event, OF_OBLIGOR) else ""


# The terms that a milestone takes from its parent unless it has its own.
INHERITED: Final = (
    "obligor",
    "obligee",
    "category",
    "force",
    "time_zone",
    "instrument",
    "tags",
    "made_on",
    "amount_kind",
)


def inherited(terms: Terms, parent: Terms, ref: str) -> Terms:
    """The terms of a milestone, completed by those of its parent, whose ref is given."""
    missing = {name: getattr(parent, name) for name in INHERITED if not getattr(terms, name)}
    return replace(terms, parent=ref, **missing)


def new_terms(ref: str, given: Mapping[str, Any]) -> Terms:
    """The terms of a new commitment; what is not given of a milestone is that of its parent, and its title its name.

    >>> new_terms("a-loan/first-half", {}).title, new_terms("a-loan/2026-06", {"obligor": ("JP",)}).title
    ('First half', '2026-06')
    """
    if not (parent := parent_of(ref)):
        return Terms(**given)
    name = ref.removeprefix(f"{parent}{MILESTONE}")
    title = name if name[0].isdigit() else name.replace("-", " ").capitalize()
    own = {"title": title, "obligor": (), "obligee": (), "category": "", "force": ""}
    return Terms(**own | dict(given))


def terms_of(commitment: Commitment) -> Iterator[Terms]:
    """Every version of the terms that was recorded."""
    yield commitment.terms
    yield from (event.terms for event in commitment.history if isinstance(event, TermsEvent))


def searched(ref: str, terms: Terms) -> list[str]:
    """The texts that the query word `text:` searches."""
    return [ref, terms.title, *terms.titles.values(), terms.instrument, *terms.tags, terms.notes]


def identity(terms: Terms) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The parties and the title without differences of width and case: equal for likely duplicates.

    >>> identity(Terms(title="Buy  ＬＮＧ", obligor=("JP",), obligee=("US",)))
    (('JP',), ('US',), 'buy lng')
    """
    title = " ".join(normalize("NFKC", terms.title).casefold().split())
    return tuple(sorted(terms.obligor)), tuple(sorted(terms.obligee)), title
