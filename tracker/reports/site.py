"""The pages of a site: a page for each commitment, party and category, and the index."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import translate
from tracker.reports.briefing import briefing_panels
from tracker.reports.calendar import calendar_entries
from tracker.reports.changes import changes_table
from tracker.reports.code_text import code_shown
from tracker.reports.edition import Edition
from tracker.reports.list import FIELDS, Selection, in_list, list_panel, list_table
from tracker.reports.list_notes import listed_milestones, own_note
from tracker.reports.show import record_panels
from tracker.reports.summary import report_title
from tracker.reports.table import Cell, Panel, Table
from tracker.reports.text import category_name, party_name, party_with_code
from tracker.state.portfolio import Portfolio, Standing

LIST: Final = "commitments"  # the anchor of the list of all of them
INDEX: Final = "index.html"
CALENDAR: Final = "deadlines.ics"
FEED: Final = "feed.atom"
CSV: Final = "data/commitments.csv"
JSON: Final = "data/commitments.json"
PACKAGE: Final = "data/package.zip"
LONG: Final = 300  # commitments from which on the index leaves to the records what they have
_IN_RECORDS: Final = frozenset(
    field.shown_heading for field in FIELDS if field.name in {"lateness", "due_original", "amount", "status"}
)
LONGEST: Final = 100  # characters of a file name, without its ending
_UNSAFE: Final = re.compile("[^a-zA-Z0-9_-]")
# The paths that the files of a site can have; the style and the script are those of the format.
_PATH: Final = re.compile(
    r"(index|(commitments|parties|categories)/[\w~-]+)\.html|page\.(css|js)|deadlines\.ics|feed\.atom"
    r"|data/([\w~-]+\.csv|commitments\.json|package\.zip)",
    re.ASCII,
)
_RESERVED: Final = re.compile("con|prn|aux|nul|index|(com|lpt)[0-9]", re.IGNORECASE)  # as files, on Windows or a server
Address = tuple[str, str]
Row = tuple[Cell, ...]


class Page(Struct, frozen=True):
    """A page: its path in the site, what it shows, and texts with the paths that it leads to."""

    path: str
    table: Table
    navigation: tuple[Address, ...] = ()


class Site(Struct, frozen=True):
    """The commitments of a site, and the paths of its pages by ref or code.

    `index` has the list of the commitments as values, and the briefing for people. `due_days` are those of the
    calendar, `changes` the news of the feed.
    """

    portfolio: Portfolio
    chosen: tuple[Standing, ...]
    index: Table
    due_days: Table
    changes: Table
    commitments: Mapping[str, str]
    parties: Mapping[str, str]
    categories: Mapping[str, str]

    def pages(self, *, has_package: bool) -> Iterator[Page]:
        """Every page; the index comes last, when all that it leads to is there."""
        yield from (self._commitment(one) for one in self.chosen)
        yield from self._lists()
        parties = [(party_name(code, self.portfolio), path) for code, path in self.parties.items()]
        categories = [(self._category(code), path) for code, path in self.categories.items()]
        downloads = (
            (translate("Deadlines as a calendar"), CALENDAR),
            (translate("Changes as a feed"), FEED),
            (translate("List as CSV"), CSV),
            (translate("List as JSON"), JSON),
            *([(translate("Whole register as a data package"), PACKAGE)] if has_package else []),
        )
        yield Page(INDEX, self.index, (*parties, *categories, *downloads))

    def _commitment(self, one: Standing) -> Page:
        """The record of a commitment, as `show` has it."""
        summary, *sections = record_panels(one)
        panels = (replace(summary, title=""), *sections)
        parties = dict.fromkeys((*one.terms.obligor, *one.terms.obligee))
        navigation = (
            (self.index.title, INDEX),
            *((party_name(code, self.portfolio), self.parties[code]) for code in parties),
            (self._category(one.terms.category), self.categories[one.terms.category]),
        )
        table = Table((), (), panels, summary.title, self.portfolio.language)
        return Page(self.commitments[one.ref], table, navigation)

    def _lists(self) -> Iterator[Page]:
        """The pages of the parties and of the categories: what each owes, is owed, or is about."""
        refs = {one.ref: one for one in self.chosen}
        panel = next((panel for panel in self.index.panels if panel.anchor == LIST), Panel())
        rows = [(refs[ref], row) for row in panel.rows for ref in [next(cell.ref for cell in row if cell.ref)]]

        def listed(title: str, anchor: str, chosen: Sequence[Row]) -> Panel:
            return replace(panel, rows=tuple(chosen), title=title, anchor=anchor, notes=())

        for code, path in self.parties.items():
            owing = [(one, row) for one, row in rows if code in one.terms.obligor]
            owes = listed(translate("Owes", "party"), "owes", [row for _, row in owing])
            own = [one.whole.seen_by({code}) for one, _ in owing]
            owes = self._as_one_stands(owes, own) if any(one.of for one in own) else owes
            owed = listed(
                translate("Is owed", "party"), "is-owed", [row for one, row in rows if code in one.terms.obligee]
            )
            yield self._list(path, party_with_code(code, self.portfolio), (owes, owed))
        for code, path in self.categories.items():
            found = [row for one, row in rows if code == one.terms.category]
            yield self._list(path, self._category(code), (listed(translate("Commitments", "list"), LIST, found),))

    def _as_one_stands(self, panel: Panel, own: Sequence[Standing]) -> Panel:
        """A panel with the own standings of a party, which may have kept what another obligor has not."""
        found = replace(list_panel(in_list(self.portfolio, own)), title=panel.title, anchor=LIST)
        shown = _short(found) if len(self.chosen) > LONG else found
        return replace(shown, anchor=panel.anchor, notes=(*own_note(own),))

    def _list(self, path: str, title: str, panels: Iterable[Panel]) -> Page:
        note = translate("Of milestones only those {which} are listed.", which=listed_milestones())
        shown = (*(panel for panel in panels if panel.rows), Panel(notes=(note,)))
        return Page(path, Table((), (), shown, title, self.portfolio.language), ((self.index.title, INDEX),))

    def _category(self, code: str) -> str:
        name = category_name(code, self.portfolio)
        return code_shown(name) if name == code else name


def site_of(
    portfolio: Portfolio, test: Callable[[Standing], bool], title: str, alarms: Sequence[int], edition: Edition
) -> Site:
    """The site of the commitments that pass a test; its feed has the changes since the last edition, by default all."""
    chosen = tuple(standing for standing in portfolio if test(standing))
    listed = list_table(portfolio, Selection(test, bare=True))
    named = title or report_title(portfolio)
    panels = briefing_panels(portfolio, test, named, edition)
    panels = map(_short, panels) if len(chosen) > LONG else panels
    before = edition.before or portfolio.at(portfolio.moment, ())
    return Site(
        portfolio,
        chosen,
        replace(listed, panels=tuple(panels), title=named, language=portfolio.language),
        replace(calendar_entries(portfolio, chosen, alarms), title=named),
        changes_table(before, portfolio, test, edition.query),
        paths_of("commitments", (one.ref for one in chosen)),
        paths_of("parties", (code for one in chosen for code in (*one.terms.obligor, *one.terms.obligee))),
        paths_of("categories", (one.terms.category for one in chosen)),
    )


def _short(panel: Panel) -> Panel:
    """A panel of a long index: the list has fewer columns and no footnotes, because records have them."""
    if panel.anchor != LIST:
        return panel
    kept = [index for index, heading in enumerate(panel.headings) if heading not in _IN_RECORDS]
    rows = tuple(tuple(replace(row[index], sources=()) for index in kept) for row in panel.rows)
    return replace(panel, headings=tuple(panel.headings[index] for index in kept), rows=rows)


def paths_of(folder: str, names: Iterable[str]) -> dict[str, str]:
    """A path for each name; no two are the same on a file system that ignores case."""
    paths: dict[str, str] = {}
    used: set[str] = set()
    for name in sorted(set(names)):
        safe = file_name(name)
        while safe.casefold() in used:
            safe += "~"
        used.add(safe.casefold())
        paths[name] = f"{folder}/{safe}.html"
    return paths


def is_path(path: str) -> bool:
    """True for a path that a file of a site can have, other than its manifest.

    >>> is_path("commitments/fund--2026.html"), is_path("data/register.json"), is_path("../index.html")
    (True, False, False)
    """
    return _PATH.fullmatch(path) is not None


def file_name(name: str) -> str:
    """A ref or a code as a file name that every file system and every address can have.

    >>> file_name("fund/2026"), file_name("JP"), file_name("con"), file_name("a.b")
    ('fund--2026', 'JP', 'con~', 'a~2eb')
    """
    safe = _UNSAFE.sub(_escaped, name.replace("/", "--"))
    if len(safe) > LONGEST:
        safe = f"{safe[: LONGEST - 9]}~{sha256(name.encode()).hexdigest()[:8]}"
    return f"{safe}~" if _RESERVED.fullmatch(safe) or not safe else safe


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"~{byte:02x}" for byte in found[0].encode(errors="surrogatepass"))
