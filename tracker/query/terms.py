"""Query words about what was promised: the texts, the parties, and what kind of promise it is."""

from tracker.codes import country_name, folded
from tracker.commitment import CATEGORIES, FORCES
from tracker.errors import BadCode, BadReference, NotInRegister
from tracker.query.registry import Test, choice, word
from tracker.refs import resolve
from tracker.state.outline import searched
from tracker.state.portfolio import Portfolio


def party_codes(portfolio: Portfolio) -> list[str]:
    """Every party that the register names or knows."""
    named = {code for standing in portfolio for code in (*standing.terms.obligor, *standing.terms.obligee)}
    return sorted(named | set(portfolio.register.parties))


@word("text:赤沢")
def text(value: str, portfolio: Portfolio) -> Test:
    """The ref, a title in any language, the instrument, a tag or a note contains it; case and width do not matter."""
    del portfolio
    wanted = folded(value)
    return lambda standing: wanted in folded("\n".join(searched(standing.ref, standing.terms)))


@word("by:JP", party_codes)
def by(value: str, portfolio: Portfolio) -> Test:
    """The party owes it."""
    code = require_party(value, portfolio)
    return lambda standing: code in standing.terms.obligor


@word("to:US", party_codes)
def to(value: str, portfolio: Portfolio) -> Test:
    """It is owed to the party."""
    code = require_party(value, portfolio)
    return lambda standing: code in standing.terms.obligee


@word("party:JP", party_codes)
def party(value: str, portfolio: Portfolio) -> Test:
    """The party owes it or is owed it."""
    code = require_party(value, portfolio)
    return lambda standing: code in standing.terms.obligor or code in standing.terms.obligee


@word("category:energy", lambda _: CATEGORIES)
def category(value: str, portfolio: Portfolio) -> Test:
    """It is of that category."""
    del portfolio
    wanted = choice("category", value, CATEGORIES)
    return lambda standing: standing.terms.category == wanted


@word("force:pledge", lambda _: FORCES)
def force(value: str, portfolio: Portfolio) -> Test:
    """It binds that much."""
    del portfolio
    wanted = choice("force", value, FORCES)
    return lambda standing: standing.terms.force == wanted


@word("parent:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.standings))
def parent(value: str, portfolio: Portfolio) -> Test:
    """It is a part of that umbrella, at any depth."""
    try:
        umbrella = resolve(value, list(portfolio.standings))
    except NotInRegister as refusal:
        raise BadReference(f"parent:{value}", str(refusal)) from None
    parts = {standing.ref for standing in portfolio.tree(umbrella)} - {umbrella}
    return lambda standing: standing.ref in parts


@word("tag:550bn", lambda portfolio: sorted({tag for standing in portfolio for tag in standing.terms.tags}))
def tag(value: str, portfolio: Portfolio) -> Test:
    """It has that tag."""
    del portfolio
    wanted = folded(value)
    return lambda standing: wanted in map(folded, standing.terms.tags)


def require_party(value: str, portfolio: Portfolio) -> str:
    """The code of a party that the register or ISO 3166 knows; case and width do not matter."""
    known = party_codes(portfolio)
    for code in (value, folded(value).upper()):
        if code in known or country_name(code):
            return code
    raise BadCode("party", value, "write a country as in by:JP, or a party of the register", known)
