"""HTML of the frame of a page: its head, the links to other pages, the filter, the contents and the footer."""

from collections.abc import Iterable, Sequence
from typing import Final

from tracker import __version__
from tracker.language import current_language, translate
from tracker.render import GENERATOR
from tracker.render.html_cells import escaped
from tracker.render.html_facets import Facets

Address = tuple[str, str]  # the words of a link, and where it leads
_FEWEST: Final = 3  # sections from which on a page lists them


def head(title: str, policy: str, style: str, feed: str) -> str:
    """The head of a page; `style` is its element, `feed` the address of a feed of changes."""
    changes = escaped(translate("Changes"))
    news = f'<link rel="alternate" type="application/atom+xml" href="{escaped(feed)}" title="{changes}">\n'
    return (
        f'<!doctype html>\n<html lang="{escaped(current_language())}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{GENERATOR}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escaped(title)}</title>\n{style}\n{news if feed else ''}</head>\n"
    )


def header(heading: str, pages: Sequence[Address], sections: Sequence[Address], facets: Facets) -> str:
    """The heading, which is an element, the other pages, the filter, and the sections of the page."""
    contents = sections if len(sections) >= _FEWEST else ()
    return (
        f'<a class="skip" href="#main">{escaped(translate("Skip to the report"))}</a>\n'
        f"<header>\n{_navigation(translate('Pages'), pages)}{heading}\n"
        f"{_filter(facets)}{_navigation(translate('Contents'), contents)}</header>\n"
    )


def footer(facets: Facets, script: str, *, is_single: bool) -> str:
    """The footer, the values for the filter, and the script, which is an element."""
    if is_single:
        written = translate(
            "Written by tracker {version}. Nothing in this page asks the network for anything.", version=__version__
        )
    else:
        written = translate(
            "Written by tracker {version}. This page asks nothing of any other site.", version=__version__
        )
    stored = f'<script type="application/json" id="facets">{facets.json}</script>\n' if facets.of else ""
    return f'<footer><p class="dim">{escaped(written)}</p></footer>\n{stored}{script}\n</body>\n</html>\n'


def _navigation(name: str, addresses: Iterable[Address]) -> str:
    """A list of links; empty without a link."""
    links = "\n".join(f'<li><a href="{escaped(address)}">{escaped(words)}</a></li>' for words, address in addresses)
    return f'<nav aria-label="{escaped(name)}"><ul>\n{links}\n</ul></nav>\n' if links else ""


def _filter(facets: Facets) -> str:
    """The form that hides what a reader does not ask for; the script shows it."""
    hint = translate("words that must all be there")
    opened, closed = escaped(translate("Open all records")), escaped(translate("Close all records"))
    count = escaped(translate("SHOWN of ALL shown; figures and totals are of all"))
    return (
        '<form role="search" hidden>\n'
        f'<label for="filter">{escaped(translate("Filter"))}</label>\n'
        f'<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="{escaped(hint)}">\n'
        f"{_choice('party', translate('every party'), facets.parties)}"
        f"{_choice('category', translate('every category'), facets.categories)}"
        f"{_choice('status', translate('every status'), facets.statuses)}"
        f'<button type="button" id="open" data-open="{opened}" data-close="{closed}">{opened}</button>\n'
        f'<output for="filter" id="shown" aria-live="polite" data-words="{count}" '
        f'data-all="{escaped(translate("Show all NUMBER"))}"></output>\n</form>\n'
    )


def _choice(name: str, every: str, values: Sequence[tuple[str, str]]) -> str:
    """A facet to choose from; empty if all have the same."""
    if len(values) < 2:  # noqa: PLR2004 - one value is no choice
        return ""
    options = "\n".join(f'<option value="{escaped(value)}">{escaped(words)}</option>' for value, words in values)
    label = escaped(every)
    return f'<select id="{name}" aria-label="{label}">\n<option value="">{label}</option>\n{options}\n</select>\n'
