"""Plan the merge of a whole register into another: new commitments, and the events that follow recorded ones."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from tracker.errors import NotImportable, plural
from tracker.exchange.dump import RegisterDump
from tracker.exchange.plan import Entry, Plan, Problem
from tracker.model.commitment import Commitment
from tracker.model.refs import parent_of
from tracker.model.register import Category, Named, Party, Rates, View
from tracker.model.saved_copies import copies_of
from tracker.state.renaming import renaming_of


def plan_merge(path: str, given: RegisterDump, ours: RegisterDump, *, update: bool) -> Plan:
    """Plan the merge of a register into ours; a contradiction is a problem.

    An empty register also takes over the id: the two are then one register in two places.
    """
    zone = given.register.zone
    if ours.commitments and zone != ours.register.zone:
        why = f"its days end in {zone}, those of this register in {ours.register.zone}"
        raise NotImportable(path, why, f"make another register with `tracker init --zone {zone}`")
    recorded = {commitment.ref: commitment for commitment in ours.commitments}
    problems: list[Problem] = []
    entries = [
        entry
        for commitment in given.commitments
        for entry in _entry(recorded.get(commitment.ref), commitment, problems, update=update)
    ]
    problems += [*_orphans(given, recorded), *_clashes(entries, recorded)]
    return Plan(
        entries=entries,
        parties=list(_parties(given, ours, problems, update=update)),
        categories=list(_categories(given, ours, problems, update=update)),
        rates=list(_rates(given, ours)),
        views=list(_views(given, ours, problems, update=update)),
        zone=zone,
        id=given.register.id if _is_empty(ours) else None,
        problems=problems,
    )


def with_copies(plan: Plan, given: Mapping[str, bytes], ours: Collection[str]) -> Plan:
    """The plan with the given copies that its sources name, and a note on those that nobody has."""
    named = [name for name in copies_of(entry.new for entry in plan.entries) if name not in ours]
    missing = sum(name not in given for name in named)
    left = plural(missing, "saved copy of a source is", "saved copies of sources are")
    notes = [f"{left} not in it; export it --with-copies"] if missing else []
    copies = {name: given[name] for name in named if name in given}
    return replace(plan, copies=copies, notes=[*plan.notes, *notes])


def _orphans(given: RegisterDump, recorded: dict[str, Commitment]) -> Iterator[Problem]:
    """The milestones whose parent is in neither register."""
    known = {*recorded, *(commitment.ref for commitment in given.commitments)}
    for commitment in given.commitments:
        if (parent := parent_of(commitment.ref)) and parent not in known:
            yield Problem(f"commitment {commitment.ref}", "ref", commitment.ref, f"there is no {parent}; put it in too")


def _clashes(entries: Iterable[Entry], recorded: Mapping[str, Commitment]) -> Iterator[Problem]:
    """The problems of refs that two commitments would have, or would have had."""
    holders: dict[str, str] = {}
    for ref, commitment in {**recorded, **{entry.new.ref: entry.new for entry in entries}}.items():
        renaming = renaming_of(commitment)
        for one in renaming.refs if renaming else (ref,):
            if (other := holders.setdefault(one, ref)) != ref:
                why = f"{other} has or had that ref; rename one of the two and export it again"
                yield Problem(f"commitment {ref}", "ref", one, why)


def _is_empty(ours: RegisterDump) -> bool:
    register = ours.register
    return not (ours.commitments or register.parties or register.rates or register.views or register.categories)


def _entry(ours: Commitment | None, given: Commitment, problems: list[Problem], *, update: bool) -> Iterator[Entry]:
    """The entry for one commitment; a history can only grow."""
    if ours is None or ours == given:
        yield Entry(ours, given)
        return
    shared = min(len(ours.history), len(given.history))
    same = ours.terms == given.terms and ours.history[:shared] == given.history[:shared]
    if same and len(given.history) == shared:  # ours has more events
        yield Entry(ours, ours)
    elif same and update:
        yield Entry(ours, given)
    else:
        why = (
            "it has more events than in the register; --update imports them"
            if same
            else "the register has another history of it; give it another ref, or import into another register"
        )
        problems.append(Problem(f"commitment {given.ref}", "history", "", why))


def _parties(given: RegisterDump, ours: RegisterDump, problems: list[Problem], *, update: bool) -> Iterator[Party]:
    for code, party in given.register.parties.items():
        known = ours.register.parties.get(code)
        if known is None:
            yield party
        elif known == party:
            continue
        elif update and _continues(party, known):
            yield party
        elif party.name != known.name:
            why = f"the register calls it {known.name}; name it with `tracker party {code}` and export it again"
            problems.append(Problem(f"party {code}", "name", party.name, why))
        else:
            why = (
                "the register has not all of these; --update imports them"
                if _continues(party, known)
                else f"the register has others; record them with `tracker party {code}` and export it again"
            )
            problems.append(Problem(f"party {code}", "names or members", party.name, why))


def _continues(party: Party, known: Party) -> bool:
    """True if the names and the members of a party continue those that we know."""
    return party.members[: len(known.members)] == known.members and _continues_names(party, known)


def _categories(
    given: RegisterDump, ours: RegisterDump, problems: list[Problem], *, update: bool
) -> Iterator[Category]:
    for code, category in given.register.categories.items():
        known = ours.register.categories.get(code)
        if known is None or (update and known != category and _continues_names(category, known)):
            yield category
        elif known != category:
            why = f"the register calls it {known.name}; label it with `tracker category {code}` and export it again"
            problems.append(Problem(f"category {code}", "name", category.name, why))


def _continues_names(given: Named, known: Named) -> bool:
    if (given.name, given.names, given.former) == (known.name, known.names, known.former):
        return True
    count = len(known.former)
    was = given.former[count : count + 1]
    return given.former[:count] == known.former and [(old.name, old.names) for old in was] == [
        (known.name, known.names)
    ]


def _rates(given: RegisterDump, ours: RegisterDump) -> Iterator[Rates]:
    """The rates that our register lacks; a taken id is replaced by the next free one."""
    known = {_content(rates) for rates in ours.register.rates}
    taken = {rates.id for rates in ours.register.rates}
    for rates in given.register.rates:
        if _content(rates) in known:
            continue
        free = (
            rates.id if rates.id not in taken else str(1 + max((int(id) for id in taken if id.isdecimal()), default=0))
        )
        taken.add(free)
        yield replace(rates, id=free)


def _content(rates: Rates) -> bytes:
    """The content of rates without their id."""
    return msgspec.json.encode(replace(rates, id=""), enc_hook=str)


def _views(given: RegisterDump, ours: RegisterDump, problems: list[Problem], *, update: bool) -> Iterator[View]:
    for name, view in given.register.views.items():
        known = ours.register.views.get(name)
        if known is None or (known != view and update):
            yield view
        elif known != view:
            why = "the register has another query under that name; --update replaces it"
            problems.append(Problem(f"view {name}", "query", " ".join(view.query), why))
