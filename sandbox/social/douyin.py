"""Douyin 抖音 open platform, as its contract tells it.

- HTTP is 200 always. `data.error_code` and `extra.error_code`; numbers and codes may be text.
- Access lives 15 days, the refresh token 30; it can be renewed five times, each kills the last.
- Days: the trailing 7, 15 or 30 ending yesterday. Videos: pages by an opaque cursor, newest first,
  fewer than asked for at times. A hidden video shows no plays.
- Days of one video for 30 days after it came out; fans by group.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.social.audience import split
from sandbox.social.totals import totals
from sandbox.telling import Prepared, days_between, encode, grouped, played, records
from sandbox.tokens import AccessTokens, form, secret

NAME = "douyin"
SPANS = ("7", "15", "30")
MOST_RENEWALS = 5
ON_A_PAGE = 4  # though more are asked for
MEDIA = {"image": 2, "video": 4}
OF_ITEMS = {"play": "views", "like": "likes", "comment": "comments", "share": "shares"}
FANS: dict[str, dict[str, int]] = {
    "gender": {"1": 4, "2": 5},
    "age": {"18-23": 2, "24-30": 5, "31-40": 3},
    "geographical": {"浙江": 3, "上海": 2, "广东": 2},
    "device": {"iPhone": 3, "华为": 4},
    "interest": {"户外": 3, "亲子": 2},
    "active_days": {"0~4": 1, "25~30": 6},
}
ADDED = {"item": "views", "like": "likes", "comment": "comments", "share": "shares"}
Row = dict[str, Any]


def envelope(data: Row, code: int = 0, said: str = "") -> Reply:
    """Everything comes like this."""
    verdict = {"error_code": code, "description": said}
    extra = verdict | {
        "sub_error_code": 0,
        "sub_description": "",
        "logid": "20261114103021010150045123061A2B3C",
        "now": 1794623421123,
    }
    return Reply(200, encode({"data": verdict | data, "extra": extra}))


def refuse(code: int, said: str) -> Reply:
    return envelope({}, code, said)


WORDS = {
    "busy_in_body": lambda: refuse(2100004, "系统繁忙，此时请开发者稍候再试"),
    "daily_quota": lambda: refuse(28003017, "quota已用完"),
}


class Douyin:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        mine = [r["account_id"] for r in records(world.accounts) if r["connector"] == NAME]
        self.refresh_tokens = {secret(NAME, "refresh_token", account): account for account in mine}
        self.renewals: dict[str, int] = defaultdict(int)
        self.tokens = AccessTokens("act.sandbox-")
        self.prepared = Prepared()
        days = [row for row in records(world.account_days) if row["platform"] == NAME]
        self.days = grouped(days, "account_id")
        self.gained: dict[tuple[str, date], dict[str, int]] = {}
        gained = [row for row in records(world.post_days) if row["platform"] == NAME]
        self.by_post = grouped(gained, "post_id")
        for row in gained:
            sums = self.gained.setdefault((row["account_id"], row["day"]), defaultdict(int))
            for name in ADDED.values():
                sums[name] += row[name]

    def refresh(self, request: Request) -> Reply:
        asked = form(request)
        account = self.refresh_tokens.get(asked.get("refresh_token", ""))
        if account is None or asked.get("client_key") != secret(NAME, "client_key"):
            return refuse(10010, "refresh_token过期")
        if asked.get("grant_type") != "refresh_token":
            return refuse(2100005, "参数不合法")
        told: Row = {"access_token": self.tokens.issue(account), "expires_in": "1296000"}
        told |= {"refresh_token": asked["refresh_token"], "refresh_expires_in": 2592000}
        scopes = "data.external.user,data.external.item,video.list.bind,fans.data.bind"
        return envelope(told | {"open_id": account, "scope": scopes})

    def renew(self, request: Request) -> Reply:
        asked = form(request)
        account = self.refresh_tokens.get(asked.get("refresh_token", ""))
        if account is None or asked.get("client_key") != secret(NAME, "client_key"):
            return refuse(10010, "refresh_token过期")
        if self.renewals[account] >= MOST_RENEWALS:
            return refuse(10020, "renew_refresh_token次数已用完，请用户重新授权")
        self.renewals[account] += 1
        del self.refresh_tokens[asked["refresh_token"]]
        token = f"rft.sandbox-{self.renewals[account]}-{account}"
        self.refresh_tokens[token] = account
        return envelope({"refresh_token": token, "expires_in": "2592000"})

    def guarded(self, handler: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.headers.get("access-token", "")
            if token not in self.tokens.live:
                ours = token.startswith(self.tokens.prefix)
                said = "access_token过期,请刷新或重新授权" if ours else "access_token无效"
                return refuse(2190008 if ours else 2190002, said)
            account = self.tokens.live[token]
            if request.params.get("open_id") != account:
                return refuse(2190015, "access_token与open_id不匹配")
            return played(request, WORDS) or handler(request, account)

        return check

    def user_days(self, request: Request, account: str) -> Reply:
        span, kind = request.params.get("date_type"), request.path.split("/")[-2]
        if span not in SPANS:
            return refuse(2100005, "date_type参数不合法")
        first = request.today - timedelta(days=int(span))
        days = [r for r in self.days.get(account, []) if first <= r["day"] < request.today]
        told = [{"date": str(row["day"])} | self.figures(kind, account, row) for row in days]
        return envelope({"result_list": told})

    def figures(self, kind: str, account: str, row: Row) -> Row:
        """What a day shows of one kind; every other day's numbers are text."""
        if kind == "fans":
            told: Row = {"new_fans": row["gained"], "total_fans": row["total"]}
        elif kind == "profile":
            told = {"profile_uv": row["profile_views"]}
        else:
            sums = self.gained.get((account, row["day"]), defaultdict(int))
            told = {f"new_{'play' if kind == 'item' else kind}": sums[ADDED[kind]]}
            if kind == "item":
                told |= {"new_issue": 0, "total_issue": 100}
        return {k: str(v) for k, v in told.items()} if row["day"].day % 2 else told

    def video_list(self, request: Request, account: str) -> Reply:
        cursor, size = request.params.get("cursor", "0"), request.params.get("count", "10")
        if not (cursor.isdigit() and size.isdigit() and 1 <= int(size) <= 20):
            return refuse(2100005, "count参数不合法")
        key = (account, request.today)
        every = self.prepared.get(
            key, lambda: [card(post) for post in totals(self.world, NAME, account, request.today)]
        )
        rest = [one for one in every if not int(cursor) or one["create_time"] * 1000 < int(cursor)]
        page = rest[: min(int(size), ON_A_PAGE)]
        last = page[-1]["create_time"] * 1000 if page else 0
        return envelope({"list": page, "cursor": last, "has_more": len(rest) > len(page)})

    def item(self, request: Request, account: str) -> Reply:
        """Days of a young video, or its sums over thirty of them."""
        posts = totals(self.world, NAME, account, request.today)
        asked = request.params.get("item_id")
        oldest = request.today - timedelta(days=30)
        post = next((p for p in posts if p["post_id"] == asked and p["published_on"] >= oldest), {})
        if not post:
            return refuse(2100005, "item_id参数不合法")
        kind = request.path.split("/")[-2]
        if kind == "base":
            return envelope({"result": base(post)})
        if (span := request.params.get("date_type")) not in SPANS:
            return refuse(2100005, "date_type参数不合法")
        gained = {row["day"]: row[OF_ITEMS[kind]] for row in self.by_post.get(asked, [])}
        first = max(request.today - timedelta(days=int(span)), post["published_on"])
        days = days_between(first, request.today - timedelta(days=1))
        told = [{"date": str(day), kind: gained.get(day, 0)} for day in days]
        return envelope({"result_list": told})

    def fans(self, request: Request, account: str) -> Reply:
        """How the fans of yesterday evening are spread; each kind of group holds them all."""
        whole = [row["total"] for row in self.days[account] if row["day"] < request.today][-1]
        told: Row = {"all_fans_num": whole}
        for name, weights in FANS.items():
            parts = split(whole, weights).items()
            told[f"{name}_distributions"] = [{"item": item, "value": n} for item, n in parts]
        return envelope({"fans_data": told})

    def routes(self) -> list[Route]:
        items, fans = self.guarded(self.item), self.guarded(self.fans)
        days, videos = self.guarded(self.user_days), self.guarded(self.video_list)
        return [
            Route("POST", "api", "/oauth/refresh_token/", self.refresh),
            Route("POST", "api", "/oauth/renew_refresh_token/", self.renew),
            Route(
                "GET",
                "api",
                "/data/external/user/(item|fans|like|comment|share|profile)/",
                days,
                Shape("data.result_list"),
            ),
            Route(
                "GET",
                "api",
                "/api/douyin/v1/video/video_list/",
                videos,
                Shape("data.list", cursor="data.cursor"),
            ),
            Route("GET", "api", "/data/external/item/(base|play|like|comment|share)/", items),
            Route("GET", "api", "/api/douyin/v1/user/fans_data/", fans),
        ]


def routes(world: Any) -> list[Route]:
    return Douyin(world).routes()


def base(post: Row) -> Row:
    """A video's sums; its plays are seconds long."""
    told = {f"total_{kind}": post[name] for kind, name in OF_ITEMS.items()}
    return told | {"avg_play_duration": 8.5 + post["published_on"].day % 7}


def card(post: Row) -> Row:
    """One video of the list."""
    number = str(post["post_id"][19:25])
    return {
        "item_id": post["post_id"],
        "video_id": f"757123004{number}0000",
        "title": post["title"],
        "create_time": int(post["published_at"].timestamp()),
        "cover": "https://p3-sign.douyinpic.example/cover.jpeg",
        "is_top": False,
        "is_reviewed": True,
        "video_status": 1,
        "media_type": MEDIA[post["post_type"]],
        "share_url": f"https://www.iesdouyin.com/share/video/757123004{number}0000/",
        "statistics": {
            "play_count": post["views"],
            "digg_count": post["likes"],
            "comment_count": post["comments"],
            "share_count": str(post["shares"]),
            "download_count": post["shares"] // 8,
            "forward_count": post["shares"] // 30,
        },
    }
