"""An article as an analyst saved it: its text, and what it says of itself."""

import re
from contextlib import suppress
from typing import Final
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from tracker.draft.figures import dates_in
from tracker.draft.page import Page, is_page, read_page
from tracker.errors import BadCode, BadUsage
from tracker.model.commitment import Source
from tracker.model.dates import DateSpan, span
from tracker.model.iso import require_language
from tracker.model.text_limits import ACTIVE, MAX_TITLE

MAX_ARTICLE: Final = 5_000_000  # bytes of a file
_INVISIBLE: Final = re.compile(f"(?![\n\t])[{ACTIVE}]")
_TOP: Final = 8  # lines in which a text says its day and its publisher
_SHORT: Final = 90  # characters of a line that says nothing else
_PUBLISHED: Final = re.compile(
    r"(?:发布时间|發布時間|发布于|发表于|更新时间|配信|公開|掲載|更新|입력|등록|게재|승인|published|posted|updated|date)"
    r"\s*[::]?\s*(.{8,30})",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(r"20[0-9]{2}[-/.年년] ?[0-9]{1,2}[-/.月월] ?[0-9]{1,2}[日일]?")
_PUBLISHER: Final = re.compile(
    r"(?:来源|來源|出典|提供|출처|source|publisher)\s*[::]\s*([^\s|:：,，;；][^|:：,，;；\n]{0,60}?)"
    r"(?=\s{2}|$|[|,，;；\n]|\s+20[0-9]{2})",
    re.IGNORECASE,
)
_SIMPLIFIED: Final = frozenset("国对这说时发会们过还进东车长门问间关头开总统资经济产业专务协议务报导")
_TRADITIONAL: Final = frozenset("國對這說時發會們過還進東車長門問間關頭開總統資經濟產業專務協議報導")
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|in|that)\b", re.IGNORECASE)
_SHARE: Final = 0.03  # of the words of an English text that are one of these


class Article(Struct, frozen=True):
    """The text of an article, one paragraph a line, and the source that it is."""

    text: str
    source: Source


def read_article(text: str) -> Article:
    """Read a page or a plain text; a part that it does not say is empty."""
    page = read_page(text) if is_page(text) else None
    plain = _INVISIBLE.sub("", page.text if page else text).replace("\r", "\n").strip()
    source = _of_page(page) if page else _of_text(plain)
    return Article(plain, replace(source, language=source.language or language_of(plain)))


def language_of(text: str) -> str:
    """The tag of the language of a text: ja, ko, zh, zh-Hant or en; empty for any other.

    >>> [language_of(text) for text in ("日米が合意した", "미국과", "日本对美", "日本對美", "the end")]
    ['ja', 'ko', 'zh', 'zh-Hant', 'en']
    """
    if len(re.findall("[가-힣]", text)) > len(re.findall("[ぁ-ヿ一-鿿]", text)):
        return "ko"
    han = re.findall("[一-鿿]", text)
    if len(re.findall("[ぁ-ヿ]", text)) * 8 > len(han) + 1:
        return "ja"
    if len(han) * 4 > len(text):
        is_traditional = sum(sign in _TRADITIONAL for sign in han) > sum(sign in _SIMPLIFIED for sign in han)
        return "zh-Hant" if is_traditional else "zh"
    words = len(text.split())
    return "en" if words and len(_ENGLISH.findall(text)) > words * _SHARE else ""


def _of_page(page: Page) -> Source:
    meta = page.meta
    names = ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "og:published_time", "time")
    days = (_day(meta[name]) for name in names if name in meta)
    addresses = (meta.get(name, "") for name in ("canonical", "og:url"))
    return Source(
        url=next((url for url in addresses if url.startswith(("http://", "https://"))), ""),
        title=_clean(page.title),
        publisher=_clean(meta.get("og:site_name") or meta.get("application-name") or ""),
        language=_tag(page.language or meta.get("og:locale", "").replace("_", "-")),
        published=next(filter(None, days), None) or _published(page.text),
    )


def _of_text(text: str) -> Source:
    top = text.splitlines()[:_TOP]
    publisher = next((found[1] for line in top if (found := _PUBLISHER.search(line))), "")
    first = top[0].strip() if top else ""
    title = "" if len(first) > _SHORT * 2 or first.endswith(("。", ".", "다")) else first
    return Source(title=_clean(title), publisher=_clean(publisher), published=_published(text))


def _published(text: str) -> DateSpan | None:
    """The day that a short line at the top of a text says; None if no line does."""
    for line in text.splitlines()[:_TOP]:
        found = _PUBLISHED.search(line)
        if day := _day(found[1] if found else line if len(line) <= _SHORT // 2 else ""):
            return day
    return None


def _day(text: str) -> DateSpan | None:
    """The one day in a text, such as 2026-02-11T11:58 or Feb. 9, 2026; None if there is none or several."""
    plain = normalize("NFKC", text)
    if found := _NUMERIC.search(plain):
        with suppress(BadUsage):
            return span("-".join(f"{int(part):02}" for part in re.findall("[0-9]+", found[0])))
    days = [found.when for found in dates_in(plain) if found.when and found.when.precision == "day"]
    return days[0] if len(days) == 1 else None


def _tag(language: str) -> str:
    with suppress(BadCode):
        return require_language(language)
    with suppress(BadCode):
        return require_language(language.partition("-")[0].lower())
    return ""


def _clean(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())[:MAX_TITLE]
