"""Parties as people name them -> their codes: by a code, a name that the register gives, or the name of a country."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from tracker.errors import AmbiguousParty, BadCode
from tracker.model.countries import countries_named, country_names, spelled_alike
from tracker.model.iso import casefolded, country_codes, country_name
from tracker.model.register import Party

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
    return tuple(dict.fromkeys((text, casefolded(text).upper())))


def _required(text: str, parties: Parties, apart: str) -> str:
    for code in spellings(text):
        if code in parties or country_name(code):
            return code
    if found := party_named(text, parties):
        return found
    if _SEVERAL.search(text):
        raise BadCode("party", text, apart)
    code = casefolded(text).upper()
    naming = f"{code} NAME" if _LIKE_A_CODE.fullmatch(code) else "CODE NAME"
    remedy = f"write a country as JP or Japan, or EU; `tracker party {naming}` names another party"
    raise BadCode("party", text, remedy, [*parties, *(country_codes() if len(text) <= SHORT else country_names())])


def _name(code: str, parties: Parties) -> str:
    return parties[code].name if code in parties else country_name(code) or code
