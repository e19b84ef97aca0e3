"""The back end that opens a location."""

import re
import sys

import pytest

from tracker.errors import BadServerUrl, MissingExtra
from tracker.errors.extras import install_command
from tracker.store import TinyStore, open_store


@pytest.mark.parametrize("location", ["r.json", "postgresql", "a:b.json", "C:/x.json", "x=y", "./postgresql://db/x"])
def test_whatever_is_no_address_of_a_server_is_a_file(location: str) -> None:
    assert isinstance(open_store(location), TinyStore)


@pytest.mark.parametrize(
    "location", ["postgresql://db/x", "postgres://db/x", "POSTGRESQL://db/x", "Postgres://u:pw@db/x"]
)
def test_a_server_needs_an_extra(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tracker.store.postgres", None)
    with pytest.raises(
        MissingExtra, match=f"^postgres needs .*: install it with {re.escape(install_command('postgres'))}$"
    ):
        open_store(location)


@pytest.mark.parametrize(
    "location",
    [
        *("postgresql:/u:hush@h/x", "postgresql:u:hush@h", "Postgres:u:hush@h", "postgresql+psycopg://u:hush@h/x"),
        *(
            " postgresql://u:hush@h/x",
            "postgres ://u:hush@h",
            "mysql://u:hush@h/x",
            "http://u:hush@h",
            "file:///x.json",
        ),
        *("host=h user=u password=hush", "dbname = x password=hush"),
    ],
)
def test_a_mistyped_address_is_refused_unseen(location: str) -> None:
    with pytest.raises(
        BadServerUrl, match=r"^the address given is not the URL of a register: only postgresql://"
    ) as refused:
        open_store(location)
    assert "hush" not in str(refused.value)
