"""What was typed is wrong (exit 2), or names no commitment or several (exit 3)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from tracker.errors.base import BadUsage, NotInRegister, nearest, quoted

SHOWN_REFS: Final = 6
SHOWN_MESSAGE: Final = 300  # letters


class BadDate(BadUsage):
    """A text that is no date the register can keep; `why` is empty where nothing of it looks like a date.

    `readings` are the dates that people may mean by it, where there are several.
    """

    FORMS: ClassVar[str] = (
        "write a day 2025-12-31, a part of a year 2025-12, 2025-Q4, 2025-H2, 2026-W30, 2025, "
        "JP-FY2025, US-FY2026, a range 2026-03..2026-05, or today, eom, +2w"
    )

    def __init__(self, text: str, why: str = "", readings: Sequence[str] = ()) -> None:
        if readings:
            why = f"it has several readings; write {', '.join(readings[:-1])} or {readings[-1]}"
        self.why, self.readings = why, tuple(readings)
        super().__init__(f"{quoted(text)} is not a date: {why or self.FORMS}")


class NoHolidays(BadUsage):
    """Business days of a year whose holidays nobody has listed."""

    def __init__(self, country: str, year: int) -> None:
        super().__init__(f"the holidays of {country} in {year} are not known; write the day itself")


class BadAmount(BadUsage):
    """A text that is no amount."""

    def __init__(self, text: str, why: str = "") -> None:
        because = why or "write a figure with its currency or unit: USD 550bn, JPY 6tn, 6兆円, 12 Mt"
        super().__init__(f"{quoted(text)} is not an amount: {because}")


class BadRate(BadUsage):
    """A text that is no rate of exchange."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{quoted(text)} is no rate: write a positive number of at most 28 digits, as in 153.2")


class BadChoice(BadUsage):
    """A word outside a closed vocabulary."""

    def __init__(self, what: str, text: str, choices: Sequence[str]) -> None:
        super().__init__(f"{quoted(text)} is no {what}{nearest(text, choices)}; choose from {', '.join(choices)}")


class BadCode(BadUsage):
    """A code that neither ISO nor the register knows."""

    def __init__(self, what: str, text: str, remedy: str, choices: Sequence[str] = ()) -> None:
        super().__init__(f"{quoted(text)} is no {what}{nearest(text, choices)}; {remedy}")


class AmbiguousParty(BadUsage):
    """A name that several parties have."""

    def __init__(self, name: str, parties: Mapping[str, str]) -> None:
        shown = ", ".join(f"{code} ({called})" for code, called in list(parties.items())[:SHOWN_REFS])
        super().__init__(f"{quoted(name)} is the name of {len(parties)} parties: {shown}; write the code of one")


class BadWord(BadUsage):
    """A query word that does not exist."""

    def __init__(self, word: str, words: Sequence[str]) -> None:
        meant = nearest(word.partition(":")[0], words)
        super().__init__(f"{quoted(word)} is no query word{meant}; to search for the text itself write text:{word}")


class BadReference(BadUsage):
    """A query word that names no commitment, or several."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(f"{quoted(word)} asks for nothing: {why}")


class LargeQuery(BadUsage):
    """A query that asks more than one query may."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the query {why}; ask for less at once (see `tracker help limits`)")


class MissingValue(BadUsage):
    """Something that has to be given was not."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")


class EmptyName(BadUsage):
    """An empty text where a file or a register has to be named."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"{name} names nothing: give {remedy}")


class MissingExtra(BadUsage):
    """A format or a back end whose library is not installed; `adding` is the command that installs it."""

    def __init__(self, extra: str, adding: str) -> None:
        super().__init__(f"{extra} needs a library that is not installed: add it with {adding}")


class FormatCannotShow(BadUsage):
    """A format that cannot show what was found."""

    def __init__(self, name: str, needs: str, remedy: str) -> None:
        super().__init__(f"{name} shows {needs}, and there is none in this: {remedy}")


class EmptyPeriod(BadUsage):
    """A stretch of time that would end before it begins."""

    def __init__(self, since: str, end: str) -> None:
        super().__init__(
            f"changes since {since} cannot be told as of {end}; give an earlier --since or a later --as-of",
        )


class CommandLineError(BadUsage):
    """A command line that cannot be taken apart; `message` is what the parser says of it."""

    def __init__(self, message: str, command: str) -> None:
        shown = message if len(message) <= SHOWN_MESSAGE else f"{message[: SHOWN_MESSAGE - 1]}…"
        super().__init__(f"{shown[:1].lower()}{shown[1:].rstrip('.?')}; see `{command} --help`")


class UnknownRef(NotInRegister):
    """No commitment has this reference, nor one that begins so."""

    def __init__(self, ref: str, refs: Sequence[str] = ()) -> None:
        super().__init__(f"no commitment is called {quoted(ref)}{nearest(ref, refs)}; `tracker list` shows them all")


class AmbiguousRef(NotInRegister):
    """Several commitments begin with what was given."""

    def __init__(self, ref: str, refs: Sequence[str]) -> None:
        more = len(refs) - SHOWN_REFS
        shown = ", ".join(refs[:SHOWN_REFS]) + (f" and {more} more" if more > 0 else "")
        super().__init__(f"{quoted(ref)} begins {len(refs)} references: {shown}; type more of the one you mean")


class NotKnownYet(NotInRegister):
    """The commitment exists, but not at the moment that was asked about."""

    def __init__(self, ref: str, moment: str) -> None:
        super().__init__(f"nothing was known of {ref} {moment}; ask about a later day")


class Retracted(NotInRegister):
    """The commitment was taken back, by `remove` or, where `undone`, with the change that added it."""

    def __init__(self, ref: str, on: str, *, undone: bool) -> None:
        back = "; `tracker add` records it anew" if undone else f"; `tracker undo {ref}` brings it back"
        super().__init__(f"{ref} was taken back on {on}: `tracker log {ref}` shows it{back}")
