"""Categories: those of every register and those of the register's own, by code or by name."""

import re
from collections.abc import Iterable, Mapping

from tracker.errors import BadCode, NotPossible
from tracker.model.commitment import CATEGORIES, CATEGORY_CODE, MAX_CATEGORY
from tracker.model.parties import spelled_alike
from tracker.model.register import Category


def require_category(text: str, own: Mapping[str, Category]) -> str:
    """The code of the category that a text names; BadCode names the nearest one, and how to add one.

    >>> require_category("Energy", {}), require_category("鉱物", {"ore": Category(code="ore", name="鉱物")})
    ('energy', 'ore')
    """
    code = code_of(text)
    if code in CATEGORIES or code in own:
        return code
    if named := category_named(text, own.values()):
        return named
    choices = [*CATEGORIES, *own]
    adding = code if is_code(code) else "NAME"
    remedy = f"choose from {', '.join(choices)}, or add one with `tracker category {adding}`"
    raise BadCode("category", text, remedy, choices)


def category_named(name: str, own: Iterable[Category]) -> str:
    """The code of the register's category with a name in any language; empty if there is none."""
    key = spelled_alike(name)
    return next((one.code for one in own if key in map(spelled_alike, (one.name, *one.names.values()))), "")


def code_of(text: str) -> str:
    """A text in the spelling of codes.

    >>> code_of("Critical minerals"), code_of("food-security")
    ('critical_minerals', 'food_security')
    """
    return re.sub(r"[\s-]+", "_", text.strip().lower())


def default_label(code: str) -> str:
    """The label of a category without one.

    >>> default_label("critical_minerals")
    'critical minerals'
    """
    return code.replace("_", " ")


def is_code(text: str) -> bool:
    """True if a category can have this code."""
    return bool(re.fullmatch(CATEGORY_CODE, text))


def require_new_code(text: str) -> str:
    """The code for a new category; NotPossible if it has other characters, or is a category of every register."""
    code = code_of(text)
    if code in CATEGORIES:
        raise NotPossible(f"the category {code}", "every register has it", "choose another name")
    if not is_code(code):
        why = f"a name is 2 to {MAX_CATEGORY} letters a to z, digits and underscores, and begins with a letter"
        raise NotPossible(f"the category {code}", why, "write one as critical_minerals, and others in --label")
    return code
