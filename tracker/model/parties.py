"""Parties: countries of ISO 3166-1 and parties of the register, by code or by name."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from tracker.errors import AmbiguousParty, BadCode, NotPossible
from tracker.model.iso import casefolded
from tracker.model.register import Party

MAX_CODE: Final = 20  # letters of the code of a party
# Parties with a reserved code of ISO 3166-1 that are not countries.
UNIONS: Final = {"EU": "European Union"}
# Common names that are missing in ISO 3166-1 and its translations.
COMMON_NAMES: Final = {
    **dict.fromkeys(("EU", "European Union", "欧州連合", "欧盟", "歐盟", "유럽연합"), "EU"),
    **dict.fromkeys(("UK", "Britain", "Great Britain"), "GB"),
    **dict.fromkeys(("America", "United States of America", "アメリカ", "アメリカ合衆国"), "US"),
    **dict.fromkeys(("Russia", "ロシア", "俄羅斯", "러시아"), "RU"),
    **dict.fromkeys(("オーストラリア",), "AU"),
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
    **dict.fromkeys(("DRC", "Democratic Republic of the Congo"), "CD"),
    **dict.fromkeys(("U.S. Virgin Islands",), "VI"),
    **dict.fromkeys(("PRC",), "CN"),
    **dict.fromkeys(("ROK", "한국"), "KR"),
    **dict.fromkeys(("DPRK", "북한"), "KP"),
    **dict.fromkeys(("대만",), "TW"),
}
# Names as the press writes them where ISO 3166-1 or its translations have none or a formal one.
PRESS_NAMES: Final = {
    "en": {
        "BN": "Brunei",
        "CD": "Democratic Republic of the Congo",
        "CG": "Republic of the Congo",
        "FK": "Falkland Islands",
        "FM": "Micronesia",
        "PS": "State of Palestine",
        "RU": "Russia",
        "VA": "Holy See",
        "VG": "British Virgin Islands",
        "VI": "U.S. Virgin Islands",
    },
    "ja": {"AU": "オーストラリア", "EU": "欧州連合", "RU": "ロシア"},
    "zh-Hans": {"EU": "欧盟"},
}
# Countries and unions that English sentences write with an article.
WITH_ARTICLE: Final = frozenset(
    "AE AX BS CC CD CF CG CK DO EU FK FO GB GM IM IO KM KY MH MP MV NL PH PS SB SC TC TF UM US VA VG VI".split()  # noqa: SIM905 - on one line
)
_LANGUAGES: Final = ("ja", "zh_CN", "zh_TW", "zh_HK", "ko")
LOCALES: Final = {"ja": "ja", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "ko": "ko"}  # by language tag
# A part after a comma or in brackets distinguishes countries of the same name. Patterns are compiled on first use.
_ADDITION: Final = r",.*|\s*\(.*\)"
_ACCENTS: Final = "[\u0300-\u036f]"


@cache
def country_name(code: str, language: str = "") -> str | None:
    """The name of a country in English or in a language with translations, or of the EU; None if the code is unknown.

    >>> country_name("RU"), country_name("EU", "ja"), country_name("XQ")
    ('Russia', '欧州連合', None)
    """
    import pycountry  # noqa: PLC0415 - slow to import, and only typed codes are checked

    if name := PRESS_NAMES.get(language, {}).get(code) or UNIONS.get(code):
        return name
    country = pycountry.countries.get(alpha_2=code) if code.isupper() else None
    name = str(getattr(country, "common_name", country.name)) if country else None
    if name and language in LOCALES:
        return _translator(LOCALES[language])(name)
    return PRESS_NAMES["en"].get(code, name)


def country_codes() -> list[str]:
    """Every code with a `country_name`."""
    import pycountry  # noqa: PLC0415 - as above

    return [*UNIONS, *(country.alpha_2 for country in pycountry.countries)]


def countries_named(name: str) -> tuple[str, ...]:
    """The codes of the countries with a name, sorted; several if they share it.

    >>> countries_named("japan"), countries_named("UK"), countries_named("米国"), countries_named("Korea")
    (('JP',), ('GB',), ('US',), ('KP', 'KR'))
    """
    key = spelled_alike(name)
    found = _english().get(key) or (set() if key.isascii() else _translated().get(key, set()))
    return tuple(sorted(found))


def require_party_code(code: str) -> str:
    """The code itself if a party can have it; refuse other characters, and names of countries."""
    if len(code) > MAX_CODE or not re.fullmatch(r"[A-Z][A-Z0-9-]+", code):
        why = f"a code is 2 to {MAX_CODE} capitals, digits and dashes"
        raise NotPossible(f"the party {code}", why, "write one as JBIC")
    if countries := [country for country in countries_named(code) if country != code]:
        why = f"it is a name of the country {' or '.join(countries)}"
        raise NotPossible(f"the party {code}", why, f"write a country as {countries[0]}, or choose another code")
    return code


def country_names() -> list[str]:
    """The English names of the countries, to suggest the nearest one."""
    return [name for country, _ in _countries() for name in _names(country)] + list(COMMON_NAMES)


def country_spellings() -> dict[str, str]:
    """The code of each name that belongs to one country, in every language here, as `spelled_alike` spells it.

    >>> country_spellings()["ケニア"], "korea" in country_spellings()
    ('KE', False)
    """
    found = _translated() | _english()
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def spelled_alike(name: str) -> str:
    """A name without differences of case, width, accents and dots, for comparison.

    >>> spelled_alike("The U.S."), spelled_alike("Ｃôte d’Ivoire")
    ('us', "cote d'ivoire")
    """
    plain = re.sub(_ACCENTS, "", normalize("NFKD", casefolded(name).replace("’", "'").replace("&", " and ")))
    return " ".join(normalize("NFC", plain).replace(".", "").split()).removeprefix("the ")


@cache
def _english() -> dict[str, set[str]]:
    """The codes by English name and by three-letter code."""
    found = _by_name((name, code) for country, code in _countries() for name in (*_names(country), country.alpha_3))
    for name, code in COMMON_NAMES.items():
        found.setdefault(spelled_alike(name), set()).add(code)
    return found


@cache
def _translated() -> dict[str, set[str]]:
    """The codes by name in the other languages."""
    into = [_translator(locale) for locale in _LANGUAGES]
    return _by_name(
        (translated(name), code) for country, code in _countries() for name in _names(country) for translated in into
    )


@cache
def _translator(locale: str) -> Callable[[str], str]:
    """The function that translates the English names of countries."""
    from gettext import translation  # noqa: PLC0415 - only needed for names that are not English

    import pycountry  # noqa: PLC0415 - only what is typed in is looked up

    return translation("iso3166-1", pycountry.LOCALES_DIR, [locale]).gettext


def _countries() -> Iterator[tuple[Any, str]]:
    import pycountry  # noqa: PLC0415 - as above

    return ((country, country.alpha_2) for country in pycountry.countries)


def _names(country: Any) -> list[str]:  # noqa: ANN401 - a record of pycountry
    return [name for kind in ("name", "common_name", "official_name") if (name := getattr(country, kind, ""))]


def _by_name(named: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes by name, with and without the part that distinguishes it."""
    found: dict[str, set[str]] = {}
    for name, code in named:
        for form in (name, re.sub(_ADDITION, "", name)):
            found.setdefault(spelled_alike(form), set()).add(code)
    return found


Parties = Mapping[str, Party]
SHORT: Final = 3  # up to this length, suggest a code instead of a name
_LIKE_A_CODE: Final = r"[A-Z][A-Z0-9-]{1,19}"


def require_parties(typed: Collection[str], parties: Parties, remedy: str) -> tuple[str, ...]:
    """The code of each typed party; BadCode, with `remedy`, if one text names several.

    >>> require_parties(["jp", "UK", "日本"], {}, "")
    ('JP', 'GB', 'JP')
    """
    return tuple(_require_party(text, parties, remedy) for text in typed)


def interpretations(typed: Collection[str], codes: Collection[str], parties: Parties) -> Iterator[str]:
    """A sentence for each name that was typed instead of a code, with its code.

    >>> list(interpretations(["jp", "UK"], ["JP", "GB"], {}))
    ['“UK” is read as GB (United Kingdom)']
    """
    for text, code in zip(typed, codes, strict=True):
        if code not in spellings(text):
            yield f"“{text}” is read as {code} ({_name(code, parties)})"


def party_named(name: str, parties: Parties) -> str:
    """The code of the party or the country with a name; empty if there is none, AmbiguousParty if there are several.

    If several countries share the name, the register decides between them. If a party that is not one of these
    countries has the name too, the name is ambiguous.
    """
    key = spelled_alike(name)
    own = [party.code for party in parties.values() if key in map(spelled_alike, (party.name, *party.names.values()))]
    countries = countries_named(name)
    found = own if own and set(own) <= set(countries) else list(dict.fromkeys((*own, *countries)))
    if len(found) > 1:
        raise AmbiguousParty(name, {code: _name(code, parties) for code in found})
    return found[0] if found else ""


def blocs_of(codes: Collection[str], parties: Parties, day: date) -> tuple[str, ...]:
    """The codes of the blocs that parties were members of on a day, also by way of another bloc, sorted."""
    members = {party.code: party.members_on(day) for party in parties.values() if party.members}
    found: set[str] = set()
    while new := {bloc for bloc, of in members.items() if not {*codes, *found}.isdisjoint(of)} - found:
        found |= new
    return tuple(sorted(found.difference(codes)))


def spellings(text: str) -> tuple[str, ...]:
    """A text as it was typed, and in the spelling of codes."""
    return tuple(dict.fromkeys((text, normalize("NFKC", text).upper())))


def is_like_a_code(text: str) -> bool:
    """True if a text is spelled as the code of a party.

    >>> is_like_a_code("SOFTBANK"), is_like_a_code("Softbank")
    (True, False)
    """
    return bool(re.fullmatch(_LIKE_A_CODE, text))


def _require_party(text: str, parties: Parties, remedy: str) -> str:
    for code in spellings(text):
        if code in parties or country_name(code):
            return code
    if found := party_named(text, parties):
        return found
    if "," in text or ";" in text:
        raise BadCode("party", text, remedy)
    code = spellings(text)[-1]
    naming = f"{code} NAME" if is_like_a_code(code) else "CODE NAME"
    remedy = f"write a country as JP or Japan, or EU; `tracker party {naming}` names another party"
    raise BadCode("party", text, remedy, [*parties, *(country_codes() if len(text) <= SHORT else country_names())])


def _name(code: str, parties: Parties) -> str:
    return parties[code].name if code in parties else country_name(code) or code
