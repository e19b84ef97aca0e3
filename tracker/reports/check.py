"""The findings of checks: one row each, and for people a panel for every check with a finding."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from tracker.checks import WEAK, help_of
from tracker.checks.finding import Finding
from tracker.language import conjoined, plural, translate
from tracker.reports.table import Field, Heading, Layout, Panel, Table, name_fields, panel_of, table_of

Found = tuple[str, Finding]  # a finding and the name of its check
# On a small screen a command has a line of its own, from which it can be copied.
LAYOUTS: Final = (Layout(0, ("Commitment · Found / To do",)), Layout(140, ("Commitment", "Found", "To do")))
SHOWN: Final = 10  # findings of a weak check that people see
FIELDS: Final[tuple[Field[Found], ...]] = (
    Field("check", "code", lambda found: found[0]),
    *name_fields(lambda found: found[1].standing, "Commitment"),
    Field("found", "text", lambda found: found[1].message, Heading("Found", "found", flexible=True)),
    Field("remedy", "text", lambda found: found[1].remedy, Heading("To do", "found", flexible=True), tone="dim"),
    Field("field", "code", lambda found: found[1].field),
    Field("value", "text", lambda found: found[1].value or None),
)


def check_table(
    found: Mapping[str, Sequence[Finding]],
    looked_at: int,
    counted: Mapping[str, Sequence[Finding]] | None = None,
    *,
    is_bare: bool = False,
) -> Table:
    """The findings of each check in `looked_at` commitments; a check without a finding is only counted.

    `counted`: the findings of other checks, of which people see the numbers alone. `is_bare`: no people see it.
    """
    items = ((name, finding) for name, findings in found.items() for finding in findings)
    if is_bare:
        return table_of(FIELDS, items)
    panels = tuple(_panel(name, findings) for name, findings in found.items() if findings)
    return table_of(FIELDS, items, (*panels, Panel(notes=(_totals(found, looked_at), *_advice(counted or {})))))


def _panel(name: str, findings: Sequence[Finding]) -> Panel:
    shown = findings[:SHOWN] if name in WEAK else findings
    more = len(findings) - len(shown)
    unseen = translate("{number} more are not shown; `{command}` lists all.", number=more, command=_listing(name))
    title = translate("{check}: {number}. {help}", check=name, number=len(findings), help=translate(help_of(name)))
    panel = panel_of(FIELDS, [(name, one) for one in shown], title, (unseen,) if more else ())
    return replace(panel, layouts=LAYOUTS)


def _listing(name: str) -> str:
    return f"tracker check --only {name} --format csv"


def _advice(counted: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """The numbers of findings that are due to a register that keeps no copies."""
    if counted:
        numbers = (translate("{number} by {check}", number=len(found), check=name) for name, found in counted.items())
        yield translate(
            "No copy of a source is kept: {numbers} are not shown; `{command}` lists them.",
            numbers=conjoined(numbers),
            command=f"tracker check --only {','.join(counted)}",
        )


def _totals(found: Mapping[str, Sequence[Finding]], looked_at: int) -> str:
    findings = [finding for each in found.values() for finding in each]
    if not findings:
        return translate(
            "Nothing found by {checks} in {commitments}.",
            checks=plural(len(found), "check"),
            commitments=plural(looked_at, "commitment"),
        )
    concerned = len({finding.standing.ref for finding in findings})
    by = sum(bool(each) for each in found.values())
    return translate(
        "{findings} by {by} of {checks}, in {concerned} of {commitments}.",
        findings=plural(len(findings), "finding"),
        by=by,
        checks=plural(len(found), "check"),
        concerned=concerned,
        commitments=plural(looked_at, "commitment"),
    )
