"""Creators' placements, clean: fees, days, followers, posts."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

STREAM = STREAMS["kol_campaigns__placements"]
LINE = {
    "_file": "f.csv", "_sheet": "抖音", "_row": "2", "_no": "1", "_campaign": "双11",
    "_year": "2026", "_exported_on": "2026-11-14", "creator_name": "营地小记", "quote": "￥12,000",
    "platform_fee": "600", "published_at": "11月6日", "views": "7", "followers": "12.3w",
    "url": "https://www.douyin.com/video/7434000000000000001",
}  # fmt: skip


def told(**change: str) -> dict:
    return dict(row(cleaned(STREAM, LINE | change)))


def test_a_placement_of_a_sheet_per_platform():
    one = told()
    assert (one["platform"], one["campaign"], one["followers"]) == ("douyin", "双11", 123_000)
    assert (one["contract_fee"], one["total_cost"]) == (Decimal(12000), Decimal(12600))
    assert one["published_date"] == date(2026, 11, 6)
    assert one["stat_date"] == date(2026, 11, 13)
    assert one["content_id"] == "7434000000000000001"


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"total_cost": "13,000"}, "total_cost", Decimal(13000)),
        ({"platform_fee": "-"}, "total_cost", Decimal(12000)),
        ({"platform": "小红书"}, "platform", "xiaohongshu"),
        ({"platform": "抖音极速版"}, "platform", "抖音极速版"),
        ({"published_at": "2026.11.06"}, "published_date", date(2026, 11, 6)),
        ({"published_at": "46332"}, "published_date", date(2026, 11, 6)),
        ({"followers_wan": "12.3", "followers": ""}, "followers", 123_000),
        ({"as_of": "2026/11/10"}, "stat_date", date(2026, 11, 10)),
        ({"campaign": "会员日"}, "campaign", "会员日"),
        ({"order_id": "7012345678901234567"}, "placement_id", "7012345678901234567"),
        ({"boost_cost": "500"}, "total_cost", Decimal(12600)),
        ({"url": "https://v.douyin.com/abc/"}, "content_id", None),
        (
            {"url": "https://www.xiaohongshu.com/explore/6916aa000000000000000001?x=1"},
            "content_id",
            "6916aa000000000000000001",
        ),
        ({"url": "https://b.example/BV1xx411c7mD"}, "content_id", None),
        ({"url": "https://www.bilibili.com/video/BV1xx411c7mD"}, "content_id", "BV1xx411c7mD"),
    ],
)
def test_what_people_type(change, name, value):
    assert told(**change)[name] == value


def test_a_creator_and_a_link_are_one_placement_however_the_day_is_typed():
    keys = {told(published_at=text)["placement_id"] for text in ("11月6日", "2026.11.06")}
    assert len(keys) == 1
    assert told(url="https://v.douyin.com/b")["placement_id"] not in keys


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"published_at": "下周"}, "unreadable:published_date"),
        ({"published_at": ""}, "missing_published_date"),
        ({"creator_name": ""}, "missing_creator_name"),
        ({"quote": "面议"}, "unreadable:_quote"),
        ({"total_cost": "-5"}, "negative_cost"),
    ],
)
def test_lines_that_cannot_be(change, reason):
    other = {"url": "https://v.douyin.com/other", "_no": "2"}
    assert reasons(cleaned(STREAM, LINE, LINE | other | change)) == [reason]
