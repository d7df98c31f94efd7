"""Google Ads (GAQL over REST). Limits and quirks: docs/connectors/google_ads.md

- One POST answers a whole query as an array of chunks; it may break off after HTTP 200.
- An error may come wrapped in a one-element array.
- Performance Max campaigns have no ads: their figures come from `campaign_report`.
"""

from datetime import date

from connectors.ads.google_errors import google_errors
from connectors.core import (
    Api,
    Connector,
    Records,
    Window,
    google_oauth,
)

CUSTOMER = "customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone"
METRICS = (
    "metrics.impressions, metrics.clicks, metrics.cost_micros, "
    "metrics.conversions, metrics.conversions_value"
)
google_ads = Connector(
    name="google_ads",
    urls={"api": "https://googleads.googleapis.com", "token": "https://oauth2.googleapis.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    options=("login_customer_id",),
    auth=google_oauth,
    verdict=google_errors,
    calls_per_second=5,
    at_once=1,
    api_version="v26",
    sunset=date(2027, 10, 1),
    probe="accounts",
)


@google_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The customer account itself."""
    fields = f"{CUSTOMER}, customer.status, customer.manager"
    return _query(api, account, f"SELECT {fields} FROM customer")


@google_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, removed ones too; the budget in micros."""
    fields = (
        "campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type, "
        "campaign.start_date, campaign.end_date, campaign_budget.amount_micros"
    )
    return _query(api, account, f"SELECT {fields} FROM campaign")


@google_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, removed ones too."""
    fields = (
        "campaign.id, ad_group.id, ad_group_ad.ad.id, ad_group_ad.ad.name, ad_group_ad.ad.type, "
        "ad_group_ad.ad.final_urls, ad_group_ad.status"
    )
    return _query(api, account, f"SELECT {fields} FROM ad_group_ad")


@google_ads.feed(max_days=30, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day; money in micros of the account's currency."""
    fields = (
        "customer.id, customer.currency_code, campaign.id, ad_group.id, ad_group_ad.ad.id, "
        f"segments.date, {METRICS}"
    )
    return _query(api, account, f"SELECT {fields} FROM ad_group_ad WHERE {_days(window)}")


@google_ads.feed(max_days=30, repull_days=30)
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per Performance Max campaign per day: it has no ads to report on."""
    fields = f"customer.id, customer.currency_code, campaign.id, segments.date, {METRICS}"
    where = f"{_days(window)} AND campaign.advertising_channel_type = 'PERFORMANCE_MAX'"
    return _query(api, account, f"SELECT {fields} FROM campaign WHERE {where}")


def _days(window: Window) -> str:
    return f"segments.date BETWEEN '{window.start}' AND '{window.end}'"


def _query(api: Api, account: str, query: str) -> Records:
    manager = api.options.get("login_customer_id", "").replace("-", "")
    headers = {"login-customer-id": manager} if manager else None
    path = f"/{api.version}/customers/{account.replace('-', '')}/googleAds:searchStream"
    return api.chunks(path, json={"query": query}, records="results", headers=headers)
