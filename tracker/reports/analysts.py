"""The agreement and the outcomes of the judgements of each analyst, for `score --by analyst`."""

from collections.abc import Callable, Iterable
from typing import Final

from tracker.language import message, translate
from tracker.reports.event_text import DESK
from tracker.reports.score_panels import counted
from tracker.reports.table import Cell, Field, Heading, Panel, Table, panel_of, table_of
from tracker.state.analysts import AnalystScore, analyst_scores
from tracker.state.portfolio import Standing
from tracker.state.scores import Count

ANALYST: Final = "analyst"
_NOTES: Final = (
    message("Agrees: the latest judgements of other analysts on the same promise that are the same, of all of them."),
    message(
        "Then kept, then failed: of what was last judged so, and recorded, before it was decided; "
        "the rest does not count."
    ),
)


def _counts(
    names: tuple[str, str, str], heading: str, read: Callable[[AnalystScore], Count]
) -> tuple[Field[AnalystScore], ...]:
    """The part, the whole and the share of a count, under these names; people see them in one cell."""
    part, whole, share = names
    return (
        Field(whole, "number", lambda one: read(one).whole),
        Field(part, "number", lambda one: read(one).part, Heading(heading, right=True), lambda one: counted(read(one))),
        Field(share, "number", lambda one: read(one).share),
    )


FIELDS: Final[tuple[Field[AnalystScore], ...]] = (
    Field(
        ANALYST,
        "text",
        lambda one: one.analyst or "desk",
        "Analyst",
        lambda one: Cell(one.analyst or translate(DESK), "strong"),
    ),
    Field("commitments", "number", lambda one: len({judged.standing.ref for judged in one.judged}), "Judged"),
    *_counts(("agreed", "pairs", "agreed_share"), "Agrees", lambda one: one.agreed),
    *_counts(
        ("on_track_kept", "on_track_decided", "on_track_kept_share"), "On track, then kept", lambda one: one.on_track
    ),
    *_counts(
        ("off_track_failed", "off_track_decided", "off_track_failed_share"),
        "Off track, then failed",
        lambda one: one.off_track,
    ),
)


def analysts_table(standings: Iterable[Standing]) -> Table:
    """The score of each analyst who judged these commitments."""
    found = analyst_scores(standings)
    if not found:
        return table_of(FIELDS, found, (Panel(notes=(translate("No analyst has judged anything."),)),))
    return table_of(FIELDS, found, (panel_of(FIELDS, found, notes=map(translate, _NOTES)),))
