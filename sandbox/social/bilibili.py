"""Bilibili B站 arcopen, as its contract tells it.

- Calls carry a token and a signature over the x-bili headers; a nonce is good once, a clock may be
  ten minutes off.
- A refresh token works once; each use brings a new pair. HTTP is 200, the verdict is `code`.
- The list of videos comes by pages of at most 50; figures are one call per video, totals. Articles
  are in no list; increments do not say of which days they are.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.totals import totals
from sandbox.telling import Prepared, encode, grouped, played, records
from sandbox.tokens import AccessTokens, RotatingTokens

NAME = "bilibili"
SIGNED = (
    "x-bili-accesskeyid",
    "x-bili-content-md5",
    "x-bili-signature-method",
    "x-bili-signature-nonce",
    "x-bili-signature-version",
    "x-bili-timestamp",
)
MOST = 50
SCOPES = ["USER_INFO", "USER_DATA", "ARC_BASE", "ARC_DATA", "ATC_BASE", "ATC_DATA"]
SKEW = 600
Row = dict[str, Any]


def settle(data: Any) -> Reply:
    return Reply(200, encode({"code": 0, "message": "0", "ttl": 1, "data": data}))


def refuse(code: int, said: str) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"code": code, "message": said, "ttl": 1})


WORDS = {
    "busy_in_body": lambda: refuse(-503, "服务暂不可用"),
    "throttled_account": lambda: refuse(-412, "请求被拦截"),
}


class Bilibili:
    """The platform, over one world; one creator has consented."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.account = next(
            r["account_id"] for r in records(world.accounts) if r["connector"] == NAME
        )
        self.chain = RotatingTokens(SECRETS["BILIBILI_REFRESH_TOKEN"])
        self.tokens = AccessTokens("sandbox-bili-")
        self.prepared = Prepared()
        self.nonces: set[str] = set()
        mine = [row for row in records(world.account_days) if row["platform"] == NAME]
        self.days = grouped(mine, "account_id")[self.account]

    def refresh(self, request: Request) -> Reply:
        asked = request.params
        app = (asked.get("client_id"), asked.get("client_secret"))
        if app != (SECRETS["BILIBILI_CLIENT_ID"], SECRETS["BILIBILI_CLIENT_SECRET"]):
            return refuse(-403, "client_id或client_secret错误")
        link = self.chain.rotate(asked.get("refresh_token"))
        if asked.get("grant_type") != "refresh_token" or link is None:
            return refuse(-101, "refresh_token无效")
        told = {"access_token": self.tokens.issue(self.account), "refresh_token": link}
        return settle(told | {"expires_in": 2592000, "scopes": SCOPES})

    def problem(self, request: Request) -> Reply | None:
        """What is wrong with who asks."""
        shown = {name: request.headers.get(name, "") for name in SIGNED}
        text = "\n".join(f"{name}:{shown[name]}" for name in sorted(SIGNED))
        key = SECRETS["BILIBILI_CLIENT_SECRET"].encode()
        right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        if shown["x-bili-accesskeyid"] != SECRETS["BILIBILI_CLIENT_ID"]:
            return refuse(-403, "x-bili-accesskeyid错误")
        if not hmac.compare_digest(right, request.headers.get("Authorization", "")):
            return refuse(123002, "签名错误")
        if shown["x-bili-content-md5"] != hashlib.md5(request.body).hexdigest():
            return refuse(123002, "签名错误")
        stamp, nonce = shown["x-bili-timestamp"], shown["x-bili-signature-nonce"]
        if not stamp.isdigit() or abs(int(stamp) - time.time()) > SKEW:
            return refuse(123003, "时间戳已过期")
        if not nonce or nonce in self.nonces:
            return refuse(123004, "nonce重复")
        self.nonces.add(nonce)
        if request.headers.get("Access-Token", "") not in self.tokens.live:
            return refuse(-101, "账号未登录")
        return None

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        return lambda request: self.problem(request) or played(request, WORDS) or handler(request)

    def posts(self, request: Request) -> list[Row]:
        return self.prepared.get(
            request.today, lambda: totals(self.world, NAME, self.account, request.today)
        )

    def videos(self, request: Request) -> list[Row]:
        return [post for post in self.posts(request) if post["post_type"] == "video"]

    def user_stat(self, request: Request) -> Reply:
        total = [row["total"] for row in self.days if row["day"] < request.today][-1]
        passed = len(self.videos(request))
        return settle({"following": 120, "follower": total, "arc_passed_total": passed})

    def viewlist(self, request: Request) -> Reply:
        size, page = request.params.get("ps", "20"), request.params.get("pn", "1")
        if not (size.isdigit() and page.isdigit() and 1 <= int(size) <= MOST and int(page) >= 1):
            return refuse(-400, "请求错误")
        every, start = self.videos(request), (int(page) - 1) * int(size)
        told = [card(video) for video in every[start : start + int(size)]]
        info = {"pn": int(page), "ps": int(size), "total": len(every)}
        return settle({"page": info, "list": told})

    def arc_stat(self, request: Request) -> Reply:
        number = request.params.get("resource_id")
        found = [video for video in self.videos(request) if video["post_id"] == number]
        return settle(figures(found[0])) if found else refuse(-400, "稿件不存在")

    def art_stat(self, request: Request) -> Reply:
        """Figures by the articles' numbers, with or without their letters."""
        asked = [one.removeprefix("cv") for one in request.params.get("ids", "").split(",")]
        posts = self.posts(request)
        found = {p["post_id"]: article(p) for p in posts if p["post_id"][2:] in asked}
        return settle(found) if found else refuse(-400, "请求错误")

    def increments(self, request: Request) -> Reply:
        """Sums of thirty days, which the reply does not say; one name is misspelt."""
        is_video = "/arc/" in request.path
        first = request.today - timedelta(days=30)
        own = {p["post_id"] for p in self.posts(request) if (p["post_type"] == "video") == is_video}
        days = self.world.post_days.filter(
            pl.col("post_id").is_in(own) & pl.col("day").is_between(first, request.today, "left")
        )
        sums = records(days.select(pl.col("views", "comments", "likes", "shares", "saves").sum()))
        [row] = sums
        told = {"inc_click": row["views"], "icn_reply": row["comments"], "inc_like": row["likes"]}
        return settle(told | {"inc_share": row["shares"], "inc_fav": row["saves"], "inc_coin": 0})

    def info(self, _request: Request) -> Reply:
        told = {"openid": self.account, "name": "青禾露营", "face": "https://i.hdslb.example/f.jpg"}
        return settle(told)

    def routes(self) -> list[Route]:
        scopes = {"openid": self.account, "scopes": SCOPES}
        beside: dict[str, Callable[[Request], Reply]] = {
            "user/account/info": self.info,
            "user/account/scopes": lambda _request: settle(scopes),
            "data/art/stat": self.art_stat,
            "data/(arc|art)/inc-stats": self.increments,
        }
        return [
            *(
                Route("GET", "api", f"/arcopen/fn/{path}", self.guarded(answer))
                for path, answer in beside.items()
            ),
            Route("POST", "token", "/x/account-oauth2/v1/refresh_token", self.refresh),
            Route("GET", "api", "/arcopen/fn/data/user/stat", self.guarded(self.user_stat)),
            Route(
                "GET",
                "api",
                "/arcopen/fn/archive/viewlist",
                self.guarded(self.viewlist),
                Shape("data.list"),
            ),
            Route("GET", "api", "/arcopen/fn/data/arc/stat", self.guarded(self.arc_stat)),
        ]


def routes(world: Any) -> list[Route]:
    return Bilibili(world).routes()


def card(video: Row) -> Row:
    """One video of the list."""
    return {
        "resource_id": video["post_id"],
        "title": video["title"],
        "cover": "https://archive.biliimg.example/cover.jpg",
        "ptime": int(video["published_at"].timestamp()),
        "tid": 138,
        "copyright": 1,
        "state": 0,
        "state_desc": "开放浏览",
    }


def article(post: Row) -> Row:
    """The totals of one article: a video's, without bullet comments."""
    told = figures(post)
    del told["danmaku"]
    return told


def figures(video: Row) -> Row:
    """The totals of one video; coins and bullet comments are Bilibili's own."""
    return {
        "title": video["title"],
        "ptime": int(video["published_at"].timestamp()),
        "view": video["views"],
        "danmaku": video["comments"] * 2,
        "reply": video["comments"],
        "favorite": video["saves"],
        "coin": video["likes"] // 3,
        "share": video["shares"],
        "like": video["likes"],
    }
