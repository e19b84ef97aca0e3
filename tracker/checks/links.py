"""Checks of what a commitment points at: umbrellas, successors, other commitments and parties."""

from collections.abc import Iterator

from tracker.checks.finding import Finding, command
from tracker.model.parties import country_name
from tracker.state.fold import known_events, retractions
from tracker.state.portfolio import Portfolio, Standing


def parent_cycles(standing: Standing) -> Iterator[Finding]:
    """It is, over its umbrellas, a part of itself."""
    if standing.portfolio.hierarchy.is_in_cycle(standing.ref):
        path = [standing.ref, *standing.portfolio.hierarchy.ancestors(standing.ref)]
        yield Finding(
            standing,
            f"its umbrellas lead back to it: {' > '.join([*path, standing.ref])}",
            command("edit", standing.ref, "--parent", ""),
            ("parent",),
            standing.terms.parent,
        )


def dangling_refs(standing: Standing) -> Iterator[Finding]:
    """It points at a commitment that the register has not."""
    terms, portfolio = standing.terms, standing.portfolio
    if _is_missing(terms.parent, portfolio):
        remedy = command("edit", standing.ref, "--parent", "REF")
        yield Finding(standing, f"its umbrella {terms.parent} is not there", remedy, ("parent",), terms.parent)
    for ref in terms.in_return_for:
        if _is_missing(ref, portfolio):
            remedy = command("edit", standing.ref, "--in-return-for", "REF")
            yield Finding(standing, f"{ref}, which it is in return for, is not there", remedy, ("in_return_for",), ref)
    successor = standing.state.statuses[-1].successor if standing.state.statuses else ""
    if _is_missing(successor, portfolio):
        remedy = command("add", "TITLE", "--ref", successor, "--by", "CODE", "--to", "CODE")
        yield Finding(standing, f"its successor {successor} is not there", remedy, ("status",), successor)


def unknown_parties(standing: Standing) -> Iterator[Finding]:
    """A party is no country and not in the register."""
    named = [*standing.terms.obligor, *standing.terms.obligee, *(event.party for event in standing.state.positions)]
    for code in dict.fromkeys(named):
        if code not in standing.portfolio.register.parties and not country_name(code):
            yield Finding(
                standing,
                f"{code} is no party of the register and no country",
                command("party", code, "NAME"),
                ("party",),
                code,
            )


def _is_missing(ref: str, portfolio: Portfolio) -> bool:
    """Whether a ref names nothing, or what was removed; what only was not known at the moment is not missing."""
    if not ref or ref in portfolio.standings:
        return False
    commitment = portfolio.commitment(ref)
    return commitment is None or None in retractions(known_events(commitment, portfolio.moment, portfolio.zone))
