"""Amounts in the magnitudes of a language: as its press writes them, and read back as they were."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.strategies import amounts
from tracker.language import language
from tracker.model.amount_formats import LANGUAGES, figure_written, format_amount
from tracker.model.amounts import CURRENCY_NAMES, Amount, converted, read_amount

languages = st.sampled_from(["", "en", "fr", "ja-JP", "zh-Hant-TW", "zh-CN", "zh-HK", *LANGUAGES])


@pytest.mark.parametrize(
    ("figure", "language", "shown"),
    [
        ("USD 550bn", "ja", "5500億ドル"),
        ("JPY 55tn", "ja", "55兆円"),
        ("JPY 1055.1bn", "ja", "1兆551億円"),
        ("JPY 1055123456789", "ja", "1兆551億2345万6789円"),
        ("about USD 36bn", "ja", "約360億ドル"),
        ("at least JPY 6tn", "ja", "6兆円以上"),
        ("up to USD 550bn", "ja", "最大5500億ドル"),
        ("about USD 7bn a year", "ja", "年間約70億ドル"),
        ("USD 9500", "ja", "9,500ドル"),
        ("USD 12345.5", "ja", "12,345.5ドル"),
        ("USD -550m", "ja", "-5億5000万ドル"),
        ("346000 t", "ja", "34万6000トン"),
        ("100 aircraft", "ja", "航空機100機"),
        ("at least 400 missiles a year", "ja", "年間ミサイル400発以上"),
        ("100 shovels", "ja", "100 shovels"),
        ("12 Mt", "ja", "1200万トン"),
        ("up to 4.6 Mt a year", "ja", "年間最大460万トン"),
        ("900 kt", "zh", "90万吨"),
        ("1.5 kt", "zh", "1,500吨"),
        ("12 Mt", "ko", "12 Mt"),
        ("15%", "ja", "15%"),
        ("about 3.5 %GDP", "ja", "対GDP比約3.5%"),
        ("CHF 5bn", "ja", "50億 CHF"),
        ("USD 550bn", "zh", "5500亿美元"),
        ("JPY 1055.1bn", "zh", "1.0551万亿日元"),
        ("USD 550m", "zh", "5.5亿美元"),
        ("JPY 1055123400000", "zh", "10551.234亿日元"),
        ("USD 1234567.89", "zh", "1,234,567.89美元"),
        ("at least JPY 6tn", "zh", "至少6万亿日元"),
        ("up to USD 73bn a year", "zh", "每年最多730亿美元"),
        ("up to 400 missiles", "zh", "最多400枚导弹"),
        ("at least 2 %GDP", "zh", "占GDP至少2%"),
        ("USD 550bn", "zh-Hant", "5500億美元"),
        ("at least JPY 1055.1bn", "zh-TW", "至少1兆551億日圓"),
        ("USD 25m", "zh-HK", "2500萬美元"),
        ("USD 550bn", "ko", "5500억 달러"),
        ("JPY 1055.1bn", "ko-KR", "1조 551억 엔"),
        ("up to USD 550bn a year", "ko", "연간 최대 5500억 달러"),
        ("at least KRW 6tn", "ko", "6조 원 이상"),
        ("about USD 36bn", "ko", "약 360억 달러"),
        ("USD 550bn", "en", "USD 550bn"),
        ("USD 550bn", "", "USD 550bn"),
        ("at least JPY 6tn", "jav", "≥ JPY 6tn"),
    ],
)
def test_a_figure_reads_as_people_of_the_language_write_it(figure: str, language: str, shown: str) -> None:
    assert format_amount(read_amount(figure), language) == shown


def test_a_sum_is_written_in_the_language_in_use() -> None:
    with language("ja"):
        assert figure_written(Decimal("1E+60"), "JPY") == f"1{'0' * 48}兆円"
    assert figure_written(Decimal(400), "missiles") == "400 missiles"


@given(amounts, languages)
def test_what_is_written_is_read_back(amount: Amount, language: str) -> None:
    read = read_amount(format_amount(amount, language))
    if (read.unit, amount.unit) == ("t", "Mt"):
        read = replace(read, value=converted(read.value, "t", "Mt"), unit="Mt")
    assert read == amount


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_currency_that_a_language_names_is_read_by_that_name(tag: str) -> None:
    names = LANGUAGES[tag].currencies
    assert {code: CURRENCY_NAMES[name] for code, name in names.items()} == {code: code for code in names}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_unit_that_a_language_names_is_read_by_that_name(tag: str) -> None:
    units = LANGUAGES[tag].units
    assert {unit: read_amount(f"{before}5{after}").unit for unit, (before, after) in units.items()} == {
        unit: unit for unit in units
    }


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_names_the_same_currencies(tag: str) -> None:
    assert set(LANGUAGES[tag].currencies) == set(CURRENCY_NAMES.values())


def test_the_largest_figure_that_a_register_keeps_is_written() -> None:
    assert format_amount(Amount(Decimal("1E+47"), "USD"), "ja") == f"1{'0' * 35}兆ドル"
