"""Sentences on the periods of a recurring duty that a change of its rule or of its amount changes."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Final

from tracker.language import listed, message, plural, translate
from tracker.model.amounts import Amount
from tracker.reports.date_text import period_written
from tracker.reports.event_text import version_words
from tracker.reports.standing_text import when
from tracker.state.portfolio import Standing

SHOWN: Final = 8  # sentences
# The sentence on periods that are over: on one, and on several.
_OVER: Final = {
    True: message("{periods}, which is over: {before}; now {after}"),
    False: message("{periods}, which are over: {before}; now {after}"),
}


def period_changes(before: Standing, after: Standing) -> Iterator[str]:
    """A sentence for each run of periods with the same change, until now: their amount, and their outcome if over.

    The last sentence counts the periods that are left out.
    """
    if before.amount and not after.amount:
        amount = before.format_amount(before.amount)
        yield translate("{amount} counts no longer as the amount of the whole", amount=amount)
    if _of_rule(before) != _of_rule(after) and (amended := after.state.amounts_of_each):
        versions = listed(map(version_words, amended))
        yield translate("what was amended stays: {versions}", versions=versions)
    old, new = ({one.ref: one for one in whole.periods} for whole in (before, after))
    found = sorted((old | new).items(), key=lambda item: _first_day(item[1]))
    told = [(one, _words(old.get(ref)), _words(new.get(ref))) for ref, one in found]
    runs = ((key, list(run)) for key, run in groupby(told, lambda item: (item[1], item[2], _is_over(item[0]))))
    changed = iter([(key, [one for one, _, _ in run]) for key, run in runs if key[0] != key[1]])
    for (was, now, is_over), periods in islice(changed, SHOWN):
        pattern = _OVER[len(periods) == 1] if is_over else message("{periods}: {before}; now {after}")
        yield translate(pattern, periods=_named(periods), before=was, after=now)
    if more := sum(len(periods) for _, periods in changed):
        yield translate("{periods} changed", periods=plural(more, "more period"))


def _of_rule(whole: Standing) -> Amount | None:
    return whole.terms.every.amount if whole.terms.every else None


def _first_day(period: Standing) -> tuple[object, str]:
    return period.state.period and period.state.period.first, period.ref


def _is_over(period: Standing) -> bool:
    days = period.state.period
    return days is not None and days.last < period.state.day


def _named(periods: list[Standing]) -> str:
    names = [period_written(one.state.period) for one in (periods[0], periods[-1]) if one.state.period]
    return names[0] if names[0] == names[-1] else translate("{first} to {last}", first=names[0], last=names[-1])


def _words(period: Standing | None) -> str:
    """The amount of a period, with its outcome if it is over."""
    if period is None:
        return translate("no period")
    amount = period.format_amount(period.amount) or translate("no amount")
    if not _is_over(period):
        return amount
    return translate("{amount}, {outcome}", amount=amount, outcome=_outcome(period))


def _outcome(period: Standing) -> str:
    """The outcome without days, which differ from period to period."""
    if period.timeliness == "completed":
        return translate("delivered in full")
    return translate("past due") if period.timeliness == "overdue" else when(period)[0]
