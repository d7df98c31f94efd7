"""Persons: a contact field in one spelling, then as a keyed hash. Nothing else leaves cleaning."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Person:
    """How a contact field becomes an identifier: its kind, and if the source hashed it."""

    kind: str
    hashed: str | None = None


def identifiers(clear: pl.Series, who: Person, hash_key: str) -> Mapping[str, str | None]:
    """The identifier of each distinct value of a contact field."""
    key = f"{hash_key}:{who.kind}".encode()
    return {value: _identifier(value, who, key) for value in clear.drop_nulls().unique()}


def normalised(value: str, kind: str) -> str:
    """One spelling per person: the same address or number, however it was typed."""
    value = value.strip()
    if kind == "email":
        return value.lower()
    return _phone(value) if kind == "phone" else value


def identifier(value: str, who: Person, hash_key: str) -> str | None:
    """The identifier of one value of a contact field."""
    return _identifier(value, who, f"{hash_key}:{who.kind}".encode())


def _identifier(value: str, who: Person, key: bytes) -> str | None:
    if who.hashed:
        digest = value.lower()
    else:
        clear = normalised(value, who.kind)
        if not clear:
            return None
        digest = hashlib.sha256(clear.encode()).hexdigest()
    return hmac.digest(key, digest.encode(), "sha256").hex()


def _phone(value: str) -> str:
    """A Chinese mobile number is its 11 digits; other numbers are E.164; anything else its text."""
    digits = "".join(char for char in value if char.isascii() and char.isdigit())
    if value.startswith("00"):
        international, digits = True, digits[2:]
    else:
        international = value.startswith("+")
    chinese = digits[2:] if digits.startswith("86") and len(digits) == 13 else digits
    if (
        len(chinese) == 11
        and chinese[0] == "1"
        and chinese[1] in "3456789"
        and (not international or len(digits) == 13)
    ):
        return chinese
    return f"+{digits}" if international and digits else digits or value
