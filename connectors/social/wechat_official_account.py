"""WeChat Official Account 公众号 (datacube). Quirks: docs/connectors/wechat_official_account.md

- HTTP 200 whatever happened; the verdict is `errcode`, absent when all is well.
- One access token per appid, shared by everybody (stable_token); it travels in the query.
- Article figures are running totals, one publish day a call; a day is ready after 08:00 China time.
"""

from itertools import chain

from connectors.core import (
    Api,
    Connector,
    Offset,
    PageNumber,
    Records,
    Window,
)
from connectors.social.wechat_access import stable_token, wechat_errors
from connectors.social.wechat_datacube import (
    LAST_LEGACY,
    NEW_FAMILY,
    by_day,
    by_period,
    called,
    told,
)

wechat_official_account = Connector(
    name="wechat_official_account",
    urls={"api": "https://api.weixin.qq.com"},
    secrets=("appid", "secret"),
    auth=stable_token,
    verdict=wechat_errors,
    calls_per_second=50,
    api_version="datacube",
    sunset=None,
    probe="follower_cumulate",
    options=("hours",),
)


@wechat_official_account.feed(max_days=7, repull_days=3, is_late=True)
def follower_summary(api: Api, account: str, window: Window) -> Records:
    """One record per day and source: followers won and lost."""
    return told(api, "getusersummary", window)


@wechat_official_account.feed(max_days=7, repull_days=3, is_late=True)
def follower_cumulate(api: Api, account: str, window: Window) -> Records:
    """One record per day: all followers."""
    return told(api, "getusercumulate", window)


@wechat_official_account.feed(max_days=1, repull_days=30, since=NEW_FAMILY, is_late=True)
def article_detail(api: Api, account: str, window: Window) -> Records:
    """One record per article published that day, its `detail_list` a running total per day."""
    return told(api, "getarticletotaldetail", window)


@wechat_official_account.feed(max_days=1, repull_days=7, until=LAST_LEGACY, is_late=True)
def article_total(api: Api, account: str, window: Window) -> Records:
    """The same before November 2025: other counts under other names, never one series with it."""
    return told(api, "getarticletotal", window)


@wechat_official_account.feed(max_days=30, repull_days=3, since=NEW_FAMILY, is_late=True)
def account_summary(api: Api, account: str, window: Window) -> Records:
    """One record per day: readers, sharers, likes, comments of the whole account."""
    return told(api, "getbizsummary", window)


@wechat_official_account.feed(max_days=30, repull_days=3, is_late=True)
def article_days(api: Api, account: str, window: Window) -> Records:
    """One record per article, day and call: who read or shared it that day, not since."""
    for day in window.dates():
        names = (
            ("getarticleread", "getarticleshare") if day >= NEW_FAMILY else ("getarticlesummary",)
        )
        for name in names:
            yield from called(api, name, Window(day, day))


@wechat_official_account.feed(max_days=7, repull_days=3, until=LAST_LEGACY, is_late=True)
def reader_days(api: Api, account: str, window: Window) -> Records:
    """One record per day (or hour) and way to read or share: the older interface."""
    days = [by_day(api, "getuserread", window), called(api, "getusershare", window)]
    hours = ("getuserreadhour", "getusersharehour") if _wants_hours(api) else ()
    return chain(*days, *(by_day(api, name, window) for name in hours))


@wechat_official_account.feed(max_days=7, repull_days=3, is_late=True)
def messages(api: Api, account: str, window: Window) -> Records:
    """One record per period and kind of message, or number of messages: what followers wrote."""
    yield from called(api, "getupstreammsg", window)
    yield from called(api, "getupstreammsgdist", window)
    for period in ("week", "month"):
        for name in ("getupstreammsg", "getupstreammsgdist"):
            yield from by_period(api, f"{name}{period}", window, period)
    if _wants_hours(api):
        yield from by_day(api, "getupstreammsghour", window)


@wechat_official_account.feed(max_days=30, repull_days=3, is_late=True)
def interface_calls(api: Api, account: str, window: Window) -> Records:
    """One record per day (or hour): calls of the account's own server, and those that failed."""
    yield from called(api, "getinterfacesummary", window)
    if _wants_hours(api):
        yield from by_day(api, "getinterfacesummaryhour", window)


@wechat_official_account.feed()
def published_list(api: Api, account: str, window: Window) -> Records:
    """One record per publication that stands, its articles in it."""
    paging = Offset(size=20, total="total_count", offset="offset")
    asked = {"no_content": 1}
    path = "/cgi-bin/freepublish/batchget"
    return api.pages(path, json=asked, paging=paging, records="item", may_lack=True)


@wechat_official_account.feed(max_days=90, repull_days=3)
def ad_income(api: Api, account: str, window: Window) -> Records:
    """One record per day and place of an ad in articles 流量主; income in fen."""
    path, paging = "/publisher/stat", PageNumber(size=90, page_size="page_size", count="total_num")
    asked = {"action": "publisher_adpos_general", "start_date": window.start.isoformat()}
    asked |= {"end_date": window.end.isoformat()}
    return api.pages(path, asked, paging=paging, records="list", may_lack=True)


def _wants_hours(api: Api) -> bool:
    return api.options.get("hours") == "yes"
