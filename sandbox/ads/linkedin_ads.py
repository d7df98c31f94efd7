"""LinkedIn Marketing API (Rest.li), as its contract tells it.

- Every call names a version; one that is not active answers 426. Bearer tokens live for 60 days.
- `( ) : ,` must come as they are, a URN's colons as %3A; anything else is 400. A query too long for
  an address (414) may come as the body of a POST that stands for a GET.
- A report is whole: `paging.count` is decoration. A lost role is an empty list, not an error.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.ads.linkedin_rows import FIELDS, Report, account_card, cards
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, cursor, encode, joined, played, position
from sandbox.tokens import AccessTokens, bearer, form

ACTIVE = ("202602", "202605", "202607")
MOST_FIELDS, MOST_PIVOTS = 20, 3
PIVOTS = {"CREATIVE", "CAMPAIGN", "CAMPAIGN_GROUP", "ACCOUNT", "CONVERSION"}
DAY = r"\(year:(\d{4}),month:(\d{1,2}),day:(\d{1,2})\)"
SPAN = re.compile(rf"\(start:{DAY},end:{DAY}\)")
ACCOUNTS = re.compile(r"List\(urn%3Ali%3AsponsoredAccount%3A(\d+)\)")
SIGNS_ENCODED = re.compile(r"%(28|29|2C)", re.I)
PAGE = Shape("elements", cursor="metadata.nextPageToken")


def refuse(status: int, code: str, message: str, service: int | None = None) -> Reply:
    """No, in LinkedIn's words."""
    body: dict[str, Any] = {"status": status, "code": code, "message": message}
    return Reply(status, body | ({"serviceErrorCode": service} if service else {}))


def throttled(message: str) -> Reply:
    return refuse(429, "TOO_MANY_REQUESTS", message, 101)


WORDS = {
    "daily_quota": lambda: throttled(
        "Resource level throttle limit for calls to this resource is reached."
    ),
    "data_volume": lambda: throttled(
        "Request would exceed the limit of 45 million metric values in 5 minutes"
    ),
    "sunset": lambda: refuse(426, "NONEXISTENT_VERSION", "Requested version is not active"),
}


def asked_of(request: Request) -> dict[str, str] | None:
    """Parameters as written; None where a sign of Rest.li was encoded away."""
    tunnelled = request.headers.get("X-HTTP-Method-Override") == "GET"
    query = request.body.decode() if tunnelled else request.query
    if SIGNS_ENCODED.search(query):
        return None
    return dict(part.partition("=")[::2] for part in query.split("&") if part)


class LinkedIn:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "linkedin_ads")
        self.tokens = AccessTokens("sandbox-linkedin-access-")
        self.prepared = Prepared()

    def grant(self, request: Request) -> Reply:
        asked = form(request)
        for name in ("client_id", "client_secret"):
            if asked.get(name) != SECRETS[f"LINKEDIN_ADS_{name.upper()}"]:
                return Reply(401, {"error": "invalid_client", "error_description": "Unknown app"})
        refresh = SECRETS["LINKEDIN_ADS_REFRESH_TOKEN"]
        if asked.get("grant_type") != "refresh_token" or asked.get("refresh_token") != refresh:
            said = (
                "The provided authorization grant or refresh token is invalid, expired or revoked"
            )
            return Reply(400, {"error": "invalid_request", "error_description": said})
        body = {"access_token": self.tokens.issue(), "expires_in": 5_184_000}
        scope = {"scope": "r_ads,r_ads_reporting"}
        return Reply(
            200,
            body | {"refresh_token": refresh, "refresh_token_expires_in": 31_536_000} | scope,
        )

    def guarded(
        self, handler: Callable[[Request, dict[str, str]], Reply]
    ) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) not in self.tokens.live:
                return refuse(401, "EXPIRED_ACCESS_TOKEN", "The token used has expired", 65601)
            version = request.headers.get("LinkedIn-Version", "")
            if not version:
                return refuse(400, "VERSION_MISSING", "A version must be present in the header")
            if version not in ACTIVE:
                said = f"Requested version {version}01 is not active"
                return refuse(426, "NONEXISTENT_VERSION", said)
            if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
                return refuse(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables")
            if "uri_too_long" in request.faults and request.method == "GET":
                return refuse(414, "URI_TOO_LONG", "Request-URI Too Long")
            asked = asked_of(request)
            if asked is None:
                return refuse(400, "ILLEGAL_ARGUMENT", "Invalid query parameters passed")
            return played(request, WORDS) or handler(request, asked)

        return check

    def accounts(self, request: Request, asked: dict[str, str]) -> Reply:
        shown = [encode(account_card(one)) for one in self.figures.accounts.values()]
        return self.paged(asked, shown, 1000)

    def objects(self, request: Request, asked: dict[str, str]) -> Reply:
        _, _, _, account, kind = request.path.split("/")
        if account not in self.figures.accounts:
            return refuse(403, "ACCESS_DENIED", "Not enough permissions to access this account")
        finder = request.headers.get("X-RestLi-Method")
        if kind == "creatives" and (asked.get("q"), finder) != ("criteria", "FINDER"):
            return refuse(400, "ILLEGAL_ARGUMENT", "creatives: q=criteria with the FINDER method")
        everything = kind == "creatives" or "REMOVED" in asked.get("search", "")
        shown = [
            encode(card)
            for card in cards(self.figures, account, kind)
            if everything or card["status"] == "ACTIVE"
        ]
        return self.paged(asked, shown, 100 if kind == "creatives" else 1000)

    def rules(self, request: Request, asked: dict[str, str]) -> Reply:
        account = asked.get("account", "").rpartition("%3A")[2]
        if account not in self.figures.accounts:
            return refuse(403, "ACCESS_DENIED", "Not enough permissions to access this account")
        start, count = int(asked.get("start", 0)), int(asked.get("count", 10))
        shown = [encode(card) for card in cards(self.figures, account, "conversions")]
        return self.told(shown[start : start + count])

    def paged(self, asked: dict[str, str], items: list[bytes], most: int) -> Reply:
        size, start = asked.get("pageSize", "100"), position(asked.get("pageToken"))
        if not size.isdigit() or not 1 <= int(size) <= most or start is None:
            return refuse(400, "ILLEGAL_ARGUMENT", f"pageSize: at most {most}; or a wrong token")
        end = start + int(size)
        following = {"nextPageToken": cursor(end)} if end < len(items) else {}
        return self.told(items[start:end], b',"metadata":' + encode(following))

    def told(self, items: list[bytes], more: bytes = b"") -> Reply:
        paging = b'{"paging":{"start":0,"count":10,"links":[]},"elements":'
        return Reply(200, paging + joined(items) + more + b"}")

    def analytics(self, request: Request, asked: dict[str, str]) -> Reply:
        report = question(asked)
        if isinstance(report, Reply):
            return report
        if report.account not in self.figures.accounts or "role_lost" in request.faults:
            return self.told([])
        key = (request.today, report)

        def make() -> list[bytes]:
            return [encode(one) for one in report.elements(self.figures, request.today)]

        return self.told(self.prepared.get(key, make))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        reports, whole = self.guarded(self.analytics), Shape("elements")
        kinds = "adCampaignGroups|adCampaigns|creatives"
        listing = f"/rest/adAccounts/\\d+/({kinds})"
        return [
            Route("POST", "token", "/oauth/v2/accessToken", self.grant),
            Route("GET", "api", "/rest/adAccounts", self.guarded(self.accounts), PAGE),
            Route("GET", "api", listing, self.guarded(self.objects), PAGE),
            Route("GET", "api", "/rest/conversions", self.guarded(self.rules), whole),
            Route("GET", "api", "/rest/adAnalytics", reports, whole),
            Route("POST", "api", "/rest/adAnalytics", reports, whole),
        ]


def question(asked: dict[str, str]) -> Report | Reply:
    """What a report is asked for, or why it cannot be."""
    one = asked.get("pivot", "").removeprefix("(value:").removesuffix(")")
    several = asked.get("pivots", "").removeprefix("List(").removesuffix(")")
    pivots = tuple((one if asked.get("q") == "analytics" else several).split(","))
    fields = tuple(asked.get("fields", "impressions,clicks").split(","))
    each = asked.get("timeGranularity", "").removeprefix("(value:").removesuffix(")")
    span, account = (
        SPAN.fullmatch(asked.get("dateRange", "")),
        ACCOUNTS.fullmatch(asked.get("accounts", "")),
    )
    if not set(pivots) <= PIVOTS or len(pivots) > MOST_PIVOTS or each not in ("DAILY", "MONTHLY"):
        return refuse(400, "ILLEGAL_ARGUMENT", "pivots or timeGranularity: invalid value")
    if len(fields) > MOST_FIELDS or not set(fields) <= FIELDS:
        return refuse(400, "ILLEGAL_ARGUMENT", f"fields: at most {MOST_FIELDS}, and known ones")
    if span is None or account is None:
        return refuse(400, "ILLEGAL_ARGUMENT", "dateRange or accounts: Syntax exception")
    parts = [int(part) for part in span.groups()]
    return Report(account[1], date(*parts[:3]), date(*parts[3:]), pivots, each, fields)


def routes(world: Any) -> list[Route]:
    return LinkedIn(world).routes()
