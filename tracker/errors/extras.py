"""The installation: the command that installs the libraries of an extra, and files that cannot be read."""

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final

from tracker.errors.base import reason
from tracker.errors.storage import BrokenInstallation

DISTRIBUTION: Final = "commitment-tracker"  # `tracker` on the public index is another program


def install_command(extra: str) -> str:
    """The command that installs the libraries of an extra, with the program that installed tracker.

    It names the libraries, so that the installer does not look up tracker itself.
    """
    return shlex.join([*_installer(), *(_requirements(extra) or [f"{_checkout()}[{extra}]"])])


def _installer() -> list[str]:
    """The install command for this Python: pipx or uv if one of them created its environment, else pip."""
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").is_file():
        return ["pipx", "inject", environment.name]
    if find_spec("pip") is None:
        return ["uv", "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]


def _requirements(extra: str) -> list[str]:
    """The libraries of an extra by the metadata of the distribution; empty if tracker runs from a checkout."""
    from importlib.metadata import PackageNotFoundError, requires  # noqa: PLC0415 - only a refusal needs it

    try:
        found = [line.partition(";") for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return []
    return [name.strip() for name, _, marker in found if marker.split() == ["extra", "==", f"'{extra}'"]]


def _checkout() -> Path:
    return PACKAGE.parent


PACKAGE: Final = Path(__file__).parents[1]
LIBRARIES: Final = ("site-packages", "dist-packages")  # the names of folders of libraries


def installation_error(error: OSError | ImportError) -> BrokenInstallation | None:
    """The refusal if a file of the installation could not be read; None for any other error."""
    why = reason(error) if isinstance(error, OSError) else str(error)
    path = error.filename if isinstance(error, OSError) else error.path
    if path is None:  # the error does not name its file
        return BrokenInstallation("one of the files", why) if _is_foreign(_raised_in(error.__traceback__)) else None
    is_ours = isinstance(error, OSError) and Path(str(path)).is_relative_to(PACKAGE)
    return BrokenInstallation(str(path), why) if is_ours or _is_foreign(str(path)) else None


def _is_foreign(location: str) -> bool:
    """True if a file belongs to Python or to a library."""
    zones = getattr(sys.modules.get("zoneinfo"), "TZPATH", ())
    libraries = (folder for folder in sys.path if Path(folder).name in LIBRARIES)
    if Path(location).is_relative_to(PACKAGE):
        return False
    folders = (sys.prefix, sys.base_prefix, *libraries, *zones)
    return location.startswith("<frozen ") or any(map(Path(location).is_relative_to, folders))


def _raised_in(traceback: TracebackType | None) -> str:
    """The file of the code that raised an error."""
    path = ""
    while traceback:
        path, traceback = traceback.tb_frame.f_code.co_filename, traceback.tb_next
    return path
