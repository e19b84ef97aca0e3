"""Queries saved under a name: which names and queries are allowed, and which views can be dropped."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from tracker.errors import BadCode, NotPossible
from tracker.model.register import Register, View
from tracker.model.text_limits import ACTIVE
from tracker.query.filter import Scope
from tracker.query.parser import VIEW, parse, parts_of, unnegated, words_of
from tracker.state.portfolio import Portfolio

MAX_NAME: Final = 40  # letters
_LETTER: Final = rf'[^\s,:"@{ACTIVE}]'
_NAME: Final = rf"{_LETTER}{{1,{MAX_NAME}}}"


def view_of(name: str, query: Iterable[str], portfolio: Portfolio) -> View:
    """The view of this name; refuse a name that cannot be typed as `@name`, and a bad query."""
    if not re.fullmatch(_NAME, name):
        raise BadCode("name of a view", name, f"use up to {MAX_NAME} letters, digits and dashes, as in desk or 東京")
    view = View(name=name, query=tuple(query))
    register = replace(portfolio.register, views=portfolio.register.views | {name: view})
    parse([VIEW + name], Scope(register, portfolio.moment)).resolve(portfolio)
    return view


def require_unused(name: str, register: Register) -> None:
    """Refuse to drop a view that does not exist, or that another view uses."""
    if name not in register.views:
        raise BadCode("saved view", name, "`tracker view` lists them", list(register.views))
    users = [view.name for view in register.views.values() if VIEW + name in _parts(view)]
    if users:
        what = f"the view {VIEW}{name}"
        raise NotPossible(
            what, f"{VIEW}{users[0]} uses it", f"drop {VIEW}{users[0]} first, or save it with another query"
        )


def _parts(view: View) -> set[str]:
    words = (unnegated(word)[0] for text in view.query for word in words_of(text))
    return {part for word in words for part in parts_of(word)}
