"""Published tables as registers of ours, each with its source: what the figures are made of, and what was printed.

PIIE, US–China Phase One Tracker (March, April and two-year editions); GAO-21-104648, actions of 2011–2021; G20 Research
Group, Bali and Rio de Janeiro compliance reports. The G20 Research Group publishes percentages only; the scores are the
sums that they can have come from.
"""

from collections.abc import Iterable
from typing import Final

from tests.building import amount, commitment, deadline, delivery, milestone, status
from tests.program import Tracker
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, Commitment, DeliveryEvent
from tracker.model.dates import span
from tracker.model.status import Status
from tracker.store import open_store

SIGNED: Final = "2020-01-01"  # when the count begins; the agreement itself is of the 15th
# T1: month, series, delivered so far, target of the year, published target so far, published per cent; bn USD.
# https://wita.org/blogs/us-china-phase-one-tracker-chinas-purchases-of-us-goods (March)
# https://www.davidstockmanscontracorner.com/ooops-the-greatest-trade-deal-ever-with-china-fast-going-pear-shaped/
PIIE_2020: Final = (
    ("2020-03-31", "Chinese imports", "19.8", "172.7", "43.2", "46"),
    ("2020-03-31", "US exports", "14.4", "142.7", "35.7", "40"),
    ("2020-04-30", "Chinese imports", "26.0", "172.7", "57.6", "45"),
    ("2020-04-30", "US exports", "20.4", "142.7", "47.6", "43"),
)
# T3: agriculture up to October 2020 against a seasonal target; bn USD.
# http://senegal.docusound.org/2021/04/13/the-first-stage-of-china-us-economic-and-trade-agreement/
PIIE_AGRICULTURE: Final = (("US exports", "17.5", "24.6", "71"), ("Chinese imports", "15.6", "27.1", "57"))
# T5: https://files.gao.gov/reports/GAO-21-104648/index.html
GAO_2021: Final[dict[Status, int]] = {"met": 666, "partially_met": 207, "withdrawn": 93, "in_progress": 234}
# T6: member, sum of its scores, how many commitments were scored, published per cent.
# https://saudigazette.com.sa/article/635610/ (Bali, final), https://www.globalgovernanceproject.org/ (Rio, interim)
G20: Final = (
    ("EU", 14, 15, 97),
    ("AU", 13, 15, 93),
    ("DE", 13, 15, 93),
    ("CA", 12, 15, 90),
    ("KR", 12, 15, 90),
    ("GB", 12, 15, 90),
    ("IN", 11, 15, 87),
    ("AR", 11, 15, 87),
    ("ID", 7, 15, 73),
    ("EU", 11, 13, 92),
    ("ZA", 3, 13, 62),
    ("US", -5, 13, 31),
)


def purchases(delivered: str, by: str, target: str) -> Commitment:
    """China's purchases of a year against its target."""
    return commitment(
        "cn-us-purchases",
        obligor=("CN",),
        status=None,
        made_on=span(SIGNED),
        events=[*_agreed(f"USD {target}bn", "2020-12-31"), _sold(delivered, by)],
    )


def two_years() -> Commitment:
    """T2: 227.9 + 274.5 bn USD over two years from a baseline of 151.2 bn a year; 288.8 bn were bought.

    https://opportimes.com/chinese-imports-from-the-us-owe-us-200000-million ;
    increments: https://www.wita.org/blogs/u-s-china-phase-1-trade-agreement/
    """
    return commitment(
        "cn-us-purchases",
        obligor=("CN",),
        status=None,
        baseline=read_amount("USD 151.2bn a year"),
        made_on=span(SIGNED),
        events=[*_agreed("USD 502.4bn", "2021-12-31"), _sold("288.8", "2021-12-31")],
    )


def agriculture(delivered: str, target: str) -> list[Commitment]:
    """Farm purchases of 2020 with what was to be bought by October as a milestone; 33.4 bn for the year."""
    whole = commitment(
        "cn-us-farm",
        obligor=("CN",),
        status=None,
        made_on=span(SIGNED),
        events=[*_agreed("USD 33.4bn", "2020-12-31"), _sold(delivered, "2020-10-31")],
    )
    october = milestone("cn-us-farm/october", status=None, events=_agreed(f"USD {target}bn", "2020-10-31"))
    december = milestone("cn-us-farm/december", status=None, events=_agreed("USD 6bn", "2020-12-31"))
    return [whole, october, december]


def actions() -> list[Commitment]:
    """The actions that GAO asked for, with what became of them."""
    outcomes = [outcome for outcome, count in GAO_2021.items() for _ in range(count)]
    return [commitment(f"gao-{number}", obligor=("US",), status=outcome) for number, outcome in enumerate(outcomes)]


def scored(member: str, total: int, count: int) -> list[Commitment]:
    """Commitments of a member whose scores of +1, 0 and -1 come to a total."""
    closed: list[Status] = ["met" if total > 0 else "not_met"] * abs(total)
    in_part: list[Status] = ["partially_met"] * (count - abs(total))
    outcomes = enumerate(closed + in_part)
    return [commitment(f"{member}-{n}", obligor=(member,), status=outcome) for n, outcome in outcomes]


def _sold(figure: str, by: str) -> DeliveryEvent:
    return delivery(f"USD {figure}bn", on=by)


def _agreed(figure: str, due: str) -> list[AnyEvent]:
    """The terms on the day of signature."""
    return [status("agreed", on=SIGNED), deadline(due, on=SIGNED), amount(figure, on=SIGNED)]


def kept(tracker: Tracker, promises: Iterable[Commitment]) -> Tracker:
    """The program on a new register with these commitments."""
    tracker.done("init")
    with open_store(tracker.place).writing() as register:
        for promise in promises:
            register.add(promise)
    return tracker
