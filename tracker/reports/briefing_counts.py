"""Counts in the briefing: of the commitments of each party, and of what is not known. Each is that of a query."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from tracker.language import listed, message, plural, translate
from tracker.model.status import MEANINGS, is_closed, label
from tracker.reports.amount_text import in_brackets
from tracker.reports.edition import Edition
from tracker.reports.table import Cell, Field, Panel, table_of
from tracker.reports.text import party_with_code
from tracker.state.deadlines import Timeliness
from tracker.state.lateness import Lateness
from tracker.state.portfolio import Portfolio, Standing

MOST_PARTIES: Final = 6  # parties with a sentence of their own
MOST_REFS: Final = 4  # commitments that a sentence names


class Count(Struct, frozen=True):
    """A count of commitments in a sentence: the words after the number, and the query and the test that find them."""

    words: str
    query: tuple[str, ...]
    test: Callable[[Standing], bool]

    def of(self, standings: Iterable[Standing]) -> list[Standing]:
        """The commitments that it counts."""
        return [one for one in standings if self.test(one)]


def _of(words: str, *timeliness: Timeliness) -> Count:
    return Count(words, (f"timeliness:{','.join(timeliness)}",), lambda one: one.timeliness in timeliness)


def _late(words: str, lateness: Lateness) -> Count:
    return Count(words, (f"late:{lateness}",), lambda one: one.lateness == lateness)


def _closed(status: str) -> Count:
    """The count of those that were closed with a status, other than met, kept and broken."""
    query = ("timeliness:closed", f"status:{status}")
    return Count(label(status), query, lambda one: one.timeliness == "closed" and one.status == status)


PROPOSED: Final = Count(message("only proposed"), ("status:proposed",), lambda one: one.status == "proposed")
_CLOSED: Final = tuple(status for status in MEANINGS if is_closed(status))
# Each commitment is in one of these counts; in no other if it was only proposed.
COUNTS: Final[tuple[Count, ...]] = (
    _of(message("met"), "met_on_time", "met_late", "met_about_then", "met_undated"),
    _of(message("kept to the end"), "kept"),
    _of(message("delivered in full and not confirmed"), "completed"),
    _late(message("reported late"), "reported"),
    _late(message("past due without a report"), "unreported"),
    _late(message("past due as some parties read it"), "contested"),
    _of(message("breached"), "breached"),
    _of(message("short by the figure for a period"), "short"),
    _of(message("in the days of grace"), "in_grace"),
    _of(message("not yet due"), "upcoming", "due_soon"),
    Count(
        message("in force and above a ceiling"),
        ("timeliness:in_force", "exceeded"),
        lambda one: one.timeliness == "in_force" and bool(one.exceeding),
    ),
    Count(
        message("in force"),
        ("timeliness:in_force", "not:exceeded"),
        lambda one: one.timeliness == "in_force" and not one.exceeding,
    ),
    _of(message("undated"), "undated"),
    _of(message("awaiting a trigger"), "awaiting_trigger"),
    PROPOSED,
    _of(message("suspended"), "suspended"),
    _of(message("of unknown status"), "unknown"),
    _of(message("broken"), "broken"),
    _of(message("ended with no outcome reported"), "lapsed"),
    *map(_closed, _CLOSED),
    Count(
        message("over with the whole"),
        ("timeliness:closed", f"not:status:{','.join(_CLOSED)}"),
        lambda one: one.timeliness == "closed" and not is_closed(one.status),
    ),
)


class _Tally(Struct, frozen=True):
    """One count of one party."""

    party: str
    count: Count
    number: int
    disputed: int
    command: str

    @property
    def words(self) -> str:
        """The number and its words, and how many of them a party disputes."""
        counted = translate("{count} {words}", count=self.number, words=translate(self.count.words))
        if not self.disputed:
            return counted
        return translate("{counted} ({number} of them disputed)", counted=counted, number=self.disputed)


_TALLY: Final[tuple[Field[_Tally], ...]] = (
    Field("party", "code", lambda one: one.party),
    Field("counted", "text", lambda one: one.count.words),
    Field("commitments", "number", lambda one: one.number),
    Field("disputed", "number", lambda one: one.disputed),
    Field("command", "text", lambda one: one.command),
)


def parties(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """A sentence of counts for each party that owes anything; the commands that print the counts are in the data."""
    owed = Counter(code for one in chosen for code in _obligors(one))
    most = sorted(owed, key=lambda code: (-owed[code], code))
    if not most:
        return None
    tallies = [tally for code in most for tally in _tallies(portfolio, chosen, code, edition)]
    sentences = [Cell(_counted(portfolio, code, tallies, owed[code])) for code in most[:MOST_PARTIES]]
    notes = [_how_counted(min(tallies, key=_length))]
    if any(len(_obligors(one)) > 1 for one in chosen):
        notes.append(translate("What several parties owe is counted at each of them."))
    if any(PROPOSED.test(one) for one in chosen):
        notes.append(translate("What was only proposed is in no other count, whatever its deadline."))
    if (more := len(most) - MOST_PARTIES) > 0:
        command = edition.command(portfolio, "score")
        notes.append(translate("{count} more parties: {command}.", count=more, command=command))
    return Panel(
        title=translate("Who owes what"),
        sentences=tuple(sentences),
        notes=tuple(notes),
        anchor="parties",
        data=table_of(_TALLY, tallies),
    )


def _obligors(one: Standing) -> tuple[str, ...]:
    """The obligors that a standing is of, each once."""
    return (one.of,) if one.of else tuple(dict.fromkeys(one.terms.obligor))


def _tallies(portfolio: Portfolio, chosen: Iterable[Standing], party: str, edition: Edition) -> Iterator[_Tally]:
    """The counts of a party; where several obligors are judged apart, by its own standing."""
    owed = [one.seen_by({party}) for one in chosen if party in _obligors(one)]
    for count in COUNTS:
        every = count.of(owed)
        if found := every if count is PROPOSED else [one for one in every if not PROPOSED.test(one)]:
            query = (f"by:{party}", *count.query, *([] if len(found) == len(every) else ["not:status:proposed"]))
            disputed = sum(one.is_disputed for one in found)
            command = edition.command(portfolio, "list", "--milestones", query=query)
            yield _Tally(party, count, len(found), disputed, command)


def _counted(portfolio: Portfolio, party: str, tallies: Iterable[_Tally], number: int) -> str:
    counts = [one.words for one in tallies if one.party == party]
    named, count = party_with_code(party, portfolio), plural(number, "commitment")
    return translate("{party}, {commitments}: {counts}.", party=named, commitments=count, counts=listed(counts))


def _length(tally: _Tally) -> int:
    return len(tally.command)


def _how_counted(tally: _Tally) -> str:
    return translate(
        "Milestones are counted too. Each number is that of a list, such as {number} of {command}; none is a grade.",
        number=tally.number,
        command=tally.command,
    )


# ---- what is not known -------------------------------------------------------------------------

# A commitment may be in several of these counts.
UNKNOWN: Final[tuple[Count, ...]] = (
    Count(
        message("Open and without a deadline"),
        ("undated",),
        lambda one: one.timeliness == "undated",
    ),
    Count(
        message("The deadline is counted from something that has not happened yet"),
        ("awaiting",),
        lambda one: one.timeliness == "awaiting_trigger",
    ),
    Count(
        message("Past due, and no source tells whether it was done"),
        ("unreported",),
        lambda one: one.lateness == "unreported",
    ),
    Count(
        message("Open, and no figure is recorded"),
        ("open", "missing:amount"),
        lambda one: one.is_open and one.figure is None,
    ),
    Count(
        message("Open with a figure, and nothing is recorded as delivered or on its way"),
        ("open", "missing:delivery", "not:missing:amount", "not:ceiling", "not:timeliness:lapsed"),
        lambda one: (
            one.is_open
            and one.timeliness != "lapsed"
            and one.figure is not None
            and not (one.has_delivery or one.is_ceiling)
        ),
    ),
    Count(
        message("Contradicted by a source, and nobody has settled that"),
        ("contradicted",),
        lambda one: bool(one.contradicted),
    ),
    Count(
        message("The status, the deadline or the amount rests on no source"),
        ("confidence:unsourced",),
        lambda one: one.confidence == "unsourced",
    ),
)


def unknown(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """A sentence for each kind of gap; None if there is no gap."""
    said = [_gap(portfolio, count, found, edition) for count in UNKNOWN if (found := count.of(chosen))]
    if unsure := [one for one in chosen if one.uncertain_events]:
        words = message("May have changed by this day, for only a span of days is known")
        said.append(_gap(portfolio, Count(words, (), bool), unsure, edition))
    return Panel(title=translate("What is not known"), sentences=tuple(said), anchor="unknown") if said else None


def _gap(portfolio: Portfolio, count: Count, found: Sequence[Standing], edition: Edition) -> Cell:
    """The number of commitments with a gap, the first of them, and the command that lists all."""
    named = [_named(one, count) for one in found[:MOST_REFS]]
    more = len(found) - len(named)
    shown = [*named, translate("{count} more", count=more)] if more else named
    gap, refs = translate(count.words), tuple(one.ref for one in found[:MOST_REFS])
    if not (more and count.query):
        return Cell(translate("{gap} ({count}): {refs}.", gap=gap, count=len(found), refs=listed(shown)), refs=refs)
    command = edition.command(portfolio, "list", "--milestones", query=count.query)
    said = translate(
        "{gap} ({count}): {refs}; {command}.", gap=gap, count=len(found), refs=listed(shown), command=command
    )
    return Cell(said, refs=refs)


def _named(one: Standing, count: Count) -> str:
    """The ref, and the obligors that are counted if those are not all."""
    counted = [each.of for each in one.obligors if count.test(each)]
    of = "+".join(counted) if len(counted) < len(one.obligors) else one.of
    return f"{one.ref}{in_brackets(of)}"
