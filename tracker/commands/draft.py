"""The command that reads an article and proposes citations."""

import json
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from tracker.commands.locate import find_register
from tracker.commands.options import (
    Publisher,
    Query,
    SourceKind,
    SourceUrl,
    Viewing,
    Where,
    grouped,
    require_path,
)
from tracker.commands.output import write_file, write_out
from tracker.commands.replacing import may_replace
from tracker.commands.session import say, session_of
from tracker.draft.article import MAX_ARTICLE, MAX_CHARACTERS, read_article
from tracker.draft.page import declared_encoding
from tracker.draft.profiles import profiles_of
from tracker.draft.proposals import Draft, draft_of
from tracker.errors import MissingValue, NoArticle, NotImportable, plural
from tracker.exchange.encoding import STANDARD_INPUT, decode_text, is_utf_8, read_bytes
from tracker.model.commitment import SOURCE_KINDS, Source, one_of
from tracker.model.due_dates import read_date
from tracker.model.iso import require_language


@grouped
def draft(
    ctx: typer.Context,
    where: Where,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", callback=require_path, help="The article: plain text or HTML; - is standard input."
        ),
    ],
    query: Query = None,
    *,
    source: SourceUrl = "",
    publisher: Publisher = "",
    source_title: Annotated[str, typer.Option(metavar="TEXT", help="The title of the article.")] = "",
    source_kind: SourceKind = "media",
    source_lang: Annotated[str, typer.Option(metavar="TAG", help="The language of the article.")] = "",
    published: Annotated[str | None, typer.Option(metavar="DATE", help="The day the article was published.")] = None,
    relays: Annotated[str, typer.Option(metavar="TEXT", help="The other report that the article repeats.")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The encoding of the file, such as gb18030.")] = "",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", callback=require_path, help="Write the proposals to this file."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file, also an edited draft.")] = False,
) -> None:
    """Read an article and propose citations for the commitments that it speaks of; nothing is recorded.

    The result is a file for `tracker import`. Edit it first: what is uncertain says why, and is to be confirmed or
    dropped. A draft proposes no status, delivery or position. See `tracker help draft`.

    \b
    tracker draft article.html --output draft.json
    tracker draft article.txt --publisher Nikkei --published 2026-02-09
    pbpaste | tracker draft - by:JP open
    """
    session = session_of(ctx)
    given = {
        "url": source,
        "publisher": publisher,
        "kind": one_of("source kind", source_kind, SOURCE_KINDS) if source_kind != "media" else "",
        "title": source_title,
        "language": require_language(source_lang) if source_lang else "",
        "published": read_date(published, session.now.date()) if published else None,
        "relays": relays,
    }
    raw = read_bytes(file, sys.stdin.buffer if sys.stdin else None, MAX_ARTICLE, "save the article alone, as text")
    article = read_article(_decoded(file, raw, encoding))
    if len(article.text) > MAX_CHARACTERS:
        why = f"its text has more than {MAX_CHARACTERS:,} characters"
        raise NoArticle(_name(file), why, "save the article alone, as text")
    found = article.source
    if found.published and found.published.first > session.now.date():
        say(f"the text says {found.published}, which is in the future: it is left out")
        found = replace(found, published=None)
    told = replace(found, **{name: value for name, value in given.items() if value})
    portfolio, parsed = session.select(Viewing(register=where.register), query)
    result = draft_of(replace(article, source=told), profiles_of(portfolio, parsed.matches))
    if result.proposals and not (told.url or told.publisher or told.title):
        raise MissingValue("the text does not say whose it is", "give --publisher, --source URL or --source-title")
    text = json.dumps(result.document(), ensure_ascii=False, indent=2) + "\n"
    if output:
        register = find_register(where.register)
        may_replace(output, partial(_is_unedited, text), force=force, register=register, kind="this draft, unedited")
        write_file(output, [text])
    else:
        write_out([text])
    _tell(result, told, output)


def _name(file: str) -> str:
    return "standard input" if file == STANDARD_INPUT else file


def _decoded(file: str, raw: bytes, encoding: str) -> str:
    """The text of the file: in the given encoding, else UTF-8, else as the page declares, else detected."""
    name = _name(file)
    if raw.startswith(b"%PDF"):
        raise NoArticle(name, "a PDF is not read", "save the page as text or HTML, or copy its text")
    if not raw.strip():
        raise NoArticle(name, "it is empty", "save the text of the article in it")
    declared = "" if encoding or is_utf_8(raw) else declared_encoding(raw)
    try:
        return decode_text(file, raw, encoding or declared)[0]
    except NotImportable:
        why = f"it is no text in {encoding or declared or 'UTF-8, UTF-16 or Shift-JIS'}"
        raise NoArticle(name, why, "save it as UTF-8, or name its encoding, as in --encoding gb18030") from None


def _tell(result: Draft, source: Source, output: str | None) -> None:
    """Say on standard error what was proposed, how sure it is, what differs, and what to do next."""
    publisher, language = source.publisher or "no publisher", source.language or "no language"
    about = f"the article: {publisher}, {source.published or 'no day'}, {language}"
    if not result.proposals:
        say(f"nothing to propose: no sentence was recognised as one about a commitment of the register; {about}")
        return
    uncertain = sum(bool(proposal.doubt) for proposal in result.proposals)
    say(f"proposed {plural(len(result.proposals), 'citation')}, {uncertain} of them uncertain; {about}")
    for proposal in result.proposals:
        say(f"{'uncertain' if proposal.doubt else 'certain'}: {proposal.ref}: {proposal.doubt or proposal.reasons}")
    for one in result.differences:
        say(f"differs: {one.ref}: the text has {one.says}, the register {one.register}")
    if not source.published:
        say("the text does not say its day: give --published, else the citations count from the day of the import")
    if not (source.publisher or source.url):
        say("the text does not say who published it: give --publisher, so that the source has a name")
    name = shlex.quote(output or "FILE")
    if not output:
        say("next: write it to a file with --output FILE")
    if uncertain:
        say(f"next: edit {name}: to confirm an uncertain event, delete its key “uncertain”; else delete the event")
    say(f"next: tracker import {name} --dry-run")


def _is_unedited(text: str, path: Path) -> bool:
    """True if a file has this text already; an edited draft must not be lost."""
    return path.read_bytes() == text.encode()
