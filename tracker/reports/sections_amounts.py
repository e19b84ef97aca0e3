"""The sections of `show` about figures: the versions of the amount and the deliveries."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tracker.language import message, translate
from tracker.model.amounts import Amount
from tracker.model.commitment import AmountEvent
from tracker.model.recurrence import name_of_period
from tracker.reports.amount_text import measure_words, percent_written
from tracker.reports.code_text import spoken
from tracker.reports.date_text import period_written
from tracker.reports.section import (
    CORRECTED,
    KNOWN,
    NOTE,
    TELLER,
    Recorded,
    Section,
    code_field,
    day_field,
    figure_fields,
    of_events,
)
from tracker.reports.table import Field
from tracker.state import delivery
from tracker.state.portfolio import Standing


def _amounts_of_each(standing: Standing) -> Iterable[AmountEvent]:
    return (event for event in standing.state.amounts_of_each if not event.reading)


def _first_period(event: AmountEvent) -> str:
    return name_of_period(event.first_period) if event.first_period else ""


def _change(event: AmountEvent) -> str:
    """The kind of change, and the first period of a recurring duty that has the amount."""
    change = spoken(event.change)
    if event.first_period is None:
        return change
    return translate("{change} from {period} on", change=change, period=period_written(event.first_period))


AMOUNTS: Final = Section[Recorded](
    message("Amount"),
    of_events(lambda standing: (*standing.state.amounts, *_amounts_of_each(standing))),
    (
        *figure_fields(lambda one: one.event.amount),
        Field("first_period", "code", lambda one: _first_period(one.event) or None),
        Field("change", "code", lambda one: one.event.change, "Change", lambda one: _change(one.event)),
        day_field(),
        KNOWN,
        CORRECTED,
        NOTE,
        *TELLER,
    ),
)


class _Stage(Struct, frozen=True):
    standing: Standing
    kind: str
    series: delivery.Series

    @property
    def counts(self) -> bool:
        """True if it counts towards the amount."""
        return self.series.counts and self.is_of_own_kind

    @property
    def is_of_own_kind(self) -> bool:
        """True if it is of the kind of the amount."""
        return self.kind == self.standing.terms.amount_kind

    @property
    def share(self) -> Decimal | None:
        """The part of the amount."""
        return self._share_of(self.standing.in_all(self.standing.amount))

    @property
    def share_of_original(self) -> Decimal | None:
        """The part of the first amount."""
        return self._share_of(self.standing.in_all(delivery.original_amount(self.standing.state)))

    def _share_of(self, amount: Amount | None) -> Decimal | None:
        return delivery.share(self.series.total, amount, self.kind) if self.is_of_own_kind else None


def _stages(standing: Standing) -> Iterable[_Stage]:
    return [
        _Stage(standing, kind, series)
        for kind, deliveries in standing.deliveries_by_kind.items()
        for series in deliveries.series
    ]


DELIVERIES: Final = Section[_Stage](
    message("Delivered, parts included"),
    _stages,
    (
        code_field("stage", lambda one: one.series.stage, "Stage"),
        Field("measure", "text", lambda one: one.series.measure or None),
        Field(
            "measure_shown",
            "text",
            lambda one: measure_words(one.series.measure, counts=one.counts),
            "Measured by",
        ),
        Field("counts", "flag", lambda one: one.counts),
        *figure_fields(lambda one: one.series.total, lambda one: one.kind),
        Field("share", "number", lambda one: one.share),
        Field("share_of_original", "number", lambda one: one.share_of_original),
        Field("share_shown", "code", lambda one: percent_written(one.share), "Of the amount"),
        Field("share_of_original_shown", "code", lambda one: percent_written(one.share_of_original), "Of the first"),
        Field("amount_kind", "code", lambda one: one.kind or None),
    ),
)
