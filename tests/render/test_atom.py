"""Atom: what an XML parser reads, the newest entry first, with the same ids in every run."""

from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from tests import hostile
from tests.building import commitment, deadline, moment, portfolio, retraction
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.register import Register
from tracker.render.atom import NAMESPACE, as_atom
from tracker.render.escape import Terminal
from tracker.reports.changes import changes_table

NEWS = Source(url="https://news.example/a?b=1&c=2", publisher="News & Co")
MOVED = commitment("a", title="Buy <rice>", events=[deadline("2025"), deadline("2027", "extension", source=NEWS)])


def written(*promises: Commitment, since: str = "", as_of: str = "2026-02-28", register: Register | None = None) -> str:
    after = portfolio(*promises, as_of=as_of)
    if register:
        after = after.at(after.moment, register=register)
    before = after.at(moment(since, since)) if since else after.at(after.moment, ())
    return "".join(as_atom(changes_table(before, after), Terminal()))


def read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - ours


def texts(feed: ET.Element, name: str) -> list[str]:
    return [element.text or "" for element in feed.iterfind(f"{{{NAMESPACE}}}entry/{{{NAMESPACE}}}{name}")]


def test_an_entry_says_what_changed_and_where_it_stands() -> None:
    feed = read(written(MOVED))
    assert "Moved: Buy <rice>" in texts(feed, "title")
    assert any("moved" in text and text.startswith("a: ") for text in texts(feed, "content"))
    links = [link.attrib for link in feed.iter(f"{{{NAMESPACE}}}link")]
    assert links == [{"rel": "via", "href": NEWS.url, "title": NEWS.publisher}]


def test_a_feed_and_its_entries_have_what_the_standard_demands() -> None:
    feed = read(written(MOVED))
    tags = [element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in feed]
    assert tags[:5] == ["id", "title", "updated", "author", "generator"]
    for entry in feed.iterfind(f"{{{NAMESPACE}}}entry"):
        names = [element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in entry]
        assert {"id", "title", "updated", "content"} <= set(names)
    assert len(set(texts(feed, "id"))) == len(texts(feed, "id"))


def test_the_newest_is_first_and_dates_the_feed() -> None:
    feed = read(written(commitment("a", due="2027-02-10"), commitment("b", due="2027-02-20"), as_of="2027-02-28"))
    updated = texts(feed, "updated")
    assert updated == sorted(updated, reverse=True)
    assert feed.findtext(f"{{{NAMESPACE}}}updated") == updated[0] == "2027-02-21T00:00:00Z"


def test_an_id_stays_while_the_day_and_the_period_pass_and_is_in_no_other_register() -> None:
    late = commitment("a", due="2026-02-10")
    today, later = (
        dict(zip(texts(feed, "id"), zip(texts(feed, "title"), texts(feed, "updated"), strict=True), strict=True))
        for feed in (read(written(late)), read(written(late, since="2026-02-01", as_of="2026-03-28")))
    )
    assert later.items() <= today.items()
    elsewhere = read(written(late, register=Register(id=uuid4())))
    assert not set(texts(elsewhere, "id")) & set(today)


def test_what_one_event_changes_twice_has_two_ids() -> None:
    wrong: list[AnyEvent] = [deadline("2026-12"), deadline("2027", "extension"), retraction(2), retraction(3)]
    feed = read(written(commitment("a", events=wrong)))
    assert len(set(texts(feed, "id"))) == len(texts(feed, "id")) > 1


def test_a_feed_without_changes_is_empty_and_as_old_as_the_period() -> None:
    feed = read(written(commitment("a"), since="2026-02-01", as_of="2026-02-02"))
    assert texts(feed, "id") == []
    assert feed.findtext(f"{{{NAMESPACE}}}updated") == "2026-02-01T00:00:00Z"


def test_an_empty_register_has_an_empty_feed() -> None:
    after = portfolio(as_of="2026-02-28").at(moment(datetime(2026, 2, 28, tzinfo=UTC).isoformat()))
    assert texts(read("".join(as_atom(changes_table(after, after), Terminal()))), "id") == []


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    source = Source(publisher=text, url="javascript:alert(1)")
    shown = written(commitment("a", title=text, events=[deadline("2025"), deadline("2027", source=source)]))
    assert hostile.harm(shown) == set()
    feed = read(shown)
    assert {element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in feed.iter()} <= {
        *("feed", "id", "title", "updated", "author", "name", "generator", "entry", "category", "content")
    }
