"""The end of the briefing: how to cite it, and what its words mean."""

from collections.abc import Iterator
from typing import Final

from tracker.language import message, translate
from tracker.reports.edition import Edition, dated
from tracker.reports.table import Cell, Panel
from tracker.state.portfolio import Portfolio

METHOD: Final = (
    message(
        "Everything here rests on events, each with its day, the day on which it became known, and its source; the rest"
        " is computed from them."
    ),
    message(
        "Late: the day has passed, and a source, a party or an analyst, who is named, says that it was not done. Past"
        " due: the day has passed, and nothing recorded says that it was done or not done."
    ),
    message(
        "Met: recorded as met, which needs its day and a source. Delivered in full: the recorded deliveries reach the"
        " amount, and nobody has marked it met."
    ),
    message(
        "Ended with no outcome reported: its last day or period is over, and nobody has reported whether it was kept,"
        " or something arrived of the most that was promised."
    ),
    message(
        "On time: met or delivered in full by its day; the first day that was promised and the day in force are counted"
        " apart."
    ),
    message("A straight line is illustrative: nobody promised it."),
    message("Amounts in different units, of different kinds or in different currencies are never added."),
    message(
        "Confidence is that of the weakest of status, deadline and amount. Confirmed: a treaty, official texts of both"
        " sides, or one of them and an independent audit or series of figures. Probable: the official text of one side."
        " Reported: other sources, such as the press. Unsourced: none."
    ),
    message("`tracker help` has a page on each of these."),
)

# Where it is another day in the time zone of a promise than in that of the register.
_DAYS: Final = message(
    "Days are counted in the time zone of each promise, where it may already or still be another day."
)


def about(portfolio: Portfolio, title: str, edition: Edition) -> Iterator[Panel]:
    """The panels that say how to cite the briefing and what its words mean."""
    register = portfolio.register.id
    cited = translate("“{title}”. {dated}", title=title, dated=dated(portfolio, edition))
    of = translate("{cited} Register {id}.", cited=cited, id=register) if register else cited
    yield Panel(title=translate("How to cite"), sentences=(Cell(of),), anchor="cite")
    days = [_DAYS] if any(one.state.day != portfolio.moment.day(portfolio.zone) for one in portfolio) else []
    method = tuple(Cell(translate(one)) for one in (*METHOD, *days))
    yield Panel(title=translate("Method"), sentences=method, anchor="method")
