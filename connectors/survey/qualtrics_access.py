"""Qualtrics' two ways to prove who asks, and what its refusals mean."""

import base64
from collections.abc import Mapping

from requests.auth import AuthBase

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    HeaderToken,
    PullError,
    Refreshed,
    Reply,
    Token,
    bearer,
    route,
    token_from,
    verdict,
)

ERROR = "meta.error"
OAUTH = ("client_id", "client_secret")
SCOPE = "read:surveys read:survey_responses read:distributions read:mailing_lists"
STEPS = {401: "Make a new API token", 403: "Share the survey with the token's owner"}


@verdict(ERROR)
def qualtrics_errors(reply: Reply) -> PullError | None:
    """Route on the HTTP status; a failed job says so in a reply that is well."""
    if reply.status < 300:
        return None
    error = reply.value(ERROR)
    told = error if isinstance(error, dict) else {}
    code, message = told.get("errorCode"), told.get("errorMessage")
    return route(reply, code, message, steps={code: STEPS.get(reply.status, "")})


def by_grant(secrets: Mapping[str, str]) -> AuthBase | Refreshed:
    """A user's token lives until it is made anew; that of an OAuth client for an hour."""
    if "client_secret" not in secrets:
        return HeaderToken("X-API-TOKEN", secrets["api_token"])
    client = ":".join(secrets[name] for name in OAUTH)
    basic = {"Authorization": f"Basic {base64.b64encode(client.encode()).decode()}"}

    def fetch(api: Api, last: Token | None) -> Token:
        path = "/oauth2/token"
        form = {"grant_type": "client_credentials", "scope": api.options.get("scope") or SCOPE}
        try:
            told = api.post(path, form=form, headers=basic, signed=False)
        except (AccessDenied, BadReply) as error:
            step = "Compare client id and secret, and the scopes the client has"
            denied = AccessDenied(error.where, "the client's credentials were refused", step)
        else:
            return token_from(told, path, api.wall())
        raise denied

    return Refreshed(bearer, fetch, tuple(secrets[name] for name in OAUTH))
