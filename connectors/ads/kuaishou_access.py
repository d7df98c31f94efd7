"""Kuaishou Ads: what a reply means, and how the next token is got."""

from collections.abc import Mapping
from functools import partial

from connectors.ads.uncoded import by_words, number
from connectors.core import HeaderToken, PullError, Refreshed, Reply, rotating, verdict

QUOTA_OF_THE_DAY = 401000
REGRANT = "Authorise the app again for this advertiser and store the new refresh token"


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": number(secrets["app_id"]), "secret": secrets["secret"]}
    place = partial(HeaderToken, "Access-Token")
    path = "/rest/openapi/oauth2/authorize/refresh_token"
    return rotating(secrets, place, path, body, "access_token_expires_in")


@verdict("code")
def code_or_words(reply: Reply) -> PullError | None:
    """One code is known: the operations of the day are used up."""
    code = reply.value("code")
    if code in (None, 0):
        return None
    message = reply.value("message")
    return by_words(reply, code, message, step=REGRANT, tomorrow=(QUOTA_OF_THE_DAY,))
