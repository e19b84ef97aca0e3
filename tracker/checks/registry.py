"""The registry of checks, and what a check finds. A check asks one standing; its docstring is its help."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from tracker.errors import BadChoice
from tracker.state.portfolio import Standing


class Finding(Struct, frozen=True):
    """What deserves attention: said in a sentence with its values, and the command that answers it.

    `field` names what it is about, `value` what stands there.
    """

    standing: Standing
    message: str
    remedy: str
    field: tuple[str, ...] = ()
    value: str = ""


Check: TypeAlias = Callable[[Standing], Iterator[Finding]]
CHECKS: Final[dict[str, Check]] = {}
# The checks whose findings are only counted beyond so many, for there may be one for every commitment.
WEAK: Final[set[str]] = set()
_FIRST: Final[dict[str, Check]] = {}


def check(look: Check) -> Check:
    """Enter a function under its own name, with dashes."""
    CHECKS[_name(look)] = look
    return look


def misleading(look: Check) -> Check:
    """Enter a check of what may mislead a reader: these come before all others."""
    _FIRST[_name(look)] = look
    others = {name: other for name, other in CHECKS.items() if name not in _FIRST}
    CHECKS.clear()
    CHECKS.update(_FIRST | others)
    return look


def weak(look: Check) -> Check:
    """Enter a check that may find something in every commitment."""
    WEAK.add(_name(look))
    return check(look)


def _name(look: Check) -> str:
    return look.__name__.replace("_", "-")


def help_of(name: str) -> str:
    """What a check looks for, in one line."""
    return (CHECKS[name].__doc__ or "").partition("\n")[0]


def selected(only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """The names of the checks that are asked for, all but those left out; refuses one that does not exist."""
    if wrong := next((name for name in (*only, *without) if name not in CHECKS), None):
        raise BadChoice("check", wrong, list(CHECKS))
    return [name for name in CHECKS if (not only or name in only) and name not in without]


def command(*words: str) -> str:
    """A command as one would type it; words in capitals are to be filled in.

    >>> command("cite", "jp-us-first", "--for", "deadline", "--says", "end of May", "--source", "URL")
    "tracker cite jp-us-first --for deadline --says 'end of May' --source URL"
    """
    return shlex.join(("tracker", *words))
