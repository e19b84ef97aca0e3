"""Several query words make one query: all must hold, `not:` negates, a comma means or."""

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import portfolio
from tests.query.conftest import PROMISES
from tests.strategies import typed
from tracker.errors import BadUsage, LargeQuery, TrackerError
from tracker.model.register import Register, View
from tracker.query import WORDS, Scope, parse, parse_query
from tracker.query.parser import MAX_NESTING, MAX_WORDS
from tracker.state.portfolio import Portfolio

ALL = "fund round plant tariff rice defence data"
# Queries that find something in the small register; they can be combined in any way.
QUERIES = (
    *("by:JP", "to:US", "party:EU", "status:open", "status:met", "category:energy,tariff", "force:pledge", "fund"),
    *("overdue", "undated", "slipped", "silent", "disputed", "two-faced", "overdue,undated", "due.within:30d", "gas"),
    *("due.before:2026-06", "due.after:2026-06", "parent:fund", "tag:gas", "confidence:reported", "対米", "nothing"),
)
some_queries = st.sampled_from(QUERIES)


def refs_found(words: Iterable[str], register: Portfolio) -> list[str]:
    """The refs of what a query finds."""
    query = parse_query(words, register)
    return [standing.ref for standing in register if query.matches(standing)]


def answers_or_refuses(word: str, register: Portfolio) -> None:
    """Assert that a word is true or false of everything, or refused with exit code 2."""
    with suppress(BadUsage):
        query = parse_query([word], register)
        assert {query.matches(standing) for standing in register} <= {True, False}


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ([], ALL),
        (["by:JP"], "fund round rice defence data"),
        (["by:JP", "to:US"], "fund round rice defence"),
        (["to:US", "by:JP"], "fund round rice defence"),
        (["by:JP", "not:to:US"], "data"),
        (["not:party:JP"], "plant"),
        (["not:not:party:JP"], "fund round tariff rice defence data"),
        (["by:JP,US"], "fund round tariff rice defence data"),
        (["category:energy,tariff"], "round plant tariff"),
        (["category:energy,category:tariff"], "round plant tariff"),
        (["not:category:energy,tariff"], "fund rice defence data"),
        (["overdue,undated"], "round rice"),
        (["not:overdue,undated"], "fund plant tariff defence data"),
        (["overdue,category:trade,tariff"], "round tariff rice"),
        (["category:energy,undated"], "round plant rice"),
        (["confidence:reported,disputed"], "round rice"),
        (["confidence:reported,contradicted"], "round tariff"),
        (["disputed,confidence:reported"], "round rice"),
        (["status:open", "category:energy", "not:overdue"], "plant"),
        (["status:met,proposed"], "tariff rice"),
        (["late,undated,late:unreported"], "round rice"),
        (["status:met,open"], "fund round plant tariff rice defence"),
        (["met,proposed"], "tariff rice"),
        (["by:US,open"], "fund round plant tariff rice defence"),
        (["missing:due,closed"], "tariff rice data"),
        (["open 550bn"], "fund"),
        (["text:open"], ""),
        (["gas or ohio"], ""),
        (["gas or"], ""),
        (["text:or"], ""),
        (['"or"'], ""),
        (["text:and", "overdue"], ""),
        (["nor", "android"], ""),
        (["対米"], "fund"),
        (["대미 투자"], "fund"),
        (["text:赤沢"], "plant"),
        (["赤沢,550bn"], "fund plant"),
        (["text:overdue"], ""),
        (["nothing at all"], ""),
        (["by:JP to:US"], "fund round rice defence"),
        (["party:US overdue"], "round"),
        (["overdue Promise"], "round"),
        (["Promise round"], "round"),
        (["text:Promise round"], "round"),
        (["Promise", "round"], "round"),
        (["text:mou of"], "fund"),
        (['"mou of"'], "fund"),
        (['not:"mou of" by:JP'], "round rice defence data"),
        (['text:"overdue"'], ""),
        (['text:"mou of",gas'], "fund plant"),
        (['"a, b",gas'], "plant"),
        (["overdue,undated by:JP"], "round rice"),
        (["by:JP overdue,undated"], "round rice"),
        (["status:open overdue,missing:due not:overdue,by:US"], "rice"),
        (["by:JP   to:EU "], "data"),
        (["not:by:JP not:by:US"], "plant"),
    ],
)
def test_a_query_finds(query: list[str], refs: str, register: Portfolio) -> None:
    assert refs_found(query, register) == refs.split()


@pytest.mark.parametrize("query", ["parent:fund,overdue", "tag:gas,overdue", "not:ref:fund overdue", "by:SOFTBANK"])
def test_a_query_is_resolved_once_or_in_the_portfolio_of_each_commitment(query: str, register: Portfolio) -> None:
    parsed = parse([query], Scope(register.register, register.moment))
    assert [standing.ref for standing in register if parsed.matches(standing)] == refs_found([query], register)


@given(words=st.lists(some_queries, max_size=4), data=st.data())
def test_all_the_words_must_hold_in_whatever_order(register: Portfolio, words: list[str], data: st.DataObject) -> None:
    answers = [set(refs_found([word], register)) for word in words]
    assert set(refs_found(words, register)) == set(ALL.split()).intersection(*answers)
    assert refs_found(data.draw(st.permutations(words)), register) == refs_found(words, register)


@given(word=some_queries, times=st.integers(0, 5))
def test_not_is_the_complement_and_twice_not_is_nothing(register: Portfolio, word: str, times: int) -> None:
    plain, negated = set(refs_found([word], register)), set(refs_found([f"not:{word}"], register))
    assert plain | negated == set(ALL.split())
    assert not plain & negated
    assert set(refs_found([f"{'not:' * times}{word}"], register)) == (negated if times % 2 else plain)


@given(words=st.lists(some_queries.filter(lambda word: word != "disputed"), min_size=1, max_size=4))
def test_a_comma_means_or(register: Portfolio, words: list[str]) -> None:
    whole = [word if ":" in word or word in WORDS else f"text:{word}" for word in words]
    assert set(refs_found([",".join(whole)], register)) == {
        ref for word in whole for ref in refs_found([word], register)
    }


@given(words=st.lists(some_queries, min_size=1, max_size=4))
def test_words_in_one_text_are_the_words_one_by_one(register: Portfolio, words: list[str]) -> None:
    whole = [word if ":" in word or word in WORDS else f"text:{word}" for word in words]
    assert refs_found([" ".join(whole)], register) == refs_found(whole, register)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ('text:"mou of', '“text:"mou of” is not a query: close the quotation mark, or leave it out'),
        ("party:JP statu:open", "“statu:open” is not a query word (nearest: status)"),
        ("@desk", "“desk” is not a saved view; `tracker view` lists them"),
        ("@", "“” is not a saved view"),
        ("owner:JP", "“owner:JP” is not a query word; to search for the text itself write text:owner:JP"),
        ("statu:open", "“statu:open” is not a query word (nearest: status); "),
        ("overdu:", "“overdu:” is not a query word (nearest: overdue); "),
        ("by:JP,form:US", "“form:US” is not a query word (nearest: force); "),
        ("not:categry:energy", "“categry:energy” is not a query word (nearest: category); "),
        ("https://example.org", "to search for the text itself write text:https://example.org"),
        ("", "“” is not a query: write text:赤沢"),
        ("not:", "“” is not a query: write text:赤沢"),
        ("by", "“by” is not a query: write by:JP"),
        ("by:", "“by:” is not a query: write by:JP"),
        ("by:JP,", "“by:JP,” is not a query: write by:JP"),
        ("or", "“or” joins no query words: put a comma between them, as in by:JP,US or overdue,undated; text:or"),
        ("AND", "“AND” joins no query words: leave it out, for all words must hold; text:and searches for the word"),
        ("not", "“not” joins no query words: write it with a colon, as in not:overdue; text:not searches"),
        ("by:JP or by:US", "“or” joins no query words: put a comma"),
        ("overdue And undated", "“And” joins no query words: leave it out"),
        ("overdue or gas", "“or” joins no query words"),
        ("gas or by:JP", "“or” joins no query words"),
        ("not overdue", "“not” joins no query words"),
        ("overdue or", "“or” joins no query words"),
        ("late not met", "“not met” is not a query: write not_met, or not:met"),
        ("overdue:yes", "“overdue:yes” is not a query: write overdue"),
        ("category:energy,tag", "“category:energy,tag” is not a query: write tag:550bn"),
    ],
)
def test_a_bad_word_is_refused_with_the_nearest_good_one(word: str, sentence: str, register: Portfolio) -> None:
    with pytest.raises(TrackerError) as refused:
        parse_query([word], register)
    assert sentence in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_phrase_of_the_tables_that_is_refused_names_its_query_word(register: Portfolio) -> None:
    with pytest.raises(TrackerError, match="“past due” is not a query: write past-due"):
        parse_query(["past", "due"], register)


def test_one_bad_word_refuses_the_whole_query(register: Portfolio) -> None:
    with pytest.raises(TrackerError):
        parse_query(["overdue", "status:lost"], register)


_VALUES = typed | some_queries | st.sampled_from(("JP", "open", "30d", "2026", "fund", "f", "plant"))
_ANY = st.one_of(
    typed,
    st.builds("{}:{}".format, st.sampled_from(list(WORDS)), _VALUES),
    st.builds("not:{}:{}".format, st.sampled_from(list(WORDS)), _VALUES),
    st.lists(_VALUES, max_size=3).map(",".join),
)


@given(word=_ANY)
def test_any_text_is_a_query_or_is_refused(register: Portfolio, word: str) -> None:
    answers_or_refuses(word, register)


@pytest.mark.parametrize(
    "word",
    [
        *("not:" * 5000 + "overdue", "x" * 100_000, "overdue," * 5000, "overdue " * 5000, '"' * 9999, " " * 99_999),
        *("by:\udcff", "\udcff"),
    ],
)
def test_a_hostile_word_is_a_query_or_is_refused(word: str, register: Portfolio) -> None:
    answers_or_refuses(word, register)


# ---- saved views -------------------------------------------------------------------------------


@pytest.fixture
def desk() -> Portfolio:
    """The register with saved views, one made of another and two that use each other."""
    views = {
        "desk": ("by:JP", "status:open"),
        "line": ("party:JP overdue",),
        "all": ("@desk",),
        "here": ("@there",),
        "there": ("overdue,@here",),
        "既定": ("gas",),
    }
    return portfolio(*PROMISES, register=Register(views={name: View(name=name, query=q) for name, q in views.items()}))


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        (["@desk"], "fund round rice defence"),
        (["@all"], "fund round rice defence"),
        (["@line"], "round"),
        (["@desk", "overdue"], "round"),
        (["@desk overdue"], "round"),
        (["overdue @desk"], "round"),
        (["not:@desk"], "plant tariff data"),
        (["@line,undated"], "round rice"),
        (["category:energy,@line"], "round plant"),
        (["@既定"], "plant"),
    ],
)
def test_a_view_stands_for_its_words(query: list[str], refs: str, desk: Portfolio) -> None:
    assert refs_found(query, desk) == refs.split()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("@dsk", "“dsk” is not a saved view (nearest: desk)"),
        ("@here", "“@here” cannot be used: it refers to itself"),
        ("not:@there,overdue", "“@there” cannot be used: it refers to itself"),
    ],
)
def test_a_bad_view_is_refused(word: str, sentence: str, desk: Portfolio) -> None:
    with pytest.raises(BadUsage) as refused:
        parse_query([word], desk)
    assert sentence in str(refused.value)


# ---- limits ------------------------------------------------------------------------------------


def nested(*queries: tuple[str, ...]) -> Portfolio:
    """The register with the views v0, v1 … of these queries."""
    views = {f"v{number}": View(name=f"v{number}", query=query) for number, query in enumerate(queries)}
    return portfolio(*PROMISES, register=Register(views=views))


def chain(length: int) -> list[tuple[str, ...]]:
    """Views that each use the next; the last stands for a word."""
    return [*((f"@v{number}",) for number in range(1, length)), ("overdue",)]


def test_a_query_of_as_many_words_as_are_allowed_is_answered() -> None:
    widest = ",".join(["overdue"] * (MAX_WORDS - 1))
    assert refs_found(["@v0"], nested((widest,))) == ["round"]
    assert refs_found(["@v0"], nested(*chain(MAX_NESTING))) == ["round"]


@pytest.mark.parametrize(
    ("word", "queries"),
    [
        (",".join(["overdue"] * (MAX_WORDS + 1)), []),
        (" ".join(["overdue"] * (MAX_WORDS + 1)), []),
        ("@v0", [(",".join(["overdue"] * MAX_WORDS),)]),
        ("@v0", [*((f"@v{number}",) * 8 for number in range(1, 8)), ("overdue",)]),
        ("not:@v0", [*((f"@v{number}," * 7 + f"@v{number}",) for number in range(1, 20)), ("overdue",)]),
    ],
)
def test_a_query_that_expands_to_too_many_words_is_refused(word: str, queries: list[tuple[str, ...]]) -> None:
    register = nested(*queries)
    with pytest.raises(LargeQuery, match="more than 1000 words, those of its saved views included"):
        parse_query([word], register)


@pytest.mark.parametrize(
    "queries",
    [
        chain(MAX_NESTING + 1),
        chain(2000),
        # The inner half is parsed first, on a shorter path.
        [("@v15 @v1",), *chain(30)[1:]],
    ],
)
def test_too_many_nested_views_are_refused(queries: list[tuple[str, ...]]) -> None:
    with pytest.raises(LargeQuery, match="the query nests more than 20 saved views"):
        parse_query(["@v0"], nested(*queries))
