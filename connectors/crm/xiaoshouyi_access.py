"""Xiaoshouyi's login, and what its refusals mean."""

from collections.abc import Mapping

from connectors.core import (
    AccessDenied,
    Api,
    HeaderToken,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    route,
    said,
    verdict,
)
from connectors.core.verdicts import TOMORROW

LIFETIME = 7_200.0  # seconds, where the reply does not say
FINE = {"200", 200, "0", 0}
WRONG_LOGIN = "Compare client id and secret with the connected app, user and password with the user"


@verdict("code", "msg", "error", "error_code", "message", "error_description")
def xiaoshouyi_errors(reply: Reply) -> PullError | None:
    """Numbers are not documented: HTTP status and the vendor's words decide who must act."""
    code = reply.value("code") or reply.value("error_code") or reply.value("error")
    if reply.status < 300 and (code is None or code in FINE):
        return None
    words = " ".join(
        str(reply.value(name) or "") for name in ("msg", "message", "error_description")
    )
    if reply.where.endswith("/oauth2/token") and reply.status < 500 and reply.status != 429:
        return AccessDenied(reply.where, said(code, words), WRONG_LOGIN)
    if reply.status == 401 or "access_token" in words:
        return AccessDenied(reply.where, said(code, words), is_expired=True)
    if "频率" in words or "次数" in words:
        is_daily = "日" in words or "天" in words
        wait = TOMORROW if is_daily else None
        return TryAgain(reply.where, said(code, words), retry_after=wait, first_wait=60.0)
    if "权限" in words:
        return AccessDenied(reply.where, said(code, words))
    return route(reply, code, words)


def logged_in(secrets: Mapping[str, str]) -> Refreshed:
    """The password grant; a fresh token each time the last one ends."""

    def fetch(api: Api, _last: Token | None) -> Token:
        form = {name: secrets[name] for name in ("client_id", "client_secret", "username")}
        form |= {"grant_type": "password", "password": secrets["password"]}
        form["redirect_uri"] = api.options.get("redirect_uri") or "https://api.xiaoshouyi.com"
        path = api.options.get("token_path") or "/auc/oauth2/token"
        told = api.post(path, form=form, url="login", signed=False)
        scheme = "" if api.options.get("bare_token") == "yes" else "Bearer "
        lifetime = float(told.get("expires_in") or LIFETIME)
        host = str(told.get("instance_uri") or "")
        host = host if "://" in host or not host else f"https://{host}"
        return Token(scheme + told["access_token"], api.wall() + lifetime, host=host)

    seeds = (secrets["client_id"], secrets["username"])
    return Refreshed(lambda token: HeaderToken("Authorization", token), fetch, seeds)
