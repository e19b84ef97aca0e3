"""Articles, as text and as pages."""

import pytest

from tracker.draft.article import MAX_ARTICLE, read_article
from tracker.draft.page import declared_encoding, is_page
from tracker.model.dates import span

PAGE = """<!DOCTYPE html><html lang="zh-cn"><head><meta charset="utf-8"><title>窗口 - 新闻网</title>
<meta property="og:title" content="首个项目 仍未落地"><meta property="og:site_name" content="新闻网">
<meta property="article:published_time" content="2026-02-11T11:58:00+08:00">
<link rel="canonical" href="https://news.example/1">
<script>document.write("<p>5500亿美元</p>")</script><style>p{}</style></head>
<body><nav>首页<ul><li>天气</nav><h1>首个&#20010;项目</h1><p>日本承诺&nbsp;投资。<br>美国<b>不满</b>。</p>
<template><p>x</p></template><img alt=""><footer>版权</footer></body></html>"""


def test_a_page_says_its_title_publisher_day_language_and_address() -> None:
    article = read_article(PAGE)
    source = article.source
    assert (source.title, source.publisher, source.language) == ("首个项目 仍未落地", "新闻网", "zh")
    assert (source.published, source.url) == (span("2026-02-11"), "https://news.example/1")
    assert article.text == "首个个项目\n日本承诺 投资。\n美国不满。"


def test_of_a_page_with_a_marked_article_only_that_is_read() -> None:
    body = "A sentence of the article. " * 10
    times = "<time datetime='2026-01-01'></time><time itemprop='datePublished' datetime='2026-02-09'></time>"
    page = f"<html><title>T</title>{times}<p>Most read</p><article>{body}</article>"
    article = read_article(page)
    assert article.text == body.strip()
    assert (article.source.title, article.source.published, article.source.language) == ("T", span("2026-02-09"), "en")


@pytest.mark.parametrize(
    "page",
    [
        "<html><script>alert(1)</script></html></html><p>",
        "<html><p onclick='x()'><svg><title>no</title><text>no</text></svg><iframe src='javascript:1'>no</iframe>",
        "<html><meta property='og:url' content='javascript:alert(1)'><style>no",
        f"<html>{'<div>' * 3000}<script>no",
        "<html><!-- no --><![CDATA[ no ]]><?php no ?><p \ud800>",
    ],
)
def test_nothing_but_text_comes_out_of_a_hostile_page(page: str) -> None:
    article = read_article(page)
    assert (article.text, article.source.url, article.source.title) == ("", "", "")


def test_characters_that_are_shown_as_nothing_are_left_out() -> None:
    assert read_article("日本\u202e承\u200b诺\x1b[31m。").text == "日本承诺[31m。"


@pytest.mark.parametrize(
    ("text", "published", "publisher", "language"),
    [
        ("标题\n发布时间:2026-02-11 11:58 浏览量:3\n来源:新华社\n日本承诺对美投资。", "2026-02-11", "新华社", "zh"),
        ("見出し\n2026年2月9日 15:00\n出典:共同通信 2026\n政府は投資する。", "2026-02-09", "共同通信", "ja"),
        (
            "Headline\nFeb. 9, 2026\nSource: Example News\nIt is the end of the wait.",
            "2026-02-09",
            "Example News",
            "en",
        ),
        ("제목\n입력 2026.02.11. 오전 9:00\n일본이 투자를 약속했다.", "2026-02-11", "", "ko"),
        ("A: from 1 January 2026 to 3 March 2026\nThe time of the talks", None, "", "en"),
        ("Published: tomorrow\nThe Fin", None, "", "en"),
        ("Due 2026-03-31\nLast access: 2026-03-30\nThe talks of 9 February 2026 and the end", None, "", "en"),
        ("Tokyo, 9 February 2026\nSource: An official who asked\nThe end of the talks", "2026-02-09", "", "en"),
        ("Head\nPublished: Feb. 9, 2026", "2026-02-09", "", ""),
        ("Due date: 2026-03-31\nNot published: 2026-03-30\nUpdate date: 2026-03-29", None, "", ""),
        ("題\n配信:令和8年2月9日\n政府は投資する。", "2026-02-09", "", "ja"),
        ("題\n令和8年2月31日\n政府は投資する。", None, "", "ja"),
        ("Published: 2026-02-31\n", None, "", ""),
        ("", None, "", ""),
    ],
)
def test_a_text_says_its_day_and_its_publisher_at_its_top(
    text: str, published: str | None, publisher: str, language: str
) -> None:
    source = read_article(text).source
    assert source.published == (span(published) if published else None)
    assert (source.publisher, source.language) == (publisher, language)


def test_what_is_hidden_is_not_read() -> None:
    page = "<html><p hidden>no<p>yes<div style='display: none'><b>no</b></div><i aria-hidden=true>no</i> too</html>"
    assert read_article(page).text == "yes\ntoo"


def test_a_page_says_its_day_in_its_data() -> None:
    data = '<script type="application/ld+json">{"datePublished": "2026-02-09T10:00"}</script>'
    assert read_article(f"<html>{data}<p>x").source.published == span("2026-02-09")


def test_a_declared_language_that_the_text_is_not_in_is_left_out() -> None:
    assert read_article("<html lang=en><p>政府は投資する。").source.language == "ja"
    assert read_article("<html lang=ja><p>Le gouvernement").source.language == ""
    assert read_article("<html lang=fr><p>Le gouvernement").source.language == "fr"


def test_the_first_line_is_the_title_unless_it_is_a_sentence() -> None:
    assert read_article("Talks end\nThey ended.").source.title == "Talks end"
    assert read_article("They ended.").source.title == ""


def test_a_page_declares_its_encoding() -> None:
    assert declared_encoding(b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">') == "cp932"
    assert declared_encoding(b"<p>no</p>") == ""
    assert is_page("\n<!-- x --><p>y") is True
    assert is_page("1 < 2") is False
    assert MAX_ARTICLE == 2_000_000
