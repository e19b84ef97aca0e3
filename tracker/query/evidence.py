"""Query words about evidence: who reported it, in which words, and what a party says of it."""

from collections.abc import Callable, Sequence

from tracker.model.commitment import SOURCE_KINDS, STANCES, Source, one_of
from tracker.model.iso import casefolded, require_language
from tracker.query.dates import read_span
from tracker.query.filter import Scope, Term, Unresolved
from tracker.query.registry import word
from tracker.query.terms import party_codes, require_party
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import all_sources, host_of, is_named, latest_positions, sides_of, witness_of


def source_names(portfolio: Portfolio) -> Sequence[str]:
    """The witnesses and the hosts of all sources."""
    found = [one for standing in portfolio for one in all_sources(standing.state)]
    return sorted({name for one in found for name in (witness_of(one), host_of(one)) if name})


@word("source:Nikkei", own=source_names)
def source(value: str, _scope: Scope) -> Term:
    """A source of it has these words in its publisher, host or the report that it repeats, or has this address."""
    return _any_source(lambda found: is_named(found, value))


@word("kind:official", SOURCE_KINDS)
def kind(value: str, _scope: Scope) -> Term:
    """A source of it is of this kind."""
    wanted = one_of("kind of source", value, SOURCE_KINDS)
    return _any_source(lambda found: found.kind == wanted)


@word("lang:ja", ("en", "ja", "zh", "ko"))
def lang(value: str, _scope: Scope) -> Term:
    """A source of it is in this language; `zh` finds `zh-Hant` too."""
    wanted = require_language(value).casefold()
    return _any_source(lambda found: f"{found.language.casefold()}-".startswith(f"{wanted}-"))


@word("published.before:2026-02", ("2026", "2026-02", "-1m"))
def published_before(value: str, scope: Scope) -> Term:
    """A source of it was published before the first day of that date; one that may be later is not found."""
    first = read_span(value, scope).first
    return _any_source(lambda found: found.published is not None and found.published.last < first)


@word("published.after:2026-02", ("2026", "2026-02", "-1m"))
def published_after(value: str, scope: Scope) -> Term:
    """A source of it was published after the last day of that date; one that may be earlier is not found."""
    last = read_span(value, scope).last
    return _any_source(lambda found: found.published is not None and found.published.first > last)


@word("quote:黄金时代")
def quote(value: str, _scope: Scope) -> Term:
    """A quote or a summary of a source contains it; case, width and line breaks are ignored."""
    folded = _on_one_line(value)
    return _any_source(lambda found: folded in _on_one_line(found.quote) or folded in _on_one_line(found.summary))


def _on_one_line(text: str) -> str:
    return " ".join(casefolded(text).split())


@word("position:US=dissatisfied", STANCES)
def position(value: str, _scope: Scope) -> Unresolved:
    """The latest position of the party, in public or in private, is this; without a party, that of any party."""
    party, _, said = value.rpartition("=")
    wanted = one_of("position", said, STANCES)

    def read(portfolio: Portfolio) -> Term:
        code = require_party(party, portfolio) if party else ""
        return Term(
            lambda standing: any(
                event.position == wanted and code in {"", event.party}
                for event in latest_positions(standing.state).values()
            )
        )

    return Unresolved(read)


@word("said-by:JP", party_codes)
def said_by(value: str, _scope: Scope) -> Unresolved:
    """The party itself speaks of it: in a position, or in a source that speaks for the party."""

    def read(portfolio: Portfolio) -> Term:
        code = require_party(value, portfolio)
        return Term(lambda standing: _has_spoken(code, standing))

    return Unresolved(read)


def _has_spoken(code: str, standing: Standing) -> bool:
    has_position = any(event.party == code for event in standing.state.positions)
    return has_position or any(code in sides_of(found, standing.terms) for found in all_sources(standing.state))


def _any_source(test: Callable[[Source], bool]) -> Term:
    """Match commitments with a source that passes the test."""
    return Term(lambda standing: any(map(test, all_sources(standing.state))), of_source=test)
