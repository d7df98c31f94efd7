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
    plain,
    played,
    position,
)
from sandbox.tokens import bearer, form

V = "/v26.0"
PURCHASES = ("purchase", "omni_purchase", "offsite_conversion.fb_pixel_purchase")
WINDOWS = {
    "1d_click",
    "7d_click",
    "28d_click",
    "1d_ev",
    "1d_view",
    "default",
    "7d_view",
    "28d_view",
}
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


@dataclass(frozen=True)
class Ask:
    """The parameters of one report."""

    account: str
    start: date
    end: date
    fields: tuple[str, ...]
    windows: tuple[str, ...]


@dataclass
class Job:
    """One report run; each poll moves it on."""

    ask: Ask
    today: date
    polls: int = 0
    failed: bool = False


def routes(world: Any) -> list[Route]:
    """Every call the contract names, over one world."""
    figures = AdFigures(world, "meta_ads")
    prepared = Prepared()
    jobs: dict[str, Job] = {}

    def guarded(handler: Callable[[Request, dict[str, str]], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            asked = dict(request.params) | parameters(request)
            token = asked.pop("access_token", None) or bearer(request)
            if token != SECRETS["META_ADS_ACCESS_TOKEN"]:
                return refuse(190, "Invalid OAuth access token.", error_subcode=463)
            account = request.path.removeprefix(f"{V}/act_").split("/")[0]
            if request.path.startswith(f"{V}/act_") and account not in figures.accounts:
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

    def paged(request: Request, asked: dict[str, str], items: list[bytes]) -> Reply:
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

    def accounts(request: Request, asked: dict[str, str]) -> Reply:
        cards = [pick(account_card(a), asked, "id") for a in figures.accounts.values()]
        return paged(request, asked, [encode(card) for card in cards])

    def entities(kind: str) -> Callable[[Request, dict[str, str]], Reply]:
        def answer(request: Request, asked: dict[str, str]) -> Reply:
            account = request.path.split("act_")[1].split("/")[0]
            shown = statuses(asked)
            cards = prepared.get((kind, account), lambda: listing(figures, kind, account))
            chosen = [
                c
                for c in cards
                if (
                    c["effective_status"] in shown if shown else c["effective_status"] not in HIDDEN
                )
            ]
            return paged(request, asked, [encode(pick(c, asked, "id")) for c in chosen])

        return answer

    def rows_of(ask: Ask, today: date) -> list[bytes]:
        def make() -> list[bytes]:
            frame = figures.window(today, ask.account, ask.start, ask.end)
            told = (insight(row, ask) for row in frame.iter_rows(named=True) if delivered(row))
            return [encode(row) for row in told]

        return prepared.get((ask, today), make)

    def insights(request: Request, asked: dict[str, str]) -> Reply:
        ask = ask_of(request, asked)
        return ask if isinstance(ask, Reply) else paged(request, asked, rows_of(ask, request.today))

    def start_job(request: Request, asked: dict[str, str]) -> Reply:
        ask = ask_of(request, asked)
        if isinstance(ask, Reply):
            return ask
        number = str(6023920149050 + len(jobs))
        jobs[number] = Job(ask, request.today)
        return Reply(200, {"report_run_id": number})

    def poll(request: Request, asked: dict[str, str]) -> Reply:
        number = request.path.split("/")[2]
        if number not in jobs:
            return refuse(100, f"Object '{number}' does not exist.", error_subcode=33)
        job = jobs[number]
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

    def result(request: Request, asked: dict[str, str]) -> Reply:
        job = jobs.get(request.path.split("/")[2])
        if job is None:
            return refuse(100, "The report run does not exist.", error_subcode=33)
        if job.polls < len(STAGES):
            return refuse(2, "The report is not ready.", 500, is_transient=True)
        return paged(request, asked, rows_of(job.ask, job.today))

    act, page = rf"{V}/act_\d+", Shape("data", "paging.cursors.after", "paging.next")
    return [
        Route("GET", "api", f"{V}/me/adaccounts", guarded(accounts), page),
        Route("GET", "api", f"{act}/campaigns", guarded(entities("campaigns")), page),
        Route("GET", "api", f"{act}/adsets", guarded(entities("adsets")), page),
        Route("GET", "api", f"{act}/ads", guarded(entities("ads")), page),
        Route("GET", "api", f"{act}/insights", guarded(insights), page),
        Route("POST", "api", f"{act}/insights", guarded(start_job)),
        Route("GET", "api", rf"{V}/\d+/insights", guarded(result), page),
        Route("GET", "api", rf"{V}/\d+", guarded(poll)),
    ]


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
    if asked.get("level") != "ad" or asked.get("time_increment") != "1":
        return refuse(100, "Here level must be ad and time_increment 1")
    if not isinstance(windows, list) or not set(windows) <= WINDOWS:
        return refuse(100, "Param action_attribution_windows must be one of the known windows")
    account = request.path.split("act_")[1].split("/")[0]
    fields = tuple(field.strip() for field in asked.get("fields", "impressions,spend").split(","))
    return Ask(account, start, end, fields, tuple(windows))


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


def account_card(account: Row) -> dict[str, Any]:
    return {
        "id": f"act_{account['account_id']}",
        "account_id": account["account_id"],
        "name": account["account_name"],
        "currency": account["currency_code"],
        "timezone_name": account["zone"],
        "account_status": 1,
        "amount_spent": "0",
    }


def listing(figures: AdFigures, kind: str, account: str) -> list[dict[str, Any]]:
    """Campaigns, ad sets or ads of one account, everything ever made."""
    campaigns = figures.of(figures.campaigns, account)
    stamps = {
        "created_time": "2026-08-01T08:15:00+0800",
        "updated_time": "2026-08-02T08:15:00+0800",
    }
    if kind == "campaigns":
        return [
            stamps
            | {
                "id": c["campaign_id"],
                "account_id": account,
                "name": c["campaign_name"],
                "objective": c["objective"],
                "status": state(c["status"]),
                "effective_status": state(c["status"]),
                "daily_budget": str(round(c["daily_budget"] * 100)),
                "start_time": f"{c['start_date']}T00:00:00+0000",
                "stop_time": f"{c['end_date']}T23:59:59+0000" if c["end_date"] else None,
            }
            for c in campaigns
        ]
    live = {"status": "ACTIVE", "effective_status": "ACTIVE"}
    if kind == "adsets":
        mine = {c["campaign_id"] for c in campaigns}
        groups = (g for g in figures.ad_groups if g["campaign_id"] in mine)
        names = ((g["ad_group_id"], g["campaign_id"]) for g in groups)
        return [
            stamps | live | {"id": g, "name": f"set {g}", "campaign_id": c, "account_id": account}
            for g, c in names
        ]
    return [
        stamps
        | {
            "id": ad["ad_id"],
            "name": ad["ad_name"],
            "account_id": account,
            "adset_id": ad["ad_group_id"],
            "campaign_id": ad["campaign_id"],
            "status": state(ad["status"]),
            "effective_status": state(ad["status"]),
            "creative": {"id": f"9{ad['ad_id']}"},
        }
        for ad in figures.of(figures.ads, account)
    ]


def state(status: str) -> str:
    return {"enabled": "ACTIVE", "active": "ACTIVE", "removed": "DELETED", "deleted": "DELETED",
            "archived": "ARCHIVED"}.get(status.lower(), "PAUSED")  # fmt: skip


def delivered(row: Row) -> bool:
    return bool(row["impressions"] or row["spend"] or row["conversions"])


def insight(row: Row, ask: Ask) -> dict[str, Any]:
    """One ad's day: text everywhere, nothing where there is nothing."""
    shown, clicks = row["impressions"], row["clicks"]
    reach = max(1, shown * 4 // 5) if shown else 0
    links = clicks * 7 // 10
    value = {
        "account_id": ask.account,
        "account_currency": row["currency_code"],
        "campaign_id": row["campaign_id"],
        "campaign_name": row["campaign_name"],
        "adset_id": row["ad_group_id"],
        "ad_id": row["ad_id"],
        "ad_name": row["ad_name"],
        "impressions": str(shown) if shown else None,
        "clicks": str(clicks) if clicks else None,
        "inline_link_clicks": str(links) if links else None,
        "spend": plain(row["spend"]) if row["spend"] else None,
        "reach": str(reach) if reach else None,
        "frequency": f"{shown / reach:.6f}" if reach else None,
        "actions": actions(float(links), row["conversions"], ask) or None,
        "action_values": actions(0.0, row["conversion_value"], ask) or None,
    }
    told = {name: value[name] for name in ask.fields if value.get(name) is not None}
    return told | {"date_start": str(row["day"]), "date_stop": str(row["day"])}


def actions(links: float, purchases: Any, ask: Ask) -> list[dict[str, str]]:
    """The list of actions: one purchase under three names, overlapping windows beside."""
    found = []
    if links:
        found.append({"action_type": "link_click", "value": plain(links)} | windows_of(links, ask))
    if purchases:
        amount = {"value": plain(purchases)} | windows_of(purchases, ask)
        found += [{"action_type": kind} | amount for kind in PURCHASES]
    return found


def windows_of(amount: Any, ask: Ask) -> dict[str, str]:
    """Each window's part of `value`; they overlap and must never be summed."""
    parts = {"1d_click": int(amount) // 3, "7d_click": amount, "1d_view": int(amount) // 4}
    return {name: plain(parts[name]) for name in ask.windows if parts.get(name)}
