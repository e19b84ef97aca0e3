"""The filter of a query: it lets everything pass that the query finds, at any moment, and little else."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import nearby
from tests.building import commitment, deadline, milestone, portfolio, status
from tests.nearby import moments, registers, trees
from tests.query.conftest import ALL, PROMISES
from tracker.errors import TrackerError
from tracker.model.commitment import JUDGEMENTS, Commitment
from tracker.model.dates import Moment
from tracker.model.register import Party, Register, View
from tracker.model.status import STATUSES
from tracker.query import WORDS, Scope, parse, parse_query
from tracker.query.filter import (
    MILESTONE_KEY,
    UNMEASURED,
    ChangedBetween,
    Condition,
    DueBetween,
    Filter,
    HasKey,
    NotMeasurable,
    Overdue,
    StatusIn,
    TextContains,
    filter_of,
    limited,
    only_overdue,
)
from tracker.state.deadlines import TIMELINESS, Basis
from tracker.state.lateness import LATENESS
from tracker.state.portfolio import Portfolio
from tracker.store.index import Dependencies, IndexRow, dependencies, index_row, index_rows

# ---- filtering -----------------------------------------------------------------------------------


def filter_for(texts: Iterable[str], portfolio: Portfolio) -> Filter:
    """The filter of a query, parsed against the moment, basis and register of a portfolio."""
    scope = Scope(portfolio.register, portfolio.moment, portfolio.basis)
    return filter_of(parse(texts, scope), scope)


def filter_or_refusal(texts: Iterable[str], portfolio: Portfolio) -> Filter | str:
    """The filter of a query, or the sentence by which the query is refused."""
    try:
        return filter_for(texts, portfolio)
    except TrackerError as refusal:
        return str(refusal)


def passes(found: IndexRow, wanted: Filter) -> bool:
    """True if an index row passes a filter."""
    return all(any(may_hold(condition, found, wanted) for condition in clause) for clause in wanted.clauses)


def holds(condition: Condition, found: IndexRow, day: date) -> bool:
    """True if the index row satisfies a condition on a day when its final state is in force."""
    match condition:
        case HasKey(keys):
            return not {*keys, MILESTONE_KEY}.isdisjoint(found.keys)
        case TextContains(text):
            return text in found.search_text or MILESTONE_KEY in found.keys
        case StatusIn(statuses):
            return found.status in statuses
        case DueBetween(first, last) | ChangedBetween(first, last):
            soonest, latest = condition.near_due if isinstance(condition, ChangedBetween) else (first, last)
            is_due = found.due is not None and soonest <= found.due <= latest
            return is_due or (isinstance(condition, ChangedBetween) and first <= found.final_from <= last)
        case Overdue():
            is_past = found.due is not None and found.due < day
            return is_past and found.final_timeliness == "overdue" and found.final_from <= day
        case NotMeasurable():
            return found.final_timeliness in UNMEASURED and found.final_from <= day


def may_hold(condition: Condition, found: IndexRow, wanted: Filter) -> bool:
    """True if the commitment of an index row may satisfy a condition."""
    is_stable = wanted.knows_all and wanted.earliest >= found.stable_from
    is_decisive = is_stable and found.independent
    match condition:
        case StatusIn(statuses) if not is_stable:
            return not {MILESTONE_KEY, *map("status:{}".format, statuses)}.isdisjoint(found.keys)
        case DueBetween(first, last) if not is_decisive:
            return bool(found.due_first and found.due_last and found.due_first <= last and first <= found.due_last)
        case Overdue() if not is_decisive or wanted.basis != "current":
            return found.due_first is not None and found.due_first < wanted.latest
        case NotMeasurable() if not is_decisive or wanted.basis != "current":
            return True
        case _:
            return holds(condition, found, wanted.latest)


def supplied(candidates: set[str], dependencies_of: dict[str, Dependencies]) -> set[str]:
    """The candidates with the triggers that they await, with all their parts, and with all that these depend on."""
    found, waiting = set(candidates), list(candidates)
    while waiting:
        each = waiting.pop()
        parts = {ref for ref, one in dependencies_of.items() if each in one.umbrellas}
        awaited = dependencies_of[each].awaited if each in dependencies_of else set()
        waiting += (parts | awaited) - found
        found |= parts | awaited
    return found


# ---- filter and query agree ----------------------------------------------------------------------

TEXTS = (*nearby.TITLES, *nearby.TAGS, "gas", "gàs", "対米", "a", "nothing", "two\nlines", "lines")
DAYS = ("2026-06", "2026-07", "2026-06-30", "2026-Q3", "2026-06-25..2026-07-05", "today", "+2w", "9999-12-31")
TERMS = ("9d", "2w", "1m", "-5d")
VALUES: dict[str, tuple[str, ...]] = {
    "text": TEXTS,
    **dict.fromkeys(("by", "to", "party"), (*nearby.PARTIES, "jp", "softbank", "japan", "日本", "Korea")),
    "category": ("energy", "tariff", "trade"),
    "force": ("pledge", "treaty"),
    **dict.fromkeys(("parent", "ref"), nearby.REFS),
    "tag": (*nearby.TAGS, "GAS", "overdue"),
    **dict.fromkeys(("due", "due.before", "due.after", "made.before", "made.after"), DAYS),
    **dict.fromkeys(("due.within", "stale"), TERMS),
    "timeliness": TIMELINESS,
    "late": LATENESS,
    "review.within": TERMS,
    "status": (*STATUSES, "open", "closed"),
    "assessment": JUDGEMENTS,
    "analyst": ("desk", "mika"),
    "confidence": ("reported", "unsourced"),
    "missing": ("amount", "due", "delivery", "source", "instrument", "assessment"),
    "source": ("News", "nikkei", "example"),
    "kind": ("official", "media"),
    "lang": ("ja", "en"),
    **dict.fromkeys(("published.before", "published.after"), DAYS),
    "quote": ("gas", "a"),
    "position": ("US=dissatisfied", "satisfied", "denies"),
    "said-by": ("JP", "US"),
    **dict.fromkeys(("amount.over", "amount.under"), ("1bn", "USD 9bn")),
}


def worded(name: str) -> st.SearchStrategy[str]:
    """A query word, with one of its values if it takes any."""
    if not WORDS[name].takes_value:
        return st.just(name)
    valued = st.sampled_from(VALUES.get(name, ("x",))).map(f"{name}:{{}}".format)
    return valued | st.just(name) if WORDS[name].bare else valued


_one_word = st.one_of(*map(worded, WORDS))
_refused = ("@none", "by:XQ", "category:enery", "due:soon", "due.within:x", "overdu:", "parent:nothing", "tag")
_others = st.sampled_from(("@desk", "@all", "@round", "overdue", "undated", "gas"))
_parts = st.one_of(*[_one_word] * 6, _others, st.sampled_from(_refused))
_words = st.lists(_parts, min_size=1, max_size=2).map(",".join)
queries = st.lists(st.one_of(_words, _words, _words, _words.map("not:{}".format)), max_size=3)
views = st.fixed_dictionaries({}, optional={name: queries.map(tuple) for name in ("desk", "all", "round")})
# Moments at which most of the generated commitments have their final state.
later = st.dates(date(2026, 7, 5), date(2026, 8, 10)).map(Moment)


def test_every_word_with_a_value_is_generated() -> None:
    for name in VALUES.keys() ^ {name for name, word in WORDS.items() if word.takes_value}:
        pytest.fail(f"give values for the query word {name} in VALUES of this file, or remove them with the word")


def answer(texts: list[str], whole: Portfolio, among: Iterable[str]) -> list[str] | str:
    """The refs that a query finds among these, or how it is refused."""
    try:
        query = parse_query(texts, whole)
    except TrackerError as refusal:
        return str(refusal)
    return [ref for ref in among if ref in whole.standings and query.matches(whole.standings[ref])]


def _saved(zone: str, parties: tuple[str, ...], saved: dict[str, tuple[str, ...]]) -> Register:
    return Register(
        zone=zone,
        parties={code: Party(code=code, name=code) for code in parties},
        views={name: View(name=name, query=query) for name, query in saved.items()},
    )


saved = st.builds(_saved, st.sampled_from(nearby.ZONES), st.sampled_from(((), ("SOFTBANK",))), views)
_bases: st.SearchStrategy[Basis] = st.sampled_from(("current", "original"))
wholes = st.builds(
    lambda *about, basis: Portfolio(*about, basis=basis), registers | trees, moments | later, saved, basis=_bases
)


@given(wholes, queries)
def test_what_a_query_finds_passes_its_filter_and_is_enough_to_answer_it(whole: Portfolio, texts: list[str]) -> None:
    rows = {promise.ref: row for promise, row in index_rows(whole.commitments, whole.zone)}
    found = answer(texts, whole, rows)
    wanted = filter_or_refusal(texts, whole)
    if isinstance(wanted, str):  # refused before anything is fetched
        assert found == wanted
        return
    candidates = {ref for ref, row in rows.items() if passes(row, wanted)}
    assert isinstance(found, str) or set(found) <= candidates
    needed = supplied(candidates, {promise.ref: dependencies(promise) for promise in whole.commitments})
    near = whole.at(whole.moment, [promise for promise in whole.commitments if promise.ref in needed])
    assert answer(texts, near, [ref for ref in rows if ref in candidates]) == found


@given(wholes)
def test_an_overdue_commitment_passes_the_filter_of_overdue_ones(whole: Portfolio) -> None:
    wanted, counted = (only_overdue(filter_for([], whole), counting=counting) for counting in (False, True))
    for promise, row in index_rows(whole.commitments, whole.zone):
        standing = whole.standings.get(promise.ref)
        if standing and standing.timeliness in {"overdue", *UNMEASURED}:
            assert passes(row, counted)
            assert standing.timeliness != "overdue" or passes(row, wanted)


# ---- excluded commitments ------------------------------------------------------------------------


def kept(*texts: str, promises: Iterable[Commitment] = PROMISES, known_at: str = "", as_of: str = "2026-06-30") -> str:
    wanted = filter_for(texts, portfolio(as_of=as_of, known_at=known_at))
    return " ".join(promise.ref for promise in promises if passes(index_row(promise, "UTC"), wanted))


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("by:US", "tariff"),
        ("by:us", "tariff"),
        ("by:america", "tariff"),
        ("by:米国", "tariff"),
        ("party:EU", "data"),
        ("to:EU,JP", "tariff data"),
        ("category:energy", "round plant"),
        ("category:energy,trade", "round plant rice"),
        ("force:treaty", "rice"),
        ("tag:GAS", "plant"),
        ("text:赤沢", "plant"),
        ("ohio", "plant"),
        ("status:met", "tariff"),
        ("status:closed", "tariff data"),
        ("status:proposed", "rice"),
        ("met", "tariff"),
        ("closed", "tariff data"),
        ("proposed", "rice"),
        ("open energy", ""),
        ("assessment:at_risk", "round"),
        ("due:2026-05", "round"),
        ("due.before:2026-01", "tariff"),
        ("due.after:2027", "fund"),
        ("due.within:3w", "plant"),
        ("overdue", "round"),
        ("timeliness:overdue", "round"),
        ("late:reported", "round"),
        ("timeliness:met_late", "tariff"),
        ("late", "round"),
        ("late:unreported", "round"),
        ("timeliness:suspended", "defence"),
        ("overdue,status:met", "round tariff"),
        ("overdue status:met", ""),
        ("category:energy not:overdue", "round plant"),
    ],
)
def test_a_word_rules_out(query: str, refs: str) -> None:
    assert kept(query) == refs


@pytest.mark.parametrize(
    "query",
    [
        *(
            "not:by:US",
            "not:status:open",
            "undated",
            "awaiting",
            "made.after:2025",
            "slipped",
            "stale:90d",
            "missing:delivery",
            "timeliness:undated",
        ),
        *(
            "status:met,undated",
            "text:a\nb",
            "amount.over:1bn",
            "confidence:confirmed",
            "disputed",
            "contradicted",
            "divergent",
            "review.within:9y",
            "silent",
            "two-faced",
        ),
    ],
)
def test_a_word_that_the_index_cannot_decide_rules_nothing_out(query: str) -> None:
    assert kept(query) == ALL
    assert kept(query, "status:met") == "tariff"


@pytest.mark.parametrize(
    "query",
    [
        "parent:fund",
        "not:parent:fund",
        "ref:fund",
        "tag:gas,overdue",
        "tag:gas,late",
        "by:JP,silent",
        "by:SOFTBANK",
    ],
)
def test_a_word_that_depends_on_the_whole_register_rules_nothing_out(query: str) -> None:
    assert kept(query, "status:met") == kept("status:met", query) == ALL


@pytest.mark.parametrize("query", ["overdu:", "due:soon", "@desk", "category:enery", "tag"])
def test_a_query_is_refused_before_anything_is_fetched(query: str) -> None:
    with pytest.raises(TrackerError):
        kept(query, "status:met")


def test_a_word_after_a_comma_needs_no_register_if_the_values_before_it_are_fixed() -> None:
    assert kept("status:met,overdue") == "round tariff"


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("@desk", "plant"),
        ("@desk force:treaty", ""),
        ("not:@desk", ALL),
        ("@desk,status:met", "round plant tariff"),
        ("@all", "plant"),
        ("@around status:met", ALL),
        ("not:@around status:met", ALL),
    ],
)
def test_a_view_stands_for_its_words(query: str, refs: str) -> None:
    saved = {
        "desk": ("category:energy", "due.after:2026-06"),
        "all": ("@desk",),
        "around": ("parent:fund",),
    }
    wanted = filter_for([query], portfolio(register=_saved("UTC", (), saved)))
    assert " ".join(promise.ref for promise in PROMISES if passes(index_row(promise, "UTC"), wanted)) == refs


# ---- when the final state counts ---------------------------------------------------------------

MET = commitment(status=None, due="2026-01", events=[status("agreed"), status("met", on="2026-01-15")])


@pytest.mark.parametrize(
    ("query", "as_of", "known_at", "passes_filter"),
    [
        ("overdue", "2026-06-30", "", False),
        ("overdue", "2026-06-30", "2026-06-30", True),
        ("overdue", "2026-01-16", "", False),
        ("status:agreed", "2026-06-30", "", False),
        ("status:agreed", "2026-06-30", "2026-06-30", True),
        ("status:agreed", "2026-01-16", "", False),
        ("status:agreed", "2026-01-15", "", True),
        ("status:suspended", "2026-01-15", "", False),
        ("due.after:2026-02", "2026-01-15", "", False),
    ],
)
def test_the_final_state_counts_once_it_is_stable_and_all_is_known(
    query: str,
    as_of: str,
    known_at: str,
    passes_filter: bool,  # noqa: FBT001 - of a table
) -> None:
    assert kept(query, promises=[MET], as_of=as_of, known_at=known_at) == (MET.ref if passes_filter else "")


EXTENDED = commitment("extended", due="2026-01", events=[deadline("2027", "extension", on="2026-02")])
STEP = milestone("fund/step", due="2026-03")
WAITING = commitment("waiting", events=[deadline(awaits="notice", words="9d after notice")])


def test_a_commitment_that_is_not_due_yet_is_overdue_only_by_an_earlier_deadline() -> None:
    promises = (EXTENDED, STEP, WAITING, commitment("later", due="2027"), commitment("undated"))
    assert kept("overdue", promises=promises) == "fund/step waiting"
    assert kept("due:2026-01", promises=promises) == "waiting"
    assert kept("overdue", promises=promises, as_of="2026-02-15") == "extended waiting"
    original = filter_for(["overdue"], portfolio(basis="original"))
    assert passes(index_row(EXTENDED, "UTC"), original)


def test_the_overdue_clause_is_added_to_those_of_the_words() -> None:
    wanted = only_overdue(filter_for(["by:jp"], portfolio()), counting=False)
    assert wanted.clauses == ((HasKey(("by:jp", "by:JP")),), (Overdue(),))
    assert only_overdue(filter_for([], portfolio()), counting=True).clauses == ((Overdue(), NotMeasurable()),)


def test_a_filter_that_needs_everything_is_not_narrowed() -> None:
    whole = filter_for(["parent:fund"], portfolio())
    assert limited(only_overdue(whole, counting=False), 9, counting=True) == whole
    assert whole.needs_everything


@pytest.mark.parametrize(
    ("query", "is_exact"),
    [
        ("", True),
        ("by:JP to:US party:EU category:energy force:pledge tag:gas status:open", True),
        ("text:gas", False),
        ("open closed,met proposed", True),
        ("awaiting", False),
        ("due:2026 due.before:2026 due.after:2026 overdue", True),
        ("category:energy,tariff by:JP,status:open @late,tag:gas", True),
        ("@late @all", True),
        ("by:JP not:status:open", False),
        ("undated", False),
        ("due.within:9d", False),
        ("assessment:at_risk", False),
        ("by:JP,undated", False),
        ("@both,gas", False),
        ("@all,gas", False),
    ],
)
def test_a_filter_is_limited_if_the_index_decides_every_word(query: str, *, is_exact: bool) -> None:
    views = {"late": ("overdue",), "both": ("overdue", "by:JP"), "all": ()}
    register = Register(views={name: View(name=name, query=words) for name, words in views.items()})
    wanted = filter_for(query.split(), portfolio(register=register))
    assert limited(wanted, 9, counting=True).limit == (9 if is_exact else 0)
    assert limited(wanted, 9, counting=True).is_counted == is_exact


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("due:2026-06", date(2026, 6, 1), date(2026, 6, 30)),
        ("due.before:2026-06", date.min, date(2026, 5, 31)),
        ("due.after:2026-06", date(2026, 7, 1), date.max),
    ],
)
def test_a_due_day_is_filtered_to_the_day(word: str, first: date, last: date) -> None:
    assert filter_for([word], portfolio()).clauses == ((DueBetween(first, last),),)


def test_a_filter_is_not_limited_at_an_earlier_state_of_knowledge_or_on_the_original_basis() -> None:
    for around in (portfolio(known_at="2026-02-01"), portfolio(basis="original")):
        assert limited(filter_for([], around), 9, counting=True).limit == 0


@pytest.mark.parametrize(("query", "refs"), [("due.before:0001-01-01", ""), ("due.after:9999-12-31", "")])
def test_nothing_is_due_before_time_begins_or_after_it_ends(query: str, refs: str) -> None:
    promises = (commitment("first", due="0001-01-01"), commitment("last", due="9999-12-31"))
    assert kept(query, promises=promises) == refs


@pytest.mark.parametrize(
    ("end", "days"), [(date.min, (date.min, date(1, 1, 2))), (date.max, (date(9999, 12, 30), date.max))]
)
def test_time_ends_on_either_side(end: date, days: tuple[date, date]) -> None:
    wanted = filter_for(["due.within:9d"], Portfolio([], Moment(end)))
    assert (wanted.earliest, wanted.latest) == days


def test_an_instant_lies_on_three_days() -> None:
    wanted = filter_for([], portfolio(as_of="2026-06-30T23:30-04:00", known_at="2026-06-30"))
    assert (wanted.earliest, wanted.latest, wanted.knows_all) == (date(2026, 6, 30), date(2026, 7, 2), False)
