"""Whose report a sentence repeats: news agencies, papers and channels, in the languages that name them."""

import re
from typing import Final

from tracker.draft.patterns import any_of
from tracker.draft.vocabulary import table
from tracker.model.iso import casefolded

_OUTLETS: Final = {name: outlet for outlet, names in table("outlets").items() for name in names}
_NAME: Final = f"({any_of(_OUTLETS)})"
# A name is that of a report if a word for a report stands before or after it.
_REPORTED: Final = re.compile(
    rf"(?:according to|citing|quoted by|quoting)(?: the)?(?: [a-z]+'s)? {_NAME}"
    rf"|{_NAME}(?: news)? (?:has |had )?(?:reported|reports|said|wrote)"
    rf"|[据據][^，,。]{{0,12}}?{_NAME}[^。]{{0,14}}?(?:报道|報道|報導|消息|称|稱|披露)"
    rf"|{_NAME}[^。]{{0,8}}?(?:によると|によれば|が報じ|は報じ|の報道)"
    rf"|{_NAME}[はが][^。]{{0,80}}?(?:報じ|伝え)"
    rf"|{_NAME}[^.]{{0,80}}?(?:에 따르면|보도했|보도에)"
)


# A word that means “together” as well names no second outlet.
_NAMES: Final = re.compile(any_of(name for name in _OUTLETS if name != "共同"))


def named_in(sentence: str) -> list[str]:
    """The outlets that a sentence names.

    >>> named_in("Reuters and Nikkei reported it, 日経は否定した")
    ['Nikkei', 'Reuters']
    """
    return sorted({_OUTLETS[name] for name in _NAMES.findall(casefolded(sentence))})


def relayed_in(sentence: str) -> str:
    """The outlet whose report a sentence repeats; empty if it names none.

    >>> relayed_in("据《日经新闻》的报道,特朗普“勃然大怒”。"), relayed_in("Toyota, according to Reuters, waits.")
    ('Nikkei', 'Reuters')
    >>> relayed_in("日本経済新聞は9日、日程が再び延びたと報じた。"), relayed_in("He is a fan of Reuters.")
    ('Nikkei', '')
    """
    found = _REPORTED.search(casefolded(sentence))
    name = next(filter(None, found.groups()), "") if found else ""
    return _OUTLETS.get(name, "")
