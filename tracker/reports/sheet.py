"""The first sheet of a spreadsheet of commitments: one row each, in the words that people read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from tracker.language import translate
from tracker.reports.edition import as_of_words
from tracker.reports.table import Cell, Field, Heading, Panel, panel_of
from tracker.state.portfolio import Portfolio, Standing

# The columns in their order; each is a field of the list, under its own heading or this one.
_COLUMNS: Final[Mapping[str, Heading | None]] = {
    "title": Heading("Commitment", flexible=True),
    "obligor": None,
    "amount": Heading("Amount", right=True),
    "delivered": Heading("Delivered", right=True),
    "due": None,
    "timeliness": Heading("Standing"),
    "due_original": None,
    "status": None,
    "ref": None,
}


def sheet_panel(
    fields: Mapping[str, Field[Standing]], portfolio: Portfolio, standings: Sequence[Standing], notes: Iterable[str]
) -> Panel:
    """The panel of the first sheet; its rows are those of the table of values, in the same order."""
    cells: Mapping[str, Any] = {"delivered": _delivered, "timeliness": _standing(fields), "status": _status(fields)}
    shown = [
        replace(fields[name], heading=heading or fields[name].heading, cell=cells.get(name, fields[name].cell))
        for name, heading in _COLUMNS.items()
    ]
    panel = panel_of(shown, standings, translate("Commitments"), notes)
    return replace(panel, sentences=(Cell(as_of_words(portfolio)),))


def _delivered(standing: Standing) -> Cell:
    return Cell(standing.format_amount(standing.arrived), key=standing.delivered)


def _standing(fields: Mapping[str, Field[Standing]]) -> Callable[[Standing], Cell]:
    """The cell of the standing: the words against the deadline, and below them who says so."""

    def cell(standing: Standing) -> Cell:
        when, who = fields["timeliness"].shown(standing), fields["lateness"].shown(standing)
        return replace(when, text="\n".join(filter(None, (when.text, who.text))))

    return cell


def _status(fields: Mapping[str, Field[Standing]]) -> Callable[[Standing], Cell]:
    """The cell of the status, and below it how well the sources support the facts."""

    def cell(standing: Standing) -> Cell:
        status = fields["status"].shown(standing)
        confidence = translate("confidence: {level}", level=translate(standing.confidence))
        return replace(status, text=f"{status.text}\n{confidence}")

    return cell
