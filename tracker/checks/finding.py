"""A finding of a check, and the command that answers it."""

import shlex
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import listed, translate
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

    def of_several(self, whole: Standing, obligors: Sequence[str]) -> "Finding":
        """The finding about some obligors of a promise, which it names unless it is about all of them."""
        if len(obligors) == len(whole.obligors):
            return replace(self, standing=whole)
        verb = shlex.split(self.remedy)[1]
        of = f" --of {obligors[0] if len(obligors) == 1 else 'PARTY'}" if verb in {"mark", "amend"} else ""
        message = translate("{parties}: {message}", parties=listed(obligors), message=self.message)
        return replace(self, standing=whole, message=message, remedy=f"{self.remedy}{of}")


def command(*words: str) -> str:
    """A command as one would type it; words in capitals are to be filled in.

    >>> command("cite", "jp-us-first", "--for", "deadline", "--says", "end of May", "--source", "URL")
    "tracker cite jp-us-first --for deadline --says 'end of May' --source URL"
    """
    return shlex.join(("tracker", *words))
