"""Meta Marketing API v26.0 (Insights), as its contract tells it.

- The token travels as `access_token` or as a bearer; a wrong one is code 190. Route on `code`.
- Every metric is text; one without a value is omitted; an ad without delivery gives no row.
- A purchase is listed under three action types; window keys only when asked for and not zero.
- Reports also run as jobs: not started, running 40 %, completed 100 % on three successive polls.
- Paging by `cursors.after`, or the absolute `next`, absent on the last page.
- Listings hide archived and deleted objects unless the filter names them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sandbox.ads.meta_insights import LEVELS, WINDOWS, Ask, rows_of
from sandbox.ads.meta_objects import account_card, listing
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import (
    AdFigures,
    Prepared,
    cursor,
    day_or_none,
    encode,
    joined,
    mapping,
    played,
    position,
)
from sandbox.tokens import bearer, form

V = "/v26.0"
STAGES = (("Job Not Started", 0), ("Job Running", 40), ("Job Completed", 100))
FAILURE = {"error_code": 1504038, "error_subcode": 99, "error_message": "The report failed."}
HIDDEN = {"ARCHIVED", "DELETED"}
Row = dict[str, Any]


def refuse(code: int, message: str, status: int = 400, **more: Any) -> Reply:
    """Meta's error body; `type` says OAuthException whatever happened."""
    error = {"message": message, "type": "OAuthException", "code": code, **more}
    return Reply(status, {"error": error | {"fbtrace_id": "AbC123"}})


def throttled() -> Reply:
    """The header says how many minutes to wait."""
    call = {"type": "ads_insights", "call_count": 100, "estimated_time_to_regain_access": 1}
    reply = refuse(17, "User request limit reached", error_subcode=2446079, is_transient=True)
    reply.headers["x-business-use-case-usage"] = encode({"0": [call]}).decode()
    return reply


WORDS = {
    "busy_in_body": throttled,
    "throttled_account": lambda: refuse(
        80000, "(#80000) There have been too many calls from this ad-account.", is_transient=True
    ),
}


@dataclass
class Job:
    """One report run; each poll moves it on."""

    ask: Ask
    today: date
    polls: int = 0
    failed: bool = False


class MetaAds:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "meta_ads")
        self.prepared = Prepared()
        self.jobs: dict[str, Job] = {}

    def guarded(
        self, handler: Callable[[Request, dict[str, str]], Reply]
    ) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            asked = dict(request.params) | parameters(request)
            token = asked.pop("access_token", None) or bearer(request)
            if token != SECRETS["META_ADS_ACCESS_TOKEN"]:
                return refuse(190, "Invalid OAuth access token.", error_subcode=463)
            account = request.path.removeprefix(f"{V}/act_").split("/")[0]
            if request.path.startswith(f"{V}/act_") and account not in self.figures.accounts:
                said = f"Unsupported get request. Object 'act_{account}' does not exist."
                return refuse(100, said, error_subcode=33)
            if harm := played(request, WORDS):
                return harm
            if "too_large" in request.faults and int(asked.get("limit", "25")) > 250:
                return refuse(1, "Please reduce the amount of data you're asking for", 500)
            reply = handler(request, asked)
            reply.headers.update(usage(account))
            return reply

        return check

    def paged(self, request: Request, asked: dict[str, str], items: list[bytes]) -> Reply:
        start, limit = position(asked.get("after")), asked.get("limit", "25")
        if start is None or not limit.isdigit() or not 1 <= int(limit) <= 5000:
            return refuse(100, "Invalid parameter: after or limit")
        end = start + int(limit)
        paging: dict[str, Any] = {"cursors": {"before": cursor(start), "after": cursor(end)}}
        if end < len(items):
            query = urlencode(asked | {"limit": limit, "after": cursor(end)})
            paging["next"] = f"{request.base}{request.path}?{query}"
        tail = b',"paging":' + encode(paging) if items else b""
        return Reply(200, b'{"data":' + joined(items[start:end]) + tail + b"}")

    def accounts(self, request: Request, asked: dict[str, str]) -> Reply:
        cards = [pick(account_card(a), asked, "id") for a in self.figures.accounts.values()]
        return self.paged(request, asked, [encode(card) for card in cards])

    def debugged(self, request: Request, asked: dict[str, str]) -> Reply:
        """What a token is and when it ends: 0 is never, as with a system user's."""
        if asked.get("input_token") != SECRETS["META_ADS_ACCESS_TOKEN"]:
            return refuse(100, "The token could not be decrypted.")
        told = {"type": "SYSTEM_USER", "is_valid": True, "expires_at": 0}
        return Reply(200, {"data": told | {"scopes": ["ads_read"]}})

    def entities(self, kind: str) -> Callable[[Request, dict[str, str]], Reply]:
        def answer(request: Request, asked: dict[str, str]) -> Reply:
            account = request.path.split("act_")[1].split("/")[0]
            shown = statuses(asked)
            key = (request.today, kind, account)
            cards = self.prepared.get(key, lambda: listing(self.figures, kind, account))
            chosen = [
                c
                for c in cards
                if (
                    c["effective_status"] in shown if shown else c["effective_status"] not in HIDDEN
                )
            ]
            return self.paged(request, asked, [encode(pick(c, asked, "id")) for c in chosen])

        return answer

    def rows_of(self, ask: Ask, today: date) -> list[bytes]:
        def make() -> list[bytes]:
            return [encode(row) for row in rows_of(self.figures, ask, today)]

        return self.prepared.get((ask, today), make)

    def insights(self, request: Request, asked: dict[str, str]) -> Reply:
        ask = ask_of(request, asked)
        return (
            ask
            if isinstance(ask, Reply)
            else self.paged(request, asked, self.rows_of(ask, request.today))
        )

    def start_job(self, request: Request, asked: dict[str, str]) -> Reply:
        ask = ask_of(request, asked)
        if isinstance(ask, Reply):
            return ask
        number = str(6023920149050 + len(self.jobs))
        self.jobs[number] = Job(ask, request.today)
        return Reply(200, {"report_run_id": number})

    def poll(self, request: Request, asked: dict[str, str]) -> Reply:
        number = request.path.split("/")[2]
        if number not in self.jobs:
            return refuse(100, f"Object '{number}' does not exist.", error_subcode=33)
        job = self.jobs[number]
        if "failed_job" in request.faults:
            job.failed = True
        status, percent = ("Job Failed", 40) if job.failed else STAGES[min(job.polls, 2)]
        job.polls += 1
        body = {
            "id": number,
            "account_id": job.ask.account,
            "async_status": status,
            "async_percent_completion": percent,
            "date_start": str(job.ask.start),
            "date_stop": str(job.ask.end),
        }
        return Reply(200, body | (FAILURE if job.failed else {}))

    def result(self, request: Request, asked: dict[str, str]) -> Reply:
        job = self.jobs.get(request.path.split("/")[2])
        if job is None:
            return refuse(100, "The report run does not exist.", error_subcode=33)
        if job.polls < len(STAGES):
            return refuse(2, "The report is not ready.", 500, is_transient=True)
        return self.paged(request, asked, self.rows_of(job.ask, job.today))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        act, page = rf"{V}/act_\d+", Shape("data", "paging.cursors.after", "paging.next")
        return [
            Route("GET", "api", f"{V}/me/adaccounts", self.guarded(self.accounts), page),
            Route("GET", "api", f"{V}/debug_token", self.guarded(self.debugged)),
            Route("GET", "api", f"{act}/campaigns", self.guarded(self.entities("campaigns")), page),
            Route("GET", "api", f"{act}/adsets", self.guarded(self.entities("adsets")), page),
            Route("GET", "api", f"{act}/ads", self.guarded(self.entities("ads")), page),
            Route("GET", "api", f"{act}/insights", self.guarded(self.insights), page),
            Route("POST", "api", f"{act}/insights", self.guarded(self.start_job)),
            Route("GET", "api", rf"{V}/\d+/insights", self.guarded(self.result), page),
            Route("GET", "api", rf"{V}/\d+", self.guarded(self.poll)),
        ]


def routes(world: Any) -> list[Route]:
    return MetaAds(world).routes()


def parameters(request: Request) -> dict[str, str]:
    """A POST's parameters, from a form or a JSON body."""
    if not request.body:
        return {}
    if not request.body.lstrip().startswith(b"{"):
        return form(request)
    sent = request.json()
    return {k: v if isinstance(v, str) else encode(v).decode() for k, v in sent.items()}


def ask_of(request: Request, asked: dict[str, str]) -> Ask | Reply:
    """The report asked for, or why it cannot be."""
    span = mapping(asked.get("time_range")) or {}
    start, end = day_or_none(span.get("since")), day_or_none(span.get("until"))
    raw = asked.get("action_attribution_windows", "[]")
    windows = mapping(raw)
    if start is None or end is None or end < start:
        return refuse(100, 'Param time_range must be {"since":"YYYY-MM-DD","until":"YYYY-MM-DD"}')
    level, daily = asked.get("level", "account"), asked.get("time_increment")
    if level not in LEVELS or daily not in (None, "1"):
        return refuse(100, "Here level must be ad, campaign or account, time_increment 1 or none")
    if not isinstance(windows, list) or not set(windows) <= WINDOWS:
        return refuse(100, "Param action_attribution_windows must be one of the known windows")
    account = request.path.split("act_")[1].split("/")[0]
    fields = tuple(field.strip() for field in asked.get("fields", "impressions,spend").split(","))
    shown = frozenset(statuses(asked))
    return Ask(account, level, start, end, daily == "1", fields, tuple(windows), shown)


def usage(account: str) -> dict[str, str]:
    """The throttle headers of every reply."""
    call = {"type": "ads_insights", "call_count": 28, "total_cputime": 25, "total_time": 26}
    call |= {"estimated_time_to_regain_access": 0, "ads_api_access_tier": "standard_access"}
    throttle = {"app_id_util_pct": 12.5, "acc_id_util_pct": 40.0}
    return {
        "x-business-use-case-usage": encode(
            {account if account.isdigit() else "0": [call]}
        ).decode(),
        "x-fb-ads-insights-throttle": encode(throttle).decode(),
    }


def pick(card: Row, asked: dict[str, str], *always: str) -> dict[str, Any]:
    """Only the fields asked for, and what always comes."""
    names = {name.split("{")[0] for name in asked.get("fields", "").split(",")} | set(always)
    return {name: value for name, value in card.items() if name in names and value is not None}


def statuses(asked: dict[str, str]) -> set[str]:
    """The statuses a filter names; none means the default listing."""
    for item in mapping(asked.get("filtering")) or []:
        if str(item.get("field", "")).endswith("effective_status") and item.get("operator") == "IN":
            return set(item["value"])
    return set()
