"""Amounts in the magnitudes of a language, such as 5500億ドル; `read_amount` parses all of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tracker.language import current_language, script_tag
from tracker.model.amounts import SHORT_DECIMALS, WIDE, Amount, Qualifier, figure, plain_number


class AmountFormat(Struct, frozen=True):
    """The way in which a language writes amounts.

    `units`: the texts before and after a figure that name its unit; another unit is written as it is recorded.
    `mixed`: a figure uses several magnitudes in a row, as in 1兆551億; otherwise one magnitude with decimals.
    """

    magnitudes: tuple[tuple[str, int], ...]
    currencies: Mapping[str, str]
    qualified: Mapping[Qualifier, str]
    a_year: str
    units: Mapping[str, tuple[str, str]] = {}
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
    {
        "%GDP": ("対GDP比", "%"),
        "aircraft": ("航空機", "機"),
        "missiles": ("ミサイル", "発"),
        "trees": ("樹木", "本"),
        "t": ("", "トン"),
        "kg": ("", "キログラム"),
        "short-tons": ("", "米トン"),
        "soybean-bushels": ("大豆", "ブッシェル"),
        "m3": ("", "立方メートル"),
        "L": ("", "リットル"),
        "gal": ("", "ガロン"),
        "bbl": ("", "バレル"),
        "acre-feet": ("", "エーカーフィート"),
    },
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
    {
        "%GDP": ("占GDP", "%"),
        "aircraft": ("", "架飞机"),
        "missiles": ("", "枚导弹"),
        "trees": ("", "棵树"),
        "t": ("", "吨"),
        "kg": ("", "公斤"),
        "short-tons": ("", "美吨"),
        "soybean-bushels": ("", "蒲式耳大豆"),
        "m3": ("", "立方米"),
        "L": ("", "升"),
        "gal": ("", "加仑"),
        "bbl": ("", "桶"),
        "acre-feet": ("", "英亩英尺"),
    },
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
# By `script_tag`.
LANGUAGES: Final = {"ja": JAPANESE, "zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL, "ko": KOREAN}


# The units that a language with large magnitudes writes in tonnes, by their power of ten; 12 Mt is 1200万トン.
_TONNES: Final = {"kt": 3, "Mt": 6}
_MOST_TONNES: Final = Decimal(10) ** 12  # of a larger figure so many digits might not be read back


def format_amount(amount: Amount, language: str = "") -> str:
    """An amount as a language writes it; `str(amount)` for a language without a format here.

    >>> from tracker.model.amounts import read_amount
    >>> format_amount(read_amount("at least JPY 1.0551tn"), "ja"), format_amount(read_amount("~USD 8bn/yr"), "zh-CN")
    ('1兆551億円以上', '每年约80亿美元')
    >>> format_amount(read_amount("up to 346000 t"), "ko"), format_amount(read_amount("USD 550bn"), "fr")
    ('최대 34만 6000 t', 'USD 550bn')
    """
    style = format_for(language)
    if style is None:
        return str(amount)
    written = _qualified(amount.value, amount.unit, amount.qualifier, style)
    return style.a_year.format(written) if amount.per else written


def amount_written(amount: Amount) -> str:
    """An amount as the language in use writes it."""
    return format_amount(amount, current_language())


def figure_written(value: Decimal, unit: str) -> str:
    """A figure with its unit as the language in use writes it; it may be larger than an amount can be."""
    style = format_for(current_language())
    return _qualified(value, unit, "exact", style) if style else figure(value, unit)


def format_for(language: str) -> AmountFormat | None:
    """The format of a language; None if the language has no magnitudes of its own."""
    return LANGUAGES.get(script_tag(language))


def _qualified(value: Decimal, unit: str, qualifier: Qualifier, style: AmountFormat) -> str:
    if unit in _TONNES and "t" in style.units and abs(value) < _MOST_TONNES:
        value, unit = WIDE.scaleb(value, _TONNES[unit]), "t"
    number = _mixed(value, style) if style.mixed else _single(value, style)
    before, after = style.units.get(unit) or ("", _unit(unit, style))
    return before + style.qualified[qualifier].format(number + after)


def _unit(unit: str, style: AmountFormat) -> str:
    if currency := style.currencies.get(unit):
        return style.space + currency
    return unit if unit == "%" else f" {unit}"


def _mixed(value: Decimal, style: AmountFormat) -> str:
    """A figure in several magnitudes; in digits alone if it has decimals or is below the smallest magnitude."""
    remainder = abs(value)
    if WIDE.remainder(value, Decimal(1)) or remainder < Decimal(10) ** style.magnitudes[-1][1]:
        return plain_number(value, grouped=True)
    parts = []
    for sign, power in (*style.magnitudes, ("", 0)):
        count, remainder = WIDE.divmod(remainder, Decimal(10) ** power)
        if count:
            parts.append(plain_number(count) + sign)
    return ("-" if value < 0 else "") + style.space.join(parts)


def _single(value: Decimal, style: AmountFormat) -> str:
    """A figure in the largest magnitude in which it has at most four decimals."""
    for sign, power in style.magnitudes:
        number = plain_number(value.scaleb(-power))
        if abs(value.scaleb(-power)) >= 1 and len(number.partition(".")[2]) <= SHORT_DECIMALS:
            return number + sign
    return plain_number(value, grouped=True)
