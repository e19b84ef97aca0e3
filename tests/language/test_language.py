"""A message in the language in use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import language
from tracker.language import current_language, plural, translate, use_language

JAPANESE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "{days} late by {who}"
msgstr "{who}：{days}遅れ"

msgid "{count} day"
msgstr "{count}日"

msgctxt "status"
msgid "open"
msgstr "継続中"

msgid "not translated"
msgstr ""
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Japanese with a few messages, and no other language."""
    (tmp_path / "ja.po").write_text(JAPANESE, encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    _forget()
    yield
    _forget()


def _forget() -> None:
    language.languages.cache_clear()
    language.catalogue.cache_clear()


@pytest.mark.usefixtures("catalogue")
def test_a_translation_orders_the_values_as_its_language_does() -> None:
    with language.language("ja"):
        assert translate("{days} late by {who}", days=plural(3, "day"), who="JP") == "JP：3日遅れ"
    assert translate("{days} late by {who}", days=plural(3, "day"), who="JP") == "3 days late by JP"


@pytest.mark.usefixtures("catalogue")
def test_a_message_without_a_translation_stays_english() -> None:
    with language.language("ja"):
        said = [translate("not translated"), translate("{unknown}"), translate("open"), plural(2, "party", "parties")]
        assert said == ["not translated", "{unknown}", "open", "2 parties"]
        assert translate("open", "status") == "継続中"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("tag", "used"), [("ja-JP", "ja"), ("ko", "en"), ("zh-TW", "en"), ("", "en"), ("zh", "en")])
def test_a_tag_means_the_nearest_language_with_a_file(tag: str, used: str) -> None:
    use_language(tag)
    assert current_language() == used
    use_language("")
