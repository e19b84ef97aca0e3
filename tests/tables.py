"""Tables of the manual that are made from the code: the query words, the checks, the statuses and the limits."""

from collections.abc import Callable, Iterable
from typing import Final

from tracker.checks import CHECKS, help_of
from tracker.commands.options import PAGE
from tracker.draft.article import MAX_ARTICLE, MAX_CHARACTERS
from tracker.draft.sentences import MAX_SENTENCE
from tracker.exchange.archive import FREE, MAX_FILES, MAX_RATIO
from tracker.exchange.columns import MAX_COLUMNS
from tracker.exchange.encoding import MAX_BYTES
from tracker.exchange.event_file import MAX_EVENTS
from tracker.exchange.json_text import MAX_KEYS
from tracker.exchange.plan import MAX_PROBLEMS
from tracker.exchange.rows import MAX_CELL, MAX_ROWS
from tracker.manual import topics
from tracker.model.amounts import MAX_DIGITS as MAX_FIGURE
from tracker.model.amounts import MAX_TEXT as MAX_AMOUNT
from tracker.model.commitment import MAX_CATEGORY
from tracker.model.due_dates import LONGEST_GRACE, MAX_BUSINESS_DAYS, MAX_CALENDARS
from tracker.model.due_dates import MAX_WORDS as MAX_DATE
from tracker.model.parties import MAX_CODE
from tracker.model.recurrence import MAX_PERIODS
from tracker.model.refs import MAX_DEPTH, MAX_REF
from tracker.model.saved_copies import MAX_COPY
from tracker.model.status import MEANINGS, NATURES, UNKNOWN, Meaning
from tracker.model.text_limits import MAX_ITEMS, MAX_TEXT, MAX_TITLE
from tracker.query import Word, words_by_subject
from tracker.query.parser import MAX_NESTING, MAX_WORDS
from tracker.query.views import MAX_NAME
from tracker.record.rate_files import MAX_BYTES as MAX_RATES
from tracker.record.rate_files import MAX_FAULTS
from tracker.record.rates import MAX_DIGITS
from tracker.render.table import MAX_SHOWN
from tracker.render.xlsx_sheet import LONGEST as MAX_SHEET_CELL
from tracker.store import LOCK_TIMEOUT
from tracker.store.meta import LAST_YEAR
from tracker.store.tinydb.index_file import MAX_FOLDER


def query_words() -> str:
    """Every query word with an example and its meaning."""
    return markdown_table(("Word", "Finds"), ((f"`{word.example}`", _explained(word)) for word in words_by_subject()))


def checks() -> str:
    """Every check with what it looks for."""
    return markdown_table(("Check", "Finds"), ((f"`{name}`", help_of(name)) for name in CHECKS))


def statuses() -> str:
    """Every status that can be recorded, the natures that have it, its outcome, and what may follow it."""
    rows = (
        (
            f"`{name}`",
            _natures(meaning),
            meaning.outcome,
            ", ".join(f"`{after}`" for after in meaning.followers if after != name),
        )
        for name, meaning in MEANINGS.items()
        if name != UNKNOWN
    )
    return markdown_table(("Status", "Of", "Outcome", "May be followed by"), rows)


def _natures(meaning: Meaning) -> str:
    """The natures of the promises that may have a status."""
    names = (f"`{nature}`" for nature in NATURES if nature in meaning.natures)
    return "any" if len(meaning.natures) == len(NATURES) else ", ".join(names)


def topic_links() -> str:
    """Every topic of the manual, with a link to its page."""
    return markdown_table(
        ("Topic", "The page"), ((f"[{name}](tracker/manual/{name}.md)", text) for name, text in topics().items())
    )


def limits_table() -> str:
    """Every limit and its subject."""
    return markdown_table(("At most", "Of"), limits())


def markdown_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    lines = (headings, tuple("---" for _ in headings), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _explained(word: Word) -> str:
    choices = ", ".join(f"`{choice}`" for choice in word.choices)
    return f"{word.meaning} Choose from {choices}." if choices else word.meaning


def limits() -> list[tuple[str, str]]:
    """Each limit, and its subject."""
    return [
        *_of_texts(),
        *_of_typing(),
        *_of_files(),
        (f"{MAX_SHOWN:,} characters", "one cell in a table; csv, json and the other formats show all"),
        (f"{MAX_SHEET_CELL:,} characters", "one cell in a spreadsheet, which holds no more"),
        (f"{MAX_FOLDER // 2**30} GB", "the indexes of all your large register files together"),
        (f"{PAGE} rows", "a list on a terminal, unless --limit says otherwise"),
        (f"{LOCK_TIMEOUT} seconds", "waiting for others who write, unless --lock-timeout says otherwise"),
        (f"the year {LAST_YEAR}", "the clock of a change; dates may lie in the years 1 to 9999"),
    ]


def _of_texts() -> list[tuple[str, str]]:
    return [
        (f"{MAX_TITLE:,} characters", "a title, a name or a tag"),
        (f"{MAX_TEXT:,} characters", "any other text: a quote, a note, an address"),
        (f"{MAX_ITEMS:,} parts", "a list: the parties, the tags, the conditions, the titles in other languages"),
        (f"{MAX_REF} characters", "a ref, and the name of a milestone"),
        (f"{MAX_DEPTH} parts", "the ref of a milestone inside of milestones"),
        (f"{MAX_PERIODS} periods", "a recurring duty; of one without an end, the first of them"),
        (f"{MAX_CODE} characters", "the code of a party"),
        (f"{MAX_CATEGORY} characters", "the name of a category"),
        (f"{MAX_NAME} characters", "the name of a saved view"),
    ]


def _of_typing() -> list[tuple[str, str]]:
    return [
        (f"{MAX_WORDS:,} words", "a query, with all the words of the saved views in it"),
        (f"{MAX_NESTING} views", "saved views that stand within each other"),
        (f"{MAX_DATE} characters", "a date or a deadline as it is typed"),
        (f"{MAX_BUSINESS_DAYS:,} days", "a count of business days"),
        (f"{MAX_CALENDARS} calendars", "whose holidays one deadline is counted by"),
        (f"{LONGEST_GRACE:,} days", "of grace"),
        (f"{MAX_AMOUNT} characters", "an amount as it is typed"),
        (f"{MAX_FIGURE} digits", "a figure"),
        (f"{MAX_DIGITS} digits", "a rate of exchange"),
    ]


def _of_files() -> list[tuple[str, str]]:
    return [
        (f"{MAX_BYTES // 10**6} MB", "a file to import, and an archive or a folder once it is unpacked"),
        (f"{MAX_ARTICLE // 10**6} MB", "an article to draft citations from"),
        (f"{MAX_CHARACTERS:,} characters", "the text of such an article, without the page around it"),
        (f"{MAX_SENTENCE:,} characters", "a sentence of such an article; a longer one is left out"),
        (f"{MAX_ROWS:,} rows", "one table to import"),
        (f"{MAX_EVENTS:,} events", "one file of proposed events"),
        (f"{MAX_COLUMNS:,} columns", "one table to import"),
        (f"{MAX_KEYS:,} keys", "one object in a JSON file to import"),
        (f"{MAX_CELL:,} characters", "one cell to import, such as a whole list"),
        (f"{MAX_PROBLEMS:,} problems", "a file that is wrong: after so many it is refused as a whole"),
        (f"{MAX_FILES:,} files", "an archive to import"),
        (f"{MAX_RATIO} bytes", f"for each packed byte of a file of more than {FREE // 10**6} MB in an archive"),
        (f"{MAX_COPY // 10**6} MB", "the saved copy of a source"),
        (f"{MAX_RATES // 10**6} MB", "a file of rates"),
        (f"{MAX_FAULTS:,} faults", "a file of rates that is wrong"),
    ]


TABLES: Final[dict[str, Callable[[], str]]] = {
    "query words": query_words,
    "checks": checks,
    "statuses": statuses,
    "limits": limits_table,
    "topics": topic_links,
}
