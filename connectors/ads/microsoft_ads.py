"""Microsoft Advertising (Bing Ads API v13 over REST). Quirks: docs/connectors/microsoft_ads.md

- Reports are jobs only; each holds one row per value of all its attribute columns.
- Every call names customer and account; days are those of `ReportTimeZone`, which we always give.
- Each refresh hands out the next refresh token.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from connectors.ads.microsoft_reports import STEPS, microsoft_errors, report
from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Headers,
    OnePage,
    Page,
    Raw,
    Records,
    Refreshed,
    Window,
    dig_text,
    refresh_grant,
    with_field,
)

SCOPE = "https://ads.microsoft.com/msads.manage offline_access"
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
KEYS = ("TimePeriod", "AccountId", "CampaignId", "AdGroupId")


def signed_in(secrets: Mapping[str, str]) -> Refreshed:
    """An hour of access per refresh, and the developer token beside it on every call."""
    names = ("client_id", "client_secret", "refresh_token")
    grant = {**{name: secrets[name] for name in names}, "scope": SCOPE}
    own = secrets["developer_token"]

    def place(token: str) -> Headers:
        return Headers({"Authorization": f"Bearer {token}", "DeveloperToken": own})

    return replace(
        refresh_grant("/oauth2/v2.0/token", grant, STEPS[105], rotates=True), place=place
    )


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
    auth=signed_in,
    verdict=microsoft_errors,
    calls_per_second=5,
    at_once=3,
    api_version="v13",
    sunset=None,
    probe="accounts",
)


@microsoft_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The account, out of those that the user may see."""
    yield Page([_card(api, account)])


@microsoft_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign of every type; without the list of types only Search would come."""
    asked = {"AccountId": int(account), "CampaignType": KINDS}
    headers = _named(_card(api, account), account)
    return _listed(api, "Campaigns/QueryByAccountId", "Campaigns", headers, asked)


@microsoft_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, with its campaign and group: asked group by group, the API has no list."""
    names = _named(_card(api, account), account)
    for page in campaigns(api, account, window):
        for campaign in _ids(page):
            path, asked = "AdGroups/QueryByCampaignId", {"CampaignId": int(campaign)}
            for groups in _listed(api, path, "AdGroups", names, asked):
                for group in _ids(groups):
                    wanted = {"AdGroupId": int(group), "AdTypes": AD_KINDS}
                    for found in _listed(api, "Ads/QueryByAdGroupId", "Ads", names, wanted):
                        yield Page([_at_home(ad, campaign, group) for ad in found.records])


@microsoft_ads.feed(max_days=92, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad and day, in the account's currency and zone."""
    return _report(api, account, "AdPerformance", ("AdId",), window)


@microsoft_ads.feed(max_days=92, repull_days=30)
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, match type and day."""
    own = ("KeywordId", "Keyword", "BidMatchType")
    return _report(api, account, "KeywordPerformance", own, window)


@microsoft_ads.feed(max_days=92, repull_days=30)
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, what people typed, match type and day."""
    own = ("KeywordId", "SearchQuery", "DeliveredMatchType")
    return _report(api, account, "SearchQueryPerformance", own, window)


def _report(api: Api, account: str, kind: str, own: tuple[str, ...], window: Window) -> Records:
    card = _card(api, account)
    zone = dig_text(card, "TimeZone") or ""
    columns = (*KEYS, *own, *FIGURES)
    return report(api, kind, columns, window, zone=zone, headers=_named(card, account))


def _card(api: Api, account: str) -> Raw:
    """The account's card among those of the user the token belongs to."""
    base = f"/CustomerManagement/{api.version}"
    user = api.post(f"{base}/User/Query", json={"UserId": None}, url="customers")["User"]["Id"]
    path = f"{base}/Accounts/Search"
    wanted = {
        "Predicates": [{"Field": "UserId", "Operator": "Equals", "Value": str(user)}],
        "PageInfo": {"Index": 0, "Size": 1000},
    }
    pages = api.pages(path, paging=OnePage(), records="Accounts", json=wanted, url="customers")
    for page in pages:
        for record in page.records:
            if dig_text(record, "Id") == account:
                return record
    raise AccessDenied(path, f"the user does not see account {account}", STEPS[106])


def _named(card: Raw, account: str) -> dict[str, str]:
    """Who is meant, as every call but those of the card says it."""
    customer = dig_text(card, "ParentCustomerId") or ""
    return {"CustomerId": customer, "CustomerAccountId": account}


def _listed(
    api: Api, call: str, name: str, headers: Mapping[str, str], asked: Mapping[str, object]
) -> Records:
    path = f"/CampaignManagement/{api.version}/{call}"
    return api.pages(
        path, paging=OnePage(), records=name, json=asked, headers=headers, may_lack=True
    )


def _ids(page: Page) -> Iterator[str]:
    return (number for record in page.records if (number := dig_text(record, "Id")))


def _at_home(ad: Raw, campaign: str, group: str) -> Raw:
    return with_field(with_field(ad, "AdGroupId", group), "CampaignId", campaign)
