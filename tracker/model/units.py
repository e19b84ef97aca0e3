"""Physical units that convert into each other, each with what it measures; no currency is one of them.

Factors are exact: SI prefixes; NIST SP 811 (2008), appendix B, for the pound of 0.45359237 kg and the foot of 0.3048 m;
NIST Handbook 44, appendix C, for the short ton of 2000 lb, the gallon of 231 cubic inches, the barrel of 42 gallons
and the acre-foot of 43560 cubic feet; USDA (7 CFR 810.102) for the soybean bushel of 60 lb.
"""

from decimal import Context, Decimal, Inexact
from typing import Final, NamedTuple

DIGITS: Final = 12  # of what does not terminate
EXACT: Final = 28  # digits that an amount keeps
_WIDE: Final = Context(prec=100)


class Unit(NamedTuple):
    """A unit: what it measures, how much of the first unit of that kind it is, and how else people write it."""

    kind: str
    factor: Decimal
    names: tuple[str, ...] = ()


UNITS: Final[dict[str, Unit]] = {
    "kg": Unit("mass", Decimal(1), ("kilograms", "kilogram", "キログラム", "公斤", "킬로그램")),
    "t": Unit("mass", Decimal(1000), ("tonnes", "tonne", "トン", "吨", "噸", "톤")),
    "kt": Unit("mass", Decimal(10) ** 6, ("kilotonnes",)),
    "Mt": Unit("mass", Decimal(10) ** 9, ("megatonnes",)),
    "lb": Unit("mass", Decimal("0.45359237"), ("lbs",)),
    "short-tons": Unit("mass", Decimal("907.18474"), ("short tons", "short ton", "short-ton", "美吨")),
    "soybean-bushels": Unit(
        "mass",
        Decimal("27.2155422"),
        ("bushels of soybeans", "bushel of soybeans", "soybean bushels", "soybean-bushel", "bu soybeans"),
    ),
    "m3": Unit("volume", Decimal(1), ("cubic metres", "cubic meters", "立方メートル", "立方米", "세제곱미터")),
    "L": Unit("volume", Decimal("0.001"), ("litres", "liters", "litre", "liter", "l", "リットル", "리터")),
    "gal": Unit("volume", Decimal("0.003785411784"), ("gallons", "gallon", "US gallons", "ガロン", "加仑", "갤런")),
    "bbl": Unit("volume", Decimal("0.158987294928"), ("barrels", "barrel", "バレル", "桶", "배럴")),
    "acre-feet": Unit("volume", Decimal("1233.48183754752"), ("acre feet", "acre-foot", "acre foot", "acre_feet")),
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
    """The unit that is written so, by its sign or another name; nothing if it is none of these.

    >>> unit_named("トン"), unit_named("acre-foot"), unit_named("aircraft")
    ('t', 'acre-feet', '')
    """
    return name if name in UNITS else NAMES.get(name, "")


def is_of_one_kind(one: str, other: str) -> bool:
    """Whether both are units, and measure the same."""
    units = UNITS.get(unit_named(one)), UNITS.get(unit_named(other))
    return None not in units and len({unit.kind for unit in units if unit}) == 1


def converted(value: Decimal, source: str, target: str) -> Decimal:
    """A figure in another unit of its kind: exact where that terminates, else to twelve digits.

    >>> converted(Decimal("12"), "Mt", "t"), converted(Decimal("1"), "t", "soybean-bushels")
    (Decimal('12000000'), Decimal('36.7437103641'))
    """
    if unit_named(source) == target:
        return value
    product = _WIDE.multiply(value, UNITS[unit_named(source)].factor)
    exact = Context(prec=EXACT)
    quotient = exact.divide(product, UNITS[target].factor)
    return Context(prec=DIGITS).divide(product, UNITS[target].factor) if exact.flags[Inexact] else quotient
