"""A commitment <-> the plain document that is stored; the only place that knows stored field names and versions."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec

from tracker.commitment import Commitment, Party
from tracker.dates import Span, span
from tracker.errors import BadDate

Document: TypeAlias = dict[str, Any]
Tables: TypeAlias = dict[str, dict[str, Document]]

SCHEMA: Final = 1
# What turns the tables of schema n into those of schema n + 1, by n.
MIGRATIONS: Final[dict[int, Callable[[Tables], Tables]]] = {}


class BadDocument(ValueError):
    """A stored document that is not what it should be; the sentence says where in it."""


def encode_commitment(commitment: Commitment) -> Document:
    """The document that is stored for a commitment: its ref, terms and history, defaults left out."""
    return _plain(commitment)


def decode_commitment(document: Document) -> Commitment:
    """The commitment that was stored; raises BadDocument naming the field that is wrong."""
    commitment: Commitment = _value(document, Commitment)
    return commitment


def encode_party(party: Party) -> Document:
    """The document that is stored for a party."""
    return _plain(party)


def decode_party(document: Document) -> Party:
    """The party that was stored; raises BadDocument naming the field that is wrong."""
    party: Party = _value(document, Party)
    return party


def migrate(tables: Tables, schema: int) -> Tables:
    """Bring tables of an older schema up to this one, a step at a time."""
    for step in range(schema, SCHEMA):
        tables = MIGRATIONS[step](tables)
    return tables


def _plain(value: msgspec.Struct) -> Document:
    document: Document = msgspec.to_builtins(value, enc_hook=str)
    return document


def _value(document: Document, kind: type[Any]) -> Any:  # noqa: ANN401 - the two callers name the type
    try:
        return msgspec.convert(document, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise BadDocument(str(error)) from None


def _decode(kind: type[Any], text: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
    if kind is not Span or not isinstance(text, str):
        raise TypeError(f"a {kind.__name__} is not written so")
    try:
        return span(text)
    except BadDate as error:
        raise ValueError(str(error)) from None
