"""Meta Ads (Marketing API). Limits and quirks: docs/connectors/meta_ads.md

- Windows longer than a week go through a report job: start, poll, read (`meta_insights`).
- The verdict is `error.code` with `error_subcode`; the HTTP status and `type` mislead.
- Every figure is text; a figure without value is left out; throttle hints come as headers.
- Ads add up to less than the account: what was deleted long ago is in no list and no ad's row.
"""

import json

from connectors.ads.meta_access import signed, token_ends
from connectors.ads.meta_errors import PERMIT, graph_errors, throttle
from connectors.ads.meta_insights import insights
from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Page,
    Records,
    Window,
    dig_text,
    graph_paging,
)

AD_FIELDS = (
    "account_id,account_currency,campaign_id,adset_id,ad_id,impressions,clicks,inline_link_clicks,"
    "spend,actions,action_values,date_start,date_stop"
)
CAMPAIGN_FIELDS = (
    "account_id,account_currency,campaign_id,impressions,clicks,spend,reach,actions,action_values,"
    "date_start,date_stop"
)
ACCOUNT_FIELDS = "account_id,account_currency,impressions,clicks,spend,date_start,date_stop"
REACH_FIELDS = "account_id,campaign_id,impressions,reach,date_start,date_stop"
CARD = "id,name,status,effective_status"
OF_ALL = ("ACTIVE", "PAUSED", "DELETED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES")
OF_AD_SETS = (*OF_ALL, "CAMPAIGN_PAUSED")
OF_ADS = (
    *(*OF_AD_SETS, "ADSET_PAUSED", "PENDING_REVIEW", "DISAPPROVED", "PREAPPROVED"),
    "PENDING_BILLING_INFO",
)


meta_ads = Connector(
    name="meta_ads",
    urls={"api": "https://graph.facebook.com"},
    secrets=("access_token", "app_secret"),
    may_lack=("app_secret",),
    options=("skan",),
    auth=signed,
    verdict=graph_errors,
    pause=throttle,
    calls_per_second=5,
    api_version="v26.0",
    sunset=None,
    probe="accounts",
)


@meta_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The ad account, out of the list of all that the token can read."""
    fields = "account_id,name,currency,timezone_name,timezone_offset_hours_utc,account_status"
    path = f"/{api.version}/me/adaccounts"
    for page in api.pages(path, {"fields": fields}, paging=graph_paging(100), records="data"):
        own = [record for record in page.records if dig_text(record, "account_id") == account]
        if own:
            api.note_consent(token_ends(api))
            yield Page(own)
            return
    raise AccessDenied(path, f"the token does not list {account}", PERMIT)


@meta_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, archived and deleted ones too; budgets in cents."""
    fields = f"{CARD},objective,start_time,stop_time,daily_budget"
    return _listed(api, account, "campaign", fields, OF_ALL)


@meta_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad set, archived and deleted ones too; budgets in cents."""
    return _listed(api, account, "adset", f"{CARD},campaign_id,daily_budget", OF_AD_SETS)


@meta_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, archived and deleted ones too while Meta still lists them."""
    fields = f"{CARD},adset_id,campaign_id,created_time,updated_time,creative{{id,link_url}}"
    return _listed(api, account, "ad", fields, OF_ADS)


@meta_ads.feed(max_days=30, repull_days=28)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day with delivery; `actions` and `action_values` are lists in it."""
    return insights(api, account, window, "ad", AD_FIELDS, filtering=_of("ad", OF_ADS))


@meta_ads.feed(max_days=30, repull_days=28)
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign per day with its reach, of the whole account per day without one,
    and of each campaign per week and month that ended: people are counted once in a period.
    """
    yield from insights(api, account, window, "campaign", CAMPAIGN_FIELDS)
    yield from insights(api, account, window, "account", ACCOUNT_FIELDS)
    for span in (*window.over("week"), *window.over("month")):
        yield from insights(api, account, span, "campaign", REACH_FIELDS, daily=False)


def _listed(api: Api, account: str, kind: str, fields: str, shown: tuple[str, ...]) -> Records:
    params = {"fields": fields, "filtering": _of(kind, shown)}
    path = f"/{api.version}/act_{account}/{kind}s"
    return api.pages(path, params, paging=graph_paging(100), records="data")


def _of(kind: str, statuses: tuple[str, ...]) -> str:
    """Archived and deleted ones are left out unless they are named."""
    field = f"{kind}.effective_status"
    return json.dumps([{"field": field, "operator": "IN", "value": statuses}])
