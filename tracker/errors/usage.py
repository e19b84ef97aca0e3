"""Refusals because of the command line (exit 2), or because a ref names no commitment or several (exit 3)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from tracker.errors.base import BadUsage, NotInRegister, closest, nearest, quoted, with_article

SHOWN_REFS: Final = 6
SHOWN_MESSAGE: Final = 300  # letters


class BadDate(BadUsage):
    """A text that is not a date; `why` is empty if it does not look like one.

    `readings`: the dates that the text may mean, if there are several.
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
    """Business days in a year whose holidays are not known."""

    def __init__(self, country: str, year: int) -> None:
        super().__init__(f"the holidays of {country} in {year} are not known; write the date itself")


class BadAmount(BadUsage):
    """A text that is not an amount."""

    def __init__(self, text: str, why: str = "") -> None:
        because = why or "write a figure with its currency or unit: USD 550bn, JPY 6tn, 6兆円, 12 Mt"
        super().__init__(f"{quoted(text)} is not an amount: {because}")


class BadRate(BadUsage):
    """A text that is not a rate of exchange."""

    def __init__(self, text: str, most: int) -> None:
        super().__init__(f"{quoted(text)} is not a rate: write a positive number of at most {most} digits, as in 153.2")


class BadChoice(BadUsage):
    """A value that is not one of the choices."""

    def __init__(self, what: str, text: str, choices: Sequence[str]) -> None:
        super().__init__(
            f"{quoted(text)} is not {with_article(what)}{nearest(text, choices)}; choose from {', '.join(choices)}"
        )


class NoSuchSource(BadUsage):
    """A name that no source of the register has."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(f"{quoted(name)} names no source{nearest(name, names)}; `tracker sources` lists them")


class NoHelpPage(BadUsage):
    """A topic that is neither a page of the manual nor a command."""

    def __init__(self, topic: str, choices: Sequence[str]) -> None:
        close = closest(topic.lower(), choices)
        question = f"; did you mean {quoted(close)}?" if close else ";"
        super().__init__(f"there is no help page {quoted(topic)}{question} `tracker help` lists them")


class BadCode(BadUsage):
    """A code that is neither in ISO nor in the register."""

    def __init__(self, what: str, text: str, remedy: str, choices: Sequence[str] = ()) -> None:
        super().__init__(f"{quoted(text)} is not {with_article(what)}{nearest(text, choices)}; {remedy}")


class AmbiguousParty(BadUsage):
    """A name that several parties have."""

    def __init__(self, name: str, parties: Mapping[str, str]) -> None:
        shown = ", ".join(f"{code} ({called})" for code, called in list(parties.items())[:SHOWN_REFS])
        super().__init__(f"{quoted(name)} is the name of {len(parties)} parties: {shown}; write the code of one")


class BadWord(BadUsage):
    """A query word that does not exist."""

    def __init__(self, word: str, words: Sequence[str]) -> None:
        meant = nearest(word.partition(":")[0], words)
        super().__init__(f"{quoted(word)} is not a query word{meant}; to search for the text itself write text:{word}")


class BadReference(BadUsage):
    """A query word whose value names no commitment, or several."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(f"{quoted(word)} cannot be used: {why}")


class LargeQuery(BadUsage):
    """A query that exceeds a limit."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the query {why}; ask for less at once (see `tracker help limits`)")


class MissingValue(BadUsage):
    """A required argument or option is missing."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")


class EmptyName(BadUsage):
    """An empty name of a file or a register."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"{name} is empty: give {remedy}")


class MissingExtra(BadUsage):
    """A format or a back end whose library is not installed; `install` is the command that installs it."""

    def __init__(self, extra: str, install: str) -> None:
        super().__init__(f"{extra} needs a library that is not installed: install it with {install}")


class FormatCannotShow(BadUsage):
    """A format that cannot show the result."""

    def __init__(self, name: str, needs: str, remedy: str) -> None:
        super().__init__(f"{name} shows {needs}, and the result has none: {remedy}")


class TooManyBars(BadUsage):
    """A picture of more bars than can be looked at."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(
            f"a picture has at most {most} bars, and there are {count}: add words to the query, or --limit {most}"
        )


class EmptyPeriod(BadUsage):
    """A period that would end before it begins."""

    def __init__(self, since: str, end: str) -> None:
        super().__init__(
            f"changes since {since} cannot be shown as of {end}; give an earlier --since or a later --as-of",
        )


class CommandLineError(BadUsage):
    """A command line that cannot be parsed; `message` is that of the parser."""

    def __init__(self, message: str, command: str) -> None:
        shown = message if len(message) <= SHOWN_MESSAGE else f"{message[: SHOWN_MESSAGE - 1]}…"
        super().__init__(f"{shown[:1].lower()}{shown[1:].rstrip('.?')}; see `{command} --help`")


class UnknownRef(NotInRegister):
    """No commitment has a ref that is or begins with the text."""

    def __init__(self, ref: str, refs: Sequence[str] = ()) -> None:
        super().__init__(f"no commitment is called {quoted(ref)}{nearest(ref, refs)}; `tracker list` shows them all")


class NoSuchCopy(NotInRegister):
    """The beginning of a checksum that no saved copy has, or several."""

    def __init__(self, text: str, count: int) -> None:
        named = f"begins {count} checksums" if count else "begins no checksum"
        super().__init__(f"{quoted(text)} {named} of a saved copy; `tracker sources --format csv` lists them")


class NoSuchPeriod(NotInRegister):
    """A recurring duty has no period of this name."""

    def __init__(self, duty: str, name: str, why: str, remedy: str) -> None:
        super().__init__(f"{duty} has no period {name}: {why}; {remedy}")


class AmbiguousRef(NotInRegister):
    """The refs of several commitments begin with the text."""

    def __init__(self, ref: str, refs: Sequence[str]) -> None:
        self.refs = refs
        more = len(refs) - SHOWN_REFS
        shown = ", ".join(refs[:SHOWN_REFS]) + (f" and {more} more" if more > 0 else "")
        super().__init__(f"{quoted(ref)} is the beginning of {len(refs)} refs: {shown}; type more of the one you mean")


class NotKnownYet(NotInRegister):
    """The commitment was not known yet at the moment of the question."""

    def __init__(self, ref: str, moment: str) -> None:
        super().__init__(f"nothing was known of {ref} {moment}; ask about a later day")


class Retracted(NotInRegister):
    """The commitment was retracted, by `remove` or by undoing the change that added it."""

    def __init__(self, ref: str, on: str) -> None:
        super().__init__(
            f"{ref} was taken back on {on}: `tracker log {ref}` shows it; `tracker undo {ref}` brings it back"
        )
