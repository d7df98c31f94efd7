"""Tencent Ads 腾讯广告 (Marketing API v3.0), as its contract tells it.

- `access_token`, `timestamp` (300 s either way) and a `nonce` nobody repeats, in every query.
- HTTP is 200 always; `code` and `code_type` tell. A refresh leaves the refresh token alone.
- Only columns that `fields` names; a field that `group_by` does not imply is meaningless.
- `page` × `page_size` ends at 10,000 rows of a report (127005); a task tells one day in a file.
- Lists go by page for 100 pages, or by cursor. Money is fen, all numbers integers.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from threading import Lock
from typing import Any

import polars as pl

from sandbox.ads.tencent_tasks import Tasks
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, mapping, played
from sandbox.tokens import AccessTokens

Row = dict[str, Any]
AGENCY = "20009999"
LEVELS = {
    "REPORT_LEVEL_ADVERTISER": ("date",),
    "REPORT_LEVEL_DYNAMIC_CREATIVE": ("date", "adgroup_id", "dynamic_creative_id"),
}
FEN = {"cost": "spend", "order_amount": "conversion_value"}
CLOCKS = {
    "REQUEST_TIME": pl.col("conversions"),
    "REPORTING_TIME": pl.col("conversions_by_conversion_date"),
    "ACTIVE_TIME": (pl.col("conversions") * 9 / 10).floor(),
}
COUNTED = ("impressions", "clicks", "spend", "conversions", "conversion_value")
MOST_ROWS = 10_000
MOST_DAYS = 365
STEP = timedelta(days=1)
SKEW = 300


def refuse(code: int, message: str, kind: str = "BusinessException") -> Reply:
    """No, with HTTP 200."""
    body = {"code": code, "message": message, "message_cn": message, "code_type": kind}
    return Reply(200, body | {"trace_id": "7f3a", "errors": [{"code": code}]})


def throttled() -> Reply:
    reply = refuse(11017, "minute limit reached")
    reply.headers["X-RateLimit-Remaining"] = "80,0"
    return reply


WORDS = {
    "busy_in_body": throttled,
    "throttled_account": lambda: refuse(11016, "second limit reached"),
    "daily_quota": lambda: refuse(11018, "daily limit reached"),
    "too_large": lambda: refuse(127005, "page * page_size is beyond 10000"),
    "not_ready_day": lambda: refuse(30001, "system error", "SysException"),
}


def settle(items: list[bytes], page: int, size: int) -> Reply:
    """One page of a list by numbers."""
    total = {"total_number": len(items), "total_page": max(1, -(-len(items) // size))}
    info = encode({"page": page, "page_size": size} | total)
    start = b'{"code":0,"message":"","message_cn":"","trace_id":"7f3a","data":{"list":'
    here = joined(items[(page - 1) * size : page * size])
    return Reply(200, start + here + b',"page_info":' + info + b"}}")


def part(items: list[bytes], start: int, size: int) -> Reply:
    """A list from a cursor on; `has_more` is left out at the end."""
    info: Row = {"page_size": size, "total_number": len(items)}
    if start + size < len(items):
        info |= {"has_more": True, "cursor": str(start + size)}
    head = b'{"code":0,"message":"","message_cn":"","trace_id":"7f3a","data":{"list":'
    here = joined(items[start : start + size])
    return Reply(200, head + here + b',"cursor_page_info":' + encode(info) + b"}}")


class TencentAds:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "tencent_ads")
        self.tokens = AccessTokens("sandbox-tencent-access-")
        self.prepared = Prepared()
        self.tasks = Tasks()
        self.nonces: set[str] = set()
        self.lock = Lock()

    def refresh(self, request: Request) -> Reply:
        asked = request.params
        app = (asked.get("client_id"), asked.get("client_secret"))
        if app != (SECRETS["TENCENT_ADS_CLIENT_ID"], SECRETS["TENCENT_ADS_CLIENT_SECRET"]):
            return refuse(11014, "client is not valid")
        if asked.get("grant_type") != "refresh_token":
            return refuse(18001, "grant_type is not valid")
        if asked.get("refresh_token") != SECRETS["TENCENT_ADS_REFRESH_TOKEN"]:
            return refuse(11012, "refresh_token has expired")
        data = {"access_token": self.tokens.issue(), "access_token_expires_in": 86400}
        return Reply(200, {"code": 0, "message": "", "data": data})

    def guarded(self, handler: Callable[[str, Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            asked = request.params
            refused = self._once(asked) or self._token(asked.get("access_token", ""))
            if refused:
                return refused
            account = str(asked.get("account_id") or (request.json() or {}).get("account_id", ""))
            if account not in self.figures.accounts:
                words = "expand the agency first" if account == AGENCY else "no permission"
                return refuse(12201, f"account {account}: {words}")
            return played(request, WORDS) or handler(account, request)

        return check

    def _once(self, asked: dict[str, str]) -> Reply | None:
        stamp, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > SKEW:
            return refuse(12101, "timestamp is not within 300 seconds")
        with self.lock:
            if not 1 <= len(nonce) <= 32 or nonce in self.nonces:
                return refuse(12100, "nonce was used before")
            self.nonces.add(nonce)
        return None

    def _token(self, token: str) -> Reply | None:
        if token in self.tokens.live:
            return None
        # A token of a former life of this sandbox is as good as expired.
        ours = token.startswith(self.tokens.prefix)
        return refuse(11000, "token has expired") if ours else refuse(11002, "token is not valid")

    def relations(self, request: Request) -> Reply:
        """The organisation's accounts, by cursor."""
        asked = request.params
        if refused := self._once(asked) or self._token(asked.get("access_token", "")):
            return refused
        size, start = int(asked.get("page_size", 10)), int(asked.get("cursor") or 0)
        if size > 100 or asked.get("pagination_mode") != "PAGINATION_MODE_CURSOR":
            return refuse(18001, "pagination_mode, page_size: cursor, at most 100")
        cards = [{"account_id": int(number)} for number in self.figures.accounts]
        info: Row = {"page_size": size, "total_number": len(cards)}
        if start + size < len(cards):
            info |= {"has_more": True, "cursor": str(start + size)}
        data = {"list": cards[start : start + size], "cursor_page_info": info}
        return Reply(200, {"code": 0, "message": "", "data": data})

    def listing(self, cards: Callable[[str], list[Row]]) -> Callable[[str, Request], Reply]:
        def answer(account: str, request: Request) -> Reply:
            asked = request.params
            fields = mapping(asked.get("fields"))
            page, size = sizes(asked)
            by_cursor = asked.get("pagination_mode") == "PAGINATION_MODE_CURSOR"
            if not isinstance(fields, list) or not fields:
                return refuse(18001, "fields is required")
            if not by_cursor and not (1 <= page <= 100 and 1 <= size <= 100):
                return refuse(18002, "page and page_size: at most 100, then by cursor")
            gone = asked.get("is_deleted", "false") == "true"
            kept = [card for card in cards(account) if card.get("is_deleted", False) == gone]
            told = [encode({name: card[name] for name in fields if name in card}) for card in kept]
            if by_cursor:
                return part(told, int(asked.get("cursor") or 0), min(size, 100))
            return settle(told, page, size)

        return answer

    def advertisers(self, account: str) -> list[Row]:
        card = self.figures.accounts[account]
        name = {"corporation_name": card["account_name"]}
        state = {"system_status": "CUSTOMER_STATUS_NORMAL", "daily_budget": 500_000}
        return [{"account_id": int(account)} | state | name]

    def adgroups(self, account: str) -> list[Row]:
        return [
            {
                "adgroup_id": int(c["campaign_id"]),
                "adgroup_name": c["campaign_name"],
                "configured_status": status(c["status"]),
                "system_status": "ADGROUP_STATUS_ACTIVE",
                "is_deleted": c["status"] == "ended",
                "begin_date": str(c["start_date"]),
                "end_date": str(c["end_date"] or ""),
                "daily_budget": int(c["daily_budget"] * 100),
                "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
            }
            for c in self.figures.of(self.figures.campaigns, account)
        ]

    def creatives(self, account: str) -> list[Row]:
        return [
            {
                "dynamic_creative_id": int(ad["ad_id"]),
                "dynamic_creative_name": ad["ad_name"],
                "adgroup_id": int(ad["campaign_id"]),
                "configured_status": status(ad["status"]),
                "is_deleted": ad["status"] == "paused",
            }
            for ad in self.figures.of(self.figures.ads, account)
        ]

    def report(self, account: str, request: Request) -> Reply:
        asked = request.params
        days, fields = mapping(asked.get("date_range")) or {}, mapping(asked.get("fields"))
        start, end = (day_or_none(days.get(name)) for name in ("start_date", "end_date"))
        page, size = sizes(asked)
        level = asked.get("level", "")
        if level not in LEVELS or not isinstance(fields, list):
            return refuse(18001, "level and fields are required")
        if mapping(asked.get("group_by")) != list(LEVELS[level]):
            return refuse(18001, "group_by is required")
        if start is None or end is None or not 0 <= (end - start).days < MOST_DAYS:
            return refuse(18003, "date_range: YYYY-MM-DD, at most 365 days")
        if asked.get("time_line") not in CLOCKS or not 1 <= size <= 2000:
            return refuse(18004, "time_line or page_size")
        if page * size > MOST_ROWS:
            return refuse(127005, "page * page_size is beyond 10000")
        key = (account, start, end, request.today, level, asked["time_line"], tuple(fields))
        return settle(self.prepared.get(key, lambda: self._rows(*key)), page, size)

    def add_task(self, account: str, request: Request) -> Reply:
        """One day as a file; one task per account in five minutes."""
        asked = request.json() or {}
        level, clock, fields = (asked.get(n) for n in ("level", "time_line", "report_fields"))
        day = day_or_none(asked.get("date"))
        if level not in LEVELS or clock not in CLOCKS or not fields or day is None:
            return refuse(18001, "level, time_line, report_fields, date: one day")
        table = self._table(account, day, day, request.today, level, clock, tuple(fields))
        number = self.tasks.made(account, table, failed="failed_job" in request.faults)
        if number is None:
            return refuse(127001, "one task in five minutes")
        return Reply(200, {"code": 0, "message": "", "data": {"task_id": number}})

    def task_states(self, account: str, request: Request) -> Reply:
        [wanted] = mapping(request.params.get("filtering")) or [{}]
        found = [self.tasks.state(int(n)) for n in wanted.get("values", []) if n.isdigit()]
        return Reply(
            200, {"code": 0, "message": "", "data": {"list": [one for one in found if one]}}
        )

    def task_file(self, account: str, request: Request) -> Reply:
        """Sent on to where the file lies, or no such file."""
        asked = request.params
        if not self.tasks.has(asked.get("task_id", ""), asked.get("file_id", "")):
            return refuse(18002, "no such file")
        return Reply(302, b"", {"Location": f"{request.base}/file/{asked['task_id']}"})

    def _rows(self, *asked: Any) -> list[bytes]:
        return [encode(row) for row in self._table(*asked).iter_rows(named=True)]

    def _table(
        self,
        account: str,
        start: date,
        end: date,
        today: date,
        level: str,
        clock: str,
        fields: tuple[str, ...],
    ) -> pl.DataFrame:
        goals = CLOCKS[clock].cast(pl.Int64)
        columns = {
            "date": pl.col("day").cast(pl.String),
            "adgroup_id": pl.col("campaign_id").cast(pl.Int64),
            "adgroup_name": pl.col("campaign_name"),
            "dynamic_creative_id": pl.col("ad_id").cast(pl.Int64),
            "view_count": pl.col("impressions"),
            "valid_click_count": pl.col("clicks"),
            "conversions_count": goals,
            "deep_conversions_count": goals // 3,
            **{
                name: (pl.col(column).cast(pl.Float64) * 100).round().cast(pl.Int64)
                for name, column in FEN.items()
            },
        }
        frame = self.figures.window(today, account, start, min(end, today - STEP))
        if level == "REPORT_LEVEL_ADVERTISER":
            sums = [pl.col(name).sum() for name in COUNTED]
            frame = frame.group_by("day", maintain_order=True).agg(sums)
            del columns["adgroup_id"], columns["adgroup_name"], columns["dynamic_creative_id"]
        return frame.select(columns.get(name, pl.lit(0)).alias(name) for name in fields)

    def fans(self, account: str, request: Request) -> Reply:
        """Fans by day of the 视频号 accounts of the advertiser's brand."""
        asked = request.json() or {}
        first, last = asked.get("start_date"), asked.get("end_date")
        page, size = asked.get("page", 1), asked.get("page_size", 10)
        numbers = (first, last, page, size)
        if not all(isinstance(number, int) for number in numbers) or not 1 <= size <= 100:
            return refuse(18001, "start_date, end_date, page, page_size: integers")
        world, brand = self.figures.world, self.figures.accounts[account]["brand_id"]
        bound = world.accounts.filter(
            (pl.col("connector") == "wechat_channels") & (pl.col("brand_id") == brand)
        )
        on = pl.col("day").dt.strftime("%Y%m%d").cast(pl.Int64)
        days = world.account_days.filter(pl.col("platform") == "wechat_channels").join(
            bound.select("account_id", "account_name"), on="account_id", maintain_order="left"
        )
        told = days.filter((pl.col("day") < request.today) & on.is_between(first, last)).select(
            video_channel_id="account_id",
            video_channel_name="account_name",
            date=on,
            fans_cnt="total",
        )
        info = {"page": page, "page_size": size, "total_number": len(told)}
        info["total_page"] = max(1, -(-len(told) // size))
        rows = told.slice((page - 1) * size, size).to_dicts()
        data = {"fans_info_list": rows, "page_info": info}
        return Reply(200, {"code": 0, "message": "", "message_cn": "", "data": data})

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        page = Shape("data.list", pages="data.page_info.total_page")
        calls = {
            "advertiser/get": self.listing(self.advertisers),
            "adgroups/get": self.listing(self.adgroups),
            "dynamic_creatives/get": self.listing(self.creatives),
            "daily_reports/get": self.report,
            "async_reports/get": self.task_states,
        }
        return [
            Route("GET", "api", "/oauth/token", self.refresh),
            Route("GET", "api", "/v3.0/organization_account_relation/get", self.relations),
            Route(
                "POST",
                "api",
                "/v3.0/video_channel_fans_data/get",
                self.guarded(self.fans),
                Shape("data.fans_info_list", pages="data.page_info.total_page"),
            ),
            Route("POST", "api", "/v3.0/async_reports/add", self.guarded(self.add_task)),
            Route("GET", "files", "/v3.0/async_report_files/get", self.guarded(self.task_file)),
            Route("GET", "files", r"/file/\d+", self.tasks.file),
            *(
                Route("GET", "api", f"/v3.0/{path}", self.guarded(handler), page)
                for path, handler in calls.items()
            ),
        ]


def sizes(asked: dict[str, str]) -> tuple[int, int]:
    """Page and page size; nonsense is 0."""
    page, size = (
        asked.get(name, default) for name, default in (("page", "1"), ("page_size", "10"))
    )
    return (int(page) if page.isdigit() else 0, int(size) if size.isdigit() else 0)


def status(word: str) -> str:
    return "AD_STATUS_NORMAL" if word == "active" else "AD_STATUS_SUSPEND"


def routes(world: Any) -> list[Route]:
    return TencentAds(world).routes()
