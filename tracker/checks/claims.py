"""The amounts and due dates that the record and its sources claim, parsed from the text of citations."""

import re
from collections.abc import Container, Iterable
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tracker.language import message, translate
from tracker.model.amounts import Amount
from tracker.model.commitment import CitationEvent
from tracker.model.dates import DateSpan
from tracker.state.fold import State
from tracker.state.prose import amounts_in, dates_in
from tracker.state.sources import citations_of, witness_of

RECORD: Final = message("the record")
_FISCAL: Final = re.compile(r"fiscal|\bfy|年度", re.IGNORECASE)


class ClaimedAmount(Struct, frozen=True):
    """An amount, who claims it, the id of the event, and if it is the recorded version in force or a superseded one."""

    amount: Amount
    by: str
    event: int
    in_force: bool = False
    superseded: bool = False


class ClaimedDate(Struct, frozen=True):
    """A due date, who claims it, and if it is the recorded version in force."""

    due: DateSpan
    by: str
    in_force: bool = False


def claimed_figures(state: State) -> tuple[ClaimedAmount, ...]:
    """Every claimed amount: the one in force first, then those of sources, then superseded versions."""
    recorded = [ClaimedAmount(event.amount, translate(RECORD), event.id, in_force=True) for event in state.amounts[-1:]]
    in_force = {event.amount.value for event in state.amounts[-1:]}
    cited = [
        ClaimedAmount(amount, _witness(event), event.id)
        for event in citations_of(state, "amount")
        for amount in _one_each(amounts_in(event.value), in_force)
    ]
    older = [
        ClaimedAmount(event.amount, translate("the record before"), event.id, superseded=True)
        for event in state.amounts[-2::-1]
    ]
    return (*recorded, *cited, *older)


def claimed_dates(state: State) -> tuple[ClaimedDate, ...]:
    """Every claimed due date, without statements of sources about fiscal years in words."""
    found = state.versions
    recorded = [ClaimedDate(event.due, translate(RECORD), in_force=event is found[-1]) for event in found if event.due]
    cited = [
        ClaimedDate(due, _witness(event))
        for event in citations_of(state, "deadline")
        if not _FISCAL.search(event.value)
        for due in dates_in(event.value)
    ]
    return (*recorded, *cited)


def _one_each(amounts: Iterable[Amount], in_force: Container[Decimal]) -> Iterable[Amount]:
    """One amount for each unit and period: the one in force if it is among them, else the first."""
    found: dict[tuple[str, str], Amount] = {}
    for amount in amounts:
        key = amount.unit, amount.per
        if key not in found or amount.value in in_force:
            found[key] = amount
    return found.values()


def _witness(event: CitationEvent) -> str:
    return witness_of(event.source) if event.source else translate(RECORD)
