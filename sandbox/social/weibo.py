"""Weibo 微博 API v2, as its contract tells it.

- `Authorization: OAuth2 TOKEN` or `access_token`; a token cannot be renewed.
- A refusal is HTTP 400 or 403 with `error_code`, text or number. Timelines are read backwards by
  `max_id` (inclusive); `total_number` counts more than can be read.
- Reads are told nowhere. Times are written as in C, ids as numbers and as text.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.totals import totals
from sandbox.telling import Prepared, encode, grouped, moment, played, records

NAME = "weibo"
MOST, ON_A_PAGE = 100, 4
OLDER = 40  # posts that are counted but can no longer be read
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Row = dict[str, Any]


def refuse(path: str, code: int, said: str, status: int = 400) -> Reply:
    """No; the code is text here."""
    return Reply(status, {"request": path, "error_code": str(code), "error": said})


WORDS = {
    "busy_in_body": lambda: refuse("/2/", 10009, "Too many pending tasks, system is busy!"),
    "daily_quota": lambda: refuse("/2/", 10023, "User requests out of rate limit!", 403),
}


class Weibo:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.mine = [r["account_id"] for r in records(world.accounts) if r["connector"] == NAME]
        rows = [row for row in records(world.account_days) if row["platform"] == NAME]
        self.days = grouped(rows, "account_id")
        self.prepared = Prepared()

    def guarded(self, handler: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            shown = request.headers.get("Authorization", "").removeprefix("OAuth2 ")
            token = shown or request.params.get("access_token", "")
            if not token:
                return refuse(request.path, 10006, "Source paramter(appkey) is missing")
            if token != SECRETS["WEIBO_ACCESS_TOKEN"]:
                return refuse(request.path, 21327, "expired_token", 403)
            uid = request.params.get("uid", "")
            if uid not in self.mine:
                return refuse(request.path, 20003, "User does not exists!")
            return played(request, WORDS) or handler(request, uid)

        return check

    def show(self, request: Request, uid: str) -> Reply:
        total = [row["total"] for row in self.days[uid] if row["day"] < request.today][-1]
        return Reply(200, encode(person(uid, total)))

    def timeline(self, request: Request, uid: str) -> Reply:
        asked = request.params
        size, top = asked.get("count", "20"), asked.get("max_id", "0")
        if not (size.isdigit() and top.isdigit() and 1 <= int(size) <= MOST):
            return refuse(request.path, 10017, "Parameter (count)'s value invalid")
        every = self.prepared.get(
            (uid, request.today),
            lambda: [post(row) for row in totals(self.world, NAME, uid, request.today)],
        )
        rest = [one for one in every if not int(top) or one["id"] <= int(top)]
        page = rest[: min(int(size), ON_A_PAGE)]
        cursor = rest[len(page)]["id"] if len(rest) > len(page) else 0
        told = {"statuses": page, "previous_cursor": 0, "next_cursor": cursor}
        return Reply(200, encode(told | {"total_number": len(every) + OLDER}))

    def routes(self) -> list[Route]:
        shape, timeline = Shape("statuses"), self.guarded(self.timeline)
        return [
            Route("GET", "basic", r"/2/users/show\.json", self.guarded(self.show)),
            Route("GET", "basic", r"/2/statuses/user_timeline\.json", timeline, shape),
            Route("GET", "api", r"/2/statuses/user_timeline/biz\.json", timeline, shape),
        ]


def routes(world: Any) -> list[Route]:
    return Weibo(world).routes()


def written(value: datetime) -> str:
    """`Wed Nov 18 20:05:12 +0800 2026`, whatever language this machine speaks."""
    at = moment(value, "Asia/Shanghai")
    assert at
    return f"{DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M:%S} +0800 {at:%Y}"


def person(uid: str, followers: int) -> Row:
    return {
        "id": int(uid),
        "idstr": uid,
        "screen_name": "青禾露营",
        "followers_count": followers,
        "friends_count": 210,
        "statuses_count": 15320,
        "verified": True,
        "created_at": "Tue May 31 17:46:55 +0800 2011",
    }


def post(row: Row) -> Row:
    """One post; attitudes are likes."""
    return {
        "created_at": written(row["published_at"]),
        "id": int(row["post_id"]),
        "mid": row["post_id"],
        "idstr": row["post_id"],
        "text": row["title"],
        "source": '<a href="http://weibo.com/" rel="nofollow">微博网页版</a>',
        "favorited": False,
        "truncated": False,
        "pic_urls": [],
        "geo": None,
        "reposts_count": row["shares"],
        "comments_count": row["comments"],
        "attitudes_count": row["likes"],
        "isLongText": False,
        "uid": 0,
        "retweeted_status": None,
    }
