"""The command `add`: one transaction, the ref alone on standard output, and every refusal."""

import pytest

from tests.program import Tracker

LNG = ("add", "Buy LNG from Alaska", "--by", "JP", "--to", "US")


def test_the_ref_is_printed_alone(empty: Tracker) -> None:
    assert empty.done(*LNG) == ("jp-us-buy-lng-alaska\n", "", 0, "")
    assert empty.done(*LNG).output == "jp-us-buy-lng-alaska-2\n"
    assert empty.done(*LNG, "--ref", "lng").output == "lng\n"


def test_every_option_is_recorded(small: Tracker) -> None:
    small.done(
        *("add", "Send rice", "--by", "jp", "--by", "EU", "--to", "US", "--ref", "rice", "--due", "2026-Q4"),
        *("--amount", "about 12 Mt", "--category", "trade", "--force", "treaty", "--status", "in-progress"),
        *("--parent", "jp-us-inv", "--made-on", "2026-01", "--instrument", "Treaty", "--in-return-for", "us-jp-t"),
        *("--zone", "America/New_York", "--nature", "refrain", "--titled", "ja=米", "--condition", "if it rains"),
        *("--tag", "food", "--tag", "farm", "--remarks", "a note", "--not-before", "2026-02-01", "--grace", "5"),
        *("--on", "2026-01-15", "--known", "2026-01-20", "--source", "https://a.example", "--publisher", "Asahi"),
        *("--source-title", "Rice", "--source-kind", "official", "--source-party", "obligor", "--source-lang", "ja"),
        *("--published", "2026-01-18", "--relays", "Kyodo", "--quote", "米を送る", "--note", "as reported"),
    )
    row = small("show", "rice", "--format", "json").row
    wanted = {
        "obligor": ["JP", "EU"],
        "obligee": ["US"],
        "category": "trade",
        "force": "treaty",
        "status": "in_progress",
        "amount": "12",
        "amount_qualifier": "about",
        "currency": "Mt",
        "due": "2026-12-31",
        "due_precision": "quarter",
        "parent": "jp-us-invest",
        "instrument": "Treaty",
        "made_on": "2026-01",
        "in_return_for": ["us-jp-tariff"],
        "time_zone": "America/New_York",
        "nature": "refrain",
        "grace_days": 5,
        "conditions": ["if it rains"],
        "tags": ["food", "farm"],
        "notes": "a note",
        "not_before": "2026-02-01",
    }
    assert {name: row[name] for name in wanted} == wanted
    (source,) = row["sources"]
    wanted_of_source = {
        "published": "2026-01-18",
        "kind": "official",
        "party": "obligor",
        "language": "ja",
        "publisher": "Asahi",
        "title": "Rice",
        "relays": "Kyodo",
        "quote": "米を送る",
        "url": "https://a.example",
        "retrieved": "2026-06-15",
    }
    assert {name: source[name] for name in wanted_of_source} == wanted_of_source
    event = row["history"][0]
    assert (event["on"], event["known_on"], event["note"]) == ("2026-01-15", "2026-01-20", "as reported")


def test_the_effective_day_is_by_default_the_day_of_the_promise(empty: Tracker) -> None:
    empty.done(*LNG, "--made-on", "2025-09-05")
    (event,) = empty("show", "jp", "--format", "json").row["history"]
    assert (event["on"], event["known_on"]) == ("2025-09-05", "2026-06-15")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (["--status", "proposed"], ["2025-09-05"] * 3),
        (["--status", "in_progress"], [None, "2025-09-05", "2025-09-05"]),
        (["--status", "in_progress", "--on", "2026-01"], ["2026-01", "2025-09-05", "2025-09-05"]),
        (["--status", "met", "--on", "2026-01-15", "-s", "https://a.example"], ["2026-01-15", *["2025-09-05"] * 2]),
    ],
)
def test_made_on_does_not_date_a_later_status(empty: Tracker, said: list[str], days: list[str | None]) -> None:
    empty.done(*LNG, "--made-on", "2025-09-05", "--due", "2025-12", "--amount", "5 Mt", *said)
    events = empty("show", "jp", "--format", "json").row["history"]
    assert [event["on"] for event in sorted(events, key=lambda event: event["id"])] == days


def test_a_met_promise_needs_its_own_day(empty: Tracker) -> None:
    code, sentence = empty(*LNG, "--made-on", "2025-09-05", "--status", "met", "-s", "https://a.example").refusal
    assert (code, sentence) == (5, "marking jp-us-buy-lng-alaska met needs the day it was met: give --on DATE")


def test_the_day_is_that_of_the_zone_that_is_given(tracker: Tracker) -> None:
    night = {"TRACKER_NOW": "2026-06-15T02:00:00+00:00"}  # still the 14th in New York
    tracker.done("init", "--zone", "UTC", **night)
    tracker.done(*LNG, "--due", "+1d", "--zone", "America/New_York", **night)
    row = tracker("list", "--format", "json", **night).row
    assert (row["ref"], row["as_of"], row["due"]) == ("jp-us-buy-lng-alaska", "2026-06-14", "2026-06-15")
    (first, *_) = tracker("show", "jp", "--format", "json", **night).row["history"]
    assert (first["on"], first["known_on"]) == (None, "2026-06-14")
    tracker.done("assess", "jp", "on_track", **night)
    assert tracker("show", "jp", "--format", "json", **night).row["history"][-1]["on"] == "2026-06-14"


def test_a_party_may_be_given_by_name_and_the_code_is_printed(empty: Tracker) -> None:
    added = empty.done("add", "Send rice", "--by", "UK", "--by", "日本", "--to", "rwanda", "--ref", "rice")
    assert added.output == "rice\n"
    assert added.errors.splitlines() == [
        "“UK” is read as GB (United Kingdom)",
        "“日本” is read as JP (Japan)",
        "“rwanda” is read as RW (Rwanda)",
    ]
    assert empty("show", "rice", "--format", "json").row["obligor"] == ["GB", "JP"]
    assert "“Japan” is read as JP" in empty.done("position", "rice", "Japan", "accepts").errors


def test_a_dry_run_prints_no_ref_and_takes_none(empty: Tracker) -> None:
    before = empty.kept()
    done = empty.done(*LNG, "--due", "2026-07", "--zone", "America/New_York", "--dry-run")
    assert done.output.splitlines()[0].split() == ["jp-us-buy-lng-alaska", "Before", "After"]
    assert (done.output.endswith("\nNothing was changed.\n"), done.errors) == (True, "")
    assert empty.kept() == before
    assert empty.done(*LNG).output == "jp-us-buy-lng-alaska\n"


def test_a_fact_is_known_from_the_day_of_its_publication(empty: Tracker) -> None:
    empty.done(*LNG, "--publisher", "Asahi", "--published", "2026-01-18")
    (event,) = empty("show", "jp", "--format", "json").row["history"]
    assert (event["on"], event["known_on"]) == (None, "2026-01-18")


def test_grace_and_the_earliest_day_need_no_due_date(empty: Tracker) -> None:
    empty.done(*LNG, "--not-before", "2026-07-01")
    row = empty("show", "jp", "--format", "json").row
    assert (row["not_before"], row["grace_days"], row["due"]) == ("2026-07-01", 0, None)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ([], 2, "missing argument 'TITLE'; see `tracker add --help`"),
        (["x", "--to", "US"], 2, "missing option '--by'; see `tracker add --help`"),
        (["x", "--by", "JP"], 2, "missing option '--to'; see `tracker add --help`"),
        (["  ", "--by", "JP", "--to", "US"], 2, "the title is empty: say in a few words what is promised"),
        (["x", "--by", "JPX", "--to", "US"], 2, "“JPX” is not a party (nearest: "),
        (
            ["x", "--by", "JP", "--to", "Mars"],
            2,
            "“Mars” is not a party (nearest: Mauritius); write a country as JP or Japan, or EU; `tracker party MARS",
        ),
        (["x", "--by", "JP", "--to", "the sea"], 2, "“the sea” is not a party; write a country"),
        (["x", "--by", "BR,AR", "--to", "US"], 2, "“BR,AR” is not a party; repeat --by for each"),
        (["x", "--by", "JP", "--to", "BR;AR"], 2, "“BR;AR” is not a party; repeat --to for each"),
        (["x", "--by", "JP", "--to", "Korea"], 2, "“Korea” is the name of 2 parties: KP"),
        ([*LNG[1:], "--due", "1/2/2025"], 2, "“1/2/2025” is not a date: "),
        ([*LNG[1:], "--amount", "550"], 2, "“550” is not an amount: it has no currency or unit"),
        ([*LNG[1:], "--amount", "¥5"], 2, "“¥5” is not an amount: “¥” can be read in more than one way"),
        ([*LNG[1:], "--category", "enrgy"], 2, "“enrgy” is not a category (nearest: energy); choose from "),
        ([*LNG[1:], "--force", "treatty"], 2, "“treatty” is not a force (nearest: treaty); choose from "),
        ([*LNG[1:], "--status", "done"], 2, "“done” is not a status; choose from "),
        ([*LNG[1:], "--nature", "acts"], 2, "“acts” is not a nature (nearest: act); choose from act, refrain"),
        ([*LNG[1:], "--zone", "Mars"], 2, "“Mars” is not a time zone of IANA; "),
        ([*LNG[1:], "--titled", "対米投資"], 2, "“対米投資” is not a text in a language: write it as ja=対米投資"),
        ([*LNG[1:], "--titled", "ja="], 2, "“ja=” is not a text in a language: write it as ja=対米投資"),
        ([*LNG[1:], "--titled", "xx=y"], 2, "“xx” is not a language tag of BCP 47; "),
        ([*LNG[1:], "--made-on", "once"], 2, "“once” is not a date: "),
        ([*LNG[1:], "--not-before", "once"], 2, "“once” is not a date: "),
        ([*LNG[1:], "--grace", "-1"], 2, "invalid value for '--grace': "),
        ([*LNG[1:], "--grace", "36501"], 2, "invalid value for '--grace': "),
        ([*LNG[1:], "--source", "u", "--source-kind", "blog"], 2, "“blog” is not a kind of source; choose from "),
        ([*LNG[1:], "--source", "u", "--source-party", "we"], 2, "“we” is not a side; choose from obligor, "),
        ([*LNG[1:], "--source", "u", "--source-lang", "xx"], 2, "“xx” is not a language tag of BCP 47; "),
        ([*LNG[1:], "--parent", "nope"], 3, "no commitment is called “nope”; "),
        ([*LNG[1:], "--in-return-for", "jp-us"], 3, "“jp-us” is the beginning of 3 refs: "),
        ([*LNG[1:], "--register", "/nowhere/r.json"], 4, "there is no register at /nowhere/r.json; "),
        ([*LNG[1:], "--ref", "Not A Ref"], 5, "“Not A Ref” cannot be a reference; "),
        ([*LNG[1:], "--ref", "jp-us-lng"], 5, "jp-us-lng is in the register already; choose another with --ref"),
        ([*LNG[1:], "--status", "met"], 5, "marking jp-us-buy-lng-alaska met needs the day it was met: "),
        (
            [*LNG[1:], "--status", "met", "--on", "2026-06-01"],
            5,
            "marking jp-us-buy-lng-alaska met needs a source: ",
        ),
        ([*LNG[1:], "--status", "superseded"], 5, "marking jp-us-buy-lng-alaska superseded needs its successor: "),
        ([*LNG[1:], "--due", "2026-01", "--not-before", "2026-03"], 5, "the deadline of jp-us-buy-lng-alaska: "),
        (["nul \0", *LNG[2:]], 5, "jp-us-nul: its text holds a NUL character or half of a surrogate pair; "),
    ],
)
def test_a_wrong_addition_is_refused_and_nothing_is_written(
    small: Tracker, small_register: bytes, arguments: list[str], exit_code: int, sentence: str
) -> None:
    code, said = small("add", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register


def test_a_deadline_that_awaits_a_commitment_gets_its_date_when_that_is_met(empty: Tracker) -> None:
    empty.done("add", "Select a project", "--by", "US", "--to", "JP", "--made-on", "2026-01-01")
    said = empty.done("add", "Fund it", "--by", "JP", "--to", "US", "--due", "45bd after us-jp-sel (US+JP)").errors
    assert said == (
        "jp-us-fund-it: set: awaiting us-jp-select-project (“45bd after us-jp-sel (US+JP); "
        "business days of offices and banks: US federal, JP closed 29 December to 3 January”)\n"
    )
    assert empty("list", "jp-us-fund", "--format", "json").row["timeliness"] == "awaiting_trigger"
    empty.done("mark", "us-jp", "met", "--on", "2026-02-17", "--publisher", "News")
    assert empty("list", "jp-us-fund", "--format", "json").row["due"] == "2026-04-23"


def test_a_likely_duplicate_is_added_and_the_other_one_is_named(small: Tracker) -> None:
    twin = small.done("add", "Buy Ｌｉｑｕｉｄ   gas", "--by", "JP", "--by", "EU", "--to", "US")
    assert twin.errors == ""
    once_more = small.done("add", "buy liquid GAS", "--by", "EU", "--by", "JP", "--to", "US", "--ref", "again")
    assert (once_more.output, once_more.errors) == (
        "again\n",
        f"again looks like {twin.output.strip()}: same parties and title; `tracker undo` takes it back\n",
    )


@pytest.mark.parametrize(
    ("title", "by", "to"), [("Buy gas", "JP", "KR"), ("Buy gas", "US", "US"), ("Buy more gas", "JP", "US")]
)
def test_other_parties_or_another_title_are_another_promise(small: Tracker, title: str, by: str, to: str) -> None:
    small.done("add", "Buy gas", "--by", "JP", "--to", "US")
    assert small.done("add", title, "--by", by, "--to", to).errors == ""


def test_a_removed_commitment_is_not_a_duplicate(small: Tracker) -> None:
    ref = small.done("add", "Buy gas", "--by", "JP", "--to", "US").output.strip()
    small.done("remove", ref, "--note", "twice")
    assert small.done("add", "Buy gas", "--by", "JP", "--to", "US").errors == ""


def test_a_dry_run_names_the_twin_too(small: Tracker) -> None:
    small.done("add", "Buy gas", "--by", "JP", "--to", "US", "--ref", "gas")
    errors = small.done("add", "Buy gas", "--by", "JP", "--to", "US", "--ref", "new", "--dry-run").errors
    assert errors == "new looks like gas: same parties and title; leave it out\n"
