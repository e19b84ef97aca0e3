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
# As many commands, two of which do with the same file what tracker does: list what is overdue, as a table or as CSV,
# and show a commitment. Dates, retractions, changed terms and milestones are read as far as the sample has them.
REGISTER: Final = """
import sys
from calendar import monthrange
from datetime import date
from typing import Annotated

import typer
from tinydb import TinyDB, where

TODAY = date(2026, 11, 28)
app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


def last_day(text):
    text = text.rpartition("..")[2]
    if len(text) == 4:
        return f"{text}-12-31"
    if text.startswith("JP-FY"):
        return f"{int(text[5:]) + 1}-03-31"
    return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}" if len(text) == 7 else text


def day_of(event):
    return last_day(event.get("on") or event.get("known_on") or event["recorded_at"][:10])


def fold(document):
    found = dict(document["terms"], ref=document["ref"], status="proposed", moves=0, delivered=0.0, events=[])
    for name in ("assessment", "amount", "due", "first_due", "last_news", "since"):
        found[name] = None
    retracted = {event["retracts"] for event in document["history"] if event["event"] == "retraction"}
    for event in sorted(document["history"], key=lambda event: (day_of(event), event["id"])):
        if event["event"] == "retraction" or event["id"] in retracted:
            continue
        found["events"].append(event)
        if event.get("source"):
            told = last_day(event["source"].get("published") or day_of(event))
            found["last_news"] = max(found["last_news"] or "", told)
        if event["event"] == "status":
            if event["status"] != found["status"]:
                found["since"] = event.get("on")
            found["status"] = event["status"]
        elif event["event"] == "deadline":
            found["moves"] += found["due"] not in (None, event.get("due"))
            found["due"] = event.get("due")
            found["first_due"] = found["first_due"] or found["due"]
        elif event["event"] == "amount":
            found["amount"] = event["amount"]
        elif event["event"] == "delivery":
            found["delivered"] += float(event["amount"]["value"])
        elif event["event"] == "assessment":
            found["assessment"] = event["assessment"]
        elif event["event"] == "terms":
            found.update({name: event["terms"].get(name) for name in event["changed"]})
    is_open = found["status"] in ("agreed", "in_progress")
    due = date.fromisoformat(last_day(found["due"])) if found["due"] else None
    found["days_late"] = (TODAY - due).days if is_open and due and due < TODAY else None
    return found


def opened(register):
    return TinyDB(register, encoding="utf-8", access_mode="r").table("commitments")


@app.command("list")
def list_(register: str, overdue: bool = False, format: str = "table"):
    documents = {document["ref"]: document for document in opened(register)}
    rows = []
    for document in documents.values():
        found = fold(document)
        above, slash, _ = found["ref"].rpartition("/")
        if slash:
            whole = documents[above]["terms"]
            for name in ("obligor", "obligee", "category", "tags"):
                found[name] = found.get(name) or whole.get(name)
            found["parent"] = above
        if found["days_late"] or not overdue:
            rows.append(found)
    rows.sort(key=lambda row: -(row["days_late"] or 0))
    (as_csv if format == "csv" else as_table)(rows)


COLUMNS = ("ref title obligor obligee category force status assessment amount currency delivered due first_due "
           "moves days_late parent last_news titles instrument made_on time_zone tags notes").split()


def as_csv(rows):
    import csv

    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    for row in rows:
        amount = row["amount"] or {}
        row = row | {"amount": amount.get("value"), "currency": amount.get("unit")}
        row["titles"] = ";".join(f"{tag}={title}" for tag, title in row.get("titles", {}).items())
        out.writerow([";".join(value) if isinstance(value := row.get(name), list) else value for name in COLUMNS])


def as_table(rows):
    from rich.console import Console
    from rich.table import Table

    table = Table("When", "Last news", "Due", "Owes", "Amount", "Status", "Ref", "Commitment")
    for row in rows:
        amount = row["amount"] or {}
        table.add_row(
            f"{row['days_late']} d past due",
            f"no report since {row['last_news']}",
            row["due"],
            f"{','.join(row['obligor'])} → {','.join(row['obligee'])}",
            f"{amount.get('value', '')} {amount.get('unit', '')}",
            row["status"],
            row["ref"],
            row["title"],
        )
    Console().print(table)
    print(len(rows), "overdue.")


@app.command()
def show(register: str, ref: str):
    found = fold(opened(register).get(where("ref") == ref))
    events = found.pop("events")
    for name, value in found.items():
        if value:
            print(f"{name:<12}  {', '.join(value) if isinstance(value, list) else value}")
    heading = ""
    print("\\nHistory")
    for event in events:
        said = event.get("status") or event.get("due") or event.get("amount") or event.get("value") or ""
        source = event.get("source") or {}
        print(f"{event.get('on', 'unknown'):<10}  {event.get('known_on', ''):<10}  {event['event']:<10}  "
              f"{said} {event.get('note', '')}  {source.get('publisher', '')}")
    print("\\nSources")
    sources = {event["source"]["url"]: event["source"] for event in events if event.get("source")}
    for url, source in sources.items():
        print(f"{source.get('publisher', ''):<30}  {source.get('published', ''):<10}  {source.get('kind', 'media')}  "
              f"{source.get('language', '')}  {url}  {source.get('summary', '')}")


def command(name: str = "", limit: int = 20):
    pass


for number in range(COMMANDS - 2):
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
