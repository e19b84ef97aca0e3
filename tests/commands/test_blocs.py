"""Blocs: parties with members, who join and leave, and promises of a bloc that are found by a member."""

import pytest

from tests.program import Tracker

NOTE = "With what MERCOSUR owes and is owed, of which BR is a member."


@pytest.fixture
def blocs(empty: Tracker) -> Tracker:
    """A register with two blocs, a promise of each and one of a member."""
    empty.done("party", "MERCOSUR", "Mercosur", "--members", "AR,Brazil,PY,UY", "--since", "1991-11-29")
    empty.done("party", "MERCOSUR", "--joined", "BO", "--since", "2024-08-08")
    empty.done("party", "EU", "--members", "DE,FR,GB", "--since", "1973")
    empty.done("party", "EU", "--left", "GB", "--since", "2020-02-01")
    empty.done("add", "Open the market", "--by", "MERCOSUR", "--to", "EU", "--ref", "market", "--made-on", "2019-06-28")
    empty.done("add", "Plant trees", "--by", "BR", "--to", "DE", "--ref", "trees", "--made-on", "2019-06-28")
    return empty


def refs_found(tracker: Tracker, *arguments: str) -> set[str]:
    return set(tracker.done("list", *arguments, "--format", "json").refs)


def test_a_promise_of_a_bloc_is_found_by_a_member_and_the_output_says_so(blocs: Tracker) -> None:
    assert refs_found(blocs, "party:BR") == refs_found(blocs, "party:brazil") == {"market", "trees"}
    assert NOTE in blocs.done("list", "party:BR").output
    assert NOTE in blocs.done("score", "party:BR").output
    assert NOTE not in blocs.done("list", "party:BR", "--format", "csv").output
    assert "is a member" not in blocs.done("list", "party:JP").output


def test_what_a_bloc_owes_is_not_owed_by_each_member(blocs: Tracker) -> None:
    assert refs_found(blocs, "by:BR") == refs_found(blocs, "to:DE") == {"trees"}
    assert "is a member" not in blocs.done("list", "by:BR").output
    assert refs_found(blocs, "party:MERCOSUR") == {"market"}


def test_the_members_of_a_bloc_are_not_judged_apart(blocs: Tracker) -> None:
    code, sentence = blocs("mark", "market", "met", "--of", "BR", "--on", "2020-01-01", "--publisher", "p").refusal
    why = "a fact about BR alone in market: it is owed by MERCOSUR, and the members of MERCOSUR are not judged apart"
    own = "`tracker milestone market br --by BR` has what holds for BR alone, or leave out --of"
    assert (code, sentence) == (5, f"{why}; {own}")
    blocs.done("milestone", "market", "br", "--by", "BR")
    blocs.done("mark", "market/br", "met", "--on", "2020-01-01", "--publisher", "p")
    assert refs_found(blocs, "by:BR", "met", "--milestones") == {"market/br"}


def test_a_bloc_is_found_by_those_who_were_members_on_the_day(blocs: Tracker) -> None:
    assert refs_found(blocs, "party:BO", "--as-of", "2024-08-07") == set()
    assert refs_found(blocs, "party:BO", "--as-of", "2024-08-08") == {"market"}
    assert refs_found(blocs, "party:BO", "--as-of", "2024-08-08", "--known-at", "2024-08-07") == set()
    assert refs_found(blocs, "party:GB", "--as-of", "2020-01-31") == {"market"}
    assert refs_found(blocs, "party:GB", "--as-of", "2020-02-01") == set()
    assert "is a member" not in blocs.done("list", "party:GB").output


def test_without_a_bloc_its_promises_are_left_out_and_that_is_said(blocs: Tracker) -> None:
    assert refs_found(blocs, "not:party:FR") == {"trees"}
    written = blocs.done("list", "not:party:FR,US").output
    assert "Without what EU owes and is owed, of which FR is a member." in written
    assert NOTE in blocs.done("list", "not:not:party:BR", "market").output


def test_a_member_of_a_bloc_in_a_bloc_finds_what_both_owe(blocs: Tracker) -> None:
    blocs.done("party", "WEST", "The West", "--members", "EU,MERCOSUR")
    blocs.done("add", "Talk", "--by", "WEST", "--to", "US", "--ref", "talk")
    assert refs_found(blocs, "party:FR") == {"market", "talk"}
    note = "With what EU and WEST owe and are owed, of which FR is a member."
    assert note in blocs.done("list", "party:FR").output
    code, sentence = blocs("party", "EU", "--joined", "WEST").refusal
    assert (code, sentence) == (5, "WEST as a member of EU: EU is or was a member of WEST; name another party")


def test_what_is_recorded_of_the_members_is_told(blocs: Tracker) -> None:
    assert blocs.done("party", "EU", "--members", "DE,FR,HR", "--since", "2013-07-01", "--dry-run").errors == (
        "would be EU: European Union; members since 2013-07-01: HR; no longer members since 2013-07-01: GB\n"
    )
    assert blocs.done("party", "EU", "--members", "DE,FR", "--since", "2026").errors == "EU: European Union\n"
    assert blocs.done("party", "QUAD", "Quad", "--members", "US,Japan").errors == (
        "“Japan” is read as JP (Japan)\nQUAD: Quad; members: US, JP\n"
    )
    rows = {row["code"]: row["members"] for row in blocs.done("party", "--format", "json").rows}
    assert rows["EU"] == ["DE since 1973", "FR since 1973", "GB since 1973 until 2020-02-01"]
    assert rows["QUAD"] == ["US", "JP"]


def test_members_of_dated_blocs_need_a_day(blocs: Tracker) -> None:
    code, sentence = blocs("party", "EU", "--members", "DE").refusal
    assert code == 5
    assert sentence == "naming the members of EU needs the day since which it has them: give --since DATE"


def test_everybody_can_leave(blocs: Tracker) -> None:
    blocs.done("party", "EU", "--members", "", "--since", "2026-06-01")
    assert refs_found(blocs, "party:FR") == set()
    assert refs_found(blocs, "party:FR", "--as-of", "2026-05-31") == {"market"}


@pytest.mark.parametrize("written", ["json", "jsonl", "package"])
def test_members_go_into_an_export_and_come_back(blocs: Tracker, written: str) -> None:
    path = str(blocs.folder / ("out" if written == "package" else f"out.{written}"))
    blocs.done("export", path)
    before = blocs.done("party", "--format", "json").output
    other = blocs.folder / "other.json"
    blocs.done("init", "--register", str(other))
    blocs.done("import", path, "--register", str(other))
    assert blocs.done("party", "--format", "json", "--register", str(other)).output == before
