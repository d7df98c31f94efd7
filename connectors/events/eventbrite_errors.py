"""What Eventbrite's refusals mean."""

from connectors.core import PullError, Reply, TryAgain, route, said, verdict

HOUR = 3600
STEP = "Copy the private token of the app again: Account Settings, Developer Links, API Keys"


@verdict("error", "error_description", "error_detail")
def eventbrite_errors(reply: Reply) -> PullError | None:
    """Calls are counted by the hour; a continuation that ended means the list from its start."""
    if reply.status < 300:
        return None
    code, told = reply.value("error"), reply.value("error_description")
    if code == "HIT_RATE_LIMIT":
        wait = reply.retry_after or HOUR - reply.now % HOUR
        return TryAgain(reply.where, said(code, told), retry_after=wait)
    if "continuation" in f"{told} {reply.value('error_detail')}".lower():
        return TryAgain(reply.where, said(code, told), restart=True)
    return route(
        reply,
        code,
        told,
        expired={"INVALID_AUTH", "NO_AUTH"},
        denied={"NOT_AUTHORIZED"},
        steps={
            **dict.fromkeys(("INVALID_AUTH", "NO_AUTH"), STEP),
            "NOT_AUTHORIZED": "The token's owner must be a member of this organization",
        },
    )
