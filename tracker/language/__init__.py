"""The language of what people read.

Messages are written in English in the code. One file a language, `ja.po` and the others in this folder, translates
them; the format is that of GNU gettext, which many editors know. A message without a translation stays English.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from tracker import errors

FOLDER: Final = Path(__file__).parent
ENGLISH: Final = "en"
# The regions where Chinese is written in traditional characters, unless the tag names the other script.
TRADITIONAL: Final = frozenset({"TW", "HK", "MO"})
_in_use: ContextVar[str] = ContextVar("language", default=ENGLISH)


class Key(NamedTuple):
    """A message; `context` tells two meanings of one English text apart."""

    message: str
    context: str = ""


Catalogue: TypeAlias = dict[Key, str]


def use_language(tag: str) -> None:
    """Translate from now on into the language of a BCP 47 tag, if there is a file of it; an empty tag means English."""
    _in_use.set(_file_of(tag))


@contextmanager
def language(tag: str) -> Iterator[None]:
    """Translate into a language for a while."""
    token = _in_use.set(_file_of(tag))
    try:
        yield
    finally:
        _in_use.reset(token)


def current_language() -> str:
    """The tag of the language that messages are translated into; `en` if there is no file of the requested one."""
    return _in_use.get()


def translate(text: str, /, context: str = "", **values: object) -> str:
    """The message in the language in use, with the values in its named holes.

    Without values the text is not a pattern, and braces in it stay.

    >>> translate("{days} late", days="3 days"), translate("{as it is}")
    ('3 days late', '{as it is}')
    """
    found = _in_use.get()
    pattern = text if found == ENGLISH else catalogue(found).get(Key(text, context)) or text
    return pattern.format_map(values) if values else pattern


def message(text: str, context: str = "") -> str:  # noqa: ARG001 - the translators see the context
    """The text itself, marked as a message for the translators; it is translated where it is used."""
    return text


def listed(texts: Iterable[str]) -> str:
    """Several texts as one.

    >>> listed(["late", "disputed"])
    'late, disputed'
    """
    return translate(", ").join(texts)


def remarks(texts: Iterable[str]) -> str:
    """Several remarks on one thing as one; each may be a clause.

    >>> remarks(["Nikkei", "9 February 2026"])
    'Nikkei, 9 February 2026'
    """
    return translate(", ", "remarks").join(texts)


def clauses(texts: Iterable[str]) -> str:
    """Several clauses as one.

    >>> clauses(["JP accepts it", "US disputes it"])
    'JP accepts it; US disputes it'
    """
    return translate("; ").join(texts)


def conjoined(texts: Iterable[str]) -> str:
    """Several names as one.

    >>> conjoined(["JP", "SOFTBANK"])
    'JP and SOFTBANK'
    """
    return translate(" and ").join(texts)


def written_day(day: date) -> str:
    """A day.

    >>> written_day(date(2026, 2, 17))
    '2026-02-17'
    """
    return _written_day(day, current_language())


@lru_cache(1000)
def _written_day(day: date, _: str) -> str:
    """A day in the language in use, which is the second argument for the cache alone."""
    return translate("{year:04}-{month:02}-{day:02}", year=day.year, month=day.month, day=day.day)


def quoted(text: str) -> str:
    """A text in quotation marks, cut if it is too long for a sentence.

    >>> quoted("end of January")
    '“end of January”'
    """
    return translate("“{title}”", title=errors.quoted(text)[1:-1])


def plural(count: int, noun: str, many: str = "") -> str:
    """A count with its noun in the language in use; `many` is the plural where it does not end in s alone.

    >>> plural(1, "day"), plural(2, "party", "parties")
    ('1 day', '2 parties')
    """
    pattern = catalogue(current_language()).get(Key(noun_key(noun)))
    return pattern.format_map({"count": count}) if pattern else errors.plural(count, noun, many)


def noun_key(noun: str) -> str:
    """The message of a count with a noun.

    >>> noun_key("day")
    '{count} day'
    """
    return f"{{count}} {noun}"


def script_tag(tag: str) -> str:
    """The language of a BCP 47 tag, with the script if it is Chinese.

    >>> script_tag("ja-JP"), script_tag("zh"), script_tag("zh-HK"), script_tag("zh-Hant-TW"), script_tag("zh-Hans-HK")
    ('ja', 'zh-Hans', 'zh-Hant', 'zh-Hant', 'zh-Hans')
    """
    language, *more = tag.split("-")
    if language != "zh":
        return language
    is_traditional = "Hant" in more or ("Hans" not in more and not TRADITIONAL.isdisjoint(more))
    return "zh-Hant" if is_traditional else "zh-Hans"


def _file_of(tag: str) -> str:
    """The name of the file of a language, or of its script; else English.

    A reader of one script is not given the other one.
    """
    return next((name for name in (tag, script_tag(tag)) if name in languages()), ENGLISH)


@cache
def languages() -> frozenset[str]:
    """The tags of the languages that there is a file of."""
    return frozenset(path.stem for path in FOLDER.glob("*.po"))


@cache
def catalogue(tag: str) -> Catalogue:
    """The translations of a language; empty for English."""
    if tag == ENGLISH:
        return {}
    from polib import pofile  # noqa: PLC0415 - only for another language than English

    found = pofile(FOLDER / f"{tag}.po", encoding="utf-8")
    return {
        Key(entry.msgid, entry.msgctxt or ""): entry.msgstr_plural.get(0, "") or entry.msgstr
        for entry in found
        if not entry.obsolete
    }
