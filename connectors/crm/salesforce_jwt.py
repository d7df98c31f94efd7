"""Salesforce's JWT bearer grant: a claim signed by the key whose certificate the app knows."""

from collections.abc import Mapping

from connectors.core.claims import JWT_BEARER, signed_claim

__all__ = ["JWT_BEARER", "assertion"]

LIFETIME = 180  # seconds; the platform takes no claim that lives longer than a few minutes
STEP = "Store the RSA key of the app's certificate, unencrypted, as one line"


def assertion(secrets: Mapping[str, str], audience: str, now: float) -> str:
    """Who we are, for whom, until when."""
    claims = {
        "iss": secrets["client_id"],
        "sub": secrets["username"],
        "aud": audience,
        "exp": int(now) + LIFETIME,
    }
    return signed_claim(claims, secrets["private_key"], "/services/oauth2/token", STEP)
