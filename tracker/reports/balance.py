"""The balance between two parties: what each owes the other, promised, delivered and overdue, and what was traded."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import listed, message, remarks, translate
from tracker.model.amounts import Amount
from tracker.model.commitment import MIXED, STAGES
from tracker.reports.amount_text import (
    JOINTLY_NOTE,
    KINDS_APART,
    PROMISED_NOTE,
    SURPLUS_NOTE,
    exceeded_note,
    jointly_words,
    of_kind,
    percent_written,
)
from tracker.reports.code_text import spoken, status_spoken
from tracker.reports.table import Cell, Field, Heading, Panel, Table, ordered, panel_of, qualifier, table_of, value_of
from tracker.reports.text import category_name, party_name
from tracker.reports.trades import traded_panel
from tracker.state import delivery
from tracker.state.bilateral import Direction, both_directions, seen_by_side, trades
from tracker.state.delivery import ARRIVED
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.rollup import Branch, Key, LeftOut, arrived, branches, credited, is_counted, reached, sums


class Line(Struct, frozen=True):
    """One category, unit and kind of amount of one side; without a unit where nothing in the category adds up."""

    obligor: tuple[str, ...]
    obligee: tuple[str, ...]
    category: str
    standings: tuple[Standing, ...]
    key: Key | None = None
    promised: Amount | None = None
    stages: dict[str, Amount] = {}
    arrived: Amount | None = None
    credited: Amount | None = None  # without what came beyond the amount of a period
    jointly: Amount | None = None
    overdue: Amount | None = None
    unreported: Amount | None = None  # of what is overdue, without a report that it was not done
    short: Amount | None = None
    is_first: bool = True  # of its category, whose name and counts the others do not repeat

    def stage(self, name: str) -> Decimal | None:
        """The amount that reached a stage; None if nothing is recorded."""
        return value_of(self.stages.get(name))

    @property
    def is_reported(self) -> bool:
        """True if a source says of any of them that it was not done."""
        return any(standing.lateness == "reported" for standing in self.standings)

    @property
    def share(self) -> Decimal | None:
        """The part of the promise that arrived, as a fraction; None if the kind is mixed."""
        return delivery.share(self.credited, self.promised, self.kind)

    @property
    def kind(self) -> str:
        """The kind of amount; empty if it is not said."""
        return self.key.kind if self.key else ""

    def written(self, amount: Amount | None) -> str:
        """An amount in the language of the portfolio, with its kind; empty for None."""
        return of_kind(self.standings[0].format_amount(amount), self.kind)

    def counted(self, holds: Callable[[Standing], bool]) -> int:
        """The number of commitments of the line that pass the test."""
        return sum(map(holds, self.standings))


def _stage_field(name: str) -> Field[Line]:
    return Field(name, "number", lambda line: line.stage(name))


def _category(line: Line) -> str:
    return category_name(line.category, line.standings[0].portfolio) if line.is_first else ""


def _counts(line: Line) -> str:
    parts = {
        message("{number} open"): line.counted(_is_undecided),
        message("{number} met"): line.counted(lambda standing: standing.status == "met"),
        message("{number} delivered in full"): line.counted(lambda standing: standing.timeliness == "completed"),
        message("{number} short"): line.counted(lambda standing: standing.timeliness == "short"),
        message("{number} kept"): line.counted(lambda standing: standing.status == "kept"),
        message("{number} overdue"): line.counted(_is_overdue),
        message("{number} breached"): line.counted(_is_breached),
        message("{number} exceeded"): line.counted(lambda standing: bool(standing.exceeding)),
    }
    return listed(translate(words, number=count) for words, count in parts.items() if count and line.is_first)


def _is_breached(standing: Standing) -> bool:
    return standing.is_breached


def _is_undecided(standing: Standing) -> bool:
    return standing.outcome == "open"


def _is_overdue(standing: Standing) -> bool:
    return standing.timeliness == "overdue"


def _under_way(line: Line) -> str:
    stages = line.stages.items()
    return listed(
        translate("{stage} {amount}", stage=spoken(stage), amount=line.written(total))
        for stage, total in stages
        if stage not in ARRIVED
    )


def _promised(line: Line) -> str:
    part = line.standings[0].format_amount(line.jointly)
    return jointly_words(line.written(line.promised), line.promised, part, line.jointly)


def _delivered(line: Line) -> str:
    if not line.arrived:
        return ""
    share = [percent_written(line.share)] if line.promised and line.kind != MIXED else []
    return remarks((line.written(line.arrived), *share))


def _past_due(line: Line) -> Cell:
    short = translate("{amount} short", amount=line.written(line.short)) if line.short else ""
    words = listed(filter(None, (line.written(line.overdue), short)))
    return Cell(words, "bad" if line.is_reported else "warn")


_FIELDS: Final[tuple[Field[Line], ...]] = (
    Field("obligor", "code", lambda line: line.obligor),
    Field("obligee", "code", lambda line: line.obligee),
    Field("category", "code", lambda line: line.category, Heading("Category", "what"), _category, "strong"),
    Field("commitments", "number", lambda line: len(line.standings), Heading("Of them", "what"), _counts),
    Field("open", "number", lambda line: line.counted(_is_undecided)),
    Field("met", "number", lambda line: line.counted(lambda standing: standing.status == "met")),
    Field("overdue_commitments", "number", lambda line: line.counted(_is_overdue)),
    Field("currency", "text", lambda line: line.key.unit if line.key else None),
    Field("per_year", "flag", lambda line: bool(line.key.per) if line.key else None),
    Field("promised", "number", lambda line: value_of(line.promised), "Promised", _promised),
    Field("promised_qualifier", "code", lambda line: qualifier(line.promised)),
    *(_stage_field(name) for name in STAGES),
    Field("arrived", "number", lambda line: value_of(line.arrived), "Delivered", _delivered),
    Field("delivered_share", "number", lambda line: line.share),
    Field("overdue", "number", lambda line: value_of(line.overdue), "Past due", _past_due),
    Field("amount_kind", "code", lambda line: line.kind or None),
    Field("kept", "number", lambda line: line.counted(lambda standing: standing.status == "kept")),
    Field("breached", "number", lambda line: line.counted(_is_breached)),
    Field("short", "number", lambda line: value_of(line.short)),
    Field("promised_jointly", "number", lambda line: value_of(line.jointly)),
    Field("overdue_unreported", "number", lambda line: value_of(line.unreported)),
)
_UNDER_WAY: Final[Field[Line]] = Field("under_way", "text", _under_way, "On its way")
_SHOWN: Final = ordered((*_FIELDS, _UNDER_WAY), ("category", "commitments", "promised", "under_way"))


def balance_table(
    portfolio: Portfolio, one: str, other: str, test: Callable[[Standing], bool] = lambda _: True
) -> Table:
    """A line for each side, category and unit, of the commitments that pass the test."""
    both = (one, other)
    codes: dict[Direction, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "one": ((one,), (other,)),
        "other": ((other,), (one,)),
        "both": (both, both),
    }
    chosen = {
        direction: [seen_by_side(standing, codes[direction][0]) for standing in group if test(standing)]
        for direction, group in both_directions(portfolio, one, other).items()
    }
    lines = {direction: list(_lines(*codes[direction], group)) for direction, group in chosen.items()}
    titles: dict[Direction, str] = {
        "one": translate("{obligor} owes {obligee}", obligor=one, obligee=other),
        "other": translate("{obligor} owes {obligee}", obligor=other, obligee=one),
        "both": translate("They owe each other"),
    }
    filled = {title: direction for direction, title in titles.items() if chosen[direction] or direction != "both"}
    comparison = _side_by_side(
        {title: chosen[direction] for title, direction in filled.items()},
        {title: lines[direction] for title, direction in filled.items()},
        portfolio.format_amount,
    )
    panels = [_panel(title, lines[direction], portfolio) for title, direction in filled.items() if lines[direction]]
    both_sides = [standing for group in chosen.values() for standing in group]
    kinds = (translate(KINDS_APART),) if any(line.kind for side in lines.values() for line in side) else ()
    has_surplus = any(line.credited != line.arrived for side in lines.values() for line in side)
    surplus = (translate(SURPLUS_NOTE),) if has_surplus else ()
    joint = (translate(JOINTLY_NOTE),) if any(line.jointly for side in lines.values() for line in side) else ()
    ceilings = exceeded_note(one for group in chosen.values() for standing in group for one in standing.exceeded_in)
    notes = (
        *map(translate, _NOTES),
        *kinds,
        *joint,
        *surplus,
        *ceilings,
        *_without_figure(chosen.values()),
        *_left_out(chosen.values()),
        *portfolio.rate_notes(both_sides),
    )
    every = chain.from_iterable(lines.values())
    return table_of(
        _FIELDS,
        every,
        (comparison, *panels, *traded_panel(trades(portfolio, both_sides), one, other, portfolio), Panel(notes=notes)),
    )


def _lines(obligor: tuple[str, ...], obligee: tuple[str, ...], group: Iterable[Standing]) -> Iterator[Line]:
    """The lines of one side by category: a branch counts entirely under the category of its head."""
    found = branches(group)
    for category in sorted({branch.head.terms.category for branch in found}):
        members = [branch for branch in found if branch.head.terms.category == category]
        line = Line(obligor, obligee, category, tuple(s for branch in members for s in branch.members))
        yield from _by_unit(line, members)


def _by_unit(line: Line, members: Sequence[Branch]) -> list[Line]:
    """The line once for each unit and kind of amount of which anything is promised, delivered or overdue."""
    entries = [entry for branch in members for entry in branch.promised]
    promised = sums((entry.key, entry.amount) for entry in entries)
    is_one_side = len(line.obligor) == 1  # what both owe each other stands once
    jointly = sums((entry.key, entry.amount) for entry in entries if is_one_side and entry.standing.is_owed_jointly)
    late = [entry for branch in members for entry in branch.overdue]
    overdue = sums((entry.key, entry.amount) for entry in late)
    unreported = sums((entry.key, entry.amount) for entry in late if entry.standing.lateness != "reported")
    short = sums((entry.key, entry.amount) for branch in members for entry in branch.short)
    stages, came, owed_came = reached(members), arrived(members), credited(members)
    return [
        replace(
            line,
            key=key,
            promised=promised.get(key),
            jointly=jointly.get(key),
            stages=stages.get(key, {}),
            arrived=came.get(key),
            credited=owed_came.get(key),
            overdue=overdue.get(key),
            unreported=unreported.get(key),
            short=short.get(key),
            is_first=not number,
        )
        for number, key in enumerate(dict.fromkeys([*promised, *stages, *overdue]))
    ] or [line]


# ---- for people --------------------------------------------------------------------------------

Wording: TypeAlias = Callable[[Amount | None], str]
_NOTES: Final = (
    PROMISED_NOTE,
    message(
        "Delivered: each delivery once, disbursed or delivered, the larger; the stages are the same money on its way."
    ),
)
SHOWN: Final = 4  # deliveries that a note names


def _side_by_side(sides_of: Mapping[str, list[Standing]], lines: Mapping[str, list[Line]], written: Wording) -> Panel:
    """The sides as columns, what they are compared by as rows."""
    compared: dict[str, Callable[[str], str]] = {
        message("commitments", "compared"): lambda side: str(len(sides_of[side])),
        message("met", "compared"): lambda side: str(sum(standing.status == "met" for standing in sides_of[side])),
        message("overdue", "compared"): lambda side: str(sum(map(_is_overdue, sides_of[side]))),
        message("promised", "compared"): lambda side: _listed(
            ((line.key, line.promised) for line in lines[side]), written
        ),
        message("delivered", "compared"): lambda side: _listed(
            ((line.key, line.arrived) for line in lines[side]), written
        ),
        message("past due", "compared"): lambda side: _listed(
            ((line.key, line.overdue) for line in lines[side]), written
        ),
    }
    optional: dict[str, Callable[[Standing], bool]] = {
        message("kept", "compared"): lambda s: s.status == "kept",
        message("breached", "compared"): _is_breached,
    }
    for name, holds in optional.items():
        if any(map(holds, chain.from_iterable(sides_of.values()))):
            compared[name] = partial(_count, sides_of, holds)
    if any(line.jointly for side in lines.values() for line in side):
        compared[message("of it jointly", "compared")] = lambda side: _listed(
            ((line.key, line.jointly) for line in lines[side]), written
        )
    if any(line.unreported for side in lines.values() for line in side):
        compared[message("of it, no report", "compared")] = lambda side: _listed(
            ((line.key, line.unreported) for line in lines[side]), written
        )
    if any(line.short for side in lines.values() for line in side):
        compared[message("short", "compared")] = lambda side: _listed(
            ((line.key, line.short) for line in lines[side]), written
        )
    rows = tuple(
        (Cell(translate(name, "compared"), "dim"), *(Cell(read(side)) for side in sides_of))
        for name, read in compared.items()
    )
    return Panel((Heading(""), *(Heading(side, flexible=True) for side in sides_of)), rows)


def _count(sides_of: Mapping[str, list[Standing]], holds: Callable[[Standing], bool], side: str) -> str:
    return str(sum(map(holds, sides_of[side])))


def _listed(amounts: Iterable[tuple[Key | None, Amount | None]], written: Wording) -> str:
    """The sum of the amounts in each unit and of each kind."""
    found = sums((key, amount) for key, amount in amounts if key and amount)
    return listed(of_kind(written(amount), key.kind) for key, amount in found.items()) or "—"


def _without_figure(groups: Iterable[Iterable[Standing]]) -> Iterator[str]:
    """The note that names what was kept, and of which no delivered figure is in these sums."""
    refs = [one.ref for group in groups for one in group if one.is_done_without_figure]
    if refs:
        more = translate(" and {number} more", number=len(refs) - SHOWN) if len(refs) > SHOWN else ""
        named = f"{listed(refs[:SHOWN])}{more}"
        yield translate("Kept, and the delivered figure is not recorded: {refs}.", refs=named)


def _left_out(groups: Iterable[Iterable[Standing]]) -> Iterator[str]:
    """The note that names what was delivered of promises that count for nothing, or that are measured otherwise."""
    found = [left for group in groups for branch in branches(group) for left in branch.left_out]
    if found:
        more = translate(" and {number} more", number=len(found) - SHOWN) if len(found) > SHOWN else ""
        yield translate(
            "Left out of these sums: {deliveries}.", deliveries=f"{listed(map(_left, found[:SHOWN]))}{more}"
        )


def _left(left: LeftOut) -> str:
    standing = left.standing
    return translate(
        "{amount} {stage} of {ref} ({reason})",
        amount=standing.format_amount(left.event.amount),
        stage=spoken(left.event.stage),
        ref=standing.ref,
        reason=_why(left),
    )


def _why(left: LeftOut) -> str:
    standing = left.standing
    if standing.is_ceiling:
        return translate("against a ceiling")
    if not is_counted(standing):
        return status_spoken(standing.status)
    if standing.amount:
        return translate("promised in {unit}", unit=standing.amount.unit)
    return translate("no {amount} promised", amount=spoken(standing.terms.amount_kind or "amount"))


def _panel(title: str, lines: list[Line], portfolio: Portfolio) -> Panel:
    names = dict.fromkeys(
        translate("{code} is {name}", code=code, name=party_name(code, portfolio))
        for code in lines[0].obligor + lines[0].obligee
    )
    return panel_of(_SHOWN, lines, translate("{title} ({counts})", title=title, counts=listed(names)))
