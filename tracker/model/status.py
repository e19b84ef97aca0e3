"""The statuses of a commitment: one table with everything that a status means."""

from typing import Final, Literal, get_args

from msgspec import Struct

from tracker.language import message

OpenStatus = Literal["proposed", "agreed", "in_progress", "suspended", "breached"]
ClosedStatus = Literal["met", "partially_met", "not_met", "kept", "broken", "withdrawn", "superseded", "not_applicable"]
Status = Literal[OpenStatus, ClosedStatus]
Nature = Literal["act", "refrain", "keep"]
Outcome = Literal["open", "kept", "partly", "failed", "void", "replaced"]

NATURES: Final[tuple[Nature, ...]] = get_args(Nature)
ACT: Final[frozenset[Nature]] = frozenset({"act"})
# The natures of a promise that is kept up over a time, and not performed on a day.
LASTING: Final[frozenset[Nature]] = frozenset({"refrain", "keep"})
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
# The outcomes that say how well the obligor did; a promise that is void or was replaced is not judged.
DECIDED: Final[tuple[Outcome, ...]] = ("kept", "partly", "failed")
LAPSED: Final[frozenset[Outcome]] = frozenset({"void", "replaced"})
NOT_APPLICABLE: Final = "not_applicable"  # the status of one obligor of several to whom the promise does not apply
UNKNOWN: Final = "unknown"  # the status of a commitment without a recorded one; cannot be recorded


class Meaning(Struct, frozen=True, kw_only=True):
    """The meaning of one status.

    `description`: a sentence for help. `followers`: the statuses that may follow; a closed status has none and can only
    be reopened. `is_promised`: the obligor has promised it. `is_running`: the deadline counts. `is_under_way`: work has
    begun. `lasts`: sentences give the day since when, not the day on which.

    `natures`: the natures of the promises that may have it. `instead`: the status to record for other natures.
    `is_performance`: it says how the obligor performed, so it cannot lie ahead. `needs_proof`: it needs its day and a
    source.
    """

    label: str
    description: str = ""
    outcome: Outcome
    followers: tuple[str, ...] = ()
    is_promised: bool = True
    is_running: bool = False
    is_under_way: bool = False
    lasts: bool = False
    natures: frozenset[Nature] = frozenset(NATURES)
    instead: str = ""
    is_performance: bool = False
    needs_proof: bool = False


_CLOSING: Final = get_args(ClosedStatus)
MEANINGS: Final[dict[str, Meaning]] = {
    UNKNOWN: Meaning(label=message("unknown"), outcome="open", followers=(*get_args(OpenStatus), *_CLOSING)),
    "proposed": Meaning(
        label=message("proposed"),
        description="It is proposed, and nobody has agreed to it yet",
        outcome="open",
        followers=("proposed", "agreed", "withdrawn", "superseded", "not_applicable"),
        is_promised=False,
    ),
    "agreed": Meaning(
        label=message("agreed"),
        description="It is agreed, and not known to be under way",
        outcome="open",
        followers=("agreed", "in_progress", "suspended", "breached", *_CLOSING),
        is_running=True,
    ),
    "in_progress": Meaning(
        label=message("in progress"),
        description="It is under way; what is to be kept is in force",
        outcome="open",
        followers=("in_progress", "suspended", "breached", *_CLOSING),
        is_running=True,
        is_under_way=True,
        lasts=True,
    ),
    "suspended": Meaning(
        label=message("suspended"),
        description="It was put on hold, and its deadline does not count",
        outcome="open",
        followers=("suspended", "agreed", "in_progress", "breached", *_CLOSING),
        lasts=True,
    ),
    "breached": Meaning(
        label=message("breached"),
        description="It is to be kept and is not kept now; `in_progress` says that it is kept again",
        outcome="open",
        followers=("breached", "in_progress", "suspended", *_CLOSING),
        is_running=True,
        is_under_way=True,
        lasts=True,
        natures=LASTING,
        instead="not_met",
        is_performance=True,
        needs_proof=True,
    ),
    "met": Meaning(
        label=message("met"),
        description="It was met, in time or late",
        outcome="kept",
        natures=ACT,
        instead="kept",
        is_performance=True,
        needs_proof=True,
    ),
    "partially_met": Meaning(
        label=message("partially met"),
        description="It is over, and a part of it was done",
        outcome="partly",
        is_performance=True,
    ),
    "not_met": Meaning(
        label=message("not met"),
        description="It is over, and was not done",
        outcome="failed",
        natures=ACT,
        instead="broken",
        is_performance=True,
    ),
    "kept": Meaning(
        label=message("kept"),
        description="It is over, and was kept to its end",
        outcome="kept",
        natures=LASTING,
        instead="met",
        is_performance=True,
        needs_proof=True,
    ),
    "broken": Meaning(
        label=message("broken"),
        description="It is over, and was not kept",
        outcome="failed",
        natures=LASTING,
        instead="not_met",
        is_performance=True,
        needs_proof=True,
    ),
    "withdrawn": Meaning(label=message("withdrawn"), description="It was withdrawn", outcome="void"),
    "superseded": Meaning(
        label=message("superseded"), description="Another commitment superseded it", outcome="replaced"
    ),
    NOT_APPLICABLE: Meaning(
        label=message("not applicable"),
        description="It does not apply to one obligor of several",
        outcome="void",
    ),
}


def outcome_of(status: str) -> Outcome:
    """The outcome of a promise that has a status.

    >>> outcome_of("in_progress"), outcome_of("met"), outcome_of("superseded")
    ('open', 'kept', 'replaced')
    """
    return MEANINGS[status].outcome


def is_closed(status: str) -> bool:
    """True if the status ends a promise: it can no longer be performed."""
    return outcome_of(status) != "open"


def may_follow(status: str, next_one: str) -> bool:
    """True if one status may follow another; every open status may be followed by every closed one.

    >>> may_follow("agreed", "in_progress"), may_follow("in_progress", "agreed"), may_follow("proposed", "met")
    (True, False, True)
    """
    return is_closed(next_one) or next_one in MEANINGS[status].followers


def of_nature(status: str, nature: Nature) -> str:
    """The status as a promise of this nature has it: one with the same outcome for one that does not fit its nature.

    The nature of a promise may be edited after its statuses were recorded.

    >>> of_nature("met", "keep"), of_nature("broken", "act"), of_nature("breached", "act"), of_nature("met", "act")
    ('kept', 'not_met', 'breached', 'met')
    """
    meaning = MEANINGS[status]
    is_told = nature not in meaning.natures and outcome_of(meaning.instead) == meaning.outcome
    return meaning.instead if is_told else status


def label(status: str) -> str:
    """A status as sentences write it, in English.

    >>> label("partially_met")
    'partially met'
    """
    return MEANINGS[status].label


def with_outcome(*outcomes: Outcome) -> tuple[str, ...]:
    """The statuses that have one of these outcomes, `unknown` among them.

    >>> with_outcome("void", "replaced")
    ('withdrawn', 'superseded', 'not_applicable')
    """
    return tuple(status for status, meaning in MEANINGS.items() if meaning.outcome in outcomes)


OPEN_STATUSES: Final = tuple(status for status in with_outcome("open") if status != UNKNOWN)
CLOSED_STATUSES: Final = tuple(status for status in MEANINGS if is_closed(status))
# The statuses that can be recorded.
STATUSES: Final = OPEN_STATUSES + CLOSED_STATUSES
# The statuses that begin with the promise itself: they can take the day on which it was made.
MAKING: Final[frozenset[str]] = frozenset({"proposed", "agreed"})
