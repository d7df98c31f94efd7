"""What 问卷星's interface means by its words: it refuses without codes."""

from connectors.core import AccessDenied, BadReply, PullError, Reply, TryAgain, said, verdict
from connectors.core.verdicts import http_status

SIGNATURE = "Compare appid and appkey, and set this machine's clock: a signature holds 30 seconds"
EDITION = "The interface needs the flagship edition and this survey's permission"
STEPS = dict.fromkeys(("签名", "appid"), SIGNATURE) | dict.fromkeys(("权限", "版本"), EDITION)


@verdict("result", "errormsg")
def wenjuanxing_errors(reply: Reply) -> PullError | None:
    """The platform's words decide; ones we do not know are for a programmer."""
    if reply.value("result") is True:
        return None
    words = said(None, reply.value("errormsg"))
    for part, step in STEPS.items():
        if part in words.lower():
            return AccessDenied(reply.where, words, step)
    if any(part in words.lower() for part in ("频率", "频繁", "qps")):
        return TryAgain(reply.where, words, first_wait=2.0)
    if "不存在" in words and "action" not in words:
        return BadReply(reply.where, words, status=404)
    return http_status(reply, words) or BadReply(reply.where, words or "the reply has no result")
