"""Texts in a picture: as wide as there is room."""

from hypothesis import given

from tests import hostile
from tracker.render.svg_shapes import fitted, text_width


@given(hostile.texts)
def test_a_text_fits_its_room(text: str) -> None:
    shown = fitted(text, 120, 10)
    assert shown == text or shown.endswith("…")
    assert shown == "…" or text_width(shown, 10) <= 120.1


def test_nothing_is_cut_that_fits() -> None:
    assert fitted("illicit bill", 60, 10) == "illicit bill"
    assert fitted("WWWWWWW", 60, 10) == "WWWWW…"
    assert fitted("約束約束", 40, 10, is_bold=True) == "約束約束"


def test_a_text_without_any_room_is_an_ellipsis() -> None:
    assert fitted("約束", 3, 10) == "…"
