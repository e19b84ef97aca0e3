"""The files that translate the messages."""

from pathlib import Path

import polib
import pytest

from tests.messages import holes
from tracker.language import FOLDER

_FILES = sorted(FOLDER.glob("*.po"))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_a_translation_has_the_holes_of_its_message(path: Path) -> None:
    translated = [entry for entry in polib.pofile(path, encoding="utf-8") if entry.msgstr]
    assert [entry.msgid for entry in translated if holes(entry.msgstr) != holes(entry.msgid)] == []
