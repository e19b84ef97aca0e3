"""The commitments that need a person: a line for each, the worst first, with the command that answers the need."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.checks.inbox import KINDS, Kind, Need, needs
from tracker.language import clauses, listed, message, quoted, translate
from tracker.model.refs import parent_of
from tracker.reports.code_text import code_shown
from tracker.reports.sections_contradictions import Claim
from tracker.reports.table import Cell, Field, Heading, Layout, Table, Tone, panel_of, table_of
from tracker.state.portfolio import Standing
from tracker.state.sources import witness_of

_WORDS: Final[dict[Kind, tuple[str, Tone]]] = {
    "late": (message("past due and unreported"), "late"),
    "completed": (message("completed and unconfirmed"), "warn"),
    "exceeded": (message("exceeded and unreported"), "warn"),
    "lapsed": (message("lapsed and unreported"), "warn"),
    "news": (message("with news to record"), "warn"),
    "contradicted": (message("contradicted"), "doubt"),
    "no_news": (message("without news"), ""),
    "review": (message("to be reviewed"), "info"),
}
LINES: Final = 4  # of the screen for a commitment: title, reason and command, one of which may be wrapped
SHORT: Final = 40  # characters of what the record has, in a line
LAYOUTS: Final = (Layout(0, ("Commitment / Why / To do",)), Layout(180, ("Commitment", "Why", "To do")))


class _Line(Struct, frozen=True):
    """The needs of a commitment and of its periods, the worst first."""

    standing: Standing
    needs: tuple[Need, ...]

    @property
    def worst(self) -> Need:
        """The need that the line asks to be answered."""
        return self.needs[0]

    @property
    def also(self) -> tuple[str, ...]:
        """The other kinds of needs; those that the same look answers are left out."""
        same = {"late", "no_news", "review"} if self.worst.kind == "late" else {self.worst.kind}
        return tuple(dict.fromkeys(need.kind for need in self.needs if need.kind not in same))

    @property
    def why(self) -> str:
        """The reason; of a period with its name, and how many more there are."""
        ref = self.worst.finding.standing.ref
        more = sum(need.kind == self.worst.kind for need in self.needs) - 1
        told = translate("{reason}; and {number} more", reason=_told(self.worst), number=more)
        told = told if more else _told(self.worst)
        if ref == self.standing.ref:
            return told
        return translate("{period}: {reason}", period=ref.removeprefix(self.standing.ref)[1:].upper(), reason=told)

    @property
    def words(self) -> Cell:
        """The reason, and the other kinds of needs, for people."""
        also = listed(translate(_WORDS[kind][0]) for kind in KINDS if kind in self.also)
        words = translate("{reason}; also {others}", reason=self.why, others=also) if also else self.why
        return Cell(words, _WORDS[self.worst.kind][1])


def _told(need: Need) -> str:
    """The reason; of a single contradiction what the record has, and what the source says."""
    finding, against = need.finding, need.contradiction
    if against is None or against.source is None:
        return finding.message
    recorded = Claim(finding.standing, None, against.field).value
    if not (recorded and against.value) or len(recorded) > SHORT:
        return finding.message
    return translate(
        "{field}: the record has {recorded}; {witness} says {said}",
        field=code_shown(against.field),
        recorded=recorded,
        witness=witness_of(against.source),
        said=quoted(against.value),
    )


FIELDS: Final[tuple[Field[_Line], ...]] = (
    Field("need", "code", lambda one: one.worst.kind),
    Field("ref", "code", lambda one: one.standing.ref),
    Field(
        *("title", "text", lambda one: one.standing.title),
        heading=Heading("Commitment", flexible=True),
        cell=lambda one: Cell(one.standing.full_title, "dim"),
    ),
    Field("why", "text", lambda one: one.why, Heading("Why", flexible=True), lambda one: one.words),
    Field("command", "text", lambda one: one.worst.finding.remedy, Heading("To do"), tone="strong"),
    Field("since", "date", lambda one: one.worst.since),
    Field("also", "code", lambda one: one.also),
)


def inbox_table(standings: Iterable[Standing], limit: int = 0) -> Table:
    """The commitments that need a person, a period with its duty; `limit`: the number of lines shown, 0 for all."""
    found: dict[str, list[Need]] = {}
    heads: dict[str, Standing] = {}
    for standing in standings:
        head = parent_of(standing.ref) if standing.state.period else standing.ref
        heads.setdefault(head, standing.portfolio.standings.get(head, standing))
        found.setdefault(head, []).extend(needs(standing))
    lines = [_Line(heads[ref], tuple(sorted(each, key=lambda need: need.order))) for ref, each in found.items() if each]
    lines.sort(key=lambda line: line.worst.order)
    shown = lines[:limit] if limit else lines
    note = _note(lines, len(shown)) if found else translate("No commitment matches.")
    panel = replace(panel_of(FIELDS, shown, notes=(note,)), layouts=LAYOUTS, is_dense=True)
    return table_of(FIELDS, shown, (panel,))


def _note(lines: Sequence[_Line], shown: int) -> str:
    if not lines:
        return translate("Nothing needs a person.")
    counts = Counter(line.worst.kind for line in lines)
    kinds = clauses(
        translate("{number} {kind}", number=counts[kind], kind=translate(_WORDS[kind][0]))
        for kind in KINDS
        if counts[kind]
    )
    pattern = message("{number} needs a person: {kinds}." if len(lines) == 1 else "{number} need a person: {kinds}.")
    note = translate(pattern, number=len(lines), kinds=kinds)
    if shown == len(lines):
        return note
    pattern = message(
        " {number} is shown; --limit 0 shows all." if shown == 1 else " {number} are shown; --limit 0 shows all."
    )
    return note + translate(pattern, number=shown)


def fitting(lines: int) -> int:
    """The number of commitments that fit a screen of so many lines, below the headings and above the notes.

    >>> fitting(24), fitting(50), fitting(3)
    (5, 11, 1)
    """
    return max((lines - LINES) // LINES, 1)
