"""Amounts and dates in running text."""

import pytest

from tracker.draft.figures import dates_in, figures_in


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("日本承诺5500亿美元的投资", ["USD 550bn"]),
        ("約6兆円を5兆5000億円に", ["JPY 6tn", "JPY 5.5tn"]),
        ("5,500억 달러와 6조 엔", ["USD 550bn", "JPY 6tn"]),
        ("a $550-billion plan, US$33.3bn, ¥6 trillion, EUR 2m", ["USD 550bn", "USD 33.3bn", "JPY 6tn", "EUR 2m"]),
        ("GDP比3.5%、年2%増", ["3.5 %GDP", "2%"]),
        ("15 percent of it, 2 percent of GDP", ["15%", "2 %GDP"]),
        ("9.2ギガワット", ["9.2 GW"]),
        ("トマホーク400発、1966年生まれ、2人", ["400 "]),
        ("on 16 March 2026 and 3/4, 1.2.3", []),
        ("550 WTF billion", ["550 "]),
        ("XQZ 550", []),
    ],
)
def test_amounts_are_found_without_spaces_around_them(text: str, amounts: list[str]) -> None:
    assert [str(found.amount) for found in figures_in(text)] == amounts


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("原定2025年底,又推迟到2026年1月31日", ["2025", "2026-01-31"]),
        ("by 2028; end of 2025; in March 2027, on 3 Mar. 2026", ["2028", "2025", "2027-03", "2026-03-03"]),
        ("2025年度、FY2026、fiscal 2027", ["JP-FY2025", "JP-FY2026", "JP-FY2027"]),
        ("3月19日, 3월 19일, Sept. 16, 16 September", ["03-19", "03-19", "09-16", "09-16"]),
        ("2026년 4월", ["2026-04"]),
        ("2月31日 and 2026年13月", []),
        ("1966 people", []),
    ],
)
def test_dates_are_found_as_they_are_written(text: str, dates: list[str]) -> None:
    assert [str(found.when or found.month_day) for found in dates_in(text)] == dates
