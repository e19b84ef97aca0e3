"""What deserves attention in a portfolio: the checks, each of its subject's module, and how they are run."""

from collections.abc import Iterable, Sequence

from tracker.checks import misleading, deadlines, amounts, links, parts, sources  # isort: skip # noqa: F401 - in this order
from tracker.checks.registry import CHECKS, WEAK, Finding, help_of, selected
from tracker.state.portfolio import Standing

__all__ = ["CHECKS", "WEAK", "Finding", "help_of", "run", "selected"]


def run(standings: Sequence[Standing], names: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    """What each of the named checks finds in the standings, in their order."""
    return {name: tuple(finding for standing in standings for finding in CHECKS[name](standing)) for name in names}
