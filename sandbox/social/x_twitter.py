"""X API v2 in user context, as its contract tells it.

- OAuth 2.0: each refresh rotates the refresh token; every account has its own grant.
- Without `tweet.fields` only id, text and edit history; private figures for 30 days, then an error
  beside the post. A list without posts has no `data`.
- Limits per 15 minutes stand in `x-rate-limit-*` headers.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.accounts import Shown
from sandbox.telling import cursor, grouped, instant, played, position, records, zulu
from sandbox.tokens import AccessTokens, RotatingTokens, bearer, form, secret

NAME = "x_twitter"
ALWAYS = {"id", "text", "edit_history_tweet_ids"}
PRIVATE_DAYS = timedelta(days=30)
PROBLEMS = "https://api.twitter.com/2/problems"
HEADERS = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "899"}
Row = dict[str, Any]


def refuse(status: int, title: str, detail: str, **more: Any) -> Reply:
    body = {"title": title, "detail": detail, "type": "about:blank", "status": status}
    return Reply(status, body | more)


WORDS = {
    "busy_in_body": lambda: Reply(
        429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    ),
    "daily_quota": lambda: refuse(
        429, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap"
    ),
}


class XTwitter:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.shown = Shown(world, NAME)
        self.named = grouped(records(world.mentions.sort("day", descending=True)), "account_id")
        self.tokens = AccessTokens("sandbox-x-")
        self.chains = {
            account: RotatingTokens(secret(NAME, "refresh_token", account))
            for account in self.shown.accounts
        }

    def token(self, request: Request) -> Reply:
        asked = form(request)
        said = "Value passed for the token was invalid."
        refused = Reply(400, {"error": "invalid_request", "error_description": said})
        known = asked.get("client_id") == SECRETS["X_TWITTER_CLIENT_ID"]
        if asked.get("grant_type") != "refresh_token" or not known:
            return refused
        for account, chain in self.chains.items():
            if following := chain.rotate(asked.get("refresh_token")):
                body = {"token_type": "bearer", "expires_in": 7200, "refresh_token": following}
                body["scope"] = "tweet.read users.read offline.access"
                return Reply(200, body | {"access_token": self.tokens.issue(account)})
        return refused

    def guarded(self, handler: Callable[[Request, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = bearer(request)
            if token not in self.tokens.live:
                return refuse(401, "Unauthorized", "Unauthorized")
            reply = played(request, WORDS) or handler(request, self.tokens.live[token])
            reply.headers.update(HEADERS)
            return reply

        return check

    def user(self, request: Request, _me: str) -> Reply:
        asked = request.path.rsplit("/", 1)[1]
        names = {name_of(account): account for account in self.shown.accounts}
        account = names.get(asked, asked)
        if account not in self.shown.accounts:
            return Reply(200, {"errors": [missing("user", asked)]})
        told = {
            "id": account,
            "name": self.shown.accounts[account]["account_name"],
            "username": name_of(account),
            "created_at": "2019-03-01T09:00:00.000Z",
            "description": "We make tents and lamps ⛺",
            "verified": False,
            "public_metrics": {
                "followers_count": self.shown.followed_by(account, request.today),
                "following_count": 210,
                "tweet_count": len(self.shown.posts(account, request.today)),
                "listed_count": 12,
            },
        }
        fields = set(request.params.get("user.fields", "").split(",")) | {"id", "name", "username"}
        return Reply(200, {"data": {name: told[name] for name in told if name in fields}})

    def timeline(self, request: Request, me: str) -> Reply:
        asked, account = request.params, request.path.split("/")[3]
        if account not in self.shown.accounts:
            return Reply(200, {"errors": [missing("user", account)]})
        size, start = int(asked.get("max_results", 10)), position(asked.get("pagination_token"))
        since, until = (instant(asked.get(name)) for name in ("start_time", "end_time"))
        if not 5 <= size <= 100 or start is None:
            said = "One or more parameters to your request was invalid."
            return refuse(400, "Invalid Request", said)
        posts = [
            post
            for post in self.shown.posts(account, request.today)
            if (since is None or utc(post) >= since)
            and (until is None or utc(post) < until)
            and post["post_id"] > asked.get("since_id", "")
        ]
        return self.told(request, me, posts[start : start + size], start + size < len(posts))

    def mentions(self, request: Request, _me: str) -> Reply:
        """Posts of others that name the account, newest first."""
        asked, account = request.params, request.path.split("/")[3]
        size, start = int(asked.get("max_results", 10)), position(asked.get("pagination_token"))
        since, until = (instant(asked.get(name)) for name in ("start_time", "end_time"))
        if not 5 <= size <= 100 or start is None or since is None or until is None:
            said = "One or more parameters to your request was invalid."
            return refuse(400, "Invalid Request", said)
        posts = [p for p in self.named.get(account, []) if since <= utc(p) < until]
        page, more = posts[start : start + size], start + size < len(posts)
        meta: Row = {"result_count": len(page)}
        meta |= {"next_token": cursor(start + size)} if more else {}
        return Reply(200, ({"data": [foreign(p) for p in page]} if page else {}) | {"meta": meta})

    def lookup(self, request: Request, me: str) -> Reply:
        wanted = [one for one in request.params.get("ids", "").split(",") if one]
        if not 1 <= len(wanted) <= 100:
            return refuse(400, "Invalid Request", "The number of values must be 1 to 100")
        found = [(one, self.shown.post(one, request.today)) for one in wanted]
        reply = self.told(request, me, [post for _, post in found if post], None)
        gone = [missing("tweet", one) for one, post in found if post is None]
        if gone:
            reply.body["errors"] = [*reply.body.get("errors", []), *gone]
        return reply

    def told(self, request: Request, me: str, posts: list[Row], more: bool | None) -> Reply:
        """Posts with the fields asked for; private ones that may not be told become errors."""
        fields = set(request.params.get("tweet.fields", "").split(",")) | ALWAYS
        data, errors = [], []
        for post in posts:
            card = tweet(post)
            private = {"non_public_metrics", "organic_metrics"} & fields
            age = request.today - utc(post).date()
            if private and (post["account_id"] != me or age > PRIVATE_DAYS):
                errors += [not_authorized(post["post_id"], field) for field in sorted(private)]
                card.pop("non_public_metrics")
            data.append({name: value for name, value in card.items() if name in fields})
        meta: Row = {"result_count": len(data)}
        if data:
            meta |= {"newest_id": data[0]["id"], "oldest_id": data[-1]["id"]}
        if more:
            start = position(request.params.get("pagination_token")) or 0
            meta["next_token"] = cursor(start + int(request.params.get("max_results", 10)))
        body: Row = {"data": data} if data else {}
        body |= {"errors": errors} if errors else {}
        return Reply(200, body | ({"meta": meta} if more is not None else {}))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        page = Shape("data", "meta.next_token")
        return [
            Route("POST", "token", "/2/oauth2/token", self.token),
            Route("GET", "api", r"/2/users/by/username/\w+", self.guarded(self.user)),
            Route("GET", "api", r"/2/users/\d+", self.guarded(self.user)),
            Route("GET", "api", r"/2/users/\d+/tweets", self.guarded(self.timeline), page),
            Route("GET", "api", r"/2/users/\d+/mentions", self.guarded(self.mentions), page),
            Route("GET", "api", "/2/tweets", self.guarded(self.lookup), Shape("data")),
        ]


def routes(world: Any) -> list[Route]:
    return XTwitter(world).routes()


def name_of(account: str) -> str:
    return f"brand_{account[-2:]}"


def utc(post: Row) -> Any:
    return instant(zulu(post["published_at"]))


def tweet(post: Row) -> Row:
    """A post with everything; every third was edited once, old ones lack the younger counters."""
    number = post["post_id"]
    quoted = post["shares"] // 4
    public = {
        "retweet_count": post["shares"] - quoted,
        "reply_count": post["comments"],
        "like_count": post["likes"],
        "quote_count": quoted,
        "bookmark_count": post["saves"],
        "impression_count": post["impressions"],
    }
    private = {"impression_count": post["impressions"], "url_link_clicks": post["views"] // 12}
    private["user_profile_clicks"] = post["views"] // 50
    first = str(int(number) - 1)
    edited = int(number[-4:-2]) % 3 == 0
    return {
        "id": number,
        "text": post["title"],
        "created_at": zulu(post["published_at"], 3),
        "author_id": post["account_id"],
        "conversation_id": number,
        "lang": "en",
        "edit_history_tweet_ids": [first, number] if edited else [number],
        "public_metrics": public,
        "non_public_metrics": private,
    }


def foreign(post: Row) -> Row:
    """A post of somebody else."""
    counts = ("retweet_count", "reply_count", "like_count", "quote_count", "impression_count")
    return {
        "id": post["post_id"],
        "text": f"@{name_of(post['account_id'])} which of your tents stands up to wind?",
        "created_at": zulu(post["published_at"], 3),
        "author_id": post["author_id"],
        "lang": "en",
        "edit_history_tweet_ids": [post["post_id"]],
        "public_metrics": dict.fromkeys(counts, 3),
    }


def missing(kind: str, value: str) -> Row:
    return {
        "resource_type": kind,
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with id: [{value}].",
        "type": f"{PROBLEMS}/resource-not-found",
        "value": value,
    }


def not_authorized(post_id: str, field: str) -> Row:
    return {
        "resource_type": "tweet",
        "field": field,
        "title": "Field Authorization Error",
        "section": "data",
        "type": f"{PROBLEMS}/not-authorized-for-field",
        "value": post_id,
    }
