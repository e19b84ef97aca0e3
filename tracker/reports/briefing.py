"""The briefing: the sections of the report for people, from the question of the register to every commitment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from tracker.language import listed, message, plural, translate, written_day
from tracker.model.commitment import AnyEvent, PositionEvent
from tracker.reports import changes_deadlines
from tracker.reports.amount_text import excess_words, named_ref, reached_words, short_words
from tracker.reports.briefing_about import about
from tracker.reports.briefing_charts import charts
from tracker.reports.briefing_counts import parties, unknown
from tracker.reports.briefing_lead import lead
from tracker.reports.changes import GROUPS, changes_table, sentence, sentence_words
from tracker.reports.code_text import spoken
from tracker.reports.diff import changes_between
from tracker.reports.edition import Edition
from tracker.reports.list import in_list, list_panel
from tracker.reports.list_notes import listed_milestones, unmeasured
from tracker.reports.report_tables import delivered_panel, delivered_rows
from tracker.reports.show import record_panels
from tracker.reports.slip_chart import slip_chart
from tracker.reports.standing_text import when
from tracker.reports.table import Cell, Heading, Panel
from tracker.reports.text import day_spoken, dispute_words, on_spoken, shortened, sourced_words
from tracker.reports.timeline import timeline_section
from tracker.reports.witness_text import accusing_event, says_who
from tracker.state.deadlines import SOON, is_dropped
from tracker.state.lateness import Lateness
from tracker.state.portfolio import Portfolio, Standing

PAGE: Final = 50  # rows of a section of the page, except of the list of all commitments
BRIEF_BARS: Final = 15  # bars of a timeline in a brief, which is text
LONGEST_NOTE: Final = 300  # letters of a note of the desk
OF_A_GROUP: Final = 4  # changes of one kind that it names
_WORST_FIRST: Final[tuple[Lateness, ...]] = ("reported", "unreported", "contested")


def briefing_panels(
    portfolio: Portfolio, test: Callable[[Standing], bool], title: str, edition: Edition
) -> Iterator[Panel]:
    """The sections about the commitments that pass the test, in the order of the page; each has content."""
    chosen = [standing for standing in portfolio if test(standing)]
    sections = (
        lead(portfolio, chosen, edition),
        parties(portfolio, chosen, edition),
        changed(portfolio, test, edition),
        late(portfolio, chosen, edition),
        due_soon(portfolio, chosen, edition),
        breaches(chosen),
        unknown(portfolio, chosen, edition),
        *charts(portfolio, chosen, edition),
        moves(portfolio, chosen, edition),
        None if edition.most and len(chosen) > BRIEF_BARS else timeline_section(portfolio, chosen),
        disputed(chosen),
        positions(chosen),
        delivered(portfolio, chosen, edition),
        commitments(portfolio, chosen, edition),
        *about(portfolio, title, edition),
    )
    return filter(None, sections)


def changed(portfolio: Portfolio, test: Callable[[Standing], bool], edition: Edition) -> Panel | None:
    """The changes since the day of the last edition, as `changes` words them: the first of each group."""
    if edition.before is None:
        return None
    groups = changes_table(edition.before, portfolio, test).panels
    day = written_day(edition.before.moment.day(portfolio.zone))
    if not groups:
        return Panel(
            title=translate("Since {day}", day=day),
            sentences=(Cell(translate("Nothing changed since {day}.", day=day)),),
            anchor="since",
        )
    of_desk = {group.name for group in GROUPS if group.is_desk}
    news = [one for one in groups if one.anchor not in of_desk]
    desk = [one for one in groups if one.anchor in of_desk]
    number = sum(len(one.sentences) for one in news)
    pattern = message("{changes} since {day}: {groups}." if news else "No news since {day}.")
    said = translate(pattern, changes=plural(number, "change"), day=day, groups=_counted(news))
    shown = [sentence for one in news for sentence in one.sentences[:OF_A_GROUP]][: edition.most or PAGE]
    command = edition.command(portfolio, "changes", "--since", edition.since)
    besides = [Cell(translate("Besides: {groups}; {command}.", groups=_counted(desk), command=command))] if desk else []
    return Panel(
        title=translate("Since {day}", day=day),
        sentences=(Cell(said), *shown, *besides),
        notes=tuple(_more(number - len(shown), command)),
        anchor="since",
    )


def _counted(groups: Iterable[Panel]) -> str:
    """The groups of changes, each with the number of its changes."""
    return listed(translate("{group} ({count})", group=one.title, count=len(one.sentences)) for one in groups)


def late(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """The overdue commitments: those that somebody calls late, then those without a report, then the contested ones.

    Obligors that are judged apart have a row each.
    """
    owing = [each for one in chosen for each in one.obligors or (one,)]
    found = sorted((one for one in owing if one.lateness), key=_worst_first)
    title = translate("Late or past due, and who says so")
    if found:
        panel = _rows(portfolio, found, edition, "overdue", title=title, anchor="late")
        notes = [
            translate(
                "{ref}: note of the desk: “{note}”",
                ref=named_ref(one),
                note=shortened(report.note, LONGEST_NOTE),
            )
            for one in found[: edition.most or PAGE]
            if (report := one.late_report) and report.note
        ]
        return replace(panel, notes=(*notes, *panel.notes))
    if all(one.is_lasting for one in chosen):
        return None
    nothing = translate("Nothing is overdue{unmeasured}.", unmeasured=unmeasured(chosen))
    return Panel(title=title, sentences=(Cell(nothing),), anchor="late")


def _worst_first(one: Standing) -> tuple[int, int]:
    return _WORST_FIRST.index(one.lateness), -(one.overdue_days or 0)


def due_soon(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """The commitments that fall due or end within 30 days, and those in their days of grace."""
    found = [one for one in chosen if one.is_coming_due]
    title = translate("Due within {days} days", days=SOON)
    if found:
        in_order = sorted(found, key=_due_day)
        return _rows(portfolio, in_order, edition, "coming-due", title=title, anchor="due-soon")
    if not any(one.is_open for one in chosen):
        return None
    return Panel(
        title=title, sentences=(Cell(translate("Nothing falls due within {days} days.", days=SOON)),), anchor="due-soon"
    )


def _due_day(one: Standing) -> str:
    return one.due.last.isoformat() if one.due else ""


def _rows(  # noqa: PLR0913 - the two last are of the panel
    portfolio: Portfolio, found: Sequence[Standing], edition: Edition, query: str, *, title: str, anchor: str
) -> Panel:
    """The first rows of a list, and the command that prints all of them."""
    shown = found[: edition.most or PAGE]
    split = ["--obligors"] if any(one.of for one in found) else []
    command = edition.command(portfolio, "list", "--milestones", *split, query=(query,))
    notes = (*_more(len(found) - len(shown), command), *portfolio.rate_notes(shown))
    return replace(list_panel(shown, notes), title=title, anchor=anchor)


def _more(count: int, command: str) -> list[str]:
    """The note that counts what is not shown, and names the command that prints it."""
    return [translate("And {count} more: {command}.", count=count, command=command)] if count > 0 else []


def breaches(chosen: Iterable[Standing]) -> Panel | None:
    """Sentences on what is breached, exceeded, short by a figure, or delivered in full and not confirmed."""
    said = tuple(_with_note(one, *noted) for one in chosen for noted in _noted(one))
    title = translate("Breaches, shortfalls, and what nobody has confirmed")
    return Panel(title=title, sentences=said, anchor="breaches") if said else None


def _with_note(one: Standing, words: str, event: AnyEvent | None) -> Cell:
    """A sentence with the source of the event that it rests on, and what the desk noted on that event."""
    if event and event.note:
        words = translate(
            "{sentence} Note of the desk: “{note}”", sentence=words, note=shortened(event.note, LONGEST_NOTE)
        )
    return Cell(words, sources=(event.source,) if event and event.source else (), refs=(one.ref,))


def _noted(one: Standing) -> Iterator[tuple[str, AnyEvent | None]]:
    """The sentences on a commitment, each with the event that it rests on."""
    event = accusing_event(one)
    if one.timeliness == "completed" and one.completion:
        day = written_day(one.completion.last)
        full = message("{ref} was delivered in full by {day}, and nobody has marked it met.")
        yield translate(full, ref=one.ref, day=day), event
    if one.timeliness == "short":
        yield translate("{ref} is {short}.", ref=one.ref, short=f"{short_words(one)}{reached_words(one)}"), event
    if one.is_lasting:
        yield from _kept_sentences(one, event)


def _kept_sentences(one: Standing, event: AnyEvent | None) -> Iterator[tuple[str, AnyEvent | None]]:
    """The sentences on lasting promises: breached now, broken, above a ceiling, or lapsed by some readings."""
    if one.is_breached or len({each.timeliness for each in one.readings}) > 1:
        who, standing = says_who(one), when(one)[0]
        if who:
            yield translate("{ref} is {standing}: {who}.", ref=one.ref, standing=standing, who=who), event
        else:
            yield translate("{ref} is {standing}; no source is recorded.", ref=one.ref, standing=standing), event
    else:
        for each in one.exceeding:
            above = excess_words(each, each.excess)
            ceiling = message("{ref} is above its ceiling {above}.")
            yield translate(ceiling, ref=named_ref(each), above=above), accusing_event(each)
    if one.timeliness == "broken":
        end = one.state.status_run[0]
        broken = sourced_words(translate("broken{on_day}", on_day=on_spoken(end.on)), end)
        yield translate("{ref} was {broken}.", ref=one.ref, broken=broken), end


def moves(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """The deadlines that moved furthest, and each move with its source."""
    refs = {one.ref for one in chosen if one.moves}
    if not refs:
        return None
    found = [one for one in changes_between(portfolio.at(portfolio.moment, ()), portfolio) if one.standing.ref in refs]
    said = [sentence(one, line) for one in found for line in changes_deadlines.moved(one)]
    most = edition.most or PAGE
    notes = _more(len(said) - most, edition.command(portfolio, "moves"))
    furthest = (Cell(words, refs=(ref,)) for ref, words in _furthest(chosen))
    title = translate("Deadlines that moved")
    panel = Panel(title=title, sentences=(*furthest, *said[:most]), notes=tuple(notes), anchor="moves")
    drawn = None if edition.most else slip_chart(chosen)
    return replace(panel, chart=drawn.plot, data=drawn.data) if drawn else panel


def _furthest(chosen: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    """The deadline that was put off furthest, those that were dropped, and the one brought forward furthest."""
    apart = [each for one in chosen for each in one.moved_apart]
    slips = [(each.slip_days or 0, each) for each in apart]
    days, one = max(slips, key=_days)
    if days > 0:
        put_off = message("The deadline of {ref} was put off furthest, by {days} against the first one.")
        yield one.ref, translate(put_off, ref=named_ref(one), days=plural(days, "day"))
    for one in apart:
        if is_dropped(one.state) and one.due_original:
            dropped = message("The deadline of {ref} was dropped: it has no date now, the first one was {first}.")
            yield one.ref, translate(dropped, ref=named_ref(one), first=day_spoken(one.due_original))
    days, one = min(slips, key=_days)
    if days < 0:
        early = message("The deadline of {ref} was brought forward furthest, by {days} against the first one.")
        yield one.ref, translate(early, ref=named_ref(one), days=plural(-days, "day"))


def _days(slip: tuple[int, Standing]) -> int:
    return slip[0]


def disputed(chosen: Iterable[Standing]) -> Panel | None:
    """The parties that dispute or deny a promise, each with its channel, day and source."""
    said = tuple(
        Cell(
            sentence_words(one.ref, "", dispute_words(event, one.portfolio)),
            sources=(event.source,) if event.source else (),
            refs=(one.ref,),
        )
        for one in chosen
        for event in one.disputes
    )
    return Panel(title=translate("Disputed by a party"), sentences=said, anchor="disputed") if said else None


def positions(chosen: Iterable[Standing]) -> Panel | None:
    """The parties whose public and private positions differ, each with its day and source."""
    headings = (Heading("Commitment"), Heading("Party"), Heading("In public"), Heading("In private"))
    rows = tuple(
        (Cell(one.ref, "strong", ref=one.ref), Cell(party), *map(_stance, said))
        for one in chosen
        for party, *said in one.divergent
    )
    title = translate("Public and private positions that differ")
    return Panel(headings, rows, title, anchor="positions") if rows else None


def _stance(position: PositionEvent) -> Cell:
    """A position, its day and its source."""
    stance, day = spoken(position.position), on_spoken(position.on)
    said = translate("{position}{on_day}", position=stance, on_day=day)
    return Cell(said, sources=(position.source,) if position.source else ())


def delivered(portfolio: Portfolio, chosen: Iterable[Standing], edition: Edition) -> Panel | None:
    """The deliveries, the latest first, without the figures that are compared with a ceiling."""
    found = delivered_rows(one for one in chosen if not one.is_ceiling)
    if not found:
        return None
    shown = found[: edition.most or PAGE]
    notes: tuple[str, ...] = ()
    if more := len(found) - len(shown):
        command = edition.command(portfolio, "list", "--milestones", query=("not:missing:delivery", "not:ceiling"))
        said = message("And {deliveries}; {command} lists the commitments.")
        notes = (translate(said, deliveries=plural(more, "more delivery", "more deliveries"), command=command),)
    title = translate("Delivered, or on its way")
    return replace(delivered_panel(shown), title=title, notes=notes, anchor="deliveries")


def commitments(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Panel | None:
    """The list of all commitments, and the record of each."""
    if not chosen:
        return None
    panel = list_panel(in_list(portfolio, chosen))
    milestones = len(chosen) - len(panel.rows)
    left_out = translate(
        "Left out: {milestones}; in the list are only those {pressing}.",
        milestones=plural(milestones, "milestone"),
        pressing=listed_milestones(),
    )
    most = edition.most or len(panel.rows)
    notes = (
        *([left_out] if milestones else []),
        *_more(len(panel.rows) - most, edition.command(portfolio, "list")),
        *portfolio.rate_notes(chosen),
    )
    more = () if edition.records == "none" else tuple(_record(one) for one in chosen)
    title = translate("All commitments")
    return replace(panel, rows=panel.rows[:most], title=title, notes=notes, more=more, anchor="commitments")


def _record(standing: Standing) -> Panel:
    """The full record of a commitment, under its ref."""
    summary, *sections = record_panels(standing)
    return replace(summary, name=standing.ref, more=tuple(sections))
