"""Click stream files: bytes as delivered, gzip or not; another kind of file is refused."""

import pytest
from dropped import compressed, csv, pages

from connectors.core import BadReply

EVENTS = '{"messageId":"m1","n":12345678901234567890.10}\n{"messageId":"m2","name":"鞋"}\n'.encode()


def lines(path):
    return [bytes(raw) for page in pages("clickstream", "events", path) for raw in page.records]


def test_lines_are_taken_byte_for_byte(tmp_path):
    path = tmp_path / "events_2026-11-01.jsonl"
    path.write_bytes(EVENTS + b'{"messageId":"m3","name":"\xc3\x28"}\n')
    assert lines(path) == [*EVENTS.splitlines(), b'{"messageId":"m3","name":"\xc3\x28"}']


def test_a_byte_order_mark_and_gzip_change_nothing(tmp_path):
    marked = b"\xef\xbb\xbf" + EVENTS
    assert lines(compressed(tmp_path / "a.jsonl.gz", marked)) == EVENTS.splitlines()


def test_a_half_written_last_line_is_kept_for_the_quarantine(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(EVENTS + b'{"messageId":"m3')
    assert lines(path)[-1] == b'{"messageId":"m3'


def test_a_file_without_events_is_refused(tmp_path):
    with pytest.raises(BadReply, match="holds no JSON object"):
        lines(csv(tmp_path / "a.jsonl", "messageId,type", "m1,page"))
