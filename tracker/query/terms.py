"""Query words about what was promised: the texts, the parties, and the kind of promise."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from tracker.errors import BadCode, BadReference, NotInRegister
from tracker.language import conjoined, listed, message, translate
from tracker.model.commitment import CATEGORIES, FORCES, Terms, searched
from tracker.model.iso import casefolded
from tracker.model.parties import blocs_of, country_name, country_names, party_named, spellings
from tracker.model.refs import MILESTONE, find, normalized
from tracker.model.renaming import Renamings
from tracker.query.filter import HasKey, Node, Scope, Term, TextContains, Unresolved
from tracker.query.registry import choice, word
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import all_sources


@word("text:赤沢")
def text(value: str, _scope: Scope) -> Term:
    """The ref, a title in any language, the instrument, a tag, a note or what a source says contains it.

    Case and width are ignored.
    """
    folded = casefolded(value)
    return Term(
        lambda standing: folded in casefolded("\n".join(_texts(standing))),
        None if "\n" in value else TextContains(folded),
    )


def _texts(standing: Standing) -> Iterator[str]:
    yield from searched(standing.ref, standing.terms)
    yield from (text for source in all_sources(standing.state) for text in (source.quote, source.summary))


def party_codes(portfolio: Portfolio) -> list[str]:
    """The code of every party of the register: those it names and those of its commitments."""
    used = {code for standing in portfolio for code in (*standing.terms.obligor, *standing.terms.obligee)}
    return sorted(used | set(portfolio.register.parties))


@word("by:JP", party_codes)
def by(value: str, scope: Scope) -> Node:
    """The party owes it; a party is named by its code or its name, as in by:Japan."""
    return _party_term(value, scope, ("by",), lambda terms: terms.obligor)


@word("to:US", party_codes)
def to(value: str, scope: Scope) -> Node:
    """It is owed to the party."""
    return _party_term(value, scope, ("to",), lambda terms: terms.obligee)


@word("party:JP", party_codes)
def party(value: str, scope: Scope) -> Node:
    """The party owes it or is owed it, or a bloc does of which the party was a member on the day asked about."""
    return _party_term(value, scope, ("by", "to"), lambda terms: (*terms.obligor, *terms.obligee))


def _party_term(value: str, scope: Scope, kinds: Collection[str], parties: Callable[[Terms], Collection[str]]) -> Node:
    """Match every code that the value may be: as it was typed, as codes are written, and the party of that name.

    Of both kinds, obligor and obligee, match the blocs too of which the party is a member; what a bloc owes is not
    owed by each member. A value that is not a party of the register or of ISO 3166 is refused unless a commitment has
    it as a code.
    """
    codes, known = spellings(value), scope.register.parties
    is_code = any(code in known or country_name(code) for code in codes)
    named = "" if is_code else party_named(value, known)
    meant = (*codes, named) if named else codes
    blocs = _blocs(meant, scope) if len(kinds) > 1 else ()
    found = frozenset((*meant, *blocs))
    note, note_if_not = _bloc_notes(meant, blocs, scope)
    term = Term(
        lambda standing: not found.isdisjoint(parties(standing.terms)),
        HasKey(tuple(f"{kind}:{code}" for kind in kinds for code in (*meant, *blocs))),
        index_is_exact=True,
        obligor=meant if kinds == ("by",) else (),
        note=note,
        note_if_not=note_if_not,
    )

    def require(portfolio: Portfolio) -> Term:
        require_party(value, portfolio)
        return term

    return term if is_code or named else Unresolved(require)


def _blocs(codes: Collection[str], scope: Scope) -> tuple[str, ...]:
    """The blocs of which a party was a member on the day asked about, as far as that was known by then."""
    known_day = scope.moment.known_day(scope.register.zone)
    day = min(scope.today, known_day) if known_day else scope.today
    return blocs_of(codes, scope.register.parties, day)


def _bloc_notes(codes: Sequence[str], blocs: Sequence[str], scope: Scope) -> tuple[str, str]:
    """The sentences on the blocs that a word finds too, and that its opposite leaves out."""
    if not blocs:
        return "", ""
    member = next((code for code in codes if code in scope.register.parties or country_name(code)), codes[-1])
    if len(blocs) == 1:
        found = message("With what {bloc} owes and is owed, of which {member} is a member.")
        left_out = message("Without what {bloc} owes and is owed, of which {member} is a member.")
        return translate(found, bloc=blocs[0], member=member), translate(left_out, bloc=blocs[0], member=member)
    found = message("With what {blocs} owe and are owed, of which {member} is a member.")
    left_out = message("Without what {blocs} owe and are owed, of which {member} is a member.")
    named = conjoined((listed(blocs[:-1]), blocs[-1]))
    return translate(found, blocs=named, member=member), translate(left_out, blocs=named, member=member)


def require_party(value: str, portfolio: Portfolio) -> str:
    """The code of the party with this code or name, else a refusal; case and width are ignored."""
    known = party_codes(portfolio)
    for code in spellings(value):
        if code in known or country_name(code):
            return code
    if found := party_named(value, portfolio.register.parties):
        return found
    remedy = "write a country as in by:JP or by:Japan, or a party of the register"
    raise BadCode("party", value, remedy, [*known, *country_names()])


@word("category:energy", CATEGORIES, own=lambda portfolio: list(portfolio.register.categories))
def category(value: str, scope: Scope) -> Term:
    """It has this category; the register may have its own."""
    wanted = choice("category", value, (*CATEGORIES, *scope.register.categories))
    return Term(
        lambda standing: standing.terms.category == wanted, HasKey((f"category:{wanted}",)), index_is_exact=True
    )


@word("force:pledge", FORCES)
def force(value: str, _scope: Scope) -> Term:
    """It has this binding force."""
    wanted = choice("force", value, FORCES)
    return Term(lambda standing: standing.terms.force == wanted, HasKey((f"force:{wanted}",)), index_is_exact=True)


@word("ref:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.refs))
def ref(value: str, _scope: Scope) -> Unresolved:
    """It has this ref, or is a milestone inside it; the beginning is enough if no other ref begins with it."""

    def read(portfolio: Portfolio) -> Term:
        named, note = _find_ref("ref", value, portfolio, portfolio.refs)
        inside = f"{named}{MILESTONE}"
        if any(one.startswith(inside) for one in portfolio.standings):
            finds = translate(
                "ref:{ref} finds the milestones inside it too; not:parent:{ref} leaves them out.", ref=named
            )
            note = " ".join(filter(None, (note, finds)))
        return Term(lambda standing: f"{standing.ref}{MILESTONE}".startswith(inside), note=note)

    return Unresolved(read)


@word("parent:jp-us-550bn-investment", lambda portfolio: sorted(portfolio.standings))
def parent(value: str, _scope: Scope) -> Unresolved:
    """It is a part of this umbrella, at any depth."""

    def read(portfolio: Portfolio) -> Term:
        umbrella, note = _find_ref("parent", value, portfolio, portfolio.standings)
        parts = {standing.ref for standing in portfolio.tree(umbrella)} - {umbrella}
        return Term(lambda standing: standing.ref in parts, note=note)

    return Unresolved(read)


class _KnownRefs(NamedTuple):
    """The refs of some commitments, and how they were called before."""

    known: Collection[str]
    renamings: Renamings

    def has(self, ref: str) -> bool:
        return ref in self.known

    def refs(self, beginning: str = "") -> list[str]:
        return [ref for ref in self.known if ref.startswith(beginning)]

    def present(self, ref: str) -> str:
        return self.renamings.present(ref)

    def former(self, beginning: str) -> dict[str, str]:
        return self.renamings.former(beginning)

    def names(self, ref: str) -> tuple[str, ...]:
        return self.renamings.names(ref)


def _find_ref(name: str, value: str, portfolio: Portfolio, refs: Collection[str]) -> tuple[str, str]:
    """The ref that a value names, and a sentence if that is a former ref."""
    renamings = portfolio.register.renamings
    try:
        ref = find(value, _KnownRefs(refs, renamings))
    except NotInRegister as refusal:
        raise BadReference(f"{name}:{value}", str(refusal)) from None
    note = renamings.note(normalized(value), ref)
    return ref, f"{note}." if note else ""


def tags(portfolio: Portfolio) -> list[str]:
    """Every tag of the register."""
    return sorted({tag for standing in portfolio for tag in standing.terms.tags})


@word("tag:550bn", tags)
def tag(value: str, _scope: Scope) -> Term:
    """It has this tag; case and width are ignored."""
    folded = casefolded(value)
    return Term(
        lambda standing: folded in map(casefolded, standing.terms.tags), HasKey((f"tag:{folded}",)), index_is_exact=True
    )
