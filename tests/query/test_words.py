"""The query words, one by one."""

from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

import pytest

import tracker.query
from tests.building import NEWS, TODAY, commitment, deadline, delivery, moment, portfolio, status
from tracker.errors import TrackerError
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.model.register import Party, Register
from tracker.model.status import MEANINGS, STATUSES, Nature, Status
from tracker.query import WORDS, parse_query, words_by_subject
from tracker.query.terms import party_codes
from tracker.state.portfolio import Portfolio

FOUND = {
    "fund": "fund",
    "text:fund": "fund",
    "text:FUND": "fund",
    "text:Promise": "round plant tariff rice defence data",
    "text:us$550bn": "fund",
    "text:億ドルの対米": "fund",
    "text:대미": "fund",
    "text:mou of 4": "fund",
    "text:Ｏｈｉｏ": "plant",
    "text:gas": "plant",
    "text:赤沢大臣": "plant",
    "text:赤澤": "",
    "by:JP": "fund round rice defence data",
    "by:jp": "fund round rice defence data",
    "by:ｊｐ": "fund round rice defence data",
    "by:SOFTBANK": "plant",
    "by:softbank": "plant",
    "by:KR": "",
    "by:japan": "fund round rice defence data",
    "by:日本,America": "fund round tariff rice defence data",
    "party:USA": "fund round plant tariff rice defence",
    "to:European Union": "data",
    "by:UK": "",
    "to:US": "fund round plant rice defence",
    "to:JP": "tariff",
    "to:EU": "data",
    "party:US": "fund round plant tariff rice defence",
    "party:EU": "data",
    "party:SOFTBANK,EU": "plant data",
    "status:open": "fund round plant rice defence",
    "status:closed": "tariff data",
    "status:agreed": "round plant",
    "status:in_progress": "fund",
    "status:proposed": "rice",
    "status:suspended": "defence",
    "status:met": "tariff",
    "status:withdrawn": "data",
    "status:not_met,partially_met,superseded": "",
    "category:energy": "round plant",
    "category:other": "",
    "force:pledge": "fund round plant data",
    "force:announced": "defence",
    "force:commitment": "tariff",
    "force:treaty": "rice",
    "open": "fund round plant rice defence",
    "closed": "tariff data",
    "met": "tariff",
    "proposed": "rice",
    "agreed": "round plant",
    "in_progress": "fund",
    "suspended": "defence",
    "withdrawn": "data",
    "not_met": "",
    "partially_met": "",
    "superseded": "",
    "not_applicable": "",
    "status:unknown": "",
    "kept": "",
    "lapsed": "",
    "unreported": "round",
    "past-due": "round",
    "contested": "",
    "late:contested": "",
    "awaiting": "",
    "completed": "",
    "short": "",
    "late": "",
    "late:reported": "",
    "late:unreported": "round",
    "ref:plant": "plant",
    "ref:PLA": "plant",
    "ref:fund,rou": "fund round",
    "made.before:2025-06": "fund round plant tariff rice defence data",
    "made.before:2025": "",
    "made.after:2024": "fund round plant tariff rice defence data",
    "made.after:2025-06": "",
    "parent:fund": "round plant",
    "parent:round": "plant",
    "parent:roun": "plant",
    "parent:plant": "",
    "tag:gas": "plant",
    "tag:OHIO": "plant",
    "tag:550BN": "fund",
    "tag:550": "",
    "due.before:2026-06": "round tariff data",
    "due.before:2026-05-31": "tariff data",
    "due.before:2026-06-01": "round tariff data",
    "due.before:today": "round tariff data",
    "due.after:2026-06": "fund plant defence",
    "due.after:2026-07-15": "fund defence",
    "due.after:2026-07-14": "fund plant defence",
    "due.after:+1y": "fund",
    "due.within:15d": "plant",
    "due.within:14d": "",
    "due.within:+15d": "plant",
    "due.within:3w": "plant",
    "due.within:2m": "plant",
    "due.within:62d": "plant defence",
    "due.within:3y": "fund plant defence",
    "coming-due": "plant",
    "due:2026": "round plant defence data",
    "due:2026-Q1..2026-Q2": "round data",
    "due:2026-05-31": "round",
    "due:2026-05-30": "",
    "due:2026-06-01..2026-07-14": "",
    "amount.over:550bn": "rice",
    "amount.over:1.5bn": "fund rice",
    "amount.over:5兆": "rice",
    "amount.over:USD1bn": "fund",
    'amount.over:"USD 549,999m"': "fund",
    "amount.over:10 t": "",
    "amount.over:JPY 1": "rice",
    "amount.under:1tn": "fund",
    "amount.under:549bn,USD 6tn": "fund",
    "amount.under:EUR 1": "",
    "ceiling": "",
    "missing:amount": "round plant tariff defence data",
    "missing:due": "rice",
    "missing:delivery": "tariff rice defence data",
    "missing:source": "plant rice data",
    "missing:instrument,due": "round plant tariff rice defence data",
    "missing:assessment": "fund plant tariff rice defence data",
    "source:news": "round tariff defence",
    "source:NEWS.example": "round tariff defence",
    "source:meti": "fund defence",
    "source:commerce.example": "fund",
    "source:www": "",
    "source:kyodo": "fund",
    "kind:official": "fund defence",
    "kind:audit": "",
    "lang:ja": "fund defence",
    "lang:zh": "fund",
    "lang:zh-Hant": "fund",
    "lang:zh-Hans": "",
    "published.before:2026-03": "fund defence",
    "published.before:2026-02": "",
    "published.after:2026-01": "fund defence",
    "published.after:2026-02": "",
    "quote:発電所": "fund defence",
    "quote:LATER": "fund",
    'quote:"now, but"': "fund",
    "quote:投融資": "",
    "text:later": "fund",
    "text:発電所": "fund defence",
    "position:US=dissatisfied": "fund",
    "position:us=Satisfied": "fund",
    "position:JP=dissatisfied": "",
    "position:denies": "rice",
    "said-by:US": "fund",
    "said-by:Japan": "fund rice defence",
    "said-by:EU": "",
    "assessment:at_risk": "round",
    "assessment:stalled": "",
    "analyst:desk": "round",
    "analyst:mika": "",
    "timeliness:suspended": "defence",
    "timeliness:overdue,undated": "round rice",
    "stale:90d": "fund round plant tariff rice defence data",
    "stale:148d": "fund round plant tariff rice defence data",
    "stale:149d": "fund round plant tariff rice data",
    "stale:150d": "fund round plant tariff rice data",
    "stale:-148d": "fund round plant tariff rice defence data",
    "stale:20m": "plant rice data",
    "overdue": "round",
    "in_force": "",
    "exceeded": "",
    "breached": "",
    "broken": "",
    "review.within:5d": "defence",
    "review.within:4d": "",
    "review.within:+2w": "defence",
    "undated": "rice",
    "slipped": "plant",
    "silent": "plant",
    "disputed": "rice",
    "contradicted": "tariff",
    "divergent": "fund",
    "two-faced": "fund",
    "confidence:confirmed": "fund",
    "confidence:probable": "defence",
    "confidence:reported": "round",
    "confidence:unsourced": "plant tariff rice data",
}


def refs_found(word: str, register: Portfolio) -> str:
    """The refs of what a word finds."""
    query = parse_query([word], register)
    return " ".join(standing.ref for standing in register if query.matches(standing))


@pytest.mark.parametrize(("word", "refs"), FOUND.items())
def test_a_word_finds(word: str, refs: str, register: Portfolio) -> None:
    assert refs_found(word, register) == refs


def test_every_word_is_in_the_table() -> None:
    for name in WORDS.keys() - {word.partition(":")[0] for word in FOUND}:
        pytest.fail(f"say in FOUND of this file what the query word {name} finds in the register of conftest.py")


def test_every_word_is_in_the_help() -> None:
    listed = words_by_subject()
    for name, word in WORDS.items():
        assert word in listed, f"add the module {word.module} of the query word {name} to SUBJECTS of tracker.query"
    assert len(listed) == len(WORDS)


def test_every_module_with_words_is_imported() -> None:
    for module in (module.name for module in iter_modules(tracker.query.__path__)):
        known = len(WORDS)
        import_module(f"tracker.query.{module}")
        assert len(WORDS) == known, f"add the module {module} to SUBJECTS of tracker.query, for it defines query words"


def _nature(name: str) -> Nature:
    """A nature that fits a status."""
    return "act" if "act" in MEANINGS[name].natures else "keep"


def test_the_names_of_statuses_and_of_timeliness_are_words() -> None:
    promises = (
        *(commitment(name, events=[status(name)], status=None, nature=_nature(name)) for name in get_args(Status)),
        commitment("unknown", status=None, due="2026"),
        commitment("in_force", nature="refrain"),
        commitment("lapsed", nature="refrain", due="2026-03"),
        commitment("late", due="2026-03"),
    )
    asked = portfolio(*promises, as_of="2026-06-30")
    for word in (*STATUSES, "in_force", "lapsed"):
        refs = {"agreed": "agreed in_force lapsed late"}
        assert refs_found(word, asked) == refs.get(word, word)
    for word, ref in {"status:unknown": "unknown", "unreported": "late", "past-due": "late"}.items():
        assert refs_found(word, asked) == ref


def test_undated_finds_exactly_the_rows_shown_as_undated() -> None:
    done = commitment("done", status="met"), commitment("waiting", events=[deadline(words="x", awaits="y")])
    asked = portfolio(*done, commitment("open"))
    assert refs_found("undated", asked) == "open"
    assert refs_found("missing:due", asked) == "done waiting open"


def test_a_ceiling_is_the_most_that_is_to_be_kept() -> None:
    asked = portfolio(
        commitment("cap", nature="keep", amount="up to 4 Mt"),
        commitment("floor", nature="keep", amount="at least 4 Mt"),
        commitment("most", amount="up to 4 Mt"),
    )
    assert refs_found("ceiling", asked) == "cap"


def test_neither_what_has_a_share_in_a_delivery_nor_a_duty_with_the_amount_of_each_is_missing_it() -> None:
    rule = read_recurrence("year, from 2025 until 2027, 2,000 t each")
    asked = portfolio(commitment("rice", events=[delivery("900 t", on="2025")], every=rule))
    assert refs_found("missing:delivery", asked) == "rice/2026"
    assert refs_found("missing:amount", asked) == ""


@pytest.mark.parametrize(
    ("word", "refs"),
    [
        ("overdue", "round plant"),
        ("late:reported", ""),
        ("late:unreported", "round plant"),
        ("slipped", "plant"),
        ("due.before:2026-06", "round tariff data"),
        ("by:JBIC", ""),
        ("by:japan bank for international cooperation", ""),
    ],
)
def test_a_query_is_measured_on_the_basis_of_the_portfolio(word: str, refs: str, original: Portfolio) -> None:
    assert refs_found(word, original) == refs


@pytest.mark.parametrize(
    ("word", "sentence", "exit_code"),
    [
        ("by:XQ", "“XQ” is not a party; write a country as in by:JP or by:Japan, or a party of the register", 2),
        ("to:SOFTBNK", "“SOFTBNK” is not a party (nearest: SOFTBANK); write a country as in by:JP", 2),
        ("party:日光", "“日光” is not a party; write a country", 2),
        ("by:japn", "“japn” is not a party (nearest: Japan); write a country as in by:JP or by:Japan", 2),
        ("by:Korea", "“Korea” is the name of 2 parties: KP (North Korea), KR (South Korea); write the code of one", 2),
        ("status:opne", "“opne” is not a status (nearest: open); choose from proposed, agreed", 2),
        ("status:overdue", "“overdue” is not a status", 2),
        ("category:enery", "“enery” is not a category (nearest: energy); choose from investment", 2),
        ("category:energy,tarif", "“tarif” is not a category (nearest: tariff)", 2),
        ("force:pledg", "“pledg” is not a force (nearest: pledge)", 2),
        ("confidence:high", "“high” is not a degree of confidence", 2),
        ("confidence:disputed", "“disputed” is not a degree of confidence; choose from confirmed, probable", 2),
        ("late:yes", "“yes” is not a value of lateness; choose from reported, unreported", 2),
        ("review.within:soon", "“soon” is not a date", 2),
        ("due.before:soon", "“soon” is not a date", 2),
        ("due.before:undated", "“undated” is not a date", 2),
        ("due.after:2026-02-30", "there is no such day", 2),
        ("due.within:30", "“30” is not a date", 2),
        ("due.within:5bd", "name whose holidays count", 2),
        ("parent:nobody", "“parent:nobody” cannot be used: no commitment is called “nobody”", 2),
        ("parent:r", "“r” is the beginning of 2 refs: round, rice", 2),
        ("ref:r", "“ref:r” cannot be used: “r” is the beginning of 2 refs: round, rice", 2),
        ("ref:fundd", "no commitment is called “fundd” (nearest: fund)", 2),
        ("made.before:soon", "“soon” is not a date", 2),
        ("made.after:undated", "“undated” is not a date", 2),
        ("due:soon", "“soon” is not a date", 2),
        ("due:undated", "“undated” is not a date", 2),
        ("stale:soon", "“-soon” is not a date", 2),
        ("amount.over:much", "“much” is not an amount", 2),
        ("amount.over:1 2", "“1 2” is not an amount", 2),
        ("amount.under:¥5", "“¥” can be read in more than one way", 2),
        ("missing:everything", "“everything” is not a thing that can be missing; choose from amount, due", 2),
        ("assessment:good", "“good” is not a judgement; choose from on_track", 2),
        ("kind:press", "“press” is not a kind of source; choose from treaty, official", 2),
        ("lang:Japanese", "“Japanese” is not a language tag of BCP 47; write one such as en, ja", 2),
        ("published.after:soon", "“soon” is not a date", 2),
        ("position:US", "“US” is not a position; choose from accepts", 2),
        ("position:XQ=denies", "“XQ” is not a party", 2),
        ("said-by:nobody", "“nobody” is not a party", 2),
        ("timeliness:late", "“late” is not a value of timeliness", 2),
        ("late:", "“late:” is not a query: write late:unreported", 2),
        ("late:maybe", "“maybe” is not a value of lateness", 2),
    ],
)
def test_a_value_that_a_word_cannot_have_is_refused(
    word: str, sentence: str, exit_code: int, register: Portfolio
) -> None:
    with pytest.raises(TrackerError) as refused:
        parse_query([word], register)
    assert sentence in str(refused.value)
    assert refused.value.exit_code == exit_code


@pytest.mark.parametrize("name", WORDS)
def test_every_word_has_its_help_and_an_example_of_itself(name: str) -> None:
    assert WORDS[name].meaning.endswith("."), f"write the help of the query word {name} as its docstring"
    assert WORDS[name].example.partition(":")[0] == name
    assert WORDS[name].takes_value == (":" in WORDS[name].example)


@pytest.mark.parametrize("name", WORDS)
def test_every_value_that_a_word_is_completed_with_is_one(name: str, register: Portfolio) -> None:
    for value in WORDS[name].values_in(register):
        parse_query([f"{name}:{value}"], register)


def test_parties_are_those_named_and_those_of_the_register(original: Portfolio) -> None:
    assert party_codes(original) == ["EU", "JBIC", "JP", "SOFTBANK", "US"]


@pytest.mark.parametrize(
    ("as_of", "known_at", "refs"),
    [("2026-01-31", "", "plant"), (TODAY, "", ""), (TODAY, "2026-01-31", "plant")],
)
def test_a_query_asks_about_the_moment(as_of: str, known_at: str, refs: str) -> None:
    moved = commitment("plant", due="2025", events=[deadline("2026-07-15", "extension", on="2026-02-01")])
    assert refs_found("overdue", portfolio(moved, as_of=as_of, known_at=known_at)) == refs


@pytest.mark.parametrize(
    ("due", "moved_to", "found_by"),
    [
        ("2026-06-29", "2026-06-30", "due.within:0d due.within:1d slipped silent"),
        ("2026-06-30", "2026-06-29", "overdue silent"),
        ("2026-06-30", "2026-07-01", "due.within:1d slipped silent"),
        ("2026-06-30", "2026-06", "due.within:0d due.within:1d"),
        ("2026-06-30", "", "undated slipped silent"),
    ],
)
def test_one_day_makes_the_difference(due: str, moved_to: str, found_by: str) -> None:
    held = portfolio(commitment(due=due, events=[deadline(moved_to, "amendment", on="2026-02-01")]))
    asked = ("due.within:0d", "due.within:1d", "overdue", "undated", "slipped", "silent")
    assert [word for word in asked if refs_found(word, held)] == found_by.split()


def test_a_deadline_that_waits_is_awaiting_until_what_it_waits_for_is_met() -> None:
    waiting = commitment("waiting", events=[deadline(awaits="notice", words="9d after notice")])
    notice = commitment("notice", status="met", met_on="2026-06-25")
    assert (
        refs_found("awaiting", portfolio(waiting))
        == refs_found("timeliness:awaiting_trigger", portfolio(waiting))
        == "waiting"
    )
    assert refs_found("awaiting", portfolio(waiting, notice)) == ""


@pytest.mark.parametrize(
    ("made_on", "words"),
    [
        ("2025-05", "made.before:2025-06-01"),
        ("2025-06", ""),
        ("2025-07", "made.after:2025-06-30"),
        ("2025", ""),
        ("", "made.before:2025-06-01"),
    ],
)
def test_a_promise_of_an_uncertain_date_is_neither_before_nor_after_it(made_on: str, words: str) -> None:
    held = portfolio(commitment(made_on=span(made_on) if made_on else None))
    asked = ("made.before:2025-06-01", "made.after:2025-06-30")
    assert " ".join(word for word in asked if refs_found(word, held)) == words


def test_late_needs_a_value_and_is_otherwise_text() -> None:
    told = commitment("told", due="2026-05", events=[status("in_progress", on="2026-06-20", source=NEWS)])
    register = portfolio(told, commitment("untold", due="2026-05"), commitment("late-fee", due="2027", tags=("late",)))
    assert refs_found("late", register) == refs_found("late:reported", register) == "told"
    assert refs_found("late:unreported", register) == "untold"
    assert refs_found("not:late overdue", register) == "untold"
    assert refs_found("tag:late", register) == "late-fee"
    assert refs_found("tag:none,late", register) == "late-fee"
    assert refs_found("by:JP,late", register) == "told untold late-fee"
    assert refs_found("text:late fee", register) == ""


def test_a_full_delivery_is_completed_until_it_is_closed() -> None:
    paid = delivery("USD 5", on="2026-06-01")
    register = portfolio(
        commitment("paid", amount="USD 5", events=[paid]),
        commitment("partly", amount="USD 6", events=[paid]),
        commitment("closed", amount="USD 5", status="met", met_on="2026-06-02", events=[paid]),
    )
    assert refs_found("completed", register) == refs_found("timeliness:completed", register) == "paid"


def test_a_ref_that_was_not_known_at_the_moment_is_not_refused() -> None:
    later = commitment("later", status=None, events=[status("agreed", on="2026-05-01")])
    assert refs_found("ref:later", portfolio(later, as_of="2026-04-01")) == ""


def test_within_counts_from_the_day_in_the_zone_of_the_register() -> None:
    evening = moment("2026-06-30T22:00+00:00")
    promise = commitment("plant", due="2026-07-02", time_zone="Asia/Tokyo")
    words = {
        zone: refs_found("due.within:1d", Portfolio([promise], evening, Register(zone=zone)))
        for zone in ("Asia/Tokyo", "UTC")
    }
    assert words == {"Asia/Tokyo": "plant", "UTC": ""}


def test_a_party_is_found_in_either_case_whatever_else_the_register_has() -> None:
    register = portfolio(commitment("typed", obligor=("jbic",)), commitment("written", obligor=("JBIC",)))
    assert refs_found("by:jbic", register) == "typed written"
    assert refs_found("by:JBIC", register) == "written"


def named(*parties: Party) -> Portfolio:
    """Two commitments, in a register that names these parties."""
    promises = (commitment("korean", obligor=("KR",)), commitment("bank", obligor=("JBIC",)))
    return portfolio(*promises, register=Register(parties={party.code: party for party in parties}))


def test_a_party_is_found_by_every_name_that_the_register_gives_it() -> None:
    register = named(Party(code="JBIC", name="Bank of Japan’s Friends", names={"ja": "国際協力銀行"}))
    for name in ("bank of japan's friends", "The Bank of Japan's Friends", "国際協力銀行", "jbic"):
        assert refs_found(f'by:"{name}"', register) == "bank"


def test_a_name_of_the_register_comes_before_those_of_the_world() -> None:
    assert refs_found("by:korea", named(Party(code="KR", name="Korea"))) == "korean"


def test_a_name_that_two_parties_of_the_register_have_is_refused() -> None:
    register = named(Party(code="KR", name="Seoul"), Party(code="JBIC", name="Bank", names={"ko": "SEOUL"}))
    with pytest.raises(
        TrackerError, match=r"“seoul” is the name of 2 parties: KR \(Seoul\), JBIC \(Bank\); write the code"
    ):
        parse_query(["by:seoul"], register)


def test_a_code_used_only_in_a_commitment_is_found_with_the_party_of_that_name() -> None:
    register = portfolio(commitment("code", obligor=("FRANCE",)), commitment("country", obligor=("FR",)))
    assert refs_found("by:france", register) == "code country"
    assert refs_found("by:FRANCE", register) == "code country"
