"""The register without a witness: what falls, and what others support."""

from tests.building import amount, citation, commitment, deadline, delivery, retraction, status
from tracker.model.commitment import AnyEvent, Commitment, DeadlineEvent, Source
from tracker.state.without import WithoutWitness, with_any_name, without_witness

NIKKEI = Source(publisher="Nikkei")
RELAY = Source(publisher="ETtoday", relays="Nikkei, 9 February 2026")
JIJI = Source(publisher="Jiji Press")
RIA = Source(publisher="RIA")


def promised(*events: AnyEvent) -> Commitment:
    """A promise with these events alone."""
    return commitment(status=None, events=events)


def without(*events: AnyEvent) -> WithoutWitness:
    """The promise without Nikkei."""
    return without_witness(promised(*events), with_any_name(["nikkei"]), "UTC")


def test_what_the_witness_and_its_relays_alone_report_falls() -> None:
    found = without(
        status("agreed", source=JIJI), deadline("2026-03-31", source=RELAY), status("in_progress", source=None)
    )
    assert [event.id for event in found.commitment.history] == [1, 3]
    assert [(verdict.event.id, verdict.support) for verdict in found.verdicts] == [(2, None)]


def test_what_another_witness_confirms_stands_on_it_from_the_day_it_was_known() -> None:
    due = deadline("2026-03-31", source=NIKKEI, on="2026-01-10", known_on="2026-01-10")
    relayed = citation("due", source=RELAY, on="2026-01-11")
    confirmed = citation("deadline", source=JIJI, on="2026-02-01", known_on="2026-02-02")
    found = without(status("agreed", source=JIJI), due, relayed, confirmed)
    kept = found.commitment.history[1]
    assert (kept.source, str(kept.on), str(kept.known_on)) == (JIJI, "2026-01-10", "2026-02-02")
    assert [(verdict.event.id, verdict.support and verdict.support.id) for verdict in found.verdicts] == [
        (2, 4),
        (3, None),
    ]


def test_a_citation_from_before_or_of_another_field_supports_nothing() -> None:
    before = citation("deadline", source=JIJI, on="2025-12-01")
    other = citation("amount", source=JIJI, on="2026-02-01")
    against = citation("deadline", "contradicts", source=JIJI, on="2026-02-01")
    found = without(
        status("agreed", source=JIJI), deadline("2026-03-31", source=NIKKEI, on="2026-01-10"), before, other, against
    )
    assert [event.id for event in found.commitment.history] == [1, 3, 4, 5]


def test_a_citation_supports_what_is_in_force_on_its_day_or_what_it_names() -> None:
    first, second = (
        deadline(due, source=NIKKEI, on=on) for due, on in (("2026-03", "2026-01-10"), ("2026-09", "2026-02-10"))
    )
    said = {"": [1, 3, 4], "March, then September": [1, 2, 3, 4], "in March": [1, 2, 4], "in time": [1, 4]}
    for value, kept in said.items():
        later = citation("deadline", value=value, source=JIJI, on="2026-03-01")
        found = without(status("agreed", source=JIJI), first, second, later)
        assert [event.id for event in found.commitment.history] == kept


def test_a_status_stands_on_a_citation_of_its_time_in_any_words() -> None:
    first, second = status("agreed", source=NIKKEI, on="2026-01-10"), status("met", source=NIKKEI, on="2026-02-10")
    found = without(first, second, citation("status", value="It was decided", source=JIJI, on="2026-03-01"))
    assert [event.id for event in found.commitment.history] == [2, 3]


def test_a_record_stands_on_the_citation_that_was_known_first_in_its_words() -> None:
    due = deadline("2026-03", source=NIKKEI, on="", known_on="2026-02-09", words="end of March", note="From Nikkei")
    late = citation("deadline", value="March", source=JIJI, on="2026-02-10", known_on="2026-03-01", note="From Jiji")
    early = citation("deadline", value="The end of March", source=RIA, on="2026-02-20", known_on="")
    for cited, kept in (
        ((late,), (JIJI, "2026-03-01", "", "From Jiji")),
        ((late, early), (RIA, "2026-02-20", "end of March", "")),
    ):
        found = without(status("agreed", source=JIJI), due, *cited).commitment.history[1]
        assert isinstance(found, DeadlineEvent)
        assert (found.source, str(found.known_on), found.words, found.note) == kept


def test_a_delivery_stands_on_a_citation_of_its_figure_or_of_its_time() -> None:
    first, second = (
        delivery(figure, source=NIKKEI, on=on) for figure, on in (("USD 1bn", "2026-01-10"), ("USD 2bn", "2026-02-10"))
    )
    for value, kept in {"": [1, 3, 4], "USD 1bn so far": [1, 2, 4]}.items():
        cited = citation("delivery", value=value, source=JIJI, on="2026-03-01")
        found = without(status("agreed", source=JIJI), first, second, cited)
        assert [event.id for event in found.commitment.history] == kept


def test_what_took_back_or_mended_what_fell_is_unlinked() -> None:
    found = without(
        status("agreed", source=JIJI),
        deadline("2026-03-31", source=NIKKEI),
        deadline("2026-04-30", "correction", corrects=2, source=JIJI),
        amount("USD 1bn", source=NIKKEI),
        amount("USD 2bn", "correction", corrects=4, source=JIJI),
        deadline("2027-01-01", "amendment", condition="a permit", source=NIKKEI),
        deadline("2027-01-01", "amendment", fulfils=6, source=JIJI),
        status("suspended", source=NIKKEI),
        retraction(8),
    )
    history = {event.id: event for event in found.commitment.history}
    assert list(history) == [1, 3, 5, 7]
    assert [(history[number].change, history[number].corrects) for number in (3, 5)] == [("set", None)] * 2  # type: ignore[union-attr] # versions
    assert isinstance(history[7], DeadlineEvent)
    assert history[7].fulfils is None


def test_nothing_changes_without_a_witness_who_reports_nothing() -> None:
    promise = promised(status("agreed", source=JIJI), deadline("2026-03-31", source=None))
    assert without_witness(promise, with_any_name(["Nikkei"]), "UTC") == (promise, ())


def test_nothing_supports_what_a_retracted_commitment_says() -> None:
    found = without(status("agreed", source=NIKKEI), citation("status", source=JIJI), retraction())
    assert [event.id for event in found.commitment.history] == [2, 3]
