"""URLs of a server: the connection string for libpq, the schema, and no password ever shown."""

import pytest

from tracker.errors import BadServerUrl
from tracker.store.postgres.connection import parse_url


@pytest.mark.parametrize(
    ("url", "conninfo", "schema"),
    [
        ("postgresql://", "postgresql://", "tracker"),
        ("postgres://db/desk", "postgres://db/desk", "tracker"),
        ("postgresql://db/desk?schema=trade", "postgresql://db/desk", "trade"),
        ("postgresql:///x?host=/run/pg&schema=_a1", "postgresql:///x?host=/run/pg", "_a1"),
        ("postgresql://a,b:5433/x?target_session_attrs=primary", None, "tracker"),
        ("postgresql://m:p%40%3A%2F%25w@db/x", None, "tracker"),
        ("postgresql://db/x?password=a%2Bb", None, "tracker"),
        ("postgresql://db/x?password=a+b", "postgresql://db/x?password=a%2Bb", "tracker"),
    ],
)
def test_an_address_is_that_of_libpq_with_a_schema(url: str, conninfo: str | None, schema: str) -> None:
    address = parse_url(url)
    assert (address.conninfo, address.schema) == (conninfo or url, schema)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://mika:hush@db/x", "postgresql://mika@db/x"),
        ("postgresql://mika:h%40u%3As%2Fh%25@db/x", "postgresql://mika@db/x"),
        ("postgresql://mika:hu:sh@db/x", "postgresql://mika@db/x"),
        ("postgresql://:hush@db/x", "postgresql://@db/x"),
        ("POSTGRESQL://mika:hush@db/x", "postgresql://mika@db/x"),
        ("postgresql://db/x?password=hush&sslmode=require", "postgresql://db/x?sslmode=require"),
        ("postgresql://db/x?sslpassword=hush&%70assword=hush", "postgresql://db/x"),
        ("postgresql://db/x?scram_client_key=hush&oauth_client_secret=hush", "postgresql://db/x"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert parse_url(url).shown == shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://mika:hu@sh@db/x",
        "postgresql://mika:hu/sh@db/x",
        "postgresql://mika:hu#sh@db/x",
        "postgresql://mika:hu?sh@db/x",
        "postgresql://mika:hu?s=h@db/x",
        "postgresql://mika:hu[sh@db/x",
        "postgresql://db/x?password=hu&sh",
    ],
)
def test_where_a_password_may_end_anywhere_nothing_is_shown(url: str) -> None:
    with pytest.raises(BadServerUrl) as refused:
        parse_url(url)
    said = str(refused.value)
    assert said.startswith("the address given is not the URL of a register: a password with @ : / ? # or % in it is ")
    assert not {"hu", "sh", "mika"} & set(said.replace("@", " ").split())


@pytest.mark.parametrize("schema", ["", "Desk", "a-b", "1st", "a;drop schema a", "a" * 64, "é", "a%22b", "a%0Ab"])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(BadServerUrl, match="a schema has up to 63 small letters"):
        parse_url(f"postgresql://db/x?schema={schema}&sslmode=prefer")
