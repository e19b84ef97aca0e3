"""Sentences."""

import pytest

from tracker.draft.sentences import MAX_SENTENCE, sentences_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本承诺投资。美国不满!真的吗?是。", ["日本承诺投资。", "美国不满!", "真的吗?", "是。"]),
        ("首相は「延期する。」と述べた。米国は怒った。", ["首相は「延期する。」と述べた。", "米国は怒った。"]),
        ("他说:“完全支持。我们同意。”美国满意。", ["他说:“完全支持。我们同意。”", "美国满意。"]),
        ("일본이 투자한다. 미국이 기다린다.", ["일본이 투자한다.", "미국이 기다린다."]),
        (
            "It costs $33.3 billion. Mr. Ross of the U.S. Senate agreed on Feb. 17. Why?",
            ["It costs $33.3 billion.", "Mr. Ross of the U.S. Senate agreed on Feb. 17.", "Why?"],
        ),
        ("A headline\n\n  A line. And another one", ["A headline", "A line.", "And another one"]),
        ("", []),
    ],
)
def test_a_text_is_split_at_the_ends_of_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


def test_what_is_longer_than_a_sentence_of_news_is_left_out() -> None:
    text = f"“{'He came. ' * MAX_SENTENCE}End."
    found = sentences_of(text)
    assert (found[0], found[-1], "“" in "".join(found)) == ("He came.", "End.", False)
