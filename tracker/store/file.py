"""One JSON file, read whole and replaced whole: the old bytes or the new ones, never a half; it knows no commitment."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

import msgspec

from tracker.errors import CannotRead, CannotWrite, Damaged, NoRegister, RegisterExists
from tracker.store.lock import locked
from tracker.store.system import OURS, give_to, make_folder, refusing, swap, sync_folder, write_all

PATIENCE: Final = 10
BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class RegisterFile:
    """A file at a place; a symbolic link stays and what it leads to is replaced, a hard link is cut.

    Readers neither wait nor leave a trace. Writers wait for each other, at most `patience` seconds.
    """

    def __init__(self, place: str | Path, patience: float = PATIENCE) -> None:
        self.place, self.patience = str(place), patience
        self.path: Final = Path(os.path.realpath(place))

    def size(self) -> int:
        """How many bytes it has."""
        return self._state().st_size

    def read(self) -> bytes:
        """Every byte of it, as of one moment."""
        self._state()
        with refusing(CannotRead, self.place):
            return self.path.read_bytes()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other writers out for the length of a block; first sweep up what killed ones left behind."""
        self._state()
        with refusing(CannotWrite, self.place):
            os.close(os.open(self.path, os.O_WRONLY))
        with locked(self.place, self.path, self.patience):
            self._sweep()
            yield

    def replace(self, raw: bytes) -> None:
        """Put these bytes in the place of all that is there; only while held."""
        with refusing(CannotWrite, self.place), _draft(self.path, raw) as draft, _second_name(self.path) as former:
            swap(draft, self.path)
            _settle(self.path, partial(swap, former, self.path))

    def create(self, raw: bytes) -> None:
        """Make the file, and its folder; RegisterExists if there is anything in its place."""
        with refusing(CannotWrite, self.place):
            self._refuse_existing()
            make_folder(self.path.parent)
            with locked(self.place, self.path, self.patience), _draft(self.path, raw) as draft:
                self._refuse_existing()
                swap(draft, self.path)
                _settle(self.path, self.path.unlink)

    def back_up(self, label: str, raw: bytes) -> Path:
        """Leave these bytes in a file beside it, unless they are there already, and say which; only while held."""
        with refusing(CannotWrite, self.place):
            copies = (self.path.with_name(f"{self.path.name}.{label}.bak{n}") for n in chain([""], count(2)))
            copy = next(copy for copy in copies if not os.path.lexists(copy) or copy.read_bytes() == raw)
            if not os.path.lexists(copy):
                put(copy, raw, like=self.path)
        return copy

    def _state(self) -> os.stat_result:
        with refusing(CannotRead, self.place):
            try:
                state = self.path.stat()
            except FileNotFoundError:
                raise NoRegister(self.place) from None
        if not stat.S_ISREG(state.st_mode):
            why = "it is a folder" if stat.S_ISDIR(state.st_mode) else "it is no ordinary file"
            raise CannotRead(self.place, why)
        return state

    def _refuse_existing(self) -> None:
        if os.path.lexists(self.path):
            raise RegisterExists(self.place)

    def _sweep(self) -> None:
        """Remove drafts: only who holds the lock makes them, so those that are seen now are nobody's."""
        with refusing(CannotWrite, self.place):
            sweep(self.path.parent, re.escape(self.path.name))


def sweep(folder: Path, names: str) -> None:
    """Remove what killed writers left of files in a folder, whose names match a pattern; only while they are held."""
    drafts = re.compile(rf"\.(?:{names})\.[0-9a-f]{{16}}\.draft")
    for path in folder.iterdir():
        if drafts.fullmatch(path.name):
            _remove(path)


def put(target: Path, raw: bytes, like: Path | None = None) -> None:
    """Put these bytes at a place, whole and safe on the disk; a new file has the mode of `like`, else is the user's."""
    with _draft(like or target, raw) as draft:
        swap(draft, target)
        sync_folder(target.parent)


def proven(place: str, raw: bytes) -> bytes:
    """The JSON object that a file holds, as we write it; Damaged, with the position, if it holds anything else."""
    if why := _no_text(raw):
        raise Damaged(place, why)
    try:
        tables = msgspec.json.decode(raw)
    except RecursionError:
        raise Damaged(place, "it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise Damaged(place, _no_json(raw) or f"it is not JSON: {error}") from None
    if not isinstance(tables, dict):
        raise Damaged(place, "it is JSON, but no register")
    # What reads back to the same bytes says nothing twice; any other file is looked through for that.
    text = text_of(place, tables)
    if raw != text and (why := _no_json(raw)):
        raise Damaged(place, why)
    return text


def text_of(place: str, tables: dict[str, Any]) -> bytes:
    """The bytes of a file for these tables: a line for each value, letters of every script as they are."""
    try:
        return msgspec.json.format(msgspec.json.encode(tables), indent=1) + b"\n"
    except RecursionError:
        raise Damaged(place, "it is nested too deeply") from None


def _no_text(raw: bytes) -> str:
    """Why these bytes are no text of ours, or nothing."""
    if not raw.strip():
        return "it is empty"
    if raw.startswith(BYTE_ORDER_MARKS):
        return "it begins with a byte order mark; save it as UTF-8 without one"
    if b"\0" in raw:
        return f"it has NUL bytes, the first at byte {raw.index(0)}"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 at byte {error.start}"
    return ""


def _no_json(raw: bytes) -> str:
    """Why this text is not the JSON of a register, or nothing: slowly, but with the position."""
    import json  # noqa: PLC0415 - only a file that was written by something else needs it

    try:
        value = json.loads(raw, object_pairs_hook=_all_different, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        return "it is nested too deeply"
    except json.JSONDecodeError as error:
        byte = len(error.doc[: error.pos].encode())
        return f"it is not JSON at line {error.lineno}, column {error.colno} (byte {byte}): {error.msg}"
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair"
    except ValueError as error:
        return str(error)
    return ""


def _all_different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in values if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice in one object, as after a merge by hand")
    return values


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}, which is no number in JSON")


@contextmanager
def _draft(target: Path, raw: bytes) -> Iterator[Path]:
    """These bytes, safe on the disk, in a hidden file beside a target and of its mode; removed unless it was moved."""
    draft = _hidden(target)
    try:
        _write(draft, raw, target)
        yield draft
    finally:
        _remove(draft)


@contextmanager
def _second_name(target: Path) -> Iterator[Path]:
    """A hidden name for what a target is now, as a way back; a copy where the file system has no hard links."""
    former = _hidden(target)
    try:
        try:
            former.hardlink_to(target)
        except OSError:
            _write(former, target.read_bytes(), target)
        yield former
    finally:
        _remove(former)


def _hidden(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.urandom(8).hex()}.draft")


def _remove(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()


def _write(draft: Path, raw: bytes, target: Path) -> None:
    state = target.stat() if target.exists() else None
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OURS, 0o600)
    try:
        if state:
            give_to(descriptor, state, stat.S_IMODE(state.st_mode))
        write_all(descriptor, raw)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _settle(path: Path, undo: Callable[[], None]) -> None:
    """Make a new name outlast a power cut; if the disk cannot, undo it."""
    try:
        sync_folder(path.parent)
    except OSError:
        undo()
        raise
