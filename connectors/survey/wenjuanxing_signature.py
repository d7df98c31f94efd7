"""How a call to 问卷星's open interface is signed: over all values of its body, for 30 seconds."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from requests import PreparedRequest
from requests.auth import AuthBase


@dataclass(frozen=True)
class SignedBody(AuthBase):
    """Adds who asks and when to a JSON body, and a hash over all its values and the key."""

    appid: str = field(repr=False)
    appkey: str = field(repr=False)
    now: Callable[[], float] = time.time

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        asked: dict[str, Any] = msgspec.json.decode(r.body or b"{}")
        asked |= {"appid": self.appid, "ts": int(self.now()), "encode": "sha256"}
        asked["sign"] = signature(asked, self.appkey)
        r.prepare_body(msgspec.json.encode(asked), None)
        r.prepare_url(r.url, {"traceid": uuid4().hex})
        return r


def signature(asked: Mapping[str, Any], appkey: str) -> str:
    """SHA-256 over the values in the order of their names, empty ones left out, and the key."""
    values = [_as_sent(v) for n, v in sorted(asked.items()) if n != "sign" and v not in ("", None)]
    return hashlib.sha256(("".join(values) + appkey).encode()).hexdigest()


def _as_sent(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
