"""Instagram Graph API v25.0 with Facebook Login, as its contract tells it.

- Metrics must fit the kind of medium; `impressions`, `plays` and others are gone.
- `metric_type=total_value` sums the whole span; `follower_count` comes by day, for 30 days only.
- Likes are missing where hidden; times end in `+0000`; nothing of today is told.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.ads.meta_ads import pick, refuse
from sandbox.dialogue import Reply, Request, Route
from sandbox.secrets import SECRETS
from sandbox.social.accounts import Shown
from sandbox.social.audience import split
from sandbox.social.graph import (
    LISTED,
    TOO_MUCH,
    USAGE,
    WORDS,
    V,
    asked_metrics,
    end_time,
    gone,
    lifetime,
    paged,
    span_of,
    stamp,
)
from sandbox.telling import played
from sandbox.tokens import bearer

Row = dict[str, Any]
TYPES = {
    "image": ("IMAGE", "FEED"),
    "carousel": ("CAROUSEL_ALBUM", "FEED"),
    "reel": ("VIDEO", "REELS"),
    "story": ("IMAGE", "STORY"),
}
AUDIENCE = {
    "age": {"18-24": 5, "25-34": 9, "35-44": 4, "45-54": 2},
    "gender": {"F": 11, "M": 8, "U": 1},
    "city": {"Portland, Oregon": 3, "Berlin, Berlin": 2},
    "country": {"US": 6, "DE": 3, "FR": 1},
}
FEW_VIEWERS = "Not enough viewers for the media to show insights"


def interactions(row: Row) -> int:
    return row["likes"] + row["comments"] + row["shares"] + row["saves"]


BOTH: Mapping[str, Callable[[Row], int]] = {
    "views": lambda row: row["views"],
    "reach": lambda row: row["views"] * 4 // 5,
    "likes": lambda row: row["likes"],
    "comments": lambda row: row["comments"],
    "shares": lambda row: row["shares"],
    "saved": lambda row: row["saves"],
    "total_interactions": interactions,
}
METRICS = {
    "FEED": BOTH
    | {
        "follows": lambda row: row["views"] // 500,
        "profile_visits": lambda row: row["views"] // 60,
        "profile_activity": lambda row: row["views"] // 200,
    },
    "REELS": BOTH
    | {
        "ig_reels_avg_watch_time": lambda row: 6_400,
        "ig_reels_video_view_total_time": lambda row: row["views"] * 6_400,
    },
    "STORY": {
        "views": lambda row: row["views"],
        "reach": lambda row: row["views"] * 4 // 5,
        "replies": lambda row: row["comments"],
        "shares": lambda row: row["shares"],
        "navigation": lambda row: row["views"] // 3,
        "follows": lambda row: row["views"] // 500,
        "profile_visits": lambda row: row["views"] // 60,
        "total_interactions": lambda row: row["comments"] + row["shares"],
    },
}
TOTALS = {name: tell for name, tell in BOTH.items() if name != "saved"} | {
    "accounts_engaged": lambda row: interactions(row) * 3 // 4,
    "saves": lambda row: row["saves"],
    "replies": lambda row: 0,
    "profile_links_taps": lambda row: row["profile_views"] // 10,
    "follows_and_unfollows": lambda row: row["gained"] + row["lost"],
}


class Instagram:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.shown = Shown(world, "instagram")

    def guarded(self, handler: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.params.get("access_token") or bearer(request)
            if token != SECRETS["INSTAGRAM_ACCESS_TOKEN"]:
                return refuse(190, "Error validating access token", error_subcode=467)
            if harm := played(request, WORDS):
                return harm
            if "too_large" in request.faults and int(request.params.get("limit", "25")) > 25:
                return refuse(1, TOO_MUCH, 500)
            return handler(request, request.path.split("/")[2])

        return check

    def account(self, request: Request, account: str) -> Reply:
        if account not in self.shown.accounts:
            return gone(account)
        posts = self.shown.posts(account, request.today)
        card = {
            "id": account,
            "username": f"brand_{account[-2:]}",
            "name": self.shown.accounts[account]["account_name"],
            "followers_count": self.shown.followed_by(account, request.today),
            "follows_count": 84,
            "media_count": len(posts),
            "website": "https://qinghe.example/",
        }
        return Reply(200, pick(card, request.params, "id"), dict(USAGE))

    def media(self, request: Request, account: str) -> Reply:
        return self.listed(request, account, stories=False)

    def stories(self, request: Request, account: str) -> Reply:
        """Those of the day before, the last that is told; they can be read for a day."""
        return self.listed(request, account, stories=True)

    def listed(self, request: Request, account: str, *, stories: bool) -> Reply:
        if account not in self.shown.accounts:
            return gone(account)
        day_before = request.today - timedelta(days=1)
        cards = [
            pick(medium(n, post), request.params, "id")
            for n, post in enumerate(self.shown.posts(account, request.today))
            if (post["post_type"] == "story") == stories
            and (not stories or post["published_on"] == day_before)
        ]
        return paged(request, cards)

    def insights(self, request: Request, owner: str) -> Reply:
        if owner in self.shown.accounts:
            return self.days(request, owner)
        post = self.shown.post(owner, request.today)
        if post is None:
            return gone(owner)
        if post["post_type"] == "story" and "few_viewers" in request.faults:
            return refuse(10, FEW_VIEWERS, 400)
        known = METRICS[TYPES[post["post_type"]][1]]
        names = asked_metrics(request, known)
        return names if isinstance(names, Reply) else lifetime(names, known, post)

    def days(self, request: Request, account: str) -> Reply:
        if request.params.get("metric") == "follower_demographics":
            return self.demographics(request, account)
        is_series = request.params.get("metric") == "follower_count"
        known = {"follower_count": lambda row: row["gained"]} if is_series else TOTALS
        names, span = asked_metrics(request, known), span_of(request, 30)
        if isinstance(names, Reply):
            return names
        if isinstance(span, Reply):
            return span
        if not is_series and request.params.get("metric_type") != "total_value":
            return refuse(100, "(#100) metric_type must be total_value for these metrics")
        if is_series and span[0] < request.today - timedelta(days=30):
            return refuse(100, "(#100) (since) must be within the last 30 days")
        last = min(span[1], request.today - timedelta(days=1))
        rows = self.shown.days(account, span[0], last)
        told = [metric(name, known[name], rows, is_series, account) for name in names if rows]
        return Reply(200, {"data": told}, dict(USAGE))

    def demographics(self, request: Request, account: str) -> Reply:
        asked = request.params
        if (asked.get("period"), asked.get("metric_type")) != ("lifetime", "total_value"):
            return refuse(100, "(#100) follower_demographics wants period lifetime, total_value")
        kind = asked.get("breakdown", "")
        if kind not in AUDIENCE:
            return refuse(100, f"(#100) breakdown must be one of: {', '.join(AUDIENCE)}")
        parts = split(self.shown.followed_by(account, request.today), AUDIENCE[kind])
        results = [{"dimension_values": [name], "value": count} for name, count in parts.items()]
        told = {"breakdowns": [{"dimension_keys": [kind], "results": results}]}
        head = {"name": "follower_demographics", "period": "lifetime", "title": "…"}
        return Reply(200, {"data": [head | {"total_value": told}]}, dict(USAGE))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        return [
            Route("GET", "api", rf"{V}/\d+/media", self.guarded(self.media), LISTED),
            Route("GET", "api", rf"{V}/\d+/stories", self.guarded(self.stories), LISTED),
            Route("GET", "api", rf"{V}/\d+/insights", self.guarded(self.insights)),
            Route("GET", "api", rf"{V}/\d+", self.guarded(self.account)),
        ]


def routes(world: Any) -> list[Route]:
    return Instagram(world).routes()


def medium(number: int, post: Row) -> Row:
    """A medium as it is listed; every ninth hides its likes."""
    kind, product = TYPES[post["post_type"]]
    code = f"C{post['post_id'][-8:]}"
    shape = {"REELS": "reel", "STORY": "stories/brand"}.get(product, "p")
    caption = {} if post["title"] is None else {"caption": post["title"]}
    return caption | {
        "id": post["post_id"],
        "media_type": kind,
        "media_product_type": product,
        "permalink": f"https://www.instagram.com/{shape}/{code}/",
        "shortcode": code,
        "timestamp": stamp(post["published_at"]),
        "like_count": None if number % 9 == 8 else post["likes"],
        "comments_count": 0 if product == "STORY" else post["comments"],
    }


def metric(
    name: str, tell: Callable[[Row], int], rows: list[Row], is_series: bool, account: str
) -> Row:
    """One metric of an account: its total over the days, or day by day."""
    head = {"name": name, "period": "day", "title": "…", "description": "…"}
    head["id"] = f"{account}/insights/{name}/day"
    if is_series:
        return head | {
            "values": [{"value": tell(row), "end_time": end_time(row["day"])} for row in rows]
        }
    return head | {"total_value": {"value": sum(tell(row) for row in rows)}}
