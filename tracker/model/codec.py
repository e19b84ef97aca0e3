"""Serialize values of the register to plain documents and back; field names are known only here."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, NoReturn, TypeVar

import msgspec

from tracker.errors import BadDate
from tracker.model.commitment import Commitment
from tracker.model.dates import DateSpan, span
from tracker.model.migrations import Document

Kind = TypeVar("Kind", bound=msgspec.Struct)

_STEP: Final = r"\.(\w+)|\[(\d+)\]"


class BadDocument(ValueError):
    """A stored document that is not valid: why, and the path of the wrong field as `steps`."""

    def __init__(self, why: str, steps: Sequence[str | int] = ()) -> None:
        self.why, self.steps = why, steps
        super().__init__(f"{self.place.removeprefix(', ')}: {why}" if steps else why)

    @property
    def place(self) -> str:
        """The path of the field after a comma, such as `, history[2].due`; empty for the whole document.

        >>> BadDocument("it is not a date", ["history", 2, "due"]).place
        ', history[2].due'
        """
        dotted = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)
        return f", {dotted[1:]}" if dotted else ""


def encode(value: msgspec.Struct) -> Document:
    """The document of a value, without fields that have their default."""
    document: Document = msgspec.to_builtins(value, enc_hook=str)
    return document


def decode(document: Document | msgspec.Raw, kind: type[Kind]) -> Kind:
    """The value of a document or of its JSON; BadDocument names the wrong field."""
    try:
        if isinstance(document, msgspec.Raw):
            value: Kind = _decoder(kind).decode(document)
        else:
            value = msgspec.convert(document, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise as_bad_document(str(error)) from None
    if isinstance(value, Commitment):
        _require_different_numbers(value)
    return value


def as_bad_document(message: str) -> BadDocument:
    """Parse an error message of msgspec; name an unknown kind of event, which a later tracker may have written.

    >>> str(as_bad_document("Invalid value 'rumour' - at `$.history[2].event`"))
    "history[2].event: this tracker knows no event of the kind 'rumour'"
    >>> str(as_bad_document("Expected `str`, got `int` - at `$.terms.titles[...]`"))
    'terms.titles: Expected `str`, got `int`'
    """
    why, _, dotted = message.rpartition(" - at `$")
    steps = [name or int(number) for name, number in re.findall(_STEP, dotted)]
    if steps[-1:] == ["event"]:
        why = why.replace("Invalid value", "this tracker knows no event of the kind")
    return BadDocument(why or message, steps)


@cache
def _decoder(kind: type[Kind]) -> msgspec.json.Decoder[Kind]:
    return msgspec.json.Decoder(kind, dec_hook=_decode)


def _require_different_numbers(commitment: Commitment) -> None:
    numbers = [event.id for event in commitment.history]
    if len(set(numbers)) < len(numbers):
        index, number = next((index, one) for index, one in enumerate(numbers) if one in numbers[:index])
        why = f"two events have the number {number}, as after a merge by hand"
        raise BadDocument(why, ["history", index, "id"])


def _decode(kind: type[Any], text: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
    if kind is not DateSpan or not isinstance(text, str):
        raise TypeError("it is not a date")
    try:
        return span(text)
    except BadDate as error:
        raise ValueError(str(error)) from None


def parse_json(text: str | bytes, *, max_keys: int = 0, parse_float: Callable[[str], Any] = float) -> Any:  # noqa: ANN401 - whatever JSON has
    """The value of a JSON text; ValueError says why it is refused.

    `max_keys`: the most keys of an object, 0 for any number. An object whose keys are numbers may have more, as the
    tables of a register file do.

    >>> parse_json('{"a": 0.10}', parse_float=str)
    {'a': '0.10'}
    >>> parse_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: the key “a” appears twice in one object
    """
    import json  # noqa: PLC0415 - documents of a register are read by msgspec

    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if max_keys and len(pairs) > max_keys and not pairs[0][0].isdecimal():
            raise ValueError(f"an object in it has more than {max_keys} keys")
        values = dict(pairs)
        if len(values) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in values if keys.count(key) > 1)
            raise ValueError(f"the key “{twice}” appears twice in one object")
        return values

    try:
        return json.loads(text, object_pairs_hook=read_object, parse_float=parse_float, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        byte = len(error.doc[: error.pos].encode())
        where = f"line {error.lineno}, column {error.colno} (byte {byte})"
        raise ValueError(f"it is not JSON at {where}: {error.msg}") from None
    except ValueError as error:
        if str(error).startswith("Exceeds the limit"):  # what Python says of the digits of a whole number
            raise ValueError("it contains a whole number with more than 4300 digits") from None
        raise


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it contains {name}, which is not a number in JSON")
