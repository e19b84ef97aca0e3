"""Names of countries, as people write them -> codes of ISO 3166-1: English, Japanese, Chinese and Korean names."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from tracker.model.iso import casefolded

# Common names that ISO 3166-1 and its translations do not have.
COMMON_NAMES: Final = {
    **dict.fromkeys(("EU", "European Union", "欧州連合", "欧盟", "歐盟", "유럽연합"), "EU"),
    **dict.fromkeys(("UK", "Britain", "Great Britain"), "GB"),
    **dict.fromkeys(("America", "United States of America", "アメリカ", "アメリカ合衆国"), "US"),
    **dict.fromkeys(("Russia", "ロシア", "俄羅斯", "러시아"), "RU"),
    **dict.fromkeys(("Turkey", "Turkiye"), "TR"),
    **dict.fromkeys(("Czech Republic",), "CZ"),
    **dict.fromkeys(("Ivory Coast",), "CI"),
    **dict.fromkeys(("Cape Verde",), "CV"),
    **dict.fromkeys(("Swaziland",), "SZ"),
    **dict.fromkeys(("Burma",), "MM"),
    **dict.fromkeys(("Brunei",), "BN"),
    **dict.fromkeys(("Vatican",), "VA"),
    **dict.fromkeys(("East Timor",), "TL"),
    **dict.fromkeys(("Macedonia",), "MK"),
    **dict.fromkeys(("UAE", "Emirates"), "AE"),
    **dict.fromkeys(("DRC",), "CD"),
    **dict.fromkeys(("PRC",), "CN"),
    **dict.fromkeys(("ROK", "한국"), "KR"),
    **dict.fromkeys(("DPRK", "북한"), "KP"),
    **dict.fromkeys(("대만",), "TW"),
}
_LANGUAGES: Final = ("ja", "zh_CN", "zh_TW", "zh_HK", "ko")
# What follows a comma, or stands in brackets, sets a country apart from another one of the same name.
_ADDITION: Final = re.compile(r",.*|\s*\(.*\)")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def countries_named(name: str) -> tuple[str, ...]:
    """The codes of the countries that are called so, sorted; several where they share the name.

    >>> countries_named("japan"), countries_named("UK"), countries_named("米国"), countries_named("Korea")
    (('JP',), ('GB',), ('US',), ('KP', 'KR'))
    """
    wanted = spelled_alike(name)
    found = _english().get(wanted) or (set() if wanted.isascii() else _translated().get(wanted, set()))
    return tuple(sorted(found))


def country_names() -> list[str]:
    """The English names of the countries, to tell the nearest of a mistyped one."""
    return [name for country, _ in _countries() for name in _names(country)] + list(COMMON_NAMES)


def spelled_alike(name: str) -> str:
    """A name without differences of case, width, accents and dots, to be compared.

    >>> spelled_alike("The U.S."), spelled_alike("Ｃôte d’Ivoire")
    ('us', "cote d'ivoire")
    """
    plain = _ACCENTS.sub("", normalize("NFKD", casefolded(name).replace("’", "'").replace("&", " and ")))
    return " ".join(normalize("NFC", plain).replace(".", "").split()).removeprefix("the ")


@cache
def _english() -> dict[str, set[str]]:
    """The codes by English name and by code of three letters."""
    found = _by_name((name, code) for country, code in _countries() for name in (*_names(country), country.alpha_3))
    for name, code in COMMON_NAMES.items():
        found.setdefault(spelled_alike(name), set()).add(code)
    return found


@cache
def _translated() -> dict[str, set[str]]:
    """The codes by name in the other languages."""
    from gettext import translation  # noqa: PLC0415 - only a name that is not English needs it

    import pycountry  # noqa: PLC0415 - only what is typed in is looked up

    into = [translation("iso3166-1", pycountry.LOCALES_DIR, [tag]).gettext for tag in _LANGUAGES]
    return _by_name(
        (translated(name), code) for country, code in _countries() for name in _names(country) for translated in into
    )


def _countries() -> Iterator[tuple[Any, str]]:
    import pycountry  # noqa: PLC0415 - as above

    return ((country, country.alpha_2) for country in pycountry.countries)


def _names(country: Any) -> list[str]:  # noqa: ANN401 - a record of pycountry
    return [name for kind in ("name", "common_name", "official_name") if (name := getattr(country, kind, ""))]


def _by_name(named: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes by name, whole and without what sets it apart."""
    found: dict[str, set[str]] = {}
    for name, code in named:
        for form in (name, _ADDITION.sub("", name)):
            found.setdefault(spelled_alike(form), set()).add(code)
    return found
