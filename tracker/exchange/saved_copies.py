"""Read the files of which copies are saved, and nothing else that a text may name."""

import re
from pathlib import Path
from typing import Final

from msgspec import Struct

from tracker.errors import NotPossible, UnreadableSource, reason
from tracker.model.saved_copies import MAX_COPY, archived_as, copy_name, is_address, require_other_page
from tracker.store.saved_copies import read_ordinary

_SCHEME: Final = re.compile(r"\s*[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_WEB: Final = re.compile(r"\s*https?://", re.IGNORECASE)


class SavedFile(Struct, frozen=True):
    """A file of which a copy is to be saved, the name of the copy and its size; its own name is not kept."""

    path: str
    name: str
    size: int

    def read(self) -> bytes:
        """The bytes of the file; refuse it if it has changed since it was named."""
        raw = _read(self.path)
        if copy_name(raw) != self.name:
            raise NotPossible(f"a copy of {self.path}", "it is being changed", "try again once it is written")
        return raw


def read_archived(text: str, url: str) -> tuple[str, SavedFile | None]:
    """The `archived` of the source at `url`, from an address in an archive or the path of a file, and that file."""
    if is_address(address := text.strip()):
        require_other_page(address, url)
        return address, None
    if _WEB.match(text):
        why = "it has no host, or a space or another sign that no address has"
        raise NotPossible(f"the copy {text[:60]}", why, "give the whole address, with %20 for a space")
    if _SCHEME.match(text):
        why = "only http:// and https:// begin the address of an archive"
        raise NotPossible(f"the copy {text[:60]}", why, "give such an address, or a file; ./ begins the path of one")
    return _saved(text)


def read_archived_in(folder: Path | None, text: str, url: str) -> tuple[str, SavedFile | None]:
    """The same of a cell in a file of this folder, None if it has none; it may name no file outside of it.

    Somebody else may have written the cell, and the file that it names will be shown to others.
    """
    if is_address(text.strip()) or _SCHEME.match(text):
        return read_archived(text, url)
    if folder is None:
        raise NotPossible(f"the copy {text[:60]}", "standard input has no folder", "import a file, or give an address")
    try:
        root, path = folder.resolve(), (folder / text).resolve()
    except ValueError:  # a name with NUL in it
        raise UnreadableSource(text, "there is nothing of that name") from None
    if root not in path.parents:
        why = "it is not in the folder of the imported file"
        raise NotPossible(f"the copy {text[:60]}", why, "put the saved file beside it")
    return _saved(str(path))


def _saved(path: str) -> tuple[str, SavedFile]:
    raw = _read(path)
    file = SavedFile(path, copy_name(raw), len(raw))
    return archived_as(file.name), file


def _read(path: str) -> bytes:
    try:
        raw = read_ordinary(path)
    except OSError as error:
        raise UnreadableSource(path, reason(error)) from None
    if not raw:
        raise NotPossible(f"a copy of {path}", "it is empty", "give the page or the PDF as you have saved it")
    if len(raw) > MAX_COPY:
        remedy = "save less of it, or give the address of an archive"
        raise NotPossible(f"a copy of {path}", f"it has more than {MAX_COPY // 10**6} MB", remedy)
    return raw
