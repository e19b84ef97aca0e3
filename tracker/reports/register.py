"""What a register comes to, for `info` and `copy`: where it is, what is in it, who changed it last."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from tracker.errors import plural
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Register
from tracker.reports.event_text import describe
from tracker.reports.show import values
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value, plain, plain_panel
from tracker.state.portfolio import Portfolio


def info_table(facts: Mapping[str, Value]) -> Table:
    """One row of these facts; for people each on a line of its own."""
    columns = tuple(Column(name, "number" if isinstance(value, int) else "text") for name, value in facts.items())
    rows = tuple((Cell(name.replace("_", " "), "dim"), Cell(plain(value))) for name, value in facts.items())
    return Table(columns, (tuple(facts.values()),), (Panel((Heading(""), Heading("", flexible=True)), rows),))


class Copy(Struct, frozen=True):
    """One backup; `damage` is why it cannot be read, and then nothing else of it is known."""

    backup: str
    bytes: int
    changed_at: datetime | None = None
    changed_by: str = ""
    commitments: int | None = None
    events: int | None = None
    damage: str = ""


_BACKUPS = (
    Column("backup", "text"),
    Column("bytes", "number"),
    Column("changed_at", "date"),
    Column("changed_by", "text"),
    Column("commitments", "number"),
    Column("events", "number"),
    Column("damage", "text"),
)


def backups_table(copies: Iterable[Copy]) -> Table:
    """A row for each backup, in the order given."""
    rows = tuple(
        (one.backup, one.bytes, one.changed_at, one.changed_by or None, one.commitments, one.events, one.damage or None)
        for one in copies
    )
    return Table(_BACKUPS, rows, (plain_panel(_BACKUPS, rows, notes=(f"{len(rows)} backups.",)),))


_LOST = (Column("ref"), Column("lost", "text"))


def lost_commitments(now: Iterable[Commitment], copy: Mapping[str, Commitment]) -> list[tuple[str, str]]:
    """The ref and the words of everything in the commitments that the copy has not."""
    return [(one.ref, words) for one in now for words in _lost(one, copy.get(one.ref))]


def lost_beside(now: Register, copy: Register) -> list[tuple[str, str]]:
    """The name and the words of every party, day of rates and view that the copy has not, or has otherwise."""
    return [
        *((code, f"its name, {party.name}") for code, party in now.parties.items() if copy.parties.get(code) != party),
        *((rates.base, f"its rates of {rates.on}") for rates in now.rates if rates not in copy.rates),
        *((f"@{name}", " ".join(view.query)) for name, view in now.views.items() if copy.views.get(name) != view),
    ]


def restore_table(facts: Mapping[str, str], lost: list[tuple[str, str]], *, is_known: bool) -> Table:
    """What is known of register and copy, then what would be lost; `is_known` is false where nobody can tell."""
    above = Panel(
        (Heading(""), Heading("", flexible=True)), tuple((Cell(name, "dim"), Cell(facts[name])) for name in facts)
    )
    if not is_known:
        note = "What was recorded after the backup would be lost; the register is too damaged to tell what that is."
    elif lost:
        note = f"{len(lost)} would be lost."
    else:
        note = "Nothing would be lost."
    rows = tuple((Cell(name), Cell(words)) for name, words in lost)
    below = Panel((Heading("Of"), Heading("Would be lost", flexible=True)), rows, notes=(note,))
    return Table(_LOST, tuple(lost), (above, below))


def _lost(now: Commitment, copy: Commitment | None) -> list[str]:
    if copy is None:
        return [f"all of it: “{now.terms.title}”, {plural(len(now.history), 'event')}"]
    return [f"event {event.id}: {describe(event)}" for event in now.history if event not in copy.history] + (
        ["its terms"] if now.terms != copy.terms else []
    )


_DIFFERENCE = (Column("field"), Column("before", "text"), Column("after", "text"))


def difference_table(before: Portfolio, after: Portfolio, ref: str) -> Table:
    """The values of a commitment that differ between two portfolios, side by side."""
    old = values(before.standings[ref]) if ref in before.standings else {}
    new = values(after.standings[ref]) if ref in after.standings else {}
    rows = tuple(
        (name, plain(old.get(name)), plain(new.get(name)))
        for name in {**old, **new}
        if plain(old.get(name)) != plain(new.get(name))
    )
    headings = (Heading(ref), Heading("Before", flexible=True), Heading("After", flexible=True))
    cells = tuple((Cell(name), Cell(was), Cell(becomes, "strong")) for name, was, becomes in rows)
    notes = ("Nothing was changed.",) if rows else ("It would be recorded and change no figure. Nothing was changed.",)
    return Table(_DIFFERENCE, rows, (Panel(headings, cells, notes=notes),))


_WORDS = (Column("word", "text"), Column("meaning", "text"))


def words_table(words: Iterable[tuple[str, str]]) -> Table:
    """Each word as it is written, and its meaning."""
    rows = tuple(words)
    cells = tuple((Cell(word, "strong"), Cell(meaning)) for word, meaning in rows)
    return Table(_WORDS, rows, (Panel((Heading("Word"), Heading("Finds what", flexible=True)), cells),))


_PARTIES = (Column("code"), Column("name", "text"), Column("names", "text"), Column("former", "text"))


def parties_table(parties: Iterable[Party]) -> Table:
    """The parties by code, with their names in other languages."""
    rows = tuple(
        (
            party.code,
            party.name,
            tuple(f"{tag}={name}" for tag, name in party.names.items()),
            tuple(old.name for old in party.former),
        )
        for party in sorted(parties, key=lambda party: party.code)
    )
    return Table(_PARTIES, rows, (plain_panel(_PARTIES, rows),))
