"""The HTML page in a browser: it sorts, filters, opens and prints, and executes no text of a register."""

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests import hostile
from tests.browser import browsing, look, needs_browser
from tests.building import amount, commitment, deadline, portfolio, position
from tests.program import Tracker
from tests.render.listings import written_in
from tracker.model.commitment import Commitment, Source
from tracker.reports.summary import summary_table
from tracker.reports.table import Cell, Heading, Panel, Table

ATTACKS: Final = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "<svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    '"><style>*{background:url(http://127.0.0.1:9/x)}</style>',
    "' autofocus onfocus='document.title=1",
    "</title></style></script><script>document.title='owned'</script>",
    "</details></table></svg><iframe src=//127.0.0.1:9></iframe>",
)
pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser for all of these tests."""
    with browsing(tmp_path_factory.mktemp("profile")) as chrome:
        yield chrome


@pytest.fixture
def report(browser: Chrome, sample: Tracker, tmp_path: Path) -> Chrome:
    """The report of the sample, opened."""
    sample.done("report", "--output", str(tmp_path / "report.html"))
    return opened(browser, tmp_path / "report.html")


def noted(browser: Chrome, what: str) -> list[dict[str, Any]]:
    """The messages of that kind that the browser noted since it was last asked."""
    return list(browser.get_log(what))  # type: ignore[no-untyped-call] # of selenium


def opened(browser: Chrome, place: Path, width: int = 1280) -> Chrome:
    """The page, of which nothing has been noted yet."""
    noted(browser, "browser")
    noted(browser, "performance")
    look(browser, place, width)
    return browser


def requests(browser: Chrome) -> list[str]:
    """The addresses that the browser asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in noted(browser, "performance")]
    return [
        message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"
    ]


def table(browser: Chrome, title: str) -> Any:  # noqa: ANN401 - an element of selenium
    """The table under a heading."""
    return browser.find_element(By.XPATH, f"//section[h2[.='{title}']]//table")


def column(browser: Chrome, title: str, place: int) -> list[str]:
    """The texts of a column, without the numbers of footnotes, as far as they are shown."""
    cells = table(browser, title).find_elements(By.CSS_SELECTOR, f"tbody tr:not([hidden]) td:nth-child({place})")
    return [str(browser.execute_script("return arguments[0].firstChild?.textContent ?? ''", cell)) for cell in cells]


def refs(browser: Chrome, title: str) -> list[str]:
    """The refs of the rows that are shown."""
    found = table(browser, title).find_elements(By.CSS_SELECTOR, "tbody tr:not([hidden]) small")
    return [str(ref.text) for ref in found]


ALL: Final = "All commitments"
AMOUNT, TITLE = 7, 1  # the places of two columns


def test_it_opens_without_a_complaint_and_asks_the_network_for_nothing(report: Chrome) -> None:
    assert report.title == "Commitments as of 2026-06-15"
    assert noted(report, "browser") == []
    assert requests(report) == [report.current_url]


def test_a_column_is_sorted_up_and_down_by_its_values_and_what_is_missing_comes_last(report: Chrome) -> None:
    def sort(place: int) -> None:
        table(report, ALL).find_element(By.CSS_SELECTOR, f"th:nth-child({place}) button").click()

    sort(AMOUNT)
    amounts = [text for text in column(report, ALL, AMOUNT) if text]
    assert amounts[:3] == ["≥ 2 %GDP", "~ 3.5 %GDP", "≤ 15%"]
    assert amounts[-1] == "≥ JPY 6tn"
    assert column(report, ALL, AMOUNT)[-1] == ""
    assert (
        table(report, ALL).find_element(By.CSS_SELECTOR, f"th:nth-child({AMOUNT})").get_attribute("aria-sort")
        == "ascending"
    )
    sort(AMOUNT)
    assert [text for text in column(report, ALL, AMOUNT) if text] == amounts[::-1] or column(report, ALL, AMOUNT)[
        0
    ] == "≥ JPY 6tn"
    assert column(report, ALL, AMOUNT)[-1] == ""
    sort(TITLE)
    titles = column(report, ALL, TITLE)
    assert titles[0] == "Bear utility costs of US forces, by fiscal year"
    assert len(report.find_elements(By.CSS_SELECTOR, "th[aria-sort]")) == 1


def test_a_heading_is_sorted_from_the_keyboard(report: Chrome) -> None:
    button = table(report, ALL).find_element(By.CSS_SELECTOR, f"th:nth-child({TITLE}) button")
    button.send_keys(Keys.ENTER)
    assert report.switch_to.active_element == button
    assert column(report, ALL, TITLE)[-1].startswith("Trump")


def test_the_filter_leaves_what_has_every_word_and_says_how_much(report: Chrome) -> None:
    field = report.find_element(By.ID, "filter")
    field.send_keys("TARIFF cars")
    assert refs(report, ALL) == ["us-jp-2019-no-auto-tariff", "us-jp-auto-tariff-15"]
    assert report.find_element(By.ID, "shown").text == "2 of 41 shown; figures and totals are of all"
    assert report.execute_script("return location.hash") == "#q=TARIFF%20cars"
    field.send_keys(Keys.BACKSPACE * 11)
    assert len(refs(report, ALL)) == 33
    assert report.find_element(By.ID, "shown").text == ""
    field.send_keys(Keys.ENTER)
    assert report.title == "Commitments as of 2026-06-15"


def test_what_is_filtered_by_is_in_the_address_and_hides_what_has_no_hit(report: Chrome) -> None:
    Select(report.find_element(By.ID, "party")).select_by_value("CN")
    assert report.execute_script("return location.hash") == "#party=CN"
    assert refs(report, ALL) == ["us-cn-trump-beijing-visit"]
    bars = report.find_elements(By.CSS_SELECTOR, "#timeline ~ .pictures .chart > g:not(.off)")
    titles = [str(bar.find_element(By.TAG_NAME, "title").get_attribute("textContent")) for bar in bars]
    assert [title.partition(" ")[0] for title in titles] == ["us-cn-trump-beijing-visit"]
    report.get(f"{report.current_url.partition('#')[0]}#all-commitments&q=boeing")
    report.refresh()
    assert refs(report, ALL) == ["jp-us-defence-purchases-17bn", "jp-us-boeing-100"]
    assert not report.find_element(By.ID, "late").is_displayed()
    contents = "nav a[href='#{}']".format
    assert not report.find_element(By.CSS_SELECTOR, contents("late")).is_displayed()
    assert not report.find_element(By.CSS_SELECTOR, "section[data-refs='jp-defence-2pct-gdp']").is_displayed()
    assert all(report.find_element(By.ID, name).is_displayed() for name in ("cite", "method"))
    report.find_element(By.CSS_SELECTOR, "a[href='#timeline']").click()
    assert report.execute_script("return location.hash") == "#timeline&q=boeing"


def test_a_record_that_is_kept_as_text_is_opened_by_its_address(browser: Chrome, tmp_path: Path) -> None:
    records = tuple(Panel(title=f"c{n:04} · Title", name=f"c{n:04}", notes=("Note",)) for n in range(301))
    rows = tuple((Cell(record.name, ref=record.name),) for record in records)
    panel = Panel((Heading("Ref"),), rows, "All", more=records)
    (tmp_path / "page.html").write_text(written_in("html", Table((), (), (panel,))), encoding="utf-8")
    opened(browser, tmp_path / "page.html")
    assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr:not([hidden])")) == 50
    browser.execute_script("location.hash = 'record-c0300'")
    record = browser.find_element(By.ID, "record-c0300")
    assert record.text == "Title c0300\nNote"
    browser.find_element(By.CSS_SELECTOR, ".more").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr:not([hidden])")) == 301
    assert noted(browser, "browser") == []


def test_a_ref_leads_to_its_record_and_opens_it(report: Chrome) -> None:
    record = report.find_element(By.ID, "record-jp-us-boeing-100")
    assert record.get_attribute("open") is None
    table(report, ALL).find_element(By.LINK_TEXT, "Buy 100 Boeing aircraft").click()
    assert record.get_attribute("open") is not None
    assert "History" in record.text


def test_all_records_are_opened_and_closed_at_once(report: Chrome) -> None:
    button = report.find_element(By.ID, "open")
    for words, count in (("Close all records", 41), ("Open all records", 0)):
        button.click()
        assert button.text == words
        assert len(report.find_elements(By.CSS_SELECTOR, "details[open]")) == count


def test_the_first_stop_of_the_keyboard_leads_past_everything_to_the_report(report: Chrome) -> None:
    report.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    first = report.switch_to.active_element
    assert (first.text, first.is_displayed()) == ("Skip to the report", True)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_laptop_with_every_record_open(report: Chrome, width: int) -> None:
    opened(report, Path(report.current_url.removeprefix("file://")), width).find_element(By.ID, "open").click()
    assert report.execute_script("return document.documentElement.scrollWidth") <= width


def test_it_is_dark_where_that_is_preferred_and_light_on_paper(report: Chrome) -> None:
    def paper(media: str, scheme: str) -> str:
        feature = {"name": "prefers-color-scheme", "value": scheme}
        report.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [feature]})
        shown = "return getComputedStyle(document.querySelector('.chart .f-paper')).fill"
        return str(report.execute_script(shown))

    shown = [paper(*preferred) for preferred in (("screen", "light"), ("screen", "dark"), ("print", "dark"))]
    report.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert shown == ["rgb(255, 255, 255)", "rgb(22, 25, 29)", "rgb(255, 255, 255)"]


def test_it_prints_on_a4(report: Chrome, tmp_path: Path) -> None:
    printed = report.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    (tmp_path / "report.pdf").write_bytes(base64.b64decode(printed["data"]))
    told = subprocess.run(["pdfinfo", "report.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "(A4)" in told
    pages = subprocess.run(["pdftotext", "report.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Finance selected critical-mineral projects" in pages.stdout
    assert "Filter" not in pages.stdout


def test_it_reads_without_its_script(report: Chrome) -> None:
    report.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        report.refresh()
        assert not report.find_element(By.TAG_NAME, "form").is_displayed()
        report.find_element(By.CSS_SELECTOR, "details summary").click()
        assert "History" in report.find_element(By.CSS_SELECTOR, "details[open]").text
    finally:
        report.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def harmful(text: str, place: int) -> Commitment:
    source = Source(url=text, title=text, publisher=text, quote=text, relays=text)
    events = (
        deadline("2026-01-31", words=text, source=source),
        deadline("2026-03-31", "extension", on="2026-01-05", words=text, source=source, note=text),
        position("US", "accepts", source=source, note=text),
        amount("USD 7bn", source=source, note=text),
    )
    told = {"tags": (text,), "conditions": (text,), "obligor": (text,)}
    return commitment(f"jp-us-{place}", events=events, title=text, notes=text, instrument=text, **told)  # type: ignore[arg-type] # terms


def test_no_text_of_a_register_runs_or_asks_for_anything(browser: Chrome, tmp_path: Path) -> None:
    texts = [*ATTACKS, *hostile.TEXTS.values()]
    promises = [harmful(text, place) for place, text in enumerate(texts)]
    page = written_in("html", summary_table(portfolio(*promises), title=ATTACKS[0]))
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    opened(browser, tmp_path / "report.html").find_element(By.ID, "open").click()
    assert browser.title == ATTACKS[0]
    assert noted(browser, "browser") == []
    assert requests(browser) == [browser.current_url]
    scripts = [script.get_dom_attribute("id") for script in browser.find_elements(By.TAG_NAME, "script")]
    assert scripts == ["facets", None]
    links = {link.get_dom_attribute("href") or "" for link in browser.find_elements(By.CSS_SELECTOR, "main a")}
    assert all(link.startswith(("#", "data:text/csv;")) for link in links)
