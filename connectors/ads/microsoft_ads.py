"""Microsoft Advertising (Bing Ads API v13 over REST). Quirks: docs/connectors/microsoft_ads.md

- Reports are jobs only; each holds one row per value of all its attribute columns.
- Every call names customer and account; days are those of `ReportTimeZone`, which we always give.
- Each refresh hands out the next refresh token.
- What the platform composes by itself (Performance Max, audience ads) stands under no ad of ours:
  the campaign's days tell it.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from connectors.ads.microsoft_access import below, card, listed, named, signed_in
from connectors.ads.microsoft_reports import microsoft_errors, report
from connectors.core import Api, Connector, Page, Raw, Records, Window, dig_text

KINDS = "Search,Shopping,DynamicSearchAds,Audience,PerformanceMax"
AD_KINDS = [
    "ResponsiveSearch",
    "ExpandedText",
    "DynamicSearch",
    "ResponsiveAd",
    "Product",
    "AppInstall",
]
FIGURES = ("CurrencyCode", "Impressions", "Clicks", "Spend", "Conversions", "Revenue")
CAMPAIGN = ("TimePeriod", "AccountId", "CampaignId")
GROUP = (*CAMPAIGN, "AdGroupId")

microsoft_ads = Connector(
    name="microsoft_ads",
    urls={
        "campaigns": "https://campaign.api.bingads.microsoft.com",
        "customers": "https://clientcenter.api.bingads.microsoft.com",
        "reporting": "https://reporting.api.bingads.microsoft.com",
        "files": "https://bingadsappsstorageprod.blob.core.windows.net",
        "token": "https://login.microsoftonline.com/common",
    },
    secrets=("client_id", "client_secret", "refresh_token", "developer_token"),
    may_lack=("client_secret",),
    auth=signed_in,
    verdict=microsoft_errors,
    calls_per_second=5,
    burst=30,
    at_once=3,
    api_version="v13",
    sunset=None,
    probe="accounts",
)
daily = microsoft_ads.feed(max_days=92, repull_days=30, weekly_days=90)


@microsoft_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The account, out of those that the user may see."""
    yield Page([card(api)])


@microsoft_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign of every type; without the list of types only Search would come."""
    return _campaigns(api, named(api, card(api)))


@microsoft_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad group, with its campaign: asked campaign by campaign."""
    return _groups(api, named(api, card(api)))


@microsoft_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, with its campaign and group: asked group by group, the API has no list."""
    names, kinds = named(api, card(api)), {"AdTypes": AD_KINDS}
    return below(api, _groups(api, names), "Ads/QueryByAdGroupId", "AdGroupId", names, kinds)


@daily
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad and day, in the account's currency and zone."""
    return _report(api, "AdPerformance", (*GROUP, "AdId", *FIGURES), window)


@daily
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign and day, of every type; beside it what the account spent."""
    of = card(api)
    whole = _report(api, "AccountPerformance", ("TimePeriod", "AccountId", "Spend"), window, of)
    days = [dig_text(record, "Spend") or "0" for page in whole for record in page.records]
    spent = sum((Decimal(told.replace(",", "")) for told in days), Decimal(0))
    [page] = _report(api, "CampaignPerformance", (*CAMPAIGN, *FIGURES), window, of)
    return [replace(page, totals={"spend": str(spent)})]


@daily
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, match type and day."""
    own = ("KeywordId", "Keyword", "BidMatchType")
    return _report(api, "KeywordPerformance", (*GROUP, *own, *FIGURES), window)


@daily
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, what people typed, match type and day."""
    own = ("KeywordId", "SearchQuery", "DeliveredMatchType")
    return _report(api, "SearchQueryPerformance", (*GROUP, *own, *FIGURES), window)


def _campaigns(api: Api, names: Mapping[str, str]) -> Records:
    asked = {"AccountId": int(api.account), "CampaignType": KINDS}
    return listed(api, "Campaigns/QueryByAccountId", "Campaigns", names, asked)


def _groups(api: Api, names: Mapping[str, str]) -> Records:
    call = "AdGroups/QueryByCampaignId"
    return below(api, _campaigns(api, names), call, "CampaignId", names)


def _report(
    api: Api, kind: str, columns: tuple[str, ...], window: Window, of: Raw | None = None
) -> Records:
    """A daily report of the account, in the zone of its card."""
    of = of or card(api)
    zone = dig_text(of, "TimeZone") or ""
    return report(api, kind, columns, window, zone=zone, headers=named(api, of))
