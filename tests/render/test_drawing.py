"""Texts in a picture: as wide as there is room."""

from hypothesis import given
from rich.cells import cell_len

from tests import hostile
from tracker.render.svg_shapes import fitted


@given(hostile.texts)
def test_a_text_fits_its_room(text: str) -> None:
    shown = fitted(text, 120, 10)
    assert shown == text or shown.endswith("…")
    wide = sum(cell_len(character) == 2 for character in shown)
    assert shown == "…" or wide * 10 + (cell_len(shown) - 2 * wide) * 6.2 <= 120.1


def test_a_text_without_any_room_is_an_ellipsis() -> None:
    assert fitted("約束", 3, 10) == "…"
