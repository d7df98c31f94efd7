"""Baidu: what a reply means, and how the next token is got."""

from collections.abc import Mapping
from typing import Any

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

REGRANT = "The grant is dead: a person must authorise the app again and store the new refresh token"
STOP = "Stop: each further try prolongs the block. Mend token or IP list in the developer back end"
ROUTES: dict[str, Any] = {
    "again": {405: 1.0, 421: 2.0, 800: 1.0},
    "expired": {8101, 8102},
    "denied": {801, 802},
    "steps": {801: STOP, 802: STOP, 8101: REGRANT, 8102: REGRANT},
}


@verdict("header.status", "header.failures", "header.desc")
def judged(reply: Reply) -> PullError | None:
    """A missing status is 0; a partial failure is one too."""
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
        user = secrets["user_id"]
        body: dict[str, Any] = {"appId": secrets["app_id"], "secretKey": secrets["secret_key"]}
        body |= {"refreshToken": refresh, "userId": int(user) if user.isdigit() else user}
        path = "/oauth/refreshToken"
        reply = api.post(path, json=body, url="token", signed=False)
        if reply.get("code") not in (None, 0):
            raise AccessDenied(path, said(reply["code"], reply.get("message")), REGRANT)
        pair = reply["data"]
        runs_out = api.wall() + float(pair["expiresIn"])
        return Token(pair["accessToken"], runs_out, pair.get("refreshToken") or refresh)

    seeds = (secrets["app_id"], secrets["refresh_token"])
    return Refreshed(lambda token: BodyToken("header.accessToken", token), fetch, seeds, kept=True)
