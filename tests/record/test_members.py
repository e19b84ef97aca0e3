"""The members of blocs: what is recorded, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from tracker.errors import NeedsMore, NotPossible
from tracker.model.dates import span
from tracker.model.register import Party
from tracker.record.members import MemberFacts, change_members, set_members

EU = Party(code="EU", name="European Union")
NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)


def since(day: str = "") -> MemberFacts:
    return MemberFacts(span(day) if day else None, NOON, "mika")


def members_listed(bloc: Party) -> list[str]:
    return list(map(str, bloc.memberships))


def test_a_list_of_members_records_who_joined_and_who_left() -> None:
    first = set_members(EU, ["DE", "GB", "DE"], since("1973"), {})
    later = set_members(first, ["DE", "HR"], since("2020-02-01"), {})
    assert [(one.party, one.left) for one in later.members[2:]] == [("HR", False), ("GB", True)]
    assert members_listed(later) == ["DE since 1973", "GB since 1973 until 2020-02-01", "HR since 2020-02-01"]
    assert set_members(later, ["HR", "DE"], since("2021"), {}) == later


def test_members_join_in_any_order_of_recording() -> None:
    one = change_members(set_members(EU, ["DE"], since("1958"), {}), ["HR"], [], since("2013-07-01"), {})
    both = change_members(one, ["GB"], [], since("1973-01-01"), {})
    gone = change_members(both, [], ["GB"], since("2020-02-01"), {})
    other = change_members(change_members(one, [], ["HR"], since("2030"), {}), ["GB"], [], since("1973-01-01"), {})
    assert gone.members_on(date(2019, 1, 1)) == ("DE", "HR", "GB")
    assert gone.members_on(date(2020, 2, 1)) == ("DE", "HR")
    assert other.members_on(date(2012, 1, 1)) == ("DE", "GB")


def test_a_dated_joining_replaces_an_undated_one() -> None:
    undated = set_members(EU, ["DE"], since(), {})
    assert undated.members_on(date.min) == ("DE",)
    assert members_listed(change_members(undated, ["DE"], [], since("1958"), {})) == ["DE since 1958"]
    assert members_listed(change_members(undated, [], ["DE"], since("1958"), {})) == ["DE until 1958"]
    assert members_listed(change_members(undated, [], ["DE"], since(), {})) == []


def test_a_mistaken_day_is_corrected_by_a_change_on_the_same_day() -> None:
    late, early = set_members(EU, ["DE"], since("1985"), {}), set_members(EU, ["DE"], since("1958"), {})
    assert members_listed(change_members(late, ["DE"], [], since("1958"), {})) == ["DE since 1958"]
    never = change_members(early, [], ["DE"], since("1958"), {})
    assert members_listed(never) == []
    assert members_listed(change_members(never, ["DE"], [], since("1985"), {})) == ["DE since 1985"]


def test_a_change_without_effect_is_refused() -> None:
    bloc = set_members(EU, ["DE"], since("1958"), {})
    for joined, left in ((["DE"], []), ([], ["GB"])):
        with pytest.raises(NotPossible, match="nothing would change"):
            change_members(bloc, joined, left, since("1973"), {})
    with pytest.raises(NeedsMore, match="needs the day since which it has them"):
        set_members(bloc, ["DE"], since(), {})


def test_no_party_is_a_member_of_itself_by_any_way() -> None:
    asean = set_members(Party(code="ASEAN", name="ASEAN"), ["VN"], since("1995"), {})
    rcep = set_members(Party(code="RCEP", name="RCEP"), ["ASEAN", "JP"], since("2022"), {"ASEAN": asean})
    known = {"ASEAN": asean, "RCEP": rcep}
    for bloc, member in ((asean, "ASEAN"), (asean, "RCEP")):
        with pytest.raises(NotPossible, match=f"{member} as a member of ASEAN: "):
            change_members(bloc, [member], [], since("2024"), known)
    assert change_members(asean, [], ["VN"], since("2024"), known).members_on(date(2024, 12, 31)) == ()
