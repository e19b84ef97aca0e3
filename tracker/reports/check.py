"""The findings of checks: one row each, and for people a panel for every check that found something."""

from collections.abc import Mapping, Sequence
from typing import Final

from tracker.checks import WEAK, help_of
from tracker.checks.finding import Finding
from tracker.errors import plural
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value

COLUMNS: Final = (
    Column("check"),
    Column("ref"),
    Column("title", "text"),
    Column("found", "text"),
    Column("remedy", "text"),
    Column("field"),
    Column("value", "text"),
)
SHOWN: Final = 10  # findings of a weak check that people see
_HEADINGS: Final = (
    Heading("Commitment"),
    Heading("Found", stack="found", flexible=True),
    Heading("To do", stack="found", flexible=True),
)


def check_table(found: Mapping[str, Sequence[Finding]], looked_at: int) -> Table:
    """What each check found in so many commitments; a check that found nothing is counted only."""
    rows = tuple(_row(name, finding) for name, findings in found.items() for finding in findings)
    panels = tuple(_panel(name, findings) for name, findings in found.items() if findings)
    return Table(COLUMNS, rows, (*panels, Panel((), (), notes=(_totals(found, looked_at),))))


def _row(name: str, finding: Finding) -> tuple[Value, ...]:
    standing = finding.standing
    return name, standing.ref, standing.title, finding.message, finding.remedy, finding.field, finding.value or None


def _panel(name: str, findings: Sequence[Finding]) -> Panel:
    shown = findings[:SHOWN] if name in WEAK else findings
    more = len(findings) - len(shown)
    notes = (f"{more} more are not shown; `tracker check --only {name} --format csv` lists all.",) if more else ()
    return Panel(_HEADINGS, tuple(map(_cells, shown)), f"{name}: {len(findings)}. {help_of(name)}", notes=notes)


def _cells(finding: Finding) -> tuple[Cell, ...]:
    return Cell(finding.standing.ref, "strong"), Cell(finding.message), Cell(finding.remedy, "dim")


def _totals(found: Mapping[str, Sequence[Finding]], looked_at: int) -> str:
    findings = [finding for each in found.values() for finding in each]
    if not findings:
        return f"Nothing found by {plural(len(found), 'check')} in {plural(looked_at, 'commitment')}."
    concerned = len({finding.standing.ref for finding in findings})
    by = sum(bool(each) for each in found.values())
    return (
        f"{plural(len(findings), 'finding')} by {by} of {plural(len(found), 'check')}, "
        f"in {concerned} of {plural(looked_at, 'commitment')}."
    )
