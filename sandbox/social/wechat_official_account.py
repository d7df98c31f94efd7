"""WeChat Official Account 公众号, as its contract tells it.

- `stable_token` gives the same token while it lives; `force_refresh` or the legacy call a new one.
- HTTP is 200 always: no `errcode` means success. 40001 wrong token, 42001 expired.
- Days are Chinese days; 61501 span too long, 61503 a day still in work, 61500 not a date.
- Article details are running totals for 30 days after publishing; `is_delay`: the job is late.
- Articles with fewer than three reads, shares and favourites together are left out.
- The legacy article calls answer for publish days before 2025-11-01, the new ones from then on.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.social.wechat_days import DAY_CALLS, Around
from sandbox.telling import Prepared, day_or_none, encode, grouped, played, records
from sandbox.tokens import AccessTokens, secret

NAME = "wechat_official_account"
NEW_FAMILY = date(2025, 11, 1)
TRACKED_DAYS, LEGACY_TRACKED_DAYS = 30, 7
SUMS = (
    "read_users",
    "share_users",
    "like_users",
    "zaikan_users",
    "comments",
    "favourites",
    "praise",
)
Row = dict[str, Any]


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"errcode": code, "errmsg": f"{message} rid: 6556b1c2-0a1b2c3d-4e5f6071"})


WORDS = {
    "busy_in_body": lambda: refuse(45011, "api minute-quota reach limit"),
    "daily_quota": lambda: refuse(45009, "reach max api daily quota limit"),
}


def apps(accounts: list[str]) -> dict[str, tuple[str, str]]:
    """appid → (account, secret)."""
    return {secret(NAME, "appid", a): (a, secret(NAME, "secret", a)) for a in accounts}


class OfficialAccount:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.mine = [r["account_id"] for r in records(world.accounts) if r["connector"] == NAME]
        self.known = apps(self.mine)
        self.tokens = AccessTokens("sandbox-wx-")
        self.prepared = Prepared(keep=256)
        self.followers = grouped(records(world.follower_days), "account_id")
        self.articles = grouped(records(world.articles), "account_id")
        self.growth = grouped(records(world.article_days.sort("stat_date")), "msgid")
        self.around = Around(world)

    def token_for(self, asked: Mapping[str, Any], fresh: bool) -> Reply:
        appid, shown = str(asked.get("appid")), asked.get("secret")
        if appid not in self.known:
            return refuse(40013, "invalid appid")
        account, right = self.known[appid]
        if shown != right:
            return refuse(40125, "invalid appsecret")
        if asked.get("grant_type") != "client_credential":
            return refuse(40002, "invalid grant_type")
        alive = [token for token, of in self.tokens.live.items() if of == account]
        if fresh:
            for token in alive:
                self.tokens.kill(token)
            alive = []
        token = alive[0] if alive else self.tokens.issue(account)
        return Reply(200, {"access_token": token, "expires_in": 7200})

    def stable(self, request: Request) -> Reply:
        asked = request.json() or {}
        return self.token_for(asked, asked.get("force_refresh") is True)

    def legacy(self, request: Request) -> Reply:
        return self.token_for(request.params, fresh=True)

    def datacube(
        self, span: int, tell: Callable[[Request, str, date, date], dict]
    ) -> Callable[[Request], Reply]:
        def answer(request: Request, account: str) -> Reply:
            asked = request.json() or {}
            start, end = day_or_none(asked.get("begin_date")), day_or_none(asked.get("end_date"))
            if start is None or end is None:
                return refuse(61500, "date format error")
            if end < start or (end - start).days >= span or end > request.today:
                return refuse(61501, "date range error")
            late = "not_ready_day" in request.faults
            if end == request.today or (late and not request.path.endswith("detail")):
                return refuse(61503, "data not ready")
            key = (request.path, account, start, end, request.today, late)
            return Reply(
                200, self.prepared.get(key, lambda: encode(tell(request, account, start, end)))
            )

        return self.guarded(answer)

    def guarded(self, tell: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        """Only for who shows a token that lives."""

        def answer(request: Request) -> Reply:
            token = request.params.get("access_token", "")
            if token not in self.tokens.live:
                if token.startswith(self.tokens.prefix):
                    return refuse(42001, "access_token expired")
                return refuse(40001, "invalid credential, access_token is invalid or not latest")
            return played(request, WORDS) or tell(request, self.tokens.live[token])

        return answer

    def day_calls(self, name: str) -> Callable[[Request, str, date, date], dict]:
        def tell(request: Request, account: str, start: date, end: date) -> dict:
            return {"list": list(self.around.told(name, account, start, end, request.today))}

        return tell

    def published(self, request: Request, account: str) -> Reply:
        """Twenty at the most; the newest first."""
        asked = request.json() or {}
        offset, size = asked.get("offset", 0), asked.get("count", 0)
        if not 1 <= size <= 20:
            return refuse(40007, "invalid count")
        items = self.around.publications(account, request.today)
        shown = items[offset : offset + size]
        told = {"total_count": len(items), "item_count": len(shown), "item": shown}
        return Reply(200, told)

    def income(self, request: Request, account: str) -> Reply:
        """Another envelope; a page of days and places."""
        asked = request.params
        start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
        if start is None or end is None or asked.get("action") != "publisher_adpos_general":
            return Reply(200, {"base_resp": {"err_msg": "invalid args", "ret": 45010}})
        page, size = int(asked.get("page", "1")), int(asked.get("page_size", "90"))
        rows = self.around.income(account, start, end, request.today)
        body = {"base_resp": {"err_msg": "ok", "ret": 0}, "total_num": len(rows), "summary": {}}
        return Reply(200, body | {"list": rows[(page - 1) * size : page * size]})

    def summary(self, request: Request, account: str, start: date, end: date) -> dict:
        rows = (r for r in self.followers.get(account, []) if start <= r["day"] <= end)
        return {"list": [follower(row) for row in rows]}

    def cumulate(self, request: Request, account: str, start: date, end: date) -> dict:
        totals = {
            r["day"]: r["total"]
            for r in self.followers.get(account, [])
            if start <= r["day"] <= end
        }
        return {
            "list": [{"ref_date": str(d), "cumulate_user": n} for d, n in sorted(totals.items())]
        }

    def told(
        self, account: str, day: date, today: date, tracked: int
    ) -> list[tuple[Row, list[Row]]]:
        """Articles of one publish day with their running totals, the hardly read ones left out."""
        found = []
        for article in self.articles.get(account, []):
            if article["published_on"] != day:
                continue
            last = min(today - timedelta(days=1), day + timedelta(days=tracked - 1))
            totals = running(
                [r for r in self.growth.get(article["msgid"], []) if r["stat_date"] <= last]
            )
            if (
                totals
                and sum(totals[-1][k] for k in ("read_users", "share_users", "favourites")) >= 3
            ):
                found.append((article, totals))
        return found

    def total_detail(self, request: Request, account: str, start: date, end: date) -> dict:
        chosen = (
            self.told(account, start, request.today, TRACKED_DAYS) if start >= NEW_FAMILY else []
        )
        return {
            "list": [card(a) | {"detail_list": [detail(t) for t in ts]} for a, ts in chosen],
            "is_delay": "not_ready_day" in request.faults,
        }

    def total(self, request: Request, account: str, start: date, end: date) -> dict:
        chosen = (
            self.told(account, start, request.today, LEGACY_TRACKED_DAYS)
            if start < NEW_FAMILY
            else []
        )
        heads = (
            {"ref_date": str(start), "msgid": a["msgid"], "title": a["title"]} for a, _ in chosen
        )
        return {
            "list": [
                h | {"details": [old(t) for t in ts]}
                for h, (_, ts) in zip(heads, chosen, strict=True)
            ]
        }

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        calls = {
            "getusersummary": (7, self.summary),
            "getusercumulate": (7, self.cumulate),
            "getarticletotaldetail": (1, self.total_detail),
            "getarticletotal": (1, self.total),
            **{name: (span, self.day_calls(name)) for name, span in DAY_CALLS.items()},
        }
        told = [
            Route("POST", "api", f"/datacube/{name}", self.datacube(*how), Shape("list"))
            for name, how in calls.items()
        ]
        return [
            Route("POST", "api", "/cgi-bin/stable_token", self.stable),
            Route("GET", "api", "/cgi-bin/token", self.legacy),
            Route("POST", "api", "/cgi-bin/freepublish/batchget", self.guarded(self.published)),
            Route("GET", "api", "/publisher/stat", self.guarded(self.income), Shape("list")),
            *told,
        ]


def routes(world: Any) -> list[Route]:
    return OfficialAccount(world).routes()


def follower(row: Row) -> dict[str, Any]:
    return {
        "ref_date": str(row["day"]),
        "user_source": int(row["user_source"]),
        "new_user": row["gained"],
        "cancel_user": row["lost"],
    }


def running(days: list[Row]) -> list[dict[str, Any]]:
    """Daily growth as the platform shows it: totals so far."""
    totals: list[dict[str, Any]] = []
    sums = dict.fromkeys(SUMS, 0)
    for day in days:
        sums = {name: sums[name] + day[name] for name in SUMS}
        totals.append({"stat_date": str(day["stat_date"]), **sums})
    return totals


def card(article: Row) -> dict[str, Any]:
    return {
        "ref_date": str(article["published_on"]),
        "msgid": article["msgid"],
        "publish_type": 0,
        "title": article["title"],
        "content_url": article["url"],
    }


def detail(total: Row) -> dict[str, Any]:
    """The new family: users mostly; channels do not add up, a reader can come by two."""
    reads = total["read_users"]
    sources = (
        ("全部", reads),
        ("公众号消息", reads * 2 // 3),
        ("推荐", reads // 4),
        ("其他", reads // 6),
    )
    return {
        "stat_date": total["stat_date"],
        "read_user": reads,
        "read_user_source": [{"user_count": n, "scene_desc": name} for name, n in sources],
        "share_user": total["share_users"],
        "zaikan_user": total["zaikan_users"],
        "like_user": total["like_users"],
        "comment_count": total["comments"],
        "collection_user": total["favourites"],
        "praise_money": int(total["praise"] * 100),
        "read_subscribe_user": reads // 400,
        "read_delivery_rate": 0.0231,
        "read_finish_rate": 0.41,
        "read_avg_activetime": 1.35,
        "read_jump_position": [{"position": 1, "rate": 0.22}, {"position": 5, "rate": 0.41}],
    }


def old(total: Row) -> dict[str, Any]:
    """The legacy family: users and times."""
    reads, shares, kept = total["read_users"], total["share_users"], total["favourites"]
    return {
        "stat_date": total["stat_date"],
        "target_user": 51200,
        "int_page_read_user": reads,
        "int_page_read_count": reads * 4 // 3,
        "share_user": shares,
        "share_count": shares * 4 // 3,
        "add_to_fav_user": kept,
        "add_to_fav_count": kept,
    }
