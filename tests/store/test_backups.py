"""Backups: one for each of the last ten days with changes, readable by the user only, never overwritten by another."""

import errno
import os
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.errors import Conflict, CorruptRegister, LockNotObtained, NotBackedUp, RegisterExists
from tracker.model.register import Party
from tracker.store import Backups, TinyStore, copy_of, create
from tracker.store.backups import COPIES_A_DAY, DAYS

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def warnings() -> list[str]:
    """The messages to the user."""
    return []


@pytest.fixture
def backups(tmp_path: Path, warnings: list[str]) -> Backups:
    """Backups of a register that has none."""
    return Backups(lambda: tmp_path / "state" / "backups", warnings.append)


@pytest.fixture
def store(tmp_path: Path, backups: Backups) -> TinyStore:
    """An empty register with backups."""
    store = TinyStore(tmp_path / "r.json", timeout=0.05, backups=backups)
    create(store, "UTC")
    return store


def change(store: TinyStore, now: datetime = NOON) -> bytes:
    """Change the register and return its new bytes."""
    with store.writing() as register:
        stamp = register.stamp(now, "kenji")
        register.put(Party(code="JBIC", name=stamp.isoformat()))
    return store.path.read_bytes()


def contents(backups: Backups) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in backups.newest_first()}


def test_a_change_leaves_the_register_as_it_is_then_among_the_backups(store: TinyStore, backups: Backups) -> None:
    assert contents(backups) == {}
    for _ in range(3):
        raw = change(store)
        assert contents(backups) == {"2026-06-15.json": raw}


def test_the_backups_of_the_last_ten_days_with_changes_are_kept(store: TinyStore, backups: Backups) -> None:
    days = [NOON + timedelta(days=3 * number) for number in range(DAYS + 4)]
    left = [(f"{day.date().isoformat()}.json", change(store, day)) for day in days]
    assert list(contents(backups).items()) == left[:-11:-1]


def test_what_somebody_else_wrote_over_the_register_does_not_take_its_backup(
    store: TinyStore, backups: Backups
) -> None:
    ours = change(store)
    store.path.unlink()
    create(store, "Asia/Tokyo")
    theirs = change(store)
    assert contents(backups) == {"2026-06-15.2.json": theirs, "2026-06-15.json": ours}
    change(store)
    assert list(contents(backups)) == ["2026-06-15.2.json", "2026-06-15.json"]


def test_the_backups_of_one_day_have_a_limit_and_the_last_ones_stay(backups: Backups) -> None:
    for number in range(COPIES_A_DAY + 5):
        backups.keep(TODAY, b"%d" % number, b"other")
    assert list(contents(backups).values()) == [b"%d" % number for number in range(COPIES_A_DAY + 4, 4, -1)]
    assert next(iter(contents(backups))) == f"2026-06-15.{COPIES_A_DAY + 5}.json"


def test_backups_are_for_the_user_only(store: TinyStore, backups: Backups) -> None:
    store.path.chmod(0o666)
    before = os.umask(0)
    try:
        change(store)
    finally:
        os.umask(before)
    (copy,) = backups.newest_first()
    assert [stat.S_IMODE(made.stat().st_mode) for made in (copy, copy.parent, copy.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
    assert list(copy.parent.iterdir()) == [copy]


def test_neither_reading_nor_a_change_that_is_none_leaves_a_backup(store: TinyStore, backups: Backups) -> None:
    with store.reading() as register:
        assert register.values(Party) == {}
    with store.writing() as writer:
        writer.stamp(NOON, "kenji")
    copy_of(store)
    assert not backups.folder.exists()


def test_a_change_without_a_time_has_no_day_to_be_kept_under(store: TinyStore, backups: Backups) -> None:
    with store.writing() as register:
        register.put(Party(code="A", name="A"))
    assert contents(backups) == {}


def test_what_a_killed_writer_left_among_the_backups_is_swept(store: TinyStore, backups: Backups) -> None:
    raw = change(store)
    (backups.folder / ".2026-06-15.2.json.0123456789abcdef.draft").write_bytes(b"half")
    assert store.back_up(NOON) == backups.folder / "2026-06-15.json"
    assert [path.read_bytes() for path in backups.folder.iterdir()] == [raw]


def test_a_backup_waits_for_who_writes(store: TinyStore) -> None:
    with store.writing(), pytest.raises(LockNotObtained):
        store.back_up(NOON)


def test_a_store_that_was_given_no_place_for_backups_keeps_none(store: TinyStore) -> None:
    with pytest.raises(NotBackedUp, match="no folder for backups is set"):
        TinyStore(store.path).back_up(NOON)


def test_what_is_no_backup_is_left_alone(store: TinyStore, backups: Backups) -> None:
    change(store)
    for name in ("2026-06-15.json.bak", "notes.txt", ".notes.txt.0123456789abcdef.draft"):
        (backups.folder / name).write_bytes(b"mine")
    for number in range(DAYS + 1):
        change(store, NOON + timedelta(days=number))
    assert len(backups.newest_first()) == DAYS
    assert len(list(backups.folder.iterdir())) == DAYS + 3


def test_a_change_that_could_not_be_backed_up_is_recorded_and_that_is_told(
    store: TinyStore, backups: Backups, warnings: list[str]
) -> None:
    backups.folder.parent.write_bytes(b"in the way")
    raw = change(store)
    assert b"JBIC" in raw
    (sentence,) = warnings
    assert sentence.startswith(
        f"recorded, but no backup can be written to {backups.folder}: a part of its path is not a folder"
    )
    with pytest.raises(NotBackedUp):
        backups.keep(TODAY, raw, raw)


def test_without_a_home_no_backup_is_kept_in_the_folder_one_happens_to_be_in() -> None:
    with pytest.raises(NotBackedUp, match="there is no home folder"):
        Backups(lambda: Path("~/.local/state"), print).keep(TODAY, b"", b"")


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_backup_that_fails_half_way_leaves_the_one_before(
    backups: Backups, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    backups.keep(TODAY, b"old", b"")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(NotBackedUp, match="the disk is full"):
            backups.keep(TODAY, b"new", b"old")
    assert contents(backups) == {"2026-06-15.json": b"old"}


def test_a_day_long_ago_is_a_day(backups: Backups) -> None:
    backups.keep(date(1, 1, 1), b"old", b"")
    assert list(contents(backups)) == ["0001-01-01.json"]


# ---- restoring a backup -------------------------------------------------------------------------


def test_what_cannot_be_put_aside_is_refused(backups: Backups) -> None:
    backups.folder.parent.write_bytes(b"")
    with pytest.raises(NotBackedUp, match="no backup can be written to"):
        backups.archive("before-restore", b"it")


def test_what_is_put_aside_is_there_once(backups: Backups) -> None:
    places = [backups.archive("before-restore", raw) for raw in (b"one", b"two", b"one")]
    assert [place.name for place in places] == ["before-restore.json", "before-restore.2.json", "before-restore.json"]
    assert [place.read_bytes() for place in places] == [b"one", b"two", b"one"]


def test_a_copy_takes_the_place_of_what_was_found_and_that_is_put_aside(store: TinyStore) -> None:
    old = change(store)
    store.path.write_bytes(b"damaged")
    found = store.read_raw()
    assert store.write_raw(old, found) == store.path.with_name("r.json.before-restore.bak")
    assert store.path.read_bytes() == old
    assert store.path.with_name("r.json.before-restore.bak").read_bytes() == b"damaged"


def test_where_nothing_is_left_a_copy_makes_the_register(store: TinyStore) -> None:
    old = change(store)
    store.path.unlink()
    assert store.read_raw() is None
    assert store.write_raw(old, None) is None
    assert store.path.read_bytes() == old
    with pytest.raises(RegisterExists):
        store.write_raw(old, None)


def test_what_was_written_meanwhile_is_not_replaced(store: TinyStore) -> None:
    old = change(store)
    found = store.read_raw()
    new = change(store)
    with pytest.raises(Conflict):
        store.write_raw(old, found)
    assert store.path.read_bytes() == new


def test_a_copy_that_is_damaged_anywhere_is_not_put_in_place(store: TinyStore) -> None:
    old = change(store)
    bad = old.replace(b'"name": ', b'"nome": ')
    with pytest.raises(CorruptRegister, match=r"party 1 \(JBIC\) at byte \d+: Object missing required field `name`"):
        store.write_raw(bad, old)
    store.path.write_bytes(bad)
    with pytest.raises(CorruptRegister):
        copy_of(store)
