"""Text is made harmless before it is shown, and where that must be undone it can be."""

import re

import pytest
from hypothesis import given

from tests import hostile
from tracker.model.text_limits import ACTIVE
from tracker.render.escape import escape_control, escape_control_reversibly, may_be_active, unescape_control


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_nothing_that_acts_is_left_of_a_text(text: str) -> None:
    assert hostile.harm(escape_control(text), lines="") == set()
    assert hostile.harm(escape_control(text, lines=True), lines="\n\r\t") == set()
    assert hostile.harm(escape_control_reversibly(text), lines="\n\r\t") == set()


def test_every_active_character_is_noticed_before_the_patterns_are_compiled() -> None:
    active = re.findall(f"[{ACTIVE}]", "".join(map(chr, range(0x110000))))
    assert [character for character in active if not may_be_active(character)] == []


@given(hostile.texts)
def test_what_is_made_harmless_reversibly_comes_back_as_given(text: str) -> None:
    assert unescape_control(escape_control_reversibly(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("対米投資 第1号案件", "👩‍👧‍👦 🏳️‍🌈", "क्‍ष", "a b", "é", "葛󠄀", "葛󠄀城 辻󠄁", "[/] =1+1 <b>"),
        *("می\u200cخواهم", "☀️ ❤\ufe0e 1️⃣ ©️", "ᠠ\u180b", "神\ufe00", "約束\u3000東京", "👍🏽", "∩\ufe00"),
    ],
)
def test_letters_joiners_and_what_only_markup_would_mind_stay_as_they_are(text: str) -> None:
    assert escape_control(text) == escape_control_reversibly(text) == text


def test_an_escape_says_which_character_it_stands_for() -> None:
    assert escape_control("\x00\x9b\u202e\ud800\U000e0041") == r"\x00\x9b\u202e\ud800\U000e0041"


def test_nothing_is_taken_for_an_escape_that_stands_for_no_harm() -> None:
    assert unescape_control(r"\Uffffffff \x1 \n \u12") == r"\Uffffffff \x1 \n \u12"


def test_a_text_that_somebody_else_wrote_is_left_as_it_is() -> None:
    assert unescape_control(r"C:\x41dir and \x0a") == r"C:\x41dir and \x0a"
