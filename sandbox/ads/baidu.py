"""Baidu Marketing 百度营销 (search and feed), as its contract tells it.

- Every call is POST; `header.userName` and `header.accessToken` stand in the body.
- HTTP is 200 always; `header.status` 0 may be left out, 1 is a partial and 2 a whole failure.
- `body.data` is a list with one report, or (here: for search terms) the report itself.
- Enum columns come as labels, names of deleted things end in [已删除], an undefined rank is near
  the largest double; keywords without a click are not in the report.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.ads.baidu_rows import (
    COLUMNS,
    COUNTS,
    REPORTS,
    account_card,
    campaign_card,
    creative_card,
    group_card,
    keyword_card,
    product_of,
    shown,
)
from sandbox.ads.baidu_tasks import Tasks
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, played, records
from sandbox.tokens import AccessTokens, RotatingTokens

SMS, FEED = "/json/sms/service", "/json/feed/v1"
MANAGER = "group-manager"
MOST_DAYS = 731


def head(status: int, *failures: dict[str, Any]) -> dict[str, Any]:
    """The header of an answer; a zero is left out."""
    words = {0: "success", 1: "partial failure", 2: "failure", 3: "system error"}
    told = {"desc": words[status], "failures": list(failures), "oprs": 1, "quota": 1}
    return ({"status": status} if status else {}) | told


def refuse(code: int, message: str, status: int = 2) -> Reply:
    """No, with HTTP 200."""
    failure = {"code": code, "message": message, "position": ""}
    return Reply(200, {"header": head(status, failure), "body": {}})


def settle(data: Any) -> Reply:
    return Reply(200, {"header": head(0), "body": {"data": data}})


WORDS = {
    "busy_in_body": lambda: refuse(421, "QPS exceeded"),
    "throttled_account": lambda: refuse(405, "Server is busy"),
    "partly_failed": lambda: refuse(901102, "some campaigns could not be read", status=1),
}


class Baidu:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.figures = AdFigures(world, "baidu")
        self.numbers = {name: 30000001 + n for n, name in enumerate(self.figures.accounts)}
        self.product = {c["campaign_id"]: product_of(c) for c in self.figures.campaigns}
        self.keywords = records(world.keywords.filter(pl.col("platform") == "baidu"))
        self.tokens = AccessTokens("sandbox-baidu-access-")
        self.chain = RotatingTokens(SECRETS["BAIDU_REFRESH_TOKEN"])
        self.prepared = Prepared()
        self.tasks = Tasks()

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (asked.get("appId"), asked.get("secretKey"), str(asked.get("userId")))
        if app != tuple(SECRETS[f"BAIDU_{n}"] for n in ("APP_ID", "SECRET_KEY", "USER_ID")):
            return Reply(200, {"code": 400110, "message": "app is not valid", "data": None})
        link = self.chain.rotate(asked.get("refreshToken"))
        if link is None:
            return Reply(200, {"code": 400130, "message": "refreshToken is not valid"})
        pair = {"accessToken": self.tokens.issue(), "expiresIn": 86400, "refreshToken": link}
        pair |= {"refreshExpiresIn": 2592000, "openId": 777, "userId": int(app[2])}
        return Reply(200, {"code": 0, "message": "success", "data": pair})

    def sub_accounts(self, request: Request) -> Reply:
        """Keyset paging by the largest number."""
        asked = request.json() or {}
        if asked.get("accessToken") not in self.tokens.live:
            return Reply(200, {"code": 400120, "message": "accessToken is not valid"})
        after, size = int(asked.get("lastPageMaxUcId", 1)), int(asked.get("pageSize", 500))
        rest = [(n, name) for name, n in self.numbers.items() if n > after]
        told = {"masterUid": 30000000, "masterName": MANAGER, "userAcctType": 2}
        told["subUserList"] = [{"ucId": n, "ucName": name} for n, name in rest[:size]]
        return Reply(
            200, {"code": 0, "message": "success", "data": told | {"hasNext": len(rest) > size}}
        )

    def guarded(self, handler: Callable[[str, dict, Request], Reply]) -> Callable:
        def check(request: Request) -> Reply:
            asked = request.json()
            if not isinstance(asked, dict) or "header" not in asked:
                return refuse(8002, "malformed JSON")
            header, body = asked["header"], asked.get("body", {})
            account = self._named(header.get("userName"), body)
            if account is None:
                return refuse(8101, "Wrong user name")
            if header.get("accessToken") not in self.tokens.live:
                return refuse(8102, "Missing token")
            return played(request, WORDS) or handler(account, body, request)

        return check

    def _named(self, name: str | None, body: dict) -> str | None:
        """The account itself, or the one a manager names by its number."""
        if name != MANAGER:
            return name if name in self.numbers else None
        asked = body.get("userIds") or []
        if "taskId" in body:
            return MANAGER
        return next((one for one, number in self.numbers.items() if [number] == asked), None)

    def account(self, account: str, body: dict, request: Request) -> Reply:
        if not body.get("accountFields"):
            return refuse(901100, "accountFields is required")
        return settle(shown([account_card(self.numbers[account])], body["accountFields"]))

    def _mine(self, rows: list[dict], account: str, mark: str) -> list[dict]:
        """Rows of an account's campaigns in one of the two trees."""
        product = "feed" if mark else "search"
        own = self.figures.of(self.figures.campaigns, account)
        ids = {c["campaign_id"] for c in own if self.product[c["campaign_id"]] == product}
        return [row for row in rows if row["campaign_id"] in ids]

    def campaigns(self, mark: str) -> Callable[[str, dict, Request], Reply]:
        def answer(account: str, body: dict, request: Request) -> Reply:
            fields, ids = body.get(f"campaign{mark}Fields"), body.get(f"campaign{mark}Ids", [])
            if not fields or len(ids) > 100:
                return refuse(901100, "fields are required; at most 100 ids")
            mine = self._mine(self.figures.campaigns, account, mark)
            return settle(shown((campaign_card(row, mark) for row in mine), fields))

        return answer

    def groups(self, mark: str) -> Callable[[str, dict, Request], Reply]:
        def answer(account: str, body: dict, request: Request) -> Reply:
            fields, ids = body.get(f"adgroup{mark}Fields"), set(map(str, body.get("ids", [])))
            if not fields or body.get("idType") != (1 if mark else 3) or not 1 <= len(ids) <= 100:
                return refuse(901100, "fields, ids and idType: 1 to 100 campaigns")
            mine = self._mine(self.figures.ad_groups, account, mark)
            cards = (group_card(row, mark) for row in mine if row["campaign_id"] in ids)
            return settle(shown(cards, fields))

        return answer

    def creatives(self, mark: str) -> Callable[[str, dict, Request], Reply]:
        def answer(account: str, body: dict, request: Request) -> Reply:
            fields = body.get("creativeFeedFields" if mark else "creativeFields")
            ids = set(map(str, body.get("ids", [])))
            if not fields or body.get("idType") != (2 if mark else 5) or not 1 <= len(ids) <= 100:
                return refuse(901100, "fields, ids and idType: 1 to 100 ad groups")
            mine = self._mine(self.figures.ads, account, mark)
            cards = (creative_card(row, mark) for row in mine if row["ad_group_id"] in ids)
            return settle(shown(cards, fields))

        return answer

    def words(self, account: str, body: dict, request: Request) -> Reply:
        ids = set(map(str, body.get("ids", [])))
        if not body.get("wordFields") or body.get("idType") != 5 or not 1 <= len(ids) <= 50:
            return refuse(901100, "wordFields, ids and idType 5: 1 to 50 ad groups")
        mine = (w for w in self.figures.of(self.keywords, account) if w["ad_group_id"] in ids)
        return settle(shown(map(keyword_card, mine), body["wordFields"]))

    def asked(self, account: str, body: dict, today: date) -> Reply | tuple:
        """What a report is asked for, or why it is refused."""
        start, end = day_or_none(body.get("startDate")), day_or_none(body.get("endDate"))
        columns, sorts = body.get("columns") or [], body.get("sorts", [])
        kind, product = REPORTS.get(body.get("reportType", 0), ("", ""))
        named = [one.get("column") for one in sorts]
        if not kind or body.get("timeUnit") != "DAY":
            return refuse(901201, "no such reportType or timeUnit")
        if not set(columns) <= set(COLUMNS[kind]) or not set(columns) & COUNTS:
            return refuse(901202, "columns: unknown column, or no metric")
        if len(named) > 2 or not set(named) <= set(columns) or body.get("filters"):
            return refuse(901203, "sorts: at most two, of the columns")
        if start is None or end is None or end < start or (end - start).days >= MOST_DAYS:
            return refuse(901204, "startDate, endDate: YYYY-MM-DD, at most 731 days")
        return (kind, product, account, start, end, today, tuple(columns))

    def report(self, account: str, body: dict, request: Request) -> Reply:
        key = self.asked(account, body, request.today)
        if isinstance(key, Reply):
            return key
        table, summary = self.prepared.get(key, lambda: self.table(*key))
        first, most = body.get("startRow", 0), body.get("rowCount", 0)
        if not 1 <= most <= 200:
            return refuse(901205, "rowCount: 1 to 200")
        page = [encode(row) for row in table[first : first + most].iter_rows(named=True)]
        if "wrong_total" in request.faults:
            summary = summary | {"cost": summary["cost"] + 1}
        told = b'{"rowCount":%d,"totalRowCount":%d,"rows":%s' % (
            len(page),
            len(table),
            joined(page),
        )
        told += (b',"summary":' + encode(summary) if body.get("needSum") else b"") + b"}"
        told = told if key[0] == "query" else b"[" + told + b"]"
        header = encode(head(0) | ({} if first else {"status": 0}))
        return Reply(200, b'{"header":' + header + b',"body":{"data":' + told + b"}}")

    def create_task(self, account: str, body: dict, request: Request) -> Reply:
        key = self.asked(account, body, request.today)
        if isinstance(key, Reply):
            return key
        table, _ = self.prepared.get(key, lambda: self.table(*key))
        return settle({"taskId": self.tasks.made(table, failed="failed_job" in request.faults)})

    def task_status(self, account: str, body: dict, request: Request) -> Reply:
        files = request.base.removesuffix(request.url_name) + "files"
        told = self.tasks.state(body.get("taskId", ""), files)
        return settle([told]) if told else refuse(901210, "no such task")

    def table(
        self,
        kind: str,
        product: str,
        account: str,
        start: date,
        end: date,
        today: date,
        columns: tuple[str, ...],
    ) -> tuple[pl.DataFrame, dict[str, Any]]:
        """The rows of a report, and their sums."""
        last = min(end, today - timedelta(days=1))
        mine = (pl.col("account_id") == account) & pl.col("day").is_between(start, last)
        if kind in ("keyword", "query"):
            frame = self._words(kind, today).filter(mine)
        else:
            frame = self.figures.as_of(today).filter(mine)
            told = pl.col("campaign_id").replace_strict(self.product, return_dtype=pl.String)
            frame = frame.filter(told == product)
        if kind == "account":
            sums = [pl.col(name).sum() for name in ("impressions", "clicks", "spend")]
            frame = frame.group_by("account_id", "day", maintain_order=True).agg(sums)
        number = pl.lit(self.numbers[account]).alias("user_number")
        shown_columns = [COLUMNS[kind][column].alias(column) for column in columns]
        table = frame.with_columns(number).sort("day", maintain_order=True).select(shown_columns)
        sums = {m: table[m].sum() for m in columns if m in COUNTS}
        return table, {name: round(value, 2) for name, value in sums.items()}

    def _words(self, kind: str, today: date) -> pl.DataFrame:
        """Clicked keywords by device, or what people typed."""
        days = self.world.keyword_days_as_of(today).filter(
            (pl.col("platform") == "baidu") & (pl.col("clicks") > 0)
        )
        if kind == "query":
            keys = [c for c in days.columns if c in ("account_id", "keyword_id", "day")]
            words = self.world.keywords.select("keyword_id", "keyword")
            terms = self.world.search_term_days_as_of(today).join(words, on="keyword_id")
            return terms.join(days, on=keys, how="semi").join(self.figures.names, on="campaign_id")
        return by_device(days.join(self.figures.names, on="campaign_id", how="left"))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        shape = Shape("body.data")
        service = f"{SMS}/OpenApiReportService"
        calls = {
            f"{SMS}/AccountService/getAccountInfo": (self.account, shape),
            f"{SMS}/CampaignService/getCampaign": (self.campaigns(""), shape),
            f"{SMS}/AdgroupService/getAdgroup": (self.groups(""), shape),
            f"{SMS}/CreativeService/getCreative": (self.creatives(""), shape),
            f"{SMS}/KeywordService/getWord": (self.words, shape),
            f"{FEED}/CampaignFeedService/getCampaignFeed": (self.campaigns("Feed"), shape),
            f"{FEED}/AdgroupFeedService/getAdgroupFeed": (self.groups("Feed"), shape),
            f"{FEED}/CreativeFeedService/getCreativeFeed": (self.creatives("Feed"), shape),
            f"{service}/getReportData": (self.report, Shape("body.data.*.rows")),
            f"{service}/createReportTask": (self.create_task, Shape()),
            f"{service}/getTaskStatus": (self.task_status, Shape()),
        }
        return [
            Route("POST", "token", "/oauth/refreshToken", self.refresh),
            Route("POST", "token", "/oauth/getUserInfo", self.sub_accounts),
            Route("GET", "files", r"/task/t\d+", self.tasks.file),
            *(
                Route("POST", "api", path, self.guarded(handler), shape)
                for path, (handler, shape) in calls.items()
            ),
        ]


def by_device(days: pl.DataFrame) -> pl.DataFrame:
    """Three in ten at a desk, the rest on the road; to the click and the cent."""
    figures = [pl.col(name) for name in ("impressions", "clicks", "conversions")]
    cents = (pl.col("spend") * 100).cast(pl.Int64)
    desk = days.with_columns(
        *[(each * 3 // 10).alias(each.meta.output_name()) for each in figures],
        spend=((cents * 3 // 10) / 100).cast(pl.Decimal(18, 6)),
        device=pl.lit("计算机"),
    )
    road = days.with_columns(
        *[(each - each * 3 // 10).alias(each.meta.output_name()) for each in figures],
        spend=((cents - cents * 3 // 10) / 100).cast(pl.Decimal(18, 6)),
        device=pl.lit("移动设备"),
    )
    return pl.concat([desk, road]).sort("day", "keyword_id", "device")


def routes(world: Any) -> list[Route]:
    return Baidu(world).routes()
