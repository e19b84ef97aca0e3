"""An edition of the briefing: its question, its former edition, and the commands that print more than the page has."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, get_args

from msgspec import Struct

from tracker import __version__
from tracker.checks.finding import command
from tracker.language import translate, written_day
from tracker.reports.table import Records
from tracker.state.portfolio import Portfolio

RECORDS: Final[tuple[str, ...]] = get_args(Records)


class Edition(Struct, frozen=True):
    """The request for a briefing.

    `query`: the words that chose its commitments. `before`: the register on the day `since`, of the last edition.
    `written`: the day on which it is written. `records`: print the records of all commitments, of those that the reader
    opens, or of none. `most`: the most lines of a long section, 0 for all.
    """

    query: tuple[str, ...] = ()
    since: str = ""
    before: Portfolio | None = None
    written: date | None = None
    records: Records = "open"
    most: int = 0

    def command(self, portfolio: Portfolio, *words: str, query: Sequence[str] = ()) -> str:
        """The command that answers a question on the same commitments, on the same day and in the same unit.

        `query`: more words of a query, of which each is written once.

        >>> from tracker.model.dates import Moment
        >>> now = Portfolio((), Moment(date(2026, 2, 11)))
        >>> Edition(("list", "by:JP")).command(now, "list", query=("undated", "by:JP"))
        '`tracker list undated by:JP list --as-of 2026-02-11`'
        """
        moment, options = portfolio.moment, list[str]()
        if moment.known_at:
            options += ["--known-at", _written(moment.known_at)]
        if moment.known_at != moment.as_of and not (self.written and self.written == moment.day(portfolio.zone)):
            options += ["--as-of", _written(moment.as_of)]
        if portfolio.conversion:
            options += ["--in", portfolio.conversion.target.unit]
            options += ["--rate-day", "as-of"] if portfolio.conversion.target.rate_day == "as_of" else []
        return f"`{command(*words, *dict.fromkeys((*query, *self.query)), *options)}`"


EDITION: Final = Edition()


def _written(when: date | datetime) -> str:
    return when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()


def as_of_words(portfolio: Portfolio) -> str:
    """A sentence on the days of a portfolio: as of which day, and as known on which."""
    day, known = portfolio.moment.day(portfolio.zone), portfolio.moment.known_day(portfolio.zone)
    if known:
        return translate("As of {day}, as known on {known}.", day=written_day(day), known=written_day(known))
    return translate("As of {day}.", day=written_day(day))


def dated(portfolio: Portfolio, edition: Edition) -> str:
    """The days of an edition: as of which day, as known on which, and when and by which program it was written."""
    of = as_of_words(portfolio)
    if edition.written is None:
        return of
    written, program = written_day(edition.written), f"tracker {__version__}"
    return translate("{as_of} Written on {day} by {program}.", as_of=of, day=written, program=program)
