"""The scores of analysts: how often they agree with one another, and how their judgements turned out."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from tracker.model.commitment import AssessmentEvent
from tracker.model.iso import casefolded
from tracker.model.status import DECIDED
from tracker.state.portfolio import Standing
from tracker.state.scores import Count


class Judged(Struct, frozen=True):
    """The judgements of one analyst on a commitment, or on one obligor of it.

    `latest`: the newest. `others`: the latest of each other analyst. `last_before`: the newest before the commitment
    was decided, by the day of recording, so that hindsight does not count; None if there is none.
    """

    standing: Standing
    latest: AssessmentEvent
    others: tuple[AssessmentEvent, ...]
    last_before: AssessmentEvent | None


class AnalystScore(Struct, frozen=True):
    """The score of an analyst; an empty name is the desk."""

    analyst: str
    judged: tuple[Judged, ...]

    @property
    def agreed(self) -> Count:
        """The latest judgements of others on the same commitment that are the same, out of all of them."""
        same = [one.latest.assessment == other.assessment for one in self.judged for other in one.others]
        return Count(sum(same), len(same))

    @property
    def on_track(self) -> Count:
        """The commitments last judged on track before they were decided that were kept, out of all such."""
        return self._turned_out("on_track", "kept")

    @property
    def off_track(self) -> Count:
        """The commitments last judged off track before they were decided that failed, out of all such."""
        return self._turned_out("off_track", "failed")

    def _turned_out(self, judgement: str, outcome: str) -> Count:
        decided = [one for one in self.judged if one.last_before and one.last_before.assessment == judgement]
        return Count(sum(one.standing.state.outcome == outcome for one in decided), len(decided))


def analyst_scores(standings: Iterable[Standing]) -> list[AnalystScore]:
    """The score of each analyst, by name, the desk first; the case of a name is ignored."""
    found: dict[str, list[Judged]] = {}
    for standing in standings:
        for name, judged in _judged(standing):
            found.setdefault(name, []).append(judged)
    return [AnalystScore(judged[-1].latest.analyst, tuple(judged)) for _, judged in sorted(found.items())]


def _judged(standing: Standing) -> Iterator[tuple[str, Judged]]:
    """The judgements of each analyst; those on one obligor are not compared with those on all."""
    histories: dict[str, dict[str, list[AssessmentEvent]]] = {}
    for event in standing.state.events:
        if isinstance(event, AssessmentEvent):
            histories.setdefault(event.of, {}).setdefault(casefolded(event.analyst), []).append(event)
    for of, by_analyst in histories.items():
        one = standing.seen_by({of})
        decided = _decided_on(one)
        for name, history in by_analyst.items():
            before = [event for event in history if decided and standing.state.event_days.recorded_on(event) < decided]
            others = tuple(other[-1] for analyst, other in by_analyst.items() if analyst != name)
            yield name, Judged(one, history[-1], others, before[-1] if before else None)


def _decided_on(standing: Standing) -> date | None:
    """The first possible day on which it was kept, partly kept or failed; None if it is not decided."""
    state = standing.state
    if state.outcome not in DECIDED:
        return None
    days = state.event_days.days(state.status_run[0])
    return days.first or days.last
