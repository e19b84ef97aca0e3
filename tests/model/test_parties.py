"""Countries by the names that people write, in four languages."""

import re

import pytest

from tracker.errors import NotPossible
from tracker.model.parties import (
    COMMON_NAMES,
    WITH_ARTICLE,
    countries_named,
    country_codes,
    country_name,
    country_names,
    require_party_code,
)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("JP", "Japan"),
        ("US", "United States"),
        ("TW", "Taiwan"),
        ("EU", "European Union"),
        ("jp", None),
        ("XQ", None),
        ("JPN", None),
        ("", None),
    ],
)
def test_a_country_is_named_by_its_code_of_two_capitals(code: str, name: str | None) -> None:
    country_name.cache_clear()
    if name is None:
        assert country_name(code) is None
    else:
        assert str(country_name(code)).startswith(name)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ja", "米国 英国 韓国 中国 ロシア オーストラリア 欧州連合"),
        ("zh-Hans", "美国 英国 韩国 中国 俄罗斯 澳大利亚 欧盟"),
        ("zh-Hant", "美國 英國 南韓 中國 俄羅斯聯邦 澳大利亞 European Union"),
    ],
)
def test_countries_are_named_as_the_press_of_a_language_does(language: str, names: str) -> None:
    found = [country_name(code, language) for code in ("US", "GB", "KR", "CN", "RU", "AU", "EU")]
    assert found == names.split(" ", 6)
    assert all(len(countries_named(name or "")) == 1 for name in found)


def test_an_english_name_has_its_article_and_its_words_in_order() -> None:
    """A name that looks as if it had an article and has none was read by a person, and so was each with a comma."""
    plural = "s$|Republic|Kingdom|Union|Federation|Territory|State|, "
    names = {code: country_name(code) or "" for code in country_codes()}
    assert sorted(name for code, name in names.items() if re.search(plural, name) and code not in WITH_ARTICLE) == [
        "Barbados",
        "Belarus",
        "Bonaire, Sint Eustatius and Saba",
        "Cyprus",
        "Heard Island and McDonald Islands",
        "Honduras",
        "Laos",
        "Mauritius",
        "Saint Helena, Ascension and Tristan da Cunha",
        "Saint Kitts and Nevis",
        "Saint Vincent and the Grenadines",
        "South Georgia and the South Sandwich Islands",
    ]
    assert sorted(name for code, name in names.items() if code in WITH_ARTICLE and not re.search(plural, name)) == [
        "Gambia",
        "Holy See",
        "Isle of Man",
    ]
    assert (names["RU"], names["CD"]) == ("Russia", "Democratic Republic of the Congo")


def test_every_country_code_has_a_name() -> None:
    assert {"EU", "JP", "US", "KR"} <= set(country_codes())
    assert all(map(country_name, country_codes()))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Japan", "JP"),
        ("JAPAN", "JP"),
        ("Ｊａｐａｎ", "JP"),
        (" japan ", "JP"),
        ("JPN", "JP"),
        ("UK", "GB"),
        ("u.k.", "GB"),
        ("United Kingdom", "GB"),
        ("the United Kingdom", "GB"),
        ("Rwanda", "RW"),
        ("US", ""),
        ("U.S.A.", "US"),
        ("South Korea", "KR"),
        ("Korea", "KP KR"),
        ("Republic of Korea", ""),
        ("Congo", "CD CG"),
        ("Iran", "IR"),
        ("vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("cote d'ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Trinidad & Tobago", "TT"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("European Union", "EU"),
        ("日本", "JP"),
        ("米国", "US"),
        ("美国", "US"),
        ("美國", "US"),
        ("미국", "US"),
        ("アメリカ", "US"),
        ("韓国", "KR"),
        ("大韓民国", "KR"),
        ("대한민국", "KR"),
        ("台湾", "TW"),
        ("臺灣", "TW"),
        ("ﾄﾞｲﾂ", "DE"),
        ("欧州連合", "EU"),
        ("Deutschland", ""),
        ("火星", ""),
        ("", ""),
    ],
)
def test_a_country_is_found_by_its_name(name: str, codes: str) -> None:
    assert countries_named(name) == tuple(codes.split())


def test_every_country_is_found_by_the_name_that_we_show() -> None:
    for code in country_codes():
        assert code in countries_named(country_name(code) or "")


def test_every_common_name_stands_for_one_party_that_there_is() -> None:
    for name, code in COMMON_NAMES.items():
        assert (countries_named(name), country_name(code) is None) == ((code,), False)


def test_names_to_choose_the_nearest_from_are_as_people_write_them() -> None:
    assert {"Japan", "South Korea", "UK"} <= set(country_names())


@pytest.mark.parametrize("code", ["JP", "JBIC", "A-1", "X" * 20])
def test_a_code_of_capitals_digits_and_dashes_names_a_party(code: str) -> None:
    assert require_party_code(code) == code


@pytest.mark.parametrize("code", ["", "J", "jp", "1A", "-A", "J P", "日本", "JP\n", "X" * 21])
def test_any_other_code_names_none(code: str) -> None:
    with pytest.raises(NotPossible, match="a code is 2 to 20 capitals, digits and dashes; write one as JBIC"):
        require_party_code(code)
