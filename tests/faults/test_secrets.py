"""E1 and the clear contact data of people: neither is written where it does not belong."""

import base64
import re

import pytest
from misfortune import ISSUED, MARK, contents, spellings

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt, pytest.mark.slow]

TOKENS = "state/tokens"
CLEAR = ("lake/raw", "lake/files", "inbox")  # where contact data may stand as they came
LONG_DIGITS = re.compile(rb"(?<!\d)\d{11,13}(?!\d)")


def test_no_secret_and_no_token_is_written_anywhere(misfortune):
    needles = [*spellings(MARK), *ISSUED]
    found, searched = set(), set()
    for name, data in contents(misfortune.plant.home, TOKENS):
        searched.add(name.partition("/")[0])
        found |= {(name, needle) for needle in needles if needle in data}
    assert found == set()
    assert searched >= {"dagster", "dbt", "lake", "logs", "published", "warehouse.duckdb"}
    assert [needle for needle in needles if needle in misfortune.said.encode()] == []


def test_every_platform_did_fail_and_said_so(misfortune):
    for name in ("tiktok_ads", "google_ads", "meta_ads", "ocean_engine", "hubspot", "shopify"):
        assert f"missing   {name}" in misfortune.said
    assert misfortune.plant.sandbox.canary_requests == []


def test_the_needles_are_found_where_they_are_put():
    for text in (f"{MARK}+/=&%41#", f"x{MARK}", f"https://h/?t={MARK}%2B"):
        assert any(needle in text.encode() for needle in spellings(MARK))
    for before in ("", "a", "ab", "Basic user:"):
        coded = base64.b64encode(f"{before}{MARK}+/=&".encode())
        assert any(needle in coded for needle in spellings(MARK)), before


def test_tokens_that_must_be_kept_are_for_the_owner_alone(misfortune):
    folder = misfortune.plant.home / TOKENS
    kept = list(folder.glob("*.json"))
    assert kept
    assert {path.stat().st_mode & 0o777 for path in (*kept, *folder.glob("*.lock"))} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_clear_contact_data_stand_in_raw_and_inbox_only(misfortune, world):
    people = world.people
    mails = [mail.encode() for mail in people["email"].drop_nulls()]
    phones = {number.lstrip("+").encode() for number in people["phone"].drop_nulls()}
    phones |= {number.removeprefix(b"86") for number in phones}
    domain = mails[0].rpartition(b"@")[2]
    found = []
    for name, data in contents(misfortune.plant.home, *CLEAR, packed=False):
        if domain in data or not phones.isdisjoint(LONG_DIGITS.findall(data)):
            found.append(name)
    assert found == []
    said = misfortune.said.encode()
    assert domain not in said
    assert phones.isdisjoint(LONG_DIGITS.findall(said))
