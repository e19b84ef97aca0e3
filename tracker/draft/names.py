"""Which parties a text names: by their names in the register, the names of countries, and what they are called."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tracker.draft.patterns import any_of
from tracker.draft.vocabulary import table
from tracker.model.iso import casefolded
from tracker.model.parties import country_spellings, is_like_a_code
from tracker.model.register import Party

# The one character by which Chinese, Japanese and Korean newspapers write a country next to another word.
_SIGNS: Final = {
    "US": "美米미",
    "JP": "日일",
    "CN": "中华華중",
    "KR": "韩韓한",
    "GB": "英영",
    "FR": "法仏",
    "DE": "德独",
    "RU": "俄露러",
    "IN": "印",
    "AU": "澳豪",
    "TW": "台",
    "EU": "欧歐",
}
_CODE_OF_SIGN: Final = {sign: code for code, signs in _SIGNS.items() for sign in signs}
_HAN: Final = "".join(sign for sign in _CODE_OF_SIGN if sign < "가")
_HANGUL: Final = "".join(sign for sign in _CODE_OF_SIGN if sign >= "가")
# It means a country next to another one, after a word for toward, before a word for side, government or army, and
# before a foreign name.
_SIGNED: Final = re.compile(
    rf"([{_HAN}][{_HAN}])|[对対對访訪赴在驻駐](?!华盛|華盛)([{_HAN}])|([{_HAN}])(?:方(?![面法向式便])|側|侧|政府|軍|军)"
    rf"|(?<![一-鿿0-9])([{_HAN}])(?=[ァ-ヺ])"
    rf"|(?<![가-힣])([{_HANGUL}]{{2}})(?![가-힣]{{3}})|(?<![가-힣])[대방주]([{_HANGUL}])(?![가-힣]{{2}})"
)
# In a Japanese text, a government that no country is named with is that of Japan.
_OWN: Final = re.compile(r"(?<![一-鿿])(?:政府|首相|外相)(?=[^一-鿿]*[ぁ-ん])")
_LONGEST_CODE: Final = 3  # a Latin name of so many letters counts in capitals only: US, and not us
_CODE: Final = re.compile(rf"(?<![\w.])(?:[A-Z]\.?){{2,{_LONGEST_CODE}}}(?![\w])")


_NO_NAMES: Final = frozenset({"smr"})  # a small modular reactor, much more often than San Marino
_AROUND: Final = 8  # characters before and after a mention that tell whether the party acts


class Mention(NamedTuple):
    """A place of a text that names a party, and the words around it."""

    place: int
    code: str
    before: str
    after: str


class Names:
    """The names of all countries, and of the parties of a register."""

    def __init__(self, parties: Mapping[str, Party]) -> None:
        found = country_spellings()
        found |= {name: code for code, called in table("countries").items() for name in called}
        found |= {casefolded(name): party.code for party in parties.values() for name in _names(party)}
        self._codes = {name: code for name, code in found.items() if len(name) > 1 and name not in _NO_NAMES}
        longer = [name for name in self._codes if len(name) > _LONGEST_CODE or not name.isascii()]
        self._pattern = re.compile(any_of(longer))

    def mentions_in(self, text: str) -> list[Mention]:
        """Each place of a text that names a party, in the order of the text.

        >>> [one.code for one in Names({}).mentions_in("据报道,日方推迟对美投资")]
        ['JP', 'US']
        >>> [one.code for one in Names({}).mentions_in("Kenya says: U.S. troops let us go")]
        ['KE', 'US']
        """
        return sorted(one for one in self._mentions(text) if one.code)

    def _mentions(self, text: str) -> Iterator[Mention]:
        # Each Latin code is as long as its blank, so that the places in both texts are nearly the same.
        plain = casefolded(_CODE.sub(lambda found: " " * len(found[0]), text))
        for found in _CODE.finditer(text):
            yield _mention(text, found.start(), found.end(), self._codes.get(found[0].replace(".", "").lower(), ""))
        for found in _SIGNED.finditer(text):
            for number, sign in enumerate("".join(filter(None, found.groups()))):
                yield _mention(text, found.start() + number, found.end(), _CODE_OF_SIGN[sign])
        for found in self._pattern.finditer(plain):
            yield _mention(plain, found.start(), found.end(), self._codes[found[0]])
        for found in _OWN.finditer(text):
            yield _mention(text, found.start(), found.end(), "JP")

    def left_out_of(self, text: str) -> str:
        """The text without the names of parties, in one case and width."""
        return self._pattern.sub(" ", casefolded(_CODE.sub(" ", text)))


def _mention(text: str, start: int, end: int, code: str) -> Mention:
    return Mention(start, code, text[max(0, start - _AROUND) : start], text[end : end + _AROUND])


def _names(party: Party) -> list[str]:
    """The names of a party, also without the word for a group or company, and a code that is a word."""
    names = [party.name, *party.names.values()]
    short = [re.sub(_COMPANY, "", name) for name in names]
    code = [party.code] if len(party.code) > _LONGEST_CODE and is_like_a_code(party.code) else []
    return [*names, *(name for name in short if len(name) > 1), *code]


_COMPANY: Final = (
    r"(?i)\W*(?:Group|Corporation|Corp|Inc|Ltd|Company|Holdings|グループ|株式会社|集团|集團|公司|그룹)\.?$"
)
