"""Write the files of a site into a folder: only what changed, the index last, and nothing of anybody else."""

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tracker.commands.locate import find_register
from tracker.commands.options import Viewing
from tracker.commands.replacing import require_free
from tracker.commands.session import Session
from tracker.errors import MissingValue, OutputError, WouldOverwrite
from tracker.exchange.dump import read_register
from tracker.exchange.formats import serialize
from tracker.query import Query
from tracker.render import GENERATOR, format_of
from tracker.reports.site import PACKAGE, Site, is_path
from tracker.store.atomic_file import RESULT, replace_file, sweep_old, temp_files, write_files, write_reason

MANIFEST: Final = "site.json"
BATCH: Final = 500  # files that are in memory at a time
Checksums = dict[str, list[str]]  # of each file that we wrote, by its path in the site


def publish(session: Session, viewing: Viewing, query: Query, site: Site) -> None:
    """Write a site of the commitments that a query found.

    The whole register can be downloaded only if the site is about all of it, as it is now.
    """
    if not viewing.output or viewing.output == "-":
        raise MissingValue("a site is written into a folder", "give --output FOLDER/")
    format_of("ics")
    from tracker.render.site import site_files  # noqa: PLC0415 - needs the library of calendars

    is_whole = not query.texts and viewing.as_of is None and viewing.known_at is None
    package = {PACKAGE: _package(session, viewing)} if is_whole else {}
    site = replace(site, index=site.index.with_notes(query.notes))
    files = chain(package.items(), site_files(site, has_package=is_whole))
    write_site(viewing.output, files, find_register(viewing.register), force=viewing.force)


def _package(session: Session, viewing: Viewing) -> bytes:
    """The whole register as a data package, without saved copies."""
    with session.store(viewing.register).reading() as reader:
        return serialize(read_register(reader), "zip")[""]


def write_site(location: str, files: Iterable[tuple[str, bytes]], register: str, *, force: bool) -> None:
    """Write the files of a site into a folder, and remove those that it had before and that nobody has edited.

    The manifest says which files are ours. While the files are written, it has the old and the new checksum of each.
    """
    folder = Path(location)
    try:
        before = _manifest(folder)
        if before is None and not force and _has_files(folder):
            raise WouldOverwrite(location, "not a site that tracker wrote", "choose another folder, or give --force")
        _Writer(folder.resolve(), before or {}, register, is_forced=force).write(files)
    except OSError as error:
        raise OutputError(location, write_reason(error)) from None


class _Writer:
    """One writing of a site: the files that it had before, and those that it has now."""

    def __init__(self, folder: Path, before: Checksums, register: str, *, is_forced: bool) -> None:
        self.folder, self.before, self.register, self.is_forced = folder, before, register, is_forced
        self.written: Checksums = {}
        self.free: set[Path] = set()  # the folders in which a file that is not there yet may be written

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write what changed, in this order, and remove what is gone."""
        self._require_no_link(MANIFEST)
        for folder in (self.folder, *(self.folder / name for name in {path.partition("/")[0] for path in self.before})):
            if folder.is_dir() and (folder == self.folder or not folder.is_symlink()):
                sweep_old(folder, ".+")
        rest = iter(files)
        while batch := dict(islice(rest, BATCH)):
            self._write_batch(batch)
        for path in sorted(self.before.keys() - self.written.keys()):
            self._remove(path)
        if not self._has(MANIFEST, now := _serialized(self.written)):
            self._put_manifest(now)

    def _write_batch(self, batch: Mapping[str, bytes]) -> None:
        changed = {path: raw for path, raw in batch.items() if not self._has(path, raw)}
        for path, raw in batch.items():
            self.written[path] = [_checksum(raw)]
        if not changed:
            return
        for path in changed:
            self._require_ours(path)
        both = {path: [*self.before.get(path, []), *self.written.get(path, [])] for path in self.before | self.written}
        self._put_manifest(_serialized(both))
        for folder in dict.fromkeys((self.folder / path).parent for path in changed):
            folder.mkdir(parents=True, exist_ok=True)
        for path, raw in changed.items():
            replace_file(self.folder / path, raw, RESULT)

    def _has(self, path: str, raw: bytes) -> bool:
        """True if the file is there with these bytes."""
        target = self.folder / path
        return target.is_file() and self._link_on(path) is None and target.read_bytes() == raw

    def _link_on(self, path: str) -> Path | None:
        """The file, or a folder between the site and it, if one of them is a symbolic link."""
        target = self.folder / path
        return next((each for each in (target, *target.parents[: path.count("/")]) if each.is_symlink()), None)

    def _require_ours(self, path: str) -> None:
        """Refuse to replace a file that is not one of the site, and the register."""
        target = self.folder / path
        if target.exists() or target.parent not in self.free:
            require_free(target, self.register)
            self.free.add(target.parent)
        linked = self._link_on(path)
        if linked or (target.exists() and not target.is_file()):
            raise WouldOverwrite(str(linked or target), "a link, or not an ordinary file", "remove it")
        if target.exists() and path not in self.before and not self.is_forced:
            raise WouldOverwrite(str(target), "not a file of the site", "choose another folder, or give --force")

    def _require_no_link(self, path: str) -> None:
        """Refuse to replace the register, a link, or what is no ordinary file."""
        target = self.folder / path
        require_free(target, self.register)
        linked = self._link_on(path)
        if linked or (target.exists() and not target.is_file()):
            raise WouldOverwrite(str(linked or target), "a link, or not an ordinary file", "remove it")

    def _put_manifest(self, raw: bytes) -> None:
        """Write the manifest durably; a page that a power failure loses is written by the next run, which needs it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_files({self.folder / MANIFEST: [raw]}, mode=RESULT)

    def _remove(self, path: str) -> None:
        """Remove a file that we wrote, unless somebody has edited it since."""
        target = self.folder / path
        if target.is_file() and not self._link_on(path) and _checksum(target.read_bytes()) in self.before[path]:
            require_free(target, self.register)
            target.unlink()


def _has_files(folder: Path) -> bool:
    """True if a folder has more than the temp files of a first writing that was killed."""
    return folder.is_dir() and set(folder.iterdir()) != set(temp_files(folder, re.escape(MANIFEST)))


def _manifest(folder: Path) -> Checksums | None:
    """The files that the manifest of a folder names; None if it has no manifest of ours."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not (isinstance(found, dict) and found.get("generator") == GENERATOR and isinstance(found.get("files"), dict)):
        return None
    return {
        path: [each for each in sums if isinstance(each, str)]
        for path, sums in found["files"].items()
        if is_path(path) and isinstance(sums, list)
    }


def _serialized(files: Mapping[str, Iterable[str]]) -> bytes:
    """The manifest, a file a line."""
    named = {path: list(dict.fromkeys(sums)) for path, sums in sorted(files.items())}
    return json.dumps({"generator": GENERATOR, "files": named}, indent=1).encode() + b"\n"


def _checksum(raw: bytes) -> str:
    return sha256(raw).hexdigest()
