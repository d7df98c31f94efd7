"""How Bilibili wants to be asked: signed over the body, the time and a number used once."""

import hashlib
import hmac
import secrets as chance
import time
from dataclasses import dataclass, field

from requests import PreparedRequest
from requests.auth import AuthBase


@dataclass(frozen=True)
class Signed(AuthBase):
    """The token, and all x-bili headers under a signature."""

    client_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        body = r.body.encode() if isinstance(r.body, str) else r.body or b""
        signed = {
            "x-bili-accesskeyid": self.client_id,
            "x-bili-content-md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
            "x-bili-signature-method": "HMAC-SHA256",
            "x-bili-signature-nonce": chance.token_hex(16),
            "x-bili-signature-version": "2.0",
            "x-bili-timestamp": str(int(time.time())),
        }
        text = "\n".join(f"{name}:{signed[name]}" for name in sorted(signed))
        signature = hmac.digest(self.app_secret.encode(), text.encode(), "sha256").hex()
        plain = {"Accept": "application/json", "Content-Type": "application/json"}
        r.headers.update(signed | plain | {"Access-Token": self.token, "Authorization": signature})
        return r
