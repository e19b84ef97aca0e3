"""The command `inbox`: a line for each commitment that needs a person, which is gone after its command was run."""

import re
import shlex

from tests.program import Tracker
from tracker.commands.options import PLACEHOLDERS
from tracker.render.table import wrapped
from tracker.reports.inbox import fitting

SOURCE = ("--publisher", "Customs", "--source", "https://customs.example/1")


def test_every_line_is_gone_after_its_command(small: Tracker) -> None:
    small.now = "2026-11-28T12:00:00Z"
    small.done("cite", "jp-us-first", "--against", "deadline", "--says", "2026-03", *SOURCE)
    small.done("deliver", "jp-us-invest", "USD 550bn", "--on", "2026-11-01", *SOURCE)
    found = small("inbox", "--exit-code", "--format", "json")
    assert [(row["need"], row["command"]) for row in found.rows] == [
        ("late", "tracker review jp-us-lng --found nothing --where PLACES"),
        ("completed", "tracker mark jp-us-invest met --on 2026-11-01 --source URL"),
        ("contradicted", "tracker cite jp-us-first --settles 7 --note WHY"),
        ("no_news", "tracker review us-jp-tariff --done --next 90d"),
    ]
    assert found.exit_code == 1
    for row in found.rows:
        words = shlex.split(row["command"])[1:]
        filled = [f"https://{word}.example" if re.fullmatch(PLACEHOLDERS, word) else word for word in words]
        assert filled == words or small(*words).exit_code == 2
        small.done(*filled)
    assert small("inbox", "--exit-code") == ("Nothing needs a person.\n", "", 0, "")
    assert small("inbox", "--format", "csv").output == "need,ref,title,why,command,since,also\r\n"
    small.now = "2027-02-26T12:00:00Z"
    assert small("inbox", "us-jp-tariff", "--format", "json").refs == ["us-jp-tariff"]


def test_a_limit_shows_the_worst_and_counts_the_rest(small: Tracker) -> None:
    shown = small("inbox", "--limit", "1", "--as-of", "2026-11-28", COLUMNS="200").output
    assert "jp-us-lng" in shown
    assert "us-jp-tariff" not in shown
    assert shown.endswith(
        "3 need a person: 1 past due and unreported; 2 without news. 1 is shown; --limit 0 shows all.\n"
    )


def test_it_asks_what_was_known_on_a_day_and_of_what_a_query_finds(small: Tracker) -> None:
    assert small("inbox", "--as-of", "2025-10-20", "--format", "json").rows == []
    assert small("inbox", "by:US", "--as-of", "2026-11-28", "--format", "csv").refs == ["us-jp-tariff"]
    assert small("inbox", "nonsense").output == "No commitment matches.\n"
    assert small("inbox", "--in", "JPY").refusal == (
        2,
        "checks compare figures as they were recorded: leave out --in",
    )


def test_the_inbox_of_the_sample_fits_one_screen_and_a_mail(sample: Tracker) -> None:
    shown = sample("inbox", "--limit", str(fitting(24)), "--as-of", "2026-11-28", COLUMNS="80").output.splitlines()
    rows = sample("inbox", "--limit", str(fitting(24)), "--as-of", "2026-11-28", "--format", "json").rows
    assert [row["command"] for row in rows] == [line for line in shown if line.startswith("tracker ")]
    lines = [len(wrapped(row[name], 80)) for row in rows for name in ("title", "why", "command")]
    assert sum(lines) <= 24 - len(("headings", "rule", "note", "note"))
    assert max(map(len, shown[:-1])) <= 100  # all but the note
    assert "amount: the record " in "".join(row["why"] for row in rows)
