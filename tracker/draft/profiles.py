"""The signs of a commitment in a text: its parties, its words, its amounts and its dates."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from math import log
from typing import Final, NamedTuple

from msgspec import Struct

from tracker.draft.figures import figures_in, without_figures
from tracker.draft.names import Names
from tracker.draft.words import tokens_of, weight_of
from tracker.model.amounts import Amount, is_currency
from tracker.model.commitment import PositionEvent
from tracker.model.dates import DateSpan
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import RECENT

_LARGE: Final = 10**8
Key = tuple[Decimal, str]


class Position(NamedTuple):
    """The opinion of a party on a commitment in the register: satisfied or dissatisfied, and from which day."""

    party: str
    sign: str
    day: date


class Profile(Struct, frozen=True):
    """The signs of one commitment.

    `core`: the tokens of its titles; `titles` has those of each title. `body`: the tokens of its sources and notes.
    `claimed`: the amounts that its sources give besides.
    """

    ref: str
    obligor: frozenset[str]
    obligee: frozenset[str]
    titles: tuple[frozenset[str], ...]
    core: frozenset[str]
    body: frozenset[str]
    amounts: tuple[Amount, ...]
    claimed: tuple[Amount, ...]
    dates: tuple[DateSpan, ...]
    made_on: DateSpan | None
    positions: tuple[Position, ...]

    def is_after(self, day: date) -> bool:
        """True if the commitment was made long after a day."""
        return self.made_on is not None and (self.made_on.first - day).days > RECENT

    def is_between(self, parties: frozenset[str]) -> bool:
        """True if an obligor and an obligee are among these parties, and they are not one."""
        obligor, obligee = self.obligor & parties, self.obligee & parties
        return bool(obligor and obligee) and len(obligor | obligee) > 1


class Profiles:
    """The profiles of a register, found by token and by amount."""

    def __init__(self, profiles: Iterable[Profile], names: Names) -> None:
        self.names = names
        self.all = {profile.ref: profile for profile in profiles}
        self._by_token: dict[str, set[str]] = defaultdict(set)
        self._by_amount: dict[Key, set[str]] = defaultdict(set)
        counts: Counter[str] = Counter()
        for profile in self.all.values():
            counts.update(profile.core | profile.body)
            for token in profile.core:
                self._by_token[token].add(profile.ref)
            for amount in (*profile.amounts, *profile.claimed):
                self._by_amount[key_of(amount)].add(profile.ref)
                if is_large(amount.value):
                    self._by_amount[amount.value, ""].add(profile.ref)
        size = log(len(self.all) + 1)
        self.rarity = {token: log((len(self.all) + 1) / count) / size for token, count in counts.items()}

    def weight(self, token: str) -> float:
        """The weight of a token as a sign of one commitment among all."""
        return weight_of(token) * self.rarity.get(token, 0)

    def candidates(self, tokens: Iterable[str], amounts: Iterable[Amount], day: date | None) -> set[str]:
        """The refs of the commitments that a sentence of that day with these tokens and amounts may speak of.

        A commitment that was made long after that day is none.
        """
        found = [self._by_token.get(token, set()) for token in tokens]
        found += [self.sharing(amount) for amount in amounts]
        return {ref for ref in set().union(*found) if day is None or not self.all[ref].is_after(day)}

    def sharing(self, amount: Amount) -> set[str]:
        """The refs of the commitments with the same figure."""
        return self._by_amount.get(key_of(amount), set())


def key_of(amount: Amount) -> Key:
    """The key under which two amounts are the same figure; of counted things, the number alone."""
    return amount.value, amount.unit if is_measured(amount) else ""


def is_large(value: Decimal) -> bool:
    """True if a figure is so large that it tells something without its currency, as in “the 550bn”."""
    return value >= _LARGE


def is_measured(amount: Amount) -> bool:
    """True if an amount is in a currency or a share; counted things are written in too many ways."""
    return is_currency(amount.unit) or amount.unit.startswith("%")


def profiles_of(portfolio: Portfolio, is_candidate: Callable[[Standing], bool]) -> Profiles:
    """The profiles of the commitments that are candidates."""
    names = Names(portfolio.register.parties)
    recorded = {commitment.ref for commitment in portfolio.commitments}
    standings = [one for one in portfolio if one.ref in recorded and is_candidate(one)]
    return Profiles((profile_of(standing, names) for standing in standings), names)


def profile_of(standing: Standing, names: Names) -> Profile:
    """The signs of a commitment, from its terms and from all its events."""
    terms, state = standing.terms, standing.state
    titles = tuple(_tokens(text, names) for text in (terms.title, *terms.titles.values()))
    written = [terms.instrument, *terms.tags, *terms.conditions]
    for event in state.events:
        written.append(event.note)
        if source := event.source:
            written += [source.quote, source.summary, source.title]
    core = frozenset().union(*titles)
    body = frozenset().union(*(_tokens(text, names) for text in written if text)) - core
    claimed = [
        figure.amount for event in state.citations if event.field == "amount" for figure in figures_in(event.value)
    ]
    return Profile(
        standing.ref,
        frozenset(terms.obligor),
        frozenset(terms.obligee),
        titles,
        core,
        body,
        tuple(dict.fromkeys(event.amount for event in state.amounts)),
        tuple(dict.fromkeys(claimed)),
        tuple(dict.fromkeys(event.due for event in state.versions if event.due)),
        terms.made_on,
        tuple(Position(event.party, _sign(event), state.took_effect(event)) for event in state.positions),
    )


def _sign(event: PositionEvent) -> str:
    return "satisfied" if event.position in {"accepts", "satisfied"} else "dissatisfied"


def _tokens(text: str, names: Names) -> frozenset[str]:
    return tokens_of(without_figures(names.left_out_of(text)))
