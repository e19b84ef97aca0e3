"""The sections of `show`, by name and in their order."""

from typing import Any, Final

from tracker.reports.section import Section
from tracker.reports.sections_amounts import AMOUNTS, DELIVERIES
from tracker.reports.sections_contradictions import CONTRADICTIONS
from tracker.reports.sections_deadlines import DEADLINES, PHASES, READINGS
from tracker.reports.sections_parts import MILESTONES, OBLIGORS, PARTS
from tracker.reports.sections_sources import HISTORY, POSITIONS, QUOTES, SOURCES

SECTIONS: Final[dict[str, Section[Any]]] = {
    "obligors": OBLIGORS,
    "deadlines": DEADLINES,
    "readings": READINGS,
    "phases": PHASES,
    "milestones": MILESTONES,
    "positions": POSITIONS,
    "amounts": AMOUNTS,
    "deliveries": DELIVERIES,
    "parts": PARTS,
    "contradictions": CONTRADICTIONS,
    "history": HISTORY,
    "quotes": QUOTES,
    "sources": SOURCES,
}
