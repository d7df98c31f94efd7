"""Baidu: what a reply means, and how the next token is got."""

from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import (
    AccessDenied,
    Api,
    BodyToken,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    route,
    said,
    verdict,
)
from connectors.core.verdicts import REGRANT

STOP = "Stop: each further try prolongs the block. Mend token or IP list in the developer back end"
ROUTES: dict[str, Any] = {
    "again": {405: 1.0, 421: 2.0, 800: 1.0},
    "expired": {8101, 8102},
    "denied": {801, 802},
    "steps": {801: STOP, 802: STOP, 8101: REGRANT, 8102: REGRANT},
}


@verdict("header.status", "header.failures", "header.desc", "code", "message")
def judged(reply: Reply) -> PullError | None:
    """A missing status is 0; a partial failure is one too. Answers about the grant have a code."""
    if reply.value("code") not in (None, 0):
        what = said(reply.value("code"), reply.value("message"))
        return AccessDenied(reply.where, what, REGRANT, is_expired=True)
    status, failures = reply.value("header.status") or 0, reply.value("header.failures") or []
    if not status and not failures:
        return None
    first = failures[0] if failures else {}
    code, message = first.get("code", status), first.get("message") or reply.value("header.desc")
    if status == 3:
        return TryAgain(reply.where, said(code, message), first_wait=1.0)
    return route(reply, code, message, **ROUTES)


def rotating(secrets: Mapping[str, str]) -> Refreshed:
    """The refresh token that comes back is the one to use next."""

    def fetch(api: Api, last: Token | None) -> Token:
        refresh = last.refresh if last else secrets["refresh_token"]
        body: dict[str, Any] = {"appId": secrets["app_id"], "secretKey": secrets["secret_key"]}
        body |= {"refreshToken": refresh, "userId": _number(secrets["user_id"])}
        path = "/oauth/refreshToken"
        pair = api.post(path, json=body, url="token", signed=False)["data"]
        runs_out = api.wall() + float(pair["expiresIn"])
        return Token(pair["accessToken"], runs_out, pair.get("refreshToken") or refresh)

    seeds = (secrets["app_id"], secrets["refresh_token"])
    return Refreshed(InBody, fetch, seeds, kept=True)


class InBody(AuthBase):
    """The token in the body's header; questions about the grant itself hold it at the top."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        path = "accessToken" if "/oauth/" in (r.url or "") else "header.accessToken"
        return BodyToken(path, self.token)(r)


def number(api: Api, account: str) -> int | None:
    """The number of an account among those the manager's grant reaches, by the largest number.

    None where no open id of the grant is known: then nobody can list them.
    """
    if not (open_id := api.options.get("open_id")):
        return None
    asked = {"openId": open_id, "userId": _number(api.secret("user_id")), "needSubList": True}
    path, last, more = "/oauth/getUserInfo", 1, True
    while more:
        body = {**asked, "pageSize": 500, "lastPageMaxUcId": last}
        told = api.post(path, json=body, url="token")["data"]
        page = {one["ucName"]: int(one["ucId"]) for one in told.get("subUserList") or []}
        if account in page:
            return page[account]
        last, more = max(page.values(), default=last), bool(told.get("hasNext") and page)
    raise AccessDenied(path, f"the grant does not reach {account} (any more)", REGRANT)


def _number(text: str) -> int | str:
    return int(text) if text.isdigit() else text
