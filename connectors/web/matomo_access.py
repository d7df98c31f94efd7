"""Matomo: the token in the body, and what its refusals mean."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import (
    AccessDenied,
    BadReply,
    PullError,
    Reply,
    TryAgain,
    said,
    verdict,
)

ACCESS = ("access", "token", "log in", "authenticat")
VIEW = "Give the token's user view access to this site, or make a new token"


@verdict("result", "message")
def matomo_errors(reply: Reply) -> PullError | None:
    """HTTP is 200 for most refusals; a server that is too small for the question breaks."""
    if reply.status >= 500:
        return TryAgain(reply.where, f"HTTP {reply.status}", or_less=True)
    if reply.value("result") != "error":
        return None
    message = str(reply.value("message") or "")
    if any(word in message.lower() for word in ACCESS):
        return AccessDenied(reply.where, said(None, message), VIEW)
    return BadReply(reply.where, said(None, message), "Is the plugin on, and Matomo of version 5?")


@dataclass(frozen=True)
class InForm(AuthBase):
    """The token among the fields of a form: in the address it would stand in access logs."""

    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        body = r.body.decode() if isinstance(r.body, bytes) else r.body or ""
        r.body = f"{body}&{urlencode({'token_auth': self.token})}".lstrip("&")
        return r
