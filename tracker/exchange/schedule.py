"""The column `schedule` of earlier trackers, whose partial targets become milestones."""

from datetime import date
from typing import Final

import msgspec
from msgspec import Struct

from tracker.errors import MissingValue, NotImportable, quoted
from tracker.exchange.json_text import read_json_cell
from tracker.model.amounts import Amount, read_amount
from tracker.model.dates import DateSpan, span
from tracker.model.due_dates import read_date
from tracker.model.refs import target_ref

SCHEDULE: Final = "schedule"


class Target(Struct, frozen=True):
    """One dated partial target."""

    due: DateSpan
    amount: Amount | None = None
    words: str = ""


def parse_schedule(text: str, today: date) -> tuple[Target, ...]:
    """The targets in a cell: `2026=USD 8bn; 2027=USD 9bn`, or an array as in a data package."""
    if text.lstrip().startswith("["):
        try:
            return msgspec.convert(read_json_cell(text), tuple[Target, ...], dec_hook=_date)
        except msgspec.ValidationError as error:
            raise NotImportable("the cell", str(error), "write it as in an export") from None
    return tuple(_target(part.strip(), today) for part in text.split(";") if part.strip())


def milestone_refs(parent: str, targets: tuple[Target, ...]) -> list[str]:
    """The refs of the milestones that targets become, as the migration of a register names them."""
    found: list[str] = []
    for target in targets:
        found.append(target_ref(parent, target.words, str(target.due), found))
    return found


def _target(text: str, today: date) -> Target:
    due, sign, amount = text.partition("=")
    if not due.strip():
        raise MissingValue(f"{quoted(text)} is no partial target", "write it as 2026=USD 8bn")
    return Target(read_date(due, today), read_amount(amount) if sign and amount.strip() else None)


def _date(_: type[object], text: object) -> DateSpan:
    return span(str(text))
