"""The parties that a register names itself: by code, with their names in other languages."""

from tracker.model.register import Party
from tracker.reports.register import parties_table


def test_parties_stand_by_code_with_their_names_by_language() -> None:
    parties = [
        Party(code="US", name="United States"),
        Party(code="JP", name="Japan", names={"ja": "日本", "ko": "일본"}),
    ]
    listing = parties_table(parties)
    assert [column.name for column in listing.columns] == ["code", "name", "names", "former", "members"]
    assert listing.rows == (("JP", "Japan", ("ja=日本", "ko=일본"), (), ()), ("US", "United States", (), (), ()))
    (panel,) = listing.panels
    assert [[cell.text for cell in row] for row in panel.rows] == [
        ["JP", "Japan", "ja=日本;ko=일본", "", ""],
        ["US", "United States", "", "", ""],
    ]


def test_without_parties_there_are_no_rows() -> None:
    assert parties_table([]).rows == ()
