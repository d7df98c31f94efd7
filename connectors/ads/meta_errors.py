"""What Meta says when it refuses or is nearly used up: codes, subcodes and throttle headers."""

from connectors.core import (
    AccessDenied,
    AskForLess,
    BadReply,
    PullError,
    Reply,
    TryAgain,
    said,
    usage_pause,
    verdict,
)

LESS = {(2, 1504038), (100, 1504018), (-2, 2490547)}
PERMIT = "Give the system user ads_read on this account"
RENEW = "Make a new system-user token: all accounts that share this one stand still"
WRONG = {(2, 1504041), (2, 1504042)}
MINUTES = {4, 17, 32, 341, 613, *range(80000, 80007), 80008, 80009, 80014}


@verdict("error")
def graph_errors(reply: Reply) -> PullError | None:
    """Route on code and subcode."""
    error = reply.value("error")
    if not isinstance(error, dict):
        return None
    code, sub = error.get("code"), error.get("error_subcode")
    what = said(f"{code}/{sub}" if sub else code, error.get("message"))
    if (code, sub) in WRONG:
        return BadReply(reply.where, what)
    if (code, sub) in LESS or code == 960 or (code == 1 and sub != 99):
        return AskForLess(reply.where, what)
    if code in MINUTES:
        return TryAgain(reply.where, what, retry_after=reply.retry_after, first_wait=60.0)
    if code in (1, 2, 104) or error.get("is_transient") is True:
        return TryAgain(reply.where, what, retry_after=reply.retry_after)
    if code == 190:
        return AccessDenied(reply.where, what, RENEW)
    if code in (3, 10) or code in range(200, 300) or (code, sub) == (100, 33):
        return AccessDenied(reply.where, what, PERMIT)
    return BadReply(reply.where, what)


throttle = usage_pause(
    "x-business-use-case-usage", "x-fb-ads-insights-throttle", "x-ad-account-usage", "x-app-usage"
)
