"""Contact fields: one person, one identifier, and no way back without the key."""

import hashlib
import hmac
import json

import polars as pl
import pytest
from pulled import KEY, cleaned, pulled, reasons

from pipelines.streams.clean import clean
from pipelines.streams.columns import normalised, person, text
from pipelines.streams.spec import Stream


def people(**columns) -> Stream:
    return Stream(
        name="any__people",
        grain="one row per person",
        keys=("id",),
        columns={"id": text("id"), **columns},
        expectations=lambda gxe: [],
    )


def identifier(clear: str, kind: str) -> str:
    """The promise, written a second time: HMAC over the hex of SHA-256, one salt per kind."""
    digest = hashlib.sha256(clear.encode()).hexdigest()
    return hmac.new(f"{KEY}:{kind}".encode(), digest.encode(), hashlib.sha256).hexdigest()


def test_a_clear_and_an_already_hashed_address_are_the_same_person():
    clear = people(who=person("email", "email"))
    sent = people(who=person("email", "email", hashed="sha256"))
    digest = hashlib.sha256(b"mei@example.com").hexdigest()
    one = cleaned(clear, {"id": "1", "email": " Mei@Example.com "}).good["who"][0]
    two = cleaned(sent, {"id": "1", "email": digest.upper()}).good["who"][0]
    assert one == two == identifier("mei@example.com", "email")


def test_kinds_do_not_meet():
    stream = people(a=person("a", "member"), b=person("a", "email"))
    good = cleaned(stream, {"id": "1", "a": "u1"}).good
    assert good["a"][0] != good["b"][0]


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("13800138000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("(138) 0013-8000", "13800138000"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+13800138000", "+13800138000"),
        ("001 415 555 2671", "+14155552671"),
        ("02087654321", "02087654321"),
        ("not given", "not given"),
    ],
)
def test_a_phone_number_has_one_spelling(written, spelled):
    assert normalised(written, "phone") == spelled


def test_missing_and_blank_contacts_are_null_not_a_person():
    stream = people(who=person("email", "email"))
    result = cleaned(stream, {"id": "1"}, {"id": "2", "email": ""}, {"id": "3", "email": "  "})
    assert result.good["who"].to_list() == [None, None, None]


def test_what_is_no_sha256_is_set_aside_where_sha256_was_promised():
    stream = people(who=person("email", "email", hashed="sha256"))
    result = cleaned(stream, {"id": "1", "email": "mei@example.com"}, {"id": "2"})
    assert reasons(result) == ["unreadable:who"]


def test_no_clear_contact_is_in_the_good_rows_or_in_the_quarantined_columns():
    stream = people(who=person("email", "email"), when=text("when"))
    result = cleaned(stream, {"id": "1", "email": "mei@example.com"}, {"email": "lin@example.com"})
    assert "example.com" not in json.dumps(result.good.to_dicts(), default=str)
    assert "example.com" not in json.dumps(result.quarantined.drop("_raw").to_dicts(), default=str)


def test_a_stream_names_its_contact_columns_for_erasure():
    stream = people(who=person("email", "email"))
    assert {name: who.kind for name, who in stream.people.items()} == {"who": "email"}
    assert stream.schema["who"] == pl.String


def test_another_key_gives_other_identifiers():
    stream = people(who=person("email", "email"))
    raw = pulled({"id": "1", "email": "a@b.example"})
    one, two = (clean(stream, raw, hash_key=key).good["who"][0] for key in ("one", "two"))
    assert one != two
    assert len(one) == len(two) == 64
