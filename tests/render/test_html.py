"""The page: every text is only a text, the policy lets nothing else run, and colours can be read by everybody."""

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests import hostile
from tests.building import commitment, deadline, portfolio, position
from tests.render.listings import of_cells, of_texts
from tests.reports.charts import bars
from tracker.language import TRADITIONAL, language
from tracker.model.commitment import AnyEvent, Source
from tracker.model.register import Category, Party, Register
from tracker.render.csv import as_csv
from tracker.render.escape import Terminal
from tracker.render.html import Links, as_html, render_page, script_file, style_file
from tracker.render.html_facets import facets_of
from tracker.render.svg_shapes import COLOURS
from tracker.reports.charts import Timeline
from tracker.reports.summary import summary_table
from tracker.reports.table import Cell, Column, Heading, Panel, Table

VOID: Final = frozenset({"meta", "input", "link", "br", "rect", "line", "circle", "path"})
CSS: Final = Path(__file__).parents[2] / "tracker" / "render" / "templates" / "page.css"


class Page(HTMLParser):
    """A page as a browser reads it: its elements with their attributes, and the text under each kind."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the element, and that it is open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element; a page that closes another one is broken."""
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember a text under the element that it stands in."""
        for tag in set(self.open):
            self.texts[tag] = self.texts.get(tag, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def written(listing: Table) -> str:
    return "".join(as_html(listing, Terminal()))


def page(listing: Table) -> Page:
    return Page(written(listing))


def report() -> Table:
    events: list[AnyEvent] = [
        deadline("2026-01-31"),
        deadline("2026-03-31", "extension", on="2026-01-05", source=Source(url="https://news.example/1")),
        position("US", "accepts", source=Source(url="javascript:alert(1)", publisher="News")),
        position("US", "denies", "private"),
    ]
    return summary_table(portfolio(commitment("jp-us-lng", events=events), commitment("jp-us-x", due="2026-07-04")))


# ---- content -------------------------------------------------------------------------------------


def test_a_page_has_a_language_a_title_landmarks_and_headings() -> None:
    found = page(report())
    assert found.all("html") == [{"lang": "en"}]
    assert found.texts["h1"] == "Commitments as of 2026-06-30"
    assert found.texts["title"].startswith(found.texts["h1"])  # a picture has titles too
    assert [tag for tag, _ in found.elements if tag in {"header", "nav", "main", "footer"}] == [
        *("header", "nav", "main", "footer"),
    ]
    assert found.texts["h2"].startswith("In shortWho owes whatLate or past due, and who says soDue within 30 days")
    assert found.open == []


def test_every_table_has_a_caption_and_every_heading_a_scope() -> None:
    found = page(report())
    assert len(found.all("caption")) == len(found.all("table")) > 3
    assert {heading["scope"] for heading in found.all("th")} == {"col"}
    assert len(page(of_cells((Heading("a"), Heading("")), ["x", "y"])).all("th")) == 1
    assert all(region["tabindex"] == "0" and region["aria-label"] for region in found.all("div") if "role" in region)


def test_every_id_is_there_once_and_every_link_inside_leads_somewhere() -> None:
    found = page(report())
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    inside = [link["href"] for link in found.all("a") if str(link["href"]).startswith("#")]
    assert {str(href)[1:] for href in inside} <= set(ids)
    assert {"#record-jp-us-lng", "#source-1"} <= set(inside)


def test_each_commitment_can_be_opened_with_its_history_and_sources() -> None:
    found = page(report())
    assert [record["id"] for record in found.all("details")] == ["record-jp-us-lng", "record-jp-us-x"]
    assert "History" in found.texts["details"]
    assert "Sources, by independent witness" in found.texts["details"]


def test_facts_are_pairs_and_short_ones_are_figures() -> None:
    names = (Heading(""), Heading(""))
    assert page(of_cells(names, ["open", "3"])).all("dl") == [{"class": "figures"}]
    assert page(of_cells(names, ["notes", "a long story"], ["x", "y" * 13])).all("dl") == [{"class": "facts"}]


def test_a_page_of_little_is_a_page_too() -> None:
    found = page(Table((), ()))
    assert (found.texts["h1"], found.all("nav"), found.all("section")) == ("tracker", [], [])
    assert page(of_texts("Notes")).texts["h1"] == "Notes"


def test_a_chart_is_drawn_in_the_page_without_a_title_of_its_own() -> None:
    found = page(bars(title="Bars"))
    assert found.all("svg")[0]["class"] == "chart"
    assert "Bars" not in found.texts["text"]


def test_a_chart_that_is_cut_has_a_shadow_where_more_can_be_scrolled_into_view() -> None:
    style = style_file()
    shadow = style[style.index(".scroll {") :].partition("}")[0]
    assert [shadow.count(f"no-repeat {attached}") for attached in ("local", "scroll")] == [2, 2]
    assert ".pictures > .chart > rect:first-of-type { fill: none; }" in style


def test_a_section_has_the_anchor_that_it_names_else_one_from_its_title() -> None:
    panels = (
        Panel(title="Late ones", anchor="late"),
        Panel(title="Due soon!"),
        Panel(title="期限"),
        Panel(title="Late"),
        Panel(title="Late 6"),
        Panel(title="Late"),
    )
    found = page(Table((), (), panels))
    assert [heading["id"] for heading in found.all("h2")] == [
        *("late", "due-soon", "part-3", "late-4", "late-6", "late-6-6"),
    ]
    assert {"#late", "#due-soon", "#part-3", "#late-4"} <= {link["href"] for link in found.all("a")}


def test_the_values_behind_a_panel_can_be_saved() -> None:
    values = Table((Column("on", "date"), Column("sum", "text")), ((date(2026, 1, 2), 'a "b" <c>&'),))
    found = page(Table((), (), (Panel(title="Sums", data=values, sentences=(Cell("x"),)),)))
    (link,) = [link for link in found.all("a") if "download" in link]
    assert link["download"] == "sums.csv"
    assert unquote(str(link["href"])).removeprefix("data:text/csv;charset=utf-8,") == "".join(
        as_csv(values, Terminal())
    )


def test_a_page_of_a_site_leads_to_its_other_pages_and_shares_its_files() -> None:
    links = Links({"gas"}, "commitments/{}.html".format, "data/{0.anchor}.csv".format, (("Home", "../i.html"),), "../")
    values = Table((Column("x", "text"),), ())
    table = Table((), (), (Panel(sentences=(Cell("gas: late", refs=("gas",)),), anchor="late", data=values),))
    text = "".join(render_page(table, links))
    hrefs = ["#main", "../i.html", "commitments/gas.html", "data/late.csv"]
    assert [link["href"] for link in Page(text).all("a")] == hrefs
    assert [link["href"] for link in Page(text).all("link")] == ["../page.css"]
    assert [script["src"] for script in Page(text).all("script")] == ["../page.js"]
    assert policy(Page(text))["script-src"] == "'self'"
    assert "body {" in style_file()
    assert "form" in script_file()


def recorded(count: int) -> Panel:
    """A panel with this number of records."""
    return Panel(more=tuple(Panel(title=f"c{number:04} · </script>", name=f"c{number:04}") for number in range(count)))


def test_few_records_are_elements_and_many_are_text_until_they_are_opened() -> None:
    assert len(page(Table((), (), (recorded(300),))).all("details")) == 300
    text = written(Table((), (), (recorded(301),)))
    found = Page(text)
    assert (found.all("details"), len(found.all("noscript"))) == ([], 1)
    (stored,) = re.findall(r'<script type="application/json" id="stored">(.*?)</script>', text, re.DOTALL)
    assert "<" not in stored
    records = json.loads(stored)
    assert (len(records), records["record-c0300"]) == (301, "<summary>&lt;/script&gt; <small>c0300</small></summary>")


def test_records_are_printed_as_it_is_asked_for() -> None:
    def records(which: Literal["all", "open", "none"]) -> list[bool]:
        return ["open" in record for record in page(Table((), (), (recorded(2),), records=which)).all("details")]

    assert [records("all"), records("open"), records("none")] == [[True, True], [False, False], []]


def test_a_page_offers_the_parties_categories_and_statuses_of_its_commitments() -> None:
    found = page(report())
    assert [choice["id"] for choice in found.all("select")] == ["party"]
    assert [choice["value"] for choice in found.all("option")] == ["", "JP", "US"]
    text = written(report())
    assert '<script type="application/json" id="facets">{"jp-us-lng":[["JP","US"],"other","agreed"],' in text


def test_a_page_names_them_as_the_list_does() -> None:
    """A code of the register's own is not a word to translate."""
    named = Register(
        parties={"PAST": Party(code="PAST", name="The Past Fund", names={"ja": "過去基金"})},
        categories={"energy_past": Category(code="energy_past", name="Old energy", names={"ja": "旧エネルギー"})},
    )
    promises = (
        commitment("lng", obligor=("PAST",), category="energy_past"),
        commitment("steel", obligor=("PAST",), category="trade"),
    )
    with language("ja"):
        facets = facets_of(summary_table(portfolio(*promises, register=named, language="ja")))
        assert facets.parties == [("PAST", "過去基金"), ("US", "米国")]
        assert facets.categories == [("energy_past", "旧エネルギー"), ("trade", "通商")]


def test_each_tag_of_traditional_characters_has_their_fonts() -> None:
    tags = ["zh-Hant", *(f"zh-{region}" for region in TRADITIONAL)]
    (selectors,) = re.findall(r"^(:lang\(zh-.*) {.*PingFang TC", style_file(), re.MULTILINE)
    assert set(selectors.split(", ")) == {f":lang({tag})" for tag in tags}


def test_a_long_timeline_is_drawn_in_parts() -> None:
    (panel,) = bars().panels
    assert isinstance(panel.chart, Timeline)
    long = replace(panel, chart=replace(panel.chart, tracks=panel.chart.tracks * 13))
    count = len(panel.chart.tracks) * 13
    assert len(page(Table((), (), (long,))).all("svg")) == -(-count // 12)


def test_the_language_stands_at_the_text() -> None:
    assert '<span lang="ja">約束の</span>' in written(of_texts("x", "約束の"))
    titles = of_cells((Heading(""), Heading("")), ["title", "投资"], ["zh", "投资"])
    assert "<dd>投资</dd>" in written(titles)
    assert '<dd><span lang="zh">投资</span></dd>' in written(titles)
    assert '<h1 lang="zh">投资</h1>' in written(Table((), (), title="投资", language="zh"))


# ---- security policy -----------------------------------------------------------------------------


def policy(found: Page) -> dict[str, str]:
    (text,) = [str(meta["content"]) for meta in found.all("meta") if meta.get("http-equiv")]
    return {name: value for name, _, value in (part.partition(" ") for part in text.split("; "))}


def test_the_policy_allows_by_their_hashes_the_one_script_and_the_styles_that_are_there() -> None:
    text = written(report())
    found = Page(text)

    def hashes(tag: str) -> list[str]:
        contents = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        return [f"'sha256-{base64.b64encode(hashlib.sha256(it.encode()).digest()).decode()}'" for it in contents]

    assert policy(found) == {
        "default-src": "'none'",
        "script-src": hashes("script")[0],
        "style-src": " ".join(dict.fromkeys(hashes("style"))),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(hashes("script")) == 1


def test_no_element_has_a_handler_or_a_style_of_its_own_or_fetches_anything() -> None:
    for tag, attributes in page(report()).elements:
        assert not any(name.startswith("on") or name in {"style", "src", "srcset", "action"} for name in attributes)
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}


def test_only_an_address_of_the_web_becomes_a_link_and_tells_nobody_who_follows_it() -> None:
    links = [link for link in page(report()).all("a") if not str(link["href"]).startswith(("#", "data:text/csv"))]
    assert {(link["href"], link["rel"]) for link in links} == {("https://news.example/1", "noopener noreferrer")}


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "//evil.example",
        "https://a b",
        'https://a"b',
        "ftp://a",
    ],
)
def test_everything_else_stays_a_text(text: str) -> None:
    assert [link["href"] for link in page(of_texts("x", text)).all("a")] == ["#main", "#x"]


def in_every_place(text: str) -> Table:
    source = Source(publisher=text, title=text, url=text)
    cells = (Cell(text, key=text, sources=(source,)), Cell(text))
    inner = Panel((Heading("x"), Heading(text)), (cells,), text, (text,), (Cell(text),), name=text)
    return Table((), (), (Panel((), (), text, more=(inner, Panel((), (), text))),), title=text)


@given(hostile.texts)
def test_any_text_stays_a_text_wherever_it_stands(text: str) -> None:
    output = written(in_every_place(text or "x"))
    assert hostile.harm(output) == set()
    tags = [tag for tag, _ in Page(output).elements if tag not in {"a", "sup", "li", "ol"}]
    plain = [tag for tag, _ in page(in_every_place("x")).elements if tag not in {"a", "sup", "li", "ol"}]
    assert [tag for tag in tags if tag not in {"section", "h2", "h3", "details", "summary", "span"}] == [
        tag for tag in plain if tag not in {"section", "h2", "h3", "details", "summary", "span"}
    ]


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_opens_no_element(text: str) -> None:
    output = written(in_every_place(text[:2000]))
    assert hostile.harm(output) == set()
    found = Page(output)
    assert len(found.all("script")) == 1
    assert found.all("img") == []
    assert found.open == []


def test_the_same_listing_gives_the_same_page() -> None:
    assert written(report()) == written(report())


# ---- contrast ------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS.read_text(encoding="utf-8"), re.DOTALL)
    return [dict(re.findall(r"--(\w+): (#\w{6})", theme)) for theme in (light, dark)]


@pytest.mark.parametrize("theme", themes(), ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "dim", "link", "bad", "warn", "good"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_every_colour_of_text_has_the_contrast_of_wcag_aa(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("name", "least"),
    [("ink", 4.5), ("dim", 4.5), ("bad", 4.5), ("met", 4.5), ("past", 3), ("moved", 3), ("delivered", 3)],
)
def test_every_colour_of_a_chart_can_be_told_from_its_ground(theme: int, name: str, least: float) -> None:
    assert contrast(COLOURS[name][theme], COLOURS["paper"][theme]) >= least
