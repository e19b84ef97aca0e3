"""Checks for the references of a commitment: umbrellas, successors, other commitments, parties and categories."""

from collections.abc import Iterator

from tracker.checks.finding import Finding, command
from tracker.language import translate
from tracker.model.commitment import CATEGORIES
from tracker.model.parties import country_name
from tracker.model.refs import MILESTONE
from tracker.state.event_days import retractions
from tracker.state.fold import known_events
from tracker.state.portfolio import Portfolio, Standing


def parent_cycles(standing: Standing) -> Iterator[Finding]:
    """Its umbrellas lead back to it."""
    if standing.portfolio.hierarchy.is_in_cycle(standing.ref):
        path = [standing.ref, *standing.portfolio.hierarchy.ancestors(standing.ref)]
        yield Finding(
            standing,
            translate("its umbrellas lead back to it: {path}", path=" > ".join([*path, standing.ref])),
            command("edit", standing.ref, "--parent", ""),
            ("parent",),
            standing.terms.parent,
        )


def dangling_refs(standing: Standing) -> Iterator[Finding]:
    """It refers to a commitment that does not exist."""
    terms, portfolio = standing.terms, standing.portfolio
    if _is_missing(terms.parent, portfolio):
        remedy = command("edit", standing.ref, "--parent", "REF")
        message = translate("its umbrella {ref} does not exist", ref=terms.parent)
        yield Finding(standing, message, remedy, ("parent",), terms.parent)
    for ref in terms.in_return_for:
        if _is_missing(ref, portfolio):
            remedy = command("edit", standing.ref, "--in-return-for", "REF")
            message = translate("{ref}, which it is in return for, does not exist", ref=ref)
            yield Finding(standing, message, remedy, ("in_return_for",), ref)
    successor = standing.state.statuses[-1].successor if standing.state.statuses else ""
    if _is_missing(successor, portfolio):
        remedy = command("add", "TITLE", "--ref", successor, "--by", "CODE", "--to", "CODE")
        message = translate("its successor {ref} does not exist", ref=successor)
        yield Finding(standing, message, remedy, ("status",), successor)


def unknown_parties(standing: Standing) -> Iterator[Finding]:
    """A party is neither a country nor in the register."""
    named = [*standing.terms.obligor, *standing.terms.obligee, *(event.party for event in standing.state.positions)]
    for code in dict.fromkeys(named):
        if code not in standing.portfolio.register.parties and not country_name(code):
            yield Finding(
                standing,
                translate("{code} is neither a country nor a party of the register", code=code),
                command("party", code, "NAME"),
                ("party",),
                code,
            )


def unknown_categories(standing: Standing) -> Iterator[Finding]:
    """Its category is not in the register."""
    code = standing.terms.category
    if code not in CATEGORIES and code not in standing.portfolio.register.categories:
        message = translate("{code} is no category of the register", code=code)
        yield Finding(standing, message, command("category", code), ("category",), code)


def _is_missing(ref: str, portfolio: Portfolio) -> bool:
    """True if a ref has no commitment or a removed one; one that was only not known at the moment is not missing."""
    if not ref or ref in portfolio.standings:
        return False
    whole, _, name = ref.rpartition(MILESTONE)
    rule = portfolio.standings[whole].terms.every if whole in portfolio.standings else None
    if rule and rule.named(name):  # a period that has not begun
        return False
    commitment = portfolio.commitment(ref)
    return commitment is None or None in retractions(known_events(commitment, portfolio.moment, portfolio.zone))
