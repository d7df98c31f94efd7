"""Meta Ads (Marketing API insights). Limits and quirks: docs/connectors/meta_ads.md

- Windows longer than a week go through a report job: start, poll, read.
- The verdict is `error.code` with `error_subcode`; the HTTP status and `type` mislead.
- Every figure is text; a figure without value is left out; throttle hints come as headers.
"""

import json

from connectors.ads.meta_errors import PERMIT, graph_errors, throttle
from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    Connector,
    Page,
    Records,
    Window,
    bearer,
    dig_text,
    graph_paging,
)

FIELDS = (
    "account_id,account_currency,campaign_id,adset_id,ad_id,impressions,clicks,inline_link_clicks,"
    "spend,actions,action_values,date_start,date_stop"
)
STATUSES = ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "CAMPAIGN_PAUSED", "ADSET_PAUSED"]
LONGEST_SYNC = 7


meta_ads = Connector(
    name="meta_ads",
    urls={"api": "https://graph.facebook.com"},
    secrets=("access_token",),
    auth=lambda secrets: bearer(secrets["access_token"]),
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
            yield Page(own)
            return
    raise AccessDenied(path, f"the token does not list {account}", PERMIT)


@meta_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, archived and deleted ones too; budgets in cents."""
    fields = "id,name,status,effective_status,objective,start_time,stop_time,daily_budget"
    return _listed(api, account, "campaigns", "campaign", fields)


@meta_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, archived and deleted ones too while Meta still lists them."""
    fields = (
        "id,name,status,effective_status,adset_id,campaign_id,created_time,updated_time,"
        "creative{id,link_url}"
    )
    return _listed(api, account, "ads", "ad", fields)


@meta_ads.feed(max_days=30, repull_days=28)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day with delivery; `actions` and `action_values` are lists in it."""
    params = {
        "level": "ad",
        "time_range": json.dumps({"since": str(window.start), "until": str(window.end)}),
        "time_increment": "1",
        "fields": FIELDS,
        "action_attribution_windows": json.dumps(["1d_click", "7d_click", "1d_view"]),
        "use_unified_attribution_setting": "true",
    }
    path = f"/{api.version}/act_{account}/insights"
    if window.days <= LONGEST_SYNC:
        return api.pages(path, params, paging=graph_paging(500), records="data")
    return _job(api, path, params)


def _job(api: Api, path: str, params: dict[str, str]) -> Records:
    """Start a report job, wait, read; a job that fails twice was asked for too much."""

    def poll() -> str | None:
        state = api.get(f"/{api.version}/{run}")
        done = int(state.get("async_percent_completion") or 0) >= 100
        status = state.get("async_status")
        if status in ("Job Failed", "Job Skipped") or (status == "Job Completed" and done):
            return status
        return None

    for _ in range(2):
        run = str(api.post(path, form=params)["report_run_id"])
        status = api.wait_for(poll, path)
        if status != "Job Failed":
            break
    else:
        raise AskForLess(path, "the report job failed twice")
    if status == "Job Completed":
        yield from api.pages(
            f"/{api.version}/{run}/insights", paging=graph_paging(500), records="data"
        )


def _listed(api: Api, account: str, path: str, kind: str, fields: str) -> Records:
    shown = [{"field": f"{kind}.effective_status", "operator": "IN", "value": STATUSES}]
    params = {"fields": fields, "filtering": json.dumps(shown)}
    return api.pages(
        f"/{api.version}/act_{account}/{path}", params, paging=graph_paging(100), records="data"
    )
