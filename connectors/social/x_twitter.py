"""X (Twitter), API v2. Limits, cost and quirks: docs/connectors/x_twitter.md

- Every post returned costs money, each time: figures are read daily for a week, then weekly.
- Private figures exist for our own posts of the last 30 days; older ones are asked without them.
- A page may hold posts and errors side by side; an empty one holds neither.
"""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Cursor,
    Page,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    refresh_grant,
    said,
    verdict,
    with_field,
)
from connectors.core.verdicts import TOMORROW, http_status

log = logging.getLogger(__name__)
REGRANT = "Log in again as the account and store the new refresh token"
CREDIT = "Buy credits or a higher tier for the app; the pull goes on where it stopped"
PUBLIC = (
    "created_at,public_metrics,author_id,conversation_id,lang,referenced_tweets,attachments,"
    "edit_history_tweet_ids"
)
FOREIGN = "created_at,public_metrics,author_id,lang"
PRIVATE = f"{PUBLIC},non_public_metrics"
PRIVATE_DAYS = 30
WEEKLY_AGES = (7, 14, 21, 28)
TIMELINE = Cursor("pagination_token", "meta.next_token", "max_results", 100)


@verdict("title", "detail", "reason", "errors", "data", "meta")
def x_errors(reply: Reply) -> PullError | None:
    """What X refuses; an error beside posts is about single fields or posts, and is only told."""
    first = next(iter(reply.value("errors") or []), None) or {}
    title = reply.value("title") or first.get("title") or first.get("message")
    detail = reply.value("detail") or first.get("detail")
    what = said(title, detail)
    if reply.status < 300:
        if not first:
            return None
        if reply.value("data") is None and reply.value("meta") is None:
            return AccessDenied(reply.where, what, "Check the account's number in sources.toml")
        log.warning("%s: %s", reply.where, said(len(reply.value("errors")), f"× {what}"))
        return None
    reason = f"{what} {reply.value('reason')}"
    if "UsageCap" in reason.replace(" ", "") or "client-not-enrolled" in reason:
        if reply.status == 429:
            return TryAgain(reply.where, what, CREDIT, retry_after=TOMORROW)
        return AccessDenied(reply.where, what, CREDIT)
    if reply.status == 429 and (reset := reply.headers.get("x-rate-limit-reset", "")).isdigit():
        return TryAgain(reply.where, what, retry_after=max(0.0, int(reset) - reply.now) + 2)
    if reply.status == 404:
        return AccessDenied(reply.where, what, "The account was deleted, or its number is wrong")
    return http_status(reply, what)


x_twitter = Connector(
    name="x_twitter",
    urls={"api": "https://api.x.com", "token": "https://api.x.com"},
    secrets=("client_id", "refresh_token"),
    auth=partial(refresh_grant, "/2/oauth2/token", step=REGRANT, rotates=True),
    verdict=x_errors,
    calls_per_second=1,
    burst=15,
    at_once=1,
    api_version="2",
    sunset=None,
    probe="account",
    options=("mentions", "consented_on", "consent_days"),
    consent_days=180,
)


@x_twitter.feed()
def account(api: Api, account: str, window: Window) -> Records:
    """The account: followers and posts, as they stand."""
    fields = {"user.fields": "public_metrics,created_at,description,verified"}
    told = api.record(f"/{api.version}/users/{account}", fields)
    yield Page([with_field(told, "stat_date", str(window.end))])


@x_twitter.feed(cursor=True, max_days=30, repull_days=7)
def posts(api: Api, account: str, window: Window) -> Records:
    """One record per post of these UTC days, its figures so far in it."""
    private = window.within(api.today - timedelta(days=PRIVATE_DAYS - 1), None)
    public = window.within(None, private.start - timedelta(days=1)) if private else window
    for days, fields in ((public, PUBLIC), (private, PRIVATE)):
        if days:
            yield from _created(api, account, days, fields, api.today - timedelta(days=1))


@x_twitter.feed()
def older_posts(api: Api, account: str, window: Window) -> Records:
    """One record per post that is 1, 2, 3 or 4 weeks old that day, its figures so far in it."""
    for age in WEEKLY_AGES:
        day = window.end - timedelta(days=age)
        yield from _created(api, account, Window(day, day), PRIVATE, window.end)


@x_twitter.feed(cursor=True, max_days=30, repull_days=1)
def mentions(api: Api, account: str, window: Window) -> Records:
    """One record per post of these UTC days that names the account, where `mentions` is yes."""
    if api.options.get("mentions") == "yes":
        yesterday = api.today - timedelta(days=1)
        yield from _created(api, account, window, FOREIGN, yesterday, edge="mentions")


def _created(
    api: Api, account: str, window: Window, fields: str, stat_date: date, edge: str = "tweets"
) -> Iterator[Page]:
    span = {
        "start_time": f"{window.start}T00:00:00Z",
        "end_time": f"{window.end + timedelta(days=1)}T00:00:00Z",
    }
    path = f"/{api.version}/users/{account}/{edge}"
    asked = {"tweet.fields": fields, **span}
    for page in api.pages(path, asked, paging=TIMELINE, records="data", may_lack=True):
        told = [with_field(record, "stat_date", str(stat_date)) for record in page.records]
        yield Page(told, repeats=page.repeats)
