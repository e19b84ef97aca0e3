"""Parties: countries of ISO 3166-1 and parties of the register, by code or by name."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from tracker.errors import AmbiguousParty, BadCode
from tracker.model.iso import casefolded
from tracker.model.register import Party

# The one party that ISO 3166-1 reserves a code for without counting it as a country.
UNIONS: Final = {"EU": "European Union"}
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


@cache
def country_name(code: str) -> str | None:
    """The English name of a country or of the EU, or None if there is no such code.

    >>> country_name("JP"), country_name("XQ")
    ('Japan', None)
    """
    import pycountry  # noqa: PLC0415 - only what is typed in is checked, never what is read back

    if code in UNIONS:
        return UNIONS[code]
    country = pycountry.countries.get(alpha_2=code) if code.isupper() else None
    return str(getattr(country, "common_name", country.name)) if country else None


def country_codes() -> list[str]:
    """Every code that `country_name` knows."""
    import pycountry  # noqa: PLC0415 - as above

    return [*UNIONS, *(country.alpha_2 for country in pycountry.countries)]


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


Parties = Mapping[str, Party]
SHORT: Final = 3  # letters of what is rather meant for a code than for a name
_LIKE_A_CODE: Final = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_SEVERAL: Final = re.compile(r"[,;]")


def require_parties(typed: Collection[str], parties: Parties, apart: str) -> tuple[str, ...]:
    """The code of each party that is typed, else a refusal; `apart` says how several are written.

    >>> require_parties(["jp", "UK", "日本"], {}, "")
    ('JP', 'GB', 'JP')
    """
    return tuple(_required(text, parties, apart) for text in typed)


def interpretations(typed: Collection[str], codes: Collection[str], parties: Parties) -> Iterator[str]:
    """Each name that was typed in the place of a code, and what it was taken for.

    >>> list(taken_for(["jp", "UK"], ["JP", "GB"], {}))
    ['“UK” is taken for GB (United Kingdom)']
    """
    for text, code in zip(typed, codes, strict=True):
        if code not in spellings(text):
            yield f"“{text}” is taken for {code} ({_name(code, parties)})"


def party_named(name: str, parties: Parties) -> str:
    """The code of the party that is called so, by the register or in the world; nothing if none is.

    The register says which of several countries of a name is meant. A party that is none of them does not take the name
    away from them: it is ambiguous.
    """
    wanted = spelled_alike(name)
    own = [
        party.code for party in parties.values() if wanted in map(spelled_alike, (party.name, *party.names.values()))
    ]
    countries = countries_named(name)
    found = own if own and set(own) <= set(countries) else list(dict.fromkeys((*own, *countries)))
    if len(found) > 1:
        raise AmbiguousParty(name, {code: _name(code, parties) for code in found})
    return found[0] if found else ""


def spellings(text: str) -> tuple[str, ...]:
    """A text as it was typed and as codes are written."""
    return tuple(dict.fromkeys((text, normalize("NFKC", text).upper())))


def is_like_a_code(text: str) -> bool:
    """True if a text is spelled as the code of a party.

    >>> is_like_a_code("SOFTBANK"), is_like_a_code("Softbank")
    (True, False)
    """
    return bool(_LIKE_A_CODE.fullmatch(text))


def _required(text: str, parties: Parties, apart: str) -> str:
    for code in spellings(text):
        if code in parties or country_name(code):
            return code
    if found := party_named(text, parties):
        return found
    if _SEVERAL.search(text):
        raise BadCode("party", text, apart)
    code = spellings(text)[-1]
    naming = f"{code} NAME" if is_like_a_code(code) else "CODE NAME"
    remedy = f"write a country as JP or Japan, or EU; `tracker party {naming}` names another party"
    raise BadCode("party", text, remedy, [*parties, *(country_codes() if len(text) <= SHORT else country_names())])


def _name(code: str, parties: Parties) -> str:
    return parties[code].name if code in parties else country_name(code) or code
