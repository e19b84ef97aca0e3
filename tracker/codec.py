"""A value of the register <-> the plain document that is stored; the only place that knows names and versions."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

from tracker.dates import Span, span
from tracker.errors import BadDate

Document: TypeAlias = dict[str, Any]
Tables: TypeAlias = dict[str, dict[str, Document]]
Kind = TypeVar("Kind", bound=msgspec.Struct)

SCHEMA: Final = 1
# What turns the tables of schema n into those of schema n + 1, by n.
MIGRATIONS: Final[dict[int, Callable[[Tables], Tables]]] = {}


class BadDocument(ValueError):
    """A stored document that is not what it should be; the sentence says where in it."""


def encode(value: msgspec.Struct) -> Document:
    """The document that is stored for a value, defaults left out."""
    document: Document = msgspec.to_builtins(value, enc_hook=str)
    return document


def decode(document: Document, kind: type[Kind]) -> Kind:
    """The value that was stored; raises BadDocument naming the field that is wrong."""
    try:
        return msgspec.convert(document, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise BadDocument(str(error)) from None


def migrate(tables: Tables, schema: int) -> Tables:
    """Bring tables of an older schema up to this one, a step at a time."""
    for step in range(schema, SCHEMA):
        tables = MIGRATIONS[step](tables)
    return tables


def _decode(kind: type[Any], text: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
    if kind is not Span or not isinstance(text, str):
        raise TypeError(f"a {kind.__name__} is not written so")
    try:
        return span(text)
    except BadDate as error:
        raise ValueError(str(error)) from None
