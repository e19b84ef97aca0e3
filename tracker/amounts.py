"""Amounts as people write them -> a decimal figure with its currency or unit; never a float, never converted."""

import re
from decimal import Decimal
from typing import Final, Literal
from unicodedata import normalize

import msgspec

from tracker.codes import require_currency
from tracker.errors import BadAmount

Qualifier = Literal["exact", "about", "at_least", "up_to"]
Per = Literal["", "year"]

# Powers of ten by the word that follows a figure. Only what cannot be taken for a unit stands here.
SHORT: Final = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12, "trn": 12}
LONG: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
MAGNITUDES: Final = SHORT | LONG
EAST: Final = {"千": 3, "万": 4, "萬": 4, "만": 4, "百万": 6, "億": 8, "亿": 8, "억": 8, "兆": 12, "조": 12}
# Names of currencies where no ISO code is written. A bare ¥ or 元 has two readings and is refused.
_CURRENCIES: Final = {
    "USD": "US$ $ ドル 米ドル 美元 달러",
    "JPY": "円 日元 日圆 日圓 엔",
    "EUR": "€ ユーロ 欧元 歐元 유로",
    "GBP": "£ ポンド 英镑",
    "CNY": "人民币 人民幣 人民元 위안",
    "KRW": "원 ウォン 韩元 韓元",
    "TWD": "NT$ 台币 台幣",
    "HKD": "HK$ 港元",
    "AUD": "A$ 豪ドル 澳元",
    "CAD": "C$ カナダドル 加元",
}
CURRENCY_NAMES: Final = {name: code for code, names in _CURRENCIES.items() for name in names.split()}
AMBIGUOUS: Final = {"¥": "JPY or CNY", "元": "CNY or TWD"}
UNIT_NAMES: Final = {"トン": "t", "吨": "t", "噸": "t", "톤": "t", "tonnes": "t", "percent": "%", "％": "%"}
_QUALIFIERS: Final[dict[Qualifier, tuple[str, ...]]] = {
    "exact": ("exactly",),
    "about": ("~", "≈", "about", "約", "约", "약"),
    "at_least": ("≥", ">=", "at least", "over", "more than"),
    "up_to": ("≤", "<=", "up to", "max"),
}
QUALIFIERS: Final = {word: qualifier for qualifier, words in _QUALIFIERS.items() for word in words}
SIGNS: Final[dict[Qualifier, str]] = {"exact": "", "about": "~ ", "at_least": "≥ ", "up_to": "≤ "}
MAX_DIGITS: Final = 24
MAX_TEXT: Final = 100


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure in a currency (ISO 4217) or a physical unit; `per` is a year for a yearly amount."""

    value: Decimal
    unit: str
    qualifier: Qualifier = "exact"
    per: Per = ""

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is no figure")

    def __str__(self) -> str:
        return f"{SIGNS[self.qualifier]}{figure(self.value, self.unit)}{'/yr' if self.per else ''}"


def read_amount(text: str) -> Amount:
    """Read an amount as people write it.

    >>> str(read_amount("up to USD 550bn"))
    '≤ USD 550bn'
    >>> read_amount("5兆5000億円").value
    Decimal('5500000000000')
    >>> str(read_amount("12 Mt a year"))
    '12 Mt/yr'
    """
    plain = re.sub(r"\s+", " ", normalize("NFKC", text)).strip()
    plain, per = _per_year(plain)
    plain, qualifier = _qualifier(plain)
    found = _AMOUNT.fullmatch(plain)
    if not found or len(plain) > MAX_TEXT:
        raise BadAmount(text[:MAX_TEXT])
    before, after = found["before"].strip(), found["after"].strip()
    value, unit = _magnified(text, found["figures"], after)
    if before and unit:
        raise BadAmount(text, f"it has two units, “{before}” and “{unit}”; write one")
    signed = Decimal(plain_number(-value if found["sign"] == "-" else value))
    return Amount(signed, _unit_before(text, before) or _unit(text, unit), qualifier, per)


def figure(value: Decimal, unit: str) -> str:
    """A figure with its unit, in the largest magnitude that shows it exactly, such as `USD 33.3bn`.

    >>> figure(Decimal("1055100000000"), "JPY"), figure(Decimal(400), "missiles")
    ('JPY 1.0551tn', '400 missiles')
    """
    if is_currency(unit):
        return f"{unit} {short(value)}"
    return f"{plain_number(value, grouped=True)}{'' if unit == '%' else ' '}{unit}"


def short(value: Decimal) -> str:
    """A figure in trillions, billions or millions where that takes at most four decimals, else in full."""
    for suffix, power in (("tn", 12), ("bn", 9), ("m", 6)):
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.0001")):
            return plain_number(scaled, grouped=True) + suffix
    return plain_number(value, grouped=True)


def plain_number(value: Decimal, *, grouped: bool = False) -> str:
    """A decimal without exponent or trailing zeros.

    >>> plain_number(Decimal("1E+3")), plain_number(Decimal("0.50"))
    ('1000', '0.5')
    """
    text = format(value, ",f" if grouped else "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_currency(unit: str) -> bool:
    """Whether a unit is written like an ISO 4217 code; every other unit is a physical one."""
    return len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()  # noqa: PLR2004 - ISO 4217


_AMOUNT: Final = re.compile(
    r"(?P<before>[^0-9.+-]{0,20}?) ?(?P<sign>[+-]?) ?(?P<figures>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<after>.*)",
)
_PER_YEAR: Final = re.compile(r"(?: ?/ ?(?:year|yr|y|年)| (?:a|per) year| p\.?a\.?| annually)$", re.IGNORECASE)
_EAST_PART: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?) ?(" + "|".join(sorted(EAST, key=len, reverse=True)) + ")")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_UNIT: Final = re.compile(r"%(?: ?GDP)?|[^\W\d_](?:[\w/-]{0,28}\w)?")


def _per_year(plain: str) -> tuple[str, Per]:
    cut = _PER_YEAR.sub("", plain)
    if cut == plain and plain.startswith(("年間", "每年", "연간")):
        cut = plain[2:].strip()
    return cut, "" if cut == plain else "year"


def _qualifier(plain: str) -> tuple[str, Qualifier]:
    lowered = plain.lower()
    for word in sorted(QUALIFIERS, key=len, reverse=True):
        if lowered.startswith(word):
            return plain[len(word) :].strip(), QUALIFIERS[word]
    return plain, "exact"


def _magnified(text: str, figures: str, after: str) -> tuple[Decimal, str]:
    """The figure in full, and the unit that is left of `after` when its magnitude is taken off."""
    if after.startswith(tuple(EAST)):
        value, unit = _eastern(text, figures + after)
    else:
        word = re.match(r"[A-Za-z]+(?!\w)", after)
        power = MAGNITUDES.get(word[0].lower() if word[0].lower() in LONG else word[0]) if word else None
        value = _number(text, figures).scaleb(power or 0)
        unit = after[word.end() :].strip() if word and power else after
    if value and value.adjusted() >= MAX_DIGITS:
        raise BadAmount(text, f"a figure has at most {MAX_DIGITS} digits")
    return value, unit


def _eastern(text: str, written: str) -> tuple[Decimal, str]:
    """Add up 5兆5000億: each part is a figure and its magnitude."""
    total, end = Decimal(0), 0
    while found := _EAST_PART.match(written, end):
        total += _number(text, found[1]).scaleb(EAST[found[2]])
        end = found.end()
    return total, written[end:].strip()


def _number(text: str, figures: str) -> Decimal:
    if not _GROUPED.fullmatch(figures):
        raise BadAmount(text, "group digits in threes with commas and mark decimals with a point, or neither")
    if len(figures) > MAX_DIGITS:
        raise BadAmount(text, f"a figure has at most {MAX_DIGITS} digits")
    return Decimal(figures.replace(",", ""))


def _unit_before(text: str, unit: str) -> str:
    """The currency that stands before a figure; nothing else may stand there."""
    if not unit:
        return ""
    if unit in AMBIGUOUS:
        raise BadAmount(text, f"“{unit}” can be read in more than one way; write {AMBIGUOUS[unit]}")
    return CURRENCY_NAMES.get(unit) or require_currency(unit.upper())


def _unit(text: str, unit: str) -> str:
    """The currency or physical unit that stands after a figure."""
    if not unit:
        raise BadAmount(text, "it has no currency or unit; write one, as in USD 550bn or 12 Mt")
    if unit in AMBIGUOUS:
        raise BadAmount(text, f"“{unit}” can be read in more than one way; write {AMBIGUOUS[unit]}")
    if named := CURRENCY_NAMES.get(unit) or UNIT_NAMES.get(unit):
        return named
    if not _UNIT.fullmatch(unit) or unit in SHORT:
        raise BadAmount(text)
    return require_currency(unit) if is_currency(unit) else unit.replace("% GDP", "%GDP")
