"""A folder or a zip archive <-> the files of a data package; what comes from others is not trusted in anything."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from tracker.errors import NotImportable, UnreadableFile, reason
from tracker.exchange.package import DESCRIPTION, path_of
from tracker.exchange.reading import MAX_BYTES, bytes_of
from tracker.exchange.schemas import PACKAGE

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
NAMES: Final = (*(path_of(table) for table in PACKAGE), DESCRIPTION)
MAX_FILES: Final = 1000
MAX_RATIO: Final = 1032  # deflate goes no further
_STARTED: Final = (1980, 1, 1, 0, 0, 0)  # the first day of the format: the same register gives the same bytes
# What Python's own reader lets through of a file that is no archive, or no longer a whole one.
DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError),
)
_REMEDY: Final = "make the archive again with `tracker export`"


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            info = zipfile.ZipInfo(name, _STARTED)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, raw)
    return out.getvalue()


def unpack(place: str, raw: bytes) -> dict[str, bytes]:
    """The files of a package in a zip archive; refuses what is larger than it looks or leads out of it."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = archive.infolist()
            if why := _danger(members):
                raise NotImportable(place, why, _REMEDY)
            wanted = {member.filename: member for member in members if member.filename in NAMES}
            return _with_description(place, {name: archive.read(member) for name, member in wanted.items()})
    except DAMAGE as error:
        raise NotImportable(place, f"its archive is damaged ({error})", _REMEDY) from None


def _danger(members: list[zipfile.ZipInfo]) -> str:
    """Why an archive is not opened, or nothing."""
    names = {member.filename for member in members}
    if len(members) > MAX_FILES:
        return f"its archive holds more than {MAX_FILES} files"
    if sum(member.file_size for member in members) > MAX_BYTES:
        return f"its archive would grow to more than {MAX_BYTES // 10**6} MB"
    if len(names) < len(members):
        return "its archive holds a name twice"
    found = ((member.filename, why) for member in members if (why := _danger_of(member)))
    return next((f"its archive holds “{name[:60]}”, which {why}" for name, why in found), "")


def _danger_of(member: zipfile.ZipInfo) -> str:
    steps = member.filename.replace("\\", "/").split("/")
    dangers = {
        "leads out of it": not steps[0] or ".." in steps or ":" in member.filename,
        "is a link": stat.S_ISLNK(member.external_attr >> 16),
        "is encrypted": bool(member.flag_bits & 1),
        "is packed in a foreign way": member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
        f"grows by more than {MAX_RATIO} times": member.file_size > MAX_RATIO * max(member.compress_size, 1),
    }
    return next((why for why, is_so in dangers.items() if is_so), "")


def read_folder(place: str) -> dict[str, bytes]:
    """The files of a package in a folder; a link among them is refused, for it could lead anywhere."""
    try:
        found = [path for path in Path(place).iterdir() if path.name in NAMES]
        strange = [path.name for path in found if path.is_symlink() or not path.is_file()]
    except OSError as error:
        raise UnreadableFile(place, reason(error)) from None
    if strange:
        raise NotImportable(place, f"its {min(strange)} is a link or no ordinary file", "put the file itself there")
    return _with_description(place, {path.name: bytes_of(str(path), None) for path in found})


def _with_description(place: str, files: dict[str, bytes]) -> dict[str, bytes]:
    if DESCRIPTION not in files:
        raise NotImportable(place, f"it has no {DESCRIPTION}", "give a folder or zip that `tracker export` made")
    return files
