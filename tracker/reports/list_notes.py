"""The notes below a list: how many were found, are left out, cannot be measured, or may have changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from tracker.language import clauses, listed, message, plural, translate
from tracker.model.refs import parent_of
from tracker.reports.uncertain_text import unsure_words
from tracker.state.deadlines import SOON, Timeliness
from tracker.state.portfolio import Portfolio, Standing

# ---- notes -------------------------------------------------------------------------------------


def count_note(portfolio: Portfolio, matching: Sequence[Standing], shown: int, *, overdue: bool) -> str:
    """The number of commitments found, those that the portfolio only counts included."""
    counts = Counter(standing.timeliness for standing in matching) + Counter(portfolio.counted)
    past, contested = counts["overdue"], counts["contested"]
    found = past + contested if overdue else counts.total()
    hidden = translate(", {number} shown; --limit 0 shows all", number=shown) if found > shown else ""
    if not overdue:
        return translate("{number} found{hidden}." if hidden else "{number} listed.", number=found, hidden=hidden)
    return translate(
        "{number} overdue{contested}{unmeasured}{hidden}.",
        number=past,
        contested=translate(", {number} contested", number=contested) if contested else "",
        unmeasured=_unmeasured(counts),
        hidden=hidden,
    )


def is_listed(standing: Standing) -> bool:
    """True unless it is a milestone that is not one of `LISTED_MILESTONES`."""
    if standing.timeliness in _PRESSING or standing.is_due_soon or standing.is_breached:
        return True
    return bool(standing.exceeding) or not parent_of(standing.ref)


_PRESSING: Final[frozenset[Timeliness]] = frozenset({"overdue", "in_grace", "contested", "short"})
_LISTED: Final = message(
    "overdue, in grace, contested, short, due or ending within {days} days, breached or above a ceiling"
)


LISTED_MILESTONES: Final = _LISTED.format(days=SOON)


def listed_milestones() -> str:
    """The milestones of `LISTED_MILESTONES`, in the language in use."""
    return translate(_LISTED, days=SOON)


def left_out(count: int) -> Iterator[str]:
    """A note on the milestones that are not listed, if there are any."""
    if count:
        yield translate(
            "Left out: {milestones}; without --milestones a list has only those {listed}.",
            milestones=plural(count, "milestone"),
            listed=listed_milestones(),
        )


def unsure(standings: Iterable[Standing]) -> Iterator[str]:
    """A note on the mark `?`, if a row has it."""
    marked = [standing for standing in standings if standing.uncertain_events]
    if marked:
        named = clauses(
            translate("{ref}: {change}", ref=standing.ref, change=unsure_words(standing)) for standing in marked[:SHOWN]
        )
        more = translate("; and {number} more", number=len(marked) - SHOWN) if len(marked) > SHOWN else ""
        yield translate("? may have changed by then, for only a span is known: {named}{more}.", named=named, more=more)


def own_note(standings: Iterable[Standing]) -> Iterator[str]:
    """A note that some promises of several obligors are judged as one of them stands, if any is."""
    own = [standing for standing in standings if standing.of]
    if own:
        promises = plural(len(own), "promise of several obligors", "promises of several obligors")
        yield translate("Of {promises} the standing of {obligor} alone is shown.", promises=promises, obligor=own[0].of)


def unmeasured(standings: Sequence[Standing]) -> str:
    """The end of a sentence: how many commitments have no day to be measured against, by reason; empty if none."""
    proposed: Counter[Timeliness] = Counter(
        one.timeliness for one in standings if one.status == "proposed" != one.timeliness
    )
    return _unmeasured(Counter(standing.timeliness for standing in standings), proposed)


def _unmeasured(counts: Mapping[str, int], proposed: Mapping[Timeliness, int] = MappingProxyType({})) -> str:
    """The numbers by reason; `proposed`: how many of them were only proposed, and have another reason too."""
    counted = listed(_uncounted(word, counts[word], proposed.get(word)) for word in _UNCOUNTED if counts[word])
    short = translate(", {number} short by the figure for a period", number=counts["short"]) if counts["short"] else ""
    return f"{short}{translate('; not measured: {counts}', counts=counted) if counted else ''}"


def _uncounted(word: Timeliness, number: int, proposed: int | None) -> str:
    """The number of one reason, and how many of them were only proposed."""
    counted = translate(_UNCOUNTED[word], number=number)
    if not proposed:
        return counted
    return translate("{counted} ({number} of them only proposed)", counted=counted, number=proposed)


SHOWN: Final = 4  # commitments that a note names
_UNCOUNTED: Final[dict[Timeliness, str]] = {
    "undated": message("{number} undated"),
    "suspended": message("{number} suspended"),
    "awaiting_trigger": message("{number} awaiting a trigger"),
    "proposed": message("{number} only proposed"),
    "unknown": message("{number} of unknown status"),
    "breached": message("{number} breached"),
}
