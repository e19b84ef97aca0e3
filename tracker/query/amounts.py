"""Query words about amounts: larger or smaller than a figure, in the record's own unit or in the one named."""

from collections.abc import Callable
from decimal import Decimal
from operator import gt, lt

from tracker.errors import BadAmount
from tracker.model.amounts import read_amount, read_figure
from tracker.query.filter import Scope, Term
from tracker.query.registry import word


@word("amount.over:1bn")
def amount_over(value: str, _scope: Scope) -> Term:
    """The amount is larger than this. A figure without a currency is compared in the unit of each amount."""
    return _compare(gt, value)


@word("amount.under:USD 1bn")
def amount_under(value: str, _scope: Scope) -> Term:
    """The amount is smaller than this. With a currency or unit only amounts in that unit are compared."""
    return _compare(lt, value)


def _compare(holds: Callable[[Decimal, Decimal], bool], value: str) -> Term:
    limit, unit = _read_limit(value)
    return Term(
        lambda standing: (
            standing.amount is not None and unit in {"", standing.amount.unit} and holds(standing.amount.value, limit)
        )
    )


def _read_limit(value: str) -> tuple[Decimal, str]:
    try:
        return read_figure(value), ""
    except BadAmount:
        amount = read_amount(value)
        return amount.value, amount.unit
