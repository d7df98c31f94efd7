"""WeChat Official Account 公众号 (datacube). Quirks: docs/connectors/wechat_official_account.md

- HTTP 200 whatever happened; the verdict is `errcode`, absent when all is well.
- One access token per appid, shared by everybody (stable_token); it travels in the query.
- Article figures are running totals, one publish day a call; a day is ready after 08:00 China time.
"""

from collections.abc import Mapping
from datetime import date

from connectors.core import (
    Api,
    AskForLess,
    Connector,
    OnePage,
    QueryToken,
    Records,
    Refreshed,
    Reply,
    Token,
    Window,
    code_in_body,
    token_from,
)

NOT_READY = 61503
NEW_FAMILY = date(2025, 11, 1)
LAST_LEGACY = date(2025, 10, 31)


def stable_token(secrets: Mapping[str, str]) -> Refreshed:
    """The token all share; only one that was refused while still valid is forced to change."""

    def fetch(api: Api, last: Token | None) -> Token:
        path = "/cgi-bin/stable_token"
        body = {"grant_type": "client_credential", **secrets, "force_refresh": False}
        token = token_from(api.post(path, json=body, signed=False), path, api.wall())
        if last and token.access == last.access:
            body["force_refresh"] = True
            token = token_from(api.post(path, json=body, signed=False), path, api.wall())
        return token

    seeds = (secrets["appid"], secrets["secret"])
    return Refreshed(lambda token: QueryToken("access_token", token), fetch, seeds, kept=True)


wechat_official_account = Connector(
    name="wechat_official_account",
    urls={"api": "https://api.weixin.qq.com"},
    secrets=("appid", "secret"),
    auth=stable_token,
    verdict=code_in_body(
        "errcode",
        message="errmsg",
        fine={0, None, NOT_READY},
        again={-1: 1.0, 45011: 60.0},
        less={61501},
        expired={40001, 40014, 42001},
        denied={40013, 40125, 40164, 48001, 50002},
        tomorrow={45009},
        steps={
            40013: "The appid is wrong: compare it with the account's back end",
            40125: "The secret is wrong: reset it in the account's back end",
            40164: "Put the address named here on the account's IP whitelist",
            48001: "Only certified accounts have this interface: use the file export instead",
            50002: "The account is restricted: ask its owner",
        },
    ),
    calls_per_second=50,
    api_version="datacube",
    sunset=None,
    probe="follower_cumulate",
)


@wechat_official_account.feed(max_days=7, repull_days=3, is_late=True)
def follower_summary(api: Api, account: str, window: Window) -> Records:
    """One record per day and source: followers won and lost."""
    return _told(api, "getusersummary", window)


@wechat_official_account.feed(max_days=7, repull_days=3, is_late=True)
def follower_cumulate(api: Api, account: str, window: Window) -> Records:
    """One record per day: all followers."""
    return _told(api, "getusercumulate", window)


@wechat_official_account.feed(max_days=1, repull_days=30, since=NEW_FAMILY, is_late=True)
def article_detail(api: Api, account: str, window: Window) -> Records:
    """One record per article published that day, its `detail_list` a running total per day."""
    return _told(api, "getarticletotaldetail", window)


@wechat_official_account.feed(max_days=1, repull_days=7, until=LAST_LEGACY, is_late=True)
def article_total(api: Api, account: str, window: Window) -> Records:
    """The same before November 2025: other counts under other names, never one series with it."""
    return _told(api, "getarticletotal", window)


def _told(api: Api, name: str, window: Window) -> Records:
    path = f"/datacube/{name}"
    span = {"begin_date": window.start.isoformat(), "end_date": window.end.isoformat()}
    for page in api.pages(
        path, json=span, paging=OnePage(), records="list", provisional=_is_not_ready
    ):
        if page.provisional and not page.records and window.days > 1:
            raise AskForLess(path, "a day of this span is not ready")
        yield page


def _is_not_ready(reply: Reply) -> bool:
    return reply.value("errcode") == NOT_READY or reply.value("is_delay") is True
