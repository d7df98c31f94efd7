"""How Instagram lets an account in: by a token of Facebook Login, or by one it renews itself."""

from collections.abc import Mapping

from connectors.core import Api, HeaderToken, Refreshed, Token, bearer, token_from

WEEK = 7 * 24 * 3600.0


def long_lived(secrets: Mapping[str, str]) -> HeaderToken | Refreshed:
    """A token of Facebook Login stays as it is; one of Instagram Login is renewed each week."""
    first = secrets["access_token"]
    if not first.startswith("IG"):
        return bearer(first)

    def fetch(api: Api, last: Token | None) -> Token:
        if last is None:
            return Token(first, api.wall() + WEEK)
        path = "/refresh_access_token"
        asked = {"grant_type": "ig_refresh_token", "access_token": last.access}
        token = token_from(api.get(path, asked, signed=False), path, api.wall())
        return Token(token.access, min(token.expires_at, api.wall() + WEEK))

    return Refreshed(bearer, fetch, (first,), kept=True)
