"""Why a sentence may speak of something else than the commitment that it fits: each rule answers in words."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final
from unicodedata import normalize

from tracker.draft.figures import dates_in
from tracker.draft.matching import Match, is_named
from tracker.draft.names import Mention
from tracker.draft.outlets import named_in
from tracker.draft.patterns import any_of
from tracker.draft.profiles import Profile, is_large, is_measured
from tracker.draft.vocabulary import table
from tracker.draft.words import tokens_of
from tracker.model.amounts import Amount, is_currency
from tracker.model.dates import ERAS
from tracker.model.iso import casefolded
from tracker.model.parties import country_name

_BEFORE: Final = 1  # years before a promise was made in which news speak of it
_AFTER: Final = 2  # years after it is due
_TITLE: Final = 0.7  # of a title, if no amount of money and no date tells the promise
_WHOLE: Final = 0.9  # of a title, if the sentence does not name the amount
_YEAR: Final = re.compile(r"(?<![0-9.,])1[5-9][0-9]{2}(?![0-9]|[.,][0-9])|(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")
_ERA_YEAR: Final = re.compile(f"({'|'.join(ERAS)})(元|[0-9]{{1,2}})年")
# A party after these words, or before these, acts or is the one who is spoken of.
_ACTED_BY: Final = re.compile(r"\bby(?: the)?\s*$")
_ACTS: Final = re.compile(r"(?:政府|側|軍)?(?:は|が)|(?:정부)?(?:은|는|이|가)(?![가-힣])")
Rule = Callable[[Match, Profile], str]


def doubts_of(match: Match, profile: Profile) -> list[str]:
    """The reasons why a match with enough signs may be wrong; empty if there is none."""
    return [doubt for rule in _RULES if (doubt := rule(match, profile))]


def _sides(match: Match, profile: Profile) -> str:
    return "" if profile.is_between(match.sentence.parties) else "the sentence does not name both sides"


def _others(match: Match, profile: Profile) -> str:
    others = match.sentence.parties - profile.obligor - profile.obligee
    countries = sorted(code for code in others if country_name(code))
    return f"the sentence names {' and '.join(countries)} too" if countries else ""


def _direction(match: Match, profile: Profile) -> str:
    mentions = [one for one in match.sentence.mentions if one.code in profile.obligor | profile.obligee]
    turned = any(one.code not in profile.obligor and _is_actor(one) for one in mentions)
    if not mentions or mentions[0].code not in profile.obligor or turned:
        return "the sentence may tell it the other way round"
    return ""


def _is_actor(mention: Mention) -> bool:
    return bool(_ACTED_BY.search(mention.before) or _ACTS.match(mention.after))


def _time(match: Match, profile: Profile) -> str:
    made = [profile.made_on] if profile.made_on else []
    life = [*made, *profile.dates]
    begin = min((one.first.year for one in made or life), default=9999) - _BEFORE
    end = max((one.last.year for one in profile.dates), default=9999) + _AFTER
    years = [year for year in _years(match.sentence.text) if not begin <= year <= end]
    return f"the sentence names {years[0]}, perhaps before or after the promise" if years else ""


def _years(text: str) -> Iterator[int]:
    plain = normalize("NFKC", text)
    yield from (int(found[0]) for found in _YEAR.finditer(plain))
    yield from (ERAS[era] + (1 if year == "元" else int(year)) for era, year in _ERA_YEAR.findall(plain))
    yield from (day.when.first.year for day in dates_in(plain) if day.when)


def _denial(match: Match, _: Profile) -> str:
    word = denial_in(match.sentence.text)
    return f"the sentence denies or compares (“{word}”)" if word else ""


def denial_in(text: str) -> str:
    """The first word of a text that denies or compares; empty if there is none."""
    found = _denials().search(casefolded(text))
    return found[0] if found else ""


@cache
def _denials() -> re.Pattern[str]:
    return re.compile(any_of(table("denials")["denial"]))


def _reports(match: Match, _: Profile) -> str:
    outlets = named_in(match.sentence.text)
    return f"the sentence names {' and '.join(outlets)}" if len(outlets) > 1 else ""


def _amount(match: Match, profile: Profile) -> str:
    """A promise with an amount is told by it; without it, by nearly all words of a title."""
    if not profile.amounts:
        return ""
    recorded = profile.amounts[-1]
    if not any(is_named(figure, profile) for figure in match.sentence.figures):
        others = [figure for figure in match.sentence.figures if _is_comparable(figure.amount, recorded)]
        if others:
            return f"the sentence has {others[0].words}, the register {recorded}"
        return "" if match.share >= _WHOLE else f"the sentence does not name {recorded}"
    is_counted = not is_measured(recorded) and not tokens_of(casefolded(recorded.unit)) <= match.sentence.tokens
    return f"the sentence does not name {recorded.unit}" if is_counted else ""


def _is_comparable(said: Amount, recorded: Amount) -> bool:
    if said.unit or not is_measured(recorded):
        return said.unit == (recorded.unit if is_measured(recorded) else "")
    return is_large(said.value)


def _title(match: Match, profile: Profile) -> str:
    """A percentage, a count or no amount at all tells a promise only with most words of a title, or its date."""
    if any(is_currency(amount.unit) for amount in profile.amounts) or match.has("date"):
        return ""
    return "" if match.share >= _TITLE else "the sentence has few words of a title"


_RULES: Final[tuple[Rule, ...]] = (_sides, _others, _direction, _time, _denial, _amount, _title, _reports)
