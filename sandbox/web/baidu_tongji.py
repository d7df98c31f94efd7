"""Baidu Tongji 百度统计, as its contract tells it: the OAuth door and the business door.

- HTTP is 200 always; each door refuses in its own words. The refresh token rotates.
- Rows of a report stand in aligned arrays, newest day first; what is not told is `--`.
- A search engine or another site is known by the referrer; tags in the address mean nothing.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request, Route
from sandbox.secrets import SECRETS
from sandbox.story.counters import COUNTERS
from sandbox.telling import Prepared, days_between, played, records
from sandbox.tokens import AccessTokens, RotatingTokens, form

NAME = "baidu_tongji"
UNTOLD = "--"
SOURCES = {"through": "direct", "search,0": "search", "link": "link"}
CLIENT, BUSINESS = ("CLIENT_ID", "CLIENT_SECRET"), ("USERNAME", "PASSWORD", "TOKEN")
MOST_ROWS = 1000
Answer = dict[str, Any]


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200, at the OAuth door."""
    return Reply(200, {"error_code": code, "error_msg": message})


def fail(code: int, message: str) -> Reply:
    """No, with HTTP 200, at the business door."""
    failures = [{"code": code, "message": message, "position": ""}]
    header = {"desc": "failure", "failures": failures, "oprs": 1, "succ": 0, "status": 2}
    return Reply(200, {"header": header, "body": {}})


WORDS = {
    "busy_in_body": lambda: refuse(4, "Open api request limit reached"),
    "daily_quota": lambda: refuse(17, "Open api daily request limit reached"),
}
SEEN = {
    "pv_count": pl.len(),
    "visit_count": pl.col("visit").n_unique(),
    "visitor_count": pl.col("cookie").n_unique(),
    "ip_count": pl.col("ip").n_unique(),
    "new_visitor_count": pl.col("cookie").filter("is_new").n_unique(),
    "_bounced": pl.col("visit").filter(pl.col("pages") == 1).n_unique(),
    "_seconds": pl.col("seconds").sum(),
}
RATIOS = {
    "bounce_ratio": (100 * pl.col("_bounced") / pl.col("visit_count")).round(2),
    "avg_visit_time": (pl.col("_seconds") / pl.col("visit_count")).round().cast(pl.Int64),
    "avg_visit_pages": (pl.col("pv_count") / pl.col("visit_count")).round(2),
}
ON_PAGES = {
    "pv_count": pl.len(),
    "visitor_count": pl.col("cookie").n_unique(),
    "ip_count": pl.col("ip").n_unique(),
    "visit1_count": pl.col("is_entry").sum(),
    "outward_count": (~pl.col("is_exit")).sum(),
    "exit_count": pl.col("is_exit").sum(),
    "average_stay_time": pl.col("seconds").mean().round().cast(pl.Int64),
    "exit_ratio": (100 * pl.col("is_exit").mean()).round(2),
}
TREND = (*(name for name in SEEN if name[0] != "_"), *RATIOS, "trans_count", "trans_ratio")


class Tongji:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        mine = world.accounts.filter(pl.col("connector") == NAME)
        self.sites = {row["account_id"]: row for row in records(mine)}
        self.tokens = AccessTokens("121.sandbox-tongji-")
        self.chain = RotatingTokens(SECRETS["BAIDU_TONGJI_REFRESH_TOKEN"])
        self.views, self.tables = Prepared(), Prepared(keep=256)

    def token(self, request: Request) -> Reply:
        asked = form(request)
        if any(asked.get(n.lower()) != SECRETS[f"BAIDU_TONGJI_{n}"] for n in CLIENT):
            said = "unknown client id or wrong client secret"
            return Reply(401, {"error": "invalid_client", "error_description": said})
        link = self.chain.rotate(asked.get("refresh_token"))
        if asked.get("grant_type") != "refresh_token" or link is None:
            said = "refresh token has been used"
            return Reply(400, {"error": "invalid_grant", "error_description": said})
        told = {"access_token": self.tokens.issue(), "refresh_token": link, "scope": "basic"}
        return Reply(200, told | {"expires_in": 2592000, "session_secret": "", "session_key": ""})

    def of_a_person(self, handler: Callable[[Request, Answer], Reply]) -> Callable:
        """Guards the OAuth door."""

        def check(request: Request) -> Reply:
            token = request.params.get("access_token")
            if token in self.tokens.dead:
                return refuse(111, "Access token expired")
            if token not in self.tokens.live:
                return refuse(110, "Access token invalid or no longer valid")
            return played(request, WORDS) or handler(request, request.params)

        return check

    def of_a_business(self, handler: Callable[[Request, Answer], Reply]) -> Callable:
        """Guards the business door, and wraps what is behind it."""

        def check(request: Request) -> Reply:
            asked = request.json() or {}
            header = asked.get("header", {})
            if any(header.get(n.lower()) != SECRETS[f"BAIDU_TONGJI_{n}"] for n in BUSINESS):
                return fail(8101, "Wrong username, password or token")
            reply = handler(request, {k: str(v) for k, v in asked.get("body", {}).items()})
            if "error_code" in reply.body:
                return fail(9105, reply.body["error_msg"])
            header = {"desc": "success", "failures": [], "oprs": 1, "succ": 1, "status": 0}
            return Reply(200, {"header": header, "body": {"data": [reply.body]}})

        return check

    def site_list(self, request: Request, asked: Answer) -> Reply:
        return Reply(200, {"list": [
            {"site_id": int(number), "domain": row["account_name"], "status": 0,
             "create_time": "2021-06-01 10:00:00", "sub_dir_list": []}
            for number, row in self.sites.items()
        ]})  # fmt: skip

    def data(self, request: Request, asked: Answer) -> Reply:
        site, method = asked.get("site_id", ""), asked.get("method", "")
        start, end = (_day(asked.get(name)) for name in ("start_date", "end_date"))
        metrics = tuple(asked.get("metrics", "").split(","))
        if site not in self.sites:
            return refuse(3, "no permission to access this site")
        if start is None or end is None or end < start:
            return refuse(2, "start_date and end_date: YYYYMMDD")
        if method == "trend/time/a":
            source = asked.get("source", "")
            if asked.get("gran") != "day" or source not in ("", *SOURCES):
                return refuse(2, "gran or source is not valid")
            known, key = TREND, ("simple_date_title", site, start, end, source)
        elif method == "visit/toppage/a":
            known, key = tuple(ON_PAGES), ("visit_page_title", site, start, end, "")
        else:
            return refuse(2, "method is not valid")
        if not set(metrics) <= set(known):
            return refuse(2, "metrics: unknown metric")
        first, most = int(asked.get("start_index", 0)), int(asked.get("max_results", 20))
        if not 0 <= most <= MOST_ROWS:
            return refuse(2, "max_results: at most 1000")
        rows = self.tables.get((key, request.today), lambda: self.rows(*key, request.today))
        return Reply(200, {"result": result(key[0], rows, metrics, first, most, (start, end))})

    def rows(
        self, title: str, site: str, start: date, end: date, source: str, today: date
    ) -> list[tuple[Any, Answer]]:
        """Dimension cell and figures of every row."""
        views = self.views.get(site, lambda: self.world.site_views(site))
        closed = pl.col("day").is_between(start, min(end, today - timedelta(days=1)))
        views = views.filter(closed)
        if title == "visit_page_title":
            host = f"https://{COUNTERS[site].host}"
            told = views.group_by("path").agg(**ON_PAGES)
            told = records(told.sort("pv_count", "path", descending=[True, False]))
            cells = ({"name": host + row["path"], "pageId": f"119{row['path']}"} for row in told)
            return list(zip(cells, told, strict=True))
        if source:
            views = views.filter(pl.col("source") == SOURCES[source])
        told = views.group_by("day").agg(**SEEN).with_columns(**RATIOS)
        by_day = {row["day"]: row for row in records(told)}
        spoken = reversed(list(days_between(start, end)))
        return [(f"{day:%Y/%m/%d}", by_day.get(day, {})) for day in spoken]

    def routes(self) -> list[Route]:
        here, there = "/rest/2.0/tongji", "/json/tongji/v1/ReportService"
        person, business = self.of_a_person, self.of_a_business
        return [
            Route("POST", "token", "/oauth/2.0/token", self.token),
            Route("GET", "api", f"{here}/config/getSiteList", person(self.site_list)),
            Route("GET", "api", f"{here}/report/getData", person(self.data)),
            Route("POST", "business", f"{there}/getSiteList", business(self.site_list)),
            Route("POST", "business", f"{there}/getData", business(self.data)),
        ]


def routes(world: Any) -> list[Route]:
    return Tongji(world).routes()


def result(
    title: str,
    rows: list[tuple[Any, Answer]],
    metrics: tuple[str, ...],
    first: int,
    most: int,
    span: tuple[date, date],
) -> Answer:
    """A report as four aligned arrays, and its sums."""
    page = rows[first : first + most] if most else rows
    figures = [[_told(row.get(name)) for name in metrics] for _, row in page]
    added = [sum(row.get(name) or 0 for _, row in rows) for name in metrics]
    sums = [
        value if name.endswith("_count") and any(row for _, row in rows) else UNTOLD
        for name, value in zip(metrics, added, strict=True)
    ]
    return {
        "offset": first,
        "timeSpan": [f"{span[0]:%Y/%m/%d} - {span[1]:%Y/%m/%d}"],
        "fields": [title, *metrics],
        "total": len(rows),
        "items": [[[cell] for cell, _ in page], figures, [], []],
        "sum": [sums, []],
        "pageSum": [sums, [], []],
    }


def _told(value: Any) -> Any:
    return UNTOLD if value is None else value


def _day(text: Any) -> date | None:
    try:
        return datetime.strptime(text or "", "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None
