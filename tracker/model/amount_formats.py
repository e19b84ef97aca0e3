"""Amounts in the magnitudes of a language, such as 5500億ドル; what is written here `read_amount` reads back."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Final

from msgspec import Struct

from tracker.model.amounts import SHORT_DECIMALS, Amount, Qualifier, plain_number

_WIDE: Final = Context(prec=100)  # room for any figure that a register keeps


class AmountFormat(Struct, frozen=True):
    """How a language writes amounts.

    `mixed` figures are several magnitudes in a row, as in 1兆551億, others are one with decimals.
    """

    magnitudes: tuple[tuple[str, int], ...]
    currencies: Mapping[str, str]
    qualified: Mapping[Qualifier, str]
    a_year: str
    mixed: bool = True
    space: str = ""


JAPANESE: Final = AmountFormat(
    (("兆", 12), ("億", 8), ("万", 4)),
    {
        "USD": "ドル",
        "JPY": "円",
        "EUR": "ユーロ",
        "GBP": "ポンド",
        "CNY": "人民元",
        "KRW": "ウォン",
        "TWD": "台湾ドル",
        "HKD": "香港ドル",
        "AUD": "豪ドル",
        "CAD": "カナダドル",
    },
    {"exact": "{}", "about": "約{}", "at_least": "{}以上", "up_to": "最大{}"},
    "年間{}",
)
SIMPLIFIED: Final = AmountFormat(
    (("万亿", 12), ("亿", 8), ("万", 4)),
    {
        "USD": "美元",
        "JPY": "日元",
        "EUR": "欧元",
        "GBP": "英镑",
        "CNY": "人民币",
        "KRW": "韩元",
        "TWD": "新台币",
        "HKD": "港元",
        "AUD": "澳元",
        "CAD": "加元",
    },
    {"exact": "{}", "about": "约{}", "at_least": "至少{}", "up_to": "最多{}"},
    "每年{}",
    mixed=False,
)
TRADITIONAL: Final = AmountFormat(
    (("兆", 12), ("億", 8), ("萬", 4)),
    {
        "USD": "美元",
        "JPY": "日圓",
        "EUR": "歐元",
        "GBP": "英鎊",
        "CNY": "人民幣",
        "KRW": "韓元",
        "TWD": "新台幣",
        "HKD": "港元",
        "AUD": "澳元",
        "CAD": "加元",
    },
    {"exact": "{}", "about": "約{}", "at_least": "至少{}", "up_to": "最多{}"},
    "每年{}",
)
KOREAN: Final = AmountFormat(
    (("조", 12), ("억", 8), ("만", 4)),
    {
        "USD": "달러",
        "JPY": "엔",
        "EUR": "유로",
        "GBP": "파운드",
        "CNY": "위안",
        "KRW": "원",
        "TWD": "대만달러",
        "HKD": "홍콩달러",
        "AUD": "호주달러",
        "CAD": "캐나다달러",
    },
    {"exact": "{}", "about": "약 {}", "at_least": "{} 이상", "up_to": "최대 {}"},
    "연간 {}",
    space=" ",
)
# By the beginning of a language tag, the longer one first.
LANGUAGES: Final = {
    "ja": JAPANESE,
    "zh-Hant": TRADITIONAL,
    "zh-TW": TRADITIONAL,
    "zh-HK": TRADITIONAL,
    "zh-MO": TRADITIONAL,
    "zh": SIMPLIFIED,
    "ko": KOREAN,
}


def format_amount(amount: Amount, language: str = "") -> str:
    """An amount as people of a language write it; in any other language as everywhere.

    >>> from tracker.model.amounts import read_amount
    >>> written(read_amount("at least JPY 1.0551tn"), "ja"), written(read_amount("~USD 8bn/yr"), "zh-CN")
    ('1兆551億円以上', '每年约80亿美元')
    >>> written(read_amount("up to 346000 t"), "ko"), written(read_amount("USD 550bn"), "fr")
    ('최대 34만 6000 t', 'USD 550bn')
    """
    numerals = format_for(language)
    if numerals is None:
        return str(amount)
    number = _mixed(amount.value, numerals) if numerals.mixed else _single(amount.value, numerals)
    figure = numerals.qualified[amount.qualifier].format(number + _unit(amount.unit, numerals))
    return numerals.a_year.format(figure) if amount.per else figure


def format_for(language: str) -> AmountFormat | None:
    """How a language writes amounts; None where it has no magnitudes of its own."""
    found = (begin for begin in LANGUAGES if language == begin or language.startswith(f"{begin}-"))
    begin = next(found, None)
    return LANGUAGES[begin] if begin else None


def _unit(unit: str, numerals: AmountFormat) -> str:
    if named := numerals.currencies.get(unit):
        return numerals.space + named
    return unit if unit == "%" else f" {unit}"


def _mixed(value: Decimal, numerals: AmountFormat) -> str:
    """A whole figure in all its magnitudes, the smallest without one; what is not whole in digits."""
    rest = abs(value)
    if _WIDE.remainder(value, Decimal(1)) or rest < Decimal(10) ** numerals.magnitudes[-1][1]:
        return plain_number(value, grouped=True)
    parts = []
    for sign, power in (*numerals.magnitudes, ("", 0)):
        count, rest = _WIDE.divmod(rest, Decimal(10) ** power)
        if count:
            parts.append(plain_number(count) + sign)
    return ("-" if value < 0 else "") + numerals.space.join(parts)


def _single(value: Decimal, numerals: AmountFormat) -> str:
    """A figure in the largest magnitude in which it takes at most four decimals."""
    for sign, power in numerals.magnitudes:
        number = plain_number(value.scaleb(-power))
        if abs(value.scaleb(-power)) >= 1 and len(number.partition(".")[2]) <= SHORT_DECIMALS:
            return number + sign
    return plain_number(value, grouped=True)
