"""What a refusal of 京东's open platform means: it has four shapes and no published list of codes.

So the words decide where the code does not; what nobody knows is for a programmer.
"""

from typing import Any

from connectors.core import AccessDenied, BadReply, PullError, Reply, TryAgain, said, verdict
from connectors.core.verdicts import http_status

METHODS = ("jingdong.pop.order.search", "jingdong.pop.afs.soa.refundapply.queryPageList")
# The root of a reply is misspelt in real answers; both ways occur.
ROOTS = tuple(
    f"{method.replace('.', '_')}_{word}" for method in METHODS for word in ("responce", "response")
)
RESULTS = ("searchorderinfo_result.apiResult", "queryResult")
FINE = (None, "", "0", 0, "200", 200)
INSIDE = ("success", "numberCode", "chineseErrCode", "englishErrCode")
CODES = ("code", "zh_desc", "en_desc")
TOKEN, CLOCK = ("token",), ("timestamp", "时间戳")
DENIED = ("sign", "签名", "app_key", "appkey", "权限", "permission")
BUSY = ("busy", "繁忙", "频", "limit", "超限", "timeout", "time out", "超时", "稍后")
APP = "Compare app_key and app_secret with the console, and the permissions of the app"
CLOCK_OFF = "Set this machine's clock: a call may be some minutes off"
PATHS = (
    *(f"error_response.{name}" for name in CODES),
    *("code", "errorMessage"),
    *(f"{root}.{name}" for root in ROOTS for name in CODES),
    *(f"{root}.{result}.{name}" for root in ROOTS for result in RESULTS for name in INSIDE),
)


@verdict(*PATHS)
def jd_errors(reply: Reply) -> PullError | None:
    """HTTP 200 whatever happened: the first of the four shapes that says no."""
    for code, *words in _told(reply):
        if code not in FINE:
            return _meaning(reply, code, " ".join(str(word) for word in words if word))
    return http_status(reply)


def _told(reply: Reply) -> list[tuple[Any, ...]]:
    """Code and words of each shape; a result that failed without a code has its own."""
    value = reply.value
    told = [tuple(value(f"error_response.{name}") for name in CODES)]
    told.append((value("code"), value("errorMessage")))
    for root in ROOTS:
        told.append(tuple(value(f"{root}.{name}") for name in CODES))
        for place in (f"{root}.{result}" for result in RESULTS):
            success, code, *words = (value(f"{place}.{name}") for name in INSIDE)
            if str(success).lower() == "false":
                told.append((code if code not in FINE else "refused", *words))
    return told


def _meaning(reply: Reply, code: Any, words: str) -> PullError:
    what, text = said(code, words), f"{code} {words}".lower()

    def tells(*parts: str) -> bool:
        return any(part in text for part in parts)

    if str(code) == "19" or tells(*TOKEN):
        return AccessDenied(reply.where, what, is_expired=True)
    if tells(*CLOCK):
        return TryAgain(reply.where, what, CLOCK_OFF)
    if tells(*DENIED):
        return AccessDenied(reply.where, what, APP)
    return TryAgain(reply.where, what) if tells(*BUSY) else BadReply(reply.where, what)
