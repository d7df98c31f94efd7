"""LinkedIn Ads (Marketing API, Rest.li). Limits and quirks: docs/connectors/linkedin_ads.md

- A version lives for a year; one that was switched off answers 426.
- A report comes whole, whatever its `paging` says; access that was lost is an empty list.
- Campaign group, campaign and creative are the campaign, group and ad of other platforms.
"""

from datetime import date

from connectors.ads.linkedin_errors import RECONSENT, VOLUME_SECONDS, linkedin_errors
from connectors.ads.linkedin_rest import asked, card, listed, report, urn
from connectors.core import Api, Connector, Offset, Page, Records, Window, refresh_grant

STATUSES = "ACTIVE,PAUSED,ARCHIVED,COMPLETED,CANCELED,DRAFT,PENDING_DELETION,REMOVED"
DELIVERY = "impressions,clicks,costInLocalCurrency"
CONVERSIONS = (
    "externalWebsiteConversions,externalWebsitePostClickConversions,"
    "externalWebsitePostViewConversions,conversionValueInLocalCurrency"
)
REACH = "impressions,approximateUniqueImpressions,approximateMemberReach"

linkedin_ads = Connector(
    name="linkedin_ads",
    urls={"api": "https://api.linkedin.com", "token": "https://www.linkedin.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=lambda secrets: refresh_grant(
        "/oauth/v2/accessToken",
        secrets,
        RECONSENT,
        rotates=True,
        consent="refresh_token_expires_in",
    ),
    verdict=linkedin_errors,
    calls_per_second=0.6,
    burst=6,
    at_once=2,
    longest_wait=VOLUME_SECONDS + 10,
    api_version="202607",
    sunset=date(2027, 7, 15),
    probe="accounts",
)


@linkedin_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The ad account, out of the list of all that the member has a role on."""
    yield Page([card(api, account)])


@linkedin_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign group, removed ones too: what elsewhere is a campaign."""
    return listed(api, f"{_of(account, 'adCampaignGroups')}{_any_status()}", 500)


@linkedin_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per LinkedIn campaign, removed ones too: what elsewhere is an ad group."""
    return listed(api, f"{_of(account, 'adCampaigns')}{_any_status()}", 500)


@linkedin_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per creative; its id is a URN."""
    finder = {"X-RestLi-Method": "FINDER"}
    return listed(api, f"{_of(account, 'creatives')}?q=criteria", 100, finder)


@linkedin_ads.feed()
def conversions(api: Api, account: str, window: Window) -> Records:
    """One record per conversion rule, with its windows after a click and after a view."""
    path = f"/rest/conversions?q=account&account={urn('sponsoredAccount', account)}"
    return asked(api, path, paging=Offset(size=100))


@linkedin_ads.feed(max_days=90, repull_days=30)
def reach(api: Api, account: str, window: Window) -> Records:
    """One record per campaign group and day, and month that ended in the window: people, once."""
    yield from report(api, account, window, ("CAMPAIGN_GROUP",), REACH)
    if months := list(window.over("month")):
        whole = Window(months[0].start, months[-1].end)
        yield from report(api, account, whole, ("CAMPAIGN_GROUP",), REACH, "MONTHLY")


@linkedin_ads.feed(max_days=90, repull_days=90)
def conversion_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative, conversion rule and day of the click or view that led to it."""
    return report(api, account, window, ("CREATIVE", "CONVERSION"), CONVERSIONS)


@linkedin_ads.feed(max_days=90, repull_days=30, weekly_days=90)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per UTC day, in the account's currency."""
    pivots = ("CREATIVE", "CAMPAIGN", "CAMPAIGN_GROUP")
    fields = f"{DELIVERY},externalWebsiteConversions,oneClickLeads,conversionValueInLocalCurrency"
    return report(api, account, window, pivots, fields)


def _of(account: str, what: str) -> str:
    return f"/rest/adAccounts/{account}/{what}"


def _any_status() -> str:
    return f"?q=search&search=(status:(values:List({STATUSES})))"
