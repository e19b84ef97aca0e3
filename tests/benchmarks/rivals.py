"""The programs that tracker is compared with: bare scripts, stock TinyDB, and the data of Taskwarrior and hledger.

python -m tests.benchmarks.rivals (register|tasks|rows|journal) COUNT FILE
"""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.benchmarks.registers import REFERENCE, commitments, register
from tracker.model.commitment import AmountEvent, Commitment, DeadlineEvent, StatusEvent
from tracker.model.status import CLOSED_STATUSES

# As many commands as tracker has, each empty.
BARE: Final = """
import typer
app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
def command(name: str = "", limit: int = 20) -> None:
    pass
for number in range(COMMANDS):
    app.command(f"command{number}")(command)
app()
"""
# The same commands with TinyDB and a table of 20 rows; no register is read.
TABLE: Final = """
import typer
from rich.console import Console
from rich.table import Table
from tinydb import TinyDB
app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
def command(name: str = "", limit: int = 20) -> None:
    table = Table("ref", "title", "due", "late", "amount")
    for row in range(20):
        table.add_row(f"jp-us-{row}", "Settle and announce the first project", "2026-02-28", "42", "USD 33.3bn")
    Console().print(table)
for number in range(COMMANDS):
    app.command(f"command{number}")(command)
app()
"""
# A short script with stock TinyDB that lists the overdue commitments of a register.
FOLD: Final = """
import csv, sys
from datetime import date
from tinydb import TinyDB
today = date(2026, 6, 15)
out = csv.writer(sys.stdout)
with TinyDB(sys.argv[1], encoding="utf-8", access_mode="r") as database:
    for document in database.table("commitments"):
        status, due, first, moves, amount, delivered = "proposed", None, None, 0, {}, 0
        for event in sorted(document["history"], key=lambda event: (event["on"], event["known_on"], event["id"])):
            if event["event"] == "status":
                status = event["status"]
            elif event["event"] == "deadline":
                moves += due is not None and due != event["due"]
                due = event["due"]
                first = first or due
            elif event["event"] == "amount":
                amount = event["amount"]
            elif event["event"] == "delivery":
                delivered += float(event["amount"]["value"])
        if status in ("agreed", "in_progress") and due and date.fromisoformat(due) < today:
            late = (today - date.fromisoformat(due)).days
            terms = document["terms"]
            out.writerow([document["ref"], terms["title"], *terms["obligor"], *terms["obligee"], status,
                          amount.get("value"), amount.get("unit"), delivered, due, first, moves, late])
"""
UPDATE: Final = """
import sys
from tinydb import TinyDB
event = {"event": "assessment", "id": 9, "recorded_at": "2026-06-15T12:00:00Z", "assessment": "at_risk"}
with TinyDB(sys.argv[1], encoding="utf-8") as database:
    database.table("commitments").update(lambda document: document["history"].append(event), doc_ids=[int(sys.argv[2])])
"""


def tasks(promises: Iterable[Commitment], today: date) -> str:
    """The promises as Taskwarrior tasks, one JSON object a line, with the same due days."""
    return "".join(json.dumps(_task(promise, today), ensure_ascii=False) + "\n" for promise in promises)


def rows(promises: Iterable[Commitment]) -> str:
    """The promises as CSV rows to import: title, parties, category and due date."""
    lines = (
        f"{promise.terms.title},{promise.terms.obligor[0]},{promise.terms.obligee[0]},{promise.terms.category},{_due(promise)}\r\n"
        for promise in promises
    )
    return "title,obligor,obligee,category,due\r\n" + "".join(lines)


def journal(promises: Iterable[Commitment]) -> str:
    """The promises as hledger transactions on their due day, with the sources as comments."""
    return "".join(map(_transaction, promises))


def taskrc(folder: Path) -> str:
    """The settings of a non-interactive Taskwarrior with its data in a folder."""
    return f"data.location={folder}\nconfirmation=off\nverbose=nothing\nhooks=off\n"


def _due(promise: Commitment) -> date | str:
    dates = [event.due.last for event in promise.history if isinstance(event, DeadlineEvent) and event.due]
    return dates[-1] if dates else ""


def _transaction(promise: Commitment) -> str:
    amounts = [event.amount for event in promise.history if isinstance(event, AmountEvent)]
    sources = [event.source for event in promise.history if event.source]
    return "".join(
        (
            f"{_due(promise) or REFERENCE + timedelta(days=3650)} {promise.terms.title} {promise.terms.titles['ja']}\n",
            *(f"    ; {source.publisher} {source.url} {source.quote}\n" for source in sources),
            f"    owed:{promise.terms.obligor[0]}  {amounts[-1].value} {amounts[-1].unit}\n",
            f"    due:{promise.terms.obligee[0]}\n\n",
        )
    )


def _task(promise: Commitment, today: date) -> dict[str, object]:
    due = _due(promise)
    closed = any(isinstance(event, StatusEvent) and event.status in CLOSED_STATUSES for event in promise.history)
    stamp = (today - timedelta(days=30)).strftime("%Y%m%dT00000")
    sources = [event.source for event in promise.history if event.source]
    task: dict[str, object] = {
        "uuid": f"00000000-0000-4000-8000-{int(promise.ref[1:]):012d}",
        "description": f"{promise.terms.title} {promise.terms.titles['ja']}",
        "status": "completed" if closed else "pending",
        "entry": f"{stamp}0Z",
        "project": promise.terms.category,
        "tags": [*promise.terms.obligor, *promise.terms.obligee],
        "annotations": [
            {"entry": f"{stamp}{number}Z", "description": f"{source.publisher} {source.url} {source.quote}"}
            for number, source in enumerate(sources)
        ],
    }
    if isinstance(due, date):
        task["due"] = f"{due + (today - REFERENCE):%Y%m%d}T000000Z"
    if closed:
        task["end"] = f"{stamp}9Z"
    return task


def main() -> None:
    """Write a file in the format that the command line names."""
    form, count, place = sys.argv[1:]
    match form:
        case "register":
            raw = register(int(count))
        case "tasks":
            raw = tasks(commitments(int(count)), datetime.now(UTC).date()).encode()
        case "journal":
            raw = journal(commitments(int(count))).encode()
        case _:
            raw = rows(commitments(int(count))).encode()
    Path(place).write_bytes(raw)


if __name__ == "__main__":
    main()
