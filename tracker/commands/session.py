"""The session of one run: clock, user, register, and how results and messages are shown."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

import typer
from msgspec import Struct
from msgspec.structs import replace

from tracker.commands.locate import backups_of, find_register, index_of
from tracker.commands.options import PAGE, Showing, Viewing
from tracker.commands.output import discard, output_format, show
from tracker.errors import (
    AmbiguousRef,
    BadDate,
    NoSuchPeriod,
    NotInRegister,
    NotKnownYet,
    NotPossible,
    Retracted,
    all_quoted,
)
from tracker.language import translate, use_language, written_day
from tracker.model.commitment import Commitment, one_of
from tracker.model.dates import Moment, local_day
from tracker.model.due_dates import read_when
from tracker.model.iso import require_language
from tracker.model.recurrence import Recurrence, name_of_period, read_period_span
from tracker.model.refs import MILESTONE, find, normalized, resolve, root_of
from tracker.model.register import Category, Party, Rates, Register, View
from tracker.model.status import is_closed
from tracker.query import Query, Scope, parse
from tracker.query.filter import Filter, FilterResult, filter_of
from tracker.query.parser import near_words, parse_query, table_phrases
from tracker.render import EXCEL
from tracker.render.escape import escape_control
from tracker.reports.table import Table
from tracker.state.conversion import RATE_DAYS, RateDay, TargetUnit, read_unit
from tracker.state.deadlines import Basis
from tracker.state.event_days import retractions
from tracker.state.family import Family
from tracker.state.fold import State
from tracker.state.obligors import joint_by_status
from tracker.state.portfolio import Portfolio, Standing
from tracker.store import LOCK_TIMEOUT, Backups, IndexFile, Store, open_store, register_id
from tracker.store.renamed import RenamedReader

BARE: Final = frozenset({"csv", EXCEL, "json", "jsonl"})  # formats with values only, without notes
_LOGIN: Final = r"(://[^\s:@/]*):\S*@"
MOST_CANDIDATES: Final = 6  # refs with one beginning among which to look for retracted commitments
STALE_AFTER: Final = 90  # days without a change


class Snapshot(NamedTuple):
    """A register opened for reading, the moment and basis asked about, and the unit and language of the answer.

    `without`: the names of the witnesses to leave out.
    """

    reader: RenamedReader
    scope: Scope
    money: TargetUnit | None
    language: str
    without: Sequence[str] = ()

    def portfolio(self, found: FilterResult) -> Portfolio:
        """The commitments that were found, without what only witnesses left out report, and the number of others."""
        register, moment, basis = self.scope.register, self.scope.moment, self.scope.basis
        commitments = found.commitments
        if self.without:
            from tracker.state.without import (  # noqa: PLC0415 - only --without needs it
                require_sources,
                with_any_name,
                without_witness,
            )

            commitments = list(commitments)
            require_sources(self.without, commitments, self.reader.commitments)
            is_left_out = with_any_name(self.without)
            commitments = [without_witness(one, is_left_out, register.zone).commitment for one in commitments]
        return Portfolio(
            commitments,
            moment,
            register,
            basis=basis,
            language=self.language,
            target=self.money,
            counted=found.other_counts,
        )


class Session(Struct, frozen=True):
    """One run of the program.

    `is_clock_fixed`: $TRACKER_NOW is set, so the clock of a server is ignored. `done` has a word, such as “recorded”,
    once the command has changed something for good; failing to show the result is then no failure of the command.
    """

    now: datetime
    user: str
    is_clock_fixed: bool = False
    timeout: float = LOCK_TIMEOUT
    done: list[str] = []

    def store(self, register: str | None, about: str | None = None) -> Store:
        """The store of the register; `about` is a typed ref, whose commitment a server prefetches."""
        location = find_register(register)
        index = IndexFile(partial(index_of, location))
        return open_store(
            location, self.timeout, self.backups(location), index, about=normalized(about) if about else ""
        )

    def backups(self, location: str) -> Backups:
        """The backups of a register."""
        return Backups(partial(backups_of, location), say)

    def portfolio(self, viewing: Viewing, basis: Basis = "current", *, thorough: bool = False) -> Portfolio:
        """Every commitment at the moment asked about; `thorough`: validate the whole register."""
        with self._reading(viewing, basis, with_id=True, thorough=thorough) as snapshot:
            scope = snapshot.scope
            everything = Filter(moment=scope.moment, zone=scope.register.zone, needs_everything=True)
            return snapshot.portfolio(snapshot.reader.find(everything))

    def select(
        self, viewing: Viewing, query: Iterable[str] | None, *, thorough: bool = False
    ) -> tuple[Portfolio, Query]:
        """Every commitment at the moment asked about, and the parsed query; `thorough`: validate the whole register."""
        portfolio = self.portfolio(viewing, thorough=thorough)
        parsed = parse_query(query or (), portfolio)
        return portfolio.seen_by(parsed.obligor), parsed

    def search(
        self,
        viewing: Viewing,
        texts: Iterable[str],
        basis: Basis,
        narrow: Callable[[Filter], Filter],
        without: Sequence[str] = (),
        *,
        with_id: bool = False,
    ) -> tuple[Portfolio, Query]:
        """Parse a query, and fetch at least the commitments that it finds at the moment asked about.

        `narrow` changes the filter of the query. `with_id`: the portfolio knows the id of the register.
        """
        with self._reading(viewing, basis, without=without, with_id=with_id) as snapshot:
            query, reader = parse(texts, snapshot.scope), snapshot.reader
            wanted = narrow(filter_of(query, snapshot.scope))
            # All figures under an umbrella decide together which of them are converted.
            is_whole = viewing.into or without  # without a witness anything may stand otherwise
            found = FilterResult(reader.commitments()) if is_whole else reader.find(wanted)
            portfolio = snapshot.portfolio(found)
        resolved = query.resolve(portfolio)
        return portfolio.seen_by(resolved.obligor), resolved

    def standing(self, viewing: Viewing, typed: str, without: Sequence[str] = ()) -> Standing:
        """The commitment with this ref or its beginning, if anything was known of it at the moment asked about."""
        with self._reading(viewing, "current", typed, without=without) as snapshot:
            reader = snapshot.reader
            ref = found_ref(typed, reader, snapshot.scope.moment)
            found = reader.commitments() if viewing.into else reader.with_related(ref)
            portfolio = snapshot.portfolio(FilterResult(found))
        if ref not in portfolio.standings and without:
            remedy = "`tracker sources --without` with the same name lists what falls"
            raise NotPossible(ref, f"all that is known of it rests on {all_quoted(without)}", remedy)
        if ref not in portfolio.standings:
            raise _not_found(next(one for one in portfolio.commitments if one.ref == ref), portfolio)
        return portfolio.standings[ref]

    def upkeep(self, portfolio: Portfolio) -> tuple[str, ...]:
        """A note that the register has not been changed for a long time; empty otherwise."""
        changed = portfolio.register.changed_at
        if changed is None or (days := (self.now - changed).days) <= STALE_AFTER:
            return ()
        day = local_day(changed, portfolio.zone)
        return (
            translate(
                "The register was last brought up to date on {day}, {days} days ago.", day=written_day(day), days=days
            ),
        )

    def is_bare(self, viewing: Showing) -> bool:
        """True if the output format is for programs: values without notes and panels."""
        return output_format(viewing) in BARE

    def on_screen(self, viewing: Showing) -> bool:
        """True if the output is a table on a terminal."""
        return sys.stdout.isatty() and not viewing.output and output_format(viewing) == "table"

    def max_rows(self, viewing: Showing, limit: int | None, page: int = PAGE) -> int:
        """The number of rows to show, 0 for all: --limit, else one page on a terminal."""
        return (page if self.on_screen(viewing) else 0) if limit is None else limit

    def show(self, table: Table, viewing: Showing, query: Query | None = None, without: Sequence[str] = ()) -> None:
        """Print a table to standard output, or write it to the file of --output.

        Above it, and in each row for programs, name the witnesses left out. Below it, say what the query finds
        besides. Suggest a query word for a free word that resembles it and, if
        nothing was found, for a phrase of the tables.
        """
        show((table.marked_without(without) if without else table).with_notes(query.notes if query else ()), viewing)
        if query is None:
            return
        phrases = {} if table.rows else table_phrases(query.texts)
        for typed, word in phrases.items():
            say(f"“{typed}” is not a query word; to find it write {word}")
        for typed, word in near_words(query).items():
            if word not in phrases.values():
                say(f"“{typed}” was searched for as text; the query word is {word}")

    @contextmanager
    def reading(
        self, register: str | None, about: str | None = None, *, thorough: bool = False
    ) -> Iterator[RenamedReader]:
        """Open the register for reading; `about` is a typed ref that a server prefetches."""
        store = self.store(register, about)
        with store.reading(thorough=thorough) as reader:
            yield RenamedReader(reader, store.location)

    @contextmanager
    def _reading(
        self,
        viewing: Viewing,
        basis: Basis,
        about: str | None = None,
        *,
        with_id: bool = False,
        without: Sequence[str] = (),
        thorough: bool = False,
    ) -> Iterator[Snapshot]:
        """Open the register for reading, at the moment asked about."""
        with self.reading(viewing.register, about, thorough=thorough) as reader:
            money = target_unit_of(viewing)
            register = register_of(reader)
            if money:
                register = replace(register, rates=tuple(reader.values(Rates).values()))
            if with_id:
                register = replace(register, id=register_id(reader.as_recorded))
            language = require_language(viewing.lang) if viewing.lang else ""
            use_language("" if self.is_bare(viewing) else language)
            scope = Scope(register, self._moment(viewing, register.zone), basis)
            yield Snapshot(reader, scope, money, language, without)

    def _moment(self, viewing: Viewing, zone: str) -> Moment:
        known_at = None if viewing.known_at is None else read_when(viewing.known_at, self.now, zone)
        as_of = known_at if viewing.as_of is None else read_when(viewing.as_of, self.now, zone)
        return Moment(self.now if as_of is None else as_of, known_at)


def find_ref(typed: str, reader: RenamedReader, family: Callable[[str], Family]) -> str:
    """The ref that a text means, also that of a period of a recurring duty in a family, which need not be stored.

    The beginning of several refs means the only one among them that was not retracted.
    """
    duty, slash, name = normalized(typed).rpartition(MILESTONE)
    above = _found(duty, reader, family) if slash and not reader.has(normalized(typed)) else ""
    if above and (periods := (around := family(above)).periods_of(above)):
        inside = f"{above}{MILESTONE}"
        with suppress(NotInRegister):
            return resolve(f"{inside}{name}", [*reader.refs(inside), *periods])
        state = around.states[above]
        if (rule := state.terms.every) and (refusal := _no_period(state, rule, name)):
            raise refusal
    try:
        return find(typed, reader)
    except AmbiguousRef as ambiguous:
        if len(ambiguous.refs) > MOST_CANDIDATES:
            raise
        refs = [ref for ref in ambiguous.refs if None not in retractions(reader.get(ref).history)]
        if len(refs) != 1:
            raise AmbiguousRef(typed, refs or ambiguous.refs) from None
        return refs[0]


def _found(typed: str, reader: RenamedReader, family: Callable[[str], Family]) -> str:
    """The ref that a text means; empty if there is none."""
    with suppress(NotInRegister):
        return find_ref(typed, reader, family)
    return ""


def _no_period(duty: State, rule: Recurrence, name: str) -> NoSuchPeriod | None:
    """The refusal for a period that a recurring duty does not have at a moment; None if it is not the name of one."""
    ref, whole = duty.ref, joint_by_status(duty)
    with suppress(BadDate):
        days = read_period_span(rule.period, name.upper())
        name, last = name_of_period(days), f" until {name_of_period(rule.last)}" if rule.last else ""
        why = f"it runs from {name_of_period(rule.first)}{last}"
        if days.first < rule.first.first:
            return NoSuchPeriod(ref, name, why, f"`tracker edit {ref} --from {name}` begins with it")
        if rule.last and days.first > rule.last.first:
            return NoSuchPeriod(ref, name, why, f"`tracker edit {ref} --until {name}` ends with it")
        if is_closed(whole.status):
            why = f"the whole is {whole.status} since {whole.status_run[0].on}"
            return NoSuchPeriod(ref, name, why, f"`tracker show {ref}` has those until then")
        if days.first > duty.day:
            remedy = f"give --as-of {days.first} or later"
            return NoSuchPeriod(ref, name, f"it begins on {days.first}, after {duty.day}", remedy)
    return None


def register_of(reader: RenamedReader) -> Register:
    """The register without commitments, rates and id, which would need further queries to a server."""
    return Register(
        zone=reader.meta.zone,
        changed_at=reader.meta.changed_at,
        parties=reader.values(Party),
        views=reader.values(View),
        categories=reader.values(Category),
        renamings=reader.renamings,
    )


def found_ref(typed: str, reader: RenamedReader, moment: Moment) -> str:
    """The ref that was typed, whole or its beginning; say if that is a former ref."""

    def family(ref: str) -> Family:
        return Family(root_of(ref), tuple(reader.with_related(ref)), moment, reader.meta.zone)

    ref = find_ref(typed, reader, family)
    if note := reader.renamings.note(normalized(typed), ref):
        say(note)
    return ref


def _not_found(commitment: Commitment, portfolio: Portfolio) -> NotInRegister:
    """The refusal for a commitment that did not exist, or was not known, at the moment of the question."""
    retracted, known = retractions(commitment.history).get(None), portfolio.moment.known_day(portfolio.zone)
    if retracted:
        on = local_day(retracted.recorded_at, commitment.terms.time_zone or portfolio.zone)
        if known is None or on <= known:
            return Retracted(commitment.ref, str(on))
    return NotKnownYet(commitment.ref, str(portfolio.moment))


def say(message: str) -> None:
    """Print a message to standard error, and ignore a standard error that cannot be written.

    A password in the address of a server is removed.
    """
    try:
        typer.echo(escape_control(re.sub(_LOGIN, r"\1@", message)), err=True)
    except OSError:
        discard(sys.stderr)


def target_unit_of(viewing: Viewing) -> TargetUnit | None:
    """The currency or unit of --in; None to show amounts as recorded."""
    rate_day: RateDay = one_of("day of a rate", viewing.rate_day, RATE_DAYS)
    return TargetUnit(read_unit(viewing.into), rate_day) if viewing.into else None


def session_of(ctx: typer.Context) -> Session:
    """The session of the running command."""
    session: Session = ctx.obj
    return session
