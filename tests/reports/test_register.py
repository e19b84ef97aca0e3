"""The facts about a register: a row, and a line of each for people."""

from tracker.reports.register import info_table


def test_a_number_is_a_number_and_what_is_not_known_is_empty() -> None:
    listing = info_table({"register": "r.json", "bytes": 5, "changed_at": None})
    assert [(column.name, column.kind) for column in listing.columns] == [
        ("register", "text"),
        ("bytes", "number"),
        ("changed_at", "text"),
    ]
    assert listing.rows == (("r.json", 5, None),)
    assert [[cell.text for cell in row] for row in listing.panels[0].rows] == [
        ["register", "r.json"],
        ["bytes", "5"],
        ["changed at", ""],
    ]
