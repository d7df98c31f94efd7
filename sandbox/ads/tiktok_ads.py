"""TikTok for Business, Marketing API v1.3, as its contract tells it.

- `Access-Token` header: empty is 40104, wrong is 40105. Every verdict is `code` in a HTTP 200.
- Lists travel as JSON text in the query; page from 1, `page_size` 10 by default, 1000 at most.
- A daily report spans at most 30 days (40002 above); dates come back as `YYYY-MM-DD 00:00:00`.
- Every metric is text, "-" where there is none; quiet rows may be all zeros.
- Deleted entities are hidden unless the filter says `AD_STATUS_ALL`. Smart+ ads lack `modify_time`.
"""

from collections.abc import Callable
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import (
    AdFigures,
    Prepared,
    day_or_none,
    encode,
    joined,
    mapping,
    plain,
    played,
)

Row = dict[str, Any]
METRICS: dict[str, Callable[[Row], str]] = {
    "spend": lambda r: plain(r["spend"], 2),
    "impressions": lambda r: str(r["impressions"]),
    "clicks": lambda r: str(r["clicks"]),
    "ctr": lambda r: share(100 * r["clicks"], r["impressions"]),
    "cpc": lambda r: share(r["spend"], r["clicks"]),
    "cpm": lambda r: share(1000 * r["spend"], r["impressions"]),
    "conversion": lambda r: plain(r["conversions"]),
    "real_time_conversion": lambda r: plain(r["conversions_by_conversion_date"] or 0),
    "cost_per_conversion": lambda r: share(r["spend"], r["conversions"]),
    "complete_payment": lambda r: plain(r["conversions"]),
    "total_purchase_value": lambda r: (
        plain(r["conversion_value"], 2) if r["conversion_value"] else "-"
    ),
    "real_time_app_install": lambda r: "-",
    "campaign_id": lambda r: r["campaign_id"],
    "campaign_name": lambda r: r["campaign_name"],
    "adgroup_id": lambda r: r["ad_group_id"],
    "ad_name": lambda r: r["ad_name"],
    "currency": lambda r: r["currency_code"],
}
STATUS_ALL = {"AD_STATUS_ALL", "ADGROUP_STATUS_ALL", "CAMPAIGN_STATUS_ALL"}


def refuse(code: int, message: str) -> Reply:
    """TikTok says no with HTTP 200."""
    return Reply(
        200, {"code": code, "message": message, "request_id": "20261114021500010245", "data": {}}
    )


WORDS = {
    "busy_in_body": lambda: refuse(40100, "Too many requests. Please retry in some time."),
    "throttled_account": lambda: refuse(40133, "Advertiser QPS limit (20) is reached."),
}


def settle(data: bytes) -> Reply:
    return Reply(
        200, b'{"code":0,"message":"OK","request_id":"20261114021500010245","data":' + data + b"}"
    )


def guarded(handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """Nobody gets in without the token."""

    def check(request: Request) -> Reply:
        token = request.headers.get("Access-Token", "")
        if not token:
            return refuse(40104, "Access token is empty.")
        if token != SECRETS["TIKTOK_ADS_ACCESS_TOKEN"]:
            return refuse(40105, "Access token is incorrect or has been revoked.")
        return played(request, WORDS) or handler(request)

    return check


def paged(request: Request, items: list[bytes]) -> Reply:
    """One page of prepared records."""
    try:
        page = int(request.params.get("page", 1))
        size = int(request.params.get("page_size", 10))
    except ValueError:
        return refuse(40002, "page and page_size must be integers.")
    if page < 1 or not 1 <= size <= 1000:
        return refuse(40002, "page_size: must be between 1 and 1000.")
    info = {
        "page": page,
        "page_size": size,
        "total_number": len(items),
        "total_page": max(1, -(-len(items) // size)),
    }
    part = items[(page - 1) * size : page * size]
    return settle(b'{"list":' + joined(part) + b',"page_info":' + encode(info) + b"}")


def share(part: Any, whole: Any) -> str:
    return f"{float(part) / float(whole):.2f}" if whole else "0.00"


def routes(world: Any) -> list[Route]:
    """Every call the contract names, over one world."""
    figures = AdFigures(world, "tiktok_ads")
    prepared = Prepared()

    def advertisers(request: Request) -> Reply:
        if request.params.get("app_id") is None:
            return refuse(40002, "app_id: Missing data for required field.")
        found = [
            {"advertiser_id": a["account_id"], "advertiser_name": a["account_name"]}
            for a in figures.accounts.values()
        ]
        return settle(encode({"list": found}))

    def advertiser_info(request: Request) -> Reply:
        asked = mapping(request.params.get("advertiser_ids"))
        if not isinstance(asked, list) or len(asked) > 100:
            return refuse(40002, "advertiser_ids: a JSON list of at most 100 ids.")
        if any(str(i) not in figures.accounts for i in asked):
            return refuse(40001, "No permission to operate advertiser.")
        return settle(encode({"list": [info_of(figures.accounts[str(i)]) for i in asked]}))

    def entities(kind: str) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            account = request.params.get("advertiser_id", "")
            if account not in figures.accounts:
                return refuse(40001, f"No permission to operate advertiser {account}.")
            wanted = mapping(request.params.get("filtering")) or {}
            everything = wanted.get("secondary_status") in STATUS_ALL
            items = prepared.get(
                (kind, account, everything), lambda: listing(figures, kind, account, everything)
            )
            return paged(request, items)

        return answer

    def report(request: Request) -> Reply:
        asked = request.params
        account = asked.get("advertiser_id", "")
        if account not in figures.accounts:
            return refuse(40001, f"No permission to operate advertiser {account}.")
        dimensions = mapping(asked.get("dimensions"))
        metrics = mapping(asked.get("metrics", '["spend","impressions","clicks"]'))
        start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
        if asked.get("report_type") != "BASIC" or asked.get("data_level") != "AUCTION_AD":
            return refuse(40002, "report_type, data_level: only BASIC at AUCTION_AD here.")
        if not isinstance(dimensions, list) or set(dimensions) != {"ad_id", "stat_time_day"}:
            return refuse(40002, "dimensions: ad_id and stat_time_day as JSON text.")
        if not isinstance(metrics, list) or not set(metrics) <= set(METRICS):
            return refuse(40002, "metrics: Invalid metric fields for this data_level.")
        if start is None or end is None or end < start:
            return refuse(40002, "start_date, end_date: YYYY-MM-DD, start before end.")
        if (end - start).days >= 30:
            return refuse(40002, "The max time span is 30 days when stat_time_day is used.")
        if "too_large" in request.faults and (end - start).days >= 15:
            return refuse(40067, "The query is too large, please narrow it.")

        def records() -> list[bytes]:
            frame = figures.window(request.today, account, start, end)
            return [encode(record(row, metrics)) for row in frame.iter_rows(named=True)]

        key = (request.today, account, start, end, tuple(metrics))
        return paged(request, prepared.get(key, records))

    v, page = "/open_api/v1.3", Shape("data.list", pages="data.page_info.total_page")
    return [
        Route("GET", "api", f"{v}/oauth2/advertiser/get/", guarded(advertisers)),
        Route("GET", "api", f"{v}/advertiser/info/", guarded(advertiser_info)),
        Route("GET", "api", f"{v}/campaign/get/", guarded(entities("campaign")), page),
        Route("GET", "api", f"{v}/adgroup/get/", guarded(entities("adgroup")), page),
        Route("GET", "api", f"{v}/ad/get/", guarded(entities("ad")), page),
        Route("GET", "api", f"{v}/report/integrated/get/", guarded(report), page),
    ]


def info_of(account: dict[str, Any]) -> dict[str, Any]:
    """An advertiser's card."""
    return {
        "advertiser_id": account["account_id"],
        "name": account["account_name"],
        "currency": account["currency_code"],
        "timezone": account["zone"],
        "display_timezone": account["zone"],
        "status": "STATUS_ENABLE",
        "create_time": 1704067200,
        "balance": 0,
    }


def listing(figures: AdFigures, kind: str, account: str, everything: bool) -> list[bytes]:
    """One kind of entity; what was deleted only when asked for."""
    mine = {c["campaign_id"]: c for c in figures.of(figures.campaigns, account)}
    if kind == "campaign":
        return [
            encode(
                {
                    "advertiser_id": account,
                    "campaign_id": c["campaign_id"],
                    "campaign_name": c["campaign_name"],
                    "objective_type": c["objective"],
                    "campaign_type": "REGULAR_CAMPAIGN",
                    "budget": float(c["daily_budget"]),
                    "budget_mode": "BUDGET_MODE_DAY",
                    "operation_status": operation(c["status"]),
                    "secondary_status": secondary("CAMPAIGN", c["status"]),
                    "create_time": f"{c['start_date']} 00:00:00",
                    "modify_time": f"{c['start_date']} 08:00:00",
                }
            )
            for c in mine.values()
            if everything or not deleted(c["status"])
        ]
    if kind == "adgroup":
        return [
            encode(
                {
                    "advertiser_id": account,
                    "campaign_id": g["campaign_id"],
                    "adgroup_id": g["ad_group_id"],
                    "adgroup_name": f"group {g['ad_group_id']}",
                    "operation_status": "ENABLE",
                }
            )
            for g in figures.ad_groups
            if g["campaign_id"] in mine
        ]
    return [
        encode(ad_card(ad, number % 17 == 5))
        for number, ad in enumerate(figures.of(figures.ads, account))
        if everything or not deleted(ad["status"])
    ]


def ad_card(ad: dict[str, Any], smart_plus: bool) -> dict[str, Any]:
    """An ad as the listing has it."""
    card = {
        "advertiser_id": ad["account_id"],
        "campaign_id": ad["campaign_id"],
        "adgroup_id": ad["ad_group_id"],
        "ad_id": ad["ad_id"],
        "ad_name": ad["ad_name"],
        "landing_page_url": ad["landing_url"],
        "operation_status": operation(ad["status"]),
        "secondary_status": secondary("AD", ad["status"]),
        "create_time": "2026-08-01 00:00:00",
    }
    return card if smart_plus else card | {"modify_time": "2026-08-02 08:00:00"}


def deleted(status: str) -> bool:
    return status.lower() in {"deleted", "removed", "archived"}


def operation(status: str) -> str:
    return "ENABLE" if status.lower() in {"active", "enabled"} else "DISABLE"


def secondary(kind: str, status: str) -> str:
    return f"{kind}_STATUS_{'DELETE' if deleted(status) else operation(status)}"


def record(row: Row, metrics: list[str]) -> dict[str, Any]:
    """One ad's day."""
    return {
        "dimensions": {"ad_id": row["ad_id"], "stat_time_day": f"{row['day']} 00:00:00"},
        "metrics": {metric: METRICS[metric](row) for metric in metrics},
    }
