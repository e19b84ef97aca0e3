"""A finding of a check, and the command that answers it."""

import shlex

from msgspec import Struct

from tracker.state.portfolio import Standing


class Finding(Struct, frozen=True):
    """A sentence about a commitment that deserves attention, and the command that answers it.

    `field` names the fields that the sentence is about, `value` is the recorded value.
    """

    standing: Standing
    message: str
    remedy: str
    field: tuple[str, ...] = ()
    value: str = ""


def command(*words: str) -> str:
    """A command as one would type it; words in capitals are to be filled in.

    >>> command("cite", "jp-us-first", "--for", "deadline", "--says", "end of May", "--source", "URL")
    "tracker cite jp-us-first --for deadline --says 'end of May' --source URL"
    """
    return shlex.join(("tracker", *words))
