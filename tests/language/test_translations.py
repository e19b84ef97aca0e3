"""The files that translate the messages."""

from pathlib import Path

import polib
import pytest

from tests.messages import holes, key_of, messages
from tracker.language import FOLDER

_FILES = sorted(FOLDER.glob("*.po"))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_a_translation_has_the_holes_of_its_message(path: Path) -> None:
    translated = [entry for entry in polib.pofile(path, encoding="utf-8") if entry.msgstr]
    assert [entry.msgid for entry in translated if holes(entry.msgstr) != holes(entry.msgid)] == []


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_every_message_is_translated(path: Path) -> None:
    translated = {key_of(entry) for entry in polib.pofile(path, encoding="utf-8") if entry.msgstr}
    assert sorted(messages().keys() - translated) == []


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_no_translation_is_of_a_message_that_is_gone(path: Path) -> None:
    assert [entry.msgid for entry in polib.pofile(path, encoding="utf-8") if key_of(entry) not in messages()] == []
