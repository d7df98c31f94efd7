"""Baidu Tongji: its two doors, and what their refusals mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import msgspec
from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import (
    AccessDenied,
    PullError,
    QueryToken,
    Refreshed,
    Reply,
    TryAgain,
    refresh_grant,
    route,
    said,
    verdict,
)
from connectors.core.verdicts import REGRANT, TOMORROW

OAUTH = ("client_id", "client_secret", "refresh_token")
BUSINESS = ("username", "password", "token")
DAY_WORDS = ("daily", "per day", "每日", "每天", "当天", "当日")
LIMIT_WORDS = ("limit", "quota", "frequen", "too many", "频率", "频繁", "限制", "配额", "次数")
ACCESS_WORDS = ("permission", "denied", "unauthorized", "password", "token", "权限", "密码", "授权")
ENTER = "Compare user name, password and token of 数据导出 with tongji.baidu.com"
READ = "Log in with an account that may read this site, or compare the site id in sources.toml"


@verdict("error", "error_description", "error_code", "error_msg", "header.desc", "header.failures")
def tongji_errors(reply: Reply) -> PullError | None:
    """HTTP is 200 nearly always: each door says in words of its own whether it worked."""
    if reply.status == 429 or reply.status >= 500:
        return None
    if reply.value("error"):
        what = said(reply.value("error"), reply.value("error_description"))
        return AccessDenied(reply.where, what, REGRANT)
    desc = reply.value("header.desc")
    if desc is not None and desc != "success":
        first: Mapping[str, Any] = next(iter(reply.value("header.failures") or []), {})
        return _by_words(reply, first.get("code"), first.get("message") or desc, ENTER)
    code = reply.value("error_code")
    if code in (110, 111):
        what = said(code, reply.value("error_msg"))
        return AccessDenied(reply.where, what, REGRANT, is_expired=True)
    return None if code in (None, 0) else _by_words(reply, code, reply.value("error_msg"), READ)


def _by_words(reply: Reply, code: Any, message: Any, step: str) -> PullError:
    """Codes are published for tokens only; a limit and a missing right say so in words."""
    text, what = str(message or "").lower(), said(code, message)
    if any(word in text for word in LIMIT_WORDS):
        is_daily = any(word in text for word in DAY_WORDS)
        wait = TOMORROW if is_daily else reply.retry_after
        return TryAgain(reply.where, what, retry_after=wait, first_wait=2.0)
    if any(word in text for word in ACCESS_WORDS):
        return AccessDenied(reply.where, what, step)
    return route(reply, code, message)


def by_grant(secrets: Mapping[str, str]) -> AuthBase | Refreshed:
    """A token of 30 days whose refresh token rotates, or a business account's own words."""
    if "refresh_token" not in secrets:
        return InHeader({name: secrets[name] for name in BUSINESS})
    grant = {name: secrets[name] for name in OAUTH}
    token = refresh_grant("/oauth/2.0/token", grant, REGRANT, rotates=True)
    return replace(token, place=partial(QueryToken, "access_token"))


@dataclass(frozen=True)
class InHeader(AuthBase):
    """What a business account shows, in the `header` of the JSON body."""

    values: Mapping[str, str] = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        body = msgspec.json.decode(r.body or b"{}")
        body["header"] = {**body.get("header", {}), **self.values}
        r.body = msgspec.json.encode(body)
        return r
