"""Tencent Ads: what a reply means, and how the next token is got."""

from collections.abc import Mapping
from typing import Any

from connectors.core import (
    Api,
    OnceToken,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    route,
    said,
    token_from,
    verdict,
)
from connectors.core.verdicts import REGRANT

A_MINUTE = 60.0
CLOCK = "Set the clock of this machine: the platform takes calls within five minutes of its own"
USER = "This call wants a user token: let a user of the account authorise the app as well"
DEAD, USER_TOKEN = (11002, 11004, 11005, 11012, 11030), (11101, 11102, 11103, 11104)
ROUTES: dict[str, Any] = {
    "again": {
        **dict.fromkeys((11008, 11016, 11019, 12100, 12101), 1.0),
        **dict.fromkeys((11017, 51001, 62000), A_MINUTE),
        **dict.fromkeys((1000000, 1000002, 1000003, 1000284), 1.0),
    },
    "less": {127005},
    "tomorrow": {11018},
    "expired": {11000},
    "denied": {*DEAD, *USER_TOKEN, 11014, 12201, 12203, 12204},
    "steps": {**dict.fromkeys(DEAD, REGRANT), **dict.fromkeys(USER_TOKEN, USER), 12101: CLOCK},
}


@verdict("code", "code_type", "message", "message_cn")
def judged(reply: Reply) -> PullError | None:
    """A code we do not know counts by its kind: the system's own errors pass, others do not."""
    code, words = reply.value("code"), reply.value("message_cn") or reply.value("message")
    if code == 0:
        return None
    known = any(code in codes for name, codes in ROUTES.items() if name != "steps")
    if reply.value("code_type") == "SysException" and not known:
        return TryAgain(reply.where, said(code, words), first_wait=1.0)
    return route(reply, code, words, **ROUTES)


def breather(headers: Mapping[str, str]) -> float | None:
    """`X-RateLimit-Remaining: <day %>,<minute %>`: a minute's quota used up comes back slowly."""
    _, _, minute = headers.get("x-ratelimit-remaining", "").partition(",")
    return A_MINUTE if minute.strip() == "0" else None


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A refresh may hand out the next refresh token, or none: then the old one lives on."""

    def fetch(api: Api, last: Token | None) -> Token:
        refresh = (last.refresh if last else "") or secrets["refresh_token"]
        asked = {"client_id": secrets["client_id"], "client_secret": secrets["client_secret"]}
        asked |= {"grant_type": "refresh_token", "refresh_token": refresh}
        path = api.options.get("refresh_path") or "/oauth/token"
        pair = api.get(path, asked, signed=False).get("data")
        fields = {"refresh_token": refresh, **(pair or {})}
        return token_from(fields, path, api.wall(), "access_token_expires_in")

    seeds = (secrets["client_id"], secrets["refresh_token"])
    return Refreshed(OnceToken, fetch, seeds, kept=True)
