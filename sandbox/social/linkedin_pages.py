"""LinkedIn Community Management API (202608), as its contract tells it.

- Version and protocol travel in headers; a version that has ended is refused with 426.
- Rest.li: parentheses, colons and commas of the structure plain, URN colons encoded, else 400.
- Statistics by UTC day, end exclusive, days without anything left out; lifetime without intervals.
- A post that is not the page's own refuses the whole list; at most 20 at once.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.accounts import Shown
from sandbox.social.audience import split
from sandbox.telling import played
from sandbox.tokens import AccessTokens, bearer, form

VERSION = "202608"
URN = "urn:li:organization:"
SPAN = re.compile(
    r"timeIntervals=\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:(DAY|MONTH)\)"
)
LISTED = re.compile(r"(?:^|&)(shares|ugcPosts)=List\(([^)]*)\)")
ENCODED_URN = re.compile(rf"=({URN.replace(':', '%3A')}\d+)(?:&|$)", re.I)
DAY_MS = 86_400_000
MOST_POSTS = 20
REACTIONS = {"LIKE": 6, "EMPATHY": 2, "PRAISE": 1, "INTEREST": 1}
SIX_MONTHS = {f"2026{month:02d}" for month in range(3, 9)}
Row = dict[str, Any]
# Facet → the word for a group in it, and how followers are spread.
FACETS: dict[str, tuple[str, dict[str, int]]] = {
    "Seniority": ("seniority", {"urn:li:seniority:4": 5, "urn:li:seniority:6": 2}),
    "Function": ("function", {"urn:li:function:15": 3, "urn:li:function:8": 1}),
    "StaffCountRange": ("staffCountRange", {"SIZE_51_TO_200": 2, "SIZE_11_TO_50": 3}),
    "GeoCountry": ("geo", {"urn:li:geo:101282230": 4, "urn:li:geo:103644278": 3}),
}


def refuse(status: int, code: str, message: str, service: int | None = None) -> Reply:
    body: Row = {"message": message, "status": status, "code": code}
    return Reply(status, body | ({"serviceErrorCode": service} if service else {}))


WORDS = {
    "busy_in_body": lambda: Reply(429, {"error": "slow down"}, {"Retry-After": "2"}),
    "daily_quota": lambda: refuse(
        429, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION_AND_MEMBER DAY limit", 101
    ),
}


class LinkedinPages:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.shown = Shown(world, "linkedin_pages")
        self.tokens = AccessTokens("AQX-sandbox-")
        self.own = {
            post: page for page, post in self.shown.all_posts.select("account_id", "post_id").rows()
        }

    def token(self, request: Request) -> Reply:
        asked = form(request)
        if asked.get("grant_type") != "refresh_token":
            return Reply(400, {"error": "unsupported_grant_type"})
        for name in ("client_id", "client_secret", "refresh_token"):
            if asked.get(name) != SECRETS[f"LINKEDIN_PAGES_{name.upper()}"]:
                said = "The provided authorization grant or refresh token is invalid or revoked."
                return Reply(400, {"error": "invalid_grant", "error_description": said})
        body = {"access_token": self.tokens.issue(), "expires_in": 5183999}
        body |= {"refresh_token": asked["refresh_token"], "refresh_token_expires_in": 20_000_000}
        return Reply(200, body)

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            version = request.headers.get("LinkedIn-Version", "")
            if bearer(request) not in self.tokens.live:
                return refuse(401, "EXPIRED_ACCESS_TOKEN", "The token used has expired", 65602)
            if version not in SIX_MONTHS:
                said = f"Requested version {version} is not active"
                return refuse(426, "NONEXISTENT_VERSION", said)
            if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
                return refuse(400, "ILLEGAL_ARGUMENT", "Rest.li protocol version 2.0.0 is wanted")
            return played(request, WORDS) or handler(request)

        return check

    def page_of(self, request: Request) -> str | Reply:
        """The page whose encoded URN stands in the query."""
        found = ENCODED_URN.search(request.query)
        if found is None:
            return refuse(400, "ILLEGAL_ARGUMENT", "Query param parse error")
        page = unquote(found[1]).removeprefix(URN)
        return page if page in self.shown.accounts else forbidden(request)

    def organization(self, request: Request) -> Reply:
        page = request.path.rsplit("/", 1)[1]
        if page not in self.shown.accounts:
            return forbidden(request)
        made = {"actor": "urn:li:person:x", "time": 1674226041009}
        return Reply(
            200,
            {
                "id": int(page),
                "vanityName": f"brand-{page[-2:]}",
                "localizedName": self.shown.accounts[page]["account_name"],
                "created": made,
                "lastModified": made,
                "primaryOrganizationType": "NONE",
                "organizationType": "SELF_OWNED",
                "versionTag": "3653167499",
            },
        )

    def network_size(self, request: Request) -> Reply:
        page = unquote(request.path.rsplit("/", 1)[1]).removeprefix(URN)
        if page not in self.shown.accounts:
            return forbidden(request)
        if request.params.get("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
            return refuse(400, "ILLEGAL_ARGUMENT", "edgeType is not known")
        return Reply(200, {"firstDegreeSize": self.shown.followed_by(page, request.today)})

    def posts(self, request: Request) -> Reply:
        page = self.page_of(request)
        if isinstance(page, Reply):
            return page
        asked = request.params
        start, count = int(asked.get("start", 0)), int(asked.get("count", 10))
        if not 1 <= count <= 100:
            return refuse(400, "ILLEGAL_ARGUMENT", "count must be between 1 and 100")
        told = [post_card(page, post) for post in self.shown.posts(page, request.today)]
        paging = {"start": start, "count": count, "links": []}
        return Reply(200, {"paging": paging, "elements": told[start : start + count]})

    def statistics(
        self, tell: Callable[[Row], Row | None], word: str, of_posts: bool = False
    ) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            page = self.page_of(request)
            if isinstance(page, Reply):
                return page
            if of_posts and (listed := LISTED.search(request.query)):
                return self.by_post(request, page, listed[1], listed[2].split(","))
            if "timeIntervals" not in request.query and word == "organizationalEntity":
                return elements([self.facets(page, request.today)])
            span = SPAN.search(request.query)
            if span is None or f"{word}=" not in request.query:
                return refuse(400, "ILLEGAL_ARGUMENT", "Query param parse error")
            start, end = (_day(int(ms)) for ms in span.groups()[:2])
            if start < request.today - timedelta(days=366):
                return refuse(400, "ILLEGAL_ARGUMENT", "The range begins over 12 months ago")
            last = min(end, request.today) - timedelta(days=1)
            days = self.shown.days(page, start, last)
            told = [head(page, row, word) | figures for row in days if (figures := tell(row))]
            return elements(told)

        return answer

    def facets(self, page: str, today: date) -> Row:
        """Followers over all time by facet; a facet of which nothing is known is empty."""
        told: Row = {"organizationalEntity": f"{URN}{page}"}
        for facet, (key, weights) in FACETS.items():
            parts = split(self.shown.followed_by(page, today), weights)
            told[f"followerCountsBy{facet}"] = [
                {
                    key: name,
                    "followerCounts": {"organicFollowerCount": count, "paidFollowerCount": 0},
                }
                for name, count in parts.items()
            ]
        return told | {"followerCountsByAssociationType": []}

    def by_post(self, request: Request, page: str, name: str, coded: list[str]) -> Reply:
        """Lifetime figures of posts of one kind; one never seen is simply missing."""
        kind = {"shares": "share", "ugcPosts": "ugcPost"}[name]
        urns = [unquote(one) for one in coded]
        if any(":" in one for one in coded):
            return refuse(400, "ILLEGAL_ARGUMENT", "Query param parse error")
        if len(urns) > MOST_POSTS:
            return refuse(414, "URI_TOO_LONG", "Too many entities")
        for place, urn in enumerate(urns):
            if not urn.startswith(f"urn:li:{kind}:") or self.own.get(urn) != page:
                said = f"{name}[{place}] is not owned by the organization"
                return refuse(403, "ACCESS_DENIED", said, 100)
        rows = [self.shown.post(urn, request.today) for urn in urns]
        return elements(
            [
                {kind: row["post_id"], "organizationalEntity": f"{URN}{page}"} | told
                for row in rows
                if row and (told := share_figures(row))
            ]
        )

    def social(self, request: Request) -> Reply:
        """Reactions by kind: together they are the likes; kinds that nobody chose are left out."""
        urn = unquote(request.path.rsplit("/", 1)[1])
        post = self.shown.post(urn, request.today)
        if post is None:
            return refuse(404, "NOT_FOUND", f"Entity {urn} is not found")
        parts = {kind: n for kind, n in split(post["likes"], REACTIONS).items() if n}
        return Reply(
            200,
            {
                "entity": urn,
                "commentsState": "OPEN",
                "commentSummary": {"count": post["comments"], "topLevelCount": post["comments"]},
                "reactionSummaries": {
                    kind: {"reactionType": kind, "count": count} for kind, count in parts.items()
                },
            },
        )

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        listed = Shape("elements")
        shares = self.statistics(share_figures, "organizationalEntity", of_posts=True)
        calls = {
            "organizationalEntityFollowerStatistics": self.statistics(
                follower_figures, "organizationalEntity"
            ),
            "organizationalEntityShareStatistics": shares,
            "organizationPageStatistics": self.statistics(page_figures, "organization"),
        }
        return [
            Route("POST", "token", "/oauth/v2/accessToken", self.token),
            Route("GET", "api", r"/rest/organizations/\d+", self.guarded(self.organization)),
            Route("GET", "api", r"/rest/networkSizes/[^/]+", self.guarded(self.network_size)),
            Route("GET", "api", "/rest/socialMetadata/[^/]+", self.guarded(self.social)),
            Route("GET", "api", "/rest/posts", self.guarded(self.posts), listed),
            *(
                Route("GET", "api", f"/rest/{call}", self.guarded(answer), listed)
                for call, answer in calls.items()
            ),
        ]


def routes(world: Any) -> list[Route]:
    return LinkedinPages(world).routes()


def forbidden(request: Request) -> Reply:
    said = f"Not enough permissions to access: {request.path.rsplit('/', 1)[1]}.FINDER"
    return refuse(403, "ACCESS_DENIED", said, 100)


def elements(told: list[Row]) -> Reply:
    paging = {"start": 0, "count": 10, "links": []}
    return Reply(200, {"paging": paging, "elements": told})


def head(page: str, row: Row, word: str) -> Row:
    start = _ms(row["day"])
    return {"timeRange": {"start": start, "end": start + DAY_MS}, word: f"{URN}{page}"}


def follower_figures(row: Row) -> Row:
    """The balance of a day; it may be below zero."""
    return {
        "followerGains": {
            "organicFollowerGain": row["gained"] - row["lost"],
            "paidFollowerGain": 0,
        }
    }


def page_figures(row: Row) -> Row:
    views = {"allPageViews": {"pageViews": row["profile_views"]}}
    return {"totalPageStatistics": {"views": views}}


def share_figures(row: Row) -> Row | None:
    """Organic activity, or nothing where nobody saw anything."""
    seen = row["impressions"]
    if not seen:
        return None
    clicks = row["views"] // 10
    engaged = clicks + row["likes"] + row["comments"] + row["shares"]
    return {
        "totalShareStatistics": {
            "uniqueImpressionsCount": seen * 2 // 3,
            "impressionCount": seen,
            "clickCount": clicks,
            "likeCount": row["likes"],
            "commentCount": row["comments"],
            "shareCount": row["shares"],
            "shareMentionsCount": 0,
            "commentMentionsCount": 0,
            "engagement": round(engaged / seen, 6),
        }
    }


def post_card(page: str, post: Row) -> Row:
    at = _moment_ms(post["published_at"])
    card = {
        "id": post["post_id"],
        "author": f"{URN}{page}",
        "commentary": post["title"],
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "createdAt": at - 1000,
        "publishedAt": at,
        "lastModifiedAt": at + 49_000,
        "distribution": {"feedDistribution": "MAIN_FEED"},
    }
    media = {"media": {"id": "urn:li:image:C4D10AQ", "title": "…"}}
    return card | ({"content": media} if post["post_type"] == "image" else {})


def _ms(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY_MS


def _day(ms: int) -> date:
    return date(1970, 1, 1) + timedelta(milliseconds=ms)


def _moment_ms(at: datetime) -> int:
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)
