"""The words of the vocabularies, such as `off_track`, as people read them in the language in use."""

from typing import Final

from tracker.language import ENGLISH, current_language, message, translate
from tracker.model.status import label

# Every word of a vocabulary that a report shows, as sentences write it; a status has its label.
WORDS: Final = (
    # the force of a promise
    message("announced"),
    message("pledge"),
    message("commitment"),
    message("treaty"),
    # the kind of an amount
    message("grant"),
    message("loan"),
    message("guarantee"),
    message("deposit"),
    message("purchase"),
    message("investment"),
    message("budget"),
    message("mixed"),
    # the change of a deadline or of an amount
    message("set"),
    message("amendment"),
    message("extension"),
    message("waiver"),
    message("correction"),
    message("forecast"),
    message("revision"),
    # the stage of a delivery
    message("selected"),
    message("contracted"),
    message("disbursed"),
    message("delivered"),
    # a judgement
    message("on track"),
    message("at risk"),
    message("off track"),
    message("stalled"),
    message("unclear"),
    # a position and its channel
    message("accepts"),
    message("satisfied"),
    message("dissatisfied"),
    message("disputes"),
    message("denies"),
    message("public"),
    message("private"),
    # what a review found
    message("nothing"),
    message("news"),
    # the kind of a source, and its side
    message("official"),
    message("data"),
    message("audit"),
    message("media"),
    message("analysis"),
    message("obligor"),
    message("obligee"),
    message("third"),
    # the nature of a promise
    message("act"),
    message("refrain"),
    message("keep"),
    # the standing against the deadline
    message("undated"),
    message("awaiting trigger"),
    message("upcoming"),
    message("due soon"),
    message("in force"),
    message("in grace"),
    message("overdue"),
    message("contested"),
    message("completed"),
    message("short"),
    message("met on time"),
    message("met late"),
    message("met about then"),
    message("met undated"),
    message("lapsed"),
    message("closed"),
    # the confidence in a fact
    message("confirmed"),
    message("probable"),
    message("reported"),
    message("unsourced"),
    # the kind of an event, and what it or a citation is about
    message("status"),
    message("deadline"),
    message("amount"),
    message("delivery"),
    message("assessment"),
    message("position"),
    message("citation"),
    message("review"),
    message("terms"),
    message("retraction"),
    message("record"),
    message("title"),
    message("titles"),
    message("category"),
    message("force"),
    message("instrument"),
    message("made on"),
    message("parent"),
    message("in return for"),
    message("time zone"),
    message("nature"),
    message("baseline"),
    message("counts"),
    message("conditions"),
    message("tags"),
    message("notes"),
    message("amount kind"),
    message("each"),
    message("increment"),
    # the subject of a promise
    message("defence"),
    message("trade"),
    message("energy"),
    message("tariff"),
    message("diplomacy"),
    message("technology"),
    message("other"),
    # the period of a recurring duty
    message("month"),
    message("quarter"),
    message("half"),
    message("year"),
    message("JP-FY"),
    message("US-FY"),
    # a value of a commitment that may change without a witness
    message("timeliness"),
    message("lateness"),
    message("due"),
    message("due original"),
    message("status confidence"),
    message("deadline confidence"),
    message("amount confidence"),
    message("known"),
)


def spoken(code: str) -> str:
    """A word of a vocabulary as sentences write it.

    >>> spoken("at_risk")
    'at risk'
    """
    return translate(code.replace("_", " "))


def code_shown(code: str) -> str:
    """A word of a vocabulary on its own: in English as it is typed, in another language as sentences write it.

    >>> code_shown("made_on")
    'made_on'
    """
    return code if current_language() == ENGLISH else spoken(code)


def status_spoken(status: str) -> str:
    """A status as sentences write it.

    >>> status_spoken("partially_met")
    'partially met'
    """
    return translate(label(status))
