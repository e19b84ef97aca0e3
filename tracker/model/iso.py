"""Currencies (ISO 4217) and languages (BCP 47); texts by language, and texts to compare."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from unicodedata import normalize

from tracker.errors import BadCode
from tracker.language import script_tag

_LANGUAGE: Final = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"


@cache
def currency_codes() -> list[str]:
    """Every code of ISO 4217."""
    import pycountry  # noqa: PLC0415 - slow to import, and only typed codes are checked

    return [currency.alpha_3 for currency in pycountry.currencies]


def require_currency(code: str) -> str:
    """The code itself if it is in ISO 4217; BadCode if not.

    >>> require_currency("JPY")
    'JPY'
    """
    known = currency_codes()
    if code in known:
        return code
    raise BadCode("currency of ISO 4217", code, "write one such as USD, JPY or EUR", known)


def require_language(tag: str) -> str:
    """The tag itself if it is a BCP 47 language tag (`ja`, `zh-Hant`, `pt-BR`); BadCode if not.

    >>> require_language("zh-Hant")
    'zh-Hant'
    """
    import pycountry  # noqa: PLC0415 - as above

    code = tag.partition("-")[0]
    known = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    if re.fullmatch(_LANGUAGE, tag) and known:
        return tag
    raise BadCode("language tag of BCP 47", tag, "write one such as en, ja, zh-Hant or ko")


def in_language(texts: Mapping[str, str], tag: str) -> str:
    """The text in the language of a tag, else in its language and script, else in its language; else empty.

    >>> in_language({"zh": "美国", "zh-Hant": "美國"}, "zh-TW"), in_language({"zh": "美国"}, "zh-TW")
    ('美國', '美国')
    >>> in_language({"ja": "米国"}, "ko")
    ''
    """
    same = (text for each, text in texts.items() if script_tag(each) == script_tag(tag))
    return texts.get(tag) or next(same, "") or texts.get(tag.partition("-")[0], "")


def casefolded(text: str) -> str:
    """A text without differences of case and width, for comparison.

    >>> casefolded("Ｓｏｆｔbank")
    'softbank'
    """
    return text.lower() if text.isascii() else normalize("NFKC", text).casefold()
