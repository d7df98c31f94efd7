"""Contact fields: one person, one identifier, and no way back without the key."""

import hashlib
import hmac
import json

import polars as pl
import pytest
from pulled import KEY, cleaned, pulled, reasons

from pipelines.streams.clean import clean
from pipelines.streams.columns import count, person, text
from pipelines.streams.hide import shown
from pipelines.streams.persons import normalised
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


def test_no_clear_contact_is_in_the_good_rows_or_in_the_quarantine():
    stream = people(mail=person("email", "email"), name=person("of.name", "name"), n=count("n"))
    sent = {"id": "1", "email": "mei@example.com", "of": {"name": "林梅"}, "n": 1}
    result = cleaned(
        stream, sent, {**sent, "n": "x"}, {**sent, "id": "2"}, {**sent, "id": "2", "n": 2}
    )
    assert reasons(result) == ["unreadable:n", "duplicate_key", "duplicate_key"]
    for frame in (result.good, result.quarantined):
        told = json.dumps(frame.to_dicts(), default=str, ensure_ascii=False)
        assert "mei@" not in told
        assert "林梅" not in told
    assert json.loads(result.quarantined["_raw"][0]) == {
        "id": "1",
        "email": "[email]",
        "of": {"name": "[name]"},
        "n": "x",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"note": "write to mei@example.com"', '{"note": "write to [email]"'),
        (b'{"tel": 13800138000, "id": 1380013800012}', '{"tel": [phone], "id": 1380013800012}'),
        (b'{"tel": "+1 415-555-2671"}', '{"tel": "[phone]"}'),
        (b'{"tel": "138 0013 8000", "at": "2026-11-03T08:15:00+08:00"}',
         '{"tel": "[phone]", "at": "2026-11-03T08:15:00+08:00"}'),
        (b'{"spend": 13800138000.5}', '{"spend": 13800138000.5}'),
        (b"\xff mei@example.com", "\\xff [email]"),
        (b"\xff", "base64:/w=="),
    ],
)  # fmt: skip
def test_the_quarantine_strikes_out_what_looks_like_a_contact(line, told):
    assert shown(line, {}) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"of": {"name": "林梅", "n": 1'.encode(), '{"of": {"name": "[name]", "n": 1'),
        ('{"name": "林'.encode(), '{"name": "[name]"'),
        ('{"name": "林梅", "\\xff": '.encode() + b"\xff", '{"name": "[name]", "\\xff": \\xff'),
    ],
)
def test_a_broken_record_shows_no_contact_field_either(line, told):
    assert shown(line, {"of.name": "name"}) == told


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
