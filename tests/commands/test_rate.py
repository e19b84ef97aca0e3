"""Rates of exchange at the command line, figures in another currency or unit, and amounts in another language."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import hostile
from tests.building import portfolio
from tests.program import Tracker
from tests.render.listings import TEXTUAL
from tracker.commands.rate import _read
from tracker.errors import NoFile
from tracker.record.rate_files import URL
from tracker.reports.text import party_name

BOJ = ("--publisher", "Bank of Japan", "--source", "https://boj.example/")
HISTORY = "Date,USD,JPY,GBP,\n2026-02-17,1.1845,181.46,N/A,\n2025-09-05,1.1697,172.85,0.8675,\n"


@pytest.fixture
def priced(empty: Tracker) -> Tracker:
    """Two promises in yen and one in tonnes, and the rate of the day of the first."""
    empty.done(
        *("add", "Build", "--by", "JP", "--to", "US", "--ref", "build", "--amount", "JPY 6tn"),
        *("--made-on", "2026-02-17", "--titled", "ja=建設", "--titled", "zh=建设", "--due", "2026-06-30"),
    )
    empty.done("deliver", "build", "JPY 1532bn", "--on", "2026-02-18", "--stage", "delivered")
    empty.done("add", "Buy", "--by", "JP", "--to", "US", "--ref", "buy", "--amount", "at least 346000 t")
    empty.done("rate", "USD/JPY", "153.2", "--on", "2026-02-17", *BOJ)
    return empty


def recorded(tracker: Tracker) -> list[str]:
    """The rates that hold, one a text."""
    rows = tracker("rate", "--format", "csv").rows
    return [f"{row['on']} {row['base']}/{row['currency']} {row['rate']}" for row in rows]


# ---- rate --------------------------------------------------------------------------------------


def test_a_register_has_no_rates_at_first(empty: Tracker) -> None:
    assert empty.done("rate").output == "0 rates.\n"
    assert empty.done("rate", "--format", "json").rows == []


def test_a_rate_is_recorded_with_its_day_and_source(empty: Tracker) -> None:
    done = empty.done("rate", "usd/jpy", "153.20", "--on", "2026-02-17", *BOJ)
    assert (done.output, done.errors) == ("", "USD/JPY 153.20 on 2026-02-17\n")
    row = empty("rate", "--format", "json").row
    assert [row[name] for name in ("on", "base", "currency", "rate", "publisher", "url")] == [
        *("2026-02-17", "USD", "JPY", "153.20", "Bank of Japan", "https://boj.example/")
    ]
    document = empty.tables()["rates"]["1"]
    assert (document["id"], document["source"]["kind"], document["source"]["retrieved"]) == (
        *("USD 2026-02-17", "data", "2026-06-15"),
    )


def test_a_rate_is_that_of_today_and_needs_no_source(empty: Tracker) -> None:
    empty.done("rate", "USD/JPY", "153.2", TRACKER_NOW="2026-06-15T20:00:00Z")
    assert recorded(empty) == ["2026-06-16 USD/JPY 153.2"]  # in Tokyo
    assert "source" not in empty.tables()["rates"]["1"]


def test_the_last_recorded_of_a_day_holds_until_it_is_taken_back(priced: Tracker) -> None:
    priced.done("rate", "USD/JPY", "153.5", "--on", "2026-02-17")
    assert recorded(priced) == ["2026-02-17 USD/JPY 153.5"]
    done = priced.done("rate", "USD/JPY", "--on", "2026-02-17", "--take-back")
    assert done.errors == "took back USD/JPY on 2026-02-17\n"
    assert recorded(priced) == []
    assert len(priced.tables()["rates"]) == 3


def test_the_rates_of_one_pair_are_listed(priced: Tracker) -> None:
    priced.done("rate", "EUR/USD", "1.17")
    assert [row["currency"] for row in priced("rate", "JPY/USD", "--format", "csv").rows] == ["JPY"]
    assert priced("rate", "--limit", "1").output.endswith("\n1 rate; 1 more not shown, --limit 0 shows all.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["USD/JPY", "153.2"],
        ["USD/JPY", "--on", "2026-02-17", "--take-back"],
        ["--from", "FILE"],
    ],
)
def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(
    priced: Tracker, tmp_path: Path, arguments: list[str]
) -> None:
    place = tmp_path / "rates.csv"
    place.write_text(HISTORY, encoding="utf-8")
    before = priced.kept()
    given = [str(place) if argument == "FILE" else argument for argument in arguments]
    assert priced.done("rate", *given, "--dry-run").errors.startswith("would be recorded: ")
    assert priced.kept() == before


# ---- a file of rates ---------------------------------------------------------------------------


def test_a_file_is_recorded_in_one_change_and_what_is_known_is_left_out(empty: Tracker, tmp_path: Path) -> None:
    place = tmp_path / "eurofxref-hist.csv"
    place.write_text(HISTORY, encoding="utf-8")
    done = empty.done("rate", "--from", str(place), "--only", "usd,JPY", "--since", "2026")
    assert done.errors == "1 day of rates, 2 currencies to the EUR\n"
    assert recorded(empty) == ["2026-02-17 EUR/JPY 181.46", "2026-02-17 EUR/USD 1.1845"]
    assert empty.done("rate", "--from", str(place)).errors == (
        "1 day of rates, 3 currencies to the EUR; 1 day was recorded already\n"
    )
    rows = empty("rate", "EUR/USD", "--format", "json").rows
    assert {(row["publisher"], row["url"], row["rate"]) for row in rows} == {
        ("European Central Bank", URL, "1.1845"),
        ("European Central Bank", URL, "1.1697"),
    }
    before = empty.kept()
    assert empty.done("rate", "--from", str(place)).errors == "0 days of rates; 2 days were recorded already\n"
    assert empty.kept() == before


def piped(tracker: Tracker, command: str) -> tuple[str, int]:
    """What a shell says of a command on the register, and its exit code."""
    environment = {"TRACKER_REGISTER": tracker.place, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    return done.stderr, done.returncode


def test_a_file_may_come_from_a_pipe_with_a_source_of_its_own(empty: Tracker) -> None:
    command = "printf 'Date,USD,\\n2026-02-17,1.1845,\\n' | tracker rate --from - --publisher Mirror"
    assert piped(empty, command) == ("1 day of rates, 1 currency to the EUR\n", 0)
    assert empty("rate", "--format", "csv").row["publisher"] == "Mirror"


def test_a_closed_input_is_refused(empty: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "tracker: standard input cannot be read: it is closed; give another file, or - for standard input\n"
    assert piped(empty, "tracker rate --from - <&-") == (said, 4)
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(NoFile):
        _read("-")


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ("USD/JPY 153.2 --take-back", 2, "a rate is recorded or taken back: leave out RATE or --take-back"),
        ("--take-back", 2, "“” is not a pair of currencies; "),
        ("USD/JPY --on 2026-02-17", 2, "--on is the day of a rate that is recorded: give PAIR and RATE"),
        ("--only USD", 2, "--only and --since select rates of a file: name it with --from"),
        ("USD/JPY 1 --since 2026", 2, "--only and --since select rates of a file: "),
        ("USD/JPY --from x", 2, "a file has its own pairs and days: leave out PAIR and --on"),
        ("USD/USD 1", 2, "“USD/USD” is not a pair of currencies; "),
        ("USD 1", 2, "“USD” is not a pair of currencies; "),
        ("USD/JYP 1", 2, "“JYP” is not a currency of ISO 4217 (nearest: JPY); "),
        ("USD/JPY 0", 2, "“0” is not a rate: write a positive number "),
        ("USD/JPY 1 --on 2026-02", 2, "“2026-02” is not a date: a rate holds for one day; "),
        ("USD/JPY 1 --source u --source-kind x", 2, "“x” is not a kind of source; "),
        (
            "USD/JPY 1 --on 2026-06-16",
            5,
            "the rate of USD/JPY: 2026-06-16 is in the future; give a day that is not after today",
        ),
        ("USD/JPY --take-back --on 2026-02-16", 5, "taking back USD/JPY on 2026-02-16: none was recorded; "),
        ("--from nowhere.csv", 4, "nowhere.csv cannot be read: no such file or directory; give another file, or - "),
        ("--from -", 5, "no rate of - was recorded: line 1 is not “Date” and currencies, "),
        ("--from /dev/zero", 4, "/dev/zero cannot be read: it is not an ordinary file; give another file, or - for"),
        ("--from nul\0", 4, "nul\\x00 cannot be read: embedded null byte; "),
        ("--from FILE --only KRW", 2, "“KRW” is not a currency of "),
        ("--from FILE --only XXQ", 2, "“XXQ” is not a currency of ISO 4217"),
    ],
)
def test_what_is_refused_leaves_the_register_byte_for_byte(
    priced: Tracker, tmp_path: Path, arguments: str, exit_code: int, sentence: str
) -> None:
    place = tmp_path / "rates.csv"
    place.write_text(HISTORY, encoding="utf-8")
    before = priced.kept()
    code, said = priced("rate", *arguments.replace("FILE", str(place)).split(" ")).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert priced.kept() == before


def test_a_file_with_a_bad_cell_is_refused_whole(priced: Tracker, tmp_path: Path) -> None:
    place = tmp_path / "rates.csv"
    place.write_text(HISTORY.replace("181.46", "181,46"), encoding="utf-8")
    code, said = priced("rate", "--from", str(place)).refusal
    assert (code, "line 2: it has 6 cells and the first line 4" in said) == (5, True)
    assert recorded(priced) == ["2026-02-17 USD/JPY 153.2"]


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_what_means_harm_in_a_rate_is_shown_harmless(empty: Tracker, text: str) -> None:
    runs = [
        empty("rate", "USD/JPY", "153.2", "--publisher", text),
        empty("rate", text, "1"),
        empty("rate", "USD/JPY", text),
    ]
    runs += [empty("rate", "--from", text), empty("list", "--in", text)]
    runs += [empty.done("rate", "--format", name) for name in TEXTUAL if name != "csv"]
    assert set[str]().union(*(hostile.harm(run.output + run.errors) for run in runs)) == set()


# ---- in another currency or unit ---------------------------------------------------------------


def test_a_list_in_another_currency_says_by_which_rate(priced: Tracker) -> None:
    shown = priced.done("list", "--in", "USD").output
    assert "~ USD 39.1645bn" in shown
    assert "≥ 346,000 t" in shown
    assert shown.endswith(
        "2 listed.\nIn USD at the rate of the day each figure was set: "
        "JPY 153.2 to the USD on 2026-02-17 (Bank of Japan).\n"
    )


def test_machines_get_the_rate_in_two_columns_that_are_there_only_then(priced: Tracker) -> None:
    rows = {row["ref"]: row for row in priced("list", "--in", "usd", "--format", "csv").rows}
    wanted = ("amount", "amount_qualifier", "currency", "delivered", "rate", "rate_on")
    assert [rows["build"][name] for name in wanted] == (
        ["39164500000", "about", "USD", "10000000000", "USD/JPY 153.2", "2026-02-17"]
    )
    assert [rows["buy"][name] for name in wanted] == ["346000", "at_least", "t", "", "", ""]
    assert "rate" not in priced("list", "--format", "json").rows[0]
    chosen = priced("list", "--in", "USD", "--columns", "ref,rate_on", "--sort", "-rate", "--format", "csv")
    assert chosen.output == "ref,rate_on\r\nbuild,2026-02-17\r\nbuy,\r\n"
    assert priced("list", "--columns", "rate").exit_code == 2


def test_every_report_says_by_which_rate(priced: Tracker) -> None:
    note = "In USD at the rate of the day each figure was set: JPY 153.2 to the USD on 2026-02-17 (Bank of Japan)."
    for arguments in (["show", "build"], ["agenda"], ["changes", "--since", "2026-01-01"]):
        shown = priced.done(*arguments, "--in", "USD").output
        assert shown.rstrip("\n").endswith(note)
        assert "USD 39.1645bn" in shown
    assert "In USD" not in priced.done("show", "buy", "--in", "USD").output


def test_the_share_delivered_is_measured_in_that_currency(priced: Tracker) -> None:
    (stage,) = priced("show", "build", "--in", "USD", "--format", "json").row["deliveries"]
    assert (stage["amount"], stage["currency"], stage["share"]) == ("10000000000", "USD", "0.255333")


def test_the_rate_of_the_day_asked_about_is_another_choice(priced: Tracker) -> None:
    priced.done("rate", "USD/JPY", "160", "--on", "2026-06-12")
    row = priced("list", "build", "--in", "USD", "--rate-day", "as-of", "--format", "json").row
    assert (row["amount"], row["rate"], row["rate_on"]) == ("37500000000", ["USD/JPY 160"], "2026-06-12")


def test_masses_become_masses_and_money_stays(priced: Tracker) -> None:
    shown = priced.done("list", "--in", "Mt").output
    assert "≥ 0.346 Mt" in shown
    assert "JPY 6tn" in shown
    assert shown.endswith("2 listed.\n")


def test_a_query_compares_and_an_order_follows_what_is_converted(priced: Tracker) -> None:
    priced.done("add", "Sell", "--by", "JP", "--to", "US", "--ref", "sell", "--amount", "USD 50bn")
    ordered = priced("list", "--in", "USD", "--sort", "-amount", "--format", "csv").refs
    assert ordered == ["sell", "build", "buy"]


def test_a_figure_without_a_rate_is_shown_as_recorded_and_the_rate_is_named(priced: Tracker) -> None:
    priced.done("rate", "USD/JPY", "--on", "2026-02-17", "--take-back")
    shown = priced.done("list", "--in", "USD").output
    assert " JPY 6tn *  " in shown
    assert shown.endswith(
        "2 listed.\n* as recorded, for want of a rate of USD/JPY on 2026-02-17, USD/JPY on 2026-02-18, or of the 7 "
        "days before; `tracker rate USD/JPY RATE --on 2026-02-17 --source URL` records one.\n"
    )
    row = priced("list", "build", "--in", "USD", "--csv").output.splitlines()[1]
    assert ",6000000000000,exact,JPY," in row
    for command in (["show", "build"], ["agenda"], ["score"], ["balance", "JP", "US"], ["progress", "build"]):
        assert (
            "* as recorded, for want of a rate of USD/JPY" in priced.done(*command, "--in", "USD", COLUMNS="500").output
        )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "list --in aircraft",
            "“aircraft” is not a currency or unit that figures convert to; write a currency such as ",
        ),
        ("show build --in UDS", "“UDS” is not a currency or unit that figures convert to (nearest: USD); "),
        ("list --in USD --rate-day noon", "“noon” is not a day of a rate; choose from set, as_of"),
        ("list --rate-day noon", "“noon” is not a day of a rate; choose from set, as_of"),
        ("check --in USD", "checks compare figures as they were recorded: leave out --in"),
    ],
)
def test_an_impossible_unit_of_conversion_is_refused(priced: Tracker, arguments: str, sentence: str) -> None:
    code, said = priced(*arguments.split()).refusal
    assert (code, said[: len(sentence)]) == (2, sentence)


# ---- in another language -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "amount", "title"),
    [
        ("ja", "6兆円", "建設"),
        ("ja-JP", "6兆円", "建設"),
        ("zh", "6万亿日元", "建设"),
        ("zh-Hant", "6兆日圓", "建设"),
        ("ko", "6조 엔", "Build"),
        ("fr", "JPY 6tn", "Build"),
    ],
)
@pytest.mark.parametrize("command", [["list"], ["show", "build"], ["agenda"]])
def test_titles_and_amounts_are_in_the_language(
    priced: Tracker, command: list[str], language: str, amount: str, title: str
) -> None:
    shown = priced.done(*command, "--lang", language).output
    assert amount in shown
    assert title in shown
    assert amount in priced.done(*command, "--lang", language, "--format", "markdown").output


def test_every_figure_of_a_dossier_is_in_the_language(priced: Tracker) -> None:
    priced.done("edit", "build", "--baseline", "JPY 5tn")
    priced.done("milestone", "build", "first", "--due", "2026", "--amount", "JPY 3tn")
    priced.done("add", "Part", "--by", "JP", "--to", "US", "--ref", "part", "--parent", "build", "--amount", "USD 5bn")
    priced.done("deliver", "part", "USD 1bn")
    shown = priced.done("show", "build", "--lang", "ja").output
    for figure in (
        "5兆円",
        "6兆円",
        "3兆円",
        "引き渡し済み1兆5320億円",
        "設定：6兆円",
        "50億ドル",
        "引き渡し済み10億ドル",
    ):
        assert figure in shown
    assert "JPY 6tn" not in shown


def test_machine_values_stay_plain_in_every_language(priced: Tracker) -> None:
    for command in (["list"], ["show", "build"], ["agenda"]):
        for name in ("csv", "json", "jsonl"):
            english = priced.done(*command, "--format", name).output
            assert priced.done(*command, "--format", name, "--lang", "ko").output == english


@pytest.mark.parametrize(
    ("language", "owes"),
    [
        ("ja", "JBIC+JP → US（国際協力銀行と日本から米国への約束）"),
        ("zh-Hant", "JBIC+JP → US, Japan Bank and Japan to 美国"),
        ("ko", "JBIC+JP → US, Japan Bank and Japan to America"),
        ("", "JBIC+JP → US, Japan Bank and Japan to America"),
    ],
)
def test_a_party_is_named_in_the_language_or_in_what_that_narrows_down_or_in_english(
    priced: Tracker, language: str, owes: str
) -> None:
    priced.done("party", "JBIC", "Japan Bank", "--named", "ja=国際協力銀行")
    priced.done("party", "US", "America", "--named", "ja=米国", "--named", "zh=美国")
    priced.done("edit", "buy", "--by", "JBIC", "--by", "JP")
    assert f" {owes}\n" in priced.done("show", "buy", "--only", "summary", "--lang", language).output


def test_a_party_without_a_name_is_named_by_its_code() -> None:
    assert party_name("JBIC", portfolio()) == "JBIC"


def test_an_unknown_language_is_refused(priced: Tracker) -> None:
    assert priced("list", "--lang", "xx").refusal[0] == 2
