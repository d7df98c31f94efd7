"""Facebook Pages (Graph API v25.0), as its contract tells it.

- A user's token lists pages with their own tokens; insights want the page's.
- Removed metrics refuse the whole call; a value may be a number or an object, `{}` for none.
- Reels and stories are lists of their own, a reel's figures stand at `video_insights`.
- `since` is included, `until` is not; at most 90 days; `next` never ends.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.ads.meta_ads import pick, refuse
from sandbox.dialogue import Reply, Request, Route
from sandbox.secrets import SECRETS
from sandbox.social.accounts import Shown
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
from sandbox.telling import moment, played
from sandbox.tokens import bearer

Row = dict[str, Any]


def reactions(row: Row) -> Row:
    """Likes and loves; nothing at all where there are none."""
    love = row["likes"] // 5
    told = {"like": row["likes"] - love, "love": love}
    return {name: count for name, count in told.items() if count}


PAGE_METRICS: Mapping[str, Callable[[Row], Any]] = {
    "page_follows": lambda row: row["total"],
    "page_daily_follows_unique": lambda row: row["gained"],
    "page_daily_unfollows_unique": lambda row: row["lost"],
    "page_post_engagements": lambda row: row["likes"] + row["comments"] + row["shares"],
    "page_views_total": lambda row: row["profile_views"],
    "page_video_views": lambda row: row["views"] // 3,
    "page_media_view": lambda row: row["views"],
    "page_total_media_view_unique": lambda row: row["views"] * 4 // 5,
    "page_actions_post_reactions_total": reactions,
}
POST_METRICS: Mapping[str, Callable[[Row], Any]] = {
    "post_media_view": lambda row: row["views"],
    "post_total_media_view_unique": lambda row: row["views"] * 4 // 5,
    "post_clicks": lambda row: row["views"] // 20,
    "post_reactions_by_type_total": reactions,
    "post_video_views": lambda row: row["views"] // 2 if row["post_type"] == "video" else None,
    "post_video_avg_time_watched": lambda row: 5_200 if row["post_type"] == "video" else None,
}
ANY = {name: POST_METRICS[name] for name in ("post_media_view", "post_total_media_view_unique")}
REEL_METRICS: Mapping[str, Callable[[Row], Any]] = {
    "fb_reels_total_plays": lambda row: row["views"],
    "post_video_avg_time_watched": lambda row: 5_200,
    "post_video_likes_by_reaction_type": lambda row: {"REACTION_LIKE": row["likes"]},
    "post_video_social_actions": lambda row: {"COMMENT": row["comments"], "SHARE": row["shares"]},
}
STORY_METRICS: Mapping[str, Callable[[Row], Any]] = {
    **ANY,
    "pages_fb_story_replies": lambda row: row["comments"],
    "pages_fb_story_shares": lambda row: row["shares"],
    "pages_fb_story_thread_lightweight_reactions": lambda row: row["likes"],
}
STATUS = {"text": "mobile_status_update", "image": "added_photos", "video": "added_video"}


def token_of(page: str) -> str:
    """The token of a page itself."""
    return f"EAA-sandbox-page-{page}"


class FacebookPages:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.shown = Shown(world, "facebook_pages")
        posts = self.shown.all_posts.select("post_id", "account_id")
        self.pages_of = dict(posts.iter_rows())

    def guarded(self, handler: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.params.get("access_token") or bearer(request)
            owner = request.path.split("/")[2]
            page = self.pages_of.get(owner) or owner.split("_")[0]
            if token == SECRETS["FACEBOOK_PAGES_ACCESS_TOKEN"]:
                return refuse(100, "(#100) This call must be made with a page token")
            if token not in map(token_of, self.shown.accounts):
                return refuse(190, "Error validating access token", error_subcode=463)
            if token != token_of(page):
                return gone(owner)
            if harm := played(request, WORDS):
                return harm
            if "too_large" in request.faults and int(request.params.get("limit", "25")) > 25:
                return refuse(1, TOO_MUCH, 500)
            return handler(request, owner)

        return check

    def pages(self, request: Request) -> Reply:
        token = request.params.get("access_token") or bearer(request)
        if token != SECRETS["FACEBOOK_PAGES_ACCESS_TOKEN"]:
            return refuse(190, "Error validating access token", error_subcode=460)
        cards = [
            {"id": page, "name": told["account_name"], "access_token": token_of(page)}
            for page, told in self.shown.accounts.items()
        ]
        return paged(request, [pick(card, request.params, "id") for card in cards])

    def page(self, request: Request, page: str) -> Reply:
        followers = self.shown.followed_by(page, request.today)
        card = {
            "id": page,
            "name": self.shown.accounts[page]["account_name"],
            "fan_count": followers * 9 // 10,
            "followers_count": followers,
            "category": "Outdoor equipment shop",
            "link": f"https://www.facebook.com/{page}",
            "verification_status": "not_verified",
        }
        return Reply(200, pick(card, request.params, "id"), dict(USAGE))

    def posts(self, request: Request, page: str) -> Reply:
        return self.listed(request, page, post_card, lambda kind: kind not in ("reel", "story"))

    def reels(self, request: Request, page: str) -> Reply:
        return self.listed(request, page, reel_card, lambda kind: kind == "reel")

    def stories(self, request: Request, page: str) -> Reply:
        return self.listed(request, page, story_card, lambda kind: kind == "story")

    def listed(
        self,
        request: Request,
        page: str,
        card: Callable[[str, Row], Row],
        has: Callable[[str], bool],
    ) -> Reply:
        posts = self.shown.posts(page, request.today)
        cards = [card(page, post) for post in posts if has(post["post_type"])]
        return paged(request, [picked(card, request) for card in cards])

    def insights(self, request: Request, owner: str) -> Reply:
        """Of the page, or of a story."""
        if owner in self.shown.accounts:
            return self.days(request, owner)
        return self.lifetime(request, owner, "story", STORY_METRICS)

    def reel_insights(self, request: Request, owner: str) -> Reply:
        return self.lifetime(request, owner, "reel", REEL_METRICS)

    def lifetime(
        self, request: Request, post_id: str, kind: str, known: Mapping[str, Callable[[Row], Any]]
    ) -> Reply:
        post = self.shown.post(post_id, request.today)
        if post is None or post["post_type"] != kind:
            return gone(post_id)
        names = asked_metrics(request, known)
        return names if isinstance(names, Reply) else lifetime(names, known, post)

    def post_insights(self, request: Request, post_id: str) -> Reply:
        post = self.shown.post(post_id.split("_")[1], request.today)
        if post is None:
            return gone(post_id)
        names = asked_metrics(request, POST_METRICS)
        return names if isinstance(names, Reply) else lifetime(names, POST_METRICS, post)

    def days(self, request: Request, page: str) -> Reply:
        names, span = asked_metrics(request, PAGE_METRICS), span_of(request, 90)
        if isinstance(names, Reply):
            return names
        if isinstance(span, Reply):
            return span
        rows = self.shown.days(page, span[0], min(span[1], request.today - timedelta(days=1)))
        data = [
            {
                "name": name,
                "period": "day",
                "title": "…",
                "id": f"{page}/insights/{name}/day",
                "values": [
                    {"value": PAGE_METRICS[name](row), "end_time": end_time(row["day"])}
                    for row in rows
                ],
            }
            for name in names
        ]
        more = f"{request.base}{request.path}?{request.query}"
        paging = {"previous": more, "next": more}
        return Reply(200, {"data": data, "paging": paging} if rows else {"data": []}, dict(USAGE))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        return [
            Route("GET", "api", rf"{V}/me/accounts", self.pages, LISTED),
            Route("GET", "api", rf"{V}/\d+/(published_)?posts", self.guarded(self.posts), LISTED),
            Route("GET", "api", rf"{V}/\d+_\d+/insights", self.guarded(self.post_insights)),
            Route("GET", "api", rf"{V}/\d+/video_reels", self.guarded(self.reels), LISTED),
            Route("GET", "api", rf"{V}/\d+/stories", self.guarded(self.stories), LISTED),
            Route("GET", "api", rf"{V}/\d+/video_insights", self.guarded(self.reel_insights)),
            Route("GET", "api", rf"{V}/\d+/insights", self.guarded(self.insights)),
            Route("GET", "api", rf"{V}/\d+", self.guarded(self.page)),
        ]


def routes(world: Any) -> list[Route]:
    return FacebookPages(world).routes()


def post_card(page: str, post: Row) -> Row:
    """A post as it is listed; one nobody shared has no `shares`."""
    return {
        "id": f"{page}_{post['post_id']}",
        "created_time": stamp(post["published_at"]),
        "message": post["title"],
        "permalink_url": f"https://www.facebook.com/{page}/posts/{post['post_id']}",
        "status_type": STATUS[post["post_type"]],
        "is_published": True,
        "shares": {"count": post["shares"]} if post["shares"] else None,
        "reactions": {"data": [], "summary": {"total_count": post["likes"]}},
        "comments": {"data": [], "summary": {"total_count": post["comments"]}},
    }


def reel_card(page: str, post: Row) -> Row:
    """A reel as it is listed: a video with a description."""
    return {
        "id": post["post_id"],
        "created_time": stamp(post["published_at"]),
        "description": post["title"],
        "permalink_url": f"/reel/{post['post_id']}/",
        "likes": {"data": [], "summary": {"total_count": post["likes"]}},
        "comments": {"data": [], "summary": {"total_count": post["comments"]}},
    }


def story_card(page: str, post: Row) -> Row:
    """A story as it is listed; its time is in Unix seconds, written as text."""
    at = moment(post["published_at"])
    assert at is not None
    return {
        "post_id": post["post_id"],
        "status": "PUBLISHED",
        "creation_time": str(round(at.timestamp())),
        "media_type": "photo",
        "media_id": post["post_id"][::-1],
        "url": f"https://facebook.com/stories/{page}/{post['post_id']}",
    }


def picked(card: Row, request: Request) -> Row:
    """The fields asked for, each perhaps with modifiers behind a point."""
    names = {name.split(".")[0] for name in request.params.get("fields", "").split(",")} | {"id"}
    return {name: value for name, value in card.items() if name in names and value is not None}
