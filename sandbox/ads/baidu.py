"""Baidu Marketing 百度营销 (search), as its contract tells it.

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
    METRICS,
    REPORTS,
    account_cards,
    campaign_cards,
    group_cards,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, played
from sandbox.tokens import AccessTokens, RotatingTokens

SERVICE = "/json/sms/service"
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
        self.tokens = AccessTokens("sandbox-baidu-access-")
        self.chain = RotatingTokens(SECRETS["BAIDU_REFRESH_TOKEN"])
        self.prepared = Prepared()

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
        told = {"masterUid": 30000000, "masterName": "示例集团", "userAcctType": 2}
        told["subUserList"] = [{"ucId": n, "ucName": name} for n, name in rest[:size]]
        return Reply(
            200, {"code": 0, "message": "success", "data": told | {"hasNext": len(rest) > size}}
        )

    def guarded(self, handler: Callable[[str, dict, Request], Reply]) -> Callable:
        def check(request: Request) -> Reply:
            asked = request.json()
            if not isinstance(asked, dict) or "header" not in asked:
                return refuse(8002, "malformed JSON")
            header = asked["header"]
            if not header.get("userName") or header["userName"] not in self.numbers:
                return refuse(8101, "Wrong user name")
            if header.get("accessToken") not in self.tokens.live:
                return refuse(8102, "Missing token")
            account, body = header["userName"], asked.get("body", {})
            return played(request, WORDS) or handler(account, body, request)

        return check

    def account(self, account: str, body: dict, request: Request) -> Reply:
        if not body.get("accountFields"):
            return refuse(901100, "accountFields is required")
        cards = account_cards(self.numbers[account], body["accountFields"])
        return Reply(200, {"header": head(0), "body": {"data": cards}})

    def campaigns(self, account: str, body: dict, request: Request) -> Reply:
        if not body.get("campaignFields") or len(body.get("campaignIds", [])) > 100:
            return refuse(901100, "campaignFields is required; at most 100 campaignIds")
        mine = self.figures.of(self.figures.campaigns, account)
        cards = campaign_cards(mine, body["campaignFields"])
        return Reply(200, {"header": head(0), "body": {"data": cards}})

    def ad_groups(self, account: str, body: dict, request: Request) -> Reply:
        ids, kind = {str(number) for number in body.get("ids", [])}, body.get("idType")
        if not body.get("adgroupFields") or kind != 3 or not 1 <= len(ids) <= 100:
            return refuse(901100, "adgroupFields is required; idType 3: 1 to 100 campaigns")
        mine = {c["campaign_id"] for c in self.figures.of(self.figures.campaigns, account)}
        groups = [g for g in self.figures.ad_groups if g["campaign_id"] in ids & mine]
        cards = group_cards(groups, body["adgroupFields"])
        return Reply(200, {"header": head(0), "body": {"data": cards}})

    def report(self, account: str, body: dict, request: Request) -> Reply:
        start, end = day_or_none(body.get("startDate")), day_or_none(body.get("endDate"))
        kind, columns = REPORTS.get(body.get("reportType", 0)), body.get("columns") or []
        sorts = [one.get("column") for one in body.get("sorts", [])]
        if kind is None or body.get("timeUnit") != "DAY":
            return refuse(901201, "no such reportType or timeUnit")
        if not set(columns) <= set(COLUMNS[kind]) or not set(columns) & set(METRICS):
            return refuse(901202, "columns: unknown column, or no metric")
        if len(sorts) > 2 or not set(sorts) <= set(columns) or body.get("filters"):
            return refuse(901203, "sorts: at most two, of the columns")
        if start is None or end is None or end < start or (end - start).days >= MOST_DAYS:
            return refuse(901204, "startDate, endDate: YYYY-MM-DD, at most 731 days")
        key = (kind, account, start, end, request.today, tuple(columns))
        rows, summary = self.prepared.get(key, lambda: self._rows(*key))
        first, most = body.get("startRow", 0), body.get("rowCount", 0)
        if not 1 <= most <= 200:
            return refuse(901205, "rowCount: 1 to 200")
        page = rows[first : first + most]
        if "wrong_total" in request.faults:
            summary = summary | {"cost": summary["cost"] + 1}
        told = b'{"rowCount":%d,"totalRowCount":%d,"rows":%s' % (len(page), len(rows), joined(page))
        told += (b',"summary":' + encode(summary) if body.get("needSum") else b"") + b"}"
        told = told if kind == "query" else b"[" + told + b"]"
        header = encode(head(0) | ({} if first else {"status": 0}))
        return Reply(200, b'{"header":' + header + b',"body":{"data":' + told + b"}}")

    def _rows(
        self, kind: str, account: str, start: date, end: date, today: date, columns: tuple[str, ...]
    ) -> tuple[list[bytes], dict[str, Any]]:
        last = min(end, today - timedelta(days=1))
        mine = (pl.col("account_id") == account) & pl.col("day").is_between(start, last)
        if kind == "creative":
            frame = self.figures.as_of(today).filter(mine)
        else:
            frame = self._words(kind, today).filter(mine)
        shown = [COLUMNS[kind][column].alias(column) for column in columns]
        number = pl.lit(self.numbers[account]).alias("user_number")
        table = frame.with_columns(number).sort("day", maintain_order=True).select(shown)
        sums = {m: table[m].sum() for m in METRICS if m in columns and table[m].dtype.is_numeric()}
        summary = {name: round(value, 2) for name, value in sums.items()}
        return [encode(row) for row in table.iter_rows(named=True)], summary

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
        calls = {
            "AccountService/getAccountInfo": (self.account, shape),
            "CampaignService/getCampaign": (self.campaigns, shape),
            "AdgroupService/getAdgroup": (self.ad_groups, shape),
            "OpenApiReportService/getReportData": (self.report, Shape("body.data.*.rows")),
        }
        return [
            Route("POST", "token", "/oauth/refreshToken", self.refresh),
            Route("POST", "token", "/oauth/getUserInfo", self.sub_accounts),
            *(
                Route("POST", "api", f"{SERVICE}/{path}", self.guarded(handler), shape)
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
