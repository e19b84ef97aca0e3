"""Refusals because of a rule of the register (exit 5)."""

from collections.abc import Sequence
from typing import Final

from tracker.errors.base import BrokenRule, nearest, plural, quoted

SHOWN_COLUMNS: Final = 6
SHOWN_FAULTS: Final = 20


class RegisterExists(BrokenRule):
    """`init` never replaces a register."""

    def __init__(self, location: str) -> None:
        super().__init__(f"{location} already exists; give another path with --register")


class FileExists(BrokenRule):
    """An existing file is replaced only with --force."""

    def __init__(self, location: str) -> None:
        super().__init__(f"{location} already exists; give another name, or --force to replace it")


class RefTaken(BrokenRule):
    """Another commitment has the ref."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} is in the register already; choose another with --ref")


class BadRef(BrokenRule):
    """A ref with characters that are not allowed, or too many."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{quoted(ref)} cannot be a reference; use a to z, digits and single dashes, up to 64;"
            " a milestone is PARENT/NAME",
        )


class Conflict(BrokenRule):
    """Another user changed the commitment after it was read and before it was written."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} was changed by somebody else meanwhile; look at it again and repeat the command")


class IllegalTransition(BrokenRule):
    """A status that cannot follow the previous one."""

    def __init__(self, ref: str, before: str, after: str, remedy: str) -> None:
        super().__init__(f"{ref} is {before} and cannot become {after}; {remedy}")


class NeedsMore(BrokenRule):
    """A required fact is missing."""

    def __init__(self, what: str, needs: str, remedy: str) -> None:
        super().__init__(f"{what} needs {needs}: {remedy}")


class NotPossible(BrokenRule):
    """A well-formed value that a rule forbids."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what}: {why}; {remedy}")


class BadRates(BrokenRule):
    """A file of rates with wrong rows or cells; the whole file is refused."""

    def __init__(self, location: str, faults: Sequence[str]) -> None:
        more = len(faults) - SHOWN_FAULTS
        shown = "; ".join(faults[:SHOWN_FAULTS]) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"no rate of {location} was recorded: {shown}; correct the file and record it again")


class NotImportable(BrokenRule):
    """A readable file that cannot be imported."""

    def __init__(self, location: str, why: str, remedy: str) -> None:
        super().__init__(f"{location} cannot be imported: {why}; {remedy}")


class NoArticle(BrokenRule):
    """A readable file that `draft` cannot read as an article."""

    def __init__(self, location: str, why: str, remedy: str) -> None:
        super().__init__(f"{location} cannot be read as an article: {why}; {remedy}")


class UnknownColumns(BrokenRule):
    """A file with unknown columns."""

    def __init__(self, location: str, columns: Sequence[str], known: Sequence[str]) -> None:
        more = len(columns) - SHOWN_COLUMNS
        named = ", ".join(f"{quoted(column)}{nearest(column, known)}" for column in columns[:SHOWN_COLUMNS])
        super().__init__(
            f"{location} has columns that tracker does not know: {named}{f' and {more} more' if more > 0 else ''}; "
            f'give their meaning with --map "{columns[0]}=due", or leave them out with --ignore-unknown',
        )


class RowsRefused(BrokenRule):
    """A file with rows that cannot be imported; the whole file is refused."""

    def __init__(self, location: str, problems: int, rows: int, noun: str = "row") -> None:
        found = f"{plural(problems, 'problem')} in {plural(rows, noun)}"
        super().__init__(
            f"{location} has {found}, so nothing was imported; correct what is named and import the file again"
        )


class Unconfirmed(BrokenRule):
    """A file of proposed events has some that nobody has confirmed."""

    def __init__(self, location: str, events: int) -> None:
        super().__init__(
            f"{location} has {plural(events, 'uncertain event')}, so nothing was imported; delete the key `uncertain`"
            " to confirm an event, or the event to drop it, or take in the others with --drop-uncertain"
        )


class WouldOverwrite(BrokenRule):
    """The path of an output holds something that tracker did not write."""

    def __init__(self, location: str, what: str, remedy: str) -> None:
        super().__init__(f"cannot replace {location}: it is {what}; {remedy}")
