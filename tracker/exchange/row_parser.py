"""A row -> what it says of a commitment, or every problem with it; each field is read as the commands read it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadUsage, MissingValue, NotImportable, NotPossible, TrackerError
from tracker.exchange.columns import language_of, written_span
from tracker.exchange.json_text import read_json
from tracker.exchange.plan import Problem
from tracker.exchange.rows import Row
from tracker.model.amounts import Amount, Qualifier, read_amount
from tracker.model.codec import BadDocument, decode
from tracker.model.commitment import (
    CATEGORIES,
    FORCES,
    JUDGEMENTS,
    NATURES,
    SOURCE_KINDS,
    SOURCE_PARTIES,
    DeadlineChange,
    Judgement,
    Source,
    Terms,
    one_of,
)
from tracker.model.dates import DateSpan, day, local_day, time_zone
from tracker.model.due_dates import LONGEST_GRACE, Deadline, read_date, read_deadline
from tracker.model.iso import require_language
from tracker.model.parties import interpretations, require_parties
from tracker.model.refs import require_ref
from tracker.model.register import Party
from tracker.model.status import MAKING, STATUSES, Status
from tracker.model.text_limits import SHORTER, UNSTORABLE, first_excess, is_storable, texts_of
from tracker.record.events import NO_LIMITS, Limits, Provenance

T = TypeVar("T")
UNKNOWN: Final = "unknown"
QUALIFIERS: Final[tuple[str, ...]] = get_args(Qualifier)


class Desk(Struct, frozen=True, kw_only=True):
    """What rows are read against: the clock, the register's zone and parties, and what is said of the whole file.

    `zones` has the zones, by ref, of what is there already; `facts` are those of a row that says nothing of its own;
    `on` and `known` are None where nothing is said of the whole file.
    """

    now: datetime
    zone: str
    zones: Mapping[str, str] = {}
    parties: Mapping[str, Party]
    facts: Provenance
    on: str | None = None
    known: str | None = None
    change: DeadlineChange | None = None


class Told(Struct, frozen=True, kw_only=True):
    """The values of a row: its cells with text only, so that a column which is not mentioned is not emptied.

    `reached` is the day of its status, None where it is not known; `has_day`: the row or the file says one.
    `taken` says what the names of parties were taken for.
    """

    where: str
    cells: dict[str, str]
    ref: str = ""
    terms: dict[str, Any] = {}
    titles: dict[str, str] = {}
    status: Status | None = None
    met_on: DateSpan | None = None
    successor: str = ""
    judgement: Judgement | None = None
    deadline: Deadline | None = None
    precision: str = ""
    limits: Limits = NO_LIMITS
    amount: Amount | None = None
    has_qualifier: bool = False
    facts: Provenance
    reached: DateSpan | None = None
    has_day: bool = False
    taken: tuple[str, ...] = ()


def read_row(row: Row, desk: Desk) -> tuple[Told, list[Problem]]:
    """What a row says, and what of it cannot be read."""
    return _Reading(row, desk).told()


class _Reading:
    """One row being read; a field that is refused becomes a problem, and the next one is read."""

    def __init__(self, row: Row, desk: Desk) -> None:
        self.row, self.desk = row, desk
        self.zone = desk.zones.get(row.cells.get("ref", ""), desk.zone)
        self.problems: list[Problem] = []
        self.taken: list[str] = []

    def told(self) -> tuple[Told, list[Problem]]:
        zone = self._read("time_zone", _zone)
        self.zone = zone or self.zone
        terms = self._all_of(_TERMS)
        made_on = self._read("made_on", self._day)
        titles = self._titles()
        status = self._read("status", _status)
        met_on = self._met_on(status)
        facts = self._facts(made_on)
        limits = Limits(self._read("not_before", self._day), self._read("grace_days", _count))
        told = Told(
            where=self.row.where,
            cells=self.row.cells,
            ref=self._read("ref", lambda text: require_ref(text.strip())) or "",
            terms=terms | self._parties() | _given(made_on=made_on, time_zone=zone),
            titles=titles,
            status=status,
            met_on=met_on,
            successor=self.row.cells.get("successor", "").strip(),
            judgement=self._read("assessment", lambda text: one_of("judgement", text, JUDGEMENTS)),
            deadline=self._read("due", self._deadline),
            precision=self.row.cells.get("due_precision", ""),
            limits=limits,
            amount=self._read("amount", self._amount),
            has_qualifier="amount_qualifier" in self.row.cells,
            facts=self._of_terms(facts, status, met_on, made_on),
            reached=self._reached(facts, status),
            has_day=self._has_day,
            taken=tuple(self.taken),
        )
        return told, self.problems

    def _read(self, field: str, read: Callable[[str], T]) -> T | None:
        text = self.row.cells.get(field)
        if text is None:
            return None
        try:
            value = read(text)
        except TrackerError as refusal:
            self.problems.append(Problem(self.row.where, field, text, str(refusal)))
            return None
        if found := first_excess({"titles" if language_of(field) else _SOURCE_FIELDS.get(field, field): value}):
            self.problems.append(Problem(self.row.where, field, text, f"{found.why}; {SHORTER}"))
            return None
        return value

    def _all_of(self, readers: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
        """What the row says under the columns that have these readers; a row mostly has few of them."""
        written = [name for name in readers if name in self.row.cells]
        return {name: value for name in written if (value := self._read(name, readers[name])) is not None}

    @cached_property
    def _today(self) -> date:
        return local_day(self.desk.now, self.zone)

    def _day(self, text: str) -> DateSpan:
        return read_date(text, self._today)

    def _parties(self) -> dict[str, tuple[str, ...]]:
        sides = {side: self._read(side, self._codes) for side in ("obligor", "obligee")}
        return {side: codes for side, codes in sides.items() if codes}

    def _codes(self, text: str) -> tuple[str, ...]:
        typed, parties = many(text), self.desk.parties
        codes = require_parties(typed, parties, "write semicolons between several")
        self.taken += interpretations(typed, codes, parties)
        return codes

    def _titles(self) -> dict[str, str]:
        titles = self._read("titles", lambda text: _part("titles", text)) or {}
        for column in self.row.cells:
            if language := language_of(column):
                told = self._read(column, lambda text, tag=language: {require_language(tag): text})  # type: ignore[misc] # bound now
                titles = titles | (told or {})
        return titles

    def _met_on(self, status: str | None) -> DateSpan | None:
        met_on = self._read("met_on", self._day)
        if met_on and status != "met":
            why = "only what is met has a day on which it was; say status met, or leave it empty"
            self.problems.append(Problem(self.row.where, "met_on", str(met_on), why))
        return met_on

    def _deadline(self, text: str) -> Deadline:
        precision = self.row.cells.get("due_precision", "")
        if precision:
            return Deadline(written_span(text.strip(), precision))
        return read_deadline(text, self._today)

    def _amount(self, text: str) -> Amount:
        amount = read_amount(f"{text} {self.row.cells.get('currency', '')}")
        kind, _, per = self.row.cells.get("amount_qualifier", "").strip().partition(" ")
        if not kind:
            return amount
        if per not in ("", "per_year"):
            raise MissingValue(f"“{kind} {per}” qualifies no amount", "write it as up_to, or up_to per_year")
        qualifier = one_of("qualifier of an amount", kind, QUALIFIERS)
        return replace(amount, qualifier=qualifier, per="year" if per else amount.per)

    # ---- when, and where it is from ------------------------------------------------------------

    def _facts(self, made_on: DateSpan | None) -> Provenance:
        facts, cells = self.desk.facts, self.row.cells
        # What is new happened some day; what changes a recorded commitment is recorded as the commands do, for today.
        otherwise = None if self._is_new else day(self._today)
        on = self._dated("on", self.desk.on, made_on or otherwise)
        source = self._source()
        known_on = self._dated("known", self.desk.known, (source and source.published) or day(self._today))
        return replace(facts, on=on, known_on=known_on, source=source, note=cells.get("note", facts.note))

    @cached_property
    def _has_day(self) -> bool:
        return "on" in self.row.cells or self.desk.on is not None

    @property
    def _is_new(self) -> bool:
        return self.row.cells.get("ref", "") not in self.desk.zones

    def _reached(self, facts: Provenance, status: str | None) -> DateSpan | None:
        """The day of the status: the day a promise was made dates only what its making brings about."""
        if self._has_day or status is None or status in MAKING:
            return facts.on
        return None if self._is_new else day(self._today)

    def _of_terms(
        self, facts: Provenance, status: str | None, met_on: DateSpan | None, made_on: DateSpan | None
    ) -> Provenance:
        """The facts of what a row says beside its status: what is new was set when the promise was made."""
        is_later = status is not None and status not in MAKING and not met_on
        return replace(facts, on=made_on) if self._is_new and is_later else facts

    def _dated(self, column: str, for_all: str | None, default: DateSpan | None) -> DateSpan | None:
        text = self.row.cells.get(column, for_all)
        if text is None:
            return default
        if text.strip().lower() == UNKNOWN:
            return None
        return self._read(column, self._day) if column in self.row.cells else self._day(text)

    def _source(self) -> Source | None:
        said = self._all_of(_SOURCE | {"published": self._day})
        fields = {_SOURCE_FIELDS.get(column, column): value for column, value in said.items()}
        source = self.desk.facts.source
        if not fields:
            return source
        if "url" in fields:
            fields["retrieved"] = day(self._today)
        if source is None and not {"url", "publisher", "title"} & set(fields):
            column = next(iter(said))
            why = "a source needs more than that; fill source or publisher"
            self.problems.append(Problem(self.row.where, column, self.row.cells[column], why))
        return replace(source or Source(), **fields)


def _given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - the values of any terms
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(maxsize=1024)
def many(text: str) -> tuple[str, ...]:
    """The texts in a cell: with semicolons between them, or a JSON array as in the data package.

    >>> many("JP; SOFTBANK"), many('["JP"]')
    (('JP', 'SOFTBANK'), ('JP',))
    """
    if text.lstrip().startswith("["):
        values = _json(text)
        if not all(isinstance(value, str) for value in values):
            raise NotImportable("the cell", "its array holds more than texts", "write texts with semicolons between")
        return tuple(values)
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON has
    value = read_json("the cell", text)
    if not all(is_storable(part) for _, part in texts_of(value)):
        raise NotImportable("the cell", f"one of its texts holds {UNSTORABLE}", "mend it")
    return value


def _part(field: str, text: str) -> Any:  # noqa: ANN401 - the value of any term
    """A term that the data package writes as JSON."""
    if not text.lstrip().startswith(("{", "[")):
        raise NotPossible(f"the cell {field}", "it is no JSON", "write it as in an export, or leave it empty")
    try:
        terms = decode({"title": "", "obligor": [], "obligee": [], field: _json(text)}, Terms)
    except BadDocument as error:
        raise NotImportable("the cell", str(error), "write it as in an export") from None
    return getattr(terms, field)


def _baseline(text: str) -> Amount:
    amount: Amount = _part("baseline", text) if text.lstrip().startswith("{") else read_amount(text)
    return amount


def _title(text: str) -> str:
    return text


def _zone(text: str) -> str:
    return time_zone(text.strip()).key


def _status(text: str) -> Status | None:
    """A status; none where `list` wrote that it is not known."""
    return None if text.strip().lower() == UNKNOWN else one_of("status", text, STATUSES)


def _count(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(LONGEST_GRACE))):
        raise BadUsage(f"{plain[:20]} is no number of days; write a whole one, as in 30")
    if int(plain) > LONGEST_GRACE:
        raise BadUsage(f"{plain} days of grace are more than a hundred years; write {LONGEST_GRACE} at most")
    return int(plain)


_TERMS: Final[dict[str, Callable[[str], Any]]] = {
    "title": _title,
    "category": lambda text: one_of("category", text, CATEGORIES),
    "force": lambda text: one_of("force", text, FORCES),
    "instrument": _title,
    "parent": str.strip,
    "in_return_for": many,
    "nature": lambda text: one_of("nature", text, NATURES),
    "schedule": lambda text: _part("schedule", text),
    "baseline": _baseline,
    "counts": _title,
    "conditions": many,
    "tags": many,
    "notes": _title,
}
_SOURCE: Final[dict[str, Callable[[str], Any]]] = {
    "source": str.strip,
    "publisher": _title,
    "source_title": _title,
    "source_kind": lambda text: one_of("kind of source", text, SOURCE_KINDS),
    "source_party": lambda text: one_of("side", text, SOURCE_PARTIES),
    "source_lang": require_language,
    "relays": _title,
    "quote": _title,
}
_SOURCE_FIELDS: Final = {
    "source": "url",
    "source_title": "title",
    "source_kind": "kind",
    "source_party": "party",
    "source_lang": "language",
}
