"""Google Ads API v26 (REST, GAQL), as its contract tells it.

- `Authorization: Bearer` from the token endpoint (the refresh token is not rotated), and
  `login-customer-id` of the manager on every call; a customer id has digits only.
- `searchStream` answers an array of chunks, the last without `results`; errors come in a list.
- int64 is text (`costMicros`), doubles are numbers, zero metrics are omitted, all-zero rows too.
- Performance Max campaigns have no ads: their spend exists only `FROM campaign`.
- The manager has no metrics; a customer that never was activated is CUSTOMER_NOT_ENABLED.
"""

from collections.abc import Callable
from typing import Any

from sandbox.ads import gaql
from sandbox.ads.google_rows import MANAGER, NOT_ENABLED, source
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import AdFigures, Prepared, cursor, encode, joined, played, position
from sandbox.tokens import GoogleTokens

LIVE = ("v23", "v24", "v25", "v26")
CHUNK = 1000
PAGE = 10_000
Row = dict[str, Any]


def refuse(status: int, kind: str, name: str, message: str, word: str) -> Reply:
    """A failure as the API details it."""
    failure = {
        "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
        "errors": [{"errorCode": {kind: name}, "message": message}],
        "requestId": "aB3dE5fG7hI9jK1lM3nO5p",
    }
    error = {"code": status, "message": message, "status": word, "details": [failure]}
    return Reply(status, {"error": error})


def bad_query(name: str, message: str) -> Reply:
    return refuse(400, "queryError", name, message, "INVALID_ARGUMENT")


def busy() -> Reply:
    """No `Retry-After`: the wait stands inside the error."""
    quota = {"rateScope": "ACCOUNT", "rateName": "Number of operations", "retryDelay": "3s"}
    reply = refuse(
        429, "quotaError", "RESOURCE_EXHAUSTED", "Too many requests.", "RESOURCE_EXHAUSTED"
    )
    first = reply.body["error"]["details"][0]["errors"][0]
    first["details"] = {"quotaErrorDetails": quota}
    return Reply(429, [reply.body])


WORDS = {"busy_in_body": busy}


class GoogleAds:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "google_ads")
        self.tokens = GoogleTokens("GOOGLE_ADS", "https://www.googleapis.com/auth/adwords")
        self.prepared = Prepared()

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.path.split("/")[1] not in LIVE:
                name, said = "UNSUPPORTED_VERSION", "This version has been sunset."
                return refuse(400, "requestError", name, said, "INVALID_ARGUMENT")
            if not self.tokens.valid(request):
                name, said = "OAUTH_TOKEN_EXPIRED", "The OAuth access token expired or is invalid."
                return refuse(401, "authenticationError", name, said, "UNAUTHENTICATED")
            return played(request, WORDS) or handler(request)

        return check

    def accessible(self, request: Request) -> Reply:
        ids = [MANAGER, *self.figures.accounts, NOT_ENABLED]
        return Reply(200, {"resourceNames": [f"customers/{i}" for i in ids]})

    def denied(self, request: Request, customer: str) -> Reply | None:
        if not customer.isdigit():
            return refuse(
                400, "requestError", "INVALID_CUSTOMER_ID", "Digits only.", "INVALID_ARGUMENT"
            )
        known = customer in self.figures.accounts or customer in {MANAGER, NOT_ENABLED}
        if not known or request.headers.get("login-customer-id") != MANAGER:
            name, said = "USER_PERMISSION_DENIED", "User doesn't have permission to this customer."
            return refuse(403, "authorizationError", name, said, "PERMISSION_DENIED")
        if customer == NOT_ENABLED:
            name, said = "CUSTOMER_NOT_ENABLED", "The customer account is not yet enabled."
            return refuse(403, "authorizationError", name, said, "PERMISSION_DENIED")
        return None

    def found(self, request: Request) -> tuple[str, list[bytes]] | Reply:
        customer = request.path.split("/")[3]
        refusal = self.denied(request, customer)
        if refusal:
            return refusal
        try:
            query = gaql.parse((request.json() or {}).get("query", ""))
        except gaql.QueryError as error:
            return bad_query(error.name, str(error))
        if query.metrics and customer == MANAGER:
            return bad_query(
                "REQUESTED_METRICS_FOR_MANAGER", "Metrics cannot be asked of a manager."
            )
        key = (customer, query, request.today)
        make = lambda: [  # noqa: E731
            encode(gaql.nested(query, row, customer))
            for row in query.keep(source(self.figures, query, customer, request.today))
        ]
        return query.mask, self.prepared.get(key, make)

    def search_stream(self, request: Request) -> Reply:
        answer = self.found(request)
        if isinstance(answer, Reply):
            return Reply(answer.status, [answer.body])
        mask, items = answer
        if not items:
            return Reply(200, [])
        tail = b',"fieldMask":' + encode(mask) + b',"requestId":"aB3dE5fG7hI9jK1lM3nO5p"'
        parts = (items[i : i + CHUNK] for i in range(0, len(items), CHUNK))
        chunks = [b'{"results":' + joined(part) + tail + b"}" for part in parts]
        last = b"{" + tail[1:] + b',"queryResourceConsumption":"812"}'
        return Reply(200, joined([*chunks, last]))

    def search(self, request: Request) -> Reply:
        asked = request.json() or {}
        if "pageSize" in asked:
            name, said = "PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported."
            return refuse(400, "requestError", name, said, "INVALID_ARGUMENT")
        answer = self.found(request)
        if isinstance(answer, Reply):
            return answer
        mask, items = answer
        start = position(asked.get("pageToken"))
        if start is None:
            name, said = "EXPIRED_PAGE_TOKEN", "The page token is expired or invalid."
            return refuse(400, "requestError", name, said, "INVALID_ARGUMENT")
        body = (
            b'{"results":' + joined(items[start : start + PAGE]) + b',"fieldMask":' + encode(mask)
        )
        if start + PAGE < len(items):
            body += b',"nextPageToken":' + encode(cursor(start + PAGE))
        return Reply(200, body + b"}")

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        v = r"/v\d+"
        return [
            Route("POST", "token", "/token", self.tokens.answer),
            Route(
                "GET",
                "api",
                f"{v}/customers:listAccessibleCustomers",
                self.guarded(self.accessible),
            ),
            Route(
                "POST",
                "api",
                f"{v}/customers/[^/]+/googleAds:searchStream",
                self.guarded(self.search_stream),
                Shape(records="*.results"),
            ),
            Route(
                "POST",
                "api",
                f"{v}/customers/[^/]+/googleAds:search",
                self.guarded(self.search),
                Shape("results", "nextPageToken"),
            ),
        ]


def routes(world: Any) -> list[Route]:
    return GoogleAds(world).routes()
