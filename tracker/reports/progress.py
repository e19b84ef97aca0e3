"""The deliveries of a commitment and its parts against the amounts expected by the day, as figures and bars."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from tracker.language import clauses, message, translate, written_day
from tracker.model.commitment import MIXED
from tracker.reports.amount_text import (
    amount_words,
    computed_words,
    exceeded_note,
    measure_words,
    of_kind,
    percent_written,
)
from tracker.reports.burn_up import burn_up
from tracker.reports.code_text import spoken
from tracker.reports.sections_parts import OBLIGORS
from tracker.reports.standing_text import readings_words, when
from tracker.reports.table import Cell, Field, Heading, Panel, Table, panel_of, qualifier, table_of, value_of
from tracker.reports.text import party_spoken
from tracker.state.delivery import level_to_reach, share
from tracker.state.progress import Progress, StageProgress, ratio
from tracker.state.scores import fraction

WIDTH: Final = 16  # cells of a bar


def _measured(level: StageProgress) -> Cell:
    """The measure, with a remark if another measure counts."""
    return Cell(measure_words(level.measure, counts=level.counts), "" if level.counts else "dim")


def _stage(level: StageProgress) -> str:
    return spoken(level.stage) if level.stage else ""


def _reached(level: StageProgress) -> str:
    return of_kind(level.progress.standing.format_amount(level.reached), level.kind)


_FIELDS: Final[tuple[Field[StageProgress], ...]] = (
    Field("ref", "code", lambda level: level.progress.standing.ref),
    Field("title", "text", lambda level: level.progress.standing.title),
    Field("parent", "code", lambda level: level.progress.standing.terms.parent or None),
    Field("amount", "number", lambda level: value_of(level.progress.amount)),
    Field("amount_qualifier", "code", lambda level: qualifier(level.progress.amount)),
    Field("currency", "text", lambda level: level.unit or None),
    Field("stage", "code", lambda level: level.stage or None, "Stage", _stage, tone="strong"),
    Field("measure", "text", lambda level: level.measure or None, "Measured by", _measured),
    Field("counts", "flag", lambda level: level.counts if level.reached else None),
    Field("reached", "number", lambda level: value_of(level.reached), "Reached", _reached),
    Field("share", "number", lambda level: level.share, "Of the amount", lambda level: percent_written(level.share)),
    Field("first", "date", lambda level: level.progress.term.first if level.progress.term else None),
    Field("last", "date", lambda level: level.progress.term.last if level.progress.term else None),
    Field("elapsed", "number", lambda level: _share(level.progress.elapsed)),
    Field("line", "number", lambda level: level.progress.expected_by_line(level.unit)),
    Field(
        "of_line", "number", lambda level: level.of_line, "Of the line", lambda level: percent_written(level.of_line)
    ),
    Field("plan", "number", lambda level: level.progress.expected_by_schedule(level.unit)),
    Field("of_plan", "number", lambda level: level.of_plan),
    Field("beyond_baseline", "number", lambda level: level.beyond.reached if level.beyond else None),
    Field("promised_beyond", "number", lambda level: level.beyond.promised if level.beyond else None),
    Field("share_beyond", "number", lambda level: level.beyond.share if level.beyond else None),
    Field("as_of", "date", lambda level: level.progress.standing.state.day),
    Field("amount_kind", "code", lambda level: level.kind or None),
)


def progress_table(found: Sequence[Progress]) -> Table:
    """A row for each stage that a commitment or one of its parts has reached; the first of them is the umbrella."""
    levels = [level for each in found for level in each.stages]
    umbrella, *parts = found
    rates = umbrella.standing.portfolio.rate_notes(each.standing for each in found)
    notes = (*_notes(umbrella), *rates)
    of_each = OBLIGORS.table(umbrella.standing).panels
    below = [_parts(parts)] if parts else []
    panels = (
        _umbrella_panel(umbrella, is_recorded=_is_recorded(found)),
        *_expectations(umbrella),
        *of_each,
        *below,
        *([Panel(notes=notes)] if notes else []),
    )
    return table_of(_FIELDS, levels, panels)


def bar(share: Decimal | None, expected: Decimal | None = None) -> str:
    """A share as a bar, with a stroke where it could be expected to end.

    >>> bar(Decimal("0.5"), Decimal("0.75"))
    '████████░░░░│░░░'
    """
    filled = 0 if share is None else min(WIDTH, max(0, round(share * WIDTH)))
    cells = "█" * filled + "░" * (WIDTH - filled)
    if expected is None:
        return cells
    place = min(WIDTH - 1, max(0, round(expected * WIDTH)))
    return f"{cells[:place]}│{cells[place + 1 :]}"


def _share(elapsed: Fraction | None) -> Decimal | None:
    return None if elapsed is None else fraction(elapsed)


# ---- for people --------------------------------------------------------------------------------


def _is_recorded(found: Iterable[Progress]) -> bool:
    """True if anything is recorded as delivered, or at another stage, of a commitment or of one of its obligors."""
    standings = (one for each in found for one in (each.standing, *each.standing.obligors))
    return any(of_kind.series for one in standings for of_kind in one.deliveries_by_kind.values())


def _umbrella_panel(umbrella: Progress, *, is_recorded: bool) -> Panel:
    """The commitment itself: a line for each stage and measure."""
    standing = umbrella.standing
    title = f"{standing.ref} · {standing.title}"
    levels = [level for level in umbrella.stages if level.reached]
    unrecorded = translate("Nothing is recorded as selected, contracted, disbursed or delivered.")
    notes = () if is_recorded else (unrecorded,)
    bars: Field[StageProgress] = Field("bar", "text", _bar, Heading(""), _bar)
    drawn = burn_up(umbrella)
    panel = panel_of((*_FIELDS, bars), levels, title, (*notes, *_time_passed(umbrella)))
    return replace(panel, chart=drawn.plot, data=drawn.data, anchor="burn-up") if drawn else panel


def _expectations(umbrella: Progress) -> Iterator[Panel]:
    """The amount that could be expected by the day; None without an amount."""
    standing = umbrella.standing
    if standing.amount is None:
        return
    headings = (Heading("Expected by now"), Heading("Figure", right=True), Heading("Of the amount", right=True))
    rows = [_expected(translate("straight line"), umbrella, umbrella.expected_by_line(standing.amount.unit))]
    if (plan := umbrella.expected_by_schedule(standing.amount.unit)) is not None:
        rows.append(_expected(translate("schedule"), umbrella, plan))
    rows.append((Cell(translate("all of it"), "strong"), Cell(amount_words(standing)), Cell("")))
    yield Panel(headings, tuple(rows))


def _bar(level: StageProgress) -> str:
    return bar(level.share, _share_expected(level.progress)) if level.share is not None else ""


def _expected(name: str, umbrella: Progress, value: Decimal | None) -> tuple[Cell, ...]:
    amount = umbrella.amount
    said = (
        translate("n/a") if value is None or amount is None else computed_words(value, amount.unit, umbrella.standing)
    )
    return Cell(name, "dim"), Cell(said), Cell(percent_written(_of_amount(umbrella, value)))


def _of_amount(umbrella: Progress, value: Decimal | None) -> Decimal | None:
    """A figure of the amount, if that is for the full term."""
    amount = umbrella.amount
    return ratio(value, amount.value) if amount and not amount.per else None


def _share_expected(progress: Progress) -> Decimal | None:
    """The expected end of a bar: by the schedule if there is one, else by the straight line."""
    unit = progress.amount.unit if progress.amount else ""
    plan = progress.expected_by_schedule(unit)
    return _of_amount(progress, progress.expected_by_line(unit) if plan is None else plan)


def _parts(parts: Iterable[Progress]) -> Panel:
    headings = (
        Heading("Part", flexible=True),
        Heading("Amount", right=True),
        Heading("Reached", stack="reached", right=True),
        Heading("Stage", stack="reached"),
        Heading("Of it", right=True),
        Heading(""),
        Heading("When", flexible=True),
    )
    rows = tuple(_part(level, is_first=level is each[0]) for each in (one.stages for one in parts) for level in each)
    return Panel(headings, rows, translate("Parts"))


def _part(level: StageProgress, *, is_first: bool) -> tuple[Cell, ...]:
    standing = level.progress.standing
    named = (Cell(standing.ref, "strong"), Cell(amount_words(standing)))
    return (
        *(named if is_first else (Cell(""),) * len(named)),
        Cell(_reached(level)),
        Cell(_stage(level)),
        Cell(percent_written(level.share) if level.reached else ""),
        Cell(_bar(level)),
        Cell(*when(standing)) if is_first else Cell(""),
    )


def _readings(umbrella: Progress) -> Iterator[str]:
    """The share of each amount, if the parties read different amounts, and the standing by each reading."""
    standing = umbrella.standing
    shares = [
        translate(
            "{share} of {amount} as {party} reads it"
            if one.reading.party
            else "{share} of {amount} by the common version",
            share=percent_written(share(standing.arrived, one.amount)),
            amount=standing.format_amount(one.amount),
            party=party_spoken(one.reading.party, standing.portfolio),
        )
        for one in standing.readings
    ]
    if len({one.amount for one in standing.readings}) > 1:
        yield translate("{clauses}.", clauses=clauses(shares))
    if standing.readings:
        yield translate("{clauses}.", clauses=readings_words(standing))


def _periods(umbrella: Progress) -> Iterator[str]:
    """The note on a recurring duty: the sum that counts of the periods that are due, and the exceeded periods."""
    standing = umbrella.standing
    for level in umbrella.stages:
        plan = umbrella.expected_by_schedule(level.unit)
        if standing.periods and level.stage and plan:
            counted, due = (computed_words(each, level.unit, standing) for each in (level.within_periods, plan))
            yield translate(
                message("{counted} {stage} of {due} due by now, in each period at most its amount.")
                if level.of_plan is None
                else message("{counted} {stage} of {due} due by now, in each period at most its amount: {share}."),
                counted=counted,
                stage=_stage(level),
                due=due,
                share=percent_written(level.of_plan),
            )
    yield from exceeded_note(standing.exceeded_in)


def _time_passed(umbrella: Progress) -> Iterator[str]:
    """The part of the term that has passed, and the caveat of the straight line."""
    term = umbrella.term
    if term and umbrella.elapsed is not None:
        passed = percent_written(fraction(umbrella.elapsed))
        yield translate(
            message("{share} of the time from {first} to {last} has passed, counted by days.")
            if umbrella.pace == "days"
            else message("{share} of the time from {first} to {last} has passed, counted by months."),
            share=passed,
            first=written_day(term.first),
            last=written_day(term.last),
        )
        yield translate("Illustrative: nobody promised a straight line; the terms ask only for what is due on its day.")


def _notes(umbrella: Progress) -> Iterator[str]:
    if umbrella.term is None and not umbrella.standing.periods:  # each period has a deadline of its own
        yield translate("Nothing can be expected by a day: there is no deadline in force after it was made.")
    yield from _readings(umbrella)
    yield from _periods(umbrella)
    own, standing = umbrella.standing.terms.amount_kind, umbrella.standing
    if goal := level_to_reach(standing.amount, standing.terms):
        to_reach, baseline = standing.format_amount(goal), standing.format_amount(standing.terms.baseline)
        yield translate(
            "The amount is an increase above {baseline}: the level to reach is {level}.",
            baseline=baseline,
            level=to_reach,
        )
    if own == MIXED:
        yield translate("The amount is of mixed kinds, so no share of it is computed.")
    if any(level.kind != own for level in umbrella.stages):
        yield translate("Kinds of amount are never added: a delivery counts towards an amount of its own kind only.")
    for level in umbrella.stages:
        if level.beyond:
            reached, promised = (
                computed_words(each, level.unit, umbrella.standing)
                for each in (level.beyond.reached, level.beyond.promised)
            )
            yield translate(
                "{reached} {stage} of {promised} promised beyond the baseline of {baseline}: {share}.",
                reached=reached,
                stage=_stage(level),
                promised=promised,
                baseline=umbrella.standing.terms.baseline,
                share=percent_written(level.beyond.share),
            )
