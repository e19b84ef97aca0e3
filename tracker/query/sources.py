"""Query words about what sources and analysts say: status and judgement, disputes, and confidence."""

from typing import Final

from tracker.model.commitment import JUDGEMENTS, analyst_named
from tracker.model.iso import casefolded
from tracker.model.status import CLOSED_STATUSES, MEANINGS, STATUSES, UNKNOWN, with_outcome
from tracker.query.filter import HasKey, Scope, StatusIn, Term, Test
from tracker.query.registry import choice, flag, word
from tracker.state.confidence import CONFIDENCES
from tracker.state.portfolio import Standing
from tracker.state.sources import sources

# The values of `status:`; the last two stand for several statuses.
STATUS_VALUES: Final = (*STATUSES, UNKNOWN, "open", "closed")
GROUPS: Final = {"open": with_outcome("open"), "closed": CLOSED_STATUSES}
# The values of `missing:`, each with its test.
MISSING: Final[dict[str, Test]] = {
    "amount": lambda standing: standing.figure is None,
    "due": lambda standing: standing.due is None,
    "delivery": lambda standing: not standing.has_delivery,
    "source": lambda standing: not sources(standing.state),
    "instrument": lambda standing: not standing.terms.instrument,
    "assessment": lambda standing: not standing.state.assessment,
}


@word("status:open", STATUS_VALUES)
def status(value: str, _scope: Scope) -> Term:
    """It has this status, or `unknown`; `open` or `closed` for all of that kind. A milestone ends with its parent."""
    wanted = GROUPS.get(value) or (choice("status", value, STATUS_VALUES),)
    if value in GROUPS:
        return Term(lambda standing: standing.is_open == (value == "open"), StatusIn(wanted), index_is_exact=True)
    return Term(lambda standing: standing.status in wanted, StatusIn(wanted), index_is_exact=True)


@flag("open", StatusIn(GROUPS["open"]), index_is_exact=True)
def open_(standing: Standing) -> bool:
    """It can still be performed: the same as `status:open`."""
    return standing.is_open


@flag("closed", StatusIn(GROUPS["closed"]), index_is_exact=True)
def closed(standing: Standing) -> bool:
    """It is met, given up, replaced or failed, or its parent is: the same as `status:closed`."""
    return not standing.is_open


def _register_status(status: str, meaning: str) -> None:
    """Register the name of a status as a word."""

    def test(standing: Standing) -> bool:
        return standing.status == status

    test.__doc__ = f"{meaning}: the same as `status:{status}`."
    flag(status, StatusIn((status,)), index_is_exact=True)(test)


for _status in STATUSES:
    if _status != "breached":
        _register_status(_status, MEANINGS[_status].description)


@flag("breached", StatusIn(("breached",)))
def breached(standing: Standing) -> bool:
    """It is to be kept and is not kept now; `status:breached` also finds what ended so."""
    return standing.status == "breached" and standing.ended_in_breach is None


@word("assessment:at_risk", JUDGEMENTS)
def assessment(value: str, _scope: Scope) -> Term:
    """The latest judgement of an analyst is this; of several analysts, that of any."""
    wanted = choice("judgement", value, JUDGEMENTS)
    return Term(
        lambda standing: any(event.assessment == wanted for event in standing.state.assessments),
        HasKey((f"assessment:{wanted}",)),
    )


@word("analyst:mika")
def analyst(value: str, _scope: Scope) -> Term:
    """An analyst of this name has judged it; `desk` for a judgement without a name."""
    name = casefolded(analyst_named(value))
    return Term(lambda standing: any(casefolded(event.analyst) == name for event in standing.state.assessments))


@flag("disputed")
def disputed(standing: Standing) -> bool:
    """The latest position of a party disputes or denies it."""
    return standing.is_disputed


@flag("contradicted")
def contradicted(standing: Standing) -> bool:
    """A source contradicts one of its fields, and nobody settled that."""
    return bool(standing.contradicted)


@flag("divergent")
def divergent(standing: Standing) -> bool:
    """A party is content in public and not in private, or the other way round, and neither is long ago."""
    return bool(standing.divergent)


@flag("two-faced")
def two_faced(standing: Standing) -> bool:
    """The same as `divergent`."""
    return divergent(standing)


@word("confidence:reported", CONFIDENCES)
def confidence(value: str, _scope: Scope) -> Term:
    """Its sources give it this confidence: the weakest of its status, deadline and amount."""
    wanted = choice("degree of confidence", value, CONFIDENCES)
    return Term(lambda standing: standing.confidence == wanted)


@flag("ceiling")
def ceiling(standing: Standing) -> bool:
    """Its amount is the most that is to be kept, such as a quota: nothing of it is to be delivered."""
    return standing.is_ceiling


@word("missing:amount", tuple(MISSING))
def missing(value: str, _scope: Scope) -> Term:
    """The record lacks this."""
    return Term(MISSING[choice("thing that can be missing", value, tuple(MISSING))])
