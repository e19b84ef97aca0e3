"""Versions that bind one party or depend on a condition: whose reading they are, and what is refused."""

from typing import Final

from msgspec import Struct

from tracker.errors import NeedsMore, NotPossible
from tracker.model.commitment import DeadlineChange, Source, Terms
from tracker.model.due_dates import Deadline


class Scope(Struct, frozen=True):
    """The party that alone understands the promise so, and the condition to be met before a version is in force."""

    reading: str = ""
    condition: str = ""


FOR_ALL: Final = Scope()


def extended_by(ref: str, terms: Terms, source: Source | None) -> str:
    """The only party of the side that a source of an extension speaks for; empty if nobody knows whose word it is."""
    if source is None or source.party not in {"obligor", "obligee"}:
        return ""
    side = terms.obligor if source.party == "obligor" else terms.obligee
    if len(side) > 1:
        remedy = f"give --reading {' or '.join(side)}, or --kind amendment if both sides agreed"
        raise NeedsMore(f"an extension of {ref} by the {source.party}", "its party", remedy)
    return "".join(side)


def require_party(ref: str, terms: Terms, code: str) -> None:
    """Refuse the reading of a party that the promise does not name."""
    parties = tuple(dict.fromkeys((*terms.obligor, *terms.obligee)))
    if code and code not in parties:
        why = f"the promise is between {', '.join(parties)}"
        raise NotPossible(f"{ref} as {code} reads it", why, "name one of them, or record what others say with `cite`")


def scope_words(scope: Scope) -> str:
    """The party or the condition of a version, for a refusal; empty for a common version."""
    if scope.reading:
        return f", as {scope.reading} reads it"
    return f", if {scope.condition}" if scope.condition else ""


def require_scope(ref: str, change: DeadlineChange | None, deadline: Deadline | None, scope: Scope) -> None:
    """Refuse a reading with a condition, a condition without a date, and a waiver of anything but the deadline."""
    if scope.condition and scope.reading:
        why = "a version is either the reading of a party or depends on a condition"
        raise NotPossible(f"the deadline of {ref}", why, "leave out --if or --reading")
    if scope != FOR_ALL and change == "waiver":
        why = "a waiver is of the deadline in force"
        raise NotPossible(f"a waiver of the deadline of {ref}", why, "leave out --if and --reading")
    if scope.condition and not deadline:
        raise NeedsMore(f"a version of {ref} with a condition", "its deadline", "give --due DATE")
