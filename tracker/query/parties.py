"""Parties as a query names them: by a code, by a name that the register gives them, or by the name of a country."""

from tracker.codes import country_name, folded
from tracker.countries import countries_named, country_names, spelled_alike
from tracker.errors import AmbiguousParty, BadCode
from tracker.register import Register
from tracker.state.portfolio import Portfolio


def party_codes(portfolio: Portfolio) -> list[str]:
    """Every party that the register names or knows."""
    named = {code for standing in portfolio for code in (*standing.terms.obligor, *standing.terms.obligee)}
    return sorted(named | set(portfolio.register.parties))


def require_party(value: str, portfolio: Portfolio) -> str:
    """The code of the party that is meant by its code or name; case and width do not matter."""
    known = party_codes(portfolio)
    for code in _spellings(value):
        if code in known or country_name(code):
            return code
    if found := party_named(value, portfolio.register):
        return found
    remedy = "write a country as in by:JP or by:Japan, or a party of the register"
    raise BadCode("party", value, remedy, [*known, *country_names()])


def codes_meant(value: str, portfolio: Portfolio) -> tuple[str, ...]:
    """The codes that a party may have in a commitment, whichever other commitments there are.

    What is no code of the register or of ISO 3166 may be a name; a commitment that has it as a code is meant too.
    """
    spellings = _spellings(value)
    if any(code in portfolio.register.parties for code in spellings) or any(map(country_name, spellings)):
        return spellings
    if found := party_named(value, portfolio.register):
        return (*spellings, found)
    require_party(value, portfolio)
    return spellings


def party_named(name: str, register: Register) -> str:
    """The code of the party that is called so, by the register or else in the world; nothing if none is."""
    wanted = spelled_alike(name)
    own = [
        party.code
        for party in register.parties.values()
        if wanted in map(spelled_alike, (party.name, *party.names.values()))
    ]
    found = own or countries_named(name)
    if len(found) > 1:
        raise AmbiguousParty(name, {code: _name(code, register) for code in found})
    return found[0] if found else ""


def _spellings(value: str) -> tuple[str, ...]:
    """A text as it was typed and as codes are written."""
    return tuple(dict.fromkeys((value, folded(value).upper())))


def _name(code: str, register: Register) -> str:
    party = register.parties.get(code)
    return party.name if party else country_name(code) or code
