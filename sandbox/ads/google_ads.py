"""Google Ads API v26 (REST, GAQL), as its contract tells it.

- `Authorization: Bearer` from the token endpoint (the refresh token is not rotated), and
  `login-customer-id` of the manager on every call; a customer id has digits only.
- `searchStream` answers an array of chunks, the last without `results`; errors come in a list.
- int64 is text (`costMicros`), doubles are numbers, zero metrics are omitted, all-zero rows too.
- Performance Max campaigns have no ads: their spend exists only `FROM campaign`.
- The manager has no metrics; a customer that never was activated is CUSTOMER_NOT_ENABLED.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.ads import gaql
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import (
    AdFigures,
    Prepared,
    cursor,
    encode,
    joined,
    played,
    position,
)
from sandbox.tokens import GoogleTokens

LIVE = ("v23", "v24", "v25", "v26")
MANAGER = "9998887770"
NOT_ENABLED = "1112223399"
CHUNK = 1000
PAGE = 10_000
SUMS = ["impressions", "clicks", "spend", "conversions", "conversion_value"]
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


def routes(world: Any) -> list[Route]:
    """Every call the contract names, over one world."""
    figures = AdFigures(world, "google_ads")
    tokens = GoogleTokens("GOOGLE_ADS", "https://www.googleapis.com/auth/adwords")
    prepared = Prepared()

    def guarded(handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.path.split("/")[1] not in LIVE:
                name, said = "UNSUPPORTED_VERSION", "This version has been sunset."
                return refuse(400, "requestError", name, said, "INVALID_ARGUMENT")
            if not tokens.valid(request):
                name, said = "OAUTH_TOKEN_EXPIRED", "The OAuth access token expired or is invalid."
                return refuse(401, "authenticationError", name, said, "UNAUTHENTICATED")
            return played(request, WORDS) or handler(request)

        return check

    def accessible(request: Request) -> Reply:
        ids = [MANAGER, *figures.accounts, NOT_ENABLED]
        return Reply(200, {"resourceNames": [f"customers/{i}" for i in ids]})

    def denied(request: Request, customer: str) -> Reply | None:
        if not customer.isdigit():
            return refuse(
                400, "requestError", "INVALID_CUSTOMER_ID", "Digits only.", "INVALID_ARGUMENT"
            )
        known = customer in figures.accounts or customer in {MANAGER, NOT_ENABLED}
        if not known or request.headers.get("login-customer-id") != MANAGER:
            name, said = "USER_PERMISSION_DENIED", "User doesn't have permission to this customer."
            return refuse(403, "authorizationError", name, said, "PERMISSION_DENIED")
        if customer == NOT_ENABLED:
            name, said = "CUSTOMER_NOT_ENABLED", "The customer account is not yet enabled."
            return refuse(403, "authorizationError", name, said, "PERMISSION_DENIED")
        return None

    def found(request: Request) -> tuple[str, list[bytes]] | Reply:
        customer = request.path.split("/")[3]
        refusal = denied(request, customer)
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
            for row in query.keep(source(figures, query, customer, request.today))
        ]
        return query.mask, prepared.get(key, make)

    def search_stream(request: Request) -> Reply:
        answer = found(request)
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

    def search(request: Request) -> Reply:
        asked = request.json() or {}
        if "pageSize" in asked:
            name, said = "PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported."
            return refuse(400, "requestError", name, said, "INVALID_ARGUMENT")
        answer = found(request)
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

    v = r"/v\d+"
    return [
        Route("POST", "token", "/token", tokens.answer),
        Route("GET", "api", f"{v}/customers:listAccessibleCustomers", guarded(accessible)),
        Route(
            "POST",
            "api",
            f"{v}/customers/[^/]+/googleAds:searchStream",
            guarded(search_stream),
            Shape(records="*.results"),
        ),
        Route(
            "POST",
            "api",
            f"{v}/customers/[^/]+/googleAds:search",
            guarded(search),
            Shape("results", "nextPageToken"),
        ),
    ]


def source(figures: AdFigures, query: gaql.Query, customer: str, today: date) -> Iterable[Row]:
    """The rows behind one `FROM`, as flat GAQL fields."""
    if query.resource == "customer_client":
        return clients(figures) if customer == MANAGER else clients(figures, only=customer)
    if customer == MANAGER:
        return []
    campaigns = {c["campaign_id"]: c for c in figures.of(figures.campaigns, customer)}
    base = customer_of(figures.accounts[customer])
    if query.resource == "customer":
        return [base]
    if query.resource == "ad_group":
        groups = (g for g in figures.ad_groups if g["campaign_id"] in campaigns)
        return [base | campaign_of(campaigns[g["campaign_id"]]) | group_of(g) for g in groups]
    ads = {a["ad_id"]: a for a in figures.of(figures.ads, customer)}
    if query.resource == "ad_group_ad":
        cards = {
            i: base | campaign_of(campaigns[a["campaign_id"]]) | ad_of(a) for i, a in ads.items()
        }
    else:
        cards = {i: base | campaign_of(c) for i, c in campaigns.items()}
    if not query.dated:
        return cards.values()
    start, end = query.span(figures.world.first_day, today)
    days = figures.window(today, customer, start, end)
    key = "ad_id" if query.resource == "ad_group_ad" else "campaign_id"
    if key == "campaign_id":
        days = days.group_by("day", "campaign_id", maintain_order=True).agg(pl.col(SUMS).sum())
    rows = days.filter(pl.col(key).is_not_null()).iter_rows(named=True)
    return (cards[row[key]] | metrics_of(row) for row in rows)


def clients(figures: AdFigures, only: str | None = None) -> list[Row]:
    """The manager's listing: itself, its customers, and the one never activated."""
    known = [
        (a["account_id"], a["account_name"], a["currency_code"], a["zone"], False, "ENABLED")
        for a in figures.accounts.values()
    ]
    extra = [
        (MANAGER, "Manager", "CNY", "Asia/Shanghai", True, "ENABLED"),
        (NOT_ENABLED, "Closed account", "CNY", "Asia/Shanghai", False, "CANCELED"),
    ]
    names = ("id", "descriptive_name", "currency_code", "time_zone", "manager", "status")
    return [
        {f"customer_client.{name}": value for name, value in zip(names, card, strict=True)}
        | {
            "customer_client.level": "0" if card[0] == MANAGER else "1",
            "customer_client.client_customer": f"customers/{card[0]}",
        }
        for card in extra[:1] + known + extra[1:]
        if only in {None, card[0]}
    ]


def customer_of(account: Row) -> Row:
    return {
        "customer.id": account["account_id"],
        "customer.descriptive_name": account["account_name"],
        "customer.currency_code": account["currency_code"],
        "customer.time_zone": account["zone"],
        "customer.auto_tagging_enabled": True,
        "customer.status": "ENABLED",
        "customer.manager": False,
    }


def campaign_of(campaign: Row) -> Row:
    kind = "PERFORMANCE_MAX" if campaign["channel_id"] == "google_pmax" else "SEARCH"
    number = campaign["campaign_id"]
    return {
        "campaign.id": number,
        "campaign.name": campaign["campaign_name"],
        "campaign.status": state(campaign["status"]),
        "campaign.advertising_channel_type": kind,
        "campaign.start_date": str(campaign["start_date"]),
        "campaign.end_date": str(campaign["end_date"]) if campaign["end_date"] else None,
        "campaign.campaign_budget": f"customers/{campaign['account_id']}/campaignBudgets/{number}",
        "campaign_budget.id": number,
        "campaign_budget.amount_micros": micros(campaign["daily_budget"]),
    }


def group_of(group: Row) -> Row:
    number = group["ad_group_id"]
    return {
        "ad_group.id": number,
        "ad_group.name": f"group {number}",
        "ad_group.status": "ENABLED",
        "ad_group.type": "SEARCH_STANDARD",
    }


def ad_of(ad: Row) -> Row:
    return group_of(ad) | {
        "ad_group_ad.ad.id": ad["ad_id"],
        "ad_group_ad.ad.name": ad["ad_name"],
        "ad_group_ad.ad.type": "RESPONSIVE_SEARCH_AD",
        "ad_group_ad.ad.final_urls": [ad["landing_url"]],
        "ad_group_ad.status": state(ad["status"]),
    }


def metrics_of(row: Row) -> Row:
    """Zero is left out, as the API may."""
    return {
        "segments.date": str(row["day"]),
        "metrics.impressions": str(row["impressions"]) if row["impressions"] else None,
        "metrics.clicks": str(row["clicks"]) if row["clicks"] else None,
        "metrics.cost_micros": micros(row["spend"]) if row["spend"] else None,
        "metrics.conversions": float(row["conversions"]) or None,
        "metrics.conversions_value": float(row["conversion_value"]) or None,
        "metrics.all_conversions": float(row["conversions"]) * 1.5 or None,
        "metrics.view_through_conversions": None,
    }


def state(status: str) -> str:
    gone = {"deleted": "REMOVED", "removed": "REMOVED", "archived": "REMOVED"}
    return {"active": "ENABLED", **gone}.get(status.lower(), "PAUSED")


def micros(amount: Any) -> str:
    return str(int(Decimal(str(amount)) * 1_000_000))
