"""No text of a report stays English in another language.

The language of these tests writes every message in capitals, and the words of the register are in capitals too: a word
in small letters is a text that the code does not translate, or that `python -m tests.messages` does not collect. For
the texts that the register of these tests does not reach, the code is searched.
"""

import ast
import json
import re
from collections.abc import Iterator
from string import Formatter
from typing import Any, Final, get_args

import polib
import pytest

from tests.messages import CODE, messages
from tests.program import Tracker
from tracker import language
from tracker.commands.locate import sample_file
from tracker.model.commitment import (
    AMOUNT_CHANGES,
    AMOUNT_KINDS,
    CATEGORIES,
    CHANNELS,
    DEADLINE_CHANGES,
    FINDINGS,
    FORCES,
    JUDGEMENTS,
    SOURCE_KINDS,
    SOURCE_PARTIES,
    STAGES,
    STANCES,
)
from tracker.model.fields import TERM_FIELDS
from tracker.model.status import MEANINGS, NATURES
from tracker.state.confidence import FACTS, Confidence
from tracker.state.deadlines import Timeliness

# The texts of a register that people write; all others are refs, dates and words of a vocabulary.
_WRITTEN: Final = frozenset(
    (
        *(
            "title",
            "titles",
            "name",
            "names",
            "instrument",
            "conditions",
            "tags",
            "notes",
            "note",
            "publisher",
            "relays",
        ),
        *("value", "summary", "quote", "words", "awaits", "measure", "counts", "where", "recorded_by", "who"),
    )
)
# What no language translates: addresses, commands, refs, time zones, and the units and fields of this register.
_SAME: Final = (
    *(
        r"https?://\S+",
        r"<[^>]*>",
        r"`[^`]*`",
        r"\btracker [a-z0-9.]+[^|]*",
        r"\b[a-z]+(?:-[a-z0-9]+)+\b",
        r"\b[A-Z]\w+/\w+\b",
    ),
    *(r"\d (?:trees|missiles|aircraft)\b", r"\b(?:site|price|context|replacement rate)\b"),
)
_WORD: Final = re.compile(r"(?<![\w./-])[A-Z]?[a-z]{3,}(?![\w/])")
# The refs that reach most of what `show` can say.
_RICH: Final = (
    *("jp-us-550bn-investment", "jp-us-sma-utilities", "jp-us-first-project-decision", "jp-us-250-cherry-trees"),
    *("jp-us-farm-8bn", "us-jp-2019-no-auto-tariff", "jp-us-sma-fy2016-20"),
)
_COMMANDS: Final = (
    ("list",),
    ("list", "--overdue"),
    ("list", "--milestones", "--obligors"),
    *(("show", ref) for ref in _RICH),
    ("agenda",),
    ("changes", "--since", "2026-01-01"),
    ("inbox",),
    ("moves",),
    ("report",),
    ("progress", "jp-us-550bn-investment"),
    ("sources",),
    ("balance", "JP", "US"),
    ("score",),
)
_ONLY_ENGLISH: Final = frozenset({"about ", "at least ", " a year"})
_KNOWN: Final = frozenset(key.message for key in messages()) | _ONLY_ENGLISH


def _capitals(text: str) -> str:
    """A message in capitals, with its holes as they are."""
    parts = []
    for literal, name, form, _ in Formatter().parse(text):
        hole = "" if name is None else f"{{{name}{f':{form}' if form else ''}}}"
        parts.append(literal.upper().replace("{", "{{").replace("}", "}}") + hole)
    return "".join(parts)


def _shouted(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any part of a register
    """A part of a register with all that people wrote in capitals."""
    match value:
        case dict():
            return {key: _shouted(one, name if name in {"titles", "names"} else key) for key, one in value.items()}
        case list():
            return [_shouted(one, name) for one in value]
        case str():
            return value.upper() if name in _WRITTEN else value
        case _:
            return value


@pytest.fixture(scope="module")
def capitals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Japanese with every message in capitals, and no other language."""
    folder, file = tmp_path_factory.mktemp("language"), polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for key in messages():
        file.append(polib.POEntry(msgid=key.message, msgctxt=key.context or None, msgstr=_capitals(key.message)))
    file.save(str(folder / "ja.po"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "FOLDER", folder)
        _forget()
        yield
    _forget()


def _forget() -> None:
    language.languages.cache_clear()
    language.catalogue.cache_clear()


@pytest.fixture(scope="module")
def shouted() -> bytes:
    """The register that ships with the program, with all that people wrote in capitals."""
    return json.dumps(_shouted(json.loads(sample_file().read_bytes()))).encode()


@pytest.mark.usefixtures("capitals")
@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
def test_a_report_has_no_english_in_another_language(
    tracker: Tracker, shouted: bytes, command: tuple[str, ...]
) -> None:
    tracker.begin(shouted)
    tracker.now = "2026-11-29"
    output = tracker.done(*command, "--lang", "ja", "--format", "markdown").output
    assert output
    output = re.sub("```text.*?```", "", output, flags=re.DOTALL)  # a chart, where a ref may be cut
    assert [line for line in output.splitlines() if _WORD.search(re.sub("|".join(_SAME), "", line))] == []


@pytest.mark.parametrize("module", sorted(path.stem for path in (CODE / "reports").glob("*.py")))
def test_the_code_of_a_report_has_no_sentence_that_is_not_a_message(module: str) -> None:
    assert list(_sentences(ast.parse((CODE / "reports" / f"{module}.py").read_text(encoding="utf-8")))) == []


def _sentences(tree: ast.Module) -> Iterator[str]:
    """The texts of several words that are neither messages nor docstrings, commands or types."""
    for node in _texts(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
        if not texts or texts[0].startswith(("`", "tracker ")):
            continue
        yield from (text for text in texts if _is_sentence(text) and text not in _KNOWN)


def _texts(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The texts of the code, without docstrings and refusals, and without the messages that are marked as such."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Constant(value=str()) | ast.JoinedStr():
                yield node
                yield from (
                    text for part in ast.walk(node) if isinstance(part, ast.FormattedValue) for text in _texts(part)
                )
            case ast.Expr(value=ast.Constant()) | ast.Raise():
                pass
            case ast.Call(func=ast.Name(id="translate" | "message" | "plural" | "Layout")):
                yield from (text for option in node.keywords for text in _texts(option))
            case _:
                yield from _texts(node)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r" [a-z]{3,}\b(?!_)|[a-z]{3,}[,;:.]? ", text)) and not re.search(r"[\[|/]", text)


_VOCABULARIES: Final = (
    *(FORCES, AMOUNT_KINDS, DEADLINE_CHANGES, AMOUNT_CHANGES, STAGES, JUDGEMENTS, STANCES, CHANNELS, FINDINGS),
    *(SOURCE_KINDS, SOURCE_PARTIES, CATEGORIES, NATURES, get_args(Timeliness), get_args(Confidence), FACTS),
    tuple(field.name for field in TERM_FIELDS),
    tuple(meaning.label for meaning in MEANINGS.values()),
)


@pytest.mark.parametrize("words", _VOCABULARIES, ids=lambda words: words[0])
def test_every_word_of_a_vocabulary_is_a_message(words: tuple[str, ...]) -> None:
    assert {word.replace("_", " ") for word in words} - _KNOWN == set()
