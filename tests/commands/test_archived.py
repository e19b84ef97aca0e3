"""Copies of sources: `--archived` of every command that records, and the column of an import."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands.importing import problems, write
from tests.program import Tracker
from tracker.model.saved_copies import MAX_COPY

URL = "https://meti.example/1"
OF_METI = ("--source", URL, "--publisher", "METI", "--source-kind", "official", "--published", "2026-02-09")
PAGE = b"<!doctype html><script>alert('furious')</script>\xff"
NAME = f"{sha256(PAGE).hexdigest()}.html.txt"
ARCHIVED = f"sha256:{NAME}"


@pytest.fixture
def gas(empty: Tracker) -> Tracker:
    """A promise that METI announced."""
    empty.done(
        "add", "Gas", "--by", "JP", "--to", "US", "--ref", "gas", "--due", "2026-12", "--on", "2026-02", *OF_METI
    )
    return empty


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page with a hostile name."""
    path = tmp_path / "..;$(id) \x1b[31m.html"
    path.write_bytes(PAGE)
    return path


def copies(tracker: Tracker) -> int:
    count = tracker.done("info", "--format", "json").rows[0]["saved_copies"]
    assert isinstance(count, int)
    return count


def test_a_copy_is_added_to_a_source_and_supports_nothing_new(gas: Tracker, page: Path) -> None:
    before = gas.done("show", "gas", "--format", "json").rows[0]
    assert (
        gas.done("cite", "gas", "--source", URL, "--archive", str(page)).errors == "gas: speaks of it; a copy is kept\n"
    )
    after = gas.done("show", "gas", "--format", "json").rows[0]
    [source] = after["sources"]
    assert (source["publisher"], source["kind"], source["archived"]) == ("METI", "official", [ARCHIVED])
    assert {key for key in before if before[key] != after[key]} <= {"sources", "history"}
    shown = gas.done("show", "gas").output
    assert f"html {NAME[:12]}" in shown
    assert f"`tracker sources --copy {NAME[:12]} --output FILE` writes a saved copy to a file." in shown
    assert [row["archived"] for row in gas.done("sources", "--format", "json").rows] == [[ARCHIVED]]
    assert "Copy" in gas.done("sources").output
    assert copies(gas) == 1


def test_one_that_is_not_recorded_yet_is_cited_with_its_copy(gas: Tracker, page: Path) -> None:
    gas.done("cite", "gas", "--for", "deadline", *OF_METI, "--archived", str(page))
    gas.done("cite", "gas", "--mentions", "--source", "https://other.example", "--archived", "https://archive.ph/x")
    gas.done("cite", "gas", "--publisher", "Nikkei", "--quote", "…", "--archived", str(page))
    [shown] = gas.done("show", "gas", "--format", "json").rows
    found = {row["publisher"]: row["archived"] for row in shown["sources"]}
    assert found == {"METI": [ARCHIVED], "https://other.example": ["https://archive.ph/x"], "Nikkei": [ARCHIVED]}
    assert [row["archived"] for row in gas.done("log", "--format", "json").rows][:2] == [
        ARCHIVED,
        "https://archive.ph/x",
    ]
    assert copies(gas) == 1
    html = gas.done("show", "gas", "--format", "html").output
    assert 'href="https://archive.ph/x"' in html
    assert f"html {NAME[:12]}" in html


def test_a_dry_run_saves_nothing_and_undo_loses_nothing(gas: Tracker, page: Path) -> None:
    said = ("assess", "gas", "at_risk", *OF_METI, "--archived", str(page))
    gas.done(*said, "--dry-run")
    assert copies(gas) == 0
    gas.done(*said)
    gas.done("undo")
    assert copies(gas) == 1


@pytest.mark.file
def test_a_copy_is_private_and_the_same_bytes(gas: Tracker, page: Path) -> None:
    gas.done("cite", "gas", "--source", URL, "--archived", str(page))
    folder = Path(f"{gas.place}.copies")
    [copy] = folder.iterdir()
    assert (copy.name, copy.read_bytes()) == (NAME, PAGE)
    assert (folder.stat().st_mode & 0o777, copy.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("what", ["missing", "folder", "empty", "large", "pipe", "device"])
def test_what_is_no_saved_page_is_refused(gas: Tracker, tmp_path: Path, what: str) -> None:
    path, code, why = tmp_path / what, 4, {"missing": "no such file", "folder": "it is a folder"}.get(what, "ordinary")
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path = Path(os.devnull)
    elif what in {"empty", "large"}:
        path.touch()
        os.truncate(path, 0 if what == "empty" else 50_000_000)
        code, why = 5, "it is empty" if what == "empty" else f"it has more than {MAX_COPY // 10**6} MB"
    before = gas.kept()
    result = gas("cite", "gas", "--source", URL, "--archived", str(path))
    assert (result.exit_code, result.output) == (code, "")
    assert why in result.errors
    assert (gas.kept(), copies(gas)) == (before, 0)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_another_scheme_is_refused(gas: Tracker, text: str) -> None:
    result = gas("cite", "gas", "--source", URL, "--archived", text)
    assert result.exit_code == 5
    assert "only http:// and https:// begin the address of an archive" in result.errors


def test_every_copy_of_a_source_is_named(gas: Tracker, page: Path, tmp_path: Path) -> None:
    other = write(tmp_path, "%PDF-1.7", "extension")
    gas.done("deliver", "gas", "1 ship", "--publisher", "Nikkei", "--archived", str(page))
    gas.done("amend", "gas", "--due", "2027", "--publisher", "Nikkei", "--archived", other)
    both = [ARCHIVED, f"sha256:{sha256(b'%PDF-1.7').hexdigest()}.pdf"]
    assert [
        row["archived"] for row in gas.done("sources", "--format", "json").rows if row["publisher"] == "Nikkei"
    ] == [both]
    for words in (("show", "gas", "--only", "sources"), ("show", "gas", "--format", "html"), ("sources",)):
        assert f"html {NAME[:12]}, pdf {both[1][7:19]}" in " ".join(gas.done(*words).output.split())


@pytest.mark.parametrize(
    "text", [URL, URL.upper().replace("/1", "/1#top"), "https://archive.ph/a b", "https://", "", " "]
)
def test_what_is_no_address_of_a_copy_is_refused(gas: Tracker, text: str) -> None:
    result = gas(
        "cite", "gas", "--source", URL, "--archived", text.replace("HTTPS://METI.EXAMPLE", "HTTP://Meti.example")
    )
    why = {"": "--archived is empty", URL: "it is the address of the source itself"}
    assert result.exit_code == (5 if text.strip() else 2)
    assert why.get(text.strip().lower().partition("#")[0], "it has no host, or a space") in result.errors


def test_a_copy_is_added_only_to_a_source_that_is_known(gas: Tracker, page: Path) -> None:
    for known in (("--publisher", "METI"), ("--source", "https://meti.example/2"), ("--source-title", "Gas")):
        result = gas("cite", "gas", *known, "--archived", str(page))
        assert result.exit_code == 5
        assert "it has no such source" in result.errors
    assert f"(nearest: {URL})" in gas("cite", "gas", "--source", f"{URL}2", "--archived", str(page)).errors
    gas.done("cite", "gas", "--source", f"{URL.replace('https', 'http')}#top", "--archived", str(page))
    [source] = gas.done("show", "gas", "--format", "json").rows[0]["sources"]
    assert (source["url"], source["archived"]) == (URL, [ARCHIVED])
    refused = gas("cite", "gas", "--source", f"{URL}#top", "--archived", URL.upper())
    assert "it has no such source" not in refused.errors


def test_a_copy_is_added_to_a_source_without_an_address(gas: Tracker, page: Path) -> None:
    for title in ("Pact", "Annex"):
        gas.done("cite", "gas", "--for", "status", "--publisher", "Gazette", "--source-title", title)
    copied = ("cite", "gas", "--publisher", "gazette", "--archived", str(page))
    assert "add --source-title or --published" in gas(*copied).errors
    gas.done(*copied, "--source-title", "Annex")
    found = {row["title"]: row["archived"] for row in gas.done("sources", "--format", "json").rows}
    assert found == {None: [], "Pact": [], "Annex": [ARCHIVED]}


@pytest.mark.file
def test_the_command_that_a_finding_names_saves_the_copy_again(gas: Tracker, page: Path) -> None:
    cited = ("--publisher", "Gazette", "--source-title", "Annex", "--archived", str(page))
    gas.done("cite", "gas", "--for", "status", *cited)
    Path(f"{gas.place}.copies", NAME).unlink()
    [row] = gas("check", "--only", "broken-copies", "--format", "json").rows
    assert row["remedy"] == "tracker cite gas --publisher Gazette --source-title Annex --archived FILE"
    gas.done("cite", "gas", *cited)
    gas.done("check", "--only", "broken-copies")


def test_a_copy_is_known_from_the_day_on_which_it_was_saved_and_saved_once(archived: Tracker, page: Path) -> None:
    before = archived.done("show", "gas", "--known-at", "2026-03-01", "--format", "json").rows[0]
    assert [source["archived"] for source in before["sources"]] == [[]]
    archived.done("review", "gas", "--found", "news")
    kept = archived.kept()
    again = archived.done("cite", "gas", "--source", URL, "--archived", str(page))
    assert again.errors == "gas: it has that copy of the source already\n"
    assert archived.kept() == kept
    archived.done("cite", "gas", "--source", URL, "--archived", "https://archive.ph/x")
    assert [row["archived"] for row in archived.done("sources", "--format", "json").rows] == [
        [ARCHIVED, "https://archive.ph/x"]
    ]


def test_a_copy_belongs_to_a_source(gas: Tracker, page: Path) -> None:
    result = gas("assess", "gas", "at_risk", "--archived", str(page))
    assert result.exit_code == 2
    assert "name it with --source URL or --publisher NAME" in result.errors


def test_an_import_saves_the_files_beside_it_and_no_others(empty: Tracker, tmp_path: Path, page: Path) -> None:
    page.rename(tmp_path / "page.html")
    row = "title,obligor,obligee,publisher,archived\nGas,JP,US,METI,{}\n"
    (tmp_path / "link").symlink_to(os.devnull)
    outside = ["../page.html", "/etc/passwd", ".", "link"]
    for cell in (*outside, "no.html", "javascript:alert(1)"):
        [said] = problems(empty, write(tmp_path, row.format(cell), "inner.csv"))
        assert ("it is not in the folder of the imported file" in said) is (cell in outside)
    empty.done("import", write(tmp_path, row.format("page.html")))
    assert copies(empty) == 1
    [found] = empty.done("sources", "--format", "json").rows
    assert found["archived"] == [ARCHIVED]
    empty.done("import", write(tmp_path, row.replace("Gas", "Coal").format("https://archive.ph/x")))
    empty.standard_input = row.replace("Gas", "Oil").format("page.html").encode()
    result = empty("import", "-")
    assert result.exit_code == 5
    assert "standard input has no folder" in result.errors


def test_a_copy_is_written_to_a_file_as_it_was(gas: Tracker, page: Path, tmp_path: Path) -> None:
    gas.done("cite", "gas", "--source", URL, "--archived", str(page))
    target = tmp_path / "out.html"
    written = ("sources", "--copy", NAME[:6], "--output", str(target))
    gas.done(*written)
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (PAGE, 0o600)
    refused = {written: 5, ("sources", "--copy", NAME[:6]): 2, ("sources", "--copy", "0000", "--output", "x"): 3}
    assert {words: gas(*words).exit_code for words in refused} == refused
    gas.done(*written, "--force")
    assert gas.done("sources", "--copy", f"sha256:{NAME}", "--output", str(target), "--force").output == ""
    for words in (("", "x"), ("sha256:", "x"), (NAME[:6], os.devnull)):
        assert gas("sources", "--copy", words[0], "--output", words[1]).exit_code == 2
    other = ("cite", "gas", "--mentions", "--publisher", "News", "--archived", write(tmp_path, "text", "page.txt"))
    gas.done(*other)
    assert gas.done("sources", "--copy", sha256(b"text").hexdigest(), "--output", "-").output == "text"


@pytest.mark.file
def test_a_copy_that_somebody_changed_is_not_handed_out(gas: Tracker, page: Path, tmp_path: Path) -> None:
    gas.done("cite", "gas", "--source", URL, "--archived", str(page))
    copy = Path(f"{gas.place}.copies", NAME)
    for raw in (b"changed", None):
        copy.write_bytes(raw) if raw else copy.unlink()
        result = gas("sources", "--copy", NAME[:6], "--output", "-")
        assert (result.exit_code, result.output) == (4, "")
        assert ("was changed" if raw else "is missing") in result.errors
    gas.done("cite", "gas", "--source", URL, "--archived", str(page))
    copy.unlink()
    copy.symlink_to(page)
    assert "a symbolic link is in the way" in gas("sources", "--copy", NAME[:6], "--output", "-").errors
    for name in ("there.json", "package"):
        words = ("copy", gas.place) if name == "there.json" else ("export", "--with-copies")
        assert f"(html {NAME[:12]})" in gas.done(*words, str(tmp_path / name)).errors
    gas.done("undo")
    gas.done("cite", "gas", "--for", "status", "--publisher", "Nikkei", "--archived", write(tmp_path, "text", "x"))
    gas.done("undo")
    Path(copy.parent, f"{sha256(b'text').hexdigest()}.txt").unlink()
    rows = gas("check", "--only", "broken-copies", "--format", "json").rows
    assert [row["remedy"] for row in rows] == [
        f"tracker cite gas --source {URL} --archived FILE",
        "tracker cite gas --mentions --publisher Nikkei --archived FILE",
    ]
    backed_up = gas.done("backup", str(tmp_path / "backup.json")).errors
    assert "2 saved copies of sources are not in it" in backed_up
    assert (
        "a symbolic link is in the way; remove it"
        in gas("cite", "gas", "--source", URL, "--archived", str(page)).errors
    )


@pytest.fixture
def archived(gas: Tracker, page: Path) -> Tracker:
    """The promise, with a copy of what METI says."""
    gas.done("cite", "gas", "--source", URL, "--archived", str(page))
    return gas


def content(tracker: Tracker, register: str) -> bytes:
    """The only saved copy of a register."""
    target = tracker.folder / "content"
    tracker.done("sources", "--copy", NAME[:6], "--output", str(target), "--force", "-r", register)
    return target.read_bytes()


def test_a_copy_survives_an_export_and_an_import(archived: Tracker, tmp_path: Path) -> None:
    for name in ("package", "package.zip"):
        package, other = str(tmp_path / name), str(tmp_path / f"{name}.json")
        assert "left out 1 saved copy of sources" in archived.done("export", package).errors
        assert "saved" not in archived.done("export", package, "--with-copies").errors
        archived.done("init", "-r", other)
        assert "saved copies: 1" in archived.done("import", package, "-r", other).errors
        assert content(archived, other) == PAGE
        log = ("log", "--format", "json")
        assert archived.done(*log, "-r", other).output == archived.done(*log).output
    rows = archived.done("export", "-")
    assert "left out 1 saved copy of sources; --with-copies takes them along" in rows.errors
    whole, third = write(tmp_path, rows.output, "whole.json"), str(tmp_path / "third.json")
    archived.done("init", "-r", third)
    said = archived.done("import", whole, "-r", third).errors
    assert "1 saved copy of a source is not in it; export it --with-copies" in said
    assert archived("export", whole, "--with-copies").refusal[0] == 2


def test_a_copy_survives_a_copy_of_the_register(archived: Tracker, tmp_path: Path) -> None:
    there, back = str(tmp_path / "there.json"), str(tmp_path / "back.json")
    for source, target in ((archived.place, there), (there, back), (archived.place, back)):
        [row] = archived.done("copy", source, target, "--format", "json").rows
        assert row["saved_copies"] == 1
        assert content(archived, target) == PAGE
    blocked = tmp_path / "blocked.json"
    Path(f"{blocked}.copies").touch()
    assert archived("copy", there, str(blocked)).exit_code == 4
    assert not blocked.exists()
    Path(f"{there}.copies", NAME).write_bytes(b"changed")
    Path(f"{back}.copies", NAME).unlink()
    said = archived.done("copy", there, back).errors
    assert f"it names 1 saved copy of a source that cannot be had (html {NAME[:12]})" in said
    result = archived.done("export", str(tmp_path / "x.zip"), "--with-copies", "-r", there)
    assert f"1 saved copy could not be taken along (html {NAME[:12]})" in result.errors


def test_a_backup_says_what_is_not_in_it_and_a_restored_register_has_its_copies(
    archived: Tracker, tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup.json")
    assert "1 saved copy of a source is not in it" in archived.done("backup", backup).errors
    archived.done("restore", backup, "--force")
    assert copies(archived) == 1
    there = str(tmp_path / "there.json")
    archived.done("init", "-r", there)
    assert "it names 1 saved copy" in archived.done("restore", backup, "--force", "-r", there).errors
    archived.done("copy", archived.place, str(tmp_path / "whole.json"))
    archived.done("restore", str(tmp_path / "whole.json"), "--force", "-r", there)
    assert content(archived, there) == PAGE


@pytest.mark.file
def test_a_copy_that_is_lost_or_changed_is_found_and_saving_it_again_mends_it(archived: Tracker, page: Path) -> None:
    copy, broken = Path(f"{archived.place}.copies", NAME), ("check", "--only", "broken-copies", "--format", "json")
    save = ("cite", "gas", "--source", URL, "--archived")
    assert archived(*broken).rows == []
    for damage, said in ((b"changed", "was changed: its checksum is another"), (None, "is missing")):
        copy.write_bytes(damage) if damage else copy.unlink()
        result = archived(*broken)
        assert result.exit_code == 1
        assert {row["found"] for row in result.rows} == {f"the copy html {NAME[:12]} of METI {said}"}
        assert {row["remedy"] for row in result.rows} == {f"tracker {' '.join(save)} FILE"}
        archived.done(*save, str(page))
        assert archived(*broken).rows == []
    copy.unlink()
    copy.mkdir()
    found = archived(*broken).rows[0]["found"]
    assert f"of METI cannot be read: it is a folder; remove {copy}" in found
    assert "not an ordinary file; remove it" in archived(*save, str(page)).errors
    assert archived("check", "--except", "broken-copies,no-copy,one-witness", "--format", "json").rows == []
    copy.rmdir()
    copy.parent.rmdir()
    copy.parent.touch()
    assert archived("info").refusal[0] == 4
