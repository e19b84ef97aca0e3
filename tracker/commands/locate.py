"""Where registers are: the one that is meant, and the sample that ships with the product."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import tracker
from tracker.errors import EmptyName

VARIABLE: Final = "TRACKER_REGISTER"
REGISTER: Final = "the path of a file or the address of a server"
NEAREST: Final = Path("data", "commitments.json")


def find_register(given: str | None) -> str:
    """The register that is meant: what was given, else $TRACKER_REGISTER, else the nearest one, else the user's own.

    An empty text is refused: it comes from a variable of the shell that is not set, not from somebody who means the
    nearest register.
    """
    named = os.environ.get(VARIABLE) if given is None else given
    if named == "":
        raise (
            EmptyName("--register", REGISTER)
            if given == named
            else EmptyName(f"${VARIABLE}", f"{REGISTER}, or unset it")
        )
    return named or str(_nearest() or user_register())


def _nearest() -> Path | None:
    """The register in this folder or the nearest one above it; None if there is none that we may see."""
    with suppress(OSError):  # the folder that we are in was removed, or is closed to us
        here = Path.cwd()
        return next((folder / NEAREST for folder in (here, *here.parents) if (folder / NEAREST).is_file()), None)
    return None


def user_register() -> Path:
    """The register in the user's data folder, whether it is there or not."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no other register was found

    return user_data_path("tracker", appauthor=False) / "commitments.json"


def resolve_location(register: str) -> str:
    """Where a register really is, whatever folder we are in: its path, or the server's address without a password."""
    from tracker.store import is_server, open_store  # noqa: PLC0415 - only where something is kept beside a register

    return open_store(register).location if is_server(register) else os.path.realpath(register)


def backups_of(register: str) -> Path:
    """The folder for copies of a register in the user's state folder, by its name and where it really is."""
    import hashlib  # noqa: PLC0415 - only where a copy is kept or looked for

    from platformdirs import user_state_path  # noqa: PLC0415 - as above

    place = resolve_location(register)
    _, is_address, address = place.partition("://")
    name = re.sub(r"\W+", "-", address).strip("-") if is_address else Path(place).stem
    name = name.encode(errors="replace").decode()[:40]
    where = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    return user_state_path("tracker", appauthor=False) / "backups" / f"{name}-{where}"


def sample_file() -> Path:
    """The register with the US–Japan commitments: inside an installed package, beside it in a checkout."""
    package = Path(tracker.__file__).parent
    installed = package / NEAREST
    return installed if installed.is_file() else package.parent / NEAREST
