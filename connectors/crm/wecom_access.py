"""WeCom's token, and what its refusals mean."""

from collections.abc import Mapping

from connectors.core import (
    Api,
    PullError,
    QueryToken,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    code_in_body,
    said,
    token_from,
    verdict,
)

NO_CUSTOMER, NO_AUTHORITY, CUSTOMER_GONE = 84061, 84074, 40096
TOO_OFTEN, HOUR = 45009, 3600.0

_codes = code_in_body(
    "errcode",
    message="errmsg",
    fine={0, None, NO_CUSTOMER, NO_AUTHORITY, CUSTOMER_GONE},
    again={-1: 1.0, TOO_OFTEN: 60.0, 45033: 2.0},
    less={40058, 81017},
    expired={40001, 40014, 42001},
    denied={40013, 48002, 60011, 60020},
    steps={
        40001: "The secret is wrong: copy it again from the self-built app",
        40013: "The corp id is wrong: compare it with 我的企业",
        48002: "List the app under 客户联系 → 可调用接口的应用",
        60011: "Make the staff visible to the app",
        TOO_OFTEN: "If a minute does not help, the hour's calls are used up: run it in an hour",
        60020: "Put the address named here on the app's trusted IPs 企业可信IP",
    },
)


@verdict(*_codes.paths, "errmsg")
def wecom_errors(reply: Reply) -> PullError | None:
    """By code; calls used up for the hour, where the words say so, are waited for."""
    words = str(reply.value("errmsg") or "")
    if reply.value("errcode") == TOO_OFTEN and ("hour" in words or "小时" in words):
        return TryAgain(reply.where, said(TOO_OFTEN, words), retry_after=HOUR)
    return _codes(reply)


def shared_token(secrets: Mapping[str, str]) -> Refreshed:
    """The app's token: asked for again it is the same, until it ends early or late."""

    def fetch(api: Api, _last: Token | None) -> Token:
        reply = api.get("/cgi-bin/gettoken", secrets, signed=False)
        return token_from(reply, "/cgi-bin/gettoken", api.wall())

    seeds = (secrets["corpid"], secrets["corpsecret"])
    return Refreshed(lambda token: QueryToken("access_token", token), fetch, seeds, kept=True)
