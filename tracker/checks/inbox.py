"""The needs of a commitment for a person, who alone can look, confirm or settle.

What is late, completed, exceeded or lapsed comes from the checks. A review answers each of these: whoever looked and
found nothing is not asked again before the next review.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from tracker.checks import run
from tracker.checks.finding import Finding, command
from tracker.checks.misleading import review_due, silence
from tracker.language import listed, plural, translate, written_day
from tracker.model.commitment import CitationEvent
from tracker.state.lateness import DELIVERY, QUIET
from tracker.state.portfolio import Standing
from tracker.state.sources import WHOLE_RECORD, contradictions, field_of

Kind = Literal["late", "completed", "exceeded", "lapsed", "news", "contradicted", "no_news", "review"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)  # the worst first


class Need(Struct, frozen=True):
    """A reason why a commitment needs a person, and the day since when it does; `contradiction`: the only one."""

    kind: Kind
    finding: Finding
    since: date
    contradiction: CitationEvent | None = None

    @property
    def order(self) -> tuple[int, bool, date, str]:
        """The place in the list: the worst kind first, what is open before what is closed, then what waits longest."""
        standing = self.finding.standing
        return KINDS.index(self.kind), not standing.is_open, self.since, standing.ref


def needs(standing: Standing) -> Iterator[Need]:
    """The needs of a commitment; of those that ask somebody to look, the worst alone."""
    yield from _checked(standing, "completed-unconfirmed", "completed", _last_figure(standing))
    yield from _checked(standing, "exceeded-unreported", "exceeded", _last_figure(standing))
    yield from _checked(standing, "lapsed-unreported", "lapsed", _last_day(standing))
    yield from _unrecorded(standing)
    yield from _contradicted(standing)
    late = _checked(standing, "overdue-without-news", "late", _last_day(standing))
    is_unreported = any(one.lateness == "unreported" for one in standing.obligors or (standing,))
    unreported = list(late) if is_unreported else []
    yield from unreported or list(_without_news(standing)) or _review_due(standing)


def _checked(standing: Standing, check: str, kind: Kind, since: date) -> Iterator[Need]:
    """The findings of a check, unless somebody looked since that day."""
    if not standing.is_reviewed(since):
        yield from (Need(kind, finding, since) for finding in run([standing], [check])[check])


def _unrecorded(standing: Standing) -> Iterator[Need]:
    """The news that somebody found, and of which nothing is recorded."""
    if day := standing.unrecorded_news:
        message = translate("news found on {day}, not recorded yet", day=written_day(day))
        yield Need("news", Finding(standing, message, command("show", standing.ref), ("review",)), day)


def _review_due(standing: Standing) -> Iterator[Need]:
    """Its planned review, once the day has come."""
    if standing.next_look and standing.is_review_due:
        yield Need("review", review_due(standing), standing.next_look)


def _last_day(standing: Standing) -> date:
    due = standing.measured_due or standing.due
    return due.last if due else standing.made_on


def _last_figure(standing: Standing) -> date:
    return max(map(standing.state.known_on, standing.deliveries), default=standing.made_on)


def _contradicted(standing: Standing) -> Iterator[Need]:
    """Its contradictions that nobody settled, as one need; the command settles the first."""
    found = [event for event in contradictions(standing.state) if not _is_denial(event, standing)]
    if found:
        fields = tuple(dict.fromkeys(field_of(event) or WHOLE_RECORD for event in found))
        remedy = command("cite", standing.ref, "--settles", str(found[0].id), "--note", "WHY")
        message = translate(
            "{contradictions}: {fields}",
            contradictions=plural(len(found), "contradiction"),
            fields=listed(map(translate, fields)),
        )
        finding = Finding(standing, message, remedy, fields)
        only = found[0] if len(found) == 1 else None
        yield Need("contradicted", finding, min(map(standing.state.known_on, found)), only)


def _is_denial(event: CitationEvent, standing: Standing) -> bool:
    """True if a source says that it was not done, and nothing in the record says that it was."""
    return event.field == DELIVERY and standing.is_open and standing.timeliness != "completed"


def _without_news(standing: Standing) -> Iterator[Need]:
    """A need to look, if there is no news and no review for 90 days; a period is asked about with its duty."""
    heard = standing.last_news or standing.made_on
    is_quiet = (standing.state.day - heard).days <= QUIET or standing.is_reviewed(date.min)
    if standing.is_open and not standing.state.period and not is_quiet:
        remedy = command("review", standing.ref, "--done", "--next", "90d")
        yield Need("no_news", Finding(standing, silence(standing), remedy, ("review",)), heard)
