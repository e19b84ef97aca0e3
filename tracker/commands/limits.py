"""The limits of what tracker takes, for `tracker help limits`; each figure is that of the module that keeps it."""

from tracker import amounts, deadlines, lengths, rates, refs
from tracker.exchange import archive, columns, notation, plan, reading, records
from tracker.query import limits as queries
from tracker.render import table
from tracker.store import meta

NOTES = (
    "What is beyond a limit is refused, and nothing is changed.",
    "A register that has a longer text already can be read, and changed in everything else.",
)


def limits() -> list[tuple[str, str]]:
    """Each thing that is limited, and its limit in words."""
    return [
        ("a ref", f"{refs.MAX_REF} characters"),
        ("a title, a name, a tag", f"{lengths.MAX_TITLE:,} characters"),
        ("any other text", f"{lengths.MAX_TEXT:,} characters"),
        ("a list, as of parties or tags", f"{lengths.MAX_ITEMS:,} entries"),
        ("an amount", f"{amounts.MAX_TEXT} characters, {amounts.MAX_DIGITS} digits"),
        ("a rate of exchange", f"{rates.MAX_DIGITS} digits"),
        ("a deadline in words", f"{deadlines.MAX_WORDS} characters"),
        ("business days", f"{deadlines.MAX_BUSINESS_DAYS:,} days, by {deadlines.MAX_CALENDARS} calendars"),
        ("days of grace", f"{deadlines.LONGEST_GRACE:,}"),
        ("a change", f"no later than in the year {meta.LAST_YEAR}"),
        ("a query", f"{queries.MAX_WORDS:,} words, those of its views included; {queries.MAX_NESTING} views deep"),
        ("a cell of a table on the screen", f"{table.MAX_SHOWN:,} characters, then it is cut; `show` has all"),
        (
            "a file to import",
            f"{reading.MAX_BYTES:,} bytes, {records.MAX_ROWS:,} rows, {columns.MAX_COLUMNS:,} columns",
        ),
        ("an object in JSON", f"{notation.MAX_KEYS:,} names"),
        ("a cell of CSV", f"{records.MAX_CELL:,} characters"),
        ("an archive", f"{archive.MAX_FILES:,} files, none of which grows by more than {archive.MAX_RATIO} times"),
        ("problems of a file", f"the first {plan.MAX_PROBLEMS:,} are told"),
    ]
