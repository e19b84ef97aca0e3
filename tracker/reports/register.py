"""Tables about a register itself: its facts, backups, losses of a restore, differences, words and parties."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from tracker.language import plural, translate
from tracker.model.commitment import CATEGORIES, Commitment
from tracker.model.register import Category, Party, Register
from tracker.reports.event_text import describe
from tracker.reports.show import values
from tracker.reports.table import Column, Field, Table, Value, facts_panel, panel_of, plain, table_of
from tracker.state.portfolio import Portfolio


def info_table(facts: Mapping[str, Value]) -> Table:
    """One row of these facts; people see one fact a line."""
    columns = tuple(Column(name, "number" if isinstance(value, int) else "text") for name, value in facts.items())
    panel = facts_panel((translate(name.replace("_", " ")), plain(value)) for name, value in facts.items())
    return Table(columns, (tuple(facts.values()),), (panel,))


class Copy(Struct, frozen=True):
    """One backup; `damage` is why it cannot be read, in which case nothing else is known."""

    backup: str
    bytes: int
    changed_at: datetime | None = None
    changed_by: str = ""
    commitments: int | None = None
    events: int | None = None
    damage: str = ""


_BACKUPS: Final[tuple[Field[Copy], ...]] = (
    Field("backup", "text", lambda one: one.backup),
    Field("bytes", "number", lambda one: one.bytes),
    Field("changed_at", "date", lambda one: one.changed_at),
    Field("changed_by", "text", lambda one: one.changed_by or None),
    Field("commitments", "number", lambda one: one.commitments),
    Field("events", "number", lambda one: one.events),
    Field("damage", "text", lambda one: one.damage or None),
)


def backups_table(copies: Iterable[Copy]) -> Table:
    """A row for each backup, in the order given."""
    table = table_of(_BACKUPS, copies)
    return table.with_plain_panel(translate("{number} backups.", number=len(table.rows)))


_LOST: Final[tuple[Field[tuple[str, str]], ...]] = (
    Field("ref", "code", lambda lost: lost[0], "Of"),
    Field("lost", "text", lambda lost: lost[1], "Would be lost"),
)


def lost_commitments(now: Iterable[Commitment], copy: Iterable[Commitment]) -> list[tuple[str, str]]:
    """The ref and a description of everything in the commitments that is missing from the copy."""
    copied = {one.ref: one for one in copy}
    return [(one.ref, words) for one in now for words in _lost(one, copied.get(one.ref))]


def lost_beside(now: Register, copy: Register) -> list[tuple[str, str]]:
    """The name and a description of every value beside the commitments that the copy lacks, or has another of."""
    return [
        *(
            (code, translate("its name, {name}", name=party.name))
            for code, party in now.parties.items()
            if copy.parties.get(code) != party
        ),
        *(
            (code, translate("its label, {label}", label=one.name))
            for code, one in now.categories.items()
            if copy.categories.get(code) != one
        ),
        *(
            (rates.base, translate("its rates of {day}", day=rates.on))
            for rates in now.rates
            if rates not in copy.rates
        ),
        *((f"@{name}", " ".join(view.query)) for name, view in now.views.items() if copy.views.get(name) != view),
    ]


def restore_table(facts: Mapping[str, str], lost: list[tuple[str, str]], *, is_known: bool) -> Table:
    """The facts of register and copy, then the losses; `is_known` is False if the losses cannot be determined."""
    if not is_known:
        note = translate(
            "What was recorded after the backup would be lost; the register is too damaged to tell what that is."
        )
    elif lost:
        note = translate("{number} would be lost.", number=len(lost))
    else:
        note = translate("Nothing would be lost.")
    return table_of(_LOST, lost, (facts_panel(facts.items()), panel_of(_LOST, lost, notes=(note,))))


def _lost(now: Commitment, copy: Commitment | None) -> list[str]:
    if copy is None:
        events = plural(len(now.history), "event")
        return [translate("all of it: “{title}”, {events}", title=now.terms.title, events=events)]
    lost = [event for event in now.history if event not in copy.history]
    return [
        *(translate("event {number}: {event}", number=event.id, event=describe(event)) for event in lost),
        *([translate("its terms")] if now.terms != copy.terms else []),
    ]


def difference_table(before: Portfolio, after: Portfolio, ref: str, *, former_ref: str = "") -> Table:
    """The values of a commitment that differ between two portfolios, side by side; its ref too if it was renamed."""
    old = values(before.standings[ref]) if ref in before.standings else {}
    new = values(after.standings[ref]) if ref in after.standings else {}
    old = old | {"ref": former_ref or ref} if old else old
    rows = tuple(
        (name, plain(old.get(name)), plain(new.get(name)))
        for name in {**old, **new}
        if plain(old.get(name)) != plain(new.get(name))
    )
    fields: tuple[Field[tuple[str, str, str]], ...] = (
        Field("field", "code", lambda row: row[0], ref),
        Field("before", "text", lambda row: row[1], "Before"),
        Field("after", "text", lambda row: row[2], "After", tone="strong"),
    )
    unchanged = translate("It would be recorded and change no figure. Nothing was changed.")
    note = translate("Nothing was changed.") if rows else unchanged
    return table_of(fields, rows, (panel_of(fields, rows, notes=(note,)),))


_WORDS: Final[tuple[Field[tuple[str, str]], ...]] = (
    Field("word", "text", lambda row: row[0], "Word", tone="strong"),
    Field("meaning", "text", lambda row: row[1], "Finds what"),
)


def words_table(words: Iterable[tuple[str, str]]) -> Table:
    """Each word as it is written, and its meaning."""
    rows = tuple(words)
    return table_of(_WORDS, rows, (panel_of(_WORDS, rows),))


_NAMED: Final[tuple[Field[Any], ...]] = (
    Field("code", "code", lambda one: one.code),
    Field("name", "text", lambda one: one.name),
    Field("names", "text", lambda one: tuple(f"{tag}={name}" for tag, name in one.names.items())),
    Field("former", "text", lambda one: tuple(old.name for old in one.former)),
)
_PARTIES: Final[tuple[Field[Party], ...]] = (
    *_NAMED,
    Field("members", "text", lambda party: tuple(map(str, party.memberships))),
)


def categories_table(own: Iterable[Category]) -> Table:
    """The categories of every register, then those of the register's own by code, with their labels."""
    built_in = [Category(code=code, name=code) for code in CATEGORIES]
    return table_of(_NAMED, [*built_in, *sorted(own, key=lambda one: one.code)]).with_plain_panel()


def parties_table(parties: Iterable[Party]) -> Table:
    """The parties by code, with their names in other languages, their former names and their members."""
    return table_of(_PARTIES, sorted(parties, key=lambda party: party.code)).with_plain_panel()
