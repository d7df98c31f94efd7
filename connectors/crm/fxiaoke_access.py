"""Fxiaoke's token, and what its refusals mean: the vendor's words decide, numbers are not known."""

from collections.abc import Mapping

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

GRANT = "/cgi/corpAccessToken/get/V2"
LIFETIME = 7_200.0  # seconds, where the reply does not say


@verdict("errorCode", "errorMessage", "traceId")
def fxiaoke_errors(reply: Reply) -> PullError | None:
    """The words of the vendor's classes; anything else is ours to mend."""
    code = reply.value("errorCode")
    if code == 0:
        return None
    words = f"{reply.value('errorMessage') or ''} (traceId {reply.value('traceId')})"
    if reply.where == GRANT:
        step = "Compare appId, appSecret and permanentCode with the self-built app 企业自建应用"
        return AccessDenied(reply.where, said(code, words), step)
    if "corpAccessToken" in words:
        return AccessDenied(reply.where, said(code, words), is_expired=True)
    if "频率" in words:
        return TryAgain(reply.where, said(code, words), first_wait=60.0)
    if "权限" in words:
        step = "Give the service user a role that sees this object and all its records"
        return AccessDenied(reply.where, said(code, words), step)
    return route(reply, code, words)


def corp_token(secrets: Mapping[str, str]) -> Refreshed:
    """One token per corp, in the body of each call."""

    def fetch(api: Api, _last: Token | None) -> Token:
        body = {"appId": secrets["app_id"], "appSecret": secrets["app_secret"]}
        body["permanentCode"] = secrets["permanent_code"]
        told = api.post(GRANT, json=body, signed=False)
        lifetime = float(told.get("expiresIn") or LIFETIME)
        return Token(told["corpAccessToken"], api.wall() + lifetime)

    seeds = (secrets["app_id"], secrets["permanent_code"])
    return Refreshed(lambda token: BodyToken("corpAccessToken", token), fetch, seeds, kept=True)
