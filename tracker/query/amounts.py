"""Query words about amounts: larger or smaller than a figure, in the record's own currency or in the one named."""

from collections.abc import Callable
from decimal import Decimal

from tracker.errors import BadAmount
from tracker.model.amounts import read_amount, read_figure
from tracker.query.registry import Test, word
from tracker.state.portfolio import Portfolio


@word("amount.over:1bn")
def amount_over(value: str, portfolio: Portfolio) -> Test:
    """It is about more than that; a figure without a currency is compared in whatever the amount is in."""
    del portfolio
    return _compared(value, lambda amount, limit: amount > limit)


@word("amount.under:USD 1bn")
def amount_under(value: str, portfolio: Portfolio) -> Test:
    """It is about less than that; with a currency or unit only amounts in that are compared."""
    del portfolio
    return _compared(value, lambda amount, limit: amount < limit)


def _compared(value: str, holds: Callable[[Decimal, Decimal], bool]) -> Test:
    limit, unit = _limit(value)
    return lambda standing: (
        standing.amount is not None and unit in {"", standing.amount.unit} and holds(standing.amount.value, limit)
    )


def _limit(value: str) -> tuple[Decimal, str]:
    try:
        return read_figure(value), ""
    except BadAmount:
        amount = read_amount(value)
        return amount.value, amount.unit
