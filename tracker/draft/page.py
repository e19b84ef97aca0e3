"""The text of a web page as it was saved: what a reader reads, and what the page says of itself."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final

# What is no part of an article: what a browser runs, and what surrounds the text.
_LEFT_OUT: Final = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed"),
        *("audio", "video", "map", "nav", "header", "footer", "aside", "form", "button", "select", "textarea"),
        *("dialog", "menu"),
    )
)
_LINE: Final = frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul", "title"),
    )
)
_ARTICLE: Final = frozenset({"article", "main"})
_VOID: Final = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"),
        *("wbr",),
    )
)
_HIDDEN: Final = re.compile(r"(?:display:none|visibility:hidden)(?:;|!|$)")
_PUBLISHED: Final = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|meta|article|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_HEAD: Final = 4096  # bytes in which a page says its encoding
# Encodings that pages name, and the larger ones that browsers read them as.
_LARGER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "cp950"}
_LARGER_JAPANESE: Final = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932"}
_LEAST_TEXT: Final = 200  # characters in an article element; below, it is a teaser, and the whole page is read


class Page(HTMLParser):
    """Collect the text of a page, and its title, language, publisher and day."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.language = ""
        self._open: list[tuple[str, bool]] = []  # each element, and whether it is left out
        self._count: Counter[str] = Counter()  # the open elements by name; "" are those that are left out
        self._title: list[str] = []
        self._texts: list[str] = []
        self._article: list[str] = []

    @property
    def title(self) -> str:
        """The title that the page gives to those who link it, else the title of the window."""
        return self.meta.get("og:title") or " ".join("".join(self._title).split())

    @property
    def text(self) -> str:
        """The text of the article if the page marks it, else of the whole page; one line for each block."""
        article = "".join(self._article)
        lines = (article if len(article.strip()) >= _LEAST_TEXT else "".join(self._texts)).split("\n")
        return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the page says of itself; begin a line for a block."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang") or given.get("xml:lang", "")
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop", "")).lower()
            self.meta.setdefault(name, given.get("content", "").strip())
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.meta.setdefault("canonical", given.get("href", ""))
        elif tag == "time" and ("pubdate" in given or given.get("itemprop", "") == "datePublished"):
            self.meta.setdefault("time", given.get("datetime", ""))
        if tag not in _VOID:
            if tag in _LINE and self._open and self._open[-1][0] == "p":
                self._close()
            self._open.append((tag, tag in _LEFT_OUT or _is_hidden(given)))
            self._count.update((tag, *([""] if self._open[-1][1] else [])))
        self._begin_line(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, with those inside it that the page left open."""
        if self._count[tag]:
            while self._close() != tag:
                pass
        self._begin_line(tag)

    def handle_data(self, data: str) -> None:
        """Take the text of an element that is shown."""
        if self._count[""]:
            if found := _PUBLISHED.search(data):
                self.meta.setdefault("datepublished", found[1])
        elif self._count["title"]:
            self._title.append(data)
        else:
            self._write(" ".join(re.split(r"\s+", data)))

    def _close(self) -> str:
        """Close the last element that is open, and answer its name."""
        tag, is_left_out = self._open.pop()
        self._count.subtract((tag, *([""] if is_left_out else [])))
        return tag

    def _begin_line(self, tag: str) -> None:
        if tag in _LINE:
            self._write("\n")

    def _write(self, text: str) -> None:
        self._texts.append(text)
        if any(self._count[tag] for tag in _ARTICLE):
            self._article.append(text)


def _is_hidden(given: dict[str, str]) -> bool:
    """True if the attributes of an element keep it from readers."""
    style = "".join(given.get("style", "").lower().split())
    return "hidden" in given or given.get("aria-hidden", "").lower() == "true" or bool(_HIDDEN.search(style))


def is_page(text: str) -> bool:
    """True if a text is HTML."""
    return bool(_HTML.match(text))


def declared_encoding(raw: bytes) -> str:
    """The encoding that a page declares, as browsers read it; empty if it declares none.

    >>> declared_encoding(b'<html><meta charset="GB2312">')
    'gb18030'
    """
    found = _CHARSET.search(raw[:_HEAD])
    name = found[1].decode().lower() if found else ""
    return (_LARGER | _LARGER_JAPANESE).get(name, name)


def read_page(text: str) -> Page:
    """Parse a page; whatever a hostile page has, it is text or nothing."""
    page = Page()
    page.feed(text)
    page.close()
    return page
