"""Typeform's two ways to prove who asks, and what its refusals mean."""

from collections.abc import Mapping

from requests.auth import AuthBase

from connectors.core import (
    PullError,
    Refreshed,
    Reply,
    TryAgain,
    bearer,
    refresh_grant,
    route,
    verdict,
)

OAUTH = ("client_id", "client_secret", "refresh_token")


@verdict("code")
def typeform_errors(reply: Reply) -> PullError | None:
    """A server error may mean that the page is too big: then it is asked for by halves."""
    if reply.status < 300:
        return None
    if reply.status >= 500:
        return TryAgain(
            reply.where, f"HTTP {reply.status}", retry_after=reply.retry_after, or_less=True
        )
    step = "Check the token, its scopes forms:read and responses:read, and the region's host"
    return route(
        reply,
        reply.value("code"),
        reply.value("description"),
        expired={"AUTHENTICATION_FAILED"},
        steps={"AUTHENTICATION_FAILED": step},
    )


def by_grant(secrets: Mapping[str, str]) -> AuthBase | Refreshed:
    """A personal token does not end; that of an app does, and so may its refresh token."""
    if "refresh_token" not in secrets:
        return bearer(secrets["access_token"])
    step = "Authorise the app again, with the scope offline, and store the new refresh token"
    form = {name: secrets[name] for name in OAUTH}
    return refresh_grant("/oauth/token", form, step, rotates=True)
