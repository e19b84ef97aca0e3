"""An article as an analyst saved it: its text, and what it says of itself."""

import re
from contextlib import suppress
from typing import Final
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from tracker.draft.figures import dates_in, without_figures
from tracker.draft.page import Page, is_page, read_page
from tracker.draft.vocabulary import table
from tracker.errors import BadCode, BadUsage
from tracker.model.commitment import Source
from tracker.model.dates import ERAS, MONTHS, DateSpan, span
from tracker.model.iso import require_language
from tracker.model.text_limits import ACTIVE, MAX_TITLE

MAX_ARTICLE: Final = 2_000_000  # bytes of a file
MAX_CHARACTERS: Final = 200_000  # of its text, which are read in seconds
_INVISIBLE: Final = re.compile(f"(?![\n\t])[{ACTIVE}]")
_TOP: Final = 8  # lines in which a text says its day and its publisher
_SHORT: Final = 90  # characters of a line that says nothing else
# Words that make the date after them, or before them, the day of publication.
_LABELS: Final = (
    "发布时间|發布時間|发布日期|發布日期|发布于|發布於|发表于|發表於|配信日?|公開日?|掲載日?|発表日?|기사입력|입력일?|등록일?|게재|승인|"
    "published(?: on| at)?|posted(?: on| at)?|date"
)
_PUBLISHED: Final = re.compile(
    rf"(?:^|[|｜(（【]|\s\s)\s*(?:{_LABELS})\s*(?:[::]|日時?[::])?\s*(.{{8,30}})", re.IGNORECASE
)
# What a line may have besides its date: a time, a weekday and a place.
_TIME: Final = re.compile(
    rf"{_LABELS}|[0-9]{{1,2}}[時时시](?:[0-9]{{1,2}}[分분])?|午前|午後|오전|오후|上午|下午"
    r"|\b(?:[ap]\.?m\.?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|utc|gmt|jst|kst|e[sd]?t|p[sd]?t|cst)(?![a-z])"
    r"|星期[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|[(（][月火水木金土日월화수목금토일][)）]|[+-][0-9]{2}:?[0-9]{2}|[\s,，、.．·・|/—–-]",
    re.IGNORECASE,
)
_STARTS: Final = re.compile(rf"[0-9]|{'|'.join(ERAS)}|(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_PLACES: Final = frozenset(name for names in table("countries").values() for name in names)
_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?")
_ERA: Final = re.compile(rf"(?:{'|'.join(ERAS)})(?:元|[0-9]{{1,2}})年[0-9]{{1,2}}月[0-9]{{1,2}}日")
_NUMERIC: Final = re.compile(r"20[0-9]{2}[-/.年년] ?[0-9]{1,2}[-/.月월] ?[0-9]{1,2}[日일]?")
_PUBLISHER: Final = re.compile(
    r"(?:^|[|｜\s])(?:来源|來源|出典|提供|출처|source|publisher)\s*[::]\s*([^\s|:：,，;；][^|:：,，;；\n]{0,60}?)"
    r"(?=\s{2}|$|[|,，;；\n]|\s+20[0-9]{2})",
    re.IGNORECASE,
)
# The name of a publisher: up to five words in capitals, or a few characters without the particles of a sentence.
_NAME: Final = re.compile(
    r"(?:(?:[A-Z0-9À-Þ][\w.'’&-]*|of|the|and|&)(?: |$)){1,5}|[^\sの的はがをA-Za-z]{2,14}|[가-힣A-Z]{2,14}"
)
_SIMPLIFIED: Final = frozenset("国对这说时发会们过还进东车长门问间关头开总统资经济产业专务协议务报导")
_TRADITIONAL: Final = frozenset("國對這說時發會們過還進東車長門問間關頭開總統資經濟產業專務協議報導")
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|in|that)\b", re.IGNORECASE)
_TOLD: Final = frozenset({"ja", "ko", "zh"})  # languages that no other writing can be
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
    return Article(plain, replace(source, language=_language(source.language, plain)))


def _language(declared: str, text: str) -> str:
    """The declared language, unless the writing or the words of the text tell another one."""
    told = language_of(text)
    is_other = declared.partition("-")[0] in _TOLD if not told else declared.partition("-")[0] != told.partition("-")[0]
    return told if is_other else declared


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
    names = (found[1].strip() for line in top if (found := _PUBLISHER.search(line)))
    publisher = next((name for name in names if _NAME.fullmatch(name)), "")
    first = top[0].strip() if top else ""
    title = "" if len(first) > _SHORT * 2 or first.endswith(("。", ".", "다")) else first
    return Source(title=_clean(title), publisher=_clean(publisher), published=_published(text))


def _published(text: str) -> DateSpan | None:
    """The day that a line at the top of a text has alone, or says to be that of publication; None if there is none."""
    for line in text.splitlines()[:_TOP]:
        plain = normalize("NFKC", line)
        found = _PUBLISHED.search(plain)
        if day := _day(found[1], at_start=True) if found else None:
            return day
        if day := _day(plain) if len(line) <= _SHORT // 2 and _is_date_alone(plain) else None:
            return day
    return None


def _is_date_alone(line: str) -> bool:
    """True if a line has nothing but a date, and perhaps a time and the name of a seat or a country."""
    rest = _TIME.sub("", without_figures(_CLOCK.sub("", _ERA.sub("", _NUMERIC.sub("", line))))).lower()
    return not rest or rest in _PLACES


def _day(text: str, *, at_start: bool = False) -> DateSpan | None:
    """The one day in a text, such as 2026-02-11T11:58 or Feb. 9, 2026; None if there is none or several."""
    plain = normalize("NFKC", text)
    if at_start and not _STARTS.match(plain):
        return None
    for pattern in (_NUMERIC, _ERA):
        if found := pattern.search(plain):
            with suppress(BadUsage):
                is_era = pattern is _ERA
                return span(
                    found[0] if is_era else "-".join(f"{int(part):02}" for part in re.findall("[0-9]+", found[0]))
                )
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
