"""The command `draft`."""

import json
from pathlib import Path

import pytest

from tests.program import Tracker

ARTICLE = """首个项目仍未落地
发布时间:2026-02-11 11:58
日本承诺的5500亿美元对美投资没有进展。
据《日经新闻》报道,软银主导的美国俄亥俄州天然气发电项目投资330亿美元。
双方还谈到汽车关税。
"""
NEWS = ("--publisher", "News", "--published", "2026-02-11")


@pytest.fixture
def article(tracker: Tracker) -> Path:
    """An article about the commitments of the sample."""
    path = tracker.folder / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_the_proposals_are_a_file_that_import_reads_once_they_are_confirmed(sample: Tracker, article: Path) -> None:
    target = sample.folder / "draft.json"
    done = sample.done("draft", str(article), "--publisher", "News", "--output", str(target))
    assert done.output == ""
    lines = done.errors.splitlines()
    assert lines[0] == "proposed 4 citations, 2 of them uncertain; the article: News, 2026-02-11, zh"
    assert lines[1].startswith("certain: jp-us-550bn-investment: 5500亿美元, ")
    assert lines[-2:] == [
        f"next: edit {target}: to confirm an uncertain event, delete its key “uncertain”; else delete the event",
        f"next: tracker import {target} --dry-run",
    ]
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["tracker_events"] == 1
    events = {event["ref"]: event for event in document["events"]}
    gas = events["jp-us-softbank-gas-33bn"]
    assert gas["source"] == {
        "title": "首个项目仍未落地",
        "publisher": "News",
        "language": "zh",
        "published": "2026-02-11",
        "quote": "据《日经新闻》报道,软银主导的美国俄亥俄州天然气发电项目投资330亿美元。",
        "relays": "Nikkei",
    }
    assert (gas["side"], gas["on"], "uncertain" in gas) == ("mentions", "2026-02-11", False)
    assert [one["says"] for one in document["differences"]] == ["USD 33bn"]
    refused = sample("import", str(target))
    assert (refused.exit_code, "us-jp-auto-tariff-15" in refused.errors or "event 3" in refused.errors) == (5, True)
    sample.done("import", str(target), "--drop-uncertain")
    shown = sample.done("show", "jp-us-softbank-gas-33bn", "--format", "json").row
    assert gas["source"]["quote"] in [source.get("quote") for source in shown["sources"]]
    sample.done("draft", str(article), *NEWS, "--output", str(target))


def test_the_options_say_what_the_article_does_not(small: Tracker) -> None:
    small.standard_input = b"Japan has yet to invest 550 billion dollars in US strategic sectors."
    refused = small("draft", "-").refusal
    assert refused == (2, "the text does not say whose it is: give --publisher, --source URL or --source-title")
    done = small.done(
        *("draft", "-", "--source", "https://news.example/1", "--publisher", "News", "--source-title", "Talks"),
        *("--source-kind", "official", "--source-lang", "en", "--relays", "Reuters, 9 February 2026"),
    )
    (event,) = json.loads(done.output)["events"]
    assert event["source"] == {
        "url": "https://news.example/1",
        "title": "Talks",
        "publisher": "News",
        "kind": "official",
        "language": "en",
        "quote": small.standard_input.decode(),
        "relays": "Reuters, 9 February 2026",
    }
    assert "on" not in event
    assert "the text does not say its day: give --published" in done.errors
    assert "next: write it to a file with --output FILE\n" in done.errors


def test_a_query_chooses_the_commitments_and_an_empty_draft_is_no_failure(small: Tracker) -> None:
    small.standard_input = b"Japan has yet to invest 550 billion dollars in US strategic sectors."
    done = small.done("draft", "-", "by:US")
    assert json.loads(done.output) == {"tracker_events": 1, "events": [], "differences": []}
    assert done.errors.startswith("nothing to propose: ")
    assert done.errors.endswith("; the article: no publisher, no day, en\n")


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("日本は米国に5500億ドルを投資する。".encode("cp932"), ()),
        ("<html><meta charset=gb2312><p>日本对美国投资5500亿美元。".encode("gb18030"), ()),
        ("일본은 미국에 5,500억 달러를 투자한다.".encode("cp949"), ("--encoding", "euc-kr")),
    ],
)
def test_the_encoding_is_detected_declared_or_given(small: Tracker, raw: bytes, options: tuple[str, ...]) -> None:
    small.standard_input = raw
    done = small.done("draft", "-", "--publisher", "News", *options)
    assert [event["ref"] for event in json.loads(done.output)["events"]] == ["jp-us-invest"]


def test_what_is_no_text_or_too_large_is_refused(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    code, why = small("draft", str(small.folder / "none.txt")).refusal
    assert (code, "none.txt" in why) == (4, True)
    for raw, why in ((b"%PDF-1.4", "a PDF is not read"), (b" \n", "it is empty"), (b"a\0b", "it is no text in UTF-8")):
        small.standard_input = raw
        assert f"standard input cannot be read as an article: {why}" in small("draft", "-").refusal[1]
    monkeypatch.setattr("tracker.commands.draft.MAX_CHARACTERS", 2)
    small.standard_input = b"abc"
    assert "its text has more than 2 characters" in small("draft", "-").refusal[1]
    monkeypatch.setattr("tracker.commands.draft.MAX_ARTICLE", 3)
    small.standard_input = b"abcd"
    assert "save the article alone" in small("draft", "-").refusal[1]


def test_a_day_in_the_future_is_left_out_and_a_text_without_publisher_is_told(small: Tracker) -> None:
    small.standard_input = b"Talks\nPublished: 2099-01-01\nJapan has yet to invest 550 billion dollars in the US."
    done = small.done("draft", "-")
    assert "the text says 2099-01-01, which is in the future: it is left out\n" in done.errors
    assert "the article: no publisher, no day, en\n" in done.errors
    assert "who published it: give --publisher" in done.errors
    assert "published" not in json.loads(done.output)["events"][0]["source"]


def test_a_file_of_another_program_is_not_replaced(small: Tracker, article: Path) -> None:
    before = article.read_bytes()
    code, why = small("draft", str(article), "--output", str(article)).refusal
    assert (code, "not this draft, unedited" in why, article.read_bytes()) == (5, True, before)
    small.done("draft", str(article), "--output", str(article), "--force", *NEWS)
    assert article.read_bytes().startswith(b'{\n  "tracker_events": 1')
