"""Xiaohongshu Ads: what a reply means, and how the next token is got."""

from collections.abc import Mapping
from functools import partial

from connectors.ads.uncoded import by_words, number
from connectors.core import HeaderToken, PullError, Refreshed, Reply, rotating, verdict

REGRANT = "Authorise the app again for this advertiser and store the new refresh token"


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": number(secrets["app_id"]), "secret": secrets["secret"]}
    place = partial(HeaderToken, "Access-Token")
    path = "/api/open/oauth2/refresh_token"
    return rotating(secrets, place, path, body, "access_token_expires_in")


@verdict("success", "code", "errorCode")
def three_places(reply: Reply) -> PullError | None:
    """A refusal in any of the three places, with the message in any of three."""
    code = reply.value("code") or reply.value("errorCode")
    if reply.value("success") is not False and code in (None, 0, "0"):
        return None
    messages = (reply.value(name) for name in ("msg", "message", "errorMsg"))
    return by_words(reply, code, next((text for text in messages if text), ""), step=REGRANT)
