"""Parse a row into the facts of one commitment, and collect every problem with it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadCode, MissingValue, NotPossible, TrackerError
from tracker.exchange.cells import (
    EVERY,
    SOURCE_CELLS,
    SOURCE_FIELDS,
    parse_days,
    parse_json_term,
    parse_named_source,
    parse_status,
    parse_term,
    split_texts,
)
from tracker.exchange.columns import language_of, span_ending_on
from tracker.exchange.encoding import MAX_BYTES
from tracker.exchange.plan import Problem
from tracker.exchange.rows import Row
from tracker.exchange.saved_copies import SavedFile, read_archived_in
from tracker.exchange.schedule import SCHEDULE, Target, parse_schedule
from tracker.model.amounts import Amount, Qualifier, read_amount
from tracker.model.categories import is_code, require_category
from tracker.model.commitment import JUDGEMENTS, DeadlineChange, Judgement, Source, one_of, require_analyst
from tracker.model.dates import DateSpan, day, local_day
from tracker.model.due_dates import UNKNOWN_DAY, Deadline, read_date, read_deadline
from tracker.model.fields import TERM_FIELDS
from tracker.model.iso import require_language
from tracker.model.lazy import cached_property
from tracker.model.parties import interpretations, is_like_a_code, require_parties
from tracker.model.recurrence import Recurrence, changed, is_whole_rule, read_amended_amounts, rule_without_amended
from tracker.model.refs import parent_of, require_ref
from tracker.model.register import Category, Party
from tracker.model.renaming import Renamings
from tracker.model.status import MAKING, MEANINGS, UNKNOWN, Status
from tracker.model.text_limits import SHORTER, first_excess
from tracker.record.deadlines import NO_LIMITS, Limits
from tracker.record.provenance import Provenance

T = TypeVar("T")

QUALIFIERS: Final[tuple[str, ...]] = get_args(Qualifier)

# The time zone comes first: the other dates are local to it.
_FIELDS: Final = sorted(TERM_FIELDS, key=lambda field: field.name != "time_zone")


class ImportContext(Struct, frozen=True, kw_only=True):
    """The facts that rows are parsed with: the time, the register, and the options for the whole file.

    `zones`: the time zone of each recorded commitment, by ref. `facts`: the provenance of a row that gives none.
    `on`, `known`: the dates given for the whole file. `adds_codes`: an unknown code becomes a new party or category.
    `names_analysts`: the file has a column for the analyst. `folder`: that of the imported file, None for standard
    input. `copies`: the files of which rows save a copy, by the name of the copy.
    """

    now: datetime
    zone: str
    zones: Mapping[str, str] = {}
    parties: Mapping[str, Party]
    categories: Mapping[str, Category] = {}
    renamings: Renamings = Renamings()
    facts: Provenance
    on: str | None = None
    known: str | None = None
    change: DeadlineChange | None = None
    adds_codes: bool = False
    names_analysts: bool = False
    folder: Path | None = None
    copies: dict[str, SavedFile] = {}


class Judged(NamedTuple):
    """A judgement of a row and the name of the analyst; an empty name is the desk."""

    judgement: Judgement
    analyst: str


class ParsedRow(Struct, frozen=True, kw_only=True):
    """The values of a row. A column without text is absent, and an import changes nothing that it could hold.

    `reached`: the day of the status, None if it is not known. `has_day`: the row or the file gives that day.
    `amended_amounts`: the later amounts of each period of a recurring duty, with the name of the first period that has
    each. `of`: the one obligor that the row is about. `apart`: those who are judged apart, with the values of the worst
    of them. `interpretations`: the notes on the names read as parties.
    """

    where: str
    cells: dict[str, str]
    ref: str = ""
    terms: dict[str, Any] = {}
    status: Status | None = None
    met_on: DateSpan | None = None
    met_source: Source | None = None
    successor: str = ""
    judgement: Judged | None = None
    deadline: Deadline | None = None
    precision: str = ""
    limits: Limits = NO_LIMITS
    amount: Amount | None = None
    amended_amounts: tuple[tuple[Amount, str], ...] = ()
    schedule: tuple[Target, ...] = ()
    has_qualifier: bool = False
    facts: Provenance
    reached: DateSpan | None = None
    has_day: bool = False
    of: str = ""
    apart: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()


def parse_row(row: Row, context: ImportContext) -> tuple[ParsedRow, list[Problem]]:
    """Parse a row; a refused field becomes a problem, and the others are still parsed."""
    return _RowParser(row, context).parse()


class _RowParser:
    """The parser of one row. Terms are parsed with it as their context."""

    def __init__(self, row: Row, context: ImportContext) -> None:
        self.row, self.context = row, context
        self.problems: list[Problem] = []
        self.interpretations: list[str] = []
        self.given_ref = self.ref(row.cells.get("ref", ""))
        self.zone = context.zones.get(self.given_ref) or context.zones.get(parent_of(self.given_ref), context.zone)

    def parse(self) -> tuple[ParsedRow, list[Problem]]:
        terms = self._terms()
        made_on = terms.get("made_on")
        status = self._read("status", parse_status)
        met_on = self._met_on(status)
        named = self._read("of", lambda text: self.parties(list(split_texts(text)))) or ()
        of = named[0] if len(named) == 1 else ""
        facts = self._facts(made_on).about(of, self.context.parties)
        parsed = ParsedRow(
            where=self.row.where,
            cells=self.row.cells,
            ref=self._read("ref", lambda _: require_ref(self.given_ref)) or "",
            terms=terms,
            status=status,
            met_on=met_on,
            met_source=self._read("met_source", parse_named_source),
            successor=self.ref(self.row.cells.get("successor", "")),
            judgement=self._judgement(),
            deadline=self._read("due", self._of_period if "every" in terms else self._deadline)
            or self._read("due_words", self._undated),
            precision=self.row.cells.get("due_precision", ""),
            limits=Limits(self._read("not_before", self._day), self._read("grace_days", parse_days)),
            amount=None if self._is_amount_of_each else self._read("amount", self._amount),
            amended_amounts=self._read("every", read_amended_amounts) or () if "every" in terms else (),
            schedule=self._read(SCHEDULE, lambda text: parse_schedule(text, self.today)) or (),
            has_qualifier="amount_qualifier" in self.row.cells,
            facts=self._facts_of_terms(facts, status, met_on, made_on),
            reached=self._reached(facts, status),
            has_day=self._has_day,
            of=of,
            apart=named if len(named) > 1 else (),
            interpretations=tuple(self.interpretations),
        )
        return parsed, self.problems

    def _read(self, column: str, parse: Callable[[str], T]) -> T | None:
        text = self.row.cells.get(column)
        if text is None:
            return None
        try:
            value = parse(text)
        except TrackerError as refusal:
            self.problems.append(Problem(self.row.where, column, text, str(refusal)))
            return None
        if found := first_excess({"titles" if language_of(column) else SOURCE_FIELDS.get(column, column): value}):
            self.problems.append(Problem(self.row.where, column, text, f"{found.why}; {SHORTER}"))
            return None
        return value

    # ---- terms ---------------------------------------------------------------------------------

    def _terms(self) -> dict[str, Any]:
        """The terms that the row gives."""
        values: dict[str, Any] = {}
        for field in _FIELDS:
            if field.name not in self.row.cells or field.name == "every":
                continue
            value = self._read(field.name, lambda text, field=field: parse_term(field, text, self))  # type: ignore[misc] # bound now
            if value or (value is not None and not field.is_required):
                values[field.name] = value
            self.zone = values.get("time_zone", self.zone)
        if rule := self._read("every", self._rule):
            values["every"] = rule
        for column in self.row.cells:
            if language := language_of(column):
                title = self._read(column, lambda text, tag=language: {require_language(tag): text})  # type: ignore[misc] # bound now
                values["titles"] = values.get("titles", {}) | (title or {})
        return values

    @property
    def _is_amount_of_each(self) -> bool:
        """True if the amount is that of each period; beside a whole rule, as `list` writes it, it is of the whole."""
        period = self.row.cells.get("every", "").strip()
        is_whole = period.startswith("{") or is_whole_rule(rule_without_amended(period))
        return "amount" in self.row.cells and bool(period) and not is_whole

    def _rule(self, text: str) -> Recurrence | None:
        """The rule of a recurring duty, whose amount is that of each period."""
        cells = self.row.cells
        if text.lstrip().startswith("{"):
            rule: Recurrence | None = parse_json_term(EVERY, text)
            return rule
        amount = str(self._amount(cells["amount"])) if self._is_amount_of_each else None
        return changed(None, rule_without_amended(text), cells.get("from"), cells.get("until"), amount)

    def _of_period(self, text: str) -> None:
        """Refuse the due date of a recurring duty, unless it is that of a period, as `list` writes it."""
        rule, due = self._rule(self.row.cells["every"]), self._deadline(text).due
        if rule and not (due and any(due.last == one.span.last for one in rule.periods(due.last))):
            raise NotPossible(
                "a due date together with `every`", "each period falls due on its last day", "leave it out"
            )

    @cached_property
    def today(self) -> date:
        """The local day of the commitment."""
        return local_day(self.context.now, self.zone)

    def ref(self, typed: str) -> str:
        """The ref that a cell gives, or the present one if that is a former ref; the importer looks it up."""
        given = typed.strip()
        ref = self.context.renamings.present(given)
        if ref != given:
            self.interpretations.append(self.context.renamings.note(given, ref))
        return ref

    def parties(self, typed: list[str], option: str = "") -> tuple[str, ...]:
        """The codes of the parties in a cell."""
        del option
        parties = self.context.parties
        try:
            codes = require_parties(typed, parties, "separate several with semicolons")
        except BadCode:
            if not (self.context.adds_codes and all(map(is_like_a_code, typed))):
                raise
            return tuple(typed)
        self.interpretations += interpretations(typed, codes, parties)
        return codes

    def category(self, typed: str) -> str:
        """The code of the category in a cell."""
        try:
            return require_category(typed, self.context.categories)
        except BadCode:
            if not (self.context.adds_codes and is_code(typed)):
                raise
            return typed

    # ---- state ---------------------------------------------------------------------------------

    def _day(self, text: str) -> DateSpan:
        return read_date(text, self.today)

    def _judgement(self) -> Judged | None:
        judgement = self._read("assessment", lambda text: one_of("judgement", text, JUDGEMENTS))
        analyst = self._read("analyst", lambda text: require_analyst(text) if text.strip() else "") or ""
        return Judged(judgement, analyst) if judgement else None

    def _met_on(self, status: str | None) -> DateSpan | None:
        met_on = self._read("met_on", self._day)
        if met_on and not MEANINGS[status or UNKNOWN].needs_proof:
            why = "only a commitment that is met, kept, broken or breached has this day; leave it empty"
            self.problems.append(Problem(self.row.where, "met_on", str(met_on), why))
        return met_on

    def _deadline(self, text: str) -> Deadline:
        precision = self.row.cells.get("due_precision", "")
        return Deadline(span_ending_on(text.strip(), precision)) if precision else read_deadline(text, self.today)

    def _undated(self, text: str) -> Deadline:
        """A deadline without a date, as `list` writes it."""
        words = text.strip()
        return Deadline(None, "" if words == "undated" else words, self.ref(self.row.cells.get("awaits", "")))

    def _amount(self, text: str) -> Amount:
        amount = read_amount(f"{text} {self.row.cells.get('currency', '')}")
        kind, _, per = self.row.cells.get("amount_qualifier", "").strip().partition(" ")
        if not kind:
            return amount
        if per not in ("", "per_year"):
            raise MissingValue(f"“{kind} {per}” qualifies no amount", "write it as up_to, or up_to per_year")
        qualifier = one_of("qualifier of an amount", kind, QUALIFIERS)
        return replace(amount, qualifier=qualifier, per="year" if per else amount.per)

    # ---- provenance ----------------------------------------------------------------------------

    def _facts(self, made_on: DateSpan | None) -> Provenance:
        facts, cells = self.context.facts, self.row.cells
        # A new commitment has no default date; a change to a recorded one takes effect today, as by the commands.
        default = made_on if self._is_new else day(self.today)
        on = self._dated("on", self.context.on, default)
        source = self._source()
        known_on = self._dated("known", self.context.known, (source and source.published) or day(self.today))
        return replace(facts, on=on, known_on=known_on, source=source, note=cells.get("note", facts.note))

    @cached_property
    def _has_day(self) -> bool:
        return "on" in self.row.cells or self.context.on is not None

    @property
    def _is_new(self) -> bool:
        return self.given_ref not in self.context.zones

    def _reached(self, facts: Provenance, status: str | None) -> DateSpan | None:
        """The day of the status. The day of the promise dates only the statuses that making it brings about."""
        if self._has_day or status is None or status in MAKING:
            return facts.on
        return None if self._is_new else day(self.today)

    def _facts_of_terms(
        self, facts: Provenance, status: str | None, met_on: DateSpan | None, made_on: DateSpan | None
    ) -> Provenance:
        """The provenance of everything but the status. A new deadline or amount was set when the promise was made."""
        is_later = status is not None and status not in MAKING and not met_on
        return replace(facts, on=made_on) if self._is_new and is_later else facts

    def _dated(self, column: str, for_all: str | None, default: DateSpan | None) -> DateSpan | None:
        text = self.row.cells.get(column, for_all)
        if text is None:
            return default
        if text.strip().lower() == UNKNOWN_DAY:
            return None
        return self._read(column, self._day) if column in self.row.cells else self._day(text)

    def _source(self) -> Source | None:
        parsers = SOURCE_CELLS | {"published": self._day, "archived": self._archived}
        values = {column: self._read(column, parsers[column]) for column in parsers if column in self.row.cells}
        fields = {SOURCE_FIELDS.get(column, column): value for column, value in values.items() if value is not None}
        source = self.context.facts.source
        if not fields:
            return source
        if "url" in fields:
            fields["retrieved"] = day(self.today)
        if source is None and not {"url", "publisher", "title"} & set(fields):
            column = next(column for column, value in values.items() if value is not None)
            why = "a source needs more than that; fill source or publisher"
            self.problems.append(Problem(self.row.where, column, self.row.cells[column], why))
        return replace(source or Source(), **fields)

    def _archived(self, text: str) -> str:
        source = self.context.facts.source
        url = self.row.cells.get("source", source.url if source else "")
        archived, file = read_archived_in(self.context.folder, text, url)
        if file:
            copies = self.context.copies
            copies[file.name] = file
            if sum(one.size for one in copies.values()) > MAX_BYTES:
                why = f"with those of the rows before, its copy has more than {MAX_BYTES // 10**6} MB"
                raise NotPossible(f"a copy of {text}", why, "divide the file and import the parts")
        return archived
