"""Sheets of offline activities: 活动总表, 报名, 签到, 留资, 签单, 活动费用.

docs/connectors/sign_in_sheets.md lists their columns.

- The activity is named by the file (`报名_E-2026-31_杭州.csv`) or by a column 活动编号.
- Phones, times and marks leave as people typed them.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout
from connectors.core.tables import tables
from connectors.core.totals import pages
from connectors.events import layouts

sign_in_sheets = Folder(name="sign_in_sheets")


@sign_in_sheets.feed("*活动总表*.xlsx", "*活动总表*.csv")
def events(path: Path) -> Records:
    """One record per activity."""
    return _sheets(path, layouts.EVENTS)


@sign_in_sheets.feed("*报名*.xlsx", "*报名*.csv")
def registrations(path: Path) -> Records:
    """One record per ticket."""
    return _sheets(path, layouts.REGISTRATIONS)


@sign_in_sheets.feed("*签到*.xlsx", "*签到*.csv")
def sign_ins(path: Path) -> Records:
    """One record per person who came in, as noted at the door."""
    return _sheets(path, layouts.SIGN_INS)


@sign_in_sheets.feed("*留资*.xlsx", "*留资*.csv")
def leads(path: Path) -> Records:
    """One record per lead left on site; a person may leave several."""
    return _sheets(path, layouts.LEADS)


@sign_in_sheets.feed("*签单*.xlsx", "*签单*.csv")
def deals(path: Path) -> Records:
    """One record per contract signed on site."""
    return _sheets(path, layouts.DEALS)


@sign_in_sheets.feed("*活动费用*.xlsx", "*活动费用*.csv")
def costs(path: Path) -> Records:
    """One record per cost line of an activity: the plan, the ledger is the truth."""
    return _sheets(path, layouts.COSTS)


def _sheets(path: Path, wanted: Layout) -> Records:
    """The sheets of one kind; those of another kind are left to its own feed."""
    return pages(tables(path, [wanted], known=[each for each in layouts.ALL if each is not wanted]))
