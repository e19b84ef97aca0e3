"""Query words about what was promised: the texts, the parties, and what kind of promise it is."""

from tracker.errors import BadReference, NotInRegister
from tracker.model.commitment import CATEGORIES, FORCES, searched
from tracker.model.iso import casefolded
from tracker.model.refs import resolve
from tracker.query.filter import HasKey, TextContains
from tracker.query.parties import codes_meant, party_codes
from tracker.query.registry import Narrowing, Test, choice, having, word
from tracker.state.portfolio import Portfolio


@word("text:赤沢", narrow=lambda value, _: None if "\n" in value else TextContains(casefolded(value)), is_exact=True)
def text(value: str, portfolio: Portfolio) -> Test:
    """The ref, a title in any language, the instrument, a tag or a note contains it; case and width do not matter."""
    del portfolio
    wanted = casefolded(value)
    return lambda standing: wanted in casefolded("\n".join(searched(standing.ref, standing.terms)))


def owed_by_or_to(*kinds: str) -> Narrowing:
    """What to look for where the value is a party; one that only a commitment may know is refused."""
    return lambda value, portfolio: HasKey(
        tuple(f"{kind}:{code}" for kind in kinds for code in codes_meant(value, portfolio))
    )


@word("by:JP", party_codes, narrow=owed_by_or_to("by"), is_exact=True)
def by(value: str, portfolio: Portfolio) -> Test:
    """The party owes it; it is named by its code or its name, as in by:Japan."""
    codes = set(codes_meant(value, portfolio))
    return lambda standing: not codes.isdisjoint(standing.terms.obligor)


@word("to:US", party_codes, narrow=owed_by_or_to("to"), is_exact=True)
def to(value: str, portfolio: Portfolio) -> Test:
    """It is owed to the party."""
    codes = set(codes_meant(value, portfolio))
    return lambda standing: not codes.isdisjoint(standing.terms.obligee)


@word("party:JP", party_codes, narrow=owed_by_or_to("by", "to"), is_exact=True)
def party(value: str, portfolio: Portfolio) -> Test:
    """The party owes it or is owed it."""
    codes = set(codes_meant(value, portfolio))
    return lambda standing: not codes.isdisjoint((*standing.terms.obligor, *standing.terms.obligee))


@word("category:energy", CATEGORIES, narrow=having("category"), is_exact=True)
def category(value: str, portfolio: Portfolio) -> Test:
    """It is of that category."""
    del portfolio
    wanted = choice("category", value, CATEGORIES)
    return lambda standing: standing.terms.category == wanted


@word("force:pledge", FORCES, narrow=having("force"), is_exact=True)
def force(value: str, portfolio: Portfolio) -> Test:
    """It binds that strongly."""
    del portfolio
    wanted = choice("force", value, FORCES)
    return lambda standing: standing.terms.force == wanted


@word("ref:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.refs), looks_around=True)
def ref(value: str, portfolio: Portfolio) -> Test:
    """It is called so; the beginning of a ref is enough where no other begins so."""
    named = _resolved("ref", value, portfolio.refs)
    return lambda standing: standing.ref == named


@word("parent:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.standings), looks_around=True)
def parent(value: str, portfolio: Portfolio) -> Test:
    """It is a part of that umbrella, at any depth."""
    umbrella = _resolved("parent", value, list(portfolio.standings))
    parts = {standing.ref for standing in portfolio.tree(umbrella)} - {umbrella}
    return lambda standing: standing.ref in parts


def _resolved(name: str, value: str, refs: list[str]) -> str:
    try:
        return resolve(value, refs)
    except NotInRegister as refusal:
        raise BadReference(f"{name}:{value}", str(refusal)) from None


def tags(portfolio: Portfolio) -> list[str]:
    """Every tag that something has."""
    return sorted({tag for standing in portfolio for tag in standing.terms.tags})


@word("tag:550bn", tags, narrow=lambda value, _: HasKey((f"tag:{casefolded(value)}",)), is_exact=True)
def tag(value: str, portfolio: Portfolio) -> Test:
    """It has that tag."""
    del portfolio
    wanted = casefolded(value)
    return lambda standing: wanted in map(casefolded, standing.terms.tags)
