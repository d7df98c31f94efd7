"""The token that everybody who asks 公众号 shares, and what its refusals mean."""

from collections.abc import Mapping

from connectors.core import (
    AccessDenied,
    Api,
    PullError,
    QueryToken,
    Refreshed,
    Reply,
    Token,
    code_in_body,
    said,
    token_from,
    verdict,
)

NOT_READY = 61503

datacube = code_in_body(
    "errcode",
    message="errmsg",
    fine={0, None, NOT_READY},
    again={-1: 1.0, 45011: 60.0},
    less={61501},
    expired={40001, 40014, 42001},
    denied={40013, 40125, 40164, 48001, 50002},
    tomorrow={45009},
    steps={
        40013: "The appid is wrong: compare it with the account's back end",
        40125: "The secret is wrong: reset it in the account's back end",
        40164: "Put the address named here on the account's IP whitelist",
        48001: "Only certified accounts have this interface: use the file export instead",
        50002: "The account is restricted: ask its owner",
    },
)


@verdict("errcode", "base_resp")
def wechat_errors(reply: Reply) -> PullError | None:
    """Income of ads has an envelope of its own; its codes are not documented."""
    ret = reply.value("base_resp.ret")
    if ret not in (0, None):
        step = "Only accounts with 流量主 have income of ads: open it, or leave this feed refused"
        return AccessDenied(reply.where, said(ret, reply.value("base_resp.err_msg")), step)
    return datacube.judge(reply)


def stable_token(secrets: Mapping[str, str]) -> Refreshed:
    """The token all share; only one that was refused while still valid is forced to change."""

    def fetch(api: Api, last: Token | None) -> Token:
        path = "/cgi-bin/stable_token"
        body = {"grant_type": "client_credential", **secrets, "force_refresh": False}
        token = token_from(api.post(path, json=body, signed=False), path, api.wall())
        if last and token.access == last.access:
            body["force_refresh"] = True
            token = token_from(api.post(path, json=body, signed=False), path, api.wall())
        return token

    seeds = (secrets["appid"], secrets["secret"])
    return Refreshed(lambda token: QueryToken("access_token", token), fetch, seeds, kept=True)
