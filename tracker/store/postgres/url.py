"""Where a register is on a server: libpq's address, with the schema that holds the tables; it opens nothing."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from msgspec import Struct

from tracker.errors import BadServerUrl

SCHEMA: Final = "schema"
USUAL: Final = "tracker"
# What libpq takes and nobody else should see.
HIDDEN: Final = frozenset({"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})
ODD: Final = (
    "a password with @ : / ? # or % in it is written with %40 %3A %2F %3F %23 or %25, or left out of the address"
)
_NAME: Final = re.compile("[a-z_][a-z0-9_]{0,62}")


class ServerUrl(Struct, frozen=True):
    """What libpq opens, the schema there, and how both are told: without any password."""

    conninfo: str
    schema: str
    shown: str


def parse_url(url: str) -> ServerUrl:
    """The parts of an address; BadPlace if it is none.

    >>> address = read_address("postgresql://mika:secret@db.example/desk?schema=trade&sslmode=require")
    >>> address.conninfo, address.schema
    ('postgresql://mika:secret@db.example/desk?sslmode=require', 'trade')
    >>> address.shown
    'postgresql://mika@db.example/desk?schema=trade&sslmode=require'
    """
    try:
        parts = urlsplit(url)
        plain = parts.query.replace("+", "%2B")  # to libpq a plus is a plus
        asked = parse_qsl(plain, keep_blank_values=True, strict_parsing=bool(plain))
    except ValueError:
        raise BadServerUrl("the address given", ODD) from None
    if "#" in url or not parts.netloc.count("@") == url.count("@") <= 1:
        raise BadServerUrl("the address given", ODD)  # where its password ends nobody can tell, so it is not shown
    schema = dict(asked).get(SCHEMA, USUAL)
    shown = _joined(_without_password(parts), [pair for pair in asked if pair[0] not in HIDDEN])
    if not _NAME.fullmatch(schema):
        raise BadServerUrl(shown, "a schema has up to 63 small letters, digits and _, and begins with no digit")
    return ServerUrl(_joined(parts, [pair for pair in asked if pair[0] != SCHEMA]), schema, shown)


def _without_password(parts: SplitResult) -> SplitResult:
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}")


def _joined(parts: SplitResult, asked: list[tuple[str, str]]) -> str:
    query = urlencode(asked, quote_via=quote, safe="/")
    return f"{parts.scheme}://{parts.netloc}{parts.path}{f'?{query}' if query else ''}"
