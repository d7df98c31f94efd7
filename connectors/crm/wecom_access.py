"""WeCom's token, and what its refusals mean."""

from collections.abc import Mapping

from connectors.core import Api, QueryToken, Refreshed, Token, code_in_body, token_from

NO_CUSTOMER, NO_AUTHORITY, CUSTOMER_GONE = 84061, 84074, 40096

wecom_errors = code_in_body(
    "errcode",
    message="errmsg",
    fine={0, None, NO_CUSTOMER, NO_AUTHORITY, CUSTOMER_GONE},
    again={-1: 1.0, 45009: 60.0, 45033: 2.0},
    less={40058},
    expired={40001, 40014, 42001},
    denied={40013, 48002, 60011, 60020},
    steps={
        40001: "The secret is wrong: copy it again from the self-built app",
        40013: "The corp id is wrong: compare it with 我的企业",
        48002: "List the app under 客户联系 → 可调用接口的应用",
        60011: "Make the staff visible to the app",
        60020: "Put the address named here on the app's trusted IPs 企业可信IP",
    },
)


def shared_token(secrets: Mapping[str, str]) -> Refreshed:
    """The app's token: asked for again it is the same, until it ends early or late."""

    def fetch(api: Api, _last: Token | None) -> Token:
        reply = api.get("/cgi-bin/gettoken", secrets, signed=False)
        return token_from(reply, "/cgi-bin/gettoken", api.wall())

    seeds = (secrets["corpid"], secrets["corpsecret"])
    return Refreshed(lambda token: QueryToken("access_token", token), fetch, seeds, kept=True)
