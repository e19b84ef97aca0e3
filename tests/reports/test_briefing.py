"""The briefing: what each section says, and that each of its figures is the one that a command prints."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.building import (
    amount,
    citation,
    commitment,
    deadline,
    delivery,
    milestone,
    portfolio,
    position,
    review,
    status,
)
from tracker import __version__
from tracker.commands.locate import sample_file
from tracker.exchange.dump import ParsedDump, RegisterDump, parse_dump
from tracker.language import language
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.dates import Moment
from tracker.model.recurrence import read_recurrence
from tracker.model.register import Party, Register
from tracker.query import parse_query
from tracker.reports.balance import balance_table
from tracker.reports.briefing_counts import UNKNOWN, Count
from tracker.reports.charts import Plot
from tracker.reports.edition import EDITION, Edition
from tracker.reports.list import Selection, list_table
from tracker.reports.moves import moves_table
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.summary import summary_table
from tracker.reports.table import Panel
from tracker.state.conversion import TargetUnit
from tracker.state.portfolio import Portfolio
from tracker.state.progress import progress_of

NIKKEI: Final = Source(publisher="Nikkei", url="https://nikkei.example/1")
LATE: Final = commitment("jp-us-late", due="2026-05-31")
LATER: Final = commitment("jp-us-later", due="2026-06-20")
SOON: Final = commitment("jp-us-soon", due="2026-07-04")
MOVED: Final = commitment(
    "jp-us-moved", events=[deadline("2026"), deadline("2027", "extension", on="2026-01-05", source=NIKKEI)]
)
MET: Final = commitment("jp-us-met", status="met", met_on="2026-02-17", events=[delivery("USD 5bn", on="2026-02-01")])
IN_PRIVATE: Final = position("US", "disputes", "private", on="", known_on="2026-02-10", source=NIKKEI)
DIVERGENT: Final = commitment("jp-us-said", events=[position("US", "satisfied", on="2026-02-08"), IN_PRIVATE])
FULL: Final = commitment(
    "jp-us-full", amount="USD 7bn", due="2026-05-31", events=[delivery("USD 7bn", on="2026-03-31")]
)
CALLED_LATE: Final = commitment(
    "jp-us-called", due="2026-04-30", events=[citation("delivery", "contradicts", on="2026-05-02", source=NIKKEI)]
)


def sections(*promises: Commitment, edition: Edition = EDITION) -> dict[str, Panel]:
    return {panel.anchor: panel for panel in summary_table(portfolio(*promises), edition=edition).panels}


def sentences(panel: Panel) -> list[str]:
    return [sentence.text for sentence in panel.sentences]


def refs(panel: Panel) -> list[str]:
    place = [heading.text for heading in panel.headings].index("Ref")
    return [row[place].text for row in panel.rows]


def test_the_sections_follow_each_other_from_the_lead_to_every_commitment() -> None:
    assert list(sections(CALLED_LATE, SOON, MOVED, MET, DIVERGENT, FULL)) == [
        *("lead", "parties", "late", "due-soon", "breaches", "unknown", "burn-up", "scorecard", "moves"),
        *("timeline", "disputed", "positions", "deliveries", "commitments", "cite", "method"),
    ]
    assert list(sections(commitment(events=[amount("USD 1bn"), citation("due")]))) == [
        *("lead", "parties", "late", "due-soon", "unknown", "scorecard", "timeline", "commitments", "cite", "method"),
    ]


# ---- the lead ----------------------------------------------------------------------------------

PACKAGE: Final = commitment("package", due="2029-01-19", events=[amount("up to USD 550bn", source=NIKKEI)])
SELECTED: Final = delivery("~USD 36bn", "selected", on="2026-02-17", source=NIKKEI)
PART: Final = commitment(
    "part",
    parent="package",
    amount="~USD 36bn",
    events=[SELECTED],
)


def test_what_was_kept_without_a_figure_is_not_told_as_undelivered() -> None:
    met = commitment("fund", amount="USD 50m", due="2026-05-31", status="met", met_on="2026-05-22")
    [said] = sentences(sections(met)["lead"])
    assert "USD 50m by 2026-05-31: the delivered figure is not recorded; met 9 d early" in said


def test_the_lead_says_who_promised_whom_how_much_and_what_has_come() -> None:
    trees = commitment("trees", amount="250 trees", due="2026-07-04", events=[delivery("4 trees", on="2024-04-10")])
    missiles = commitment("missiles", obligor=("US",), obligee=("JP",), amount="400 missiles")
    found = sections(PACKAGE, PART, trees, missiles)["lead"]
    assert sentences(found) == [
        (
            "Japan promised the United States up to USD 550bn by 2029-01-19: about USD 36bn selected, nothing is "
            "recorded as delivered (“Promise package”, package)."
        ),
        (
            "The United States promised Japan 400 missiles without a deadline: nothing is recorded as delivered "
            "(“Promise missiles”, missiles)."
        ),
    ]
    assert found.sentences[0].sources == (NIKKEI,)
    assert found.notes == (
        "As of 2026-06-30.",
        "The sums of all promises between two parties: `tracker balance JP US --as-of 2026-06-30`.",
    )


def test_the_lead_names_countries_in_its_language() -> None:
    with language("ja"):
        (said,) = sentences(sections(FULL)["lead"])
    assert "米国" in said
    assert "United States" not in said


def test_the_lead_says_how_much_of_a_promise_was_delivered() -> None:
    assert sentences(sections(FULL)["lead"]) == [
        (
            "Japan promised the United States USD 7bn by 2026-05-31: USD 7bn delivered, 100.0% of the amount; "
            "delivered in full 2026-03-31, 61 d early (“Promise jp-us-full”, jp-us-full)."
        )
    ]


def test_the_lead_tells_measures_that_do_not_count_apart() -> None:
    customs = delivery("USD 2bn", measure="customs", on="2026-01-31")
    sales = delivery("USD 3bn", measure="sales", on="2026-02-28")
    (said,) = sentences(sections(commitment("gas", amount="USD 10bn", events=[customs, sales]))["lead"])
    assert "USD 2bn delivered, 20.0% of the amount, USD 3bn delivered by another measure, which does not count" in said


def test_the_lead_names_no_part_of_a_promise_that_it_has_named_and_all_who_owe_jointly() -> None:
    joint = commitment("joint", obligor=("JP", "SOFTBANK"), amount="USD 33bn")
    assert sentences(sections(joint)["lead"]) == [
        (
            "Japan and SOFTBANK promised the United States USD 33bn without a deadline: nothing is recorded as "
            "delivered (“Promise joint”, joint)."
        ),
    ]


def test_the_lead_counts_what_each_of_those_who_owe_jointly_delivered() -> None:
    of_one, of_nobody = delivery("USD 20m", of="KR", on="2026-05-05"), delivery("USD 5m", on="2026-05-06")
    fund = commitment("fund", obligor=("JP", "KR"), due="2026-07-10", amount="USD 50m", events=[of_one, of_nobody])
    (said,) = sentences(sections(fund)["lead"])
    assert ": USD 25m delivered, 50.0% of the amount (“" in said
    (said,) = sentences(sections(fund.with_events(delivery("USD 25m", of="JP", on="2026-05-07", id=9)))["lead"])
    assert ": USD 50m delivered, 100.0% of the amount; delivered in full 2026-05-07, 64 d early (“" in said


def test_the_lead_counts_what_both_delivered_of_what_each_promised_the_other() -> None:
    events = [delivery("EUR 40m", of="DE", on="2026-05-05"), delivery("EUR 90m", of="FR", on="2026-05-06")]
    both = ("DE", "FR")
    lab = commitment("lab", obligor=both, obligee=both, each=True, due="2026-05-31", amount="EUR 90m", events=events)
    (said,) = sentences(sections(lab)["lead"])
    assert "promised each other EUR 180m by 2026-05-31: EUR 130m delivered, 72.2% of the amount; DE: 30 d past" in said
    (row,) = balance_table(portfolio(lab), "DE", "FR").panels[1].rows
    assert [cell.text for cell in row][2:5] == ["EUR 180m", "", "EUR 130m, 72.2%"]


def test_the_lead_rests_on_the_source_of_the_share_of_a_period() -> None:
    rule = read_recurrence("year, from 2025 until 2025, 2,000 t each")
    rice = commitment("rice", events=[delivery("2,400 t", on="2025", source=NIKKEI)], every=rule)
    (said,) = sections(rice)["lead"].sentences
    assert said.refs == ("rice/2025",)
    assert said.sources == (NIKKEI,)


def test_the_lead_says_who_contradicts_its_figure_and_its_day() -> None:
    caixin, bank = Source(publisher="Caixin", url="https://caixin.example/1"), replace(NIKKEI, party="obligor")
    events = [
        citation("amount", "contradicts", "CNY 370bn", source=caixin),
        citation("due", "contradicts", source=caixin),
        citation("category", "contradicts", source=NIKKEI),
    ]
    figure = amount("CNY 400bn", source=bank)
    swap = commitment("swap", due="2026-07-20", events=[figure, *events])
    (said,) = sections(swap)["lead"].sentences
    assert "CNY 400bn (contradicted by Caixin: CNY 370bn) by 2026-07-20 (contradicted by Caixin): nothing" in said.text
    assert said.sources == (bank, caixin)
    many = [citation("amount", "contradicts", f"CNY 30{n}bn", on=f"2026-01-0{n}", source=None) for n in range(1, 7)]
    (said,) = sections(commitment("swap", events=[figure, *many]))["lead"].sentences
    assert "somebody: CNY 303bn; somebody: CNY 304bn; 2 more) without a deadline" in said.text


def test_only_an_english_name_has_an_article() -> None:
    united = Party(code="US", name="United States", names={"ko": "미국"})
    register = Register(parties={"US": united})
    for tag, words in (("", "Japan promised the United States USD 7bn"), ("ko", "Japan promised 미국 USD 7bn")):
        now = portfolio(FULL, register=register, language=tag)
        (said,) = sentences(summary_table(now).panels[0])
        assert said.startswith(words)


def test_a_long_title_without_spaces_is_cut_and_not_dropped() -> None:
    (said,) = sentences(sections(commitment("full", title="対米投資" * 30, amount="USD 7bn"))["lead"])
    assert said.endswith(f"(“{'対米投資' * 24}対米投…”, full).")


def test_the_lead_says_what_two_parties_promised_each_other() -> None:
    both = commitment("both", obligor=("JP", "US"), obligee=("US", "JP"), amount="USD 1bn")
    other = commitment("more", obligor=("JP", "US"), obligee=("US", "JP"), amount="5 ships")
    assert sentences(sections(both, other)["lead"]) == [
        (
            "Japan and the United States promised each other USD 1bn without a deadline: nothing is recorded as "
            "delivered (“Promise both”, both)."
        ),
    ]


def test_the_lead_counts_the_pairs_that_it_leaves_out() -> None:
    pairs = ("AU", "CN", "DE", "FR")
    promises = [commitment(f"p-{code}", obligor=(code,), obligee=("US",), amount="USD 1bn") for code in pairs]
    found = sections(*promises)["lead"]
    assert len(found.sentences) == 3
    said = "And 1 more pair of parties with amounts: `tracker list not:missing:amount --as-of 2026-06-30`."
    assert found.notes[-1] == said


def test_the_lead_counts_the_pairs_of_one_obligor_and_names_the_sums_of_the_pair_that_it_is_about() -> None:
    cuts = [commitment(f"cut-{number}", amount="10 %", obligor=("AU", "CN"), each=True) for number in range(2)]
    paid = commitment("paid", obligor=("CN",), obligee=("KR",), amount="USD 1bn")
    every = portfolio(*cuts, paid)
    for seen, pairs in ((every, "2 more pairs"), (every.seen_by(("CN",)), "1 more pair")):
        found = next(panel for panel in summary_table(seen).panels if panel.anchor == "lead")
        assert found.sentences[0].refs == ("paid",)
        assert "`tracker balance CN KR --as-of 2026-06-30`" in found.notes[1]
        assert f"And {pairs} of parties with amounts" in found.notes[2]
    assert not any("parties" in note for note in sections(*cuts)["lead"].notes)


def test_the_lead_says_how_a_promise_stands_that_is_late_decided_or_disputed() -> None:
    denial, denied = citation("delivery", "contradicts", on="2026-05-02", source=NIKKEI), position("US", "disputes")
    boats = commitment("boats", due="2026-04-30", amount="3 boats", events=[denial])
    gas = commitment("gas", amount="USD 1bn", events=[denied])
    met = status("met", on="2026-03-01", of="KR", source=NIKKEI)
    fund = commitment("fund", obligor=("JP", "KR"), due="2026-05-31", amount="USD 1bn", events=[met])
    said = [sentences(sections(one)["lead"])[0] for one in (boats, gas, fund)]
    assert "as delivered; 61 d late, Nikkei, 2026-05-02 (“Promise boats”" in said[0]
    assert "as delivered; agreed, disputed by US (“" in said[1]
    assert "as delivered; JP: 30 d past due, no report" in said[2]


def test_the_lead_says_if_nothing_is_promised_in_figures() -> None:
    proposed = commitment("idea", status="proposed", amount="USD 1bn")
    said = ["2 commitments; none promises a figure that can be added up."]
    assert sentences(sections(LATE, proposed)["lead"]) == said
    own = commitment("own", obligor=("JP",), obligee=("JP",), amount="USD 1bn")
    assert sentences(sections(own)["lead"]) == ["1 commitment."]


# ---- the parties -------------------------------------------------------------------------------


def test_the_commitments_of_each_party_are_counted() -> None:
    withdrawn = commitment("us-jp-off", obligor=("US",), obligee=("JP",), status="withdrawn")
    inside = milestone("us-jp-off/first")
    found = sections(LATE, CALLED_LATE, SOON, MET, withdrawn, inside)["parties"]
    assert sentences(found) == [
        "Japan (JP), 4 commitments: 1 met, 1 reported late, 1 past due without a report, 1 not yet due.",
        "United States (US), 2 commitments: 1 withdrawn, 1 over with the whole.",
    ]
    assert found.data
    command = "`tracker list --milestones by:JP late:reported --as-of 2026-06-30`"
    assert found.data.rows[1] == ("JP", "reported late", 1, 0, command)


def test_what_was_only_proposed_is_in_no_other_count_and_what_is_disputed_is_said() -> None:
    denied = MET.with_events(position("US", "disputes", on="2026-03-01", id=9))
    proposed = commitment("idea", status="proposed", due="2026-12-31")
    found = sections(denied, SOON, proposed)["parties"]
    (said,) = sentences(found)
    assert said == "Japan (JP), 3 commitments: 1 met (1 of them disputed), 1 not yet due, 1 only proposed."
    assert found.data
    commands = {row[1]: str(row[-1]).removeprefix("`tracker list --milestones by:JP ") for row in found.data.rows}
    assert commands["not yet due"] == "timeliness:upcoming,due_soon not:status:proposed --as-of 2026-06-30`"
    assert commands["only proposed"] == "status:proposed --as-of 2026-06-30`"
    assert found.notes[1:] == ("What was only proposed is in no other count, whatever its deadline.",)


def test_it_says_that_what_several_owe_is_counted_at_each() -> None:
    found = sections(commitment("fund", obligor=("JP", "KR")))["parties"]
    assert sentences(found) == ["Japan (JP), 1 commitment: 1 undated.", "South Korea (KR), 1 commitment: 1 undated."]
    assert found.notes[1:] == ("What several parties owe is counted at each of them.",)


def test_an_exceeded_ceiling_is_counted_apart_from_what_is_in_force() -> None:
    over = delivery("4.6 Mt", kind="level", on="2026-05-31", source=NIKKEI)
    start = status("in_progress", on="2026-01-01")
    steel = commitment("steel", nature="keep", amount="up to 4 Mt", events=[start, over])
    found = sections(steel, commitment("iron", nature="keep", amount="up to 4 Mt", events=[start]))
    assert sentences(found["parties"]) == ["Japan (JP), 2 commitments: 1 in force and above a ceiling, 1 in force."]
    assert found["parties"].data
    assert [str(row[-1]).partition("timeliness:")[2] for row in found["parties"].data.rows] == [
        "in_force exceeded --as-of 2026-06-30`",
        "in_force not:exceeded --as-of 2026-06-30`",
    ]


def test_the_parties_with_most_commitments_are_counted_and_the_others_named_by_a_command() -> None:
    several = [commitment(f"p-{name}", obligor=(name,)) for name in ("AU", "CN", "DE", "FR", "GB", "IT", "JP", "KR")]
    found = sections(*several)["parties"]
    assert (len(found.sentences), found.notes[-1]) == (6, "2 more parties: `tracker score --as-of 2026-06-30`.")


def test_a_party_without_a_name_is_named_by_its_code() -> None:
    assert sentences(sections(commitment(obligor=("XFIRM",)))["parties"]) == ["XFIRM, 1 commitment: 1 undated."]


# ---- since the last edition --------------------------------------------------------------------


def since(*promises: Commitment, day: str = "2026-01-01") -> Panel:
    now = portfolio(*promises)
    before = now.at(Moment(date.fromisoformat(day)))
    edition = Edition(before=before, since=day)
    return next(panel for panel in summary_table(now, edition=edition).panels if panel.anchor == "since")


def test_the_changes_since_the_last_edition_are_counted_and_the_first_of_each_kind_named() -> None:
    moved = [deadline("2026"), deadline("2027", "extension", on="2026-01-05")]
    found = since(CALLED_LATE, *(commitment(f"jp-us-{n}", events=moved) for n in range(6)))
    assert found.title == "Since 2026-01-01"
    first, *named = sentences(found)
    assert first == "8 changes since 2026-01-01: Moved (6), Newly overdue (1), Contradicted by a source (1)."
    assert [one.partition(":")[0] for one in named] == [
        *("jp-us-0", "jp-us-1", "jp-us-2", "jp-us-3", "jp-us-called", "jp-us-called"),
    ]
    assert found.notes == ("And 2 more: `tracker changes --since 2026-01-01 --as-of 2026-06-30`.",)


def test_the_work_of_the_desk_is_counted_after_the_news() -> None:
    looked = commitment("seen", events=[review(on="2026-02-01", who="mika")])
    command = "`tracker changes --since 2026-01-01 --as-of 2026-06-30`"
    assert sentences(since(looked)) == ["No news since 2026-01-01.", f"Besides: Reviewed (1); {command}."]


def test_a_briefing_says_that_nothing_changed() -> None:
    assert sentences(since(MOVED, day="2026-06-29")) == ["Nothing changed since 2026-06-29."]


# ---- late, due, breached -----------------------------------------------------------------------


def test_what_somebody_calls_late_comes_first_then_what_nobody_reports_then_what_is_contested() -> None:
    contested = commitment("read", events=[deadline("2026-05-31", reading="US"), deadline("2026-09-30", reading="JP")])
    found = sections(contested, LATER, LATE, CALLED_LATE, SOON)
    assert refs(found["late"]) == ["jp-us-called", "jp-us-late", "jp-us-later", "read"]
    assert refs(found["due-soon"]) == ["jp-us-soon"]
    who = [heading.text for heading in found["late"].headings].index("Who says so")
    assert [row[who].text for row in found["late"].rows] == [
        "Nikkei, 2026-05-02",
        "no report, never reviewed",
        "no report, never reviewed",
        "30 d past due as US reads it; not yet as JP does",
    ]


def test_of_several_obligors_only_those_that_are_past_due_are_named() -> None:
    met = status("met", on="2026-03-01", of="KR", source=NIKKEI)
    fund = commitment("fund", obligor=("JP", "KR"), due="2026-05-31", events=[met])
    found = sections(fund)
    owes = [heading.text for heading in found["late"].headings].index("Owes")
    assert [row[owes].text for row in found["late"].rows] == ["JP → US"]
    assert sentences(found["unknown"])[0] == "Past due, and no source tells whether it was done (1): fund (JP)."
    with language("ja"):
        assert "fund（JP）" in sentences(sections(fund)["unknown"])[0]


def test_it_says_that_days_are_counted_in_the_zone_of_each_promise_if_they_differ() -> None:
    night = datetime(2026, 6, 30, 20, tzinfo=UTC)
    contents = _contents()
    now = Portfolio(contents.commitments, Moment(night), contents.register)
    (method,) = [panel for panel in summary_table(now).panels if panel.anchor == "method"]
    assert sentences(method)[-1].startswith("Days are counted in the time zone of each promise")


def test_a_long_section_is_cut_and_says_which_command_prints_the_others() -> None:
    several = [commitment(f"jp-us-{n}", due=f"2026-05-0{n}") for n in range(1, 8)]
    found = sections(*several, edition=Edition(query=("by:JP",), most=3))
    assert refs(found["late"]) == ["jp-us-1", "jp-us-2", "jp-us-3"]
    assert found["late"].notes == ("And 4 more: `tracker list --milestones overdue by:JP --as-of 2026-06-30`.",)
    assert found["commitments"].notes == ("And 4 more: `tracker list by:JP --as-of 2026-06-30`.",)
    assert found["lead"].notes[-1] == "Only what this query finds: by:JP."


def test_where_obligors_have_a_row_each_the_command_lists_them_so() -> None:
    fund = commitment("fund", obligor=("JP", "KR", "DE"), each=True, due="2026-05-31")
    found = sections(fund, edition=Edition(most=1))
    assert len(found["late"].rows) == 1
    command = "`tracker list --milestones --obligors overdue --as-of 2026-06-30`"
    assert found["late"].notes == (f"And 2 more: {command}.",)
    now = portfolio(fund, as_of="2026-06-30")
    selection = Selection(parse_query(("overdue",), now).matches, milestones=True, obligors=True)
    assert len(list_table(now, selection).rows) == 3


def test_the_command_of_what_falls_due_finds_what_is_in_grace_and_what_ends() -> None:
    in_grace = commitment("grace", events=[deadline("2026-06-25", grace_days=10)])
    ending = commitment("ending", due="2026-07-04", nature="refrain")
    later = commitment("later", due="2026-09-04")
    now = portfolio(SOON, in_grace, ending, later, LATE, as_of="2026-06-30")
    found = sections(SOON, in_grace, ending, later, LATE)
    rows = list_table(now, Selection(parse_query(("coming-due",), now).matches, milestones=True)).rows
    assert {row[0] for row in rows} == {*refs(found["due-soon"])} == {"jp-us-soon", "grace", "ending"}


def test_a_command_keeps_its_own_words_and_the_unit_and_repeats_no_query() -> None:
    edition = Edition(("balance", "JP", "by:JP"))
    now = portfolio(as_of="2026-06-30", money=TargetUnit("USD", "as_of"))
    assert edition.command(now, "balance", "JP", "US", query=("by:JP", "open")) == (
        "`tracker balance JP US by:JP open balance JP --as-of 2026-06-30 --in USD --rate-day as-of`"
    )
    assert "--in JPY`" in edition.command(portfolio(money=TargetUnit("JPY")), "list")


def test_a_section_says_that_nothing_is_late_and_nothing_falls_due() -> None:
    found = sections(MET)
    assert (sentences(found["late"]), "due-soon" in found) == (["Nothing is overdue."], False)
    undated = sections(commitment())
    assert sentences(undated["late"]) == ["Nothing is overdue; not measured: 1 undated."]
    ideas = (commitment(f"idea{due}", status="proposed", due=due) for due in ("", "2026-05-31"))
    assert sentences(sections(*ideas, commitment())["late"]) == [
        "Nothing is overdue; not measured: 2 undated (1 of them only proposed), 1 only proposed."
    ]
    assert sentences(undated["due-soon"]) == ["Nothing falls due within 30 days."]
    assert "late" not in sections(commitment("kept", nature="keep", events=[status("in_progress", on="2026-01-01")]))


def test_the_day_of_a_deadline_rests_on_its_source() -> None:
    (row,) = sections(commitment(events=[deadline("2026-05-31", source=NIKKEI)]))["late"].rows
    assert [cell.sources for cell in row if cell.sources] == [(NIKKEI,)]


def test_it_says_what_was_delivered_in_full_and_not_confirmed() -> None:
    found = sections(FULL)
    assert sentences(found["late"]) == ["Nothing is overdue."]
    assert sentences(found["breaches"]) == [
        "jp-us-full was delivered in full by 2026-03-31, and nobody has marked it met.",
    ]


def test_it_says_by_how_much_a_period_is_short() -> None:
    came = delivery("2 Mt", on="2025", known_on="2026-02-01", source=NIKKEI)
    rule = read_recurrence("year, from 2025 until 2029, 6 Mt each")
    assert sentences(sections(commitment("wheat", events=[came], every=rule))["breaches"]) == [
        "wheat/2025 is short by 4 Mt, 2 Mt of 6 Mt.",
    ]


def test_it_names_what_is_breached_broken_or_above_a_ceiling() -> None:
    start, over = status("in_progress", on="2026-01-01"), delivery("16 %", on="2026-04-01", source=NIKKEI)
    above = commitment("above", nature="keep", amount="up to 15 %", events=[start, over])
    said = status("breached", on="2026-05-01", source=NIKKEI)
    breached = commitment("bad", nature="keep", events=[start, said])
    alone = commitment("own", nature="keep", events=[start, status("breached", on="2026-05-01")])
    broken = breached.with_events(status("broken", on="2026-06-01", source=NIKKEI, id=9))
    assert sentences(sections(above)["breaches"]) == [
        "above is above its ceiling by 1%: 16% against ≤ 15% on 2026-04-01, reported by Nikkei."
    ]
    assert sentences(sections(breached)["breaches"]) == ["bad is breached since 2026-05-01 (60 d): Nikkei, 2026-05-01."]
    assert sentences(sections(alone)["breaches"]) == ["own is breached since 2026-05-01 (60 d); no source is recorded."]
    assert sentences(sections(broken)["breaches"]) == ["bad was broken on 2026-06-01, reported by Nikkei."]


def test_what_the_desk_noted_on_an_accusation_stands_beside_it() -> None:
    doubted = status("breached", on="2026-05-01", source=NIKKEI, note="one anonymous official")
    begun = status("in_progress", on="2026-01-01", note="in force")
    breached = commitment("bad", nature="keep", events=[begun, doubted])
    said = citation("delivery", "contradicts", on="2026-05-02", source=NIKKEI, note="a rumour")
    late = commitment("slow", due="2026-04-30", events=[said])
    found = sections(breached, late)
    accusation = "bad is breached since 2026-05-01 (60 d): Nikkei, 2026-05-01."
    assert sentences(found["breaches"]) == [f"{accusation} Note of the desk: “one anonymous official”"]
    assert found["late"].notes == ("slow: note of the desk: “a rumour”",)


def test_it_names_the_one_of_several_whose_figure_is_above_the_ceiling_of_each() -> None:
    start, over = status("in_progress", on="2026-01-01"), delivery("9.5 Mt", on="2026-04-30", of="RU", source=NIKKEI)
    obligor = ("RU", "SA")
    cap = commitment("cap", events=[start, over], obligor=obligor, each=True, nature="keep", amount="up to 9 Mt")
    assert sentences(sections(cap)["breaches"]) == [
        "cap (RU) is above its ceiling by 0.5 Mt: 9.5 Mt against ≤ 9 Mt on 2026-04-30, reported by Nikkei."
    ]


# ---- what is not known -------------------------------------------------------------------------


def test_the_gaps_are_counted_and_the_first_of_each_named() -> None:
    several = [commitment(f"jp-us-{n}", due=f"2026-05-0{n}") for n in range(1, 8)]
    half_known = commitment("half", due="2027", events=[status("suspended", on="2026")])
    found = sentences(sections(*several, half_known)["unknown"])
    assert found[0] == (
        "Past due, and no source tells whether it was done (7): jp-us-1, jp-us-2, jp-us-3, jp-us-4, 3 more; "
        "`tracker list --milestones unreported --as-of 2026-06-30`."
    )
    assert found[-1] == "May have changed by this day, for only a span of days is known (1): half."
    assert "unknown" not in sections(
        commitment("sure", status="met", met_on="2026-02-17", events=[status("met", on="2026-02-17", source=NIKKEI)])
    )


def test_a_period_with_a_share_in_a_delivery_and_a_duty_with_the_amount_of_each_have_no_gap() -> None:
    rule = read_recurrence("year, from 2025 until 2027, 2,000 t each")
    rice = commitment("rice", events=[delivery("900 t", on="2025", known_on="2026-02-01", source=NIKKEI)], every=rule)
    found = sentences(sections(rice)["unknown"])
    assert found[0] == "Open with a figure, and nothing is recorded as delivered or on its way (1): rice/2026."
    assert not any("no figure" in one for one in found)
    promised = milestone("fund/first", due="2026-03-31", amount="USD 3bn")
    fund = commitment("fund", amount="USD 9bn", events=[delivery("USD 1bn", on="2026-01-05")])
    assert not any("nothing is recorded as delivered" in one for one in sentences(sections(fund, promised)["unknown"]))


def test_nothing_is_asked_for_of_a_ceiling_nor_after_the_last_day() -> None:
    begun, over = status("in_progress", on="2026-01-01"), delivery("4.6 Mt", kind="level", on="2026-05-31")
    cap = commitment("cap", nature="keep", amount="up to 4 Mt", events=[begun])
    ended = commitment("ended", nature="keep", amount="4 Mt", due="2026-05-31", events=[begun])
    found = sections(cap, ended, commitment("kept", nature="keep", amount="4 Mt", events=[begun]))
    [gap] = [one for one in sentences(found["unknown"]) if "nothing is recorded as delivered" in one]
    assert gap == "Open with a figure, and nothing is recorded as delivered or on its way (1): kept."
    assert "deliveries" not in sections(cap.with_events(over))


# ---- moves, positions, deliveries, records -----------------------------------------------------


def test_deadlines_put_off_dropped_and_brought_forward_are_told_apart() -> None:
    early = commitment("jp-us-early", events=[deadline("2028"), deadline("2026", "amendment", on="2026-01-05")])
    dropped = commitment("us-jp-base", events=[deadline("2003-04-12"), deadline("", "amendment", words="as it can be")])
    assert sentences(sections(early, MOVED, dropped)["moves"])[:3] == [
        "The deadline of jp-us-moved was put off furthest, by 365 days against the first one.",
        "The deadline of us-jp-base was dropped: it has no date now, the first one was 2003-04-12.",
        "The deadline of jp-us-early was brought forward furthest, by 731 days against the first one.",
    ]
    assert sentences(sections(early)["moves"])[:1] == [
        "The deadline of jp-us-early was brought forward furthest, by 731 days against the first one."
    ]


def test_the_obligor_whose_deadline_was_put_off_furthest_is_named_where_they_are_judged_apart() -> None:
    events = [deadline("2025-12-31"), deadline("2027-12-31", "extension", on="2025-06-01", of="SA")]
    apart = commitment("cap", obligor=("RU", "SA"), each=True, events=events)
    assert sentences(sections(apart)["moves"])[0] == (
        "The deadline of cap (SA) was put off furthest, by 730 days against the first one."
    )


def test_no_obligor_is_named_where_the_deadline_of_all_was_put_off() -> None:
    events: list[AnyEvent] = [
        deadline("2025-12-31"),
        deadline("2027-12-31", "amendment", on="2025-06-01"),
        delivery("USD 1bn", of="SA"),
    ]
    lab = portfolio(commitment("lab", obligor=("RU", "SA"), amount="USD 2bn", events=events))
    for seen in (lab, lab.seen_by(("SA",))):
        panels = {panel.anchor: panel for panel in summary_table(seen).panels}
        assert sentences(panels["moves"])[0] == (
            "The deadline of lab was put off furthest, by 730 days against the first one."
        )
        assert isinstance(panels["moves"].chart, Plot)
        assert [line.label.startswith("lab") for line in panels["moves"].chart.lines] == [True, False]


def test_a_move_is_a_sentence_that_rests_on_its_source() -> None:
    _, said = sections(MOVED)["moves"].sentences
    assert said.text.startswith("jp-us-moved: moved on 2026-01-05, before the old day had passed, from the end of 2026")
    assert said.sources == (NIKKEI,)


def test_public_and_private_positions_that_differ_stand_side_by_side_each_with_its_source() -> None:
    found = sections(DIVERGENT)["positions"]
    ((ref, party, public, private),) = found.rows
    assert (ref.text, party.text, public.text, private.text) == (
        *("jp-us-said", "US", "satisfied on 2026-02-08", "disputes"),
    )
    assert (public.sources, private.sources) == ((), (NIKKEI,))
    assert found.title == "Public and private positions that differ"


def test_what_a_party_disputes_is_said_with_its_channel_day_and_source_and_beside_the_status() -> None:
    denied = commitment("jp-us-kept", status="met", events=[position("US", "denies", on="2026-03-01", source=NIKKEI)])
    found = sections(DIVERGENT, denied)
    assert sentences(found["disputed"]) == [
        "jp-us-said: US disputes it in private.",
        "jp-us-kept: US denies it in public on 2026-03-01.",
    ]
    assert found["disputed"].sentences[1].sources == (NIKKEI,)
    place = [heading.text for heading in found["commitments"].headings].index("Status")
    assert {row[place].text for row in found["commitments"].rows} == {"met, disputed by US", "agreed, disputed by US"}


def test_deliveries_are_told_from_the_last_one() -> None:
    events = [delivery("USD 1bn", on="2026-01"), delivery("USD 2bn", on="", known_on="2026-02-03")]
    rows = sections(commitment(events=events))["deliveries"].rows
    assert [[cell.text for cell in row][:3] for row in rows] == [
        ["unknown", "jp-us-promise", "USD 2bn"],
        ["2026-01", "jp-us-promise", "USD 1bn"],
    ]


def test_a_measured_level_is_called_a_level_among_the_deliveries() -> None:
    events = [delivery("6 %", kind="level", on="2026-01-31"), delivery("5 %", "contracted", kind="level", on="2026-01")]
    panel = sections(commitment(events=events))["deliveries"]
    place = [heading.text for heading in panel.headings].index("Stage")
    assert [row[place].text for row in panel.rows] == ["level", "contracted"]


def test_the_deliveries_left_out_are_counted_and_their_commitments_are_listed_by_a_command() -> None:
    several = commitment(events=[delivery("USD 1bn", on=f"2026-0{month}", id=month) for month in range(1, 5)])
    note = (
        "And {}; `tracker list --milestones not:missing:delivery not:ceiling --as-of 2026-06-30` lists the commitments."
    )
    assert sections(several, edition=Edition(most=3))["deliveries"].notes == (note.format("1 more delivery"),)
    assert sections(several, edition=Edition(most=2))["deliveries"].notes == (note.format("2 more deliveries"),)


def test_the_list_says_how_many_milestones_it_leaves_out() -> None:
    done = milestone("jp-us-met/first", status="met", met_on="2026-02-01")
    found = sections(MET, done)["commitments"]
    assert found.notes[0].startswith("Left out: 1 milestone; in the list are only those overdue,")


def test_each_commitment_can_be_opened_under_its_ref_unless_no_records_are_asked_for() -> None:
    record, other = sections(MET, MOVED)["commitments"].more
    assert (record.name, record.title) == ("jp-us-met", "jp-us-met · Promise jp-us-met")
    assert [panel.title for panel in record.more] == ["Delivered, parts included", "History"]
    assert [panel.title for panel in other.more] == ["Deadline", "History", "Sources, by independent witness"]
    assert sections(MET, MOVED, edition=Edition(records="none"))["commitments"].more == ()


def test_it_says_how_to_cite_it() -> None:
    now = portfolio(LATE, as_of="2026-06-30", known_at="2026-06-29")
    edition = Edition(written=date(2026, 7, 1))
    known = replace(now.register, id=UUID(int=1))
    found = {panel.anchor: panel for panel in summary_table(now.at(now.moment, None, known), edition=edition).panels}
    assert sentences(found["cite"]) == [
        (
            "“Commitments as of 2026-06-30, as known on 2026-06-29”. As of 2026-06-30, as known on 2026-06-29. "
            f"Written on 2026-07-01 by tracker {__version__}. Register 00000000-0000-0000-0000-000000000001."
        )
    ]
    assert edition.command(now, "moves") == "`tracker moves --known-at 2026-06-29 --as-of 2026-06-30`"


# ---- every figure is the one that a command prints -----------------------------------------------


@cache
def _contents() -> RegisterDump:
    parsed = parse_dump("sample", sample_file().read_text(encoding="utf-8"))
    assert isinstance(parsed, ParsedDump)
    return parsed.contents


def _printed(command: str, now: Portfolio) -> int:
    """The number of rows of `list` for the words of a command, without its days."""
    words, _, _ = command.strip("`").removeprefix("tracker list --milestones ").partition(" --as-of")
    query = parse_query(words.split(), now)
    seen = now.seen_by(query.obligor)
    return len(list_table(seen, Selection(query.matches, milestones=True)).rows)


def _gaps(now: Portfolio, query: tuple[str, ...]) -> Iterator[tuple[Count, int]]:
    """The kinds of gaps, each with the number of rows that `list` prints for its query."""
    for count in UNKNOWN:
        matches = parse_query((*query, *count.query), now).matches
        yield count, len(list_table(now, Selection(matches, milestones=True)).rows)


@pytest.mark.parametrize(
    ("day", "query"), [("2026-11-28", ()), ("2026-02-11", ()), ("2026-11-28", ("category:defence,investment",))]
)
def test_every_figure_is_the_one_that_the_command_prints(day: str, query: tuple[str, ...]) -> None:
    contents = _contents()
    now = Portfolio(contents.commitments, Moment(date.fromisoformat(day)), contents.register)
    test = parse_query(query, now).matches
    found = {panel.anchor: panel for panel in summary_table(now, test, edition=Edition(query)).panels}
    # the parties: each count is that of a list, and all of them are the promises of the scorecard
    tallies = found["parties"].data
    assert tallies
    assert all(number == _printed(str(command), now) for _, _, number, _, command in tallies.rows)
    score = score_table(now, "obligor", test)
    owed = Counter[str]()
    for party, _, number, _, _ in tallies.rows:
        owed[str(party)] += int(str(number))
    assert owed == {row[0]: row[1] for row in score.rows}
    assert all(f"{count} {words}" in str(found["parties"].sentences) for _, words, count, _, _ in tallies.rows)
    # what is late, due soon and not known
    for anchor, words in (("late", "overdue"), ("due-soon", "coming-due")):
        rows = list_table(now, Selection(parse_query((*query, words), now).matches, milestones=True)).rows
        assert {cell.ref for row in found[anchor].rows for cell in row} - {""} == {row[0] for row in rows}
    said = sentences(found["unknown"])
    for count, number in _gaps(now, query):
        assert any(one.startswith(f"{count.words} ({number}):") for one in said) == bool(number)
    # the charts are the panels of the commands
    shown = [panel for anchor, panel in found.items() if anchor.startswith("burn-up")]
    assert shown
    for panel in shown:
        progress = progress_table(progress_of(now.standings[panel.title.partition(" · ")[0]])).panels[0]
        assert (panel.rows, panel.chart) == (progress.rows, progress.chart)
    chosen = [one for one in now if test(one)]
    moves = moves_table(chosen).panels[0]
    assert found["moves"].chart == moves.chart
    assert (found["scorecard"].rows, found["scorecard"].chart) == (score.panels[0].rows, score.panels[0].chart)
    traded = [panel for panel in balance_table(now, "JP", "US", test).panels if panel.anchor == "trades"]
    assert [found["trades"].rows] == [panel.rows for panel in traded] if traded else "trades" not in found
