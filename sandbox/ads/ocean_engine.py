"""Ocean Engine 巨量引擎 open_api (upgraded edition), as its contract tells it.

- `Access-Token` lives 24 h (40102 after); each refresh kills the old refresh token (40107).
- HTTP is 200 always; the verdict is `code`. Every dimension and metric is text, money is yuan.
- The custom report: span at most 30 days, page size at most 100, `total_metrics` to check against.
- `convert_cnt` counts at conversion time, `attribution_convert_cnt` at click time.
- The grant list also holds an organisation and a Qianchuan account, without this report (40002):
  千川 has lists and a report of its own, in numbers; the bill tells each advertiser's whole cost.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl

from sandbox.ads.ocean_rows import (
    METRICS,
    PLAN_METRICS,
    QIANCHUAN,
    bills,
    gone,
    group_cards,
    plan_cards,
    plan_days,
    project_cards,
    promoted,
    promotion_cards,
    record,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, mapping, played
from sandbox.tokens import AccessTokens, RotatingTokens

ORGANISATION = 1790000000000001
DIMENSIONS = {"stat_time_day", "cdp_project_id", "cdp_promotion_id"}
Row = dict[str, Any]
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


class OceanEngine:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "ocean_engine")
        self.tokens = AccessTokens("sandbox-ocean-access-")
        self.chain = RotatingTokens(SECRETS["OCEAN_ENGINE_REFRESH_TOKEN"])
        self.prepared = Prepared()

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (str(asked.get("app_id")), asked.get("secret"), asked.get("grant_type"))
        if app[:2] != (SECRETS["OCEAN_ENGINE_APP_ID"], SECRETS["OCEAN_ENGINE_SECRET"]):
            return refuse(40113, "app_id或secret错误")
        if app[2] != "refresh_token":
            return refuse(40000, "grant_type: Missing data for required field.")
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(40107, "refresh_token无效")
        pair = {"access_token": self.tokens.issue(), "expires_in": 86400}
        pair |= {"refresh_token": link, "refresh_token_expires_in": 2592000}
        return settle(encode(pair))

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.headers.get("Access-Token", "")
            if token in self.tokens.live:
                return played(request, WORDS) or handler(request)
            if not token:
                return refuse(40104, "access_token为空")
            # A token of a former life of this sandbox is as good as expired.
            ours = token.startswith(self.tokens.prefix)
            return refuse(*((40102, "access_token已过期") if ours else (40105, "access_token错误")))

        return check

    def mine(self, request: Request) -> str | None:
        account = request.params.get("advertiser_id", "")
        return account if account in self.figures.accounts else None

    def paged(
        self, request: Request, items: list[bytes], most: int, name: bytes, tail: bytes = b""
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

    def grants(self, request: Request) -> Reply:
        cards = [
            (ORGANISATION, "示例集团", "CUSTOMER_ADMIN"),
            (int(QIANCHUAN), "示例千川账户", "PLATFORM_ROLE_QIANCHUAN"),
            *(
                (int(a["account_id"]), a["account_name"], "ADVERTISER")
                for a in self.figures.accounts.values()
            ),
        ]
        names = ("advertiser_id", "advertiser_name", "account_role")
        found = [dict(zip(names, card, strict=True)) | {"is_valid": True} for card in cards]
        return settle(encode({"list": found}))

    def members(self, request: Request) -> Reply:
        if request.params.get("cc_account_id") != str(ORGANISATION):
            return refuse(40002, "没有该组织的权限")
        cards = (
            {"advertiser_id": int(a["account_id"]), "advertiser_name": a["account_name"]}
            for a in self.figures.accounts.values()
        )
        return self.paged(request, [encode(card) for card in cards], 100, b"list")

    def info(self, request: Request) -> Reply:
        asked = mapping(request.params.get("advertiser_ids"))
        if not isinstance(asked, list) or len(asked) > 100:
            return refuse(40000, "advertiser_ids: a JSON list of at most 100 ids.")
        if any(str(number) not in self.figures.accounts for number in asked):
            return refuse(40002, "没有该广告主的权限")
        found = [self.figures.accounts[str(number)] for number in asked]
        cards = [
            {"id": int(a["account_id"]), "name": a["account_name"], "role": "ROLE_ADVERTISER"}
            | {"status": "STATUS_ENABLE", "currency": a["currency_code"], "timezone": a["zone"]}
            for a in found
        ]
        return settle(encode(cards))

    def listing(self, kind: str, most: int) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            account = self.mine(request)
            if account is None:
                return refuse(40002, "没有该广告主的权限")
            wanted = mapping(request.params.get("filtering")) or {}
            everything = wanted.get("status_first") in STATUS_ALL
            cards = project_cards if kind == "project" else promotion_cards
            shown = [encode(c) for c in cards(self.figures, account) if everything or not gone(c)]
            return self.paged(request, shown, most, b"list")

        return answer

    def report(self, request: Request) -> Reply:
        account, asked = self.mine(request), request.params
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
            frame = self.figures.window(request.today, account, start, end)
            frame = promoted(self.figures, frame)
            total = frame.select(pl.col(SUMS).sum()).row(0, named=True)
            if "wrong_total" in request.faults:
                total["spend"] += 1
            told = {m: METRICS[m](total) for m in metrics}
            rows = [encode(record(row, metrics)) for row in frame.iter_rows(named=True)]
            return rows, b',"total_metrics":' + encode(told)

        key = (request.today, account, start, end, tuple(metrics), "wrong_total" in request.faults)
        items, totals = self.prepared.get(key, make)
        return self.paged(request, items, 100, b"rows", totals)

    def sellers(self, kind: str) -> Callable[[Request], Reply]:
        """千川's lists: what was deleted only when asked for."""

        def answer(request: Request) -> Reply:
            if request.params.get("advertiser_id") != QIANCHUAN:
                return refuse(40002, "没有该千川账户的权限")
            name = "filter" if kind == "campaign" else "filtering"
            wanted = mapping(request.params.get(name)) or {}
            cards = (group_cards if kind == "campaign" else plan_cards)(self.figures)
            everything = wanted.get("status") == "ALL"
            shown = [encode(c) for c in cards if everything or c["status"] != "DELETED"]
            return self.paged(request, shown, 1000, b"list")

        return answer

    def plans(self, request: Request) -> Reply:
        asked = request.params
        if asked.get("advertiser_id") != QIANCHUAN:
            return refuse(40002, "没有该千川账户的权限")
        start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
        fields = mapping(asked.get("fields"))
        if start is None or end is None or end < start or (end - start).days >= 30:
            return refuse(40000, "start_date, end_date: 时间跨度不能超过30天")
        if not isinstance(fields, list) or not set(fields) <= set(PLAN_METRICS):
            return refuse(40000, "fields: 指标不存在")
        if asked.get("time_granularity") != "TIME_GRANULARITY_DAILY":
            return refuse(40000, "time_granularity: here only by day")
        rows = plan_days(self.figures, request.today, start, end, fields)
        return self.paged(request, [encode(row) for row in rows], 1000, b"list")

    def billed(self, request: Request) -> Reply:
        asked = request.params
        payer = asked.get("advertiser_id", "")
        if payer != QIANCHUAN and payer not in self.figures.accounts:
            return refuse(40002, "没有该广告主的权限")
        start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
        if start is None or end is None or end < start:
            return refuse(40000, "start_date, end_date: yyyy-MM-dd")
        rows = bills(self.figures, request.today, payer, start, end)
        return self.paged(request, [encode(row) for row in rows], 1000, b"list")

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        v = "/open_api"
        return [
            Route("POST", "api", f"{v}/oauth2/refresh_token/", self.refresh),
            Route("GET", "api", f"{v}/oauth2/advertiser/get/", self.guarded(self.grants)),
            Route(
                "GET", "api", f"{v}/2/customer_center/advertiser/list/", self.guarded(self.members)
            ),
            Route("GET", "api", f"{v}/2/advertiser/info/", self.guarded(self.info)),
            Route(
                "GET",
                "api",
                re.escape(f"{v}/v3.0/project/list/"),
                self.guarded(self.listing("project", 100)),
                shape("list"),
            ),
            Route(
                "GET",
                "api",
                re.escape(f"{v}/v3.0/promotion/list/"),
                self.guarded(self.listing("promotion", 20)),
                shape("list"),
            ),
            *(
                Route("GET", "api", re.escape(f"{v}/{path}"), self.guarded(answer), shape("list"))
                for path, answer in (
                    ("v1.0/qianchuan/campaign_list/get/", self.sellers("campaign")),
                    ("v1.0/qianchuan/ad/get/", self.sellers("plan")),
                    ("v1.0/qianchuan/report/ad/get/", self.plans),
                    ("2/advertiser/fund/daily_stat/", self.billed),
                )
            ),
            Route(
                "GET",
                "api",
                re.escape(f"{v}/v3.0/report/custom/get/"),
                self.guarded(self.report),
                shape("rows"),
            ),
        ]


def routes(world: Any) -> list[Route]:
    return OceanEngine(world).routes()


def shape(name: str) -> Shape:
    return Shape(f"data.{name}", pages="data.page_info.total_page")


def span_end(text: str | None) -> date | None:
    """The day of a `yyyy-MM-dd HH:mm:ss`."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").date()  # noqa: DTZ007
    except ValueError:
        return None
