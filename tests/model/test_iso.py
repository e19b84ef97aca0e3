"""Codes of currencies and languages."""

import pytest
from hypothesis import given

from tests.strategies import reads_or_refuses, typed
from tracker.errors import BadCode
from tracker.model.iso import casefolded, currency_codes, require_currency, require_language
from tracker.model.parties import country_name


def test_every_currency_code_is_required_as_it_is() -> None:
    currency_codes.cache_clear()  # the examples of other tests may have asked for it already
    assert [require_currency(code) for code in currency_codes()] == currency_codes()


@pytest.mark.parametrize(("code", "near"), [("JYP", " (nearest: JPY)"), ("usd", ""), ("", ""), ("円", "")])
def test_an_unknown_currency_is_refused(code: str, near: str) -> None:
    with pytest.raises(BadCode) as refused:
        require_currency(code)
    assert str(refused.value) == f"“{code}” is not a currency of ISO 4217{near}; write one such as USD, JPY or EUR"


@pytest.mark.parametrize("tag", ["en", "ja", "ko", "zh-Hant", "pt-BR", "zh-Hant-TW", "haw"])
def test_a_language_has_a_tag_of_bcp_47(tag: str) -> None:
    assert require_language(tag) == tag


@pytest.mark.parametrize("tag", ["", "JA", "jp-JP", "zh-hant", "en_US", "english", "en-", "xx", "ja\n"])
def test_an_unknown_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(BadCode, match="is not a language tag of BCP 47; write one such as en, ja, zh-Hant or ko"):
        require_language(tag)


@given(typed)
def test_any_text_is_a_code_or_is_refused(text: str) -> None:
    reads_or_refuses(require_currency, text)
    reads_or_refuses(require_language, text)
    reads_or_refuses(country_name, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＳｏｆｔＢａｎｋ", "softbank"), ("ｿﾌﾄﾊﾞﾝｸ", "ソフトバンク"), ("STRASSE", "straße"), ("５５００億", "5500億")],
)
def test_case_and_width_do_not_matter(one: str, other: str) -> None:
    assert casefolded(one) == casefolded(other)
