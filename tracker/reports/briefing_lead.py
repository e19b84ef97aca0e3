"""The lead of the briefing: who promised whom how much, and what has come."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from msgspec import Struct

from tracker.language import clauses, conjoined, message, plural, remarks, translate
from tracker.model.amounts import Amount, is_currency
from tracker.model.commitment import STAGES, CitationEvent, Source
from tracker.model.parties import WITH_ARTICLE, country_name
from tracker.model.refs import parent_of
from tracker.reports.amount_text import amount_spoken, of_kind, percent_written
from tracker.reports.code_text import spoken, status_spoken
from tracker.reports.edition import Edition, dated
from tracker.reports.event_text import cited
from tracker.reports.list_notes import own_note
from tracker.reports.report_tables import delivered_rows
from tracker.reports.standing_text import disputed_words, when
from tracker.reports.table import Cell, Panel
from tracker.reports.text import day_spoken, party_name, shortened
from tracker.reports.witness_text import says_who
from tracker.state.bilateral import Direction, both_directions, seen_by_side
from tracker.state.deadlines import Timeliness
from tracker.state.delivery import ARRIVED, amount_in_force
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.progress import Progress, StageProgress
from tracker.state.rollup import Branch, CountedAmount, branches
from tracker.state.sources import contradictions, field_of, own_source, witness_of

MOST_PAIRS: Final = 30  # pairs of parties among which the lead looks for figures
MOST_SIDES: Final = 3  # sides of a pair that it is about
MOST_SOURCES: Final = 4  # sources of a sentence
TITLE: Final = 100  # most letters of a title in a sentence


def lead(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel:
    """The foremost promise of each side of the pairs of parties that have most promises, and the day of the edition."""
    said: list[Cell] = []
    told: set[str] = set()
    pairs: list[tuple[str, str]] = []
    for pair in pairs_of(chosen):
        for side in _sides(portfolio, chosen, *pair):
            found = [entry for entry in side.entries if entry.standing.ref not in told]
            if found and len(said) < MOST_SIDES:
                pairs.append(pair)
                foremost = side.foremost(found)
                told |= {part.ref for part in portfolio.tree(foremost.standing.ref)}
                said.append(side.sentence(foremost))
    notes = [dated(portfolio, edition)]
    notes += [*_sums_of(portfolio, pairs[:1], edition), *_others(portfolio, chosen, told, edition)]
    if edition.query:
        notes.append(translate("Only what this query finds: {query}.", query=" ".join(edition.query)))
    notes += own_note(chosen)
    return Panel(
        title=translate("In short"), sentences=tuple(said) or (_nothing(chosen),), notes=tuple(notes), anchor="lead"
    )


def _sums_of(portfolio: Portfolio, pairs: Iterable[tuple[str, str]], edition: Edition) -> Iterator[str]:
    """The command with the sums of a pair."""
    for pair in pairs:
        command = edition.command(portfolio, "balance", *pair)
        yield translate("The sums of all promises between two parties: {command}.", command=command)


def _others(portfolio: Portfolio, chosen: Iterable[Standing], told: Container[str], edition: Edition) -> Iterator[str]:
    """The number of pairs of parties with amounts that no sentence is about."""
    counted = [one for one in chosen if one.figure and one.is_promised and not parent_of(one.ref)]
    said = {pair for one in chosen if one.ref in told for pair in _pairs(one)}
    others = {pair for one in counted for pair in _pairs(one)} - said
    if said and others:
        command = edition.command(portfolio, "list", "not:missing:amount")
        pairs = plural(len(others), "more pair")
        yield translate("And {pairs} of parties with amounts: {command}.", pairs=pairs, command=command)


def _pairs(one: Standing) -> Iterator[tuple[str, str]]:
    """The pairs of those who owe a promise and those to whom it is owed, in the order of their codes."""
    return ((min(side), max(side)) for side in _directions(one))


def _directions(one: Standing) -> Iterator[tuple[str, str]]:
    """Each obligor with each obligee, once; the standing of one obligor is about that one alone."""
    obligors = (one.of,) if one.of else dict.fromkeys(one.terms.obligor)
    return (side for side in product(obligors, dict.fromkeys(one.terms.obligee)) if side[0] != side[1])


def _nothing(chosen: Sequence[Standing]) -> Cell:
    if not chosen:
        return Cell(translate("No commitment is recorded here."))
    if any(branch.promised for branch in branches(chosen)):
        return Cell(translate("{count}.", count=plural(len(chosen), "commitment")))
    said = translate("{count}; none promises a figure that can be added up.", count=plural(len(chosen), "commitment"))
    return Cell(said)


def pairs_of(chosen: Iterable[Standing]) -> list[tuple[str, str]]:
    """The pairs of parties by the number of promises between them; the party that promised more is first."""
    owed = Counter(side for one in chosen if not parent_of(one.ref) for side in _directions(one))
    pairs = dict.fromkeys((min(side), max(side)) for side in sorted(owed))
    of_both = sorted(pairs, key=lambda pair: -(owed[pair] + owed[pair[::-1]]))[:MOST_PAIRS]
    return [max((pair, pair[::-1]), key=lambda side: owed[side]) for pair in of_both]


class _Side(Struct, frozen=True):
    """The branches of what one party promised another, or both each other."""

    portfolio: Portfolio
    parties: tuple[str, str]
    branches: tuple[Branch, ...]
    is_mutual: bool = False

    @property
    def entries(self) -> list[CountedAmount]:
        """The amounts that count."""
        return [entry for branch in self.branches for entry in branch.promised]

    def foremost(self, entries: Sequence[CountedAmount]) -> CountedAmount:
        """The amount of which most is recorded; figures of different units are not compared."""
        return max(entries, key=_weight)

    def sentence(self, entry: CountedAmount) -> Cell:
        """A promise, what has come of it, and how it stands."""
        one = entry.standing.together
        due = translate("by {day}", day=day_spoken(one.due)) if one.due else translate("without a deadline")
        amount = _spoken(self.portfolio, entry.amount, entry.kind)
        owing = one.terms.obligor if one.is_owed_jointly else self.parties[:1]
        of_both = message("{parties} promised each other {amount} {due}: {come} (“{title}”, {ref}).")
        of_one = message("{obligor} promised {obligee} {amount} {due}: {come} (“{title}”, {ref}).")
        said = translate(
            of_both if self.is_mutual else of_one,
            parties=self._named(self.parties),
            obligor=self._named(owing),
            obligee=self._named(self.parties[1:]),
            amount=f"{amount}{_against(one, 'amount')}",
            due=f"{due}{_against(one, 'deadline')}",
            come=_come(one),
            title=shortened(one.full_title, TITLE),
            ref=one.ref,
        )
        return Cell(_capitalized(said), sources=tuple(_sources(one)), refs=(one.ref,))

    def _named(self, codes: Iterable[str]) -> str:
        return conjoined(_named(code, self.portfolio) for code in codes)


def recorded(one: Standing) -> int:
    """The number of events of a commitment and of its parts."""
    return sum(len(part.state.events) for part in one.portfolio.tree(one.ref))


def _weight(entry: CountedAmount) -> tuple[int, bool, str, Decimal]:
    amount = entry.amount
    return recorded(entry.standing), is_currency(amount.unit), amount.unit, amount.value


def _sides(portfolio: Portfolio, chosen: Sequence[Standing], one: str, other: str) -> Iterator[_Side]:
    """The sides of a pair, and what both promised each other."""
    refs = {standing.ref for standing in chosen}
    parties: dict[Direction, tuple[str, str]] = {"one": (one, other), "other": (other, one), "both": (one, other)}
    for direction, group in both_directions(portfolio, one, other).items():
        owing, is_mutual = parties[direction], direction == "both"
        seen = [seen_by_side(standing, owing if is_mutual else owing[:1]) for standing in group if standing.ref in refs]
        yield _Side(portfolio, owing, tuple(branches(seen)), is_mutual)


def _sources(one: Standing) -> list[Source]:
    """The sources of the amount in force, of what contradicts it, and of the latest deliveries to it and its parts."""
    version = amount_in_force(one.state)
    delivered = [recorded.event for recorded in delivered_rows(one.portfolio.tree(one.ref))]
    told = (*_contradicting(one, "amount", "deadline"), *delivered, *one.share)
    found = [own_source(one.state, version) if version else None, *(event.source for event in told)]
    return list({source.url or cited(source): source for source in found if source}.values())[:MOST_SOURCES]


def _against(one: Standing, field: str) -> str:
    """The sources that contradict a field and what they say, in brackets after a space; empty without any."""
    found = _contradicting(one, field)
    said = [*map(_said_otherwise, found[:MOST_SOURCES])]
    if more := len(found) - len(said):
        said.append(translate("{count} more", count=more))
    return translate(" (contradicted by {sources})", sources=clauses(said)) if said else ""


def _said_otherwise(event: CitationEvent) -> str:
    """The witness of a contradiction, and the value that it gives."""
    witness = witness_of(event.source) if event.source else translate("somebody")
    value = shortened(event.value, TITLE)
    return translate("{text}: {value}", text=witness, value=value) if value else witness


def _contradicting(one: Standing, *fields: str) -> list[CitationEvent]:
    """The open contradictions of some fields."""
    return [event for event in contradictions(one.state) if field_of(event) in fields]


def _come(one: Standing) -> str:
    """The amount that reached each stage, as `progress` prints it, or that nothing is recorded as delivered."""
    levels = [level for level in Progress(one, one.made_on).stages if level.reached]
    in_order = sorted(levels, key=lambda level: STAGES.index(level.stage))
    said = [_reached(one, level) for level in in_order]
    if not any(level.stage in ARRIVED for level in levels):
        is_kept = one.is_done_without_figure
        nothing = message("the delivered figure is not recorded" if is_kept else "nothing is recorded as delivered")
        said.append(translate(nothing))
    return clauses(filter(None, (remarks(said), _stands(one))))


def _stands(one: Standing) -> str:
    """The standing of a promise that is past its day or decided, with who says so and who disputes it; else empty.

    Where the obligors stand apart, it names those who stand as the whole does.
    """
    disputed = disputed_words(one)
    if one.timeliness in _TO_COME:
        return translate("{status}{disputed}", status=status_spoken(one.status), disputed=disputed) if disputed else ""
    worst = [each.of for each in one.obligors if each.timeliness == one.timeliness]
    of = "+".join(worst) if len(worst) < len(one.obligors) else one.of
    named = translate("{obligor}: {standing}", obligor=of, standing=when(one)[0]) if of else when(one)[0]
    return f"{remarks(filter(None, (named, says_who(one))))}{disputed}"


_TO_COME: Final[frozenset[Timeliness]] = frozenset({"undated", "awaiting_trigger", "upcoming", "due_soon", "in_force"})


def _reached(one: Standing, level: StageProgress) -> str:
    """An amount at a stage, and its share of the promise if it arrived."""
    amount, stage = _spoken(one.portfolio, level.reached, level.kind), spoken(level.stage)
    if not level.counts:
        return translate("{amount} {stage} by another measure, which does not count", amount=amount, stage=stage)
    if level.stage in ARRIVED and level.share is not None:
        share = percent_written(level.share)
        return translate("{amount} {stage}, {share} of the amount", amount=amount, stage=stage, share=share)
    return translate("{amount} {stage}", amount=amount, stage=stage)


def _spoken(portfolio: Portfolio, amount: Amount | None, kind: str) -> str:
    """An amount in words, unless it was converted."""
    is_plain = portfolio.conversion is None
    return of_kind(amount_spoken(amount) if amount and is_plain else portfolio.format_amount(amount), kind)


def _named(code: str, portfolio: Portfolio) -> str:
    """The name of a party in a sentence; an English name with its article."""
    name, party = party_name(code, portfolio), portfolio.register.parties.get(code)
    is_english = name == (party.name if party else country_name(code))
    has_article = name.casefold().split()[:1] == ["the"]
    return translate("the {name}", name=name) if code in WITH_ARTICLE and is_english and not has_article else name


def _capitalized(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
