"""How Douyin lets a creator's app in: a token that is renewed, until the consent has run out.

A refresh token lives 30 days and can be renewed five times; then the creator consents again.
"""

from collections.abc import Mapping
from dataclasses import replace

from connectors.core import AccessDenied, Api, HeaderToken, Refreshed, Token, token_from

DAY = 86_400
WEEK, LIFE = 7 * DAY, 30 * DAY  # how early a refresh token is renewed, how long it lives
RENEWALS = 5


def consented(secrets: Mapping[str, str]) -> Refreshed:
    """Access lives 15 days and is renewed three days early, the refresh token a week early."""

    def fetch(api: Api, last: Token | None) -> Token:
        last = last or Token("", 0.0, secrets["refresh_token"])
        form = {"client_key": secrets["client_key"], "refresh_token": last.refresh}
        path = "/oauth/refresh_token/"
        full = {**form, "grant_type": "refresh_token"}
        told = api.post(path, form=full, signed=False).get("data")
        token = token_from(told, path, api.wall() - 3 * DAY)
        left = float(told.get("refresh_expires_in") or LIFE)
        refresh, renewals = last.refresh, last.renewals
        if left < WEEK:
            refresh, renewals = _renewed(api, form, renewals)
            left = LIFE if refresh != last.refresh else left
        ends = api.wall() + left + (RENEWALS - renewals) * (LIFE - WEEK)
        return replace(token, refresh=refresh, renewals=renewals, consent_ends_at=ends)

    seeds = (secrets["client_key"], secrets["refresh_token"])
    return Refreshed(lambda token: HeaderToken("access-token", token), fetch, seeds, kept=True)


def _renewed(api: Api, form: Mapping[str, str], renewals: int) -> tuple[str, int]:
    """The refresh token of the next 30 days; after five of them the old one serves to its end."""
    try:
        told = api.post("/oauth/renew_refresh_token/", form=form, signed=False)["data"]
    except AccessDenied:
        return form["refresh_token"], RENEWALS
    return str(told["refresh_token"]), min(renewals + 1, RENEWALS)
