"""Checks for the copies of sources; broken ones are tried on registers, in tests/commands/test_archived.py."""

from msgspec.structs import replace

from tests.building import commitment, deadline, status
from tests.checks.asking import findings, sentences
from tracker.model.commitment import AnyEvent, Source

METI = Source(url="https://meti.example/1", publisher="METI", kind="official", party="obligor")
NEWS = Source(url="https://news.example/1", publisher="News")
PAPER = Source(publisher="Gazette", kind="treaty")
KEPT = "https://archive.ph/x"


def test_a_source_at_an_address_wants_a_copy_and_one_without_an_address_wants_none() -> None:
    promise = commitment("gas", status=None, events=[status("agreed", source=METI), deadline("2026", source=NEWS)])
    assert sentences("no-copy", promise) == ["gas: no copy is kept of 2 of its 2 sources at an address"]
    (finding,) = findings("no-copy", promise)
    assert finding.remedy == "tracker cite gas --source https://meti.example/1 --archived FILE"
    assert sentences("no-copy", commitment("gas", status=None, events=[status("agreed", source=PAPER)])) == []


def test_a_copy_that_another_commitment_keeps_is_one_of_the_source() -> None:
    events: list[AnyEvent] = [status("agreed", source=METI), deadline("2026", source=NEWS)]
    other = commitment("other", status=None, events=[status("agreed", source=replace(METI, archived=KEPT))])
    promises = (commitment("gas", status=None, events=events), other)
    assert sentences("no-copy", *promises) == ["gas: no copy is kept of 1 of its 2 sources at an address"]
    assert sentences("address-alone", *promises) == []


def test_what_is_official_rests_on_more_than_an_address() -> None:
    events: list[AnyEvent] = [status("agreed", source=METI), deadline("2026", source=METI)]
    alone = "gas: the official source of status and deadline, METI, is an address of which no copy is kept"
    assert sentences("address-alone", commitment("gas", status=None, events=events)) == [alone]
    one: list[AnyEvent] = [status("agreed", source=METI), deadline("2026", source=PAPER)]
    assert sentences("address-alone", commitment("gas", status=None, events=one)) == []
    assert sentences("address-alone", commitment("gas", status=None, events=[status("agreed", source=NEWS)])) == []
