"""Registers of any size, the same ones for the same seed: about four events and two sources a commitment.

Titles are in English, Japanese and Chinese. On REFERENCE a tenth is overdue and a fifth has no date. Every tenth
commitment is an umbrella over the nine after it, and every hundredth over the umbrellas of its hundred.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from tracker.model.amounts import Amount
from tracker.model.codec import encode
from tracker.model.commitment import (
    CATEGORIES,
    FORCES,
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    Source,
    StatusEvent,
    Terms,
)
from tracker.model.dates import day
from tracker.store.tinydb.file import text_of

REFERENCE: Final = date(2026, 6, 15)
RECORDED: Final = datetime(2026, 6, 1, tzinfo=UTC)
PARTIES: Final = ("JP", "US", "KR", "CN", "EU", "GB", "IN", "AU")
PUBLISHERS: Final = ("Reuters", "日本経済新聞", "新华社")
TITLES: Final = (
    (
        "Build a gas power plant of {n} MW in Ohio",
        "オハイオ州に{n}MWのガス発電所を建設する",
        "在俄亥俄州建设{n}兆瓦燃气电厂",
    ),
    ("Buy {n} aircraft by the end of the decade", "十年内に航空機{n}機を購入する", "十年内购买{n}架飞机"),
    ("Cap the tariff on {n} goods at 15 percent", "{n}品目の関税を15％に抑える", "将{n}种商品的关税限制在15%"),
    ("Deliver {n} thousand tonnes of rice a year", "毎年コメ{n}千トンを引き渡す", "每年交付{n}千吨大米"),
)


def commitments(count: int, seed: int = 1) -> list[Commitment]:
    """Generate this number of commitments, ordered by ref."""
    return list(generated(count, seed))


def generated(count: int, seed: int = 1) -> Iterator[Commitment]:
    """Generate commitments one by one."""
    random = Random(seed)  # noqa: S311 - the same ones each time
    return (_commitment(number, random) for number in range(count))


def register(count: int, seed: int = 1) -> bytes:
    """The register file with this number of commitments."""
    return file_of(commitments(count, seed))


def file_of(promises: Iterable[Commitment]) -> bytes:
    """The register file with these commitments."""
    documents = {str(number): encode(one) for number, one in enumerate(promises, 1)}
    meta = {"schema": 1, "zone": "UTC", "changed_at": RECORDED.isoformat(), "changed_by": "generated"}
    return text_of(
        "generated", {"meta": {"1": meta}, "commitments": documents, "parties": {}, "rates": {}, "views": {}}
    )


def _commitment(number: int, random: Random) -> Commitment:
    obligor, obligee = random.sample(PARTIES, 2)
    english, japanese, chinese = (title.format(n=number) for title in random.choice(TITLES))
    made = REFERENCE - timedelta(days=random.randint(30, 1500))
    above = number - number % (10 if number % 10 else 100)
    return Commitment(
        ref=f"c{number:06}",
        terms=Terms(
            title=english,
            titles={"ja": japanese, "zh": chinese},
            obligor=(obligor,),
            obligee=(obligee,),
            category=random.choice(CATEGORIES),
            force=random.choice(FORCES),  # type: ignore[arg-type] # one of them
            made_on=day(made),
            parent=f"c{above:06}" if above != number else "",
        ),
        history=tuple(_events(random, made)),
    )


def _events(random: Random, made: date) -> list[AnyEvent]:
    """Three to five events: agreed, an amount, mostly a deadline, and sometimes a move, a delivery or `met`."""
    sources = [_source(random, made) for _ in range(2)]
    fate = random.random()
    due = REFERENCE + timedelta(days=-random.randint(1, 400) if fate < 0.3 else random.randint(1, 1500))
    events: list[AnyEvent] = [
        StatusEvent(**_fields(1, made, sources[0]), status="agreed"),
        AmountEvent(
            **_fields(2, made, None),
            change="set",
            amount=Amount(Decimal(random.randint(1, 9999)) * 10**6, random.choice(("USD", "JPY", "EUR"))),
        ),
    ]
    if fate < 0.8:
        events.append(DeadlineEvent(**_fields(3, made, sources[1]), change="set", due=day(due)))
    if fate < 0.2:  # two thirds of the commitments past their due day were met, half of these late
        met = due + timedelta(days=random.randint(-20, 20))
        events.append(StatusEvent(**_fields(4, min(met, REFERENCE), sources[0]), status="met"))
    elif 0.5 < fate < 0.65:
        later = day(due + timedelta(days=90))
        events.append(DeadlineEvent(**_fields(4, made + timedelta(days=20), sources[1]), change="amendment", due=later))
    elif fate < 0.8:
        events.append(AssessmentEvent(**_fields(4, made + timedelta(days=20), None), assessment="on_track"))
    else:
        events.append(CitationEvent(**_fields(4, made, sources[1]), field="amount"))
    if random.random() < 0.3:
        delivered = Amount(Decimal(random.randint(1, 99)) * 10**6, "USD")
        events.append(DeliveryEvent(**_fields(5, made + timedelta(days=25), None), amount=delivered))
    return events


def _fields(number: int, on: date, source: Source | None) -> dict[str, Any]:
    return {
        "id": number,
        "recorded_at": RECORDED,
        "recorded_by": "generated",
        "on": day(on),
        "known_on": day(on),
        "source": source,
    }


def _source(random: Random, made: date) -> Source:
    number = random.randrange(10**6)
    return Source(
        url=f"https://news.example/{number}",
        title=f"Report {number}",
        publisher=random.choice(PUBLISHERS),
        language="en",
        published=day(made),
        quote="as soon as it can be done",
    )
