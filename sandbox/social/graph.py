"""Meta's Graph for pages and Instagram accounts: lists, insights and refusals, as contracts say.

- Lists go on by `cursors.after`; the absolute `next` is absent on the last page.
- One metric that does not exist refuses the whole call with code 100.
- A value's `end_time` is midnight Pacific at the end of its day.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sandbox.ads.meta_ads import refuse
from sandbox.dialogue import Reply, Request, Shape
from sandbox.telling import cursor, day_or_none, encode, moment, position

V = "/v25.0"
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
LISTED = Shape("data", "paging.cursors.after", "paging.next")
Row = dict[str, Any]


def busy() -> Reply:
    """The app's budget is used up; the header says for how many minutes."""
    reply = refuse(4, "(#4) Application request limit reached", 403, is_transient=True)
    call = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 1}
    reply.headers["x-business-use-case-usage"] = encode({"0": [call]}).decode()
    return reply


WORDS = {
    "busy_in_body": busy,
    "throttled_account": lambda: refuse(80002, "(#80002) There have been too many calls.", 400),
}
TOO_MUCH = "Please reduce the amount of data you're asking for, then retry your request"
USAGE = {"x-app-usage": '{"call_count":12,"total_cputime":3,"total_time":5}'}


def gone(what: str) -> Reply:
    """There is no such object, or not for this token."""
    said = f"Unsupported get request. Object with ID '{what}' does not exist"
    return refuse(100, said, error_subcode=33)


def paged(request: Request, items: list[Row]) -> Reply:
    """A slice of a list, with the way on."""
    asked = request.params
    start, limit = position(asked.get("after")), asked.get("limit", "25")
    if start is None or not limit.isdigit() or not 1 <= int(limit) <= 100:
        return refuse(100, "(#100) Invalid parameter: after or limit")
    end = start + int(limit)
    paging: Row = {"cursors": {"before": cursor(start), "after": cursor(end)}}
    if end < len(items):
        query = urlencode(asked | {"limit": limit, "after": cursor(end)})
        paging["next"] = f"{request.base}{request.path}?{query}"
    body: Row = {"data": items[start:end]}
    return Reply(200, body | ({"paging": paging} if items else {}), dict(USAGE))


def asked_metrics(request: Request, known: Mapping[str, Any]) -> list[str] | Reply:
    """The metrics of a call, or the refusal of one that does not exist."""
    names = [name for name in request.params.get("metric", "").split(",") if name]
    if not names:
        return refuse(3001, "(#3001) No metric was specified.", error_subcode=1504028)
    for place, name in enumerate(names):
        if name not in known:
            allowed = ", ".join(known)
            said = f"(#100) metric[{place}] must be one of the following values: {allowed}"
            return refuse(100, said)
    return names


def span_of(request: Request, longest: int) -> tuple[date, date] | Reply:
    """Pacific days whose begin lies within `since` and `until`, written as seconds or as days."""
    since, until = (_instant(request.params.get(name)) for name in ("since", "until"))
    if since is None or until is None or until <= since:
        return refuse(100, "(#100) since and until must be days or unix seconds, in order")
    if (until - since).days > longest:
        return refuse(100, f"(#100) There cannot be more than {longest} days between them")
    first = _day_from(since)
    return first, _day_from(until) - timedelta(days=1)


def _instant(text: str | None) -> datetime | None:
    if text and text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    day = day_or_none(text)
    return datetime.combine(day, time(), LOS_ANGELES) if day else None


def _day_from(at: datetime) -> date:
    """The first Pacific day that begins at this moment or after it."""
    local = at.astimezone(LOS_ANGELES)
    return local.date() if local.time() == time() else local.date() + timedelta(days=1)


def end_time(day: date) -> str:
    """The end of a Pacific day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), LOS_ANGELES)
    return f"{midnight.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"


def stamp(at: datetime) -> str:
    """A moment as Meta writes it, its offset without a colon."""
    return f"{moment(at):%Y-%m-%dT%H:%M:%S}+0000"


def lifetime(names: list[str], known: Mapping[str, Callable[[Row], Any]], row: Row) -> Reply:
    """Figures of one object over its whole life; what it does not have is left out."""
    told = [(name, known[name](row)) for name in names]
    metric = {"period": "lifetime", "title": "…", "description": "…"}
    data = [
        {"name": name, **metric, "values": [{"value": value}], "id": f"{row['post_id']}/{name}"}
        for name, value in told
        if value is not None
    ]
    return Reply(200, {"data": data}, dict(USAGE))
