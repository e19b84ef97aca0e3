"""The libraries that an extra brings, and the command that adds them to the Python that runs tracker."""

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "commitment-tracker"  # `tracker` on the public index is a program of somebody else


def adding(extra: str) -> str:
    """The command that adds the libraries of an extra, whichever program installed tracker.

    It names the libraries themselves, so that no index is asked for tracker.
    """
    return shlex.join([*_installer(), *(_requirements(extra) or [f"{_checkout()}[{extra}]"])])


def _installer() -> list[str]:
    """The words that install into this Python: by pipx or uv where one of them made its environment."""
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").is_file():
        return ["pipx", "inject", environment.name]
    if find_spec("pip") is None:
        return ["uv", "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]


def _requirements(extra: str) -> list[str]:
    """The libraries of an extra by the metadata of the installed distribution; none where only a checkout is run."""
    from importlib.metadata import PackageNotFoundError, requires  # noqa: PLC0415 - only a refusal needs it

    try:
        found = [line.partition(";") for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return []
    return [name.strip() for name, _, marker in found if marker.split() == ["extra", "==", f"'{extra}'"]]


def _checkout() -> Path:
    return Path(__file__).parents[1]
