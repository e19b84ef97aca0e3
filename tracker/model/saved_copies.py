"""Saved copies of sources: a web page or a PDF as it was, named by the SHA-256 of its bytes.

Nothing of a copy is ever run. Only images and PDF keep a suffix that programs open by what it says; a page, a script
or a drawing is named as text, and anything else as `.bin`.
"""

import re
from collections.abc import Iterable
from typing import Final

from tracker.errors import NotPossible
from tracker.model.commitment import Commitment, Source

MAX_COPY: Final = 20_000_000  # bytes
_SUM: Final = "sha256:"
_ADDRESS: Final = r"(?i)https?://[^\s/?#]+\S*"
# The host, and the path with the query; a fragment counts only where it names a page (#! or #/).
_PAGE_AT: Final = r"(?i)https?://([^/?#]*)/?([^#]*(?:#[!/].*)?)"
_BINARY: Final = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
}
_PAGE: Final = rb"<(?:!doctype\s+html|html|head|body)\b"
_BEGINNING: Final = 2000
SUFFIXES: Final = (*_BINARY.values(), "html.txt", "txt", "bin")
NAME: Final = rf"[0-9a-f]{{64}}\.(?:{'|'.join(map(re.escape, SUFFIXES))})"
SHORT: Final = 12  # characters of the checksum that are shown


def copy_name(raw: bytes) -> str:
    """The name of the copy of a file: its checksum, and a suffix that nothing is run by.

    >>> copy_name(b"<html><script>alert(1)</script>")[60:]
    'b74a.html.txt'
    """
    return f"{_checksum(raw)}.{_suffix(raw)}"


def is_name(text: str) -> bool:
    """True if a text is the name of a copy."""
    return re.fullmatch(NAME, text) is not None


def is_sound(name: str, raw: bytes) -> bool:
    """True if the bytes have the checksum in the name of the copy."""
    return name.partition(".")[0] == _checksum(raw)


def _checksum(raw: bytes) -> str:
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, and what only names copies needs no checksum

    return sha256(raw).hexdigest()


def is_address(text: str) -> bool:
    """True for an address of an archive on the web; other schemes may run something."""
    return bool(re.fullmatch(_ADDRESS, text)) and text.isprintable()


def archived_as(name: str) -> str:
    """The `archived` of a source of which this copy is kept."""
    return f"{_SUM}{name}"


def name_in(archived: str) -> str:
    """The name of the copy that the `archived` of a source names; empty if it names none."""
    name = archived.removeprefix(_SUM)
    return name if name != archived and is_name(name) else ""


def is_same_address(one: str, other: str) -> bool:
    """True if two addresses lead to the same page, whatever their scheme, the case of the host and the fragment.

    >>> is_same_address("HTTP://Meti.example#top", "https://meti.example/")
    True
    >>> is_same_address("https://meti.example/a", "https://meti.example/A")
    False
    """
    return _page(one) == _page(other)


def require_other_page(address: str, url: str) -> None:
    """Refuse the address of the source itself as that of its copy."""
    if is_same_address(address, url):
        remedy = "give a file with the saved page, or the address that an archive has for it"
        raise NotPossible(f"the copy {address[:60]}", "it is the address of the source itself", remedy)


def has_copy(source: Source) -> bool:
    """True if a source names a saved copy, or an address in an archive, which is not its own."""
    archived = source.archived
    return bool(name_in(archived)) or (is_address(archived) and not is_same_address(archived, source.url))


def short(archived: str) -> str:
    """The `archived` of a source as people see it: the kind of file and the beginning of its checksum, or the address.

    >>> short(archived_as(copy_name(b"%PDF-1.7")))
    'pdf 86edbaa24831'
    >>> short("https://archive.ph/x"), short("javascript:x")
    ('https://archive.ph/x', '')
    """
    if name := name_in(archived):
        checksum, _, suffix = name.partition(".")
        return f"{suffix.removesuffix('.txt')} {checksum[:SHORT]}"
    return archived if is_address(archived) else ""


def listed(names: Iterable[str]) -> str:
    """The names of copies in a sentence, as people see them."""
    return ", ".join(short(archived_as(name)) for name in names)


def copies_of(commitments: Iterable[Commitment]) -> list[str]:
    """The name of every copy that any event of these commitments names, in effect or not, each once."""
    sources = (event.source for commitment in commitments for event in commitment.history if event.source)
    return list(dict.fromkeys(name for source in sources if (name := name_in(source.archived))))


def _page(address: str) -> str | tuple[str, str]:
    found = re.match(_PAGE_AT, address.strip())
    return (found[1].lower(), found[2]) if found else address


def _suffix(raw: bytes) -> str:
    if suffix := next((suffix for start, suffix in _BINARY.items() if raw.startswith(start)), ""):
        return suffix
    if re.search(_PAGE, raw[:_BEGINNING], re.IGNORECASE):
        return "html.txt"
    try:
        return "bin" if "\0" in raw.decode() else "txt"
    except UnicodeDecodeError:
        return "bin"
