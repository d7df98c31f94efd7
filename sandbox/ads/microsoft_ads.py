"""Microsoft Advertising, Bing Ads API v13 over REST, as its contract tells it.

- A refresh token works once. `DeveloperToken` and a live bearer on every call, and customer and
  account in headers on all but the calls that find them.
- `CampaignType` left out lists Search only; ads are listed group by group.
- Reports are jobs: Submit, Poll (twice Pending), then a ZIP with one CSV, a BOM at its start, every
  value quoted text. No line for the days: Success without a link. A link works until the next poll.
- Asked in another zone than the account's own, every day is another day.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from threading import Lock
from typing import Any

import polars as pl

from sandbox.ads.microsoft_rows import (
    COLUMNS,
    OWN,
    ZONES,
    account_card,
    ad_card,
    campaign_card,
    customer_of,
    frame_of,
    group_card,
    keyword_card,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, encode, joined, played
from sandbox.tokens import AccessTokens, RotatingTokens, bearer, form

USER = 880011
Row = dict[str, Any]


def refuse(code: int, name: str, message: str, status: int = 400) -> Reply:
    error = {"Code": code, "ErrorCode": name, "Message": message}
    return Reply(status, {"TrackingId": "5f0c8a52-0000-4000-8000-20261114", "Errors": [error]})


def malformed(message: str) -> Reply:
    return refuse(2004, "NullRequest", message)


WORDS = {
    "busy_in_body": lambda: refuse(117, "CallRateExceeded", "Too many calls in a minute."),
    "throttled_account": lambda: refuse(207, "ConcurrentRequestOverLimit", "Too many reports."),
}


class MicrosoftAds:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "microsoft_ads")
        self.keywords = world.keywords.filter(pl.col("platform") == "microsoft_ads").rows(
            named=True
        )
        self.tokens = AccessTokens("sandbox-microsoft-access-")
        self.chain = RotatingTokens(SECRETS["MICROSOFT_ADS_REFRESH_TOKEN"])
        self.jobs: dict[str, tuple[int, bytes | None]] = {}
        self.lock = Lock()

    def refresh(self, request: Request) -> Reply:
        asked = form(request)
        own = {
            name: SECRETS[f"MICROSOFT_ADS_{name.upper()}"]
            for name in ("client_id", "client_secret")
        }
        if any(asked.get(name) != value for name, value in own.items()):
            return Reply(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
        if asked.get("grant_type") != "refresh_token" or "msads.manage" not in asked.get(
            "scope", ""
        ):
            return Reply(400, {"error": "invalid_request"})
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return Reply(400, {"error": "invalid_grant", "error_description": "AADSTS70000"})
        access = {"access_token": self.tokens.issue(), "expires_in": 3600, "token_type": "Bearer"}
        return Reply(200, access | {"refresh_token": link})

    def guarded(
        self, handler: Callable[[Request], Reply], *, named: bool = True
    ) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.headers.get("DeveloperToken") != SECRETS["MICROSOFT_ADS_DEVELOPER_TOKEN"]:
                return refuse(105, "InvalidCredentials", "The developer token is not valid.", 401)
            if bearer(request) not in self.tokens.live:
                return refuse(109, "AuthenticationTokenExpired", "The token expired.", 401)
            account = request.headers.get("CustomerAccountId", "")
            if named and account not in self.figures.accounts:
                return refuse(106, "UserIsNotAuthorized", "No access to this account.", 403)
            if named and request.headers.get("CustomerId") != str(customer_of(account)):
                return refuse(106, "UserIsNotAuthorized", "Another customer's account.", 403)
            return played(request, WORDS) or handler(request)

        return check

    def user(self, request: Request) -> Reply:
        asked = request.json()
        if not isinstance(asked, dict) or "UserId" not in asked:
            return malformed("The request message is null.")
        return Reply(200, {"User": {"Id": USER, "UserName": "reports@qinghe.example"}})

    def accounts(self, request: Request) -> Reply:
        asked = request.json() or {}
        wanted = {"Field": "UserId", "Operator": "Equals", "Value": str(USER)}
        if asked.get("Predicates") != [wanted] or "Size" not in asked.get("PageInfo", {}):
            return malformed("Predicates and PageInfo are required.")
        cards = [encode(account_card(a)) for a in self.figures.accounts.values()]
        return Reply(200, b'{"Accounts":' + joined(cards) + b"}")

    def campaigns(self, request: Request) -> Reply:
        asked = request.json() or {}
        account = str(asked.get("AccountId"))
        if account != request.headers.get("CustomerAccountId"):
            return refuse(106, "UserIsNotAuthorized", "Not the account of the header.", 403)
        kinds = asked.get("CampaignType", "Search").split(",")
        found = map(campaign_card, self.figures.of(self.figures.campaigns, account))
        cards = [card for card in found if card["CampaignType"] in kinds]
        return Reply(200, b'{"Campaigns":' + listed(cards) + b"}")

    def groups(self, request: Request) -> Reply:
        campaign = str((request.json() or {}).get("CampaignId"))
        found = [g for g in self.figures.ad_groups if g["campaign_id"] == campaign]
        return Reply(200, b'{"AdGroups":' + listed(map(group_card, found)) + b"}")

    def ads(self, request: Request) -> Reply:
        asked = request.json() or {}
        if "ExpandedText" not in asked.get("AdTypes", ()):
            return malformed("AdTypes is required.")
        group = str(asked.get("AdGroupId"))
        found = [ad for ad in self.figures.ads if ad["ad_group_id"] == group]
        return Reply(200, b'{"Ads":' + listed(map(ad_card, found)) + b"}")

    def words(self, request: Request) -> Reply:
        group = str((request.json() or {}).get("AdGroupId"))
        found = [word for word in self.keywords if word["ad_group_id"] == group]
        return Reply(200, b'{"Keywords":' + listed(map(keyword_card, found)) + b"}")

    def submit(self, request: Request) -> Reply:
        asked = (request.json() or {}).get("ReportRequest") or {}
        kind, ids = asked.get("Type"), (asked.get("Scope") or {}).get("AccountIds")
        if kind not in OWN or not isinstance(ids, list) or [type(one) for one in ids] != [int]:
            return malformed("The request message is null.")
        known = {**COLUMNS, **OWN[kind]}
        for place, name in enumerate(asked.get("Columns", ())):
            if name not in known:
                return malformed(f"Invalid JSON at position {place}, Path: $.Columns[{place}]")
        whole = (asked.get("Format"), asked.get("Aggregation")) == ("Csv", "Daily")
        bare = asked.get("ExcludeReportHeader") and asked.get("ExcludeReportFooter")
        first, last = (day_of(asked, f"CustomDateRange{end}") for end in ("Start", "End"))
        if not whole or first is None or last is None or last < first:
            return malformed("Format, Aggregation and Time are required.")
        account = self.figures.accounts[str(ids[0])]
        zone = (asked.get("Time") or {}).get("ReportTimeZone", "PacificTimeUSCanadaTijuana")
        shift = timedelta(days=0 if zone == ZONES[account["zone"]] else 1)
        frame = frame_of(self.figures, kind, request.today).filter(
            (pl.col("account_id") == account["account_id"])
            & (pl.col("day") - shift).is_between(first, last)
        )
        rows = frame.with_columns(pl.col("day") - shift).iter_rows(named=True)
        lines = [[known[name](row) for name in asked["Columns"]] for row in rows]
        body = archive(asked["Columns"], lines, bool(bare)) if lines else None
        with self.lock:
            number = f"30000{len(self.jobs)}_1234"
            self.jobs[number] = (0, body)
        return Reply(200, {"ReportRequestId": number})

    def poll(self, request: Request) -> Reply:
        number = (request.json() or {}).get("ReportRequestId", "")
        if number not in self.jobs:
            return malformed("No such report.")
        with self.lock:
            polls, body = self.jobs[number]
            self.jobs[number] = (polls + 1, body)
        status, link = ("Pending" if polls < 2 else "Success"), None
        if "failed_job" in request.faults:
            status = "Error"
        elif status == "Success" and body is not None:
            files = request.base.removesuffix(request.url_name) + "files"
            link = f"{files}/reports/{number}.zip?sig={polls + 1}"
        return Reply(200, {"ReportRequestStatus": {"Status": status, "ReportDownloadUrl": link}})

    def file(self, request: Request) -> Reply:
        number = request.path.rpartition("/")[2].removesuffix(".zip")
        polls, body = self.jobs.get(number, (0, None))
        if "Authorization" in request.headers or body is None:
            return Reply(400, b"InvalidAuthenticationInfo")
        if request.params.get("sig") != str(polls):
            return Reply(403, b"Server failed to authenticate the request: the link expired.")
        return Reply(200, body, {"Content-Type": "application/x-zip-compressed"})

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        customers, campaigns = "/CustomerManagement/v13", "/CampaignManagement/v13"
        reports, guard = "/Reporting/v13/GenerateReport", self.guarded
        alone = {"named": False}
        return [
            Route("POST", "token", "/oauth2/v2.0/token", self.refresh),
            Route("POST", "customers", f"{customers}/User/Query", guard(self.user, **alone)),
            Route(
                "POST",
                "customers",
                f"{customers}/Accounts/Search",
                guard(self.accounts, **alone),
                Shape("Accounts"),
            ),
            Route(
                "POST",
                "campaigns",
                f"{campaigns}/Campaigns/QueryByAccountId",
                guard(self.campaigns),
                Shape("Campaigns"),
            ),
            Route(
                "POST", "campaigns", f"{campaigns}/AdGroups/QueryByCampaignId", guard(self.groups)
            ),
            Route(
                "POST", "campaigns", f"{campaigns}/Ads/QueryByAdGroupId", guard(self.ads),
                Shape("Ads"),
            ),
            Route("POST", "campaigns", f"{campaigns}/Keywords/QueryByAdGroupId", guard(self.words)),
            Route("POST", "reporting", f"{reports}/Submit", guard(self.submit)),
            Route("POST", "reporting", f"{reports}/Poll", guard(self.poll)),
            Route("GET", "files", r"/reports/[\w.]+", self.file),
        ]  # fmt: skip


def routes(world: Any) -> list[Route]:
    return MicrosoftAds(world).routes()


def listed(cards: Any) -> bytes:
    return joined(encode(card) for card in cards)


def day_of(asked: Row, name: str) -> date | None:
    told = (asked.get("Time") or {}).get(name) or {}
    try:
        return date(told["Year"], told["Month"], told["Day"])
    except (KeyError, TypeError, ValueError):
        return None


def archive(head: list[str], lines: list[list[str]], bare: bool) -> bytes:
    """A ZIP with one CSV; a title and a copyright line around it unless they were left out."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([] if bare else [["Report Name: daily"], []])
    writer.writerow(head)
    writer.writerows(lines)
    writer.writerows([] if bare else [[], ["©2026 Microsoft Corporation. All rights reserved."]])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("report.csv", b"\xef\xbb\xbf" + text.getvalue().encode())
    return packed.getvalue()
