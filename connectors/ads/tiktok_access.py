"""Who asks TikTok: a token that lasts until it is revoked, or one that a refresh token renews."""

from collections.abc import Mapping
from functools import partial

from connectors.core import HeaderToken, Refreshed, code_in_body, rotating

GRANTS = {"lasting": ("access_token",), "renewed": ("app_id", "secret", "refresh_token")}
REGRANT = "The grant was revoked: authorise the app again and store the new token"


def granted(secrets: Mapping[str, str]) -> HeaderToken | Refreshed:
    """A header with the token itself; with a refresh token, one that lives as long as it says."""
    place = partial(HeaderToken, "Access-Token")
    if "refresh_token" not in secrets:
        return place(secrets["access_token"])
    body = {"app_id": secrets["app_id"], "secret": secrets["secret"], "grant_type": "refresh_token"}
    return rotating(secrets, place, "/open_api/v1.3/oauth2/refresh_token/", body)


code_or_fine = code_in_body(
    "code",
    again={40100: 5.0, 40133: 5.0, **dict.fromkeys(range(50000, 50100), 1.0)},
    less={40067},
    expired={40105},
    denied={40001, 40104},
    steps={
        40001: "Ask the advertiser to authorise the app for this account again",
        40105: REGRANT,
    },
)
