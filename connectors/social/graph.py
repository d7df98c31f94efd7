"""Meta's Graph API for pages and Instagram accounts: what both are, errors, pace, days.

- The verdict is `error.code` with `error_subcode`; `type` and the HTTP status mislead.
- Days are Pacific days; a value's `end_time` is the end of its day.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import (
    AccessDenied,
    AskForLess,
    BadReply,
    Connector,
    Page,
    PullError,
    Raw,
    Records,
    Reply,
    TryAgain,
    dig_text,
    said,
    usage_pause,
    verdict,
)

PACIFIC = ZoneInfo("America/Los_Angeles")
FOLLOWED_DAYS = 180
MINUTES = {4, 17, 32, 613, 80001, 80002}
PERMIT = "Give the token's user the page and the app its insights permissions, then try again"
RENEW = "Make a new token: this one ended, was revoked, or a password changed"
PAGE_ROLE = "Use a token of the page itself: the user must have a role on the page"

graph_pause = usage_pause(
    "x-app-usage", "x-page-usage", "x-business-use-case-usage", slow_from=75.0
)


class MetricRefused(BadReply):
    """One of the metrics asked for does not exist, or not for this kind of object."""


class ItemSkipped(AccessDenied):
    """This one object tells nothing: deleted, too few viewers, older than the business account."""


@verdict("error")
def graph_errors(reply: Reply) -> PullError | None:
    """Route on code, subcode and, where these are not enough, the message."""
    error = reply.value("error")
    if not isinstance(error, dict):
        return None
    code, sub = error.get("code"), error.get("error_subcode")
    message = str(error.get("message") or "")
    where, what = reply.where, said(f"{code}/{sub}" if sub else code, message)
    if code in (24, 803) or (code, sub) in {(100, 33), (100, 2108006)}:
        return ItemSkipped(where, what, "Check the account's number in sources.toml")
    if code == 10 and "viewers" in message:
        return ItemSkipped(where, what)
    if code == 190:
        return AccessDenied(where, what, RENEW, is_expired=True)
    if code in (3, 10) or code in range(200, 300):
        return AccessDenied(where, what, PERMIT)
    if code == 1 and "reduce" in message:
        return AskForLess(where, what)
    if code in MINUTES:
        return TryAgain(where, what, retry_after=reply.retry_after, first_wait=60.0)
    if code in (1, 2) or error.get("is_transient") is True:
        return TryAgain(where, what, retry_after=reply.retry_after)
    if code == 100 and "page" in message and "token" in message:
        return AccessDenied(where, what, PAGE_ROLE)
    if code in (100, 3001) and "metric" in message:
        return MetricRefused(where, what)
    return BadReply(where, what)


def graph_connector(name: str, auth: Callable[[Mapping[str, str]], Any], probe: str) -> Connector:
    """One product of the Graph API; the version of all stands here."""
    return Connector(
        name=name,
        urls={"api": "https://graph.facebook.com"},
        secrets=("access_token",),
        auth=auth,
        verdict=graph_errors,
        pause=graph_pause,
        calls_per_second=5,
        burst=200,
        api_version="v25.0",
        sunset=None,
        probe=probe,
    )


def followed(pages: Records, field: str, day: date) -> Records:
    """Pages of a list that begins with the newest, to the last that is young enough to be read."""
    first = day - timedelta(days=FOLLOWED_DAYS)
    for page in pages:
        young = [r for r in page.records if pacific_day(dig_text(r, field) or "") >= first]
        yield Page(young, repeats=page.repeats)
        if len(young) < len(page.records):
            return


def record_of(fields: Mapping[str, Any]) -> Raw:
    """A record out of values as sent and our own."""
    return Raw(msgspec.json.encode(fields))


def pacific_day(stamp: str) -> date:
    """The Pacific day of a moment written as 2026-11-18T08:00:00+0000, or in Unix seconds."""
    if stamp.isdigit():
        return datetime.fromtimestamp(int(stamp), UTC).astimezone(PACIFIC).date()
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").astimezone(PACIFIC).date()


def day_ending(stamp: str) -> date:
    """The Pacific day that ends at this moment."""
    return pacific_day(stamp) - timedelta(days=1)


def pacific_midnight(day: date) -> int:
    """Unix seconds at which a Pacific day begins."""
    return round(datetime.combine(day, time(), PACIFIC).timestamp())
