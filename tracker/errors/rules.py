"""A rule of the register forbids it (exit 5)."""

from collections.abc import Sequence
from typing import Final

from tracker.errors.base import BrokenRule, nearest, plural, quoted

SHOWN_COLUMNS: Final = 6
SHOWN_FAULTS: Final = 20


class RegisterExists(BrokenRule):
    """`init` never replaces a register."""

    def __init__(self, location: str) -> None:
        super().__init__(f"{location} exists already; choose another place with --register")


class FileExists(BrokenRule):
    """A file that exists is replaced only on demand."""

    def __init__(self, location: str) -> None:
        super().__init__(f"{location} exists already; choose another name, or give --force to replace it")


class RefTaken(BrokenRule):
    """Two commitments cannot share a reference."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} is in the register already; choose another with --ref")


class BadRef(BrokenRule):
    """A reference that could not be typed or completed."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{quoted(ref)} cannot be a reference; use lower-case letters a to z, digits and single dashes, up to 64",
        )


class Conflict(BrokenRule):
    """Somebody else changed the commitment between our reading and our writing."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} was changed by somebody else meanwhile; look at it again and repeat the command")


class IllegalTransition(BrokenRule):
    """A status that cannot follow the one before it."""

    def __init__(self, ref: str, before: str, after: str, remedy: str) -> None:
        super().__init__(f"{ref} is {before} and cannot become {after}; {remedy}")


class NeedsMore(BrokenRule):
    """A rule asks for something beside what was given."""

    def __init__(self, what: str, needs: str, remedy: str) -> None:
        super().__init__(f"{what} needs {needs}: {remedy}")


class NotPossible(BrokenRule):
    """A value that is well written but cannot hold."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what}: {why}; {remedy}")


class BadRates(BrokenRule):
    """A file of rates of which some rows or cells are wrong: all of it is refused."""

    def __init__(self, location: str, faults: Sequence[str]) -> None:
        more = len(faults) - SHOWN_FAULTS
        shown = "; ".join(faults[:SHOWN_FAULTS]) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"nothing of {location} was recorded: {shown}; mend that and give it again")


class NotImportable(BrokenRule):
    """A file that was read, but is nothing that the register can take."""

    def __init__(self, location: str, why: str, remedy: str) -> None:
        super().__init__(f"{location} cannot be imported: {why}; {remedy}")


class UnknownColumns(BrokenRule):
    """Columns of a file that say nothing to the register."""

    def __init__(self, location: str, columns: Sequence[str], known: Sequence[str]) -> None:
        more = len(columns) - SHOWN_COLUMNS
        named = ", ".join(f"{quoted(column)}{nearest(column, known)}" for column in columns[:SHOWN_COLUMNS])
        super().__init__(
            f"{location} has columns that tracker does not know: {named}{f' and {more} more' if more > 0 else ''}; "
            f'give their meaning with --map "{columns[0]}=due", or leave them out with --ignore-unknown',
        )


class RowsRefused(BrokenRule):
    """Rows of a file that cannot be imported, and with them the whole of it."""

    def __init__(self, location: str, problems: int, rows: int) -> None:
        found = f"{plural(problems, 'problem')} in {plural(rows, 'row')}"
        super().__init__(f"{location} has {found}, so nothing was imported; mend what is named and import it again")


class WouldOverwrite(BrokenRule):
    """What is in the place of an output and was not made by us."""

    def __init__(self, location: str, what: str, remedy: str) -> None:
        super().__init__(f"{location} is {what}, so it is not replaced; {remedy}")
