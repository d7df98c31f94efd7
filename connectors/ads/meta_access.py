"""Who asks Meta: a token, the app's proof where its owner demands one, and when the token ends."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.core import Api, PullError, bearer


@dataclass(frozen=True)
class Proven(AuthBase):
    """A bearer token, and in the query that whoever sends it knows the app's secret."""

    token: str = field(repr=False)
    app_secret: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        proof = hmac.new(self.app_secret.encode(), self.token.encode(), hashlib.sha256)
        r.prepare_url(r.url, {"appsecret_proof": proof.hexdigest()})
        return bearer(self.token)(r)


def signed(secrets: Mapping[str, str]) -> AuthBase:
    """The token alone, or with the proof that an app may enforce."""
    token = secrets["access_token"]
    return Proven(token, secrets["app_secret"]) if "app_secret" in secrets else bearer(token)


def token_ends(api: Api) -> float:
    """When the token dies, in Unix seconds; 0 if never, or if Meta does not say."""
    try:
        asked = {"input_token": api.secret("access_token")}
        told = api.get(f"/{api.version}/debug_token", asked).get("data")
        return float(told.get("expires_at") or 0)
    except (PullError, AttributeError, TypeError, ValueError):
        return 0.0
