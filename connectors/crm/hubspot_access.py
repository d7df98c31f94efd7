"""HubSpot's two ways to prove who asks, and what its refusals mean."""

from collections.abc import Mapping

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
    bearer,
    refresh_grant,
    route,
    said,
    verdict,
)

BUSY = 30.0  # seconds: a portal that is locked or moving takes minutes
INTERVAL = 10.0  # seconds that a limit of calls is for, where no header says it
OAUTH = ("client_id", "client_secret", "refresh_token")


@verdict("category", "errors")
def hubspot_errors(reply: Reply) -> PullError | None:
    """Route on category and policy; 207 means that some ids have no link, which is no fault."""
    if reply.status < 300:
        errors = reply.value("errors") or []
        real = [e for e in errors if e.get("category") != "OBJECT_NOT_FOUND"]
        return BadReply(reply.where, said(207, real[0].get("message"))) if real else None
    what = said(reply.value("category") or reply.status, reply.value("message"))
    if reply.status in (423, 477):
        return TryAgain(reply.where, what, retry_after=reply.retry_after, first_wait=BUSY)
    if reply.status == 414:
        return AskForLess(reply.where, what)
    if reply.status == 530:
        return AccessDenied(reply.where, what, "The token cannot be read: store it again")
    return route(
        reply,
        reply.value("policyName") or reply.value("category"),
        reply.value("message"),
        again={"SECONDLY", "TEN_SECONDLY_ROLLING"},
        tomorrow={"DAILY"},
        expired={"EXPIRED_AUTHENTICATION", "INVALID_AUTHENTICATION"},
        denied={"MISSING_SCOPES"},
        steps={"MISSING_SCOPES": "Add the read scope of this object to the private app"},
    )


def used_up(headers: Mapping[str, str]) -> float | None:
    """Seconds until the interval is over, when other apps left us none of its calls.

    Searches tell nothing of it.
    """
    left = headers.get("x-hubspot-ratelimit-remaining", "")
    if not left.isdigit() or int(left) > 0:
        return None
    span = headers.get("x-hubspot-ratelimit-interval-milliseconds", "")
    return int(span) / 1000 if span.isdigit() else INTERVAL


def by_grant(secrets: Mapping[str, str]) -> AuthBase | Refreshed:
    """A private app's token lives for ever, that of an OAuth app for half an hour."""
    if "refresh_token" not in secrets:
        return bearer(secrets["access_token"])
    names = {name: secrets[name] for name in OAUTH}
    step = "Install the app in the portal again and store the new refresh token"

    def fetch(api: Api, last: Token | None) -> Token:
        version = api.options.get("version") or "v1"
        path = f"/oauth/{version if version[0] != 'v' else 'v1'}/token"
        return refresh_grant(path, names, step).fetch(api, last)

    return Refreshed(bearer, fetch, tuple(names.values()))
