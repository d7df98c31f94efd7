"""Ocean Engine 巨量引擎 open_api (upgraded edition), as its contract tells it.

- `Access-Token` lives 24 h (40102 after); each refresh kills the old refresh token (40107).
- HTTP is 200 always; the verdict is `code`. Every dimension and metric is text, money is yuan.
- The custom report: span at most 30 days, page size at most 100, `total_metrics` to check against.
- `convert_cnt` counts at conversion time, `attribution_convert_cnt` at click time.
- The grant list also holds an organisation and a Qianchuan account, without this report (40002).
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, encode, joined, mapping, plain, played
from sandbox.tokens import AccessTokens, RotatingTokens

ORGANISATION = 1790000000000001
QIANCHUAN = 1780000000000001
DIMENSIONS = {"stat_time_day", "cdp_project_id", "cdp_promotion_id"}
Row = dict[str, Any]
METRICS: dict[str, Callable[[Row], str]] = {
    "stat_cost": lambda r: plain(r["spend"], 2),
    "show_cnt": lambda r: str(r["impressions"]),
    "click_cnt": lambda r: str(r["clicks"]),
    "convert_cnt": lambda r: plain(r["conversions_by_conversion_date"] or 0),
    "attribution_convert_cnt": lambda r: plain(r["conversions"] or 0),
    "ctr": lambda r: f"{100 * r['clicks'] / r['impressions']:.2f}" if r["impressions"] else "0.00",
    "conversion_rate": lambda r: (
        f"{100 * float(r['conversions'] or 0) / r['clicks']:.2f}" if r["clicks"] else "0.00"
    ),
}
SUMS = ["impressions", "clicks", "spend", "conversions", "conversions_by_conversion_date"]
LIMITS = {
    "X-RateLimit-Dimension": "developer",
    "X-RateLimit-Limit": "20",
    "X-RateLimit-Remaining": "19",
}
STATUS_ALL = {"PROMOTION_STATUS_ALL", "PROJECT_STATUS_ALL"}


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    body = {
        "code": code,
        "message": message,
        "request_id": "20261104080000010212345678",
        "data": {},
    }
    return Reply(200, body)


def busy() -> Reply:
    reply = refuse(40110, "开发者QPS超限")
    reply.headers |= LIMITS | {"X-RateLimit-Remaining": "0", "X-RateLimit-RetryIn": "2"}
    return reply


WORDS = {
    "busy_in_body": busy,
    "throttled_account": lambda: refuse(40130, "该广告主QPS超限"),
}


def settle(data: bytes) -> Reply:
    start = b'{"code":0,"message":"OK","request_id":"20261104080000010212345678","data":'
    return Reply(200, start + data + b"}", dict(LIMITS))


def routes(world: Any) -> list[Route]:
    """Every call the contract names, over one world."""
    figures = AdFigures(world, "ocean_engine")
    tokens = AccessTokens("sandbox-ocean-access-")
    chain = RotatingTokens(SECRETS["OCEAN_ENGINE_REFRESH_TOKEN"])
    prepared = Prepared()

    def refresh(request: Request) -> Reply:
        asked = request.json() or {}
        app = (str(asked.get("app_id")), asked.get("secret"), asked.get("grant_type"))
        if app[:2] != (SECRETS["OCEAN_ENGINE_APP_ID"], SECRETS["OCEAN_ENGINE_SECRET"]):
            return refuse(40113, "app_id或secret错误")
        if app[2] != "refresh_token":
            return refuse(40000, "grant_type: Missing data for required field.")
        link = chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(40107, "refresh_token无效")
        pair = {"access_token": tokens.issue(), "expires_in": 86400}
        pair |= {"refresh_token": link, "refresh_token_expires_in": 2592000}
        return settle(encode(pair))

    def guarded(handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.headers.get("Access-Token", "")
            if token in tokens.live:
                return played(request, WORDS) or handler(request)
            if not token:
                return refuse(40104, "access_token为空")
            # A token of a former life of this sandbox is as good as expired.
            ours = token.startswith(tokens.prefix)
            return refuse(*((40102, "access_token已过期") if ours else (40105, "access_token错误")))

        return check

    def mine(request: Request) -> str | None:
        account = request.params.get("advertiser_id", "")
        return account if account in figures.accounts else None

    def paged(
        request: Request, items: list[bytes], most: int, name: bytes, tail: bytes = b""
    ) -> Reply:
        page, size = request.params.get("page", "1"), request.params.get("page_size", "10")
        if not (page.isdigit() and size.isdigit() and int(page) >= 1 and 1 <= int(size) <= most):
            return refuse(40000, f"page_size: must be between 1 and {most}.")
        if int(page) * int(size) > 10_000 and most == 20:
            return refuse(40000, "page * page_size must be at most 10000, use cursor.")
        start, end = (int(page) - 1) * int(size), int(page) * int(size)
        total = {"total_number": len(items), "total_page": max(1, -(-len(items) // int(size)))}
        info = encode({"page": int(page), "page_size": int(size)} | total)
        body = b'{"' + name + b'":' + joined(items[start:end]) + b',"page_info":' + info
        return settle(body + tail + b"}")

    def grants(request: Request) -> Reply:
        cards = [
            (ORGANISATION, "示例集团", "CUSTOMER_ADMIN"),
            (QIANCHUAN, "示例千川账户", "PLATFORM_ROLE_QIANCHUAN"),
            *(
                (int(a["account_id"]), a["account_name"], "ADVERTISER")
                for a in figures.accounts.values()
            ),
        ]
        names = ("advertiser_id", "advertiser_name", "account_role")
        found = [dict(zip(names, card, strict=True)) | {"is_valid": True} for card in cards]
        return settle(encode({"list": found}))

    def members(request: Request) -> Reply:
        if request.params.get("cc_account_id") != str(ORGANISATION):
            return refuse(40002, "没有该组织的权限")
        cards = (
            {"advertiser_id": int(a["account_id"]), "advertiser_name": a["account_name"]}
            for a in figures.accounts.values()
        )
        return paged(request, [encode(card) for card in cards], 100, b"list")

    def info(request: Request) -> Reply:
        asked = mapping(request.params.get("advertiser_ids"))
        if not isinstance(asked, list) or len(asked) > 100:
            return refuse(40000, "advertiser_ids: a JSON list of at most 100 ids.")
        if any(str(number) not in figures.accounts for number in asked):
            return refuse(40002, "没有该广告主的权限")
        found = [figures.accounts[str(number)] for number in asked]
        cards = [
            {"id": int(a["account_id"]), "name": a["account_name"], "role": "ROLE_ADVERTISER"}
            | {"status": "STATUS_ENABLE", "currency": a["currency_code"], "timezone": a["zone"]}
            for a in found
        ]
        return settle(encode(cards))

    def listing(kind: str, most: int) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            account = mine(request)
            if account is None:
                return refuse(40002, "没有该广告主的权限")
            wanted = mapping(request.params.get("filtering")) or {}
            everything = wanted.get("status_first") in STATUS_ALL
            cards = project_cards if kind == "project" else promotion_cards
            shown = [encode(c) for c in cards(figures, account) if everything or not gone(c)]
            return paged(request, shown, most, b"list")

        return answer

    def report(request: Request) -> Reply:
        account, asked = mine(request), request.params
        if account is None:
            return refuse(40002, "没有该广告主的权限")
        dims, metrics = mapping(asked.get("dimensions")), mapping(asked.get("metrics"))
        start, end = span_end(asked.get("start_time")), span_end(asked.get("end_time"))
        if not isinstance(dims, list) or set(dims) != DIMENSIONS:
            return refuse(40000, "dimensions: stat_time_day, cdp_project_id, cdp_promotion_id.")
        if not isinstance(metrics, list) or not set(metrics) <= set(METRICS):
            return refuse(40000, "metrics: 指标不存在")
        if start is None or end is None or end < start or (end - start).days >= 30:
            return refuse(40000, "start_time, end_time: yyyy-MM-dd HH:mm:ss, 30 days at most.")
        if (
            mapping(asked.get("order_by")) is None
            or asked.get("data_topic", "BASIC_DATA") != "BASIC_DATA"
        ):
            return refuse(40000, "order_by is required; data_topic must be BASIC_DATA.")

        def make() -> tuple[list[bytes], bytes]:
            frame = figures.window(request.today, account, start, end)
            total = frame.select(pl.col(SUMS).sum()).row(0, named=True)
            if "wrong_total" in request.faults:
                total["spend"] += 1
            told = {m: METRICS[m](total) for m in metrics}
            rows = [encode(record(row, metrics)) for row in frame.iter_rows(named=True)]
            return rows, b',"total_metrics":' + encode(told)

        key = (request.today, account, start, end, tuple(metrics), "wrong_total" in request.faults)
        items, totals = prepared.get(key, make)
        return paged(request, items, 100, b"rows", totals)

    v = "/open_api"
    return [
        Route("POST", "api", f"{v}/oauth2/refresh_token/", refresh),
        Route("GET", "api", f"{v}/oauth2/advertiser/get/", guarded(grants)),
        Route("GET", "api", f"{v}/2/customer_center/advertiser/list/", guarded(members)),
        Route("GET", "api", f"{v}/2/advertiser/info/", guarded(info)),
        Route(
            "GET",
            "api",
            re.escape(f"{v}/v3.0/project/list/"),
            guarded(listing("project", 100)),
            shape("list"),
        ),
        Route(
            "GET",
            "api",
            re.escape(f"{v}/v3.0/promotion/list/"),
            guarded(listing("promotion", 20)),
            shape("list"),
        ),
        Route(
            "GET", "api", re.escape(f"{v}/v3.0/report/custom/get/"), guarded(report), shape("rows")
        ),
    ]


def shape(name: str) -> Shape:
    return Shape(f"data.{name}", pages="data.page_info.total_page")


def span_end(text: str | None) -> date | None:
    """The day of a `yyyy-MM-dd HH:mm:ss`."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").date()  # noqa: DTZ007
    except ValueError:
        return None


def record(row: Row, metrics: list[str]) -> dict[str, Any]:
    """One promotion's day."""
    return {
        "dimensions": {
            "stat_time_day": str(row["day"]),
            "cdp_project_id": row["campaign_id"],
            "cdp_promotion_id": row["ad_id"],
        },
        "metrics": {metric: METRICS[metric](row) for metric in metrics},
    }


def gone(card: Row) -> bool:
    return str(card["status_first"]).endswith("DELETED")


def state(kind: str, status: str) -> str:
    words = {"active": "ENABLE", "enabled": "ENABLE", "deleted": "DELETED", "removed": "DELETED"}
    return f"{kind}_STATUS_{words.get(status.lower(), 'DISABLE')}"


def project_cards(figures: AdFigures, account: str) -> list[dict[str, Any]]:
    return [
        {
            "project_id": int(c["campaign_id"]),
            "advertiser_id": int(account),
            "name": c["campaign_name"],
            "status_first": state("PROJECT", c["status"]),
            "delivery_mode": "MANUAL",
            "landing_type": "LINK",
            "delivery_setting": {
                "start_time": str(c["start_date"]),
                "end_time": str(c["end_date"] or ""),
                "budget_mode": "BUDGET_MODE_DAY",
                "budget": float(Decimal(str(c["daily_budget"]))),
            },
            "project_create_time": f"{c['start_date']} 00:00:00",
        }
        for c in figures.of(figures.campaigns, account)
    ]


def promotion_cards(figures: AdFigures, account: str) -> list[dict[str, Any]]:
    return [
        {
            "promotion_id": int(ad["ad_id"]),
            "promotion_name": ad["ad_name"],
            "project_id": int(ad["campaign_id"]),
            "advertiser_id": int(account),
            "status_first": state("PROMOTION", ad["status"]),
            "promotion_create_time": "2026-08-01 00:00:00",
            "promotion_materials": {"external_url_material_list": [ad["landing_url"]]},
        }
        for ad in figures.of(figures.ads, account)
    ]
