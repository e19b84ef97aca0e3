"""Parties as a query names them: by a code, by a name that the register gives them, or by the name of a country."""

from tracker.errors import BadCode
from tracker.model.parties import country_name, country_names, party_named, spellings
from tracker.state.portfolio import Portfolio


def party_codes(portfolio: Portfolio) -> list[str]:
    """Every party that the register names or knows."""
    named = {code for standing in portfolio for code in (*standing.terms.obligor, *standing.terms.obligee)}
    return sorted(named | set(portfolio.register.parties))


def require_party(value: str, portfolio: Portfolio) -> str:
    """The code of the party that is meant by its code or name; case and width do not matter."""
    known = party_codes(portfolio)
    for code in spellings(value):
        if code in known or country_name(code):
            return code
    if found := party_named(value, portfolio.register.parties):
        return found
    remedy = "write a country as in by:JP or by:Japan, or a party of the register"
    raise BadCode("party", value, remedy, [*known, *country_names()])


def codes_meant(value: str, portfolio: Portfolio) -> tuple[str, ...]:
    """The codes that a party may have in a commitment, whichever other commitments there are.

    What is no code of the register or of ISO 3166 may be a name; a commitment that has it as a code is meant too.
    """
    written = spellings(value)
    if any(code in portfolio.register.parties for code in written) or any(map(country_name, written)):
        return written
    if found := party_named(value, portfolio.register.parties):
        return (*written, found)
    require_party(value, portfolio)
    return written
