"""Files of euro reference rates: the history and the daily file of the European Central Bank, all or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import BadChoice, BadRates, TrackerError
from tracker.record.rate_files import MAX_BYTES, MAX_FAULTS, read_days
from tracker.record.rates import DayRates

TODAY = date(2026, 6, 15)
HISTORY = (
    "Date,USD,JPY,CYP,\n2026-02-17,1.1845,181.46,N/A,\n2026-02-16,N/A,N/A,N/A,\n2007-12-31,1.4721,164.93,0.5853,\n"
)
DAILY = "Date, USD, JPY, \n17 February 2026, 1.1845, 181.46, \n"
BOTH = {"USD": Decimal("1.1845"), "JPY": Decimal("181.46")}


def read(text: str, *only: str, since: date = date.min) -> list[DayRates]:
    """The rates in a text, by day."""
    return read_days(text.encode(), "rates.csv", TODAY, only=only, since=since)


def test_the_history_has_a_sheet_for_each_day_with_a_rate() -> None:
    old = {"USD": Decimal("1.4721"), "JPY": Decimal("164.93"), "CYP": Decimal("0.5853")}
    assert read(HISTORY) == [DayRates("EUR", date(2026, 2, 17), BOTH), DayRates("EUR", date(2007, 12, 31), old)]


@pytest.mark.parametrize("text", [DAILY, f"\ufeff{DAILY}", DAILY.replace("\n", "\r\n"), f"{DAILY}\n\n"])
def test_the_daily_file_has_one_sheet(text: str) -> None:
    assert read(text) == [DayRates("EUR", date(2026, 2, 17), BOTH)]


def test_the_comma_at_the_end_may_be_missing() -> None:
    assert read("Date,USD\n2026-02-17,1.1845\n2026-02-16,\n") == [
        DayRates("EUR", date(2026, 2, 17), {"USD": Decimal("1.1845")})
    ]


def test_currencies_and_days_can_be_chosen() -> None:
    assert [day_rates.quotes for day_rates in read(HISTORY, "CYP")] == [{"CYP": Decimal("0.5853")}]
    assert [day_rates.on for day_rates in read(HISTORY, since=date(2026, 2, 17))] == [date(2026, 2, 17)]


def test_a_currency_that_the_file_does_not_have_is_refused() -> None:
    with pytest.raises(BadChoice, match=r"“KRW” is not a currency of rates\.csv; choose from USD, JPY, CYP"):
        read(HISTORY, "USD", "KRW")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", "line 1 is not “Date” and currencies, as in Date,USD,JPY"),
        ("Date,\n", "line 1 is not “Date” and currencies, "),
        ("Day,USD\n", "line 1 is not “Date” and currencies, "),
        ("Date,usd\n", "line 1 is not “Date” and currencies, "),
        ("Date,,USD,\n", "line 1 is not “Date” and currencies, "),
        ("Date,USD\n2026-02-17,1,2\n", "line 2: it has 3 cells and the first line 2"),
        ("Date,USD\nsoon,1\n", "line 2, Date: “soon” is not a day"),
        ("Date,USD\n2026-02,1\n", "line 2, Date: “2026-02” is not a day"),
        ("Date,USD\n2026-06-16,1\n", "line 2, Date: 2026-06-16 is in the future"),
        ("Date,USD\n2026-02-17,1\n17 February 2026,1\n", "line 3, Date: 17 February 2026 appears twice"),
        ("Date,USD\n2026-02-17,x\n", "line 2, USD: “x” is not a rate: "),
        ('Date,USD\n"2026-02-17,1\n', "line 2 is not CSV, "),
        (
            "Date,USD,JPY\nsoon,-1,0\n\n2026-02-17,1,é\n",
            "line 2, Date: “soon” is not a day; line 2, USD: “-1” is not a rate: ",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_column_and_nothing_is_read(text: str, faults: str) -> None:
    with pytest.raises(BadRates) as refused:
        read(text)
    assert str(refused.value).startswith(f"no rate of rates.csv was recorded: {faults}")


def test_every_fault_is_named() -> None:
    with pytest.raises(BadRates) as refused:
        read("Date,USD,JPY\nsoon,-1,0\n2026-02-17,1,x\n")
    said = str(refused.value)
    assert [part for part in ("line 2, Date", "line 2, USD", "line 2, JPY", "line 3, JPY") if part not in said] == []


def test_a_file_that_is_not_in_utf_8_is_refused() -> None:
    with pytest.raises(BadRates, match="it is not UTF-8 at byte 4"):
        read_days(b"Date\xff", "rates.csv", TODAY)


rate_days = st.dictionaries(
    st.dates(max_value=TODAY),
    st.fixed_dictionaries(
        {"USD": st.none() | st.decimals("0.0001", "99999", places=4), "JPY": st.decimals("0.01", "999", places=2)}
    ),
    max_size=5,
)


@given(rate_days)
def test_what_is_written_in_that_layout_is_read_back(days: dict[date, dict[str, Decimal | None]]) -> None:
    lines = [f"{on},{quotes['USD'] or 'N/A'},{quotes['JPY']},\n" for on, quotes in days.items()]
    found = read(f"Date,USD,JPY,\n{''.join(lines)}")
    assert [(day_rates.on, day_rates.quotes) for day_rates in found] == [
        (on, {code: price for code, price in quotes.items() if price}) for on, quotes in days.items()
    ]


@given(st.binary() | st.text().map("Date,USD,JPY\n2026-02-17,{}".format).map(str.encode))
def test_any_bytes_are_rates_or_are_refused(raw: bytes) -> None:
    try:
        read_days(raw, "rates.csv", TODAY)
    except TrackerError as refusal:
        assert refusal.exit_code == 5  # noqa: PT017 - most bytes are refused


def test_a_file_that_is_too_large_or_wrong_from_beginning_to_end_is_refused_at_once() -> None:
    with pytest.raises(BadRates, match="it has more than 20 MB; correct the file and record it again"):
        read_days(bytes(MAX_BYTES + 1), "a.csv", date(2026, 6, 15))
    wrong = b"Date,USD\n" + b"x,1\n" * (MAX_FAULTS + 1)
    with pytest.raises(BadRates, match="was recorded: it has more than 10000 faults, the first in line 2, Date: “x”"):
        read_days(wrong, "a.csv", date(2026, 6, 15))
