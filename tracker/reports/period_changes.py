"""Sentences on the periods of a recurring duty that a change of its rule or of its amount changes."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Final

from tracker.errors import plural
from tracker.model.amounts import Amount
from tracker.model.recurrence import name_of_period
from tracker.reports.event_text import version_words
from tracker.reports.standing_text import when
from tracker.state.portfolio import Standing

SHOWN: Final = 8  # sentences


def period_changes(before: Standing, after: Standing) -> Iterator[str]:
    """A sentence for each run of periods with the same change, until now: their amount, and their outcome if over.

    The last sentence counts the periods that are left out.
    """
    if before.amount and not after.amount:
        yield f"{before.format_amount(before.amount)} counts no longer as the amount of the whole"
    if _of_rule(before) != _of_rule(after) and (amended := after.state.amounts_of_each):
        yield f"what was amended stays: {', '.join(map(version_words, amended))}"
    old, new = ({one.ref: one for one in whole.periods} for whole in (before, after))
    found = sorted((old | new).items(), key=lambda item: _first_day(item[1]))
    told = [(one, _words(old.get(ref)), _words(new.get(ref))) for ref, one in found]
    runs = ((key, list(run)) for key, run in groupby(told, lambda item: (item[1], item[2], _is_over(item[0]))))
    changed = iter([(key, [one for one, _, _ in run]) for key, run in runs if key[0] != key[1]])
    for (was, now, is_over), periods in islice(changed, SHOWN):
        yield f"{_named(periods)}{_over(periods) if is_over else ''}: {was}; now {now}"
    if more := sum(len(periods) for _, periods in changed):
        yield f"{plural(more, 'more period')} changed"


def _of_rule(whole: Standing) -> Amount | None:
    return whole.terms.every.amount if whole.terms.every else None


def _first_day(period: Standing) -> tuple[object, str]:
    return period.state.period and period.state.period.first, period.ref


def _is_over(period: Standing) -> bool:
    days = period.state.period
    return days is not None and days.last < period.state.day


def _named(periods: list[Standing]) -> str:
    names = [name_of_period(one.state.period) for one in (periods[0], periods[-1]) if one.state.period]
    return " to ".join(dict.fromkeys(names))


def _over(periods: list[Standing]) -> str:
    return f", which {'is' if len(periods) == 1 else 'are'} over"


def _words(period: Standing | None) -> str:
    """The amount of a period, with its outcome if it is over."""
    if period is None:
        return "no period"
    amount = period.format_amount(period.amount) or "no amount"
    return f"{amount}, {_outcome(period)}" if _is_over(period) else amount


def _outcome(period: Standing) -> str:
    """The outcome without days, which differ from period to period."""
    if period.timeliness == "completed":
        return "delivered in full"
    return "past due" if period.timeliness == "overdue" else when(period)[0]
