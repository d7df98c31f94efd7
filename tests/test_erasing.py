"""An erased person is nowhere any more; everybody else is as before."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from pipelines.erasing import enlist, listed, strike
from pipelines.lake import Lake
from pipelines.streams import STREAMS
from pipelines.streams.clean import clean
from pipelines.streams.columns import ERASED
from pipelines.streams.persons import Person, identifier

NOW = datetime(2026, 11, 14, 1, tzinfo=UTC)
KEY = "a key for tests only"
READ = [STREAMS["hubspot__contacts"], STREAMS["clickstream__events"]]
EMAIL, PHONE = "Zoë.Liu@mail.example", "138 0000 0001"


def contact(number: str, **told: str) -> dict:
    """A contact of HubSpot."""
    dates = dict.fromkeys(("createdate", "lastmodifieddate"), "2026-11-01T00:00:00Z")
    state = {"lifecyclestage": "lead", "hs_lead_status": "NEW", **dates}
    return {"id": number, "properties": {"email": None, "phone": None, **state, **told}}


ANNA = contact("1", email=EMAIL, phone=PHONE, member_no="U1")
BEN = contact("2", email="ben@mail.example", phone="13900000002")


def landed(lake: Lake, name: str, *records: object, content: str | None = None):
    stream = STREAMS[name]
    with lake.new_pull(
        connector=stream.connector,
        feed=stream.feed,
        account="a",
        start=None,
        end=None,
        api_version="1",
        pulled_at=NOW,
        content=content,
    ) as writer:
        writer.write(json.dumps(record, ensure_ascii=False).encode() for record in records)
    return writer.pull


def identify(number: str, **traits: str) -> dict:
    return {
        "messageId": number,
        "type": "identify",
        "anonymousId": "a-1",
        "traits": traits,
        "userId": "U1",
        "context": {"ip": "203.0.113.7"},
        "timestamp": "2026-11-13T02:11:43Z",
    }


def whole(lake: Lake) -> bytes:
    """Everything in the lake that can be read as text."""
    texts = [text for pull in lake.pulls() for _, text in lake.read_raw(pull).parts]
    return b"\n".join([*texts, *(path.read_bytes() for path in lake.root.rglob("*.json"))])


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(tmp_path / "lake")


def hashes(kind: str, value: str) -> tuple[str, str]:
    one = identifier(value, Person(kind), KEY)
    assert one
    return kind, one


def test_a_person_is_struck_out_of_every_record_and_nobody_else(lake):
    landed(lake, "hubspot__contacts", ANNA, BEN)
    sent = sha256(EMAIL.lower().encode()).hexdigest()
    landed(lake, "clickstream__events", identify("m1", email_sha256=sent))
    before = whole(lake).split(b"\n")
    done = strike(lake, READ, enlist(lake, [hashes("email", EMAIL)]), KEY)
    assert (done.records, done.pulls) == (2, 2)
    after = whole(lake)
    for trace in (EMAIL, PHONE, "U1", sent, "203.0.113.7"):
        assert trace.encode() not in after
    assert next(line for line in before if b"ben@mail" in line) in after
    assert b'"a-1"' in after and b'"id": "1"' in after
    assert [path.name for path in lake.root.rglob("part-*")] == ["part-00000~1.jsonl.zst"] * 2


def test_what_was_struck_out_is_no_identifier_and_sets_no_row_aside(lake):
    landed(lake, "hubspot__contacts", ANNA, BEN)
    landed(lake, "clickstream__events", identify("m1", email_sha256="0" * 64), identify("m2"))
    strike(lake, READ, enlist(lake, [hashes("phone", PHONE), hashes("member", "U1")]), KEY)
    for stream in READ:
        for pull in lake.pulls(stream.connector, stream.feed):
            told = clean(stream, lake.read_raw(pull), hash_key=KEY)
            assert (told.good.height, told.quarantined.height) == (2, 0)
            first = told.good.row(0, named=True)
            kept = [name for name in stream.people if name in first]
            assert [first[name] for name in kept] == [None] * len(kept)


def test_what_is_sent_again_is_struck_out_again_and_a_second_time_does_nothing(lake):
    erased = enlist(lake, [hashes("email", EMAIL)])
    landed(lake, "hubspot__contacts", ANNA)
    assert strike(lake, READ, erased, KEY).records == 1
    assert strike(lake, READ, erased, KEY).records == 0
    landed(lake, "hubspot__contacts", ANNA)
    assert strike(lake, READ, listed(lake), KEY).records == 1
    assert enlist(lake, [hashes("phone", PHONE)]).keys() == {"email", "phone"}


def test_the_dropped_file_and_the_clean_rows_of_a_person_go(lake, tmp_path):
    dropped = tmp_path / "leads.csv"
    dropped.write_text(f"phone\n{PHONE}\n", encoding="utf-8")
    kept = lake.take_file(dropped)
    pull = landed(lake, "hubspot__contacts", ANNA, content=kept.sha256)
    lake.write_clean(READ[0].name, pull, clean(READ[0], lake.read_raw(pull), hash_key=KEY))
    done = strike(lake, READ, enlist(lake, [hashes("phone", PHONE)]), KEY)
    assert done.files == ["leads.csv"] and not kept.path.exists()
    assert lake.batch(READ[0].name, lake.pulls()[0]) is None


def test_no_contact_field_of_any_stream_takes_what_was_struck_out_for_an_identifier():
    fields = [one for stream in STREAMS.values() for one in stream.columns.values() if one.person]
    assert len(fields) > 80
    assert all(ERASED in one.nulls for one in fields)


def test_names_and_notes_that_nobody_reads_go_with_the_rest_of_the_record(lake):
    about = {"external_userid": "wm-1", "unionid": "o-1", "name": "刘佐伊", "avatar": "http://me"}
    follow = {"userid": "wangwu", "createtime": 1762826400, "remark": "佐伊", "add_way": 1}
    landed(lake, "wecom__contacts", {"external_contact": about, "follow_info": follow})
    streams = [STREAMS["wecom__contacts"]]
    erased = enlist(lake, [hashes("union_id", "o-1")])
    assert strike(lake, streams, erased, KEY).records == 1
    for trace in ("刘佐伊", "佐伊", "http://me", "wm-1", "o-1"):
        assert trace.encode() not in whole(lake)
    [pull] = lake.pulls()
    told = clean(streams[0], lake.read_raw(pull), hash_key=KEY)
    assert (told.good.height, told.quarantined.height, told.struck) == (0, 0, 1)
