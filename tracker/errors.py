"""Every way that the register can refuse: a class gives the exit code, its values give the sentence."""

from collections.abc import Sequence
from typing import ClassVar, Final

SHOWN_REFS: Final = 6
SHOWN_LETTERS: Final = 60
LONGEST_CHOICE: Final = 80  # of a text that is longer only so much is compared with what it could mean
BASES: Final = ("EUR", "GBP", "AUD", "USD")  # whose price is quoted, in this order
SHOWN_RATES: Final = 3
SHOWN_FAULTS: Final = 20


class Refusal(Exception):
    """What was refused, why, and what would work, in one sentence on one line."""

    exit_code: ClassVar[int] = 5

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()))


class BadUsage(Refusal):
    """The command line itself is wrong: exit 2."""

    exit_code = 2


class NotInRegister(Refusal):
    """No commitment answers to the reference, or more than one does: exit 3."""

    exit_code = 3


class StoreFault(Refusal):
    """The register cannot be read or written: exit 4."""

    exit_code = 4


class BrokenRule(Refusal):
    """The register can be written, but a rule of it forbids this: exit 5."""

    exit_code = 5


# ---- exit 2: what was typed --------------------------------------------------------------------


class BadDate(BadUsage):
    """A text that is no date the register can keep; `why` is empty where nothing of it looks like a date."""

    FORMS: ClassVar[str] = (
        "write a day 2025-12-31, a part of a year 2025-12, 2025-Q4, 2025-H2, 2025, JP-FY2025, "
        "US-FY2026, a range 2026-03..2026-05, or today, eom, +2w"
    )

    def __init__(self, text: str, why: str = "") -> None:
        self.why = why
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


class BadWord(BadUsage):
    """A query word that does not exist."""

    def __init__(self, word: str, words: Sequence[str]) -> None:
        meant = nearest(word.partition(":")[0], words)
        super().__init__(f"{quoted(word)} is no query word{meant}; to search for the text itself write text:{word}")


class BadReference(BadUsage):
    """A query word that names no commitment, or several."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(f"{quoted(word)} asks for nothing: {why}")


class MissingValue(BadUsage):
    """Something that has to be given was not."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")


class SinceLater(BadUsage):
    """A stretch of time that would end before it begins."""

    def __init__(self, since: str, end: str) -> None:
        super().__init__(
            f"changes since {since} cannot be told as of {end}; give an earlier --since or a later --as-of",
        )


class Mistyped(BadUsage):
    """A command line that cannot be taken apart; `message` is what the parser says of it."""

    def __init__(self, message: str, command: str) -> None:
        super().__init__(f"{message[:1].lower()}{message[1:].rstrip('.?')}; see `{command} --help`")


# ---- exit 3: which commitment ------------------------------------------------------------------


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


class NotKnownThen(NotInRegister):
    """The commitment exists, but not at the moment that was asked about."""

    def __init__(self, ref: str, moment: str) -> None:
        super().__init__(f"nothing was known of {ref} {moment}; ask about a later day")


# ---- exit 4: the register as a file ------------------------------------------------------------


class NoRegister(StoreFault):
    """There is no register where one was looked for."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"there is no register at {place}; "
            "`tracker init` makes one, `tracker init --sample` one with the US–Japan commitments",
        )


class Damaged(StoreFault):
    """The file is there, but it is not a register."""

    def __init__(self, place: str, why: str) -> None:
        self.why = why
        super().__init__(
            f"{place} cannot be read as a register: {why}; "
            "mend it, or bring back a backup with `tracker restore`, nothing was changed"
        )


class NewerSchema(StoreFault):
    """The register was written by a later tracker."""

    def __init__(self, place: str, schema: int, known: int) -> None:
        super().__init__(
            f"{place} has schema {schema}, this tracker knows up to {known}; "
            "update it with `pip install --upgrade tracker`",
        )


class CannotRead(StoreFault):
    """The system will not let us read."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} cannot be read: {why}; make it readable or choose another with --register")


class CannotWrite(StoreFault):
    """The system will not let us write; every byte is as it was."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"{place} cannot be written: {why}; make room or choose another with --register, nothing was changed"
        )


class NoFile(StoreFault):
    """A file that was given cannot be read."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} cannot be read: {why}; give another file, or - for standard input")


class NotShown(StoreFault):
    """A result could not be written where it should go; what was recorded before is recorded."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} cannot be written: {why}; choose another place with --output")


class NotBackedUp(StoreFault):
    """A copy of the register could not be written; the register itself is as it was."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"no backup can be kept in {place}: {why}; make room, or write one with `tracker backup FILE`")


class NoBackup(StoreFault):
    """There is no backup to restore, or none that can be read."""

    def __init__(self, place: str, where: str) -> None:
        super().__init__(f"there is no backup of {place} {where}; name a file: `tracker restore FILE`")


class NotRemembered(StoreFault):
    """What is remembered of the last run cannot be read or written; the register is not to blame."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"the last run is remembered in {place}, which cannot be used: {why}; mend or remove it, or name a day"
        )


class UnreadableFile(StoreFault):
    """A file to import that the system will not let us read."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} cannot be read: {why}; choose another file, nothing was imported")


class LockNotObtained(StoreFault):
    """Another process holds the register for too long."""

    def __init__(self, place: str, seconds: float, holder: str) -> None:
        super().__init__(
            f"{place} is being written by {holder} and was not free within {seconds:g} s; "
            "try again, or wait longer with --lock-timeout",
        )


# ---- exit 5: the rules of the register ---------------------------------------------------------


class RegisterExists(BrokenRule):
    """`init` never replaces a register."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} exists already; choose another place with --register")


class FileExists(BrokenRule):
    """A file that exists is replaced only on demand."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} exists already; choose another name, or give --force to replace it")


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


class Changed(BrokenRule):
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


class NoRate(BrokenRule):
    """Figures that cannot be converted, for no rate of exchange was recorded; what, into what, on which day."""

    def __init__(self, missing: Sequence[tuple[str, str, str]]) -> None:
        pairs = [(market_pair(source, target), day) for source, target, day in missing]
        more = len(pairs) - SHOWN_RATES
        shown = ", ".join(f"{pair} on {day}" for pair, day in pairs[:SHOWN_RATES]) + (
            f" and {more} more" if more > 0 else ""
        )
        pair, day = pairs[0]
        super().__init__(
            f"there is no rate of {shown}, nor of the 7 days before; record each with "
            f"`tracker rate {pair} RATE --on {day} --source URL`, or give a file of them to `tracker rate --from FILE`",
        )


class BadRates(BrokenRule):
    """A file of rates of which some rows or cells are wrong: all of it is refused."""

    def __init__(self, place: str, faults: Sequence[str]) -> None:
        more = len(faults) - SHOWN_FAULTS
        shown = "; ".join(faults[:SHOWN_FAULTS]) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"nothing of {place} was recorded: {shown}; mend that and give it again")


class NotImportable(BrokenRule):
    """A file that was read, but is nothing that the register can take."""

    def __init__(self, place: str, why: str, remedy: str) -> None:
        super().__init__(f"{place} cannot be imported: {why}; {remedy}")


class UnknownColumns(BrokenRule):
    """Columns of a file that say nothing to the register."""

    def __init__(self, place: str, columns: Sequence[str], known: Sequence[str]) -> None:
        more = len(columns) - SHOWN_REFS
        named = ", ".join(f"{quoted(column)}{nearest(column, known)}" for column in columns[:SHOWN_REFS])
        super().__init__(
            f"{place} has columns that tracker does not know: {named}{f' and {more} more' if more > 0 else ''}; "
            f'give their meaning with --map "{columns[0]}=due", or leave them out with --ignore-unknown',
        )


class RowsRefused(BrokenRule):
    """Rows of a file that cannot be imported, and with them the whole of it."""

    def __init__(self, place: str, problems: int, rows: int) -> None:
        counted = f"{problems} problem{'s' if problems > 1 else ''} in {rows} row{'s' if rows > 1 else ''}"
        super().__init__(f"{place} has {counted}, so nothing was imported; mend what is named and import it again")


class NotReplaced(BrokenRule):
    """What is in the place of an output and was not made by us."""

    def __init__(self, place: str, what: str, remedy: str) -> None:
        super().__init__(f"{place} is {what}, so it is not replaced; {remedy}")


def quoted(text: str) -> str:
    """A text in quotation marks, cut where it is too long for a sentence.

    >>> quoted("31/12/2025")
    '“31/12/2025”'
    """
    return f"“{text}”" if len(text) <= SHOWN_LETTERS else f"“{text[: SHOWN_LETTERS - 1]}…”"


def market_pair(one: str, other: str) -> str:
    """Two currencies as markets quote them, the one that costs before the one that it costs.

    >>> market_pair("JPY", "USD"), market_pair("USD", "EUR"), market_pair("KRW", "JPY")
    ('USD/JPY', 'EUR/USD', 'JPY/KRW')
    """
    first, second = sorted((one, other), key=lambda code: (*(code != base for base in BASES), code))
    return f"{first}/{second}"


def nearest(text: str, choices: Sequence[str]) -> str:
    """The choice most like `text`, or that begins most like it, as the middle of a sentence, or nothing.

    >>> nearest("overdu", ["overdue", "undated"]), nearest("jp-us-fist", ["jp-us-first-project-decision"])
    (' (nearest: overdue)', ' (nearest: jp-us-first-project-decision)')
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a refusal needs it

    text = text[:LONGEST_CHOICE]
    letters = sorted(text)
    exchanged = [choice for choice in choices if sorted(choice) == letters]
    beginnings = {choice[: len(text)]: choice for choice in choices if text}
    begun = [beginnings[beginning] for beginning in get_close_matches(text, beginnings, n=1, cutoff=0.85)]
    found = exchanged or get_close_matches(text, choices, n=1, cutoff=0.6) or begun
    return f" (nearest: {found[0]})" if found else ""
