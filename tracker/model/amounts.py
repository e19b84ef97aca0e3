"""Amounts and units as people write them: a decimal number with a currency or a physical unit, never a float.

The factors of units are exact: SI prefixes; NIST SP 811 (2008), appendix B, for the pound of 0.45359237 kg and the foot
of 0.3048 m; NIST Handbook 44, appendix C, for the short ton of 2000 lb, the gallon of 231 cubic inches, the barrel of
42 gallons and the acre-foot of 43560 cubic feet; USDA (7 CFR 810.102) for the soybean bushel of 60 lb.
"""

import re
from decimal import Context, Decimal, Inexact
from typing import Final, Literal, NamedTuple
from unicodedata import normalize

import msgspec

from tracker.errors import BadAmount
from tracker.model.iso import currency_codes, require_currency

DIGITS: Final = 12  # of a quotient that does not terminate
# Within these limits a Decimal is exact and prints in full: digits, and places from the point.
EXACT_DIGITS: Final = 28
MAX_PLACES: Final = 48
WIDE: Final = Context(prec=100)  # enough digits to divide the largest amount by the smallest


class Unit(NamedTuple):
    """A unit: its kind, its factor to the first unit of that kind, and the other names that people write."""

    kind: str
    factor: Decimal
    names: tuple[str, ...] = ()


UNITS: Final[dict[str, Unit]] = {
    "kg": Unit("mass", Decimal(1), ("kilograms", "kilogram", "キログラム", "公斤", "킬로그램")),
    "t": Unit("mass", Decimal(1000), ("tonnes", "tonne", "トン", "吨", "噸", "톤")),
    "kt": Unit("mass", Decimal(10) ** 6, ("kilotonnes",)),
    "Mt": Unit("mass", Decimal(10) ** 9, ("megatonnes",)),
    "lb": Unit("mass", Decimal("0.45359237"), ("lbs",)),
    "short-tons": Unit("mass", Decimal("907.18474"), ("short tons", "short ton", "short-ton", "米トン", "美吨")),
    "soybean-bushels": Unit(
        "mass",
        Decimal("27.2155422"),
        ("bushels of soybeans", "bushel of soybeans", "soybean bushels", "soybean-bushel", "bu soybeans", "蒲式耳大豆"),
    ),
    "m3": Unit("volume", Decimal(1), ("cubic metres", "cubic meters", "立方メートル", "立方米", "세제곱미터")),
    "L": Unit("volume", Decimal("0.001"), ("litres", "liters", "litre", "liter", "l", "リットル", "升", "리터")),
    "gal": Unit("volume", Decimal("0.003785411784"), ("gallons", "gallon", "US gallons", "ガロン", "加仑", "갤런")),
    "bbl": Unit("volume", Decimal("0.158987294928"), ("barrels", "barrel", "バレル", "桶", "배럴")),
    "acre-feet": Unit(
        "volume",
        Decimal("1233.48183754752"),
        ("acre feet", "acre-foot", "acre foot", "acre_feet", "エーカーフィート", "英亩英尺"),
    ),
    "kWh": Unit("energy", Decimal(1)),
    "MWh": Unit("energy", Decimal(10) ** 3),
    "GWh": Unit("energy", Decimal(10) ** 6),
    "TWh": Unit("energy", Decimal(10) ** 9),
    "kW": Unit("power", Decimal(1)),
    "MW": Unit("power", Decimal(10) ** 3),
    "GW": Unit("power", Decimal(10) ** 6),
}
NAMES: Final = {name: unit for unit, described in UNITS.items() for name in described.names}


def unit_named(name: str) -> str:
    """The sign of the unit with this sign or name; empty if there is none.

    >>> unit_named("トン"), unit_named("acre-foot"), unit_named("aircraft")
    ('t', 'acre-feet', '')
    """
    return name if name in UNITS else NAMES.get(name, "")


def is_of_one_kind(one: str, other: str) -> bool:
    """True if both are units of the same kind."""
    units = UNITS.get(unit_named(one)), UNITS.get(unit_named(other))
    return None not in units and len({unit.kind for unit in units if unit}) == 1


def converted(value: Decimal, source: str, target: str) -> Decimal:
    """A figure in another unit of its kind: exact if the quotient terminates, else rounded to twelve digits.

    >>> converted(Decimal("12"), "Mt", "t"), converted(Decimal("1"), "t", "soybean-bushels")
    (Decimal('12000000'), Decimal('36.7437103641'))
    """
    if unit_named(source) == target:
        return value
    product = WIDE.multiply(value, UNITS[unit_named(source)].factor)
    exact = Context(prec=EXACT_DIGITS)
    quotient = exact.divide(product, UNITS[target].factor)
    return Context(prec=DIGITS).divide(product, UNITS[target].factor) if exact.flags[Inexact] else quotient


Qualifier = Literal["exact", "about", "at_least", "up_to"]
Per = Literal["", "year"]

# Powers of ten by the word that follows a figure. No word here can be mistaken for a unit.
SHORT: Final = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12, "trn": 12}
LONG: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
MAGNITUDES: Final = SHORT | LONG
# Powers of ten by Chinese, Japanese and Korean numeral; adjacent numerals multiply, as in 千億 and 万亿.
SMALL_NUMERALS: Final = {"十": 1, "십": 1, "百": 2, "백": 2, "千": 3, "천": 3}
LARGE_NUMERALS: Final = {"万": 4, "萬": 4, "만": 4, "億": 8, "亿": 8, "억": 8, "兆": 12, "조": 12}
NUMERALS: Final = SMALL_NUMERALS | LARGE_NUMERALS
# Names of currencies besides their ISO codes. A bare ¥ or 元 is ambiguous and is refused.
_CURRENCIES: Final = {
    "USD": "US$ $ dollars ドル 米ドル 美元 달러",
    "JPY": "yen 円 日元 日圆 日圓 엔",
    "EUR": "€ euro euros ユーロ 欧元 歐元 유로",
    "GBP": "£ ポンド 英镑 英鎊 파운드",
    "CNY": "yuan renminbi 人民币 人民幣 人民元 위안",
    "KRW": "won 원 ウォン 韩元 韓元",
    "TWD": "NT$ 台湾ドル 台币 台幣 新台币 新台幣 대만달러",
    "HKD": "HK$ 香港ドル 港元 홍콩달러",
    "AUD": "A$ 豪ドル 澳元 호주달러",
    "CAD": "C$ カナダドル 加元 캐나다달러",
}
CURRENCY_NAMES: Final = {name: code for code, names in _CURRENCIES.items() for name in names.split()}
# The byte of ¥ in Shift-JIS is a backslash in other encodings.
AMBIGUOUS: Final = {"¥": "JPY or CNY", "\\": "JPY or CNY", "元": "CNY or TWD"}
UNIT_NAMES: Final = {
    **NAMES,
    **dict.fromkeys(("% GDP", "% of GDP", "percent of GDP"), "%GDP"),
    "percent": "%",
    "架飞机": "aircraft",
    "枚导弹": "missiles",
    "棵树": "trees",
}
# Units that are named on both sides of a figure, as in ミサイル400発.
AROUND: Final = {
    ("対GDP比", "%"): "%GDP",
    ("占GDP", "%"): "%GDP",
    ("航空機", "機"): "aircraft",
    ("ミサイル", "発"): "missiles",
    ("樹木", "本"): "trees",
    ("大豆", "ブッシェル"): "soybean-bushels",
}
_QUALIFIERS: Final[dict[Qualifier, tuple[str, ...]]] = {
    "exact": ("exactly",),
    "about": ("~", "≈", "about", "約", "约", "약"),
    "at_least": ("≥", ">=", "at least", "over", "more than", "至少", "최소"),
    "up_to": ("≤", "<=", "up to", "at most", "max.", "max", "最大", "最多", "최대"),
}
QUALIFIERS: Final = {word: qualifier for qualifier, words in _QUALIFIERS.items() for word in words}
SIGNS: Final[dict[Qualifier, str]] = {"exact": "", "about": "~ ", "at_least": "≥ ", "up_to": "≤ "}
MAX_DIGITS: Final = 24  # of a figure that is typed
MAX_TEXT: Final = 100
SHORT_DECIMALS: Final = 4


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure in a currency (ISO 4217) or a physical unit; `per` is "year" for a yearly amount."""

    value: Decimal
    unit: str
    qualifier: Qualifier = "exact"
    per: Per = ""

    def __post_init__(self) -> None:
        is_in_range = self.value.is_finite() and abs(self.value.adjusted()) < MAX_PLACES
        if not is_in_range or len(self.value.as_tuple().digits) > EXACT_DIGITS:
            raise ValueError(f"{str(self.value)[:MAX_DIGITS]} is not a figure that the register can store")

    def __str__(self) -> str:
        return f"{SIGNS[self.qualifier]}{figure(self.value, self.unit)}{'/yr' if self.per else ''}"


def read_amount(text: str) -> Amount:
    """Parse an amount as people write it.

    >>> str(read_amount("up to USD 550bn"))
    '≤ USD 550bn'
    >>> read_amount("5兆5000億円").value
    Decimal('5500000000000')
    >>> str(read_amount("12 Mt a year"))
    '12 Mt/yr'
    """
    if len(text) > MAX_TEXT:
        raise BadAmount(text, f"an amount has at most {MAX_TEXT} characters; write one such as USD 550bn")
    plain = re.sub(r"\s+", " ", normalize("NFKC", text)).strip()
    plain, at_least = _split_or_more(plain)
    plain, per = _per_year(plain)
    plain, at_least_a_year = _split_or_more(plain)
    plain, qualifier = _qualifier(_unit_last(plain))
    if at_least or at_least_a_year:
        if qualifier != "exact":
            raise BadAmount(text, "it has two bounds; write one such as “6兆円以上” or “at least JPY 6tn”")
        qualifier = "at_least"
    found = re.fullmatch(_AMOUNT, plain)
    if not found:
        raise BadAmount(text)
    before = found["before"].strip()
    value, unit = _magnified(text, found["figures"], found["after"].strip())
    if before and unit:
        raise BadAmount(text, f"it has two units, “{before}” and “{unit}”; write one")
    if value and found["sign"] in ("-", "−"):
        value = -value
    return Amount(value, _unit_before(text, before) or _unit(text, unit), qualifier, per)


def read_figure(text: str) -> Decimal:
    """Parse a figure without a currency or unit.

    >>> read_figure("1.5bn"), read_figure("5兆"), read_figure("1,000")
    (Decimal('1500000000'), Decimal('5000000000000'), Decimal('1000'))
    """
    plain = normalize("NFKC", text).strip() if len(text) <= MAX_TEXT else ""
    found = re.fullmatch(r"(?P<figures>[0-9][0-9,.]*)(?P<after>.*)", plain)
    value, unit = _magnified(text, found["figures"], found["after"].strip()) if found else (Decimal(0), text)
    if unit or not found:
        raise BadAmount(text, "write a figure such as 1bn, or 1,000")
    return value


def figure(value: Decimal, unit: str) -> str:
    """A figure with its unit, a currency in the largest magnitude that is exact, such as `USD 33.3bn`.

    >>> figure(Decimal("1055100000000"), "JPY"), figure(Decimal(400), "missiles")
    ('JPY 1.0551tn', '400 missiles')
    """
    if is_currency(unit):
        return f"{unit} {short(value)}"
    return f"{plain_number(value, grouped=True)}{'' if unit == '%' else ' '}{unit}"


def short(value: Decimal) -> str:
    """A figure in trillions, billions or millions if at most four decimals suffice, else in full."""
    for suffix, power in (("tn", 12), ("bn", 9), ("m", 6)):
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1:
            number = plain_number(scaled, grouped=True)
            if len(number.partition(".")[2]) <= SHORT_DECIMALS:
                return number + suffix
    return plain_number(value, grouped=True)


def plain_number(value: Decimal, *, grouped: bool = False) -> str:
    """A decimal without exponent or trailing zeros.

    >>> plain_number(Decimal("1E+3")), plain_number(Decimal("0.50"))
    ('1000', '0.5')
    """
    text = format(value, ",f" if grouped else "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_currency(unit: str) -> bool:
    """True if a unit is written like an ISO 4217 code; every other unit is a physical unit."""
    return len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()  # noqa: PLR2004 - ISO 4217


# Compiled on first use: most runs parse no amount.
_AMOUNT: Final = r"(?P<before>[^0-9.+−-]{0,20}?) ?(?P<sign>[+−-]?) ?(?P<figures>[0-9][0-9,.]*)(?P<after>.*)"
_PER_YEAR: Final = (
    r"(?:年間|[每毎]年|연간|매년) ?(.+)|(.+?)(?: ?/ ?(?:year|yr|y|年)| (?:a|per) (?:year|annum)| p\.?a\.?| annually)"
)
_QUALIFIER: Final = rf"({'|'.join(map(re.escape, QUALIFIERS))})((?<![a-z])|(?![a-z]))"
# The only qualifier that follows a figure, in Japanese, Chinese and Korean.
_OR_MORE: Final = r"(?: ?(?:以上|이상))+$"
_MAGNITUDE: Final = rf"({'|'.join(MAGNITUDES)})(?![\w/-])"
_NUMERALS: Final = "".join(NUMERALS)
_PART: Final = rf" ?([0-9][0-9,.]*) ?([{_NUMERALS}]*)"
_GROUPED: Final = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_UNIT: Final = rf"%(?:GDP)?|(?![{_NUMERALS}])[^\W\d_](?:[\w/-]{{0,28}}\w)?"


def _per_year(plain: str) -> tuple[str, Per]:
    found = re.fullmatch(_PER_YEAR, plain, re.IGNORECASE)
    return (found[1] or found[2], "year") if found else (plain, "")


def _split_or_more(plain: str) -> tuple[str, bool]:
    """The text without a final “or more”, and whether it had one."""
    found = re.search(_OR_MORE, plain)
    return (plain[: found.start()], True) if found else (plain, False)


def _unit_last(plain: str) -> str:
    """The text with a unit that is named on both sides of its figure as the last word."""
    for (before, after), unit in AROUND.items():
        if plain.startswith(before) and plain.endswith(after):
            return f"{plain.removeprefix(before).removesuffix(after)} {unit}"
    return plain


def _qualifier(plain: str) -> tuple[str, Qualifier]:
    found = re.match(_QUALIFIER, plain, re.IGNORECASE)
    return (plain[found.end() :].strip(), QUALIFIERS[found[0].lower()]) if found else (plain, "exact")


def _magnified(text: str, figures: str, after: str) -> tuple[Decimal, str]:
    """The figure in full, and the unit that is left of `after` when its magnitude is taken off."""
    if after.startswith(tuple(NUMERALS)):
        return _added_up(text, figures + after)
    found = re.match(_MAGNITUDE, after, re.IGNORECASE)
    power = MAGNITUDES[found[1].lower()] if found else 0
    return _number(text, figures, power), after[found.end() :].strip() if found else after


def _added_up(text: str, written: str) -> tuple[Decimal, str]:
    """The sum of 5兆5000億: each part is a figure and its numerals, and smaller than the numerals before it."""
    total, end, limit = Decimal(0), 0, Decimal("Infinity")
    while found := re.compile(_PART).match(written, end):
        power = sum(NUMERALS[sign] for sign in found[2])
        part = _number(text, found[1], power)
        if part >= limit or (total and part % 1):
            raise BadAmount(text, "its parts are not whole, from large to small; write them as in 5兆5000億円")
        total, end, limit = total + part, found.end(), Decimal(10) ** power if power else Decimal(0)
    return total, written[end:].strip()


def _number(text: str, figures: str, power: int) -> Decimal:
    if not re.fullmatch(_GROUPED, figures):
        raise BadAmount(text, "group digits in threes with commas and mark decimals with a point, or neither")
    value = Decimal(f"{figures.replace(',', '')}E{power}")
    if sum(map(str.isdigit, plain_number(value))) > MAX_DIGITS:
        raise BadAmount(text, f"a figure has at most {MAX_DIGITS} digits; round it")
    return Decimal(plain_number(value))


def _unit_before(text: str, unit: str) -> str:
    """The currency that stands before a figure; nothing else may stand there."""
    return (_named(text, unit) or require_currency(unit.upper())) if unit else ""


def _unit(text: str, unit: str) -> str:
    """The currency or physical unit that stands after a figure."""
    if not unit:
        raise BadAmount(text, "it has no currency or unit; write one, as in USD 550bn or 12 Mt")
    if named := _named(text, unit) or UNIT_NAMES.get(unit):
        return named
    if not re.fullmatch(_UNIT, unit) or unit.lower() in MAGNITUDES:
        raise BadAmount(text)
    if is_currency(unit):
        return require_currency(unit)
    if unit.islower() and is_currency(unit.upper()) and unit.upper() in currency_codes():
        raise BadAmount(text, f"“{unit}” can be read in more than one way; write {unit.upper()} for the currency")
    return unit


def _named(text: str, unit: str) -> str:
    """The code of a currency that is written by its name or sign, empty where it is not."""
    if unit in AMBIGUOUS:
        raise BadAmount(text, f"“{unit}” can be read in more than one way; write {AMBIGUOUS[unit]}")
    return CURRENCY_NAMES.get(unit) or CURRENCY_NAMES.get(unit.lower(), "")
