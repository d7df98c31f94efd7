"""What LinkedIn says when it refuses: the HTTP status, and which of its two limits was met."""

from connectors.core import PullError, Reply, TryAgain, route, said, verdict

RECONSENT = "The consent is over (a year at most): a member with a role on the accounts consents"
GONE = "LinkedIn no longer knows this: take the account off the list, or check its number"
STEPS = {
    "NONEXISTENT_VERSION": "This version was switched off: raise api_version of the connector",
    "VERSION_MISSING": "LinkedIn lets no call pass without a version: check the connector",
    "NOT_FOUND": GONE,
    "RESOURCE_NOT_FOUND": GONE,
    "ACCESS_DENIED": "Give the app its scopes and the member a role on this account",
}
VOLUME = "45 million"
VOLUME_SECONDS = 330.0


@verdict()
def linkedin_errors(reply: Reply) -> PullError | None:
    """The quota of a day is over until 00:00 UTC; the volume of five minutes comes back soon."""
    if reply.status < 400:
        return None
    code, message = reply.value("code"), str(reply.value("message") or "")
    if reply.status == 429 and VOLUME in message:
        return TryAgain(reply.where, said(code, message), retry_after=VOLUME_SECONDS)
    return route(
        reply,
        code,
        message,
        tomorrow={"TOO_MANY_REQUESTS"},
        denied={"NOT_FOUND", "RESOURCE_NOT_FOUND"},
        steps=STEPS,
    )
