"""A small register as of 30 June 2026, with something to find for every query word."""

import pytest

from tests.building import NEWS, assessment, citation, commitment, deadline, delivery, portfolio, position, review
from tracker.model.commitment import Source
from tracker.model.dates import span
from tracker.model.register import Party, Register
from tracker.state.portfolio import Portfolio

_OBLIGOR = Source(
    url="https://meti.example/1",
    kind="official",
    party="obligor",
    language="ja",
    published=span("2026-02-09"),
    quote="第一号は発電所",
)
_OBLIGEE = Source(
    url="https://www.commerce.example/1",
    kind="official",
    party="obligee",
    language="zh-Hant",
    relays="Kyodo, 9 February 2026",
    summary="Not now,\n but later",
)
PROMISES = (
    commitment(
        "fund",
        title="Invest up to US$550bn",
        titles={"ja": "5500億ドルの対米投融資", "ko": "대미 투자"},
        instrument="MOU of 4 September 2025",
        category="investment",
        tags=("550bn",),
        status="in_progress",
        due="2029-01-19",
        amount="USD 550bn",
        events=[
            citation("", source=_OBLIGOR),
            citation("", source=_OBLIGEE),
            position("US", "satisfied", on="2026-05-01"),
            position("US", "dissatisfied", "private", on="2026-05-02"),
        ],
    ),
    commitment(
        "round", parent="fund", category="energy", due="2026-05-31", events=[citation(""), assessment("at_risk")]
    ),
    commitment(
        "plant",
        parent="round",
        obligor=("SOFTBANK",),
        category="energy",
        tags=("ＧＡＳ", "Ohio"),
        notes="赤沢大臣が発表",
        due="2025",
        events=[deadline("2026-07-15", "extension", on="2026-02-01"), delivery("USD 1bn", on="2026-02-01")],
    ),
    commitment(
        "tariff",
        obligor=("US",),
        obligee=("JP",),
        category="tariff",
        force="commitment",
        status="met",
        met_on="2025-09-16",
        due="2025-09",
        events=[citation("due", "contradicts")],
    ),
    commitment(
        "rice", category="trade", force="treaty", status="proposed", amount="JPY 6tn", events=[position("JP", "denies")]
    ),
    commitment(
        "defence",
        category="defence",
        force="announced",
        status="suspended",
        due="2026-12-31",
        events=[
            deadline("2026-08-31", "amendment", on="2026-02-01", source=NEWS),
            citation("", source=_OBLIGOR, on="2026-02-01"),
            review(on="2026-06-01", again="2026-07-05"),
        ],
    ),
    commitment("data", obligee=("EU",), category="technology", status="withdrawn", due="2026-03"),
)
ALL = " ".join(promise.ref for promise in PROMISES)


@pytest.fixture
def register() -> Portfolio:
    """The register."""
    return portfolio(*PROMISES)


@pytest.fixture
def original() -> Portfolio:
    """The register on the original basis, with a party that has no commitments."""
    jbic = Party(code="JBIC", name="Japan Bank for International Cooperation")
    return portfolio(*PROMISES, basis="original", register=Register(parties={"JBIC": jbic}))
