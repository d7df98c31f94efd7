"""Salesforce's JWT bearer grant: a claim signed by the key whose certificate the app knows."""

import base64
from collections.abc import Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from connectors.core import AccessDenied

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = 180  # seconds; the platform takes no claim that lives longer than a few minutes


def assertion(secrets: Mapping[str, str], audience: str, now: float) -> str:
    """Who we are, for whom, until when: three parts in base64, the last one the signature."""
    claims = {"iss": secrets["client_id"], "sub": secrets["username"], "aud": audience}
    parts = [{"alg": "RS256"}, claims | {"exp": int(now) + LIFETIME}]
    told = ".".join(_written(msgspec.json.encode(part)) for part in parts)
    signature = _key(secrets["private_key"]).sign(told.encode(), PKCS1v15(), SHA256())
    return f"{told}.{_written(signature)}"


def _key(text: str) -> RSAPrivateKey:
    """The private key on one line: the base64 text of a PEM file, with or without its frame."""
    body = "".join(
        line for line in text.replace("\\n", "\n").split("\n") if not line.startswith("--")
    )
    try:
        key = load_der_private_key(base64.b64decode(body, validate=True), password=None)
    except (ValueError, TypeError):
        key = None
    if isinstance(key, RSAPrivateKey):
        return key
    step = "Store the RSA key of the app's certificate, unencrypted, as one line"
    raise AccessDenied("/services/oauth2/token", "the private key cannot be read", step)


def _written(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
