"""The messages of the code, and the files that translate them.

python -m tests.messages           adds to each file what is new in the code, and removes what is gone

A message is the first text of a call of `translate` or `message`, the noun of a `plural` of `tracker.language`, a
heading of a column, the help of a check, or the name of a grouping.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

import polib

from tracker import checks
from tracker.language import FOLDER, Key, noun_key
from tracker.reports.score import GROUPINGS

CODE: Final = FOLDER.parent
_TRANSLATED: Final = frozenset({"translate", "message", "plural"})
# The functions with a heading, which the renderers translate, and its position among their arguments.
_HEADINGS: Final = {
    "Heading": 0,
    "flexible": 0,
    "day_field": 0,
    "_day_field": 1,
    "amount_field": 1,
    "code_field": 2,
    "name_fields": 1,
    "source_fields": 1,
    "_counts": 1,
    "_end": 1,
    "Field": 3,
}
_CALLS: Final = re.compile(rf"\b(?:{'|'.join((*_TRANSLATED, *_HEADINGS))})\(")


@cache
def messages() -> dict[Key, str]:
    """Every message, with the first file that has it."""
    found: dict[Key, str] = {}
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not _CALLS.search(text):
            continue
        names = _TRANSLATED if "from tracker.language import" in text else _TRANSLATED - {"plural"}
        for node in ast.walk(ast.parse(text)):
            for key in _of_call(node, names) if isinstance(node, ast.Call) else ():
                found.setdefault(key, path.relative_to(CODE.parent).as_posix())
    for name, check in checks.CHECKS.items():
        found.setdefault(Key(checks.help_of(name)), f"{check.__module__.replace('.', '/')}.py")
    for grouping in GROUPINGS:
        found.setdefault(Key(grouping.capitalize()), "tracker/reports/score.py")
    return found


def _of_call(node: ast.Call, names: frozenset[str]) -> Iterator[Key]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    options = {option.arg: option.value for option in node.keywords}
    match name if name in names or name in _HEADINGS else "":
        case "translate" | "message":
            context = _text(options.get("context")) or (_text(node.args[1]) if node.args[1:] else "")
            yield from (Key(text, context) for text in _texts(node.args[:1]))
        case "plural":
            yield from (Key(noun_key(noun)) for noun in _texts(node.args[1:2]))
        case _ if name in _HEADINGS:
            place = _HEADINGS[name]
            texts = _texts([*node.args[place : place + 1], *filter(None, [options.get("heading")])])
            yield from (Key(text, _text(options.get("context"))) for text in texts)
        case _:
            pass


def _texts(nodes: list[Any]) -> Iterator[str]:
    """The texts of these nodes, both of a choice between two."""
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
        elif text := _text(node):
            yield text


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def holes(text: str) -> set[str]:
    """The names of the holes of a message."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def key_of(entry: polib.POEntry) -> Key:
    """The message that an entry translates."""
    return Key(entry.msgid, entry.msgctxt or "")


def update(path: Path) -> polib.POFile:
    """The file with an entry for each message, in the order of the code."""
    old = polib.pofile(path, wrapwidth=118, encoding="utf-8")
    known = {key_of(entry): entry for entry in old}
    new = polib.POFile(wrapwidth=118, encoding="utf-8")
    new.header, new.metadata = old.header, old.metadata
    for key, place in sorted(messages().items(), key=lambda found: (found[1], found[0])):
        entry = known.get(key) or polib.POEntry(msgid=key.message, msgctxt=key.context or None)
        entry.occurrences = [(place, "")]
        new.append(entry)
    return new


def main() -> None:
    """Bring every file up to date."""
    for path in sorted(FOLDER.glob("*.po")):
        found = update(path)
        found.save(str(path))
        sys.stdout.write(f"{path.stem}: {len(found.untranslated_entries())} of {len(found)} are not translated\n")


if __name__ == "__main__":
    main()
