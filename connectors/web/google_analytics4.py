"""Google Analytics 4: the reported figures of a property. docs/connectors/google_analytics4.md

- A report's cells are positional and all texts; pages are cut by our own count.
- Figures move for days: whole days are replaced, never added to.
- Where rows were folded into `(other)`, less is asked for, down to a day.
"""

from connectors.core import AccessDenied, Api, AskForLess, Connector, Page, Records, Window
from connectors.web.analytics_access import OAUTH, SERVICE, analytics_errors, by_grant
from connectors.web.analytics_reports import Reports

VISITS = (
    *("sessions", "engagedSessions", "totalUsers", "newUsers", "screenPageViews"),
    *("keyEvents", "transactions", "totalRevenue"),
)
ENTRIES = ("sessions", "engagedSessions", "totalUsers", "keyEvents", "totalRevenue")

google_analytics4 = Connector(
    name="google_analytics4",
    urls={
        "api": "https://analyticsdata.googleapis.com",
        "token": "https://oauth2.googleapis.com",
    },
    secrets=(*OAUTH, *SERVICE),
    grants={"oauth": OAUTH, "service_account": SERVICE},
    auth=by_grant,
    verdict=analytics_errors,
    calls_per_second=5,
    at_once=2,
    longest_wait=1_800.0,
    api_version="v1beta",
    sunset=None,
    probe="days",
)


@google_analytics4.feed(max_days=90, repull_days=4, weekly_days=12)
def days(api: Api, account: str, window: Window) -> Records:
    """One record per day, and per day, channel group and source: visits, visitors, key events."""
    reports = _reports(api, account)
    for cut, by in (
        ("total", ()),
        ("source", ("sessionDefaultChannelGroup", "sessionSourceMedium")),
    ):
        records, _ = reports.records(window, ("date", *by), VISITS, cut=cut)
        yield Page(records)


@google_analytics4.feed(max_days=30, repull_days=4, weekly_days=12)
def landing_pages(api: Api, account: str, window: Window) -> Records:
    """One record per day and landing page: the visits that began there."""
    records, told = _reports(api, account).records(window, ("date", "landingPage"), ENTRIES)
    if told.data_loss_from_other_row and window.days > 1:
        raise AskForLess("runReport", "rows were folded into (other)")
    yield Page(records)


def _reports(api: Api, account: str) -> Reports:
    if not account.isdigit():
        step = "Write the property's number into sources.toml: Admin, Property details"
        raise AccessDenied(account, "is no property: a G-… or UA-… id names a tag", step)
    return Reports(api, account)
