"""Lists of posts, clean: figures as back ends show them, keys, days."""

from datetime import date

import polars as pl
import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS
from pipelines.streams.columns import Column
from pipelines.streams.social.creator_exports import number_of
from pipelines.streams.social.figures import duration, figure, rate

FILE = {
    "_account": "acc",
    "_exported_on": "2026-11-14",
    "_file": "f.csv",
    "_sheet": "",
    "_row": "2",
}
SHARED = FILE | {"published_at": "2026-11-12 18:30:05", "title": "一", "_no": "1"}
VIDEO = FILE | {"_no": "1", "published_at": "2026/06/25", "video_id": "export/1", "plays": "15302"}


def read(column: Column, text: str) -> object:
    return pl.select(column.read(pl.lit(text))).item()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15302", 15302), ("15,302", 15302), ("1.2万", 12000), ("1.2w", 12000), ("3W+", 30000),
        ("１２", 12), ("0", 0), ("12.0", 12), ("1.5亿", 150_000_000), ("1.5", None), ("多", None),
    ],
)  # fmt: skip
def test_counts_as_back_ends_show_them(text, value):
    assert read(figure("x"), text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("28.64%", 0.2864), ("0.283451", 0.283451), ("0%", 0.0), ("高", None)]
)
def test_shares_are_between_zero_and_one(text, value):
    assert read(rate("x"), text) == (pytest.approx(value) if value is not None else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14.73秒", 14.73), ("14.73", 14.73), ("1分02秒", 62.0), ("01:02", 62.0),
        ("1:00:01", 3601.0), ("14s", 14.0), ("很久", None),
    ],
)  # fmt: skip
def test_lengths_are_seconds(text, value):
    assert read(duration("x"), text) == value


def test_heart_and_thumb_are_two_and_what_is_not_told_is_null():
    told = VIDEO | {"recommends": "210", "likes": "388", "shares": "-", "completion_rate": "9.80%"}
    result = row(cleaned(STREAMS["wechat_channels__videos"], told))
    assert (result["recommends_total"], result["likes_total"]) == (210, 388)
    assert (result["shares_total"], result["contact_adds_total"]) == (None, None)
    assert result["completion_rate"] == pytest.approx(0.098)
    assert (result["published_date"], result["stat_date"]) == (
        date(2026, 6, 25),
        date(2026, 11, 13),
    )


def test_the_last_row_of_a_video_that_stands_twice_counts():
    again = VIDEO | {"_no": "2", "plays": "7"}
    result = cleaned(STREAMS["wechat_channels__videos"], VIDEO, again)
    assert result.good["views_total"].to_list() == [7]
    assert result.superseded == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"plays": "-3"}, "negative_count"),
        ({"plays": "很多"}, "unreadable:views_total"),
        ({"published_at": "昨天"}, "unreadable:published_date"),
        ({"published_at": "2026/12/01"}, "published_after_export"),
        ({"video_id": ""}, "missing_key:post_id"),
        ({"plays": "--"}, "missing:views_total"),
    ],
)
def test_rows_that_cannot_be(change, reason):
    good = VIDEO | {"video_id": "export/2"}
    result = cleaned(STREAMS["wechat_channels__videos"], good, VIDEO | change)
    assert reasons(result) == [reason]


def test_a_note_keeps_its_key_when_its_title_is_edited():
    note = SHARED | {
        "views": "3",
        "impressions": "30",
        "published_at": "2026年05月19日15时39分28秒",
    }
    stream = STREAMS["xiaohongshu__notes"]
    keys = [
        row(cleaned(stream, note | change))["post_id"]
        for change in ({}, {"title": "二"}, {"published_at": "2026年05月19日15时39分29秒"})
    ]
    assert keys[0] == keys[1] != keys[2]
    result = row(cleaned(stream, note))
    assert (result["impressions_total"], result["views_total"]) == (30, 3)
    assert (result["post_type"], result["published_date"]) == ("image", date(2026, 5, 19))


def test_the_key_of_a_video_without_identifier_holds_account_title_and_time():
    stream = STREAMS["douyin_exports__videos"]
    video = SHARED | {"plays": "3", "published_at": "2026-11-12 18:30"}
    changes = ({}, {"title": "二"}, {"published_at": "2026-11-12 18:31"}, {"_account": "b"})
    keys = {row(cleaned(stream, video | change))["post_id"] for change in changes}
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://www.zhihu.com/question/1/answer/23", "23"),
        ("https://zhuanlan.zhihu.com/p/456?utm=1", "456"),
        ("https://www.zhihu.com/pin/789", "789"),
        ("https://www.zhihu.com/zvideo/12/", "12"),
    ],
)
def test_a_link_of_zhihu_ends_in_the_number(url, number):
    post = SHARED | {"views": "1", "url": url, "post_type": "想法"}
    result = row(cleaned(STREAMS["zhihu__posts"], post))
    assert (result["post_id"], result["post_type"]) == (number, "idea")


@pytest.mark.parametrize(
    ("word", "number"),
    [("z0JH2lOMb", "3501756485200075"), ("5234567890123456", "5234567890123456"), ("1a", "72")],
)
def test_the_end_of_a_link_of_weibo_is_a_number(word, number):
    assert number_of(word) == number


def test_a_link_of_weibo_gives_the_key_and_without_one_there_is_none():
    stream = STREAMS["weibo_exports__posts"]
    post = SHARED | {"text": "双11", "views": "1", "url": "https://weibo.com/1234567890/z0JH2lOMb"}
    assert row(cleaned(stream, post))["post_id"] == "3501756485200075"
    odd = post | {"url": "http://t.cn/A6xxxx", "_no": "2"}
    assert reasons(cleaned(stream, post, odd)) == ["missing_key:post_id"]


def test_the_day_above_the_table_serves_where_the_name_tells_none():
    told = {name: text for name, text in VIDEO.items() if name != "_exported_on"}
    stream = STREAMS["wechat_channels__videos"]
    assert row(cleaned(stream, told | {"_as_of": "2026-11-10 09:00"}))["stat_date"] == date(
        2026, 11, 9
    )
    assert row(cleaned(stream, told))["stat_date"] is None


@pytest.mark.parametrize(
    "written",
    [
        *("11/18/2026", "Wed, Nov 18, 2026", "Nov 18, 2026", "2026-11-18"),
        *("2026-11-18 00:00:00", "46344"),
    ],
)
def test_days_of_english_back_ends(written):
    record = {"_account": "acme", "day": written, "impressions": "1,210", "likes": "3"}
    told = row(cleaned(STREAMS["x_twitter_exports__account_days"], record))
    assert (told["report_date"], told["impressions"]) == (date(2026, 11, 18), 1210)


def test_a_day_that_nobody_can_read_is_set_aside():
    record = {"_account": "acme", "day": "18/11/2026", "impressions": "1", "likes": "3"}
    result = cleaned(STREAMS["x_twitter_exports__account_days"], record)
    assert reasons(result) == ["unreadable:report_date"]


@pytest.mark.parametrize(
    ("link", "number", "key"),
    [
        ("https://x.com/acme/status/1858450000000000001", "1.85845E+18", "1858450000000000001"),
        ("", "1858450000000000001", "1858450000000000001"),
        ("", "1.85845E+18", None),
    ],
)
def test_the_number_of_a_post_on_x_comes_from_its_link(link, number, key):
    record = {"_account": "acme", "day": "Wed, Nov 18, 2026", "impressions": "7", "link": link}
    result = cleaned(STREAMS["x_twitter_exports__posts"], record | {"post_id": number})
    assert [one["post_id"] for one in result.good.to_dicts()] == ([key] if key else [])
    assert reasons(result) == ([] if key else ["missing_key:post_id"])


@pytest.mark.parametrize("kind", ["share", "ugcPost", "activity"])
def test_the_link_of_a_linkedin_post_ends_in_its_name(kind):
    urn = f"urn:li:{kind}:7118649787851124736"
    record = {"_account": "acme", "created_date": "11/18/2026", "impressions": "7"}
    record["link"] = f"https://www.linkedin.com/feed/update/{urn}/"
    told = row(cleaned(STREAMS["linkedin_pages_exports__posts"], record))
    assert (told["post_id"], told["published_date"]) == (urn, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("name", "day"), [("2026年11月12日", 12), ("2026/11/9", 9), ("20261112", 12)]
)
def test_a_day_out_of_a_chinese_back_end(name, day):
    told = FILE | {"day": name, "views": "1.2万", "likes": "-3", "_no": "1", "_running": "yes"}
    found = row(cleaned(STREAMS["bilibili_exports__account_days"], told))
    assert (found["report_date"], found["views"], found["likes"]) == (
        date(2026, 11, day),
        12_000,
        -3,
    )
    assert (found["is_running"], found["owner_id"]) == (True, "acc")
    plain = {name: text for name, text in told.items() if name != "_running"}
    assert row(cleaned(STREAMS["xiaohongshu__account_days"], plain))["is_running"] is False
