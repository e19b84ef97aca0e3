"""The contract of a store, tested on every back end."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.strategies import few
from tracker.errors import Conflict, CorruptRegister, NoRegister, NotPossible, RefTaken, RegisterExists, UnknownRef
from tracker.model.codec import encode
from tracker.model.commitment import Commitment, TermsEvent
from tracker.model.dates import span
from tracker.model.migrations import SCHEMA
from tracker.model.register import Category, Party, Rates, View, id_of_earlier
from tracker.model.saved_copies import copy_name
from tracker.store import Store, Writer, copy_of, create, register_id
from tracker.store.tinydb.file import text_of

Build: TypeAlias = Callable[..., Commitment]
NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def put(store: Store, *commitments: Commitment) -> None:
    with store.writing() as register:
        for commitment in commitments:
            register.add(commitment)


def kept(store: Store) -> list[Commitment]:
    with store.reading() as register:
        return list(register.commitments())


def test_a_new_register_is_empty_and_knows_its_zone(store: Store) -> None:
    with store.reading() as register:
        assert (register.refs(), list(register.commitments()), register.values(Party)) == ([], [], {})
        assert (register.meta.zone, register.meta.changed_at, register.meta.changed_by) == ("Asia/Tokyo", None, "")


def test_the_days_of_a_register_may_end_in_another_zone(store: Store) -> None:
    with store.writing() as register:
        register.stamp(NOON, "mika")
        register.put_meta(zone="America/New_York")
        assert register.meta.zone == "America/New_York"
    with store.reading() as register:
        assert (register.meta.zone, register.meta.changed_at) == ("America/New_York", NOON)
    with store.writing() as register:
        register.stamp(NOON + TICK, "mika")
        register.put_meta(zone="America/New_York")
    with store.reading() as register:
        assert register.meta.changed_at == NOON


PAGE = b"<html><script>alert(1)</script>"
PAGE_NAME = copy_name(PAGE)


def test_a_saved_copy_is_kept_once_as_it_was_and_mended_if_somebody_changed_it(store: Store) -> None:
    other = copy_name(b"%PDF-")
    with store.writing(dry_run=True) as register:
        register.save_copy(PAGE_NAME, PAGE)
    with store.reading() as register:
        assert (register.copy_names(), register.read_copy(PAGE_NAME)) == (frozenset(), None)
    for raw in (PAGE, PAGE):
        with store.writing() as register:  # nothing else is recorded
            register.save_copy(PAGE_NAME, raw)
    before = kept(store), copy_of(store)
    with store.writing() as register:
        register.save_copy(other, b"changed")
    with store.writing() as register:
        register.save_copy(other, b"%PDF-")
    with store.reading() as register:
        assert register.copy_names() == {PAGE_NAME, other}
        assert (register.read_copy(PAGE_NAME), register.read_copy(other)) == (PAGE, b"%PDF-")
    assert (kept(store), copy_of(store)) == before


def id_of(store: Store) -> UUID | None:
    with store.reading() as register:
        return register_id(register)


def earlier(*commitments: Commitment) -> bytes:
    """The bytes of a register without an id, as early versions wrote it."""
    held = {str(number): encode(one) for number, one in enumerate(commitments, 1)}
    return msgspec.json.encode({"meta": {"1": {"schema": SCHEMA, "zone": "UTC"}}, "commitments": held})


def test_a_new_register_has_an_id_of_its_own_and_keeps_it(new_store: Callable[[], Store], commitment: Build) -> None:
    first, second = new_store(), new_store()
    for store in (first, second):
        create(store, "UTC")
    made = id_of(first)
    assert len({made, id_of(second), None}) == 3
    put(first, commitment())
    assert id_of(first) == made


def test_a_copy_is_the_same_register(new_store: Callable[[], Store], commitment: Build) -> None:
    first, second, third = new_store(), new_store(), new_store()
    create(first, "UTC")
    put(first, commitment())
    second.write_raw(copy_of(first), None)
    third.write_raw(copy_of(first), None)
    assert id_of(first) == id_of(second) == id_of(third)


def test_a_register_takes_over_the_id_of_another(store: Store) -> None:
    taken = uuid4()
    with store.writing() as register:
        register.stamp(NOON, "mika")
        register.put_meta(id=taken)
        assert register_id(register) == taken
    assert id_of(store) == taken
    with store.writing() as register:
        register.stamp(NOON + TICK, "mika")
        register.put_meta(id=taken)
    with store.reading() as register:
        assert register.meta.changed_at == NOON


def test_an_earlier_register_has_the_same_id_at_each_reading_and_after_each_change(
    new_store: Callable[[], Store], commitment: Build
) -> None:
    first, copy = new_store(), new_store()
    raw = earlier(commitment("z", notes=("one",)), commitment("a", notes=("two",)))
    for store in (first, copy):
        store.write_raw(raw, None)
    expected = id_of_earlier(commitment("z", notes=("one",)))
    assert id_of(first) == id_of(first) == id_of(copy) == expected
    put(first, commitment("b", notes=("three",)))
    with first.writing() as register:
        register.replace(commitment("z", notes=("one",)), commitment("z", notes=("one", "more")))
    assert id_of(first) == expected
    with first.reading() as register:
        assert register.meta.id == expected


def test_an_earlier_register_in_which_nothing_is_has_an_id_from_its_first_commitment_on(
    new_store: Callable[[], Store], commitment: Build
) -> None:
    store = new_store()
    store.write_raw(earlier(), None)
    assert id_of(store) is None
    with store.writing() as register:
        register.put(Party(code="JBIC", name="JBIC"))
    assert id_of(store) is None
    put(store, commitment("a"))
    put(store, commitment("b"))
    assert id_of(store) == id_of_earlier(commitment("a"))


def test_a_register_is_never_made_over_another(store: Store, commitment: Build) -> None:
    put(store, commitment())
    with pytest.raises(RegisterExists, match="already exists"):
        create(store, "UTC")
    assert kept(store) == [commitment()]


def test_where_no_register_is_nothing_can_be_read_or_written(new_store: Callable[[], Store]) -> None:
    store = new_store()
    with pytest.raises(NoRegister, match="tracker init"), store.reading():
        pass
    with pytest.raises(NoRegister, match="tracker init"), store.writing():
        pass


def test_commitments_come_back_in_the_order_they_were_added(store: Store, commitment: Build) -> None:
    put(store, commitment("z"), commitment("a"))
    put(store, commitment("m"))
    assert [one.ref for one in kept(store)] == ["z", "a", "m"]
    with store.reading() as register:
        assert register.refs() == ["z", "a", "m"]


def test_a_ref_is_found_whole_or_by_how_it_begins(store: Store, commitment: Build) -> None:
    put(store, *map(commitment, ("jp-us", "jp_us", "jp\\us", "jp%us", "us-jp", "jp-eu")))
    with store.reading() as register:
        assert (register.has("jp-us"), register.has("jp-u"), register.has("\0")) == (True, False, False)
        assert register.refs("jp-") == ["jp-us", "jp-eu"]
        assert [register.refs(f"jp{sign}u") for sign in "_\\%\0"] == [["jp_us"], ["jp\\us"], ["jp%us"], []]


def test_a_commitment_comes_with_its_parts(store: Store, commitment: Build) -> None:
    part = replace(commitment("part"), terms=replace(commitment().terms, parent="whole"))
    put(store, part, commitment("other"), commitment("whole"))
    with store.reading() as register:
        assert {"part", "whole"} <= {one.ref for one in register.with_related("whole")}
        assert not [one for one in register.with_related("nothing") if one.ref == "nothing"]


def test_only_the_exact_ref_names_a_commitment(store: Store, commitment: Build) -> None:
    put(store, commitment("jp-us-lng"))
    with store.reading() as register:
        assert register.get("jp-us-lng") == commitment("jp-us-lng")
        with pytest.raises(UnknownRef, match=r"nearest: jp-us-lng"):
            register.get("jp-us-ln")


def test_a_ref_is_given_once(store: Store, commitment: Build) -> None:
    put(store, commitment())
    with pytest.raises(RefTaken):
        put(store, commitment("other"), commitment())
    with pytest.raises(RefTaken):
        put(store, commitment("twice"), commitment("twice"))
    assert [one.ref for one in kept(store)] == ["jp-us-lng"]


def test_a_replaced_commitment_keeps_its_place(store: Store, commitment: Build) -> None:
    put(store, commitment("a"), commitment("b"))
    with store.writing() as register:
        register.replace(commitment("a"), commitment("a", notes=("news",)))
    assert kept(store) == [commitment("a", notes=("news",)), commitment("b")]


def test_what_somebody_else_changed_is_not_replaced(store: Store, commitment: Build) -> None:
    put(store, commitment())
    [seen] = kept(store)
    with store.writing() as register:
        register.replace(seen, commitment(notes=("theirs",)))
    with pytest.raises(Conflict), store.writing() as register:
        register.replace(seen, commitment(notes=("ours",)))
    assert kept(store) == [commitment(notes=("theirs",))]


def test_what_is_not_there_is_not_replaced(store: Store, commitment: Build) -> None:
    with pytest.raises(UnknownRef), store.writing() as register:
        register.replace(commitment(), commitment(notes=("news",)))


def test_a_commitment_keeps_its_ref(store: Store, commitment: Build) -> None:
    put(store, commitment("a"))
    with pytest.raises(ValueError, match="keeps its reference"), store.writing() as register:
        register.replace(commitment("a"), commitment("b"))


def test_a_transaction_is_written_whole_or_not_at_all(store: Store, commitment: Build) -> None:
    put(store, commitment("a"))
    with suppress(LookupError), store.writing() as register:
        register.stamp(NOON, "kenji")
        register.add(commitment("b"))
        register.replace(commitment("a"), commitment("a", notes=("news",)))
        register.put(Party(code="SOFTBANK", name="SoftBank"))
        raise LookupError
    with store.reading() as reader:
        assert (list(reader.commitments()), reader.values(Party)) == ([commitment("a")], {})
        assert reader.meta.changed_at is None


def test_a_writer_reads_what_it_wrote(store: Store, commitment: Build) -> None:
    with store.writing() as register:
        register.add(commitment("a"))
        register.replace(commitment("a"), commitment("a", notes=("one",)))
        register.replace(commitment("a", notes=("one",)), commitment("a", notes=("one", "two")))
        for _ in range(2):
            register.put(Party(code="JBIC", name="JBIC"))
        assert list(register.commitments()) == [commitment("a", notes=("one", "two"))]
        assert list(register.values(Party)) == ["JBIC"]
    assert kept(store) == [commitment("a", notes=("one", "two"))]


def test_a_reader_keeps_its_view_while_others_write(store: Store, commitment: Build) -> None:
    put(store, commitment("a"))
    with store.reading() as register:
        put(store, commitment("b"))
        assert register.refs() == ["a"]
        assert list(register.commitments()) == [commitment("a")]


def test_stamps_rise_even_when_the_clock_stands_or_falls(store: Store, commitment: Build) -> None:
    stamps = []
    for number, now in enumerate([NOON, NOON, NOON - timedelta(days=1), NOON + timedelta(days=1)]):
        with store.writing() as register:
            stamps.append(register.stamp(now, "kenji"))
            register.add(commitment(f"c{number}"))
    assert stamps == [NOON, NOON + TICK, NOON + 2 * TICK, NOON + timedelta(days=1)]
    with store.reading() as reader:
        assert (reader.meta.changed_at, reader.meta.changed_by) == (stamps[-1], "kenji")


@pytest.mark.parametrize("clock", ["9999-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"])
def test_a_clock_that_would_leave_no_time_for_another_change_is_refused(store: Store, clock: str) -> None:
    why = r"^a change at 9999-.*: nothing is recorded after the year 9998; set the clock right"
    with pytest.raises(NotPossible, match=why), store.writing() as register:
        register.stamp(datetime.fromisoformat(clock), "mika")
    for name in ("A", "B"):
        with store.writing() as register:
            register.stamp(datetime(9998, 12, 31, 23, 59, 59, 999_999, UTC), "mika")
            register.put(Party(code="A", name=name))
    with store.reading() as register:
        assert register.values(Party)["A"].name == "B"
        assert register.meta.changed_at == datetime(9999, 1, 1, tzinfo=UTC)


def test_nothing_follows_a_change_at_the_end_of_time(new_store: Callable[[], Store]) -> None:
    store, meta = new_store(), {"schema": SCHEMA, "changed_at": "9999-12-31T23:59:59.999999Z"}
    store.write_raw(text_of("a", {"meta": {"1": meta}}), None)
    why = "nothing can follow its last change, at the end of time"
    with pytest.raises(CorruptRegister, match=why), store.writing() as register:
        register.stamp(NOON, "mika")


def test_two_stamps_of_one_transaction_differ(store: Store) -> None:
    with store.writing() as register:
        assert register.stamp(NOON, "kenji") < register.stamp(NOON, "kenji")


def test_a_stamp_without_a_change_is_not_kept(store: Store, commitment: Build) -> None:
    put(store, commitment())
    with store.writing() as register:
        register.stamp(NOON, "kenji")
        register.replace(commitment(), commitment())
    with store.reading() as reader:
        assert reader.meta.changed_at is None


def test_a_party_is_added_and_replaced_by_its_code(store: Store) -> None:
    for party in (
        Party(code="SOFTBANK", name="SoftBank", names={"ja": "ソフトバンク", "zh": "软银"}),
        Party(code="JBIC", name="JBIC"),
        Party(code="SOFTBANK", name="SoftBank Group"),
    ):
        with store.writing() as register:
            register.put(party)
    with store.reading() as reader:
        assert list(reader.values(Party).items()) == [
            ("SOFTBANK", Party(code="SOFTBANK", name="SoftBank Group")),
            ("JBIC", Party(code="JBIC", name="JBIC")),
        ]


def test_rates_are_kept_in_the_order_they_were_recorded(store: Store) -> None:
    day = span("2026-02-17")
    first, second = (
        Rates(id=name, base="USD", on=day, quotes={"JPY": rate}, recorded_at=NOON, recorded_by="mika")
        for name, rate in (("b", Decimal("153.20")), ("a", None))
    )
    for rates in (first, second):
        with store.writing() as register:
            register.put(rates)
    with store.reading() as reader:
        assert tuple(reader.values(Rates).values()) == (first, second)


def test_a_view_is_saved_replaced_and_forgotten(store: Store) -> None:
    for query in (("party:JP", "overdue"), ("by:JP",)):
        with store.writing() as register:
            register.put(View(name="desk", query=query))
    with store.writing() as register:
        register.put(View(name="other", query=("overdue",)))
    with store.reading() as reader:
        assert list(reader.values(View).items()) == [
            ("desk", View(name="desk", query=("by:JP",))),
            ("other", View(name="other", query=("overdue",))),
        ]
    with store.writing() as register:
        register.put(View(name="new", query=("overdue",)))
        for name in ("desk", "new", "nobody"):
            register.remove(View, name)
        assert list(register.values(View)) == ["other"]
    with store.reading() as reader:
        assert list(reader.values(View)) == ["other"]


def test_categories_come_back_in_the_order_they_were_added_and_can_be_removed(store: Store) -> None:
    minerals, food = (
        Category(code="minerals", name="Minerals", names={"ja": "鉱物"}),
        Category(code="food", name="Food"),
    )
    with store.writing() as register:
        register.put(minerals)
        register.put(food)
        register.put(replace(minerals, name="Ores"))
    with store.writing() as register:
        assert list(register.values(Category).items()) == [("minerals", replace(minerals, name="Ores")), ("food", food)]
        register.remove(Category, "minerals")
    with store.reading() as reader:
        assert reader.values(Category) == {"food": food}


@pytest.mark.parametrize("text", ["\0", "half \ud83d of a pair", "\udcff"])
def test_text_that_no_back_end_can_keep_is_refused(store: Store, commitment: Build, text: str) -> None:
    with pytest.raises(NotPossible, match="NUL character or half of a surrogate pair"):
        put(store, commitment("a", notes=(text,)))
    with pytest.raises(NotPossible), store.writing() as register:
        register.put(Party(code="A", name="A", names={text: "A"}))
    with pytest.raises(NotPossible, match="user's name"), store.writing() as register:
        register.stamp(NOON, text)
    assert kept(store) == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"title": "x" * 1001}, "title"),
        ({"titles": {"ja": "約" * 1001}}, "titles"),
        ({"tags": ("x",) * 1001}, "tags"),
        ({"instrument": '"' * 100_001}, "instrument"),
    ],
)
def test_text_that_is_longer_than_allowed_is_refused(
    store: Store, commitment: Build, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(
        NotPossible, match=rf"^a, {field}: it has \d+ (characters|parts), more than the limit of \d+; make"
    ):
        put(store, replace(commitment("a"), terms=replace(commitment("a").terms, **terms)))
    with pytest.raises(NotPossible, match=r"^JBIC, name: it has 1001 characters"), store.writing() as register:
        register.put(Party(code="JBIC", name="x" * 1001))
    with pytest.raises(NotPossible, match=r"^desk, query: it has 1001 parts"), store.writing() as register:
        register.put(View(name="desk", query=("overdue",) * 1001))
    assert kept(store) == []


def test_a_longer_text_of_an_earlier_tracker_is_read_and_all_beside_it_can_be_changed(
    new_store: Callable[[], Store], commitment: Build
) -> None:
    store, long = new_store(), commitment("a", title="x" * 1001)
    party = Party(code="JBIC", name="x" * 1001)
    tables = {"commitments": {"1": encode(long)}, "parties": {"1": encode(party)}}
    store.write_raw(text_of("a", {"meta": {"1": {"schema": SCHEMA}}} | tables), None)
    event = TermsEvent(
        id=9, recorded_at=NOON, recorded_by="k", changed=("tags",), terms=replace(long.terms, tags=("x",))
    )
    with store.writing() as register:
        assert register.get("a") == long
        register.replace(long, long.with_events(event))
        register.put(replace(party, names={"ja": "銀行"}))
    assert kept(store) == [long.with_events(event)]
    (old,) = kept(store)
    new = replace(old, terms=replace(old.terms, title="y" * 1002))
    with pytest.raises(NotPossible, match=r"^a, title: it has 1002 characters"), store.writing() as register:
        register.replace(old, new)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
REFS = st.sampled_from(["a", "b", "c"])
STEPS = st.tuples(st.sampled_from(["add", "note", "party"]), REFS, TEXT)
TRANSACTIONS = st.lists(st.tuples(st.lists(STEPS, max_size=5), st.booleans()), max_size=6)


class Model:
    """A model of a register: two dicts."""

    def __init__(self) -> None:
        self.commitments: dict[str, Commitment] = {}
        self.parties: dict[str, Party] = {}

    def after(self, step: str, name: str, text: str, build: Build) -> "Model":
        """The model after a step; a step that a register refuses changes nothing."""
        model = Model()
        model.commitments, model.parties = dict(self.commitments), dict(self.parties)
        old = self.commitments.get(name)
        if step == "party":
            model.parties[name] = Party(code=name, name=text)
        elif step == "add" and not old:
            model.commitments[name] = build(name, text)
        elif step == "note" and old:
            notes = [event.note for event in old.history]
            model.commitments[name] = build(name, old.terms.title, notes=(*notes, text))
        return model


def apply(register: Writer, before: Model, after: Model, name: str) -> None:
    """Change a register from one model to the next."""
    old, new = before.commitments.get(name), after.commitments.get(name)
    if new and not old:
        register.add(new)
    elif new and old:
        register.replace(old, new)
    if name in after.parties:
        register.put(after.parties[name])


@given(transactions=TRANSACTIONS)
@few
def test_a_store_is_a_dict_that_lasts(
    new_store: Callable[[], Store],
    commitment: Build,
    transactions: list[tuple[list[tuple[str, str, str]], bool]],
) -> None:
    store, model = new_store(), Model()
    create(store, "UTC")
    for steps, fails in transactions:
        later = model
        with suppress(LookupError), store.writing() as register:
            for step, name, text in steps:
                before, later = later, later.after(step, name, text, commitment)
                apply(register, before, later, name)
            if fails:
                raise LookupError
        model = model if fails else later
        with store.reading() as reader:
            assert list(reader.commitments()) == list(model.commitments.values())
            assert reader.values(Party) == model.parties
