"""Creators' placements, clean: fees, days, followers, posts."""

from datetime import date
from decimal import Decimal

import polars as pl
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
        ({"platform": "公众号"}, "platform", "wechat_mp"),
        ({"platform": "淘宝直播"}, "platform", "taobao_live"),
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


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({}, None),
        ({"signed_on": "11月7日"}, "published_before_signed"),
        ({"quote": "10,000", "fee": "12,001"}, "fee_far_above_rate_card"),
        ({"quote": "10,000", "fee": "12,000"}, None),
        ({"tier": "头部"}, "tier_is_not_that_of_its_followers"),
        ({"tier": "腰部"}, None),
        ({"likes": "8"}, "more_likes_than_views, engagement_above_60_percent"),
        ({"views": "9万", "likes": "2,000", "comments": "0"}, "many_likes_and_no_comment"),
        ({"revenue": "5"}, "revenue_without_orders"),
        ({"revenue": "5", "orders": "1"}, None),
        ({"quote": "置换"}, "barter_without_sample_cost"),
        ({"quote": "置换", "gifted_value": "300"}, None),
    ],
)
def test_what_makes_a_placement_doubtful(change, doubt):
    one = told(**change)
    assert (one["doubts"], one["is_doubtful"]) == (doubt, doubt is not None)


def test_one_post_or_one_invoice_on_two_lines_is_doubtful():
    other = LINE | {"order_id": "2", "_no": "2", "invoice_no": "26330000000000000001"}
    lines = (LINE | {"order_id": "1", "invoice_no": "26330000000000000001"}, other)
    told_ = cleaned(STREAM, *lines).good["doubts"].to_list()
    assert told_ == ["post_on_several_lines, invoice_on_several_lines"] * 2


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


ORDER = {
    "stat_date": "2026-11-13", "order_id": 7012345678901234567, "demand_id": 7011000000000000001,
    "demand_name": "Q4种草", "universal_order_status": "FINISHED", "title": "开箱",
    "author_id": 6950000000000000001, "author_name": "阿梨", "item_id": 7434000000000000001,
    "video_url": "https://www.iesdouyin.com/share/video/7434000000000000001",
    "create_time": "2026-11-01 10:22:31", "release_time": "2026-11-06 00:30:02",
    "report": {
        "creative": {"finish_rate": 1830, "five_s_play_rate": 2750, "play_rate": 3340},
        "spread": {"play": 482100, "like": 19320, "comment": 880, "share": 1040},
        "convert": {"show": 120000, "click": 1900, "ctr": 158},
        "cost_effectiveness": {"price": 1200000, "play": 482100, "cpm": 2489},
    },
}  # fmt: skip
NOTE = {
    "date_key": "20261119", "order_id": "7012", "note_id": "6916aa", "note_title": "测评",
    "biz_title": "Q4种草", "kol_id": "5c21", "kol_nick_name": "阿梨Lily", "kol_fan_num": 182344,
    "note_link": "https://www.xiaohongshu.com/explore/6916aa", "note_type": 1, "effect": True,
    "note_publish_time": "2026-11-02 18:05:11", "kol_price": 12000.00, "imp_num": 302110,
    "total_platform_price": 13200.00, "heat_imp_num": 10, "promotion_imp_num": 120000,
    "read_num": 41230, "heat_read_num": 0, "promotion_read_num": 15200, "like_num": 1890,
    "fav_num": 760, "cmt_num": 270, "share_num": 200, "finish_rate": None,
    "video_play_5s_rate": 61.2, "kol": {"kol_id": "5c21", "mcn_name": "山川"},
}  # fmt: skip


def test_an_order_of_xingtu_in_yuan_and_fractions():
    one = dict(row(cleaned(STREAMS["xingtu__orders"], ORDER)))
    assert (one["order_id"], one["content_id"]) == ("7012345678901234567", "7434000000000000001")
    assert one["contract_fee"] == Decimal(12000)
    assert (one["completion_rate"], one["play_rate_5s"]) == (0.183, 0.275)
    assert (one["published_date"], one["is_delivered"]) == (date(2026, 11, 6), True)
    assert (one["views_total"], one["link_clicks_total"]) == (482100, 1900)


def test_an_order_without_a_video_has_no_figures():
    bare = {k: v for k, v in ORDER.items() if k not in ("report", "release_time", "item_id")}
    one = dict(row(cleaned(STREAMS["xingtu__orders"], bare)))
    assert (one["contract_fee"], one["views_total"], one["is_delivered"]) == (None, None, False)


@pytest.mark.parametrize("heading", ["biz_title", "biz_title\t"])
def test_a_note_of_pugongying_keeps_what_was_bought_apart(heading):
    note = {k: v for k, v in NOTE.items() if k != "biz_title"} | {heading: "Q4种草"}
    one = dict(row(cleaned(STREAMS["pugongying__notes"], note)))
    assert (one["impressions_total"], one["boosted_impressions_total"]) == (302110, 120010)
    assert (one["views_total"], one["boosted_views_total"]) == (41230, 15200)
    assert (one["total_cost"], one["platform_fee"]) == (Decimal(13200), Decimal(1200))
    assert (one["campaign"], one["mcn_name"], one["content_type"]) == ("Q4种草", "山川", "image")
    assert (one["play_rate_5s"], one["completion_rate"]) == (0.612, None)
    assert one["stat_date"] == date(2026, 11, 19)


BARTER = {"fee": "置换", "quote": "", "platform_fee": "", "gifted_value": "299"}


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"fee": "￥42,000", "quote": "50000"}, "contract_fee", Decimal(42000)),
        ({"fee": "￥42,000", "platform_fee": "5%"}, "platform_fee", Decimal(2100)),
        ({"fee": "￥42,000", "platform_fee": "5%"}, "total_cost", Decimal(44100)),
        ({"commission": "400"}, "total_cost", Decimal(13000)),
        (BARTER, "contract_fee", Decimal(0)),
        (BARTER, "total_cost", Decimal(299)),
        ({"quote": "纯佣", "commission": "80", "platform_fee": ""}, "total_cost", Decimal(80)),
        ({"quote": "", "platform_fee": "5%"}, "total_cost", None),
        ({"orders": "412", "revenue": "￥119,068.00"}, "platform_revenue", Decimal(119068)),
        ({"orders": "412"}, "platform_orders_total", 412),
        ({"published_at": "11.6"}, "published_date", date(2026, 11, 6)),
        ({"published_at": "延期至11.20"}, "published_date", date(2026, 11, 20)),
        ({"content_id": "69"}, "content_id", "69"),
        (
            {"heat_impressions": "2", "paid_impressions": "7"},
            "boosted_impressions_total",
            9,
        ),
    ],
)
def test_what_a_cooperation_sheet_and_a_download_tell(change, name, value):
    assert told(**change)[name] == value


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"followers_wan": "123000", "followers": ""}, "followers_were_not_in_wan"),
        ({"platform_fee": "面议"}, "unreadable:platform_fee"),
        ({"rebate": "按量返"}, "unreadable:rebate"),
        ({"rebate": "10%", "rebate_state": "部分"}, "unreadable:rebate"),
        ({"rebate": "￥90,000"}, "rebate_above_fee"),
        ({"rebate": "-10%"}, "negative_rebate"),
        ({"rebate": "-￥400"}, "unreadable:rebate"),
        ({"rebate": "￥-400 已返"}, "negative_rebate"),
        ({"rebate": "10%", "rebate_received": "-400"}, "negative_rebate"),
        ({"rebate_amount": "-60", "rebate_state": "已返"}, "negative_rebate"),
        ({"invoice_no": "2.633E+19"}, "unreadable:invoice_no"),
    ],
)
def test_what_a_cooperation_sheet_cannot_mean(change, reason):
    assert reasons(cleaned(STREAM, LINE, LINE | {"order_id": "2"} | change)) == [reason]


def back(*, beside: dict | None = None, **change: str) -> tuple:
    """Rate, amount agreed, whether it came, what came, and the cost before it."""
    line = LINE | {"fee": "10,000", "quote": "", "platform_fee": "500"} | change
    lines = [line, line | {"order_id": "beside"} | beside] if beside else [line]
    kept = cleaned(STREAM, *lines).good.filter(pl.col("order_id").is_null())
    names = ("rebate_rate", "rebate_agreed", "is_rebate_received", "rebate_received", "total_cost")
    told = kept.select(pl.col(names).cast(pl.Float64))
    return told.row(0)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"rebate": "10%"}, (0.1, 1000, None, None, 10_500)),
        ({"rebate": "0.1"}, (0.1, 1000, None, None, 10_500)),
        ({"rebate": "10"}, (0.1, 1000, None, None, 10_500)),
        ({"rebate": "0.5", "beside": {"rebate": "12"}}, (0.005, 50, None, None, 10_500)),
        ({"rebate": "10%（已返）"}, (0.1, 1000, 1, 1000, 10_500)),
        ({"rebate": "已返 10%"}, (0.1, 1000, 1, 1000, 10_500)),
        ({"rebate": "10%", "rebate_state": "已到账"}, (0.1, 1000, 1, 1000, 10_500)),
        ({"rebate": "10%，未返"}, (0.1, 1000, 0, None, 10_500)),
        ({"rebate": "10%", "rebate_state": "待返"}, (0.1, 1000, 0, None, 10_500)),
        ({"rebate": "￥1,200 已返"}, (None, 1200, 1, 1200, 10_500)),
        ({"rebate": "80元"}, (None, 80, None, None, 10_500)),
        ({"rebate": "1200"}, (None, 1200, None, None, 10_500)),
        ({"rebate_amount": "60", "rebate_state": "已返"}, (None, 60, 1, 60, 10_500)),
        ({"rebate": "10%", "rebate_received": "400"}, (0.1, 1000, 1, 400, 10_500)),
        ({"rebate": "10%", "rebate_received": "0"}, (0.1, 1000, 0, None, 10_500)),
        ({"rebate": "已返"}, (None, None, 1, None, 10_500)),
        ({"rebate": "无"}, (None, None, None, None, 10_500)),
        ({"rebate": "10%已返", "total_cost": "9,500"}, (0.1, 1000, 1, 1000, 10_500)),
        ({"rebate": "10%未返", "total_cost": "9,500"}, (0.1, 1000, 0, None, 9_500)),
        ({"rebate": "10%已返", "fee": "置换"}, (0.1, 0, 1, 0, 500)),
    ],
)
def test_a_rebate_as_people_type_it(change, expected):
    assert back(**change) == expected


def test_days_and_words_of_payment():
    typed = {"signed_on": "11.1", "planned_on": "延期至11.20", "paid_on": "2026/12/01"}
    one = told(**typed, pay_status="已付款", invoice_no="26330000000000000001")
    days = (one["signed_on"], one["planned_on"], one["paid_on"])
    assert days == (date(2026, 11, 1), date(2026, 11, 20), date(2026, 12, 1))
    assert (one["pay_status"], one["invoice_no"]) == ("已付款", "26330000000000000001")
    assert told(planned_on="待定")["planned_on"] is None
