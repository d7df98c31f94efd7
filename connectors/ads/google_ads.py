"""Google Ads (GAQL over REST). Limits and quirks: docs/connectors/google_ads.md

- One POST answers a whole query as an array of chunks; it may break off after HTTP 200.
- An error may come wrapped in a one-element array.
- Performance Max campaigns have no ads: what no ad tells comes from `campaign_report`.
- What is selected filters: claims by action are asked for alone, or days without any would go.
"""

from datetime import date
from itertools import chain

from connectors.ads.google_errors import google_errors
from connectors.ads.google_query import cost, daily, listed, signed_in, whole
from connectors.core import Api, Connector, Page, Records, Window, with_fields

METRICS = (
    "metrics.impressions, metrics.clicks, metrics.cost_micros, "
    "metrics.conversions, metrics.conversions_value"
)
CLAIMS = (
    "metrics.conversions, metrics.conversions_value, metrics.all_conversions, "
    "metrics.view_through_conversions, metrics.conversions_by_conversion_date"
)
PEOPLE = "campaign.id, metrics.impressions, metrics.unique_users"
WINDOWS = ("click_through_lookback_window_days", "view_through_lookback_window_days")
PMAX = "campaign.advertising_channel_type = 'PERFORMANCE_MAX'"

google_ads = Connector(
    name="google_ads",
    urls={"api": "https://googleads.googleapis.com", "token": "https://oauth2.googleapis.com"},
    secrets=("client_id", "client_secret", "refresh_token", "developer_token"),
    may_lack=("developer_token",),
    options=("login_customer_id",),
    auth=signed_in,
    verdict=google_errors,
    calls_per_second=5,
    burst=20,
    at_once=1,
    api_version="v26",
    sunset=date(2027, 10, 1),
    probe="accounts",
)
report = google_ads.feed(max_days=30, repull_days=30, weekly_days=90)


@google_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The customer account itself."""
    names = ("id", "descriptive_name", "currency_code", "time_zone", "status", "manager")
    return listed(api, "customer", *names)


@google_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, removed ones too; the budget in micros."""
    names = ("id", "name", "status", "advertising_channel_type", "start_date", "end_date")
    return listed(api, "campaign", *names, ".campaign_budget.amount_micros")


@google_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad group, removed ones too; budgets are the campaigns'."""
    return listed(api, "ad_group", ".campaign.id", "id", "name", "status", "type")


@google_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, removed ones too."""
    names = ("ad.id", "ad.name", "ad.type", "ad.final_urls", "status")
    return listed(api, "ad_group_ad", ".campaign.id", ".ad_group.id", *names)


@google_ads.feed()
def conversion_actions(api: Api, account: str, window: Window) -> Records:
    """One record per conversion action, with its windows after a click and after a view."""
    return listed(api, "conversion_action", "id", "name", "type", "category", *WINDOWS)


@report
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day; money in micros of the account's currency."""
    return daily(api, window, "ad_group_ad", f"ad_group.id, ad_group_ad.ad.id, {METRICS}")


@report
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign per day, with ads or without; beside it what the account cost."""
    yield Page([], totals={"cost": cost(api, window)})
    yield from daily(api, window, "campaign", METRICS)


@report
def reach(api: Api, account: str, window: Window) -> Records:
    """One record per campaign and week or month that ended in the window: people, each once."""
    for kind in ("week", "month"):
        for span in window.over(kind):
            period = {"period": {"kind": kind, "start": str(span.start), "end": str(span.end)}}
            for page in whole(api, span, "campaign", PEOPLE):
                yield Page([with_fields(record, period) for record in page.records])


@report
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per bought keyword per day, with its quality as it stands."""
    word = "ad_group_criterion.keyword.text, ad_group_criterion.keyword.match_type"
    fields = f"ad_group.id, ad_group_criterion.criterion_id, {word}, "
    quality = "ad_group_criterion.quality_info.quality_score"
    return daily(api, window, "keyword_view", f"{fields}{quality}, {METRICS}")


@report
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, what people typed, how it matched, and day."""
    fields = (
        "ad_group.id, search_term_view.search_term, segments.keyword.ad_group_criterion, "
        f"segments.search_term_match_type, {METRICS}"
    )
    return daily(api, window, "search_term_view", fields)


@report
def conversion_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad (or Performance Max campaign), conversion action and day with claims."""
    by_action = f"segments.conversion_action, {CLAIMS}"
    of_ads = daily(api, window, "ad_group_ad", f"ad_group_ad.ad.id, {by_action}")
    return chain(of_ads, daily(api, window, "campaign", by_action, PMAX))
