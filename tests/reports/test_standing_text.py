"""The standing of a commitment in words, in cases that few registers have."""

import pytest

from tests.building import commitment, deadline, delivery, portfolio, status
from tracker.model.commitment import AnyEvent, Commitment
from tracker.reports.amount_text import reached_of
from tracker.reports.burn_up import burn_up
from tracker.reports.charts import Timeline
from tracker.reports.standing_text import readings_words, when
from tracker.reports.timeline import timeline_section
from tracker.state.portfolio import Standing
from tracker.state.progress import progress_of

FIRST = deadline("2026-12-31", not_before="2026-01-01")


def standing(promise: Commitment) -> Standing:
    return portfolio(promise).standings[promise.ref]


@pytest.mark.parametrize(
    ("events", "nature", "words"),
    [
        ([deadline("2026-12-31", condition="the law passes")], "act", "awaiting: the law passes"),
        ([deadline(""), status("suspended", on="2026-02-01")], "act", "suspended"),
        (
            [deadline("", not_before="2026-01-01"), status("breached", on="", known_on="2026-02-01")],
            "keep",
            "breached, known since 2026-02-01 (149 d)",
        ),
    ],
)
def test_the_words_name_what_is_awaited_and_since_when_a_breach_is_known(
    events: list[AnyEvent], nature: str, words: str
) -> None:
    assert when(standing(commitment(events=events, nature=nature)))[0] == words


@pytest.mark.parametrize(
    ("later", "nature", "words"),
    [
        ("2027-03-31", "act", "in 184 d by the common version; in 274 d as US reads it"),
        ("", "keep", "in force as US reads it; in force until 2026-12-31 by the common version"),
    ],
)
def test_each_reading_has_words_of_its_own_before_its_day(later: str, nature: str, words: str) -> None:
    one = standing(
        commitment(events=[FIRST, deadline(later, "extension", reading="US", on="2026-03-01")], nature=nature)
    )
    assert readings_words(one) == words


def test_of_many_obligors_who_owe_an_amount_each_the_last_are_counted() -> None:
    members = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE")
    events = [delivery("EUR 1bn", of="AT")]
    one = standing(commitment(obligor=members, each=True, amount="EUR 2bn", due="2026-01-31", events=events))
    assert reached_of(one).endswith("CZ nothing, DE nothing and 2 others of EUR 2bn each")


@pytest.mark.parametrize(
    ("came", "words", "tones"),
    [
        ("3 Mt", "in force since 2026-01-01", ("good", "", "delivered")),
        ("5 Mt", "in force since 2026-01-01, exceeded by 1 Mt", ("doubt", "warn", "exceeded")),
    ],
)
def test_a_figure_above_a_ceiling_gives_reason_for_doubt_in_a_list_a_timeline_and_a_burn_up(
    came: str, words: str, tones: tuple[str, str, str]
) -> None:
    events: list[AnyEvent] = [status("in_progress", on="2026-01-01"), delivery(came, kind="level", on="2026-05-31")]
    one = standing(commitment("cap", nature="keep", amount="up to 4 Mt", events=events))
    panel, drawn = timeline_section(one.portfolio, [one]), burn_up(progress_of(one)[0])
    assert panel
    assert isinstance(panel.chart, Timeline)
    assert drawn
    assert when(one) == (words, tones[0])
    assert (panel.chart.tracks[0].tone, drawn.plot.lines[0].look) == tones[1:]
