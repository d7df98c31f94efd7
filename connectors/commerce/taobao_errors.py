"""What a refusal of 淘宝's open platform means: a code, and for code 15 a second one."""

import re

from connectors.core import BadReply, PullError, Reply, TryAgain, route, said, verdict
from connectors.core.verdicts import http_status

AUTHORISE = "The seller must authorise the app again: store the new session"
CLOCK_OFF = "Set this machine's clock: a call may be 10 minutes off"
RIGHTS = "Ask the open platform for this method's permission, or for the shop's authorisation"
STEPS = {
    **dict.fromkeys((26, 27), AUTHORISE),
    **dict.fromkeys((30, 31), CLOCK_OFF),
    **dict.fromkeys((11, 12, 13), RIGHTS),
    25: "Compare app_key and app_secret: the signature is not that of this app",
    **dict.fromkeys((28, 29), "Compare app_key with the app's page in the console"),
}
LIMITED = (4, 5, 6, 7, 8)
SECONDS = re.compile(r"(\d+)\s*(?:more\s*)?(?:second|秒)")


@verdict(*(f"error_response.{name}" for name in ("code", "msg", "sub_code", "sub_msg")))
def top_errors(reply: Reply) -> PullError | None:
    """HTTP 200 whatever happened; `isp.*` is the platform's fault, `isv.*` the question's."""
    code = reply.value("error_response.code")
    if code is None:
        return http_status(reply)
    sub = str(reply.value("error_response.sub_code") or "")
    told = (reply.value(f"error_response.{name}") for name in ("msg", "sub_code", "sub_msg"))
    message = " ".join(str(word) for word in told if word)
    if code in LIMITED:
        wait = SECONDS.search(message)
        return TryAgain(
            reply.where,
            said(code, message),
            retry_after=float(wait[1]) if wait else None,
            first_wait=2.0,
        )
    if code == 15:
        what = said(code, message)
        return (
            TryAgain(reply.where, what) if sub.startswith("isp.") else BadReply(reply.where, what)
        )
    return route(
        reply, code, message, again={10: 2.0, 30: 1.0, 31: 1.0},
        denied={11, 12, 13, 25, 26, 27, 28, 29}, steps=STEPS,
    )  # fmt: skip
