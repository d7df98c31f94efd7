"""Google Analytics: a person's consent or a service account, and what refusals mean."""

from collections.abc import Mapping

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    bearer,
    google_oauth,
    route,
    said,
    token_from,
    verdict,
)
from connectors.core.claims import JWT_BEARER, signed_claim
from connectors.core.verdicts import TOMORROW

OAUTH = ("client_id", "client_secret", "refresh_token")
SERVICE = ("client_email", "private_key")
SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
AUDIENCE = "https://oauth2.googleapis.com/token"
LIFETIME = 3600
CONCURRENT, HOURLY, AFTER_ERRORS = 30.0, 600.0, 1200.0  # seconds
KEY = "Store private_key of the service account's JSON file, as one line"
CLAIM = "Compare client_email and private_key with the service account's key; keys can be revoked"
READER = (
    "Switch the Analytics Data API on in the project, and add our user or service account to the "
    "property as a viewer"
)


@verdict("error")
def analytics_errors(reply: Reply) -> PullError | None:
    """A quota says in words which bucket is empty, and so how long to wait."""
    error = reply.value("error")
    if not isinstance(error, dict):
        return None
    status, message = error.get("status"), str(error.get("message") or "")
    words = message.lower()
    if reply.status in (429, 403) and "quota" in words:
        wait = TOMORROW if "per day" in words else _wait(words)
        return TryAgain(reply.where, said(status, message), retry_after=wait)
    return route(
        reply,
        status,
        message,
        again={"UNAVAILABLE", "INTERNAL", "RESOURCE_EXHAUSTED"},
        denied={"PERMISSION_DENIED"},
        expired={"UNAUTHENTICATED"},
        steps={"PERMISSION_DENIED": READER},
    )


def _wait(words: str) -> float:
    if words.startswith("exhausted concurrent requests"):
        return CONCURRENT
    return AFTER_ERRORS if "server error" in words else HOURLY


def by_grant(secrets: Mapping[str, str]) -> Refreshed:
    """A refresh token of a person, or the key of a service account."""
    if "private_key" not in secrets:
        return google_oauth({name: secrets[name] for name in OAUTH})

    def fetch(api: Api, last: Token | None) -> Token:
        now = int(api.wall())
        who = {"iss": secrets["client_email"], "scope": SCOPE, "aud": AUDIENCE}
        claims = {**who, "iat": now, "exp": now + LIFETIME}
        claim = signed_claim(claims, secrets["private_key"], "/token", KEY)
        form = {"grant_type": JWT_BEARER, "assertion": claim}
        try:
            reply = api.post("/token", form=form, url="token", signed=False)
        except (AccessDenied, BadReply) as error:
            denied = AccessDenied(error.where, "the signed claim was refused", CLAIM)
        else:
            return token_from(reply, "/token", api.wall())
        raise denied

    return Refreshed(bearer, fetch, tuple(secrets[name] for name in SERVICE))
