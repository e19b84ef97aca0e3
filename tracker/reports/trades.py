"""The promises that two parties traded for each other: each pair once, and the party that still has to perform."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from tracker.language import conjoined, plural, translate
from tracker.reports.charts import Box, Trades
from tracker.reports.standing_text import disputed_words, status_and_standing, when
from tracker.reports.table import Cell, Field, Heading, Panel, Table, panel_of, table_of
from tracker.reports.text import party_name
from tracker.state.bilateral import Trade, both_directions, trades
from tracker.state.portfolio import Portfolio, Standing

MOST: Final = 30  # ties in a picture


def _standing_cell(standing: Standing) -> Cell:
    return Cell(f"{status_and_standing(standing)}{disputed_words(standing)}", when(standing)[1])


def _side(side: Callable[[Trade], Standing], ref: str, heading: Heading, prefix: str = "") -> tuple[Field[Trade], ...]:
    """The columns of one promise of a pair; people see its ref under the heading."""
    shown = Heading("Stands", heading.stack)
    return (
        Field(ref, "code", lambda pair: side(pair).ref, heading, tone="strong"),
        Field(f"{prefix}title", "text", lambda pair: side(pair).title),
        Field(
            f"{prefix}status", "code", lambda pair: side(pair).status, shown, lambda pair: _standing_cell(side(pair))
        ),
        Field(f"{prefix}timeliness", "code", lambda pair: side(pair).timeliness),
    )


FIELDS: Final[tuple[Field[Trade], ...]] = (
    *_side(lambda pair: pair.given, "ref", Heading("Promise", "given")),
    *_side(lambda pair: pair.for_it, "in_return_for", Heading("In return for", "taken"), "in_return_"),
    Field(
        "outstanding",
        "code",
        lambda pair: pair.outstanding,
        "Still to perform",
        lambda pair: conjoined(pair.outstanding),
        "warn",
    ),
)


def trades_table(
    portfolio: Portfolio, one: str, other: str, test: Callable[[Standing], bool] = lambda _: True
) -> Table:
    """A row for each pair of promises; `outstanding` names the parties that still have to perform."""
    group = [
        standing for group in both_directions(portfolio, one, other).values() for standing in group if test(standing)
    ]
    pairs = trades(portfolio, group)
    note = translate("{pairs} traded.", pairs=plural(len(pairs), "pair"))
    return table_of(FIELDS, pairs, (*traded_panel(pairs, one, other, portfolio), Panel(notes=(note,))))


def traded_panel(pairs: list[Trade], one: str, other: str, portfolio: Portfolio) -> list[Panel]:
    """The pairs as a panel with their picture; no panel if there are none."""
    if not pairs:
        return []
    panel = panel_of(FIELDS, pairs, translate("Traded for each other"))
    headings = party_name(one, portfolio), party_name(other, portfolio)
    return [replace(panel, chart=_drawn(pairs, other, headings), data=table_of(FIELDS, pairs), anchor="trades")]


# ---- the picture -------------------------------------------------------------------------------


def _drawn(pairs: list[Trade], other: str, parties: tuple[str, str]) -> Trades:
    """The promises of one party to the left, those of the other to the right, and at most MOST ties."""
    sides = [_sides(pair, other) for pair in pairs[:MOST]]
    left = list({standing.ref: standing for standing, _ in sides}.values())
    rows: dict[str, list[int]] = {}
    for standing, for_it in sides:
        rows.setdefault(for_it.ref, []).append(left.index(standing))
    opposite = {for_it.ref: for_it for _, for_it in sides}
    right = sorted(opposite.values(), key=lambda one: sum(rows[one.ref]) / len(rows[one.ref]))  # next to its ties
    more = len(pairs) - len(sides)
    return Trades(
        translate("Traded for each other: {one} and {other}", one=parties[0], other=parties[1]),
        " ".join(translate("{ref} in return for {other}.", ref=one.ref, other=for_it.ref) for one, for_it in sides),
        (translate("{party} promised", party=parties[0]), translate("{party} promised", party=parties[1])),
        tuple(map(_box, left)),
        tuple(map(_box, right)),
        tuple((left.index(one), right.index(for_it)) for one, for_it in sides),
        (translate("Not in the picture: {pairs}.", pairs=plural(more, "more pair")),) if more else (),
    )


def _sides(pair: Trade, other: str) -> tuple[Standing, Standing]:
    """The promise to the left and the one to the right, where the one that only the other party gave stands."""
    given, for_it = pair.given, pair.for_it
    is_turned = other in given.terms.obligor and other not in for_it.terms.obligor
    return (for_it, given) if is_turned else (given, for_it)


def _box(standing: Standing) -> Box:
    return Box(standing.ref, standing.title, _standing_cell(standing))
