"""Access tokens a dialect has given out, and the one thing that can happen to them: they end."""

import hashlib
import hmac
import re
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from sandbox.dialogue import Reply, Request
from sandbox.secrets import SECRETS


def secret(connector: str, name: str, account: str = "") -> str:
    """The fixed secret of a connector, the one of its account first."""
    key = f"{connector}_{name}".upper()
    slot = re.sub(r"[^0-9A-Za-z]", "_", account)
    for own in (f"{key}__{slot}", f"{key}__{slot.upper()}"):
        if account and own in SECRETS:
            return SECRETS[own]
    return SECRETS[key]


def bearer(request: Request) -> str:
    """The token of an `Authorization: Bearer` header, or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def form(request: Request) -> dict[str, str]:
    """A form-encoded body."""
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


class AccessTokens:
    """Tokens by the account they open; `expire` ends all of them at once."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.live: dict[str, str] = {}
        self.dead: set[str] = set()
        self.count = 0
        self.lock = Lock()

    def issue(self, account: str = "") -> str:
        """One more token."""
        with self.lock:
            self.count += 1
            digest = hashlib.sha256(f"{self.prefix}{self.count}".encode()).hexdigest()
            token = f"{self.prefix}{self.count}-{digest[:24]}"
            self.live[token] = account
            return token

    def kill(self, token: str) -> None:
        """One token ends."""
        with self.lock:
            if self.live.pop(token, None) is not None:
                self.dead.add(token)

    def expire(self) -> None:
        """All tokens end."""
        for token in list(self.live):
            self.kill(token)


class GoogleTokens:
    """Google's token endpoint for one client: the refresh token stays, others last an hour."""

    def __init__(self, names: str, scope: str) -> None:
        self.names = names
        self.scope = scope
        self.tokens = AccessTokens("ya29.sandbox-")

    def valid(self, request: Request) -> bool:
        return bearer(request) in self.tokens.live

    def expire(self) -> None:
        self.tokens.expire()

    def answer(self, request: Request) -> Reply:
        """`POST /token` with grant_type=refresh_token."""
        asked = form(request)
        if asked.get("grant_type") != "refresh_token":
            return Reply(400, {"error": "unsupported_grant_type"})
        for name in ("client_id", "client_secret"):
            if asked.get(name) != SECRETS[f"{self.names}_{name.upper()}"]:
                return Reply(401, {"error": "invalid_client"})
        if asked.get("refresh_token") != SECRETS[f"{self.names}_REFRESH_TOKEN"]:
            said = "Token has been expired or revoked."
            return Reply(400, {"error": "invalid_grant", "error_description": said})
        body = {"access_token": self.tokens.issue(), "expires_in": 3599, "scope": self.scope}
        return Reply(200, body | {"token_type": "Bearer"})


class RotatingTokens:
    """A chain of refresh tokens: each use makes the next and kills all before it.

    Links are signed: a restarted sandbox still knows the chain and accepts the newest it meets.
    """

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.number = 0
        self.lock = Lock()

    def link(self, number: int) -> str:
        if number == 0:
            return self.seed
        signature = hmac.new(self.seed.encode(), str(number).encode(), "sha256").hexdigest()
        return f"sandbox-refresh-{number}-{signature[:32]}"

    def rotate(self, token: Any) -> str | None:
        """The next link for the current one; None for any other."""
        with self.lock:
            shown = str(token).split("-")
            guess = int(shown[2]) if len(shown) > 2 and shown[2].isdigit() else 0
            if guess < self.number or str(token) != self.link(guess):
                return None
            self.number = guess + 1
            return self.link(self.number)
