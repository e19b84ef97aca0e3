"""A site: pages with relative links, their style and script, a calendar, a feed, and data to download."""

from collections.abc import Iterator
from functools import partial

from tracker.render.atom import render_feed
from tracker.render.csv import as_csv
from tracker.render.escape import Terminal
from tracker.render.html import (
    SCRIPT_FILE,
    STYLE_FILE,
    Links,
    inline_data,
    render_page,
    script_file,
    style_file,
)
from tracker.render.ics import as_ics
from tracker.render.json import as_json
from tracker.reports.site import CALENDAR, CSV, FEED, INDEX, JSON, LIST, Page, Site, file_name
from tracker.reports.table import Panel

PLAIN = Terminal()
_NO_FILE = ("", LIST)  # the anchors of panels whose values have no file of their own


def site_files(site: Site, *, has_package: bool) -> Iterator[tuple[str, bytes]]:
    """The files of a site by path, the index last."""
    yield STYLE_FILE, style_file().encode()
    yield SCRIPT_FILE, script_file().encode()
    yield CSV, "".join(as_csv(site.index, PLAIN)).encode()
    yield JSON, "".join(as_json(site.index, PLAIN)).encode()
    yield CALENDAR, b"".join(as_ics(site.due_days, PLAIN))
    yield FEED, render_feed(site.changes, site.commitments.get, INDEX, FEED).encode()
    for page in site.pages(has_package=has_package):
        if page.path == INDEX:
            yield from _data(page)
        yield page.path, "".join(render_page(page.table, _links(site, page))).encode()


def _data(page: Page) -> Iterator[tuple[str, bytes]]:
    """The values behind the panels of the index."""
    for panel in page.table.panels:
        if panel.data and panel.anchor not in _NO_FILE:
            yield _data_path(panel), "".join(as_csv(panel.data, PLAIN)).encode()


def _data_path(panel: Panel) -> str:
    """The path of the values behind a panel; a slash in an anchor is no folder."""
    return f"data/{file_name(panel.anchor)}.csv"


def _data_href(panel: Panel) -> str:
    """The address of the values behind a panel of the index."""
    return inline_data(panel) if panel.anchor in _NO_FILE else _data_path(panel)


def _links(site: Site, page: Page) -> Links:
    """The links of a page, relative to it."""
    root = "../" * page.path.count("/")
    navigation = tuple((words, f"{root}{path}") for words, path in page.navigation)
    data = _data_href if page.path == INDEX else inline_data
    return Links(site.commitments, partial(_href, site, root), data, navigation, root, f"{root}{FEED}")


def _href(site: Site, root: str, ref: str) -> str:
    return f"{root}{site.commitments[ref]}"
