"""Refs: how they are made, and how a beginning of one is enough."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import names, refs
from tracker.errors import AmbiguousRef, BadRef, NotInRegister, UnknownRef
from tracker.model.refs import MAX_SLUG, find, free_ref, require_ref, resolve, stem_of

REFS = ["jp-us-550bn-investment", "jp-us-tranche1-36bn", "jp-us-tranche2-73bn", "us-jp-tariff", "jp", "jp-us-tranche1"]
FORMER = {"jp-kr-chips": "us-jp-tariff", "jp-kr-ships": "jp", "jp-kr-steel": "jp"}

# ---- resolving ---------------------------------------------------------------------------------


class Register:
    """Refs that are asked for one by one or by how they begin, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def has(self, ref: str) -> bool:
        """True if it is one of them."""
        return ref in REFS

    def refs(self, beginning: str = "") -> list[str]:
        """Those that begin so."""
        self.asked.append(beginning)
        return [ref for ref in REFS if ref.startswith(beginning)]

    def present(self, ref: str) -> str:
        """Its ref now."""
        return FORMER.get(ref, ref)

    def former(self, beginning: str) -> dict[str, str]:
        """Those that were called something beginning so."""
        return {ref: now for ref, now in FORMER.items() if ref.startswith(beginning)}

    def names(self, ref: str) -> list[str]:
        """Those that find it."""
        return [ref, *(former for former, now in FORMER.items() if now == ref)]


@pytest.mark.parametrize(
    ("typed", "ref", "asked"), [("JP ", "jp", []), ("Us", "us-jp-tariff", ["us"]), ("jp-us-5", REFS[0], ["jp-us-5"])]
)
def test_an_exact_ref_is_found_without_a_search_by_beginning(typed: str, ref: str, asked: list[str]) -> None:
    register = Register()
    assert find(typed, register) == ref
    assert register.asked == asked


def test_a_former_ref_and_the_beginning_of_one_find_the_present_ref() -> None:
    register = Register()
    assert find("JP-KR-CHIPS", register) == "us-jp-tariff"
    assert register.asked == []
    assert [find(typed, register) for typed in ("jp-kr-c", "jp-kr-s")] == ["us-jp-tariff", "jp"]
    with pytest.raises(AmbiguousRef, match="“jp-kr” is the beginning of 2 refs: jp, us-jp-tariff; "):
        find("jp-kr", register)


def test_all_refs_are_read_only_to_name_the_nearest() -> None:
    register = Register()
    with pytest.raises(UnknownRef, match="nearest: us-jp-tariff"):
        find("us-jp-tarif-x", register)
    assert register.asked == ["us-jp-tarif-x", ""]


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("jp-us-550bn-investment", "jp-us-550bn-investment"),
        ("jp-us-5", "jp-us-550bn-investment"),
        ("us", "us-jp-tariff"),
        ("US-JP", "us-jp-tariff"),
        (" us-jp-tariff\n", "us-jp-tariff"),
        ("jp", "jp"),
        ("jp-us-tranche1", "jp-us-tranche1"),
        ("jp-us-tranche1-", "jp-us-tranche1-36bn"),
    ],
)
def test_the_beginning_of_a_ref_is_enough_and_a_whole_one_is_exact(typed: str, ref: str) -> None:
    assert resolve(typed, REFS) == ref


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "no commitment is called “”"),
        (" ", "no commitment is called “ ”"),
        ("tariff", "no commitment is called “tariff”"),
        ("us-jp-tarif-x", "no commitment is called “us-jp-tarif-x” (nearest: us-jp-tariff)"),
        ("日本", "no commitment is called “日本”"),
    ],
)
def test_a_text_that_no_ref_begins_with_is_unknown(typed: str, sentence: str) -> None:
    with pytest.raises(UnknownRef) as refused:
        resolve(typed, REFS)
    assert str(refused.value).startswith(sentence)
    assert refused.value.exit_code == 3


def test_what_begins_several_refs_is_ambiguous() -> None:
    with pytest.raises(AmbiguousRef) as refused:
        resolve("jp-us-t", REFS)
    assert "is the beginning of 3 refs: jp-us-tranche1-36bn, jp-us-tranche2-73bn, jp-us-tranche1;" in str(refused.value)
    assert refused.value.exit_code == 3


@given(st.text(max_size=12), st.lists(refs, max_size=5))
def test_any_text_is_one_ref_or_is_refused(typed: str, held: list[str]) -> None:
    with suppress(NotInRegister):
        assert resolve(typed, held) in held


@given(st.lists(refs, min_size=1, max_size=5))
def test_a_whole_ref_is_always_enough(held: list[str]) -> None:
    assert [resolve(ref, held) for ref in held] == held


# ---- making ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["a", "1", "jp-us-550bn", "a" * 64])
def test_a_ref_is_of_small_letters_digits_and_single_dashes(ref: str) -> None:
    assert require_ref(ref) == ref


@pytest.mark.parametrize("ref", ["", "-", "JP", "a_b", "a--b", "-a", "a-", "a b", "日本", "a\n", "a" * 65])
def test_a_ref_has_no_other_characters(ref: str) -> None:
    with pytest.raises(BadRef) as refused:
        require_ref(ref)
    assert refused.value.exit_code == 5


@pytest.mark.parametrize(
    ("title", "obligor", "obligee", "ref"),
    [
        ("Invest up to US$550bn", ["JP"], ["US"], "jp-us-invest-us-550bn"),
        ("Buy 100 Boeing aircraft", ["JP"], ["US"], "jp-us-buy-100-boeing-aircraft"),
        ("An end to the tariffs on cars", ["US"], ["JP"], "us-jp-end-tariffs-cars"),
        ("Café à la carte", ["FR"], ["JP"], "fr-jp-cafe-la-carte"),
        ("対米投資", ["JP"], ["US"], "jp-us-commitment"),
        ("第1号案件", ["JP"], ["US"], "jp-us-commitment"),
        ("the of and", ["JP"], ["US"], "jp-us-commitment"),
        ("Invest", ["JP", "KR"], ["US", "EU", "GB"], "jp-kr-us-eu-invest"),
        ("Invest", ["日本銀行"], ["US"], "us-invest"),
        ("対米投資", ["日本銀行"], ["財務省"], "commitment"),
        ("Invest", ["SOFTBANK_GROUP"], ["US"], "softbank-group-us-invest"),
        (
            "Invest a very great deal of money in strategic sectors",
            ["JP"],
            ["US"],
            "jp-us-invest-very-great-deal-money",
        ),
        ("Donaudampfschifffahrtsgesellschaftskapitän", ["AT"], ["JP"], "at-jp"),
        ("Invest", ["x" * 50], ["US"], "commitment"),
    ],
)
def test_a_ref_is_made_of_the_parties_and_the_telling_words(
    title: str, obligor: list[str], obligee: list[str], ref: str
) -> None:
    assert stem_of(title, obligor, obligee) == ref


@pytest.mark.parametrize(
    ("taken", "ref"),
    [
        (["jp-us"], "jp-us-invest"),
        (["jp-us-invest"], "jp-us-invest-2"),
        (["jp-us-invest", "jp-us-invest-2"], "jp-us-invest-3"),
        (["jp-us-invest", "jp-us-invest-3"], "jp-us-invest-2"),
    ],
)
def test_a_ref_that_is_taken_is_numbered(taken: list[str], ref: str) -> None:
    assert free_ref(stem_of("Invest", ["JP"], ["US"]), taken)[0] == ref


@pytest.mark.parametrize(("letters", "kept"), [(34, 40), (35, 5)])
def test_a_ref_is_made_of_up_to_forty_letters(letters: int, kept: int) -> None:
    assert len(stem_of("x" * letters, ["JP"], ["US"])) == kept


@given(names, st.lists(names, min_size=1), st.lists(names, min_size=1), st.integers(0, 12))
def test_every_title_makes_a_ref_that_is_free(title: str, obligor: list[str], obligee: list[str], count: int) -> None:
    taken: list[str] = []
    for _ in range(count):
        taken.append(free_ref(stem_of(title, obligor, obligee), taken)[0])
    assert len(set(taken)) == count
    for ref in taken:
        assert require_ref(ref) == ref
        assert len(ref) <= MAX_SLUG + len("-12")
