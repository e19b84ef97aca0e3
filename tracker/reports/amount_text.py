"""Amounts as pieces of a sentence: what is promised, what arrived, and what is short or exceeded."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from tracker.language import ENGLISH, current_language, listed, message, plural, translate
from tracker.model.amount_formats import amount_written
from tracker.model.amounts import Amount, Qualifier, figure, is_currency
from tracker.model.commitment import Terms
from tracker.model.status import NOT_APPLICABLE
from tracker.reports.code_text import spoken
from tracker.reports.text import on_spoken, source_spoken
from tracker.state import keeping
from tracker.state.obligors import is_owed_by_each
from tracker.state.portfolio import Standing

_QUALIFIED: Final[dict[Qualifier, str]] = {"exact": "", "about": "about ", "at_least": "at least ", "up_to": "up to "}
PROMISED_NOTE: Final = message(
    "Promised: the topmost amount of each branch, without what was only proposed, withdrawn or superseded."
)
KINDS_APART: Final = message(
    "Kinds of amount are never added up. An amount of mixed kinds, or without a kind, may include amounts of one kind,"
    " which have a total of their own."
)
SURPLUS_NOTE: Final = message(
    "Share: to a recurring duty at most the amount of each period counts; what came beyond it makes up for no other."
)
JOINTLY_NOTE: Final = message(
    "Jointly: owed together with others, so the full amount stands at each of them; add it once."
)
INCREASE: Final = message("increase")
DIGITS: Final = 4  # that a computed figure is shown with
MOST_PERIODS: Final = 3  # exceeded periods that a cell names
MOST_OBLIGORS: Final = 6  # obligors that a cell names; of more it names the first and counts the others


def amount_spoken(amount: Amount) -> str:
    """A figure with its qualifier in words.

    >>> from tracker.model.amounts import read_amount
    >>> amount_spoken(read_amount("~USD 7bn/yr"))
    'about USD 7bn a year'
    """
    if current_language() != ENGLISH:
        return amount_written(amount)
    return f"{_QUALIFIED[amount.qualifier]}{figure(amount.value, amount.unit)}{' a year' if amount.per else ''}"


def of_kind(figure: str, *kinds: str) -> str:
    """A figure with its kind of amount; the figure alone if no kind is said.

    >>> of_kind("USD 33bn", "loan"), of_kind("USD 33bn", "")
    ('USD 33bn (loan)', 'USD 33bn')
    """
    words = listed(spoken(kind) for kind in kinds if kind)
    return translate("{amount} ({kind})", amount=figure, kind=words) if figure and words else figure


def each_words(written: str, terms: Terms) -> str:
    """A written amount, with a remark if each of several obligors owes it; empty without an amount."""
    return translate("{amount} each", amount=written) if written and is_owed_by_each(terms) else written


def amount_words(standing: Standing) -> str:
    """The amount in force in the language of the portfolio, with its kind; empty without an amount.

    An amount that each of several obligors owes is written as such; so is an increase, and that of each
    period.
    """
    written = each_words(standing.format_amount(standing.amount), standing.terms)
    if (rule := standing.terms.every) and standing.amount_of_each and not written:
        amount, period = standing.format_amount(standing.amount_of_each), translate(rule.period)
        written = translate("{amount} each {period}", amount=amount, period=period)
    return of_kind(written, standing.terms.amount_kind, INCREASE if standing.terms.increment else "")


def reached_words(standing: Standing) -> str:
    """The amount that was delivered in full, after a comma; empty without an amount.

    A whole of which each obligor or each period has an amount tells that amount, and no sum.
    """
    is_whole_of_each = standing.amount is None or (standing.obligors and standing.terms.each)
    words = amount_words(standing) if is_whole_of_each else reached_of(standing)
    return translate(", {remark}", remark=words) if words else ""


def percent_written(share: Decimal | None) -> str:
    """A fraction as a percentage to one place.

    >>> percent_written(Decimal("0.1667")), percent_written(None)
    ('16.7%', 'n/a')
    """
    return translate("n/a") if share is None else f"{share:.1%}"


def measure_words(measure: str, *, counts: bool) -> str:
    """The measure of a delivery, and a remark if another measure counts instead.

    >>> measure_words("customs", counts=True), measure_words("", counts=False)
    ('customs', 'not said (not counted)')
    """
    words = measure or translate("not said", "measure")
    return words if counts else translate("{measure} (not counted)", measure=words)


def jointly_words(written: str, promised: Amount | None, jointly: str, part: Amount | None) -> str:
    """A promised total, and how much of it is owed jointly with others."""
    if part is None or promised is None:
        return written
    if part.value == promised.value:
        return translate("{amount} jointly", amount=written)
    return translate("{amount}, {part} of it jointly", amount=written, part=jointly)


def exceeded_note(ceilings: Iterable[Standing]) -> Iterator[str]:
    """A note that names each ceiling that a figure exceeds, and by how much; nothing without one."""
    named = dict.fromkeys(
        translate("{ceiling} by {amount}", ceiling=named_ref(one), amount=one.format_amount(one.exceeded))
        for one in ceilings
    )
    if named:
        yield translate("Exceeded, each against its own ceiling: {ceilings}.", ceilings=listed(named))


def computed_words(value: Decimal, unit: str, standing: Standing) -> str:
    """A computed figure, rounded to what can be read."""
    return standing.format_amount(Amount(Decimal(f"{value:.{DIGITS}g}"), unit))


def in_brackets(obligor: str) -> str:
    """An obligor in brackets after a space; empty if there is none."""
    return translate(" ({obligor})", obligor=obligor) if obligor else ""


def named_ref(standing: Standing) -> str:
    """The ref, with the one obligor that the standing is of."""
    return f"{standing.ref}{in_brackets(standing.of)}"


def reached_of(standing: Standing) -> str:
    """The delivered part of the amount; of an amount that each obligor owes, the part of each obligor."""
    if standing.obligors and standing.terms.each:
        applying = [one for one in standing.obligors if one.status != NOT_APPLICABLE]
        arrived = listed(map(_arrived_from, applying[:MOST_OBLIGORS]))
        if len(applying) > MOST_OBLIGORS:
            others = plural(len(applying) - MOST_OBLIGORS, "other")
            arrived = translate("{named} and {others}", named=arrived, others=others)
        return translate("{arrived} of {amount}", arrived=arrived, amount=amount_words(standing))
    arrived = standing.format_amount(standing.arrived)
    return translate("{arrived} of {amount}", arrived=arrived, amount=standing.format_amount(standing.amount))


def _arrived_from(one: Standing) -> str:
    """The part that came from one obligor."""
    amount = one.format_amount(one.arrived) or translate("nothing")
    return translate("{obligor} {amount}", obligor=one.of, amount=amount)


def short_words(standing: Standing) -> str:
    """The shortfall of a period by the sourced figure for the whole period."""
    return translate("short by {amount}", amount=standing.format_amount(standing.shortfall))


def exceeded_words(standing: Standing) -> str:
    """The excess over a bound, with the obligor if there are several, and the periods of a recurring duty."""
    found = standing.exceeded_in
    named, rest = listed(_exceeded_by(standing, one) for one in found[:MOST_PERIODS]), len(found) - MOST_PERIODS
    if rest > 0 and standing.periods:
        named = translate("{named} and in {others}", named=named, others=plural(rest, "more period"))
    elif rest > 0:
        named = translate("{named} and {number} more", named=named, number=rest)
    return translate("exceeded {excesses}", excesses=named)


def _exceeded_by(standing: Standing, one: Standing) -> str:
    """The excess of one period or of one obligor of a standing."""
    amount = f"{standing.format_amount(one.exceeded)}{in_brackets(one.of) if one.of != standing.of else ''}"
    if one.ref == standing.ref:
        return translate("by {amount}", amount=amount)
    return translate("in {period} by {amount}", period=one.title, amount=amount)


def excess_words(standing: Standing, one: keeping.Excess | None) -> str:
    """The excess of a figure over the bound, with its date and source; it is computed and is no breach by itself."""
    if one is None:
        return ""
    by, arrived, bound = (standing.format_amount(amount) for amount in (one.by, one.arrived, one.bound))
    day, source = on_spoken(one.event.on), source_spoken(one.event.source)
    return translate(
        "by {excess}: {arrived} against {bound}{day}{source}",
        excess=by,
        arrived=arrived,
        bound=bound,
        day=day,
        source=source,
    )


def delivery_notes(standing: Standing) -> list[str]:
    """The notes on a delivery that was just recorded: it completes the promise, or counts only once it is converted."""
    found = []
    amount, came = standing.amount, standing.state.deliveries
    if (
        amount
        and came
        and amount.unit != (unit := came[-1].amount.unit)
        and is_currency(unit)
        and is_currency(amount.unit)
    ):
        pattern = message("{ref}: promised in {promised}; what came in {unit} is added only with --in {promised}")
        found.append(translate(pattern, ref=standing.ref, promised=amount.unit, unit=unit))
    if standing.timeliness == "completed" and standing.completion:
        on = standing.completion.last if standing.completion.is_exact else "DAY"
        command = f"`tracker mark {standing.ref} met --on {on} --source URL`"
        pattern = message("{ref}: that is all of it{amount}; {command} confirms it")
        found.append(translate(pattern, ref=standing.ref, amount=reached_words(standing), command=command))
    return found
