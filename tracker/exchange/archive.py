"""Pack and unpack the files of a data package as a zip archive or a folder; nothing in an archive is trusted."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from tracker.errors import NotImportable, NotPossible, UnreadableFile, plural, reason
from tracker.exchange.encoding import MAX_BYTES, read_bytes
from tracker.exchange.package import DESCRIPTION, path_of
from tracker.exchange.package_schema import PACKAGE
from tracker.model.saved_copies import is_name

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
NAMES: Final = (*(path_of(table) for table in PACKAGE), DESCRIPTION)
MAX_FILES: Final = 1000
MAX_RATIO: Final = 100  # bytes of a file to its packed bytes; a large register has about 10
FREE: Final = 1_000_000  # bytes of a file that may have any ratio
_MODIFIED: Final = (1980, 1, 1, 0, 0, 0)  # one date for every file, to give the same bytes for the same register
# The errors that the reader of Python raises for a file that is no archive, or a damaged one.
DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError),
)
_REMEDY: Final = "make the archive again with `tracker export`"


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of files. A file with too high a ratio, which `unpack` would refuse, is stored uncompressed."""
    members, packed = _packed(files, frozenset())
    steep = frozenset(member.filename for member in members if _is_steep(member))
    return _packed(files, steep)[1] if steep else packed


def _packed(files: Mapping[str, bytes], stored: Collection[str]) -> tuple[list[zipfile.ZipInfo], bytes]:
    """The members of an archive and its bytes; the files in `stored` are not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in files.items():
            info = zipfile.ZipInfo(name, _MODIFIED)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, raw)
    return archive.infolist(), out.getvalue()


def unpack(path: str, raw: bytes) -> dict[str, bytes]:
    """The files of a package in a zip archive; refuse an archive bomb and a path that leads out of the archive."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = archive.infolist()
            if why := _danger(members):
                raise NotImportable(path, why, _REMEDY)
            files = {one.filename: archive.read(one) for one in members if _is_ours(one.filename)}
            return _with_description(path, files)
    except DAMAGE as error:
        raise NotImportable(path, f"its archive is damaged ({error})", _REMEDY) from None


def require_importable(files: Mapping[str, bytes]) -> None:
    """Refuse to export more than an import takes, which only saved copies can amount to."""
    size = sum(map(len, files.values()))
    if len(files) > MAX_FILES or size > MAX_BYTES:
        why = f"with its saved copies it has {plural(len(files), 'file')} of {size // 10**6} MB together"
        limit = f"an import takes {MAX_FILES} of {MAX_BYTES // 10**6} MB"
        raise NotPossible("the export", f"{why}, and {limit}", "`tracker copy` takes all of them to another register")


def _is_ours(name: str) -> bool:
    """True for the name of a table, of the description or of a saved copy."""
    return name in NAMES or is_name(name)


def _danger(members: list[zipfile.ZipInfo]) -> str:
    """The reason to refuse an archive; empty if there is none."""
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
    parts = member.filename.replace("\\", "/").split("/")
    dangers = {
        "leads out of it": not parts[0] or ".." in parts or ":" in member.filename,
        "is a link": stat.S_ISLNK(member.external_attr >> 16),
        "is encrypted": bool(member.flag_bits & 1),
        "has an unknown compression": member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
        f"grows by more than {MAX_RATIO} times": _is_steep(member),
    }
    return next((why for why, is_so in dangers.items() if is_so), "")


def _is_steep(member: zipfile.ZipInfo) -> bool:
    """True for a large file with too high a compression ratio."""
    return member.file_size > max(FREE, MAX_RATIO * member.compress_size)


def read_folder(path: str) -> dict[str, bytes]:
    """The files of a package in a folder; refuse a link, which could lead anywhere."""
    try:
        found = [member for member in Path(path).iterdir() if _is_ours(member.name)]
        irregular = [member.name for member in found if member.is_symlink() or not member.is_file()]
        size = sum(member.lstat().st_size for member in found)
    except OSError as error:
        raise UnreadableFile(path, reason(error)) from None
    if irregular:
        raise NotImportable(path, f"its {min(irregular)} is a link or not an ordinary file", "put the file there")
    if size > MAX_BYTES:
        raise NotImportable(path, f"its files have more than {MAX_BYTES // 10**6} MB", "divide it and import the parts")
    return _with_description(path, {member.name: read_bytes(str(member), None) for member in found})


def _with_description(path: str, files: dict[str, bytes]) -> dict[str, bytes]:
    if DESCRIPTION not in files:
        raise NotImportable(path, f"it has no {DESCRIPTION}", "give a folder or zip that `tracker export` made")
    return files
