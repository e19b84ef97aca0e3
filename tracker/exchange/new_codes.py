"""The parties and categories that an import adds, because no register names their codes yet."""

from collections.abc import Collection, Iterable, Iterator

from tracker.model.categories import default_label
from tracker.model.commitment import CATEGORIES, Commitment
from tracker.model.parties import country_name
from tracker.model.register import Category, Party


def new_parties(commitments: Iterable[Commitment], known: Collection[str]) -> list[Party]:
    """The parties of commitments that are neither known nor a country, each under its code."""
    codes = dict.fromkeys(code for one in commitments for code in (*one.terms.obligor, *one.terms.obligee))
    return [Party(code=code, name=code) for code in codes if code not in known and not country_name(code)]


def new_categories(commitments: Iterable[Commitment], known: Collection[str]) -> list[Category]:
    """The categories of commitments that are not known, each with a label made from its code."""
    codes = dict.fromkeys(one.terms.category for one in commitments)
    return [Category(code=code, name=default_label(code)) for code in codes if code not in {"", *CATEGORIES, *known}]


def notes_on_new(parties: Iterable[Party], categories: Iterable[Category]) -> Iterator[str]:
    """A note on each new party and category, with the command that names it."""
    for party in parties:
        yield f"{party.code} is a new party; `tracker party {party.code} NAME` names it"
    for category in categories:
        yield f"{category.code} is a new category; `tracker category {category.code} --label` names it"
