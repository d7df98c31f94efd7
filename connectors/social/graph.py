"""Meta's Graph API for pages and Instagram accounts: errors, pace, days, metrics that went away.

- The verdict is `error.code` with `error_subcode`; `type` and the HTTP status mislead.
- One metric that no longer exists fails the whole call: the list is halved until it is found.
- Days are Pacific days; a value's `end_time` is the end of its day.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    BadReply,
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
    with_fields,
)

log = logging.getLogger(__name__)
NONE = Raw(b"null")
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


class Value(msgspec.Struct):
    """One value; an object of counts is kept as it is."""

    value: Raw = NONE
    end_time: str = ""


class Metric(msgspec.Struct):
    """One metric of a reply: a total over the span, or values over time."""

    name: str
    values: list[Value] = []
    total_value: Value | None = None

    @property
    def single(self) -> Raw:
        """The one value of a lifetime metric or of a total."""
        told = self.total_value or next(iter(self.values), None)
        return told.value if told else NONE


class Insights(msgspec.Struct):
    data: list[Metric]


class Metrics:
    """Metrics of one kind of object; one that was refused is not asked for again in this pull."""

    def __init__(self, names: Iterable[str], kind: str) -> None:
        self.names, self.kind = list(names), kind

    def of(self, api: Api, path: str, params: Mapping[str, Any]) -> list[Metric]:
        """What the platform tells of the metrics it knows; nothing at all when it has no data."""
        return self._asked(api, path, params, self.names) if self.names else []

    def _asked(
        self, api: Api, path: str, params: Mapping[str, Any], names: Sequence[str]
    ) -> list[Metric]:
        asked = {**params, "metric": ",".join(names)}
        try:
            return api.get(path, asked, reads=Insights).data
        except MetricRefused as error:
            if len(names) == 1:
                log.warning("%s: %s is not told of %s", error.where, names[0], self.kind)
                self.names.remove(names[0])
                return []
        middle = len(names) // 2
        halves = (list(names[:middle]), list(names[middle:]))
        return [metric for half in halves for metric in self._asked(api, path, params, half)]


def followed(pages: Records, field: str, day: date) -> Records:
    """Pages of a list that begins with the newest, to the last that is young enough to be read."""
    first = day - timedelta(days=FOLLOWED_DAYS)
    for page in pages:
        young = [r for r in page.records if pacific_day(dig_text(r, field) or "") >= first]
        yield Page(young, repeats=page.repeats)
        if len(young) < len(page.records):
            return


def with_insights(
    api: Api, record: Raw, metrics: Metrics | None, params: Mapping[str, str], day: date
) -> Raw:
    """The record with what it gained until the end of `day`; one that tells nothing stays bare."""
    told: list[Metric] = []
    if metrics:
        path = f"/{api.version}/{dig_text(record, 'id')}/insights"
        with suppress(ItemSkipped):
            told = metrics.of(api, path, params)
    figures = {metric.name: metric.single for metric in told}
    return with_fields(record, {"stat_date": str(day), "insights": figures})


def record_of(fields: Mapping[str, Any]) -> Raw:
    """A record out of values as sent and our own."""
    return Raw(msgspec.json.encode(fields))


def pacific_day(stamp: str) -> date:
    """The Pacific day of a moment written as 2026-11-18T08:00:00+0000."""
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").astimezone(PACIFIC).date()


def day_ending(stamp: str) -> date:
    """The Pacific day that ends at this moment."""
    return pacific_day(stamp) - timedelta(days=1)


def pacific_midnight(day: date) -> int:
    """Unix seconds at which a Pacific day begins."""
    return round(datetime.combine(day, time(), PACIFIC).timestamp())
