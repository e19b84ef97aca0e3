"""The command `review`, and what every recording command says at once."""

import pytest

from tests.program import Tracker
from tracker.commands.session import Session

KNOWN_TODAY = "known from today, for the source has no date; --published or --known gives one"


# ---- review ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--found", "nothing"], "looked and found nothing"),
        (["--found", "news", "--where", "customs"], "looked and found news in customs"),
        (
            ["--found", "nothing", "--where", "customs", "--where", "embassy", "--next", "90d", "--who", "mika"],
            "looked and found nothing in customs; embassy; to be looked at again on 2026-09-13 by mika",
        ),
        (["--done", "--next", "90d"], "looked and found nothing; to be looked at again on 2026-09-13"),
        (["--done", "--found", "news"], "looked and found news"),
        (["--next", "2w"], "to be looked at on 2026-06-29"),
        (["--next", "2027-03"], "to be looked at on 2027-03"),
    ],
)
def test_a_look_is_recorded_with_what_was_found_where_and_when_to_look_again(
    small: Tracker, arguments: list[str], said: str
) -> None:
    assert small.done("review", "jp-us-lng", *arguments) == ("", f"jp-us-lng: {said}\n", 0, "")


def test_a_look_is_told_in_the_list_and_in_the_agenda(small: Tracker) -> None:
    small.done("review", "jp-us-lng", "--found", "nothing", "--where", "customs", "--next", "10d")
    assert "last reviewed on 2026-06-15" in small.done("list", "--overdue", COLUMNS="200").output
    row = next(row for row in small.done("agenda", "--format", "json").rows if row["kind"] == "review")
    assert (row["ref"], row["due"], row["days"]) == ("jp-us-lng", "2026-06-25", 10)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ([], 2, "a review says what was found: give --found nothing, --found news, or only --next"),
        (["--who", "mika"], 2, "a review says what was found: "),
        (["--found", "little"], 2, "“little” is not a finding; choose from nothing, news"),
        (["--next", "soon"], 2, "“soon” is not a date: "),
        (["--next", "9999-12-31"], 2, "“9999-12-31” is not a day for the next review: it is more than 10 years away; "),
        (
            ["--done", "--on", "2025-01-01"],
            5,
            "a review of jp-us-lng: 2025-01-01 is before 2025-09-05, when the promise ",
        ),
        (["--found", "nothing", "--on", "2026-07-01"], 5, "a review of jp-us-lng: 2026-07-01 is after today; "),
    ],
)
def test_a_look_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("review", "jp-us-lng", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


# ---- notes of recording commands -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "on"), [(["--on", "2026-06-10"], "2026-06-10"), (["--over", "2026-01..2026-06"], "DAY")]
)
def test_a_full_delivery_prints_how_to_confirm_it(small: Tracker, day: list[str], on: str) -> None:
    figure = "USD 11bn a year" if "--over" in day else "USD 5.5bn"
    done = small.done("deliver", "jp-us-lng", figure, *day)
    assert done.errors.splitlines()[1:] == [
        (
            "jp-us-lng: that is all of it, USD 7bn of USD 7bn; "
            f"`tracker mark jp-us-lng met --on {on} --source URL` confirms it"
        )
    ]


def test_a_delivery_in_another_currency_counts_only_if_it_is_converted(small: Tracker) -> None:
    done = small.done("deliver", "jp-us-lng", "JPY 1tn", "--on", "2026-06-10")
    assert done.errors.splitlines()[1:] == [
        "jp-us-lng: promised in USD; what came in JPY is added only with --in USD",
    ]


@pytest.mark.parametrize(("ref", "figure"), [("jp-us-first", "2 trees"), ("jp-us-lng", "USD 1bn")])
def test_a_partial_delivery_prints_no_note(small: Tracker, ref: str, figure: str) -> None:
    assert small.done("deliver", ref, figure, "--on", "2026-06-10").errors.count("\n") == 1


def test_an_event_dated_ahead_prints_the_day_from_which_it_counts(small: Tracker) -> None:
    done = small.done("mark", "us-jp-tariff", "withdrawn", "--on", "2026-07-01")
    assert done.errors.splitlines()[1:] == ["us-jp-tariff: that counts from 2026-07-01, for it is dated 2026-07-01"]


@pytest.mark.parametrize(
    ("day", "said"),
    [([], [f"us-jp-tariff: {KNOWN_TODAY}"]), (["--published", "2026-06-01"], []), (["--known", "2026-06-01"], [])],
)
def test_a_source_without_a_date_is_known_from_today_and_says_so(
    small: Tracker, day: list[str], said: list[str]
) -> None:
    done = small.done("cite", "us-jp-tariff", "--publisher", "Asahi", *day)
    assert done.errors.splitlines()[1:] == said


def test_a_note_on_several_events_is_printed_once(empty: Tracker) -> None:
    added = ("add", "Buy LNG", "--by", "JP", "--to", "US", "--ref", "lng", "--due", "2027", "--amount", "USD 7bn")
    assert empty.done(*added, "--publisher", "METI").errors.splitlines() == [f"lng: {KNOWN_TODAY}"]
    done = empty.done("amend", "lng", "--due", "2028", "--amount", "USD 8bn", "--publisher", "METI")
    assert [line for line in done.errors.splitlines() if KNOWN_TODAY in line] == [f"lng: {KNOWN_TODAY}"]


def test_today_is_that_of_the_register_also_where_it_is_another_day_elsewhere(empty: Tracker) -> None:
    night = {"TRACKER_NOW": "2026-06-15T20:00:00+00:00"}
    empty.done("add", "Buy LNG", "--by", "JP", "--to", "US", "--ref", "lng", **night)
    assert empty.done("mark", "lng", "in_progress", **night).errors == "lng: in progress\n"
    assert empty.done("show", "lng", "--format", "json", **night).row["since"] == "2026-06-16"


def test_a_promise_without_a_day_was_made_on_an_unknown_one_and_earlier_facts_can_follow(empty: Tracker) -> None:
    empty.done("add", "Buy LNG", "--by", "JP", "--to", "US", "--ref", "lng", "--due", "2026-12-31")
    history = empty.done("show", "lng", "--format", "json").row["history"]
    assert {event["on"] for event in history} == {None}
    empty.done("mark", "lng", "in_progress", "--on", "2026-01-05")
    assert empty.done("show", "lng", "--format", "json").row["status"] == "in_progress"


# ---- upkeep ------------------------------------------------------------------------------------


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that people see on a terminal."""
    monkeypatch.setattr(Session, "on_screen", lambda *_: True)


@pytest.mark.usefixtures("screen")
@pytest.mark.parametrize(
    ("now", "notes"),
    [
        ("2026-09-13", ["4 listed."]),
        (
            "2026-09-15",
            ["4 listed.", "The register was last brought up to date on 2026-06-15, 91 days ago."],
        ),
    ],
)
def test_on_a_terminal_a_register_that_nobody_has_kept_up_says_so(small: Tracker, now: str, notes: list[str]) -> None:
    shown = small.done("list", COLUMNS="300", TRACKER_NOW=now).output.splitlines()
    assert shown[-len(notes) :] == notes


def test_scripts_are_told_nothing_of_upkeep(small: Tracker) -> None:
    assert "brought up to date" not in small.done("list", TRACKER_NOW="2027-06-15").output


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            ("cite", "--source", "URL"),
            "URL after --source is a placeholder of the help: write the address of the source",
        ),
        (("cite", "--publisher", " "), "--publisher is empty: give the name of the publisher"),
        (
            ("cite", "--settles", "1", "--note", "WHY"),
            "WHY after --note is a placeholder of the help: write the reason",
        ),
        (
            ("review", "--done", "--where", "PLACES"),
            "PLACES after --where is a placeholder of the help: write the place",
        ),
    ],
)
def test_a_placeholder_of_the_help_or_a_blank_text_is_no_evidence(
    small: Tracker, typed: tuple[str, ...], message: str
) -> None:
    verb, *rest = typed
    refused = small(verb, "jp-us-lng", *rest)
    assert refused.exit_code == 2
    assert message in refused.errors
