"""An account's right to ask: its secrets, the token it has now, and what of both may be shown."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from requests.auth import AuthBase

from connectors.core.auth import Refreshed
from connectors.core.errors import PullError
from connectors.core.tokens import Token, grant_key

if TYPE_CHECKING:
    from connectors.core.api import Api

_SHORTEST_SECRET = 4


class Access:
    """How one account proves who asks. `host`: where a platform says with the token to go on."""

    def __init__(self, api: Api, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)
        self.host = ""
        self.consent_ends_at = 0.0
        self._api = api
        self._auth = api.connector.auth(secrets)
        self._token: str | None = None

    def token(self) -> str | None:
        """The token to ask with, fetched if there is none yet; None where none is needed."""
        if isinstance(self._auth, Refreshed) and self._token is None:
            self._token = self._fetched(None)
        return self._token

    def signature(self, token: str | None) -> AuthBase:
        """What signs a request."""
        return self._auth.place(token or "") if isinstance(self._auth, Refreshed) else self._auth

    def renew(self, refused: str | None) -> bool:
        """Whether there is another token than the refused one now."""
        if not isinstance(self._auth, Refreshed):
            return False
        if self._token == refused:
            self._token = self._fetched(refused)
        return True

    def _fetched(self, refused: str | None) -> str:
        auth, api = self._auth, self._api
        assert isinstance(auth, Refreshed)

        def fetch(last: Token | None) -> Token:
            return auth.fetch(api, last)

        own = (api.account,) if auth.by_account else ()
        key = grant_key(api.connector.name, *auth.seeds, *own)
        token = api.engine.tokens.get(key, fetch, refused=refused, kept=auth.kept)
        self.host = token.host.rstrip("/")
        self.consent_ends_at = token.consent_ends_at
        return token.access

    def scrubbed(self, error: PullError) -> PullError:
        """The error with anything secret the platform repeated in its message blotted out."""
        error.what, error.next_step = self._blot(error.what), self._blot(error.next_step)
        error.args = (error.where, error.what, error.next_step)
        return error

    def _blot(self, text: str) -> str:
        token = (self._token or "").rpartition(" ")[2]  # without the scheme in front
        for secret in {*self.secrets.values(), token}:
            coded = base64.b64encode(secret.encode()).decode()
            for form in (secret, quote(secret, safe=""), coded):
                if len(secret) >= _SHORTEST_SECRET:
                    text = text.replace(form, "***")
        return text
