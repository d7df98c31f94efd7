"""Kuaishou 磁力引擎 (DSP), as its contract tells it.

- POST with JSON and `Access-Token`, HTTP 200 always, the verdict in `code`.
- A refresh renews both tokens; the old refresh token is dead.
- Reports answer at once for the last week, a week at most; older days through a task and its file.
- Creatives, program creatives and 省心投 (campaign level only) add up to the account.
"""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.ads.kuaishou_rows import account_card, as_file, listing, report, word_record
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, played
from sandbox.tokens import AccessTokens, RotatingTokens

LEVELS = {
    **{1: "account", 2: "campaign", 4: "creative", 10: "program_creative"},
    **{21: "word_info", 25: "query_word"},
}
WEEK, HALF_A_YEAR = 7, 184


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"code": code, "message": message, "request_id": "a1b2c3"})


WORDS = {
    "daily_quota": lambda: refuse(401000, "今日操作次数已达上限"),
    "busy_in_body": lambda: refuse(402001, "请求过于频繁，请稍后重试"),
    "throttled_account": lambda: refuse(402002, "账户触发限流"),
}


def settle(data: bytes) -> Reply:
    return Reply(200, b'{"code":0,"message":"OK","request_id":"a1b2c3","data":' + data + b"}")


class Kuaishou:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.figures = AdFigures(world, "kuaishou_ads")
        self.tokens = AccessTokens("sandbox-kuaishou-access-")
        self.chain = RotatingTokens(SECRETS["KUAISHOU_ADS_REFRESH_TOKEN"])
        self.prepared = Prepared()
        self.tasks: dict[int, dict[str, Any]] = {}
        self.lock = threading.Lock()

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (str(asked.get("app_id")), asked.get("secret"))
        if app != (SECRETS["KUAISHOU_ADS_APP_ID"], SECRETS["KUAISHOU_ADS_SECRET"]):
            return refuse(402100, "应用未授权")
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(402101, "refresh_token 无效或已过期")
        told = {
            "access_token": self.tokens.issue(),
            "access_token_expires_in": 86_399,
            "refresh_token": link,
            "refresh_token_expires_in": 2_591_999,
            "advertiser_ids": [int(account) for account in self.figures.accounts],
        }
        return settle(encode(told))

    def guarded(self, handler: Callable[[Request, dict], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.headers.get("Access-Token", "") not in self.tokens.live:
                return refuse(402102, "access_token 已过期")
            if (said := played(request, WORDS)) is not None:
                return said
            asked = request.params if request.method == "GET" else request.json()
            if not isinstance(asked, dict):
                return refuse(402000, "参数错误")
            if str(asked.get("advertiser_id")) not in self.figures.accounts:
                return refuse(402103, "没有该账户的授权")
            return handler(request, asked)

        return check

    def info(self, request: Request, asked: dict) -> Reply:
        return settle(encode(account_card(self.figures.accounts[str(asked["advertiser_id"])])))

    def entities(self, kind: str) -> Callable[[Request, dict], Reply]:
        def answer(request: Request, asked: dict) -> Reply:
            cards = listing(self.figures, str(asked["advertiser_id"]), kind)
            return paged(asked, [encode(card) for card in cards], 500)

        return answer

    def rows(self, request: Request, account: str, level: str, start: Any, end: Any) -> list[dict]:
        key = (request.today, account, level, start, end)
        return self.prepared.get(key, lambda: self.told(*key))

    def told(self, today: date, account: str, level: str, start: date, end: date) -> list[dict]:
        """The rows of a level; the search tells its words and what was typed."""
        if level not in ("word_info", "query_word"):
            return report(self.figures, self.figures.window(today, account, start, end), level)
        frame = self.world.keyword_days_as_of(today)
        if level == "query_word":
            words = self.world.keywords.select("keyword_id", "keyword")
            frame = self.world.search_term_days_as_of(today).join(words, on="keyword_id")
        mine = (pl.col("account_id") == account) & pl.col("day").is_between(start, end)
        frame = (
            frame.filter(mine).join(self.figures.names, on="campaign_id").sort("day", "keyword_id")
        )
        return [word_record(row) for row in frame.iter_rows(named=True)]

    def report(self, level: str) -> Callable[[Request, dict], Reply]:
        def answer(request: Request, asked: dict) -> Reply:
            start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
            if start is None or end is None or end < start or asked.get("report_dims"):
                return refuse(402000, "参数错误: start_date, end_date, report_dims")
            if (end - start).days >= WEEK or start < request.today - timedelta(days=WEEK):
                return refuse(402000, "只能查最近一周的数据；时间跨度不能超一周。")
            found = self.rows(request, str(asked["advertiser_id"]), level, start, end)
            return paged(asked, [encode(row) for row in found], 2000)

        return answer

    def create(self, request: Request, asked: dict) -> Reply:
        params, name = asked.get("task_params") or {}, str(asked.get("task_name") or "")
        start, end = day_or_none(params.get("start_date")), day_or_none(params.get("end_date"))
        if start is None or end is None or params.get("view_type") not in LEVELS:
            return refuse(402000, "参数错误: task_params")
        if (end - start).days >= HALF_A_YEAR:
            return refuse(402000, "时间跨度不能超过6个月")
        with self.lock:
            if not 0 < len(name) <= 50 or any(t["name"] == name for t in self.tasks.values()):
                return refuse(402000, "task_name: 不能重复，最长50字符")
            number = len(self.tasks) + 1
            level = LEVELS[params["view_type"]]
            span = {"start": start, "end": end, "level": level, "name": name, "asked": 0}
            self.tasks[number] = span | {"failed": "failed_job" in request.faults}
        told = {"advertiser_id": int(asked["advertiser_id"]), "task_id": number}
        return settle(encode(told))

    def state(self, request: Request, asked: dict) -> Reply:
        found = []
        for number in (asked.get("task_ids") or [])[:10]:
            if (task := self.tasks.get(number)) is not None:
                task["asked"] += 1
                done = 3 if task["failed"] else 2
                status = done if task["asked"] > 1 else 1
                found.append({"task_id": number, "task_name": task["name"], "task_status": status})
        return settle(encode({"details": found}))

    def download(self, request: Request, asked: dict) -> Reply:
        number = asked.get("task_id", "")
        task = self.tasks.get(int(number)) if str(number).isdigit() else None
        if task is None or task["asked"] < 2 or task["failed"]:
            return refuse(402000, "任务不存在或未完成")
        account = str(asked["advertiser_id"])
        rows = self.rows(request, account, task["level"], task["start"], task["end"])
        return Reply(200, as_file(rows), {"Content-Type": "text/csv"})

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        v1, dsp = "/rest/openapi/v1", "/rest/openapi/gw/dsp"
        rows = Shape("data.details")
        task = f"{v1}/async_task"
        return [
            Route("POST", "api", "/rest/openapi/oauth2/authorize/refresh_token", self.refresh),
            Route("POST", "api", f"{v1}/advertiser/info", self.guarded(self.info)),
            *(
                Route("POST", "api", f"{dsp}/{kind}/list", self.guarded(self.entities(kind)), rows)
                for kind in ("campaign", "unit", "creative")
            ),
            *(
                Route(
                    "POST",
                    "api",
                    f"{dsp}/v1/report/{level}_report"
                    if "word" in level
                    else f"{v1}/report/{level}_report",
                    self.guarded(self.report(level)),
                    rows,
                )
                for level in LEVELS.values()
            ),
            Route("POST", "api", f"{task}/create", self.guarded(self.create)),
            Route("POST", "api", f"{task}/list", self.guarded(self.state)),
            Route("GET", "api", f"{task}/download", self.guarded(self.download)),
        ]


def paged(asked: dict, items: list[bytes], most: int) -> Reply:
    """One page of a list, and how many records there are in all."""
    page, size = int(asked.get("page", 1)), int(asked.get("page_size", 20))
    if page < 1 or not 1 <= size <= most:
        return refuse(402000, f"page_size: 最大支持{most}")
    part = items[(page - 1) * size : page * size]
    return settle(b'{"total_count":%d,"details":' % len(items) + joined(part) + b"}")


def routes(world: Any) -> list[Route]:
    return Kuaishou(world).routes()
