"""Salesforce's sessions, and what its refusals mean."""

from collections.abc import Mapping

import msgspec

from connectors.core import (
    AccessDenied,
    Api,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    bearer,
    decoder,
    route,
    said,
    verdict,
)
from connectors.crm.salesforce_jwt import JWT_BEARER, assertion

SESSION = 2 * 3600.0  # an org's usual setting; one that is shorter answers 401
REGRANT = "Authorise the connected app again and store the new refresh token"
SHOW_IT = "Give our user read permission on this object, or switch the feature on in the org"
AGAIN_FROM_THE_START = frozenset(
    {"INVALID_QUERY_LOCATOR", "EXCEEDED_ID_LIMIT", "INVALID_FIELD", "JOB_NOT_COMPLETE"}
)


class Problem(msgspec.Struct, rename={"code": "errorCode"}):
    """One error; the token endpoint says `error` and `error_description`."""

    code: str = ""
    message: str = ""
    error: str = ""
    error_description: str = ""


@verdict()
def salesforce_errors(reply: Reply) -> PullError | None:
    """Route on the first error's code; what only a new question mends starts the piece again."""
    if reply.status < 300:
        return None
    try:
        found = decoder(list[Problem] | Problem).decode(reply.body)
    except msgspec.DecodeError:
        found = Problem()
    first = found if isinstance(found, Problem) else (found or [Problem()])[0]
    code, words = first.code or first.error, first.message or first.error_description
    if code in AGAIN_FROM_THE_START:
        return TryAgain(reply.where, said(code, words), restart=True)
    if code == "NOT_FOUND" and reply.where.endswith("/describe"):
        return AccessDenied(reply.where, said(code, words), SHOW_IT)
    if reply.status in (406, 420):
        return TryAgain(reply.where, said(reply.status, words), retry_after=reply.retry_after)
    grants = {"invalid_grant", "invalid_client", "invalid_client_id", "unsupported_grant_type"}
    return route(
        reply,
        code,
        words,
        again={"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"},
        less={"QUERY_TIMEOUT", "OPERATION_TOO_LARGE"},
        expired={"INVALID_SESSION_ID"},
        denied={"INSUFFICIENT_ACCESS", "API_DISABLED_FOR_ORG", *grants},
        tomorrow={"REQUEST_LIMIT_EXCEEDED"},
        steps=dict.fromkeys(grants, REGRANT)
        | {"API_DISABLED_FOR_ORG": "This edition has no API: export reports instead"},
    )


GRANTS = {
    "refresh_token": ("client_id", "client_secret", "refresh_token"),
    "client_credentials": ("client_id", "client_secret"),
    "jwt_bearer": ("client_id", "private_key", "username"),
}


def session(secrets: Mapping[str, str]) -> Refreshed:
    """A session by `options.grant`; a refresh token that comes back replaces the one used."""

    def fetch(api: Api, last: Token | None) -> Token:
        asked, refresh = api.options.get("grant") or "refresh_token", ""
        form = {"grant_type": asked, "client_id": secrets["client_id"]}
        if asked == "jwt_bearer":
            claim = assertion(secrets, api.host("login"), api.wall())
            form = {"grant_type": JWT_BEARER, "assertion": claim}
        else:
            form["client_secret"] = secrets["client_secret"]
        if asked == "refresh_token":
            form[asked] = refresh = (last.refresh if last else "") or secrets[asked]
        told = api.post("/services/oauth2/token", form=form, url="login", signed=False)
        again = str(told.get("refresh_token") or refresh)
        return Token(told["access_token"], api.wall() + SESSION, again, told["instance_url"])

    seeds = (secrets["client_id"], *(secrets.get(n, "") for n in ("refresh_token", "username")))
    return Refreshed(bearer, fetch, seeds, kept=True)
