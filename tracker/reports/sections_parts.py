"""The sections of `show` that list other standings: milestones, obligors and parts."""

from typing import Final

from tracker.language import listed, message, translate
from tracker.model.refs import parent_of
from tracker.reports.amount_text import of_kind
from tracker.reports.code_text import spoken, status_spoken
from tracker.reports.event_text import Written, day_words, judged_words
from tracker.reports.section import Section, amount_field, flexible
from tracker.reports.standing_text import due_words, owes, when
from tracker.reports.table import Field, Heading, last_day, unit_of
from tracker.reports.witness_text import says_who
from tracker.state.portfolio import Standing


def _assessed(standing: Standing) -> str:
    return judged_words(standing.state.assessments)


MILESTONES: Final = Section[Standing](
    message("Milestones"),
    lambda standing: standing.milestones,
    (
        Field("when", "code", lambda one: when(one)[0], "When"),
        Field("due", "date", lambda one: one.due.last if one.due else None),
        Field("due_written", "code", due_words, "Due"),
        Field("due_original", "date", lambda one: one.due_original.last if one.due_original else None),
        Field("moves", "number", lambda one: len(one.moves), "Moves", lambda one: str(len(one.moves) or "")),
        Field("status", "code", lambda one: one.status, "Status", lambda one: status_spoken(one.status)),
        amount_field("amount", "Amount", lambda one: one.amount, lambda one: one),
        amount_field("delivered", "Of it", lambda one: one.arrived, lambda one: one),
        Field("ref", "code", lambda one: one.ref, Heading("Milestone", "part")),
        Field("title", "text", lambda one: one.title, flexible("Title", "part")),
    ),
)
BREACHES: Final[tuple[Field[Standing], ...]] = (
    Field("breaches", "number", lambda one: one.breaches.number if one.is_lasting else None),
    Field("cures", "number", lambda one: one.breaches.cured if one.is_lasting else None),
    Field("days_in_breach", "number", lambda one: one.breaches.days if one.is_lasting else None),
)
OBLIGORS: Final = Section[Standing](
    message("Obligors"),
    lambda standing: standing.obligors,
    (
        Field("obligor", "code", lambda one: one.of, Heading("Obligor", "obligor")),
        Field(
            "status",
            "code",
            lambda one: one.status,
            Heading("Status", "obligor"),
            lambda one: status_spoken(one.status),
        ),
        Field("since", "date", lambda one: one.since, Heading("Since", "obligor")),
        Field("outcome", "code", lambda one: one.outcome),
        Field("timeliness", "code", lambda one: one.timeliness, flexible("When", "when"), lambda one: when(one)[0]),
        Field("lateness", "code", lambda one: one.lateness or None),
        Field("due", "date", lambda one: last_day(one.due), Heading("Due", "when"), lambda one: day_words(one.due)),
        Field("overdue_days", "number", lambda one: one.overdue_days),
        *BREACHES,
        amount_field("figure", "Delivered", lambda one: one.arrived, lambda one: one),
        Field("delivered", "number", lambda one: one.delivered),
        Field("currency", "text", lambda one: unit_of(one.arrived)),
        Field("assessment", "code", lambda one: one.state.assessment or None, flexible("Assessed", "who"), _assessed),
        Field("who", "text", lambda one: says_who(one) or None, flexible("Who says so", "who")),
    ),
)


def _funnel(part: Standing, written: Written = str) -> str:
    """The total at each stage of a part and all below it, such as `selected USD 36bn, contracted JPY 340bn`."""
    return listed(
        translate("{stage} {amount}", stage=spoken(one.stage), amount=of_kind(written(one.total), kind))
        for kind, deliveries in part.deliveries_by_kind.items()
        for one in deliveries.counted
    )


PARTS: Final = Section[Standing](
    message("Parts"),
    lambda standing: [part for part in standing.portfolio.parts(standing.ref) if not parent_of(part.ref)],
    (
        Field("when", "code", lambda part: when(part)[0], "When"),
        Field("owes", "code", owes, "Owes"),
        amount_field(
            "figure", "Amount", lambda part: part.amount, lambda part: part, lambda part: part.terms.amount_kind
        ),
        Field(
            "delivered", "text", lambda one: _funnel(one) or None, "Of it", lambda one: _funnel(one, one.format_amount)
        ),
        Field("ref", "code", lambda part: part.ref, Heading("Part", "part")),
        Field("title", "text", lambda part: part.title, flexible("Title", "part")),
    ),
)
