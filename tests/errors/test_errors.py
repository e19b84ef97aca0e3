"""The catalogue of refusals: every class, its exit code and its sentence."""

import re
from collections.abc import Iterator

import pytest

from tracker import errors
from tracker.errors import TrackerError, nearest, plural, quoted

FORMS = (
    "write a day 2025-12-31, a part of a year 2025-12, 2025-Q4, 2025-H2, 2026-W30, 2025, JP-FY2025, "
    "US-FY2026, a range 2026-03..2026-05, or today, eom, +2w"
)
CATALOGUE: list[tuple[TrackerError, int, str]] = [
    (errors.BadDate("soon"), 2, f"“soon” is not a date: {FORMS}"),
    (
        errors.BadDate("2026..2025", "it ends before it begins; write the earlier date first"),
        2,
        "“2026..2025” is not a date: it ends before it begins; write the earlier date first",
    ),
    (
        errors.BadDate("1/2/2026", readings=("2026-02-01", "2026-01-02")),
        2,
        "“1/2/2026” is not a date: it has several readings; write 2026-02-01 or 2026-01-02",
    ),
    (
        errors.NoHelpPage("Daets", ["dates", "list"]),
        2,
        "there is no help page “Daets”; did you mean “dates”? `tracker help` lists them",
    ),
    (errors.NoHelpPage("zzz", ["dates", "list"]), 2, "there is no help page “zzz”; `tracker help` lists them"),
    (
        errors.NoSuchSource("Nikei", ["Nikkei", "Reuters"]),
        2,
        "“Nikei” names no source (nearest: Nikkei); `tracker sources` lists them",
    ),
    (errors.NoHolidays("JP", 2100), 2, "the holidays of JP in 2100 are not known; write the date itself"),
    (
        errors.BadAmount("550"),
        2,
        "“550” is not an amount: write a figure with its currency or unit: USD 550bn, JPY 6tn, 6兆円, 12 Mt",
    ),
    (
        errors.BadAmount("¥5", "“¥” can be read in more than one way; write JPY or CNY"),
        2,
        "“¥5” is not an amount: “¥” can be read in more than one way; write JPY or CNY",
    ),
    (
        errors.BadRate("-1", 28),
        2,
        "“-1” is not a rate: write a positive number of at most 28 digits, as in 153.2",
    ),
    (
        errors.BadChoice("force", "treatty", ["pledge", "treaty"]),
        2,
        "“treatty” is not a force (nearest: treaty); choose from pledge, treaty",
    ),
    (
        errors.BadCode("currency of ISO 4217", "JYP", "write one such as USD, JPY or EUR", ["JPY"]),
        2,
        "“JYP” is not a currency of ISO 4217 (nearest: JPY); write one such as USD, JPY or EUR",
    ),
    (
        errors.AmbiguousParty("Korea", {"KP": "North Korea", "KR": "South Korea"}),
        2,
        "“Korea” is the name of 2 parties: KP (North Korea), KR (South Korea); write the code of one",
    ),
    (
        errors.BadWord("overdu", ["overdue", "undated"]),
        2,
        "“overdu” is not a query word (nearest: overdue); to search for the text itself write text:overdu",
    ),
    (
        errors.BadReference("@desk", "it refers to itself; save one of the views that it uses with another query"),
        2,
        "“@desk” cannot be used: it refers to itself; save one of the views that it uses with another query",
    ),
    (
        errors.LargeQuery("has more than 1000 words"),
        2,
        "the query has more than 1000 words; ask for less at once (see `tracker help limits`)",
    ),
    (
        errors.MissingValue("nothing to amend", "give --due or --amount"),
        2,
        "nothing to amend: give --due or --amount",
    ),
    (
        errors.EmptyName("--register", "the path of a file"),
        2,
        "--register is empty: give the path of a file",
    ),
    (
        errors.MissingExtra("xlsx", "pip install 'xlsxwriter>=3'"),
        2,
        "xlsx needs a library that is not installed: install it with pip install 'xlsxwriter>=3'",
    ),
    (
        errors.FormatCannotShow("svg", "a chart", "try tracker timeline --format svg"),
        2,
        "svg shows a chart, and the result has none: try tracker timeline --format svg",
    ),
    (
        errors.TooManyBars(805, 200),
        2,
        "a picture has at most 200 bars, and there are 805: add words to the query, or --limit 200",
    ),
    (
        errors.EmptyPeriod("2026-03-01", "2026-02-28"),
        2,
        "changes since 2026-03-01 cannot be shown as of 2026-02-28; give an earlier --since or a later --as-of",
    ),
    (
        errors.UnknownRef("jp-us-500bn", ["jp-us-550bn"]),
        3,
        "no commitment is called “jp-us-500bn” (nearest: jp-us-550bn); `tracker list` shows them all",
    ),
    (
        errors.NoSuchPeriod(
            "wheat", "2030", "it runs from 2026 until 2029", "`tracker edit wheat --until 2030` ends with it"
        ),
        3,
        "wheat has no period 2030: it runs from 2026 until 2029; `tracker edit wheat --until 2030` ends with it",
    ),
    (
        errors.AmbiguousRef("jp", [f"jp-{number}" for number in range(1, 9)]),
        3,
        "“jp” is the beginning of 8 refs: jp-1, jp-2, jp-3, jp-4, jp-5, jp-6 and 2 more; type more of the one you mean",
    ),
    (
        errors.CommandLineError("No such option: --x.", "tracker list"),
        2,
        "no such option: --x; see `tracker list --help`",
    ),
    (
        errors.AmbiguousRef("jp", ["jp-1", "jp-2"]),
        3,
        "“jp” is the beginning of 2 refs: jp-1, jp-2; type more of the one you mean",
    ),
    (
        errors.NotKnownYet("jp-1", "on 2025-01-01"),
        3,
        "nothing was known of jp-1 on 2025-01-01; ask about a later day",
    ),
    (
        errors.Retracted("jp-1", "2026-06-15"),
        3,
        "jp-1 was taken back on 2026-06-15: `tracker log jp-1` shows it; `tracker undo jp-1` brings it back",
    ),
    (
        errors.NoRegister("a.json"),
        4,
        (
            "there is no register at a.json; `tracker init` creates one, "
            "`tracker init --sample` one with the US–Japan commitments"
        ),
    ),
    (
        errors.CorruptRegister("a.json", "it ends in the middle"),
        4,
        (
            "a.json cannot be read as a register: it ends in the middle; "
            "repair it, or restore a backup with `tracker restore`; nothing was changed"
        ),
    ),
    (
        errors.CopyMismatch("postgresql:///desk", "a.json", "cannot be read back: it is gone", "b.json"),
        4,
        (
            "postgresql:///desk was copied from a.json, but cannot be read back: it is gone; "
            "the previous content is in b.json; check it with `tracker log`, or copy again with --force"
        ),
    ),
    (
        errors.NewerSchema("a.json", 2, 1),
        4,
        "a.json has schema 2, but this tracker reads schemas up to 1; update tracker from where you installed it",
    ),
    (
        errors.CannotRead("a.json", "Permission denied"),
        4,
        "a.json cannot be read: Permission denied; make it readable or choose another with --register",
    ),
    (
        errors.CannotWrite("a.json", "No space left on device"),
        4,
        (
            "a.json cannot be written: No space left on device; "
            "free disk space, or choose another with --register; nothing was changed"
        ),
    ),
    (
        errors.BadServerUrl("postgresql://db/x?schema=A", "a schema has small letters"),
        4,
        (
            "postgresql://db/x?schema=A is not the URL of a register: a schema has small letters; "
            "write it as postgresql://HOST/DATABASE?schema=NAME"
        ),
    ),
    (
        errors.NoServer("postgresql://db/x", "no server is running there"),
        4,
        (
            "postgresql://db/x cannot be used: no server is running there; "
            "try again, or read from the last backup with --register"
        ),
    ),
    (
        errors.NoServer("postgresql://db/x", 'database "x" does not exist', "make it with createdb"),
        4,
        'postgresql://db/x cannot be used: database "x" does not exist; make it with createdb',
    ),
    (
        errors.ServerRefused("postgresql://db/x", "permission denied", "ask who made the register"),
        4,
        "postgresql://db/x refused the request: permission denied; ask who made the register; nothing was changed",
    ),
    (
        errors.TooManyConflicts("postgresql://db/x", "the connection was cut"),
        4,
        (
            "postgresql://db/x did not record the change: the connection was cut; "
            "try again, or wait longer with --lock-timeout"
        ),
    ),
    (
        errors.OutcomeUnknown("postgresql://db/x"),
        4,
        (
            "the connection to postgresql://db/x was lost during the commit: "
            "the change is recorded completely or not at all; "
            "check with `tracker log` before you repeat it"
        ),
    ),
    (
        errors.NoFile("rates.csv", "no such file or directory"),
        4,
        "rates.csv cannot be read: no such file or directory; give another file, or - for standard input",
    ),
    (
        errors.OutputError("standard output", "no space left on device"),
        4,
        "standard output cannot be written: no space left on device; give another path for the result",
    ),
    (
        errors.LastRunError("/state/a.json", "permission denied"),
        4,
        ("the last-run file /state/a.json cannot be used: permission denied; delete it, or give --since DATE"),
    ),
    (
        errors.BrokenInstallation("/lib/pycountry/iso.json", "input/output error"),
        4,
        (
            "/lib/pycountry/iso.json of the installation cannot be read: input/output error; "
            "check the disk, or install tracker again"
        ),
    ),
    (
        errors.LockNotObtained("a.json", 10.0, "process 7"),
        4,
        (
            "a.json is being written by process 7 and was not free within 10 s; "
            "try again, or wait longer with --lock-timeout"
        ),
    ),
    (
        errors.NotBackedUp("/state/backups", "the disk is full"),
        4,
        (
            "no backup can be written to /state/backups: the disk is full; "
            "free disk space, or write one with `tracker backup FILE`"
        ),
    ),
    (
        errors.NoBackup("a.json", "in /state/backups"),
        4,
        "there is no backup of a.json in /state/backups; give a file: `tracker restore FILE`",
    ),
    (
        errors.FileExists("b.json"),
        5,
        "b.json already exists; give another name, or --force to replace it",
    ),
    (
        errors.NoSuchCopy("9f", 0),
        3,
        "“9f” begins no checksum of a saved copy; `tracker sources --format csv` lists them",
    ),
    (
        errors.NoSuchCopy("9f", 2),
        3,
        "“9f” begins 2 checksums of a saved copy; `tracker sources --format csv` lists them",
    ),
    (
        errors.DamagedCopy("9f.pdf", "was changed or removed"),
        4,
        "the saved copy 9f.pdf was changed or removed; save the same file again, which mends it",
    ),
    (
        errors.UnreadableSource("page.html", "permission denied"),
        4,
        "no copy of page.html can be saved: permission denied; give another file, or the address of an archive",
    ),
    (
        errors.UnreadableFile("a.csv", "permission denied"),
        4,
        "a.csv cannot be read: permission denied; give another file; nothing was changed",
    ),
    (
        errors.NotImportable("a.csv", "it is empty", "give a file with a header"),
        5,
        "a.csv cannot be imported: it is empty; give a file with a header",
    ),
    (
        errors.NoArticle("a.pdf", "a PDF is not read", "save it as text"),
        5,
        "a.pdf cannot be read as an article: a PDF is not read; save it as text",
    ),
    (
        errors.UnknownColumns("a.csv", ["duue", "期限"], ["due"]),
        5,
        (
            "a.csv has columns that tracker does not know: “duue” (nearest: due), “期限”; "
            'give their meaning with --map "duue=due", or leave them out with --ignore-unknown'
        ),
    ),
    (
        errors.RowsRefused("a.csv", 12, 7),
        5,
        "a.csv has 12 problems in 7 rows, so nothing was imported; correct what is named and import the file again",
    ),
    (
        errors.RowsRefused("a.csv", 1, 1),
        5,
        "a.csv has 1 problem in 1 row, so nothing was imported; correct what is named and import the file again",
    ),
    (
        errors.Unconfirmed("a.json", 2),
        5,
        (
            "a.json has 2 uncertain events, so nothing was imported; delete the key `uncertain` to confirm an event, "
            "or the event to drop it, or take in the others with --drop-uncertain"
        ),
    ),
    (
        errors.WouldOverwrite("a.json", "not an export", "choose another place, or give --force"),
        5,
        "cannot replace a.json: it is not an export; choose another place, or give --force",
    ),
    (errors.RegisterExists("a.json"), 5, "a.json already exists; give another path with --register"),
    (errors.RefTaken("jp-1"), 5, "jp-1 is in the register already; choose another with --ref"),
    (
        errors.BadRef("JP 1"),
        5,
        "“JP 1” cannot be a reference; use a to z, digits and single dashes, up to 64; a milestone is PARENT/NAME",
    ),
    (
        errors.Conflict("jp-1"),
        5,
        "jp-1 was changed by somebody else meanwhile; look at it again and repeat the command",
    ),
    (
        errors.IllegalTransition("jp-1", "met", "suspended", "reopen it first"),
        5,
        "jp-1 is met and cannot become suspended; reopen it first",
    ),
    (
        errors.NeedsMore("marking jp-1 met", "a source", "add --source"),
        5,
        "marking jp-1 met needs a source: add --source",
    ),
    (
        errors.NotPossible("parent of jp-1", "it would be its own ancestor", "choose another with --parent"),
        5,
        "parent of jp-1: it would be its own ancestor; choose another with --parent",
    ),
    (
        errors.BadRates("a.csv", ["line 2, USD: “x” is not a rate"]),
        5,
        "no rate of a.csv was recorded: line 2, USD: “x” is not a rate; correct the file and record it again",
    ),
    (
        errors.BadRates("a.csv", [f"line {line}: no" for line in range(21)]),
        5,
        (
            f"no rate of a.csv was recorded: {'; '.join(f'line {line}: no' for line in range(20))}; and 1 more; "
            "correct the file and record it again"
        ),
    ),
]
REMEDY = re.compile(
    r"[:;,] (.* )?(write|choose|give|add|type|ask|check|correct|delete|free|install|make|repair|update|try|use|look|"
    r"reopen|save|`tracker)\b"
)
in_the_catalogue = pytest.mark.parametrize(
    ("refusal", "exit_code", "sentence"),
    CATALOGUE,
    ids=[type(refusal).__name__ for refusal, _, _ in CATALOGUE],
)


def kinds(kind: type[TrackerError]) -> Iterator[type[TrackerError]]:
    """The classes below one that have none below themselves."""
    below = [leaf for sub in kind.__subclasses__() for leaf in kinds(sub)]
    yield from below or [kind]


def test_every_kind_of_refusal_is_in_the_catalogue() -> None:
    for kind in {type(refusal) for refusal, _, _ in CATALOGUE} ^ set(kinds(TrackerError)):
        pytest.fail(f"{kind.__name__} has no example, or no more: see CATALOGUE in tests/errors/test_errors.py")


@in_the_catalogue
def test_a_refusal_has_its_exit_code_and_its_sentence(refusal: TrackerError, exit_code: int, sentence: str) -> None:
    assert (refusal.exit_code, str(refusal)) == (exit_code, sentence)


@in_the_catalogue
def test_a_sentence_is_one_line_without_a_full_stop_and_says_what_would_work(
    refusal: TrackerError, exit_code: int, sentence: str
) -> None:
    assert exit_code in {2, 3, 4, 5}
    assert str(refusal).splitlines() == [sentence]
    assert not sentence.endswith(".")
    assert REMEDY.search(sentence)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_text_with_line_breaks_is_refused_on_one_line(line_break: str) -> None:
    assert str(errors.BadRef(f"a{line_break}b")).startswith("“a b” cannot be a reference")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", "“”"), ("a" * 60, f"“{'a' * 60}”"), ("a" * 61, f"“{'a' * 59}…”"), ("a" * 10**6, f"“{'a' * 59}…”")],
)
def test_a_long_text_is_cut_in_the_sentence(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_a_mistyped_value_of_any_length_is_refused_in_a_short_sentence() -> None:
    sentence = str(
        errors.CommandLineError(f"Invalid value for '--limit': '{'9' * 10**5}' is not a valid int.", "tracker list")
    )
    assert sentence == f"invalid value for '--limit': '{'9' * 269}…; see `tracker list --help`"


@pytest.mark.parametrize(
    ("text", "choices", "shown"),
    [
        ("overdu", ["overdue", "undated"], " (nearest: overdue)"),
        ("JYP", ["SYP", "JPY"], " (nearest: JPY)"),
        ("xyz", ["overdue", "undated"], ""),
        ("overdue", [], ""),
        ("x" * 10**6, ["overdue"], ""),
    ],
)
def test_the_nearest_choice_is_named_where_one_is_near(text: str, choices: list[str], shown: str) -> None:
    assert nearest(text, choices) == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_count_is_written_with_its_noun(count: int, shown: str) -> None:
    assert plural(count, "day") == shown
    assert plural(count, "foot", "feet") == f"{count} {'foot' if count == 1 else 'feet'}"
