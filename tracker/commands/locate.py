"""Locations of registers: the one a command works on, the user's own, the sample, and the folder of backups."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import typer

import tracker

VARIABLE: Final = "TRACKER_REGISTER"
REGISTER: Final = "the path of a file or the address of a server"
PATH_IN_FOLDER: Final = Path("data", "commitments.json")


def register_before(ctx: typer.Context) -> str | None:
    """The --register given before the command; None if it was not given."""
    return ctx.parent.params.get("register") if ctx.parent else None


def find_register(given: str | None) -> str:
    """Location of the register: `given`, else $TRACKER_REGISTER, else the nearest register, else the user's own.

    An empty text is refused: it is a shell variable that is not set, rather than a wish for the nearest register.
    """
    location = os.environ.get(VARIABLE) if given is None else given
    if location == "":
        from tracker.errors import EmptyName  # noqa: PLC0415 - completion does without

        raise (
            EmptyName("--register", REGISTER)
            if given == location
            else EmptyName(f"${VARIABLE}", f"{REGISTER}, or unset it")
        )
    return location or str(_nearest() or user_register())


def _nearest() -> Path | None:
    """The register in the current folder or the nearest folder above it; None if no register can be read there."""
    with suppress(OSError):  # the current folder was removed, or we lack permission
        current = Path.cwd()
        paths = (folder / PATH_IN_FOLDER for folder in (current, *current.parents))
        return next((path for path in paths if path.is_file()), None)
    return None


def user_register() -> Path:
    """Path of the register in the user's data folder, whether or not it exists."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only if no other register was found

    return user_data_path("tracker", appauthor=False) / "commitments.json"


def resolve_location(register: str) -> str:
    """Absolute path of a register without links, or the address of its server without the password."""
    from tracker.store import is_server, open_store  # noqa: PLC0415 - completion must not import the store

    return open_store(register).location if is_server(register) else os.path.realpath(register)


def backups_of(register: str) -> Path:
    """Folder for the backups of a register, in the user's state folder; its name has a hash of the location."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only backups need it

    return user_state_path("tracker", appauthor=False) / "backups" / _name_of(register)


def index_of(register: str) -> Path:
    """Path of the index of a register file, in the user's cache folder."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only an index needs it

    return user_cache_path("tracker", appauthor=False) / "indexes" / f"{_name_of(register)}.sqlite"


def _name_of(register: str) -> str:
    """A file name for a register: the end of its location for people, and a hash of all of it."""
    import hashlib  # noqa: PLC0415 - only backups and indexes need it

    location = resolve_location(register)
    _, is_address, address = location.partition("://")
    name = re.sub(r"\W+", "-", address).strip("-") if is_address else Path(location).stem
    name = name.encode(errors="replace").decode()[:40]
    digest = hashlib.sha256(os.fsencode(location)).hexdigest()[:16]
    return f"{name}-{digest}"


def sample_file() -> Path:
    """Path of the sample register: inside an installed package, next to the package in a checkout."""
    package = Path(tracker.__file__).parent
    installed = package / PATH_IN_FOLDER
    return installed if installed.is_file() else package.parent / PATH_IN_FOLDER
