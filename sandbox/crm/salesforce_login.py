"""Salesforce's token endpoint: three grants, each with its own proof of who asks.

The app itself (client_credentials) is answered at the org's My Domain alone; a signed claim
(JWT bearer) counts if the certificate uploaded to the app verifies it.
"""

import base64
import json
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.dialogue import Reply, Request
from sandbox.secrets import SECRETS
from sandbox.tokens import form

JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
USER = "data@acme.example"
# Public keys of certificates uploaded to the connected app; a tester puts theirs here.
UPLOADED: list[RSAPublicKey] = []


def refusal(request: Request, at_my_domain: bool) -> Reply | None:
    """Why there is no token, or nothing."""
    asked = form(request)
    grant = asked.get("grant_type")
    if asked.get("client_id") != SECRETS["SALESFORCE_CLIENT_ID"] and grant != JWT:
        return _no("invalid_client_id", "client identifier invalid")
    if grant == JWT:
        return _no_claim(asked.get("assertion", ""))
    if asked.get("client_secret") != SECRETS["SALESFORCE_CLIENT_SECRET"]:
        return _no("invalid_client", "invalid client credentials")
    if grant == "client_credentials":
        return (
            None if at_my_domain else _no("invalid_grant", "request not supported on this domain")
        )
    if grant != "refresh_token":
        return _no("unsupported_grant_type", "grant type not supported")
    if asked.get("refresh_token") != SECRETS["SALESFORCE_REFRESH_TOKEN"]:
        return _no("invalid_grant", "expired access/refresh token")
    return None


def _no(error: str, words: str) -> Reply:
    return Reply(400, {"error": error, "error_description": words})


def _no_claim(assertion: str) -> Reply | None:
    parts = assertion.split(".")
    if len(parts) != 3:
        return _no("invalid_grant", "invalid assertion")
    try:
        header, claims = (json.loads(_bytes(part)) for part in parts[:2])
        signature = _bytes(parts[2])
    except ValueError:
        return _no("invalid_grant", "invalid assertion")
    if header.get("alg") != "RS256" or claims.get("iss") != SECRETS["SALESFORCE_CLIENT_ID"]:
        return _no("invalid_client_id", "client identifier invalid")
    if claims.get("sub") != USER:
        return _no("invalid_grant", "user hasn't approved this consumer")
    if not 0 < claims.get("exp", 0) - time.time() <= 300:
        return _no("invalid_grant", "invalid or expired assertion")
    signed = ".".join(parts[:2]).encode()
    if not any(_verified(key, signature, signed) for key in UPLOADED):
        return _no("invalid_grant", "invalid assertion")
    return None


def _verified(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
