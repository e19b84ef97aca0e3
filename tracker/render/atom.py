"""Atom: a feed of changes that any feed reader subscribes to (RFC 4287)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tracker.errors import FormatCannotShow
from tracker.language import current_language, translate
from tracker.model.dates import in_utc
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control, is_address
from tracker.reports.changes import group_title, sentence_words
from tracker.reports.table import Table

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
NEWEST: Final = 100  # entries of the feed of a site
Row = dict[str, Any]


def as_atom(table: Table, _: Terminal) -> Iterator[str]:
    """The feed of a table of changes, the newest first. Refuses a table that is no news."""
    yield render_feed(table)


def render_feed(
    table: Table, page_of: Callable[[str], str | None] = lambda _: None, index: str = "", own: str = ""
) -> str:
    """The feed of a table of changes; in a site with links to itself, to `index` and to the page of each commitment.

    A site has the newest entries only. Its address is not known, so its links are relative references, which the
    standard allows: they resolve against the address from which the feed was read (RFC 3986, 5.1.3).
    """
    if table.feed is None:
        raise FormatCannotShow("atom", "changes", "try tracker changes --since 1m --format atom")
    names = [column.name for column in table.columns]
    rows: list[Row] = [dict(zip(names, row, strict=True)) for row in table.rows]
    rows.sort(key=_age, reverse=True)
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": current_language()})
    _add(feed, "id", f"urn:uuid:{table.feed.uid}")
    _add(feed, "title", table.feed.title)
    _add(feed, "updated", _time(rows[0]["changed_at"] if rows else table.feed.updated))
    _add(SubElement(feed, "author"), "name", GENERATOR)
    _add(feed, "generator", GENERATOR)
    if index:
        SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
        SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": index})
    for row in rows[:NEWEST] if index else rows:
        _add_entry(feed, row, page_of(row["ref"]))
    indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _age(row: Row) -> tuple[datetime, str, str]:
    """The sort key of an entry: changes that were recorded together stand in the order of their days."""
    return row["changed_at"], str(row["known_on"] or row["on"] or ""), row["uid"]


def _add_entry(feed: Element, row: Row, page: str | None) -> None:
    group = group_title(row["group"])
    entry = SubElement(feed, "entry")
    _add(entry, "id", f"urn:uuid:{row['uid']}")
    _add(entry, "title", translate("{group}: {title}", group=group, title=row["title"]))
    _add(entry, "updated", _time(row["changed_at"]))
    SubElement(entry, "category", {"term": row["group"], "label": group})
    if page:
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    if is_address(row["url"] or ""):
        name = {"title": escape_control(row["publisher"])} if row["publisher"] else {}
        SubElement(entry, "link", {"rel": "via", "href": row["url"]} | name)
    _add(entry, "content", sentence_words(row["ref"], row["of"] or "", row["what"]))


def _add(parent: Element, name: str, text: str) -> None:
    """Add an element of plain text."""
    SubElement(parent, name).text = escape_control(" ".join(text.split()))


def _time(when: datetime) -> str:
    """An instant as RFC 3339 writes it, to the second."""
    return in_utc(when).strftime("%Y-%m-%dT%H:%M:%SZ")
