"""Google Analytics' Data API for the property of the American site, as its contract tells it.

- A visit counts on the day it began there; a visitor is a client id; who lets the tag run is seen.
- Every cell is a text; `rows` and `rowCount` are left out when nobody came; offsets are not echoed.
- A service account is known by a key that a tester puts into `UPLOADED`.
"""

import base64
import json
import time
from datetime import date, timedelta
from typing import Any

import polars as pl
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import Prepared, closing, day_or_none, played, records
from sandbox.tokens import GoogleTokens, form

NAME, ZONE = "google_analytics4", "America/Los_Angeles"
SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
JWT, READER = "urn:ietf:params:oauth:grant-type:jwt-bearer", "reader@acme.iam.example"
UPLOADED: list[RSAPublicKey] = []
MOST_ROWS, MOST_DIMENSIONS, MOST_METRICS = 250_000, 9, 10
PAID = {"google": "Paid Search", "bing": "Paid Search"}
GROUPS = {"email": "Email", "video": "Organic Video", "banner": "Display", "sms": "SMS"}
METRICS = {
    "sessions": ("TYPE_INTEGER", pl.len()),
    "engagedSessions": ("TYPE_INTEGER", pl.col("is_engaged").sum()),
    "totalUsers": ("TYPE_INTEGER", pl.col("cookie").n_unique()),
    "newUsers": ("TYPE_INTEGER", pl.col("cookie").filter("is_first").n_unique()),
    "screenPageViews": ("TYPE_INTEGER", pl.col("pages").sum()),
    "keyEvents": ("TYPE_FLOAT", pl.col("orders").sum()),
    "transactions": ("TYPE_INTEGER", pl.col("orders").sum()),
    "totalRevenue": ("TYPE_CURRENCY", pl.col("revenue").sum()),
}
DIMENSIONS = ("date", "sessionDefaultChannelGroup", "sessionSourceMedium", "landingPage")


def refuse(status: int, word: str, message: str) -> Reply:
    """No, in Google's form."""
    return Reply(status, {"error": {"code": status, "message": message, "status": word}})


def _spent(message: str) -> Reply:
    return refuse(429, "RESOURCE_EXHAUSTED", message)


WORDS = {
    "busy_in_body": lambda: _spent(
        "Exhausted concurrent requests quota. Please wait for some requests to finish."
    ),
    "daily_quota": lambda: _spent("Exhausted property tokens per day quota."),
}


class Analytics:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        mine = world.accounts.filter(pl.col("connector") == NAME)
        self.properties = {row["account_id"]: row for row in records(mine)}
        self.login = GoogleTokens("GOOGLE_ANALYTICS4", SCOPE)
        self.seen, self.told = Prepared(), Prepared(keep=64)

    def token(self, request: Request) -> Reply:
        """A person's refresh token, or a claim of the service account."""
        asked = form(request)
        if asked.get("grant_type") != JWT:
            return self.login.answer(request)
        if not _is_ours(asked.get("assertion", "")):
            said = "Invalid JWT Signature."
            return Reply(400, {"error": "invalid_grant", "error_description": said})
        token = self.login.tokens.issue()
        return Reply(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def run_report(self, request: Request) -> Reply:
        if not self.login.valid(request):
            return refuse(401, "UNAUTHENTICATED", "Request had invalid credentials.")
        if reply := played(request, WORDS):
            return reply
        number = request.path.split("/")[-1].partition(":")[0]
        if number not in self.properties:
            said = "User does not have sufficient permissions for this property."
            return refuse(403, "PERMISSION_DENIED", said)
        asked = request.json() or {}
        wanted = [
            [each["name"] for each in asked.get(key, [])] for key in ("dimensions", "metrics")
        ]
        if problem := _problem(asked, *wanted):
            return refuse(400, "INVALID_ARGUMENT", problem)
        rows = self.rows(asked, *wanted, request.today)
        first, most = int(asked.get("offset", 0)), int(asked.get("limit", 10_000))
        body: dict[str, Any] = {
            "dimensionHeaders": [{"name": name} for name in wanted[0]],
            "metricHeaders": [{"name": name, "type": METRICS[name][0]} for name in wanted[1]],
            "metadata": {"currencyCode": self.properties[number]["currency_code"],
                         "timeZone": ZONE},
            "kind": "analyticsData#runReport",
        }  # fmt: skip
        if rows:
            body |= {"rows": rows[first : first + most], "rowCount": len(rows)}
        else:
            body["metadata"]["emptyReason"] = "NO_DATA"
        if asked.get("returnPropertyQuota"):
            body["propertyQuota"] = {
                "tokensPerDay": {"consumed": 11, "remaining": 199_989},
                "tokensPerHour": {"consumed": 11, "remaining": 39_989},
                "tokensPerProjectPerHour": {"consumed": 11, "remaining": 13_989},
            }
        return Reply(200, body)

    def rows(
        self, asked: dict[str, Any], dimensions: list[str], metrics: list[str], today: date
    ) -> list[dict[str, Any]]:
        """The rows of a report, ordered as was asked."""
        spans = [(span["startDate"], span["endDate"]) for span in asked["dateRanges"]]
        key = (today, *spans, *dimensions, "|", *metrics)
        return self.told.get(key, lambda: self._rows(spans[0], dimensions, metrics, today))

    def _rows(
        self, span: tuple[str, str], dimensions: list[str], metrics: list[str], today: date
    ) -> list[dict[str, Any]]:
        visits = self.seen.get(today, lambda: tagged(self.world, today))
        start, end = (day_or_none(day) for day in span)
        closed = pl.col("day").is_between(start, min(end or today, today - timedelta(days=1)))
        figures = {name: METRICS[name][1] for name in metrics}
        table = visits.filter(closed).group_by(dimensions).agg(**figures).sort(dimensions)
        return [
            {
                "dimensionValues": [{"value": row[name]} for name in dimensions],
                "metricValues": [{"value": f"{row[name]:f}".rstrip("0").rstrip(".")
                                  if METRICS[name][0] == "TYPE_CURRENCY" else str(row[name])}
                                 for name in metrics],
            }
            for row in records(table)
        ]  # fmt: skip

    def routes(self) -> list[Route]:
        report = r"/v1beta/properties/[^/:]+:runReport"
        return [
            Route("POST", "token", "/token", self.token),
            Route("POST", "api", report, self.run_report, Shape("rows")),
        ]


def routes(world: Any) -> list[Route]:
    return Analytics(world).routes()


def tagged(world: Any, today: date) -> pl.DataFrame:
    """One row per visit the tag saw, as far as its events had come in by then."""
    came = world.web_events.filter(
        (pl.col("delivery") == 1) & (pl.col("received_at") < closing(today))
    )
    came = came.join(world.tagged, on="visit_id", how="semi").sort("occurred_at", "message_id")
    at, bought = pl.col("occurred_at"), pl.col("event") == "Order Completed"
    told = came.group_by("visit_id").agg(
        pages=(pl.col("type") == "page").sum(),
        orders=bought.sum(),
        revenue=pl.col("revenue").filter(bought).sum().fill_null(0),
        seconds=(at.max() - at.min()).dt.total_milliseconds() / 1000,
    )
    visits = world.visits.select(
        "visit_id", "cookie", "started_at", "utm_source", "utm_medium", "referrer", "landing_url"
    )
    visits = told.join(visits, on="visit_id").sort("started_at", "visit_id")
    local = pl.col("started_at").dt.convert_time_zone(ZONE).dt.date()
    return visits.with_columns(
        day=local,
        date=local.dt.strftime("%Y%m%d"),
        is_first=pl.int_range(pl.len()).over("cookie") == 0,
        is_engaged=(pl.col("pages") >= 2) | (pl.col("seconds") > 10) | (pl.col("orders") > 0),
        landingPage=pl.col("landing_url").str.extract(r"^https://[^/]+([^?]*)"),
        **_came_from(),
    )


def _came_from() -> dict[str, pl.Expr]:
    """Google's default channel group, and source / medium."""
    host = pl.col("referrer").str.extract(r"^https?://([^/:?]+)")
    engine = host.str.extract(r"\.(google|bing|baidu)\.")
    medium, source = pl.col("utm_medium"), pl.col("utm_source")
    own = host.str.ends_with("qinghe.example").fill_null(True)
    paid = source.replace_strict(PAID, default="Paid Social", return_dtype=pl.String)
    named = medium.replace_strict(GROUPS, default="Unassigned", return_dtype=pl.String)
    social = host.str.contains(r"facebook\.com$")
    group = (
        pl.when(medium == "cpc").then(paid).when(medium.is_not_null()).then(named)
        .when(own).then(pl.lit("Direct")).when(engine.is_not_null()).then(pl.lit("Organic Search"))
        .when(social).then(pl.lit("Organic Social")).otherwise(pl.lit("Referral"))
    )  # fmt: skip
    words = (
        pl.when(medium.is_not_null()).then(pl.format("{} / {}", source, medium))
        .when(own).then(pl.lit("(direct) / (none)"))
        .when(engine.is_not_null()).then(pl.format("{} / organic", engine))
        .otherwise(pl.format("{} / referral", host))
    )  # fmt: skip
    return {"sessionDefaultChannelGroup": group, "sessionSourceMedium": words}


def _problem(asked: dict[str, Any], dimensions: list[str], metrics: list[str]) -> str | None:
    """What Google would not answer."""
    if unknown := sorted({*dimensions, *metrics} - {*DIMENSIONS, *METRICS}):
        return f"Did you mean another name? Field {unknown[0]} is not a valid name."
    if len(dimensions) > MOST_DIMENSIONS or len(metrics) > MOST_METRICS:
        return "Too many dimensions or metrics."
    spans = asked.get("dateRanges", [])
    if len(spans) != 1 or any(day_or_none(span.get("startDate")) is None for span in spans):
        return "dateRanges: one range of YYYY-MM-DD is played here."
    if not 0 < int(asked.get("limit", 10_000)) <= MOST_ROWS:
        return "The limit must be between 1 and 250,000."
    return None


def _is_ours(assertion: str) -> bool:
    """Whether a claim is the service account's: its address, our scope, signed, not too old."""
    parts = assertion.split(".")
    try:
        claims = json.loads(_bytes(parts[1]))
        signed, signature = ".".join(parts[:2]).encode(), _bytes(parts[2])
    except (ValueError, IndexError):
        return False
    fresh = 0 < claims.get("exp", 0) - time.time() <= 3600
    known = (claims.get("iss"), claims.get("scope")) == (READER, SCOPE)
    return fresh and known and any(_verified(key, signature, signed) for key in UPLOADED)


def _verified(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
