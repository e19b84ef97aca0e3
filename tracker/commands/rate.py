"""The command that lists, records and removes exchange rates."""

import sys
from datetime import date
from typing import Annotated

import typer

from tracker.commands.options import (
    Publisher,
    Showing,
    SourceKind,
    SourceUrl,
    grouped,
    limit_option,
    names_of,
    require_path,
)
from tracker.commands.session import Session, say, session_of
from tracker.commands.transaction import Transaction, transactions
from tracker.errors import BadDate, MissingValue, NoFile, reason
from tracker.exchange.encoding import STANDARD_INPUT, without_waiting
from tracker.model.commitment import SOURCE_KINDS, Source, one_of
from tracker.model.dates import day
from tracker.model.due_dates import read_date, read_past_day
from tracker.model.iso import require_currency
from tracker.model.register import Rates
from tracker.record.rate_files import MAX_BYTES, PUBLISHER, URL, read_days
from tracker.record.rates import (
    DayRates,
    Stamp,
    new_days,
    rates_of,
    read_pair,
    read_rate,
    require_past,
    require_retractable,
    summary,
)
from tracker.reports.rates import rates_table
from tracker.state.fx import RateBook


class RateOptions(Showing, frozen=True):
    """The options of `rate`: details of one rate, or which rates of a file to record."""

    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the rate. [default: today]")] = None
    source: SourceUrl = ""
    publisher: Publisher = ""
    source_kind: SourceKind = "data"
    take_back: Annotated[bool, typer.Option("--take-back", help="Remove the rate of that day.")] = False
    file: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            callback=require_path,
            help="A file of the ECB's euro reference rates; - is standard input.",
        ),
    ] = None
    only: Annotated[str, typer.Option("--only", metavar="A,B,…", help="With --from, record only these currencies.")] = (
        ""
    )
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="With --from, record only rates since this day.")
    ] = None
    limit: Annotated[int | None, limit_option("List at most N rates; 0 lists all.")] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded, and record nothing.")] = False


@grouped
def rate(
    ctx: typer.Context,
    options: RateOptions,
    pair: Annotated[
        str | None,
        typer.Argument(metavar="[PAIR]", help="The base currency and the currency of the price, as in USD/JPY."),
    ] = None,
    price: Annotated[
        str | None, typer.Argument(metavar="[RATE]", help="The price of one unit of the base currency.")
    ] = None,
) -> None:
    """List, record or remove exchange rates; `--in` of other commands converts figures with them.

    \b
    tracker rate USD/JPY
    tracker rate USD/JPY 153.2 --on 2026-02-17 --publisher BoJ --source URL
    tracker rate USD/JPY --on 2026-02-17 --take-back
    tracker rate --from eurofxref-hist.csv --only USD,JPY --since 2025-07
    """
    session = session_of(ctx)
    _require_one_task(options, pair, price)
    if options.file:
        _import(session, options, options.file)
    elif price is not None or options.take_back:
        _record(session, options, pair or "", price)
    else:
        _list(session, options, pair)


def _require_one_task(options: RateOptions, pair: str | None, price: str | None) -> None:
    """Refuse options and arguments of different tasks: listing, recording, removing, reading a file."""
    changes = price is not None or options.take_back
    conflicts = {
        "a rate is recorded or taken back: leave out RATE or --take-back": price is not None and options.take_back,
        "a file has its own pairs and days: leave out PAIR and --on": options.file and (pair or changes or options.on),
        "--only and --since select rates of a file: name it with --from": not options.file
        and (options.only or options.since),
        "--on is the day of a rate that is recorded: give PAIR and RATE": options.on and not (changes or options.file),
    }
    if sentence := next((sentence for sentence, applies in conflicts.items() if applies), None):
        what, _, remedy = sentence.partition(": ")
        raise MissingValue(what, remedy)


def _list(session: Session, options: RateOptions, pair: str | None) -> None:
    with session.store(options.register).reading() as reader:
        book, currencies = RateBook(reader.values(Rates).values()), read_pair(pair) if pair else ()
    max_rates = session.max_rows(options, options.limit)
    session.show(rates_table(book, currencies, max_rates), options)


def _record(session: Session, options: RateOptions, pair: str, price: str | None) -> None:
    """Record one rate, or take one back."""
    base, currency = read_pair(pair)
    for attempt in transactions(session, options.register, dry_run=options.dry_run):
        with attempt as tx:
            on = _day(options.on, f"the rate of {base}/{currency}", tx)
            if price is None:
                day_rates = require_retractable(base, currency, on, tuple(tx.writer.values(Rates).values()))
                done = f"took back {base}/{currency} on {on}"
            else:
                day_rates = DayRates(base, on, {currency: read_rate(price)})
                done = f"{base}/{currency} {price.strip()} on {on}"
            _add(tx, [day_rates], _source(options, tx))
    _say_done(options, done)


def _import(session: Session, options: RateOptions, file: str) -> None:
    """Record the new rates of a file, in one transaction."""
    raw = _read(file)
    for attempt in transactions(session, options.register, dry_run=options.dry_run):
        with attempt as tx:
            since = read_past_day(options.since, tx.today).first if options.since else date.min
            only = [require_currency(code.upper()) for code in names_of(options.only)]
            days = read_days(raw, file, tx.today, only=only, since=since)
            new = new_days(days, tuple(tx.writer.values(Rates).values()))
            _add(tx, new, _source(options, tx, URL, PUBLISHER))
    _say_done(options, summary(new, len(days) - len(new)))


def _say_done(options: RateOptions, done: str) -> None:
    say(f"would be recorded: {done}" if options.dry_run else done)


def _add(tx: Transaction, days: list[DayRates], source: Source | None) -> None:
    names, stamp = set(tx.writer.values(Rates)), Stamp(tx.recorded_at, tx.recorded_by)
    for day_rates in days:
        tx.writer.put(rates_of(day_rates, names, stamp, source))


def _day(text: str | None, what: str, tx: Transaction) -> date:
    """The day of a rate, by default today; refuse a day in the future."""
    span = read_date(text, tx.today) if text else day(tx.today)
    if span.precision != "day":
        raise BadDate(text or "", "a rate holds for one day; write it as 2026-02-17")
    return require_past(what, span.last, tx.today)


def _source(options: RateOptions, tx: Transaction, url: str = "", publisher: str = "") -> Source | None:
    """The source of the rates, from the options or else the given defaults; None if there is neither."""
    url, publisher = options.source or url, options.publisher or publisher
    kind = one_of("kind of source", options.source_kind, SOURCE_KINDS)
    retrieved = day(tx.today) if url else None
    return Source(url=url, publisher=publisher, kind=kind, retrieved=retrieved) if url or publisher else None


def _read(location: str) -> bytes:
    """Read a file of rates, but no more than one byte above the limit."""
    try:
        if location == STANDARD_INPUT:
            return _input()
        with open(location, "rb", opener=without_waiting) as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a path with a NUL raises ValueError
        raise NoFile(location, reason(error) if isinstance(error, OSError) else str(error)) from None


def _input() -> bytes:
    if not sys.stdin:  # the caller closed it
        raise NoFile("standard input", "it is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)
