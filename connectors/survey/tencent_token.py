"""腾讯问卷's token: the newest one works, and the app's id travels beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import Api, QueryToken, Refreshed, Token, token_from


@dataclass(frozen=True)
class AppAndToken(AuthBase):
    """The app's id and its token, both in the query."""

    app: QueryToken
    token: QueryToken

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        return self.token(self.app(r))


def newest_token(secrets: Mapping[str, str]) -> Refreshed:
    """Two hours of access, shared by all: fetching another token ends this one."""
    app = QueryToken("appid", secrets["appid"])

    def fetch(api: Api, last: Token | None) -> Token:
        path = "/api/oauth2/access_token"
        params = {**secrets, "grant_type": "client_credential"}
        return token_from(api.get(path, params, signed=False).get("data"), path, api.wall())

    def place(token: str) -> AuthBase:
        return AppAndToken(app, QueryToken("access_token", token))

    return Refreshed(place, fetch, (secrets["appid"], secrets["secret"]), kept=True)
