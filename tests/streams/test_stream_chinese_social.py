"""Douyin, Bilibili and Weibo, clean."""

from datetime import date
from typing import Any

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

COUNTS = {"play_count": 48210, "digg_count": "1932", "comment_count": 88, "share_count": 104}
VIDEO = {
    "stat_date": "2026-11-13", "item_id": "@9VxT0==", "title": "早八通勤妆", "media_type": 4,
    "create_time": 1762963200, "video_status": 1, "statistics": COUNTS,
}  # fmt: skip
POST = {
    "stat_date": "2026-11-13", "id": 5234567890123456, "idstr": "5234567890123456",
    "created_at": "Wed Nov 11 00:05:12 +0800 2026", "text": "双11",
    "reposts_count": 312, "comments_count": 1045, "attitudes_count": 5210,
}  # fmt: skip


def test_a_video_of_douyin_and_the_chinese_day_it_came_out():
    told = row(cleaned(STREAMS["douyin__videos"], VIDEO))
    assert (told["views_total"], told["likes_total"], told["post_type"]) == (48210, 1932, "video")
    assert str(told["published_at"]) == "2025-11-12 16:00:00"
    assert told["published_date"] == date(2025, 11, 13)


def test_a_hidden_video_tells_no_plays():
    hidden = VIDEO | {"statistics": COUNTS | {"play_count": 0}}
    told = row(cleaned(STREAMS["douyin__videos"], hidden))
    assert (told["is_hidden"], told["views_total"]) == (True, None)
    fresh = VIDEO | {"statistics": dict.fromkeys(COUNTS, 0)}
    assert row(cleaned(STREAMS["douyin__videos"], fresh))["views_total"] == 0


def test_days_of_douyin_keep_their_kinds_apart():
    days = [
        {"kind": "fans", "date": "2026-11-13", "new_fans": "96", "total_fans": "90508"},
        {"kind": "item", "date": "2026-11-13", "new_play": 10, "new_issue": 1, "total_issue": 3},
    ]
    good = cleaned(STREAMS["douyin__account_days"], *days).good
    assert good["followers_total"].to_list() == [90508, None]
    assert good["views"].to_list() == [None, 10]


def test_days_of_a_video_of_douyin_and_how_long_it_is_watched():
    young: dict[str, Any] = VIDEO | {"base": {"total_play": 9, "avg_play_duration": 14.5}}
    young["days"] = [{"date": "2026-11-12", "play": "9", "like": -1}, {"date": "2026-11-13"}]
    assert row(cleaned(STREAMS["douyin__videos"], young))["average_view_seconds"] == 14.5
    days = cleaned(STREAMS["douyin__video_days"], young, VIDEO).good
    assert days.select("post_id", "views", "likes", "shares").rows() == [
        ("@9VxT0==", 9, -1, None),
        ("@9VxT0==", None, None, None),
    ]


def test_groups_of_fans_are_named():
    told = {"stat_date": "2026-11-13", "value": "5210"}
    groups = [
        told | {"breakdown": "gender", "item": "2"},
        told | {"breakdown": "geographical", "item": "浙江"},
        told | {"breakdown": "age", "item": "1"},
    ]
    good = cleaned(STREAMS["douyin__audience"], *groups).good
    named = set(good.select("breakdown", "segment").rows())
    assert named == {("gender", "female"), ("region", "浙江"), ("age", "1")}


def test_a_video_of_bilibili():
    figures = {"title": "清单", "ptime": 1763172000, "view": 102344, "danmaku": 812, "reply": 655}
    figures |= {"favorite": 2310, "coin": 1804, "share": 402, "like": 5120}
    record = {"code": 0, "resource_id": "BV1", "stat_date": "2026-11-13", "data": figures}
    told = row(cleaned(STREAMS["bilibili__videos"], record))
    assert (told["views_total"], told["favourites_total"], told["coins_total"]) == (
        102344,
        2310,
        1804,
    )
    assert told["published_date"] == date(2025, 11, 15)


def test_an_account_of_bilibili_keeps_increments_of_unknown_days():
    record: dict[str, Any] = {"stat_date": "2026-11-13", "data": {"follower": 7}}
    record |= {"granted": {"scopes": ["USER_DATA", "ARC_DATA"]}}
    record |= {"video_increments": {"inc_click": -3, "icn_reply": 41}}
    record |= {"article_increments": {"inc_click": 1, "inc_reply": 4}}
    told = row(cleaned(STREAMS["bilibili__account"], record))
    assert (told["video_views_increment"], told["article_views_increment"]) == (-3, 1)
    assert (told["video_comments_increment"], told["article_comments_increment"]) == (41, 4)
    assert told["scopes"] == "USER_DATA ARC_DATA"


def test_a_post_of_weibo_keeps_its_long_number():
    told = row(cleaned(STREAMS["weibo__posts"], POST))
    assert told["post_id"] == "5234567890123456"
    assert str(told["published_at"]) == "2026-11-10 16:05:12"
    assert told["published_date"] == date(2026, 11, 11)
    assert "views_total" not in told


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"attitudes_count": -1}, "negative_count"),
        ({"created_at": "2026-11-11"}, "unreadable:published_at"),
    ],
)
def test_posts_that_cannot_be(change, reason):
    assert reasons(cleaned(STREAMS["weibo__posts"], POST | change)) == [reason]
