"""Errors of the files that tracker is installed with: its own, those of its libraries, and those of Python."""

import sys
from pathlib import Path
from types import TracebackType
from typing import Final

from tracker.errors.places import BrokenInstallation
from tracker.errors.refusals import reason

PACKAGE: Final = Path(__file__).parents[1]
LIBRARIES: Final = ("site-packages", "dist-packages")  # as the folders of libraries are called, wherever they are


def fault_of(error: OSError | ImportError) -> BrokenInstallation | None:
    """The refusal, where an error comes from reading the installation; None where it is another."""
    why = reason(error) if isinstance(error, OSError) else str(error)
    place = error.filename if isinstance(error, OSError) else error.path
    if place is None:  # nobody says of which file
        return BrokenInstallation("one of the files", why) if _is_foreign(_raised_in(error.__traceback__)) else None
    is_ours = isinstance(error, OSError) and Path(str(place)).is_relative_to(PACKAGE)
    return BrokenInstallation(str(place), why) if is_ours or _is_foreign(str(place)) else None


def _is_foreign(place: str) -> bool:
    """Whether a file belongs to Python or to a library."""
    zones = getattr(sys.modules.get("zoneinfo"), "TZPATH", ())
    libraries = (folder for folder in sys.path if Path(folder).name in LIBRARIES)
    if Path(place).is_relative_to(PACKAGE):
        return False
    folders = (sys.prefix, sys.base_prefix, *libraries, *zones)
    return place.startswith("<frozen ") or any(map(Path(place).is_relative_to, folders))


def _raised_in(traceback: TracebackType | None) -> str:
    """The file of the code that raised an error."""
    place = ""
    while traceback:
        place, traceback = traceback.tb_frame.f_code.co_filename, traceback.tb_next
    return place
