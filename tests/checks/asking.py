"""Run one check on a small portfolio."""

from tests.building import TODAY, portfolio
from tracker.checks import run
from tracker.checks.finding import Finding
from tracker.model.commitment import Commitment


def findings(name: str, *promises: Commitment, as_of: str = TODAY, known_at: str = "") -> list[Finding]:
    """The findings of a check."""
    return list(run(list(portfolio(*promises, as_of=as_of, known_at=known_at)), [name])[name])


def sentences(name: str, *promises: Commitment, as_of: str = TODAY, known_at: str = "") -> list[str]:
    """The findings of a check, each as its ref and its sentence."""
    found = findings(name, *promises, as_of=as_of, known_at=known_at)
    return [f"{finding.standing.ref}: {finding.message}" for finding in found]
