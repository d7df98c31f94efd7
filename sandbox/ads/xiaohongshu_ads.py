"""Xiaohongshu 聚光 Marketing API, as its contract tells it.

- POST with JSON and `Access-Token`; HTTP 200 mostly, the verdict in `success`, `code`, `errorCode`.
- A refresh renews both tokens; the old refresh token is dead.
- Report figures are text with commas and %, yuan; balances and budgets are fen. 乘风 has accounts
  of its own under /wind. Offline data end with yesterday: today is an empty list.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

from sandbox.ads.xiaohongshu_rows import (
    WIND,
    WIND_OF,
    account_record,
    keyword_record,
    listing,
    of_wind,
    record,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, played
from sandbox.tokens import AccessTokens, RotatingTokens

DAY_SECONDS, WEEK_SECONDS = 86_400, 604_800
MOST_DAYS = 90


def refuse(code: int, message: str, *, success: bool = False) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"success": success, "code": code, "msg": message, "request_id": "c0ffee01"})


WORDS = {
    "busy_in_body": lambda: refuse(0, "请求过于频繁，请稍后再试"),
    "throttled_account": lambda: Reply(
        200, {"success": True, "code": 0, "errorCode": 5001, "errorMsg": "触发限流"}
    ),
}


def settle(data: bytes) -> Reply:
    start = '{"success":true,"code":0,"msg":"成功","request_id":"c0ffee01","data":'
    return Reply(200, start.encode() + data + b"}")


class Xiaohongshu:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.figures = AdFigures(world, "xiaohongshu_ads")
        self.tokens = AccessTokens("sandbox-xhs-access-")
        self.chain = RotatingTokens(SECRETS["XIAOHONGSHU_ADS_REFRESH_TOKEN"])
        self.prepared = Prepared()
        self.wind = {c["campaign_id"] for c in self.figures.campaigns if of_wind(c)}

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (str(asked.get("app_id")), asked.get("secret"))
        if app != (SECRETS["XIAOHONGSHU_ADS_APP_ID"], SECRETS["XIAOHONGSHU_ADS_SECRET"]):
            return refuse(2001, "应用未授权")
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(2002, "refresh_token 已过期或无效")
        accounts = self.figures.accounts.values()
        told = {
            "access_token": self.tokens.issue(),
            "access_token_expires_in": DAY_SECONDS,
            "refresh_token": link,
            "refresh_token_expires_in": WEEK_SECONDS,
            "approval_role_type": 4,
            "platform_type": 1,
            "approval_advertisers": [
                {"advertiser_id": int(a["account_id"]), "advertiser_name": a["account_name"]}
                for a in accounts
            ],
        }
        return settle(encode(told))

    def guarded(self, handler: Callable[[Request, dict], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.headers.get("Access-Token", "") not in self.tokens.live:
                return refuse(1002, "access token 已过期")
            if (said := played(request, WORDS)) is not None:
                return said
            asked = request.json()
            if not isinstance(asked, dict):
                return refuse(1003, "参数错误")
            known = {*self.figures.accounts, WIND}
            if str(asked.get("advertiser_id")) not in known:
                return refuse(1004, "没有该广告主的授权")
            return handler(request, asked)

        return check

    def balance(self, request: Request, asked: dict) -> Reply:
        return settle(encode({"total_balance": 1_234_500, "cash_balance": 1_200_000}))

    def entities(self, kind: str, name: str) -> Callable[[Request, dict], Reply]:
        def answer(request: Request, asked: dict) -> Reply:
            account = str(asked["advertiser_id"])
            deleted = asked.get("unit_filter_state") == 1 or asked.get("status", 0) == DELETED[kind]
            cards = [] if deleted else listing(self.figures, account, kind)
            nested = asked.get("page") if kind != "unit" else asked
            if not isinstance(nested, dict):
                return refuse(1003, "参数错误: page")
            number = nested.get("page" if kind == "unit" else "page_index", 1)
            part, total = cut([encode(card) for card in cards], number, nested.get("page_size", 20))
            where = b'"page":{"page_index":%d,"total_count":%d}' % (number, total)
            where = where if kind != "unit" else b'"total_count":%d' % total
            # An empty list is left out, as the vendor's own types do.
            told = b'"' + name.encode() + b'":' + joined(part) + b"," if part else b""
            return settle(b"{" + told + where + b"}")

        return answer

    def report(self, request: Request, asked: dict) -> Reply:
        start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
        if start is None or end is None or end < start or asked.get("time_unit", "DAY") != "DAY":
            return refuse(1003, "参数错误: start_date, end_date, time_unit")
        if (end - start).days >= MOST_DAYS:
            return refuse(1003, "查询时间跨度过长")
        is_wind = "/wind/" in request.path
        account = str(asked["advertiser_id"])
        if is_wind != (account == WIND):
            return refuse(1004, "没有该广告主的授权")
        split = asked.get("split_columns") or []

        level = request.path.rpartition("/")[2]

        def make() -> list[bytes]:
            if level == "keyword":
                return [encode(one) for one in self.keywords(request.today, account, start, end)]
            frame = self.figures.window(request.today, WIND_OF if is_wind else account, start, end)
            mark = pl.col("campaign_id").is_in(list(self.wind))
            frame = frame.filter(mark if is_wind else ~mark)
            if level == "account":
                sums = [pl.col(name).sum() for name in ("impressions", "clicks", "spend")]
                days = frame.group_by("day", maintain_order=True).agg(sums)
                return [encode(account_record(row)) for row in days.iter_rows(named=True)]
            return [encode(record(row, split)) for row in frame.iter_rows(named=True)]

        key = (request.today, account, level, start, end, tuple(split))
        items = self.prepared.get(key, make)
        part, total = cut(items, asked.get("page_num", 1), asked.get("page_size", 20))
        return settle(b'{"total_count":%d,"data_list":' % total + joined(part) + b"}")

    def keywords(self, today: date, account: str, start: date, end: date) -> Iterator[dict]:
        """What each keyword did, today not yet."""
        mine = (pl.col("account_id") == account) & pl.col("day").is_between(start, end)
        days = (
            self.world.keyword_days_as_of(today)
            .filter(mine)
            .join(self.figures.names, on="campaign_id")
        )
        return map(keyword_record, days.sort("day", "keyword_id").iter_rows(named=True))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        jg, wind = "/api/open/jg", "/api/open/wind"
        lists = (
            ("campaign/list", "campaign", "base_campaign_dtos"),
            ("unit/list", "unit", "unit_dtos"),
            ("creativity/search", "creativity", "creativity_dtos"),
        )
        report, rows = self.guarded(self.report), Shape("data.data_list")
        return [
            Route("POST", "api", "/api/open/oauth2/refresh_token", self.refresh),
            Route("POST", "api", f"{jg}/account/balance/info", self.guarded(self.balance)),
            *(
                Route(
                    "POST",
                    "api",
                    f"{jg}/{path}",
                    self.guarded(self.entities(kind, name)),
                    Shape(f"data.{name}"),
                )
                for path, kind, name in lists
            ),
            Route(
                "POST",
                "api",
                f"{jg}/data/report/offline/(account|keyword|creativity)",
                report,
                rows,
            ),
            Route("POST", "api", f"{wind}/data/report/offline/(account|creativity)", report, rows),
        ]


DELETED = {"campaign": 3, "unit": None, "creativity": 1}


def cut(items: list[bytes], number: int, size: int) -> tuple[list[bytes], int]:
    """One page and how many records there are in all."""
    size = min(int(size), 1000)
    return items[(int(number) - 1) * size : int(number) * size], len(items)


def routes(world: Any) -> list[Route]:
    return Xiaohongshu(world).routes()
