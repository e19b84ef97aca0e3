"""The checks: each looks at one commitment and reports what deserves attention.

A check is a function that yields findings; its docstring is its help. It has its place in `_ORDER`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias

from tracker.checks import amounts, copies, deadlines, keeping, links, misleading, parts, sources
from tracker.checks.finding import Finding
from tracker.errors import BadChoice
from tracker.state.portfolio import Standing

Check: TypeAlias = Callable[[Standing], Iterator[Finding]]
# The order of the checks in the help and in the report. What may mislead a reader comes first.
_ORDER: Final[tuple[Check, ...]] = (
    copies.broken_copies,
    misleading.completed_unconfirmed,
    misleading.overdue_without_news,
    misleading.review_missed,
    misleading.two_measures,
    misleading.baseline_above_amount,
    misleading.performed_ahead,
    keeping.exceeded_unreported,
    keeping.lapsed_unreported,
    keeping.start_unknown,
    deadlines.silent_moves,
    deadlines.due_before_made,
    deadlines.closed_before_agreed,
    deadlines.fiscal_years,
    amounts.annual_totals,
    amounts.unit_errors,
    amounts.swapped_digits,
    amounts.exchange_rates,
    sources.contradicted,
    links.parent_cycles,
    links.dangling_refs,
    links.unknown_parties,
    links.unknown_categories,
    parts.parts_above_whole,
    parts.parts_after_whole,
    parts.double_deliveries,
    parts.between_periods,
    parts.yearly_without_rule,
    sources.met_unsourced,
    sources.uncited,
    copies.address_alone,
    sources.one_witness,
    copies.no_copy,
)
CHECKS: Final[dict[str, Check]] = {check.__name__.replace("_", "-"): check for check in _ORDER}
# The checks of each obligor's own standing, where several are judged apart.
_OF_EACH: Final = frozenset(
    {
        "completed-unconfirmed",
        "overdue-without-news",
        "start-unknown",
        "lapsed-unreported",
        "due-before-made",
        "closed-before-agreed",
        "met-unsourced",
    }
)
# The same where each owes the amount; what is owed together is compared with the figures of all.
_OF_EACH_AMOUNT: Final = _OF_EACH | {"exceeded-unreported"}
# A weak check may find something in every commitment, so a report shows only its first findings and counts the rest.
WEAK: Final = frozenset({"address-alone", "one-witness", "no-copy"})
# Checks that find something in every commitment of a register without copies, where one that keeps none is told so.
OF_COPIES: Final = frozenset({"address-alone", "no-copy"})
# The check that compares every saved copy with its checksum.
READS_COPIES: Final = "broken-copies"


def help_of(name: str) -> str:
    """The help of a check, in one line."""
    return (CHECKS[name].__doc__ or "").partition("\n")[0]


def selected(only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """The names of the selected checks, in order; refuse a name that does not exist."""
    if wrong := next((name for name in (*only, *without) if name not in CHECKS), None):
        raise BadChoice("check", wrong, list(CHECKS))
    return [name for name in CHECKS if (not only or name in only) and name not in without]


def run(standings: Sequence[Standing], names: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    """The findings of each of the named checks, in the order of the standings."""
    return {name: tuple(chain.from_iterable(_found(name, standing) for standing in standings)) for name in names}


def _found(name: str, standing: Standing) -> Iterator[Finding]:
    """The findings of a check; what it finds of several obligors alike is one finding that names them."""
    if standing.obligors and name in (_OF_EACH_AMOUNT if standing.terms.each else _OF_EACH):
        return _found_of_each(name, standing)
    return CHECKS[name](standing)


def _found_of_each(name: str, standing: Standing) -> Iterator[Finding]:
    """The findings of a check of each obligor; those that are alike are one finding that names the obligors."""
    alike: dict[str, list[Finding]] = {}
    for finding in (finding for one in standing.obligors for finding in CHECKS[name](one)):
        alike.setdefault(finding.message, []).append(finding)
    for found in alike.values():
        yield found[0].of_several(standing, [finding.standing.of for finding in found])
