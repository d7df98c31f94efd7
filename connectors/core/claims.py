"""A claim signed by a key of ours (JWT, RS256), which a platform exchanges for a token."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from connectors.core.errors import AccessDenied

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def signed_claim(claims: Mapping[str, Any], private_key: str, where: str, step: str) -> str:
    """Three parts in base64, the last one the signature; `step` is for a key that is none."""
    told = ".".join(_written(msgspec.json.encode(part)) for part in ({"alg": "RS256"}, claims))
    key = _key(private_key)
    if key is None:
        raise AccessDenied(where, "the private key cannot be read", step)
    return f"{told}.{_written(key.sign(told.encode(), PKCS1v15(), SHA256()))}"


def _key(text: str) -> RSAPrivateKey | None:
    """The private key on one line: the base64 text of a PEM file, with or without its frame."""
    body = "".join(
        line for line in text.replace("\\n", "\n").split("\n") if not line.startswith("--")
    )
    try:
        key = load_der_private_key(base64.b64decode(body, validate=True), password=None)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPrivateKey) else None


def _written(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
