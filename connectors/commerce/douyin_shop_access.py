"""How a call to 抖店 is signed, how its token is had, and what its refusals mean.

The business parameters are one JSON text, keys in order at every level, written as Go writes it;
the very bytes that are signed are sent.
"""

import hmac
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    BadReply,
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
from connectors.core.verdicts import http_status

VERSION = "2"
AS_GO_WRITES = str.maketrans({"&": r"\u0026", "<": r"\u003c", ">": r"\u003e"})
EXPIRED = ("isv.access-token-expired", "isv.access-token-no-existed")
NARROW = re.compile(r"时间|范围|页|翻|window|page|depth", re.IGNORECASE)
STEPS = {
    30001: "Ask for the permission in the console, or let the shop authorise the app again",
    30002: "Put this machine's outgoing address on the app's white list",
    40003: "Compare app_key and app_secret with the console, and set this machine's clock",
    50001: "The shop must authorise the app again",
    70000: "The interface was retired: read the release notes, raise the version",
}


def in_order(value: Any) -> str:
    """Compact JSON, keys sorted at every level, Chinese as it is, three signs escaped."""
    return msgspec.json.encode(value, order="sorted").decode().translate(AS_GO_WRITES)


def signature(fields: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA256 over the five signed fields between two copies of the secret, lower hex."""
    names = ("app_key", "method", "param_json", "timestamp", "v")
    text = "".join(name + fields[name] for name in names)
    return hmac.digest(secret.encode(), f"{secret}{text}{secret}".encode(), "sha256").hex()


def signed_query(
    method: str, text: str, secrets: Mapping[str, str], version: str, now: float
) -> dict[str, str]:
    """Who asks, when and for what, with the signature over it and over the body's text."""
    fields = {
        "app_key": secrets["app_key"],
        "method": method,
        "param_json": text,
        "timestamp": str(int(now)),
        "v": version,
    }
    query = {name: value for name, value in fields.items() if name != "param_json"}
    sign = signature(fields, secrets["app_secret"])
    return query | {"sign": sign, "sign_method": "hmac-sha256"}


@dataclass(frozen=True)
class SignedJson(AuthBase):
    """Signs the call into the query, beside the token; the body is the signed text."""

    secrets: Mapping[str, str] = field(repr=False)
    token: str = field(repr=False)
    version: str
    now: Callable[[], float] = time.time

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        text = in_order(msgspec.json.decode(r.body or b"{}"))
        *_, group, name = r.path_url.partition("?")[0].split("/")
        query = signed_query(f"{group}.{name}", text, self.secrets, self.version, self.now())
        r.prepare_body(text.encode(), None)
        r.headers["Content-Type"] = "application/json"
        r.prepare_url(r.url, {**query, "access_token": self.token})
        return r


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """An own app's token for a shop, made anew when it ends; each shop has its own."""

    def place(token: str) -> SignedJson:
        return SignedJson(secrets, token, VERSION)

    def fetch(api: Api, last: Token | None) -> Token:
        asked = {"code": "", "grant_type": "authorization_self", "shop_id": api.account}
        query = signed_query("token.create", in_order(asked), secrets, VERSION, time.time())
        told = api.post(f"/token/create?{urlencode(query)}", json=asked, signed=False)
        return token_from(told.get("data"), "/token/create", api.wall())

    return Refreshed(place, fetch, (secrets["app_key"], secrets["app_secret"]), by_account=True)


@verdict("code", "msg", "sub_code", "sub_msg", "err_no", "message")
def douyin_shop_errors(reply: Reply) -> PullError | None:
    """New answers say `code`, old ones `err_no`; fine is 10000, or 0."""
    code, old = reply.value("code"), reply.value("err_no")
    if code == 10000 or (code is None and old == 0):
        return None
    code = old if code is None else code
    if code is None:
        return http_status(reply) or BadReply(reply.where, "the reply has no code")
    names = ("msg", "sub_code", "sub_msg") if reply.value("msg") else ("message",)
    words = " ".join(str(reply.value(name)) for name in names if reply.value(name))
    what, sub = said(code, words), str(reply.value("sub_code") or "")
    if sub in EXPIRED:
        return AccessDenied(reply.where, what, is_expired=True)
    if sub.startswith(("isv.signature", "isv.timestamp")):
        return AccessDenied(reply.where, what, STEPS[40003])
    if code == 50002 and NARROW.search(words):
        return AskForLess(reply.where, what)
    if code == 10001:
        return TryAgain(reply.where, what)
    return route(
        reply, code, words, again={20000: 1.0, 20001: 1.0, 60000: 2.0, 80000: 1.0, 90000: 1.0},
        denied={30001, 30002, 50001, 70000}, steps=STEPS,
    )  # fmt: skip
