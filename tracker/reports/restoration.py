"""What a register would lose by the return of an older copy: every event and name that the copy has not."""

from collections.abc import Iterable, Mapping

from tracker.commitment import Commitment
from tracker.register import Register
from tracker.reports.events import describe
from tracker.reports.listing import Cell, Column, Heading, Listing, Panel

COLUMNS = (Column("ref"), Column("lost", "text"))


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


def restoration(facts: Mapping[str, str], lost: list[tuple[str, str]], *, is_known: bool) -> Listing:
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
    return Listing(COLUMNS, tuple(lost), (above, below))


def _lost(now: Commitment, copy: Commitment | None) -> list[str]:
    if copy is None:
        return [f"all of it: “{now.terms.title}”, {len(now.history)} events"]
    return [f"event {event.id}: {describe(event)}" for event in now.history if event not in copy.history] + (
        ["its terms"] if now.terms != copy.terms else []
    )
