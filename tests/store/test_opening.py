"""Which back end a place is opened by."""

import re
import sys

import pytest

from tracker.errors import MissingExtra
from tracker.extras import adding
from tracker.store import TinyStore, open_store


@pytest.mark.parametrize("place", ["r.json", "postgresql", "http://db/x", "./postgresql://db/x"])
def test_whatever_is_no_address_of_a_server_is_a_file(place: str) -> None:
    assert isinstance(open_store(place), TinyStore)


@pytest.mark.parametrize("place", ["postgresql://db/x", "postgres://db/x"])
def test_a_server_needs_an_extra(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tracker.store.postgres", None)
    with pytest.raises(MissingExtra, match=f"^postgres needs .*: add it with {re.escape(adding('postgres'))}$"):
        open_store(place)
