"""How a request proves who asks: requests auth classes that never show what they carry."""

from __future__ import annotations

import secrets as chance
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec
from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core.errors import AccessDenied, BadReply
from connectors.core.tokens import Token
from connectors.core.verdicts import seconds

if TYPE_CHECKING:
    from connectors.core.api import Api


@dataclass(frozen=True)
class HeaderToken(AuthBase):
    """A token in a header."""

    name: str
    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers[self.name] = self.token
        return r


@dataclass(frozen=True)
class Headers(AuthBase):
    """A token and what else a platform wants to know in headers."""

    values: Mapping[str, str] = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers.update(self.values)
        return r


@dataclass(frozen=True)
class QueryToken(AuthBase):
    """A token in the query, where a platform knows no other place."""

    name: str
    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.prepare_url(r.url, {self.name: self.token})
        return r


@dataclass(frozen=True)
class OnceToken(AuthBase):
    """A token in the query beside the time and a number that no call, no retry either, repeats."""

    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        once = {"timestamp": str(int(time.time())), "nonce": chance.token_hex(16)}
        r.prepare_url(r.url, {"access_token": self.token, **once})
        return r


@dataclass(frozen=True)
class BodyToken(AuthBase):
    """A token inside the JSON body, at a dotted path."""

    path: str
    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        body = holder = msgspec.json.decode(r.body or b"{}")
        *parents, last = self.path.split(".")
        for part in parents:
            holder = holder.setdefault(part, {})
        holder[last] = self.token
        r.body = msgspec.json.encode(body)
        return r


def bearer(token: str) -> HeaderToken:
    """`Authorization: Bearer …`."""
    return HeaderToken("Authorization", f"Bearer {token}")


@dataclass(frozen=True)
class Refreshed:
    """A token that runs out: `fetch` gets the next one, `place` puts it on a request.

    `seeds` name the grant; `kept` shares its tokens with other processes through a locked folder;
    with `by_account` each account has a token of its own out of one grant.
    """

    place: Callable[[str], AuthBase]
    fetch: Callable[[Api, Token | None], Token] = field(repr=False)
    seeds: tuple[str, ...] = field(repr=False)
    kept: bool = False
    by_account: bool = False


def token_from(
    reply: Mapping[str, Any], where: str, now: float, lifetime: str = "expires_in"
) -> Token:
    """The token in a token reply; the seconds at `lifetime` count from now."""
    try:
        refresh = str(reply.get("refresh_token") or "")
        return Token(str(reply["access_token"]), now + float(reply[lifetime]), refresh)
    except (AttributeError, KeyError, TypeError, ValueError):
        what = f"the token reply lacks access_token or {lifetime}"
    raise BadReply(where, what)


def rotating(
    secrets: Mapping[str, str],
    place: Callable[[str], AuthBase],
    path: str,
    body: Mapping[str, Any],
    lifetime: str = "expires_in",
) -> Refreshed:
    """Each refresh hands out the next refresh token and kills the one it used.

    `body` is what the platform wants beside the refresh token; the pair stands in `data`.
    """

    def fetch(api: Api, last: Token | None) -> Token:
        refresh = (last and last.refresh) or secrets["refresh_token"]
        reply = api.post(path, json={**body, "refresh_token": refresh}, signed=False)
        return token_from(reply.get("data"), path, api.wall(), lifetime)

    return Refreshed(place, fetch, (secrets["app_id"], secrets["refresh_token"]), kept=True)


def google_oauth(secrets: Mapping[str, str]) -> Refreshed:
    """Google's refresh grant: about an hour of access; the refresh token stays the same."""
    step = "Authorise again: the consent was revoked, or its app is still in testing"
    return refresh_grant("/token", secrets, step)


def refresh_grant(
    path: str,
    secrets: Mapping[str, str],
    step: str,
    *,
    rotates: bool = False,
    consent: str = "",
) -> Refreshed:
    """The OAuth refresh grant, a form sent to `path` of the host `token`.

    `step`: what a person does when it is refused. With `rotates` each refresh hands out the next
    refresh token and kills the one it used. `consent`: where the reply says for how many seconds
    more the consent holds, if refreshing does not prolong it.
    """
    fields = dict(secrets)

    def fetch(api: Api, last: Token | None) -> Token:
        form = {"grant_type": "refresh_token", **fields}
        if rotates and last and last.refresh:
            form["refresh_token"] = last.refresh
        try:
            reply = api.post(path, form=form, url="token", signed=False)
        except (AccessDenied, BadReply) as error:
            denied = AccessDenied(error.where, "the refresh token was refused", step)
        else:
            token = token_from(reply, path, api.wall())
            left = seconds(str(reply.get(consent, "")), api.wall())
            return replace(token, consent_ends_at=api.wall() + left) if left else token
        raise denied

    return Refreshed(bearer, fetch, tuple(fields.values()), kept=rotates)
