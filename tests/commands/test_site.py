"""A site: its files, its links, and what a second writing changes, keeps and removes."""

import json
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.building import commitment, delivery, milestone, portfolio
from tests.program import Tracker
from tracker.commands.site import MANIFEST, write_site
from tracker.errors import WouldOverwrite
from tracker.render.site import site_files
from tracker.reports import site
from tracker.reports.edition import EDITION

NOW = "2026-11-28"


class Links(HTMLParser):
    """The addresses that a page leads to, and the ids in it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the parser
        """Keep the addresses and the id of an element."""
        found = dict(attrs)
        self.ids |= {found["id"] or ""} if "id" in found else set()
        self.addresses += [found[name] or "" for name in ("href", "src") if name in found]


def links_of(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text())
    return found


def broken(folder: Path) -> Iterator[tuple[str, str]]:
    """The links of each page that lead to no file and no element of the site."""
    pages = {page: links_of(page) for page in folder.rglob("*.html")}
    for page, found in pages.items():
        for address in found.addresses:
            parts = urlsplit(address)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not parts.scheme and (
                not target.is_file() or (parts.fragment and parts.fragment not in ids(pages, target))
            ):
                yield page.name, address


def ids(pages: dict[Path, Links], target: Path) -> set[str]:
    return pages[target].ids if target in pages else set()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refused(tracker: Tracker, code: int, *arguments: str) -> str:
    """The refusal of a command, which ends with this exit code."""
    found, said = tracker(*arguments).refusal
    assert found == code, said
    return said


def report(tracker: Tracker, folder: Path, *arguments: str) -> None:
    tracker.done("report", "--output", f"{folder}/", *arguments)


def test_every_link_of_a_site_leads_somewhere(sample: Tracker, tmp_path: Path) -> None:
    folder = (tmp_path / "site").resolve()
    report(sample, folder, "--lang", "ja")
    assert list(broken(folder)) == []
    found = files(folder)
    assert {"index.html", "page.css", "page.js", "deadlines.ics", "feed.atom", MANIFEST} <= found.keys()
    assert {"data/commitments.csv", "data/commitments.json", "data/package.zip"} <= found.keys()
    assert {"commitments/jp-us-boeing-100.html", "parties/JP.html", "categories/energy.html"} <= found.keys()
    assert b'<link rel="self" type="application/atom+xml" href="feed.atom" />' in found["feed.atom"]
    assert b'href="commitments/' in found["feed.atom"]
    assert found["data/commitments.csv"] == sample.done("list", "--lang", "ja", "--format", "csv").output.encode()
    assert not any("://" in address for name in ("index.html",) for address in links_of(folder / name).addresses[:40])


def test_the_data_behind_the_progress_of_a_milestone_is_a_file_beside_the_others() -> None:
    came = [delivery("USD 1m", on=f"2026-01-0{day}", id=day) for day in range(1, 4)]
    promises = commitment("gas", amount="USD 5bn", events=came), commitment("fund")
    part = milestone("fund/2026", amount="USD 2bn", events=came[:1])
    found = site_files(site.site_of(portfolio(*promises, part), bool, "", (), EDITION), has_package=False)
    assert [path for path, _ in found if path.startswith("data/burn-up")] == [
        "data/burn-up.csv",
        "data/burn-up-fund--2026.csv",
    ]


@pytest.mark.parametrize("longest", [0, site.LONG])
def test_the_page_of_a_party_has_its_own_standing_where_several_are_judged_apart(
    monkeypatch: pytest.MonkeyPatch, longest: int
) -> None:
    monkeypatch.setattr(site, "LONG", longest)
    kept = delivery("11 %", on="2026-05-15", of="KR")
    cut = commitment("cut", obligor=("CN", "KR"), each=True, due="2026-05-31", amount="10 %", events=[kept])
    found = site.site_of(portfolio(cut, commitment("other", obligor=("KR",))), bool, "", (), EDITION)
    owes = {page.path: page.table.panels[0] for page in found.pages(has_package=False) if "parties/" in page.path}
    words = {path: [cell.text for row in panel.rows for cell in row] for path, panel in owes.items()}
    assert "delivered in full 2026-05-15, 16 d early" in words["parties/KR.html"]
    assert "30 d past due" in words["parties/CN.html"]
    assert "30 d past due" in words["parties/US.html"]
    note = "Of 1 promise of several obligors the standing of KR alone is shown."
    assert owes["parties/KR.html"].notes == (note,)
    assert len(owes["parties/KR.html"].rows) == len(["cut", "other"])


def test_what_has_not_changed_is_not_written_again(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    for path in before:
        os.utime(path, ns=(1, 1))
    report(small, folder)
    assert {path.stat().st_mtime_ns for path in before} == {1}
    small.done("edit", "jp-us-lng", "--title", "Another title")
    report(small, folder)
    changed = {path.name for path in before if path.stat().st_mtime_ns != 1}
    assert {"index.html", "jp-us-lng.html", "JP.html", MANIFEST} <= changed
    assert "page.css" not in changed


def test_pages_that_are_gone_are_removed_and_the_files_of_others_stay(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder)
    gone, edited = sorted((folder / "commitments").iterdir())[:2]
    (folder / "CNAME").write_text("example.org")
    edited.write_text("edited by hand")
    report(small, folder, "no-such-words")
    assert not gone.exists()
    assert edited.read_text() == "edited by hand"
    assert (folder / "CNAME").read_text() == "example.org"
    assert not (folder / "data" / "package.zip").exists()


@pytest.mark.parametrize("arguments", [["party:JP"], ["--as-of", NOW], ["--known-at", NOW]])
def test_only_a_site_about_all_has_the_whole_register(small: Tracker, tmp_path: Path, arguments: list[str]) -> None:
    report(small, tmp_path / "site", *arguments)
    assert not (tmp_path / "site" / "data" / "package.zip").exists()


def test_a_page_that_was_lost_is_written_again(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder)
    before = files(folder)
    (folder / "commitments" / "jp-us-lng.html").write_bytes(b"")
    report(small, folder)
    assert files(folder) == before


def test_a_folder_of_others_is_refused_unless_forced(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    said = refused(small, 5, "report", "--output", str(folder))
    assert "not a site that tracker wrote; choose another folder, or give --force" in said
    report(small, folder, "--force")
    assert (folder / "thesis.txt").read_text() == "mine"
    assert (folder / "index.html").exists()


def test_a_folder_in_which_the_first_writing_was_killed_is_no_folder_of_others(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / f".{MANIFEST}.0123456789abcdef.draft").write_bytes(b"{")
    report(small, folder)
    assert (folder / "index.html").exists()


def test_a_file_or_a_link_in_the_place_of_a_page_is_refused(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder, "no-such-words")
    (folder / "commitments").mkdir()
    page = folder / "commitments" / "jp-us-lng.html"
    page.write_text("mine")
    assert "not a file of the site" in refused(small, 5, "report", "--output", f"{folder}/")
    assert page.read_text() == "mine"
    page.unlink()
    page.symlink_to(tmp_path / "elsewhere")
    assert "a link, or not an ordinary file" in refused(small, 5, "report", "--output", f"{folder}/")
    page.unlink()
    page.mkdir()
    assert "a link, or not an ordinary file" in refused(small, 5, "report", "--output", f"{folder}/")


def test_a_manifest_cannot_name_files_outside(small: Tracker, tmp_path: Path) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside"
    outside.write_bytes(b"")
    report(small, folder)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest["files"] |= {"../outside": [empty], str(outside): [empty], "index.html": "none", "page.css": [1]}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    report(small, folder)
    assert json.loads((folder / MANIFEST).read_bytes())["files"].keys() == files(folder).keys() - {MANIFEST}
    assert outside.exists()


def test_the_register_is_never_the_manifest_of_a_site(tmp_path: Path) -> None:
    register = tmp_path / MANIFEST
    register.write_text("{}")
    with pytest.raises(WouldOverwrite, match="register"):
        write_site(str(tmp_path), [("index.html", b"")], str(register), force=True)
    assert register.read_text() == "{}"


def test_a_manifest_cannot_name_the_register(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder)
    register = folder / "data" / "commitments.json"
    with pytest.raises(WouldOverwrite, match="register"):
        write_site(str(folder), [], str(register), force=True)
    assert register.exists()


def test_every_file_of_a_site_is_removed_when_the_site_no_longer_has_it(sample: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(sample, folder)
    (folder / "notes.json").write_bytes(b"")
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"]["notes.json"] = ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    write_site(str(folder), [], "", force=False)
    assert files(folder).keys() == {MANIFEST, "notes.json"}


def test_a_linked_manifest_is_refused(small: Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    report(small, folder)
    (folder / MANIFEST).rename(tmp_path / "elsewhere")
    (folder / MANIFEST).symlink_to(tmp_path / "elsewhere")
    assert "a link, or not an ordinary file" in refused(small, 5, "report", "--output", f"{folder}/")


def test_a_file_behind_a_linked_folder_is_not_removed(small: Tracker, tmp_path: Path) -> None:
    folder, others = tmp_path / "site", tmp_path / "others"
    report(small, folder)
    (folder / "commitments").rename(others)
    (folder / "commitments").symlink_to(others)
    before = sorted(others.iterdir())
    report(small, folder, "no-such-words")
    assert sorted(others.iterdir()) == before


@pytest.mark.parametrize("text", ["{", "[]", '{"generator": "tracker"}', '{"generator": "other", "files": {}}'])
def test_a_manifest_of_another_program_is_none(small: Tracker, tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert "not a site that tracker wrote" in refused(small, 5, "report", "--format", "site", "--output", str(tmp_path))


def test_a_site_needs_a_folder(small: Tracker, tmp_path: Path) -> None:
    assert "a site is written into a folder" in refused(small, 2, "report", "--format", "site")
    (tmp_path / "file").write_text("x")
    refused(small, 4, "report", "--format", "site", "--output", str(tmp_path / "file"))


def test_a_folder_is_no_site_where_another_format_is_asked_for(small: Tracker, tmp_path: Path) -> None:
    assert "it is a folder" in refused(small, 4, "report", "--csv", "--output", str(tmp_path))


def test_a_long_index_leaves_to_the_records_what_they_have(
    sample: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(sample, tmp_path / "whole")
    monkeypatch.setattr(site, "LONG", 10)
    report(sample, tmp_path / "short")
    whole, short = ((tmp_path / name / "index.html").read_text() for name in ("whole", "short"))
    headings = ("Who says so", "First due", "Amount", "Status")
    indexes = [page.partition('id="commitments"')[2] for page in (whole, short)]
    found = [[heading for heading in headings if f">{heading}<" in index] for index in indexes]
    assert found == [list(headings), []]
    assert list(broken((tmp_path / "short").resolve())) == []


def test_names_that_differ_in_case_only_have_pages_of_their_own() -> None:
    assert site.paths_of("parties", ["JP", "jp"]) == {"JP": "parties/JP.html", "jp": "parties/jp~.html"}


def test_file_names_are_safe_and_distinct() -> None:
    names = ["con", "index", "", "a/b", "../x", "é", "x" * 300, "x" * 301, "COM1"]
    found = [site.file_name(name) for name in names]
    assert len({name.casefold() for name in found}) == len(names)
    assert all(name.isascii() and "/" not in name and not name.startswith(".") and len(name) < 110 for name in found)
