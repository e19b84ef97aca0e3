"""Scorecards: one row for each party, category, force or year."""

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadChoice
from tracker.language import message, plural, translate
from tracker.model.commitment import one_of
from tracker.model.status import NOT_APPLICABLE, OUTCOMES, Outcome, outcome_of, with_outcome
from tracker.reports.amount_text import (
    JOINTLY_NOTE,
    KINDS_APART,
    PROMISED_NOTE,
    SURPLUS_NOTE,
    exceeded_note,
    percent_written,
)
from tracker.reports.code_text import code_shown, spoken, status_spoken
from tracker.reports.list_notes import own_note
from tracker.reports.score_panels import Row, Subject, open_notes, panels
from tracker.reports.scorecard import scorecard_chart, scorecard_data
from tracker.reports.table import Column, Field, Panel, Table, Value, table_of, value_of
from tracker.reports.text import category_name, party_name
from tracker.state import scores
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.scores import Scorecard, UnitTotal, scorecard

Measure = Literal["mean", "percent"]

Grouping = Callable[[Standing], tuple[str, ...]]

MEASURES: Final[tuple[str, ...]] = get_args(Measure)

# The groupings of commitments; a commitment of two obligors counts for each of them.
GROUPINGS: Final[dict[str, Grouping]] = {
    "obligor": lambda standing: (standing.of,) if standing.of else standing.terms.obligor,
    "obligee": lambda standing: standing.terms.obligee,
    "category": lambda standing: (standing.terms.category,),
    "force": lambda standing: (standing.terms.force,),
    "status": lambda standing: (standing.status,),
    "assessment": lambda standing: (standing.state.assessment or "unassessed",),
    "year": lambda standing: (str(standing.made_on.year),),
    "tag": lambda standing: standing.terms.tags or ("untagged",),
    "all": lambda _: ("all",),
}


def _share_of_all(outcome: Outcome) -> Field[Scorecard]:
    return Field(f"{outcome}_share_all", "number", lambda card: card.of_all(outcome).share)


FIELDS: Final[tuple[Field[Scorecard], ...]] = (
    Field("commitments", "number", lambda card: len(card.standings)),
    Field("open", "number", lambda card: card.outcomes["open"]),
    Field("kept", "number", lambda card: card.outcomes["kept"]),
    Field("kept_share", "number", lambda card: card.of_decided("kept").share),
    Field("partly", "number", lambda card: card.outcomes["partly"]),
    Field("partly_share", "number", lambda card: card.of_decided("partly").share),
    Field("failed", "number", lambda card: card.outcomes["failed"]),
    Field("failed_share", "number", lambda card: card.of_decided("failed").share),
    Field("void", "number", lambda card: card.outcomes["void"]),
    Field("replaced", "number", lambda card: card.outcomes["replaced"]),
    Field("decided", "number", lambda card: card.decided),
    *map(_share_of_all, OUTCOMES),
    Field("completed", "number", lambda card: card.completed),
    Field("overdue", "number", lambda card: card.overdue),
    Field("overdue_unreported", "number", lambda card: card.unreported),
    Field("on_time_original", "number", lambda card: card.on_time("original").part),
    Field("decided_original", "number", lambda card: card.on_time("original").whole),
    Field("on_time_rate_original", "number", lambda card: card.on_time("original").share),
    Field("on_time_current", "number", lambda card: card.on_time("current").part),
    Field("decided_current", "number", lambda card: card.on_time("current").whole),
    Field("on_time_rate_current", "number", lambda card: card.on_time("current").share),
    Field("moved", "number", lambda card: card.moved),
    Field("slipped", "number", lambda card: card.slipped),
    Field("put_off", "number", lambda card: card.put_off.count),
    Field("put_off_median", "number", lambda card: card.put_off.median),
    Field("put_off_longest", "number", lambda card: card.put_off.longest),
    Field("dropped", "number", lambda card: card.dropped),
    Field("brought_forward", "number", lambda card: card.brought_forward.count),
    Field("brought_forward_median", "number", lambda card: card.brought_forward.median),
    Field("brought_forward_longest", "number", lambda card: card.brought_forward.longest),
    Field("silent_moves", "number", lambda card: card.silent_moves),
    Field("delayed", "number", lambda card: card.delayed.count),
    Field("delay_median", "number", lambda card: card.delayed.median),
    Field("delay_longest", "number", lambda card: card.delayed.longest),
    Field("early", "number", lambda card: card.early.count),
    Field("early_median", "number", lambda card: card.early.median),
    Field("early_longest", "number", lambda card: card.early.longest),
    Field(
        "delivered_share", "code", lambda card: tuple(f"{_unit(one)}={one.share or 'n/a'}" for one in card.delivered)
    ),
    Field("amounts", "table", lambda card: _amounts(card.delivered)),
    Field("to_keep", "number", lambda card: card.lasting),
    Field("breached", "number", lambda card: card.breached),
    Field("breaches", "number", lambda card: card.breaches.number),
    Field("cures", "number", lambda card: card.breaches.cured),
    Field("days_in_breach", "number", lambda card: card.breaches.days),
    Field("exceeded", "number", lambda card: len(card.exceeded)),
    Field("prolonged", "number", lambda card: card.prolonged.count),
    Field("prolonged_longest", "number", lambda card: card.prolonged.longest),
    Field("shortened", "number", lambda card: card.shortened.count),
    Field("endless", "number", lambda card: card.endless),
    Field("undated", "number", lambda card: card.open_kinds["undated"]),
)


class Scale(Struct, frozen=True):
    """The published scale as it was asked for: as a mean or in per cent, over all or as the mean of groups' means."""

    measure: Measure
    mean_of: str | None = None

    def of(self, card: Scorecard) -> Fraction | None:
        """The score of a group, from -1 to +1; None if the scale applies to none of it."""
        if self.mean_of is None:
            return scores.mean(card.standings)
        return scores.mean_of_means(_grouped(card.standings, self.mean_of).values())

    def values(self, card: Scorecard) -> tuple[Value, ...]:
        """The score on the scale, and how many commitments have one, have none, and do not apply to the obligor."""
        score = self.of(card)
        exact = None if score is None else scores.fraction(score)
        shown = scores.percent(score) if self.measure == "percent" else exact
        return shown, card.scored, len(card.standings) - card.scored, card.not_applicable

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of these values."""
        names = (f"scale_{self.measure}", "scored", "not_scored", "not_applicable")
        return tuple(Column(name, "number") for name in names)


def read_scale(measure: str, mean_of: str | None = None) -> Scale:
    """The scale that was asked for. Refuses an unknown measure or grouping."""
    if mean_of is not None:
        _grouping(mean_of)
    return Scale(one_of("scale", measure, MEASURES), mean_of)


def score_table(
    portfolio: Portfolio,
    by: str = "obligor",
    test: Callable[[Standing], bool] = lambda _: True,
    scale: Scale | None = None,
) -> Table:
    """A scorecard for each group of the commitments that pass the test, by name. Refuses an unknown grouping."""
    standings = [standing for standing in portfolio if test(standing)]
    _grouping(by)
    groups = _grouped(standings, by)
    cards = {group: scorecard(groups[group]) for group in sorted(groups)}
    columns = (Column(by, "text"), *(field.column for field in FIELDS), *(scale.columns if scale else ()))
    rows = tuple(
        (group, *(field.read(card) for field in FIELDS), *(scale.values(card) if scale else ()))
        for group, card in cards.items()
    )
    named = [(_named(group, by, portfolio), card) for group, card in cards.items()]
    notes = (
        (*_notes(cards.values(), scale), *own_note(standings), *portfolio.rate_notes(standings))
        if cards
        else (translate("Nothing to score."),)
    )
    shown = panels(by, named, _scale_subject(scale))
    if named:
        chart, data = scorecard_chart(named), scorecard_data(cards)
        of_open = tuple(open_notes([(_in_sentence(group, by, portfolio), card) for group, card in cards.items()]))
        shown[0] = replace(shown[0], chart=chart, data=data, anchor="scorecard", notes=of_open)
    return Table(columns, rows, (*shown, Panel(notes=notes)))


def _grouping(name: str) -> Grouping:
    if name not in GROUPINGS:
        raise BadChoice("grouping", name, list(GROUPINGS))
    return GROUPINGS[name]


def _grouped(standings: Iterable[Standing], by: str) -> dict[str, list[Standing]]:
    """The commitments of each group; by obligor each one's own standing, where they are judged apart."""
    groups: dict[str, list[Standing]] = {}
    apart = chain.from_iterable(one.obligors or (one,) for one in standings) if by == "obligor" else standings
    for standing in apart:
        for group in dict.fromkeys(GROUPINGS[by](standing)):
            groups.setdefault(group, []).append(standing)
    return groups


def _named(group: str, by: str, portfolio: Portfolio) -> str:
    """A group for people: a party with its name, a status or judgement as it is spoken."""
    match by:
        case "obligor" | "obligee":
            return translate("{code} {name}", code=group, name=party_name(group, portfolio))
        case "category":
            return category_name(group, portfolio)
        case "status":
            return status_spoken(group)
        case "assessment" | "force":
            return spoken(group)
        case _:
            return group


def _in_sentence(group: str, by: str, portfolio: Portfolio) -> str:
    """A group in a sentence: a party by its name alone."""
    return party_name(group, portfolio) if by in {"obligor", "obligee"} else _named(group, by, portfolio)


_AMOUNTS: Final[tuple[Field[UnitTotal], ...]] = (
    Field("currency", "text", lambda one: one.unit),
    Field("promised", "number", lambda one: value_of(one.promised)),
    Field("delivered", "number", lambda one: value_of(one.arrived)),
    Field("share", "number", lambda one: one.share),
    Field("amount_kind", "code", lambda one: one.key.kind or None),
    Field("promised_jointly", "number", lambda one: value_of(one.jointly)),
)


def _unit(one: UnitTotal) -> str:
    return f"{one.unit} {one.key.kind}" if one.key.kind else one.unit


def _amounts(found: Iterable[UnitTotal]) -> Table:
    return table_of(_AMOUNTS, found).with_plain_panel()


_DECIDED: Final = message(
    "Decided: kept, partly or failed; what is open, void ({void}) or replaced ({replaced}) is not judged."
)

_ON_TIME: Final = message(
    "On time: met or delivered in full by then, of all that was so on a known day, was closed without being met, or is"
    " reported overdue."
)

_UNREPORTED: Final = message(
    "Unreported: overdue now, but nobody has said that it was not done; it counts in no rate and in no delay."
)

_MOVES: Final = message(
    "Put off, brought forward: the days from the first date to the one in force; dropped: there is no date now."
)

_DELAYS: Final = message(
    "Delayed, early: the days from the first date to the day it was met or delivered in full, or until now for what is"
    " reported overdue."
)

_SCALE: Final = message(
    "Scale of the G7 and G20 Research Groups: +1 kept, 0 in part or under way, -1 not kept; per cent: (mean + 1) × 50."
)

_MEAN_OF_MEANS: Final = message(
    "The score is the mean of the means of the groups by {grouping}, each of the same weight."
)


def _notes(cards: Collection[Scorecard], scale: Scale | None) -> Iterator[str]:
    completed = {standing.ref for card in cards for standing in card.standings if scores.is_completed(standing)}
    yield translate(_DECIDED, void=_statuses_of("void"), replaced=_statuses_of("replaced"))
    if inapplicable := sum(card.not_applicable for card in cards):
        yield translate("In no share: {number} not applicable to the obligor.", number=inapplicable)
    if completed:
        yield translate("Kept: {number} of them delivered in full and not yet marked.", number=len(completed))
    if short := len({one.ref for card in cards for one in card.standings if one.timeliness == "short"}):
        yield translate(
            "Partly or failed: {periods} short by the figure for the whole, and not yet marked.",
            periods=plural(short, "period"),
        )
    if ended := {one.ref for card in cards for one in card.standings if one.state.outcome != outcome_of(one.status)}:
        yield translate(
            "Void or replaced: {milestones} open when the whole was closed, and not judged.",
            milestones=plural(len(ended), "milestone"),
        )
    yield translate(_ON_TIME)
    yield translate(_UNREPORTED)
    if judged := len({one.ref for card in cards for one in card.standings if scores.is_only_judged(one)}):
        yield translate(
            "In no rate and in no delay: {number} late by the judgement of an analyst alone, without a source.",
            number=judged,
        )
    yield translate(_MOVES)
    yield translate(_DELAYS)
    if scale:
        yield translate(_SCALE)
        yield from [translate(_MEAN_OF_MEANS, grouping=code_shown(scale.mean_of))] if scale.mean_of else []
    yield translate(PROMISED_NOTE)
    if any(one.jointly for card in cards for one in card.delivered):
        yield translate(JOINTLY_NOTE)
    if any(one.has_surplus for card in cards for one in card.delivered):
        yield translate(SURPLUS_NOTE)
    yield from exceeded_note(one for card in cards for one in card.exceeded)
    if any(one.key.kind for card in cards for one in card.delivered):
        yield translate(KINDS_APART)


def _statuses_of(outcome: Outcome) -> str:
    """The statuses of an outcome that counts: what does not apply counts in none."""
    return translate(" or ").join(status_spoken(status) for status in with_outcome(outcome) if status != NOT_APPLICABLE)


def _scale_subject(scale: Scale | None) -> list[Subject]:
    if scale is None:
        return []
    measure = message("Percent" if scale.measure == "percent" else "Mean")
    headings = (measure, message("Scored"), message("Not scored"), message("Not applicable"))
    return [(message("On the scale"), headings, lambda card: [_on_scale(scale, card)])]


def _on_scale(scale: Scale, card: Scorecard) -> Row:
    _, *counts = scale.values(card)
    return _score_written(scale.of(card), scale.measure), *map(str, counts)


def _score_written(score: Fraction | None, measure: Measure) -> str:
    if score is None:
        return translate("n/a")
    if measure == "percent":
        return percent_written(scores.fraction((score + 1) / 2))
    return f"{scores.fraction(score):+.2f}"
