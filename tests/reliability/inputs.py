"""The parsers of text and bytes from other people, with examples; every fuzzer tries each of them."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Final, NamedTuple

from tracker.commands.locate import sample_file
from tracker.draft.article import read_article
from tracker.draft.profiles import Profiles, profiles_of
from tracker.draft.proposals import draft_of
from tracker.errors import TrackerError
from tracker.exchange.formats import ReadOptions, open_file
from tracker.model.amounts import read_amount
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment
from tracker.model.due_dates import read_date, read_deadline, read_since, read_when
from tracker.model.register import Party, Register
from tracker.query import parse_query
from tracker.record.rate_files import read_days
from tracker.record.rates import read_pair, read_rate
from tracker.state.conversion import read_unit
from tracker.state.portfolio import Portfolio
from tracker.store.tinydb.store import read_whole

TODAY: Final = date(2026, 6, 15)
NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECONDS: Final = 1.0


class TooSlow(Exception):
    """An input that takes too much processor time."""


class Target(NamedTuple):
    """A parser of input from other people, and examples as seeds."""

    read: Callable[[bytes], object]
    seeds: Sequence[str]


def attempt(target: Target, raw: bytes, seconds: float = SECONDS) -> None:
    """Parse an input, or accept its refusal; raise any other error, and `TooSlow` after the given seconds."""
    begin = time.process_time()
    with suppress(TrackerError, BadDocument):
        target.read(raw)
    if (duration := time.process_time() - begin) > seconds:
        raise TooSlow(f"{duration:.1f} s: {raw[:200]!r}")


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda raw: read(raw.decode("utf-8", "surrogateescape"))


def _draft(text: str) -> object:
    return draft_of(read_article(text), _profiles())


@cache
def _profiles() -> Profiles:
    register = Register()
    commitments = [decode(one, Commitment) for one in json.loads(_small_register())["commitments"].values()]
    return profiles_of(Portfolio(commitments, Moment(NOW), register), lambda _: True)


def _codec(raw: bytes) -> object:
    with suppress(ValueError, RecursionError):  # invalid JSON never reaches the codec
        document = json.loads(raw)
        if isinstance(document, dict):
            return encode(decode(document, Commitment))
    return None


def _query(raw: bytes) -> object:
    portfolio = _portfolio()
    query = parse_query(raw.decode("utf-8", "replace").split("\n"), portfolio)
    return [standing for standing in portfolio if query.matches(standing)]


@cache
def _portfolio() -> Portfolio:
    reader = read_whole("sample", sample_file().read_bytes())
    return Portfolio(list(reader.commitments())[:5], Moment(NOW), Register(parties=reader.values(Party)))


def _small_register() -> str:
    meta = {"1": {"schema": 1, "zone": "Asia/Tokyo"}}
    terms = {"title": "約束", "obligor": ["JP"], "obligee": ["US"], "made_on": "2025-07"}
    event = {"event": "deadline", "id": 1, "recorded_at": "2026-01-01T00:00:00Z", "recorded_by": "k", "change": "set"}
    promise = {"ref": "a", "terms": terms, "history": [event | {"due": "JP-FY2025"}]}
    return json.dumps({"meta": meta, "commitments": {"1": promise}, "parties": {"1": {"code": "JBIC", "name": "x"}}})


_IMPORTS: Final = (
    "ref,title,by,to,due,amount\r\na,約束,JP,US,2026-Q1,USD 1bn\r\n",
    '[{"title": "x", "by": "JP", "to": "US", "due": "2026"}]',
    '{"title": "x", "by": "JP", "to": "US"}\n{"title": "y", "by": ["US"], "to": ["JP"]}\n',
    '{"meta": {"schema": 1}, "commitments": [], "parties": [], "rates": [], "views": []}',
)
_LONG_FORM: Final = "TIME_PERIOD,CURRENCY,OBS_VALUE\n2025-12-31,USD,1.1\n"
_DATES: Final = (
    "2025-12-31",
    "JP-FY2025",
    "2026-03..2026-05",
    "令和7年12月31日",
    "eom",
    "+2w",
    "2025-Q4",
    "31/12/2025",
    "2026-W30",
    "Dec 31 2026",
    "mid-2026",
    "in 3 weeks",
    "next friday",
)
TARGETS: Final[dict[str, Target]] = {
    "amount": Target(
        _text(read_amount), ("up to USD 550bn", "6兆円", "5500亿美元", "about 12 Mt a year", "2 %GDP", "¥5")
    ),
    "date": Target(_text(lambda text: read_date(text, TODAY)), _DATES),
    "deadline": Target(
        _text(lambda text: read_deadline(text, TODAY)),
        (
            *_DATES,
            "45bd after 2026-02-17 (US+JP)",
            "within 60 days of 2026-02-17 (GB-SCT+EU, next business day)",
            "undated: as soon as possible",
            "30d after notice next business day",
        ),
    ),
    "moment": Target(
        _text(lambda text: (read_when(text, NOW, "Asia/Tokyo"), read_since(text, NOW, "Asia/Tokyo"))),
        (*_DATES, "2026-02-17T22:00Z", "2026-02-17T22:00+09:00"),
    ),
    "query": Target(
        _query, ("by:JP\noverdue,undated", "not:status:open", "due.within:30d", "category:energy,tariff", "赤沢")
    ),
    "rate": Target(_text(read_rate), ("153.20", "0.0065", "1")),
    "pair": Target(_text(read_pair), ("USD/JPY", "usd / eur")),
    "unit": Target(_text(read_unit), ("USD", "Mt", "m3", "兆円")),
    "rates file": Target(
        lambda raw: read_days(raw, "a.csv", TODAY), ("Date,USD,JPY\n2025-12-31,1.1,170.2\n", _LONG_FORM)
    ),
    "import": Target(lambda raw: open_file("-", BytesIO(raw), ReadOptions()), (*_IMPORTS, "PK\x03\x04")),
    "article": Target(
        _text(_draft),
        (
            "<html><article><p>日本承诺5500亿美元</article>",
            "Feb. 9, 2026\nAccording to Nikkei, Japan will invest $550bn by 2029.",
            "「5500億ドルの投資。」と首相は述べた。",
        ),
    ),
    "codec": Target(_codec, (json.dumps(json.loads(_small_register())["commitments"]["1"]),)),
    "register": Target(lambda raw: read_whole("a.json", raw), (_small_register(), "{}", "[]")),
}
