"""Checks for the copies of sources: those that are lost, and sources whose address may stop working."""

from collections.abc import Iterator

from tracker.checks.finding import Finding, command
from tracker.checks.sources import ACTS, sources_by_field
from tracker.language import conjoined, plural, translate
from tracker.model.commitment import Source
from tracker.model.saved_copies import name_in, short
from tracker.state.portfolio import Standing
from tracker.state.sources import all_sources, source_identity, witness_of


def broken_copies(standing: Standing) -> Iterator[Finding]:
    """A saved copy of a source is missing or was changed."""
    damaged, commitment = standing.portfolio.register.damaged_copies, standing.portfolio.commitment(standing.ref)
    if not damaged or commitment is None or standing.is_computed:
        return
    known = {source_identity(source) for source in all_sources(standing.state)}
    sources = (event.source for event in commitment.history if event.source and event.id > 0)  # also what was undone
    found = {name: source for source in sources if (name := name_in(source.archived)) in damaged}
    for name, source in found.items():
        message = translate(
            "the copy {copy} of {witness} {damage}",
            copy=short(source.archived),
            witness=witness_of(source),
            damage=translate(damaged[name]),
        )
        mention = () if source_identity(source) in known else ("--mentions",)
        yield Finding(standing, message, _remedy(standing, source, *mention), ("archived",), name)


def address_alone(standing: Standing) -> Iterator[Finding]:
    """Its official source is an address alone."""
    alone: dict[str, tuple[Source, list[str]]] = {}
    for field, sources in sources_by_field(standing).items():
        official = [source for source in sources if source.kind in ACTS]
        bare = [source for source in official if _is_bare(standing, source)]
        if official and len(bare) == len(official) and not standing.is_computed:
            alone.setdefault(witness_of(bare[0]), (bare[0], []))[1].append(field)
    for name, (source, fields) in alone.items():
        message = translate(
            "the official source of {fields}, {name}, is an address of which no copy is kept",
            fields=conjoined(map(translate, fields)),
            name=name,
        )
        yield Finding(standing, message, _remedy(standing, source), tuple(fields), source.url)


def no_copy(standing: Standing) -> Iterator[Finding]:
    """It has sources at an address of which no copy is kept."""
    sources = {source_identity(source): source for source in all_sources(standing.state) if source.url}
    bare = [source for source in sources.values() if _is_bare(standing, source)]
    if bare and not standing.is_computed:
        message = translate(
            "no copy is kept of {number} of its {sources} at an address",
            number=len(bare),
            sources=plural(len(sources), "source"),
        )
        yield Finding(standing, message, _remedy(standing, bare[0]), ("archived",))


def _is_bare(standing: Standing, source: Source) -> bool:
    """True if a source has an address, and no commitment has a copy of it."""
    return bool(source.url) and source_identity(source) not in standing.portfolio.copies


def _remedy(standing: Standing, source: Source, *options: str) -> str:
    described = {"--publisher": source.publisher, "--source-title": source.title, "--published": source.published}
    named = {"--source": source.url} if source.url else described
    words = (word for option, value in named.items() if value for word in (option, str(value)))
    return command("cite", standing.ref, *options, *words, "--archived", "FILE")
